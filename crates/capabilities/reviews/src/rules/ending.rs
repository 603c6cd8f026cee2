//! How help ends: whether the family agrees, and what each of them says of the help (001 s10).

use access::AccountId;
pub use feedback::rules::{Answer, Asked, Opinion, ToAsk};
use web::{Refusal, Refusals};

store::coded! {
    /// Whether the family agrees that help ends.
    pub enum FamilyView {
        /// They agree.
        Agreed = "agreed",
        /// They do not.
        NotAgreed = "not-agreed",
        /// They could not be asked.
        NotAsked = "not-asked",
    }
}

impl FamilyView {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agreed => "The family agrees that help ends",
            Self::NotAgreed => "The family does not agree",
            Self::NotAsked => "The family could not be asked",
        }
    }
}

/// What the family says of the help and its end, perhaps not yet complete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Whether they agree that help ends.
    pub family: Option<FamilyView>,
    /// Why not, or why they could not be asked.
    pub family_why: String,
    /// What each says.
    pub answers: Vec<Answer>,
    /// In which way they were asked, a word of the pack's `feedback-way`.
    pub way: Option<String>,
    /// Nobody hears what is answered that way but those who read it.
    pub own_way: bool,
    /// Who asked, where somebody heard it.
    pub asked_by: Option<AccountId>,
}

/// Why help cannot end so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotEnd {
    /// Nobody says whether this person was asked.
    Unasked(ToAsk),
    /// This person answered, and nothing of it is written down.
    NothingSaid(ToAsk),
    /// They were asked, and nobody says how.
    NoWay,
    /// They were asked by somebody, and nobody says by whom.
    NobodyAsked,
    /// Whoever is judged asked about their own help.
    AskedByLead,
    /// Nobody says whether the family agrees.
    FamilyUnsaid,
    /// They do not agree or could not be asked, and nobody says why.
    FamilyWithoutReason,
}

impl From<CannotEnd> for Refusal {
    fn from(rule: CannotEnd) -> Self {
        match rule {
            CannotEnd::Unasked(ToAsk { person, name, .. }) => {
                let told = format!("Say whether {name} was asked what they think of the help");
                Self::new("closure-without-feedback", told).at(format!("asked-{person}"))
            }
            CannotEnd::NothingSaid(ToAsk { person, name, .. }) => {
                let told = format!("Write down what {name} answered, or say that they did not");
                Self::new("feedback-says-nothing", told).at(format!("asked-{person}"))
            }
            CannotEnd::NoWay => Self::new("feedback-without-way", "Choose in which way they were asked").at("way"),
            CannotEnd::NobodyAsked => Self::new("feedback-without-asker", "Choose who asked them").at("asked_by"),
            CannotEnd::AskedByLead => Self::new(
                "feedback-asked-by-lead",
                "Nobody asks about their own help. Let somebody else ask, send a letter or a link, or say that they \
                 were not asked",
            )
            .at("asked_by"),
            CannotEnd::FamilyUnsaid => {
                Self::new("closure-without-family", "Say whether the family agrees that help ends").at("family_end")
            }
            CannotEnd::FamilyWithoutReason => {
                Self::new("closure-family-without-reason", "Say why").at("family_end_why")
            }
        }
    }
}

/// All that is missing of what the family says when help ends for this reason, a word of the pack's `closing-reason`.
/// What was opened in error was no help that anyone could judge. `lead` is whoever is judged.
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn heard(reason: &str, said: &Said, to_ask: &[ToAsk], lead: Option<AccountId>) -> Result<(), Refusals> {
    if reason == cases::rules::IN_ERROR {
        return Ok(());
    }

    let mut faults: Vec<CannotEnd> = to_ask.iter().filter_map(|who| of_person(who, said)).collect();
    faults.extend(how_asked(said, lead));
    match said.family {
        None => faults.push(CannotEnd::FamilyUnsaid),
        Some(FamilyView::NotAgreed | FamilyView::NotAsked) if said.family_why.trim().is_empty() => {
            faults.push(CannotEnd::FamilyWithoutReason);
        }
        Some(_) => {}
    }
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}

