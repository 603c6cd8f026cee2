//! Reviews.

use crate::rules::NextStep;
use access::{AccountId, FamilyId, Sight};
use cases::{EpisodeId, EpisodeUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A review.
    ReviewId,
    ReviewUid
);

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{EpisodeUid, ReviewUid};

    review (id) {
        id -> ReviewUid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        planned_on -> Date,
        latest_on -> Date,
        scheduled_at -> Utc,
        moved_why -> Text,
        not_held_at -> Nullable<Utc>,
        not_held_why -> Text,
        held_on -> Nullable<Date>,
        positives -> Text,
        family_view -> Text,
        decision -> Nullable<Text>,
        reason -> Text,
        place -> Text,
        at_time -> Text,
        changed -> Text,
        support -> Text,
        lead_id -> Nullable<AccountUid>,
        lead_agreed -> Nullable<Bool>,
        lead_why -> Text,
    }
}

/// A review.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = review, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Review {
    pub id: ReviewId,
    pub episode_id: EpisodeId,
    pub family_id: FamilyId,
    pub planned_on: NaiveDate,
    pub latest_on: NaiveDate,
    pub scheduled_at: Instant,
    pub moved_why: String,
    pub not_held_at: Option<Instant>,
    pub not_held_why: String,
    pub held_on: Option<NaiveDate>,
    pub positives: String,
    pub family_view: String,
    pub decision: Option<NextStep>,
    pub reason: String,
    pub place: String,
    pub at_time: String,
    pub changed: String,
    pub support: String,
    pub lead_id: Option<AccountId>,
    pub lead_agreed: Option<bool>,
    pub lead_why: String,
}

impl Review {
    /// Whether it is still to be held.
    pub fn is_planned(&self) -> bool {
        self.held_on.is_none() && self.not_held_at.is_none()
    }
}

/// The episode of a review. Without a permit, as it is what one is asked for with; it tells nothing of the family.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn episode_of(conn: &mut Conn, id: ReviewId) -> Result<EpisodeId> {
    Ok(review::table.find(id).select(review::episode_id).first(conn)?)
}

/// How far the last review of an episode is. For what comes next, which shows nothing.
pub(crate) fn how_far(conn: &mut Conn, family: FamilyId, episode: EpisodeId) -> Result<Option<HowFar>> {
    Ok(each!(conn, c => review::table
        .filter(review::episode_id.eq(episode).and(review::family_id.eq(family)))
        .order((review::planned_on.desc(), review::id.desc()))
        .select(HowFar::as_select())
        .first(c))
    .optional()?)
}

/// How far a review is.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = review, check_for_backend(MultiBackend))]
pub(crate) struct HowFar {
    pub id: ReviewId,
    pub held_on: Option<NaiveDate>,
    pub not_held_at: Option<Instant>,
    pub decision: Option<NextStep>,
}

/// Every review of an episode, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> Result<Vec<Review>> {
    Ok(each!(conn, c => review::table
        .filter(review::episode_id.eq(episode).and(review::family_id.eq(sight.subject())))
        .order((review::planned_on.desc(), review::id.desc()))
        .select(Review::as_select())
        .load(c))?)
}

/// One review.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<FamilyId>, id: ReviewId) -> Result<Review> {
    let there = review::table.filter(review::id.eq(id).and(review::family_id.eq(sight.subject())));
    Ok(there.select(Review::as_select()).first(conn)?)
}
