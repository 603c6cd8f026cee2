//! `/runs/{id}/register-file`: registers that were kept on paper or in a sheet. Every cell that cannot be taken is
//! named, and nothing is taken while there is one.

use crate::{
    import::{self, Fault, Found},
    records::{self, RunId},
    running,
};
use access::{Context, Permit, Permits, Visit, run};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

fn show(context: &Context, sheet: &Sheet, id: RunId, looked: &Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Take over a register from a file" }
        p.govuk-body {
            "Put in lines with commas between: the number of the session, the name as it stands in the group, and "
            "came, sent-word or missed. The first line names the columns:"
        }
        pre.govuk-body { "session,person,mark\n1,Ada Okoro,came" }
        (looked)
        (sheet.form(html! {
            (sheet.textarea("text", "The lines").rows(12))
            div.govuk-button-group {
                (parts::button_named("Look at it", "govuk-button--secondary", "step", "look"))
                (parts::button_named("Take it over", "", "step", "take"))
            }
        }))
    };
    context.frame.sheet_page("Take over a register", &format!("/runs/{id}"), sheet, content)
}

/// What the file holds, or every cell that cannot be taken.
fn look(inside: &mut impl Permits, permit: &Permit<RunId, run::Register>, text: &str) -> Result<Found> {
    let today = inside.context().today;
    let mut expected = Vec::new();
    for session in records::sessions_of(inside.conn(), permit.subject())? {
        let group = running::expected(inside.conn(), permit, &session)?;
        let group = group.into_iter().map(|member| (member.place.id, member.name)).collect();
        expected.push(import::Expected {
            n: session.n,
            come: session.on_day <= today,
            kept: session.kept_at.is_some(),
            group,
        });
    }
    Ok(import::read(text, &expected))
}

fn faults(all: &[Fault]) -> Markup {
    html! {
        (parts::warning("Nothing was taken: these cells cannot be."))
        ul.govuk-list.govuk-list--bullet {
            @for fault in all { li { "Line " (fault.line) ", " (fault.column) ": " (fault.told) } }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<RunId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(run::Register, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, id, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<RunId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Register, id)?;
            let text = sheet.required("text", 20_000, "Put in the lines");
            let found = look(change, &permit, &text)?;
            if !found.faults.is_empty() {
                return Sheet::again(show(change, sheet, id, &faults(&found.faults)));
            }
            let many = i64::try_from(found.marks.len()).unwrap_or(i64::MAX);
            if sheet.fields.get("step") != "take" || !sheet.is_valid() || many == 0 {
                let looked = html! {
                    (parts::inset(html! {
                        (dates::plural(many, "register")) " can be taken over. Nothing was kept yet."
                    }))
                };
                return Sheet::again(show(change, sheet, id, &looked));
            }

            let pack = change.pack.clone();
            for (n, marks) in &found.marks {
                if sheet.heed(running::register(change.tx, &pack, &permit, *n, marks, false))?.is_none() {
                    return Sheet::again(show(change, sheet, id, &html! {}));
                }
            }
            Ok(format!("/runs/{id}?done=saved"))
        })
        .await
}
