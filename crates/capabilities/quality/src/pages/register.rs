//! `/register`: compliments, complaints and learning reviews, with who sees to each and by when.

use crate::{
    records::register::{self as records, Entry, EntryId, NewEntry},
    rules::register::{Kind, Upheld},
};
use access::{AccountId, Context, Permits, TeamId, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour, Row},
};

const FROM: &str = "register-from";

struct List {
    all: Vec<Entry>,
    names: BTreeMap<AccountId, String>,
    teams: BTreeMap<TeamId, String>,
}

/// The teams, by name.
fn teams(inside: &mut impl Permits) -> Result<BTreeMap<TeamId, String>> {
    Ok(accounts::list_teams(inside.conn())?.into_iter().map(|team| (team.id, team.name)).collect())
}

impl List {
    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Compliments, complaints and learning reviews" }
            p.govuk-body { "No family and no worker is named here: who it was stands in the record." }
            (parts::button_link("Add one", "/register/new", ""))
            @if self.all.is_empty() { p.govuk-body { "There is none yet." } } @else {
                (self.counts())
                (parts::table("All", &["What", "About", "Who sees to it", "How far"], self.rows(context)))
            }
        }
    }

    /// How many of each are kept, and how many are open.
    fn counts(&self) -> Markup {
        let many = |kind: Kind| self.all.iter().filter(|entry| entry.kind == kind).count();
        let open = self.all.iter().filter(|entry| entry.ended_at.is_none()).count();
        html! {
            p.govuk-body {
                (many(Kind::Compliment)) " compliments, " (many(Kind::Complaint)) " complaints and "
                (many(Kind::Review)) " learning reviews are kept; " (open) " are open."
            }
        }
    }

    fn rows(&self, context: &Context) -> Vec<Vec<Markup>> {
        let row = |entry: &Entry| {
            let about = entry.team_id.and_then(|team| self.teams.get(&team)).map_or("All", String::as_str);
            vec![
                html! {
                    a.govuk-link href={ "/register/" (entry.id) } { (entry.kind.label()) " of " (dates::day(entry.on_day)) }
                    br; span.eh-muted { (context.pack.label(FROM, &entry.whose)) }
                },
                html! { (about) },
                html! { (self.names.get(&entry.owner_id).map_or("somebody", String::as_str)) },
                html! { (state(context, entry)) },
            ]
        };
        self.all.iter().take(60).map(row).collect()
    }
}

fn state(context: &Context, entry: &Entry) -> Markup {
    match entry.ended_at {
        Some(at) => html! { (parts::tag("Answered", Colour::Green)) br; span.eh-muted { (dates::day(at.date())) } },
        None if entry.due_on < context.today => {
            html! { (parts::tag("Late", Colour::Red)) br; span.eh-muted { "due " (dates::day(entry.due_on)) } }
        }
        None => html! { (parts::tag("Open", Colour::Yellow)) br; span.eh-muted { "due " (dates::day(entry.due_on)) } },
    }
}

/// Who can see to an entry, by name.
fn owners(inside: &mut impl Permits) -> Result<Vec<(AccountId, String)>> {
    let able = records::able(inside.conn())?;
    let mut all: Vec<(AccountId, String)> = accounts::names(inside.conn(), &able)?.into_iter().collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(all)
}

pub(super) async fn list(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::KeepRegister)?;
            let all = records::entries(v.conn(), &permit)?;
            let ids: Vec<AccountId> = all.iter().map(|entry| entry.owner_id).collect();
            let names = accounts::names(v.conn(), &ids)?.into_iter().collect();
            let list = List { all, names, teams: teams(v)? };
            Ok(v.frame.page("Compliments and complaints", list.show(v)))
        })
        .await
}

fn new(inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
    let owners = owners(inside)?;
    let teams = teams(inside)?;
    let context = inside.context();
    let from = context.pack.choices(FROM, context.today).map(|term| Choice::new(&term.code, &term.label));
    let content = html! {
        h1.govuk-heading-l { "Add a compliment, complaint or learning review" }
        (sheet.form(html! {
            (sheet.radios("kind", "What is it?").small().items(Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label()))))
            (sheet.date("on", "When did it come, or happen?"))
            (sheet.select("whose", "Who says so?").prompt("Choose").items(from))
            (sheet.textarea("what", "What was said, or what happened?").hint("Nothing that leads to a family or a worker.").rows(5))
            (sheet.select("team", "Which team is it about?")
                .prompt("None in particular")
                .items(teams.iter().map(|(id, name)| Choice::new(id.to_string(), name))))
            (sheet.select("owner", "Who sees to it?")
                .hint("Nobody looks into a complaint about their own team.")
                .prompt("Choose somebody")
                .items(super::people(&owners)))
            (parts::button("Keep it"))
        }))
    };
    Ok(context.frame.sheet_page("Add an entry", "/register", sheet, content))
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepRegister)?;
            let sheet = v.sheet(Fields::default)?;
            new(v, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepRegister)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let whose = sheet.chosen("whose", |code| pack.code(FROM, code, today), "Choose who says so");
            let entry = NewEntry {
                kind: Kind::parse(sheet.fields.get("kind")),
                on: sheet.day("on", "The day"),
                whose: whose.map(|term| term.code.clone()).unwrap_or_default(),
                what: sheet.optional("what", 5_000),
                team: sheet.fields.get("team").parse().ok(),
                owner: sheet.fields.get("owner").parse().ok(),
            };
            match sheet.heed(records::enter(change.tx, &permit, &pack, &entry))?.filter(|_| sheet.is_valid()) {
                Some(id) => Ok(format!("/register/{id}?done=saved")),
                None => Sheet::again(new(change, sheet)?),
            }
        })
        .await
}

