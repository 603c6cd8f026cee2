//! What is late in publishing: a quarter that nobody has frozen, and frozen figures at which nobody has looked. It climbs
//! like all late work (T33).

use crate::{
    counting::Period,
    records::{
        publication::{self, Issue},
        tables::{self, fact_month},
    },
};
use access::{AccountId, Role, accounts, capability::Late};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Result, each, ids};

/// What it is counted under.
const GROUP: &str = "Publishing figures";

/// Everything that is late on this day.
pub(crate) fn late_figures(conn: &mut Conn, pack: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let all = publication::list(conn)?;
    let waiting: Vec<&Issue> = all.iter().filter(|issue| issue.waits()).collect();
    let mut late = Vec::new();
    for issue in waiting {
        let due_on = pack.calendar().plus_working(issue.frozen_at.date(), pack.number("figures-publish"));
        if due_on < today {
            let owners = who_publishes(conn)?.into_iter().filter(|account| *account != issue.frozen_by).collect();
            late.push(of(AnyId(issue.id.0), "figures-publish", due_on, owners));
        }
    }

    let last = Period::last_quarter(today);
    let due_on = pack.calendar().plus_working(last.window().to, pack.number("figures-freeze"));
    let frozen = all.iter().any(|issue| issue.period == last.code() && issue.ended_at.is_none());
    if due_on < today && !frozen && is_counted(conn, last)? {
        let heads = accounts::with_role(conn, Role::Head)?;
        late.push(of(subject(last), "figures-freeze", due_on, heads));
    }
    Ok(late)
}

fn of(subject: AnyId, kind: &'static str, due_on: NaiveDate, owners: Vec<AccountId>) -> Late {
    Late { subject, kind: kind.into(), due_on, owners, team: None, group: GROUP, family: None }
}

fn who_publishes(conn: &mut Conn) -> Result<Vec<AccountId>> {
    let mut all = accounts::with_role(conn, Role::Head)?;
    all.extend(accounts::with_role(conn, Role::Privacy)?);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// A quarter has no row of its own: its code is its id.
fn subject(period: Period) -> AnyId {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(period.code().bytes()).for_each(|(byte, letter)| *byte = letter);
    AnyId(ids::of(bytes))
}

/// Whether anything happened in it: before a council begins there is nothing to publish.
fn is_counted(conn: &mut Conn, period: Period) -> Result<bool> {
    let (from, to) = (tables::month(period.window().from), tables::month(period.window().to));
    let some: Option<i64> = each!(conn, c => fact_month::table
        .filter(fact_month::month.ge(from).and(fact_month::month.le(to)))
        .select(fact_month::n)
        .first(c))
    .optional()?;
    Ok(some.is_some())
}
