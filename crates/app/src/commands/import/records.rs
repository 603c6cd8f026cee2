//! `earlyhelp import records`: a council's old system, looked at, brought over, taken back.

use super::super::{Outcome, complain, say};
use crate::{capabilities, settings::Settings};
use imports::{
    Counts, Fault, Old, Run, RunId,
    map::Map,
    runs,
    take::{self, Plan, Taken, Work},
    undo::{self, Stayed, TakenBack},
};
use pack::Pack;
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf};
use store::{Conn, Db};

/// Families after which it says how far it is.
const STEP: usize = 1_000;

/// What is to be done.
#[derive(clap::Args)]
#[command(after_help = fields())]
pub(in crate::commands) struct Records {
    /// The directory with the CSV files.
    #[arg(required_unless_present_any = ["undo", "list"])]
    dir: Option<PathBuf>,
    /// The TOML file that names files, columns and words; docs/importing.md shows one.
    #[arg(long, required_unless_present_any = ["undo", "list"])]
    map: Option<PathBuf>,
    /// Bring over; without this the files are only looked at. Where it broke off, it goes on.
    #[arg(long)]
    apply: bool,
    /// Families with a cell that cannot be taken are left out whole, and the others brought over.
    #[arg(long)]
    leave_out: bool,
    /// Take a run back: all that it made, but for families that somebody has worked with since.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["dir", "apply", "list"])]
    undo: Option<RunId>,
    /// The runs so far.
    #[arg(long, conflicts_with_all = ["dir", "apply"])]
    list: bool,
    /// For a script.
    #[arg(long)]
    json: bool,
}

fn fields() -> String {
    let mut text = "Fields that the map may give (* must):\n".to_owned();
    for (table, fields) in imports::COLUMNS {
        text.push_str(&format!("\n[{table}]\n"));
        for field in *fields {
            let star = if field.must { "*" } else { " " };
            text.push_str(&format!("{star} {:<19} {}\n", field.name, field.what));
        }
    }
    text
}

pub(super) fn run(settings: &Settings, what: &Records) -> Outcome {
    let (db, pack) = super::open(settings)?;
    let asked = Asked { db: &db, pack: &pack, json: what.json };
    match (what.undo, what.list, &what.dir, &what.map) {
        (Some(run), ..) => asked.undo(run),
        (None, true, ..) => asked.list(),
        (None, false, Some(dir), Some(map)) => asked.bring(what, dir, map),
        _ => Err("give the directory with the files, and --map".into()),
    }
}

/// What a command works with.
struct Asked<'a> {
    db: &'a Db,
    pack: &'a Pack,
    json: bool,
}

fn told(e: store::Error) -> String {
    e.to_string()
}

