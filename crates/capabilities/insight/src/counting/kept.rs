//! Counts that were counted before. One is true as long as none of the facts that it asks for has changed, which the
//! database says in the snapshot of whoever looks: what is remembered is what would be counted now, to the last fact.

use super::{Counted, Looked, Window};
use crate::{
    facts::Kind,
    figures::{Figure, Rule},
    records::{
        changes::{self, Change},
        tables,
    },
};
use chrono::NaiveDate;
use pack::Pack;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{Conn, Db, Result};

/// More than this is not remembered: some 10 MB.
const MOST: usize = 20_000;

/// What was counted, as of the change of this number.
#[derive(Default)]
struct Memory {
    at: i64,
    counts: HashMap<Question, Counted>,
}

#[derive(Default)]
struct Counts(Mutex<Memory>);

impl Counts {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    figure: &'static str,
    window: Window,
    looked: Looked,
    today: NaiveDate,
}

/// Asks for counts in one snapshot.
pub struct Asking {
    counts: Arc<Counts>,
    pack: Arc<Pack>,
    today: NaiveDate,
    /// The number of the last change that this snapshot sees.
    at: i64,
}

impl Asking {
    /// In the snapshot of this connection.
    ///
    /// # Errors
    /// The engine's.
    pub fn new(db: &Db, conn: &mut Conn, pack: &Arc<Pack>, today: NaiveDate) -> Result<Self> {
        let (counts, at) = (db.memory::<Counts>(), changes::last(conn)?);
        let asking = Self { counts, pack: pack.clone(), today, at };
        asking.forget(conn)?;
        Ok(asking)
    }

    /// What changed since it was counted is remembered no more.
    fn forget(&self, conn: &mut Conn) -> Result<()> {
        let was = self.counts.lock().at;
        if was >= self.at {
            return Ok(());
        }
        let changed = changes::since(conn, was)?;
        let mut memory = self.counts.lock();
        // somebody else may have done it meanwhile, for this snapshot or for a later one
        if memory.at == was {
            memory.counts.retain(|question, _| !changed.iter().any(|change| question.asks(*change)));
            memory.at = self.at;
        }
        Ok(())
    }

    /// Counts a figure, or remembers what was counted.
    ///
    /// # Errors
    /// The engine's.
    pub fn count(&self, conn: &mut Conn, figure: &Figure, window: Window, looked: &Looked) -> Result<Counted> {
        let count = |conn: &mut Conn| super::count(conn, &self.pack, figure, window, looked, self.today);
        if figure.rule.has_no_rows() {
            return count(conn);
        }
        let question = Question { figure: figure.id, window, looked: looked.clone(), today: self.today };
        {
            let memory = self.counts.lock();
            if let Some(counted) = memory.counts.get(&question).filter(|_| memory.at == self.at) {
                return Ok(counted.clone());
            }
        }
        let counted = count(conn)?;
        let mut memory = self.counts.lock();
        if memory.at == self.at {
            if memory.counts.len() >= MOST {
                memory.counts.clear();
            }
            memory.counts.insert(question, counted.clone());
        }
        Ok(counted)
    }
}

impl Question {
    /// Whether the answer may be another after this change.
    fn asks(&self, change: Change) -> bool {
        let Some(figure) = Figure::find(self.figure).filter(|_| change != Change::ALL) else { return true };
        let of = |kind: Kind| kind.number() == change.kind;
        match figure.rule {
            // facts of days in the period, whatever they say
            Rule::Flow | Rule::Share { .. } | Rule::Days | Rule::Clock | Rule::Back { .. } => {
                let months = tables::month(self.window.from)..=tables::month(self.window.to);
                of(figure.kind) && months.contains(&change.month)
            }
            // what began long before may last
            Rule::Stock | Rule::Touch | Rule::Longer { .. } => of(figure.kind),
            Rule::Holds { kind } | Rule::Among { kind } => of(figure.kind) || of(kind),
            Rule::Returned { .. } | Rule::Voiced | Rule::Missing { .. } => true,
        }
    }
}
