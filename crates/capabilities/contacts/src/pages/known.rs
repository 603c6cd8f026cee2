//! What is known of a contact's family, in a strip above the form of its decision: whether help goes on, by whom, since
//! when, and how they are reached; what was decided before.

use crate::{
    ContactId,
    records::{self, Contact},
};
use access::{
    Context, FamilyId, Permits,
    accounts::{self, Colleague},
    family,
};
use cases::Episode;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// The contacts before this one that are shown.
const BEFORE: usize = 5;

/// What is known of the family.
pub(super) struct Known {
    family: FamilyId,
    name: String,
    /// The open episode, else the last.
    episode: Option<Episode>,
    lead: Option<Colleague>,
    before: Vec<Contact>,
}

impl Known {
    /// Nothing where nobody in the contact is known.
    pub(super) fn load(inside: &mut impl Permits, contact: &Contact) -> Result<Option<Self>> {
        let Some(family) = contact.family_id else { return Ok(None) };
        if !inside.may(family::Open, family)? {
            return Ok(None);
        }
        let permit = inside.permit(family::Open, family)?;
        let name = people::records::family(inside.conn(), &permit)?.name;
        let episode = cases::records::current(inside.conn(), &permit)?;
        let lead = match episode.as_ref().and_then(|episode| episode.lead_id) {
            Some(lead) => Some(accounts::colleague(inside.conn(), lead)?),
            None => None,
        };
        let mut before = records::of_family(inside.conn(), &permit)?;
        before.retain(|other| other.id != contact.id);
        before.truncate(BEFORE);
        Ok(Some(Self { family, name, episode, lead, before }))
    }

    /// Whether help goes on.
    pub(super) fn is_helped(&self) -> bool {
        self.episode.as_ref().is_some_and(Episode::is_open)
    }

    pub(super) fn show(&self, context: &Context) -> Markup {
        html! {
            div.eh-next {
                p.govuk-body {
                    strong { "Known: " }
                    a.govuk-link href={ "/families/" (self.family) } { (self.name) " family" }
                    ". " (self.help(context))
                }
                @if !self.before.is_empty() { (self.earlier(context)) }
            }
        }
    }

    fn help(&self, context: &Context) -> Markup {
        let Some(episode) = &self.episode else { return html! { "No early help until now." } };
        if let Some(closed) = episode.closed_at {
            let why = episode.closing_reason.as_deref().unwrap_or_default();
            let why = context.pack.label("closing-reason", why).to_lowercase();
            return html! { "Early help ended on " (dates::day(closed.date())) ": " (why) "." };
        }
        html! {
            (parts::tag("Help goes on", Colour::Green)) " since " (dates::day(episode.opened_at.date()))
            @match &self.lead {
                Some(lead) => {
                    ", led by " strong { (lead.name) } ", " (lead.organisation)
                    @if !lead.phone.is_empty() { ", " (parts::telephone(&lead.phone)) }
                },
                None => ", not led by anybody yet",
            }
            ". "
            @match episode.seen_on {
                Some(on) => { "The family was last seen on " (dates::day(on)) "." },
                None => "The family has not been seen yet.",
            }
        }
    }

    fn earlier(&self, context: &Context) -> Markup {
        let outcome = |contact: &Contact| match &contact.outcome {
            Some(outcome) => context.pack.label("decision-outcome", outcome).to_lowercase(),
            None => "waits for a decision".to_owned(),
        };
        let at = |id: ContactId| format!("/contacts/{id}");
        html! {
            ul.govuk-list {
                @for contact in &self.before {
                    li {
                        a.govuk-link href=(at(contact.id)) { (contact.reference) } ", "
                        (dates::day(contact.received_at.date())) ", "
                        (context.pack.label("source", &contact.source).to_lowercase()) ": " (outcome(contact))
                    }
                }
            }
        }
    }
}
