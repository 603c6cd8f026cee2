//! `/episodes/{id}/closure`: end help with an exit plan.

use crate::{
    closure::{self, Ending},
    rules::{Opinion, Said},
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use plans::{Outcome, records::Whole};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The three questions of 001 s10.
const QUESTIONS: [(&str, &str); 3] = [
    ("timely", "Did help come in time?"),
    ("helpful", "Was it helpful?"),
    ("able", "Are they able to meet their own needs now?"),
];

/// The episode that ends, and its plan where the family agreed one.
struct Closure {
    case: Case<family::CloseEpisode>,
    plan: Option<Whole>,
}

impl Closure {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::CloseEpisode, id)?;
        let plan = plans::records::current(inside.conn(), &case.permit, id)?;
        Ok(Self { case, plan: plan.filter(|whole| whole.plan.agreed_at.is_some()) })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let content = html! {
            @if let Some(plan) = &self.plan { (self.results(context, plan)) }
            (form(context, sheet))
        };
        header::sheet_page(inside, &self.case.permit, "End early help", sheet, content)
    }

    fn results(&self, context: &Context, plan: &Whole) -> Markup {
        let open = plan.open_actions().count();
        html! {
            h2.govuk-heading-m { "Results" }
            ul.govuk-list.govuk-list--bullet {
                @for outcome in &plan.outcomes {
                    li { (outcome.words.trim_end_matches('.')) ": " (result(context, outcome)) }
                }
            }
            @if open > 0 {
                p.govuk-body {
                    a.govuk-link href={ "/episodes/" (self.case.episode.id) "/plan" } {
                        (dates::plural(open as i64, "open action"))
                    }
                }
            }
        }
    }
}

fn result(context: &Context, outcome: &Outcome) -> Markup {
    match &outcome.result {
        Some(result) => html! { (context.pack.label("result", result).to_lowercase()) },
        None => html! { a.govuk-link href={ "/outcomes/" (outcome.id) "/result" } { "say how it went" } },
    }
}

fn form(context: &Context, sheet: &Sheet) -> Markup {
    let reasons = context.pack.choices("closing-reason", context.today);
    let reasons = reasons.map(|reason| Choice::new(&reason.code, &reason.label));
    let opinions = || Opinion::ALL.iter().map(|opinion| Choice::new(opinion.code(), opinion.label()));
    sheet.form(html! {
        (sheet.radios("reason", "Why does early help end?").small().items(reasons))
        (sheet.textarea("exit_plan", "Exit plan")
            .hint("What the family keeps doing, who is there for them, and whom they can call if things get harder.")
            .rows(6))
        h2.govuk-heading-m { "What the family says" }
        p.govuk-body { "Ask them before you close. If early help was opened in error, leave this empty." }
        @for (name, question) in QUESTIONS { (sheet.radios(name, question).small().items(opinions())) }
        (sheet.textarea("feedback", "In their words").rows(3))
        (parts::button("End early help"))
    })
}

/// What the family says; the rule says whether something is missing.
fn read(sheet: &mut Sheet) -> Said {
    let [timely, helpful, able] = QUESTIONS.map(|(name, _)| Opinion::parse(sheet.fields.get(name)));
    Said { timely, helpful, able, words: sheet.optional("feedback", 5_000) }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let closure = Closure::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            closure.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Closure::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);

            let known = |code: &str| pack.code("closing-reason", code, today);
            let reason = sheet.chosen("reason", known, "Choose why early help ends");
            let exit_plan = sheet.optional("exit_plan", 10_000);
            let said = read(sheet);
            let done = match reason {
                Some(reason) => {
                    let ending = Ending { reason, exit_plan: &exit_plan, said };
                    sheet.heed(closure::close(change.tx, &page.case, &ending))?
                }
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(page.show(change, sheet)?);
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}
