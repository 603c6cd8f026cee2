//! Registers from lines of text: looked at first, every bad cell named; taken only when all of it can be. Pure.

use crate::{records::EnrolmentId, rules::Mark};
use std::collections::BTreeMap;

/// A session, and who is expected at it by which name.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its number.
    pub n: i64,
    /// It has come.
    pub come: bool,
    /// Its register was kept already.
    pub kept: bool,
    /// Who is expected.
    pub group: Vec<(EnrolmentId, String)>,
}

/// A cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// Of which column.
    pub column: &'static str,
    /// What is wrong with it.
    pub told: String,
}

/// What the lines say: of each session everybody's mark.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// By the number of the session.
    pub marks: BTreeMap<i64, BTreeMap<EnrolmentId, Mark>>,
    /// Cells that cannot be taken.
    pub faults: Vec<Fault>,
}

const COLUMNS: [&str; 3] = ["session", "person", "mark"];

/// Reads lines with the columns `session`, `person` and `mark`, in any order.
pub fn read(text: &str, expected: &[Expected]) -> Found {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut found = Found::default();
    let head: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_lowercase).collect()).unwrap_or_default();
    let places = COLUMNS.map(|column| head.iter().position(|name| name == column));
    for (column, place) in COLUMNS.iter().zip(places) {
        if place.is_none() {
            found.faults.push(Fault { line: 1, column, told: "There is no such column".into() });
        }
    }
    let [Some(session), Some(person), Some(mark)] = places else { return found };

    for row in reader.records() {
        let Ok(row) = row else {
            found.faults.push(Fault { line: 0, column: "session", told: "A line cannot be read".into() });
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        take(&mut found, expected, line, [cell(session), cell(person), cell(mark)]);
    }
    let last = u64::try_from(text.lines().count()).unwrap_or(0);
    find_unsaid(&mut found, expected, last);
    found
}

fn take(found: &mut Found, expected: &[Expected], line: u64, [session, person, mark]: [&str; 3]) {
    let mut fault = |column, told: String| found.faults.push(Fault { line, column, told });
    let mark = Mark::parse(mark);
    if mark.is_none() {
        fault("mark", "Use came, sent-word or missed".into());
    }
    let of = session.parse::<i64>().ok().and_then(|n| expected.iter().find(|one| one.n == n));
    let Some(of) = of else {
        return fault("session", format!("There is no session {session:?}"));
    };
    if !of.come {
        return fault("session", "This session has not come".into());
    }
    if of.kept {
        return fault("session", "Its register is kept: put it right on its own page".into());
    }
    let named: Vec<EnrolmentId> =
        of.group.iter().filter(|(_, name)| name.eq_ignore_ascii_case(person)).map(|(id, _)| *id).collect();
    let id = match named.as_slice() {
        [one] => *one,
        [] => return fault("person", "Nobody of this name is expected at it".into()),
        _ => return fault("person", "Several of this name are expected at it: use its own page".into()),
    };
    let Some(mark) = mark else { return };
    if found.marks.entry(of.n).or_default().insert(id, mark).is_some() {
        found.faults.push(Fault { line, column: "person", told: "They stand twice".into() });
    }
}

/// A register is whole: everybody who is expected stands in it.
fn find_unsaid(found: &mut Found, expected: &[Expected], line: u64) {
    for (n, marks) in &found.marks {
        let Some(of) = expected.iter().find(|one| one.n == *n) else { continue };
        for (_, name) in of.group.iter().filter(|(id, _)| !marks.contains_key(id)) {
            let told = format!("Session {n} says nothing of {name}");
            found.faults.push(Fault { line, column: "person", told });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_cell_is_named_and_a_whole_register_is_taken() {
        let (ada, ben) = (EnrolmentId::new(), EnrolmentId::new());
        let group = vec![(ada, "Ada Okoro".to_owned()), (ben, "Ben Hill".to_owned())];
        let one = Expected { n: 1, come: true, kept: false, group };
        let two = Expected { n: 2, come: false, ..one.clone() };
        let all = [one, two];

        let good = read("session,person,mark\n1,ada okoro,came\n1,Ben Hill,missed\n", &all);
        assert!(good.faults.is_empty(), "{:?}", good.faults);
        assert_eq!(good.marks[&1][&ben], Mark::Missed);

        let bad = read("person,session,mark\nAda Okoro,1,there\nZoe,1,came\nAda Okoro,2,came\nBen Hill,1,came\n", &all);
        let cells: Vec<(u64, &str)> = bad.faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(cells, [(2, "mark"), (3, "person"), (4, "session"), (5, "person")]);
    }

    #[test]
    fn a_missing_column_is_named() {
        assert_eq!(read("session,person\n1,Ada\n", &[]).faults[0].column, "mark");
    }
}
