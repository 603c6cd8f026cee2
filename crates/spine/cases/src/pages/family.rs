//! `/families/{id}`: who is in it, who helps and how to reach them, what is next, what happened.

use super::header;
use crate::{
    Episode,
    records::{self, NeedLevel},
    rules, team,
};
use access::{FamilyId, Permits, Sight, View, Visit, capability, family};
use axum::extract::Path;
use people::{Family, Member};
use store::log;
use web::{Markup, Result, html, parts, parts::Colour};

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::Open, id)?;
            let family = people::records::family(v.conn(), &permit)?;
            let members = people::records::members(v.conn(), &permit)?;
            let elsewhere = people::merging::elsewhere(v.conn(), &permit)?;
            let levels = records::levels(v.conn(), &permit)?;
            let episode = records::current(v.conn(), id)?;
            let today = v.today;
            let agreed = people::agreement::in_force(v.conn(), id, today)?;
            let period = episode.as_ref().map(|e| access::Period { episode: e.id, open: e.is_open() });
            let middle = capability::panels(v, &permit, period)?;
            let side = side(v, &permit, episode.as_ref(), agreed)?;
            let recent = log::chronology_of(v.conn(), id, None, 5)?;
            let content = html! {
                (header::identity(&family))
                h1.govuk-heading-l { (family.name) " family" }
                (state(v, &family, episode.as_ref(), agreed))
                div.eh-columns {
                    div {
                        (people_table(v, &permit, &members, &levels))
                        @for e in &elsewhere { (joined(e, &members)) }
                        @for one in &middle { (one) }
                        h2.govuk-heading-m { "What happened" }
                        (parts::timeline(&super::chronology::items(&recent)))
                        p.govuk-body { a.govuk-link href={ "/families/" (id) "/chronology" } { "The whole chronology" } }
                    }
                    div.eh-side { (side) }
                }
            };
            Ok(v.frame.page(&format!("{} family", family.name), content))
        })
        .await
}

fn state(v: &View<'_>, family: &Family, episode: Option<&Episode>, agreed: bool) -> Markup {
    let Some(e) = episode else {
        return parts::inset(
            html! { "No early help episode. This family is known since " (web::dates::day(family.begun_at.date())) "." },
        );
    };
    if let (Some(closed), Some(reason)) = (e.closed_at, &e.closing_reason) {
        return parts::inset(html! {
            p.govuk-body { "Early help ended on " (web::dates::day(closed.date())) ": " (v.pack.label("closing-reason", reason)) "." }
            @if !e.exit_plan.is_empty() { p.govuk-body.eh-pre { (e.exit_plan) } }
        });
    }
    let signs = rules::drift(
        e.opened_at.date(),
        e.seen_on,
        v.today,
        v.pack.number("drift-months"),
        v.pack.number("contact-gap"),
    );
    html! {
        @if !agreed { (parts::warning("Nobody's agreement is in force. Record it, name another basis, or close the episode.")) }
        @if !signs.is_empty() {
            div.eh-next { ul.govuk-list { @for sign in &signs { li { (parts::tag("Drift", Colour::Yellow)) " " (sign) } } } }
        }
    }
}

/// Somebody of this family stands in another record, too.
fn joined(e: &people::merging::Elsewhere, members: &[Member]) -> Markup {
    let name = members.iter().find(|m| m.person.id == e.person).map_or(String::new(), |m| m.person.given_name.clone());
    html! {
        p.govuk-body {
            (parts::tag("Also recorded elsewhere", Colour::Blue)) " " (name) " "
            @match &e.family {
                Some((family, other)) => { "is also in the record of the " a.govuk-link href={ "/families/" (family) } { (other) " family" } "." },
                None => { "is also in a record that you cannot open. Find " (name) " under " a.govuk-link href="/people" { "Find a person" } " to see whom to call." },
            }
        }
    }
}

fn people_table(v: &View<'_>, sight: &Sight<FamilyId>, members: &[Member], levels: &[NeedLevel]) -> Markup {
    let may_change = v.may_now(sight, family::ChangePeople);
    let rows = members.iter().map(|m| {
        let level = levels.iter().find(|l| l.person_id == m.person.id);
        let address = match &m.address {
            None => html! {},
            Some(a) => match a.open(sight) {
                Some(open) => html! { (open.line()) @if a.is_closed() { " " (parts::tag("Protected", Colour::Red)) } },
                None => parts::tag("Address protected", Colour::Red),
            },
        };
        // a telephone number leads to a place as surely as an address
        let reach = if m.address.as_ref().is_some_and(|a| a.open(sight).is_none()) { "" } else { &m.person.phone };
        vec![
            html! { @if may_change { a.govuk-link href={ "/families/" (sight.subject()) "/people/" (m.person.id) } { (m.person.name()) } } @else { (m.person.name()) } @if m.person.interpreter { " " (parts::tag("Interpreter", Colour::Blue)) } },
            html! { (v.pack.label("person-role", m.role.code())) },
            html! { (m.person.born(v.today)) },
            html! { @match level {
                Some(l) => { "Level " (l.level) span.govuk-visually-hidden { " since " (web::dates::day(l.set_at.date())) } },
                None if m.role.is_child() => { "Not set" },
                None => {},
            } },
            html! { (address) @if !reach.is_empty() { br; (reach) } },
        ]
    });
    parts::table("Who is in the family", &["Name", "Who", "Born", "Level of need", "Where"], rows.collect())
}

