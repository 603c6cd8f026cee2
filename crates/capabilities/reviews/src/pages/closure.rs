//! `/episodes/{id}/closure`: end help with an exit plan.

use crate::{
    closure::{self, Ending},
    rules::{Answer, Asked, FamilyView, Opinion, Said, ToAsk},
};
use access::{
    AccountId, Change, Context, Permits, Visit, accounts,
    capability::{self, Writing},
    family,
};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header, rules::IN_ERROR, team};
use plans::{Outcome, records::Whole};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The three questions of 001 s10.
const QUESTIONS: [(&str, &str); 3] = [
    ("timely", "Did help come in time?"),
    ("helpful", "Was it helpful?"),
    ("able", "Are they able to meet their own needs now?"),
];

/// The vocabulary of how people are asked.
const WAYS: &str = "feedback-way";

/// The terms of that vocabulary whose answers nobody hears are in this group.
const OWN: &str = "own";

/// The episode that ends, its last plan that the family agreed, and who is asked by whom.
struct Closure {
    case: Case<family::CloseEpisode>,
    plan: Option<Whole>,
    to_ask: Vec<ToAsk>,
    /// How many were asked by letter or link, or by somebody who rings them.
    asked: usize,
    askers: Vec<(AccountId, String)>,
}

impl Closure {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::CloseEpisode, id)?;
        let plan = plans::records::last_agreed(inside.conn(), &case.permit, id)?;
        let (today, pack) = (inside.context().today, inside.context().pack.clone());
        let to_ask = closure::to_ask(inside.conn(), &case.permit, id, today, &pack)?;
        let asked = feedback::records::episode_asked(inside.conn(), &case.permit, id)?.len();
        let askers = askers(inside, &case)?;
        Ok(Self { case, plan, to_ask, asked, askers })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let advice = capability::advice(inside, &self.case.permit, self.case.episode.id, Writing::Closure);
        let context = inside.context();
        let content = html! {
            @if let Some(plan) = &self.plan { (self.results(context, plan)) }
            (advice)
            (self.form(context, sheet))
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
            @if open > 0 && plan.plan.is_running() {
                p.govuk-body {
                    a.govuk-link href={ "/episodes/" (self.case.episode.id) "/plan" } {
                        (dates::plural(open as i64, "open action"))
                    }
                }
            }
        }
    }

    fn form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let reasons = context.pack.choices("closing-reason", context.today);
        let reasons = reasons.map(|reason| match reason.code.as_str() {
            IN_ERROR => Choice::new(&reason.code, &reason.label).hint("Only a manager of the team says so."),
            _ => Choice::new(&reason.code, &reason.label),
        });
        let views = FamilyView::ALL.iter().map(|view| Choice::new(view.code(), view.label()));
        sheet.form(html! {
            (sheet.radios("reason", "Why does early help end?").small().items(reasons))
            @if context.may_now(&self.case.permit, family::CloseInError) {
                (sheet.textarea("error_why", "If it was opened in error, what was the error?").rows(2))
            }
            (sheet.textarea("exit_plan", "Exit plan")
                .hint("What the family keeps doing, who is there for them, and whom they can call if things get \
                    harder.")
                .rows(6))
            h2.govuk-heading-m { "What the family says" }
            p.govuk-body { "If early help was opened in error, leave all of this empty." }
            (sheet.radios("family_end", "Does the family agree that help ends?").small().items(views))
            (sheet.textarea("family_end_why", "If not, or if they could not be asked: why?").rows(2))
            (self.asked_already())
            @for who in &self.to_ask { (of_person(sheet, who)) }
            @if !self.to_ask.is_empty() { (self.how_asked(context, sheet)) }
            (parts::button("End early help"))
        })
    }

    /// A letter or link is given before help ends: whoever leads does not see the record afterwards.
    fn asked_already(&self) -> Markup {
        let page = format!("/families/{}/feedback", self.case.family());
        html! {
            p.govuk-body {
                @if self.asked > 0 {
                    "Asked already, and not asked here again: " (self.asked) " of the family. "
                    a.govuk-link href=(page) { "See who" } "."
                } @else {
                    "To give somebody a letter or link of their own, "
                    a.govuk-link href={ (page) "/new" } { "ask them first" } ", then end help."
                }
            }
        }
    }

    fn how_asked(&self, context: &Context, sheet: &Sheet) -> Markup {
        let ways = context.pack.choices(WAYS, context.today).map(|way| Choice::new(&way.code, &way.label));
        let askers = self.askers.iter().map(|(id, name)| Choice::new(id.to_string(), name));
        html! {
            h3.govuk-heading-s { "How they were asked" }
            (sheet.radios("way", "In which way were they asked?").small().items(ways))
            (sheet.select("asked_by", "Who asked them?")
                .hint("Somebody other than the lead professional. By letter or link, nobody.")
                .prompt("Choose someone")
                .items(askers))
        }
    }

    /// What the family says; the rule says whether something is missing.
    fn read(&self, context: &Context, sheet: &mut Sheet) -> Said {
        let way = context.pack.code(WAYS, sheet.fields.get("way"), context.today);
        let asker = sheet.fields.get("asked_by").parse().ok();
        Said {
            family: FamilyView::parse(sheet.fields.get("family_end")),
            family_why: sheet.optional("family_end_why", 2_000),
            answers: self.to_ask.iter().map(|who| read_person(sheet, who)).collect(),
            way: way.map(|way| way.code.clone()),
            own_way: way.is_some_and(|way| way.group == OWN),
            asked_by: asker.filter(|id| self.askers.iter().any(|(asker, _)| asker == id)),
        }
    }

    /// The case of whoever may say that it was opened in error, where that is said.
    fn in_error(&self, change: &mut Change<'_, '_>, reason: &str) -> Result<Option<Case<family::CloseInError>>> {
        if reason != IN_ERROR || !change.may_now(&self.case.permit, family::CloseInError) {
            return Ok(None);
        }
        open_case(change, family::CloseInError, self.case.episode.id).map(Some)
    }
}

