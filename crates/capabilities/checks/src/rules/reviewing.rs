//! What is looked at in reviews, and at the end of help.

use super::{
    Check, File, On, Place, Spot,
    words::{is_longer_than_a_line, plain, says_something},
};
use crate::rules::file::Reviewed;

/// A text shorter than so many letters is the same at two reviews by chance.
const BY_CHANCE: usize = 40;

/// So many decisions to go on, one after the other, are looked at.
const IN_A_ROW: usize = 3;

/// The checks of reviews and of endings.
pub(super) const ALL: &[Check] = &[
    Check {
        code: "positives-missing",
        on: On::Review,
        title: "A review without positives",
        advice: "Begin with what went well, in more than a word.",
        looks: "What has gone well at the last review: empty, or words that say nothing.",
        source: "practice 3: a review starts with positives",
        find: positives_missing,
    },
    Check {
        code: "family-view-missing",
        on: On::Review,
        title: "The family's words are missing in a review",
        advice: "Write what the parents and carers say, in their own words: their view counts as much as yours.",
        looks: "What the parents and carers say at the last review: empty, or words that say nothing.",
        source: "practice 3: the family's view is equal",
        find: family_view_missing,
    },
    Check {
        code: "child-unheard",
        on: On::Review,
        title: "A child was not heard at two reviews",
        advice: "Hear this child before the next review: nobody wrote down their words at the last two.",
        looks: "Children whose words are missing at the last two reviews in a row.",
        source: "practice 3: voice of each child",
        find: child_unheard,
    },
    Check {
        code: "review-same-as-last",
        on: On::Review,
        title: "A review that says what the last one said",
        advice: "Say what has changed since the last review: this part has the same words.",
        looks: "What changed, what needs support and what the family says: the same words at two reviews.",
        source: "Ofsted 2015: plans not reviewed",
        find: same_as_last,
    },
    Check {
        code: "goes-on-without-progress",
        on: On::Review,
        title: "Three reviews went on without progress",
        advice: "Change the plan, or ask for more: the last three reviews went on, and nothing was done or achieved.",
        looks: "Three decisions to go on in a row, with no action done and no outcome achieved since the first.",
        source: "practice 8: drift shows after three reviews",
        find: goes_on,
    },
    Check {
        code: "exit-plan-empty",
        on: On::Closure,
        title: "An exit plan of empty words",
        advice: "An exit plan says what the family keeps doing, who is there for them, and whom they can call.",
        looks: "Exit plans that say nothing or are shorter than a line (set).",
        source: "practice 3: closure has an exit plan; length set in the pack",
        find: exit_plan_empty,
    },
    Check {
        code: "results-against-reason",
        on: On::Closure,
        title: "Outcomes met, and the results say otherwise",
        advice: "Look at the reason again: it says that outcomes were met, and fewer than that were achieved.",
        looks: "Help that ended because outcomes were met, with fewer achieved than the pack asks for.",
        source: "practice 7: half of the outcomes (set); a county's audit, 2015",
        find: results_against_reason,
    },
];

impl Reviewed {
    fn spot(&self, looked_at: &[&str]) -> Spot {
        Spot::new(self.id, Place::Review(self.id), self.on, looked_at)
    }

