//! Questions of other services whether somebody is known: what was asked and answered, without a word of whom, except
//! while information governance has to decide.

use crate::{events, kinds, rules::CannotDecide};
use access::{AccountId, Nobody, OrganisationId, Permit, Role, accounts, nobody};
use diesel::prelude::*;
use pack::Pack;
use people::details::Typed;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};
use web::Refusal;
use work::NewTask;

store::strict_id!(
    /// A question of another service.
    PersonQueryId,
    PersonQueryUid
);

diesel::table! {
    use super::PersonQueryUid;
    use access::{AccountUid, OrganisationUid};
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};

    person_query (id) {
        id -> PersonQueryUid,
        at -> Utc,
        account_id -> AccountUid,
        organisation_id -> Nullable<OrganisationUid>,
        reason -> Text,
        agreement -> Text,
        request -> Text,
        decision -> Text,
        sought -> Nullable<Jsonb>,
        decided_by -> Nullable<AccountUid>,
        decided_at -> Nullable<Utc>,
        decided -> Nullable<Text>,
        why -> Text,
    }
}

store::coded! {
    /// What the agreement says to a question.
    pub enum Decision {
        /// It is answered.
        Permit = "PERMIT",
        /// It is not.
        Deny = "DENY",
        /// Information governance looks at it first.
        Review = "REVIEW",
    }
}

/// A question that was asked.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = person_query, check_for_backend(MultiBackend))]
pub struct Query {
    /// Which.
    pub id: PersonQueryId,
    /// When.
    pub at: Instant,
    /// Whose program asked.
    pub account_id: AccountId,
    /// For which organisation.
    pub organisation_id: Option<OrganisationId>,
    /// The address of the legal reason.
    pub reason: String,
    /// The version of the agreement to which the other service holds itself.
    pub agreement: String,
    /// SHA-256 of who was asked about, hexadecimal: both sides can say that it was the same question.
    pub request: String,
    /// What was answered.
    pub decision: Decision,
    /// Who was asked about, until it is decided.
    pub sought: Option<Json<Typed>>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Instant>,
    /// How: [`Decision::Permit`] or [`Decision::Deny`].
    pub decided: Option<Decision>,
    /// Why.
    pub why: String,
}

/// A question to be kept.
#[derive(Debug, Clone)]
pub struct NewQuery {
    /// The address of the legal reason.
    pub reason: String,
    /// The version of the agreement.
    pub agreement: String,
    /// SHA-256 of who is asked about.
    pub request: String,
    /// What is answered.
    pub decision: Decision,
    /// Who is asked about.
    pub sought: Typed,
}

/// Keeps a question. Where it is to be reviewed, information governance owes it.
pub fn keep(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::QueryPerson>,
    pack: &Pack,
    new: &NewQuery,
) -> web::Result<PersonQueryId> {
    let actor = permit.actor();
    let Some(account_id) = actor.account else { return Err(web::Error::SignIn(String::new())) };
    let review = new.decision == Decision::Review;
    let row = Query {
        id: PersonQueryId::new(),
        at: tx.now,
        account_id,
        organisation_id: actor.organisation,
        reason: new.reason.clone(),
        agreement: new.agreement.clone(),
        request: new.request.clone(),
        decision: new.decision,
        sought: review.then(|| Json(new.sought.clone())),
        decided_by: None,
        decided_at: None,
        decided: None,
        why: String::new(),
    };
    diesel::insert_into(person_query::table).values(&row).execute(tx.conn())?;
    let detail = json!({
        "reason": row.reason, "agreement": row.agreement, "request": row.request, "decision": row.decision,
    });
    tx.record(events::QUERIED.on(row.id.0).purpose("person-query").detail(detail))?;
    if review {
        owe(tx, pack, &row)?;
    }
    Ok(row.id)
}

fn owe(tx: &mut Tx<'_>, pack: &Pack, row: &Query) -> Result<()> {
    let due = pack.calendar().plus_working(tx.now.date(), pack.number("person-query-review"));
    let title = "Decide whether another service is told that somebody is known";
    let task = NewTask::new(kinds::QUERY, row.id.0, title, format!("/person-queries/{}", row.id), due);
    let owner = accounts::with_role(tx.conn(), Role::Privacy)?.first().copied();
    work::tasks::add(tx, task.owed_by(owner))?;
    Ok(())
}

/// A question of this account that was to be reviewed, as it stands: for its next try.
pub fn find_query(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::QueryPerson>,
    id: PersonQueryId,
) -> Result<Option<Query>> {
    let found: Option<Query> = person_query::table.find(id).select(Query::as_select()).first(conn).optional()?;
    Ok(found.filter(|query| Some(query.account_id) == permit.actor().account))
}

/// Questions, newest first; one by its id, where one is asked for.
pub fn list_queries(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::ReviewQueries>,
    id: Option<PersonQueryId>,
    most: i64,
) -> Result<Vec<Query>> {
    let all = person_query::table.order(person_query::at.desc()).limit(most).select(Query::as_select());
    Ok(match id {
        Some(id) => all.filter(person_query::id.eq(id)).load(conn)?,
        None => all.load(conn)?,
    })
}

/// Decides on a question that was to be reviewed. Who was asked about is forgotten with that; the other service asks
/// once more.
///
/// # Errors
/// [`CannotDecide`].
pub fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::ReviewQueries>,
    id: PersonQueryId,
    (decided, why): (Option<Decision>, &str),
) -> web::Result<()> {
    let query: Query = person_query::table.find(id).select(Query::as_select()).first(tx.conn())?;
    if query.decision != Decision::Review || query.decided.is_some() {
        return Err(Refusal::from(CannotDecide::Decided).into());
    }
    let decided = decided.filter(|decided| *decided != Decision::Review).ok_or(Refusal::from(CannotDecide::Nothing))?;
    if why.trim().is_empty() {
        return Err(Refusal::from(CannotDecide::NoReason).into());
    }

    let now = tx.now;
    diesel::update(person_query::table.find(id))
        .set((
            person_query::decided.eq(Some(decided)),
            person_query::decided_at.eq(Some(now)),
            person_query::decided_by.eq(permit.actor().account),
            person_query::why.eq(why.trim()),
            person_query::sought.eq(None::<Json<Typed>>),
        ))
        .execute(tx.conn())?;
    work::tasks::done(tx, id.0, Some(kinds::QUERY))?;
    let detail = json!({"decision": decided, "why": why.trim()});
    tx.record(events::DECIDED.on(id.0).purpose("person-query").detail(detail))?;
    Ok(())
}
