//! What a contract must say, what is paid under it, and what its meetings agree.

use super::refuse;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

store::coded! {
    /// Whom one asked before something was bought, or while it runs (000 s11).
    pub enum Voice {
        /// Children.
        Children = "children",
        /// Young people.
        YoungPeople = "young-people",
        /// Parents, carers, whole families.
        Families = "families",
        /// Those who work with families.
        Practitioners = "practitioners",
    }
}

impl Voice {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Children => "Children",
            Self::YoungPeople => "Young people",
            Self::Families => "Families",
            Self::Practitioners => "Practitioners",
        }
    }
}

/// Why a contract, or something of it, cannot be kept so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotKeep {
    /// It has no name.
    NoName,
    /// Nobody provides it.
    NoProvider,
    /// A service of another provider.
    NotTheirs,
    /// It is for no service.
    NoServices,
    /// Nothing is expected of it.
    NoOutcomes,
    /// Nobody owns it.
    NoOwner,
    /// Whoever is to own it has not the role.
    NotACommissioner,
    /// No first or last day.
    NoTerm,
    /// It ends before it begins.
    EndsBefore,
    /// No value.
    NoValue,
    /// Places are no whole number.
    NoPlaces,
}

impl From<CannotKeep> for Refusal {
    fn from(rule: CannotKeep) -> Self {
        match rule {
            CannotKeep::NoName => Self::new("contract-without-name", "Enter what the contract is called").at("name"),
            CannotKeep::NoProvider => Self::new("contract-without-provider", "Choose who provides it").at("provider"),
            CannotKeep::NotTheirs => {
                Self::new("contract-not-theirs", "Choose services of this provider").at("services")
            }
            CannotKeep::NoServices => {
                Self::new("contract-without-services", "Choose at least one service").at("services")
            }
            CannotKeep::NoOutcomes => {
                Self::new("contract-without-outcomes", "Choose which outcomes are expected of it").at("outcomes")
            }
            CannotKeep::NoOwner => {
                Self::new("contract-without-owner", "Choose the commissioner who owns it").at("owner")
            }
            CannotKeep::NotACommissioner => {
                Self::new("contract-owner-unable", "Choose somebody with an account in use and the role commissioner")
                    .at("owner")
            }
            CannotKeep::NoTerm => Self::new("contract-without-term", "Enter its first and its last day").at("begins"),
            CannotKeep::EndsBefore => Self::new("contract-ends-before", "It cannot end before it begins").at("ends"),
            CannotKeep::NoValue => {
                Self::new("contract-without-value", "Enter its whole value in pounds, like 120000 or 1250.50")
                    .at("value")
            }
            CannotKeep::NoPlaces => {
                Self::new("contract-places", "Enter a whole number of places, or leave it empty").at("places")
            }
        }
    }
}

/// What is said of a contract.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Keeping<'a> {
    pub name: &'a str,
    pub provider: bool,
    pub services: usize,
    pub all_theirs: bool,
    pub outcomes: usize,
    pub owner: bool,
    pub able: bool,
    pub term: Option<(NaiveDate, NaiveDate)>,
    pub value: Option<i64>,
    pub places_wrong: bool,
}

/// May a contract be kept so?
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn keep(new: Keeping<'_>) -> Result<(), Refusals> {
    refuse([
        (new.name.trim().is_empty(), CannotKeep::NoName),
        (!new.provider, CannotKeep::NoProvider),
        (new.provider && new.services == 0, CannotKeep::NoServices),
        (new.provider && !new.all_theirs, CannotKeep::NotTheirs),
        (new.outcomes == 0, CannotKeep::NoOutcomes),
        (!new.owner, CannotKeep::NoOwner),
        (new.owner && !new.able, CannotKeep::NotACommissioner),
        (new.term.is_none(), CannotKeep::NoTerm),
        (new.term.is_some_and(|(begins, ends)| ends < begins), CannotKeep::EndsBefore),
        (new.value.is_none_or(|pence| pence < 0), CannotKeep::NoValue),
        (new.places_wrong, CannotKeep::NoPlaces),
    ])
}

