//! Every morning: an indicator whose next release was due is looked for by whoever brought the last one.

use crate::{kinds, records::values};
use access::{AccountId, Role, accounts, capability::Capabilities};
use pack::Pack;
use store::{Conn, Db, Result};
use work::{NewTask, tasks};

pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let mut conn = db.connect()?;
    let today = db.now().date();
    let asked = values::releases(&mut conn)?;
    for one in values::indicators(&mut conn, pack)? {
        let release = one.values.iter().filter_map(|value| value.next_release).max();
        let Some(due_on) = release.filter(|due_on| *due_on < today) else { continue };
        if asked.iter().any(|(_, code, day)| *code == one.code && *day == due_on) {
            continue;
        }
        let Some(owner) = owner(&mut conn)? else { continue };
        db.alone(&pack.hash, |tx| {
            let id = values::asked(tx, &one.code, due_on)?;
            let title = format!("A newer value of {:?} was due on {}", one.label, web::dates::day(due_on));
            let by = pack.calendar().plus_working(tx.now.date(), pack.number("area-release"));
            let task = NewTask::new(kinds::RELEASE, id.0, title, format!("/area/{}", one.code), by);
            tasks::add(tx, task.owed_by(owner))?;
            Ok(())
        })?;
    }
    Ok(())
}

/// Whoever imported last and can sign in, else a commissioner, else the head.
fn owner(conn: &mut Conn) -> Result<Option<AccountId>> {
    let last: Vec<AccountId> = values::imports(conn)?.into_iter().map(|import| import.by_id).take(1).collect();
    let known = accounts::known(conn, &last)?;
    let last = last.into_iter().filter(|id| known.get(id).is_some_and(|known| known.in_use));
    let others = [accounts::with_role(conn, Role::Commissioner)?, accounts::with_role(conn, Role::Head)?].concat();
    Ok(last.chain(others).next())
}
