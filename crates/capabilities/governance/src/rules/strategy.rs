//! A strategy's life: consultation, options, decisions, publication by a second person, the review workshop, the next
//! one (002, 003 s6).

use super::{check, empty, refusals};
use chrono::NaiveDate;
use web::Refusals;

store::coded! {
    /// A step of a strategy's life.
    pub enum Step {
        /// A workshop of the partners.
        Workshop = "workshop",
        /// A consultation, from a day until a day.
        Consultation = "consultation",
        /// An option that was considered.
        Choice = "option",
        /// A body looked at it, and said something.
        Decision = "decision",
        /// The review workshop after its launch.
        Review = "review",
        /// Its publication was a mistake.
        Back = "taken-back",
    }
}

impl Step {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Workshop => "Workshop",
            Self::Consultation => "Consultation",
            Self::Choice => "Option",
            Self::Decision => "Decision of a body",
            Self::Review => "Review workshop",
            Self::Back => "Taken back",
        }
    }
}

refusals! {
    /// Why a strategy cannot go on so.
    pub enum CannotLead {
        /// No title.
        NoTitle = ("strategy-without-title", "Enter what the strategy is called", "title"),
        /// No days.
        NoTerm = ("strategy-without-term", "Enter its first and its last day", "from"),
        /// It ends before it begins.
        EndsBefore = ("strategy-ends-before", "It cannot end before it begins", "until"),
        /// Nothing is said in it.
        NoWords = ("strategy-without-words", "Say what it is for", "said"),
        /// It is published.
        Published = ("strategy-published", "It is published: its text does not change any more", "form"),
        /// It is not published.
        NotPublished = ("strategy-not-published", "It is not published yet: there is nothing to review", "kind"),
        /// A step of no kind.
        NoKind = ("strategy-step-without-kind", "Choose what it was", "kind"),
        /// A step on no day.
        NoDay = ("strategy-step-without-day", "Enter the day", "on"),
        /// On a day to come.
        ToCome = ("strategy-step-to-come", "Enter a day that has come: keep it once it was held", "on"),
        /// A step without a title.
        NoName = ("strategy-step-without-title", "Say what or who it was", "title"),
        /// A step of which nothing is said.
        NothingSaid = ("strategy-step-without-words", "Write what was said, or what it means", "said"),
        /// A decision without its outcome.
        NoOutcome = ("strategy-step-without-outcome", "Write what came of it", "outcome"),
        /// Nobody was consulted.
        NotConsulted = ("strategy-without-consultation", "Keep a consultation that is over first", "consultation"),
        /// There was no choice.
        NoChoice = ("strategy-without-options", "Keep at least two options, and which one was chosen", "options"),
        /// No body decided.
        NotDecided = ("strategy-without-decision", "Keep the decision of at least one body first", "decision"),
        /// Taken back without a word.
        NoWhy = ("strategy-back-without-reason", "Say why its publication is taken back", "why"),
        /// Whoever wrote it publishes it.
        Own = ("strategy-published-alone", "You wrote this strategy: somebody else publishes it", "form"),
    }
}

/// What a strategy needs before it is published.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Publishing {
    pub published: bool,
    pub consulted: bool,
    pub options: usize,
    pub chosen: bool,
    pub decided: bool,
    pub own: bool,
}

/// May it be published?
///
/// # Errors
/// Every [`CannotLead`] that holds.
pub fn publish(new: Publishing) -> Result<(), Refusals> {
    check([
        (new.published, CannotLead::Published),
        (!new.consulted, CannotLead::NotConsulted),
        (new.options < 2 || !new.chosen, CannotLead::NoChoice),
        (!new.decided, CannotLead::NotDecided),
        (new.own, CannotLead::Own),
    ])
}

/// May it be kept so?
///
/// # Errors
/// Every [`CannotLead`] that holds.
pub fn keep(published: bool, title: &str, said: &str, term: Option<(NaiveDate, NaiveDate)>) -> Result<(), Refusals> {
    check([
        (published, CannotLead::Published),
        (empty(title), CannotLead::NoTitle),
        (empty(said), CannotLead::NoWords),
        (term.is_none(), CannotLead::NoTerm),
        (term.is_some_and(|(from, until)| until < from), CannotLead::EndsBefore),
    ])
}

/// A step that is kept.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Keeping<'a> {
    pub kind: Option<Step>,
    pub published: bool,
    pub on: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub today: NaiveDate,
    pub title: &'a str,
    pub said: &'a str,
    pub outcome: &'a str,
}

/// May a step be kept so?
///
/// # Errors
/// Every [`CannotLead`] that holds.
pub fn step(new: Keeping<'_>) -> Result<(), Refusals> {
    let review = new.kind == Some(Step::Review);
    check([
        (new.kind.is_none_or(|kind| kind == Step::Back), CannotLead::NoKind),
        (new.kind.is_some() && !review && new.published, CannotLead::Published),
        (review && !new.published, CannotLead::NotPublished),
        (new.on.is_none(), CannotLead::NoDay),
        (new.on.is_some_and(|on| on > new.today), CannotLead::ToCome),
        (new.on.zip(new.until).is_some_and(|(on, until)| until < on), CannotLead::EndsBefore),
        (empty(new.title), CannotLead::NoName),
        (empty(new.said), CannotLead::NothingSaid),
        (matches!(new.kind, Some(Step::Decision | Step::Review)) && empty(new.outcome), CannotLead::NoOutcome),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strategy_is_published_by_a_second_person_after_consultation_options_and_a_decision() {
        let ready =
            Publishing { published: false, consulted: true, options: 3, chosen: true, decided: true, own: false };
        assert!(publish(ready).is_ok());
        for (wrong, name) in [
            (Publishing { own: true, ..ready }, "strategy-published-alone"),
            (Publishing { consulted: false, ..ready }, "strategy-without-consultation"),
            (Publishing { options: 1, ..ready }, "strategy-without-options"),
            (Publishing { chosen: false, ..ready }, "strategy-without-options"),
            (Publishing { decided: false, ..ready }, "strategy-without-decision"),
        ] {
            assert!(publish(wrong).expect_err("refused").names(name), "{name}");
        }
    }
}
