//! What of an assessment or a plan may be shown to whom, and that two people say so (T27, T28, T16, T21).

use super::refuse;
use access::AccountId;
use web::{Refusal, Refusals};

store::coded! {
    /// What is released.
    pub enum Subject {
        /// The plan.
        Plan = "plan",
        /// The assessment.
        Assessment = "assessment",
        /// A page for a child, in their own words, which stands in the place of a parent until they are old enough.
        ChildPage = "child-page",
    }
}

impl Subject {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Plan => "Our plan",
            Self::Assessment => "What we have found out together",
            Self::ChildPage => "A page for a child",
        }
    }
}

/// Why something cannot be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRelease {
    /// Nothing is chosen.
    Nothing,
    /// It tells where somebody lives whose address is protected.
    TellsPlace,
    /// It may name somebody of another family, and nobody has looked.
    NamesOthers,
    /// The place is closed, or its person has left.
    NoPlace,
    /// Whoever prepared it cannot let it be seen.
    SamePerson,
    /// It was decided on already.
    Over,
    /// Given back without a reason.
    NoReason,
    /// Nobody says what is decided.
    NotSaid,
}

impl From<CannotRelease> for Refusal {
    fn from(rule: CannotRelease) -> Self {
        match rule {
            CannotRelease::Nothing => {
                Self::new("release-nothing", "Choose at least one part, or write something").at("parts")
            }
            CannotRelease::TellsPlace => Self::new(
                "release-tells-a-protected-place",
                "This tells where somebody lives whose address is protected. Take it out: it is released to nobody",
            )
            .at("parts"),
            CannotRelease::NamesOthers => Self::new(
                "release-may-name-others",
                "This may name somebody of another family. Leave those parts out, or tick that you have looked at it",
            )
            .at("looked"),
            CannotRelease::NoPlace => Self::new("release-without-place", "This person has no place that is in use"),
            CannotRelease::SamePerson => Self::new(
                "release-by-one-person",
                "You prepared this yourself. A second person looks at it before anybody of the family sees it",
            ),
            CannotRelease::Over => Self::new("release-over", "This was decided on already"),
            CannotRelease::NoReason => Self::new("release-no-reason", "Say what has to be changed").at("why"),
            CannotRelease::NotSaid => Self::new("release-not-said", "Choose whether they may see it").at("decision"),
        }
    }
}

/// What is to be released.
#[derive(Debug, Clone, Copy)]
pub struct Releasing {
    /// Whether there is anything in it.
    pub anything: bool,
    /// It tells a protected place.
    pub tells_place: bool,
    /// It may name somebody of another family.
    pub names_others: bool,
    /// Whoever prepares it has looked at that.
    pub looked: bool,
    /// The place is not closed.
    pub there: bool,
}

/// Whether it may be prepared.
///
/// # Errors
/// Every [`CannotRelease`] that holds.
pub fn release(new: &Releasing) -> Result<(), Refusals> {
    refuse([
        (!new.there, CannotRelease::NoPlace),
        (!new.anything, CannotRelease::Nothing),
        (new.tells_place, CannotRelease::TellsPlace),
        (new.names_others && !new.looked, CannotRelease::NamesOthers),
    ])
}

/// How it is decided on.
#[derive(Debug, Clone, Copy)]
pub struct Deciding<'a> {
    /// Who prepared it.
    pub prepared_by: AccountId,
    /// Who decides.
    pub by: Option<AccountId>,
    /// It waits for a decision.
    pub waits: bool,
    /// Yes or no.
    pub yes: Option<bool>,
    /// Why not.
    pub why: &'a str,
    /// It tells a protected place now, even if it did not when it was prepared.
    pub tells_place: bool,
}

/// Whether it may be decided on so: by a second person (T27).
///
/// # Errors
/// Every [`CannotRelease`] that holds.
pub fn decide(deciding: &Deciding<'_>) -> Result<(), Refusals> {
    refuse([
        (!deciding.waits, CannotRelease::Over),
        (deciding.by.is_none_or(|by| by == deciding.prepared_by), CannotRelease::SamePerson),
        (deciding.yes.is_none(), CannotRelease::NotSaid),
        (deciding.yes == Some(false) && deciding.why.trim().is_empty(), CannotRelease::NoReason),
        (deciding.yes == Some(true) && deciding.tells_place, CannotRelease::TellsPlace),
    ])
}

/// Whether a part of an assessment may be offered for release to somebody: what is about nobody in particular, about
/// themself, and, to a parent or carer, about the children. What another grown-up says of themself never is (T21).
pub fn is_theirs_to_read(about_somebody: bool, about_them: bool, about_child: bool, reads_for_children: bool) -> bool {
    !about_somebody || about_them || (about_child && reads_for_children)
}

/// Whether a text tells one of these places: a postcode however it is spaced, or the first line of an address.
pub fn tells_place(text: &str, postcodes: &[String], lines: &[String]) -> bool {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let (whole, words) = (bare(text), text.to_lowercase());
    let told = |place: &String| bare(place).len() > 4 && whole.contains(&bare(place));
    postcodes.iter().any(told)
        || lines.iter().any(|line| line.trim().len() > 4 && words.contains(&line.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_releases_alone_what_they_have_prepared() {
        let (one, other) = (AccountId::new(), AccountId::new());
        let by =
            |by| Deciding { prepared_by: one, by: Some(by), waits: true, yes: Some(true), why: "", tells_place: false };
        assert!(decide(&by(one)).is_err());
        assert!(decide(&Deciding { by: None, ..by(other) }).is_err());
        assert!(decide(&by(other)).is_ok());
        assert!(decide(&Deciding { waits: false, ..by(other) }).is_err());
        assert!(decide(&Deciding { yes: Some(false), ..by(other) }).is_err());
        assert!(decide(&Deciding { yes: Some(false), why: "Leave out the first part", ..by(other) }).is_ok());
        assert!(decide(&Deciding { tells_place: true, ..by(other) }).is_err());
    }

    #[test]
    fn what_another_grown_up_says_of_themself_is_never_offered() {
        assert!(is_theirs_to_read(false, false, false, false));
        assert!(is_theirs_to_read(true, true, false, false));
        assert!(is_theirs_to_read(true, false, true, true));
        assert!(!is_theirs_to_read(true, false, true, false));
        assert!(!is_theirs_to_read(true, false, false, true));
    }

    #[test]
    fn a_protected_place_is_found_however_it_is_written_and_what_names_others_is_looked_at() {
        let (postcodes, lines) = (vec!["ME4 4TR".to_owned()], vec!["12 Fern Close".to_owned()]);
        assert!(tells_place("They moved to me44tr in May.", &postcodes, &lines));
        assert!(tells_place("Meet at 12 fern close.", &postcodes, &lines));
        assert!(!tells_place("Meet at the school.", &postcodes, &lines));
        let new = Releasing { anything: true, tells_place: false, names_others: true, looked: false, there: true };
        assert!(release(&new).is_err());
        assert!(release(&Releasing { looked: true, ..new }).is_ok());
        // looking does not help where a place is told
        assert!(release(&Releasing { looked: true, tells_place: true, ..new }).is_err());
    }
}