impl Asked<'_> {
    fn work<'w>(&'w self, system: &'w str) -> Work<'w> {
        Work { db: self.db, pack: self.pack, all: capabilities::ALL, system }
    }

    fn connect(&self) -> Result<Conn, String> {
        self.db.connect().map_err(told)
    }

    fn bring(&self, what: &Records, dir: &std::path::Path, map: &std::path::Path) -> Outcome {
        let (map, text) = match Map::read(map) {
            Ok(read) => read,
            Err(fault) => return self.refuse(&[fault]),
        };
        let mut conn = self.connect()?;
        let today = self.db.now().date();
        let old = imports::read(&mut conn, self.pack, today, dir, (&map, &text)).map_err(told)?;
        let left_out = old.kept_out();
        let Some(left_out) = left_out.filter(|families| families.is_empty() || what.leave_out) else {
            return self.refuse(&old.faults);
        };

        let plan = take::plan(&mut conn, &old, &map.system, &left_out).map_err(told)?;
        drop(conn);
        if !what.apply {
            self.preview(&old, &plan);
            return self.left(&old.faults, &[]);
        }
        let all = plan.families.len();
        let progress = |done: usize| {
            if !self.json && (done.is_multiple_of(STEP) || done == all) {
                say(format!("{done} of {all} families"));
            }
        };
        let taken = take::take(&self.work(&map.system), &old, &plan, progress).map_err(told)?;
        self.taken(&old, &plan, &taken);
        self.left(&old.faults, &taken.failed)
    }

    /// Names every cell, and says no.
    fn refuse(&self, faults: &[Fault]) -> Outcome {
        if self.json {
            say(json!({"state": "refused", "faults": faults}));
        } else {
            faults.iter().for_each(say);
            summary(faults).iter().for_each(say);
        }
        Err(format!("{} cells cannot be taken. Nothing was changed.", faults.len()))
    }

    fn preview(&self, old: &Old, plan: &Plan) {
        if self.json {
            let said = json!({
                "state": "preview", "files": old.files, "counts": plan.counts, "faults": old.faults,
            });
            return say(said);
        }
        old.faults.iter().for_each(say);
        summary(&old.faults).iter().for_each(say);
        lines(&plan.counts);
        say("Nothing was changed. Give --apply to bring them over.");
    }

    fn taken(&self, old: &Old, plan: &Plan, taken: &Taken) {
        let run = &taken.run;
        if self.json {
            let failed: Vec<_> = taken.failed.iter().map(|(_, why)| why).collect();
            return say(json!({
                "state": run.state(), "run": run.id, "files": run.files.0, "counts": run.counts.0,
                "known": plan.counts.known, "faults": old.faults, "failed": failed,
            }));
        }
        old.faults.iter().for_each(say);
        if plan.families.is_empty() {
            say(format!("Nothing is new: {} families were brought over before.", plan.counts.known));
        }
        say(format!("Run {}:", run.id));
        lines(&Counts { known: plan.counts.known, ..run.counts.0 });
        say(format!("It is taken back by: earlyhelp import records --undo {}", run.id));
    }

    /// What was left out, or could not be made.
    fn left(&self, faults: &[Fault], failed: &[(String, String)]) -> Outcome {
        if faults.is_empty() && failed.is_empty() {
            return Ok(());
        }
        failed.iter().for_each(|(_, why)| complain(format!("a family could not be made: {why}")));
        let (left, could_not) = (faults.len(), failed.len());
        Err(format!("{left} cells cannot be taken, and {could_not} families could not be made. Run it again for them."))
    }

    fn list(&self) -> Outcome {
        let all = runs::list(&mut self.connect()?).map_err(told)?;
        if self.json {
            let rows: Vec<_> = all.iter().map(as_json).collect();
            say(json!(rows));
            return Ok(());
        }
        if all.is_empty() {
            say("Nothing has been brought over yet.");
        }
        for run in all {
            let (id, state, began) = (run.id, run.state().code(), run.began_at.rfc3339());
            say(format!("{id}  {state}  {began}  {}", run.system));
            lines(&run.counts.0);
        }
        Ok(())
    }

    fn undo(&self, run: RunId) -> Outcome {
        let found = runs::find(&mut self.connect()?, run);
        let found = found.map_err(|_| format!("there is no run {run}; --list shows them"))?;
        let step = |done: usize| {
            if !self.json && done.is_multiple_of(STEP) {
                say(format!("{done} families"));
            }
        };
        let back = undo::undo(&self.work(&found.system), run, step).map_err(told)?;
        self.taken_back(run, &back)
    }

    fn taken_back(&self, run: RunId, back: &TakenBack) -> Outcome {
        let why = |stayed: Stayed| match stayed {
            Stayed::WorkedWith => "somebody has worked with it",
            Stayed::Held => "something that was made here stands on it",
        };
        if self.json {
            let stayed: BTreeMap<&str, &str> =
                back.stayed.iter().map(|(family, stayed)| (family.as_str(), why(*stayed))).collect();
            say(json!({"run": run, "gone": back.gone, "stayed": stayed}));
        } else {
            say(format!("Families that were taken back: {}.", back.gone));
            back.stayed.iter().for_each(|(family, stayed)| say(format!("{family} stayed: {}", why(*stayed))));
        }
        match back.stayed.len() {
            0 => Ok(()),
            many => Err(format!("{many} families stayed.")),
        }
    }
}

fn as_json(run: &Run) -> serde_json::Value {
    json!({
        "run": run.id, "system": run.system, "state": run.state(), "began": run.began_at.rfc3339(),
        "files": run.files.0, "counts": run.counts.0, "kept": run.kept,
    })
}

fn lines(counts: &Counts) {
    counts.lines().into_iter().for_each(|line| say(format!("  {line}")));
}

/// How often each rule says no to a column, the most often first.
fn summary(faults: &[Fault]) -> Vec<String> {
    let mut many: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for fault in faults {
        *many.entry((&fault.file, &fault.column, fault.name)).or_default() += 1;
    }
    let mut many: Vec<_> = many.into_iter().filter(|(_, times)| *times > 1).collect();
    many.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    many.into_iter().map(|((file, column, name), times)| format!("{times} times: {file}, {column}: {name}")).collect()
}
