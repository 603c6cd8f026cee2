//! `/enrolments/{id}/free`: whoever keeps a run frees a place of whose holder they may know nothing, because nobody of the
//! family agrees any more. The page shows the group and nobody in it.

use crate::{
    records::{self, EnrolmentId, Run},
    running,
};
use access::{Context, Permits, Visit, enrolment as place};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

/// The group in which a place is freed.
struct Free {
    run: Run,
    programme: String,
}

impl Free {
    fn load(inside: &mut impl Permits, id: EnrolmentId) -> Result<Self> {
        let run = records::load_enrolment(inside.conn(), id)?.run_id.ok_or(Error::NotFound)?;
        let run = records::load_run(inside.conn(), run)?;
        Ok(Self { programme: records::find_programme(inside.conn(), run.programme_id)?.name, run })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let content = html! {
            span.govuk-caption-l { (self.programme) ", " (self.run.dates()) }
            h1.govuk-heading-l { "Free a place" }
            p.govuk-body {
                "Nobody of the family agrees any more that the group's people know of them. The place is free for somebody "
                "else then. Those who work with the family, and whoever asked for the place, read why."
            }
            (sheet.form(html! {
                (sheet.textarea("why", "Why is the place freed?").rows(2))
                (parts::button("Free the place"))
            }))
        };
        context.frame.sheet_page("Free a place", &format!("/runs/{}", self.run.id), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(place::Free, id)?;
            let free = Free::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(free.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Free, id)?;
            let free = Free::load(change, id)?;
            let pack = change.pack.clone();
            let why = sheet.optional("why", 1_000);
            match sheet.heed(running::free(change.tx, &pack, &permit, &why))? {
                Some(()) if sheet.is_valid() => Ok(format!("/runs/{}?done=saved", free.run.id)),
                _ => Sheet::again(free.show(change, sheet)),
            }
        })
        .await
}
