//! How far two records agree, field by field: a closed list of levels each, from "agrees" to "differs".

mod levels;
mod memo;

pub use levels::{ALL, FIELDS, Field, LEVELS, Level, Pattern, UNKNOWN};
pub use memo::Memo;

use crate::{
    nicknames,
    record::{Column, Lexicon, Prepared, Word},
    text,
};
use memo::{Lines, Near};

/// Compares two records.
pub fn compare(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared) -> Pattern {
    let mut pattern = [UNKNOWN; FIELDS];
    pattern[Field::Given as usize] = given(lexicon, memo, a, b);
    pattern[Field::Family as usize] = family(lexicon, memo, a, b);
    match exchanged(lexicon, memo, a, b, &pattern) {
        Exchanged::Both => {
            pattern[Field::Given as usize] = 8;
            pattern[Field::Family as usize] = UNKNOWN;
        }
        Exchanged::One => pattern[Field::Given as usize] = 9,
        Exchanged::Not => {}
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
        _ if x.len() == 1 || y.len() == 1 => return if x.as_bytes()[0] == y.as_bytes()[0] { 4 } else { 10 },
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
    if among(x, b.middle) || among(y, a.middle) { 3 } else { 10 }
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

/// How far the names of two records stand in each other's places.
enum Exchanged {
    Not,
    /// One name does, and the other is another one, or is not said.
    One,
    Both,
}

/// Whether the first name of each is the last name of the other, and it was not better so.
fn exchanged(lexicon: &Lexicon, memo: &mut Memo, a: &Prepared, b: &Prepared, found: &Pattern) -> Exchanged {
    let (given, family) = (found[Field::Given as usize], found[Field::Family as usize]);
    let differ = [given == 10, family == 6];
    if differ == [false, false] || [a.given, a.family, b.given, b.family].iter().any(|word| word.is_empty()) {
        return Exchanged::Not;
    }
    let mut crosses = |x: Word, y: Word, far: Near| lexicon.text(x).len() > 2 && memo.near(lexicon, x, y) <= far;
    let first = crosses(a.given, b.family, Near::Sounds);
    let second = crosses(a.family, b.given, Near::Sounds);
    let sure = crosses(a.given, b.family, Near::Slip) || crosses(a.family, b.given, Near::Slip);
    match (first, second) {
        _ if !sure => Exchanged::Not,
        (true, true) => Exchanged::Both,
        (true, false) | (false, true) if differ == [true, true] => Exchanged::One,
        _ => Exchanged::Not,
    }
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
    let lines = both(a.line, b.line).then(|| memo.lines(lexicon, a.line, b.line));
    let line = lines.map(|lines| lines == Lines::Same);
    let street = lines == Some(Lines::Alike);
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
        (_, Some(true), _) if street => 3,
        (_, Some(true), _) => 4,
        (Some(true), ..) => 5,
        (_, _, Some(true)) if street => 6,
        _ if near_code && street => 6,
        (_, _, Some(true)) => 7,
        _ if near_code => 7,
        _ => 8,
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
    /// They do not: nobody in the file shares an address with someone of another first name and another birthday, so a
    /// pair that differs in the first name alone is a mistake in writing.
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
    // where nothing says where people live, what two of one household share is reckoned off, and that is enough
    let other_name = matches!(at(Field::Given), 6 | 9 | 10) || (unnamed && households == Households::Seen);
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
