//! How a plan begins, is agreed and ends, and what follows it.

use super::{CannotPlan, PlanKind, is_empty, refusal::Before};

store::coded! {
    /// What comes before a plan: an assessment, but when? A reading of the pack.
    pub enum Required {
        /// When the worker says that needs are complex. That several agencies help is no reason (001 s7).
        Complexity = "complexity",
        /// When several agencies help a family with additional needs (000 s5).
        SeveralAgencies = "several-agencies",
    }
}

impl Required {
    /// As the pack reads it.
    pub fn of(pack: &pack::Pack) -> Self {
        Self::parse(pack.reading("assessment-required")).unwrap_or(Self::Complexity)
    }
}

store::coded! {
    /// What follows when a plan ends.
    pub enum Follows {
        /// Help ends.
        Close = "close",
        /// Another intervention plan.
        Again = "again",
        /// Needs are complex: an early help assessment.
        Assessment = "assessment",
        /// The assessment is there: a review meeting makes the family plan.
        FamilyPlan = "family-plan",
    }
}

impl Follows {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Close => "Early help ends",
            Self::Again => "Another intervention plan",
            Self::Assessment => "An early help assessment, because needs are complex",
            Self::FamilyPlan => "A family plan, made at a review meeting",
        }
    }
}

/// What starting a plan depends on.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Starting<'a> {
    pub open: bool,
    pub running: bool,
    /// There is an authorised assessment.
    pub assessed: bool,
    /// Intervention plans of the episode that the family had agreed and that have ended.
    pub before: usize,
    /// How many may follow an intervention plan: the pack's `plan-again`.
    pub again: u32,
    pub why: &'a str,
}

/// All that stands against starting a plan of this kind.
pub fn start(kind: PlanKind, starting: &Starting<'_>) -> Vec<CannotPlan> {
    if !starting.open {
        return vec![CannotPlan::Closed];
    }
    if starting.running {
        return vec![CannotPlan::Exists];
    }

    match kind {
        PlanKind::Family if !starting.assessed => vec![CannotPlan::AssessmentFirst(Before::FamilyPlan)],
        PlanKind::Intervention if starting.before > starting.again as usize => {
            vec![CannotPlan::OnceMore(starting.again)]
        }
        PlanKind::Intervention if starting.before > 0 && is_empty(starting.why) => {
            vec![CannotPlan::AgainWithoutReason]
        }
        PlanKind::Family | PlanKind::Intervention => vec![],
    }
}

/// Whether an assessment comes before the plan, as far as can be said; `complex` is what the worker says.
#[derive(Debug, Clone, Copy)]
pub struct Need<'a> {
    /// As the pack reads it.
    pub required: Required,
    /// The plan's kind.
    pub kind: PlanKind,
    /// There is an authorised assessment.
    pub assessed: bool,
    /// The worker says that needs are complex, or that they are not.
    pub complex: Option<bool>,
    /// Why.
    pub complex_why: &'a str,
    /// How many organisations help.
    pub organisations: usize,
    /// A child is above the level at which universal services are enough.
    pub additional: bool,
}

impl Need<'_> {
    /// Whether the worker is asked if needs are complex: where it decides.
    pub fn is_asked(&self) -> bool {
        self.required == Required::Complexity && self.kind == PlanKind::Intervention && !self.assessed
    }

    /// Whether an assessment is missing because several agencies help: the same whoever came first.
    pub fn is_of_agencies(&self) -> bool {
        self.required == Required::SeveralAgencies && !self.assessed && self.additional && self.organisations > 1
    }

    fn faults(&self) -> Vec<CannotPlan> {
        if self.kind == PlanKind::Family && !self.assessed {
            return vec![CannotPlan::AssessmentFirst(Before::FamilyPlan)];
        }
        if self.is_of_agencies() {
            return vec![CannotPlan::AssessmentFirst(Before::Agencies)];
        }
        if !self.is_asked() {
            return vec![];
        }

        let complex = match self.complex {
            None => Some(CannotPlan::ComplexityUnsaid),
            Some(true) => Some(CannotPlan::AssessmentFirst(Before::Complex)),
            Some(false) => None,
        };
        let unreasoned = is_empty(self.complex_why).then_some(CannotPlan::ComplexityWithoutReason);
        complex.into_iter().chain(unreasoned).collect()
    }
}

/// What the family's agreement depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Agreeing<'a> {
    pub agreed: bool,
    pub outcomes: usize,
    pub without_action: usize,
    pub by: &'a str,
    pub need: Need<'a>,
}

/// All that stands against the family agreeing it.
pub fn agree(agreeing: &Agreeing<'_>) -> Vec<CannotPlan> {
    if agreeing.agreed {
        return vec![CannotPlan::Agreed];
    }

    let mut faults = Vec::new();
    if is_empty(agreeing.by) {
        faults.push(CannotPlan::NobodyAgreed);
    }
    if agreeing.outcomes == 0 {
        faults.push(CannotPlan::NoOutcome);
    }
    if agreeing.without_action > 0 {
        faults.push(CannotPlan::OutcomeWithoutAction(agreeing.without_action));
    }
    faults.extend(agreeing.need.faults());
    faults
}

/// What ending a plan inside an episode depends on.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Ending {
    /// The family had agreed it: until then nothing of it was tried.
    pub agreed: bool,
    pub without_result: usize,
    pub open_actions: usize,
    pub follows: Option<Follows>,
    /// There is an authorised assessment.
    pub assessed: bool,
    /// Intervention plans of the episode that the family had agreed, with this one.
    pub with_this: usize,
    /// How many may follow an intervention plan: the pack's `plan-again`.
    pub again: u32,
}

