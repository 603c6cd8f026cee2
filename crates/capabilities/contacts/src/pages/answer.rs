//! `/contacts/{id}/answer`: tell whoever made it; then it can close, and not before.

use crate::{
    ContactId,
    records::{self, Contact},
    rules,
};
use access::{Context, Permits, Visit, contact};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn view(c: &Context, contact: &Contact, f: &Form, key: &str, kept: bool) -> Markup {
    let title = if contact.answered_at.is_some() { "Close this contact" } else { "Answer whoever made it" };
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { "Contact " (contact.reference) ", made by " (contact.maker_name) @if !contact.maker_reach.is_empty() { ", " (contact.maker_reach) } "." }
        @if contact.answered_at.is_none() {
            @if contact.maker_id.is_none() && !contact.maker_reach.contains('@') { (parts::inset(html! { "They left no email address: call them, and write down here what you said." })) }
            (web::kept(&c.frame, &c.path, kept))
            (form(&c.frame, &c.path, key, true, html! {
                (parts::textarea(f, parts::OldTextarea { name: "answer", label: "Your answer", hint: "What was decided, why, and what happens next.", rows: 7, ..Default::default() }))
                (parts::button("Send answer"))
            }))
        } @else {
            p.govuk-body { "It was answered on " (contact.answered_at.map(web::dates::moment).unwrap_or_default()) "." }
            (form(&c.frame, &format!("/contacts/{}/closure", contact.id), key, false, parts::button("Close contact")))
        }
    };
    c.frame.form_page(title, &format!("/contacts/{}", contact.id), f, content)
}

fn suggestion(c: &Context, contact: &Contact) -> String {
    let outcome =
        contact.outcome.as_deref().map(|o| c.pack.label("decision-outcome", o).to_lowercase()).unwrap_or_default();
    format!("Thank you for contact {}. We have decided: {outcome}.\n\nReason: {}", contact.reference, contact.reason)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::Answer, id)?;
            let contact = records::find(v.conn(), &permit)?;
            if contact.decided_at.is_none() {
                return Err(Refusal::from(rules::CannotClose::Undecided).into());
            }
            let first = Fields::default().with("answer", suggestion(v, &contact));
            let (f, kept) = v.form(|| first)?;
            Ok(view(v, &contact, &f, &web::new_key(), kept))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(contact::Answer, id)?;
            let contact = records::find(change.conn(), &permit)?;
            let mut f = Form::from(fields.clone());
            let text = f.text("answer", 10_000, None);
            if let Err(rule) = rules::answer(contact.decided_at.is_some(), contact.answered_at.is_some(), &text) {
                f.errors.add("answer", Refusal::from(rule).message);
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &contact, &f, fields.get("key"), false))));
            }
            records::answer(change.tx, &permit, &text)?;
            Ok(format!("/contacts/{id}/answer?done=saved"))
        })
        .await
}

pub(super) async fn close(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, _| {
            let permit = change.permit(contact::Close, id)?;
            let contact = records::find(change.conn(), &permit)?;
            rules::close(contact.answered_at.is_some(), contact.closed_at.is_some()).map_err(Refusal::from)?;
            records::close(change.tx, &permit)?;
            Ok("/triage?done=saved".into())
        })
        .await
}