fn one(inside: &mut impl Permits, of: &Entry, sheet: &Sheet) -> Result<Markup> {
    let owners = owners(inside)?;
    let teams = teams(inside)?;
    let owner = accounts::names(inside.conn(), &[of.owner_id])?.remove(&of.owner_id).unwrap_or_default();
    let context = inside.context();
    let mut rows = vec![
        Row::new("Came on", dates::day(of.on_day)),
        Row::new("From", context.pack.label(FROM, &of.whose)),
        Row::new("About", of.team_id.and_then(|team| teams.get(&team)).map_or("All", String::as_str)),
        Row::new("Who sees to it", &owner),
        Row::new("How far", state(context, of)),
        Row::new("Entered by", &of.entered_by),
    ];
    if of.ended_at.is_some() {
        rows.extend(of.upheld.map(|upheld| Row::new("Were they right?", upheld.label())));
        rows.push(Row::new("What came of it", html! { span.eh-pre { (of.answer) } }));
        rows.push(Row::new("What is done otherwise", html! { span.eh-pre { (of.learned) } }));
        rows.push(Row::new("Answered by", &of.ended_by));
    }
    let path = format!("/register/{}", of.id);
    let upheld = Upheld::ALL.iter().map(|upheld| Choice::new(upheld.code(), upheld.label()));
    let content = html! {
        h1.govuk-heading-l { (of.kind.label()) }
        p.govuk-body.eh-pre { (of.what) }
        (parts::summary_list(rows))
        @if of.ended_at.is_none() {
            h2.govuk-heading-m { "What came of it" }
            (sheet.form(html! {
                @if of.kind == Kind::Complaint { (sheet.radios("upheld", "Were they right?").small().items(upheld)) }
                (sheet.textarea("answer", "What came of it?").hint("As it was told to whoever said so.").rows(4))
                (sheet.textarea("learned", "What is done otherwise from now on?").rows(3))
                (parts::button("It is answered"))
            }))
            h2.govuk-heading-m { "Somebody else sees to it" }
                (sheet.form_to(&format!("{path}/owner"), html! {
                (sheet.hidden("version"))
                (sheet.select("owner", "Who?").prompt("Choose somebody").items(super::people(&owners)))
                (parts::button_named("Hand it on", "govuk-button--secondary", "hand", "on"))
            }))
        }
    };
    Ok(context.frame.sheet_page(of.kind.label(), "/register", sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<EntryId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::KeepRegister)?;
            let of = records::entry(v.conn(), &permit, id)?;
            let sheet = v.sheet(|| Fields::default().with("version", of.version.to_string()))?;
            one(v, &of, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EntryId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepRegister)?;
            let (answer, learned) = (sheet.optional("answer", 5_000), sheet.optional("learned", 5_000));
            let upheld = Upheld::parse(sheet.fields.get("upheld"));
            let done = sheet.heed(records::end(change.tx, &permit, id, (&answer, upheld, &learned)))?;
            match done.filter(|()| sheet.is_valid()) {
                Some(()) => Ok(format!("/register/{id}?done=saved")),
                None => {
                    let of = records::entry(change.conn(), &permit, id)?;
                    Sheet::again(one(change, &of, sheet)?)
                }
            }
        })
        .await
}

pub(super) async fn owner(visit: Visit, Path(id): Path<EntryId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepRegister)?;
            let (to, version) = (sheet.fields.get("owner").parse().ok(), sheet.fields.get("version").parse());
            let done = sheet.heed(records::hand_on(change.tx, &permit, id, to, version.unwrap_or_default()))?;
            match done {
                Some(()) => Ok(format!("/register/{id}?done=saved")),
                None => {
                    let of = records::entry(change.conn(), &permit, id)?;
                    Sheet::again(one(change, &of, sheet)?)
                }
            }
        })
        .await
}
