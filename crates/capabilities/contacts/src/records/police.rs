//! What a notification of the police says beside its contact, and who responds to it.

use super::{
    named,
    received::{self, Contact},
    tables::{ContactId, contact, contact_person},
};
use crate::{
    events,
    intake::{Notice, POLICE},
    kinds,
    rules::{self, PlanningResponse},
};
use access::{AccountId, Permit, Sight, accounts, guard};
use chrono::{Months, NaiveDate, NaiveTime};
use diesel::prelude::*;
use pack::Pack;
use people::PersonId;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, each};
use web::{Refusal, Refusals};
use work::{NewTask, tasks};

/// Its hash is the migration's: a line that ends with `\` is broken here, and not in the text.
pub(crate) const DDL: &str = "
CREATE TABLE police_notice (contact_id $UUID PRIMARY KEY NOT NULL REFERENCES contact(id), incident_on $DATE NOT NULL,
  incident_number TEXT NOT NULL, risk TEXT NOT NULL, marac TEXT NOT NULL, present $JSON NOT NULL,
  responder_id $UUID REFERENCES account(id), responder TEXT NOT NULL, respond_by $DATE, response TEXT NOT NULL,
  planned_at $INSTANT, done_at $INSTANT, done TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;";

diesel::table! {
    use super::super::tables::ContactUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};

    police_notice (contact_id) {
        contact_id -> ContactUid,
        incident_on -> Date,
        incident_number -> Text,
        risk -> Text,
        marac -> Text,
        present -> Jsonb,
        responder_id -> Nullable<AccountUid>,
        responder -> Text,
        respond_by -> Nullable<Date>,
        response -> Text,
        planned_at -> Nullable<Utc>,
        done_at -> Nullable<Utc>,
        done -> Text,
        version -> BigInt,
    }
}

/// A notification of the police.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = police_notice, check_for_backend(MultiBackend))]
pub struct PoliceNotice {
    /// The contact that it came as.
    pub contact_id: ContactId,
    /// When it happened.
    pub incident_on: NaiveDate,
    /// The police's own number of it.
    pub incident_number: String,
    /// A word of the pack's `police-risk`.
    pub risk: String,
    /// `yes`, `no` or `not-known`.
    pub marac: String,
    /// The places in the contact of the children who were there.
    pub present: Json<Vec<i64>>,
    /// Who responds, if they have an account.
    pub responder_id: Option<AccountId>,
    /// Who responds, in words.
    pub responder: String,
    /// By when.
    pub respond_by: Option<NaiveDate>,
    /// What is meant to be done.
    pub response: String,
    /// When that was said.
    pub planned_at: Option<Instant>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// What was done.
    pub done: String,
    /// Goes up with every change.
    pub version: i64,
}

/// Keeps what the police said, with the contact that it came as.
pub(super) fn add(tx: &mut Tx<'_>, contact: ContactId, notice: &Notice) -> Result<()> {
    let row = PoliceNotice {
        contact_id: contact,
        incident_on: notice.incident_on,
        incident_number: notice.incident_number.clone(),
        risk: notice.risk.clone(),
        marac: notice.marac.clone(),
        present: Json(notice.present.clone()),
        responder_id: None,
        responder: String::new(),
        respond_by: None,
        response: String::new(),
        planned_at: None,
        done_at: None,
        done: String::new(),
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(police_notice::table).values(&row).execute(c))?;
    Ok(())
}

/// What the police said; `None` for any other contact, and for those that came before this was asked.
pub fn notice(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Option<PoliceNotice>> {
    notice_of(conn, sight.subject())
}

/// What the police said: for whoever has just sent it, and for commands that hold a permit.
pub(crate) fn notice_of(conn: &mut Conn, contact: ContactId) -> Result<Option<PoliceNotice>> {
    let there = police_notice::table.find(contact);
    Ok(each!(conn, c => there.select(PoliceNotice::as_select()).first(c)).optional()?)
}

/// Whether this account responds to it: to ask for a permit on the contact.
pub(super) fn responds(conn: &mut Conn, contact: ContactId, account: AccountId) -> Result<bool> {
    let theirs = police_notice::contact_id.eq(contact).and(police_notice::responder_id.eq(account));
    Ok(each!(conn, c => police_notice::table.filter(theirs).count().get_result::<i64>(c))? > 0)
}

/// An earlier notification about the same family, or about somebody who is matched in both.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Which.
    pub id: ContactId,
    /// Its reference.
    pub reference: String,
    /// When it came.
    pub received_at: Instant,
    /// The grade of risk that it gave; empty where it came before that was asked.
    pub risk: String,
}

