//! What was said at a review of each outcome, and by each child.

use super::review::{Review, ReviewId, ReviewUid, find, list};
use access::{FamilyId, Sight};
use diesel::prelude::*;
use people::{PersonId, PersonUid};
use plans::{OutcomeId, records::OutcomeUid};
use store::{Conn, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use super::{OutcomeUid, ReviewUid};

    outcome_look (review_id, outcome_id) {
        review_id -> ReviewUid,
        outcome_id -> OutcomeUid,
        progress -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{PersonUid, ReviewUid};

    child_voice (review_id, person_id) {
        review_id -> ReviewUid,
        person_id -> PersonUid,
        said -> Text,
        unheard_why -> Text,
        scale_worker -> Nullable<BigInt>,
        scale_own -> Nullable<BigInt>,
    }
}

/// How far an outcome was at a review, a word of the pack's `outcome-progress`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = outcome_look, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct OutcomeLook {
    pub review_id: ReviewId,
    pub outcome_id: OutcomeId,
    pub progress: String,
}

/// What a child said at a review, or why it was not heard; and where it stands from 0 to 10, as the worker sees it and
/// as the child or parent does.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = child_voice, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Voice {
    pub review_id: ReviewId,
    pub person_id: PersonId,
    pub said: String,
    pub unheard_why: String,
    pub scale_worker: Option<i64>,
    pub scale_own: Option<i64>,
}

/// How far each outcome was at this review.
pub fn looks(conn: &mut Conn, sight: &Sight<FamilyId>, of: ReviewId) -> Result<Vec<OutcomeLook>> {
    let of = find(conn, sight, of)?;
    let there = outcome_look::table.filter(outcome_look::review_id.eq(of.id));
    Ok(there.order(outcome_look::outcome_id).select(OutcomeLook::as_select()).load(conn)?)
}

/// What each child said at this review.
pub fn voices(conn: &mut Conn, sight: &Sight<FamilyId>, of: ReviewId) -> Result<Vec<Voice>> {
    let of = find(conn, sight, of)?;
    let there = child_voice::table.filter(child_voice::review_id.eq(of.id));
    Ok(there.order(child_voice::person_id).select(Voice::as_select()).load(conn)?)
}

/// What each child said at the review before this one, with its numbers.
pub fn last_voices(conn: &mut Conn, sight: &Sight<FamilyId>, before: &Review) -> Result<Vec<Voice>> {
    let all = list(conn, sight, before.episode_id)?;
    let last = all.iter().filter(|other| other.id != before.id).max_by_key(|other| (other.held_on, other.id));
    match last.filter(|last| last.held_on.is_some()) {
        Some(last) => voices(conn, sight, last.id),
        None => Ok(vec![]),
    }
}

/// Keeps both, as part of the command that holds the review.
pub(super) fn keep(tx: &mut Tx<'_>, looks: &[OutcomeLook], voices: &[Voice]) -> Result<()> {
    for look in looks {
        diesel::insert_into(outcome_look::table).values(look).execute(tx.conn())?;
    }
    for voice in voices {
        diesel::insert_into(child_voice::table).values(voice).execute(tx.conn())?;
    }
    Ok(())
}
