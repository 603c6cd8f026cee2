//! Services from a CSV file: looked at first, every bad cell named; taken only when all of it can be. Read again, the same
//! file changes nothing.

use crate::{
    body::{Body, Contact, Cost, Day, Every, Mode, Opening, Place, Time},
    harvest::{self, Source},
    open_referral::read::{Read, ReadProvider},
    postcodes,
    records::derived_id,
    rules,
};
use pack::Pack;
use std::path::Path;
use store::{Author, Conn, Db, Tx};

/// A cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1; the names of columns are line 1.
    pub line: u64,
    /// The column.
    pub column: String,
    /// Why, and what would do.
    pub why: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, {}: {}", self.line, self.column, self.why)
    }
}

/// The columns one may give, with what stands in them.
pub const COLUMNS: [(&str, &str); 29] = [
    ("id", "of the row, so that it is known again; else name and organisation"),
    ("name", "must be given"),
    ("organisation", "must be given"),
    ("summary", "what it is"),
    ("group", "council, police, education, health, community or partnership"),
    ("needs", "codes or words of the practice pack, with ; between"),
    ("who", "codes or words of the practice pack, with ; between"),
    ("minimum_age", "whole years"),
    ("maximum_age", "whole years"),
    ("criteria", "who can come"),
    ("how", "how to get in"),
    ("referral_only", "yes or no"),
    ("free", "yes or no"),
    ("cost", "pounds, like 2.50, or words"),
    ("modes", "in-person, online, home, with ; between"),
    ("languages", "with ; between"),
    ("place", "name of the building"),
    ("address", "house and street"),
    ("town", ""),
    ("postcode", ""),
    ("access", "codes or words of the practice pack, with ; between"),
    ("days", "Monday; Friday, or MO; FR"),
    ("opens", "9:30"),
    ("closes", "12:00"),
    ("phone", ""),
    ("email", ""),
    ("url", "https://…"),
    ("confidential", "yes: the place may not be known and is not kept"),
    ("checked_on", "the day on which all of it was right, 2026-03-04"),
];

/// What a file holds.
#[derive(Debug, Default)]
pub struct Preview {
    /// Rows that can be taken.
    pub good: Vec<Read>,
    /// Cells that cannot.
    pub faults: Vec<Fault>,
}

struct Row<'a> {
    line: u64,
    cells: Vec<(&'static str, String)>,
    faults: &'a mut Vec<Fault>,
}

impl Row<'_> {
    fn get(&self, name: &str) -> String {
        self.cells.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()).unwrap_or_default()
    }

    fn fault(&mut self, column: &str, why: impl Into<String>) {
        self.faults.push(Fault { line: self.line, column: column.into(), why: why.into() });
    }

    fn must(&mut self, name: &'static str) -> String {
        let text = self.get(name);
        if text.is_empty() {
            self.fault(name, "it is empty");
        }
        text
    }

    fn yes(&mut self, name: &'static str) -> bool {
        match self.get(name).to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            other => {
                self.fault(name, format!("{other:?} is neither yes nor no"));
                false
            }
        }
    }

    fn age(&mut self, name: &'static str) -> Option<u8> {
        let text = self.get(name);
        let age = text.parse().ok().filter(|a: &u8| *a <= 120);
        if age.is_none() && !text.is_empty() {
            self.fault(name, format!("{text:?} is no age in whole years"));
        }
        age
    }

    fn time(&mut self, name: &'static str) -> Option<Time> {
        let text = self.get(name);
        let time = Time::parse(&text);
        if time.is_none() && !text.is_empty() {
            self.fault(name, format!("{text:?} is no time of day, like 9:30 or 5pm"));
        }
        time
    }

    fn words(&mut self, pack: &Pack, name: &'static str, vocabulary: &str) -> Vec<String> {
        let mut all = Vec::new();
        for word in self.get(name).split(';').map(str::trim).filter(|w| !w.is_empty()) {
            match pack
                .terms(vocabulary)
                .iter()
                .find(|t| t.code == word.to_lowercase() || t.label.eq_ignore_ascii_case(word))
            {
                Some(t) if all.contains(&t.code) => {}
                Some(t) => all.push(t.code.clone()),
                None => self.fault(name, format!("{word:?} is not a word of the practice pack ({vocabulary})")),
            }
        }
        all
    }
}

