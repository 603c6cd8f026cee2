//! What becomes so by itself while help goes on.

use super::{Check, File, On, Place, Spot};
use chrono::{Days, Months, NaiveDate};

/// The checks of what comes with time.
pub(super) const ALL: &[Check] = &[
    Check {
        code: "review-late",
        on: On::Time,
        title: "A review is late",
        advice: "Hold the review, or plan it: it is past its latest day.",
        looks: "Plans that run whose last review, or agreement, is longer ago than the pack allows.",
        source: "001 s7, 004: 6 to 8 weeks",
        find: review_late,
    },
    Check {
        code: "drift-long",
        on: On::Time,
        title: "Help goes on for long",
        advice: "Say at the next review what help still does, or how it ends: it goes on for longer than is expected.",
        looks: "Help that goes on for longer than the pack says (6 months, set); asked again after each review.",
        source: "practice 7: drift (set)",
        find: drift_long,
    },
    Check {
        code: "drift-still",
        on: On::Time,
        title: "Reviews without progress",
        advice: "Change the plan: nothing was done or achieved at the last reviews.",
        looks: "So many reviews in a row (3, set) without an action done or an outcome achieved.",
        source: "practice 7: drift (set); a county's audit, 2015",
        find: drift_still,
    },
    Check {
        code: "child-not-seen",
        on: On::Time,
        title: "A child was not seen for long",
        advice: "See this child, and write it down: nobody has for longer than the pack allows.",
        looks: "Each child who is born: the last note or assessment that says they were seen.",
        source: "practice 7: no contact for 30 days (set)",
        find: child_not_seen,
    },
    Check {
        code: "agreement-old",
        on: On::Time,
        title: "Agreement was not asked again",
        advice: "Ask whether they still agree: they last did longer ago than the pack allows.",
        looks: "People who agreed, and whose yes is older than the pack allows (12 months, set).",
        source: "practice 7: agreement asked again (set)",
        find: agreement_old,
    },
    Check {
        code: "lead-after-move",
        on: On::Time,
        title: "The family moved, and the lead is the same",
        advice: "Ask the family who is best placed to lead now: they have moved, and the lead is who it was.",
        looks: "Families who moved home while somebody led, some weeks (set) after the move.",
        source: "practice 3: lead chosen with the family, best placed; a county's audit, 2015",
        find: lead_after_move,
    },
];

fn after(on: NaiveDate, days: u32) -> NaiveDate {
    on + Days::new(days.into())
}

/// A finding of the file itself, since this day.
fn spot(file: &File, place: Place, since: NaiveDate, looked_at: &str) -> Spot {
    Spot::new(file.episode, place, since, &[looked_at])
}

/// The last day of something that is past, if it is.
fn past(file: &File, last: NaiveDate) -> Option<NaiveDate> {
    (file.is_open() && last < file.today).then(|| last.succ_opt()).flatten()
}

fn review_late(file: &File) -> Vec<Spot> {
    if let Some(coming) = file.planned {
        let late = past(file, coming.latest_on);
        let at = |since| spot(file, Place::Review(coming.id), since, &coming.latest_on.to_string());
        return late.map(at).into_iter().collect();
    }
    let agreed = file.plan.as_ref().filter(|plan| plan.runs).and_then(|plan| plan.agreed_on);
    let from = agreed.map(|agreed| file.reviews.iter().map(|review| review.on).fold(agreed, NaiveDate::max));
    let last = from.map(|from| after(from, file.numbers.review_latest));
    let late = last.and_then(|last| Some((last, past(file, last)?)));
    late.map(|(last, since)| spot(file, Place::Reviews, since, &last.to_string())).into_iter().collect()
}

fn drift_long(file: &File) -> Vec<Spot> {
    let last = file.opened_on + Months::new(file.numbers.drift_months);
    let since = past(file, last);
    // an answer holds until everybody has met again
    since.map(|since| spot(file, Place::Reviews, since, &file.reviews.len().to_string())).into_iter().collect()
}

fn drift_still(file: &File) -> Vec<Spot> {
    let Some(plan) = file.plan.as_ref().filter(|plan| plan.runs && file.is_open()) else { return vec![] };
    let held: Vec<NaiveDate> = file.reviews.iter().map(|review| review.on).collect();
    let agreed = plan.agreed_on.unwrap_or(file.opened_on);
    let still = reviews::rules::stands_still(&held, agreed, &plan.progress, file.numbers.drift_reviews);
    let newest = held.first().filter(|_| still);
    newest.map(|on| spot(file, Place::Plan, *on, &on.to_string())).into_iter().collect()
}

