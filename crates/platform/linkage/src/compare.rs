//! How far two records agree, field by field: a closed list of levels each, from "agrees" to "differs".

use crate::{
    nicknames,
    record::{Column, Lexicon, Prepared, Word},
    text,
};
use std::collections::HashMap;

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
pub const LEVELS: usize = 10;

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

const NAME: [Level; 10] = [
    level("", 0.0, 0.0),
    level("first name agrees", 0.75, 0.006),
    level("first name: forms of one name", 0.04, 0.003),
    level("first name agrees in part", 0.03, 0.004),
    level("first name: initial agrees", 0.01, 0.006),
    level("first name: spelled a little otherwise", 0.09, 0.004),
    level("first name: alike, but two names", 0.01, 0.004),
    level("first name sounds alike", 0.03, 0.02),
    level("first and last name exchanged", 0.01, 0.000_1),
    level("first name differs", 0.03, 0.952_9),
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
const PLACE: [Level; 7] = [
    level("", 0.0, 0.0),
    level("address agrees", 0.55, 0.000_5),
    level("address is alike", 0.07, 0.000_5),
    level("postcode agrees", 0.06, 0.000_8),
    level("address line agrees, in another place", 0.03, 0.000_5),
    level("same town or district", 0.15, 0.05),
    level("address differs", 0.14, 0.948_2),
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

/// Similarities of names that were looked at before.
#[derive(Debug, Default)]
pub struct Memo {
    names: HashMap<(Word, Word), Near>,
    lines: HashMap<(Word, Word), bool>,
}

/// Enough for the names of a country; then it begins anew.
const MOST_REMEMBERED: usize = 1 << 19;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Same,
    Part,
    Slip,
    Sounds,
    Not,
}

fn near(a: &str, b: &str) -> Near {
    if a == b || (a.contains(' ') != b.contains(' ') && a.replace(' ', "") == b.replace(' ', "")) {
        return Near::Same;
    }
    let shares = |a: &str, b: &str| a.split(' ').any(|x| x.len() > 2 && b.split(' ').any(|y| x == y));
    if (a.contains(' ') || b.contains(' ')) && shares(a, b) {
        return Near::Part;
    }
    let least = a.len().min(b.len());
    let alike = text::alike(a, b);
    // Mia and Lia are two names, Noa and Noah one
    let short = least == 3 && a.as_bytes()[0] == b.as_bytes()[0];
    let slips = ((least > 3 || short) && text::one_slip(a, b)) || (least > 6 && alike > 0.8 && text::slips(a, b) <= 2);
    if slips || (least > 4 && alike >= 0.93) || (least > 2 && text::as_scanned(a) == text::as_scanned(b)) {
        return Near::Slip;
    }
    if alike >= 0.87 || (least > 2 && text::sound(a) == text::sound(b)) {
        return Near::Sounds;
    }
    Near::Not
}

impl Memo {
    fn near(&mut self, lexicon: &Lexicon, a: Word, b: Word) -> Near {
        if a == b {
            return Near::Same;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.names.get(&key) {
            return *known;
        }
        if self.names.len() >= MOST_REMEMBERED {
            self.names.clear();
        }
        let near = near(lexicon.text(a), lexicon.text(b));
        self.names.insert(key, near);
        near
    }

    fn same_line(&mut self, lexicon: &Lexicon, a: Word, b: Word) -> bool {
        if a == b {
            return true;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.lines.get(&key) {
            return *known;
        }
        if self.lines.len() >= MOST_REMEMBERED {
            self.lines.clear();
        }
        let same = same_line(lexicon.text(a), lexicon.text(b));
        self.lines.insert(key, same);
        same
    }
}

/// Whether two address lines are one: the same number and a street that is nearly the same, or nearly the same words.
fn same_line(a: &str, b: &str) -> bool {
    let numbers = |t: &str| -> Vec<String> {
        t.split(' ').filter(|w| w.starts_with(|c: char| c.is_ascii_digit())).map(ToOwned::to_owned).collect()
    };
    let (x, y) = (numbers(a), numbers(b));
    // neighbours are not one household
    if !x.is_empty() && !y.is_empty() && !x.iter().any(|n| y.contains(n)) {
        return false;
    }
    let words = |t: &str| t.split(' ').filter(|w| w.len() > 2).count();
    let (p, q) = (words(a), words(b));
    let shared = a.split(' ').filter(|w| w.len() > 2 && b.split(' ').any(|v| v == *w)).count();
    text::alike(a, b) >= 0.92 || (p + q > 0 && 2 * shared * 10 >= (p + q) * 7)
}

/// Compares two records.
pub fn compare(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared) -> Pattern {
    let mut pattern = [UNKNOWN; FIELDS];
    pattern[Field::Given as usize] = given(lexicon, memo, a, b);
    pattern[Field::Family as usize] = family(lexicon, memo, a, b);
    if exchanged(lexicon, memo, a, b, &pattern) {
        pattern[Field::Given as usize] = 8;
        pattern[Field::Family as usize] = UNKNOWN;
    }
    pattern[Field::Middle as usize] = middle(lexicon.text(a.middle), lexicon.text(b.middle));
    pattern[Field::Born as usize] = born(a, b);
    pattern[Field::Place as usize] = place(lexicon, memo, a, b);
    pattern[Field::Phone as usize] = phone(a.phone, b.phone);
    pattern[Field::Email as usize] = email(lexicon.text(a.email), lexicon.text(b.email));
    pattern[Field::Nhs as usize] = number(lexicon.text(a.nhs), lexicon.text(b.nhs), true);
    pattern[Field::Upn as usize] = number(lexicon.text(a.upn), lexicon.text(b.upn), false);
    pattern
}

fn given(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared) -> u8 {
    if a.given.is_empty() || b.given.is_empty() {
        return UNKNOWN;
    }
    let (x, y) = (lexicon.text(a.given), lexicon.text(b.given));
    let first = |t: &'_ str| t.split(' ').next().unwrap_or_default().to_owned();
    match memo.near(lexicon, a.given, b.given) {
        Near::Same => return 1,
        Near::Part => return 3,
        _ if x.len() == 1 || y.len() == 1 => return if x.as_bytes()[0] == y.as_bytes()[0] { 4 } else { 9 },
        _ if nicknames::forms_of_one(&first(x), &first(y)) => return 2,
        Near::Slip | Near::Sounds
            if (lexicon.is_common(Column::Given, a.given) || nicknames::is_full(x))
                && (lexicon.is_common(Column::Given, b.given) || nicknames::is_full(y)) =>
        {
            return 6;
        }
        Near::Slip => return 5,
        Near::Sounds => return 7,
        Near::Not => {}
    }
    // called by a middle name
    let among = |name: &str, others: Word| name.len() > 2 && lexicon.text(others).split(' ').any(|w| w == name);
    if among(x, b.middle) || among(y, a.middle) { 3 } else { 9 }
}

fn family(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared) -> u8 {
    if a.family.is_empty() || b.family.is_empty() {
        return UNKNOWN;
    }
    let near = memo.near(lexicon, a.family, b.family);
    if near == Near::Same {
        return 1;
    }
    let former = |x: Word, y: Word| !x.is_empty() && x == y;
    if former(a.former, b.family) || former(a.family, b.former) || former(a.former, b.former) {
        return 2;
    }
    match near {
        Near::Part => 3,
        Near::Slip => 4,
        Near::Sounds => 5,
        Near::Same | Near::Not => 6,
    }
}

fn middle(a: &str, b: &str) -> u8 {
    match (a.as_bytes(), b.as_bytes()) {
        ([], _) | (_, []) => UNKNOWN,
        ([x], [y, ..]) | ([x, ..], [y]) if x == y => 2,
        ([_], _) | (_, [_]) => 4,
        _ if a == b || text::one_slip(a, b) => 1,
        _ if a.split(' ').any(|x| x.len() > 1 && b.split(' ').any(|y| x == y)) => 3,
        _ => 4,
    }
}

/// Whether the first name of each is the last name of the other, and it was not better so.
fn exchanged(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared, found: &Pattern) -> bool {
    let good = |level: u8, last: u8| level == UNKNOWN || level < last;
    if good(found[Field::Given as usize], 9) && good(found[Field::Family as usize], 6) {
        return false;
    }
    if [a.given, a.family, b.given, b.family].iter().any(|w| w.is_empty()) {
        return false;
    }
    memo.near(lexicon, a.given, b.family) <= Near::Slip && memo.near(lexicon, a.family, b.given) <= Near::Slip
}

fn born(a: &Prepared, b: &Prepared) -> u8 {
    let (x, y) = (a.born, b.born);
    if x == 0 || y == 0 {
        return UNKNOWN;
    }
    let parts = |n: u32| (n / 10_000, n / 100 % 100, n % 100);
    let ((y1, m1, d1), (y2, m2, d2)) = (parts(x), parts(y));
    if (a.expected || b.expected) && x != y {
        let days = |(y, m, d): (u32, u32, u32)| i64::from(y) * 365 + i64::from(m) * 30 + i64::from(d);
        return if (days((y1, m1, d1)) - days((y2, m2, d2))).abs() <= 42 { 4 } else { 8 };
    }
    if x.is_multiple_of(10_000) || y.is_multiple_of(10_000) {
        return if y1 == y2 { 6 } else { 8 };
    }
    if x == y {
        return 1;
    }
    if y1 == y2 && (m1, d1) == (d2, m2) {
        return 2;
    }
    if text::one_slip(&format!("{x:08}"), &format!("{y:08}")) {
        return 3;
    }
    match [y1 == y2, m1 == m2, d1 == d2].iter().filter(|same| **same).count() {
        2 => 5,
        _ if y1 == y2 => 6,
        _ if y1.abs_diff(y2) <= 1 => 7,
        _ => 8,
    }
}

fn place(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared) -> u8 {
    let both = |x: Word, y: Word| !x.is_empty() && !y.is_empty();
    let line = both(a.line, b.line).then(|| memo.same_line(lexicon, a.line, b.line));
    let code = both(a.postcode, b.postcode).then(|| a.postcode == b.postcode);
    let town = both(a.town, b.town).then(|| memo.near(lexicon, a.town, b.town) <= Near::Slip);
    let near_code = code == Some(false) && {
        let (x, y) = (lexicon.text(a.postcode), lexicon.text(b.postcode));
        let outward = |t: &str| t.get(..t.len().saturating_sub(3)).unwrap_or_default().to_owned();
        text::one_slip(x, y) || (x.len() >= 5 && y.len() >= 5 && outward(x) == outward(y))
    };
    match (line, code, town) {
        (None, None, None) => UNKNOWN,
        (Some(true), Some(true), _) => 1,
        (Some(true), None, Some(true)) => 1,
        (Some(true), None, None) => 2,
        (Some(true), Some(false), town) if near_code || town == Some(true) => 2,
        (_, Some(true), _) => 3,
        (Some(true), ..) => 4,
        (_, _, Some(true)) => 5,
        _ if near_code => 5,
        _ => 6,
    }
}

fn phone(a: u64, b: u64) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => UNKNOWN,
        (a, b) if a == b => 1,
        (a, b) if text::one_slip(&a.to_string(), &b.to_string()) => 2,
        _ => 3,
    }
}

fn email(a: &str, b: &str) -> u8 {
    if a.is_empty() || b.is_empty() {
        return UNKNOWN;
    }
    if a == b {
        return 1;
    }
    let local = |t: &str| t.split('@').next().unwrap_or_default().to_owned();
    let (x, y) = (local(a), local(b));
    if x == y && x.len() > 2 {
        2
    } else if text::one_slip(a, b) || text::alike(&x, &y) >= 0.93 {
        3
    } else {
        4
    }
}

/// `stem`: the last digit of ten only checks the nine before, and is what a wrong number was "corrected" in.
fn number(a: &str, b: &str, stem: bool) -> u8 {
    if a.is_empty() || b.is_empty() {
        return UNKNOWN;
    }
    let start = |t: &str| t.get(..9).unwrap_or_default().to_owned();
    match () {
        () if a == b => 1,
        () if text::one_slip(a, b) => 2,
        () if stem && start(a).len() == 9 && start(a) == start(b) => 2,
        () => 3,
    }
}

/// Whether people of one household stand beside each other in the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Households {
    /// They do, or may: whoever has the same address, last name and birthday may be a twin.
    Seen,
    /// They do not: nobody in the file shares an address with someone of another first name and another birthday, so a pair
    /// that differs in the first name alone is a mistake in writing.
    NotSeen,
    /// Nothing in the file says where people live.
    Unknown,
}

