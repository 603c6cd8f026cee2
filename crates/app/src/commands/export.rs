//! `earlyhelp export`: returns and feeds as files, with a reason that is kept in the log.

use super::{Outcome, complain, say};
use crate::settings::Settings;
use access::Actor;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use exports::{
    definition::{self, Definition, Format},
    field::Rule,
    making::{self, Summary, Written},
    reading::Asked,
    records::{self, Made, NewRun},
};
use pack::Pack;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{
    AnyId, Author, Conn, Db, Uuid,
    log::{AccessEntry, NewEntry},
};

#[derive(Subcommand)]
pub(super) enum Export {
    /// Annex A: list 1, contacts of six months; list 2, early help assessments of six months and current help.
    AnnexA {
        /// 1 or 2.
        #[arg(long, value_parser = ["1", "2"])]
        list: String,
        #[command(flatten)]
        how: How,
    },
    /// The Standard Safeguarding Dataset: contacts, or early help episodes.
    Ssd {
        /// Which of its tables.
        #[arg(long, value_parser = ["early-help", "contacts"], default_value = "early-help")]
        table: String,
        #[command(flatten)]
        how: How,
    },
    /// SocialCareData PUB02: early help episodes as JSON-LD.
    SocialCareData {
        #[command(flatten)]
        how: How,
    },
    /// The national ten outcomes.
    NationalOutcomes {
        #[command(flatten)]
        how: How,
    },
    /// Which returns there are.
    List,
}

#[derive(Args)]
pub(super) struct How {
    /// The day up to which it counts; today where it is not given.
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// The file to write. One whose name ends with .xlsx is a workbook.
    #[arg(long)]
    out: PathBuf,
    /// A CSV file for the rows that are left out, with why.
    #[arg(long)]
    excluded: Option<PathBuf>,
    /// What it is for and who gets it; kept in the log. No names of families.
    #[arg(long, value_parser = reason)]
    reason: String,
    /// With the rows of restricted records: for a return that the law wants whole. Kept in the log.
    #[arg(long)]
    with_restricted: bool,
    /// For a script.
    #[arg(long)]
    json: bool,
}

fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() < 5 { Err("say what it is for and who gets it".into()) } else { Ok(text.to_owned()) }
}

pub(super) fn run(settings: &Settings, what: Export) -> Outcome {
    let (id, how) = match what {
        Export::AnnexA { list, how } => (format!("annex-a-{list}"), how),
        Export::Ssd { table, how } => (format!("ssd-{table}"), how),
        Export::SocialCareData { how } => ("social-care-data".into(), how),
        Export::NationalOutcomes { how } => ("national-outcomes".into(), how),
        Export::List => {
            definition::all().iter().for_each(|one| say(format!("{:<20} {}", one.id, one.title)));
            return Ok(());
        }
    };
    let definition = definition::find(&id).ok_or("there is no such return")?;
    let db = Db::open(settings.database.clone(), settings.clock, settings.options()).map_err(|e| e.to_string())?;
    let pack = settings.read_pack()?;
    export(settings, &db, &pack, definition, &how)
}

fn export(settings: &Settings, db: &Db, pack: &Pack, definition: &Definition, how: &How) -> Outcome {
    let now = db.now();
    let as_of = how.as_of.unwrap_or(now.date());
    if as_of > now.date() {
        return Err(format!("{as_of} is in the future: a return is made for today or a day before"));
    }
    let actor = Actor { as_of: now, name: "Early help".into(), ..Actor::nobody() };
    let base = settings.url.trim_end_matches('/');
    let asked = Asked { definition, as_of, pack, base, actor: &actor, whole: how.with_restricted };

    let made = write(db, &asked, how)?;
    let (summary, parts) = match made {
        Ok(made) => made,
        Err((why, parts)) => {
            parts.iter().for_each(Part::discard);
            return Err(why);
        }
    };
    // nothing has its name before the log knows of it (T14)
    if let Err(why) = keep(db, pack, &asked, how, &summary, &parts) {
        parts.iter().for_each(Part::discard);
        return Err(why);
    }
    parts.iter().try_for_each(Part::name)?;
    report(&asked, how, &summary)
}

/// A file under another name until it is whole.
struct Part {
    to: PathBuf,
    under: PathBuf,
}

impl Part {
    fn new(to: &Path) -> Self {
        Self { to: to.into(), under: store::private::with_ending(to, ".part") }
    }

    fn open(&self) -> Result<BufWriter<File>, String> {
        File::create(&self.under).map(BufWriter::new).map_err(|e| format!("{}: {e}", self.under.display()))
    }

    fn discard(&self) {
        // it may never have been there
        std::fs::remove_file(&self.under).ok();
    }

    fn name(&self) -> Outcome {
        std::fs::rename(&self.under, &self.to).map_err(|e| format!("{}: {e}", self.to.display()))
    }
}

/// What was counted and where it stands; or why not, and what is to be thrown away.
type Parts = Result<(Summary, Vec<Part>), (String, Vec<Part>)>;

