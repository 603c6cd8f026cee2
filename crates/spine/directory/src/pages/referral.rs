//! `/referrals`: those to us and those I made. `/families/{id}/referrals/new`, `/referrals/{id}`. The panel of the family page.

use crate::{
    ServiceId, offers,
    records::{self, Service},
    referrals::{self, NewReferral, ReferralId, State},
};
use access::{FamilyId, Period, Permits, Role, Sight, View, Visit, family, nobody, referral};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, dates, form, html, parts, parts::Colour};

fn tag(state: State) -> Markup {
    let colour = match state {
        State::Sent => Colour::Yellow,
        State::Accepted | State::Started => Colour::Blue,
        State::Declined => Colour::Red,
        State::Finished => Colour::Green,
    };
    parts::tag(state.label(), colour)
}

pub(super) async fn list(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeMyWork)?;
            let (of, by) = (v.actor.organisation, v.actor.account);
            let mut services: Vec<Service> = Vec::new();
            if v.actor.is(Role::Provider) && of.is_some() {
                for p in records::list_providers(v.conn(), of)? {
                    services.extend(records::list_of(v.conn(), p.id)?);
                }
            }
            let ids: Vec<ServiceId> = services.iter().map(|s| s.id).collect();
            let all = referrals::list(v.conn(), &ids, by)?;
            let wanted: Vec<ServiceId> = all.iter().map(|l| l.1).collect();
            let named = records::list_live(v.conn(), &wanted)?;
            let content = html! {
                h1.govuk-heading-l { "Referrals" }
                @if all.is_empty() { p.govuk-body { "There are none." } }
                ul.govuk-list.govuk-list--spaced {
                    @for (id, service, state, at, by) in &all {
                        li { (tag(*state)) " " a.govuk-link href={ "/referrals/" (id) } { (named.iter().find(|(s, _)| s.id == *service).map_or("A service that is no longer listed", |(s, _)| &s.body.0.name)) } br; span.eh-muted { "Sent by " (by) " on " (dates::moment(*at)) } }
                    }
                }
            };
            Ok(v.frame.page("Referrals", content))
        })
        .await
}

fn new_view(
    inside: &mut impl Permits,
    family: FamilyId,
    service: ServiceId,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let (found, of) = records::find_live(inside.conn(), service)?;
    let c = inside.context();
    let content = html! {
        h1.govuk-heading-l { "Refer to " (found.body.0.name) }
        p.govuk-body-l { (of.name) }
        p.govuk-body.eh-pre { (found.body.0.criteria) }
        @if let Some(wait) = super::show::wait(&found) { p.govuk-body { "Wait: " (wait) } }
        @if of.organisation_id.is_none() { (parts::inset(html! { "This service does not answer here. Ring or write to it, too; the referral then keeps that you did." })) }
        (web::kept(&c.frame, &c.path, kept))
        (form(&c.frame, &c.path, key, true, html! {
            (parts::textarea(f, parts::OldTextarea { name: "text", label: "What does the family hope for, and what should the service know?", hint: "Only what they agreed to pass on. The service's own people read it.", rows: 6, ..Default::default() }))
            (parts::input(f, parts::Input { name: "agreed_by", label: "Who of the family agreed to it, and how?", hint: "For example: the mother, by telephone today", ..Default::default() }))
            (parts::input(f, parts::Input { name: "reach", label: "How does the service reach you?", ..Default::default() }))
            (parts::button("Send the referral"))
        }))
    };
    Ok(c.frame.form_page("Refer to a service", &format!("/families/{family}"), f, content))
}

pub(super) async fn new_page(visit: Visit, Path((family, service)): Path<(FamilyId, ServiceId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(family::OfferService, family)?;
            let (f, kept) = v.form(Fields::default)?;
            new_view(v, family, service, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn new_submit(
    visit: Visit,
    Path((family, service)): Path<(FamilyId, ServiceId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::OfferService, family)?;
            let mut f = Form::from(fields.clone());
            let new =
                NewReferral { service, text: f.text("text", 10_000, None), agreed_by: f.text("agreed_by", 300, None) };
            let reach = f.text("reach", 300, Some("Say how the service reaches you"));
            if f.is_valid() {
                match referrals::send(change.tx, &permit, &new, &reach) {
                    Ok(id) => return Ok(format!("/referrals/{id}?done=saved")),
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "text"),
                    Err(e) => return Err(e),
                }
            }
            Err(Error::Invalid(Box::new(new_view(change, family, service, &f, fields.get("key"), false)?)))
        })
        .await
}

