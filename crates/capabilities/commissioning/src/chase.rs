//! Returns are asked for when their period is over, and chased when they do not come: by news and a letter to those who
//! run the service and to the commissioners, and up the line as all late work (T33).

use crate::{
    events, news,
    records::{
        owing::{self, Due, Owing},
        returns,
    },
};
use access::{
    Role, accounts,
    capability::{Capabilities, Late},
};
use chrono::NaiveDate;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Db, Result, Tx};
use work::news::News;

/// Once a day: what became due is asked for, what became late is told.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let all = owing::list(&mut db.connect()?)?;
    for of in &all {
        db.alone(&pack.hash, |tx| {
            tx.nothing_new();
            ask(tx, pack, of)
        })?;
    }
    let late = late_dues(&mut db.connect()?, db.now().date())?;
    for due in late.iter().filter(|due| due.chased_at.is_none()) {
        db.alone(&pack.hash, |tx| chase(tx, due))?;
    }
    Ok(())
}

/// Periods that are over are due from now on; those who give the return are told.
fn ask(tx: &mut Tx<'_>, pack: &Pack, of: &Owing) -> Result<()> {
    for due in owing::ask_for(tx, pack, of)? {
        let title =
            format!("{}: give the return for {}", returns::name_of(tx.conn(), due.service_id)?, due.period().label());
        let givers = owing::givers(tx.conn(), due.service_id)?;
        work::news::tell_all(tx, &givers, &News::new(news::DUE, title, due.href()))?;
    }
    Ok(())
}

/// Tells once that a return is late.
pub(crate) fn chase(tx: &mut Tx<'_>, due: &Due) -> Result<()> {
    let title =
        format!("{}: the return for {} is late", returns::name_of(tx.conn(), due.service_id)?, due.period().label());
    let people = returns::people_of(tx.conn(), due.service_id)?;
    work::news::tell_all(tx, &people, &News::new(news::LATE, title, due.href()))?;
    owing::chased(tx, due.id)?;
    tx.record(events::CHASED.on(due.id.0).detail(json!({"service": due.service_id, "period": due.period().code()})))?;
    Ok(())
}

fn late_dues(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Due>> {
    let mut open = owing::open(conn)?;
    open.retain(|due| due.due_on < today);
    Ok(open)
}

/// Returns that are late: owed by those who run the service and by the commissioners, who chase them.
pub(crate) fn late_returns(conn: &mut Conn, _: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let commissioners = accounts::with_role(conn, Role::Commissioner)?;
    let mut late = Vec::new();
    for due in late_dues(conn, today)? {
        let mut owners = owing::givers(conn, due.service_id)?;
        owners.extend(&commissioners);
        late.push(Late {
            subject: AnyId(due.id.0),
            kind: "service-return".into(),
            due_on: due.due_on,
            owners,
            team: None,
            group: "Periodic returns",
            family: None,
        });
    }
    Ok(late)
}
