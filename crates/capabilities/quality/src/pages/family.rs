//! `/audit-files/{id}/family`: the family is asked how it was, by a link or letter with a code, or by telephone; or it is
//! said that there was no answer, or why nobody was asked.

use super::found;
use crate::{
    records::{self, File, FileId, NewView},
    rules::Way,
};
use access::{FamilyId, Permit, Permits, Visit, audit_file as acts, family as family_acts, letter_code::LetterCode};
use axum::{extract::Path, response::Response};
use people::Member;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const TITLE: &str = "Ask the family";

struct Asking {
    permit: Permit<FileId, acts::AskFamily>,
    family: Permit<FamilyId, family_acts::Open>,
    file: File,
    members: Vec<Member>,
}

impl Asking {
    fn load(inside: &mut impl Permits, id: FileId) -> Result<Self> {
        let permit = inside.permit(acts::AskFamily, id)?;
        let file = records::file(inside.conn(), &permit)?;
        let family = inside.permit(family_acts::Open, file.family_id)?;
        let members = people::records::members(inside.conn(), &family)?;
        Ok(Self { permit, family, file, members })
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let context = inside.context();
        let people = self.members.iter().filter(|member| !member.withheld);
        let people = people.map(|member| Choice::new(member.person.id.to_string(), member.person.name()));
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body {
                "Their view counts as much as the file. Ask a parent, and a child who is old enough, each for \
                    themselves."
            }
            (sheet.form(html! {
                (sheet.select("person", "Who?").prompt("Choose somebody of the family").items(people))
                (sheet.radios("way", "How?").small().items([
                    Choice::new(Way::Link.code(), Way::Link.label())
                        .hint("You are shown a letter with a code, to print or to send, once."),
                    Choice::new(Way::Telephone.code(), Way::Telephone.label())
                        .hint("Write down below what they said. It is marked as written down by you."),
                    Choice::new(Way::NoAnswer.code(), Way::NoAnswer.label()),
                    Choice::new(Way::NotAsked.code(), Way::NotAsked.label()),
                ]))
                (sheet.text("why", "If nobody is asked: why?"))
                h2.govuk-heading-m { "On the telephone" }
                (found::questions(sheet, false))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(TITLE, &self.file.href(), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let asking = Asking::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(asking.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asking = Asking::load(change, id)?;
            let pack = change.pack.clone();
            let new = NewView {
                way: Way::parse(sheet.fields.get("way")),
                person: sheet.fields.get("person").parse().ok(),
                why: sheet.optional("why", 500),
                said: found::read(sheet),
            };
            let asked = match sheet.is_valid() {
                true => sheet.heed(records::ask(change.tx, &asking.permit, &asking.family, &pack, &new))?,
                false => None,
            };
            match asked {
                None => Sheet::again(asking.show(change, sheet)),
                Some(Some(code)) => {
                    change.leads_to_secret();
                    Ok(format!("/audit-files/{id}/letter/{}", code.shown()))
                }
                Some(None) => Ok(format!("/audit-files/{id}?done=saved")),
            }
        })
        .await
}

/// In fours, as it is typed.
/// The letter with the code: shown once, to be printed or its link sent. It names nobody, so that whoever opens it by
/// mistake learns of nobody.
pub(super) async fn letter(visit: Visit, Path((id, code)): Path<(FileId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::AskFamily, id)?;
            let file = records::file(v.conn(), &permit)?;
            let until = v.today + chrono::Days::new(u64::from(v.pack.number("audit-family")));
            let code = LetterCode::typed(&code).shown();
            let (url, door) = (v.app.url.clone(), v.pack.text("front-door-name").to_owned());
            let phone = v.pack.text("front-door-phone").to_owned();
            let content = html! {
                h1.govuk-heading-l { "How was the help?" }
                p.govuk-body {
                    "You and your family had help from " (door)
                    ". People who check how good our help is would like to hear what you think of it. You need not \
                        answer, and nothing that you have changes if you do or do not."
                }
                p.govuk-body { "Go to " strong { (url) "/tell-us" } " and type this code:" }
                p.govuk-heading-l { (code) }
                p.govuk-body { "Or open this link: " span.eh-pre { (url) "/tell-us/" (code) } }
                p.govuk-body { "It works once, until " (dates::day(until)) "." }
                @if !phone.is_empty() { p.govuk-body { "You can also ring us: " (parts::telephone(&phone)) } }
                (parts::details("For you who asked", html! {
                    p.govuk-body {
                        "Print this page or send the link. The code is not kept and is not shown again: if it is \
                            lost, ask once more."
                    }
                    p.govuk-body { a.govuk-link href=(file.href()) { "Back to the file" } }
                }))
            };
            Ok(v.frame.page("How was the help?", content))
        })
        .await
}
