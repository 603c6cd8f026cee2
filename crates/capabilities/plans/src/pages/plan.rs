//! `/episodes/{id}/plan`: the plan as the family would read it, and its next step.

use super::{
    begin::{self, Beginning},
    factors, progress,
};
use crate::{
    records::{self, Action, Outcome, Plan, Standing, Whole},
    rules::PlanKind,
};
use access::{
    Context, FamilyFacts, FamilyId, Period, Permits, Sight, View, Visit,
    capability::{self, Writing},
    family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{
    Case, EpisodeId, open_case,
    pages::{duties, header},
};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Colour};

/// The episode, its plan if there is one, and what stands before a plan.
struct Planning<A: Act> {
    case: Case<A>,
    whole: Option<Whole>,
    standing: Standing,
}

impl<A: Act<Facts = FamilyFacts> + Reads> Planning<A> {
    fn load(inside: &mut impl Permits, act: A, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, act, id)?;
        let whole = records::current(inside.conn(), &case.permit, id)?;
        let pack = inside.context().pack.clone();
        let standing = records::standing(inside.conn(), &case.permit, id, &pack)?;
        Ok(Self { case, whole, standing })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let advice = capability::advice(inside, &self.case.permit, self.case.episode.id, Writing::Plan);
        let context = inside.context();
        let open = self.case.episode.is_open();
        let may_write = open && context.may_now(&self.case.permit, family::WritePlan);
        let may_offer = open && context.may_now(&self.case.permit, family::OfferService);
        let running = self.whole.as_ref().is_some_and(|whole| whole.plan.is_running());
        let content = html! {
            (advice)
            @if let Some(whole) = &self.whole {
                @if running && open { (self.agencies(whole)) }
                (shown(context, whole, may_write && running))
                @if running { (self.end(context, &whole.plan)) }
            } @else {
                p.govuk-body { "There is no plan yet." }
            }
            @if may_write && !running {
                @if self.whole.is_some() { h2.govuk-heading-m { "The next plan" } }
                (self.beginning(context).show(context, &self.case.permit, sheet))
            }
            @if may_offer {
                p.govuk-body {
                    a.govuk-link href={ "/episodes/" (self.case.episode.id) "/services" } {
                        "Services that fit this family"
                    }
                }
            }
            (duties::of_lead(context))
        };
        header::sheet_page(inside, &self.case.permit, "Plan", sheet, content)
    }

    fn beginning(&self, context: &Context) -> Beginning<'_> {
        let (before, most) = (self.whole.as_ref(), context.pack.number("plan-outcomes"));
        Beginning { episode: self.case.episode.id, standing: &self.standing, before, most }
    }

    /// That several organisations help, and what follows from it: also where one joined after the plan was agreed.
    fn agencies(&self, whole: &Whole) -> Markup {
        let need = self.standing.need(whole.plan.kind, whole.plan.complex, &whole.plan.complex_why);
        let names = self.standing.organisations.join(", ");
        let assessment = || {
            let href = format!("/episodes/{}/assessment", self.case.episode.id);
            html! { a.govuk-link href=(href) { "early help assessment" } }
        };
        html! {
            @if need.is_of_agencies() {
                (parts::inset(html! {
                    "Several agencies help this family (" (names) "), so there has to be an " (assessment())
                    @if whole.plan.agreed_at.is_none() { " before the family agrees this plan." } @else { " now." }
                }))
            } @else if need.is_asked() && self.standing.organisations.len() > 1 {
                (parts::inset(html! {
                    "Several agencies help this family (" (names) "). If its needs are complex, make an "
                    (assessment()) "."
                }))
            }
        }
    }

    fn end(&self, context: &Context, plan: &Plan) -> Markup {
        let may_end = self.case.episode.is_open() && context.may_now(&self.case.permit, family::EndPlan);
        let text = match plan.agreed_at {
            Some(_) => "End the plan, or go on with another or an assessment",
            None => "Give this plan up",
        };
        html! {
            @if may_end { p.govuk-body { a.govuk-link href={ (context.path) "/end" } { (text) } } }
        }
    }
}

fn shown(context: &Context, whole: &Whole, may_write: bool) -> Markup {
    let path = &context.path;
    html! {
        (state(whole))
        @if !whole.plan.words.is_empty() { (parts::inset(html! { span.eh-pre { (whole.plan.words) } })) }
        @for (nth, outcome) in whole.outcomes.iter().enumerate() {
            h2.govuk-heading-m { (nth + 1) ". " (outcome.words) }
            (what_is_meant(context, outcome))
            ul.govuk-list.govuk-list--spaced {
                @for action in whole.actions_of(outcome) { li { (line(context, action, may_write)) } }
            }
            @if may_write { (next_steps(whole, outcome)) }
        }
        @if may_write {
            div.eh-actions {
                (parts::button_link("Add an outcome", &format!("{path}/outcomes/new"), "govuk-button--secondary"))
                @if whole.plan.agreed_at.is_none() {
                    (parts::button_link("The family agrees the plan", &format!("{path}/agreement"), ""))
                }
            }
        }
        (factors::checklist(context, &whole.plan, may_write))
    }
}