fn view(inside: &mut impl Permits, sight: &Sight<ReferralId>, f: &Form, key: &str) -> Result<Markup> {
    let r = referrals::find(inside.conn(), sight)?;
    let (found, of) = records::find(inside.conn(), r.service_id)?;
    let answers = inside.may(referral::Answer, r.id)? && !r.state.next().is_empty();
    let opens = inside.may(family::Open, r.family_id)?;
    let c = inside.context();
    let items = r.state.next().iter().map(|s| parts::Choice::new(s.code(), s.label())).collect();
    let day = |at: Option<store::Instant>| at.map(dates::moment).unwrap_or_default();
    let mut rows = vec![
        parts::Row::new("State", tag(r.state)),
        parts::Row::new("Sent by", html! { (r.by_name) br; (r.by_reach) br; (dates::moment(r.at)) }),
        parts::Row::new("Asked", html! { span.eh-pre { (r.text) } }),
        parts::Row::new("Agreed by", html! { (r.agreed_by) }),
    ];
    for (what, at) in [("Answered", r.answered_at), ("Started", r.started_at), ("Ended", r.finished_at)] {
        if at.is_some() {
            rows.push(parts::Row::new(what, html! { (day(at)) }));
        }
    }
    if !r.reason.is_empty() {
        rows.push(parts::Row::new("What was said", html! { span.eh-pre { (r.reason) } }));
    }
    let content = html! {
        h1.govuk-heading-l { "Referral to " (found.body.0.name) }
        p.govuk-body-l { (of.name) }
        (parts::summary_list(rows))
        @if opens { p.govuk-body { a.govuk-link href={ "/families/" (r.family_id) } { "The family's record" } } }
        @if answers {
            (form(&c.frame, &c.path, key, true, html! {
                (parts::radios(f, parts::Choices { name: "state", legend: "How far is it?", items, ..Default::default() }))
                (parts::textarea(f, parts::OldTextarea { name: "reason", label: "What should whoever referred know?", hint: "If you decline, say why.", rows: 3, ..Default::default() }))
                (parts::button("Save"))
            }))
        }
    };
    Ok(c.frame.form_page("Referral", "/referrals", f, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReferralId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(referral::See, id)?;
            let (f, _) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReferralId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(referral::Answer, id)?;
            let mut f = Form::from(fields.clone());
            let state = f.choice("state", State::parse, "Choose how far it is");
            let reason = f.text("reason", 2_000, None);
            if let Some(state) = state.filter(|_| f.is_valid()) {
                match referrals::advance(change.tx, &permit, state, &reason) {
                    Ok(()) => return Ok(format!("/referrals/{id}?done=saved")),
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "state"),
                    Err(e) => return Err(e),
                }
            }
            Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"))?)))
        })
        .await
}

/// On the family page: what was offered and to what the family was referred.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let sent = referrals::of_family(v.conn(), sight)?;
    let open = offers::list(v.conn(), sight)?;
    if sent.is_empty() && open.is_empty() {
        return Ok(html! {});
    }
    let ids: Vec<ServiceId> = sent.iter().map(|r| r.service_id).collect();
    let named = records::list_live(v.conn(), &ids)?;
    Ok(html! {
        h2.govuk-heading-m { "Services" }
        ul.govuk-list {
            @for r in &sent { li { a.govuk-link href={ "/referrals/" (r.id) } { (named.iter().find(|(s, _)| s.id == r.service_id).map_or("A service that is no longer listed", |(s, _)| &s.body.0.name)) } " " (tag(r.state)) } }
            @for (o, s, _) in open.iter().filter(|(o, ..)| sent.iter().all(|r| r.service_id != o.service_id)) {
                li { (s.body.0.name) ": " @match o.answer { Some(a) => (a.label().to_lowercase()), None => { "offered on " (dates::day(o.at.date())) } } }
            }
        }
    })
}
