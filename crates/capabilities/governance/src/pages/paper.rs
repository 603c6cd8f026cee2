//! `/board-meetings/{id}/papers/new`, `/board-papers/{id}` and `/board-papers/{id}/give`: a paper is asked for, given,
//! read.

use super::shown::{People, frozen, heed, overtaken, text};
use crate::{
    events,
    records::{
        MeetingId, PaperId, agenda, meetings,
        papers::{self, Given, NewPaper, Paper, PaperKind},
    },
};
use access::{Context, Permits, Visit, accounts, board as acts};
use axum::{extract::Path, response::Response};
use commissioning::records::analyses;
use store::Uuid;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const ASK: &str = "Ask for a paper";
const GIVE: &str = "Give the paper";

/// As much as one paper holds here: what is longer stands elsewhere, and its address here.
const MOST: usize = 4_000;

fn show(inside: &mut impl Permits, id: MeetingId, sheet: &Sheet) -> Result<Markup> {
    let permit = inside.permit(acts::Keep, id)?;
    let meeting = meetings::find(inside.conn(), &permit)?;
    let items = agenda::list(inside.conn(), &permit)?;
    let people = People::load(inside, Some(meeting.board_id), sheet, &["owner"])?;
    let items = items.iter().map(|item| Choice::new(item.id.to_string(), item.title.as_str()));
    let kinds = PaperKind::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let by = meeting.papers_by(&inside.context().pack);
    let content = html! {
        h1.govuk-heading-l { (ASK) }
        p.govuk-body {
            "It is due on " (dates::day(by)) ", in time for the meeting of " (dates::day(meeting.held_on)) "."
        }
        (people.finder)
        (sheet.form(html! {
            (sheet.radios("kind", "What kind of paper?").small().items(kinds))
            (sheet.text("title", "What is it called?"))
            (sheet.select("item", "For which item?").prompt("None of its own").items(items))
            (sheet.select("owner", "Who writes it?").prompt("Choose").items(people.choices()))
            (parts::button("Ask for it"))
        }))
    };
    Ok(inside.context().frame.sheet_page(ASK, &meeting.href(), sheet, content))
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let me = v.account()?;
            let sheet = v.sheet(|| Fields::default().with("owner", me.to_string()))?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let pack = change.pack.clone();
            let known: Vec<_> = agenda::list(change.conn(), &permit)?.into_iter().map(|item| item.id).collect();
            let new = NewPaper {
                kind: PaperKind::parse(sheet.fields.get("kind")),
                title: sheet.optional("title", 200),
                item: sheet.fields.get("item").parse().ok().filter(|item| known.contains(item)),
                owner: sheet.fields.get("owner").parse().ok(),
            };
            match heed(sheet, || papers::ask(change.tx, &permit, &pack, &new))? {
                Some(paper) if Some(new.owner) == Some(change.actor.account) => {
                    Ok(format!("/board-papers/{paper}/give?done=saved"))
                }
                Some(_) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(show(change, id, sheet)?),
            }
        })
        .await
}

/// A paper as it is read.
pub(super) fn read(paper: &Paper) -> Markup {
    html! {
        p.govuk-body-s {
            (paper.kind.label()) ". "
            @if let Some(at) = paper.given_at { "Given by " (paper.given_by) " on " (dates::day(at.date())) "." }
        }
        (text(&paper.body))
        (frozen(&paper.frozen.0))
        @if !paper.link.is_empty() {
            p.govuk-body { "The whole of it: " a.govuk-link href=(paper.link) { (paper.link) } }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<PaperId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::See, id)?;
            let paper = papers::find(v.conn(), &permit)?;
            let meeting = papers::meeting_of(v.conn(), &permit)?;
            let owner = accounts::names(v.conn(), &[paper.owner_id])?.remove(&paper.owner_id).unwrap_or_default();
            let gives = meeting.closed_at.is_none() && v.may(acts::Answer, id)?;
            let back = if v.may(acts::See, meeting.id)? { meeting.href() } else { "/my-work".to_owned() };
            let content = html! {
                h1.govuk-heading-l { (paper.title) }
                p.govuk-body { "For the meeting of " (dates::day(meeting.held_on)) "." }
                @if paper.given_at.is_some() { (read(&paper)) } @else {
                    p.govuk-body { (owner) " writes it, by " (dates::day(paper.due_on)) "." }
                }
                @if gives {
                    @let word = if paper.given_at.is_some() { "Put it right" } else { GIVE };
                    (parts::button_link(word, &format!("{}/give", paper.href()), ""))
                }
            };
            Ok(v.frame.page_back(&paper.title, &back, content))
        })
        .await
}

