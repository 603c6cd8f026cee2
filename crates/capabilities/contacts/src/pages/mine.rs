//! `/contacts`: those I made.

use super::contact::state_tag;
use crate::records::{self, Contact};
use access::{FamilyId, Permits, View, Visit, nobody};
use web::{Markup, Result, html, parts};

/// As many as the page says.
const MOST: i64 = 50;

fn load(v: &mut View<'_>) -> Result<Vec<Contact>> {
    let permit = v.allow(nobody::RecordContact)?;
    let made = records::made_by(v.conn(), &permit, MOST)?;
    let families: Vec<FamilyId> = made.iter().filter_map(|contact| contact.family_id).collect();
    v.showed(&permit, made.len(), &families);
    Ok(made)
}

fn show(made: &[Contact]) -> Markup {
    let row = |contact: &Contact| {
        vec![
            html! { a.govuk-link href={ "/contacts/" (contact.id) } { (contact.reference) } },
            html! { (web::dates::day(contact.received_at.date())) },
            state_tag(contact.state()),
        ]
    };
    html! {
        h1.govuk-heading-l { "My contacts" }
        (parts::button_link("Make a contact", "/contacts/new", ""))
        @if made.is_empty() {
            p.govuk-body { "You have made none yet." }
        } @else {
            (parts::table("The newest 50", &["Reference", "Made", "State"], made.iter().map(row).collect()))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let made = load(v)?;
            Ok(v.frame.page("My contacts", show(&made)))
        })
        .await
}
