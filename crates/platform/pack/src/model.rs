//! What a pack says.

use crate::{Calendar, Framework, Help, Language};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use toml::Spanned;

/// A word of a vocabulary: the code is stored, the label is shown.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Stable; never re-used for something else.
    pub code: String,
    /// What people read.
    pub label: String,
    /// Help, where the label alone may be misread.
    #[serde(default)]
    pub hint: String,
    /// The heading it stands under, where a vocabulary is long.
    #[serde(default)]
    pub group: String,
    /// Where it comes from: `001 s7`, `practice 7`, a standard.
    pub source: String,
    /// The code by which national returns know it: `WBRI`.
    #[serde(default)]
    pub returned: String,
    /// What it is in outcome frameworks: `national:good-education`.
    #[serde(default)]
    pub means: Vec<String>,
    /// The last day on which it may be chosen.
    pub until: Option<NaiveDate>,
}

/// A level of need.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// `1`, `2`, `3`.
    pub code: String,
    /// Its name.
    pub label: String,
    /// What it means.
    pub meaning: String,
    /// Where it comes from.
    pub source: String,
    /// Threshold indicators that may be ticked.
    pub indicators: Vec<Term>,
}

/// How a question is answered: a closed set, so that pages and rules know every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Several lines.
    Text,
    /// 0 to 10, by each rater.
    Scale,
    /// Any of the need categories: what people see, and came with.
    Needs,
    /// Any of the need categories: what lies beneath.
    UnderlyingNeeds,
}

/// A question of the assessment. What was authorised keeps its questions: fields are only ever added, with a default.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable id, stored with the answer.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// Help.
    #[serde(default)]
    pub hint: String,
    /// How it is answered.
    pub kind: Kind,
    /// Asked about each child on its own, so that no sibling is invisible.
    #[serde(default)]
    pub per_child: bool,
    /// Asked of each parent and carer on their own.
    #[serde(default)]
    pub per_parent: bool,
    /// What is asked where the child is not born yet.
    #[serde(default)]
    pub text_unborn: String,
    /// What is asked where the child is too young to say, until `baby-until`.
    #[serde(default)]
    pub text_baby: String,
    /// Begins with what the contact says.
    #[serde(default)]
    pub from_contact: bool,
    /// What is said here is offered to the plan as an outcome.
    #[serde(default)]
    pub becomes_outcome: bool,
    /// Whether an assessment is complete without it.
    #[serde(default)]
    pub optional: bool,
    /// Where it comes from.
    pub source: String,
}

/// An area of the assessment.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Stable code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// The groups of needs that belong to it; all of them where none is named.
    #[serde(default)]
    pub need_groups: Vec<String>,
    /// Where it comes from.
    pub source: String,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// A panel that a council begins with; its pages change it from then on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelOf {
    /// A word of the vocabulary `panel`, which gives its name.
    pub code: String,
    /// What it is for.
    pub purpose: String,
    /// How often it meets, in words.
    pub often: String,
    /// A meeting is planned so many days after the one before; 0 where it plans its own.
    #[serde(default)]
    pub every: u32,
    /// How one comes to it.
    pub ways_in: String,
    /// Whether it works from the early help assessment.
    #[serde(default)]
    pub uses_assessment: bool,
    /// Whether the family is invited.
    #[serde(default)]
    pub family_invited: bool,
    /// What it can give: of [`crate::names::PANEL_GIVES`].
    pub gives: Vec<String>,
    /// Working days in which it decides.
    pub clock: u32,
    /// Whether it keeps a system of its own, so that what it decides is heard and kept here.
    #[serde(default)]
    pub outside: bool,
    /// Whether it is the prioritisation and allocation forum: it looks at step downs and at those who wait too long.
    #[serde(default)]
    pub forum: bool,
    /// Where it comes from.
    pub source: String,
}

/// A number that describes the area, as its documents give it; what is imported later stands beside it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorOf {
    /// Stable code.
    pub code: String,
    /// What is counted.
    pub label: String,
    /// The heading it stands under.
    pub group: String,
    /// Of what: `%`, `per 1,000 females under 18`, `people`.
    pub unit: String,
    /// Which is better: [`crate::names::BETTER`].
    pub better: String,
    /// What a reader has to know: a misprint, a gap in the years.
    #[serde(default)]
    pub note: String,
    /// Years of which its source gives no value, so that no line is drawn through them.
    #[serde(default)]
    pub missing: Vec<String>,
    /// With which characteristic of the people reached it is compared: `ethnicity:White`.
    #[serde(default)]
    pub beside: String,
    /// Its values, oldest first.
    pub values: Vec<IndicatorValue>,
}

