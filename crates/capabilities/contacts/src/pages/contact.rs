//! `/contacts/{id}`: what was brought, where it stands, the next step.

use crate::{
    ContactId,
    records::{self, Contact, ContactPerson, InformationRequest},
    rules::State,
};
use access::{Because, Context, Permit, Permits, View, Visit, contact};
use axum::extract::Path;
use people::{NewPerson, details::told};
use web::{
    Markup, Result, html, parts,
    parts::{Colour, Row},
};

pub(super) fn state_tag(state: State) -> Markup {
    let colour = match state {
        State::Received => Colour::Blue,
        State::Decided => Colour::Yellow,
        State::Answered => Colour::Green,
        State::Asked | State::Closed => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

/// Everything of one contact.
struct ContactPage {
    permit: Permit<ContactId, contact::See>,
    contact: Contact,
    people: Vec<ContactPerson>,
    requests: Vec<InformationRequest>,
    /// Someone may be known already: the front door says who they are before it decides.
    unmatched: bool,
    /// It was sent a moment ago.
    sent: bool,
}

impl ContactPage {
    fn load(v: &mut View<'_>, id: ContactId, sent: bool) -> Result<Self> {
        let permit = v.permit(contact::See, id)?;
        let contact = records::find(v.conn(), &permit)?;
        let people = records::people(v.conn(), &permit)?;
        let requests = records::requests(v.conn(), &permit)?;
        let decides = permit.because() == Because::FrontDoor && contact.decided_at.is_none();
        let unmatched = decides && records::unmatched(v.conn(), &people)?;
        Ok(Self { permit, contact, people, requests, unmatched, sent })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            @if self.sent { (self.receipt()) }
            h1.govuk-heading-l { "Contact " (self.contact.reference) " " (state_tag(self.contact.state())) }
            (self.next_step())
            @if self.contact.danger { (parts::warning("A child may be in danger. Call now, write later.")) }
            (parts::summary_list(self.brought(context)))
            @if !self.requests.is_empty() { (self.asked()) }
            @if self.contact.decided_at.is_some() {
                h2.govuk-heading-m { "Decision and answer" }
                (parts::summary_list(self.decided(context)))
            }
        }
    }

    fn receipt(&self) -> Markup {
        html! {
            (parts::panel("Sent", html! { "Reference" br; strong { (self.contact.reference) } }))
            p.govuk-body {
                "You will find the answer here and under My contacts. It is owed to you by "
                (web::dates::day(self.contact.decide_by)) "."
            }
        }
    }

    fn next_step(&self) -> Markup {
        let at = format!("/contacts/{}/information", self.contact.id);
        match self.permit.because() {
            Because::Maker if self.contact.asked_at.is_some() => html! {
                div.eh-next {
                    p.govuk-body { "The front door has asked you for more." }
                    (parts::button_link("Give more information", &at, ""))
                }
            },
            Because::FrontDoor => html! { div.eh-actions { (self.next_step_of_the_front_door()) } },
            _ => html! {},
        }
    }

    fn next_step_of_the_front_door(&self) -> Markup {
        let at = |step: &str| format!("/contacts/{}/{step}", self.contact.id);
        match self.contact.state() {
            State::Received | State::Asked => html! {
                @if self.unmatched {
                    (parts::button_link("Say who they are", &at("people"), ""))
                } @else {
                    (parts::button_link("Decide", &at("decision"), ""))
                    a.govuk-link href=(at("people")) { "Who they are" }
                }
                a.govuk-link href=(at("information-request")) { "Ask for more information" }
                @if let Some(family) = self.contact.family_id {
                    a.govuk-link href={ "/families/" (family) } { "The family's history" }
                }
            },
            State::Decided => parts::button_link("Answer", &at("answer"), ""),
            State::Answered => parts::button_link("Close", &at("answer"), ""),
            State::Closed => html! {},
        }
    }

    fn brought(&self, context: &Context) -> Vec<Row<'_>> {
        let (contact, pack) = (&self.contact, &context.pack);
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
            Row::new("Who is in the family", html! { @for person in &self.people { (who(context, person)) } }),
            Row::new("What is happening", text(&contact.summary)),
            Row::new("Needs", labels("need", &contact.needs.0)),
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

    fn asked(&self) -> Markup {
        let one = |request: &InformationRequest| {
            html! {
                p.govuk-body { strong { (web::dates::moment(request.asked_at)) } br; (text(&request.question)) }
                @match request.answered_at {
                    Some(at) => {
                        p.govuk-body { strong { "Answer, " (web::dates::moment(at)) } br; (text(&request.answer)) }
                    }
                    None => { p.govuk-body { (parts::tag("Not answered yet", Colour::Yellow)) } }
                }
            }
        };
        html! {
            h2.govuk-heading-m { "What was asked" }
            @for request in &self.requests { (parts::inset(one(request))) }
        }
    }

    fn decided(&self, context: &Context) -> Vec<Row<'_>> {
        let (contact, pack) = (&self.contact, &context.pack);
        let mut rows = Vec::new();
        if let (Some(at), Some(outcome), Some(level)) = (contact.decided_at, &contact.outcome, &contact.level) {
            let outcome = pack.label("decision-outcome", outcome);
            let level = pack.level(level).map_or(level.clone(), |known| known.label.clone());
            rows.push(Row::new("Decision", format!("{outcome}, {}", web::dates::moment(at))));
            rows.push(Row::new("Level of need", level));
            rows.push(Row::new("Reason", text(&contact.reason)));
        }
        if let Some(at) = contact.answered_at {
            let answer = html! { (text(&contact.answer)) br; span.eh-muted { (web::dates::moment(at)) } };
            rows.push(Row::new("Answer", answer));
        }
        rows
    }
}

fn who(context: &Context, named: &ContactPerson) -> Markup {
    let NewPerson { details, address, protected } = named.person();
    html! {
        div {
            strong { (named.name()) } ", " (context.pack.label("person-role", named.role.code()).to_lowercase())
            @if let Some(born) = details.date_of_birth {
                ", " (web::dates::day(born)) " (" (web::dates::age(born, context.today)) ")"
            }
            @if let Some(on) = details.expected_on { ", due " (web::dates::day(on)) }
            @if protected {
                br; (parts::tag("Address protected", Colour::Red))
            } @else {
                @if !address.is_empty() { br; (address.line()) }
                @if !details.phone.is_empty() { br; (details.phone) }
            }
            (told::how_to_speak(&context.pack, &details))
        }
    }
}

fn text(typed: &str) -> Markup {
    html! { span.eh-pre { (typed) } }
}

/// What was written beside a choice.
fn and_said(note: &str) -> Markup {
    html! { @if !note.is_empty() { br; (text(note)) } }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    let sent = visit.query("sent") == "yes";
    visit
        .view(move |v| {
            let page = ContactPage::load(v, id, sent)?;
            Ok(v.frame.page(&format!("Contact {}", page.contact.reference), page.show(v)))
        })
        .await
}
