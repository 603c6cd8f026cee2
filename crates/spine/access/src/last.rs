//! Who changed a record last, for the page of whoever comes second (T6).

use crate::accounts::account;
use diesel::prelude::*;
use store::{
    AccountId, Conn, Instant, Result, Uuid,
    log::{Kind, event},
};
use web::Changed;

/// Who did one of `kinds` to this subject last, and when. No permit: a colleague's name and a moment, told on a page
/// that has the permit of the record.
pub fn last_change(conn: &mut Conn, subject: Uuid, kinds: &[Kind]) -> Result<Option<Changed>> {
    let kinds = kinds.iter().map(|kind| kind.name);
    let last: Option<(Option<AccountId>, Instant)> = event::table
        .filter(event::subject_id.eq(store::AnyId(subject)).and(event::kind.eq_any(kinds)))
        .order(event::id.desc())
        .select((event::actor_id, event::at))
        .first(conn)
        .optional()?;
    let Some((Some(by), at)) = last else { return Ok(None) };

    let name: Option<String> = account::table.find(by).select(account::name).first(conn).optional()?;
    Ok(name.map(|by| Changed { by, at }))
}
