//! What is wrong in an entry: `/services/{id}/wrong`, where anybody says so, and `/services/doubts/{id}`, where those
//! who keep it say what was done.

use super::beside;
use crate::{
    ServiceId,
    doubts::{self, Doubt, DoubtId},
    events,
    records::{self, Service},
};
use access::{Context, Permit, Permits, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

fn show_wrong(context: &Context, service: &Service, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "What is wrong here?" }
        p.govuk-body-l { (service.body.0.name) }
        p.govuk-body {
            "Whoever keeps this entry will read it. Do not write anything about yourself or your family."
        }
        (sheet.short_form(html! {
            (sheet.textarea("text", "Say what is wrong, and what is right if you know").rows(4))
            (parts::button("Send"))
        }))
    };
    context.frame.sheet_page("What is wrong here?", &format!("/services/{}", service.id), sheet, content)
}

pub(super) async fn wrong_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .public_view(move |v| {
            let (service, _) = records::find_live(v.conn(), id)?;
            Ok(show_wrong(v, &service, &v.context().sheet(Fields::default())))
        })
        .await
}

pub(super) async fn wrong_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .public_change(fields, move |change, sheet| {
            let (service, _) = records::find_live(change.conn(), id)?;
            let text = sheet.required("text", 1_000, "Say what is wrong");
            if !sheet.is_valid() {
                return Sheet::again(show_wrong(change, &service, sheet));
            }
            doubts::add(change.tx, id, &text)?;
            Ok(format!("/services/{id}/thanks"))
        })
        .await
}

pub(super) async fn thanks(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .public_view(move |v| {
            let (service, _) = records::find_live(v.conn(), id)?;
            let content = html! {
                (parts::panel("Thank you", html! { "Somebody will look at it." }))
                p.govuk-body { a.govuk-link href={ "/services/" (id) } { "Back to " (service.body.0.name) } }
            };
            Ok(v.frame.page("Thank you", content))
        })
        .await
}

/// What was said, of what, and that whoever looks at it may change the entry.
struct Settle {
    permit: Permit<ServiceId, service::Edit>,
    doubt: Doubt,
    service: Service,
}

impl Settle {
    fn load(inside: &mut impl Permits, id: DoubtId) -> Result<Self> {
        inside.allow(nobody::SeeOurServices)?;
        let of = doubts::service_of(inside.conn(), id)?;
        let permit = inside.permit(service::Edit, of)?;
        let doubt = doubts::find(inside.conn(), &permit, id)?;
        let (service, _) = records::find(inside.conn(), of)?;
        Ok(Self { permit, doubt, service })
    }

    fn is_settled(&self) -> bool {
        self.doubt.settled_at.is_some()
    }

    /// What someone else has done about it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.doubt.id.0, &[events::SETTLED])?;
        Ok(web::too_late(changed.as_ref(), &[("What was done", &self.doubt.answer)]))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let content = html! {
            h1.govuk-heading-l { "What was done about it?" }
            (above)
            p.govuk-body-l { (self.service.body.0.name) }
            (parts::inset(html! { span.eh-pre { (self.doubt.text) } }))
            (sheet.short_form(html! {
                (sheet.textarea("answer", "What was done")
                    .hint("For example: the telephone number was changed.")
                    .rows(2))
                @if !self.is_settled() { (parts::button("Save")) }
            }))
        };
        context.frame.sheet_page("What was done about it?", "/services/ours", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<DoubtId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let settle = Settle::load(v, id)?;
            if settle.is_settled() {
                return Err(Error::NotFound);
            }
            Ok(settle.show(v, &v.context().sheet(Fields::default()), html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<DoubtId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let settle = Settle::load(change, id)?;
            if settle.is_settled() {
                let theirs = settle.theirs(change)?;
                return Err(Error::Conflict(Box::new(settle.show(change, sheet, theirs))));
            }
            let answer = sheet.required("answer", 1_000, "Say what was done");
            if !sheet.is_valid() {
                return Sheet::again(settle.show(change, sheet, html! {}));
            }
            doubts::settle(change.tx, &settle.permit, id, &answer)?;
            Ok(beside::home(change))
        })
        .await
}