/// All that stands against ending the plan so.
pub fn end(ending: &Ending) -> Vec<CannotPlan> {
    let mut faults = Vec::new();
    if ending.agreed && ending.without_result > 0 {
        faults.push(CannotPlan::EndWithoutResults(ending.without_result));
    }
    if ending.agreed && ending.open_actions > 0 {
        faults.push(CannotPlan::EndWithOpenActions(ending.open_actions));
    }
    match ending.follows {
        None => faults.push(CannotPlan::NothingFollows),
        Some(Follows::Again) if ending.with_this > ending.again as usize => {
            faults.push(CannotPlan::OnceMore(ending.again));
        }
        Some(Follows::FamilyPlan) if !ending.assessed => {
            faults.push(CannotPlan::AssessmentFirst(Before::FamilyPlan));
        }
        Some(_) => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starting() -> Starting<'static> {
        Starting { open: true, again: 1, ..Starting::default() }
    }

    fn need() -> Need<'static> {
        Need {
            required: Required::Complexity,
            kind: PlanKind::Intervention,
            assessed: false,
            complex: Some(false),
            complex_why: "One thing to work on.",
            organisations: 3,
            additional: true,
        }
    }

    fn agreeing(need: Need<'static>) -> Agreeing<'static> {
        Agreeing { agreed: false, outcomes: 2, without_action: 0, by: "Ife", need }
    }

    #[test]
    fn one_family_has_one_plan_and_a_family_plan_follows_an_assessment() {
        use PlanKind::{Family, Intervention};
        assert_eq!(start(Intervention, &starting()), []);
        assert_eq!(start(Family, &starting()), [CannotPlan::AssessmentFirst(Before::FamilyPlan)]);
        assert_eq!(start(Family, &Starting { assessed: true, ..starting() }), []);
        assert_eq!(start(Intervention, &Starting { running: true, ..starting() }), [CannotPlan::Exists]);
        assert_eq!(start(Intervention, &Starting { open: false, ..starting() }), [CannotPlan::Closed]);
    }

    #[test]
    fn another_intervention_plan_follows_once_and_for_a_reason() {
        let second = Starting { before: 1, ..starting() };
        assert_eq!(start(PlanKind::Intervention, &second), [CannotPlan::AgainWithoutReason]);
        assert_eq!(start(PlanKind::Intervention, &Starting { why: "Ada was ill.", ..second }), []);
        let third = Starting { before: 2, why: "Ada was ill.", ..starting() };
        assert_eq!(start(PlanKind::Intervention, &third), [CannotPlan::OnceMore(1)]);
    }

    #[test]
    fn in_2021_an_assessment_is_for_complexity_and_not_for_several_agencies() {
        let several = need();
        assert_eq!(agree(&agreeing(several)), []);
        let complex = Need { complex: Some(true), ..several };
        assert_eq!(agree(&agreeing(complex)), [CannotPlan::AssessmentFirst(Before::Complex)]);
        assert_eq!(agree(&agreeing(Need { assessed: true, ..complex })), []);
        let unsaid = Need { complex: None, complex_why: " ", ..several };
        assert_eq!(agree(&agreeing(unsaid)), [CannotPlan::ComplexityUnsaid, CannotPlan::ComplexityWithoutReason]);
    }

    #[test]
    fn in_2014_it_is_for_several_agencies_and_additional_needs() {
        let several = Need { required: Required::SeveralAgencies, complex: None, complex_why: "", ..need() };
        assert_eq!(agree(&agreeing(several)), [CannotPlan::AssessmentFirst(Before::Agencies)]);
        assert_eq!(agree(&agreeing(Need { organisations: 1, ..several })), []);
        assert_eq!(agree(&agreeing(Need { additional: false, ..several })), []);
        assert_eq!(agree(&agreeing(Need { assessed: true, ..several })), []);
    }

    #[test]
    fn the_family_agrees_a_plan_only_when_each_outcome_has_an_action() {
        let good = agreeing(need());
        assert_eq!(agree(&Agreeing { outcomes: 0, ..good }), [CannotPlan::NoOutcome]);
        assert_eq!(agree(&Agreeing { without_action: 1, ..good }), [CannotPlan::OutcomeWithoutAction(1)]);
        assert_eq!(agree(&Agreeing { by: "", ..good }), [CannotPlan::NobodyAgreed]);
        assert_eq!(agree(&Agreeing { agreed: true, ..good }), [CannotPlan::Agreed]);
        let two = [CannotPlan::NobodyAgreed, CannotPlan::OutcomeWithoutAction(1)];
        assert_eq!(agree(&Agreeing { by: "", without_action: 1, ..good }), two);
    }

    #[test]
    fn a_plan_ends_with_its_results_and_with_what_follows() {
        let good = Ending { agreed: true, follows: Some(Follows::Close), with_this: 1, again: 1, ..Ending::default() };
        assert_eq!(end(&good), []);
        let left = Ending { without_result: 2, open_actions: 1, follows: None, ..good };
        let told = [CannotPlan::EndWithoutResults(2), CannotPlan::EndWithOpenActions(1), CannotPlan::NothingFollows];
        assert_eq!(end(&left), told);
        assert_eq!(end(&Ending { agreed: false, follows: Some(Follows::Assessment), ..left }), []);

        assert_eq!(end(&Ending { follows: Some(Follows::Again), ..good }), []);
        let twice = Ending { follows: Some(Follows::Again), with_this: 2, ..good };
        assert_eq!(end(&twice), [CannotPlan::OnceMore(1)]);
        let early = Ending { follows: Some(Follows::FamilyPlan), ..good };
        assert_eq!(end(&early), [CannotPlan::AssessmentFirst(Before::FamilyPlan)]);
        assert_eq!(end(&Ending { assessed: true, ..early }), []);
    }
}
