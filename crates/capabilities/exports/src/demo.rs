//! Who makes which return, in the demo.

use crate::{definition, records};
use access::{Change, Permits, accounts, nobody};
use chrono::Days;
use std::sync::Arc;
use store::{Author, Conn, Tx};
use web::Result;

/// Who plans the returns of inspections: their address.
const HEAD: &str = "head@example.org";

/// The head of service makes both lists of Annex A each quarter, the next in some weeks.
pub(crate) fn plan(conn: &mut Conn, app: &access::App) -> Result<()> {
    let now = app.db.now();
    let Some(head) = accounts::find_by_email(conn, HEAD)? else { return Ok(()) };
    let Some(actor) = accounts::actor(conn, now, head.id)?.map(Arc::new) else { return Ok(()) };
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    let mut tx = Tx::within(conn, now, author);
    let mut change = Change::within(app, &mut tx, actor);
    let permit = change.allow(nobody::Export)?;
    for (id, days) in [("annex-a-1", 21), ("annex-a-2", 28)] {
        let Some(definition) = definition::find(id) else { continue };
        let next = now.date().checked_add_days(Days::new(days)).unwrap_or(now.date());
        records::set_schedule(change.tx, &permit, definition, (definition.every, head.id, next), 0)?;
    }
    Ok(())
}