/// Looks at a file without changing anything.
///
/// # Errors
/// Why it cannot be read at all.
pub fn preview(conn: &mut Conn, pack: &Pack, file: &Path) -> Result<Preview, String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_path(file).map_err(|e| told(&e))?;
    let head: Vec<String> = reader
        .byte_headers()
        .map_err(|e| told(&e))?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim().trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_"))
        .collect();
    let mut found = Preview::default();
    for name in &head {
        if !COLUMNS.iter().any(|(c, _)| c == name) {
            found.faults.push(Fault {
                line: 1,
                column: name.clone(),
                why: "there is no such column; see `earlyhelp import services --help`".into(),
            });
        }
    }
    for must in ["name", "organisation"] {
        if !head.iter().any(|h| h == must) {
            return Err(told(&format!("there is no column {must:?}. Its columns are: {}", head.join(", "))));
        }
    }
    let mut keys = std::collections::BTreeMap::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| told(&e))? {
        let line = record.position().map_or(0, csv::Position::line);
        let cells = COLUMNS.iter().filter_map(|(c, _)| {
            let at = head.iter().position(|h| h == c)?;
            Some((*c, record.get(at).map(|v| String::from_utf8_lossy(v).replace('\0', "")).unwrap_or_default()))
        });
        let before = found.faults.len();
        let mut row = Row { line, cells: cells.collect(), faults: &mut found.faults };
        let read = one(conn, pack, &mut row).map_err(|e| e.to_string())?;
        if let Some(first) = keys.insert(read.key.clone(), line) {
            row.fault(
                if row.get("id").is_empty() { "name" } else { "id" },
                format!("it is the same as in line {first}"),
            );
        }
        if found.faults.len() == before {
            found.good.push(read);
        }
    }
    Ok(found)
}

fn one(conn: &mut Conn, pack: &Pack, row: &mut Row<'_>) -> store::Result<Read> {
    let (name, organisation) = (row.must("name"), row.must("organisation"));
    let key = Some(row.get("id")).filter(|k| !k.is_empty()).unwrap_or_else(|| format!("{organisation} / {name}"));
    let mut body = Body {
        summary: row.get("summary"),
        needs: row.words(pack, "needs", "need"),
        who: row.words(pack, "who", "service-for"),
        group: row.words(pack, "group", "service-group").pop().unwrap_or_else(|| "community".into()),
        minimum_age: row.age("minimum_age").filter(|a| *a > 0),
        maximum_age: row.age("maximum_age"),
        criteria: row.get("criteria"),
        how: row.get("how"),
        referral_only: row.yes("referral_only"),
        free: row.yes("free"),
        languages: row.get("languages").split(';').map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect(),
        url: row.get("url"),
        confidential: row.yes("confidential"),
        name,
        ..Body::default()
    };
    if let (Some(a), Some(b)) = (body.minimum_age, body.maximum_age)
        && a > b
    {
        row.fault("maximum_age", format!("{b} is below the minimum age of {a}"));
    }
    if !body.url.is_empty() && !body.url.starts_with("http") {
        row.fault("url", "it must begin with https://");
    }
    let cost = row.get("cost");
    if !cost.is_empty() {
        let pence = cost.trim_start_matches('£').parse::<f64>().ok().filter(|p| (0.0..100_000.0).contains(p));
        body.costs.push(match pence {
            Some(pounds) => Cost { pence: Some((pounds * 100.0).round() as i64), ..Cost::default() },
            None => Cost { note: cost, ..Cost::default() },
        });
    }
    for word in row.get("modes").split(';').map(str::trim).filter(|w| !w.is_empty()) {
        match Mode::parse(&word.to_lowercase().replace(' ', "-")) {
            Some(mode) => body.modes.push(mode),
            None => row.fault("modes", format!("{word:?} is none of in-person, online and home")),
        }
    }
    place(conn, pack, row, &mut body)?;
    openings(row, &mut body);
    let contact = Contact { name: String::new(), phone: row.get("phone"), email: row.get("email") };
    if !contact.email.is_empty() && !contact.email.contains('@') {
        row.fault("email", format!("{:?} is no address of email", contact.email));
    }
    if contact != Contact::default() {
        body.contacts.push(contact);
    }
    if body.confidential
        && let Some(code) = rules::tells_its_place(&body)
    {
        row.fault("confidential", format!("the texts of this row name {code}; take it out"));
    }
    let checked = row.get("checked_on");
    let assured_on = checked.parse().ok();
    if assured_on.is_none() && !checked.is_empty() {
        row.fault("checked_on", format!("{checked:?} is no date like 2026-03-04"));
    }
    let provider = ReadProvider { key: organisation.clone(), name: organisation, ..ReadProvider::default() };
    Ok(Read { key, body: body.without_place_if_confidential(), provider, assured_on, stamp: String::new() })
}

