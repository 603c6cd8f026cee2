//! `/contacts`: those I made, as a list of answers: what I owe first, then the newest; and the conversations that I
//! noted.

use super::{contact::state_tag, conversation};
use crate::records::{self, Contact, ContactId, ContactPerson, Conversation};
use access::{Context, FamilyId, Permits, View, Visit, guard, nobody};
use people::search::{self, Lead};
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts};

/// As many as the page says.
const MOST: i64 = 50;

/// So many conversations are shown.
const CONVERSATIONS: i64 = 20;

/// A line has so many characters.
const LINE: usize = 160;

/// A contact that I made.
struct Made {
    contact: Contact,
    people: Vec<ContactPerson>,
    /// Who helps now, if there is help and I may be told.
    lead: Option<Lead>,
}

struct Mine {
    made: Vec<Made>,
    conversations: Vec<Conversation>,
}

impl Mine {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::RecordContact)?;
        let contacts = records::made_by(v.conn(), &permit, MOST)?;
        let conversations = records::conversations(v.conn(), &permit, CONVERSATIONS)?;
        let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
        let mut people: BTreeMap<ContactId, Vec<ContactPerson>> = BTreeMap::new();
        for person in records::people_of(v.conn(), &ids)? {
            people.entry(person.contact_id).or_default().push(person);
        }

        let families: Vec<FamilyId> = contacts.iter().filter_map(|contact| contact.family_id).collect();
        v.showed(&permit, contacts.len(), &families);
        let leads = leads(v, &families)?;
        let mut made: Vec<Made> = contacts
            .into_iter()
            .map(|contact| Made {
                people: people.remove(&contact.id).unwrap_or_default(),
                lead: contact.family_id.and_then(|family| leads.get(&family).cloned()),
                contact,
            })
            .collect();
        // what is owed comes first; the sort keeps the newest of each first
        made.sort_by_key(|one| !one.is_owed());
        Ok(Self { made, conversations })
    }

    fn show(&self, context: &Context) -> Markup {
        let rows = self.made.iter().map(|made| made.row(context)).collect();
        let heads = ["Contact", "State", "What was decided, and the answer", "Who helps now"];
        html! {
            h1.govuk-heading-l { "My contacts" }
            div.eh-actions {
                (parts::button_link("Make a contact", "/contacts/new", ""))
                (parts::button_link("Note a conversation", "/conversations/new", "govuk-button--secondary"))
            }
            @if self.made.is_empty() {
                p.govuk-body { "You have made none yet." }
            } @else {
                (parts::table("The newest 50", &heads, rows))
            }
            @if !self.conversations.is_empty() {
                (parts::table(
                    "Conversations that I noted",
                    &["Conversation", "About", "Became"],
                    self.conversations.iter().map(noted).collect(),
                ))
            }
        }
    }
}

/// Who leads for those of `families` of whom this actor may know.
fn leads(v: &mut View<'_>, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, Lead>> {
    let actor = v.actor.clone();
    let mut known: Vec<FamilyId> = families.to_vec();
    known.sort_unstable();
    known.dedup();
    let known: Vec<FamilyId> = guard::told_of(v.conn(), &actor, &known, false)?.into_iter().collect();
    Ok(search::leads(v.conn(), &known)?)
}

impl Made {
    /// Whether the front door waits for more from its maker.
    fn is_owed(&self) -> bool {
        self.contact.asked_at.is_some() && self.contact.decided_at.is_none()
    }

    fn row(&self, context: &Context) -> Vec<Markup> {
        let Contact { id, reference, received_at, .. } = &self.contact;
        let children: Vec<&str> = self
            .people
            .iter()
            .filter(|person| person.role.is_child())
            .map(|child| child.given_name.as_str())
            .filter(|name| !name.is_empty())
            .collect();
        let whom = if children.is_empty() { "No child named".to_owned() } else { children.join(", ") };
        let contact = html! {
            a.govuk-link href={ "/contacts/" (id) } { (whom) } br;
            span.eh-muted { (reference) ", " (dates::day(received_at.date())) }
        };
        let state = html! {
            @if self.is_owed() {
                strong { "The front door asked you for more" } br;
                a.govuk-link href={ "/contacts/" (id) "/information" } {
                    "Give it" span.govuk-visually-hidden { " for " (whom) }
                }
            } @else { (state_tag(self.contact.state())) }
        };
        vec![contact, state, self.decided(context), self.help()]
    }

    fn decided(&self, context: &Context) -> Markup {
        let Contact { outcome, answered_at, answer, decide_by, .. } = &self.contact;
        html! {
            @match outcome {
                Some(outcome) => { strong { (context.pack.label("decision-outcome", outcome)) } }
                None => { span.eh-muted { "Owed to you by " (dates::day(*decide_by)) } }
            }
            @if answered_at.is_some() { br; (line(answer)) }
        }
    }

    fn help(&self) -> Markup {
        html! {
            @if let Some(lead) = &self.lead {
                (lead.name) ", " (lead.organisation) br; (lead.reach)
            }
        }
    }
}

/// A text on one line, cut where it is long.
fn line(text: &str) -> String {
    let whole: Vec<&str> = text.split_whitespace().collect();
    let whole = whole.join(" ");
    match whole.char_indices().nth(LINE) {
        Some((at, _)) => format!("{}…", whole[..at].trim_end()),
        None => whole,
    }
}

fn noted(conversation: &Conversation) -> Vec<Markup> {
    let Conversation { id, child, held_on, contact_id, .. } = conversation;
    let about = if child.is_empty() { "No child by name" } else { child };
    vec![
        html! {
            a.govuk-link href={ "/conversations/" (id) } { (dates::day(*held_on)) } br;
            span.eh-muted { (conversation::with_whom(conversation)) }
        },
        html! { (about) },
        html! {
            @match contact_id {
                Some(contact) => { a.govuk-link href={ "/contacts/" (contact) } { "A contact" } }
                None => { span.eh-muted { "Nothing more" } }
            }
        },
    ]
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let mine = Mine::load(v)?;
            Ok(v.frame.page("My contacts", mine.show(v)))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_and_is_cut_between_letters() {
        assert_eq!(line("Thank you.\n\nWe will call."), "Thank you. We will call.");
        let long = line(&"é".repeat(500));
        assert_eq!(long.chars().count(), LINE + 1);
    }
}
