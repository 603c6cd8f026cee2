//! `earlyhelp link`: which records of files are one person. It needs no database and no settings.

use super::{Outcome, say};
use clap::Subcommand;
use linkage::{
    Record,
    batch::{self, Found, Records},
    cluster,
    compare::{Memo, compare},
    model::in_words,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

#[derive(Subcommand)]
pub(super) enum Link {
    /// Pairs across two files.
    Score {
        /// A CSV file with a line of column names.
        #[arg(long)]
        left: PathBuf,
        /// The other.
        #[arg(long)]
        right: PathBuf,
        #[command(flatten)]
        how: How,
    },
    /// Pairs within one file.
    Dedupe {
        /// A CSV file with a line of column names.
        #[arg(long, visible_aliases = ["left", "input", "in"])]
        file: PathBuf,
        /// Where to write which records are one person: `id,cluster`.
        #[arg(long)]
        clusters: Option<PathBuf>,
        #[command(flatten)]
        how: How,
    },
}

#[derive(clap::Args)]
pub(super) struct How {
    /// A TOML file that names the columns: `given_name = "first_name"`, or `address_line_1 = ["number", "street"]`.
    /// Columns that differ between the files go under `[left]` and `[right]`.
    #[arg(long)]
    map: PathBuf,
    /// Where to write the pairs: `left_id,right_id,probability,weight,explanation`.
    #[arg(long)]
    out: PathBuf,
    /// Leave out pairs that are less likely than this.
    #[arg(long, default_value_t = 0.5, value_parser = share)]
    least: f64,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or("a probability lies between 0 and 1".into())
}

pub(super) fn run(link: Link) -> Outcome {
    match link {
        Link::Score { left, right, how } => {
            let map = Map::read(&how.map)?;
            let (mut records, mut ids) = (Records::new(), Vec::new());
            read(&left, &map.of("left"), &mut records, &mut ids)?;
            records.second = Some(ids.len());
            read(&right, &map.of("right"), &mut records, &mut ids)?;
            let found = batch::link(&records, how.least);
            write_pairs(&how.out, &records, &ids, &found)
        }
        Link::Dedupe { file, clusters, how } => {
            let map = Map::read(&how.map)?;
            let (mut records, mut ids) = (Records::new(), Vec::new());
            read(&file, &map.of("left"), &mut records, &mut ids)?;
            let mut found = batch::link(&records, how.least);
            let least = how.least.max(0.5);
            let groups = cluster::clusters(&records, &found, least);
            let more = cluster::implied(&records, &found, &groups, least);
            found.pairs.extend(more);
            found.pairs.sort_unstable_by_key(|p| (p.a, p.b));
            write_pairs(&how.out, &records, &ids, &found)?;
            match clusters {
                Some(path) => write_clusters(&path, &ids, &groups),
                None => Ok(()),
            }
        }
    }
}

/// The fields of interface.md.
const FIELDS: [&str; 15] = [
    "id",
    "given_name",
    "middle_names",
    "family_name",
    "former_family_name",
    "date_of_birth",
    "address_line_1",
    "address_line_2",
    "town",
    "postcode",
    "phone",
    "email",
    "nhs_number",
    "upn",
    "household",
];

/// Columns by field.
type Columns = BTreeMap<&'static str, Vec<String>>;

struct Map {
    both: Columns,
    sides: BTreeMap<&'static str, Columns>,
}

impl Map {
    fn read(path: &Path) -> Result<Self, String> {
        let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
        let text = std::fs::read_to_string(path).map_err(|e| told(&e))?;
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| told(&e.message()))?;
        let mut map = Self { both: Columns::new(), sides: BTreeMap::new() };
        for (key, value) in &table {
            match (key.as_str(), value) {
                ("fields", toml::Value::Table(inner)) => map.both.extend(columns(inner).map_err(|e| told(&e))?),
                ("left" | "right", toml::Value::Table(inner)) => {
                    let side = if key == "left" { "left" } else { "right" };
                    map.sides.insert(side, columns(inner).map_err(|e| told(&e))?);
                }
                _ => {
                    let one = toml::Table::from_iter([(key.clone(), value.clone())]);
                    map.both.extend(columns(&one).map_err(|e| told(&e))?);
                }
            }
        }
        if map.both.is_empty() && map.sides.is_empty() {
            return Err(told(&format!("no columns are named. The fields are: {}", FIELDS.join(", "))));
        }
        Ok(map)
    }

    fn of(&self, side: &str) -> Columns {
        let mut all = self.both.clone();
        all.extend(self.sides.get(side).cloned().unwrap_or_default());
        all
    }
}

