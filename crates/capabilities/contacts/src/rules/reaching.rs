//! How somebody can be reached without being put in danger by it. A voice on an answering machine, a letter on the
//! mat or
//! a message on a shared telephone has told the wrong person before (regulators' cases; practice 8).

use web::Refusal;

store::coded! {
    /// A way to reach somebody.
    pub enum ReachBy {
        /// A telephone call.
        Call = "call",
        /// A text message.
        Text = "text",
        /// An e-mail.
        Email = "email",
        /// A letter.
        Letter = "letter",
        /// None: they look on this site, with their code.
        Here = "here",
    }
}

/// What somebody said about being reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeReach {
    /// The ways that are safe; where none is said, those for which they left a number or an address.
    pub ways: Vec<ReachBy>,
    /// A number that must never be used.
    pub never: String,
    /// Somebody at home is the danger.
    pub danger_at_home: bool,
}

/// Why the house does not reach somebody so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReach {
    /// They did not choose this way.
    NotThisWay(ReachBy),
    /// They said that this number must never be used.
    NeverThisNumber,
}

impl From<CannotReach> for Refusal {
    fn from(rule: CannotReach) -> Self {
        match rule {
            CannotReach::NotThisWay(ReachBy::Letter) => Self::new(
                "letter-not-safe",
                "They did not say that a letter is safe. Tell them the code in a way that they chose",
            ),
            CannotReach::NotThisWay(_) => {
                Self::new("way-not-safe", "They did not say that this way is safe. Choose one that they chose")
            }
            CannotReach::NeverThisNumber => {
                Self::new("number-never-safe", "They said that this number must never be used")
            }
        }
    }
}

impl SafeReach {
    /// May they be reached so, and at this number where it is one?
    ///
    /// # Errors
    /// The first rule that says no.
    pub fn may(&self, by: ReachBy, number: &str) -> Result<(), CannotReach> {
        if !self.ways.is_empty() && !self.ways.contains(&by) {
            return Err(CannotReach::NotThisWay(by));
        }
        let same = |never: &str| !never.is_empty() && digits(number) == never;
        if self.never.split([',', ';', '\n']).map(digits).any(|never| same(&never)) {
            return Err(CannotReach::NeverThisNumber);
        }
        Ok(())
    }

    /// May anybody else who is named in the contact be told of it? Nobody, where somebody at home is the danger: who
    /// that
    /// is may be any of them.
    pub fn others_may_be_told(&self) -> bool {
        !self.danger_at_home
    }
}

/// A telephone number as it is dialled at home.
fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.trim_start_matches("00").strip_prefix("44") {
        Some(home) if number.trim().starts_with(['+', '0']) => format!("0{}", home.trim_start_matches('0')),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ways: &[ReachBy]) -> SafeReach {
        SafeReach { ways: ways.to_vec(), never: "07700 900111, 01632 960001".into(), danger_at_home: false }
    }

    #[test]
    fn nobody_is_reached_in_a_way_that_they_did_not_choose() {
        let by_text = said(&[ReachBy::Text]);
        assert_eq!(by_text.may(ReachBy::Text, "07700 900222"), Ok(()));
        for other in [ReachBy::Call, ReachBy::Email, ReachBy::Letter, ReachBy::Here] {
            assert_eq!(by_text.may(other, ""), Err(CannotReach::NotThisWay(other)));
        }
    }

    #[test]
    fn who_chose_nothing_is_reached_where_they_left_an_address() {
        assert_eq!(SafeReach::default().may(ReachBy::Email, ""), Ok(()));
    }

    #[test]
    fn a_number_that_must_never_be_used_is_never_used_however_it_is_written() {
        let by_call = said(&[ReachBy::Call]);
        for number in ["07700900111", "+44 7700 900111", "0044 7700 900 111", "01632-960001"] {
            assert_eq!(by_call.may(ReachBy::Call, number), Err(CannotReach::NeverThisNumber), "{number}");
        }
        assert_eq!(by_call.may(ReachBy::Call, "07700 900222"), Ok(()));
    }

    #[test]
    fn where_somebody_at_home_is_the_danger_nobody_else_is_told() {
        assert!(said(&[]).others_may_be_told());
        assert!(!SafeReach { danger_at_home: true, ..said(&[]) }.others_may_be_told());
    }
}
