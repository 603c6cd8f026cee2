//! `GET /api/v1/programmes`, `GET /api/v1/runs/{id}` and `POST /api/v1/runs/{id}/sessions/{n}/register`: the same
//! checks and rules as the pages.

use crate::{
    placing,
    records::{self, EnrolmentId, Member, Run, RunId},
    rules::{Mark, State},
    running,
};
use access::{
    FamilyId, Permits, View, Visit,
    api::{Invalid, Problems, answer},
    nobody, run,
};
use axum::{
    body::Bytes,
    extract::{Path, rejection::PathRejection},
    http::HeaderMap,
    response::Response,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::{Error, Refusal, Result};

/// A programme with its runs that can be joined.
#[derive(Serialize, ToSchema)]
#[schema(as = Programme)]
struct ProgrammeView {
    #[schema(value_type = String, format = Uuid)]
    id: records::ProgrammeId,
    name: String,
    /// `5 to 11 years`, empty for all ages.
    ages: String,
    /// Places free in all of its runs.
    free: i64,
    /// How many wait.
    waiting: i64,
    runs: Vec<JoinableView>,
}

/// A run that can be joined.
#[derive(Serialize, ToSchema)]
#[schema(as = JoinableRun)]
struct JoinableView {
    #[schema(value_type = String, format = Uuid)]
    id: RunId,
    /// `14 April 2026 to 2 June 2026`.
    dates: String,
    free: i64,
}

/// A run with its group, as far as the caller may know of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Run)]
struct RunView {
    #[schema(value_type = String, format = Uuid)]
    id: RunId,
    programme: String,
    #[schema(value_type = String, format = Date)]
    starts_on: chrono::NaiveDate,
    #[schema(value_type = String, format = Date)]
    ends_on: chrono::NaiveDate,
    /// Empty where the place may not be known.
    place: String,
    places: i64,
    cancelled: bool,
    sessions: Vec<SessionView>,
    group: Vec<MemberView>,
}

/// A session of a run.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionView {
    /// From 1.
    n: i64,
    #[schema(value_type = String, format = Date)]
    on: chrono::NaiveDate,
    /// `10:00 to 12:00`, in London.
    hours: String,
    /// Its register was kept.
    kept: bool,
}

/// Somebody in the group.
#[derive(Serialize, ToSchema)]
#[schema(as = GroupMember)]
struct MemberView {
    #[schema(value_type = String, format = Uuid)]
    id: EnrolmentId,
    name: String,
    /// `offered` or `accepted`.
    #[schema(value_type = String)]
    state: State,
    /// What the family agreed that the group's people know.
    share: String,
}

/// What is said of those who are expected at a session.
#[derive(Deserialize, ToSchema)]
#[schema(as = Register)]
struct NewRegister {
    marks: Vec<NewMark>,
    /// Everybody of whom nothing is said came.
    #[serde(default)]
    everybody: bool,
}

/// What is said of one of them.
#[derive(Deserialize, ToSchema)]
#[schema(as = RegisterMark)]
struct NewMark {
    /// The id in the run's `group`.
    #[schema(value_type = String, format = Uuid)]
    id: EnrolmentId,
    /// `came`, `sent-word` or `missed`.
    #[schema(value_type = String)]
    mark: Mark,
}

/// That a register was kept.
#[derive(Serialize, ToSchema)]
#[schema(as = RegisterKept)]
struct Kept {
    kept: bool,
}

/// The programmes that can be asked for. It names nobody.
#[utoipa::path(
    get,
    path = "/api/v1/programmes",
    operation_id = "listProgrammes",
    responses((status = 200, description = "Every programme that has not ended", body = Vec<ProgrammeView>), Problems)
)]
pub(crate) async fn list(visit: Visit) -> Response {
    let all = visit.view(|v| {
        v.allow(nobody::SeeProgrammes)?;
        let today = v.today;
        let run = |(id, dates, free): (RunId, String, i64)| JoinableView { id, dates, free };
        let choices = placing::choices(v.conn(), today)?.into_iter();
        Ok(choices
            .map(|one| ProgrammeView {
                id: one.id,
                name: one.name,
                ages: one.ages,
                free: one.free,
                waiting: one.waiting,
                runs: one.runs.into_iter().map(run).collect(),
            })
            .collect::<Vec<_>>())
    });
    answer(all.await)
}