/// Writes the files under other names, from one snapshot.
fn write(db: &Db, asked: &Asked<'_>, how: &How) -> Result<Parts, String> {
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    let out = Part::new(&how.out);
    let left = how.excluded.as_deref().map(Part::new);
    let work = |conn: &mut Conn| -> Result<Summary, String> {
        let mut file = out.open()?;
        let mut left_file = left.as_ref().map(Part::open).transpose()?;
        let summary = write_to(conn, asked, written(asked.definition, &how.out), &mut file, left_file.as_mut())?;
        file.flush().map_err(|e| e.to_string())?;
        left_file.map_or(Ok(()), |mut file| file.flush()).map_err(|e| e.to_string())?;
        Ok(summary)
    };
    let done = conn.snapshot(|conn| Ok::<_, store::Error>(work(conn))).map_err(|e| e.to_string())?;
    let parts: Vec<Part> = std::iter::once(out).chain(left).collect();
    Ok(match done {
        Ok(summary) => Ok((summary, parts)),
        Err(why) => Err((why, parts)),
    })
}

/// As what it is written, by the end of its name.
fn written(definition: &Definition, out: &Path) -> Written {
    let workbook = out.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    match definition.format {
        Format::Linked => Written::Json,
        Format::Table if workbook => Written::Xlsx,
        Format::Table => Written::Csv,
    }
}

fn write_to(
    conn: &mut Conn,
    asked: &Asked<'_>,
    written: Written,
    file: &mut dyn Write,
    left_out: Option<&mut BufWriter<File>>,
) -> Result<Summary, String> {
    let done = match (left_out, written) {
        (None, written) => making::write(conn, asked, written, file),
        (Some(left), written) => {
            let mut rest = making::LeftOut::begin(left, asked.definition).map_err(|e| e.to_string())?;
            making::write_with(conn, asked, written, file, &mut rest)
        }
    };
    done.map_err(|e| e.to_string())
}

/// The log is told of it, and of whom it holds rows, before the file has its name.
fn keep(db: &Db, pack: &Pack, asked: &Asked<'_>, how: &How, summary: &Summary, parts: &[Part]) -> Outcome {
    let hash = hash(&parts[0].under)?;
    let made = Made::new(summary, hash);
    let new =
        NewRun { as_of: asked.as_of, written: Some(written(asked.definition, &how.out)), reason: how.reason.clone() };
    let request = Uuid::now_v7();
    let mut entry = NewEntry::alone(AccessEntry {
        id: AnyId::new(),
        at: db.now(),
        actor_id: None,
        organisation_id: None,
        family_id: None,
        action: "export".into(),
        because: "command".into(),
        subject_kind: "none".into(),
        subject_id: None,
        row_count: Some(made.rows),
        request_id: AnyId(request),
    });
    entry.show(&summary.families.iter().copied().collect::<Vec<_>>());
    let receipt = db.entry(entry).map_err(|e| e.to_string())?;
    receipt.blocking_recv().map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;

    let pack: Arc<str> = pack.hash.clone();
    let definition = asked.definition;
    let author = Author { request, ..Author::program() };
    db.alone(&pack, |tx| {
        tx.who.request = author.request;
        match records::made_by_program(tx, definition, &new, how.with_restricted, &made) {
            Ok(_) => Ok(()),
            Err(web::Error::Store(error)) => Err(error),
            Err(other) => Err(store::Error::Outside(format!("{other:?}"))),
        }
    })
    .map_err(|e| e.to_string())
}

fn hash(file: &Path) -> Result<String, String> {
    making::hash(&mut File::open(file).map_err(|e| e.to_string())?).map_err(|e| e.to_string())
}

fn report(asked: &Asked<'_>, how: &How, summary: &Summary) -> Outcome {
    if how.json {
        let excluded: serde_json::Map<String, serde_json::Value> =
            summary.excluded.iter().map(|(rule, rows)| (rule.code().to_owned(), rows.count.into())).collect();
        say(serde_json::json!({
            "return": asked.definition.id, "version": asked.definition.version, "as_of": asked.as_of,
            "rows": summary.rows, "excluded": excluded, "to_check": summary.to_check,
            "ready": summary.is_ready(asked.definition),
        }));
        return Ok(());
    }
    say(format!("{} rows, {} left out, {} to check", summary.rows, summary.left_out(), summary.to_check));
    for (rule, rows) in &summary.excluded {
        complain(format!("left out, {}: {}", rows.count, rule.words()));
    }
    for (rule, rows) in &summary.doubtful {
        complain(format!("to check, {}: {}", rows.count, rule.words()));
    }
    for (place, rows) in &summary.blank {
        let column = asked.definition.columns.get(*place).map_or("", |column| column.name.as_str());
        complain(format!("blank, {}: {column}", rows.count));
    }
    if summary.excluded.contains_key(&Rule::Restricted) {
        complain("Give --with-restricted for a return that the law wants whole.");
    }
    Ok(())
}
