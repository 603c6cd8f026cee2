//! Impact assessments and screenings: drafts, and the editions that were published of them, which do not change.

use super::actions;
use crate::{
    events, kinds, news,
    rules::equality::{self as rules, Conclusion, HandingIn, Hands, Said, State, Way},
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, news::News, tasks};

store::strict_id!(
    /// An impact assessment, or a screening.
    AssessmentId,
    AssessmentUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, AssessmentUid};

    equality_assessment (id) {
        id -> AssessmentUid,
        n -> BigInt,
        way -> Text,
        title -> Text,
        lead_id -> AccountUid,
        state -> Text,
        said -> Jsonb,
        writers -> Jsonb,
        edition -> BigInt,
        begun_at -> Utc,
        handed_in_by -> Nullable<AccountUid>,
        handed_in_at -> Nullable<Utc>,
        returned_why -> Text,
        review_on -> Nullable<Date>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, AssessmentUid};

    equality_edition (assessment_id, n) {
        assessment_id -> AssessmentUid,
        n -> BigInt,
        title -> Text,
        said -> Jsonb,
        lead_name -> Text,
        authorised_by -> AccountUid,
        authorised_name -> Text,
        authorised_at -> Utc,
        review_on -> Date,
    }
}

/// An assessment as it is written.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = equality_assessment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Assessment {
    pub id: AssessmentId,
    /// From 1.
    pub n: i64,
    pub way: Way,
    pub title: String,
    /// The lead officer.
    pub lead_id: AccountId,
    pub state: State,
    pub said: Json<Said>,
    /// Everybody who wrote in the edition that is being written.
    pub writers: Json<Vec<AccountId>>,
    /// How many editions were published.
    pub edition: i64,
    pub begun_at: Instant,
    pub handed_in_by: Option<AccountId>,
    pub handed_in_at: Option<Instant>,
    pub returned_why: String,
    pub review_on: Option<NaiveDate>,
    pub version: i64,
}

/// An edition as it was published.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = equality_edition, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Edition {
    pub assessment_id: AssessmentId,
    pub n: i64,
    pub title: String,
    pub said: Json<Said>,
    pub lead_name: String,
    pub authorised_by: AccountId,
    pub authorised_name: String,
    pub authorised_at: Instant,
    pub review_on: NaiveDate,
}

impl Assessment {
    /// Where it is shown.
    pub fn href(&self) -> String {
        format!("/equality/{}", self.id)
    }
}

type Keeps = Permit<Nobody, nobody::KeepEquality>;

/// An assessment.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: AssessmentId) -> Result<Assessment> {
    Ok(equality_assessment::table.find(id).select(Assessment::as_select()).first(conn)?)
}

/// All assessments, the newest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Assessment>> {
    let all = equality_assessment::table.order(equality_assessment::n.desc());
    Ok(all.select(Assessment::as_select()).load(conn)?)
}

/// The editions of an assessment, the newest first.
pub fn editions(conn: &mut Conn, id: AssessmentId) -> Result<Vec<Edition>> {
    let of = equality_edition::table.filter(equality_edition::assessment_id.eq(id));
    Ok(of.order(equality_edition::n.desc()).select(Edition::as_select()).load(conn)?)
}

/// What has to be answered: the characteristics, or the questions of the screening.
pub fn asked(pack: &Pack, way: Way) -> &[pack::Term] {
    match way {
        Way::Full => pack.terms("equality-characteristic"),
        Way::Screening => pack.terms("screening-question"),
    }
}

