//! `GET /api/v1/figures`: published figures for whoever may see them; true ones for those who answer for the work.

use crate::{
    counting::{self, Count},
    figures::{self, Figure, Rule},
    keeping,
    pages::{board, shown},
    records::publication,
};
use access::{
    Permits, Visit,
    api::{Problems, answer},
    nobody,
};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use web::Refusal;

/// A published figure.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFigure)]
struct PublishedView {
    id: String,
    name: &'static str,
    version: u16,
    /// A number, or `c` withheld, `z` not applicable, `x` not available, `low` rounds to 0.
    value: String,
    beside: String,
    tables: Vec<TableView>,
}

/// A table of it.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFigureTable)]
struct TableView {
    by: String,
    rows: Vec<RowView>,
}

/// A row of it.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFigureRow)]
struct RowView {
    label: String,
    count: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    share: String,
}

/// What is published of a period.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedFigures)]
struct IssueView {
    period: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    figures: Vec<PublishedView>,
}

/// What was published last, or of the period that is asked for.
#[utoipa::path(
    get,
    path = "/api/v1/figures",
    operation_id = "listPublishedFigures",
    params(("period" = Option<String>, Query, description = "Such as `2026-q3` or `fy2025`; the newest without it")),
    responses((status = 200, description = "Published figures", body = IssueView), Problems)
)]
pub(crate) async fn published(visit: Visit) -> Response {
    let asked = visit.query("period");
    answer(
        visit
            .view(move |v| {
                v.allow(nobody::SeeInsight)?;
                let public = board::public(v)?;
                let issue = public.iter().find(|issue| asked.is_empty() || issue.period == asked);
                let issue = issue.ok_or(store::Error::Missing)?;
                let mut all = Vec::new();
                for figure in figures::ALL {
                    let Ok((version, shown)) = publication::shown(v.conn(), issue.id, figure.id) else { continue };
                    let tables = shown.tables.into_iter().map(|table| TableView {
                        by: table.by,
                        rows: table
                            .rows
                            .into_iter()
                            .map(|row| RowView { label: row.label, count: row.count, share: row.rate })
                            .collect(),
                    });
                    all.push(PublishedView {
                        id: figure.id.into(),
                        name: figure.name,
                        version,
                        value: shown.value,
                        beside: shown.beside,
                        tables: tables.collect(),
                    });
                }
                let (from, to) = (issue.from_on.to_string(), issue.to_on.to_string());
                Ok(IssueView { period: issue.period.clone(), from, to, figures: all })
            })
            .await,
    )
}

/// A true figure. Not for sharing.
#[derive(Serialize, ToSchema)]
#[schema(as = TrueFigure)]
struct TrueView {
    id: &'static str,
    name: &'static str,
    version: u16,
    numerator: i64,
    /// The same as the numerator where it is no share.
    denominator: i64,
    /// The middle value in days, where it is a length of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<i64>,
    cells: Vec<CellView>,
}

/// A cell of it.
#[derive(Serialize, ToSchema)]
#[schema(as = TrueFigureCell)]
struct CellView {
    /// Codes in the order of `by`; empty where nothing is said.
    key: Vec<String>,
    numerator: i64,
    denominator: i64,
}

fn true_view(figure: &'static Figure, counted: &counting::Counted) -> TrueView {
    let total: Count = counted.total();
    let cells = counted.cells.iter().filter(|(key, _)| !key.is_empty()).map(|(key, count)| CellView {
        key: key.iter().map(|code| code.clone().unwrap_or_default()).collect(),
        numerator: count.n,
        denominator: count.of,
    });
    TrueView {
        id: figure.id,
        name: figure.name,
        version: figure.version,
        numerator: total.n,
        denominator: total.of,
        median: total.median(),
        cells: cells.collect(),
    }
}

/// A figure as it is now, as far as whoever asks answers for it.
#[utoipa::path(
    get,
    path = "/api/v1/figures/{id}",
    operation_id = "getFigure",
    params(
        ("id" = String, Path, description = "Such as `4c`"),
        ("period" = Option<String>, Query, description = "Such as `2026-q3`; or `from` and `to`"),
        ("from" = Option<String>, Query, description = "The first day"),
        ("to" = Option<String>, Query, description = "The last day"),
        ("by" = Option<String>, Query, description = "A dimension, such as `ward`"),
        ("and" = Option<String>, Query, description = "A second one"),
        ("framework" = Option<String>, Query, description = "An outcome framework of the pack, such as `national`")
    ),
    responses((status = 200, description = "True counts, not for sharing", body = TrueView), Problems)
)]
pub(crate) async fn figure(visit: Visit, axum::extract::Path(id): axum::extract::Path<String>) -> Response {
    let query = visit.queries();
    let ready = match keeping::ready(&visit.app).await {
        Ok(ready) => ready,
        Err(e) => return answer::<TrueView>(Err(e)),
    };
    answer(
        visit
            .view(move |v| {
                v.allow(nobody::SeeFigures)?;
                let figure = shown::figure(&id)?;
                if !ready {
                    return Err(Refusal::new("figures-being-counted", "All records are being counted anew").into());
                }
                let wanted = shown::wanted(v, &query);
                let not = wanted.looked.by.iter().find(|dim| !figure.takes(**dim));
                if let Some(dim) = not {
                    let why = format!("This figure is not told apart by {}", dim.label());
                    return Err(Refusal::new("figure-not-by", why).at("by").into());
                }
                let framework = query.get("framework");
                if !framework.is_empty() && v.pack.framework(framework).is_none() {
                    let known: Vec<&str> = v.pack.frameworks.iter().map(|known| known.code.as_str()).collect();
                    let why = format!("No outcome framework has this name; known are {}", known.join(", "));
                    return Err(Refusal::new("framework-unknown", why).at("framework").into());
                }
                if let Rule::Missing { why } = figure.rule {
                    return Err(Refusal::new("figure-missing", why).into());
                }
                let asking = shown::asking(v)?;
                let counted = asking.count(v.conn(), figure, wanted.window, &wanted.looked)?;
                Ok(true_view(figure, &counted))
            })
            .await,
    )
}
