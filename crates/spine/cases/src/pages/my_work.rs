//! `/my-work`: what I owe, by due date; my families; what I had half typed.

use crate::{records, tasks};
use access::{Action, Inside, Visit};
use store::drafts;
use web::{Markup, Result, html, parts, parts::Colour};

/// More would make a page that nobody reads.
const MOST: i64 = 50;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.permit(Action::SeeMyWork, access::Anyone)?;
            let actor = v.actor.clone();
            let account = v.account()?;
            let today = v.today;
            let owed = tasks::mine(v.conn(), &actor, MOST)?;
            let led = records::led_by(v.conn(), account)?;
            let mut families: Vec<_> = owed.iter().filter_map(|t| t.family_id).chain(led.iter().map(|e| e.family_id)).collect();
            families.sort_unstable();
            families.dedup();
            let visible = tasks::visible_among(v.conn(), &actor, &families)?;
            families.retain(|f| visible.contains(f));
            let names = people::records::names(v.conn(), &families)?;
            let kept = drafts::list(v.conn(), &account.to_string())?;
            v.log_rows(&permit, owed.len())?;
            let context = v.context();
            let may_contact = matches!(access::decide(&context.actor, Action::RecordContact, &access::Facts::Anyone), access::Decision::Allow(_));
            let rows = owed.iter().map(|t| {
                let name = t.family_id.and_then(|f| names.get(&f)).map_or("", |(name, _)| name.as_str());
                let late = t.due_on < today;
                let due = html! { span class=[late.then_some("eh-late")] { (web::dates::day(t.due_on)) " (" (web::dates::due(t.due_on, today)) ")" } };
                vec![html! { a.govuk-link href=(t.href) { (t.title) } }, html! { @if let Some(f) = t.family_id { a.govuk-link href={ "/families/" (f) } { (name) } } }, due]
            });
            let rows: Vec<_> = rows.collect();
            let overdue = owed.iter().filter(|t| t.due_on < today).count();
            let content = html! {
                h1.govuk-heading-l { "My work" }
                @if may_contact { div.eh-actions { (parts::button_link("Make a contact", "/contacts/new", "")) } }
                @else if !v.frame.nav.is_empty() { p.govuk-body { "You are signed in as " (v.actor.roles.iter().map(|r| r.label().to_lowercase()).collect::<Vec<_>>().join(", ")) ". What your role can do stands in the menu." } }
                @if overdue > 0 { p.govuk-body { (parts::tag(&format!("{overdue} overdue"), Colour::Red)) } }
                @if rows.is_empty() { p.govuk-body { "You owe nobody anything today." } }
                @else { (parts::table("What I owe", &["What", "Family", "Due"], rows)) }
                @if !led.is_empty() {
                    h2.govuk-heading-m { "Families I lead for" }
                    ul.govuk-list {
                        @for e in &led { @if let Some((name, reference)) = names.get(&e.family_id) {
                            li { a.govuk-link href={ "/families/" (e.family_id) } { (name) } " " span.eh-muted { (reference) ", since " (web::dates::day(e.opened_at.date())) } }
                        } }
                    }
                }
                @if !kept.is_empty() {
                    h2.govuk-heading-m { "Half finished" }
                    ul.govuk-list {
                        @for d in &kept { li { a.govuk-link href=(d.form) { "Go on with what you were writing" span.govuk-visually-hidden { " on " (web::dates::moment(d.saved_at)) } } " " span.eh-muted { (web::dates::moment(d.saved_at)) } } }
                    }
                }
            };
            Ok(v.frame.page("My work", content))
        })
        .await
}
