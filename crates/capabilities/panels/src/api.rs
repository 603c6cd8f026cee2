//! `GET /api/v1/panels`, `GET /api/v1/panel-meetings/{id}` and `POST /api/v1/panel-items/{id}/decision`: the same rules
//! as the pages.

use crate::{
    landing::{self, Given},
    records::{self, Agenda, Item, ItemId, MeetingId},
    rules::Decision,
};
use access::{
    Change, Permits, Visit,
    api::{Invalid, Problems, answer, key, read},
    nobody, panel as acts, panel_item,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::PathRejection},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Error, Refusal, Result};

/// A panel.
#[derive(Serialize, ToSchema)]
#[schema(as = Panel)]
struct PanelView {
    #[schema(format = Uuid)]
    id: String,
    name: String,
    purpose: String,
    often: String,
    /// Codes of what it can give.
    gives: Vec<String>,
    /// Working days in which it decides.
    clock: i64,
    /// Whether it keeps a system of its own.
    outside: bool,
    /// Whether it is the prioritisation and allocation forum.
    forum: bool,
    /// How many items wait there.
    waiting: i64,
    /// The id of its next meeting, where one is planned.
    #[schema(format = Uuid)]
    next_meeting: Option<String>,
    #[schema(format = Date)]
    next_meeting_on: Option<String>,
}

/// All panels.
#[derive(Serialize, ToSchema)]
#[schema(as = Panels)]
struct PanelsView {
    items: Vec<PanelView>,
}

/// All panels, with how much waits at each.
#[utoipa::path(
    get,
    path = "/api/v1/panels",
    operation_id = "listPanels",
    responses((status = 200, description = "The panels", body = PanelsView), Problems)
)]
pub(crate) async fn list(visit: Visit) -> Response {
    answer(
        visit
            .view(|v| {
                v.allow(nobody::SeePanels)?;
                let actor = v.actor.clone();
                let (all, next) = (records::list(v.conn())?, records::next_meetings(v.conn())?);
                let counts = records::counts(v.conn(), &actor)?;
                let view = |panel: records::Panel| PanelView {
                    next_meeting: next.get(&panel.id).map(|meeting| meeting.id.to_string()),
                    next_meeting_on: next.get(&panel.id).map(|meeting| meeting.held_on.to_string()),
                    waiting: counts.get(&panel.id).map_or(0, |(count, _)| *count),
                    id: panel.id.to_string(),
                    name: panel.name,
                    purpose: panel.purpose,
                    often: panel.often,
                    gives: panel.gives.0,
                    clock: panel.clock,
                    outside: panel.outside,
                    forum: panel.forum,
                };
                Ok(PanelsView { items: all.into_iter().map(view).collect() })
            })
            .await,
    )
}

/// An item of an agenda.
#[derive(Serialize, ToSchema)]
#[schema(as = PanelItem)]
struct ItemView {
    #[schema(format = Uuid)]
    id: String,
    /// `contact`, `episode`, `step-down`, `waiting` or `consultation`.
    kind: &'static str,
    #[schema(format = Uuid)]
    family_id: Option<String>,
    summary: String,
    asked_for: String,
    presenting: Vec<String>,
    underlying: Vec<String>,
    level: String,
    /// `urgent`, `soon` or `routine`.
    priority: &'static str,
    #[schema(format = Date)]
    waits_since: String,
    #[schema(format = Date)]
    due_on: String,
    /// What was decided in this meeting, a code.
    decision: Option<&'static str>,
    /// Why.
    reason: Option<String>,
    /// To be sent with a decision.
    version: i64,
}

/// A meeting with its agenda in the fair order.
#[derive(Serialize, ToSchema)]
#[schema(as = PanelMeeting)]
struct MeetingView {
    #[schema(format = Uuid)]
    id: String,
    #[schema(format = Uuid)]
    panel_id: String,
    #[schema(format = Date)]
    held_on: String,
    closed: bool,
    /// How many items the caller does not see.
    unseen: usize,
    items: Vec<ItemView>,
}

fn item_view(agenda: &Agenda, item: &Item) -> ItemView {
    let decided = agenda.decided.get(&item.id);
    ItemView {
        id: item.id.to_string(),
        kind: item.kind.code(),
        family_id: item.family_id.map(|family| family.to_string()),
        summary: item.summary.clone(),
        asked_for: item.asked_for.clone(),
        presenting: item.presenting.0.clone(),
        underlying: item.underlying.0.clone(),
        level: item.level.clone(),
        priority: item.priority.code(),
        waits_since: item.since_on.to_string(),
        due_on: item.due_on.to_string(),
        decision: decided.map(|decided| decided.decision.code()),
        reason: decided.map(|decided| decided.reason.clone()),
        version: item.version,
    }
}

