//! What a machine can see in a file: each check a named value with its source, and a pure function from plain facts to
//! what it finds. None says anything of a worker, and none gives a number to anybody.

mod answering;
mod assessing;
pub mod file;
mod over_time;
mod planning;
mod reviewing;
mod same;
mod spot;
pub mod words;

pub use answering::{Answering, CannotAnswer, answer, take_back};
pub use file::{Assessed, File, Numbers, Planned, Reviewed};
pub use same::{Text, texts};
pub use spot::{Found, On, Place, Spot};

/// The version of all checks together: with another one every file is looked at anew.
pub const MADE: i64 = 1;

/// A check.
pub struct Check {
    /// Its stable code.
    pub code: &'static str,
    /// On what it looks.
    pub on: On,
    /// What it finds, in a list.
    pub title: &'static str,
    /// What whoever writes can do about it.
    pub advice: &'static str,
    /// What it looks at, for whoever asks why.
    pub looks: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Finds it.
    pub find: fn(&File) -> Vec<Spot>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

/// Every check, in the order of a file.
pub fn all() -> impl Iterator<Item = &'static Check> {
    [assessing::ALL, same::ALL, planning::ALL, reviewing::ALL, over_time::ALL].into_iter().flatten()
}

/// The check of this code.
pub fn check(code: &str) -> Option<&'static Check> {
    all().find(|check| check.code == code)
}

/// What a check of this code finds, in words; the code where there is no such check any more.
pub fn title(code: &str) -> &str {
    check(code).map_or(code, |check| check.title)
}

/// All that is found in a file. A fault in one check takes nothing from the others, and nothing from whoever writes
/// (T37): it finds nothing, and says so in the log of the program.
pub fn look(file: &File) -> Vec<Found> {
    let one = |check: &'static Check| {
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (check.find)(file)));
        found.unwrap_or_else(|_| {
            tracing::error!(check = check.code, "a check failed, and found nothing");
            vec![]
        })
    };
    let found = all().flat_map(|check| one(check).into_iter().map(move |spot| Found { check, spot }));
    found.map(|found| if file.is_open() { found } else { read_only(found) }).collect()
}

/// Nothing is written into a file that is closed: one is led to where it is read.
fn read_only(mut found: Found) -> Found {
    let place = match found.spot.place {
        Place::Area(_) => Place::Assessment,
        Place::Outcome(_) => Place::Plan,
        place => place,
    };
    found.spot.place = place;
    found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{file::*, *};
    use chrono::NaiveDate;
    use people::PersonId;
    use std::collections::BTreeSet;
    use store::Uuid;

    pub fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Whether this check finds something in this file.
    pub fn finds(code: &str, file: &File) -> bool {
        !(check(code).expect("a check").find)(file).is_empty()
    }

    /// Whether it finds nothing.
    pub fn not(code: &str, file: &File) -> bool {
        !finds(code, file)
    }

    /// A file in which no check finds anything, on 4 March 2026.
    pub fn good() -> File {
        let (child, parent) = (PersonId::new(), PersonId::new());
        let someone = |id, is_child: bool| Person {
            id,
            is_child,
            unborn: false,
            is_parent: !is_child,
            seen_on: Some(on("2026-03-01")),
            agreed_until: Some(on("2027-01-01")),
        };
        let said = |text: &str| OfChild { child, speaks: true, question: "q".into(), text: text.into() };
        let health = Part {
            code: "health".into(),
            is_area: true,
            strengths: Some("She eats well, and runs with her club.".into()),
            worries: Some("Her mother and father worry that she has not slept through since the autumn.".into()),
            needed: Some("The health visitor looks at nights with both parents, and they try a routine.".into()),
            other: vec![],
            presenting: true,
            underlying: true,
            of_children: vec![said("I lie awake, and think about school.")],
            of_parents: vec![],
            scales: vec![(3, 3)],
        };
        let start = Part {
            code: "start".into(),
            of_children: vec![said("To sleep like my brother.")],
            of_parents: vec![(parent, "Quiet nights.".into())],
            ..Part::default()
        };
        let outcome = Outcome {
            id: Uuid::now_v7(),
            words: "She sleeps through".into(),
            measure: "On five nights of seven, by her own chart".into(),
            by_on: on("2026-04-01"),
            area: "health".into(),
            result: None,
        };
        let review = |day: &str| Reviewed {
            id: Uuid::now_v7(),
            on: on(day),
            positives: "She drew her chart.".into(),
            changed: String::new(),
            support: String::new(),
            family_view: "It is better.".into(),
            reason: "It works.".into(),
            goes_on: true,
            said: vec![(child, "I slept twice.".into())],
        };
        File {
            today: on("2026-03-04"),
            episode: Uuid::now_v7(),
            family: Uuid::now_v7(),
            opened_on: on("2025-11-03"),
            closed_on: None,
            led_since: Some(on("2025-11-05")),
            moved_on: None,
            people: vec![someone(child, true), someone(parent, false)],
            assessment: Some(Assessed {
                id: Uuid::now_v7(),
                completed_on: Some(on("2025-12-01")),
                on_paper: vec![child, parent],
                parts: vec![start, health],
                consulted: 0,
                taken_over: (10, 0),
            }),
            plan: Some(Planned {
                id: Uuid::now_v7(),
                agreed_on: Some(on("2025-12-10")),
                runs: true,
                words: "We want to try it.".into(),
                outcomes: vec![outcome],
                progress: vec![on("2026-02-01")],
            }),
            reviews: vec![review("2026-02-10"), review("2026-01-10")],
            planned: None,
            ended: None,
            elsewhere: vec![],
            numbers: Numbers {
                line: 60,
                paragraph: 200,
                after_move: 28,
                contact_gap: 30,
                drift_months: 6,
                drift_reviews: 3,
                review_latest: 56,
                agreement_again: 12,
                positive_outcomes: 50,
            },
        }
    }

    #[test]
    fn no_two_checks_have_one_code_and_each_says_what_to_do_and_where_it_comes_from() {
        let codes: BTreeSet<&str> = all().map(|check| check.code).collect();
        assert_eq!(codes.len(), all().count());
        for check in all() {
            assert!(check.advice.ends_with('.') && check.advice.len() < 140, "{}", check.code);
            assert!(!check.source.is_empty() && check.looks.ends_with(['.', ')']), "{}", check.code);
        }
    }

    #[test]
    fn in_a_good_file_nothing_is_found() {
        let found = look(&good());
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_finding_is_known_by_what_it_is_of_and_its_mark_by_what_was_read() {
        let mut file = good();
        file.reviews[0].positives = "ok".into();
        let key = |file: &File| look(file).first().map(|found| (found.key(), found.mark())).expect("found");
        let (first, read) = key(&file);
        assert_eq!(key(&file), (first.clone(), read.clone()));
        file.reviews[0].positives = "fine".into();
        let (same, other) = key(&file);
        assert_eq!(first, same, "it is the same finding");
        assert_ne!(read, other, "and an answer to it was to another text");
    }
}