/// Begins an assessment; whoever begins it leads it.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn begin(tx: &mut Tx<'_>, permit: &Keeps, title: &str, way: Option<Way>) -> web::Result<AssessmentId> {
    rules::begin(title, way)?;
    let (Some(way), Some(lead_id)) = (way, permit.actor().account) else { return Err(web::Error::NotFound) };
    let n = list(tx.conn())?.first().map_or(0, |last| last.n) + 1;
    let row = Assessment {
        id: AssessmentId::new(),
        n,
        way,
        title: title.trim().into(),
        lead_id,
        state: State::Draft,
        said: Json(Said::default()),
        writers: Json(vec![lead_id]),
        edition: 0,
        begun_at: tx.now,
        handed_in_by: None,
        handed_in_at: None,
        returned_why: String::new(),
        review_on: None,
        version: 1,
    };
    diesel::insert_into(equality_assessment::table).values(&row).execute(tx.conn())?;
    tx.record(events::ASSESSMENT.on(row.id.0).detail(json!({"n": n, "way": way.code()})))?;
    Ok(row.id)
}

/// Changes what a draft says, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds; [`store::Error::Stale`].
pub fn say(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    (id, version): (AssessmentId, i64),
    (title, said): (&str, &Said),
) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    rules::say(found.state, title, said)?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    let mut writers = found.writers.0;
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    if !writers.contains(&by) {
        writers.push(by);
    }
    diesel::update(equality_assessment::table.find(id))
        .set((
            equality_assessment::title.eq(title.trim()),
            equality_assessment::said.eq(Json(said.clone())),
            equality_assessment::writers.eq(Json(writers)),
            equality_assessment::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::ASSESSMENT.on(id.0))?;
    Ok(())
}

/// Hands a draft in: somebody who had no hand in it authorises it.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn hand_in(tx: &mut Tx<'_>, permit: &Keeps, pack: &Pack, id: AssessmentId) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    let codes: Vec<String> = asked(pack, found.way).iter().map(|term| term.code.clone()).collect();
    let open = actions::of_assessment(tx.conn(), id)?;
    rules::hand_in(HandingIn {
        way: found.way,
        state: found.state,
        said: &found.said.0,
        asked: &codes,
        actions: open.len(),
        today: now.date(),
    })?;
    let by = permit.actor().account;
    diesel::update(equality_assessment::table.find(id))
        .set((
            equality_assessment::state.eq(State::HandedIn),
            equality_assessment::handed_in_by.eq(by),
            equality_assessment::handed_in_at.eq(Some(now)),
            equality_assessment::returned_why.eq(""),
            equality_assessment::version.eq(found.version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::HANDED_IN.on(id.0))?;
    tasks::done(tx, id.0, Some(kinds::RETURNED))?;
    if let Some(owner) = authoriser(tx.conn(), &found, by)? {
        let due_on = pack.calendar().plus_working(now.date(), pack.number("equality-authorise"));
        let title = format!("Authorise or return: {}", found.title);
        let task = NewTask::new(kinds::AUTHORISE, id.0, title, format!("{}/authorisation", found.href()), due_on);
        tasks::add(tx, task.owed_by(owner))?;
    }
    Ok(())
}

/// The first of those who may authorise it and had no hand in it.
fn authoriser(conn: &mut Conn, of: &Assessment, by: Option<AccountId>) -> Result<Option<AccountId>> {
    let all = [accounts::with_role(conn, Role::Head)?, accounts::with_role(conn, Role::Commissioner)?].concat();
    let had = |id: &AccountId| of.lead_id == *id || of.writers.0.contains(id) || by == Some(*id);
    Ok(all.into_iter().find(|id| !had(id)))
}

/// Authorises an assessment and publishes it as the next edition, to be looked at again on that day.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn authorise(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::AuthoriseEquality>,
    id: AssessmentId,
    review: Option<NaiveDate>,
) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    let hands = Hands { lead: found.lead_id, writers: &found.writers.0, handed_in: found.handed_in_by };
    rules::authorise(found.state, hands, by, (review, now.date()))?;
    let Some(review_on) = review else { return Ok(()) };
    let lead_name = accounts::names(tx.conn(), &[found.lead_id])?.remove(&found.lead_id).unwrap_or_default();
    let edition = Edition {
        assessment_id: id,
        n: found.edition + 1,
        title: found.title.clone(),
        said: found.said.clone(),
        lead_name,
        authorised_by: by,
        authorised_name: permit.actor().name.clone(),
        authorised_at: now,
        review_on,
    };
    diesel::insert_into(equality_edition::table).values(&edition).execute(tx.conn())?;
    diesel::update(equality_assessment::table.find(id))
        .set((
            equality_assessment::state.eq(State::Published),
            equality_assessment::edition.eq(edition.n),
            equality_assessment::review_on.eq(Some(review_on)),
            equality_assessment::version.eq(found.version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"edition": edition.n})))?;
    owe_what_follows(tx, &found, review_on)?;
    let title = format!("Authorised and published: {}", found.title);
    work::news::tell(tx, found.lead_id, &News::new(news::ASSESSMENT, title, found.href()))?;
    Ok(())
}

