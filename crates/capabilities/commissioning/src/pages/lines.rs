//! `/returns/lines`: several returns from a table. Every cell that cannot be taken is named, and nothing is taken while
//! there is one.

use super::returns::Returns;
use crate::{
    paste::{self, Fault, Found, Line},
    records::returns::{self, NewReturn, Way},
    rules::returns::Figure,
};
use access::{Change, Context, Permits, Visit, nobody, service as acts};
use axum::response::Response;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "Give several returns";

fn show(context: &Context, sheet: &Sheet, looked: &Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Copy lines from your table and put them in, with commas between. The first line names the columns; a "
            "period is a month like 2026-03 or a quarter like 2026-q1. What you do not keep stays empty."
        }
        pre.govuk-body.eh-pre { (paste::heading()) }
        p.govuk-body {
            "For counts by need add columns like need:housing. For a return that was given already, why says why it is "
            "put right."
        }
        (looked)
        (sheet.form(html! {
            (sheet.textarea("text", "The lines").rows(12))
            div.govuk-button-group {
                (parts::button_named("Look at it", "govuk-button--secondary", "step", "look"))
                (parts::button_named("Give these returns", "", "step", "take"))
            }
        }))
    };
    context.frame.sheet_page(TITLE, "/returns", sheet, content)
}

fn new_of(line: &Line, seen: i64) -> NewReturn {
    NewReturn {
        period: line.period,
        figures: line.figures.clone(),
        needs: line.needs.clone(),
        odd: line.odd.clone(),
        note: line.note.clone(),
        why: line.why.clone(),
        way: Way::Lines,
        seen,
    }
}

/// A line, and whether it says what stands.
type Looked = (Line, bool);

/// Reads the lines and asks the rules of each; `true` of a line that says what stands.
fn look(change: &mut Change<'_, '_>, text: &str) -> Result<(Found, Vec<Looked>, Returns)> {
    let returns = Returns::load(change)?;
    let pack = change.pack.clone();
    let needs: Vec<String> = pack.terms("need").iter().map(|term| term.code.clone()).collect();
    let mut found = paste::read(text, &returns.services(), &needs);
    let mut lines = Vec::new();
    let today = change.today;
    for line in std::mem::take(&mut found.lines) {
        let stands = returns::standing(change.conn(), line.service, line.period)?;
        if stands.is_some_and(|stands| stands.figures == line.figures && stands.needs == line.needs) {
            lines.push((line, true));
            continue;
        }
        match returns::check(change.conn(), &pack, line.service, today, &new_of(&line, 0)) {
            Ok(()) => lines.push((line, false)),
            Err(Error::Refused(all)) => {
                for refusal in all {
                    let column = refusal.field.as_deref().unwrap_or("period").to_owned();
                    found.faults.push(Fault { line: line.line, column, told: refusal.message });
                }
            }
            Err(other) => return Err(other),
        }
    }
    found.faults.sort_by_key(|fault| fault.line);
    Ok((found, lines, returns))
}

fn faults(all: &[Fault]) -> Markup {
    html! {
        (parts::warning("Nothing was taken: these cells cannot be."))
        ul.govuk-list.govuk-list--bullet {
            @for fault in all { li { "Line " (fault.line) ", " (fault.column) ": " (fault.told) } }
        }
    }
}

fn preview(lines: &[Looked], returns: &Returns) -> Markup {
    let many = i64::try_from(lines.iter().filter(|(_, same)| !same).count()).unwrap_or_default();
    let cell = |line: &Line, figure| line.figures.get(figure).map_or("x".to_owned(), |count| count.to_string());
    let row = |(line, same): &Looked| {
        vec![
            html! { (returns.names.get(&line.service).map_or("", |named| named.service.as_str())) },
            html! { (line.period.label()) @if *same { br; span.eh-muted { "given already, the same" } } },
            html! { (cell(line, Figure::NewContacts)) },
            html! { (cell(line, Figure::Families)) },
            html! { (cell(line, Figure::Ended)) },
        ]
    };
    let shown = lines.iter().take(40).map(row).collect();
    html! {
        (parts::inset(html! { (dates::plural(many, "return")) " can be given. Nothing was kept yet." }))
        (parts::table("What was read", &["Service", "Period", "New contacts", "Families", "Ended"], shown))
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeReturns)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            change.allow(nobody::SeeReturns)?;
            let text = sheet.required("text", 100_000, "Put in the lines");
            if !sheet.is_valid() {
                return Sheet::again(show(change, sheet, &html! {}));
            }
            let (found, lines, returns) = look(change, &text)?;
            if !found.faults.is_empty() {
                return Sheet::again(show(change, sheet, &faults(&found.faults)));
            }
            let new: Vec<&Line> = lines.iter().filter(|(_, same)| !same).map(|(line, _)| line).collect();
            if sheet.fields.get("step") != "take" || new.is_empty() {
                return Sheet::again(show(change, sheet, &preview(&lines, &returns)));
            }
            let pack = change.pack.clone();
            for line in new {
                let permit = change.permit(acts::GiveReturn, line.service)?;
                let seen =
                    returns::standing(change.conn(), line.service, line.period)?.map_or(0, |stands| stands.version);
                returns::give(change.tx, &permit, &pack, &new_of(line, seen))?;
            }
            Ok("/returns?done=saved".into())
        })
        .await
}