/// Why something beside a contract cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAdd {
    /// No amount.
    NoAmount,
    /// Paid on a day to come.
    PaidInFuture,
    /// Nothing is said of what it is for.
    NoWhat,
    /// No day.
    NoDay,
    /// It is done already.
    DoneAlready,
    /// Nobody was asked.
    NoVoice,
    /// Nobody says what they said.
    NothingSaid,
    /// It names somebody.
    Named,
    /// A meeting of a day to come.
    NotHeld,
    /// Nobody says who was there.
    NobodyThere,
    /// A meeting without notes.
    NoNotes,
    /// An action without an owner who may see it.
    NoOwner,
    /// The next meeting lies before this one.
    NextBefore,
    /// Nobody says what became of it.
    NotSaidWhatBecame,
}

impl From<CannotAdd> for Refusal {
    fn from(rule: CannotAdd) -> Self {
        let (name, told, field) = match rule {
            CannotAdd::NoAmount => (
                "payment-without-amount",
                "Enter what was paid in pounds, like 1250.50; what was paid back as -1250.50",
                "amount",
            ),
            CannotAdd::PaidInFuture => {
                ("payment-in-future", "Enter a day that has come: what is only planned is no payment", "on")
            }
            CannotAdd::NoWhat => ("contract-without-what", "Say what it is", "what"),
            CannotAdd::NoDay => ("contract-without-day", "Enter the day", "on"),
            CannotAdd::DoneAlready => ("contract-done-already", "Somebody has said already that it is done", "form"),
            CannotAdd::NoVoice => ("consultation-without-voice", "Choose who was asked", "who"),
            CannotAdd::NothingSaid => ("consultation-without-words", "Write what they said", "said"),
            CannotAdd::Named => (
                "contract-names-somebody",
                "Leave out telephone numbers, dates of birth, e-mail addresses and postcodes",
                "form",
            ),
            CannotAdd::NotHeld => {
                ("meeting-to-come", "Enter a day that has come: keep a meeting once it was held", "on")
            }
            CannotAdd::NobodyThere => ("meeting-without-people", "Write who was there", "present"),
            CannotAdd::NoNotes => ("meeting-without-notes", "Write what was said and agreed", "notes"),
            CannotAdd::NoOwner => ("action-without-owner", "Choose the commissioner who sees that it is done", "owner"),
            CannotAdd::NextBefore => ("meeting-next-before", "The next meeting comes after this one", "next"),
            CannotAdd::NotSaidWhatBecame => ("action-without-word", "Say what came of it", "became"),
        };
        Self::new(name, told).at(field)
    }
}

/// May something be kept beside a contract? Each that is `true` is what is wrong.
///
/// # Errors
/// Every [`CannotAdd`] that holds.
pub fn add(faults: impl IntoIterator<Item = (bool, CannotAdd)>) -> Result<(), Refusals> {
    refuse(faults)
}

/// Pence of `1,250.50`, `£1250`, `-12.5`; nothing where it is no amount.
pub fn pence(text: &str) -> Option<i64> {
    let clean: String = text.chars().filter(|letter| !matches!(letter, '£' | ',' | ' ')).collect();
    let (sign, digits) = match clean.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, clean.as_str()),
    };
    let (pounds, part) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if pounds.is_empty() || !only_digits(pounds) || !only_digits(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let pounds: i64 = pounds.parse().ok().filter(|pounds| *pounds <= 1_000_000_000)?;
    Some(sign * (pounds * 100 + part))
}

/// `£1,250.50`, `£120,000`.
pub fn pounds(pence: i64) -> String {
    let (sign, pence) = (if pence < 0 { "-" } else { "" }, pence.unsigned_abs());
    let digits = (pence / 100).to_string();
    let mut whole = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    match pence % 100 {
        0 => format!("{sign}£{whole}"),
        part => format!("{sign}£{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_said() {
        assert_eq!(pence("£1,250.5"), Some(125_050));
        assert_eq!(pence("-12"), Some(-1_200));
        for wrong in ["", "12.345", "abc", "1.2.3", "--1"] {
            assert_eq!(pence(wrong), None, "{wrong}");
        }
        assert_eq!(pounds(12_000_000), "£120,000");
        assert_eq!(pounds(-125_050), "-£1,250.50");
        assert_eq!(pounds(0), "£0");
    }

    #[test]
    fn a_contract_says_who_what_when_and_how_much() {
        let refused = keep(Keeping::default()).expect_err("refused");
        for name in
            ["contract-without-name", "contract-without-provider", "contract-without-outcomes", "contract-without-term"]
        {
            assert!(refused.names(name), "{name}");
        }
    }
}
