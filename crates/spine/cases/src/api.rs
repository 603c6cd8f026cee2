//! `GET /api/v1/families/{id}` and `GET /api/v1/events?after=`.

use crate::{
    Episode, areas,
    records::{self, NeedLevel},
};
use access::{
    FamilyId, Permits, Sight, View, Visit,
    api::{Problems, answer},
    family, nobody,
};
use axum::{
    extract::{Path, rejection::PathRejection},
    response::Response,
};
use chrono::NaiveDate;
use directory::postcodes::Area;
use people::{Address, Family, Member, PersonId};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{
    AnyId,
    log::{self, Event},
};
use utoipa::ToSchema;

/// A family's record, in short.
#[derive(Serialize, ToSchema)]
#[schema(as = Family)]
struct FamilyView {
    #[schema(value_type = String, format = Uuid)]
    id: FamilyId,
    /// What people read out: `F-7K2M-9QXA`.
    reference: String,
    /// By which it goes.
    name: String,
    /// Everyone in it now: children first, oldest first.
    people: Vec<MemberView>,
    /// The open episode, else the last.
    episode: Option<EpisodeView>,
}

/// Someone in a family.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
struct MemberView {
    #[schema(value_type = String, format = Uuid)]
    id: people::PersonId,
    /// What they are to the family.
    #[schema(value_type = String)]
    role: people::MemberRole,
    given_name: String,
    family_name: String,
    #[schema(value_type = Option<String>, format = Date)]
    date_of_birth: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    expected_on: Option<NaiveDate>,
    /// Of a child: 1 universal, 2 early help, 3 children's social care.
    level_of_need: Option<String>,
    /// GSS code of the ward in which they live; nothing where the place is protected, from anybody.
    ward: Option<String>,
    /// GSS code of the small area (LSOA 2021); nothing where the place is protected, from anybody.
    small_area: Option<String>,
    /// Nothing where it is not known, or protected from the caller.
    address: Option<PlaceView>,
}

/// Where somebody lives.
#[derive(Serialize, ToSchema)]
#[schema(as = Place)]
struct PlaceView {
    line_1: String,
    line_2: String,
    town: String,
    postcode: String,
}

impl From<&Address> for PlaceView {
    fn from(address: &Address) -> Self {
        let Address { line_1, line_2, town, postcode } = address.clone();
        Self { line_1, line_2, town, postcode }
    }
}

/// A period of help.
#[derive(Serialize, ToSchema)]
#[schema(as = Episode)]
struct EpisodeView {
    #[schema(value_type = String, format = Uuid)]
    id: access::EpisodeId,
    reference: String,
    /// The decision that opened it.
    kind: String,
    #[schema(format = DateTime)]
    opened_at: String,
    #[schema(value_type = Option<String>, format = Uuid)]
    lead_id: Option<access::AccountId>,
    #[schema(format = DateTime)]
    closed_at: Option<String>,
    closing_reason: Option<String>,
    version: i64,
}

impl From<Episode> for EpisodeView {
    fn from(episode: Episode) -> Self {
        Self {
            id: episode.id,
            reference: episode.reference,
            kind: episode.kind,
            opened_at: episode.opened_at.rfc3339(),
            lead_id: episode.lead_id,
            closed_at: episode.closed_at.map(store::Instant::rfc3339),
            closing_reason: episode.closing_reason,
            version: episode.version,
        }
    }
}

/// A family as the caller may see it.
#[utoipa::path(
    get,
    path = "/api/v1/families/{id}",
    operation_id = "showFamily",
    params(("id" = String, Path, format = Uuid, description = "Its id")),
    responses((status = 200, description = "The family", body = FamilyView), Problems)
)]
pub(crate) async fn family(visit: Visit, id: Result<Path<FamilyId>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return web::Error::NotFound.json() };
    answer(visit.view(move |v| show_family(v, id)).await)
}

fn show_family(v: &mut View<'_>, id: FamilyId) -> web::Result<FamilyView> {
    let permit = v.permit(family::Open, id)?;
    let Family { reference, name, .. } = people::records::family(v.conn(), &permit)?;
    let members = people::records::members(v.conn(), &permit)?;
    let levels = records::levels(v.conn(), &permit)?;
    let areas = areas::of_members(v.conn(), &members)?;
    let episode = records::current(v.conn(), &permit)?.map(EpisodeView::from);
    let people = members.into_iter().map(|member| show_member(&permit, member, &levels, &areas)).collect();
    Ok(FamilyView { id, reference, name, people, episode })
}

fn show_member(
    sight: &Sight<FamilyId>,
    member: Member,
    levels: &[NeedLevel],
    areas: &BTreeMap<PersonId, Area>,
) -> MemberView {
    let Member { person, role, address, .. } = member;
    let level = levels.iter().find(|level| level.person_id == person.id);
    let area = areas.get(&person.id).cloned();
    MemberView {
        id: person.id,
        role,
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        date_of_birth: person.date_of_birth,
        expected_on: person.expected_on,
        level_of_need: level.map(|level| level.level.clone()),
        ward: area.as_ref().map(|area| area.ward.clone()),
        small_area: area.map(|area| area.small_area),
        address: address.as_ref().and_then(|address| address.open(sight)).map(PlaceView::from),
    }
}

/// Events, oldest first.
#[derive(Serialize, ToSchema)]
struct Events {
    items: Vec<EventView>,
    /// The id to ask for what comes after these; nothing when there are none.
    #[schema(value_type = Option<String>, format = Uuid)]
    next: Option<AnyId>,
}

/// That something was changed: kinds, subjects and codes, no names.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
struct EventView {
    #[schema(value_type = String, format = Uuid)]
    id: AnyId,
    #[schema(format = DateTime)]
    at: String,
    /// `contact.received`.
    kind: String,
    subject_kind: String,
    #[schema(value_type = String, format = Uuid)]
    subject_id: AnyId,
    #[schema(value_type = Option<String>, format = Uuid)]
    family_id: Option<FamilyId>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let Event { id, at, kind, subject_kind, subject_id, family_id, .. } = event;
        Self { id, at: at.rfc3339(), kind, subject_kind, subject_id, family_id }
    }
}

/// The event feed, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "listEvents",
    params(("after" = Option<String>, Query, format = Uuid, description = "The id of the last event seen")),
    responses((status = 200, description = "At most 500 events", body = Events), Problems)
)]
pub(crate) async fn events(visit: Visit) -> Response {
    let after = visit.query("after");
    answer(visit.view(move |v| list_events(v, &after)).await)
}

fn list_events(v: &mut View<'_>, after: &str) -> web::Result<Events> {
    let permit = v.allow(nobody::ReadEvents)?;
    let after = match after {
        "" => None,
        id => Some(AnyId(id.parse().map_err(|_| web::Error::Unreadable("after must be the id of an event".into()))?)),
    };
    let events = log::events_after(v.conn(), after, 500)?;
    let families: Vec<FamilyId> = events.iter().filter_map(|event| event.family_id).collect();
    v.showed(&permit, events.len(), &families);
    let next = events.last().map(|event| event.id);
    Ok(Events { items: events.into_iter().map(EventView::from).collect(), next })
}
