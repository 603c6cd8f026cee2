//! A figure as a file: CSV, or XLSX with its definition and the day of counting beside it. True counts are taken away with
//! a reason only; what is published is everybody's.

use super::{board, figure as one, shown};
use crate::{
    counting::{self, Counted},
    figures::Figure,
    freezing, keeping,
    publishing::Shown,
    records::{
        publication::{self, PublicationId},
        views::{self, FileId},
    },
    words::Names,
};
use access::{Permits, View, Visit, nobody};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use sheets::{Sheet as Flat, Value};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

/// The form by which true counts are taken away.
pub(super) fn form(sheet: &Sheet, figure: &Figure) -> Markup {
    parts::details(
        "Take it away as a file",
        sheet.form_to(&format!("/insight/figures/{}/file", figure.id), html! {
            (sheet.hidden("query"))
            (sheet.text("reason", "For what do you need it?").hint("It is kept with your name. True counts are not for sharing."))
            (sheet.radios("format", "Which kind?").small().items([
                parts::Choice::new("xlsx", "XLSX, with its definition beside it"),
                parts::Choice::new("csv", "CSV"),
            ]))
            (parts::button("Take it away"))
        }),
    )
}

fn definition(figure: &Figure, as_of: &str, caution: &str) -> Vec<Flat> {
    let line = |name: &str, said: &str| vec![Value::from(name), Value::from(said)];
    let about = Flat {
        name: "Definition".into(),
        columns: vec!["About".into(), "Said".into()],
        rows: vec![
            line("Figure", figure.id),
            line("Name", figure.name),
            line("Sentence", figure.sentence),
            line("Counted", figure.unit.label()),
            line("In it", figure.numerator),
            line("Of which it is a share", figure.denominator),
            line("The date that counts", figure.date),
            line("Left out", figure.exclusions),
            line("Version", &figure.version.to_string()),
            line("Source", figure.source),
        ],
    };
    let as_of = Flat {
        name: "As of".into(),
        columns: vec!["About".into(), "Said".into()],
        rows: vec![line("Counted", as_of), line("Caution", caution)],
    };
    vec![about, as_of]
}

fn answer(figure: &Figure, format: &str, data: Flat, beside: Vec<Flat>) -> Result<Response> {
    let name = format!("figure-{}", figure.id);
    let (kind, body, end) = if format == "xlsx" {
        let all: Vec<Flat> = std::iter::once(data).chain(beside).collect();
        let bytes = sheets::xlsx(&all).map_err(|e| store::Error::Outside(e.to_string()))?;
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes, "xlsx")
    } else {
        ("text/csv; charset=utf-8", sheets::csv(&data).into_bytes(), "csv")
    };
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{end}\"")),
    ];
    Ok((head, body).into_response())
}

fn columns(figure: &Figure, by: &[crate::facts::Dim]) -> Vec<String> {
    let mut columns: Vec<String> = by.iter().map(|dim| one::label(*dim).to_owned()).collect();
    let more: &[&str] = match figure.rule {
        rule if rule.is_share() => &["Numerator", "Denominator"],
        rule if rule.is_time() => &["Ended", "Middle value in days", "Still running"],
        _ => &["Count"],
    };
    columns.extend(more.iter().map(|name| (*name).to_owned()));
    columns
}

fn flat(figure: &Figure, counted: &Counted, names: &Names) -> Flat {
    let rows = counted.cells.iter().map(|(key, count)| {
        let mut row: Vec<Value> =
            counted.by.iter().zip(key).map(|(dim, code)| Value::from(names.name(*dim, code.as_deref()))).collect();
        match figure.rule {
            rule if rule.is_share() => row.extend([Value::Whole(count.n), Value::Whole(count.of)]),
            rule if rule.is_time() => {
                let middle = count.median().map_or(Value::Blank, Value::Whole);
                row.extend([Value::Whole(count.of), middle, Value::Whole(count.open)]);
            }
            _ => row.push(Value::Whole(count.n)),
        }
        row
    });
    Flat { name: "Figure".into(), columns: columns(figure, &counted.by), rows: rows.collect() }
}

