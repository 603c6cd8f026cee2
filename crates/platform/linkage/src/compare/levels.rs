//! The fields, and the levels of agreement of each.

/// What is compared. Sex and gender are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub enum Field {
    Given,
    Family,
    Middle,
    Born,
    Place,
    Phone,
    Email,
    Nhs,
    Upn,
}

/// How many fields there are.
pub const FIELDS: usize = 9;

/// The most levels of a field, with the one for "not known".
pub const LEVELS: usize = 11;

/// A level of agreement: how it is said, and how often it is met among pairs that are one person (m) and among pairs
/// that are two (u), before a file has taught better.
#[derive(Debug, Clone, Copy)]
pub struct Level {
    /// In words.
    pub words: &'static str,
    /// Among pairs that are one person.
    pub m: f64,
    /// Among pairs that are two.
    pub u: f64,
}

const fn level(words: &'static str, m: f64, u: f64) -> Level {
    Level { words, m, u }
}

/// Level 0 of every field: one or both do not say. It weighs nothing.
pub const UNKNOWN: u8 = 0;

const NAME: [Level; 11] = [
    level("", 0.0, 0.0),
    level("first name agrees", 0.75, 0.006),
    level("first name: forms of one name", 0.04, 0.003),
    level("first name agrees in part", 0.03, 0.004),
    level("first name: initial agrees", 0.01, 0.006),
    level("first name: spelled a little otherwise", 0.09, 0.004),
    level("first name: alike, but two names", 0.01, 0.004),
    level("first name sounds alike", 0.03, 0.02),
    level("first and last name exchanged", 0.01, 0.000_1),
    level("one name stands in the place of the other", 0.01, 0.001),
    level("first name differs", 0.02, 0.951_9),
];

const FAMILY: [Level; 7] = [
    level("", 0.0, 0.0),
    level("last name agrees", 0.82, 0.003),
    level("last name: a former name agrees", 0.02, 0.000_3),
    level("last name agrees in part", 0.02, 0.001_5),
    level("last name: spelled a little otherwise", 0.09, 0.003),
    level("last name sounds alike", 0.02, 0.012),
    level("last name differs", 0.03, 0.980_2),
];

const MIDDLE: [Level; 5] = [
    level("", 0.0, 0.0),
    level("middle name agrees", 0.7, 0.01),
    level("middle name: initial agrees", 0.15, 0.07),
    level("middle name: one of several agrees", 0.05, 0.01),
    level("middle name differs", 0.1, 0.91),
];

const BORN: [Level; 9] = [
    level("", 0.0, 0.0),
    level("date of birth agrees", 0.86, 0.000_1),
    level("date of birth: day and month exchanged", 0.01, 0.000_05),
    level("date of birth: one digit otherwise", 0.05, 0.001),
    level("date of birth fits the expected date", 0.005, 0.001),
    level("date of birth: two of day, month and year agree", 0.02, 0.006),
    level("year of birth agrees", 0.01, 0.02),
    level("born about the same time", 0.015, 0.08),
    level("date of birth differs", 0.03, 0.891_85),
];

const PLACE: [Level; 9] = [
    level("", 0.0, 0.0),
    level("address agrees", 0.55, 0.000_5),
    level("address is alike", 0.07, 0.000_5),
    level("postcode agrees, and the street is alike", 0.03, 0.000_2),
    level("postcode agrees", 0.03, 0.000_6),
    level("address line agrees, in another place", 0.03, 0.000_5),
    level("street and town are alike", 0.03, 0.000_5),
    level("same town or district", 0.13, 0.05),
    level("address differs", 0.13, 0.947_7),
];

const PHONE: [Level; 4] = [
    level("", 0.0, 0.0),
    level("telephone number agrees", 0.6, 0.000_5),
    level("telephone number: one digit otherwise", 0.04, 0.000_05),
    level("telephone number differs", 0.36, 0.999_45),
];

const EMAIL: [Level; 5] = [
    level("", 0.0, 0.0),
    level("email address agrees", 0.6, 0.000_2),
    level("email address agrees before the @", 0.06, 0.000_5),
    level("email address is alike", 0.1, 0.002),
    level("email address differs", 0.24, 0.997_3),
];

const NHS: [Level; 4] = [
    level("", 0.0, 0.0),
    level("NHS number agrees", 0.95, 0.000_000_2),
    level("NHS number: one digit otherwise", 0.03, 0.000_02),
    level("NHS number differs", 0.02, 0.999_979_8),
];

const UPN: [Level; 4] = [
    level("", 0.0, 0.0),
    level("pupil number agrees", 0.95, 0.000_000_2),
    level("pupil number: one digit otherwise", 0.03, 0.000_02),
    level("pupil number differs", 0.02, 0.999_979_8),
];

/// The levels of each field, in the order of [`Field`].
pub const ALL: [&[Level]; FIELDS] = [&NAME, &FAMILY, &MIDDLE, &BORN, &PLACE, &PHONE, &EMAIL, &NHS, &UPN];

/// The level of each field, in the order of [`Field`].
pub type Pattern = [u8; FIELDS];
