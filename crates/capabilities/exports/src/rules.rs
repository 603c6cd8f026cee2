//! What becomes of a row: sent as it is, sent and named, or left out with why. And who may ask for a file, and why.

use crate::{
    definition::{Blank, Definition},
    field::{Field, Line, Rule},
    records::Decision,
};
use chrono::NaiveDate;
use pack::Pack;
use sheets::Value;
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};
use store::Uuid;
use web::Refusal;

/// The age from which somebody is no child.
const GROWN_UP: u32 = 18;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// What is remembered of the rows before.
#[derive(Debug, Default)]
pub struct Seen {
    group: Option<Uuid>,
    /// Keys of the rows of this group.
    keys: Vec<Vec<Value>>,
    /// A hash of child, day and source of every row: two that collide are at worst looked at once more.
    days: HashSet<u64>,
}

/// A row that is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Its cells, in the order of the columns.
    pub cells: Vec<Value>,
    /// Why somebody should look at it.
    pub doubts: Vec<Rule>,
    /// The places of columns that are blank and should not be.
    pub blank: Vec<usize>,
    /// The places of columns that say that it is not known.
    pub unknown: Vec<usize>,
}

/// Judges a row.
///
/// # Errors
/// Why it is left out.
pub fn judge(definition: &Definition, line: &Line, as_of: NaiveDate, seen: &mut Seen) -> Result<Sent, Rule> {
    seen.enter(line.group);
    let holds = |rule: Rule, seen: &Seen| holds(definition, line, as_of, rule, seen);
    if let Some(rule) = definition.exclude.iter().find(|rule| holds(**rule, seen)) {
        return Err(*rule);
    }

    let mut doubts: Vec<Rule> = definition.doubt.iter().copied().filter(|rule| holds(*rule, seen)).collect();
    seen.note(definition, line);
    let (mut cells, mut blank, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (place, column) in definition.columns.iter().enumerate() {
        let fact = line.get(column.from);
        let value = match column.codes.as_ref().and_then(|name| definition.codes.get(name)) {
            None => fact.clone(),
            Some(codes) => {
                let known = text(fact).and_then(|code| codes.get(code));
                if known.is_none() && definition.doubt.contains(&Rule::NotCoded) && !doubts.contains(&Rule::NotCoded) {
                    doubts.push(Rule::NotCoded);
                }
                known.or(column.otherwise.as_ref()).cloned().into()
            }
        };
        if value == Value::Blank && column.blank != Blank::May {
            blank.push(place);
        }
        if text(&value).is_some_and(|text| column.unknown.iter().any(|one| one == text)) {
            unknown.push(place);
        }
        cells.push(value);
    }
    Ok(Sent { cells, doubts, blank, unknown })
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn holds(definition: &Definition, line: &Line, as_of: NaiveDate, rule: Rule, seen: &Seen) -> bool {
    let (born, on) = (line.date(Field::DateOfBirth), line.date(definition.date));
    match rule {
        Rule::NoDate => on.is_none(),
        Rule::BornInTheFuture => born.is_some_and(|born| born > as_of),
        // who was awaited then is born since
        Rule::BornAfter => !line.is_marked(Rule::BornSince) && born.zip(on).is_some_and(|(born, on)| born > on),
        Rule::BornSince => born.zip(on).is_some_and(|(born, on)| born > on),
        Rule::Reversed => {
            let reversed = |[one, two]: &[Field; 2]| line.date(*one).zip(line.date(*two)).is_some_and(|(a, b)| b < a);
            definition.order.iter().any(reversed)
        }
        Rule::Duplicate => seen.keys.contains(&key(definition, line)),
        Rule::SameDay => seen.days.contains(&day(line)),
        Rule::GrownUp => born.zip(on).is_some_and(|(born, on)| on.years_since(born).is_some_and(|n| n >= GROWN_UP)),
        Rule::NotCoded => false,
        Rule::Restricted
        | Rule::OpenedInError
        | Rule::Partner
        | Rule::NoChild
        | Rule::NoCounterpart
        | Rule::NotMatched
        | Rule::NoAssessment
        | Rule::Sheltered
        | Rule::NoTeam
        | Rule::MayBeOther => line.is_marked(rule),
    }
}

fn key(definition: &Definition, line: &Line) -> Vec<Value> {
    definition.key.iter().map(|field| line.get(*field).clone()).collect()
}

fn day(line: &Line) -> u64 {
    let mut hasher = DefaultHasher::new();
    for field in [Field::ChildId, Field::Source] {
        text(line.get(field)).hash(&mut hasher);
    }
    line.date(Field::ContactDate).hash(&mut hasher);
    hasher.finish()
}

impl Seen {
    fn enter(&mut self, group: Uuid) {
        if self.group != Some(group) {
            self.group = Some(group);
            self.keys.clear();
        }
    }

    fn note(&mut self, definition: &Definition, line: &Line) {
        self.keys.push(key(definition, line));
        if definition.doubt.contains(&Rule::SameDay) {
            self.days.insert(day(line));
        }
    }
}

/// Why no file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotExport {
    /// Nobody said what it is for.
    NoReason,
    /// The day lies in the future.
    Future,
    /// The return cannot be written so.
    NoSuchFormat,
    /// It was asked for by somebody else, or on another day.
    NotYours,
}

impl From<CannotExport> for Refusal {
    fn from(why: CannotExport) -> Self {
        match why {
            CannotExport::NoReason => {
                Self::new("export-needs-reason", "Say what the file is for and who gets it").at("reason")
            }
            CannotExport::Future => {
                Self::new("export-in-the-future", "A return is made for today or a day before").at("as-of")
            }
            CannotExport::NoSuchFormat => Self::new("export-format", "Choose how the file is written").at("format"),
            CannotExport::NotYours => Self::new(
                "export-not-yours",
                "A file is taken by whoever asked for it, on the same day. Ask for it anew, with your own reason",
            ),
        }
    }
}

/// Whether a return may be made for this day, for this reason.
///
/// # Errors
/// [`CannotExport::NoReason`], [`CannotExport::Future`].
pub fn ask(reason: &str, as_of: NaiveDate, today: NaiveDate) -> Result<(), Vec<Refusal>> {
    let mut why = Vec::new();
    if reason.trim().chars().count() < 5 {
        why.push(CannotExport::NoReason.into());
    }
    if as_of > today {
        why.push(CannotExport::Future.into());
    }
    if why.is_empty() { Ok(()) } else { Err(why) }
}

/// Why a question of another service is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDecide {
    /// Neither yes nor no was chosen.
    Nothing,
    /// Nobody said why.
    NoReason,
    /// It was decided, or there is nothing to decide.
    Decided,
}

impl From<CannotDecide> for Refusal {
    fn from(why: CannotDecide) -> Self {
        match why {
            CannotDecide::Nothing => {
                Self::new("query-undecided", "Choose whether the question is answered").at("decided")
            }
            CannotDecide::NoReason => Self::new("query-needs-why", "Say why. It is kept with the question").at("why"),
            CannotDecide::Decided => Self::new("query-decided", "This question was decided already"),
        }
    }
}

/// What the agreement with other services says to a question: the reasons and what follows of each stand in the pack
/// (`query-reason`). A reason that it does not know, or another version of the agreement, is denied.
pub fn governance(pack: &Pack, reason: &str, agreement: &str) -> Decision {
    let of = pack.terms("query-reason").iter().find(|term| !reason.is_empty() && term.returned == reason);
    if agreement != pack.text("person-query-agreement") {
        return Decision::Deny;
    }
    match of.map(|term| term.group.as_str()) {
        Some("permit") => Decision::Permit,
        Some("review") => Decision::Review,
        Some(_) | None => Decision::Deny,
    }
}
