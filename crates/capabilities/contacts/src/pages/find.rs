//! `/contact-search`: the front door finds a contact again. What is looked for is sent, kept for a day, and found under
//! an address that does not tell it (T23).

use super::contact::state_tag;
use crate::records::{self, Contact, ContactId, ContactPerson};
use access::{Context, FamilyId, Permits, View, Visit, contact, nobody};
use axum::{extract::Path, response::Response};
use people::search::kept::{self, SearchId};
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "Find a contact";

const MOST: usize = 25;

/// A contact that was found.
struct Hit {
    contact: Contact,
    people: Vec<ContactPerson>,
    /// Whether it may be opened: for a while after the decision, or by those who work with the family.
    opens: bool,
}

struct Found {
    asked: String,
    hits: Vec<Hit>,
    more: bool,
}

impl Found {
    fn load(v: &mut View<'_>, id: SearchId) -> Result<Self> {
        let permit = v.allow(nobody::FindContacts)?;
        let now = v.now;
        let asked = kept::find(v.conn(), &permit, now, id)?;
        let mut found = records::find_by_words(v.conn(), &permit, &asked)?;
        let more = found.len() > MOST;
        found.truncate(MOST);

        let ids: Vec<ContactId> = found.iter().map(|contact| contact.id).collect();
        let mut named = records::people_of(v.conn(), &ids)?;
        let mut hits = Vec::new();
        for contact in found {
            let opens = v.may(contact::See, contact.id)?;
            let (people, others) = named.into_iter().partition(|person| person.contact_id == contact.id);
            named = others;
            hits.push(Hit { contact, people, opens });
        }
        let families: Vec<FamilyId> = hits.iter().filter_map(|hit| hit.contact.family_id).collect();
        v.showed(&permit, hits.len(), &families);
        Ok(Self { asked, hits, more })
    }

    fn show(&self, context: &Context) -> Markup {
        let sheet = Sheet::new(Fields::default().with("q", self.asked.clone()), "/contact-search", &context.frame.csrf);
        let count = i64::try_from(self.hits.len()).unwrap_or(i64::MAX);
        let caption = format!("{}, newest first", dates::plural(count, "contact"));
        let rows: Vec<_> = self.hits.iter().map(|hit| hit.row(context)).collect();
        html! {
            (question(&sheet))
            @if rows.is_empty() {
                p.govuk-body { "No contact was found. Try fewer letters, or another spelling." }
            } @else {
                (parts::table(&caption, &["Contact", "Children", "From", "State", "Decided"], rows))
                @if self.more { p.govuk-body { "There are more: add a name." } }
            }
        }
    }
}

impl Hit {
    fn row(&self, context: &Context) -> Vec<Markup> {
        let Contact { id, reference, received_at, outcome, decided_at, maker_name, .. } = &self.contact;
        let reference = html! {
            @if self.opens {
                a.govuk-link href={ "/contacts/" (id) } { (reference) }
            } @else { (reference) }
            br; span.eh-muted { (dates::day(received_at.date())) }
        };
        if !self.opens {
            let ask = "Decided too long ago to be opened here. If you are worried about a child, make a contact.";
            return vec![reference, html! {}, html! {}, state_tag(self.contact.state()), html! { (ask) }];
        }
        let children = html! {
            @for child in self.people.iter().filter(|person| person.role.is_child()) {
                (child.name())
                @if let Some(born) = child.date_of_birth { ", " (dates::age(born, context.today)) }
                br;
            }
        };
        let decided = html! {
            @if let (Some(outcome), Some(at)) = (outcome, decided_at) {
                (context.pack.label("decision-outcome", outcome)) br;
                span.eh-muted { (dates::day(at.date())) }
            }
        };
        vec![reference, children, html! { (maker_name) }, state_tag(self.contact.state()), decided]
    }
}

fn question(sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { (TITLE) }
        (sheet.short_form(html! {
            (sheet.text("q", "Reference, name or telephone number")
                .hint("For example, C-7K2M-9QXA, Sam Jones, or 07700 900123. Of whoever made it, or anybody in it.")
                .search())
            (parts::button("Search"))
        }))
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::FindContacts)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(v.frame.page(TITLE, question(&sheet)))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::FindContacts)?;
            let asked = sheet.fields.get("q").to_owned();
            if asked.is_empty() {
                sheet.errors.add("q", "Enter a reference, a name or a telephone number");
                return Sheet::again(change.frame.sheet_page(TITLE, "/triage", sheet, question(sheet)));
            }
            let id = kept::keep(change.tx, &permit, &asked)?;
            Ok(format!("/contact-search/found/{id}"))
        })
        .await
}

pub(super) async fn found(visit: Visit, Path(id): Path<SearchId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let found = Found::load(v, id)?;
            Ok(v.frame.page(TITLE, found.show(v)))
        })
        .await
}