/// A meeting with its agenda in the fair order, as far as the caller may see it.
#[utoipa::path(
    get,
    path = "/api/v1/panel-meetings/{id}",
    operation_id = "showPanelMeeting",
    params(("id" = String, Path, format = Uuid, description = "Its id")),
    responses((status = 200, description = "The meeting", body = MeetingView), Problems)
)]
pub(crate) async fn meeting(visit: Visit, id: std::result::Result<Path<MeetingId>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return Error::NotFound.json() };
    answer(
        visit
            .view(move |v| {
                let permit = v.permit(acts::Attend, id)?;
                let pack = v.pack.clone();
                let agenda = records::agenda(v.conn(), &permit, &pack)?;
                let families: Vec<_> = agenda.items.iter().filter_map(|(item, _)| item.family_id).collect();
                let list = v.allow(nobody::SeePanels)?;
                v.showed(&list, agenda.items.len(), &families);
                Ok(MeetingView {
                    id: id.to_string(),
                    panel_id: agenda.panel.id.to_string(),
                    held_on: agenda.meeting.held_on.to_string(),
                    closed: agenda.meeting.closed_at.is_some(),
                    unseen: agenda.unseen,
                    items: agenda.items.iter().map(|(item, _)| item_view(&agenda, item)).collect(),
                })
            })
            .await,
    )
}

/// What is decided.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewDecision {
    /// A code of what the panel can give, or `advice`, `back`, `put-off`.
    decision: String,
    /// Why: whoever sent it reads it.
    reason: String,
    /// Why it goes before others in the fair order.
    departure: String,
    /// For `help` and `assessment`.
    #[schema(format = Uuid)]
    team: Option<String>,
    /// Who is asked to lead.
    #[schema(format = Uuid)]
    lead: Option<String>,
    /// For `service`: ids of the directory.
    services: Vec<String>,
    /// For `programme`.
    #[schema(format = Uuid)]
    programme: Option<String>,
    /// The run in which a place is offered at once.
    #[schema(format = Uuid)]
    run: Option<String>,
    /// For `programme`: who of the family agreed to it, and how.
    agreed_by: String,
    /// For `programme`: what they agreed that its people know.
    share: String,
    /// For `waiting-list`.
    waits_for: String,
    /// Of a panel outside: who told, and when.
    said_by: String,
    /// As the item was shown.
    version: i64,
}

/// That it was kept.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PanelDecision)]
struct DecisionView {
    #[schema(format = Uuid)]
    id: String,
    decision: String,
}

/// Decides on an item. An item is decided once: sent again with the same version it is refused.
#[utoipa::path(
    post,
    path = "/api/v1/panel-items/{id}/decision",
    operation_id = "decidePanelItem",
    params(
        ("id" = String, Path, format = Uuid, description = "Its id"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
            description = "Your own name for this request: sent again with the same key, it is done once")
    ),
    request_body = NewDecision,
    responses(
        (status = 200, description = "It was kept", body = DecisionView),
        Invalid,
        Problems,
    )
)]
pub(crate) async fn decide(
    visit: Visit,
    id: std::result::Result<Path<ItemId>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(Path(id)) = id else { return Error::NotFound.json() };
    match decided(visit, id, &headers, &body).await {
        Ok(view) => Json(view).into_response(),
        Err(e) => e.json(),
    }
}

async fn decided(visit: Visit, id: ItemId, headers: &HeaderMap, body: &Bytes) -> Result<DecisionView> {
    let (key, (new, text)): (_, (NewDecision, _)) = match key(headers).and_then(|key| Ok((key, read(body)?))) {
        Ok(asked) => asked,
        // who asks is looked at first, so that a stranger learns nothing of the form
        Err(wrong) => {
            let looked = visit.view(move |v| v.permit(panel_item::Decide, id).map(|_| ())).await;
            return Err(looked.err().unwrap_or(wrong));
        }
    };
    let work = move |change: &mut Change<'_, '_>| {
        let permit = change.permit(panel_item::Decide, id)?;
        landing::decide(change, &permit, &given(&new)?)?;
        Ok(new.decision.clone())
    };
    let decision = visit.api_change(&key, text, work).await?;
    Ok(DecisionView { id: id.to_string(), decision })
}

fn given(new: &NewDecision) -> Result<Given> {
    let id = |text: &Option<String>| text.as_deref().map(str::parse::<store::Uuid>).transpose();
    let wrong = |field: &str| Refusal::new("invalid", format!("{field} must be an id")).at(field.to_owned());
    let services: std::result::Result<Vec<_>, _> = new.services.iter().map(|service| service.parse()).collect();
    Ok(Given {
        decision: Decision::parse(&new.decision),
        reason: new.reason.clone(),
        departure: new.departure.clone(),
        team: id(&new.team).map_err(|_| wrong("team"))?.map(access::TeamId),
        lead: id(&new.lead).map_err(|_| wrong("lead"))?.map(access::AccountId),
        services: services.map_err(|_| wrong("services"))?,
        programme: id(&new.programme).map_err(|_| wrong("programme"))?.map(programmes::ProgrammeId),
        run: id(&new.run).map_err(|_| wrong("run"))?.map(programmes::RunId),
        agreed_by: new.agreed_by.clone(),
        share: new.share.clone(),
        waits_for: new.waits_for.clone(),
        said_by: new.said_by.clone(),
        version: new.version,
    })
}
