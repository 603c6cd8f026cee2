//! `/contacts/{id}/answer`: tell whoever made it; then it can close, and not before.

use super::reaching;
use crate::{
    ContactId, events,
    intake::Asked,
    records::{self, Contact},
    rules::{CannotAnswer, ReachBy},
};
use access::{Context, Permit, Permits, Visit, contact};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts};

/// The contact, and that this officer may answer whoever made it.
struct Answer {
    permit: Permit<ContactId, contact::Answer>,
    contact: Contact,
    /// How whoever made it can be reached safely, where they were asked.
    asked: Option<Asked>,
    /// They hold a code with which they read the answer.
    has_code: bool,
}

impl Answer {
    fn load(inside: &mut impl Permits, id: ContactId) -> Result<Self> {
        let permit = inside.permit(contact::Answer, id)?;
        let contact = records::find(inside.conn(), &permit)?;
        let asked = records::reach(inside.conn(), &permit)?;
        let has_code = records::has_code(inside.conn(), id)?;
        Ok(Self { permit, contact, asked, has_code })
    }

    fn first(&self, context: &Context) -> Fields {
        Fields::default().with("version", self.contact.version.to_string()).with("answer", self.suggestion(context))
    }

    /// Where someone else answered it meanwhile: what they wrote, and one's own words in the form.
    fn conflict(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let kinds = [events::DECIDED, events::ANSWERED];
        let changed = access::last_change(inside.conn(), self.contact.id.0, &kinds)?;
        let title = format!("Contact {}", self.contact.reference);
        let content = html! {
            h1.govuk-heading-l { (title) }
            @if self.contact.answered_at.is_some() {
                (web::too_late(changed.as_ref(), &[("Their answer", &self.contact.answer)]))
            } @else {
                (web::theirs(changed.as_ref(), &[("Reason of the decision", &self.contact.reason)]))
            }
            (self.to_answer(sheet))
            p.govuk-body { a.govuk-link href={ "/contacts/" (self.contact.id) } { "Go to the contact" } }
        };
        Ok(inside.context().frame.sheet_page(&title, &format!("/contacts/{}", self.contact.id), sheet, content))
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let Contact { id, reference, maker_name, maker_reach, answered_at, .. } = &self.contact;
        let title = if answered_at.is_some() { "Close this contact" } else { "Answer whoever made it" };
        let content = html! {
            h1.govuk-heading-l { (title) }
            @if let Some(asked) = &self.asked { (reaching::before_a_call(context, asked, true)) }
            p.govuk-body {
                "Contact " (reference) ", made by " (maker_name)
                @if !maker_reach.is_empty() { ", " (maker_reach) } "."
            }
            @match answered_at {
                None => { (self.to_answer(sheet)) }
                Some(at) => {
                    p.govuk-body { "It was answered on " (web::dates::moment(*at)) "." }
                    (sheet.form_to(&format!("/contacts/{id}/closure"), html! {
                        input type="hidden" name="version" value=(self.contact.version);
                        (parts::button("Close contact"))
                    }))
                }
            }
        };
        context.frame.sheet_page(title, &format!("/contacts/{id}"), sheet, content)
    }

    fn to_answer(&self, sheet: &Sheet) -> Markup {
        let by_mail = self.asked.as_ref().is_none_or(|asked| asked.reach.safe().may(ReachBy::Email, "").is_ok());
        let written = self.contact.maker_reach.contains('@') && by_mail;
        let nowhere_to_write = self.contact.maker_id.is_none() && !written;
        let call = match self.contact.maker_reach.as_str() {
            "" => "They left no way to answer them. Write down here what you would have said.",
            _ => "No email goes to them: call them if they can be called safely, and write down here what you said.",
        };
        html! {
            @if self.has_code {
                p.govuk-body {
                    "They read it on the site, with their code."
                    @if written { " A message says that there is something new." } @else { " No message goes out." }
                }
            }
            @if nowhere_to_write { (parts::inset(html! { (call) })) }
            (sheet.form(html! {
                (sheet.hidden("version"))
                (sheet.textarea("answer", "Your answer")
                    .hint("What was decided, why, and what happens next.")
                    .rows(7))
                @if self.contact.answered_at.is_none() { (parts::button("Send answer")) }
            }))
        }
    }

    /// What can be said in any case, to be written further.
    fn suggestion(&self, context: &Context) -> String {
        let Contact { reference, outcome, reason, .. } = &self.contact;
        let outcome = outcome.as_deref().map(|code| context.pack.label("decision-outcome", code).to_lowercase());
        let outcome = outcome.unwrap_or_default();
        format!("Thank you for contact {reference}. We have decided: {outcome}.\n\nReason: {reason}")
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let answer = Answer::load(v, id)?;
            if answer.contact.state().waits() {
                return Err(Refusal::from(CannotAnswer::Undecided).into());
            }
            let first = answer.first(v);
            let sheet = v.sheet(|| first)?;
            Ok(answer.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Answer::load(change, id)?;
            let version = page.contact.version;
            let behind = match page.contact.answered_at {
                Some(_) => sheet.is_overtaken("version", version),
                None => sheet.is_behind("version", version),
            };
            if behind {
                return Err(Error::Conflict(Box::new(page.conflict(change, sheet)?)));
            }

            let text = sheet.optional("answer", 10_000);
            let answered = match sheet.is_valid() {
                true => sheet.heed(records::answer(change.tx, &page.permit, version, &text))?,
                false => None,
            };
            if answered.is_none() {
                return Sheet::again(page.show(change, sheet));
            }
            Ok(format!("/contacts/{id}/answer?done=saved"))
        })
        .await
}

pub(super) async fn close(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::Close, id)?;
            let (behind, contact) = (sheet.fields.get("version").to_owned(), records::find(change.conn(), &permit)?);
            // the rule says why first: what was decided or answered meanwhile is told by the page that closes
            if behind != contact.version.to_string() && contact.answered_at.is_some() {
                let page = Answer { contact, ..Answer::load(change, id)? };
                let sheet = change.context().sheet(page.first(change));
                return Err(Error::Conflict(Box::new(page.show(change, &sheet))));
            }
            records::close(change.tx, &permit, contact.version)?;
            Ok("/triage?done=saved".into())
        })
        .await
}
