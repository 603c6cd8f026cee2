//! Returns that are due: whoever makes one owes it from some days before, and reads in its title what is doubtful
//! today.

use crate::{
    definition,
    making::{self, Summary},
    reading::Asked,
    records::{self, Schedule},
};
use access::{Actor, accounts, capability::Capabilities};
use pack::Pack;
use store::{Db, Result};

/// Reminds whoever makes a return, once for each day on which it is due.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let today = db.now().date();
    let by = pack.calendar().plus_working(today, pack.number("return-remind"));
    for schedule in records::due(&mut db.connect()?, by)? {
        let title = title(db, pack, &schedule)?;
        db.alone(&pack.hash, |tx| records::remind(tx, &schedule, &title))?;
    }
    Ok(())
}

/// What is to be made, and what of it somebody should look at first: as whoever makes it may see it.
fn title(db: &Db, pack: &Pack, schedule: &Schedule) -> Result<String> {
    let mut conn = db.connect()?;
    let (now, Some(definition)) = (db.now(), definition::find(&schedule.definition)) else {
        return Ok("Make a return".into());
    };
    let keeper = accounts::actor(&mut conn, now, schedule.keeper_id)?;
    let actor = keeper.unwrap_or_else(|| Actor { as_of: now, ..Actor::nobody() });
    let asked = Asked { definition, as_of: now.date(), pack, base: "", actor: &actor, whole: false };
    let summary = making::look(&mut conn, &asked)?;
    Ok(format!("Make the return “{}”: {}", definition.title, in_words(&summary)))
}

/// How it stands, in a few words.
pub(crate) fn in_words(summary: &Summary) -> String {
    let rows = |count: u64| web::dates::plural(i64::try_from(count).unwrap_or(i64::MAX), "row");
    match (summary.left_out(), summary.to_check) {
        (0, 0) => "nothing to check today".into(),
        (0, check) => format!("{} to check today", rows(check)),
        (left, 0) => format!("{} left out today", rows(left)),
        (left, check) => format!("{} left out and {} to check today", rows(left), rows(check)),
    }
}
