//! `/export-runs/{id}`: a file that was asked for; `…/file`: the file itself. It is whole, and its entry in the access
//! log is committed, before its first byte goes out (T14).

use super::{list::who, today::named};
use crate::{
    making::{self, Spool},
    reading::Asked,
    records::{self, Made, Run, RunId},
};
use access::{FamilyId, Permits, View, Visit, accounts, nobody};
use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use store::Author;
use web::{Error, Markup, Result, dates, html, parts, parts::Row};

/// What is kept of it. How many rows were left out is told to whoever made it and to those who govern records:
/// restricted ones may be among them.
fn rows(run: &Run, asked_by: String, all: bool) -> Markup {
    let mut rows = vec![
        Row::new("For", dates::day(run.as_of)),
        Row::new("Written as", run.written.label()),
        Row::new("What it is for", run.reason.clone()),
        Row::new("Asked", format!("{}, {asked_by}", dates::moment(run.asked_at))),
        Row::new("Definition", run.version.clone()),
    ];
    if let (Some(at), Some(count)) = (run.made_at, run.row_count) {
        rows.push(Row::new("Taken", dates::moment(at)));
        rows.push(Row::new("Rows", count));
        if all {
            rows.push(Row::new("Left out", run.left_out.unwrap_or_default()));
        }
        rows.push(Row::new("To check", run.to_check.unwrap_or_default()));
        rows.push(Row::new("SHA-256", html! { code.eh-break { (run.hash) } }));
    }
    if run.whole {
        rows.push(Row::new("Restricted records", "Their rows are in it"));
    }
    parts::summary_list(rows)
}

pub(super) async fn page(visit: Visit, Path(id): Path<RunId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::Export)?;
            let run = records::find_run(v.conn(), &permit, id)?;
            let definition = named(&run.definition)?;
            let mine = records::mine(v.conn(), &permit, id).is_ok();
            let all = mine || v.may_alone(nobody::FindGoverned);
            let names = accounts::names(v.conn(), &run.asked_by.into_iter().collect::<Vec<_>>())?;
            let content = html! {
                h1.govuk-heading-l { (definition.title) }
                (rows(&run, who(&names, run.asked_by).to_owned(), all))
                @if mine {
                    (parts::button_link("Take the file", &format!("/export-runs/{id}/file"), ""))
                    p.govuk-body { "It holds personal data: keep it where only those see it who need it." }
                } @else {
                    p.govuk-body { "The file itself is not kept. Whoever asked for it could take it on that day." }
                }
            };
            Ok(v.frame.page_back(&definition.title, &format!("/exports/{}", definition.id), content))
        })
        .await
}

/// A file that is whole, and what is kept of it.
struct Ready {
    body: Body,
    made: Made,
    run: Run,
    author: Author,
}

fn make(v: &mut View<'_>, id: RunId, request: store::Uuid) -> Result<Ready> {
    let permit = v.allow(nobody::Export)?;
    let run = records::mine(v.conn(), &permit, id)?;
    let definition = named(&run.definition)?;
    let (pack, actor, base) = (v.pack.clone(), v.actor.clone(), v.app.url.clone());
    let asked = Asked { definition, as_of: run.as_of, pack: &pack, base: &base, actor: &actor, whole: false };
    let mut spool = Spool::new().map_err(store::Error::from)?;
    let summary = making::write(v.conn(), &asked, run.written, &mut spool)?;
    let families: Vec<FamilyId> = summary.families.iter().copied().collect();
    v.showed(&permit, usize::try_from(summary.rows).unwrap_or(usize::MAX), &families);
    let (body, hash) = spool.finish().map_err(store::Error::from)?;
    let made = Made::new(&summary, hash);
    let author = Author { account: actor.account, organisation: actor.organisation, request, pack: pack.hash.clone() };
    Ok(Ready { body, made, run, author })
}

pub(super) async fn file(visit: Visit, Path(id): Path<RunId>) -> Result<Response> {
    let (db, request) = (visit.app.db.clone(), visit.request);
    let Ready { body, made, run, author } = visit.view(move |v| make(v, id, request)).await?;
    let kept = move |tx: &mut store::Tx<'_>| records::made(tx, id, &made);
    db.change(author, kept).await.map_err(Error::from)?;

    let definition = named(&run.definition)?;
    let name = format!("{}-{}.{}", definition.file, run.as_of, run.written.ending());
    let kind = [
        (header::CONTENT_TYPE, run.written.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((kind, body).into_response())
}