    /// The texts that are another from one review to the next.
    fn told(&self) -> [(&'static str, &str); 3] {
        [("changed", &self.changed), ("support", &self.support), ("family", &self.family_view)]
    }
}

fn positives_missing(file: &File) -> Vec<Spot> {
    let last = file.reviews.first().filter(|review| !says_something(&review.positives));
    last.map(|review| review.spot(&[&review.positives])).into_iter().collect()
}

fn family_view_missing(file: &File) -> Vec<Spot> {
    let last = file.reviews.first().filter(|review| !says_something(&review.family_view));
    last.map(|review| review.spot(&[&review.family_view])).into_iter().collect()
}

fn child_unheard(file: &File) -> Vec<Spot> {
    let [last, before, ..] = file.reviews.as_slice() else { return vec![] };
    let silent_before = |child| before.said.iter().any(|(of, text)| *of == child && !says_something(text));
    let silent = last.said.iter().filter(|(child, text)| !says_something(text) && silent_before(*child));
    silent.map(|(child, text)| last.spot(&[text]).of(*child)).collect()
}

fn same_as_last(file: &File) -> Vec<Spot> {
    let [last, before, ..] = file.reviews.as_slice() else { return vec![] };
    let both = last.told().into_iter().zip(before.told());
    let same = both.filter(|((_, now), (_, then))| now.len() >= BY_CHANCE && plain(now) == plain(then));
    same.map(|((what, now), _)| last.spot(&[now]).part(what)).collect()
}

fn goes_on(file: &File) -> Vec<Spot> {
    let Some(last) = file.reviews.get(..IN_A_ROW).filter(|last| last.iter().all(|review| review.goes_on)) else {
        return vec![];
    };
    let Some((newest, oldest)) = last.first().zip(last.last()) else { return vec![] };
    let progress = file.plan.iter().flat_map(|plan| &plan.progress).any(|on| *on >= oldest.on);
    if progress { vec![] } else { vec![newest.spot(&["goes on"])] }
}

fn exit_plan_empty(file: &File) -> Vec<Spot> {
    let (Some(ended), Some(on)) = (&file.ended, file.closed_on) else { return vec![] };
    let text = &ended.exit_plan;
    if says_something(text) && is_longer_than_a_line(text, file.numbers.line) {
        return vec![];
    }
    vec![Spot::new(file.episode, Place::ExitPlan, on, &[text])]
}

fn results_against_reason(file: &File) -> Vec<Spot> {
    let (Some(ended), Some(on)) = (&file.ended, file.closed_on) else { return vec![] };
    let (all, achieved) = ended.outcomes;
    let met = all > 0 && achieved * 100 >= all * file.numbers.positive_outcomes as usize;
    if ended.reason != "outcomes-met" || met {
        return vec![];
    }
    vec![Spot::new(file.episode, Place::Plan, on, &[&ended.reason, &format!("{achieved} of {all}")])]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, good, not, on};
    use super::*;
    use crate::rules::file::Ended;

    #[test]
    fn a_good_review_and_a_good_end_have_nothing_to_mend() {
        for check in ALL {
            assert!(not(check.code, &good()), "{}", check.code);
            assert!(not(check.code, &ended(80, "outcomes-met", (2, 1))), "{}", check.code);
        }
    }

    fn ended(length: usize, reason: &str, outcomes: (usize, usize)) -> File {
        let ended = Ended { reason: reason.into(), exit_plan: "a".repeat(length), outcomes };
        File { closed_on: Some(on("2026-03-02")), ended: Some(ended), ..good() }
    }

    #[test]
    fn a_review_begins_with_what_went_well() {
        let mut file = good();
        file.reviews[0].positives = "Nothing to report".into();
        assert!(finds("positives-missing", &file));
        file.reviews[0].positives = "Two weeks in school.".into();
        assert!(not("positives-missing", &file));
    }

    #[test]
    fn a_review_has_the_familys_words() {
        let mut file = good();
        file.reviews[0].family_view = "n/a".into();
        assert!(finds("family-view-missing", &file));
        file.reviews[0].family_view = "We sleep again.".into();
        assert!(not("family-view-missing", &file));
    }

    #[test]
    fn a_child_may_be_unheard_once_and_not_twice() {
        let mut file = good();
        file.reviews[0].said[0].1 = String::new();
        assert!(not("child-unheard", &file));
        file.reviews[1].said[0].1 = String::new();
        assert!(finds("child-unheard", &file));
    }

    #[test]
    fn a_review_says_something_else_than_the_last() {
        let mut file = good();
        let text = "The mornings are calmer, and the evenings are still loud.";
        file.reviews[0].changed = text.into();
        assert!(not("review-same-as-last", &file));
        file.reviews[1].changed = text.to_uppercase();
        assert!(finds("review-same-as-last", &file));
    }

    #[test]
    fn three_reviews_do_not_go_on_without_progress() {
        let mut file = good();
        file.plan.as_mut().expect("a plan").progress.clear();
        assert!(not("goes-on-without-progress", &file), "two reviews are no drift");
        let first = Reviewed { on: on("2025-12-01"), ..file.reviews[1].clone() };
        file.reviews.push(first);
        assert!(finds("goes-on-without-progress", &file));
        file.plan.as_mut().expect("a plan").progress = vec![on("2025-12-24")];
        assert!(not("goes-on-without-progress", &file));
    }

    #[test]
    fn an_exit_plan_is_longer_than_a_line() {
        assert!(finds("exit-plan-empty", &ended(20, "moved", (2, 1))));
        assert!(not("exit-plan-empty", &ended(61, "moved", (2, 1))));
    }

    #[test]
    fn outcomes_met_means_that_they_were() {
        assert!(finds("results-against-reason", &ended(80, "outcomes-met", (3, 1))));
        assert!(finds("results-against-reason", &ended(80, "outcomes-met", (0, 0))));
        assert!(not("results-against-reason", &ended(80, "moved", (3, 0))));
    }
}
