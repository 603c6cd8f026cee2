//! What is asked, and what that is in words, facets and conditions of the index.

use super::words::Groups;
use crate::{
    body::{Day, Mode},
    facets::{self, Part},
    postcodes,
    records::{service, service_opening as opening},
};
use chrono::{NaiveDate, Timelike};
use store::{
    Instant,
    text::{Clause, Condition, Test, Wanted},
};

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Free words; a postcode among them is where.
    pub text: String,
    /// Codes of the pack, by vocabulary.
    pub group: Vec<String>,
    /// Any of these needs.
    pub need: Vec<String>,
    /// Any of these protective factors.
    pub builds: Vec<String>,
    /// Any of these.
    pub who: Vec<String>,
    /// The child's age in years.
    pub age: Option<u8>,
    /// On this day.
    pub day: Option<Day>,
    /// In this part of the day.
    pub part: Option<Part>,
    /// Free of charge.
    pub free: bool,
    /// One may come without a professional's referral.
    pub oneself: bool,
    /// How help is given, any of these.
    pub mode: Vec<Mode>,
    /// A language.
    pub language: String,
    /// All of these.
    pub access: Vec<String>,
    /// Open at this moment.
    pub now: Option<Instant>,
    /// Near here.
    pub near: Option<(f64, f64)>,
    /// No farther than so many miles.
    pub miles: Option<u16>,
    /// Assured on or after this day; for suggestions.
    pub assured: Option<NaiveDate>,
}

impl Query {
    /// Takes a postcode out of the words: `food bank ME4 4TR`.
    pub fn postcode_in_text(&mut self) -> Option<String> {
        postcodes::take_from(&mut self.text)
    }

    /// These words and the filters.
    pub(super) fn wanted(&self, words: Groups) -> Wanted {
        self.filters(Wanted { words, ..Wanted::default() })
    }

    /// One of these clauses and the filters.
    pub(super) fn any_of(&self, either: Vec<Clause>) -> Wanted {
        self.filters(Wanted { either, ..Wanted::default() })
    }

    /// Only what the public sees stands in the index; where nothing is asked, all of it is.
    fn filters(&self, asked: Wanted) -> Wanted {
        let mut facets = self.facets();
        if asked.words.is_empty() && asked.either.is_empty() && facets.is_empty() {
            facets.push(vec![facets::live()]);
        }
        Wanted { facets, also: self.conditions(), ..asked }
    }

    fn facets(&self) -> Vec<Vec<String>> {
        let many = |kind: &'static str, codes: &[String]| -> Option<Vec<String>> {
            (!codes.is_empty()).then(|| codes.iter().map(|c| facets::word(kind, c)).collect())
        };
        let mut all = Vec::new();
        all.extend(many("group", &self.group));
        all.extend(many("need", &self.need));
        all.extend(many("builds", &self.builds));
        all.extend(many("who", &self.who));
        all.extend(self.age.map(|a| vec![facets::age(a)]));
        match (self.day, self.part) {
            (day, Some(part)) => all.push(vec![facets::part(day, part)]),
            (Some(day), None) => all.push(vec![facets::day(day)]),
            (None, None) => {}
        }
        if self.free {
            all.push(vec![facets::word("cost", "free")]);
        }
        if self.oneself {
            all.push(vec![facets::word("ask", "oneself")]);
        }
        all.extend(many("mode", &self.mode.iter().map(|m| m.code().to_owned()).collect::<Vec<_>>()));
        if !self.language.is_empty() {
            all.push(vec![facets::word("language", &self.language)]);
        }
        all.extend(self.access.iter().map(|a| vec![facets::word("access", a)]));
        if let Some(now) = self.now {
            all.push(vec![facets::day(Day::of(now.date()))]);
        }
        all
    }

    fn conditions(&self) -> Vec<Condition> {
        let assured = self.assured.map(|on| Condition::Row(Test::at_least(service::assured_on, on)));
        assured.into_iter().chain(self.now.map(open_at)).collect()
    }
}

/// Open at this moment, as far as one can tell of what comes every week.
fn open_at(now: Instant) -> Condition {
    let (on, time) = (now.date(), now.london());
    let minute = time.hour() * 60 + time.minute();
    Condition::Opening(vec![
        Test::is(opening::weekly, 1_i64),
        Test::is(opening::day, Day::of(on) as i64),
        Test::at_most(opening::opens, minute),
        Test::above(opening::closes, minute),
        Test::at_most(opening::from_on, on).or_unknown(),
        Test::at_least(opening::until_on, on).or_unknown(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_among_the_words_is_where_and_not_what() {
        let mut query = Query { text: "food bank me4 4tr".into(), ..Query::default() };
        assert_eq!(query.postcode_in_text().as_deref(), Some("ME4 4TR"));
        assert_eq!(query.text, "food bank");
        let mut none = Query { text: "help with a baby".into(), ..Query::default() };
        assert_eq!(none.postcode_in_text(), None);
        assert_eq!(none.text, "help with a baby");
    }
}
