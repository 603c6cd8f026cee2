//! Reviews, who was invited, what they said.

use crate::{
    events, kinds,
    rules::{Attendance, CannotReview, Decision},
};
use access::{AccountId, FamilyId, Permit, Sight, family};
use cases::{Episode, EpisodeId, EpisodeUid, team};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{Kind, NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE review (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), planned_on $DATE NOT NULL, latest_on $DATE NOT NULL, scheduled_at $INSTANT NOT NULL,
  moved_why TEXT NOT NULL, not_held_at $INSTANT, not_held_why TEXT NOT NULL, held_on $DATE, positives TEXT NOT NULL, family_view TEXT NOT NULL, decision TEXT, reason TEXT NOT NULL) $STRICT;
CREATE INDEX review_episode ON review(episode_id, planned_on);
CREATE TABLE invitee (id $UUID PRIMARY KEY NOT NULL, review_id $UUID NOT NULL REFERENCES review(id), account_id $UUID, name TEXT NOT NULL,
  attendance TEXT, report TEXT NOT NULL, reported_at $INSTANT) $STRICT;
CREATE INDEX invitee_review ON invitee(review_id);";

store::strict_id!(
    /// A review.
    ReviewId,
    ReviewUid
);

store::strict_id!(
    /// Someone invited to a review.
    InviteeId,
    InviteeUid
);

diesel::table! { use diesel::sql_types::*; use access::FamilyUid; use store::types::Utc; use super::{EpisodeUid, ReviewUid};
review (id) { id -> ReviewUid, episode_id -> EpisodeUid, family_id -> FamilyUid, planned_on -> Date, latest_on -> Date,
    scheduled_at -> Utc, moved_why -> Text, not_held_at -> Nullable<Utc>, not_held_why -> Text, held_on -> Nullable<Date>, positives -> Text, family_view -> Text,
    decision -> Nullable<Text>, reason -> Text, } }
diesel::table! { use diesel::sql_types::*; use access::AccountUid; use store::types::Utc; use super::{ReviewUid, InviteeUid};
invitee (id) { id -> InviteeUid, review_id -> ReviewUid, account_id -> Nullable<AccountUid>, name -> Text,
    attendance -> Nullable<Text>, report -> Text, reported_at -> Nullable<Utc>, } }
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
    pub decision: Option<Decision>,
    pub reason: String,
}

impl Review {
    /// Whether it is still to be held.
    pub fn is_planned(&self) -> bool {
        self.held_on.is_none() && self.not_held_at.is_none()
    }
}

/// Someone invited.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = invitee, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Invitee {
    pub id: InviteeId,
    pub review_id: ReviewId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub attendance: Option<Attendance>,
    pub report: String,
    pub reported_at: Option<Instant>,
}

/// Every review of an episode, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Vec<Review>> {
    Ok(each!(conn, c => review::table
        .filter(review::episode_id.eq(episode).and(review::family_id.eq(sight.subject())))
        .order((review::planned_on.desc(), review::id.desc()))
        .select(Review::as_select())
        .load(c))?)
}

/// The episode of a review.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn episode_of(conn: &mut Conn, id: ReviewId) -> store::Result<EpisodeId> {
    Ok(review::table.find(id).select(review::episode_id).first(conn)?)
}

/// A review and who was invited.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<FamilyId>, id: ReviewId) -> store::Result<(Review, Vec<Invitee>)> {
    let found: Review = review::table
        .filter(review::id.eq(id).and(review::family_id.eq(sight.subject())))
        .select(Review::as_select())
        .first(conn)?;
    let invited =
        invitee::table.filter(invitee::review_id.eq(id)).order(invitee::id).select(Invitee::as_select()).load(conn)?;
    Ok((found, invited))
}

