//! `/triage`: danger first, then what must be decided soonest; `/triage?alike={id}`: what one sender sent many times.

use super::filters;
use crate::records::{self, Contact, ContactId, Queue, Row, Wanted};
use access::{Context, FamilyId, Nobody, Permit, Permits, View, Visit, nobody};
use chrono::{Months, NaiveTime};
use people::matching::{self, Sought};
use std::collections::BTreeSet;
use store::Instant;
use web::{Error, Fields, Markup, Result, dates, html, parts, parts::Colour};

const HEADS: [&str; 5] = ["Contact", "Children", "About", "From", "State"];

/// A row of the queue, with what shows at a glance.
struct Waiting {
    row: Row,
    /// Someone in it may be known, and nobody has looked.
    may_be_known: bool,
    /// The family was helped, or brought, not long ago.
    again: bool,
}

/// The queue as it is looked at.
struct Triage {
    wanted: Wanted,
    queue: Queue,
    rows: Vec<Waiting>,
}

impl Triage {
    fn load(v: &mut View<'_>, asked: &Fields) -> Result<Self> {
        let permit = v.allow(nobody::SeeTriage)?;
        let wanted = filters::read(asked);
        let mut queue = records::queue(v.conn(), &permit, &wanted, filters::page(asked))?;
        let rows = with_signs(v, &permit, std::mem::take(&mut queue.rows))?;
        Ok(Self { wanted, queue, rows })
    }

    fn show(&self, context: &Context) -> Markup {
        let Queue { page, pages, found, to_decide, late, .. } = self.queue;
        let rows: Vec<_> = self.rows.iter().map(|waiting| waiting.row(context)).collect();
        html! {
            h1.govuk-heading-l { "Front door" }
            p.govuk-body {
                (dates::plural(to_decide, "contact")) " to decide"
                @if late > 0 { ", " (parts::tag(&format!("{late} late"), Colour::Red)) } "."
            }
            (filters::show(context, &self.wanted, &self.queue))
            @if rows.is_empty() && filters::is_all(&self.wanted) {
                p.govuk-body { "Nothing waits. Every contact is decided, answered and closed." }
            } @else if rows.is_empty() {
                p.govuk-body { "There are none like this." }
            } @else {
                (parts::table(&caption(found, page, pages), &HEADS, rows))
                (parts::pagination(page, pages, |n| filters::address(&self.wanted, n)))
            }
        }
    }
}

fn caption(found: i64, page: i64, pages: i64) -> String {
    let all = format!("{}, the most urgent first", dates::plural(found, "contact"));
    if pages > 1 { format!("{all}: page {page} of {pages}") } else { all }
}

/// Contacts of one sender that say the same, one by one.
struct Alike {
    first: ContactId,
    many: i64,
    page: i64,
    pages: i64,
    rows: Vec<Waiting>,
}

impl Alike {
    fn load(v: &mut View<'_>, first: ContactId, page: i64) -> Result<Self> {
        let permit = v.allow(nobody::SeeTriage)?;
        let (rows, (page, pages), many) = records::alike(v.conn(), &permit, first, page)?;
        let rows = with_signs(v, &permit, rows)?;
        Ok(Self { first, many, page, pages, rows })
    }

    fn show(&self, context: &Context) -> Markup {
        let title = format!("{} alike from one sender", self.many);
        let rows = self.rows.iter().map(|waiting| waiting.row(context)).collect();
        let content = html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body {
                "They were sent on one day without an account and say the same but for numbers. Look at one of them at "
                "least: who sends the same again and again may be in need, too."
            }
            (parts::table(&caption(self.many, self.page, self.pages), &HEADS, rows))
            (parts::pagination(self.page, self.pages, |n| format!("/triage?alike={}&page={n}", self.first)))
        };
        context.frame.page_back("Front door", "/triage", content)
    }
}

/// The rows with what shows at a glance; whom they name was seen.
fn with_signs(v: &mut View<'_>, permit: &Permit<Nobody, nobody::SeeTriage>, rows: Vec<Row>) -> Result<Vec<Waiting>> {
    let families: Vec<FamilyId> = rows.iter().filter_map(|row| row.contact.family_id).collect();
    v.showed(permit, rows.len(), &families);
    let again = helped_lately(v, &rows)?;
    let known = not_looked_at(v, &rows)?;
    let sign = |row: Row| {
        let may_be_known = known.contains(&row.contact.id);
        let again = row.contact.again || row.contact.family_id.is_some_and(|family| again.contains(&family));
        Waiting { row, may_be_known, again }
    };
    Ok(rows.into_iter().map(sign).collect())
}

