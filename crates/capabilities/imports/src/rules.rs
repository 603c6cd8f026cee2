//! What is no history: each rule says no by name, at the field that it is about.

use chrono::NaiveDate;
use web::Refusal;

/// Why something of an old system cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotTake {
    /// Help ended before it began.
    ClosureBeforeOpening,
    /// It ended, and the files do not say why.
    ClosedWithoutReason,
    /// It says why it ended, and not when.
    ReasonWithoutClosure,
    /// It was decided before it came.
    DecisionBeforeContact,
    /// It was decided, and the files do not say what.
    DecidedWithoutOutcome,
    /// It says what was decided, and not when.
    OutcomeWithoutDecision,
    /// Help goes on, and no team answers for it.
    OpenWithoutTeam,
    /// Help goes on twice for one family.
    TwoOpenEpisodes,
    /// Nobody is in a family.
    FamilyWithoutPeople,
    /// Somebody is in no family.
    PersonWithoutFamily,
    /// A family is restricted, and nobody may know of it.
    RestrictedWithoutList,
}

impl From<CannotTake> for Refusal {
    fn from(rule: CannotTake) -> Self {
        use CannotTake as No;
        let (name, told, field) = match rule {
            No::ClosureBeforeOpening => ("closure-before-opening", "help ended before it began", "closed_on"),
            No::ClosedWithoutReason => ("closed-without-reason", "help ended: say why", "closing_reason"),
            No::ReasonWithoutClosure => ("reason-without-closure", "it says why help ended: say when", "closed_on"),
            No::DecisionBeforeContact => ("decision-before-contact", "it was decided before it came", "decided_on"),
            No::DecidedWithoutOutcome => ("decided-without-outcome", "it was decided: say what", "outcome"),
            No::OutcomeWithoutDecision => {
                ("outcome-without-decision", "it says what was decided: say when", "decided_on")
            }
            No::OpenWithoutTeam => ("open-without-team", "help goes on: say which team answers for it", "team"),
            No::TwoOpenEpisodes => ("two-open-episodes", "help goes on in two episodes: end one of them", "id"),
            No::FamilyWithoutPeople => ("family-without-people", "nobody in the files belongs to this family", "id"),
            No::PersonWithoutFamily => ("person-without-family", "they belong to no family of the files", "family"),
            No::RestrictedWithoutList => {
                ("restricted-without-list", "it is restricted: name in restricted_to who may know of it", "restricted")
            }
        };
        Self::new(name, told).at(field)
    }
}

/// What is wrong with how an episode ended. `said`: whether the day, and the reason, are given; `days` when it began
/// and ended.
pub fn closure(said: (bool, bool), days: Option<(NaiveDate, NaiveDate)>) -> Vec<CannotTake> {
    let half = match said {
        (true, false) => Some(CannotTake::ClosedWithoutReason),
        (false, true) => Some(CannotTake::ReasonWithoutClosure),
        _ => None,
    };
    let before = days.is_some_and(|(opened, closed)| closed < opened).then_some(CannotTake::ClosureBeforeOpening);
    half.into_iter().chain(before).collect()
}

/// What is wrong with how a contact was decided. `said`: whether the day, and the outcome, are given; `days` when it
/// came and was decided.
pub fn decision(said: (bool, bool), days: Option<(NaiveDate, NaiveDate)>) -> Vec<CannotTake> {
    let half = match said {
        (true, false) => Some(CannotTake::DecidedWithoutOutcome),
        (false, true) => Some(CannotTake::OutcomeWithoutDecision),
        _ => None,
    };
    let before = days.is_some_and(|(came, decided)| decided < came).then_some(CannotTake::DecisionBeforeContact);
    half.into_iter().chain(before).collect()
}

/// May an episode be taken? One that is open has a team.
///
/// # Errors
/// [`CannotTake::OpenWithoutTeam`].
pub fn open_episode(closed: bool, team: bool) -> Result<(), CannotTake> {
    if closed || team { Ok(()) } else { Err(CannotTake::OpenWithoutTeam) }
}