/// One value of an indicator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorValue {
    /// Of which year, as its source says it: `2019`, `2011-12`.
    pub year: String,
    /// The ward; nothing for the whole area.
    #[serde(default)]
    pub ward: String,
    /// The number; none where the source only compares.
    #[serde(default)]
    pub value: Option<f64>,
    /// With whom it is compared: `England`.
    #[serde(default)]
    pub comparator: String,
    /// Their number, where the source gives it.
    #[serde(default)]
    pub theirs: Option<f64>,
    /// How it stands to them where the source says it in words: [`crate::names::COMPARED`].
    #[serde(default)]
    pub compared: String,
    /// Where it comes from.
    pub source: String,
}

/// A number that the documents leave open or name: a clock, an age, a limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// How many.
    pub value: u32,
    /// Of what: `days`, `working-days`, `months`, `years`, …
    pub unit: String,
    /// What it decides, as the admin page says it.
    pub label: String,
    /// Where it comes from.
    pub source: String,
}

/// A rule that the documents read in more than one way: which reading holds here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// One of those that [`crate::names::READINGS`] lists.
    pub value: String,
    /// What it decides, as the admin page says it.
    pub label: String,
    /// Where it comes from.
    pub source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holiday {
    pub on: NaiveDate,
    pub name: String,
    pub source: String,
}

/// The file as written. Overlays may leave anything out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    pub id: String,
    pub version: String,
    pub title: String,
    pub extends: Option<String>,
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    #[serde(default)]
    pub settings: BTreeMap<String, Spanned<Setting>>,
    #[serde(default)]
    pub readings: BTreeMap<String, Spanned<Reading>>,
    #[serde(default)]
    pub vocabularies: BTreeMap<String, Vec<Spanned<Term>>>,
    #[serde(default)]
    pub levels: Vec<Spanned<Level>>,
    #[serde(default)]
    pub parts: Vec<Spanned<Area>>,
    #[serde(default)]
    pub areas: Vec<Spanned<Area>>,
    #[serde(default)]
    pub panels: Vec<Spanned<PanelOf>>,
    #[serde(default)]
    pub frameworks: Vec<Spanned<Framework>>,
    #[serde(default)]
    pub indicators: Vec<Spanned<IndicatorOf>>,
    #[serde(default)]
    pub extra_holidays: Vec<Spanned<Holiday>>,
    #[serde(default)]
    pub not_holidays: Vec<Spanned<Holiday>>,
    /// Of `help.toml`, where it stands beside.
    #[serde(skip)]
    pub help: Help,
}

/// A pack in force: the standard one with its overlay applied.
#[derive(Debug, Clone)]
pub struct Pack {
    /// `medway`.
    pub id: String,
    /// `2026.1`.
    pub version: String,
    /// What the council calls it.
    pub title: String,
    /// Of the content, so that a record can name the pack under which it was written.
    pub hash: Arc<str>,
    /// Levels of need, lowest first.
    pub levels: Vec<Level>,
    /// What an assessment asks before its areas.
    pub parts: Vec<Area>,
    /// Areas of the assessment.
    pub areas: Vec<Area>,
    /// The panels that a council begins with.
    pub panels: Vec<PanelOf>,
    /// The frameworks in which outcomes are told.
    pub frameworks: Vec<Framework>,
    /// What is known of the area.
    pub indicators: Vec<IndicatorOf>,
    /// Languages that public pages can be read in, besides English.
    pub languages: Vec<Language>,
    /// What families say, and whom they can call.
    pub help: Help,
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) settings: BTreeMap<String, Setting>,
    pub(crate) readings: BTreeMap<String, Reading>,
    pub(crate) vocabularies: BTreeMap<String, Vec<Term>>,
    calendar: Calendar,
}

impl Pack {
    /// The base with its overlays, the topmost of which stands first in the list.
    pub(crate) fn build(layers: &[(Raw, String)]) -> Option<Self> {
        use sha2::{Digest, Sha256};

        let (top, _) = layers.first()?;
        let mut digest = Sha256::new();
        layers.iter().for_each(|(_, text)| digest.update(text));
        let hex: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();

        let mut pack = Self {
            id: top.id.clone(),
            version: top.version.clone(),
            title: top.title.clone(),
            hash: format!("{}@{}#{hex}", top.id, top.version).into(),
            levels: vec![],
            parts: vec![],
            areas: vec![],
            panels: vec![],
            frameworks: vec![],
            indicators: vec![],
            languages: vec![],
            help: Help::default(),
            texts: BTreeMap::new(),
            settings: BTreeMap::new(),
            readings: BTreeMap::new(),
            vocabularies: BTreeMap::new(),
            calendar: Calendar::default(),
        };

        // the overlay stands first in the list, so the base is applied first
        for (raw, _) in layers.iter().rev() {
            pack.apply(raw);
        }
        Some(pack)
    }

