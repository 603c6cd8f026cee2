//! Rows, read from the tables of the capabilities in batches, so that a return of any length needs little memory.
//! Nothing is written. Who asks sees no row of a restricted record unless they stand on its list: [`Known`] knows
//! which.

mod assessments;
mod children;
mod contacts;
mod episodes;
mod known;
mod outcomes;

pub use known::Known;

use crate::{
    definition::{Definition, Reads},
    field::Line,
};
use access::{Actor, NobodyFacts, nobody};
use chrono::NaiveDate;
use pack::Pack;
use store::{Conn, Instant, Result};

/// So many contacts, episodes or plans are read at a time.
const BATCH: i64 = 500;

/// What is made, for which day and for whom.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The return.
    pub definition: &'a Definition,
    /// The day up to which it counts.
    pub as_of: NaiveDate,
    /// The practice pack.
    pub pack: &'a Pack,
    /// The public address, without a slash at its end.
    pub base: &'a str,
    /// For whom.
    pub actor: &'a Actor,
    /// With the rows of restricted records, whoever is on their lists: for the program alone, where a return has to be
    /// whole.
    pub whole: bool,
}

impl Asked<'_> {
    /// Whether whoever asks may know how many rows belong to restricted records: the program, and those who govern
    /// them. To anybody else they are not there (T17).
    pub fn tells_restricted(&self) -> bool {
        self.actor.account.is_none() || access::decide(self.actor, nobody::FindGoverned, &NobodyFacts).allows()
    }

    /// The first moment of the window.
    fn from(&self) -> Instant {
        midnight(self.definition.from(self.as_of))
    }

    /// The first moment after it.
    fn until(&self) -> Instant {
        midnight(self.as_of.succ_opt().unwrap_or(self.as_of))
    }

    /// The code by which returns know a word of the pack; empty where it has none.
    fn returned(&self, vocabulary: &str, code: &str) -> String {
        let term = self.pack.terms(vocabulary).iter().find(|term| term.code == code);
        term.map(|term| term.returned.clone()).unwrap_or_default()
    }
}

fn midnight(on: NaiveDate) -> Instant {
    Instant::at_london(on.and_time(chrono::NaiveTime::MIN))
}

/// Hands over every row of the return, those that will be left out among them. Rows of one contact, episode or plan
/// stand together.
///
/// # Errors
/// The engine's, or that of `line`.
pub fn read(conn: &mut Conn, asked: &Asked<'_>, line: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
    let known = Known::load(conn, asked)?;
    match asked.definition.reads {
        Reads::ContactChildren => contacts::read(conn, asked, &known, line),
        Reads::AssessmentChildren => assessments::read(conn, asked, &known, line),
        Reads::EpisodeChildren => episodes::read(conn, asked, &known, line),
        Reads::Outcomes => outcomes::read(conn, asked, &known, line),
    }
}