/// What is wrong with a family as a whole: how many people, how many open episodes, and whether it is restricted to
/// nobody.
pub fn family(people: usize, open: usize, unlisted: bool) -> Vec<CannotTake> {
    let faults = [
        (people == 0).then_some(CannotTake::FamilyWithoutPeople),
        (open > 1).then_some(CannotTake::TwoOpenEpisodes),
        unlisted.then_some(CannotTake::RestrictedWithoutList),
    ];
    faults.into_iter().flatten().collect()
}

/// Whom the matcher takes somebody of the files for, of those who are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike<F> {
    /// How likely, 0 to 1.
    pub probability: f64,
    /// Both dates of birth are known, and are one.
    pub born_alike: bool,
    /// The one family in which they are, if it is one, is not restricted, and is not of this run.
    pub family: Option<F>,
}

/// As sure as this somebody is taken for one who is known without anybody looking.
const SURE: f64 = 0.99;

/// The family that a family of the files is, without anybody looking: everyone of it who may be known is known for
/// sure, with their date of birth, and all of those stand in this one. In all other cases somebody looks.
pub fn same_family<F: PartialEq + Copy>(alike: &[Alike<F>]) -> Option<F> {
    let first = alike.first()?.family?;
    let sure = |one: &Alike<F>| one.probability >= SURE && one.born_alike && one.family == Some(first);
    alike.iter().all(sure).then_some(first)
}

/// Whether somebody has worked with a family since a run made it: an account changed something, or judged a pair.
pub fn is_worked_on(changed_by_account: bool, judged: bool) -> bool {
    changed_by_account || judged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn an_end_lies_behind_its_beginning_and_says_why() {
        let days = Some((on("2024-05-01"), on("2024-05-01")));
        assert_eq!(closure((true, true), days), []);
        assert_eq!(closure((false, false), None), []);
        assert_eq!(closure((true, false), days), [CannotTake::ClosedWithoutReason]);
        assert_eq!(closure((false, true), None), [CannotTake::ReasonWithoutClosure]);
        let before = Some((on("2024-05-02"), on("2024-05-01")));
        assert_eq!(closure((true, true), before), [CannotTake::ClosureBeforeOpening]);
        assert_eq!(decision((true, true), before), [CannotTake::DecisionBeforeContact]);
        assert_eq!(decision((true, false), days), [CannotTake::DecidedWithoutOutcome]);
        assert_eq!(decision((false, true), None), [CannotTake::OutcomeWithoutDecision]);
    }

    #[test]
    fn a_family_has_people_one_open_episode_and_somebody_who_may_know_of_it() {
        assert_eq!(family(3, 1, false), []);
        let wrong = [CannotTake::FamilyWithoutPeople, CannotTake::TwoOpenEpisodes, CannotTake::RestrictedWithoutList];
        assert_eq!(family(0, 2, true), wrong);
        assert_eq!(open_episode(false, false), Err(CannotTake::OpenWithoutTeam));
        assert_eq!((open_episode(true, false), open_episode(false, true)), (Ok(()), Ok(())));
    }

    #[test]
    fn a_family_is_one_that_is_known_only_where_nobody_of_it_leaves_a_doubt() {
        let sure = Alike { probability: 0.999, born_alike: true, family: Some(1) };
        assert_eq!(same_family(&[sure, sure]), Some(1));
        for doubt in [
            Alike { probability: 0.98, ..sure },
            Alike { born_alike: false, ..sure },
            Alike { family: None, ..sure },
            Alike { family: Some(2), ..sure },
        ] {
            assert_eq!(same_family(&[sure, doubt]), None);
            assert_eq!(same_family(&[doubt, sure]), None);
        }
        assert_eq!(same_family::<u8>(&[]), None);
    }
}