/// The review is owed by the lead officer, and so is the full assessment that a screening asks for.
fn owe_what_follows(tx: &mut Tx<'_>, of: &Assessment, review_on: NaiveDate) -> Result<()> {
    tasks::done(tx, of.id.0, Some(kinds::AUTHORISE))?;
    tasks::done(tx, of.id.0, Some(kinds::REVIEW))?;
    let title = format!("Look at it again: {}", of.title);
    let task = NewTask::new(kinds::REVIEW, of.id.0, title, of.href(), review_on);
    tasks::add(tx, task.owed_by(of.lead_id))?;
    let said = &of.said.0;
    if let (Some(Conclusion::Yes), Some(by)) = (said.conclusion, said.full_by) {
        let title = format!("Make the full assessment: {}", of.title);
        let task = NewTask::new(kinds::FULL, of.id.0, title, format!("/equality/new?after={}", of.id), by);
        tasks::add(tx, task.owed_by(of.lead_id))?;
    }
    Ok(())
}

/// The full assessment that a screening asked for was begun: nobody owes that any more.
pub fn followed(tx: &mut Tx<'_>, _: &Keeps, screening: AssessmentId) -> Result<()> {
    tasks::done(tx, screening.0, Some(kinds::FULL))
}

/// Returns an assessment with what is still missing: it is a draft again, and owed by whoever leads it.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn give_back(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::AuthoriseEquality>,
    pack: &Pack,
    id: AssessmentId,
    why: &str,
) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    rules::give_back(found.state, why)?;
    diesel::update(equality_assessment::table.find(id))
        .set((
            equality_assessment::state.eq(State::Draft),
            equality_assessment::returned_why.eq(why),
            equality_assessment::version.eq(found.version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::RETURNED.on(id.0))?;
    tasks::done(tx, id.0, Some(kinds::AUTHORISE))?;
    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("equality-authorise"));
    let task = NewTask::new(kinds::RETURNED, id.0, format!("Returned: {}", found.title), found.href(), due_on);
    tasks::add(tx, task.owed_by(found.lead_id))?;
    let title = format!("Returned: {}. {why}", found.title);
    work::news::tell(tx, found.lead_id, &News::new(news::ASSESSMENT, title, found.href()))?;
    Ok(())
}

/// Begins the next edition of what is published, from what it says; whoever begins it leads it from then on.
///
/// # Errors
/// [`rules::CannotAssess::NotPublished`].
pub fn begin_again(tx: &mut Tx<'_>, permit: &Keeps, id: AssessmentId) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    rules::begin_again(found.state)?;
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    diesel::update(equality_assessment::table.find(id))
        .set((
            equality_assessment::state.eq(State::Draft),
            equality_assessment::lead_id.eq(by),
            equality_assessment::writers.eq(Json(vec![by])),
            equality_assessment::handed_in_by.eq(None::<AccountId>),
            equality_assessment::version.eq(found.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::REVIEW))?;
    tx.record(events::ASSESSMENT.on(id.0).detail(json!({"edition": found.edition + 1})))?;
    Ok(())
}
