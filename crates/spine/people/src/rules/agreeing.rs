//! Is agreement to be supported in force, may help rest on it, and may another basis be named instead? (practice 3)

use super::{AGREEMENT, places::listed};
use web::Refusal;

/// What somebody who must agree said last, as it counts today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// They agree.
    Agrees,
    /// They do not, or no longer.
    Refuses,
    /// They were not asked, or so long ago that they are asked again.
    NotAsked,
}

/// Somebody who must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustAgree {
    /// In full.
    pub name: String,
    /// No child: one of these must say yes, where there is any.
    pub grown: bool,
    /// What they said.
    pub word: Word,
}

/// Whether agreement is in force: somebody grown agrees, everyone who must agree was asked, and nobody of them says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForce {
    /// It is.
    Complete,
    /// Somebody agrees, and these have not been asked yet.
    Partial(Vec<String>),
    /// Nobody agrees.
    None,
    /// These do not agree.
    Refused(Vec<String>),
}

/// Whether agreement is in force among those who must agree.
pub fn in_force(asked: &[MustAgree]) -> InForce {
    let who =
        |word| -> Vec<String> { asked.iter().filter(|one| one.word == word).map(|one| one.name.clone()).collect() };
    let (refused, not_asked) = (who(Word::Refuses), who(Word::NotAsked));
    match (refused.is_empty(), somebody_agrees(asked), not_asked.is_empty()) {
        (false, ..) => InForce::Refused(refused),
        (_, false, _) => InForce::None,
        (.., false) => InForce::Partial(not_asked),
        _ => InForce::Complete,
    }
}

/// Whether one agrees who can say so for the family: somebody grown, or a young person where nobody is.
pub fn somebody_agrees(asked: &[MustAgree]) -> bool {
    let some_grown = asked.iter().any(|one| one.grown);
    asked.iter().any(|one| one.word == Word::Agrees && (one.grown || !some_grown))
}

/// Why help does not go further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotHelp {
    /// Agreement is not in force, and no other basis is named with its reason.
    WithoutGrounds(InForce),
}

impl CannotHelp {
    /// What is missing, and what to do.
    pub fn told(&self) -> String {
        let Self::WithoutGrounds(in_force) = self;
        let missing = match in_force {
            InForce::Refused(who) => format!("{}: they do not agree to be supported", listed(who)),
            InForce::Partial(who) => format!("{}: they have not been asked whether they agree", listed(who)),
            InForce::None | InForce::Complete => {
                "Nobody in the family has agreed to be supported, or it is too long ago".into()
            }
        };
        format!("{missing}. Record what they say, or name another lawful basis with its reason, under Agreement")
    }
}

impl From<CannotHelp> for Refusal {
    fn from(rule: CannotHelp) -> Self {
        Self::new("help-without-grounds", rule.told())
    }
}

/// May help go further than a talk: an assessment be completed, a plan be agreed? Agreement is in force, or another
/// basis is `named` with its reason.
///
/// # Errors
/// [`CannotHelp`]; the caller says at which field.
pub fn help(in_force: &InForce, named: bool) -> Result<(), CannotHelp> {
    if named || *in_force == InForce::Complete { Ok(()) } else { Err(CannotHelp::WithoutGrounds(in_force.clone())) }
}

/// Why a lawful basis cannot be recorded so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotNameBasis {
    /// Another basis than agreement, and no word of why.
    WithoutReason,
    /// The privacy notice was given, and no basis is recorded of which it tells.
    NoticeWithoutBasis,
}

impl From<CannotNameBasis> for Refusal {
    fn from(rule: CannotNameBasis) -> Self {
        match rule {
            CannotNameBasis::WithoutReason => {
                Self::new("basis-without-reason", "Say why this basis applies rather than the family's agreement")
                    .at("basis_reason")
            }
            CannotNameBasis::NoticeWithoutBasis => {
                let told = "Choose the lawful basis of which the privacy notice tells";
                Self::new("notice-without-basis", told).at("basis")
            }
        }
    }
}

/// May this basis be named? Whatever stands in for agreement says why.
///
/// # Errors
/// [`CannotNameBasis::WithoutReason`].
pub fn basis(basis: &str, reason: &str) -> Result<(), Refusal> {
    let missing = basis != AGREEMENT && reason.trim().is_empty();
    if missing { Err(CannotNameBasis::WithoutReason.into()) } else { Ok(()) }
}

/// May the privacy notice be recorded by itself? Only of a basis that is `there`.
///
/// # Errors
/// [`CannotNameBasis::NoticeWithoutBasis`].
pub fn notice(there: bool) -> Result<(), Refusal> {
    if there { Ok(()) } else { Err(CannotNameBasis::NoticeWithoutBasis.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, grown: bool, word: Word) -> MustAgree {
        MustAgree { name: name.into(), grown, word }
    }

    #[test]
    fn agreement_is_in_force_when_everyone_who_must_agree_was_asked_and_nobody_says_no() {
        let (ife, chidi, tobi) =
            (one("Ife", true, Word::Agrees), one("Chidi", true, Word::NotAsked), one("Tobi", false, Word::Agrees));
        assert_eq!(in_force(&[]), InForce::None);
        assert_eq!(in_force(std::slice::from_ref(&ife)), InForce::Complete);
        assert_eq!(in_force(&[ife.clone(), chidi.clone()]), InForce::Partial(vec!["Chidi".into()]));
        let refuses = MustAgree { word: Word::Refuses, ..chidi.clone() };
        assert_eq!(in_force(&[ife, refuses, tobi.clone()]), InForce::Refused(vec!["Chidi".into()]));
        // a young person does not say yes for their parents, and does where there are none
        assert_eq!(in_force(&[chidi, tobi.clone()]), InForce::None);
        assert_eq!(in_force(&[tobi]), InForce::Complete);
    }

    #[test]
    fn help_goes_on_by_agreement_or_on_another_basis_with_its_reason() {
        let partial = InForce::Partial(vec!["Chidi".into()]);
        assert!(help(&InForce::Complete, false).is_ok());
        assert!(help(&partial, true).is_ok());
        let refused = help(&partial, false).expect_err("refused");
        assert!(refused.told().starts_with("Chidi: they have not been asked"), "{}", refused.told());
        assert_eq!(Refusal::from(help(&InForce::None, false).expect_err("refused")).name, "help-without-grounds");
    }

    #[test]
    fn another_basis_says_why_and_a_notice_tells_of_a_basis() {
        assert!(basis(AGREEMENT, "").is_ok());
        assert!(basis("public-task", " ").is_err());
        assert!(basis("public-task", "A child at risk.").is_ok());
        assert!(notice(false).is_err());
    }
}
