//! `/person-queries`: the questions of other services, for information governance; `…/{id}`: one that the agreement
//! leaves open is decided.

use crate::records::{self, Decision, PersonQueryId, Query};
use access::{AccountId, Context, Nobody, Permit, Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Row};

/// As many as one page shows.
const MOST: i64 = 50;

const TITLE: &str = "Questions of other services";

/// What the pack calls a legal reason; its address where it does not know it.
fn reason<'a>(context: &'a Context, address: &'a str) -> &'a str {
    let terms = context.pack.terms("query-reason").iter();
    terms.into_iter().find(|term| term.returned == address).map_or(address, |term| &term.label)
}

/// How it was answered, in words.
fn answered(query: &Query) -> &'static str {
    match (query.decision, query.decided) {
        (Decision::Review, None) => "Waits for you",
        (Decision::Review, Some(Decision::Permit)) => "Reviewed: permitted",
        (Decision::Review, Some(_)) => "Reviewed: denied",
        (Decision::Permit, _) => "Permitted",
        (Decision::Deny, _) => "Denied",
    }
}

type Names = BTreeMap<AccountId, String>;

fn whose(inside: &mut impl Permits, queries: &[Query]) -> Result<(Names, Names)> {
    let ids: Vec<AccountId> = queries.iter().map(|query| query.account_id).collect();
    Ok((accounts::names(inside.conn(), &ids)?, accounts::organisations_of(inside.conn(), &ids)?))
}

pub(super) async fn list(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::ReviewQueries)?;
            let queries = records::list_queries(v.conn(), &permit, None, MOST)?;
            let (names, organisations) = whose(v, &queries)?;
            let name = |of: &Names, id: &AccountId| of.get(id).cloned().unwrap_or_default();
            let row = |query: &Query| {
                vec![
                    html! { a.govuk-link href={ "/person-queries/" (query.id) } { (dates::moment(query.at)) } },
                    html! {
                        (name(&organisations, &query.account_id)) br;
                        span.eh-muted { (name(&names, &query.account_id)) }
                    },
                    html! { (reason(v, &query.reason)) },
                    html! { (answered(query)) },
                ]
            };
            let rows: Vec<Vec<Markup>> = queries.iter().map(row).collect();
            let on = v.pack.number("person-query") > 0;
            let content = html! {
                h1.govuk-heading-l { (TITLE) }
                p.govuk-body {
                    "Other services may ask by program, for a legal reason, whether a child is known here and whom to \
                    contact. What the agreement leaves open is decided here."
                    @if !on { " It is switched off in the practice pack." }
                }
                @if rows.is_empty() {
                    p.govuk-body { "Nobody has asked." }
                } @else {
                    (parts::table("", &["When", "Who", "Why", "Answer"], rows))
                }
            };
            Ok(v.frame.page(TITLE, content))
        })
        .await
}

fn find(inside: &mut impl Permits, permit: &Permit<Nobody, nobody::ReviewQueries>, id: PersonQueryId) -> Result<Query> {
    records::list_queries(inside.conn(), permit, Some(id), 1)?.into_iter().next().ok_or(Error::NotFound)
}

fn show(inside: &mut impl Permits, query: &Query, sheet: &Sheet) -> Result<Markup> {
    let (names, organisations) = whose(inside, std::slice::from_ref(query))?;
    let context = inside.context();
    let of = |names: &Names| names.get(&query.account_id).cloned().unwrap_or_default();
    let mut rows = vec![
        Row::new("Who asks", format!("{}, {}", of(&names), of(&organisations))),
        Row::new("When", dates::moment(query.at)),
        Row::new("Why", reason(context, &query.reason).to_owned()),
        Row::new("Agreement", format!("Version {}", query.agreement)),
        Row::new("Answer", answered(query)),
    ];
    if let Some(asked) = &query.sought {
        let person = &asked.0;
        rows.push(Row::new("About", person.name()));
        rows.push(Row::new("Born", person.date_of_birth.clone().unwrap_or_default()));
    }
    if !query.why.is_empty() {
        rows.push(Row::new("Why so", query.why.clone()));
    }
    let choices = [
        Choice::new("PERMIT", "Yes").hint("They are told whether the child is known and whom to contact, never more."),
        Choice::new("DENY", "No"),
    ];
    let open = query.decision == Decision::Review && (query.decided.is_none() || !sheet.is_valid());
    let content = html! {
        h1.govuk-heading-l { "A question of another service" }
        (parts::summary_list(rows))
        @if open {
            (sheet.form(html! {
                (sheet.radios("decided", "Is it answered?").items(choices))
                (sheet.textarea("why", "Why?").hint("It is kept. No names.").rows(3))
                (parts::button("Decide"))
            }))
            p.govuk-body { "With your decision the name is forgotten here. They ask once more to hear the answer." }
        }
    };
    Ok(context.frame.sheet_page("A question of another service", "/person-queries", sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<PersonQueryId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::ReviewQueries)?;
            let query = find(v, &permit, id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &query, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<PersonQueryId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ReviewQueries)?;
            let query = find(change, &permit, id)?;
            let decided = Decision::parse(sheet.fields.get("decided"));
            let why = sheet.optional("why", 500);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::decide(change.tx, &permit, id, (decided, &why)))?,
                false => None,
            };
            match done {
                Some(()) => Ok(format!("/person-queries/{id}?done=saved")),
                None => Sheet::again(show(change, &query, sheet)?),
            }
        })
        .await
}
