//! A notification of the police: what it has to say, and who responds to it.

use chrono::NaiveDate;
use web::Refusal;

/// Why a notification of the police cannot be taken so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotNotify {
    /// The day of the incident was not given.
    NoDay,
    /// The incident is yet to come.
    InFuture,
    /// The incident has no number.
    NoNumber,
    /// The grade of risk was not given, or is no word of the pack.
    NoRisk,
    /// It was not said whether it was heard at a MARAC.
    MaracUnsaid,
    /// It was not said which children were there, or that none was.
    ChildrenUnsaid,
    /// Somebody is said to have been there who is no child of the contact.
    NoChild,
}

impl From<CannotNotify> for Refusal {
    fn from(rule: CannotNotify) -> Self {
        match rule {
            CannotNotify::NoDay => {
                Self::new("notification-without-date", "Enter the date of the incident").at("incident_on")
            }
            CannotNotify::InFuture => {
                Self::new("incident-in-future", "The date of the incident must be today or in the past")
                    .at("incident_on")
            }
            CannotNotify::NoNumber => {
                Self::new("notification-without-number", "Enter the incident number of the police")
                    .at("incident_number")
            }
            CannotNotify::NoRisk => {
                Self::new("notification-without-risk", "Choose the grade of risk that the police gave").at("risk")
            }
            CannotNotify::MaracUnsaid => {
                Self::new("marac-unsaid", "Say whether it was heard at a MARAC, or that it is not known").at("marac")
            }
            CannotNotify::ChildrenUnsaid => {
                Self::new("children-present-unsaid", "Say which children were there, or that none was")
                    .at("children_present")
            }
            CannotNotify::NoChild => Self::new(
                "present-is-no-child",
                "Of those who were there, give the children of this contact by their places in the list",
            )
            .at("children_present"),
        }
    }
}

/// What a notification says, understood.
#[derive(Debug, Clone, Copy)]
pub struct Notifying<'a> {
    /// When it happened.
    pub incident_on: Option<NaiveDate>,
    /// The police's own number of it.
    pub incident_number: &'a str,
    /// The grade of risk is a word of the pack.
    pub risk_known: bool,
    /// Whether it was heard at a MARAC was answered.
    pub marac_said: bool,
    /// The places of those who were there, from 1; none where it was not said.
    pub present: Option<&'a [usize]>,
    /// The places of the children of the contact.
    pub children: &'a [usize],
}

/// Everything because of which it cannot be taken so, in the order of the form.
pub fn cannot_notify(notifying: &Notifying<'_>, today: NaiveDate) -> Vec<CannotNotify> {
    let stranger = |place: &usize| !notifying.children.contains(place);
    let all = [
        (notifying.incident_on.is_none(), CannotNotify::NoDay),
        (notifying.incident_on.is_some_and(|on| on > today), CannotNotify::InFuture),
        (notifying.incident_number.trim().is_empty(), CannotNotify::NoNumber),
        (!notifying.risk_known, CannotNotify::NoRisk),
        (!notifying.marac_said, CannotNotify::MaracUnsaid),
        (notifying.present.is_none(), CannotNotify::ChildrenUnsaid),
        (notifying.present.is_some_and(|present| present.iter().any(stranger)), CannotNotify::NoChild),
    ];
    all.into_iter().filter(|(says_no, _)| *says_no).map(|(_, rule)| rule).collect()
}

/// Why it cannot be said so who responds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPlanResponse {
    /// The contact is no notification of the police.
    NoNotification,
    /// Nobody was named.
    ByNobody,
    /// No day was given.
    NoDay,
    /// The day is past.
    InPast,
    /// The response was given already.
    Done,
}

impl From<CannotPlanResponse> for Refusal {
    fn from(rule: CannotPlanResponse) -> Self {
        match rule {
            CannotPlanResponse::NoNotification => {
                Self::new("not-a-notification", "This contact is no notification from the police")
            }
            CannotPlanResponse::ByNobody => {
                Self::new("response-by-nobody", "Choose who responds, or write their name and organisation")
                    .at("responder")
            }
            CannotPlanResponse::NoDay => {
                Self::new("response-without-day", "Enter the day by which they respond").at("respond_by")
            }
            CannotPlanResponse::InPast => {
                Self::new("response-in-past", "The day by which they respond must be today or later").at("respond_by")
            }
            CannotPlanResponse::Done => Self::new("response-is-done", "The response was given already"),
        }
    }
}

