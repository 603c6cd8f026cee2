//! What is looked at in a plan.

use super::{Check, File, On, Place, Spot, assessing, words::plain, words::says_something};
use crate::rules::file::{Outcome, Planned};

/// The checks of plans.
pub(super) const ALL: &[Check] = &[
    Check {
        code: "need-without-outcome",
        on: On::Plan,
        title: "A need without an outcome",
        advice: "Add an outcome for this area of the assessment, or say why the plan leaves its needs.",
        looks: "Areas of the assessment in which a need is named and for which the plan has no outcome.",
        source: "Ofsted 2015: plans without clear objectives; practice 3",
        find: need_without_outcome,
    },
    Check {
        code: "outcome-without-measure",
        on: On::Plan,
        title: "An outcome that nobody can see",
        advice: "Say how the family will see that this outcome has happened: how often, by whom, by when.",
        looks: "Outcomes whose measure says nothing, or repeats the outcome.",
        source: "practice 3: outcomes are SMART",
        find: outcome_without_measure,
    },
    Check {
        code: "outcome-overdue",
        on: On::Plan,
        title: "An outcome past its day, without a result",
        advice: "Say how this outcome went, or give it a new day: its day has passed.",
        looks: "Outcomes of a plan that runs whose day has passed and that have no result.",
        source: "practice 3: results are said; practice 8",
        find: outcome_overdue,
    },
    Check {
        code: "plan-without-words",
        on: On::Plan,
        title: "The family's words are missing in the plan",
        advice: "Write what the family said when they agreed the plan, in their own words.",
        looks: "Agreed plans without words of the family.",
        source: "practice 3: outcomes in the family's words",
        find: plan_without_words,
    },
];

impl Planned {
    fn spot(&self, file: &File, place: Place, looked_at: &[&str]) -> Spot {
        Spot::new(self.id, place, self.agreed_on.unwrap_or(file.today), looked_at).draft(self.agreed_on.is_none())
    }

    fn of_outcomes(
        &self,
        file: &File,
        which: impl Fn(&Outcome) -> bool,
        at: impl Fn(&Outcome) -> Vec<String>,
    ) -> Vec<Spot> {
        let spots = self.outcomes.iter().filter(|outcome| which(outcome)).map(|outcome| {
            let looked_at = at(outcome);
            let looked_at: Vec<&str> = looked_at.iter().map(String::as_str).collect();
            self.spot(file, Place::Outcome(outcome.id), &looked_at).part(outcome.id)
        });
        spots.collect()
    }
}

fn need_without_outcome(file: &File) -> Vec<Spot> {
    let (Some(plan), Some(assessment)) = (&file.plan, &file.assessment) else { return vec![] };
    if assessment.completed_on.is_none() || plan.outcomes.is_empty() {
        return vec![];
    }
    let areas = assessing::areas_with_needs(assessment).into_iter();
    let left = areas.filter(|area| plan.outcomes.iter().all(|outcome| outcome.area != *area));
    left.map(|area| plan.spot(file, Place::Plan, &[area]).part(area)).collect()
}

fn outcome_without_measure(file: &File) -> Vec<Spot> {
    let Some(plan) = &file.plan else { return vec![] };
    let vague =
        |outcome: &Outcome| !says_something(&outcome.measure) || plain(&outcome.measure) == plain(&outcome.words);
    plan.of_outcomes(file, vague, |outcome| vec![outcome.words.clone(), outcome.measure.clone()])
}

fn outcome_overdue(file: &File) -> Vec<Spot> {
    let Some(plan) = file.plan.as_ref().filter(|plan| plan.runs && plan.agreed_on.is_some()) else { return vec![] };
    if !file.is_open() {
        return vec![];
    }
    let overdue = |outcome: &Outcome| outcome.result.is_none() && outcome.by_on < file.today;
    let mut spots = plan.of_outcomes(file, overdue, |outcome| vec![outcome.by_on.to_string()]);
    for spot in &mut spots {
        let outcome = plan.outcomes.iter().find(|outcome| outcome.id.to_string() == spot.part);
        spot.since = outcome.and_then(|outcome| outcome.by_on.succ_opt()).unwrap_or(file.today);
    }
    spots
}

fn plan_without_words(file: &File) -> Vec<Spot> {
    let plan = file.plan.as_ref().filter(|plan| plan.agreed_on.is_some() && !says_something(&plan.words));
    plan.map(|plan| plan.spot(file, Place::Plan, &[&plan.words])).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, good, not, on};
    use super::*;

    fn plan(file: &mut File) -> &mut Planned {
        file.plan.as_mut().expect("a plan")
    }

    #[test]
    fn a_good_plan_has_nothing_to_mend() {
        for check in ALL {
            assert!(not(check.code, &good()), "{}", check.code);
        }
    }

    #[test]
    fn a_need_has_an_outcome_in_its_area() {
        let mut file = good();
        plan(&mut file).outcomes[0].area = "community".into();
        assert!(finds("need-without-outcome", &file));
        plan(&mut file).outcomes[0].area = "health".into();
        assert!(not("need-without-outcome", &file));
        plan(&mut file).outcomes.clear();
        assert!(not("need-without-outcome", &file), "a plan that is only begun is asked nothing");
    }

    #[test]
    fn one_can_see_when_an_outcome_has_happened() {
        let mut file = good();
        plan(&mut file).outcomes[0].measure = plan(&mut file).outcomes[0].words.to_uppercase();
        assert!(finds("outcome-without-measure", &file));
        plan(&mut file).outcomes[0].measure = "Asleep by nine on five nights of seven, by her own chart.".into();
        assert!(not("outcome-without-measure", &file));
    }

    #[test]
    fn an_outcome_whose_day_has_passed_has_a_result() {
        let mut file = good();
        plan(&mut file).outcomes[0].by_on = on("2026-03-03");
        assert!(finds("outcome-overdue", &file));
        plan(&mut file).outcomes[0].result = Some("partly".into());
        assert!(not("outcome-overdue", &file));
    }

    #[test]
    fn a_plan_that_the_family_agreed_has_their_words() {
        let mut file = good();
        plan(&mut file).words = "ok".into();
        assert!(finds("plan-without-words", &file));
        plan(&mut file).agreed_on = None;
        assert!(not("plan-without-words", &file), "before they agree there are none");
    }
}
