//! `GET /api/v1/waiting`: those who wait, in the fair order, as far as whoever asks may see them.

use crate::records::{self, Place, Wanted};
use access::{
    Permits, Visit,
    api::{Problems, answer},
    nobody,
};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// The most that one answer holds; `page` asks for the next.
const SIZE: usize = 100;

/// A place in a waiting list.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitingPlace)]
struct PlaceView {
    #[schema(format = Uuid)]
    id: String,
    #[schema(format = Uuid)]
    family_id: String,
    /// `team`, `lead`, `service`, `panel` or `programme`.
    kind: &'static str,
    /// What they wait for.
    target: String,
    /// What is hoped for.
    what: String,
    /// `urgent`, `soon` or `routine`.
    priority: &'static str,
    /// `1`, `2`, `3`, or empty.
    level: String,
    needs: Vec<String>,
    #[schema(format = Date)]
    since: String,
    /// When somebody looks again.
    #[schema(format = Date)]
    check_on: String,
    /// By when an offer is answered, where there is one.
    #[schema(format = Date)]
    answer_by: Option<String>,
}

impl PlaceView {
    fn new(place: &Place) -> Self {
        Self {
            id: place.id.to_string(),
            family_id: place.family_id.to_string(),
            kind: place.kind.code(),
            target: place.target().to_owned(),
            what: place.what.clone(),
            priority: place.priority.code(),
            level: place.level.clone(),
            needs: place.needs.0.clone(),
            since: place.since_at.date().to_string(),
            check_on: place.check_on.to_string(),
            answer_by: place.answer_by.map(|on| on.to_string()),
        }
    }
}

/// A page of those who wait.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitingList)]
struct ListView {
    /// How many there are in all.
    count: usize,
    items: Vec<PlaceView>,
}

/// Those who wait, in the fair order.
#[utoipa::path(
    get,
    path = "/api/v1/waiting",
    operation_id = "listWaiting",
    params(("page" = Option<usize>, Query, description = "From 1; 100 a page")),
    responses((status = 200, description = "Those who wait", body = ListView), Problems)
)]
pub(crate) async fn list(visit: Visit) -> Response {
    let page = visit.query("page").parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    answer(
        visit
            .view(move |v| {
                let permit = v.allow(nobody::SeeWaiting)?;
                let pack = v.pack.clone();
                let (all, count) = records::list(v.conn(), &permit, &pack, Wanted::default(), (page - 1, SIZE))?;
                let families: Vec<_> = all.iter().map(|place| place.family_id).collect();
                v.showed(&permit, all.len(), &families);
                Ok(ListView { count, items: all.iter().map(PlaceView::new).collect() })
            })
            .await,
    )
}