/// Earlier notifications within the pack's `police-repeat`, newest first: whether this one is a repeat is worked out
/// and never typed. None about a family of which this actor may not know (T17).
pub fn earlier(conn: &mut Conn, sight: &Sight<ContactId>, pack: &Pack, contact: &Contact) -> Result<Vec<Earlier>> {
    let matched: Vec<PersonId> =
        named::people_of(conn, &[contact.id])?.into_iter().filter_map(|person| person.person_id).collect();
    let named: Vec<ContactId> = contact_person::table
        .filter(contact_person::person_id.eq_any(&matched))
        .select(contact_person::contact_id)
        .load(conn)?;
    let from = contact.received_at.date() - Months::new(pack.number("police-repeat"));
    let from = Instant::at_london(from.and_time(NaiveTime::MIN));

    let of_them = contact::id.eq_any(named).or(contact::family_id.eq(contact.family_id).assume_not_null());
    // ids sort by age, also those of one moment
    let at_once = contact::received_at.eq(contact.received_at).and(contact::id.lt(contact.id));
    let before = contact::received_at.ge(from).and(contact::received_at.lt(contact.received_at).or(at_once));
    let all: Vec<Contact> = contact::table
        .filter(contact::kind.eq(POLICE).and(contact::id.ne(contact.id)).and(before))
        .filter(of_them)
        .order(contact::received_at.desc())
        .select(Contact::as_select())
        .load(conn)?;

    let mut earlier = Vec::new();
    for Contact { id, reference, received_at, family_id, .. } in all {
        if let Some(family) = family_id
            && guard::any_hidden(conn, sight.actor(), &[family])?
        {
            continue;
        }
        let risk = notice_of(conn, id)?.map(|notice| notice.risk).unwrap_or_default();
        earlier.push(Earlier { id, reference, received_at, risk });
    }
    Ok(earlier)
}

/// Who responds to a notification, and by when.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// By whom, if they have an account; they owe it from now on.
    pub responder_id: Option<AccountId>,
    /// By whom, in words, where they have none.
    pub responder: String,
    /// By when.
    pub by: Option<NaiveDate>,
    /// What is meant to be done.
    pub what: String,
    /// The version on which it was planned.
    pub version: i64,
}

/// Says who responds to a notification of the police, and by when; whoever did before does not any more.
///
/// # Errors
/// Every [`rules::CannotPlanResponse`]; [`store::Error::Stale`] when it was changed since this `version`.
pub fn plan_response(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::PlanResponse>,
    new: &Response,
) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    let notice = notice_of(tx.conn(), contact.id)?;
    let colleagues = accounts::list_colleagues(tx.conn())?;
    let chosen = new.responder_id.and_then(|id| colleagues.into_iter().find(|colleague| colleague.id == id));
    let planning = PlanningResponse {
        notification: notice.is_some(),
        by_somebody: chosen.is_some() || (new.responder_id.is_none() && !new.responder.trim().is_empty()),
        by: new.by,
        done: notice.is_some_and(|notice| notice.done_at.is_some()),
    };
    let no = rules::cannot_plan_response(planning, tx.now.date());
    Refusals::check(no.into_iter().map(Refusal::from).collect())?;

    let name = chosen.as_ref().map(|colleague| format!("{}, {}", colleague.name, colleague.organisation));
    let id = chosen.map(|colleague| colleague.id);
    let now = tx.now;
    let as_it_was = police_notice::contact_id.eq(contact.id).and(police_notice::version.eq(new.version));
    let count = diesel::update(police_notice::table.filter(as_it_was))
        .set((
            police_notice::responder_id.eq(id),
            police_notice::responder.eq(name.unwrap_or_else(|| new.responder.trim().to_owned())),
            police_notice::respond_by.eq(new.by),
            police_notice::response.eq(&new.what),
            police_notice::planned_at.eq(Some(now)),
            police_notice::version.eq(police_notice::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }

    tasks::done(tx, contact.id.0, Some(kinds::POLICE_RESPONSE))?;
    if let (Some(owner), Some(by)) = (id, new.by) {
        let title = format!("Respond to the police about contact {}", contact.reference);
        let at = format!("/contacts/{}/police-response/done", contact.id);
        tasks::add(tx, NewTask::new(kinds::POLICE_RESPONSE, contact.id.0, title, at, by).owed_by(owner))?;
    }
    let detail = json!({"responder": id, "by": new.by});
    tx.record(events::RESPONSE_PLANNED.on(contact.id.0).family(contact.family_id).detail(detail))?;
    Ok(())
}

/// Says what was done in response.
///
/// # Errors
/// [`rules::CannotRespond`].
pub fn respond(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Respond>, words: &str) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    let notice = notice_of(tx.conn(), contact.id)?.ok_or(store::Error::Missing)?;
    rules::respond(notice.done_at.is_some(), words).map_err(Refusal::from)?;

    let now = tx.now;
    diesel::update(police_notice::table.find(contact.id))
        .set((
            police_notice::done_at.eq(Some(now)),
            police_notice::done.eq(words),
            police_notice::version.eq(police_notice::version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, contact.id.0, Some(kinds::POLICE_RESPONSE))?;
    tx.record(events::RESPONDED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}