fn side(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<&Episode>, agreed: bool) -> Result<Markup> {
    let id = sight.subject();
    let (today, open) = (v.today, episode.filter(|e| e.is_open()));
    let (helpers, due, lead) = match open {
        Some(e) => (
            team::list(v.conn(), e.id)?,
            work::tasks::of_family(v.conn(), sight)?,
            e.lead_id.map(|lead| access::accounts::colleague(v.conn(), lead)).transpose()?,
        ),
        None => (vec![], vec![], None),
    };
    let mut links: Vec<(&str, String)> = Vec::new();
    if let Some(e) = open {
        if v.may_now(sight, family::WriteNote) {
            links.push(("Write a note", format!("/families/{id}/notes/new")));
        }
        if v.may_now(sight, family::ChangeTeam) {
            links.push(("Change the team", format!("/episodes/{}/team", e.id)));
        }
        if v.may_now(sight, family::HandOver) {
            links.push((
                if e.lead_id.is_some() { "Hand over the lead" } else { "Choose a lead professional" },
                format!("/episodes/{}/lead", e.id),
            ));
        }
        if v.may_now(sight, family::StepUp) {
            links.push(("Step up to social care", format!("/episodes/{}/step-up", e.id)));
        }
        if v.may_now(sight, family::CloseEpisode) {
            links.push(("Close the episode", format!("/episodes/{}/closure", e.id)));
        }
    } else if let Some(e) = episode {
        if v.may_now(sight, family::ReopenEpisode) {
            links.push(("Begin early help again", format!("/episodes/{}/reopening", e.id)));
        }
    }
    if v.may_now(sight, family::SetLevel) {
        links.push(("Level of need", format!("/families/{id}/level")));
    }
    if v.may_now(sight, family::ChangePeople) {
        links.push(("Add a person", format!("/families/{id}/people/new")));
    }
    if v.may_now(sight, family::RecordAgreement) {
        links.push(("Agreement", format!("/families/{id}/agreement")));
    }
    if v.may_now(sight, family::DecideSharing) {
        links.push(("Sharing", format!("/families/{id}/sharing")));
    }
    if v.may_now(sight, family::Restrict) {
        links.push(("Restrict this record", format!("/families/{id}/restriction")));
    }
    Ok(html! {
        h2.govuk-heading-m { "Who helps" }
        @match &lead {
            Some(c) => p.govuk-body {
                strong { (c.name) } ", lead professional" br; (c.job_title) ", " (c.organisation) br;
                @if c.phone.is_empty() { (c.email) } @else { a.govuk-link href={ "tel:" (c.phone.replace(' ', "")) } { (c.phone) } }
            },
            None if open.is_some() => p.govuk-body { (parts::tag("No lead professional yet", Colour::Red)) },
            None => p.govuk-body { "Nobody at the moment." },
        }
        ul.govuk-list {
            @for h in helpers.iter().filter(|h| h.account_id.is_none() || h.account_id != open.and_then(|e| e.lead_id)) {
                li { (h.name) ", " (h.job) br; span.eh-muted { (h.organisation) @if !h.reach.is_empty() { ", " (h.reach) } } }
            }
        }
        @if !due.is_empty() {
            h2.govuk-heading-m { "Next" }
            ul.govuk-list.govuk-list--spaced {
                @for t in due.iter().take(8) {
                    li { a.govuk-link href=(t.href) { (t.title) } br; span class=(if t.due_on < today { "eh-late" } else { "eh-muted" }) { (web::dates::day(t.due_on)) ", " (web::dates::due(t.due_on, today)) } }
                }
            }
        }
        h2.govuk-heading-m { "Agreement" }
        p.govuk-body { @if agreed { (parts::tag("In force", Colour::Green)) } @else { (parts::tag("Not in force", Colour::Red)) } }
        @if !links.is_empty() {
            h2.govuk-heading-m { "Do" }
            ul.govuk-list.govuk-list--spaced { @for (text, href) in &links { li { a.govuk-link href=(href) { (text) } } } }
        }
    })
}
