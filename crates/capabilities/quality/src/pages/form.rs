//! `/audits/new`, `/audits/{id}/change`: theme, period, what the files have in common, which standards are graded.

use crate::{
    records::{self, Audit, AuditId, NewAudit},
    rules::sampling::SampleRule,
};
use access::{Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Changed, Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Set up an audit";

fn show(inside: &mut impl Permits, of: Option<&Audit>, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let teams = accounts::list_teams(inside.conn())?;
    let organisations = accounts::list_organisations(inside.conn())?;
    let pack = inside.context().pack.clone();
    let today = inside.context().today;
    let terms = |vocabulary: &str| -> Vec<Choice<'_>> {
        pack.choices(vocabulary, today).map(|term| Choice::new(term.code.as_str(), term.label.as_str())).collect()
    };
    let standards = pack
        .terms("audit-standard")
        .iter()
        .map(|term| Choice::new(term.code.as_str(), term.label.as_str()).group(term.group.as_str()));
    let title = if of.is_some() { "Change an audit" } else { TITLE };
    let share = format!("Leave it empty for {} in a hundred of those that fit.", pack.number("audit-share"));
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            @if of.is_some() { (sheet.hidden("version")) }
            (sheet.text("title", "What is it called?").hint("For example: The voice of the child, spring 2026"))
            (sheet.textarea("theme", "What do you want to find out?").rows(3))
            (sheet.radios("kind", "What kind of audit is it?").small().items([
                Choice::new("sample", "A sample of case files"),
                Choice::new("tracked", "The tracked children of a joint inspection")
                    .hint("Five or six, each with what all agencies did in one document."),
            ]))
            h2.govuk-heading-m { "Which files" }
            (sheet.date("from", "The first day of the period"))
            (sheet.date("until", "The last day"))
            (sheet.radios("ended", "Help that").small().inline().items([
                Choice::new("no", "went on in the period"),
                Choice::new("yes", "ended in the period"),
            ]))
            (sheet.text("files", "How many files?").hint(share).width(3).numeric())
            (parts::details("Narrow it further", html! {
                (sheet.checkboxes("teams", "Teams").small().items(teams.iter().map(|team| {
                    Choice::new(team.id.to_string(), team.name.as_str())
                })))
                (sheet.checkboxes("levels", "Level of need when help was decided")
                    .small()
                    .items(["1", "2", "3"].map(|level| {
                    Choice::new(level, level)
                })))
                (sheet.select("need", "Need").prompt("Every need").items(terms("need")))
                (sheet.select("agency", "Agency of the lead professional").prompt("Every agency").items(
                    organisations.iter().map(|one| Choice::new(one.id.to_string(), one.name.as_str()))
                ))
                (sheet.select("outcome", "Why help ended").prompt("Every reason").items(terms("closing-reason")))
            }))
            (sheet.checkboxes("standards", "Which standards are graded?").medium().small().items(standards))
            (parts::button("Save"))
        }))
    };
    let back = of.map_or_else(|| "/audits".to_owned(), |of| format!("/audits/{}", of.id));
    Ok(inside.context().frame.sheet_page(title, &back, sheet, content))
}

fn read(sheet: &mut Sheet) -> NewAudit {
    let one = |sheet: &Sheet, name: &str| -> Vec<String> {
        Some(sheet.fields.get(name).to_owned()).filter(|said| !said.is_empty()).into_iter().collect()
    };
    let files = sheet.fields.get("files").trim().to_owned();
    NewAudit {
        title: sheet.optional("title", 120),
        theme: sheet.optional("theme", 2_000),
        tracked: sheet.fields.get("kind") == "tracked",
        from: sheet.day("from", "The first day"),
        until: sheet.day("until", "The last day"),
        rule: SampleRule {
            ended: sheet.fields.get("ended") == "yes",
            needs: one(sheet, "need"),
            levels: sheet.all("levels"),
            teams: sheet.all("teams"),
            agencies: one(sheet, "agency"),
            outcomes: one(sheet, "outcome"),
        },
        standards: sheet.all("standards"),
        files: files.parse().ok(),
        files_wrong: !files.is_empty() && files.parse::<i64>().is_err(),
    }
}

fn first(of: &Audit) -> Fields {
    let rule = &of.rule.0;
    let word = |all: &[String]| all.first().cloned().unwrap_or_default();
    let mut fields = Fields::default()
        .with("version", of.version.to_string())
        .with("title", of.title.as_str())
        .with("theme", of.theme.as_str())
        .with("kind", if of.tracked { "tracked" } else { "sample" })
        .with_date("from", Some(of.from_on))
        .with_date("until", Some(of.until_on))
        .with("ended", if rule.ended { "yes" } else { "no" })
        .with("files", of.files.map(|files| files.to_string()).unwrap_or_default())
        .with("need", word(&rule.needs))
        .with("agency", word(&rule.agencies))
        .with("outcome", word(&rule.outcomes));
    for (name, all) in [("levels", &rule.levels), ("teams", &rule.teams), ("standards", &of.standards.0)] {
        for one in all {
            fields.add(name, one);
        }
    }
    fields
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepAudits)?;
            let pack = v.pack.clone();
            let sheet = v.sheet(|| {
                let mut fields = Fields::default().with("kind", "sample").with("ended", "no");
                for term in pack.terms("audit-standard") {
                    fields.add("standards", &term.code);
                }
                fields
            })?;
            show(v, None, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let (new, pack) = (read(sheet), change.pack.clone());
            let begun = match sheet.is_valid() {
                true => sheet.heed(records::begin(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            let Some(id) = begun else { return Sheet::again(show(change, None, sheet, html! {})?) };
            Ok(format!("/audits/{id}/draw?done=saved"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            let sheet = v.sheet(|| first(&of))?;
            show(v, Some(&of), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let of = records::find(change.conn(), id)?;
            let (new, pack) = (read(sheet), change.pack.clone());
            if sheet.is_behind("version", of.version) {
                let changed: Option<Changed> = access::last_change(change.conn(), id.0, &[crate::events::CHANGED])?;
                let told =
                    web::theirs(changed.as_ref(), &[("Title", &of.title), ("What it wants to find out", &of.theme)]);
                return Err(Error::Conflict(Box::new(show(change, Some(&of), sheet, told)?)));
            }
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::change(change.tx, &permit, &pack, (id, of.version), &new))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, Some(&of), sheet, html! {})?);
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