fn state(whole: &Whole) -> Markup {
    let plan = &whole.plan;
    html! {
        p.govuk-body {
            strong { (plan.kind.label()) } " "
            @match (plan.ended_at, plan.agreed_at) {
                (Some(at), _) => {
                    (parts::tag("Ended", Colour::Grey)) " on " (dates::day(at.date()))
                    @if let Some(follows) = plan.follows { ". What follows: " (follows.label().to_lowercase()) }
                },
                (_, Some(at)) => {
                    (parts::tag("Active", Colour::Green)) " agreed by " (plan.agreed_by) " on " (dates::day(at.date()))
                    @if let Some(on) = plan.ends_on { ", ends by " (dates::day(on)) }
                },
                _ => { (parts::tag("Being written", Colour::Blue)) },
            }
        }
        @if !plan.again_why.is_empty() { p.govuk-body { "Why another intervention plan: " (plan.again_why) } }
        @if let Some(complex) = plan.complex {
            p.govuk-body {
                @if complex { "Needs are complex: " } @else { "Needs are not complex: " }
                (plan.complex_why)
            }
        }
    }
}

fn what_is_meant(context: &Context, outcome: &Outcome) -> Markup {
    let framework = context.pack.label("outcome-framework", &outcome.framework);
    let builds = outcome.builds.0.iter().map(|code| context.pack.label("protective-factor", code));
    let builds: Vec<&str> = builds.collect();
    html! {
        p.govuk-body {
            "We will see it when: " (outcome.measure) br;
            span.eh-muted {
                "By " (dates::day(outcome.by_on)) ". " (framework) "."
                @if !outcome.builds.0.is_empty() { br; "Makes stronger: " (builds.join("; ")) "." }
            }
        }
        @if outcome.former_id.is_some() { p.govuk-body.eh-muted { "It goes on from the plan before." } }
        @if let Some(result) = &outcome.result {
            @let colour = if result == "achieved" { Colour::Green } else { Colour::Grey };
            p.govuk-body { (parts::tag(context.pack.label("result", result), colour)) " " (outcome.result_why) }
        }
    }
}

fn line(context: &Context, action: &Action, may_write: bool) -> Markup {
    html! {
        (progress::tag(action, context.today)) " "
        @if may_write { a.govuk-link href={ "/actions/" (action.id) } { (action.text) } } @else { (action.text) }
        br; span.eh-muted { (action.owner_name) ", by " (dates::day(action.due_on)) }
        @if !action.progress.is_empty() { br; span.eh-pre { (action.progress) } }
    }
}

fn next_steps(whole: &Whole, outcome: &Outcome) -> Markup {
    let href = format!("/outcomes/{}", outcome.id);
    html! {
        p.govuk-body {
            a.govuk-link href={ (href) "/actions/new" } {
                "Add an action" span.govuk-visually-hidden { " for " (outcome.words) }
            }
            " · "
            a.govuk-link href=(href) { "Reword" span.govuk-visually-hidden { ": " (outcome.words) } }
            @if whole.plan.agreed_at.is_some() && outcome.result.is_none() {
                " · "
                a.govuk-link href={ (href) "/result" } {
                    "Say how it went" span.govuk-visually-hidden { ": " (outcome.words) }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let planning = Planning::load(v, family::Open, id)?;
            let sheet = v.context().sheet(Fields::default());
            planning.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let planning = Planning::load(change, family::WritePlan, id)?;
            let kind = sheet.chosen("kind", PlanKind::parse, "Choose what kind of plan");
            let pack = change.pack.clone();

            let done = match kind {
                Some(kind) => {
                    let new = begin::read(change, sheet, kind);
                    sheet.heed(records::start(change.tx, &planning.case, new, &pack))?
                }
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(planning.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/plan?done=saved"))
        })
        .await
}

/// On the family page: the plan in a few lines.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let found = records::current(v.conn(), sight, period.episode)?;
    let href = format!("/episodes/{}/plan", period.episode);
    Ok(html! {
        h2.govuk-heading-m { "Plan" }
        @match &found {
            Some(whole) => (in_a_few_lines(v, whole, &href)),
            None if period.open => p.govuk-body { a.govuk-link href=(href) { "Start a plan" } },
            None => p.govuk-body { "None was made." },
        }
    })
}

fn in_a_few_lines(context: &Context, whole: &Whole, href: &str) -> Markup {
    let outcomes = dates::plural(whole.outcomes.len() as i64, "outcome");
    let actions = dates::plural(whole.open_actions().count() as i64, "open action");
    html! {
        p.govuk-body { a.govuk-link href=(href) { (whole.plan.kind.label()) } ", " (outcomes) ", " (actions) }
        ul.govuk-list.govuk-list--bullet {
            @for outcome in &whole.outcomes {
                li {
                    (outcome.words.trim_end_matches('.'))
                    @if let Some(result) = &outcome.result {
                        ": " (context.pack.label("result", result).to_lowercase())
                    }
                }
            }
        }
    }
}
