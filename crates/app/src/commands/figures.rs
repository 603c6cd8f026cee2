//! `figures`: every figure of a period, and the rows behind one of them.

use super::{Outcome, open, say};
use crate::settings::Settings;
use chrono::NaiveDate;
use clap::Args;
use insight::{
    counting::{self, Count, Counted, Looked, Window},
    facts::Dim,
    figures::{self, Figure, Rule},
    keeping,
};
use pack::Pack;
use serde_json::{Value, json};
use store::Conn;

#[derive(Args)]
pub(super) struct Figures {
    /// The first day, such as 2026-07-01.
    #[arg(long, required_unless_present = "check")]
    from: Option<NaiveDate>,
    /// The last day, such as 2026-09-30.
    #[arg(long, required_unless_present = "check")]
    to: Option<NaiveDate>,
    /// By what they are told apart: one or two of ward (or area), small-area, age, sex, ethnicity, disability, sen, level,
    /// need, source, agency, team, service, outcome, side, what.
    #[arg(long, value_delimiter = ',', value_parser = dim)]
    by: Vec<Dim>,
    /// The outcome framework of the pack in which needs, outcomes and protective factors are told, such as national.
    #[arg(long)]
    framework: Option<String>,
    /// For a script.
    #[arg(long)]
    json: bool,
    /// The rows that this figure counts.
    #[arg(long, value_name = "ID", value_parser = figure)]
    rows: Option<&'static Figure>,
    /// Compares what is kept with a full recount.
    #[arg(long)]
    check: bool,
}

fn dim(code: &str) -> Result<Dim, String> {
    let known: Vec<&str> = Dim::ALL.iter().map(|dim| dim.code()).collect();
    Dim::parse(code).ok_or_else(|| format!("known are {}", known.join(", ")))
}

fn figure(id: &str) -> Result<&'static Figure, String> {
    let known: Vec<&str> = figures::ALL.iter().map(|figure| figure.id).collect();
    Figure::find(id).ok_or_else(|| format!("known are {}", known.join(", ")))
}

pub(super) fn run(settings: &Settings, what: &Figures) -> Outcome {
    if what.by.len() > 2 {
        return Err("--by takes one or two".into());
    }
    let app = settings.app()?;
    let mut conn = open(settings)?;
    let now = app.db.now();
    keeping::keep(&app.db, &app.pack).map_err(|e| e.to_string())?;
    if what.check {
        return match keeping::differs(&mut conn, &app.pack).map_err(|e| e.to_string())? {
            None => {
                say("What is kept is what a full recount gives.");
                Ok(())
            }
            Some(first) => Err(format!("What is kept is not what a full recount gives, first at {first}.")),
        };
    }
    let (Some(from), Some(to)) = (what.from, what.to) else { return Err("--from and --to are needed".into()) };
    if to < from {
        return Err("--to lies before --from".into());
    }
    if let Some(code) = what.framework.as_deref().filter(|code| app.pack.framework(code).is_none()) {
        let known: Vec<&str> = app.pack.frameworks.iter().map(|known| known.code.as_str()).collect();
        return Err(format!("--framework {code} is not in the pack; known are {}", known.join(", ")));
    }
    let window = Window { from, to };
    match what.rows {
        Some(figure) => rows(&mut conn, &app.pack, figure, window, now.date(), what.json),
        None => all(&mut conn, &app.pack, window, now.date(), what),
    }
}

fn all(conn: &mut Conn, pack: &Pack, window: Window, today: NaiveDate, what: &Figures) -> Outcome {
    let mut values = Vec::new();
    for figure in figures::ALL {
        let not: Vec<&str> = what.by.iter().filter(|dim| !figure.takes(**dim)).map(|dim| dim.code()).collect();
        let by = if not.is_empty() { what.by.clone() } else { vec![] };
        let looked = Looked { by, framework: what.framework.clone(), ..Looked::default() };
        let counted = counting::count(conn, pack, figure, window, &looked, today).map_err(|e| e.to_string())?;
        if what.json {
            values.push(as_json(figure, window, &counted, what.framework.as_deref(), &not));
        } else {
            print(figure, &counted);
        }
    }
    if what.json {
        say(serde_json::to_string_pretty(&values).map_err(|e| e.to_string())?);
    }
    Ok(())
}

