//! `/contacts/{id}`: what was brought, where it stands, the next step.

use super::{
    alarm,
    beside::Beside,
    brought::{self, text},
    reaching,
    receipt::danger_receipt,
};
use crate::{
    ContactId,
    intake::Asked,
    records::{self, Alarm, Contact, ContactPerson, FollowUp, InformationRequest, SaidSince},
    rules::{self, State},
};
use access::{Because, Context, Permit, Permits, Sight, View, Visit, accounts, contact};
use axum::extract::Path;
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

/// An alarm, who took it, and who was told of it and when.
type Raised = (Alarm, Option<String>, Vec<(String, store::Instant)>);

/// Everything of one contact.
struct ContactPage {
    permit: Permit<ContactId, contact::See>,
    contact: Contact,
    people: Vec<ContactPerson>,
    requests: Vec<InformationRequest>,
    /// What was owed after the decision, the newest first.
    followed: Vec<FollowUp>,
    /// What came with it: what the police say, the conversation that it began with.
    beside: Beside,
    /// Someone may be known already: the front door says who they are before it decides.
    unmatched: bool,
    /// That a child may be in danger, who took it, and who was told.
    alarm: Option<Raised>,
    /// How whoever made it can be reached safely, where they were asked.
    asked: Option<Asked>,
    /// What they have said since.
    said: Vec<SaidSince>,
    /// There is a code with which they read the answer.
    has_code: bool,
    /// It was sent a moment ago.
    sent: bool,
}

impl ContactPage {
    fn load(v: &mut View<'_>, id: ContactId, sent: bool) -> Result<Self> {
        let permit = v.permit(contact::See, id)?;
        let contact = records::find(v.conn(), &permit)?;
        let people = records::people(v.conn(), &permit)?;
        let requests = records::requests(v.conn(), &permit)?;
        let followed = match contact.decided_at {
            Some(_) => records::follow_ups(v.conn(), &permit)?,
            None => vec![],
        };
        let decides = permit.because() == Because::FrontDoor && contact.decided_at.is_none();
        let unmatched = decides && records::unmatched(v.conn(), &people)?;
        let alarm = Self::alarm(v, &permit, &contact)?;
        let beside = Beside::load(v, &permit, &contact, &people)?;
        let asked = records::reach(v.conn(), &permit)?;
        let said = records::said(v.conn(), &permit)?;
        let has_code = records::has_code(v.conn(), id)?;
        let found =
            Self { permit, contact, people, requests, followed, beside, unmatched, alarm, asked, said, has_code, sent };
        Ok(found)
    }

    fn alarm(v: &mut View<'_>, sight: &Sight<ContactId>, contact: &Contact) -> Result<Option<Raised>> {
        if !contact.danger {
            return Ok(None);
        }
        let Some(alarm) = records::alarm_of(v.conn(), sight)? else { return Ok(None) };
        let taken_by = match alarm.taken_by {
            Some(by) => Some(accounts::colleague(v.conn(), by)?.name),
            None => None,
        };
        let told = records::told_of(v.conn(), sight)?;
        Ok(Some((alarm, taken_by, told)))
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            @if self.sent { (self.receipt(context)) }
            h1.govuk-heading-l { "Contact " (self.contact.reference) " " (state_tag(self.contact.state())) }
            @if let Some(asked) = &self.asked { (reaching::before_a_call(context, asked, self.is_of_the_front_door())) }
            (self.next_step())
            @if self.contact.danger && self.contact.decided_at.is_none() {
                (parts::warning("A child may be in danger. Call now, write later."))
            }
            @if let Some((alarm, taken_by, told)) = &self.alarm {
                (alarm::standing(context, alarm, taken_by.as_deref(), self.may_take(), told))
            }
            (parts::summary_list(self.brought(context)))
            (reaching::since(context, &self.contact, &self.said, self.is_of_the_front_door()))
            (self.beside.show(context))
            @if !self.requests.is_empty() { (self.asked()) }
            @if self.contact.decided_at.is_some() {
                h2.govuk-heading-m { "Decision and answer" }
                (parts::summary_list(self.decided(context)))
            }
            @if !self.followed.is_empty() { (self.what_came_of_it()) }
            @if self.is_of_the_front_door() && self.has_code {
                @if let Some(asked) = &self.asked { (reaching::another_code(context, &self.contact, asked)) }
            }
        }
    }

    /// What was brought, in the words of whoever made it.
    fn brought(&self, context: &Context) -> Vec<Row<'_>> {
        let mut rows = brought::rows(context, &self.contact, &self.people);
        if let Some(asked) = &self.asked {
            rows.extend(reaching::rows(context, asked));
        }
        rows
    }

    /// Whoever reads it as the front door, also what it decided not long ago.
    fn is_of_the_front_door(&self) -> bool {
        matches!(self.permit.because(), Because::FrontDoor | Because::Decided)
    }

    /// Whoever came here as front door or on call takes it; its maker does not.
    fn may_take(&self) -> bool {
        matches!(self.permit.because(), Because::FrontDoor | Because::OnCall) && self.contact.decided_at.is_none()
    }

    fn receipt(&self, context: &Context) -> Markup {
        if let Some((alarm, _, told)) = &self.alarm {
            let by = (!told.is_empty()).then_some(alarm.due_at);
            return danger_receipt(context, &self.contact.reference, by);
        }
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

    /// What was owed after the decision, and what came of it.
    fn what_came_of_it(&self) -> Markup {
        let one = |followed: &FollowUp| {
            let told = |came| rules::answers(&followed.outcome).iter().find(|(known, _)| *known == came);
            html! {
                @match followed.done_at {
                    None => p.govuk-body {
                        (parts::tag("Owed", Colour::Yellow)) " by " (web::dates::day(followed.due_on)) ". "
                        a.govuk-link href={ "/contacts/" (self.contact.id) "/follow-up" } { "Say what came of it" }
                    },
                    Some(at) => p.govuk-body {
                        strong { (web::dates::moment(at)) } br;
                        @if let Some((_, words)) = followed.result.and_then(told) { (words) br; }
                        (text(&followed.words))
                    },
                }
            }
        };
        html! {
            h2.govuk-heading-m { "What came of it" }
            @for followed in &self.followed { (one(followed)) }
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

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    let sent = visit.query("sent") == "yes";
    visit
        .view(move |v| {
            let page = ContactPage::load(v, id, sent)?;
            Ok(v.frame.page(&format!("Contact {}", page.contact.reference), page.show(v)))
        })
        .await
}
