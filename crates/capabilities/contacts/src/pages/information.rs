//! `/contacts/{id}/information-request`: ask for more; `/contacts/{id}/information`: give it.

use crate::{ContactId, records};
use access::{Context, Permits, Visit, contact};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn view(c: &Context, id: ContactId, texts: [&str; 3], question: &str, f: &Form, key: &str) -> Markup {
    let [title, label, send] = texts;
    let content = html! {
        h1.govuk-heading-l { (title) }
        @if !question.is_empty() { (parts::inset(html! { span.eh-pre { (question) } })) }
        (form(&c.frame, &c.path, key, true, html! {
            (parts::textarea(f, parts::OldTextarea { name: "text", label, rows: 6, ..Default::default() }))
            (parts::button(send))
        }))
    };
    c.frame.form_page(title, &format!("/contacts/{id}"), f, content)
}

const ASK: [&str; 3] = ["Ask for more information", "What do you need to know, and why?", "Ask"];
const GIVE: [&str; 3] = ["Give more information", "Your answer", "Send"];

pub(super) async fn ask_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(contact::AskInformation, id)?;
            let (f, _) = v.form(Fields::default)?;
            Ok(view(v, id, ASK, "", &f, &web::new_key()))
        })
        .await
}

pub(super) async fn ask_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(contact::AskInformation, id)?;
            let mut f = Form::from(fields.clone());
            let text = f.text("text", 5_000, Some("Write what you need to know"));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, id, ASK, "", &f, fields.get("key")))));
            }
            let pack = change.pack.clone();
            records::ask(change.tx, &permit, &pack, &text)?;
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}

fn question(inside: &mut impl Permits, permit: &access::Sight<ContactId>) -> Result<String> {
    let open = records::requests(inside.conn(), permit)?.into_iter().find(|r| r.answered_at.is_none());
    Ok(open.map(|r| r.question).unwrap_or_default())
}

pub(super) async fn give_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::GiveInformation, id)?;
            let asked = question(v, &permit)?;
            let (f, _) = v.form(Fields::default)?;
            Ok(view(v, id, GIVE, &asked, &f, &web::new_key()))
        })
        .await
}

pub(super) async fn give_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(contact::GiveInformation, id)?;
            let mut f = Form::from(fields.clone());
            let text = f.text("text", 20_000, Some("Write your answer"));
            if !f.is_valid() {
                let asked = question(change, &permit)?;
                return Err(Error::Invalid(Box::new(view(change, id, GIVE, &asked, &f, fields.get("key")))));
            }
            records::inform(change.tx, &permit, &text)?;
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}
