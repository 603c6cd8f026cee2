//! Pure rules of the plan. Each says no by name.

mod course;
mod refusal;

pub use course::{Agreeing, Ending, Follows, Need, Required, Starting, agree, end, start};
pub use refusal::{Before, CannotPlan};
pub(crate) use refusal::{check, check_end};

use access::AccountId;
use chrono::{Days, NaiveDate};

store::coded! {
    /// What kind of plan.
    pub enum PlanKind {
        /// Brief and focused: at most five outcomes, six to eight weeks (001 s7).
        Intervention = "intervention",
        /// From the assessment, reviewed until the family manages (001 s7).
        Family = "family",
    }
}

impl PlanKind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Intervention => "Intervention plan",
            Self::Family => "Family plan",
        }
    }
}

/// An outcome as it is written down, perhaps not yet complete.
#[derive(Debug, Clone, Default)]
pub struct NewOutcome {
    /// What will be different, in the family's words.
    pub words: String,
    /// How the family will see that it has happened.
    pub measure: String,
    /// By when.
    pub by_on: Option<NaiveDate>,
    /// A word of the pack's `outcome-framework`.
    pub framework: String,
    /// An area of the pack's assessment.
    pub area: String,
    /// Words of the pack's `protective-factor`: what it makes stronger; none where nobody said.
    pub builds: Vec<String>,
}

/// An action as it is written down, perhaps not yet complete.
#[derive(Debug, Clone, Default)]
pub struct NewAction {
    /// What will be done.
    pub text: String,
    /// The worker who does it; nobody where someone of the family does.
    pub owner: Option<AccountId>,
    /// The name of whoever does it.
    pub owner_name: String,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// Is there room for one more outcome?
///
/// # Errors
/// [`CannotPlan::TooManyOutcomes`].
pub fn room(kind: PlanKind, there: usize, most: u32) -> Result<(), CannotPlan> {
    if kind == PlanKind::Intervention && there >= most as usize {
        return Err(CannotPlan::TooManyOutcomes(most));
    }
    Ok(())
}

/// Until when an outcome of the plan may be due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    /// The last day.
    pub on: NaiveDate,
    /// The plan ends then: nothing of it is due later. Else it is only too far ahead to be followed.
    pub ends: bool,
}

/// The last day for outcomes of a plan: where an intervention plan ends, or would end if it were agreed today; of a
/// family plan, a year.
pub fn last(kind: PlanKind, ends_on: Option<NaiveDate>, today: NaiveDate, longest: u32) -> Last {
    match (ends_on, kind) {
        (Some(on), _) => Last { on, ends: true },
        (None, PlanKind::Intervention) => Last { on: today + Days::new(longest.into()), ends: true },
        (None, PlanKind::Family) => Last { on: today + Days::new(366), ends: false },
    }
}

