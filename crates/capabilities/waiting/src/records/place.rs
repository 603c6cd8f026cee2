//! A place in a waiting list.

use crate::rules::{Ended, For, Priority, Standing};
use access::{AccountId, Actor, EpisodeId, FamilyId, Sight, Subject, WaitingFacts, guard};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Uuid, each};

store::strict_id!(
    /// A place in a waiting list.
    WaitingId,
    WaitingUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, EpisodeUid, FamilyUid};
    use store::types::{Jsonb, Uid, Utc};
    use super::WaitingUid;

    waiting_place (id) {
        id -> WaitingUid,
        family_id -> FamilyUid,
        kind -> Text,
        target_id -> Nullable<Uid>,
        target_name -> Text,
        what -> Text,
        priority -> Text,
        why -> Text,
        needs -> Jsonb,
        level -> Text,
        area -> Text,
        age -> Nullable<BigInt>,
        since_at -> Utc,
        asked_by -> Nullable<AccountUid>,
        contact_id -> Nullable<Uid>,
        episode_id -> Nullable<EpisodeUid>,
        source_id -> Nullable<Uid>,
        check_on -> Date,
        offered_at -> Nullable<Utc>,
        offer -> Text,
        answer_by -> Nullable<Date>,
        answer_href -> Text,
        ended_at -> Nullable<Utc>,
        ended -> Nullable<Text>,
        ended_words -> Text,
        ended_by -> Nullable<AccountUid>,
        held -> Bool,
    }
}

/// A place in a waiting list.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = waiting_place, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Place {
    pub id: WaitingId,
    pub family_id: FamilyId,
    pub kind: For,
    /// The team, service, panel or programme; none for a lead.
    pub target_id: Option<AnyId>,
    pub target_name: String,
    pub what: String,
    pub priority: Priority,
    pub why: String,
    pub needs: Json<Vec<String>>,
    /// The level of need when it began; empty where it was not set.
    pub level: String,
    /// The outward half of a child's postcode; empty where it is not known, or anybody's address is protected (T16).
    pub area: String,
    /// The age of the youngest child when it began.
    pub age: Option<i64>,
    pub since_at: Instant,
    /// Who asked for it, and is told when it moves.
    pub asked_by: Option<AccountId>,
    pub contact_id: Option<AnyId>,
    pub episode_id: Option<EpisodeId>,
    /// What of another capability it stands for: an item of a panel, a referral, a request for a programme.
    pub source_id: Option<AnyId>,
    pub check_on: NaiveDate,
    pub offered_at: Option<Instant>,
    pub offer: String,
    pub answer_by: Option<NaiveDate>,
    /// Where the answer is kept, where that is not this crate's page.
    pub answer_href: String,
    pub ended_at: Option<Instant>,
    pub ended: Option<Ended>,
    pub ended_words: String,
    pub ended_by: Option<AccountId>,
    /// The front door keeps sight of the family, because it waits outside of an episode.
    pub held: bool,
}

impl Place {
    /// Whether they still wait.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether what they wait for was offered, and they have not answered.
    pub fn is_offered(&self) -> bool {
        self.is_open() && self.offered_at.is_some()
    }

    /// Where it stands in the fair order.
    pub fn standing(&self) -> Standing<'_> {
        Standing { level: &self.level, priority: self.priority, since: self.since_at.date(), age: self.age }
    }

    /// For what, in words.
    pub fn target(&self) -> &str {
        if self.target_name.is_empty() { self.kind.label() } else { &self.target_name }
    }
}

impl Subject for WaitingId {
    type Facts = WaitingFacts;
    const KIND: &'static str = "waiting";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(WaitingFacts, Option<FamilyId>)> {
        let (family, ended_at): (FamilyId, Option<Instant>) =
            waiting_place::table.find(*self).select((waiting_place::family_id, waiting_place::ended_at)).first(conn)?;
        let open_from = actor.as_of.date() - Months::new(pack.number("decided-open"));
        let over = ended_at.is_some_and(|at| at.date() < open_from);
        Ok((WaitingFacts { family: guard::facts(conn, family, actor)?, over }, Some(family)))
    }
}

/// A place, for commands that were called under the permit of another subject.
pub(crate) fn load(conn: &mut Conn, id: WaitingId) -> Result<Place> {
    Ok(each!(conn, c => waiting_place::table.find(id).select(Place::as_select()).first(c))?)
}

/// A place, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<WaitingId>) -> Result<Place> {
    load(conn, sight.subject())
}
