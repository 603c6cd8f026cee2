//! What stands in the files of some teams, by check and by file, the longest first. No list takes a worker, and none is
//! ordered by one.

use super::{Finding, finding};
use access::{
    FamilyId, Nobody, Permit, Role, TeamId,
    guard::{self, guard as guard_table},
    nobody,
};
use cases::EpisodeId;
use chrono::NaiveDate;
use diesel::{
    dsl::{count, min},
    prelude::*,
};
use store::{Conn, Result, each};

store::beside!(finding + guard_table);

/// Whose files a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Those that these teams hold.
    Teams(Vec<TeamId>),
    /// All of them: of those that one may not open, only how many there are.
    All,
}

impl Scope {
    /// What whoever asks may see, narrowed to a team if they name one of theirs.
    pub fn of(permit: &Permit<Nobody, nobody::SeeChecks>, team: Option<TeamId>) -> Self {
        let actor = permit.actor();
        match team {
            Some(team) if actor.is(Role::Head) || actor.manages.contains(&team) => Self::Teams(vec![team]),
            None if actor.is(Role::Head) => Self::All,
            _ => Self::Teams(actor.manages.clone()),
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only what this check finds.
    pub check: Option<&'static str>,
}

/// In how many files a check finds something.
pub type ByCheck = Vec<(String, i64)>;

/// What stands and nobody has answered, in these families: a condition on findings, given how they are found.
macro_rules! standing {
    ($scope:expr, $seen:expr, $hidden:expr, $standing:ident => $query:expr) => {{
        let of_all = || {
            finding::table
                .filter(finding::ended_on.is_null().and(finding::answered_on.is_null()))
                .filter(finding::family_id.ne_all($hidden.clone()))
        };
        match ($scope, $seen) {
            (Scope::Teams(teams), _) => {
                let held = guard_table::table
                    .filter(guard_table::team_id.eq_any(teams.clone()))
                    .select(guard_table::family_id);
                let $standing = of_all().filter(finding::family_id.eq_any(held));
                $query
            }
            (Scope::All, Some(seen)) => {
                let seen: &Vec<FamilyId> = seen;
                let $standing = of_all().filter(finding::family_id.eq_any(seen.clone()));
                $query
            }
            (Scope::All, None) => {
                let $standing = of_all();
                $query
            }
        }
    }};
}

/// In how many files each check finds something that nobody has answered, the most first; without the families that are
/// restricted to a list on which whoever asks is not (T13, T17).
pub fn by_check(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeChecks>, scope: &Scope) -> Result<ByCheck> {
    let hidden = guard::restricted_from(conn, permit.actor())?;
    let mut all: ByCheck = standing!(scope, None, hidden, standing => standing
        .group_by(finding::code)
        .select((finding::code, count(finding::episode_id).aggregate_distinct()))
        .load(conn))?;
    all.sort_by(|(one, many), (other, more)| more.cmp(many).then(one.cmp(other)));
    Ok(all)
}

/// A file of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub episode: EpisodeId,
    /// Whose.
    pub family: FamilyId,
    /// Since when the oldest finding stands.
    pub since: Option<NaiveDate>,
}

/// More families than anybody opens who holds no team.
const MOST: i64 = 5_000;

/// A page of files that whoever asks may open and in which something stands, the longest first, and how many there are.
pub fn files(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeChecks>,
    scope: &Scope,
    wanted: &Wanted,
    (page, size): (i64, i64),
) -> Result<(Vec<Listed>, i64)> {
    let actor = permit.actor();
    let hidden = guard::restricted_from(conn, actor)?;
    // whoever manages a team may open what it holds; of all others only what ties them to it
    let managed = matches!(scope, Scope::Teams(teams) if teams.iter().all(|team| actor.manages.contains(team)));
    let seen = if managed { vec![] } else { guard::list_visible(conn, actor, MOST)? };
    let scope = if managed { scope } else { &Scope::All };
    let count: i64 = standing!(scope, Some(&seen), hidden, standing => standing
        .filter(finding::code.eq_any(codes(wanted)))
        .select(count(finding::episode_id).aggregate_distinct())
        .first(conn))?;
    let rows: Vec<(EpisodeId, FamilyId, Option<NaiveDate>)> = standing!(scope, Some(&seen), hidden, standing => standing
        .filter(finding::code.eq_any(codes(wanted)))
        .group_by((finding::episode_id, finding::family_id))
        .order((min(finding::found_on), finding::episode_id))
        .select((finding::episode_id, finding::family_id, min(finding::found_on)))
        .limit(size)
        .offset(page * size)
        .load(conn))?;
    let mut listed: Vec<Listed> =
        rows.into_iter().map(|(episode, family, since)| Listed { episode, family, since }).collect();
    // the same rule once more, as the policy says it
    let families: Vec<FamilyId> = listed.iter().map(|file| file.family).collect();
    let visible = guard::visible_among(conn, actor, &families)?;
    listed.retain(|file| visible.contains(&file.family));
    Ok((listed, count))
}

fn codes(wanted: &Wanted) -> Vec<&'static str> {
    crate::rules::all().map(|check| check.code).filter(|code| wanted.check.is_none_or(|only| only == *code)).collect()
}

/// What stands in these files, in the order of their checks: for a list that was asked with a permit.
pub fn findings_of(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::SeeChecks>,
    files: &[Listed],
    wanted: &Wanted,
) -> Result<Vec<Finding>> {
    let episodes: Vec<EpisodeId> = files.iter().map(|file| file.episode).collect();
    Ok(each!(conn, c => finding::table
        .filter(finding::episode_id.eq_any(episodes))
        .filter(finding::ended_on.is_null().and(finding::answered_on.is_null()))
        .filter(finding::code.eq_any(codes(wanted)))
        .order((finding::found_on, finding::id))
        .select(Finding::as_select())
        .load(c))?)
}
