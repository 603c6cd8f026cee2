//! What a board asks for, and says no to by name.

pub mod boards;
pub mod meetings;
pub mod plan;
pub mod risks;
pub mod strategy;

use web::{Refusal, Refusals};

/// Reasons of one kind to say no: each with its name, what to do, and its field.
macro_rules! refusals {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$about:meta])* $rule:ident = ($code:literal, $told:literal, $field:literal),)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$about])* $rule,)* }

        impl From<$name> for web::Refusal {
            fn from(rule: $name) -> Self {
                let (name, told, field) = match rule { $($name::$rule => ($code, $told, $field),)* };
                Self::new(name, told).at(field)
            }
        }
    };
}
pub(crate) use refusals;

/// Each that is `true` is what is wrong.
///
/// # Errors
/// Every refusal that holds.
pub fn check<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

refusals! {
    /// Why words cannot stand before a board.
    pub enum CannotSay {
        /// They lead to somebody.
        Names = ("board-names-somebody",
            "Leave out telephone numbers, dates of birth, e-mail addresses and postcodes: a board never knows who a \
             family is", "form"),
    }
}

/// May these words stand before a board?
///
/// # Errors
/// [`CannotSay`].
pub fn say(texts: &[&str]) -> Result<(), Refusals> {
    check([(texts.iter().any(|text| web::names_somebody(text)), CannotSay::Names)])
}

fn empty(text: &str) -> bool {
    text.trim().is_empty()
}