    fn apply(&mut self, raw: &Raw) {
        self.texts.extend(raw.texts.clone());
        self.help.apply(&raw.help);
        self.settings.extend(raw.settings.iter().map(|(name, setting)| (name.clone(), setting.get_ref().clone())));
        self.readings.extend(raw.readings.iter().map(|(name, reading)| (name.clone(), reading.get_ref().clone())));
        for (name, terms) in &raw.vocabularies {
            let list = self.vocabularies.entry(name.clone()).or_default();
            for term in terms.iter().map(Spanned::get_ref) {
                match list.iter_mut().find(|there| there.code == term.code) {
                    Some(there) => *there = term.clone(),
                    None => list.push(term.clone()),
                }
            }
        }

        if !raw.levels.is_empty() {
            self.levels = raw.levels.iter().map(|level| level.get_ref().clone()).collect();
        }
        if !raw.parts.is_empty() {
            self.parts = raw.parts.iter().map(|part| part.get_ref().clone()).collect();
        }
        if !raw.areas.is_empty() {
            self.areas = raw.areas.iter().map(|area| area.get_ref().clone()).collect();
        }

        for panel in raw.panels.iter().map(Spanned::get_ref) {
            match self.panels.iter_mut().find(|there| there.code == panel.code) {
                Some(there) => *there = panel.clone(),
                None => self.panels.push(panel.clone()),
            }
        }
        for framework in raw.frameworks.iter().map(Spanned::get_ref) {
            match self.frameworks.iter_mut().find(|there| there.code == framework.code) {
                Some(there) => *there = framework.clone(),
                None => self.frameworks.push(framework.clone()),
            }
        }
        for indicator in raw.indicators.iter().map(Spanned::get_ref) {
            match self.indicators.iter_mut().find(|there| there.code == indicator.code) {
                Some(there) => *there = indicator.clone(),
                None => self.indicators.push(indicator.clone()),
            }
        }
        for holiday in &raw.extra_holidays {
            self.calendar.add(holiday.get_ref().on, &holiday.get_ref().name);
        }
        for holiday in &raw.not_holidays {
            self.calendar.remove(holiday.get_ref().on);
        }
    }

    /// A vocabulary, every word that was ever in it.
    pub fn terms(&self, vocabulary: &str) -> &[Term] {
        self.vocabularies.get(vocabulary).map_or(&[], Vec::as_slice)
    }

    /// The words that may be chosen on this day.
    pub fn choices<'a>(&'a self, vocabulary: &str, on: NaiveDate) -> impl Iterator<Item = &'a Term> {
        self.terms(vocabulary).iter().filter(move |term| term.until.is_none_or(|until| on <= until))
    }

    /// The code, if it may be chosen on this day.
    pub fn code<'a>(&'a self, vocabulary: &str, code: &str, on: NaiveDate) -> Option<&'a Term> {
        self.choices(vocabulary, on).find(|term| term.code == code)
    }

    /// As [`Pack::code`], also by the code of national returns, in letters of either case: `WBRI`.
    pub fn code_or_returned<'a>(&'a self, vocabulary: &str, said: &str, on: NaiveDate) -> Option<&'a Term> {
        let returned = |term: &&Term| !term.returned.is_empty() && term.returned.eq_ignore_ascii_case(said);
        self.code(vocabulary, said, on).or_else(|| self.choices(vocabulary, on).find(returned))
    }

    /// The word for a code, also one that is retired; the code itself if the pack does not know it.
    pub fn label<'a>(&'a self, vocabulary: &str, code: &'a str) -> &'a str {
        self.terms(vocabulary).iter().find(|term| term.code == code).map_or(code, |term| &term.label)
    }

    /// A level of need by its code.
    pub fn level(&self, code: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.code == code)
    }

    /// A number by its name; `check` has made sure that each of [`crate::names::SETTINGS`] is there.
    pub fn number(&self, setting: &str) -> u32 {
        debug_assert!(
            crate::names::SETTINGS.iter().any(|(name, _)| *name == setting),
            "no setting is called {setting:?}"
        );
        self.settings.get(setting).map_or(0, |setting| setting.value)
    }

    /// All settings, for the admin page.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings.iter().map(|(name, setting)| (name.as_str(), setting))
    }

    /// How a rule is read here; `check` has made sure that each of [`crate::names::READINGS`] is there, and is known.
    pub fn reading(&self, rule: &str) -> &str {
        debug_assert!(crate::names::READINGS.iter().any(|(name, _)| *name == rule), "no rule is called {rule:?}");
        self.readings.get(rule).map_or("", |reading| &reading.value)
    }

    /// All rules that can be read in more than one way, for the admin page.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings.values()
    }

    /// A text of the council's own (telephone numbers, names of teams); empty when the pack has none.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Fills texts that the pack leaves empty: for demo data, which show no number that somebody may have.
    pub fn fill_texts(&mut self, texts: &[(&str, &str)]) {
        for (name, text) in texts.iter().filter(|(name, _)| self.text(name).is_empty()).copied().collect::<Vec<_>>() {
            self.texts.insert(name.into(), text.into());
        }
    }

    /// Which days are working days.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
