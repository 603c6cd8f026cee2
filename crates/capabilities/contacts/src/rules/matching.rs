//! Who the people of a contact are.

use super::state::{State, is_decided};
use people::PersonId;
use std::collections::BTreeSet;
use web::Refusal;

/// Why it cannot be said so who the people of a contact are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotMatch {
    /// It was decided, and its people have their records.
    Decided,
    /// Two of them would be one: twins stay two. The field of the second.
    OnePersonTwice(String),
}

impl From<CannotMatch> for Refusal {
    fn from(rule: CannotMatch) -> Self {
        match rule {
            CannotMatch::Decided => is_decided(),
            CannotMatch::OnePersonTwice(field) => {
                Self::new("one-person-twice", "Two people of this contact cannot be the same person").at(field)
            }
        }
    }
}

/// May these be said to be known, each under the name of its field?
///
/// # Errors
/// The first rule that says no.
pub fn match_people(state: State, known: &[(String, PersonId)]) -> Result<(), CannotMatch> {
    if !state.waits() {
        return Err(CannotMatch::Decided);
    }
    let mut seen = BTreeSet::new();
    match known.iter().find(|(_, person)| !seen.insert(*person)) {
        Some((field, _)) => Err(CannotMatch::OnePersonTwice(field.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_stay_two() {
        let (one, two) = (PersonId::new(), PersonId::new());
        let known = |who: &[PersonId]| -> Vec<(String, PersonId)> {
            (0..).zip(who).map(|(n, person): (u8, _)| (format!("who-{n}"), *person)).collect()
        };
        assert_eq!(match_people(State::Received, &known(&[one, two])), Ok(()));
        let twice = CannotMatch::OnePersonTwice("who-2".into());
        assert_eq!(match_people(State::Asked, &known(&[one, two, one])), Err(twice));
        assert_eq!(match_people(State::Decided, &known(&[one])), Err(CannotMatch::Decided));
    }
}
