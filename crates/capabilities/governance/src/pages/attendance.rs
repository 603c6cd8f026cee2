//! `/board-meetings/{id}/attendance`: who came, who sent word, who did neither.

use super::shown::heed;
use crate::{
    records::{
        MeetingId,
        meetings::{self, Meeting},
        seats::Seat,
    },
    rules::meetings::Attended,
};
use access::{Permit, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const TITLE: &str = "Who came?";

struct Page {
    meeting: Meeting,
    /// Those who sit that day, each with the name of their field.
    seats: Vec<(String, Seat)>,
}

impl Page {
    fn load(inside: &mut impl Permits, permit: &Permit<MeetingId, acts::Keep>) -> Result<Self> {
        let meeting = meetings::find(inside.conn(), permit)?;
        let seats = meetings::seats(inside.conn(), &meeting)?;
        Ok(Self { seats: seats.into_iter().map(|seat| (format!("came-{}", seat.id), seat)).collect(), meeting })
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let words = || Attended::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body {
                "Meeting of " (dates::day(self.meeting.held_on)) ". Listed is everybody whose term includes that day."
            }
            (sheet.form(html! {
                @for (name, seat) in &self.seats {
                    @let job = seat.capacity.label().to_lowercase();
                    @let who = format!("{}, {job}, {}", seat.name, seat.organisation);
                    (sheet.radios(name, who).inline().items(words()))
                }
                (sheet.text("others", "Who came besides?").hint("Guests, whoever spoke to an item."))
                (parts::button("Save"))
            }))
        };
        inside.context().frame.sheet_page(TITLE, &self.meeting.href(), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let page = Page::load(v, &permit)?;
            let kept = meetings::attendance(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                let first = Fields::default().with("others", page.meeting.others.as_str());
                page.seats.iter().fold(first, |fields, (name, seat)| match kept.get(&seat.id) {
                    Some(came) => fields.with(name, came.code()),
                    None => fields,
                })
            })?;
            Ok(page.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let page = Page::load(change, &permit)?;
            let others = sheet.optional("others", 1_000);
            let mut who = Vec::new();
            for (name, seat) in &page.seats {
                match Attended::parse(sheet.fields.get(name)) {
                    Some(came) => who.push((seat.id, came)),
                    None => sheet.errors.add(name, format!("Say of {} whether they came", seat.name)),
                }
            }
            match heed(sheet, || meetings::keep_attendance(change.tx, &permit, &who, &others))? {
                Some(()) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(page.show(change, sheet)),
            }
        })
        .await
}
