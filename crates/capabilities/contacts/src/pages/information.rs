//! `/contacts/{id}/information-request`: ask for more; `/contacts/{id}/information`: give it.

use super::reaching;
use crate::{ContactId, records};
use access::{Context, Permits, Sight, Visit, contact};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

/// A page with one text to write.
struct OneText {
    title: &'static str,
    label: &'static str,
    send: &'static str,
    most: usize,
}

const ASK: OneText = OneText {
    title: "Ask for more information",
    label: "What do you need to know, and why?",
    send: "Ask",
    most: 5_000,
};

const GIVE: OneText = OneText { title: "Give more information", label: "Your answer", send: "Send", most: 20_000 };

impl OneText {
    /// The page, under the question that it answers.
    fn show(&self, context: &Context, id: ContactId, above: Option<Markup>, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (self.title) }
            @if let Some(above) = above { (above) }
            (sheet.form(html! {
                (sheet.textarea("text", self.label).rows(6))
                (parts::button(self.send))
            }))
        };
        context.frame.sheet_page(self.title, &format!("/contacts/{id}"), sheet, content)
    }

    /// What was written, or nothing when it is too long.
    fn read(&self, sheet: &mut Sheet) -> Option<String> {
        Some(sheet.optional("text", self.most)).filter(|_| sheet.is_valid())
    }
}

pub(super) async fn ask_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::AskInformation, id)?;
            let asked = records::reach(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            let above = asked.map(|asked| reaching::before_a_call(v, &asked, true));
            Ok(ASK.show(v, id, above, &sheet))
        })
        .await
}

pub(super) async fn ask_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::AskInformation, id)?;
            let pack = change.pack.clone();
            let asked = match ASK.read(sheet) {
                Some(text) => sheet.heed(records::ask(change.tx, &permit, &pack, &text))?,
                None => None,
            };
            if asked.is_none() {
                return Sheet::again(ASK.show(change, id, None, sheet));
            }
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}

/// The question, above the form in which it is answered.
fn asked(question: String) -> Markup {
    parts::inset(html! { span.eh-pre { (question) } })
}

/// What whoever made it is asked now.
fn question(inside: &mut impl Permits, sight: &Sight<ContactId>) -> Result<Option<String>> {
    let open = records::requests(inside.conn(), sight)?.into_iter().find(|request| request.answered_at.is_none());
    Ok(open.map(|request| request.question))
}

pub(super) async fn give_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::GiveInformation, id)?;
            let question = question(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(GIVE.show(v, id, question.map(asked), &sheet))
        })
        .await
}

pub(super) async fn give_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::GiveInformation, id)?;
            let question = question(change, &permit)?;
            let given = match GIVE.read(sheet) {
                Some(text) => sheet.heed(records::inform(change.tx, &permit, &text))?,
                None => None,
            };
            if given.is_none() {
                return Sheet::again(GIVE.show(change, id, question.map(asked), sheet));
            }
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}
