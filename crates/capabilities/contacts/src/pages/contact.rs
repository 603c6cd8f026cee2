//! `/contacts/{id}`: what was brought, where it stands, the next step; `/contacts`: those I made; and the panel on the
//! family page.

use crate::{
    ContactId,
    records::{self, Contact, ContactPerson, InformationRequest},
    rules::State,
};
use access::{Because, FamilyId, Period, Permits, Sight, View, Visit, contact, nobody};
use axum::extract::Path;
use web::{
    Markup, Result, html, parts,
    parts::{Colour, Row},
};

pub(super) fn state_tag(state: State) -> Markup {
    let colour = match state {
        State::Received => Colour::Blue,
        State::Asked => Colour::Grey,
        State::Decided => Colour::Yellow,
        State::Answered => Colour::Green,
        State::Closed => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    let sent = visit.query("sent") == "yes";
    visit
        .view(move |v| {
            let permit = v.permit(contact::See, id)?;
            let c = records::find(v.conn(), &permit)?;
            let people = records::people(v.conn(), &permit)?;
            let requests = records::requests(v.conn(), &permit)?;
            let unmatched = c.decided_at.is_none() && permit.because() == Because::FrontDoor && records::unmatched(v.conn(), &people)?;
            let content = html! {
                @if sent { (parts::panel("Sent", html! { "Reference" br; strong { (c.reference) } })) p.govuk-body { "You will find the answer here and under My contacts. It is owed to you by " (web::dates::day(c.decide_by)) "." } }
                h1.govuk-heading-l { "Contact " (c.reference) " " (state_tag(c.state())) }
                (next_step(&c, &permit, unmatched))
                (summary(v, &c, &people))
                @if !requests.is_empty() { (asked(&requests)) }
                @if c.decided_at.is_some() { (decided(v, &c)) }
            };
            Ok(v.frame.page(&format!("Contact {}", c.reference), content))
        })
        .await
}

fn next_step(c: &Contact, sight: &Sight<ContactId>, unmatched: bool) -> Markup {
    let at = |step: &str| format!("/contacts/{}/{step}", c.id);
    let front_door = sight.because() == Because::FrontDoor;
    let family = c.family_id.filter(|_| front_door && c.decided_at.is_none());
    html! {
        @if sight.because() == Because::Maker && c.asked_at.is_some() {
            div.eh-next { p.govuk-body { "The front door has asked you for more." } (parts::button_link("Give more information", &at("information"), "")) }
        }
        @if front_door {
            div.eh-actions {
                @match c.state() {
                    State::Received | State::Asked => {
                        @if unmatched { (parts::button_link("Say who they are", &at("people"), "")) }
                        @else { (parts::button_link("Decide", &at("decision"), "")) a.govuk-link href=(at("people")) { "Who they are" } }
                        a.govuk-link href=(at("information-request")) { "Ask for more information" }
                        @if let Some(f) = family { a.govuk-link href={ "/families/" (f) } { "The family's history" } }
                    }
                    State::Decided => { (parts::button_link("Answer", &at("answer"), "")) }
                    State::Answered => { (parts::button_link("Close", &at("answer"), "")) }
                    State::Closed => {}
                }
            }
        }
    }
}

fn summary(v: &View<'_>, c: &Contact, people: &[ContactPerson]) -> Markup {
    let labels = |vocabulary: &str, codes: &[String]| {
        codes.iter().map(|n| v.pack.label(vocabulary, n).to_owned()).collect::<Vec<_>>().join(", ")
    };
    let who = html! {
        @for p in people {
            div {
                strong { (p.name()) } ", " (v.pack.label("person-role", p.role.code()).to_lowercase())
                @if let Some(b) = p.date_of_birth { ", " (web::dates::day(b)) " (" (web::dates::age(b, v.today)) ")" }
                @if let Some(on) = p.expected_on { ", due " (web::dates::day(on)) }
                @let d = &p.details.0;
                @if d.protected { br; (parts::tag("Address protected", Colour::Red)) }
                @else {
                    @let address: Vec<&str> = d.address.iter().map(String::as_str).filter(|a| !a.is_empty()).collect();
                    @if !address.is_empty() { br; (address.join(", ")) }
                    @if !d.phone.is_empty() { br; (d.phone) }
                }
                @if d.interpreter { br; (parts::tag("Interpreter", Colour::Blue)) " " (v.pack.label("language", &d.language)) }
            }
        }
    };
    let agreed = match c.agreement.as_str() {
        "given" => "The family agrees",
        "refused" => "The family does not agree",
        _ => "The family was not asked",
    };
    let mut rows = vec![
        Row::new(
            "Received",
            format!("{}, {}", web::dates::moment(c.received_at), v.pack.label("channel", &c.channel).to_lowercase()),
        ),
        Row::new(
            "From",
            html! { (c.maker_name) br; span.eh-muted { (v.pack.label("source", &c.source)) @if !c.maker_reach.is_empty() { ", " (c.maker_reach) } } },
        ),
        Row::new("Kind", v.pack.label("contact-kind", &c.kind).to_owned()),
        Row::new("Who is in the family", who),
        Row::new("What is happening", html! { span.eh-pre { (c.summary) } }),
        Row::new("Needs", labels("need", &c.needs.0)),
        Row::new("Hoped for", html! { span.eh-pre { (c.hoped_for) } }),
        Row::new(
            "Agreement",
            html! { (agreed) @if !c.agreement_note.is_empty() { br; span.eh-pre { (c.agreement_note) } } },
        ),
    ];
    if !c.network.0.looked_at.is_empty() || !c.network.0.note.is_empty() {
        rows.push(Row::new("Looked at already", html! { (labels("network", &c.network.0.looked_at)) @if !c.network.0.note.is_empty() { br; span.eh-pre { (c.network.0.note) } } }));
    }
    if c.decided_at.is_none() {
        rows.push(Row::new("Decide by", web::dates::day(c.decide_by)));
    }
    html! { @if c.danger { (parts::warning("A child may be in danger. Call now, write later.")) } (parts::summary_list(rows)) }
}

fn asked(requests: &[InformationRequest]) -> Markup {
    html! {
        h2.govuk-heading-m { "What was asked" }
        @for r in requests {
            (parts::inset(html! {
                p.govuk-body { strong { (web::dates::moment(r.asked_at)) } br; span.eh-pre { (r.question) } }
                @match r.answered_at {
                    Some(at) => p.govuk-body { strong { "Answer, " (web::dates::moment(at)) } br; span.eh-pre { (r.answer) } },
                    None => p.govuk-body { (parts::tag("Not answered yet", Colour::Yellow)) },
                }
            }))
        }
    }
}

fn decided(v: &View<'_>, c: &Contact) -> Markup {
    let mut rows = Vec::new();
    if let (Some(at), Some(outcome), Some(level)) = (c.decided_at, &c.outcome, &c.level) {
        rows.push(Row::new(
            "Decision",
            format!("{}, {}", v.pack.label("decision-outcome", outcome), web::dates::moment(at)),
        ));
        rows.push(Row::new("Level of need", v.pack.level(level).map_or(level.clone(), |l| l.label.clone())));
        rows.push(Row::new("Reason", html! { span.eh-pre { (c.reason) } }));
    }
    if let Some(at) = c.answered_at {
        rows.push(Row::new(
            "Answer",
            html! { span.eh-pre { (c.answer) } br; span.eh-muted { (web::dates::moment(at)) } },
        ));
    }
    html! { h2.govuk-heading-m { "Decision and answer" } (parts::summary_list(rows)) }
}

/// Those I made, newest first.
pub(super) async fn mine(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::RecordContact)?;
            let account = v.account()?;
            let made = records::made_by(v.conn(), account, 50)?;
            v.showed(&permit, made.len(), &[]);
            let rows: Vec<_> = made
                .iter()
                .map(|c| vec![html! { a.govuk-link href={ "/contacts/" (c.id) } { (c.reference) } }, html! { (web::dates::day(c.received_at.date())) }, state_tag(c.state())])
                .collect();
            let content = html! {
                h1.govuk-heading-l { "My contacts" }
                (parts::button_link("Make a contact", "/contacts/new", ""))
                @if rows.is_empty() { p.govuk-body { "You have made none yet." } } @else { (parts::table("The newest 50", &["Reference", "Made", "State"], rows)) }
            };
            Ok(v.frame.page("My contacts", content))
        })
        .await
}

/// On the family page: how it came here.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let all = records::of_family(v.conn(), sight)?;
    Ok(html! {
        @if !all.is_empty() {
            h2.govuk-heading-m { "Contacts" }
            ul.govuk-list {
                @for c in all.iter().take(10) {
                    li { a.govuk-link href={ "/contacts/" (c.id) } { (c.reference) } ", " (web::dates::day(c.received_at.date())) ", " (v.pack.label("source", &c.source).to_lowercase())
                        @if let Some(o) = &c.outcome { ": " (v.pack.label("decision-outcome", o).to_lowercase()) } @else { ": waits for a decision" } }
                }
            }
        }
    })
}
