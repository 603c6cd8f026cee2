//! `/board-items/{id}/decision` and `/board-items/{id}/interest`: what became of an item, and who steps out of it.

use super::shown::{heed, overtaken};
use crate::{
    events,
    records::{
        ItemId, MeetingId, SeatId,
        agenda::{self, Interest, Item, NewDecision},
        meetings::{self, Meeting},
        seats::Seat,
    },
    rules::meetings::{Attended, Outcome},
};
use access::{Permit, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "What was decided?";
const INTEREST: &str = "Declare an interest";

struct Page {
    item: Item,
    meeting: Meeting,
    seats: Vec<Seat>,
    came: BTreeMap<SeatId, Attended>,
    interests: Vec<Interest>,
}

impl Page {
    fn load(inside: &mut impl Permits, permit: &Permit<ItemId, acts::Keep>) -> Result<Self> {
        let meeting = agenda::meeting_of(inside.conn(), permit)?;
        let of: MeetingId = meeting.id;
        let permit_of = inside.permit(acts::Keep, of)?;
        Ok(Self {
            item: agenda::find(inside.conn(), permit)?,
            seats: meetings::seats(inside.conn(), &meeting)?,
            came: meetings::attendance(inside.conn(), &permit_of)?,
            interests: agenda::interests(inside.conn(), &permit_of)?.remove(&permit.subject()).unwrap_or_default(),
            meeting,
        })
    }

    fn interest(&self, seat: SeatId) -> Option<&Interest> {
        self.interests.iter().find(|one| one.seat_id == seat)
    }

    /// Those who came and have a vote.
    fn voting(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.capacity.votes() && self.came.get(&seat.id) == Some(&Attended::Came))
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet, above: Markup) -> Markup {
        let context = inside.context();
        let outcomes = Outcome::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
        let people = self.voting().map(|seat| {
            let choice = Choice::new(seat.id.to_string(), format!("{}, {}", seat.name, seat.organisation));
            match self.interest(seat.id) {
                Some(one) => choice.hint(format!("Declared an interest and steps out: {}", one.what)),
                None => choice,
            }
        });
        let quorum = agenda::quorum(&context.pack);
        let voting = self.seats.iter().filter(|seat| seat.capacity.votes()).count();
        let (least, from) = (quorum.needs(voting), quorum.organisations);
        let enough = format!("At least {least} of {voting} who vote, from {from} organisations.");
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            (above)
            p.govuk-body {
                strong { (self.item.title) } @if !self.item.asked.is_empty() { ". Wanted: " (self.item.asked) }
            }
            @if self.came.is_empty() {
                (parts::inset(html! {
                    "First say who came: "
                    a.govuk-link href={ (self.meeting.href()) "/attendance" } { "Who came?" }
                }))
            }
            (sheet.form(html! {
                (sheet.hidden("version"))
                (sheet.radios("outcome", "What became of it?").small().items(outcomes))
                (sheet.textarea("decided", "What was decided?")
                    .hint("In words that stand in the minutes. Nothing about any one family.").rows(4))
                (sheet.checkboxes("took", "Who took part in deciding?").small()
                    .hint(enough)
                    .items(people))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(TITLE, &self.meeting.href(), sheet, content)
    }

    fn show_interest(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let people = self
            .seats
            .iter()
            .map(|seat| Choice::new(seat.id.to_string(), format!("{}, {}", seat.name, seat.organisation)));
        let content = html! {
            h1.govuk-heading-l { (INTEREST) }
            p.govuk-body {
                (self.item.title)
                ". Whoever has an interest takes no part in deciding it, and does not keep what was decided."
            }
            (sheet.form(html! {
                (sheet.select("seat", "Who?").prompt("Choose").items(people))
                (sheet.text("what", "What is the interest?").hint("Like: works for one of those who bid."))
                (parts::button("Save"))
            }))
        };
        let content = html! { (content) (self.declared(sheet)) };
        inside.context().frame.sheet_page(INTEREST, &self.meeting.href(), sheet, content)
    }

    /// What was declared, to take back what was kept by mistake.
    fn declared(&self, sheet: &Sheet) -> Markup {
        html! {
            @if !self.interests.is_empty() {
                h2.govuk-heading-m { "Declared" }
                ul.govuk-list.eh-rows {
                    @for one in &self.interests {
                        @let end = format!("/board-items/{}/interest/{}/end", one.item_id, one.seat_id);
                        @let name = self.seats.iter().find(|seat| seat.id == one.seat_id).map_or("", |seat| &seat.name);
                        li {
                            (name) ": " (one.what) " "
                            (sheet.form_to(&end, html! {
                                button.eh-link-button type="submit" {
                                    "Take it back" span.govuk-visually-hidden { ": " (name) }
                                }
                            }))
                        }
                    }
                }
            }
        }
    }

    fn first(&self) -> Fields {
        let first = Fields::default()
            .with("version", self.item.version.to_string())
            .with("outcome", self.item.outcome.map(Outcome::code).unwrap_or_default())
            .with("decided", self.item.decided.as_str());
        // whoever came and has no interest took part, until somebody says otherwise
        let all: Vec<SeatId> = match self.item.outcome {
            Some(_) => self.item.took_part.0.clone(),
            None => self.voting().map(|seat| seat.id).filter(|seat| self.interest(*seat).is_none()).collect(),
        };
        let mut fields = first;
        all.iter().for_each(|seat| fields.add("took", seat.to_string()));
        fields
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let page = Page::load(v, &permit)?;
            let sheet = v.sheet(|| page.first())?;
            Ok(page.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (page, pack) = (Page::load(change, &permit)?, change.pack.clone());
            let outcome = page.item.outcome.map(Outcome::label).unwrap_or_default();
            let rows: [(&str, &str); 2] = [("What became of it", outcome), ("What was decided", &page.item.decided)];
            let subject = (id.0, &[events::DECIDED][..]);
            if let Some(theirs) = overtaken(change, sheet, page.item.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(page.show(change, sheet, theirs))));
            }
            let new = NewDecision {
                outcome: Outcome::parse(sheet.fields.get("outcome")),
                decided: sheet.optional("decided", 2_000),
                took_part: sheet.all("took").iter().filter_map(|seat| seat.parse().ok()).collect(),
            };
            match heed(sheet, || agenda::decide(change.tx, &permit, &pack, page.item.version, &new))? {
                Some(()) => Ok(format!("{}?done=saved", page.meeting.href())),
                None => Sheet::again(page.show(change, sheet, html! {})),
            }
        })
        .await
}

pub(super) async fn interest_page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let page = Page::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(page.show_interest(v, &sheet))
        })
        .await
}

pub(super) async fn interest_submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let page = Page::load(change, &permit)?;
            let (seat, what) = (sheet.fields.get("seat").parse().ok(), sheet.optional("what", 500));
            match heed(sheet, || agenda::declare(change.tx, &permit, seat, &what))? {
                Some(()) => Ok(format!("{}?done=saved", page.meeting.href())),
                None => Sheet::again(page.show_interest(change, sheet)),
            }
        })
        .await
}

pub(super) async fn interest_end(
    visit: Visit,
    Path((id, seat)): Path<(ItemId, SeatId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(acts::Keep, id)?;
            agenda::take_back(change.tx, &permit, seat)?;
            Ok(format!("/board-items/{id}/interest?done=saved"))
        })
        .await
}
