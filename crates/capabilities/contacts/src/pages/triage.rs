//! `/triage`: danger first, then what must be decided soonest.

use crate::records::{self, Contact, ContactPerson};
use access::{Context, FamilyId, Permits, View, Visit, nobody};
use chrono::{Months, NaiveTime};
use people::matching;
use std::collections::BTreeSet;
use store::{Conn, Instant};
use web::{Markup, Result, html, parts, parts::Colour};

/// As many as fit a page of 30 KB.
const MOST: i64 = 36;

/// A contact of the queue.
struct Waiting {
    contact: Contact,
    people: Vec<ContactPerson>,
    /// Someone in it may be known, and nobody has looked.
    may_be_known: bool,
    /// The family was helped, or brought, not long ago.
    again: bool,
}

/// The queue, and how much waits in all.
struct Triage {
    queue: Vec<Waiting>,
    to_decide: i64,
    late: i64,
}

impl Triage {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeTriage)?;
        let today = v.today;
        let queue = records::queue(v.conn(), &permit, MOST)?;
        let families: Vec<FamilyId> = queue.iter().filter_map(|(contact, _)| contact.family_id).collect();
        v.showed(&permit, queue.len(), &families);

        let (to_decide, late) = records::waiting(v.conn(), today)?;
        let again = helped_lately(v, &queue)?;
        let with_signs = queue.into_iter().map(|(contact, people)| {
            let may_be_known = contact.decided_at.is_none() && any_may_be_known(v.conn(), &people)?;
            let again = contact.family_id.is_some_and(|family| again.contains(&family));
            Ok(Waiting { contact, people, may_be_known, again })
        });
        Ok(Self { queue: with_signs.collect::<Result<_>>()?, to_decide, late })
    }

    fn show(&self, context: &Context) -> Markup {
        let heads = ["Contact", "Children", "About", "From", "State"];
        let rows: Vec<_> = self.queue.iter().map(|waiting| waiting.row(context)).collect();
        html! {
            h1.govuk-heading-l { "Front door" }
            p.govuk-body {
                (web::dates::plural(self.to_decide, "contact")) " to decide"
                @if self.late > 0 { ", " (parts::tag(&format!("{} late", self.late), Colour::Red)) } "."
            }
            @if rows.is_empty() {
                p.govuk-body { "Nothing waits. Every contact is decided, answered and closed." }
            } @else {
                (parts::table("Contacts, the most urgent first", &heads, rows))
            }
            @if self.queue.len() >= MOST as usize { p.govuk-body { "Only the " (MOST) " most urgent are shown." } }
        }
    }
}

/// Families of undecided contacts that early help has dealt with since the pack's span for re-referrals began.
fn helped_lately(v: &mut View<'_>, queue: &[(Contact, Vec<ContactPerson>)]) -> Result<BTreeSet<FamilyId>> {
    let undecided = queue.iter().filter(|(contact, _)| contact.decided_at.is_none());
    let families: Vec<FamilyId> = undecided.filter_map(|(contact, _)| contact.family_id).collect();
    let from = v.today - Months::new(v.pack.number("re-referral"));
    let from = Instant::at_london(from.and_time(NaiveTime::MIN));
    Ok(records::helped_since(v.conn(), &families, from)?)
}

fn any_may_be_known(conn: &mut Conn, people: &[ContactPerson]) -> Result<bool> {
    for person in people.iter().filter(|person| person.looked_at.is_none()) {
        if matching::may_be_known(conn, &person.sought())? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Waiting {
    fn row(&self, context: &Context) -> Vec<Markup> {
        let Contact { id, reference, received_at, danger, source, .. } = &self.contact;
        let contact = html! {
            a.govuk-link href={ "/contacts/" (id) } { (reference) } br;
            span.eh-muted { (web::dates::moment(*received_at)) }
            @if *danger { br; (parts::tag("Danger", Colour::Red)) }
        };
        let from = html! { (context.pack.label("source", source)) };
        vec![contact, self.children(context), self.about(context), from, self.state(context)]
    }

    fn children(&self, context: &Context) -> Markup {
        let is_known = self.contact.family_id.is_some() && self.contact.decided_at.is_none();
        html! {
            @for child in self.people.iter().filter(|person| person.role.is_child()) {
                (child.name())
                @if let Some(born) = child.date_of_birth { ", " (web::dates::age(born, context.today)) }
                br;
            }
            @if self.may_be_known { (parts::tag("May be known", Colour::Yellow)) }
            @if is_known { (parts::tag("Known", Colour::Blue)) }
            @if self.again { " " (parts::tag("Re-referral", Colour::Yellow)) }
        }
    }

    fn about(&self, context: &Context) -> Markup {
        let needs = &self.contact.needs.0;
        let first: Vec<&str> = needs.iter().take(3).map(|need| context.pack.label("need", need)).collect();
        html! { (first.join(", ")) @if needs.len() > 3 { " and " (needs.len() - 3) " more" } }
    }

    /// How soon it must be decided; or what it waits for instead.
    fn state(&self, context: &Context) -> Markup {
        let contact = &self.contact;
        let days = context.pack.calendar().working_between(context.today, contact.decide_by);
        match (contact.decided_at.is_some(), contact.asked_at.is_some(), days) {
            (true, ..) => parts::tag(contact.state().label(), Colour::Yellow),
            (_, true, _) => parts::tag("More information asked", Colour::Grey),
            (.., ..0) => parts::tag(&format!("{} late", web::dates::plural(-days, "working day")), Colour::Red),
            (.., 0) => parts::tag("Decide today", Colour::Yellow),
            _ => parts::tag(&format!("Decide in {}", web::dates::plural(days, "working day")), Colour::Blue),
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let triage = Triage::load(v)?;
            Ok(v.frame.page("Front door", triage.show(v)))
        })
        .await
}
