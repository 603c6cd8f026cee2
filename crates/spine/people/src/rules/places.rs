//! When is a place kept from somebody, and for whom? Whoever is hidden is found through those who live with them, so
//! that it is the place that is protected, and everyone in it (T16).

use super::fold;
use crate::{Address, MemberRole, NewPerson};
use web::Refusal;

/// Whether two addresses are one home, however they were written: a postcode is a street, and its numbers are the
/// house and the flat. Where there is no number, the words themselves.
pub fn is_one_place(one: &Address, other: &Address) -> bool {
    !one.is_empty() && fold(&one.postcode) == fold(&other.postcode) && door(one) == door(other)
}

/// The words of the lines with a digit in them, in order; all of them where none has.
fn door(address: &Address) -> Vec<String> {
    let text = fold(&format!("{} {}", address.line_1, address.line_2));
    let mut words: Vec<String> = text.split(' ').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect();
    if words.iter().any(|word| has_digit(word)) {
        words.retain(|word| has_digit(word));
    }
    words.sort_unstable();
    words
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Protects everyone who lives with somebody whose place is protected, and the children of whom nobody said where they
/// live: with whoever is hidden, as far as anybody knows.
pub fn together<'a>(people: impl IntoIterator<Item = (MemberRole, &'a mut NewPerson)>) {
    let mut people: Vec<(MemberRole, &mut NewPerson)> = people.into_iter().collect();
    let secret: Vec<Address> =
        people.iter().filter(|(_, person)| person.protected).map(|(_, person)| person.address.clone()).collect();
    if secret.is_empty() {
        return;
    }
    for (role, person) in &mut people {
        let lives_there = secret.iter().any(|place| is_one_place(place, &person.address));
        person.protected |= lives_there || (role.is_child() && person.address.is_empty());
    }
}

/// Why the protection of a place does not end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotUnprotect {
    /// Those of the family whose address would be shown.
    pub who: Vec<String>,
}

impl From<CannotUnprotect> for Refusal {
    fn from(rule: CannotUnprotect) -> Self {
        let told = format!(
            "Everyone who works with the family would see where {} can be found. If it is no secret any more, say so \
             below; else tick the box again",
            listed(&rule.who)
        );
        Self::new("unprotecting-asks", told).at("unprotect")
    }
}

/// Ends protection only where somebody was asked and said so.
///
/// # Errors
/// [`CannotUnprotect`].
pub fn unprotect(sure: bool, who: Vec<String>) -> Result<(), Refusal> {
    if sure { Ok(()) } else { Err(CannotUnprotect { who }.into()) }
}

/// `Ada, Tom and Ife`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line_1: &str, line_2: &str, postcode: &str) -> Address {
        Address { line_1: line_1.into(), line_2: line_2.into(), town: String::new(), postcode: postcode.into() }
    }

    #[test]
    fn one_home_is_one_home_however_it_was_written() {
        let home = place("Flat 2, 14 Elm Road", "", "ME4 4TR");
        assert!(is_one_place(&home, &place("14 Elm Rd", "Flat 2", "me4 4tr")));
        assert!(!is_one_place(&home, &place("Flat 3, 14 Elm Road", "", "ME4 4TR")));
        assert!(!is_one_place(&home, &place("Flat 2, 14 Elm Road", "", "ME4 4TS")));
        assert!(is_one_place(&place("Rose Cottage", "", "ME3 1AA"), &place("rose cottage", "", "ME3 1AA")));
        assert!(!is_one_place(&Address::default(), &Address::default()));
    }

    #[test]
    fn whoever_lives_at_a_protected_place_is_protected_with_it() {
        let at = |line: &str, protected| NewPerson {
            address: if line.is_empty() { Address::default() } else { place(line, "", "ME4 4TR") },
            protected,
            ..NewPerson::default()
        };
        let mut people =
            [at("1 Elm Road", true), at("1 Elm Rd", false), at("", false), at("", false), at("9 Elm Road", false)];
        let roles = [MemberRole::Parent, MemberRole::Child, MemberRole::Child, MemberRole::Parent, MemberRole::Parent];
        together(roles.into_iter().zip(&mut people));
        assert_eq!(people.map(|person| person.protected), [true, true, true, false, false]);
    }

    #[test]
    fn protection_ends_only_when_somebody_says_so() {
        let who = || vec!["Ife".to_owned(), "Ada".to_owned()];
        let asked = unprotect(false, who()).expect_err("asks");
        assert!(asked.message.contains("Ife and Ada"));
        assert_eq!(unprotect(true, who()), Ok(()));
    }
}
