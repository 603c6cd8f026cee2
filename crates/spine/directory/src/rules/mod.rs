//! How long an entry may be believed, what it must say, who may change it without being asked; what is asked of an
//! offer and a referral.

pub mod beside;
pub mod entry;
pub mod offer;
pub mod referral;

pub use entry::{Entry, is_email, is_phone, is_url, languages, missing, tells_its_place, without_clues};

use chrono::{Days, NaiveDate};
use pack::Pack;
use web::Refusal;

/// How far an entry may be believed today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// Somebody said on this day that all of it is right.
    Right(NaiveDate),
    /// So, but it has to be said again by this day.
    Soon(NaiveDate),
    /// Nobody has said so since this day; shown with a mark.
    NotSince(NaiveDate),
    /// Not for so long that it is suggested to nobody.
    Hidden(Option<NaiveDate>),
}

/// The day from which an assurance counts at all; older ones are suggested to nobody (`service-hide`).
pub fn suggested_from(pack: &Pack, today: NaiveDate) -> NaiveDate {
    let days = pack.number("service-assure") + pack.number("service-hide");
    today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(today)
}

/// How far it may be believed.
pub fn assurance(pack: &Pack, assured_on: Option<NaiveDate>, today: NaiveDate) -> Assurance {
    let Some(on) = assured_on else { return Assurance::Hidden(None) };
    let after = |days: u32| on.checked_add_days(Days::new(u64::from(days))).unwrap_or(on);
    let until = after(pack.number("service-assure"));
    let remind = pack.number("service-remind");

    if on < suggested_from(pack, today) {
        Assurance::Hidden(Some(on))
    } else if today > until {
        Assurance::NotSince(on)
    } else if today > until.checked_sub_days(Days::new(u64::from(remind))).unwrap_or(until) {
        Assurance::Soon(until)
    } else {
        Assurance::Right(on)
    }
}

/// Whether a provider's changes go live without being looked at: after so many that were approved (`service-trust`).
pub fn is_trusted(pack: &Pack, approved: i64) -> bool {
    approved >= i64::from(pack.number("service-trust"))
}

/// Why a change that waits cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReturn {
    /// It goes back without a word.
    NoReason,
}

impl From<CannotReturn> for Refusal {
    fn from(rule: CannotReturn) -> Self {
        match rule {
            CannotReturn::NoReason => {
                Self::new("change-returned-without-reason", "Say what is missing or wrong").at("reason")
            }
        }
    }
}

/// Whoever gets a change back learns why.
///
/// # Errors
/// [`CannotReturn`].
pub fn decide(approved: bool, reason: &str) -> Result<(), Refusal> {
    if approved || !reason.trim().is_empty() { Ok(()) } else { Err(CannotReturn::NoReason.into()) }
}

/// The most that people without an account may say to be wrong in an hour: of one service, and of all.
const AN_HOUR: (i64, i64) = (5, 120);

/// Whether more may be said, after so much in the last hour of this service and of all: nobody drowns an inbox.
pub fn may_doubt(of_it: i64, of_all: i64) -> bool {
    of_it < AN_HOUR.0 && of_all < AN_HOUR.1
}
