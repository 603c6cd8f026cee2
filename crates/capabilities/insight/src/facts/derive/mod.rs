//! From what is kept of a family to the facts that figures count. Pure: the same records give the same facts, on any
//! day; what depends on the day is asked when it is counted.

mod checked;
mod clocks;
mod door;
mod help;
mod results;
mod scales;

use super::{About, Fact, Kind, dims};
use crate::source::{
    Around, History, day,
    tables::{Episode, Member, Postcode, Unmet},
};
use chrono::NaiveDate;
use pack::Pack;
use std::collections::BTreeMap;
use store::AnyId;

/// Why an episode is in no figure: it never was help.
pub(super) const IN_ERROR: &str = "opened-in-error";

/// The facts of a family, or of a contact without one.
pub(crate) fn of(history: &History, around: &Around, pack: &Pack) -> Vec<Fact> {
    let telling = Telling { history, around, pack };
    let mut facts = Vec::new();
    door::tell(&telling, &mut facts);
    help::tell(&telling, &mut facts);
    clocks::tell(&telling, &mut facts);
    results::tell(&telling, &mut facts);
    scales::tell(&telling, &mut facts);
    checked::tell(&telling, &mut facts);
    for fact in &mut facts {
        fact.family = history.family;
    }
    numbered(facts)
}

/// The fact of a need that no service meets.
pub(crate) fn of_unmet(unmet: &Unmet) -> Vec<Fact> {
    let mut fact = Fact::new(Kind::Unmet, day(unmet.at), unmet.id.0);
    fact.about.need = Some(unmet.need.clone());
    fact.about.area = Some(unmet.area.clone()).filter(|area| !area.is_empty());
    fact.about.age = unmet.age.map(|age| band_of_years(age).to_owned());
    vec![fact]
}

/// Facts of the same kind, day and subject are told apart by a number.
fn numbered(mut facts: Vec<Fact>) -> Vec<Fact> {
    facts.sort();
    let mut last = None;
    let mut nth = 0;
    for fact in &mut facts {
        let same = (fact.kind, fact.day, fact.subject);
        nth = if last == Some(same) { nth + 1 } else { 0 };
        last = Some(same);
        fact.nth = nth;
    }
    facts
}

/// What the facts of one family are told from.
pub(super) struct Telling<'a> {
    pub history: &'a History,
    pub around: &'a Around,
    pub pack: &'a Pack,
}

impl Telling<'_> {
    /// The episodes that were help, oldest first.
    pub fn episodes(&self) -> impl Iterator<Item = &Episode> {
        self.history.episodes.iter().filter(|episode| episode.closing_reason.as_deref() != Some(IN_ERROR))
    }

    /// The children of the family on a day, those who are not born yet among them.
    pub fn children(&self, on: NaiveDate) -> impl Iterator<Item = &Member> {
        self.history.members.iter().filter(move |member| {
            matches!(member.role.as_str(), "child" | "unborn") && self.is_there(member, on) && self.is_young(member, on)
        })
    }

    fn is_there(&self, member: &Member, on: NaiveDate) -> bool {
        let left = member.left_on.or(member.until_at.map(day));
        let died = self.around.people.get(&member.person_id).and_then(|person| person.died_on);
        left.is_none_or(|left| left > on) && died.is_none_or(|died| died > on)
    }

    fn is_young(&self, member: &Member, on: NaiveDate) -> bool {
        self.born(member.person_id).and_then(|born| dims::years(born, on)).is_none_or(|years| years < 18)
    }

    fn born(&self, person: AnyId) -> Option<NaiveDate> {
        let person = self.around.people.get(&person)?;
        person.date_of_birth.or(person.expected_on)
    }

    /// Where the family lived on a day: the home of the child who came into it first, else of anybody; nothing where
    /// somebody's home is protected.
    pub fn place(&self, on: NaiveDate, about: &mut About) {
        let members = &self.history.members;
        let children = members.iter().filter(|member| member.role == "child");
        let home = children.chain(members).find_map(|member| self.lives(member.person_id, on));
        self.put(home, about);
    }

    fn lives(&self, person: AnyId, on: NaiveDate) -> Option<&Postcode> {
        let (history, around) = (self.history, self.around);
        if around.is_protected(&history.members, history.family, on) {
            return None;
        }
        around.place(person, history.family, on)
    }

    fn put(&self, home: Option<&Postcode>, about: &mut About) {
        if let Some(home) = home {
            about.ward = Some(home.ward.clone()).filter(|ward| !ward.is_empty());
            about.area = Some(home.small_area.clone()).filter(|area| !area.is_empty());
        }
    }

    /// What is known of a person, as on this day.
    pub fn person(&self, id: AnyId, on: NaiveDate, about: &mut About) {
        let asked = |said: &Option<String>| Some(said.clone().unwrap_or_else(|| "not-asked".into()));
        if let Some(person) = self.around.people.get(&id) {
            about.sex = asked(&person.sex);
            about.ethnicity = asked(&person.ethnicity);
            about.disability = asked(&person.disability);
            about.sen = asked(&person.sen_support);
            about.age = self.born(id).map(|born| dims::age_band(born, on).to_owned());
        }
        self.put(self.lives(id, on), about);
    }

    /// The level of need of a child on a day.
    pub fn level_of(&self, person: AnyId, on: NaiveDate) -> Option<String> {
        let then = self.history.levels.iter().filter(|level| level.person_id == person && day(level.set_at) <= on);
        then.max_by_key(|level| (level.set_at, level.id)).map(|level| level.level.clone())
    }

    /// The highest level of need of the children on a day.
    pub fn level(&self, on: NaiveDate) -> Option<String> {
        self.children(on).filter_map(|child| self.level_of(child.person_id, on)).max()
    }

    /// What is said of help in an episode: team, organisation, place, level.
    pub fn help(&self, episode: &Episode, on: NaiveDate) -> About {
        let mut about = About::default();
        self.around.of_team(episode.team_id, &mut about);
        self.place(on, &mut about);
        about.level = self.level(on);
        about
    }

    /// The episode of this id, unless it was opened in error.
    pub fn episode(&self, id: AnyId) -> Option<&Episode> {
        self.episodes().find(|episode| episode.id == id)
    }

    /// When each of these families' episodes ended before the next began.
    pub fn ended_before(&self) -> BTreeMap<AnyId, NaiveDate> {
        let mut all: Vec<&Episode> = self.episodes().collect();
        all.sort_by_key(|episode| (episode.opened_at, episode.id));
        let pairs = all.windows(2).filter_map(|pair| Some((pair[1].id, day(pair[0].closed_at?))));
        pairs.collect()
    }
}

/// The band of an age in whole years.
pub(super) fn band_of_years(age: i64) -> &'static str {
    match age {
        ..0 => "unborn",
        0 => "0",
        1..=4 => "1-4",
        5..=9 => "5-9",
        10..=15 => "10-15",
        16..=17 => "16-17",
        18..=24 => "18-24",
        _ => "25",
    }
}
