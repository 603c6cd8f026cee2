//! `/boards/{id}/seats` and `/board-seats/{id}`: who sits on a board, and until when.

use super::shown::{People, heed, overtaken};
use crate::{
    events,
    records::{
        BoardId, SeatId, boards,
        seats::{self, NewSeat, Seat},
    },
    rules::boards::Capacity,
};
use access::{Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use chrono::Months;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const TITLE: &str = "Add a member";
const TERM: &str = "Change a term";

fn show(inside: &mut impl Permits, id: BoardId, sheet: &Sheet) -> Result<Markup> {
    let of = boards::load(inside.conn(), id)?;
    let today = inside.context().today;
    let others: Vec<Seat> = seats::ever(inside.conn(), id)?.into_iter().filter(|seat| !seat.holds(today)).collect();
    let people = People::load(inside, Some(id), sheet, &["account"])?;
    let capacities = Capacity::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) ": " (of.name) }
        (people.finder)
        (sheet.form(html! {
            (sheet.select("account", "Somebody with an account").prompt("Somebody without an account")
                .items(people.choices()))
            (sheet.text("name", "Or their name").hint("Somebody who is only named sees nothing here."))
            (sheet.text("job", "Their job"))
            (sheet.text("organisation", "Their organisation"))
            (sheet.radios("capacity", "As what?").small().items(capacities))
            (sheet.date("from", "First day of the term"))
            (sheet.date("until", "Last day of the term").hint("What they see ends with it."))
            (parts::button("Save"))
        }))
        @if !others.is_empty() {
            h2.govuk-heading-m { "Terms that are over, or begin later" }
            ul.govuk-list.eh-rows {
                @for seat in &others {
                    li {
                        a.govuk-link href={ "/board-seats/" (seat.id) } { (seat.name) }
                        ", " (seat.capacity.label()) ", " (seat.organisation) ": " (dates::day(seat.from_on)) " to "
                        (dates::day(seat.until_on))
                    }
                }
            }
        }
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/boards/{id}"), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Seat, id)?;
            let (today, term) = (v.today, v.pack.number("board-term"));
            let first =
                || Fields::default().with_date("from", Some(today)).with_date("until", Some(today + Months::new(term)));
            let sheet = v.sheet(first)?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Seat, id)?;
            let pack = change.pack.clone();
            let new = NewSeat {
                account: sheet.fields.get("account").parse().ok(),
                name: sheet.optional("name", 200),
                job: sheet.optional("job", 200),
                organisation: sheet.optional("organisation", 200),
                capacity: Capacity::parse(sheet.fields.get("capacity")),
                from: sheet.day("from", "The first day"),
                until: sheet.day("until", "The last day"),
            };
            match heed(sheet, || seats::seat(change.tx, &permit, &pack, &new))? {
                Some(_) => Ok(format!("/boards/{id}?done=saved")),
                None => Sheet::again(show(change, id, sheet)?),
            }
        })
        .await
}

fn show_term(inside: &mut impl Permits, seat: &Seat, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TERM) }
        (above)
        p.govuk-body { (seat.name) ", " (seat.capacity.label().to_lowercase()) ", " (seat.organisation) "." }
        p.govuk-body { "To renew it, enter a later last day. To end it, enter the last day on which it holds." }
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.date("from", "First day of the term"))
            (sheet.date("until", "Last day of the term"))
            (parts::button("Save"))
        }))
    };
    inside.context().frame.sheet_page(TERM, &format!("/boards/{}", seat.board_id), sheet, content)
}

pub(super) async fn term_page(visit: Visit, Path(id): Path<SeatId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Seat, id)?;
            let seat = seats::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", seat.version.to_string())
                    .with_date("from", Some(seat.from_on))
                    .with_date("until", Some(seat.until_on))
            })?;
            Ok(show_term(v, &seat, &sheet, html! {}))
        })
        .await
}

pub(super) async fn term_submit(visit: Visit, Path(id): Path<SeatId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Seat, id)?;
            let (seat, pack) = (seats::find(change.conn(), &permit)?, change.pack.clone());
            let term = format!("{} to {}", dates::day(seat.from_on), dates::day(seat.until_on));
            let subject = (seat.board_id.0, &[events::SEAT][..]);
            if let Some(theirs) = overtaken(change, sheet, seat.version, subject, &[("Term", &term)])? {
                return Err(Error::Conflict(Box::new(show_term(change, &seat, sheet, theirs))));
            }
            let term = sheet.day("from", "The first day").zip(sheet.day("until", "The last day"));
            match heed(sheet, || seats::change_term(change.tx, &permit, &pack, seat.version, term))? {
                Some(()) => Ok(format!("/boards/{}?done=saved", seat.board_id)),
                None => Sheet::again(show_term(change, &seat, sheet, html! {})),
            }
        })
        .await
}
