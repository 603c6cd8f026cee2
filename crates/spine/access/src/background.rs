//! What this crate does beside requests.

use crate::{accounts, capability::Capabilities, manage::program, sessions};
use pack::Pack;
use store::{Db, Result};

/// The daily sweep of accounts that nobody has used for as long as the pack allows. It waits until time has gone on
/// steadily for a day: by a clock that jumped, nobody has been here for weeks.
pub(crate) fn disable_idle(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    if !store::clock::is_steady(&mut db.connect()?, db.now())? {
        tracing::warn!("no account was disabled for want of use: the clock has not been steady for a day");
        return Ok(());
    }

    let idle = i64::from(pack.number("account-idle")) * 86_400;
    db.alone(&pack.hash, |tx| program::disable_idle(tx, idle)).map(|_| ())
}

/// Forgets what nobody needs any more: keys of forms, drafts, jobs that were done, sessions.
pub(crate) fn forget_old(db: &Db, _: &Pack) -> Result<()> {
    let now = db.now();
    db.connect()?.write(|conn| {
        store::keys::forget_old(conn, now)?;
        store::drafts::forget_old(conn, now)?;
        store::jobs::forget_old(conn, now)?;
        accounts::forget_former(conn, now)?;
        sessions::forget_old(conn, now)
    })
}
