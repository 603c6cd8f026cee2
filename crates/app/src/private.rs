//! `/health` and `/metrics`, on a listener of their own (T39). No personal data, no ids.

use crate::listen::Figures;
use access::App;
use axum::{Extension, Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use std::{
    fmt::Write,
    sync::{Arc, atomic::Ordering::Relaxed},
};
use store::jobs;

/// The private listener's routes; `figures` are those of the public one.
pub fn router(app: App, figures: Arc<Figures>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(app)
        .layer(Extension(figures))
}

async fn health(State(app): State<App>) -> impl IntoResponse {
    match app.db.read(store::origin::is_demo).await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn metrics(State(app): State<App>, Extension(figures): Extension<Arc<Figures>>) -> impl IntoResponse {
    let load = app.db.load();
    let today = app.db.now().date();
    let counted = app
        .db
        .read(move |conn| Ok::<_, store::Error>((jobs::counts(conn)?, contacts::records::waiting(conn, today)?)))
        .await;
    let (jobs, (waiting, late)) = counted.unwrap_or_default();
    let mut text = String::new();
    let mut put = |name: &str, help: &str, kind: &str, value: i128| {
        let _ =
            writeln!(text, "# HELP earlyhelp_{name} {help}\n# TYPE earlyhelp_{name} {kind}\nearlyhelp_{name} {value}");
    };
    put("reads_waiting", "Reads that wait for a thread", "gauge", load.reads_waiting as i128);
    put("writes_waiting", "Changes that wait for a thread", "gauge", load.writes_waiting as i128);
    put("reads_total", "Reads since start", "counter", load.reads.into());
    put("changes_total", "Changes since start", "counter", load.changes.into());
    put("commits_total", "Commits since start", "counter", load.commits.into());
    put("shed_total", "Requests refused because too many waited", "counter", load.shed.into());
    put("retried_total", "Work that was run again", "counter", load.retried.into());
    put("reopened_total", "Connections opened anew", "counter", load.reopened.into());
    put("connections", "Connections to the public listener", "gauge", figures.open.load(Relaxed) as i128);
    let refused = figures.refused.load(Relaxed);
    put("connections_refused_total", "Connections for which there was no room", "counter", refused.into());
    let displaced = figures.displaced.load(Relaxed);
    put("connections_displaced_total", "Connections that asked nothing and made room", "counter", displaced.into());
    let limited = figures.limited.load(Relaxed);
    put("connections_limited_total", "Connections that took longer than they may", "counter", limited.into());
    put("jobs_waiting", "Jobs that wait", "gauge", jobs.waiting.into());
    put("jobs_failed", "Jobs given up", "gauge", jobs.failed.into());
    put("contacts_waiting", "Contacts that wait for a decision", "gauge", waiting.into());
    put("contacts_late", "Contacts whose decision is late", "gauge", late.into());
    ([("content-type", "text/plain; version=0.0.4")], text)
}
