//! `/contacts/{id}/police-response`: who responds to a notification of the police, and by when;
//! `/contacts/{id}/police-response/done`: what they did.

use crate::{
    ContactId, events,
    records::{self, Contact, PoliceNotice, Response as Planned},
    rules::CannotPlanResponse,
};
use access::{
    Context, Permit, Permits, Visit,
    accounts::{self, Colleague},
    contact,
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Who responds to the police?";

/// The notification, and that this officer may say who responds.
struct Plan {
    permit: Permit<ContactId, contact::PlanResponse>,
    contact: Contact,
    notice: PoliceNotice,
    colleagues: Vec<Colleague>,
}

impl Plan {
    fn load(inside: &mut impl Permits, id: ContactId) -> Result<Self> {
        let permit = inside.permit(contact::PlanResponse, id)?;
        let contact = records::find(inside.conn(), &permit)?;
        let notice = records::notice(inside.conn(), &permit)?;
        let notice = notice.ok_or_else(|| Refusal::from(CannotPlanResponse::NoNotification))?;
        let colleagues = accounts::list_colleagues(inside.conn())?;
        Ok(Self { permit, contact, notice, colleagues })
    }

    fn first(&self) -> Fields {
        let PoliceNotice { responder_id, responder, respond_by, response, version, .. } = &self.notice;
        let by_name = if responder_id.is_some() { "" } else { responder };
        Fields::default()
            .with("version", version.to_string())
            .with("responder", responder_id.map(|id| id.to_string()).unwrap_or_default())
            .with("responder_name", by_name)
            .with_date("respond_by", *respond_by)
            .with("response", response)
    }

    /// What somebody else has said meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.contact.id.0, &[events::RESPONSE_PLANNED])?;
        let by = self.notice.respond_by.map(web::dates::day).unwrap_or_default();
        let rows =
            [("Who responds", &*self.notice.responder), ("By", &*by), ("What is to be done", &*self.notice.response)];
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let name = |colleague: &Colleague| format!("{}, {}", colleague.name, colleague.organisation);
        let colleagues = self.colleagues.iter().map(|one| Choice::new(one.id.to_string(), name(one)));
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            (above)
            p.govuk-body { "Contact " (self.contact.reference) ", made by " (self.contact.maker_name) "." }
            (sheet.form(html! {
                (sheet.hidden("version"))
                (sheet.select("responder", "Who responds?")
                    .hint("They find it under My work, and can read this contact.")
                    .prompt("Somebody without an account")
                    .items(colleagues))
                (sheet.text("responder_name", "If they have no account, their name and organisation"))
                (sheet.date("respond_by", "By when?").hint("For example, 27 3 2026"))
                (sheet.textarea("response", "What is to be done?").rows(3))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(TITLE, &format!("/contacts/{}", self.contact.id), sheet, content)
    }

    fn read(&self, sheet: &mut Sheet) -> Planned {
        Planned {
            responder_id: sheet.fields.get("responder").parse().ok(),
            responder: sheet.optional("responder_name", 200),
            by: sheet.day("respond_by", "The day by which they respond"),
            what: sheet.optional("response", 5_000),
            version: self.notice.version,
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let plan = Plan::load(v, id)?;
            let first = plan.first();
            let sheet = v.sheet(|| first)?;
            Ok(plan.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let plan = Plan::load(change, id)?;
            if sheet.is_behind("version", plan.notice.version) {
                let theirs = plan.theirs(change)?;
                return Err(Error::Conflict(Box::new(plan.show(change, sheet, theirs))));
            }

            let planned = plan.read(sheet);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::plan_response(change.tx, &plan.permit, &planned))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(plan.show(change, sheet, html! {}));
            }
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}

fn show_done(context: &Context, contact: &Contact, notice: &PoliceNotice, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "What was done?" }
        p.govuk-body {
            "You respond to the notification of the police, contact " (contact.reference)
            @if let Some(by) = notice.respond_by { ", by " (web::dates::day(by)) } "."
        }
        @if !notice.response.is_empty() { (parts::inset(html! { span.eh-pre { (notice.response) } })) }
        @match notice.done_at {
            Some(at) => { p.govuk-body { "It was done on " (web::dates::day(at.date())) "." } }
            None => {
                (sheet.form(html! {
                    (sheet.textarea("text", "What was done, and with whom did you speak?").rows(6))
                    (parts::button("Save"))
                }))
            }
        }
        p.govuk-body { a.govuk-link href={ "/contacts/" (contact.id) } { "Read the contact" } }
    };
    context.frame.sheet_page("What was done?", "/my-work", sheet, content)
}

/// The notification to which somebody responds.
fn theirs(inside: &mut impl Permits, permit: &Permit<ContactId, contact::Respond>) -> Result<(Contact, PoliceNotice)> {
    let contact = records::find(inside.conn(), permit)?;
    let notice = records::notice(inside.conn(), permit)?.ok_or(Error::NotFound)?;
    Ok((contact, notice))
}

pub(super) async fn done_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::Respond, id)?;
            let (contact, notice) = theirs(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_done(v, &contact, &notice, &sheet))
        })
        .await
}

pub(super) async fn done_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::Respond, id)?;
            let (contact, notice) = theirs(change, &permit)?;
            let text = sheet.optional("text", 10_000);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::respond(change.tx, &permit, &text))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show_done(change, &contact, &notice, sheet));
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}
