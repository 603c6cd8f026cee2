//! `/contacts/{id}/follow-up`: what came of a decision, said by whoever owes it.

use super::brought::text;
use crate::{
    ContactId,
    records::{self, Contact, FollowUp, Followed},
    rules::{self, Came, follows},
};
use access::{Context, Permit, Permits, Visit, contact};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The contact, what is owed of it, and what was said before.
struct Following {
    permit: Permit<ContactId, contact::FollowUp>,
    contact: Contact,
    before: Vec<FollowUp>,
}

impl Following {
    fn load(inside: &mut impl Permits, id: ContactId) -> Result<Self> {
        let permit = inside.permit(contact::FollowUp, id)?;
        let contact = records::find(inside.conn(), &permit)?;
        let before = records::follow_ups(inside.conn(), &permit)?;
        Ok(Self { permit, contact, before })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let Contact { id, reference, summary, reason, .. } = &self.contact;
        let open = self.before.iter().find(|followed| followed.is_open());
        let outcome = open.map_or("", |open| open.outcome.as_str());
        let title = if outcome == "help-goes-on" { "What does this change?" } else { "What came of it?" };
        let answers = rules::answers(outcome).iter().map(|(came, words)| Choice::new(came.code(), *words));
        let content = html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body {
                "Contact " a.govuk-link href={ "/contacts/" (id) } { (reference) } ", decided as: "
                (context.pack.label("decision-outcome", outcome).to_lowercase()) "."
            }
            (parts::inset(html! { p.govuk-body { (text(summary)) } p.govuk-body { "Reason: " (text(reason)) } }))
            @for said in self.before.iter().filter(|said| !said.is_open()) {
                p.govuk-body.eh-muted {
                    @if let Some(at) = said.done_at { (web::dates::moment(at)) ": " }
                    (text(&said.words))
                }
            }
            @if follows(outcome, false).is_for_a_place() {
                p.govuk-body { "Who keeps it from now on? Until somebody does, it is yours." }
                div.govuk-button-group {
                    @for (n, way) in access::capability::onward(context.app.capabilities, outcome).iter().enumerate() {
                        @let class = if n == 0 { "" } else { "govuk-button--secondary" };
                        (parts::button_link(way.text, &format!("/contacts/{id}/{}", way.page), class))
                    }
                }
                h2.govuk-heading-m { "Or say what came of it" }
            }
            (sheet.form(html! {
                (sheet.radios("came", "What came of it?").items(answers))
                (sheet.textarea("words", "In a sentence: how is it, and who told you?").rows(4))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(title, "/my-work", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let following = Following::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(following.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let following = Following::load(change, id)?;
            let said = Followed { came: Came::parse(sheet.fields.get("came")), words: sheet.optional("words", 5_000) };
            let pack = change.pack.clone();
            let done = match sheet.is_valid() {
                true => sheet.heed(records::follow(change.tx, &following.permit, &pack, &said))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(following.show(change, sheet));
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}