/// Whether this is more likely a brother or sister, a twin above all, than the same person: the same last name and
/// birthday (or a date not known), and another first name, each one in its own right; or one name and a generation
/// between. No weight of shared address or telephone makes such a pair one person; only a number of their own does.
pub fn apart(households: Households, a: &Prepared, b: &Prepared, pattern: &Pattern) -> bool {
    let at = |f: Field| pattern[f as usize];
    // a number of their own, or a whole middle name that brothers and sisters do not share
    let own_number = at(Field::Nhs) == 1 || at(Field::Upn) == 1 || at(Field::Middle) == 1;
    let reached_alike = at(Field::Phone) == 1 || at(Field::Email) == 1;
    if own_number || households == Households::NotSeen || (households == Households::Unknown && reached_alike) {
        return false;
    }
    // without a first name it may be either of two, unless a middle name tells
    let unnamed = at(Field::Given) == UNKNOWN && at(Field::Family) != UNKNOWN && !matches!(at(Field::Middle), 1..=3);
    let other_name = matches!(at(Field::Given), 6 | 9) || unnamed;
    let one_family = matches!(at(Field::Family), 1..=4)
        || at(Field::Place) == 1
        || (!a.household.is_empty() && a.household == b.household);
    let one_birthday = matches!(at(Field::Born), UNKNOWN | 1..=4);
    // a parent and a child of one name are years apart
    let years = (a.born / 10_000).abs_diff(b.born / 10_000);
    let generations =
        at(Field::Born) == 8 && a.born > 0 && b.born > 0 && years >= 12 && a.born % 10_000 != b.born % 10_000;
    one_family && ((other_name && one_birthday) || generations)
}
