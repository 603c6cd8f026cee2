//! Programmes: what a group is, for whom, and what it is known to change. Nothing here is about anybody.

use access::{AccountId, AccountUid};
use diesel::prelude::*;
use directory::ServiceId;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result, each};

store::strict_id!(
    /// A group programme.
    ProgrammeId,
    ProgrammeUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::{AccountUid, ProgrammeUid};

    programme (id) {
        id -> ProgrammeUid,
        name -> Text,
        what -> Text,
        for_whom -> Text,
        minimum_age -> Nullable<BigInt>,
        maximum_age -> Nullable<BigInt>,
        evidence -> Text,
        outcomes -> Jsonb,
        factors -> Jsonb,
        needs -> Jsonb,
        public -> Bool,
        keeper_id -> AccountUid,
        service_id -> Nullable<Uid>,
        begun_at -> Utc,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

/// A group programme.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = programme, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Programme {
    pub id: ProgrammeId,
    pub name: String,
    /// What happens in it, in plain words.
    pub what: String,
    pub for_whom: String,
    /// Years, both included.
    pub minimum_age: Option<i64>,
    pub maximum_age: Option<i64>,
    /// What is known of its effect.
    pub evidence: String,
    /// Words of the pack's `outcome-framework`.
    pub outcomes: Json<Vec<String>>,
    /// Words of the pack's `protective-factor`.
    pub factors: Json<Vec<String>>,
    /// Words of the pack's `need`.
    pub needs: Json<Vec<String>>,
    /// Whether it stands in the directory.
    pub public: bool,
    pub keeper_id: AccountId,
    /// Its entry in the directory.
    pub service_id: Option<store::AnyId>,
    pub begun_at: Instant,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

impl Programme {
    /// Whether places in it can be asked for.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Its entry in the directory.
    pub fn service(&self) -> Option<ServiceId> {
        self.service_id.map(|id| ServiceId(id.0))
    }

    /// `5 to 11 years`, empty for all ages.
    pub fn ages(&self) -> String {
        match (self.minimum_age.filter(|age| *age > 0), self.maximum_age) {
            (None, None) => String::new(),
            (None, Some(most)) => format!("up to {}", years(most)),
            (Some(least), None) => format!("{} and over", years(least)),
            (Some(least), Some(most)) => format!("{least} to {}", years(most)),
        }
    }

    /// Whether it is for people of this age.
    pub fn takes_age(&self, age: i64) -> bool {
        self.minimum_age.is_none_or(|least| least <= age) && self.maximum_age.is_none_or(|most| age <= most)
    }
}

fn years(count: i64) -> String {
    web::dates::plural(count, "year")
}

/// A programme.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_programme(conn: &mut Conn, id: ProgrammeId) -> Result<Programme> {
    load_programme(conn, id)
}

pub(crate) fn load_programme(conn: &mut Conn, id: ProgrammeId) -> Result<Programme> {
    Ok(each!(conn, c => programme::table.find(id).select(Programme::as_select()).first(c))?)
}

/// What these programmes are called.
pub(crate) fn programme_names(conn: &mut Conn, ids: &[ProgrammeId]) -> Result<BTreeMap<ProgrammeId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = programme::table.filter(programme::id.eq_any(ids)).select((programme::id, programme::name));
    let all: Vec<(ProgrammeId, String)> = all.load(conn)?;
    Ok(all.into_iter().collect())
}

/// Every programme by name: those that have ended last.
pub fn list_programmes(conn: &mut Conn) -> Result<Vec<Programme>> {
    let all = programme::table.order((programme::ended_at.is_not_null(), programme::name, programme::id)).limit(500);
    Ok(all.select(Programme::as_select()).load(conn)?)
}