/// What the paper can show: publications, or needs analyses.
fn sources(inside: &mut impl Permits, kind: PaperKind) -> Result<Vec<(Uuid, String)>> {
    Ok(match kind {
        PaperKind::Dashboard => insight::papers::published(inside.conn())?
            .into_iter()
            .map(|one| (one.id.0, format!("{}, published on {}", one.label, dates::day(one.on))))
            .collect(),
        PaperKind::Needs => analyses::list(inside.conn())?
            .into_iter()
            .filter(analyses::Analysis::is_published)
            .map(|one| (one.id.0, one.title))
            .collect(),
        _ => vec![],
    })
}

fn show_give(inside: &mut impl Permits, paper: &Paper, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let sources = sources(inside, paper.kind)?;
    let context: &Context = inside.context();
    let choices = sources.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let chosen = matches!(paper.kind, PaperKind::Dashboard | PaperKind::Needs);
    let told = match paper.kind {
        PaperKind::Dashboard => "The figures stay in the paper as they stand today, whatever is published later.",
        PaperKind::Needs => "Its priorities stay in the paper as they stand today.",
        PaperKind::Risks => "The risks that are open stay in the paper as they stand today.",
        PaperKind::Plan => "The priorities stay in the paper as they stand today.",
        PaperKind::Audit => "Say what it found, and give the address where the report stands.",
        PaperKind::Other => "Nothing about any one family: members never know who they are.",
    };
    let content = html! {
        h1.govuk-heading-l { (GIVE) ": " (paper.title) }
        (above)
        p.govuk-body { (paper.kind.label()) ". " (told) }
        (sheet.form(html! {
            (sheet.hidden("version"))
            @if chosen { (sheet.select("source", "Which one?").prompt("Choose").items(choices)) }
            (sheet.textarea("body", "What does the board need to know?").rows(10))
            @if !chosen {
                (sheet.text("link", "Where does the whole of it stand?")
                    .hint("It begins with https:// or, for a page here, with /. Leave empty if this is all."))
            }
            (parts::button("Give it"))
        }))
    };
    Ok(context.frame.sheet_page(GIVE, &paper.href(), sheet, content))
}

pub(super) async fn give_page(visit: Visit, Path(id): Path<PaperId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Answer, id)?;
            let paper = papers::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", paper.version.to_string())
                    .with("body", paper.body.as_str())
                    .with("link", paper.link.as_str())
                    .with("source", paper.source_id.map(|id| id.0.to_string()).unwrap_or_default())
            })?;
            show_give(v, &paper, &sheet, html! {})
        })
        .await
}

pub(super) async fn give_submit(visit: Visit, Path(id): Path<PaperId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let (paper, pack) = (papers::find(change.conn(), &permit)?, change.pack.clone());
            let rows: [(&str, &str); 2] = [("What it says", &paper.body), ("Where it stands", &paper.link)];
            let subject = (id.0, &[events::PAPER][..]);
            if let Some(theirs) = overtaken(change, sheet, paper.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show_give(change, &paper, sheet, theirs)?)));
            }
            let given = Given {
                body: sheet.optional("body", MOST),
                link: sheet.optional("link", 500),
                source: sheet.fields.get("source").parse().ok(),
            };
            match heed(sheet, || papers::give(change.tx, &permit, &pack, paper.version, &given))? {
                Some(()) => Ok(format!("{}?done=saved", paper.href())),
                None => Sheet::again(show_give(change, &paper, sheet, html! {})?),
            }
        })
        .await
}