fn of_person(who: &ToAsk, said: &Said) -> Option<CannotEnd> {
    let answer = said.answers.iter().find(|answer| answer.person == who.person);
    match answer.and_then(|answer| answer.asked) {
        None => Some(CannotEnd::Unasked(who.clone())),
        Some(Asked::Answered) if answer.is_some_and(Answer::is_empty) => Some(CannotEnd::NothingSaid(who.clone())),
        Some(_) => None,
    }
}

fn how_asked(said: &Said, lead: Option<AccountId>) -> Option<CannotEnd> {
    let asked = |answer: &Answer| matches!(answer.asked, Some(Asked::Answered | Asked::NoAnswer));
    match (said.answers.iter().any(asked), &said.way, said.asked_by) {
        (false, ..) => None,
        (true, None, _) => Some(CannotEnd::NoWay),
        (true, Some(_), _) if said.own_way => None,
        (true, Some(_), None) => Some(CannotEnd::NobodyAsked),
        (true, Some(_), by) if by == lead => Some(CannotEnd::AskedByLead),
        (true, Some(_), Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::PersonId;

    fn who() -> ToAsk {
        ToAsk { person: PersonId(store::Uuid::from_u128(1)), name: "Ife Okoro".into(), young: false }
    }

    fn names(said: &Said, lead: Option<AccountId>) -> Vec<&'static str> {
        let refused = heard("outcomes-met", said, &[who()], lead).err();
        refused.into_iter().flatten().map(|refusal| refusal.name).collect()
    }

    fn answered(by: Option<AccountId>) -> Said {
        let answer = Answer { asked: Some(Asked::Answered), helpful: Some(Opinion::Yes), ..nothing() };
        Said {
            family: Some(FamilyView::Agreed),
            answers: vec![answer],
            way: Some("phone".into()),
            asked_by: by,
            ..Said::default()
        }
    }

    fn nothing() -> Answer {
        Answer::nothing_of(who().person)
    }

    #[test]
    fn each_is_asked_before_help_ends_unless_it_was_opened_in_error() {
        assert_eq!(names(&Said::default(), None), ["closure-without-feedback", "closure-without-family"]);
        assert!(heard("opened-in-error", &Said::default(), &[who()], None).is_ok());

        let manager = Some(AccountId::new());
        assert_eq!(names(&answered(manager), None), [""; 0]);
        let silent = Answer { asked: Some(Asked::Answered), ..nothing() };
        assert_eq!(names(&Said { answers: vec![silent], ..answered(manager) }, None), ["feedback-says-nothing"]);
        let not_asked = Answer { asked: Some(Asked::NotAsked), ..nothing() };
        let said = Said { answers: vec![not_asked], way: None, ..answered(None) };
        assert_eq!(names(&said, None), [""; 0], "that somebody was not asked is said");
    }

    #[test]
    fn nobody_asks_about_their_own_help() {
        let lead = Some(AccountId::new());
        assert_eq!(names(&answered(lead), lead), ["feedback-asked-by-lead"]);
        assert_eq!(names(&answered(None), lead), ["feedback-without-asker"]);
        assert_eq!(names(&Said { own_way: true, ..answered(None) }, lead), [""; 0], "a letter is heard by nobody");
        assert_eq!(names(&Said { way: None, ..answered(lead) }, lead), ["feedback-without-way"]);
        let unanswered = Answer { asked: Some(Asked::NoAnswer), ..nothing() };
        assert_eq!(names(&Said { answers: vec![unanswered], ..answered(lead) }, lead), ["feedback-asked-by-lead"]);
    }

    #[test]
    fn a_family_that_does_not_agree_or_could_not_be_asked_is_ended_with_a_reason() {
        let manager = Some(AccountId::new());
        for family in [FamilyView::NotAgreed, FamilyView::NotAsked] {
            let said = Said { family: Some(family), ..answered(manager) };
            assert_eq!(names(&said, None), ["closure-family-without-reason"]);
            assert_eq!(names(&Said { family_why: "They want more.".into(), ..said }, None), [""; 0]);
        }
    }
}