fn load(v: &mut View<'_>, figure: &'static Figure, query: &Fields) -> Result<(Flat, String)> {
    let mut wanted = shown::wanted(v, query);
    wanted.looked.by.retain(|dim| figure.takes(*dim));
    if wanted.looked.by.is_empty() {
        wanted.looked.by = figure.main.into_iter().collect();
    }
    let (pack, today) = (v.pack.clone(), v.today);
    let counted = counting::count(v.conn(), &pack, figure, wanted.window, &wanted.looked, today)?;
    let names = freezing::names(v.conn(), &pack, figure, &counted, wanted.looked.framework.as_deref())?;
    let told = wanted.looked.framework.as_deref().and_then(|code| pack.framework(code));
    let told = told.map(|framework| format!(", told in: {} ({})", framework.label, framework.version));
    let as_of = format!("{}, counted on {}{}", wanted.label(), web::dates::moment(v.now), told.unwrap_or_default());
    Ok((flat(figure, &counted, &names), as_of))
}

pub(super) async fn submit(visit: Visit, Path(id): Path<String>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            change.allow(nobody::SeeFigures)?;
            let figure = shown::figure(&id)?;
            let account = change.account()?;
            let (reason, query) = (sheet.optional("reason", 500), sheet.optional("query", 300));
            let format = sheet.chosen(
                "format",
                |said| ["csv", "xlsx"].into_iter().find(|known| *known == said),
                "Choose XLSX or CSV",
            );
            let (pack, today) = (change.pack.clone(), change.today);
            let wanted = shown::wanted(change, &Fields::parse(query.as_bytes()));
            let counted = counting::count(change.conn(), &pack, figure, wanted.window, &wanted.looked, today)?;
            let asked = views::ask(
                change.tx,
                account,
                (figure.id, &query, format.unwrap_or_default()),
                &reason,
                counted.cells.len(),
            );
            let done = sheet.heed(asked)?.filter(|_| sheet.is_valid());
            match done {
                Some(file) => Ok(format!("/insight/files/{file}")),
                None => {
                    let content = html! { h1.govuk-heading-l { (figure.name) } (form(sheet, figure)) };
                    let back = format!("/insight/figures/{}?{query}", figure.id);
                    Sheet::again(change.frame.sheet_page(figure.name, &back, sheet, content))
                }
            }
        })
        .await
}

pub(super) async fn taken(visit: Visit, Path(id): Path<FileId>) -> Result<Response> {
    keeping::ready(&visit.app).await?;
    visit
        .view(move |v| {
            let permit = v.allow(nobody::SeeFigures)?;
            let account = v.account()?;
            let asked = views::asked(v.conn(), account, id)?;
            let figure = shown::figure(&asked.figure)?;
            let (data, as_of) = load(v, figure, &Fields::parse(asked.query.as_bytes()))?;
            v.showed(&permit, data.rows.len(), &[]);
            answer(figure, &asked.format, data, definition(figure, &as_of, "Not for sharing: these are true counts."))
        })
        .await
}

fn published_rows(figure: &Figure, shown: &Shown) -> Flat {
    let share = figure.rule.is_share();
    let mut columns = vec!["Told apart by".to_owned(), "Which".to_owned()];
    columns.extend(if share { vec!["Share".to_owned(), "Of how many".into()] } else { vec!["Count".to_owned()] });
    let value = |text: &str| text.parse().map_or_else(|_| Value::from(text), Value::Whole);
    let mut rows = vec![match share {
        true => vec!["All".into(), "".into(), value(&shown.value), value(shown.beside.trim_start_matches("of "))],
        false => vec!["All".into(), "".into(), value(&shown.value)],
    }];
    for table in &shown.tables {
        for row in &table.rows {
            let mut flat = vec![Value::from(table.by.as_str()), Value::from(row.label.as_str())];
            if share {
                flat.push(value(&row.rate));
            }
            flat.push(value(&row.count));
            rows.push(flat);
        }
    }
    Flat { name: "Figure".into(), columns, rows }
}

pub(super) async fn published(visit: Visit, Path((id, figure)): Path<(PublicationId, String)>) -> Result<Response> {
    let format = visit.query("as");
    visit
        .view(move |v| {
            let permit = v.allow(nobody::SeeInsight)?;
            let figure = shown::figure(&figure)?;
            let issue = board::public(v)?.into_iter().find(|issue| issue.id == id);
            let issue = issue.ok_or(Error::NotFound)?;
            let (_, shown) = publication::shown(v.conn(), id, figure.id)?;
            let data = published_rows(figure, &shown);
            v.showed(&permit, data.rows.len(), &[]);
            let as_of = format!("{}, frozen on {}", issue.label(), web::dates::day(issue.frozen_at.date()));
            let caution = "c: withheld; z: not applicable; x: not available; low: rounds to 0.";
            answer(figure, &format, data, definition(figure, &as_of, caution))
        })
        .await
}
