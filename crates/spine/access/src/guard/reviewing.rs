//! A restriction is looked at again after so many days (T17): it is confirmed, with its list, or lifted. Nobody stays
//! hidden because somebody forgot.

use super::{guard, listed};
use crate::{FamilyId, Nobody, Permit, Role, accounts, capability::Late, nobody};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Instant, Result, Uuid};

/// A restricted family, and since when its list stands as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restricted {
    /// Which.
    pub family: FamilyId,
    /// When it was restricted, or last confirmed.
    pub confirmed_at: Instant,
}

impl Restricted {
    /// By when it must be looked at again.
    pub fn review_by(&self, pack: &Pack) -> NaiveDate {
        self.confirmed_at.date() + Days::new(u64::from(pack.number("restriction-review")))
    }

    /// What is late of it, each time anew: a restriction that was confirmed can be late again.
    fn late(&self, due_on: NaiveDate, owners: Vec<crate::AccountId>) -> Late {
        let of_this_time = self.family.0.as_u128() ^ u128::from(self.confirmed_at.0.unsigned_abs());
        Late {
            subject: AnyId(Uuid::from_u128(of_this_time)),
            kind: "restriction-review".into(),
            due_on,
            owners,
            team: None,
            group: "Restrictions",
            family: None,
        }
    }
}

/// All restricted families, those to be looked at soonest first; for information governance, by their ids alone.
pub fn list_restricted(conn: &mut Conn, _: &Permit<Nobody, nobody::FindGoverned>) -> Result<Vec<Restricted>> {
    restricted(conn)
}

fn restricted(conn: &mut Conn) -> Result<Vec<Restricted>> {
    let rows: Vec<(FamilyId, Instant)> = guard::table
        .inner_join(listed::table.on(listed::family_id.eq(guard::family_id)))
        .filter(guard::restricted.eq(true))
        .order((listed::since_at, guard::family_id))
        .select((guard::family_id, listed::since_at))
        .load(conn)?;
    // the list is written anew as a whole: one moment a family
    let mut all: Vec<Restricted> = Vec::new();
    for (family, confirmed_at) in rows {
        if all.iter().all(|one| one.family != family) {
            all.push(Restricted { family, confirmed_at });
        }
    }
    Ok(all)
}

/// Restrictions that nobody looked at in time, owed by information governance. The job that tells late work runs for
/// nobody.
pub(crate) fn late_reviews(conn: &mut Conn, pack: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let mut due = restricted(conn)?;
    due.retain(|one| one.review_by(pack) < today);
    let owners = if due.is_empty() { vec![] } else { accounts::with_role(conn, Role::Privacy)? };
    Ok(due.iter().map(|one| one.late(one.review_by(pack), owners.clone())).collect())
}