/// All that an outcome still lacks.
pub fn outcome(new: &NewOutcome, today: NaiveDate, last: Last) -> Vec<CannotPlan> {
    let date = match new.by_on {
        None => Some(CannotPlan::NoDate),
        Some(by) if by > last.on && last.ends => Some(CannotPlan::AfterPlan(last.on)),
        Some(by) if by <= today || by > last.on => Some(CannotPlan::DateOutside),
        Some(_) => None,
    };
    [
        is_empty(&new.words).then_some(CannotPlan::NoWords),
        is_empty(&new.measure).then_some(CannotPlan::NoMeasure),
        date,
        is_empty(&new.framework).then_some(CannotPlan::NoFramework),
        is_empty(&new.area).then_some(CannotPlan::NoArea),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All that a reworded outcome lacks. Its day may stay what it was, past or not: that it is overdue is no reason to
/// leave its words wrong.
pub fn reword(new: &NewOutcome, was_by_on: NaiveDate, today: NaiveDate, last: Last) -> Vec<CannotPlan> {
    let stays = new.by_on == Some(was_by_on);
    let mut faults = outcome(new, today, last);
    faults.retain(|fault| !(stays && matches!(fault, CannotPlan::DateOutside | CannotPlan::AfterPlan(_))));
    faults
}

/// All that an action still lacks.
pub fn action(new: &NewAction, today: NaiveDate) -> Vec<CannotPlan> {
    let date = match new.due_on {
        None => Some(CannotPlan::NoDueDate),
        Some(due_on) if due_on < today => Some(CannotPlan::DueInPast),
        Some(_) => None,
    };
    [is_empty(&new.text).then_some(CannotPlan::NoText), is_empty(&new.owner_name).then_some(CannotPlan::NoOwner), date]
        .into_iter()
        .flatten()
        .collect()
}

/// All that stands against changing an action that was due on `was_due_on`: a later date needs a reason.
pub fn change_action(
    open: bool,
    was_due_on: NaiveDate,
    new: &NewAction,
    why: &str,
    today: NaiveDate,
) -> Vec<CannotPlan> {
    if !open {
        return vec![CannotPlan::ActionOver];
    }

    let mut faults = action(new, today);
    if new.due_on.is_some_and(|due_on| due_on > was_due_on) && is_empty(why) {
        faults.push(CannotPlan::NoReason);
    }
    faults
}

/// May an outcome have this result? That it is no longer relevant needs a reason.
///
/// # Errors
/// [`CannotPlan::NoReason`].
pub fn result(code: &str, why: &str) -> Result<(), CannotPlan> {
    if code == "not-relevant" && is_empty(why) { Err(CannotPlan::NoReason) } else { Ok(()) }
}

/// May an action be dropped with this note?
///
/// # Errors
/// [`CannotPlan::DroppedWithoutReason`].
pub fn drop_action(note: &str) -> Result<(), CannotPlan> {
    if is_empty(note) { Err(CannotPlan::DroppedWithoutReason) } else { Ok(()) }
}

/// May anything in it still be changed?
///
/// # Errors
/// [`CannotPlan::Ended`].
pub fn runs(ended: bool) -> Result<(), CannotPlan> {
    if ended { Err(CannotPlan::Ended) } else { Ok(()) }
}

fn is_empty(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        day.parse().expect("a date")
    }

    fn good_outcome() -> NewOutcome {
        NewOutcome {
            words: "In school every day".into(),
            measure: "The register shows it".into(),
            by_on: Some(on("2026-04-01")),
            framework: "education".into(),
            area: "development".into(),
            builds: vec!["attendance".into()],
        }
    }

    fn good_action() -> NewAction {
        NewAction {
            text: "Walk to school together".into(),
            owner: None,
            owner_name: "Ife Okoro".into(),
            due_on: Some(on("2026-03-20")),
        }
    }

    #[test]
    fn a_sixth_outcome_is_refused_in_an_intervention_plan_and_not_in_a_family_plan() {
        assert_eq!(room(PlanKind::Intervention, 4, 5), Ok(()));
        assert_eq!(room(PlanKind::Intervention, 5, 5), Err(CannotPlan::TooManyOutcomes(5)));
        assert_eq!(room(PlanKind::Family, 5, 5), Ok(()));
    }

    #[test]
    fn an_outcome_says_how_it_is_seen_and_by_when() {
        let today = on("2026-03-01");
        let last = last(PlanKind::Family, None, today, 56);
        let outcome = |new: &NewOutcome, today| outcome(new, today, last);
        assert_eq!(outcome(&good_outcome(), today), []);

        let unseen = NewOutcome { measure: " ".into(), ..good_outcome() };
        assert_eq!(outcome(&unseen, today), [CannotPlan::NoMeasure]);
        let undated = NewOutcome { by_on: None, ..good_outcome() };
        assert_eq!(outcome(&undated, today), [CannotPlan::NoDate]);
        let today_already = NewOutcome { by_on: Some(today), ..good_outcome() };
        assert_eq!(outcome(&today_already, today), [CannotPlan::DateOutside]);
    }

    #[test]
    fn all_that_an_outcome_lacks_is_told_at_once() {
        let today = on("2026-03-01");
        let told = outcome(&NewOutcome::default(), today, last(PlanKind::Family, None, today, 56));
        let all = [
            CannotPlan::NoWords,
            CannotPlan::NoMeasure,
            CannotPlan::NoDate,
            CannotPlan::NoFramework,
            CannotPlan::NoArea,
        ];
        assert_eq!(told, all);
    }

    #[test]
    fn no_outcome_is_due_after_the_last_day_of_an_intervention_plan() {
        let today = on("2026-03-01");
        let written = last(PlanKind::Intervention, None, today, 56);
        assert_eq!(written, Last { on: on("2026-04-26"), ends: true });
        let late = NewOutcome { by_on: Some(on("2026-04-27")), ..good_outcome() };
        assert_eq!(outcome(&late, today, written), [CannotPlan::AfterPlan(on("2026-04-26"))]);
        let agreed = last(PlanKind::Intervention, Some(on("2026-04-30")), today, 56);
        assert_eq!(outcome(&late, today, agreed), []);
        assert_eq!(outcome(&late, today, last(PlanKind::Family, None, today, 56)), []);
    }

    #[test]
    fn an_overdue_outcome_is_reworded_with_the_day_that_it_had() {
        let (was, today) = (on("2026-04-01"), on("2026-04-20"));
        let last = last(PlanKind::Intervention, Some(on("2026-04-26")), today, 56);
        assert_eq!(reword(&good_outcome(), was, today, last), []);
        let back = NewOutcome { by_on: Some(on("2026-04-02")), ..good_outcome() };
        assert_eq!(reword(&back, was, today, last), [CannotPlan::DateOutside]);
        let wordless = NewOutcome { words: String::new(), ..good_outcome() };
        assert_eq!(reword(&wordless, was, today, last), [CannotPlan::NoWords]);
    }

    #[test]
    fn an_action_says_who_does_it_and_by_when() {
        let today = on("2026-03-01");
        assert_eq!(action(&good_action(), today), []);

        let told = action(&NewAction::default(), today);
        assert_eq!(told, [CannotPlan::NoText, CannotPlan::NoOwner, CannotPlan::NoDueDate]);
        let late = NewAction { due_on: Some(on("2026-02-28")), ..good_action() };
        assert_eq!(action(&late, today), [CannotPlan::DueInPast]);
    }

    #[test]
    fn an_action_is_put_off_only_with_a_reason_and_not_changed_once_it_is_over() {
        let (today, was) = (on("2026-03-01"), on("2026-03-10"));
        assert_eq!(change_action(true, was, &good_action(), "", today), [CannotPlan::NoReason]);
        assert_eq!(change_action(true, was, &good_action(), "Ada was ill.", today), []);
        assert_eq!(change_action(true, on("2026-03-20"), &good_action(), "", today), []);
        assert_eq!(change_action(false, was, &good_action(), "Ada was ill.", today), [CannotPlan::ActionOver]);
    }

    #[test]
    fn what_is_dropped_or_no_longer_relevant_says_why() {
        assert_eq!(drop_action(" "), Err(CannotPlan::DroppedWithoutReason));
        assert_eq!(drop_action("They moved."), Ok(()));
        assert_eq!(result("not-relevant", ""), Err(CannotPlan::NoReason));
        assert_eq!(result("achieved", ""), Ok(()));
    }
}
