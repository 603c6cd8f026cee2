//! What somebody heard of a family while it waits. Nothing of it is changed later.

use super::{
    begun::owe_look,
    moving::owner,
    place::{self, WaitingId, WaitingUid, waiting_place},
};
use crate::{
    events,
    rules::{self, Still},
};
use access::{Actor, Permit, Sight, waiting};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::WaitingUid;

    waiting_look (id) {
        id -> Uid,
        place_id -> WaitingUid,
        at -> Utc,
        by_name -> Text,
        what -> Text,
        words -> Text,
        meanwhile -> Text,
    }
}

/// What was heard or done while they wait.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = waiting_look, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Look {
    pub id: AnyId,
    pub place_id: WaitingId,
    pub at: Instant,
    pub by_name: String,
    /// In words: `Still needed`, `Offered`.
    pub what: String,
    pub words: String,
    /// What helps meanwhile.
    pub meanwhile: String,
}

/// All that was heard, the newest first.
pub fn looks(conn: &mut Conn, sight: &Sight<WaitingId>) -> Result<Vec<Look>> {
    Ok(waiting_look::table
        .filter(waiting_look::place_id.eq(sight.subject()))
        .order((waiting_look::at.desc(), waiting_look::id.desc()))
        .select(Look::as_select())
        .load(conn)?)
}

/// What a look found.
#[derive(Debug, Clone, Default)]
pub struct NewLook {
    /// Whether it is needed still.
    pub still: Option<Still>,
    /// How they are, and who says so.
    pub words: String,
    /// What helps meanwhile.
    pub meanwhile: String,
}

/// Keeps what was heard; somebody looks again after the pack's time.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn look(tx: &mut Tx<'_>, permit: &Permit<WaitingId, waiting::Keep>, pack: &Pack, new: &NewLook) -> web::Result<()> {
    let place = place::find(tx.conn(), permit)?;
    rules::look(!place.is_open(), new.still, &new.words)?;

    let still = new.still.unwrap_or(Still::Needed);
    keep(tx, permit.actor(), place.id, still.label(), &new.words, &new.meanwhile)?;
    let event = events::LOOKED.on(place.id.0).family(place.family_id).detail(json!({"still": still}));
    let title = format!("While they wait: {}", still.label().to_lowercase());
    tx.record(event.line(title, new.words.as_str(), permit.actor().signature()))?;
    if place.is_offered() {
        // their answer is owed already
        return Ok(());
    }

    let due_on = match still {
        Still::NotReached => pack.calendar().plus_working(tx.now.date(), pack.number("waiting-answer")),
        Still::Needed | Still::Changed => rules::next_look(pack, tx.now.date()),
    };
    let owner = owner(tx, &place, permit.actor())?;
    work::tasks::done(tx, place.id.0, None)?;
    diesel::update(waiting_place::table.find(place.id)).set(waiting_place::check_on.eq(due_on)).execute(tx.conn())?;
    owe_look(tx, &place, due_on, owner)?;
    Ok(())
}

/// Keeps a line of what happens with a place.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    by: &Actor,
    place: WaitingId,
    what: &str,
    words: &str,
    meanwhile: &str,
) -> Result<()> {
    let row = Look {
        id: AnyId::new(),
        place_id: place,
        at: tx.now,
        by_name: by.signature(),
        what: what.into(),
        words: words.into(),
        meanwhile: meanwhile.into(),
    };
    diesel::insert_into(waiting_look::table).values(&row).execute(tx.conn())?;
    Ok(())
}
