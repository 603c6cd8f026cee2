//! `/programmes/new` and `/programmes/{id}/change`: what a programme says of itself.

use crate::{
    events,
    keeping::{self, Desk},
    records::{self, Programme, ProgrammeId},
    rules::NewProgramme,
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

fn show(context: &Context, sheet: &Sheet, (title, back): (&str, &str), above: &Markup) -> Markup {
    let choices = |vocabulary: &str| {
        let terms = context.pack.choices(vocabulary, context.today);
        terms.map(|term| Choice::new(&term.code, &term.label).group(&term.group)).collect::<Vec<_>>()
    };
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("name", "What is it called?"))
            (sheet.textarea("what", "What happens in it?").hint("In plain words: families read it.").rows(4))
            (sheet.textarea("for_whom", "For whom is it?").rows(2))
            (sheet.text("minimum_age", "Youngest age").hint("Leave it empty for all ages.").width(3).numeric())
            (sheet.text("maximum_age", "Oldest age").width(3).numeric())
            (sheet.checkboxes("outcomes", "What is it to change?").small().items(choices("outcome-framework")))
            (sheet.checkboxes("factors", "What does it build?").small().items(choices("protective-factor")))
            (sheet.checkboxes("needs", "For which needs is it found?").small().in_columns()
                .narrowed_by("Narrow the list of needs").items(choices("need")))
            (sheet.textarea("evidence", "What is known of its effect?").rows(2))
            (sheet.checkboxes("public", "Directory").small()
                .items([Choice::new("yes", "Show it in the directory of services, where families read it")]))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(title, back, sheet, content)
}

fn read(sheet: &mut Sheet) -> Option<NewProgramme> {
    let ages = (super::number(sheet, "minimum_age"), super::number(sheet, "maximum_age"));
    let new = NewProgramme {
        name: sheet.optional("name", 120),
        what: sheet.optional("what", 4_000),
        for_whom: sheet.optional("for_whom", 1_000),
        ages,
        evidence: sheet.optional("evidence", 2_000),
        outcomes: sheet.all("outcomes"),
        factors: sheet.all("factors"),
        needs: sheet.all("needs"),
        public: sheet.ticked("public"),
    };
    Some(new).filter(|_| sheet.is_valid())
}

fn fields(of: &Programme) -> Fields {
    let age = |years: Option<i64>| years.map(|years| years.to_string()).unwrap_or_default();
    let mut fields = Fields::default()
        .with("version", of.version.to_string())
        .with("name", &of.name)
        .with("what", &of.what)
        .with("for_whom", &of.for_whom)
        .with("minimum_age", age(of.minimum_age))
        .with("maximum_age", age(of.maximum_age))
        .with("evidence", &of.evidence)
        .with("public", if of.public { "yes" } else { "" });
    for (name, codes) in [("outcomes", &of.outcomes), ("factors", &of.factors), ("needs", &of.needs)] {
        codes.0.iter().for_each(|code| fields.add(name, code));
    }
    fields
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepProgrammes)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, ("Add a programme", "/programmes"), &html! {}))
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepProgrammes)?;
            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let desk = Desk { pack: &pack, site: &site };
            let added = match read(sheet) {
                Some(new) => sheet.heed(keeping::add_programme(change.tx, &permit, desk, new))?,
                None => None,
            };
            match added {
                Some(id) => Ok(format!("/programmes/{id}?done=saved")),
                None => Sheet::again(show(change, sheet, ("Add a programme", "/programmes"), &html! {})),
            }
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ProgrammeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepProgrammes)?;
            let of = records::find_programme(v.conn(), id)?;
            let sheet = v.sheet(|| fields(&of))?;
            Ok(show(v, &sheet, ("Change the programme", &format!("/programmes/{id}")), &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ProgrammeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepProgrammes)?;
            let of = records::find_programme(change.conn(), id)?;
            let heads = ("Change the programme", format!("/programmes/{id}"));
            if sheet.is_behind("version", of.version) {
                let kinds = [events::PROGRAMME_BEGUN, events::PROGRAMME_CHANGED];
                let changed = access::last_change(change.conn(), id.0, &kinds)?;
                let rows: [(&str, &str); 3] =
                    [("What it is called", &of.name), ("What happens in it", &of.what), ("For whom", &of.for_whom)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                let page = show(change, sheet, (heads.0, &heads.1), &theirs);
                return Err(Error::Conflict(Box::new(page)));
            }

            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let desk = Desk { pack: &pack, site: &site };
            let changed = match read(sheet) {
                Some(new) => sheet.heed(keeping::change_programme(change.tx, &permit, desk, id, &new))?,
                None => None,
            };
            match changed {
                Some(()) => Ok(format!("/programmes/{id}?done=saved")),
                None => Sheet::again(show(change, sheet, (heads.0, &heads.1), &html! {})),
            }
        })
        .await
}
