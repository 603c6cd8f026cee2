//! Returns from lines of text: looked at first, every bad cell named; taken only when all of it can be. Pure.

use crate::{
    period::Period,
    rules::returns::{Figure, Figures},
};
use directory::ServiceId;
use std::collections::BTreeMap;

/// A cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// Of which column.
    pub column: String,
    /// What is wrong with it.
    pub told: String,
}

/// A line that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as the columns")]
pub struct Line {
    /// Where it stands, from 1.
    pub line: u64,
    pub service: ServiceId,
    pub period: Period,
    pub figures: Figures,
    pub needs: BTreeMap<String, i64>,
    pub note: String,
    pub odd: String,
    pub why: String,
}

/// What the lines say.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Lines that can be read.
    pub lines: Vec<Line>,
    /// Cells that cannot be taken.
    pub faults: Vec<Fault>,
}

/// The columns besides the figures, and besides `need:…`.
const WORDS: [&str; 5] = ["service", "period", "note", "odd", "why"];

/// The most lines that are taken at once.
pub const MOST: usize = 200;

/// The heading of a file with every column.
pub fn heading() -> String {
    let figures = Figure::ALL.iter().map(|figure| figure.code());
    ["service", "period"].into_iter().chain(figures).chain(["note", "odd", "why"]).collect::<Vec<_>>().join(",")
}

/// Reads lines whose first names the columns, in any order. `services` are those whose returns may be given, by name
/// and id; `needs` the codes of needs.
pub fn read(text: &str, services: &[(ServiceId, String)], needs: &[String]) -> Found {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut found = Found::default();
    let head: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_lowercase).collect()).unwrap_or_default();
    check_head(&mut found, &head, needs);
    if !found.faults.is_empty() {
        return found;
    }
    for (n, row) in reader.records().enumerate() {
        let Ok(row) = row else {
            found.faults.push(Fault { line: 0, column: "service".into(), told: "A line cannot be read".into() });
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        if n >= MOST {
            let told = format!("Take at most {MOST} lines at once");
            found.faults.push(Fault { line, column: "service".into(), told });
            break;
        }
        let cells = head.iter().zip(row.iter()).map(|(name, cell)| (name.as_str(), cell)).collect();
        take(&mut found, &Cells { line, cells }, services);
    }
    twice(&mut found);
    found
}

fn check_head(found: &mut Found, head: &[String], needs: &[String]) {
    let mut fault = |column: &str, told: &str| {
        found.faults.push(Fault { line: 1, column: column.into(), told: told.into() });
    };
    let needed = Figure::ALL.iter().filter(|figure| figure.is_needed()).map(|figure| figure.code());
    for column in ["service", "period"].into_iter().chain(needed) {
        if !head.iter().any(|name| name == column) {
            fault(column, "There is no such column");
        }
    }
    for column in head {
        let need = column.strip_prefix("need:");
        let known = WORDS.contains(&column.as_str()) || Figure::parse(column).is_some();
        match need {
            Some(need) if !needs.iter().any(|code| code == need) => fault(column, "There is no such need"),
            None if !known => fault(column, "This column is not known"),
            _ => {}
        }
    }
}

/// The cells of one line by their columns.
struct Cells<'a> {
    line: u64,
    cells: Vec<(&'a str, &'a str)>,
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell).unwrap_or_default()
    }

    fn fault(&self, column: &str, told: impl Into<String>) -> Fault {
        Fault { line: self.line, column: column.into(), told: told.into() }
    }
}

fn take(found: &mut Found, row: &Cells<'_>, services: &[(ServiceId, String)]) {
    let before = found.faults.len();
    let said = row.get("service");
    let is_it = |(id, name): &&(ServiceId, String)| {
        name.eq_ignore_ascii_case(said) || id.to_string().eq_ignore_ascii_case(said)
    };
    let service = services.iter().find(is_it).map(|(id, _)| *id);
    if service.is_none() {
        found.faults.push(row.fault("service", format!("There is no service {said:?} whose returns you give")));
    }
    let period = Period::parse(row.get("period"));
    if period.is_none() {
        found.faults.push(row.fault("period", "Use a month like 2026-03 or a quarter like 2026-q1"));
    }
    let (mut figures, mut needs) = (Figures::default(), BTreeMap::new());
    for (column, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        let (figure, need) = (Figure::parse(column), column.strip_prefix("need:"));
        if figure.is_none() && need.is_none() {
            continue;
        }
        let Ok(count) = cell.parse::<i64>() else {
            found.faults.push(row.fault(column, format!("{cell:?} is no whole number")));
            continue;
        };
        match (figure, need) {
            (Some(figure), _) => figures.set(figure, count),
            (None, Some(need)) => drop(needs.insert(need.to_owned(), count)),
            (None, None) => {}
        }
    }
    let (Some(service), Some(period), true) = (service, period, found.faults.len() == before) else { return };
    let word = |column| row.get(column).chars().take(1_000).collect::<String>();
    found.lines.push(Line {
        line: row.line,
        service,
        period,
        figures,
        needs,
        note: word("note"),
        odd: word("odd"),
        why: word("why"),
    });
}

/// A period stands once in one file.
fn twice(found: &mut Found) {
    let mut seen = Vec::new();
    for line in &found.lines {
        if seen.contains(&(line.service, line.period)) {
            let told = "It stands twice for this period".into();
            found.faults.push(Fault { line: line.line, column: "period".into(), told });
        }
        seen.push((line.service, line.period));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "service,period,new_contacts,referrals,waiting,families,ended,need:housing,why";

    #[test]
    fn every_bad_cell_is_named() {
        let services = [(ServiceId::new(), "Baby bank".to_owned())];
        let needs = ["housing".to_owned()];
        let text = format!("{HEAD}\nbaby bank,2026-01,4,3,0,9,1,2,\nFood bank,2026-1,4,three,0,9,1,,\n");
        let found = read(&text, &services, &needs);
        assert_eq!(found.lines.len(), 1);
        assert_eq!(found.lines[0].needs["housing"], 2);
        let cells: Vec<(u64, &str)> = found.faults.iter().map(|fault| (fault.line, fault.column.as_str())).collect();
        assert_eq!(cells, [(3, "service"), (3, "period"), (3, "referrals")]);

        let twice = format!("{HEAD}\nBaby bank,2026-01,4,3,0,9,1,2,\nBaby bank,2026-01,4,3,0,9,1,2,\n");
        assert_eq!(read(&twice, &services, &needs).faults[0].column, "period");
    }

    #[test]
    fn columns_that_are_missing_or_unknown_are_named() {
        let found = read("service,period,referrals,colour,need:moon\n", &[], &[]);
        let columns: Vec<&str> = found.faults.iter().map(|fault| fault.column.as_str()).collect();
        assert_eq!(columns, ["new_contacts", "waiting", "families", "ended", "colour", "need:moon"]);
    }
}
