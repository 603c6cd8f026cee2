//! What is known of a person, as it comes and as it is compared.

use crate::text::{fold, sound};
use std::collections::HashMap;

/// What a file or a form says of someone; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Record {
    pub given_name: String,
    pub middle_names: String,
    pub family_name: String,
    pub former_family_name: String,
    /// ISO 8601; also `20160227`, `27/02/2016`, or a year alone. A date that cannot be is compared digit by digit.
    pub date_of_birth: String,
    /// The date is when a birth is expected.
    pub expected: bool,
    pub address_line_1: String,
    pub address_line_2: String,
    pub town: String,
    pub postcode: String,
    pub phone: String,
    pub email: String,
    pub nhs_number: String,
    pub upn: String,
    /// Any mark that people of one household share.
    pub household: String,
}

/// A text by its number in a [`Lexicon`]; the first is the empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Word(pub(crate) u32);

impl Word {
    /// Whether there is nothing.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A record ready to be compared: 60 bytes, texts by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prepared {
    pub(crate) given: Word,
    pub(crate) middle: Word,
    pub(crate) family: Word,
    pub(crate) former: Word,
    /// `yyyymmdd`; `yyyy0000` for a year alone; 0 for nothing.
    pub(crate) born: u32,
    pub(crate) expected: bool,
    pub(crate) line: Word,
    pub(crate) town: Word,
    pub(crate) postcode: Word,
    /// Without a leading 0 or 44.
    pub(crate) phone: u64,
    pub(crate) email: Word,
    pub(crate) nhs: Word,
    pub(crate) upn: Word,
    pub(crate) household: Word,
}

impl Prepared {
    /// The date of birth as `yyyymmdd`; 0 when it is not known.
    pub fn born(&self) -> u32 {
        self.born
    }
}

/// Every text once, with how often names and places occur: what makes a shared name rare or common.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    /// How many records were counted.
    pub(crate) records: u32,
    given: HashMap<Word, u32>,
    family: HashMap<Word, u32>,
    postcode: HashMap<Word, u32>,
    town: HashMap<Word, u32>,
    line: HashMap<Word, u32>,
    email: HashMap<Word, u32>,
}

/// What nobody else says, the next one might: as if so many did. Half, as is usual for a share that was never seen
/// (Krichevsky and Trofimov 1981), and less, because the pair itself is in the count.
const NOBODY: f64 = 0.35;

/// Of what a frequency is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Given,
    Family,
    Postcode,
    Town,
    Line,
    Email,
}

impl Lexicon {
    /// An empty one.
    pub fn new() -> Self {
        let mut new = Self::default();
        new.word("");
        new
    }

    fn word(&mut self, folded: &str) -> Word {
        if let Some(n) = self.numbers.get(folded) {
            return Word(*n);
        }
        let n = u32::try_from(self.texts.len()).unwrap_or(0);
        self.texts.push(folded.into());
        self.numbers.insert(folded.into(), n);
        Word(n)
    }

    /// The text of a word.
    pub fn text(&self, word: Word) -> &str {
        self.texts.get(word.0 as usize).map_or("", |text| text)
    }

    /// How the first part of a name sounds.
    pub(crate) fn sound(&self, word: Word) -> String {
        let text = self.text(word);
        sound(text.split(' ').next().unwrap_or_default())
    }

    /// Makes a record ready.
    pub fn prepare(&mut self, record: &Record) -> Prepared {
        let line = fold(&format!("{} {}", record.address_line_1, record.address_line_2));
        let postcode: String = fold(&record.postcode).replace(' ', "");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let phone = digits(&record.phone);
        let phone = phone.strip_prefix("0044").or_else(|| phone.strip_prefix("44")).unwrap_or(&phone);
        let phone = phone.trim_start_matches('0');
        let number = |text: &str| {
            let plain = fold(text).replace(' ', "");
            // all of one digit is what people type when they have nothing
            if plain.bytes().all(|b| b == b'0' || b == b'9') { String::new() } else { plain }
        };

        Prepared {
            given: self.word(&name(&record.given_name)),
            middle: self.word(&name(&record.middle_names)),
            family: self.word(&name(&record.family_name)),
            former: self.word(&name(&record.former_family_name)),
            born: born(&record.date_of_birth),
            expected: record.expected,
            line: self.word(&line),
            town: self.word(&fold(&record.town)),
            postcode: self.word(&postcode),
            phone: if phone.len() < 6 { 0 } else { phone.parse().unwrap_or(0) },
            email: self.word(record.email.trim().to_lowercase().as_str()),
            nhs: self.word(&number(&record.nhs_number)),
            upn: self.word(&number(&record.upn)),
            household: self.word(&fold(&record.household)),
        }
    }

