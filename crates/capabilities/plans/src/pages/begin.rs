//! The question that begins a plan: which kind, why another one, and which outcomes of the one before go on.

use crate::{
    records::{NewPlan, OutcomeId, Standing, Whole},
    rules::{PlanKind, Required},
};
use access::{Context, FamilyId, Sight, family};
use cases::EpisodeId;
use web::{Markup, Sheet, html, parts, parts::Choice};

/// What a plan begins from: how things stand, and the plan before, which has ended.
pub(super) struct Beginning<'a> {
    pub episode: EpisodeId,
    pub standing: &'a Standing,
    pub before: Option<&'a Whole>,
    /// So many outcomes at most, the pack's number for an intervention plan.
    pub most: u32,
}

impl Beginning<'_> {
    pub(super) fn show(&self, context: &Context, sight: &Sight<FamilyId>, sheet: &Sheet) -> Markup {
        let factors = context.pack.choices("family-intervention-factor", context.today);
        let factors = factors.map(|factor| Choice::new(&factor.code, &factor.label));
        html! {
            (self.what_comes_first(context, sight))
            (sheet.short_form(html! {
                (sheet.radios("kind", "What kind of plan?").items(self.kinds()))
                @if self.follows_an_intervention() {
                    (sheet.textarea("again_why", "If it is another intervention plan, why is that enough?").rows(2))
                }
                (self.those_that_go_on(sheet))
                (sheet.checkboxes("factors", "Which of the five family intervention factors are in place?")
                    .small()
                    .items(factors))
                (parts::button("Start the plan"))
            }))
        }
    }

    fn kinds<'a>(&self) -> Vec<Choice<'a>> {
        let most = self.most;
        let kinds = PlanKind::ALL.iter().map(|kind| {
            Choice::new(kind.code(), kind.label()).hint(match kind {
                PlanKind::Intervention => {
                    format!("Brief: at most {most} outcomes, six to eight weeks, for needs that are not complex.")
                }
                PlanKind::Family => "From the early help assessment, reviewed until the family manages.".into(),
            })
        });
        kinds.collect()
    }

    /// Which way leads to which plan.
    fn what_comes_first(&self, context: &Context, sight: &Sight<FamilyId>) -> Markup {
        let at = |step: &str| format!("/episodes/{}/{step}", self.episode);
        let may_meet = context.may_now(sight, family::HoldReview);
        html! {
            @if self.standing.assessed {
                p.govuk-body {
                    "The assessment is authorised. A review meeting with the family makes the family plan and agrees "
                    "who leads."
                    @if may_meet {
                        " " a.govuk-link href=(at("reviews/new")) { "Plan that meeting" } ", or start the plan here."
                    }
                }
            } @else {
                p.govuk-body {
                    @match self.standing.required {
                        Required::Complexity => {
                            "If the family's needs are complex, begin with an "
                            a.govuk-link href=(at("assessment")) { "early help assessment" }
                            ". That several agencies help is no reason for one."
                        }
                        Required::SeveralAgencies => {
                            "If more than one agency helps a family with additional needs, begin with an "
                            a.govuk-link href=(at("assessment")) { "early help assessment" } "."
                        }
                    }
                }
            }
        }
    }

    fn follows_an_intervention(&self) -> bool {
        self.before.is_some_and(|whole| whole.plan.kind == PlanKind::Intervention && whole.plan.agreed_at.is_some())
    }

    fn those_that_go_on(&self, sheet: &Sheet) -> Markup {
        let unfinished = self.before.iter().flat_map(|whole| whole.unfinished());
        let unfinished: Vec<_> =
            unfinished.map(|outcome| Choice::new(outcome.id.to_string(), outcome.words.as_str())).collect();
        if unfinished.is_empty() {
            return html! {};
        }
        html! {
            (sheet.checkboxes("carried", "Which outcomes of the last plan go on in this one?")
                .hint("They are copied with their words. One whose day has passed is due in six weeks: reword it to \
                    say otherwise. Say anew who does what for each.")
                .small()
                .items(unfinished))
        }
    }
}

/// What was typed, but for the kind; the rule says what it lacks.
pub(super) fn read(context: &Context, sheet: &mut Sheet, kind: PlanKind) -> NewPlan {
    let mut factors = sheet.all("factors");
    factors.retain(|code| context.pack.code("family-intervention-factor", code, context.today).is_some());
    let carried = sheet.all("carried").iter().filter_map(|id| id.parse::<OutcomeId>().ok()).collect();
    NewPlan { kind, factors, again_why: sheet.optional("again_why", 2_000), carried }
}
