//! `/triage`: danger first, then what must be decided soonest.

use crate::records::{self, Contact, ContactPerson};
use access::{Permits, View, Visit, nobody};
use people::matching;
use web::{Markup, Result, html, parts, parts::Colour};

/// As many as fit a page of 30 KB.
const MOST: i64 = 36;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::SeeTriage)?;
            let (actor, today) = (v.actor.clone(), v.today);
            let queue = records::queue(v.conn(), &actor, MOST)?;
            let (waiting, late) = records::waiting(v.conn(), today)?;
            v.showed(&permit, queue.len(), &[]);
            let families: Vec<_> =
                queue.iter().filter(|(c, _)| c.decided_at.is_none()).filter_map(|(c, _)| c.family_id).collect();
            let from = today - chrono::Months::new(v.pack.number("re-referral"));
            let from = store::Instant::at_london(from.and_time(chrono::NaiveTime::MIN));
            let again = records::helped_since(v.conn(), &families, from)?;
            let mut rows = Vec::with_capacity(queue.len());
            for (contact, people) in &queue {
                rows.push(row(v, contact, people, contact.family_id.is_some_and(|f| again.contains(&f)))?);
            }
            let content = html! {
                h1.govuk-heading-l { "Front door" }
                p.govuk-body {
                    (web::dates::plural(waiting, "contact")) " to decide"
                    @if late > 0 { ", " (parts::tag(&format!("{late} late"), Colour::Red)) } "."
                }
                @if rows.is_empty() { p.govuk-body { "Nothing waits. Every contact is decided, answered and closed." } }
                @else { (parts::table("Contacts, the most urgent first", &["Contact", "Children", "About", "From", "State"], rows)) }
                @if queue.len() >= MOST as usize { p.govuk-body { "Only the " (MOST) " most urgent are shown." } }
            };
            Ok(v.frame.page("Front door", content))
        })
        .await
}

fn row(v: &mut View<'_>, c: &Contact, people: &[ContactPerson], again: bool) -> Result<Vec<Markup>> {
    let today = v.today;
    let mut known = false;
    for p in people.iter().filter(|p| p.looked_at.is_none() && c.decided_at.is_none()) {
        known = known || matching::may_be_known(v.conn(), &p.sought())?;
    }
    let children: Vec<_> = people.iter().filter(|p| p.role.is_child()).collect();
    let needs: Vec<&str> = c.needs.0.iter().take(3).map(|n| v.pack.label("need", n)).collect();
    let clock = v.pack.calendar().working_between(today, c.decide_by);
    let state = match (c.decided_at.is_some(), c.asked_at.is_some(), clock) {
        (true, ..) => parts::tag(c.state().label(), Colour::Yellow),
        (_, true, _) => parts::tag("More information asked", Colour::Grey),
        (.., ..0) => parts::tag(&format!("{} late", web::dates::plural(-clock, "working day")), Colour::Red),
        (.., 0) => parts::tag("Decide today", Colour::Yellow),
        _ => parts::tag(&format!("Decide in {}", web::dates::plural(clock, "working day")), Colour::Blue),
    };
    Ok(vec![
        html! {
            a.govuk-link href={ "/contacts/" (c.id) } { (c.reference) } br;
            span.eh-muted { (web::dates::moment(c.received_at)) }
            @if c.danger { br; (parts::tag("Danger", Colour::Red)) }
        },
        html! { @for p in &children { (p.name()) @if let Some(b) = p.date_of_birth { ", " (web::dates::age(b, today)) } br; } @if known { (parts::tag("May be known", Colour::Yellow)) } @if c.family_id.is_some() && c.decided_at.is_none() { (parts::tag("Known", Colour::Blue)) } @if again { " " (parts::tag("Re-referral", Colour::Yellow)) } },
        html! { (needs.join(", ")) @if c.needs.0.len() > 3 { " and " (c.needs.0.len() - 3) " more" } },
        html! { (v.pack.label("source", &c.source)) },
        state,
    ])
}
