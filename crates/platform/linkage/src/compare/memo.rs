//! How alike two texts are, remembered: the names of a country are few beside its pairs of records.

use crate::{
    record::{Lexicon, Word},
    text,
};
use std::collections::HashMap;

/// Similarities of names that were looked at before.
#[derive(Debug, Default)]
pub struct Memo {
    names: HashMap<(Word, Word), Near>,
    lines: HashMap<(Word, Word), Lines>,
}

/// Enough for the names of a country; then it begins anew.
const MOST_REMEMBERED: usize = 1 << 19;

/// How two address lines agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Same,
    /// The street, or most of the words, but not the number.
    Alike,
    Not,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
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
    pub(super) fn near(&mut self, lexicon: &Lexicon, a: Word, b: Word) -> Near {
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

    pub(super) fn lines(&mut self, lexicon: &Lexicon, a: Word, b: Word) -> Lines {
        if a == b {
            return Lines::Same;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.lines.get(&key) {
            return *known;
        }
        if self.lines.len() >= MOST_REMEMBERED {
            self.lines.clear();
        }

        let (x, y) = (lexicon.text(a), lexicon.text(b));
        let found = match (same_line(x, y), street_alike(x, y)) {
            (true, _) => Lines::Same,
            (false, true) => Lines::Alike,
            (false, false) => Lines::Not,
        };
        self.lines.insert(key, found);
        found
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

/// Whether half of what two lines say is the same, word for word or nearly: a street whose number or house name is
/// another, or a line that was torn apart at another place.
fn street_alike(a: &str, b: &str) -> bool {
    let plain = |t: &str| -> String { t.chars().filter(char::is_ascii_alphabetic).collect() };
    let (x, y) = (plain(a), plain(b));
    if x.len() < 4 || y.len() < 4 {
        return false;
    }
    let long = |t: &str| -> Vec<String> {
        t.split(' ')
            .filter(|w| w.len() > 3 && w.starts_with(|c: char| c.is_ascii_alphabetic()))
            .map(Into::into)
            .collect()
    };
    let others = long(b);
    let shared: usize = long(a)
        .iter()
        .filter(|word| !KINDS.contains(&word.as_str()))
        .filter(|word| others.iter().any(|other| *other == **word || text::one_slip(word, other)))
        .map(String::len)
        .sum();
    shared * 5 >= x.len().min(y.len()) * 2 || (x.len() > 6 && y.len() > 6 && text::alike(&x, &y) >= 0.9)
}

/// Kinds of street, which say nothing of which.
const KINDS: &[&str] = &[
    "road", "street", "avenue", "close", "lane", "drive", "place", "court", "crescent", "circuit", "flat", "unit",
    "house",
];
