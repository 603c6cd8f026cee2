//! What nobody does by hand: each morning terms that are over give way, boards without a meeting are chased.

use crate::records::{boards, meetings, seats};
use access::capability::{Capabilities, Late};
use chrono::NaiveDate;
use pack::Pack;
use store::{AnyId, Conn, Db, Result};

/// Once a day: whoever keeps a board no more owes nothing of it any more, and a meeting is owed where none is planned.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    for of in boards::list(&mut db.connect()?)? {
        db.alone(&pack.hash, |tx| {
            tx.nothing_new();
            seats::hand_on(tx, of.id)?;
            boards::want_meeting(tx, pack, &of)
        })?;
    }
    Ok(())
}

/// Boards that should have met by now, and have a meeting planned that comes too late: owed by whoever keeps them.
pub(crate) fn late_boards(conn: &mut Conn, _: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let mut late = Vec::new();
    for (of, due_on) in meetings::overdue(conn, today)? {
        late.push(Late {
            subject: AnyId(of.id.0),
            kind: "board-meeting".into(),
            due_on,
            owners: boards::keeper(conn, of.id, today)?.into_iter().collect(),
            team: None,
            group: "Boards",
            family: None,
        });
    }
    Ok(late)
}