/// The day from which the next review is counted: the last one held, else the day on which the plan was agreed.
pub fn counted_from(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<NaiveDate>> {
    let held = list(conn, sight, episode)?.iter().filter_map(|r| r.held_on).max();
    let agreed = plans::records::current(conn, sight, episode)?.and_then(|w| w.plan.agreed_at).map(Instant::date);
    Ok(held.max(agreed))
}

/// Schedules a review and invites the team and the family; each worker finds it under My work. The rule has been asked.
///
/// # Errors
/// [`CannotReview::Scheduled`].
pub fn schedule(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::HoldReview>,
    e: &Episode,
    on: NaiveDate,
    latest: NaiveDate,
) -> Result<ReviewId> {
    if list(tx.conn(), permit, e.id)?.iter().any(Review::is_planned) {
        return Err(Refusal::from(CannotReview::Scheduled).into());
    }
    let row = Review {
        id: ReviewId::new(),
        episode_id: e.id,
        family_id: e.family_id,
        planned_on: on,
        latest_on: latest,
        scheduled_at: tx.now,
        moved_why: String::new(),
        not_held_at: None,
        not_held_why: String::new(),
        held_on: None,
        positives: String::new(),
        family_view: String::new(),
        decision: None,
        reason: String::new(),
    };
    diesel::insert_into(review::table).values(&row).execute(tx.conn())?;
    let mut invited: Vec<(Option<AccountId>, String)> =
        team::list(tx.conn(), e.id)?.into_iter().map(|h| (h.account_id, h.name)).collect();
    let members = people::records::members(tx.conn(), permit)?;
    let grown = members
        .into_iter()
        .filter(|m| !m.role.is_child() || m.person.date_of_birth.is_some_and(|b| web::dates::years(b, on) >= 10));
    invited.extend(grown.map(|m| (None, m.person.name())));
    for (account_id, name) in invited {
        let one = Invitee {
            id: InviteeId::new(),
            review_id: row.id,
            account_id,
            name,
            attendance: None,
            report: String::new(),
            reported_at: None,
        };
        diesel::insert_into(invitee::table).values(&one).execute(tx.conn())?;
        if account_id.is_some() && account_id != e.lead_id {
            // a report is due two days before, so that the lead can read it
            tasks::add(
                tx,
                task(
                    e,
                    &row,
                    account_id,
                    kinds::REPORT,
                    "Come to the review, or report to it",
                    (on - Days::new(2)).max(tx.now.date()),
                ),
            )?;
        }
    }
    // the task to schedule it is done, whichever plan or review asked for it
    drop_scheduling(tx, permit, e)?;
    tasks::add(tx, task(e, &row, e.lead_id, kinds::REVIEW, "Hold the review", on))?;
    let event = events::SCHEDULED.on(row.id.0).family(e.family_id).detail(json!({"on": on, "latest": latest}));
    tx.record(event.line(format!("A review is planned for {}", web::dates::day(on)), "", permit.actor().signature()))?;
    Ok(row.id)
}

fn task(e: &Episode, r: &Review, owner: Option<AccountId>, kind: Kind, title: &str, due_on: NaiveDate) -> NewTask {
    let new = NewTask::new(kind, r.id.0, title, format!("/reviews/{}", r.id), due_on);
    new.owed_by(owner).about(e.family_id).within(e.id)
}

fn drop_scheduling(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, e: &Episode) -> Result<()> {
    if let Some(w) = plans::records::current(tx.conn(), sight, e.id)? {
        tasks::done(tx, w.plan.id.0, Some(kinds::REVIEW))?;
    }
    tasks::done(tx, e.id.0, Some(kinds::REVIEW))?;
    Ok(())
}

/// Moves a review, with the reason. The rule has been asked.
pub fn shift(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::HoldReview>,
    e: &Episode,
    r: &Review,
    to: NaiveDate,
    why: (&str, &str),
) -> Result<()> {
    let (code, label) = why;
    diesel::update(review::table.find(r.id))
        .set((review::planned_on.eq(to), review::moved_why.eq(code)))
        .execute(tx.conn())?;
    tasks::done(tx, r.id.0, Some(kinds::REVIEW))?;
    tasks::add(tx, task(e, r, e.lead_id, kinds::REVIEW, "Hold the review", to))?;
    let event =
        events::MOVED.on(r.id.0).family(r.family_id).detail(json!({"from": r.planned_on, "to": to, "why": code}));
    tx.record(event.line(
        format!("The review was moved to {}", web::dates::day(to)),
        label,
        permit.actor().signature(),
    ))?;
    Ok(())
}

/// A review did not take place, with the reason; another is owed at once, and its latest day stays what it was.
pub fn not_held(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::HoldReview>,
    e: &Episode,
    r: &Review,
    why: (&str, &str),
) -> Result<()> {
    let (now, (code, label)) = (tx.now, why);
    diesel::update(review::table.find(r.id))
        .set((review::not_held_at.eq(Some(now)), review::not_held_why.eq(code)))
        .execute(tx.conn())?;
    tasks::done(tx, r.id.0, None)?;
    tasks::add(
        tx,
        NewTask::new(
            kinds::REVIEW,
            e.id.0,
            "Schedule the review that was not held",
            format!("/episodes/{}/reviews/new", e.id),
            now.date(),
        )
        .owed_by(e.lead_id)
        .about(e.family_id)
        .within(e.id),
    )?;
    let event = events::NOT_HELD.on(r.id.0).family(r.family_id).detail(json!({"why": code}));
    tx.record(event.line("A review was not held", label, permit.actor().signature()))?;
    Ok(())
}

/// Someone invited hands in a report.
///
/// # Errors
/// [`store::Error::Missing`] when they were not invited.
pub fn report(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ReportToReview>,
    r: &Review,
    text: &str,
) -> Result<()> {
    let (now, me) = (tx.now, tx.who.account);
    let mine = invitee::table.filter(invitee::review_id.eq(r.id).and(invitee::account_id.eq(me)));
    if diesel::update(mine).set((invitee::report.eq(text), invitee::reported_at.eq(Some(now)))).execute(tx.conn())? == 0
    {
        return Err(web::Error::NotFound);
    }
    if let Some(me) = me {
        tasks::done_by(tx, r.id.0, kinds::REPORT, me)?;
    }
    let event = events::REPORTED.on(r.id.0).family(r.family_id);
    tx.record(event.line("Report to the review", text, permit.actor().signature()))?;
    Ok(())
}

/// A review as it was held; the rule has been asked.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of review")]
pub struct Held {
    pub positives: String,
    pub family_view: String,
    pub decision: Decision,
    pub reason: String,
    pub attendance: Vec<(InviteeId, Attendance)>,
}

/// Records a review as held; the next one is due after the pack's days unless help ends.
pub fn hold(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::HoldReview>,
    e: &Episode,
    r: &Review,
    held: &Held,
    next_days: u32,
) -> Result<()> {
    let today = tx.now.date();
    diesel::update(review::table.find(r.id))
        .set((
            review::held_on.eq(Some(today)),
            review::positives.eq(&held.positives),
            review::family_view.eq(&held.family_view),
            review::decision.eq(Some(held.decision)),
            review::reason.eq(&held.reason),
        ))
        .execute(tx.conn())?;
    for (id, attendance) in &held.attendance {
        diesel::update(invitee::table.filter(invitee::id.eq(*id).and(invitee::review_id.eq(r.id))))
            .set(invitee::attendance.eq(Some(*attendance)))
            .execute(tx.conn())?;
    }
    tasks::done(tx, r.id.0, None)?;
    if held.decision != Decision::Close {
        tasks::add(
            tx,
            NewTask::new(
                kinds::REVIEW,
                e.id.0,
                "Schedule the next review",
                format!("/episodes/{}/reviews/new", e.id),
                today + Days::new(next_days.into()),
            )
            .owed_by(e.lead_id)
            .about(e.family_id)
            .within(e.id),
        )?;
    }
    let event = events::HELD.on(r.id.0).family(r.family_id).detail(json!({"decision": held.decision}));
    let body = format!("{}\n{}", held.positives, held.reason);
    tx.record(event.line(
        format!("Review held: {}", held.decision.label().to_lowercase()),
        body,
        permit.actor().signature(),
    ))?;
    Ok(())
}
