//! In some families a parent moves out while help goes on; in a few somebody dies.

use super::about::chance;
use crate::{
    MemberRole,
    records::{self, Leaving},
};
use access::{
    Permits,
    demo::{Scene, Telling, Told},
    family,
};
use web::Result;

/// Somebody leaves.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 45, tell: leave }];

const ELSEWHERE: &[&str] = &["to a friend", "to their own parents", "to another town", "not known"];

fn leave(scene: &mut Scene<'_>) -> Result<Told> {
    let (Some(family), Some(lead)) = (scene.family, scene.lead.clone()) else { return Ok(Told::On) };
    let today = scene.today();
    scene.by(&lead, |change| {
        if !change.may(family::ChangePeople, family)? {
            return Ok(());
        }
        let permit = change.permit(family::ChangePeople, family)?;
        let members = records::members(change.conn(), &permit)?;
        let parents: Vec<_> = members.iter().filter(|member| member.role == MemberRole::Parent).collect();
        // the one who agreed to be helped stays
        let [_, .., last] = parents[..] else { return Ok(()) };

        let born = last.person.date_of_birth.map(|born| born.to_string()).unwrap_or_default();
        let mut rng = chance(&[&last.person.given_name, &last.person.family_name, &born, "leaves"]);
        let how = match rng.u16(..1_000) {
            0..70 => Leaving::MovedOut(ELSEWHERE[rng.usize(..ELSEWHERE.len())].into()),
            70..76 => Leaving::Died,
            _ => return Ok(()),
        };
        records::leave(change.tx, &permit, last.person.id, today, &how)
    })?;
    Ok(Told::On)
}
