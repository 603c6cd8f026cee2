//! `/training/sessions/{id}`: a session, my place in it, and for whoever runs it the group.

use crate::{
    booking::{self, Whom},
    records::{Booking, Course, Session, SessionId, bookings, certificates},
    rules::State,
    running,
};
use access::{Context, Permits, Visit, accounts, course, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeSet;
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Colour, Row},
};

struct Shown {
    session: Session,
    of: Course,
    trainer: String,
    mine: Option<Booking>,
    count: (i64, i64),
    /// Everybody, for whoever runs it.
    group: Vec<(Booking, String)>,
    certified: BTreeSet<crate::BookingId>,
    to_certify: usize,
    runs: bool,
}

impl Shown {
    fn load(inside: &mut impl Permits, id: SessionId) -> Result<Self> {
        let (session, of) = super::found(inside, id)?;
        let account = inside.context().actor.account;
        let runs = inside.may(course::Run, of.id)?;
        let all = bookings::of_session(inside.conn(), id)?;
        let mine = all.iter().filter(|one| account.is_some() && one.account_id == account);
        let mine = mine.max_by_key(|one| (one.state.is_live(), one.asked_at)).cloned();
        let count = bookings::counts(inside.conn(), &[id])?.remove(&id).unwrap_or_default();
        let (mut group, mut certified, mut to_certify) = (vec![], BTreeSet::new(), 0);
        if runs {
            inside.permit(course::Run, of.id)?;
            let names = bookings::names(inside.conn(), &all)?;
            for one in &all {
                if certificates::of_booking(inside.conn(), one.id)?.is_some() {
                    certified.insert(one.id);
                }
            }
            group = all.into_iter().zip(names).collect();
            group.sort_by_key(|(one, name)| (!one.state.takes_a_place(), !one.state.is_live(), name.clone()));
            to_certify = running::to_certify(inside.conn(), &of, id)?.len();
        }
        Ok(Self {
            trainer: accounts::names(inside.conn(), &[session.trainer_id])?
                .remove(&session.trainer_id)
                .unwrap_or_default(),
            session,
            of,
            mine,
            count,
            group,
            certified,
            to_certify,
            runs,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("{}/{step}", self.session.href())
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let session = &self.session;
        let mut rows = vec![
            Row::new("When", session.when()),
            Row::new("Where", session.place.as_str()),
            Row::new("Who holds it", self.trainer.as_str()),
            Row::new("Places", super::free(session.places, self.count)),
        ];
        if !session.note.is_empty() {
            rows.push(Row::new("To know or bring", html! { span.eh-pre { (session.note) } }));
        }
        let title = session.title(&self.of);
        let content = html! {
            h1.govuk-heading-l { (title) }
            @if session.cancelled_at.is_some() {
                (parts::warning(&format!("This session is cancelled. {}", session.cancelled_why)))
            }
            (parts::summary_list(rows))
            (self.place(context, sheet))
            p.govuk-body {
                a.govuk-link href={ "/training/courses/" (self.of.id) } { "What the course is about" } ", "
                a.govuk-link href=(self.at("calendar.ics")) { "put it in a calendar" }
            }
            @if self.runs { (self.running(context)) }
        };
        context.frame.sheet_page(&title, "/training", sheet, content)
    }

    /// My place, or the way to one.
    fn place(&self, context: &Context, sheet: &Sheet) -> Markup {
        let open = self.session.is_open(context.today) && self.of.is_given();
        let full = self.count.0 >= self.session.places;
        html! {
            @if let Some(mine) = &self.mine {
                p.govuk-body {
                    "My place: " (super::booking::tag(mine.state)) " "
                    a.govuk-link href=(mine.href()) { "See it, or give it back" }
                }
            }
            @if open && self.mine.as_ref().is_none_or(|mine| !mine.state.is_live()) {
                @if full {
                    p.govuk-body { "It is full. Whoever books waits, and is offered a place in turn as soon as one is free." }
                }
                (sheet.form_to(&self.at("booking"), html! {
                    (parts::button(if full { "Go on the waiting list" } else { "Book a place" }))
                }))
            }
            @if open { p.govuk-body { a.govuk-link href=(self.at("people/new")) { "Book for somebody else" } } }
        }
    }

    fn running(&self, context: &Context) -> Markup {
        let (session, live) = (&self.session, self.session.cancelled_at.is_none());
        let come = session.on_day <= context.today;
        html! {
            h2.govuk-heading-m { "For whoever holds it" }
            div.eh-actions {
                @if live && come { (parts::button_link("Keep the register", &self.at("register"), "")) }
                @if live && come && session.kept_at.is_none() {
                    a.govuk-link href=(self.at("people/new")) { "Add somebody who is there" }
                }
                @if live && session.kept_at.is_none() {
                    a.govuk-link href=(self.at("change")) { "Change it, or another trainer takes over" }
                    a.govuk-link href=(self.at("cancel")) { "Cancel it" }
                }
            }
            @if self.to_certify > 0 && session.kept_at.is_some() {
                (context.sheet(Fields::default()).form_to(&self.at("certificates"), html! {
                    (parts::button("Give their certificates to all who came"))
                }))
            }
            @if self.group.is_empty() { p.govuk-body { "Nobody has booked yet." } }
            @else { (self.table()) }
        }
    }

    fn table(&self) -> Markup {
        let row = |(one, name): &(Booking, String)| {
            vec![
                html! { a.govuk-link href=(one.href()) { (name) } },
                html! { (one.organisation) },
                html! {
                    (super::booking::tag(one.state))
                    @if self.certified.contains(&one.id) { " " (parts::tag("Certificate", Colour::Green)) }
                },
            ]
        };
        parts::table("Who is booked", &["Name", "Works for", "Place"], self.group.iter().take(100).map(row).collect())
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::BookTraining)?;
            let shown = Shown::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(shown.show(v, &sheet))
        })
        .await
}

pub(super) async fn book(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::BookTraining)?;
            let me = change.account()?;
            match sheet.heed(booking::book(change.tx, &permit, id, Whom::Account(me), None))? {
                Some(booked) => {
                    let waits = bookings::find(change.conn(), booked)?.state == State::Waiting;
                    Ok(format!("/training/bookings/{booked}?done={}", if waits { "waiting" } else { "saved" }))
                }
                None => {
                    let shown = Shown::load(change, id)?;
                    Sheet::again(shown.show(change, sheet))
                }
            }
        })
        .await
}

pub(super) async fn certify(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, session, _) = super::run(change, id)?;
            let pack = change.pack.clone();
            match sheet.heed(running::certify_all(change.tx, &permit, &pack, id))? {
                Some(_) => Ok(format!("{}?done=saved", session.href())),
                None => {
                    let shown = Shown::load(change, id)?;
                    Sheet::again(shown.show(change, sheet))
                }
            }
        })
        .await
}