fn child_not_seen(file: &File) -> Vec<Spot> {
    let of = |person: &super::file::Person| {
        let last = person.seen_on.unwrap_or(file.opened_on).max(file.opened_on);
        let since = past(file, after(last, file.numbers.contact_gap))?;
        Some(spot(file, Place::Note, since, &last.to_string()).of(person.id))
    };
    file.born().filter_map(of).collect()
}

fn agreement_old(file: &File) -> Vec<Spot> {
    let of = |person: &super::file::Person| {
        let until = person.agreed_until?;
        Some(spot(file, Place::Agreement, past(file, until)?, &until.to_string()).of(person.id))
    };
    file.people.iter().filter_map(of).collect()
}

fn lead_after_move(file: &File) -> Vec<Spot> {
    let (Some(moved), Some(led)) = (file.moved_on, file.led_since) else { return vec![] };
    let since = past(file, after(moved, file.numbers.after_move)).filter(|_| led <= moved);
    since.map(|since| spot(file, Place::Lead, since, &moved.to_string())).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, good, not, on};
    use super::*;
    use crate::rules::file::Coming;
    use store::Uuid;

    #[test]
    fn a_good_file_has_nothing_to_mend_and_one_that_ended_asks_for_nothing_more() {
        let ended = File { today: on("2027-03-04"), closed_on: Some(on("2026-03-04")), ..good() };
        for check in ALL {
            assert!(not(check.code, &good()), "{}", check.code);
            assert!(not(check.code, &ended), "{}", check.code);
        }
    }

    #[test]
    fn a_review_is_late_after_its_latest_day_planned_or_not() {
        let planned =
            |latest: &str| File { planned: Some(Coming { id: Uuid::nil(), latest_on: on(latest) }), ..good() };
        assert!(finds("review-late", &planned("2026-03-03")));
        assert!(not("review-late", &planned("2026-03-04")));
        let mut file = good();
        file.reviews.truncate(1);
        file.reviews[0].on = on("2026-01-06");
        assert!(finds("review-late", &file), "nobody has planned one, and the last is too long ago");
        file.reviews[0].on = on("2026-01-07");
        assert!(not("review-late", &file));
    }

    #[test]
    fn help_that_goes_on_for_long_is_looked_at_again_after_each_review() {
        let file = File { opened_on: on("2025-09-03"), ..good() };
        assert!(finds("drift-long", &file));
        assert!(not("drift-long", &File { opened_on: on("2025-09-04"), ..good() }));
        let mut later = file.clone();
        later.reviews.push(later.reviews[0].clone());
        assert_ne!(drift_long(&file)[0].mark, drift_long(&later)[0].mark, "an answer holds until the next review");
    }

    #[test]
    fn reviews_without_progress_are_drift() {
        let mut file = good();
        file.plan.as_mut().expect("a plan").progress.clear();
        assert!(not("drift-still", &file), "two are not three");
        let first = super::super::file::Reviewed { on: on("2025-12-01"), ..file.reviews[1].clone() };
        file.reviews.push(first);
        assert!(finds("drift-still", &file));
        file.plan.as_mut().expect("a plan").progress.push(on("2026-02-01"));
        assert!(not("drift-still", &file));
    }

    #[test]
    fn every_child_is_seen_every_month() {
        let mut file = good();
        file.people[0].seen_on = Some(on("2026-02-01"));
        assert!(finds("child-not-seen", &file));
        file.people[0].seen_on = Some(on("2026-02-02"));
        assert!(not("child-not-seen", &file));
        file.people[0] = super::super::file::Person { unborn: true, seen_on: None, ..file.people[0].clone() };
        assert!(not("child-not-seen", &file), "who is not born is not seen");
    }

    #[test]
    fn agreement_is_asked_again_after_its_time() {
        let mut file = good();
        file.people[1].agreed_until = Some(on("2026-03-03"));
        assert!(finds("agreement-old", &file));
        file.people[1].agreed_until = Some(on("2026-03-04"));
        assert!(not("agreement-old", &file));
    }

    #[test]
    fn after_a_move_somebody_asks_who_leads() {
        let moved = File { moved_on: Some(on("2026-01-20")), ..good() };
        assert!(finds("lead-after-move", &moved));
        let other = File { led_since: Some(on("2026-02-01")), ..moved.clone() };
        assert!(not("lead-after-move", &other), "somebody else leads since");
        assert!(not("lead-after-move", &File { moved_on: Some(on("2026-02-20")), ..good() }), "it was not long ago");
    }
}
