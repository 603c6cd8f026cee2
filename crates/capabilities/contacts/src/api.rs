//! `POST /api/v1/contacts` and `GET /api/v1/contacts/{id}`: the same checks and rules as the pages.

use crate::{
    ContactId, Through,
    intake::{self, NewContact},
    records::{self, Contact, ContactPerson, PoliceNotice},
    rules::State,
};
use access::{
    Change, Permits, View, Visit,
    api::{Invalid, Problems, answer, key, read},
    contact, nobody,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use people::details::told::Told;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use store::Instant;
use utoipa::ToSchema;
use web::{Error, Refusal, Refusals, Result};

/// A contact with its state, decision and answer.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Contact)]
struct ContactView {
    #[schema(value_type = String, format = Uuid)]
    id: ContactId,
    /// What people read out: `C-7K2M-9QXA`.
    reference: String,
    /// `received`, `information-asked`, `decided`, `answered` or `closed`.
    #[schema(value_type = String)]
    state: State,
    kind: String,
    source: String,
    channel: String,
    summary: String,
    hoped_for: String,
    needs: Vec<String>,
    network: Vec<String>,
    /// `given`, `refused` or `not-asked`.
    agreement: String,
    danger: bool,
    people: Vec<Told>,
    /// Where it is a notification of the police.
    #[serde(skip_serializing_if = "Option::is_none")]
    police: Option<PoliceView>,
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(value_type = String, format = Date)]
    decide_by: NaiveDate,
    decision: Option<DecisionView>,
    answer: Option<AnswerView>,
    version: i64,
}

/// What the police say, and who responds.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PoliceNotice)]
struct PoliceView {
    #[schema(value_type = String, format = Date)]
    incident_on: NaiveDate,
    incident_number: String,
    risk: String,
    /// `yes`, `no` or `not-known`.
    marac: String,
    /// Places in `people`, from 1.
    children_present: Vec<i64>,
    /// Who responds; empty where that is not said yet.
    responder: String,
    #[schema(value_type = Option<String>, format = Date)]
    respond_by: Option<NaiveDate>,
    #[schema(format = DateTime)]
    responded_at: Option<String>,
}

impl From<PoliceNotice> for PoliceView {
    fn from(notice: PoliceNotice) -> Self {
        Self {
            incident_on: notice.incident_on,
            incident_number: notice.incident_number,
            risk: notice.risk,
            marac: notice.marac,
            children_present: notice.present.0,
            responder: notice.responder,
            respond_by: notice.respond_by,
            responded_at: notice.done_at.map(Instant::rfc3339),
        }
    }
}

/// What the front door decided.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Decision)]
struct DecisionView {
    #[schema(format = DateTime)]
    at: String,
    outcome: Option<String>,
    level: Option<String>,
    reason: String,
}

/// What whoever made it was told.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Answer)]
struct AnswerView {
    #[schema(format = DateTime)]
    at: String,
    text: String,
}

impl ContactView {
    fn new(contact: Contact, people: &[ContactPerson], notice: Option<PoliceNotice>) -> Self {
        let decision = contact.decided_at.map(|at| DecisionView {
            at: at.rfc3339(),
            outcome: contact.outcome.clone(),
            level: contact.level.clone(),
            reason: contact.reason.clone(),
        });
        let answer = contact.answered_at.map(|at| AnswerView { at: at.rfc3339(), text: contact.answer.clone() });
        Self {
            id: contact.id,
            state: contact.state(),
            reference: contact.reference,
            kind: contact.kind,
            source: contact.source,
            channel: contact.channel,
            summary: contact.summary,
            hoped_for: contact.hoped_for,
            needs: contact.needs.0,
            network: contact.network.0.looked_at,
            agreement: contact.agreement,
            danger: contact.danger,
            people: people.iter().map(|named| Told::new(named.role, named.person())).collect(),
            police: notice.map(PoliceView::from),
            received_at: contact.received_at.rfc3339(),
            decide_by: contact.decide_by,
            decision,
            answer,
            version: contact.version,
        }
    }
}

