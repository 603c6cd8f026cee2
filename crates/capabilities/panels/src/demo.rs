//! Panels in the demo: those of the pack with somebody who chairs them, three years of the forum's meetings, and families
//! that were sent to one.

use crate::{
    agenda,
    landing::{Given, decide},
    records::{self, About, ItemId, ItemKind, MeetingId, NewItem, Panel, When},
    rules::{Attended, Decision, Grounds},
};
use access::{
    App, Change, OrganisationId, Permits, Role, accounts,
    demo::{Scene, Telling, Told, WORRIES},
    family, panel as acts, panel_item,
};
use chrono::{Days, NaiveDate};
use std::sync::Arc;
use store::{AnyId, Author, Conn, Instant, Tx};
use waiting::Priority;
use web::Result;

/// So many weeks of meetings have been.
const WEEKS: u64 = 156;

/// While help goes on, some families come to a panel.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 37, tell }];

/// The panels of the pack, in the first round; then the meetings that are to come.
pub(crate) fn make(tx: &mut Tx<'_>, app: &App, round: u32, _: &[(String, OrganisationId)]) -> Result<u32> {
    if round > 0 {
        return Ok(0);
    }
    let chair = accounts::anywhere_with_role(tx.conn(), Role::PanelChair)?.into_iter().next();
    let made = records::make_of_pack(tx, &app.pack, chair)?;
    name_members(tx)?;
    let panels = records::list(tx.conn())?;
    let today = tx.now.date();
    for panel in panels.iter().filter(|panel| panel.forum) {
        past_meetings(tx, panel, today)?;
    }
    agenda::plan_ahead(tx, &app.pack)?;
    Ok(u32::try_from(made).unwrap_or(u32::MAX))
}

/// Those of the partners who sit in the forum.
fn name_members(tx: &mut Tx<'_>) -> Result<()> {
    let panels = records::list(tx.conn())?;
    let Some(forum) = panels.into_iter().find(|panel| panel.forum) else { return Ok(()) };
    let mut able = accounts::list_colleagues(tx.conn())?;
    able.retain(|one| one.email.ends_with("@example.org"));
    for one in able.into_iter().take(8) {
        records::seat(tx, forum.id, one)?;
    }
    Ok(())
}

/// Weekly, as far back as the stories of families go.
fn past_meetings(tx: &mut Tx<'_>, panel: &Panel, today: NaiveDate) -> Result<()> {
    for week in 1..=WEEKS {
        let on = today - Days::new(7 * week);
        records::plan_on(tx, panel, on, &When { starts: "9.30am".into(), place: "Gun Wharf".into(), on: Some(on) })?;
    }
    Ok(())
}

/// What some are put on the list of.
const LISTED: &str = "Counselling for young people";

fn tell(scene: &mut Scene<'_>) -> Result<Told> {
    if !scene.chance(7) {
        return Ok(Told::On);
    }
    let (of, help) = (scene.family()?, scene.help()?);
    let Some(forum) = records::list(scene.conn)?.into_iter().find(|panel| panel.forum) else { return Ok(Told::On) };
    let (need, more, summary) = *scene.pick(WORRIES);
    let pack = scene.app.pack.clone();
    let soon = scene.chance(30);
    let about = About {
        kind: ItemKind::Episode,
        family: Some(of),
        source: Some(AnyId(help.episode.0)),
        contact: None,
        episode: Some(help.episode),
        owner: help.lead.account,
        agreed: true,
        since: scene.today(),
        age: Some(scene.rng.i64(1..16)),
    };
    let new = NewItem {
        panel: Some(forum.id),
        summary: summary.into(),
        asked_for: "What else there is for this family, beside what the team does.".into(),
        presenting: vec![need.into()],
        underlying: more.iter().map(|need| (*need).into()).collect(),
        level: "2".into(),
        priority: Some(if soon { Priority::Soon } else { Priority::Routine }),
        why: if soon { "It gets worse while they wait.".into() } else { String::new() },
        wishes: "They hope for somebody to talk to.".into(),
        comes: if scene.chance(40) { "yes".into() } else { "no".into() },
        grounds: Some(Grounds::Agreement),
        ..NewItem::default()
    };
    let lead = help.lead.clone();
    let id = scene.by(&lead, |change| {
        let permit = change.permit(family::OfferService, of)?;
        records::send(change.tx, &pack, permit.actor(), &about, &new)
    })?;

    // the family's story goes on beside it: what happens here takes no time of its own
    let from = scene.at;
    if scene.wait_some(5..9) {
        decided(scene, &forum, id)?;
        waiting::demo::wait_for(scene, of, LISTED, &lead)?;
    }
    scene.at = from;
    Ok(Told::On)
}

/// Whoever chairs decides, on a day after it was sent.
fn decided(scene: &mut Scene<'_>, forum: &Panel, id: ItemId) -> Result<()> {
    let Some(chair) = forum.chair_id else { return Ok(()) };
    let Some(chair) = accounts::actor(scene.conn, scene.at, chair)?.map(Arc::new) else { return Ok(()) };
    let decision = *scene.pick(&[Decision::Advice, Decision::WaitingList, Decision::WaitingList, Decision::Back]);
    scene.by(&chair, |change| {
        let permit = change.permit(panel_item::Decide, id)?;
        let version = records::find_item(change.conn(), &permit)?.version;
        let given = Given {
            decision: Some(decision),
            reason: "What there is was looked at together, and this fits best now.".into(),
            waits_for: if decision == Decision::WaitingList { LISTED.into() } else { String::new() },
            version,
            ..Given::default()
        };
        decide(change, &permit, &given)
    })?;
    Ok(())
}

/// The meetings that have been are closed, once every story is told: it is kept who came, each on the day after.
pub(crate) fn close(conn: &mut Conn, app: &App) -> Result<()> {
    let today = app.db.now().date();
    for id in records::past_open(conn, today)? {
        let meeting = records::load_meeting(conn, id)?;
        let panel = records::load_panel(conn, meeting.panel_id)?;
        let Some(chair) = panel.chair_id else { continue };
        let at = Instant::at_london(meeting.held_on.and_hms_opt(16, 0, 0).unwrap_or_default());
        let Some(chair) = accounts::actor(conn, at, chair)?.map(Arc::new) else { continue };
        let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(conn, at, author);
        let mut change = Change::within(app, &mut tx, chair);
        match close_one(&mut change, id) {
            // something was not decided before the clock came: it waits as it would in life
            Ok(()) | Err(web::Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

fn close_one(change: &mut Change<'_, '_>, id: MeetingId) -> Result<()> {
    let permit = change.permit(acts::Chair, id)?;
    let meeting = records::find_meeting(change.conn(), &permit)?;
    let members = records::members(change.conn(), meeting.panel_id)?;
    let came = |n: usize| match n % 7 {
        5 => Attended::Apologies,
        6 => Attended::Absent,
        _ => Attended::Came,
    };
    let who: Vec<_> = members.iter().enumerate().map(|(n, member)| (member.id, came(n))).collect();
    records::keep_attendance(change.tx, &permit, &who, "")?;
    let pack = change.pack.clone();
    records::close(change.tx, &permit, &pack)
}