fn print(figure: &Figure, counted: &Counted) {
    say(format!("{:4} {}: {}", figure.id, figure.name, in_words(figure, &counted.total())));
    if !counted.by.is_empty() {
        for (key, count) in &counted.cells {
            let key: Vec<&str> = key.iter().map(|code| code.as_deref().unwrap_or("not known")).collect();
            say(format!("       {}: {}", key.join(", "), in_words(figure, count)));
        }
    }
}

/// A figure's value as one reads it.
fn in_words(figure: &Figure, count: &Count) -> String {
    match figure.rule {
        Rule::Missing { why } => why.to_owned(),
        rule if rule.is_share() => match percent(count) {
            Some(percent) => format!("{percent:.1} % ({} of {})", count.n, count.of),
            None => "none".into(),
        },
        rule if rule.is_time() => {
            let median = count.median().map_or_else(|| "none".to_owned(), |days| format!("{days} days"));
            if rule == Rule::Clock {
                format!("{median} ({} ended, {} go on)", count.of, count.open)
            } else {
                format!("{median} ({})", count.of)
            }
        }
        _ => count.n.to_string(),
    }
}

fn percent(count: &Count) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    (count.of > 0).then(|| count.n as f64 * 100.0 / count.of as f64)
}

fn value(figure: &Figure, count: &Count) -> Value {
    match figure.rule {
        Rule::Missing { .. } => Value::Null,
        rule if rule.is_share() => percent(count).map_or(Value::Null, |percent| json!(percent)),
        rule if rule.is_time() => json!(count.median()),
        _ => json!(count.n),
    }
}

fn as_json(figure: &Figure, window: Window, counted: &Counted, framework: Option<&str>, not: &[&str]) -> Value {
    let total = counted.total();
    let cell = |count: &Count| {
        json!({
            "value": value(figure, count), "numerator": count.n, "denominator": count.of,
            "still_running": (figure.rule == Rule::Clock).then_some(count.open),
            "in_time": (figure.rule == Rule::Clock).then_some(count.in_time),
        })
    };
    let cells: Vec<Value> = counted
        .cells
        .iter()
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, count)| {
            let mut cell = cell(count);
            for (dim, code) in counted.by.iter().zip(key) {
                cell[dim.code()] = json!(code);
            }
            cell
        })
        .collect();
    let mut whole = cell(&total);
    whole["id"] = json!(figure.id);
    whole["name"] = json!(figure.name);
    whole["version"] = json!(figure.version);
    whole["unit"] = json!(figure.unit.label());
    whole["from"] = json!(window.from);
    whole["to"] = json!(window.to);
    if !counted.by.is_empty() {
        whole["by"] = json!(counted.by.iter().map(|dim| dim.code()).collect::<Vec<_>>());
        whole["cells"] = json!(cells);
    }
    if let Some(framework) = framework {
        whole["framework"] = json!(framework);
    }
    if !not.is_empty() {
        whole["not_by"] = json!(not);
    }
    if let Rule::Missing { why } = figure.rule {
        whole["missing"] = json!(why);
    }
    whole
}

fn rows(conn: &mut Conn, pack: &Pack, figure: &Figure, window: Window, today: NaiveDate, json: bool) -> Outcome {
    let what = (figure, window, &Looked::default());
    let opened = counting::opened(conn, pack, what, today, (1, 0)).map_err(|e| e.to_string())?;
    if json {
        let all: Vec<Value> = opened
            .iter()
            .map(|row| {
                json!({"day": row.day, "id": row.subject, "family": row.family, "until": row.until, "value": row.value,
                       "yes": row.yes})
            })
            .collect();
        say(serde_json::to_string_pretty(&all).map_err(|e| e.to_string())?);
        return Ok(());
    }
    for row in opened {
        say(format!("{} {} {}", row.day, row.subject, if row.yes { "yes" } else { "" }).trim_end());
    }
    Ok(())
}