/// Who may have asked: everyone in the team with an account, and the managers of the team that holds the family.
fn askers(inside: &mut impl Permits, case: &Case<family::CloseEpisode>) -> Result<Vec<(AccountId, String)>> {
    let helpers = team::list(inside.conn(), &case.permit, case.episode.id)?;
    let mut ids: Vec<AccountId> = helpers.iter().filter_map(|helper| helper.account_id).collect();
    if let Some(team) = case.episode.team_id {
        ids.extend(accounts::managers_of(inside.conn(), team)?);
    }
    let names = accounts::names(inside.conn(), &ids)?;
    let mut askers: Vec<(AccountId, String)> = names.into_iter().collect();
    askers.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(askers)
}

fn of_person(sheet: &Sheet, who: &ToAsk) -> Markup {
    let at = |what: &str| format!("{what}-{}", who.person);
    let asked = Asked::ALL.iter().map(|asked| Choice::new(asked.code(), asked.label()));
    let opinions = || [Opinion::Yes, Opinion::No].map(|opinion| Choice::new(opinion.code(), opinion.label()));
    html! {
        h3.govuk-heading-s { (who.name) }
        (sheet.radios(&at("asked"), format!("Was {} asked what they think of the help?", who.name))
            .small()
            .items(asked))
        @for (name, question) in QUESTIONS {
            (sheet.radios(&at(name), question).small().inline().items(opinions()))
        }
        (sheet.textarea(&at("words"), "In their words").rows(2))
    }
}

fn read_person(sheet: &mut Sheet, who: &ToAsk) -> Answer {
    let at = |what: &str| format!("{what}-{}", who.person);
    let [timely, helpful, able] = QUESTIONS.map(|(name, _)| Opinion::parse(sheet.fields.get(&at(name))));
    let asked = Asked::parse(sheet.fields.get(&at("asked")));
    Answer { person: who.person, asked, timely, helpful, able, words: sheet.optional(&at("words"), 5_000) }
}

fn result(context: &Context, outcome: &Outcome) -> Markup {
    match &outcome.result {
        Some(result) => html! { (context.pack.label("result", result).to_lowercase()) },
        None => html! { a.govuk-link href={ "/outcomes/" (outcome.id) "/result" } { "say how it went" } },
    }
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
            let (exit_plan, error_why) = (sheet.optional("exit_plan", 10_000), sheet.optional("error_why", 2_000));
            let said = page.read(change, sheet);
            let done = match reason {
                Some(reason) => {
                    let in_error = page.in_error(change, &reason.code)?;
                    let ending = Ending { reason, exit_plan: &exit_plan, error_why: &error_why, said };
                    sheet.heed(closure::close(change.tx, &page.case, in_error.as_ref(), &ending, &pack))?
                }
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(page.show(change, sheet)?);
            }
            Ok(match reason {
                Some(reason) if reason.code != IN_ERROR => format!("/episodes/{id}/exit-plan?done=saved"),
                _ => "/my-work?done=saved".into(),
            })
        })
        .await
}
