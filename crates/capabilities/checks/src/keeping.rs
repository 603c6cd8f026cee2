//! What keeps findings true: steadily behind the log, and once a day for what comes with time.

use crate::records;
use access::{App, FamilyId, capability::Capabilities};
use pack::Pack;
use store::{Author, Conn, Db, Result, Tx, Uuid};

/// Families of one transaction: nobody's save waits for long.
const SOME: usize = 10;

/// The number of the lock under which one program at a time looks.
const LOCK: i64 = 0x6368_6563;

/// Looks at every family that was changed since.
///
/// # Errors
/// The engine's.
pub fn keep(db: &Db, pack: &Pack) -> Result<()> {
    while db.alone(&pack.hash, |tx| catch_up(tx, pack))? {}
    Ok(())
}

/// A part of it at a time. Whether there is more.
fn catch_up(tx: &mut Tx<'_>, pack: &Pack) -> Result<bool> {
    if !store::dialect::only_one(tx.conn(), LOCK)? {
        return Ok(false);
    }
    let Some(newest) = records::newest(tx.conn())? else { return Ok(false) };
    let Some(cursor) = records::cursor(tx.conn())? else {
        // what was there before is looked at by the daily round
        records::move_cursor(tx.conn(), newest)?;
        return Ok(false);
    };
    let stale = records::stale(tx.conn(), records::before(cursor))?;
    for family in stale.iter().take(SOME) {
        records::tell(tx, pack, *family)?;
    }
    if stale.len() > SOME {
        return Ok(true);
    }
    if cursor != newest {
        records::move_cursor(tx.conn(), newest)?;
    }
    Ok(false)
}

/// Looks at the files of one family, in a transaction that runs.
///
/// # Errors
/// The engine's.
pub fn look_at(tx: &mut Tx<'_>, pack: &Pack, family: FamilyId) -> Result<()> {
    records::tell(tx, pack, family)
}

/// The daily round: help that goes on, for what comes with time; and files at which these checks never looked.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let mut after = FamilyId(Uuid::nil());
    loop {
        let families = records::unseen(&mut db.connect()?, after, true, 100)?;
        let Some(last) = families.last().copied() else { return Ok(()) };
        for some in families.chunks(SOME) {
            db.alone(&pack.hash, |tx| {
                tx.nothing_new();
                some.iter().try_for_each(|family| records::tell(tx, pack, *family))
            })?;
        }
        after = last;
    }
}

/// For the demo: every file, once every story is told.
pub(crate) fn look_at_all(conn: &mut Conn, app: &App) -> web::Result<()> {
    let mut after = FamilyId(Uuid::nil());
    if let Some(newest) = records::newest(conn)? {
        records::move_cursor(conn, newest)?;
    }
    loop {
        let families = records::unseen(conn, after, false, 500)?;
        let Some(last) = families.last().copied() else { return Ok(()) };
        let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(conn, app.db.now(), author);
        for family in families {
            records::tell(&mut tx, &app.pack, family)?;
        }
        after = last;
    }
}