    /// Counts a record's names and places.
    pub fn count(&mut self, person: &Prepared) {
        self.records += 1;
        let mut add = |column: Column, word: Word| {
            if !word.is_empty() {
                *self.column_mut(column).entry(word).or_default() += 1;
            }
        };
        add(Column::Given, person.given);
        add(Column::Family, person.family);
        add(Column::Postcode, person.postcode);
        add(Column::Town, person.town);
        add(Column::Line, person.line);
        add(Column::Email, person.email);
    }

    /// Says how often a name occurs, where that is known without counting records here.
    pub fn set_counts(&mut self, records: u32, given: &[(&str, u32)], family: &[(&str, u32)]) {
        self.records = records;
        for (text, n) in given {
            let word = self.word(text);
            self.given.insert(word, *n);
        }
        for (text, n) in family {
            let word = self.word(text);
            self.family.insert(word, *n);
        }
    }

    fn column_mut(&mut self, column: Column) -> &mut HashMap<Word, u32> {
        match column {
            Column::Given => &mut self.given,
            Column::Family => &mut self.family,
            Column::Postcode => &mut self.postcode,
            Column::Town => &mut self.town,
            Column::Line => &mut self.line,
            Column::Email => &mut self.email,
        }
    }

    /// How many records say this.
    pub(crate) fn occurs(&self, column: Column, word: Word) -> u32 {
        let map = match column {
            Column::Given => &self.given,
            Column::Family => &self.family,
            Column::Postcode => &self.postcode,
            Column::Town => &self.town,
            Column::Line => &self.line,
            Column::Email => &self.email,
        };
        map.get(&word).copied().unwrap_or(0)
    }

    /// The share of records beside two which say what these two say, in either spelling; `None` when nothing was counted.
    pub(crate) fn share_beside(&self, column: Column, [one, other]: [Word; 2]) -> Option<f64> {
        if self.records == 0 || one.is_empty() || other.is_empty() {
            return None;
        }
        let of = |word| f64::from(self.occurs(column, word));
        let all = if one == other { of(one) } else { of(one) + of(other) };
        Some((all - 2.0).max(NOBODY) / f64::from(self.records))
    }

    /// Whether a name is one in its own right here, and not a slip for another.
    pub(crate) fn is_common(&self, column: Column, word: Word) -> bool {
        let n = self.occurs(column, word);
        n >= 4 && f64::from(n) >= f64::from(self.records) * 5e-5
    }
}

/// A name without titles, folded.
fn name(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|w| {
            !matches!(*w, "mr" | "mrs" | "ms" | "miss" | "mx" | "dr" | "master" | "baby" | "unknown" | "unborn")
        })
        .collect();
    words.join(" ")
}

/// A date as its eight digits, whether or not the day exists.
fn born(text: &str) -> u32 {
    let text = text.trim();
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let of = |y: &str, m: &str, d: &str| -> u32 {
        let n = |t: &str| t.parse::<u32>().unwrap_or(0);
        if m.len() > 2 || d.len() > 2 { 0 } else { n(y) * 10_000 + n(m) * 100 + n(d) }
    };
    match parts[..] {
        // a date and a time
        [y, m, d, ..] if y.len() == 4 => of(y, m, d),
        [d, m, y, ..] if y.len() == 4 => of(y, m, d),
        [all] if all.len() == 8 => {
            let (y, m, d) = (&all[..4], &all[4..6], &all[6..]);
            if ("1850".."2150").contains(&y) { of(y, m, d) } else { of(&all[4..], &all[2..4], &all[..2]) }
        }
        [year] if year.len() == 4 => of(year, "", ""),
        [y, m] if y.len() == 4 => of(y, m, ""),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in ["2016-02-27", "20160227", "27/02/2016", "27.2.2016", "2016-02-27T00:00:00", "27022016"] {
            assert_eq!(born(text), 20_160_227, "{text}");
        }
        assert_eq!((born("2016"), born("1915-13-40"), born("x"), born("")), (20_160_000, 19_151_340, 0, 0));
    }

    #[test]
    fn a_telephone_number_is_one_however_it_is_written() {
        let mut lexicon = Lexicon::new();
        let phones = ["07700 900123", "+44 7700 900123", "0044 7700900123"]
            .map(|p| lexicon.prepare(&Record { phone: p.into(), ..Record::default() }).phone);
        assert!(phones.iter().all(|p| *p == phones[0] && *p > 0));
    }
}
