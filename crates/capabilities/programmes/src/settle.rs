//! What is true of places at the end of every change: whoever was taken off the list on its own pages asks for no place
//! any more.

use crate::{
    events, queue,
    records::{self, Enrolment},
    rules::State,
};
use access::{FamilyId, capability::Capabilities};
use pack::Pack;
use serde_json::json;
use store::{Result, Tx};

/// Makes it true of these families.
pub(crate) fn settle(tx: &mut Tx<'_>, _: &Pack, _: Capabilities, families: &[FamilyId]) -> Result<()> {
    for place in records::waiting_among(tx.conn(), families)? {
        let Some(ended_why) = queue::ended(tx.conn(), &place)? else { continue };
        let family = place.family_id;
        let off = Enrolment { state: State::Off, ended_at: Some(tx.now), ended_why, ..place };
        records::save(tx.conn(), &off)?;
        tx.record(events::OFF.on(off.id.0).family(family).detail(json!({"by": "the list"})))?;
    }
    Ok(())
}