fn columns(table: &toml::Table) -> Result<Columns, String> {
    let mut found = Columns::new();
    for (key, value) in table {
        let Some(field) = FIELDS.iter().find(|f| *f == key) else {
            return Err(format!("{key:?} is not a field. The fields are: {}", FIELDS.join(", ")));
        };
        let names = match value {
            toml::Value::String(one) => vec![one.clone()],
            toml::Value::Array(many) => many.iter().filter_map(|v| v.as_str().map(ToOwned::to_owned)).collect(),
            _ => return Err(format!("{key} must be a column's name, or a list of names")),
        };
        found.insert(field, names);
    }
    Ok(found)
}

fn read(path: &Path, columns: &Columns, records: &mut Records, ids: &mut Vec<String>) -> Outcome {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let mut file = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(|e| told(&e))?;
    let head: Vec<String> = file
        .byte_headers()
        .map_err(|e| told(&e))?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (field, names) in columns {
        for name in names {
            let at = head.iter().position(|h| h == name).ok_or_else(|| {
                told(&format!("there is no column {name:?} (for {field}). Its columns are: {}", head.join(", ")))
            })?;
            places.entry(field).or_default().push(at);
        }
    }
    let mut row = csv::ByteRecord::new();
    let first = ids.len();
    while file.read_byte_record(&mut row).map_err(|e| told(&e))? {
        let get = |field: &str| -> String {
            let cells = places.get(field).map_or(&[][..], Vec::as_slice);
            let texts =
                cells.iter().filter_map(|at| row.get(*at)).map(|c| String::from_utf8_lossy(c).trim().to_owned());
            // what programs write for nothing
            let said: Vec<String> = texts
                .filter(|t| !matches!(t.to_ascii_lowercase().as_str(), "" | "nan" | "null" | "none" | "n/a" | "na"))
                .collect();
            said.join(" ")
        };
        let id = get("id");
        ids.push(if id.is_empty() { (ids.len() - first + 1).to_string() } else { id });
        records.push(&Record {
            given_name: get("given_name"),
            middle_names: get("middle_names"),
            family_name: get("family_name"),
            former_family_name: get("former_family_name"),
            date_of_birth: get("date_of_birth"),
            expected: false,
            address_line_1: get("address_line_1"),
            address_line_2: get("address_line_2"),
            town: get("town"),
            postcode: get("postcode"),
            phone: get("phone"),
            email: get("email"),
            nhs_number: get("nhs_number"),
            upn: get("upn"),
            household: get("household"),
        });
    }
    Ok(())
}

fn write_pairs(path: &Path, records: &Records, ids: &[String], found: &Found) -> Outcome {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let mut file = csv::Writer::from_path(path).map_err(|e| told(&e))?;
    file.write_record(["left_id", "right_id", "probability", "weight", "explanation"]).map_err(|e| told(&e))?;
    let mut memo = Memo::default();
    for pair in &found.pairs {
        let (a, b) = (&records.all[pair.a as usize], &records.all[pair.b as usize]);
        let pattern = compare(&records.lexicon, &mut memo, a, b);
        let why = in_words(&found.model.explain(&records.lexicon, &pattern, a, b));
        let row = [
            ids[pair.a as usize].as_str(),
            ids[pair.b as usize].as_str(),
            &format!("{:.6}", pair.probability),
            &format!("{:.2}", pair.weight),
            &why,
        ];
        file.write_record(row).map_err(|e| told(&e))?;
    }
    file.flush().map_err(|e| told(&e))?;
    say(format!("{} records, {} pairs compared, {} written", ids.len(), found.compared, found.pairs.len()));
    Ok(())
}

fn write_clusters(path: &Path, ids: &[String], groups: &[Vec<u32>]) -> Outcome {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let mut file = csv::Writer::from_path(path).map_err(|e| told(&e))?;
    file.write_record(["id", "cluster"]).map_err(|e| told(&e))?;
    let mut of: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        of.extend(group.iter().map(|n| (*n as usize, number + 1)));
    }
    let mut next = groups.len();
    for (n, id) in ids.iter().enumerate() {
        let number = of.get(&n).copied().unwrap_or_else(|| {
            next += 1;
            next
        });
        file.write_record([id.as_str(), &number.to_string()]).map_err(|e| told(&e))?;
    }
    file.flush().map_err(|e| told(&e))
}