fn place(conn: &mut Conn, pack: &Pack, row: &mut Row<'_>, body: &mut Body) -> store::Result<()> {
    let typed = row.get("postcode");
    let postcode = match linkage::identifiers::postcode(&typed) {
        Ok(code) => code,
        Err(why) => {
            if !typed.is_empty() {
                row.fault("postcode", format!("{typed:?}: {why}"));
            }
            String::new()
        }
    };
    let mut place = Place {
        name: row.get("place"),
        line_1: row.get("address"),
        town: row.get("town"),
        access: row.words(pack, "access", "accessibility"),
        postcode,
        ..Place::default()
    };
    if place.line().is_empty() {
        return Ok(());
    }
    if let Some((at, true)) = postcodes::find(conn, &place.postcode)? {
        (place.lat, place.lon) = (Some(at.lat), Some(at.lon));
    }
    place.id = derived_id(&["place", &place.line()]);
    body.places.push(place);
    Ok(())
}

fn openings(row: &mut Row<'_>, body: &mut Body) {
    let mut days = Vec::new();
    for word in row.get("days").split([';', ',']).map(str::trim).filter(|w| !w.is_empty()) {
        let upper = word.to_uppercase();
        match Day::ALL.iter().find(|d| {
            upper.len() >= 2 && d.label().to_uppercase().starts_with(upper.trim_end_matches('S')) || d.code() == upper
        }) {
            Some(day) => days.push(*day),
            None => row.fault("days", format!("{word:?} is no day of the week")),
        }
    }
    let (opens, closes) = (row.time("opens"), row.time("closes"));
    if let (Some(a), Some(b)) = (opens, closes)
        && a >= b
    {
        row.fault("closes", "it closes before it opens");
    }
    if !days.is_empty() {
        body.openings.push(Opening {
            days,
            opens,
            closes,
            every: Every::Week,
            from_on: None,
            until_on: None,
            note: String::new(),
        });
    }
}

/// Takes all rows of a file that was looked at, some hundred a transaction. What an earlier file of this name held and
/// this one does not is marked as gone.
pub fn take(db: &Db, pack: &Pack, name: &str, rows: &[Read], told: impl Fn(usize)) -> Result<Source, String> {
    let now = db.now();
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    let found = harvest::write(&mut conn, |conn| harvest::source(conn, now, &format!("file:{name}")))?;
    // a file is always read whole
    let found = Source { ended_at: Some(now), ..found };
    let mut s = harvest::write(&mut conn, |conn| harvest::begin(conn, now, found.clone()))?;
    for (n, some) in rows.chunks(200).enumerate() {
        s = harvest::write(&mut conn, |conn| {
            let who = Author { pack: pack.hash.clone(), ..Author::program() };
            let mut tx = Tx::within(conn, now, who);
            let (mut s, mut seen) = (s.clone(), Vec::new());
            for read in some {
                harvest::put(&mut tx, pack, &mut s, read, &mut seen)?;
            }
            harvest::mark_seen(&mut tx, &s, &seen)?;
            Ok(s)
        })?;
        told((n * 200 + some.len()).min(rows.len()));
    }
    let s = harvest::write(&mut conn, |conn| harvest::end(conn, now, pack, s.clone()))?;
    db.look_again();
    Ok(s)
}
