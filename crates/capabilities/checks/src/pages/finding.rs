//! `/episodes/{id}/checks/{key}`: one thing that was found, why, and the answer: not so, because.

use crate::{
    advice,
    records::{self, Answer},
    rules::Found,
    seen::Seen,
};
use access::{AccountId, Context, Permits, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use std::collections::BTreeMap;
use web::{Fields, Markup, Refusal, Result, Sheet, dates, html, parts, parts::Row};

struct OfFinding {
    case: Case<family::Open>,
    seen: Seen,
    key: String,
    /// Every answer to it, the newest first.
    answers: Vec<Answer>,
    names: BTreeMap<AccountId, String>,
}

impl OfFinding {
    fn load(inside: &mut impl Permits, id: EpisodeId, key: String) -> Result<Self> {
        let case = open_case(inside, family::Open, id)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let seen = Seen::load(inside.conn(), &pack, &case.permit, id, today)?;
        // an answer of what one may not see is not shown either
        let answers = match seen.find(&key) {
            Some(_) => records::answers_of(inside.conn(), &case.permit, id, &key)?,
            None => vec![],
        };
        let by = answers.iter().flat_map(|answer| [answer.answered_by, answer.taken_back_by]);
        let by: Vec<AccountId> = by.flatten().collect();
        let names = accounts::names(inside.conn(), &by)?;
        Ok(Self { case, seen, key, answers, names })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let content = match self.seen.find(&self.key) {
            Some(found) => self.finding(context, sheet, found),
            None => self.mended(sheet),
        };
        header::sheet_page(inside, &self.case.permit, "What a check found", sheet, content)
    }

    /// It is not there any more; whoever has typed an answer keeps it.
    fn mended(&self, sheet: &Sheet) -> Markup {
        html! {
            p.govuk-body { "Nothing is found here any more: it was mended, or is no longer looked at." }
            @if !sheet.fields.get("why").is_empty() {
                (sheet.form(html! { (sheet.textarea("why", "What you wrote").rows(4)) (parts::button("Send again")) }))
            }
            (self.back())
        }
    }

    fn finding(&self, context: &Context, sheet: &Sheet, found: &Found) -> Markup {
        let may_answer = context.may_now(&self.case.permit, family::AnswerCheck);
        let answered = self.seen.answer(found);
        let rows = vec![
            Row::new("Found", found.check.title),
            Row::new("What to do", advice::told(&context.pack, &self.seen, found)),
            Row::new("What is looked at", found.check.looks),
            Row::new("Where it comes from", found.check.source),
        ];
        html! {
            (parts::summary_list(rows))
            div.eh-actions { (parts::button_link("Go there", &self.seen.href(found), "govuk-button--secondary")) }
            @if let Some(answer) = answered { (self.stands(answer)) }
            @if may_answer {
                @match answered {
                    None => (not_so(sheet)),
                    Some(_) => (take_back(sheet)),
                }
            }
            (self.before(found))
            (self.back())
        }
    }

    fn stands(&self, answer: &Answer) -> Markup {
        html! {
            h2.govuk-heading-m { "Answered: not so" }
            (parts::inset(html! {
                p.govuk-body.eh-pre { (answer.why) }
                p.govuk-body.eh-muted { (self.signed(answer)) }
            }))
            p.govuk-body { "It stays answered until what the check has read changes." }
        }
    }

    fn signed(&self, answer: &Answer) -> String {
        let by = |id: Option<AccountId>| id.and_then(|id| self.names.get(&id)).map_or("", String::as_str).to_owned();
        let said = format!("{}, {}", by(answer.answered_by), dates::moment(answer.answered_at));
        match answer.taken_back_at {
            Some(at) => format!("{said}; taken back by {}, {}", by(answer.taken_back_by), dates::moment(at)),
            None => said,
        }
    }

    /// What was answered before.
    fn before(&self, found: &Found) -> Markup {
        let before: Vec<&Answer> = self.answers.iter().filter(|answer| !answer.stands(found)).collect();
        html! {
            @if !before.is_empty() {
                h2.govuk-heading-m { "Answered before" }
                ul.govuk-list.govuk-list--spaced {
                    @for answer in before {
                        li {
                            span.eh-pre { (answer.why) } br;
                            span.eh-muted {
                                (self.signed(answer))
                                @if answer.taken_back_at.is_none() { "; the text has changed since" }
                            }
                        }
                    }
                }
            }
        }
    }

    fn back(&self) -> Markup {
        html! {
            p.govuk-body {
                a.govuk-link href={ "/episodes/" (self.case.episode.id) "/checks" } { "All checks of this file" }
            }
        }
    }
}

fn not_so(sheet: &Sheet) -> Markup {
    html! {
        h2.govuk-heading-m { "Is it not so?" }
        (sheet.form(html! {
            input type="hidden" name="step" id="step" value="answer";
            (sheet.textarea("why", "Not so, because")
                .hint("Everybody who may open this file reads it, with your name and the day.")
                .rows(4))
            (parts::button("Keep this answer"))
        }))
    }
}

fn take_back(sheet: &Sheet) -> Markup {
    sheet.short_form(html! {
        input type="hidden" name="step" id="step" value="take-back";
        (parts::button_named("Take the answer back", "govuk-button--secondary", "do", "take-back"))
    })
}

pub(super) async fn page(visit: Visit, Path((id, key)): Path<(EpisodeId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let of = OfFinding::load(v, id, key.clone())?;
            let sheet = v.sheet(Fields::default)?;
            of.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, key)): Path<(EpisodeId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let of = OfFinding::load(change, id, key.clone())?;
            let permit = change.permit(family::AnswerCheck, of.case.family())?;
            let Some(found) = of.seen.find(&key) else {
                let told = "Nothing is found here any more, so there is nothing to answer";
                sheet.refuse(Refusal::new("finding-mended", told).at("why"));
                return Sheet::again(of.show(change, sheet)?);
            };
            let done = if sheet.fields.get("step") == "take-back" {
                records::take_back(change.tx, &permit, &of.seen.episode, found)
            } else {
                let why = sheet.optional("why", 2_000);
                records::answer(change.tx, &permit, &of.seen.episode, found, &why)
            };
            if sheet.heed(done)?.is_none() || !sheet.is_valid() {
                return Sheet::again(of.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/checks?done=saved"))
        })
        .await
}