/// A run with its sessions and its group.
#[utoipa::path(
    get,
    path = "/api/v1/runs/{id}",
    operation_id = "showRun",
    params(("id" = String, Path, format = Uuid, description = "Its id")),
    responses((status = 200, description = "The run", body = RunView), Problems)
)]
pub(crate) async fn show(visit: Visit, id: std::result::Result<Path<RunId>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return Error::NotFound.json() };
    answer(visit.view(move |v| find(v, id)).await)
}

fn find(v: &mut View<'_>, id: RunId) -> Result<RunView> {
    let permit = v.permit(run::See, id)?;
    let shows = v.allow(nobody::SeeProgrammes)?;
    let Run { programme_id, starts_on, ends_on, places, cancelled_at, .. } = records::find_run(v.conn(), &permit)?;
    let place = records::find_run(v.conn(), &permit)?.place();
    let (group, _) = records::group(v.conn(), &permit)?;
    let families: Vec<FamilyId> = group.iter().map(|member| member.place.family_id).collect();
    v.showed(&shows, families.len(), &families);
    let sessions = records::sessions_of(v.conn(), id)?.into_iter().map(|one| SessionView {
        n: one.n,
        on: one.on_day,
        hours: one.hours(),
        kept: one.kept_at.is_some(),
    });
    let member =
        |Member { place, name }: Member| MemberView { id: place.id, name, state: place.state, share: place.share };
    Ok(RunView {
        id,
        programme: records::find_programme(v.conn(), programme_id)?.name,
        starts_on,
        ends_on,
        place,
        places,
        cancelled: cancelled_at.is_some(),
        sessions: sessions.collect(),
        group: group.into_iter().map(member).collect(),
    })
}

/// Keeps the register of a session that has come. The same `Idempotency-Key` gives the same answer; sent again with
/// another, it puts the register right.
#[utoipa::path(
    post,
    path = "/api/v1/runs/{id}/sessions/{n}/register",
    operation_id = "keepRegister",
    params(
        ("id" = String, Path, format = Uuid, description = "The run"),
        ("n" = i64, Path, description = "The number of the session"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200, description = "Your own name for it"),
    ),
    request_body = NewRegister,
    responses((status = 200, description = "Kept", body = Kept), Invalid, Problems)
)]
pub(crate) async fn keep(
    visit: Visit,
    at: std::result::Result<Path<(RunId, i64)>, PathRejection>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let Ok(Path((id, n))) = at else { return Error::NotFound.json() };
    let kept = match read(&headers, &bytes) {
        Ok((key, new, text)) => {
            let marks: BTreeMap<EnrolmentId, Mark> = new.marks.iter().map(|one| (one.id, one.mark)).collect();
            let everybody = new.everybody;
            visit
                .api_change(&key, text, move |change| {
                    let permit = change.permit(run::Register, id)?;
                    let pack = change.pack.clone();
                    running::register(change.tx, &pack, &permit, n, &marks, everybody)?;
                    Ok(id.to_string())
                })
                .await
        }
        // who asks is looked at first, so that a stranger learns nothing of the form
        Err(wrong) => Err(visit.view(move |v| v.permit(run::Register, id).map(|_| ())).await.err().unwrap_or(wrong)),
    };
    answer(kept.map(|_| Kept { kept: true }))
}

fn read(headers: &HeaderMap, bytes: &Bytes) -> Result<(String, NewRegister, String)> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    if key.is_empty() || key.len() > 200 {
        let told = "Send an Idempotency-Key of up to 200 characters with it: if the answer is lost, send it again";
        return Err(Refusal::new("key-missing", told).into());
    }
    let text = String::from_utf8(bytes.to_vec());
    let text = text.map_err(|_| Error::Unreadable("The body must be JSON in UTF-8.".into()))?;
    match serde_json::from_str(&text) {
        Ok(new) => Ok((key.to_owned(), new, text)),
        Err(e) if e.is_data() => Err(Refusal::new("invalid", e.to_string()).into()),
        Err(e) => Err(Error::Unreadable(format!("The body is not JSON: {e}"))),
    }
}
