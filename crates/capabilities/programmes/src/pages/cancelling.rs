//! `/runs/{id}/cancel` and `/programmes/{id}/end`: with a reason, which those who asked for a place read.

use crate::{
    keeping::{self, Desk},
    records::{self, ProgrammeId, RunId},
};
use access::{Context, Permits, Visit, nobody, run};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

fn show(context: &Context, sheet: &Sheet, (title, told, back): (&str, &str, &str)) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (told) }
        (sheet.form(html! {
            (sheet.textarea("why", "Why?").hint("Whoever asked for a place reads it.").rows(3))
            (parts::button(title))
        }))
    };
    context.frame.sheet_page(title, back, sheet, content)
}

const CANCEL: &str = "Cancel the group";
const CANCELLED: &str = "Everybody who has or was offered a place in it waits again for the next one. Their lead \
    professional, and whoever asked, is told.";
const END: &str = "End the programme";
const ENDED: &str = "Nobody can ask for it any more, whoever waits for it is off the list, and its entry leaves the \
    directory.";

pub(super) async fn page(visit: Visit, Path(id): Path<RunId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(run::Keep, id)?;
            super::live(&records::find_run(v.conn(), &permit)?)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, (CANCEL, CANCELLED, &format!("/runs/{id}"))))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<RunId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Keep, id)?;
            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let why = sheet.optional("why", 1_000);
            let desk = Desk { pack: &pack, site: &site };
            match sheet.heed(keeping::cancel_run(change.tx, &permit, desk, &why))? {
                Some(()) if sheet.is_valid() => Ok(format!("/runs/{id}?done=saved")),
                _ => Sheet::again(show(change, sheet, (CANCEL, CANCELLED, &format!("/runs/{id}")))),
            }
        })
        .await
}

pub(super) async fn end_page(visit: Visit, Path(id): Path<ProgrammeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepProgrammes)?;
            records::find_programme(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, (END, ENDED, &format!("/programmes/{id}"))))
        })
        .await
}

pub(super) async fn end_submit(visit: Visit, Path(id): Path<ProgrammeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepProgrammes)?;
            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let why = sheet.optional("why", 1_000);
            let desk = Desk { pack: &pack, site: &site };
            match sheet.heed(keeping::end_programme(change.tx, &permit, desk, id, &why))? {
                Some(()) if sheet.is_valid() => Ok(format!("/programmes/{id}?done=saved")),
                _ => Sheet::again(show(change, sheet, (END, ENDED, &format!("/programmes/{id}")))),
            }
        })
        .await
}