/// A response as it is planned.
#[derive(Debug, Clone, Copy)]
pub struct PlanningResponse {
    /// The contact is a notification of the police.
    pub notification: bool,
    /// Somebody is named who can be reached.
    pub by_somebody: bool,
    /// By when.
    pub by: Option<NaiveDate>,
    /// It was given already.
    pub done: bool,
}

/// Everything because of which it cannot be planned so.
pub fn cannot_plan_response(planning: PlanningResponse, today: NaiveDate) -> Vec<CannotPlanResponse> {
    if !planning.notification {
        return vec![CannotPlanResponse::NoNotification];
    }
    if planning.done {
        return vec![CannotPlanResponse::Done];
    }
    let all = [
        (!planning.by_somebody, CannotPlanResponse::ByNobody),
        (planning.by.is_none(), CannotPlanResponse::NoDay),
        (planning.by.is_some_and(|by| by < today), CannotPlanResponse::InPast),
    ];
    all.into_iter().filter(|(says_no, _)| *says_no).map(|(_, rule)| rule).collect()
}

/// Why it cannot be said that a response was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRespond {
    /// It was said before.
    Done,
    /// Nothing was written.
    NoWords,
}

impl From<CannotRespond> for Refusal {
    fn from(rule: CannotRespond) -> Self {
        match rule {
            CannotRespond::Done => CannotPlanResponse::Done.into(),
            CannotRespond::NoWords => Self::new("response-without-words", "Write what was done").at("text"),
        }
    }
}

/// May it be said that the response was given?
///
/// # Errors
/// The first rule that says no.
pub fn respond(done: bool, words: &str) -> Result<(), CannotRespond> {
    match done {
        true => Err(CannotRespond::Done),
        false if words.trim().is_empty() => Err(CannotRespond::NoWords),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day")
    }

    fn good() -> Notifying<'static> {
        Notifying {
            incident_on: Some(today()),
            incident_number: "46/1234/26",
            risk_known: true,
            marac_said: true,
            present: Some(&[1]),
            children: &[1, 2],
        }
    }

    #[test]
    fn a_notification_says_what_happened_how_grave_it_was_and_which_children_were_there() {
        assert_eq!(cannot_notify(&good(), today()), []);
        assert_eq!(cannot_notify(&Notifying { present: Some(&[]), ..good() }, today()), []);

        let nothing = Notifying {
            incident_on: None,
            incident_number: " ",
            risk_known: false,
            marac_said: false,
            present: None,
            ..good()
        };
        let all = [
            CannotNotify::NoDay,
            CannotNotify::NoNumber,
            CannotNotify::NoRisk,
            CannotNotify::MaracUnsaid,
            CannotNotify::ChildrenUnsaid,
        ];
        assert_eq!(cannot_notify(&nothing, today()), all);
        let tomorrow = today().succ_opt();
        assert_eq!(cannot_notify(&Notifying { incident_on: tomorrow, ..good() }, today()), [CannotNotify::InFuture]);
        assert_eq!(cannot_notify(&Notifying { present: Some(&[3]), ..good() }, today()), [CannotNotify::NoChild]);
    }

    #[test]
    fn a_response_is_planned_by_somebody_for_a_day_to_come_and_given_once() {
        let good = PlanningResponse { notification: true, by_somebody: true, by: Some(today()), done: false };
        assert_eq!(cannot_plan_response(good, today()), []);
        let nobody = PlanningResponse { by_somebody: false, by: None, ..good };
        assert_eq!(cannot_plan_response(nobody, today()), [CannotPlanResponse::ByNobody, CannotPlanResponse::NoDay]);
        let late = PlanningResponse { by: today().pred_opt(), ..good };
        assert_eq!(cannot_plan_response(late, today()), [CannotPlanResponse::InPast]);
        let other = PlanningResponse { notification: false, ..nobody };
        assert_eq!(cannot_plan_response(other, today()), [CannotPlanResponse::NoNotification]);
        assert_eq!(cannot_plan_response(PlanningResponse { done: true, ..good }, today()), [CannotPlanResponse::Done]);

        assert_eq!(respond(false, "Seen."), Ok(()));
        assert_eq!(respond(false, " "), Err(CannotRespond::NoWords));
        assert_eq!(respond(true, "Seen."), Err(CannotRespond::Done));
    }
}
