//! `POST /api/v1/people/search`: the same search as on the page; what is looked for stands in no address (T23).
//! `POST /api/v1/people/matches`: whom somebody may be.

use crate::{
    MemberRole, PersonId,
    details::Typed,
    matching::Sought,
    rules::CannotBeRead,
    search::{self, Hit, Lead, Match, Query},
};
use access::{
    FamilyId, Permits, View, Visit,
    api::{Invalid, Problems, answer},
    nobody,
};
use axum::{body::Bytes, response::Response};
use chrono::NaiveDate;
use pack::Pack;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Error, Refusal, Refusals, Result};

/// The most that one search gives.
const MOST: usize = 50;

/// People, as far as the caller may see.
#[derive(Serialize, ToSchema)]
struct People {
    items: Vec<FoundView>,
    /// Whether there are more than are given.
    more: bool,
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
#[schema(as = Found)]
struct FoundView {
    /// Nothing where the caller may only know whom to call.
    #[schema(value_type = Option<String>, format = Uuid)]
    id: Option<PersonId>,
    name: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    date_of_birth: Option<NaiveDate>,
    /// What they are to the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    role: Option<MemberRole>,
    /// Whom to call, where the caller may not open the record.
    known_to: Option<String>,
    /// Who leads for the family.
    lead: Option<LeadView>,
    #[schema(value_type = Option<String>, format = Uuid)]
    family_id: Option<FamilyId>,
}

/// Who leads for a family, and how they are reached.
#[derive(Serialize, ToSchema)]
#[schema(as = Lead)]
struct LeadView {
    name: String,
    job_title: String,
    organisation: String,
    /// Telephone number, or e-mail address where there is none.
    reach: String,
    /// The last day on which they wrote anything into the family's record.
    #[schema(value_type = Option<String>, format = Date)]
    last_involved: Option<NaiveDate>,
}

impl From<Lead> for LeadView {
    fn from(lead: Lead) -> Self {
        let Lead { name, job, organisation, reach, last_involved } = lead;
        Self { name, job_title: job, organisation, reach, last_involved }
    }
}

impl FoundView {
    /// Someone found; who is called where nobody leads is told by `front_door`.
    fn new(hit: Hit, front_door: &str) -> Self {
        let nobody =
            Self { id: None, name: None, date_of_birth: None, role: None, known_to: None, lead: None, family_id: None };
        match hit {
            Hit::Open { person, family, role, lead, .. } => Self {
                id: Some(person.id),
                name: Some(person.name()),
                date_of_birth: person.date_of_birth,
                role: Some(role),
                family_id: Some(family),
                lead: lead.map(LeadView::from),
                ..nobody
            },
            Hit::Governed { family, .. } => Self { family_id: Some(family), ..nobody },
            Hit::Known { name, lead } => {
                let call = lead.as_ref().map_or_else(|| front_door.to_owned(), ToString::to_string);
                Self { name: Some(name), known_to: Some(call), lead: lead.map(LeadView::from), ..nobody }
            }
        }
    }
}

/// What is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Name, date of birth, NHS number, postcode or family reference.
    q: String,
}

/// Answers as far as the caller may see.
#[utoipa::path(
    post,
    path = "/api/v1/people/search",
    operation_id = "findPeople",
    request_body = Asked,
    responses((status = 200, description = "Those found", body = People), Invalid, Problems)
)]
pub(crate) async fn search(visit: Visit, body: Bytes) -> Response {
    answer(visit.view(move |v| find(v, &body)).await)
}

fn find(v: &mut View<'_>, body: &Bytes) -> Result<People> {
    // who asks is looked at first, so that a stranger learns nothing of the form
    let permit = v.allow(nobody::SearchPeople)?;
    let asked: Asked =
        serde_json::from_slice(body).map_err(|e| Error::Unreadable(format!("The body cannot be read: {e}.")))?;
    let found = search::find(v, &permit, &Query::parse(&asked.q), MOST)?;
    v.showed(&permit, found.hits.len(), &found.families);
    let front_door = v.pack.text("front-door-name");
    let items = found.hits.into_iter().map(|hit| FoundView::new(hit, front_door)).collect();
    Ok(People { items, more: found.more })
}

/// Whom somebody may be, best first.
#[derive(Serialize, ToSchema)]
struct Matches {
    items: Vec<MatchView>,
}

/// Somebody who may be the one that was asked about.
#[derive(Serialize, ToSchema)]
#[schema(as = Match)]
struct MatchView {
    #[serde(flatten)]
    found: FoundView,
    /// How likely, from 0 to 1; told to those who may see why.
    probability: Option<f64>,
    /// Why, in words.
    why: Option<String>,
}

impl MatchView {
    fn new(one: Match, front_door: &str) -> Self {
        let open = matches!(one.hit, Hit::Open { .. });
        Self {
            probability: open.then_some((one.probability * 100.0).round() / 100.0),
            why: Some(one.why).filter(|_| open),
            found: FoundView::new(one.hit, front_door),
        }
    }
}

/// What is sought; each fault is told with its field.
fn read(typed: &Typed, pack: &Pack, today: NaiveDate) -> Result<Sought> {
    let told = |one: CannotBeRead| Refusal::new(one.field, format!("{}: {}", one.field, one.told));
    match typed.check_sought(pack, today) {
        Ok(person) => Ok(Sought::of_new(&person)),
        Err(wrong) => Err(wrong.into_iter().map(told).collect::<Refusals>().into()),
    }
}

/// Whom somebody may be, before a new record is made: best first, as far as the caller may see. Nothing is kept but
/// that it was asked.
#[utoipa::path(
    post,
    path = "/api/v1/people/matches",
    operation_id = "matchPerson",
    request_body = Typed,
    responses((status = 200, description = "Those it may be", body = Matches), Invalid, Problems)
)]
pub(crate) async fn matches(visit: Visit, body: Bytes) -> Response {
    answer(visit.view(move |v| weigh(v, &body)).await)
}

fn weigh(v: &mut View<'_>, body: &Bytes) -> Result<Matches> {
    // who asks is looked at first, so that a stranger learns nothing of the form
    let permit = v.allow(nobody::SearchPeople)?;
    let typed: Typed =
        serde_json::from_slice(body).map_err(|e| Error::Unreadable(format!("The body cannot be read: {e}.")))?;
    let sought = read(&typed, &v.pack, v.today)?;
    let found = search::matches(v, &permit, &sought)?;
    v.showed(&permit, found.matches.len(), &found.families);
    let front_door = v.pack.text("front-door-name");
    Ok(Matches { items: found.matches.into_iter().map(|one| MatchView::new(one, front_door)).collect() })
}
