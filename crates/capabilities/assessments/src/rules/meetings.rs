//! Who was seen, when, alone or not; who was asked besides. Every child is seen, or it is said why not.

use super::CannotAssess;
use crate::paper::{Paper, Someone, Stage};
use chrono::NaiveDate;
use people::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{Refusal, Refusals};

/// Whether and how a child was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// When.
    pub on: Option<NaiveDate>,
    /// Whether alone; not asked of a baby.
    pub alone: Option<bool>,
    /// Why they were not.
    pub not_because: String,
}

/// Somebody who was asked besides the family.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consulted {
    /// In full.
    pub name: String,
    /// Their job.
    pub job: String,
    /// For whom they work.
    pub organisation: String,
    /// When.
    pub on: Option<NaiveDate>,
}

impl Consulted {
    /// Whether nothing was said of them.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whom a version was made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meetings {
    /// The children.
    pub seen: BTreeMap<PersonId, Seen>,
    /// Everyone else.
    pub consulted: Vec<Consulted>,
}

/// Why it cannot have been so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotMeet {
    /// Seen on a day to come.
    SeenAhead(PersonId),
    /// Seen, and a reason why not.
    SeenAndNot(PersonId),
    /// Seen, and not whether alone.
    AloneNotSaid(PersonId),
    /// Name, organisation or day of somebody who was asked is missing.
    ConsultedIncomplete(usize),
    /// Asked on a day to come.
    ConsultedAhead(usize),
}

impl From<CannotMeet> for Refusal {
    fn from(rule: CannotMeet) -> Self {
        match rule {
            CannotMeet::SeenAhead(child) => {
                Self::new("seen-ahead", "The day on which they were seen must be today or before")
                    .at(format!("seen-on-{child}"))
            }
            CannotMeet::SeenAndNot(child) => {
                Self::new("seen-and-not", "Give the day on which they were seen, or why they were not, and not both")
                    .at(format!("seen-not-{child}"))
            }
            CannotMeet::AloneNotSaid(child) => {
                Self::new("seen-without-alone", "Say whether they were seen alone").at(format!("seen-alone-{child}"))
            }
            CannotMeet::ConsultedIncomplete(nth) => {
                Self::new("consulted-incomplete", "Give the name and organisation of whoever was asked, and the day")
                    .at(format!("consulted-name-{nth}"))
            }
            CannotMeet::ConsultedAhead(nth) => {
                Self::new("consulted-ahead", "The day on which they were asked must be today or before")
                    .at(format!("consulted-on-{nth}"))
            }
        }
    }
}

/// May this be what happened? Children are those of the paper; whoever is not born yet is not seen.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn meet(paper: &Paper, meetings: &Meetings, today: NaiveDate) -> Result<(), Refusals> {
    let mut faults = Vec::new();
    for child in to_be_seen(paper) {
        let Some(seen) = meetings.seen.get(&child.id) else { continue };
        let not = !seen.not_because.trim().is_empty();
        let of_child = [
            (seen.on.is_some_and(|on| on > today), CannotMeet::SeenAhead(child.id)),
            (seen.on.is_some() && not, CannotMeet::SeenAndNot(child.id)),
            (seen.on.is_some() && child.stage.speaks() && seen.alone.is_none(), CannotMeet::AloneNotSaid(child.id)),
        ];
        faults.extend(of_child.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault));
    }
    for (nth, one) in (1..).zip(&meetings.consulted).filter(|(_, one)| !one.is_empty()) {
        if one.name.trim().is_empty() || one.organisation.trim().is_empty() || one.on.is_none() {
            faults.push(CannotMeet::ConsultedIncomplete(nth));
        }
        if one.on.is_some_and(|on| on > today) {
            faults.push(CannotMeet::ConsultedAhead(nth));
        }
    }
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}

/// The children whom one can see.
pub fn to_be_seen(paper: &Paper) -> impl Iterator<Item = &Someone> {
    paper.children().filter(|child| child.stage != Stage::Unborn)
}

/// Whether it is said when this child was seen, or why not.
pub fn is_seen_or_said_why(meetings: &Meetings, child: PersonId) -> bool {
    meetings.seen.get(&child).is_some_and(|seen| seen.on.is_some() || !seen.not_because.trim().is_empty())
}

/// The children of whom neither is said, one fault each.
pub(super) fn not_seen<'a>(paper: &'a Paper, meetings: &'a Meetings) -> impl Iterator<Item = CannotAssess> + 'a {
    let silent = to_be_seen(paper).filter(|child| !is_seen_or_said_why(meetings, child.id));
    silent.map(|child| CannotAssess::NotSeen(format!("seen-{}", child.id), child.called.clone()))
}