/// Brings a concern to the front door. The same `Idempotency-Key` gives the same answer; without one nothing is done,
/// for a request that is sent again after a lost answer would be a second contact.
#[utoipa::path(
    post,
    path = "/api/v1/contacts",
    operation_id = "createContact",
    params((
        "Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        description = "Your own name for this request: sent again with the same key, it is done once"
    )),
    request_body = NewContact,
    responses(
        (
            status = 201, description = "Received", body = ContactView,
            headers(("Location" = String, description = "Its address"))
        ),
        Invalid,
        Problems,
    )
)]
pub(crate) async fn create(visit: Visit, headers: HeaderMap, bytes: Bytes) -> Response {
    match receive(visit, &headers, &bytes).await {
        Ok(made) => {
            let location = format!("/api/v1/contacts/{}", made.id);
            (StatusCode::CREATED, [(header::LOCATION, location)], Json(made)).into_response()
        }
        Err(e) => e.json(),
    }
}

async fn receive(visit: Visit, headers: &HeaderMap, bytes: &Bytes) -> Result<ContactView> {
    let asked = key(headers).and_then(|key| Ok((key, read(bytes)?)));
    let (key, (new, text)): (_, (NewContact, _)) = match asked {
        Ok(asked) => asked,
        // who asks is looked at first, so that a stranger learns nothing of the form
        Err(wrong) => {
            return Err(visit.view(|v| v.allow(nobody::RecordContact).map(|_| ())).await.err().unwrap_or(wrong));
        }
    };

    // only the id is kept with the key, never the people; who sends it again reads the contact anew
    let made: Arc<Mutex<Option<ContactView>>> = Arc::default();
    let out = made.clone();
    let work = move |change: &mut Change<'_, '_>| {
        let view = make(change, &new)?;
        let id = view.id.to_string();
        *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
        Ok(id)
    };
    let id = visit.clone().api_change(&key, text, work).await?;
    let id: ContactId = id.parse().map_err(|_| Error::Fault("a key without a contact".into()))?;

    // a request that was done before has its first answer, and what was made of it now is undone
    let made = made.lock().unwrap_or_else(PoisonError::into_inner).take().filter(|view| view.id == id);
    match made {
        Some(view) => Ok(view),
        None => visit.view(move |v| find(v, id)).await,
    }
}

fn make(change: &mut Change<'_, '_>, new: &NewContact) -> Result<ContactView> {
    let permit = change.allow(nobody::RecordContact)?;
    let (pack, today) = (change.pack.clone(), change.today);
    if new.asked != intake::Asked::default() {
        return Err(Refusal::new("asked-of-families", "Only families are asked this: leave it out").at("asked").into());
    }
    Refusals::check(intake::police_faults(new, &pack, today))?;
    let valid = intake::check(new, &pack, today, false).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(|(field, told)| format!("{field}: {told}")).collect();
        Refusal::new("invalid", told.join("; "))
    })?;
    let (contact, people) = records::receive(change.tx, permit.actor(), &pack, &valid, Through::Account)?;
    let notice = records::notice_of(change.conn(), contact.id)?;
    Ok(ContactView::new(contact, &people, notice))
}

fn find(v: &mut View<'_>, id: ContactId) -> Result<ContactView> {
    let permit = v.permit(contact::See, id)?;
    let contact = records::find(v.conn(), &permit)?;
    let people = records::people(v.conn(), &permit)?;
    let notice = records::notice(v.conn(), &permit)?;
    Ok(ContactView::new(contact, &people, notice))
}

/// Gives a contact back with its state, decision and answer.
#[utoipa::path(
    get,
    path = "/api/v1/contacts/{id}",
    operation_id = "showContact",
    params(("id" = String, Path, format = Uuid, description = "Its id")),
    responses((status = 200, description = "The contact", body = ContactView), Problems)
)]
pub(crate) async fn show(visit: Visit, id: std::result::Result<Path<ContactId>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return Error::NotFound.json() };
    answer(visit.view(move |v| find(v, id)).await)
}
