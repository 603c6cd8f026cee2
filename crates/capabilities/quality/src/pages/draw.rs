//! `/audits/{id}/draw`: how many files fit, and the draw; `/audits/{id}/sample`: drawn again, from what was kept.

use crate::records::{self, Audit, AuditId, Drawn};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "Draw the sample";

fn show(inside: &mut impl Permits, of: &Audit, (fit, lately): (usize, usize), sheet: &Sheet) -> Markup {
    let pack = inside.context().pack.clone();
    let free = fit - lately;
    let size = crate::rules::sampling::size(free, of.files, pack.number("audit-share"));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.title) ", " (dates::day(of.from_on)) " to " (dates::day(of.until_on)) }
        (parts::inset(html! {
            (dates::plural(i64::try_from(fit).unwrap_or_default(), "case file"))
            " fit: one a family, its last help in the period. "
            @if lately > 0 {
                (lately) " of them were audited in the last " (pack.number("audit-lately")) " months and are left out. "
            }
            (dates::plural(i64::try_from(size).unwrap_or_default(), "file")) " will be drawn."
        }))
        p.govuk-body {
            "Records that are restricted are in no sample: those on their list look at them. The list and the \
                number with "
            "which it is drawn are kept, so that anybody can draw it again and find the same files."
        }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.text("seed", "A number to draw with")
                .hint("Leave it empty and one is made. Dice that several people threw are a good one.")
                .width(10)
                .numeric())
            div.govuk-button-group {
                (parts::button("Draw"))
                a.govuk-link href={ "/audits/" (of.id) "/change" } { "Change the audit" }
            }
        }))
    };
    inside.context().frame.sheet_page(TITLE, &format!("/audits/{}", of.id), sheet, content)
}

fn drawn_already(of: &Audit) -> Result<()> {
    match of.drawn_at {
        Some(_) => Err(Error::from(web::Refusal::from(crate::rules::CannotSample::Drawn))),
        None => Ok(()),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::KeepAudits)?;
            let (of, pack) = (records::find(v.conn(), id)?, v.pack.clone());
            drawn_already(&of)?;
            let many = records::fits(v.conn(), &permit, &pack, &of)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &of, many, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let (of, pack) = (records::find(change.conn(), id)?, change.pack.clone());
            let typed = sheet.fields.get("seed").replace([',', ' '], "");
            let (seed, wrong) = (typed.parse().ok(), !typed.is_empty() && typed.parse::<i64>().is_err());
            if sheet.heed(records::draw(change.tx, &permit, &pack, id, (seed, wrong)))?.is_none() {
                let many = records::fits(change.conn(), &permit, &pack, &of)?;
                return Sheet::again(show(change, &of, many, sheet));
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}

fn told(of: &Audit, drawn: &Drawn) -> Markup {
    let lines: Vec<Vec<Markup>> = (1..)
        .zip(drawn.then.iter().zip(&drawn.now))
        .map(|(n, (then, now)): (usize, (&i64, &i64))| {
            vec![html! { "File " (n) }, html! { "line " (then + 1) }, html! { "line " (now + 1) }]
        })
        .collect();
    let same = drawn.then == drawn.now;
    html! {
        h1.govuk-heading-l { "The sample, drawn again" }
        p.govuk-body { (of.title) }
        @if same {
            (parts::inset(html! {
                "The same: the kept list of " (of.listed) " files, drawn now with the number "
                (of.seed.unwrap_or_default()) ", gives the same files in the same order."
            }))
        } @else {
            (parts::warning("It is not the same. Tell whoever looks after the system: the list or the number was \
                changed."))
        }
        @if drawn.left_out > 0 {
            p.govuk-body {
                (drawn.left_out) " of the list were left out because they had been audited not long before."
            }
        }
        p.govuk-body {
            "Files that took the place of others, which were taken out, are at the end: they are the next that the \
                number draws."
        }
        (parts::table("Which lines of the list were drawn", &["File", "Then", "Now"], lines))
    }
}

pub(super) async fn again(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            if of.drawn_at.is_none() {
                return Err(Error::NotFound);
            }
            let drawn = records::draw_again(v.conn(), &permit, &of)?;
            Ok(v.frame.page_back("The sample, drawn again", &format!("/audits/{id}"), told(&of, &drawn)))
        })
        .await
}