/// Undecided contacts that name somebody who may be known, and at whom nobody has looked.
fn not_looked_at(v: &mut View<'_>, rows: &[Row]) -> Result<BTreeSet<ContactId>> {
    let undecided = rows.iter().filter(|row| row.contact.decided_at.is_none());
    let people: Vec<(ContactId, Sought)> = undecided
        .flat_map(|row| row.people.iter().map(|person| (row.contact.id, person)))
        .filter(|(_, person)| person.looked_at.is_none())
        .map(|(contact, person)| (contact, person.sought()))
        .collect();
    let sought: Vec<&Sought> = people.iter().map(|(_, sought)| sought).collect();
    let known = matching::may_be_known(v.conn(), &sought)?;
    Ok(people.iter().zip(known).filter(|(_, known)| *known).map(|((contact, _), _)| *contact).collect())
}

/// Families of undecided contacts that early help has dealt with since the pack's span for re-referrals began.
fn helped_lately(v: &mut View<'_>, rows: &[Row]) -> Result<BTreeSet<FamilyId>> {
    let undecided = rows.iter().map(|row| &row.contact).filter(|contact| contact.decided_at.is_none());
    let families: Vec<FamilyId> = undecided.filter_map(|contact| contact.family_id).collect();
    let from = v.today - Months::new(v.pack.number("re-referral"));
    let from = Instant::at_london(from.and_time(NaiveTime::MIN));
    Ok(records::helped_since(v.conn(), &families, from)?)
}

impl Waiting {
    fn row(&self, context: &Context) -> Vec<Markup> {
        let Contact { id, reference, received_at, danger, source, .. } = &self.row.contact;
        let contact = html! {
            a.govuk-link href={ "/contacts/" (id) } { (reference) } br;
            span.eh-muted { (dates::moment(*received_at)) }
            @if *danger { br; (parts::tag("Danger", Colour::Red)) }
            @if self.row.alike > 1 {
                br; a.govuk-link href={ "/triage?alike=" (id) } { (self.row.alike) " alike from one sender" }
            }
        };
        let from = html! { (context.pack.label("source", source)) };
        vec![contact, self.children(context), self.about(context), from, self.state(context)]
    }

    fn children(&self, context: &Context) -> Markup {
        let is_known = self.row.contact.family_id.is_some() && self.row.contact.decided_at.is_none();
        html! {
            @for child in self.row.people.iter().filter(|person| person.role.is_child()) {
                (child.name())
                @if let Some(born) = child.date_of_birth { ", " (dates::age(born, context.today)) }
                br;
            }
            @if self.may_be_known { (parts::tag("May be known", Colour::Yellow)) }
            @if is_known { (parts::tag("Known", Colour::Blue)) }
            @if self.again { " " (parts::tag("Re-referral", Colour::Yellow)) }
        }
    }

    fn about(&self, context: &Context) -> Markup {
        let needs = &self.row.contact.needs.0;
        let first: Vec<&str> = needs.iter().take(3).map(|need| context.pack.label("need", need)).collect();
        html! { (first.join(", ")) @if needs.len() > 3 { " and " (needs.len() - 3) " more" } }
    }

    /// How soon it must be decided; or what it waits for instead.
    fn state(&self, context: &Context) -> Markup {
        let contact = &self.row.contact;
        let days = context.pack.calendar().working_between(context.today, contact.decide_by);
        if contact.danger && contact.decided_at.is_none() {
            return in_minutes(context, contact);
        }
        match (contact.decided_at.is_some(), contact.asked_at.is_some(), days) {
            (true, ..) => parts::tag(contact.state().label(), Colour::Yellow),
            (_, true, _) => parts::tag("More information asked", Colour::Grey),
            (.., ..0) => parts::tag(&format!("{} late", dates::plural(-days, "working day")), Colour::Red),
            (.., 0) => parts::tag("Decide today", Colour::Yellow),
            _ => parts::tag(&format!("Decide in {}", dates::plural(days, "working day")), Colour::Blue),
        }
    }
}

/// Danger is due in minutes, at night and at weekends, too.
fn in_minutes(context: &Context, contact: &Contact) -> Markup {
    let allowed = i64::from(context.pack.number("danger-minutes"));
    let left = allowed - context.now.seconds_since(contact.received_at) / 60;
    match left {
        ..0 => parts::tag(&format!("{} late", dates::plural(-left, "minute")), Colour::Red),
        _ => parts::tag(&format!("Within {}", dates::plural(left, "minute")), Colour::Red),
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let asked = visit.queries();
    visit
        .view(move |v| {
            if asked.get("alike").is_empty() {
                let triage = Triage::load(v, &asked)?;
                return Ok(v.frame.page("Front door", triage.show(v)));
            }
            let first = asked.get("alike").parse();
            let alike = match first {
                Ok(first) => Alike::load(v, first, filters::page(&asked))?,
                // who asks is looked at first
                Err(_) => v.allow(nobody::SeeTriage).and(Err(Error::NotFound))?,
            };
            Ok(alike.show(v))
        })
        .await
}
