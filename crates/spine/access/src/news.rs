//! Kinds of news: that something happened which somebody wants to know, declared as a constant where it happens. What
//! is kept of it and how it is told is `work`'s.

use crate::Role;

store::coded! {
    /// How somebody is told of what is new, besides on My work.
    pub enum Told {
        /// By a letter, the moment it happens.
        AtOnce = "at-once",
        /// By the one letter of the next morning.
        Daily = "daily",
        /// By no letter.
        Never = "never",
    }
}

impl Told {
    /// What it is called on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AtOnce => "At once",
            Self::Daily => "Once a day",
            Self::Never => "Not by email",
        }
    }
}

/// Those who meet families and are told of them.
const WORKERS: &[Role] = &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager];

/// A kind of news. All of its words are constants, so that no letter can name anybody (T23).
///
/// ```
/// use access::capability::NewsKind;
///
/// /// An assessment came back to whoever completed it.
/// const RETURNED: NewsKind =
///     NewsKind::new("assessment-returned", "My assessment is returned", "An assessment was returned to you");
///
/// /// Nobody can turn it off, and nobody waits for it until the morning.
/// const DANGER: NewsKind =
///     NewsKind::new("danger", "A child is in danger", "A contact needs somebody at once").always_at_once();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewsKind {
    code: &'static str,
    asked: &'static str,
    subject: &'static str,
    usual: Told,
    choices: &'static [Told],
    roles: &'static [Role],
}

impl NewsKind {
    /// A kind with a stable code, what it is called in the settings of whoever is told ("My assessment is returned"),
    /// and the words of its letter: what happened, without a name ("An assessment was returned to you"). It is told at
    /// once unless somebody chooses otherwise.
    pub const fn new(code: &'static str, asked: &'static str, subject: &'static str) -> Self {
        Self { code, asked, subject, usual: Told::AtOnce, choices: Told::ALL, roles: WORKERS }
    }

    /// It can wait for the next morning, unless somebody chooses otherwise.
    #[must_use]
    pub const fn usually_daily(self) -> Self {
        Self { usual: Told::Daily, ..self }
    }

    /// Only those are told, on My work as well, who choose a letter of it.
    #[must_use]
    pub const fn on_request(self) -> Self {
        Self { usual: Told::Never, ..self }
    }

    /// It can be told once a day and never turned off.
    #[must_use]
    pub const fn never_silent(self) -> Self {
        Self { choices: &[Told::AtOnce, Told::Daily], ..self }
    }

    /// It is told at once to everybody: nothing is asked of it.
    #[must_use]
    pub const fn always_at_once(self) -> Self {
        Self { choices: &[Told::AtOnce], ..self }
    }

    /// It is told to those with one of these roles, and asked of no others.
    #[must_use]
    pub const fn for_roles(self, roles: &'static [Role]) -> Self {
        Self { roles, ..self }
    }

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// What it is called in the settings.
    pub const fn asked(self) -> &'static str {
        self.asked
    }

    /// The words of its letter.
    pub const fn subject(self) -> &'static str {
        self.subject
    }

    /// What one can choose.
    pub const fn choices(self) -> &'static [Told] {
        self.choices
    }

    /// Those who are told of it.
    pub const fn roles(self) -> &'static [Role] {
        self.roles
    }

    /// How somebody is told who has chosen this, or nothing. What can no longer be chosen counts as nothing.
    pub fn told(self, chosen: Option<Told>) -> Told {
        chosen.filter(|told| self.choices.contains(told)).unwrap_or(self.usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: NewsKind = NewsKind::new("x", "x", "x");

    #[test]
    fn what_is_late_cannot_be_turned_off_and_danger_not_put_off() {
        assert_eq!(KIND.told(Some(Told::Never)), Told::Never);
        assert_eq!(KIND.usually_daily().told(None), Told::Daily);
        assert_eq!(KIND.never_silent().told(Some(Told::Never)), Told::AtOnce);
        assert_eq!(KIND.never_silent().told(Some(Told::Daily)), Told::Daily);
        for chosen in [None, Some(Told::Daily), Some(Told::Never)] {
            assert_eq!(KIND.always_at_once().told(chosen), Told::AtOnce);
        }
    }
}
