//! `/training/sessions/{id}/register`: who came. One button says that everybody of whom nothing else is said did.

use crate::{
    events,
    records::{Booking, BookingId, Course, Session, SessionId, bookings},
    rules::{Mark, State},
    running,
};
use access::{Context, Permits, Visit};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

struct Register {
    session: Session,
    of: Course,
    group: Vec<(Booking, String)>,
}

fn field(id: BookingId) -> String {
    format!("mark-{id}")
}

impl Register {
    fn load(inside: &mut impl Permits, (session, of): (Session, Course)) -> Result<Self> {
        let all = running::expected(inside.conn(), session.id)?;
        let names = bookings::names(inside.conn(), &all)?;
        let mut group: Vec<(Booking, String)> = all.into_iter().zip(names).collect();
        group.sort_by_key(|(_, name)| name.to_lowercase());
        Ok(Self { session, of, group })
    }

    fn marks(&self) -> impl Iterator<Item = (BookingId, &'static str)> {
        self.group.iter().filter(|(one, _)| one.state != State::Booked).map(|(one, _)| (one.id, one.state.code()))
    }

    fn stand(&self) -> String {
        let marks: Vec<String> = self.marks().map(|(id, mark)| format!("{id} {mark}")).collect();
        web::stand(&marks.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn first(&self) -> Fields {
        let first = Fields::default().with("stand", self.stand());
        self.marks().fold(first, |fields, (id, mark)| fields.with(&field(id), mark))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let come = self.session.on_day <= context.today && self.session.cancelled_at.is_none();
        let title = format!("Register: {}", self.session.title(&self.of));
        let content = html! {
            h1.govuk-heading-l { (title) }
            (above)
            @if come { (self.form(sheet)) } @else {
                p.govuk-body { "Its register is kept on that day. Booked until now:" }
                ul.govuk-list.govuk-list--bullet { @for (_, name) in &self.group { li { (name) } } }
            }
        };
        context.frame.sheet_page(&title, &self.session.href(), sheet, content)
    }

    fn form(&self, sheet: &Sheet) -> Markup {
        const MARKS: [Mark; 3] = [Mark::Came, Mark::SentWord, Mark::Missed];
        let names: Vec<String> = self.group.iter().map(|(one, _)| field(one.id)).collect();
        let marks = || MARKS.iter().map(|mark| Choice::new(mark.code(), mark.state().label()));
        html! {
            p.govuk-body {
                a.govuk-link href={ (self.session.href()) "/people/new" } { "Add somebody who is there and had not booked" }
            }
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                // what the Enter key sends: it must never say of anybody that they came
                button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Save" }
                @for ((one, name), field) in self.group.iter().zip(&names) {
                    (sheet.radios(field, format!("{name}, {}", one.organisation)).small().inline().items(marks()))
                }
                @if self.group.is_empty() {
                    p.govuk-body { "Nobody was booked." }
                    (parts::button("Nobody came"))
                } @else {
                    div.govuk-button-group {
                        (parts::button("Save"))
                        (parts::button_named("Everybody else came", "govuk-button--secondary", "everybody", "yes"))
                    }
                }
            }))
        }
    }

    /// What somebody else has kept meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.session.id.0, &[events::REGISTER])?;
        let rows: Vec<(&str, &str)> = self.group.iter().map(|(one, name)| (name.as_str(), one.state.label())).collect();
        Ok(web::theirs(changed.as_ref(), &rows))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, session, of) = super::run(v, id)?;
            let register = Register::load(v, (session, of))?;
            let sheet = v.context().sheet(register.first());
            Ok(register.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, session, of) = super::run(change, id)?;
            let register = Register::load(change, (session, of))?;
            if sheet.is_behind("stand", register.stand()) {
                let theirs = register.theirs(change)?;
                return Err(Error::Conflict(Box::new(register.show(change, sheet, &theirs))));
            }
            let pack = change.pack.clone();
            let said = |one: &Booking| Some((one.id, Mark::parse(sheet.fields.get(&field(one.id)))?));
            let said: BTreeMap<BookingId, Mark> = register.group.iter().filter_map(|(one, _)| said(one)).collect();
            let everybody = sheet.ticked("everybody") || register.group.is_empty();
            let kept = running::register(change.tx, &permit, &pack, id, (&said, everybody));
            if sheet.heed(kept)?.is_none() {
                let come = register.session.on_day <= change.today;
                let unsaid = register.group.iter().filter(|(one, _)| come && !said.contains_key(&one.id));
                unsaid.filter(|_| !everybody).for_each(|(one, name)| {
                    sheet.errors.add(&field(one.id), format!("Say whether {name} came"));
                });
                return Sheet::again(register.show(change, sheet, &html! {}));
            }
            Ok(format!("{}?done=saved", register.session.href()))
        })
        .await
}
