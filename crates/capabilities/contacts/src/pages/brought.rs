//! What was brought, as the front door reads it: on the contact's page, and beside the form of the decision.

use crate::records::{Contact, ContactPerson};
use access::Context;
use people::{NewPerson, details::told};
use web::{
    Markup, html, parts,
    parts::{Colour, Row},
};

/// All that whoever made it said, from top to bottom.
pub(super) fn rows<'a>(context: &Context, contact: &'a Contact, people: &[ContactPerson]) -> Vec<Row<'a>> {
    let pack = &context.pack;
    let labels = |vocabulary: &str, codes: &[String]| {
        codes.iter().map(|code| pack.label(vocabulary, code).to_owned()).collect::<Vec<_>>().join(", ")
    };
    let channel = pack.label("channel", &contact.channel).to_lowercase();
    let agreed = match contact.agreement.as_str() {
        "given" => "The family agrees",
        "refused" => "The family does not agree",
        _ => "The family was not asked",
    };
    let from = html! {
        (contact.maker_name) br;
        span.eh-muted {
            (pack.label("source", &contact.source))
            @if !contact.maker_reach.is_empty() { ", " (contact.maker_reach) }
        }
    };
    let mut rows = vec![
        Row::new("Received", format!("{}, {channel}", web::dates::moment(contact.received_at))),
        Row::new("From", from),
        Row::new("Kind", pack.label("contact-kind", &contact.kind).to_owned()),
        Row::new("Who is in the family", html! { @for person in people { (who(context, person)) } }),
        Row::new("What is happening", text(&contact.summary)),
        Row::new(
            "Needs",
            match contact.needs.0.as_slice() {
                [] => "Nobody has said which: they are chosen with the decision".to_owned(),
                needs => labels("need", needs),
            },
        ),
        Row::new("Hoped for", text(&contact.hoped_for)),
        Row::new("Agreement", html! { (agreed) (and_said(&contact.agreement_note)) }),
    ];

    let network = &contact.network.0;
    if !network.looked_at.is_empty() || !network.note.is_empty() {
        let looked_at = html! { (labels("network", &network.looked_at)) (and_said(&network.note)) };
        rows.push(Row::new("Looked at already", looked_at));
    }
    if contact.decided_at.is_none() {
        rows.push(Row::new("Decide by", web::dates::day(contact.decide_by)));
    }
    rows
}

fn who(context: &Context, named: &ContactPerson) -> Markup {
    let NewPerson { details, address, protected } = named.person();
    html! {
        div {
            strong { (named.name()) } ", " (context.pack.label("person-role", named.role.code()).to_lowercase())
            @if let Some(born) = details.date_of_birth {
                ", " (web::dates::day(born)) " (" (web::dates::age(born, context.today)) ")"
            }
            @else if !named.details.0.born.is_empty() { ", born or aged, as it was written: " (named.details.0.born) }
            @if let Some(on) = details.expected_on { ", due " (web::dates::day(on)) }
            @if protected {
                br; (parts::tag("Address protected", Colour::Red))
            } @else {
                @if !address.is_empty() { br; (address.line()) }
                @if !details.phone.is_empty() { br; (details.phone) }
            }
            (told::how_to_speak(&context.pack, &details))
            (told::about(&context.pack, &details, protected))
        }
    }
}

pub(super) fn text(typed: &str) -> Markup {
    html! { span.eh-pre { (typed) } }
}

/// What was written beside a choice.
fn and_said(note: &str) -> Markup {
    html! { @if !note.is_empty() { br; (text(note)) } }
}
