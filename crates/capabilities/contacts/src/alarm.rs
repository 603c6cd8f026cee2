//! What goes on while a child may be in danger and nobody has taken it: the list is told again, and the whole front door
//! sees it above every page.

use crate::records;
use access::{Actor, Role};
use pack::Pack;
use store::{Conn, Db, Instant, Result};
use web::{Markup, html};

/// Tells the next of those on call. Nothing is done where nothing waits, so that an idle night writes nothing.
pub(crate) fn chase(db: &Db, pack: &Pack) -> Result<()> {
    if records::untaken(&mut db.connect()?)?.is_empty() {
        return Ok(());
    }
    db.alone(&pack.hash, |tx| {
        tx.nothing_new();
        records::chase(tx, pack)
    })?;
    Ok(())
}

/// Above every page of the front door and of those who answer for it.
pub(crate) fn banner(conn: &mut Conn, actor: &Actor, now: Instant) -> Result<Option<Markup>> {
    if !actor.own || !actor.is_any(&[Role::FrontDoor]) {
        return Ok(None);
    }
    let untaken = records::untaken(conn)?;
    let Some(first) = untaken.first() else { return Ok(None) };
    let minutes = now.seconds_since(first.raised_at) / 60;
    let others = i64::try_from(untaken.len()).unwrap_or(i64::MAX) - 1;
    Ok(Some(html! {
        "A child may be in danger, for " (web::dates::plural(minutes, "minute")) ", and nobody has taken it. "
        a.govuk-notification-banner__link href="/triage?show=danger" { "See who, and take it" } "."
        @if others > 0 { " " (web::dates::plural(others, "more alarm")) " waits, too." }
    }))
}
