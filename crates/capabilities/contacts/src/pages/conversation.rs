//! `/conversations/new`: note a conversation that needs no front door; `/conversations/{id}`: read it again, and make a
//! contact of it when it turns out to need one.

use super::{
    about,
    draft::{self, Kept, Way},
};
use crate::{
    intake::NewContact,
    records::{self, Conversation, ConversationId, NewConversation},
    rules::With,
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use people::details::Typed;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Row};

const TITLE: &str = "Note a conversation";

const LONGEST: usize = 20_000;

fn show_new(context: &Context, sheet: &Sheet) -> Markup {
    let with = With::ALL.iter().map(|with| Choice::new(with.code(), with.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "All support begins with a conversation, and many need nothing more. What you note here is yours: it goes "
            "to nobody's queue, and nobody owes you an answer. You can make a contact of it later."
        }
        (sheet.form(html! {
            (sheet.radios("with_whom", "With whom did you speak?").small().items(with))
            (sheet.text("with_name", "Their name, if you want to note it"))
            (sheet.text("agency", "For a worker, their agency"))
            (sheet.date("held_on", "When?").hint("For example, 27 3 2026"))
            (sheet.text("child", "About which child?")
                .hint("Leave it empty for a consultation without a name."))
            (sheet.textarea("said", "What was said?").rows(6))
            (sheet.textarea("advised", "What was advised?").rows(4))
            div.govuk-button-group {
                (parts::button("Save"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    };
    context.frame.sheet_page(TITLE, "/contacts", sheet, content)
}

fn read(sheet: &mut Sheet) -> NewConversation {
    NewConversation {
        with: With::parse(sheet.fields.get("with_whom")),
        with_name: sheet.optional("with_name", 200),
        agency: sheet.optional("agency", 200),
        child: sheet.optional("child", 200),
        held_on: sheet.day("held_on", "The day on which you spoke"),
        said: sheet.optional("said", LONGEST),
        advised: sheet.optional("advised", LONGEST),
    }
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::RecordContact)?;
            let today = v.today;
            let sheet = v.sheet(|| Fields::default().with_date("held_on", Some(today)))?;
            Ok(show_new(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::RecordContact)?;
            let new = read(sheet);
            let noted = match sheet.is_valid() {
                true => sheet.heed(records::note(change.tx, &permit, &new))?,
                false => None,
            };
            match noted {
                Some(id) => Ok(format!("/conversations/{id}?done=saved")),
                None => Sheet::again(show_new(change, sheet)),
            }
        })
        .await
}

/// `Mark Hill, Little Acorns`, or what is known of them.
pub(super) fn with_whom(conversation: &Conversation) -> String {
    let Conversation { with_whom, with_name, agency, .. } = conversation;
    let known: Vec<&str> = [&**with_name, agency].into_iter().filter(|text| !text.is_empty()).collect();
    match (with_whom, known.is_empty()) {
        (_, true) => with_whom.label().to_owned(),
        (With::Family, false) => format!("{}, of the family", known.join(", ")),
        (With::Agency, false) => known.join(", "),
    }
}

fn show(context: &Context, conversation: &Conversation) -> Markup {
    let Conversation { id, child, held_on, said, advised, contact_id, .. } = conversation;
    let text = |written: &str| html! { span.eh-pre { (written) } };
    let about = if child.is_empty() { "No child by name" } else { child };
    let rows = vec![
        Row::new("With", with_whom(conversation)),
        Row::new("When", dates::day(*held_on)),
        Row::new("About", about),
        Row::new("What was said", text(said)),
        Row::new("What was advised", text(advised)),
    ];
    let sheet = context.sheet(Fields::default());
    let content = html! {
        h1.govuk-heading-l { "Conversation of " (dates::day(*held_on)) }
        (parts::summary_list(rows))
        @match contact_id {
            Some(contact) => {
                p.govuk-body {
                    "It has become "
                    a.govuk-link href={ "/contacts/" (contact) } { "a contact" } "."
                }
            }
            None => {
                p.govuk-body { "Does it need the front door after all? What you noted is carried over." }
                (sheet.form_to(&format!("/conversations/{id}/contact"), parts::button("Make a contact of it")))
            }
        }
    };
    context.frame.page_back("Conversation", "/contacts", content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ConversationId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::RecordContact)?;
            let conversation = records::conversation_of(v.conn(), &permit, id)?;
            Ok(show(v, &conversation))
        })
        .await
}

/// Begins a contact with what was noted; both are linked once it is sent.
pub(super) async fn make_contact(visit: Visit, Path(id): Path<ConversationId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::RecordContact)?;
            let conversation = records::conversation_of(change.conn(), &permit, id)?;
            if let Some(contact) = conversation.contact_id {
                change.tx.nothing_new();
                return Ok(format!("/contacts/{contact}"));
            }

            let way = Way::begin();
            let owner = change.account()?.to_string();
            let contact = carried_over(change, &conversation);
            draft::keep(change, way, &owner, &Kept { contact, conversation: Some(id) })?;
            Ok(way.at("about"))
        })
        .await
}

fn carried_over(context: &Context, conversation: &Conversation) -> NewContact {
    let Conversation { child, said, advised, .. } = conversation;
    let advised = if advised.is_empty() { String::new() } else { format!("\n\nWhat was advised: {advised}") };
    let names = |name: &str| match name.rsplit_once(' ') {
        Some((given, family)) => (given.trim().to_owned(), family.to_owned()),
        None => (name.to_owned(), String::new()),
    };
    let named = (!child.is_empty()).then(|| {
        let (given_name, family_name) = names(child);
        Typed { role: "child".into(), given_name, family_name, ..Typed::default() }
    });
    NewContact {
        kind: "request".into(),
        source: about::usual_source(&context.actor.organisation_kind).into(),
        channel: "online".into(),
        summary: format!("{said}{advised}"),
        people: named.into_iter().collect(),
        ..NewContact::default()
    }
}
