//! Figures: each is data, and one question counts and lists.

mod dashboard;
mod list;
mod more;

pub use list::ALL;

use crate::facts::{Dim, Kind};
use commissioning::rules::returns;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Contacts.
    Contact,
    /// Families.
    Family,
    /// Children.
    Child,
    /// Episodes of help.
    Episode,
    /// Answers of people.
    Answer,
    /// Something else that is named in the sentence.
    Thing(&'static str),
}

impl Unit {
    /// In words, many of them.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Family => "families",
            Self::Child => "children",
            Self::Episode => "episodes",
            Self::Answer => "answers",
            Self::Thing(word) => word,
        }
    }
}

/// The groups of the dashboard (001 s10), and what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who comes.
    Access,
    /// What is done.
    Intervention,
    /// What it changes.
    Outcome,
    /// Services that keep a system of their own.
    Others,
    /// How long each step takes.
    Clocks,
    /// What else a manager or a board asks.
    Beside,
}

impl Group {
    /// All of them, in the order of the dashboard.
    pub const ALL: &'static [Self] =
        &[Self::Access, Self::Intervention, Self::Outcome, Self::Others, Self::Clocks, Self::Beside];

    /// Its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Access",
            Self::Intervention => "Intervention",
            Self::Outcome => "Outcome",
            Self::Others => "Services with systems of their own",
            Self::Clocks => "How long it takes",
            Self::Beside => "Beside these",
        }
    }
}

/// How the facts of a period become a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// How many there are whose day lies in the period.
    Flow,
    /// Of those whose day lies in the period, the share that says yes. With `answered` only those that have a value
    /// are asked: who did not answer is not in the denominator.
    Share {
        /// Whether only facts with a value are in the denominator.
        answered: bool,
    },
    /// How many last at the end of the last day.
    Stock,
    /// How many last on any day of the period: each family or child once.
    Touch,
    /// How long those took whose day lies in the period: the middle value.
    Days,
    /// Of the clocks that began in the period: how long those took that stopped, and how many still run.
    Clock,
    /// Of those that ended in the period and so many months ago, the share that came back within them.
    Back {
        /// Months.
        within: u32,
        /// Whether it is asked who did not come back, of those that ended well.
        sustained: bool,
    },
    /// How many last at the end of the last day and have lasted for longer than this setting of the pack says, in
    /// months.
    Longer {
        /// The name of the setting.
        setting: &'static str,
    },
    /// At the end of the last day: of the families who are helped, the share that has a fact of this kind which lasts.
    Holds {
        /// What they have.
        kind: Kind,
    },
    /// Of the children who were helped on any day of the period, the share that has a fact of this kind in it.
    Among {
        /// What they have.
        kind: Kind,
    },
    /// What services with systems of their own have returned of periods that lie in the period.
    Returned {
        /// What.
        of: returns::Figure,
        /// Of which it is a share.
        whole: Option<returns::Figure>,
    },
    /// Needs that somebody voiced in the period without a name.
    Voiced,
    /// Not counted here.
    Missing {
        /// Why.
        why: &'static str,
    },
}

impl Rule {
    /// Whether it is a share, shown as a percentage.
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::Share { .. }
                | Self::Back { .. }
                | Self::Holds { .. }
                | Self::Among { .. }
                | Self::Returned { whole: Some(_), .. }
        )
    }

    /// Whether no record stands behind it that one could open.
    pub const fn has_no_rows(self) -> bool {
        matches!(self, Self::Returned { .. } | Self::Voiced | Self::Missing { .. })
    }

    /// Whether it is a length of time.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Days | Self::Clock)
    }
}

/// A figure, as data. What a figure counts changes only with a new version; what was published keeps its own.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Its id, as evidence and papers name it.
    pub id: &'static str,
    /// Where it stands.
    pub group: Group,
    /// What it is called.
    pub name: &'static str,
    /// The sentence that a board member reads.
    pub sentence: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// The date that counts.
    pub date: &'static str,
    /// The numerator, in words.
    pub numerator: &'static str,
    /// The denominator, in words; empty where there is none.
    pub denominator: &'static str,
    /// What is left out.
    pub exclusions: &'static str,
    /// Who answers for it.
    pub owner: &'static str,
    /// Its version.
    pub version: u16,
    /// Since when it is counted so.
    pub since: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// The facts that it counts.
    pub kind: Kind,
    /// Only those of which this is said.
    pub only: &'static [(Dim, &'static str)],
    /// How they become a number.
    pub rule: Rule,
    /// By what it is told apart first, if by anything.
    pub main: Option<Dim>,
    /// By what else it may be told apart.
    pub dims: &'static [Dim],
}

impl Figure {
    /// The figure of this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|figure| figure.id == id)
    }

    /// Whether it can be told apart by this.
    pub fn takes(&self, dim: Dim) -> bool {
        self.main == Some(dim) || self.dims.contains(&dim)
    }

    /// By everything that it can be told apart by.
    pub fn by(&self) -> impl Iterator<Item = Dim> {
        self.main.into_iter().chain(self.dims.iter().copied().filter(|dim| Some(*dim) != self.main))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_has_an_id_of_its_own_and_says_all_of_itself() {
        let ids: BTreeSet<&str> = ALL.iter().map(|figure| figure.id).collect();
        assert_eq!(ids.len(), ALL.len());
        for figure in ALL {
            for said in [figure.name, figure.sentence, figure.date, figure.numerator, figure.owner, figure.source] {
                assert!(!said.is_empty(), "{}", figure.id);
            }
            assert_eq!(figure.rule.is_share(), !figure.denominator.is_empty(), "{}", figure.id);
            assert!(figure.sentence.ends_with('.'), "{}", figure.id);
        }
    }

    #[test]
    fn the_thirteen_figures_of_the_strategy_are_all_there() {
        for id in ["1a", "1b", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12a", "12b", "12c"] {
            assert!(Figure::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn what_is_counted_once_in_a_period_lasts() {
        for figure in ALL {
            let lasts = matches!(figure.rule, Rule::Touch | Rule::Stock | Rule::Longer { .. } | Rule::Holds { .. });
            assert!(!lasts || figure.kind.lasts(), "{}", figure.id);
        }
    }
}
