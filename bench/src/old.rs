//! A made-up old system as CSV files, with its map: `bench old-system DIR FAMILIES`, the same for the same number.

use fastrand::Rng;
use people::{demo, details::Typed};
use std::{
    fs::File,
    io::{BufWriter, Result, Write},
    path::Path,
};

const MAP: &str = r#"system = "Made-up old system"
dates = ["%d/%m/%Y"]
restricted_to = ["privacy@example.org"]

[families]
file = "families.csv"
columns = { id = "id", restricted = "restricted" }

[people]
file = "people.csv"
columns.id = "id"
columns.family = "family"
columns.role = "role"
columns.given_name = "first"
columns.family_name = "last"
columns.date_of_birth = "born"
columns.nhs_number = "nhs"
columns.phone = "phone"
columns.line_1 = "address"
columns.town = "town"
columns.postcode = "postcode"
columns.protected = "hidden"

[contacts]
file = "contacts.csv"
columns.id = "id"
columns.family = "family"
columns.received_on = "came"
columns.source = "source"
columns.decided_on = "decided"
columns.outcome = "outcome"
columns.summary = "summary"
columns.needs = "needs"

[episodes]
file = "episodes.csv"
columns.id = "id"
columns.family = "family"
columns.opened_on = "opened"
columns.kind = "kind"
columns.contact = "contact"
columns.team = "team"
columns.lead = "lead"
columns.closed_on = "closed"
columns.closing_reason = "reason"
columns.exit_plan = "plan"

[documents]
file = "documents.csv"
columns = { id = "id", family = "family", written_on = "day", title = "title", text = "text", author = "author" }
"#;

const HEADS: [(&str, &str); 5] = [
    ("families.csv", "id,restricted"),
    ("people.csv", "id,family,role,first,last,born,nhs,phone,address,town,postcode,hidden"),
    ("contacts.csv", "id,family,came,source,decided,outcome,summary,needs"),
    ("episodes.csv", "id,family,opened,kind,contact,team,lead,closed,reason,plan"),
    ("documents.csv", "id,family,day,title,text,author"),
];

/// Writes them.
pub(crate) fn write(dir: &Path, families: usize) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    std::fs::write(dir.join("map.toml"), MAP)?;
    let mut files = Vec::new();
    for (name, head) in HEADS {
        let mut file = BufWriter::new(File::create(dir.join(name))?);
        writeln!(file, "{head}")?;
        files.push(file);
    }
    let mut rng = Rng::with_seed(1);
    let last = "2025-06-30".parse::<chrono::NaiveDate>().map_err(std::io::Error::other)?;
    for n in 0..families {
        let back = rng.u64(30..1_500);
        family(&mut files, &mut rng, n, last - chrono::Days::new(back))?;
    }
    files.iter_mut().try_for_each(Write::flush)
}

fn family(files: &mut [BufWriter<File>], rng: &mut Rng, n: usize, came: chrono::NaiveDate) -> Result<()> {
    writeln!(files[0], "f{n},{}", if rng.u8(..200) == 0 { "yes" } else { "no" })?;
    for (k, person) in demo::people(rng, came).iter().enumerate() {
        people(&mut files[1], n, k, person)?;
    }
    let day = |after: u64| (came + chrono::Days::new(after)).format("%d/%m/%Y");
    let words = "What was brought and what is there for the family already was looked at together. ";
    for k in 0..rng.u64(1..3) {
        let (on, decided) = (day(k * 9), day(k * 9 + 1));
        let outcome = if k == 0 { "assessment" } else { "advice" };
        writeln!(files[2], "c{n}-{k},f{n},{on},school,{decided},{outcome},{words},school-attendance")?;
    }
    let open = rng.u8(..100) < 12;
    let closed = if open { ",,".into() } else { format!("{},outcomes-met,Call the school.", day(150)) };
    let lead = if open { "lead@example.org" } else { "" };
    writeln!(files[3], "e{n},f{n},{},assessment,c{n}-0,Gillingham,{lead},{closed}", day(3))?;
    let text = words.repeat(20);
    writeln!(files[4], "d{n},f{n},{},Early help assessment,{text},A worker", day(20))
}

fn people(file: &mut BufWriter<File>, n: usize, k: usize, person: &Typed) -> Result<()> {
    let british = |day: &Option<String>| {
        let day = day.as_ref().and_then(|day| day.parse::<chrono::NaiveDate>().ok());
        day.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default()
    };
    let Typed { given_name, family_name, address, phone, .. } = person;
    // who was expected then was born since
    let role = if person.role == "unborn" { "child" } else { &person.role };
    let born = british(&person.date_of_birth.clone().or_else(|| person.expected_on.clone()));
    let nhs = person.nhs_number.as_deref().unwrap_or_default();
    let hidden = if address.protected { "yes" } else { "no" };
    let (line, town, postcode) = (address.line_1.replace(',', " "), &address.town, &address.postcode);
    writeln!(
        file,
        "p{n}-{k},f{n},{role},{given_name},{family_name},{born},{nhs},{phone},{line},{town},{postcode},{hidden}"
    )
}
