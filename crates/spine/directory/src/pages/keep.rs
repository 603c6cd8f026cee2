//! `/directory`: what the council's keepers of the directory look after. Proposals, doubts, likely doubles, feeds.

use super::{edit::compared, entry, ours};
use crate::{
    ServiceId,
    body::Body,
    care, doubles,
    doubts::{self, DoubtId},
    harvest, offers,
    proposals::{self, ProposalId},
    records, rules,
};
use access::{Permits, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, dates, form, html, parts, parts::Colour};

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepDirectory)?;
            let (pack, today) = (v.pack.clone(), v.today);
            let waits = proposals::list_open(v.conn(), 50)?;
            let said = doubts::list(v.conn(), None, 50)?;
            let wants = care::list(v.conn(), &pack, today, 20)?;
            let pairs = doubles::open(v.conn(), 20)?;
            let ids: Vec<ServiceId> = pairs.iter().flat_map(|(a, b)| [*a, *b]).chain(said.iter().map(|d| d.service_id)).collect();
            let named = records::list_live(v.conn(), &ids)?;
            let name = |id: ServiceId| named.iter().find(|(s, _)| s.id == id).map_or_else(|| "A service".to_owned(), |(s, p)| format!("{}, {}", s.body.0.name, p.name));
            let there = |id: &ServiceId| named.iter().any(|(s, _)| s.id == *id);
            let pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| there(a) && there(b)).collect();
            let sources = harvest::list(v.conn())?;
            let since = v.now.plus_seconds(-365 * 86_400);
            // a count so low that it could be one family's is not shown (practice 7)
            let least = i64::from(pack.number("suppression"));
            let unmet = offers::count_unmet(v.conn(), since)?.into_iter().map(|(need, area, n)| {
                let often = if n < least { format!("fewer than {least}") } else { n.to_string() };
                let area = if area.is_empty() { "not known".into() } else { area };
                vec![html! { (pack.label("need", &need)) }, html! { (area) }, html! { (often) }]
            });
            let unmet: Vec<_> = unmet.collect();
            let content = html! {
                h1.govuk-heading-l { "Directory" }
                div.eh-actions { (parts::button_link("Add a service", "/services/new", "")) a.govuk-link href="/services" { "See it as the public does" } }
                h2.govuk-heading-m { "Changes to look at (" (waits.len()) ")" }
                @if waits.is_empty() { p.govuk-body { "None." } }
                ul.govuk-list { @for p in &waits { li { a.govuk-link href={ "/directory/proposals/" (p.id) } { (p.body.0.name) } ", " (p.by_name) ", " (dates::moment(p.at)) @if p.service_id.is_none() { " " (parts::tag("New", Colour::Blue)) } } } }
                h2.govuk-heading-m { "Said to be wrong (" (said.len()) ")" }
                @if said.is_empty() { p.govuk-body { "Nothing." } }
                @for d in &said { div.eh-next { p.govuk-body { strong { (name(d.service_id)) } ", " (dates::moment(d.at)) } p.govuk-body.eh-pre { (d.text) } p.govuk-body { a.govuk-link href={ "/services/" (d.service_id) "/edit" } { "Edit the entry" } " · " a.govuk-link href={ "/services/doubts/" (d.id) } { "It is dealt with" } } } }
                h2.govuk-heading-m { "Perhaps listed twice (" (pairs.len()) ")" }
                @if pairs.is_empty() { p.govuk-body { "None." } }
                ul.govuk-list { @for (a, b) in &pairs { li { a.govuk-link href={ "/directory/doubles/" (a) "/" (b) } { (name(*a)) } " and " (name(*b)) } } }
                h2.govuk-heading-m { "Not checked in time (" (wants.stale_count) ")" }
                p.govuk-body { (dates::plural(wants.unowned, "entry").replace("entrys", "entries")) " without anybody who answers for it." }
                ul.govuk-list { @for (s, p) in &wants.stale { li.eh-service {
                    p.govuk-body { a.govuk-link href={ "/services/" (s.id) "/edit" } { (s.body.0.name) } ", " (p.name) ". " (super::show::checked(&pack, s, today)) }
                    (ours::still_right(v, s))
                } } }
                @if !wants.incomplete.is_empty() {
                    h2.govuk-heading-m { "Not complete (" (wants.incomplete_count) ")" }
                    ul.govuk-list { @for (s, p) in &wants.incomplete { li {
                        a.govuk-link href={ "/services/" (s.id) "/edit" } { (s.body.0.name) } ", " (p.name) ": it does not say "
                        (crate::body::join_words(&rules::missing(&s.body.0).iter().map(|m| (*m).to_owned()).collect::<Vec<_>>()))
                    } } }
                }
                @if !unmet.is_empty() {
                    h2.govuk-heading-m { "Needs that nothing met, in the last twelve months" }
                    (parts::table("By need and area", &["Need", "Area", "How often"], unmet.clone()))
                }
                @if !wants.gone.is_empty() {
                    h2.govuk-heading-m { "Gone where they came from" }
                    ul.govuk-list { @for (s, p) in &wants.gone { li { a.govuk-link href={ "/services/" (s.id) "/withdrawal" } { (s.body.0.name) } ", " (p.name) } } }
                }
                h2.govuk-heading-m { "Feeds and files" }
                @if sources.is_empty() { p.govuk-body { "None is read. " code { "earlyhelp import open-referral ADDRESS" } " reads one, and then again every night." } }
                @for s in &sources {
                    p.govuk-body {
                        (s.url) ": "
                        @match s.ended_at { Some(at) => { "read on " (dates::moment(at)) ", " (s.new) " new, " (s.changed) " changed, " (s.same) " as before, " (s.kept) " edited here and left alone, " (s.gone) " gone, " (s.failed) " not readable" }, None => { "page " (s.page) " of " (s.pages) } }
                        @if !s.fault.is_empty() { ". " (parts::tag("Broke off", Colour::Red)) " " (s.fault) }
                    }
                }
            };
            Ok(v.frame.page("Directory", content))
        })
        .await
}

fn proposal_view(inside: &mut impl Permits, id: ProposalId, f: &Form, key: &str) -> Result<Markup> {
    let p = proposals::find(inside.conn(), id)?;
    let of = records::find_provider(inside.conn(), p.provider_id)?;
    let now = match p.service_id {
        Some(s) => Some(records::find(inside.conn(), s)?.0),
        None => None,
    };
    let c = inside.context();
    let nothing = Body::default();
    let rows = entry::differences(&c.pack, now.as_ref().map_or(&nothing, |s| &s.body.0), &p.body.0);
    let items = vec![
        parts::Choice::new("approve", "Make it public"),
        parts::Choice::new("return", "Return it").hint("Say below what is missing or wrong."),
    ];
    let content = html! {
        h1.govuk-heading-l { (p.body.0.name) }
        p.govuk-body { (of.name) ". Sent by " (p.by_name) " on " (dates::moment(p.at)) "." }
        @if let Some(s) = &now { @if s.version != p.base { (parts::warning("The entry was changed since they began. The table shows what would change now.")) } }
        (compared(&rows, if now.is_some() { "Now" } else { "Nothing yet" }, "Proposed"))
        (form(&c.frame, &c.path, key, true, html! {
            input type="hidden" name="seen" value=(now.as_ref().map_or(0, |s| s.version));
            (parts::radios(f, parts::Choices { name: "said", legend: "What becomes of it?", items, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Reason, if you return it", rows: 2, ..Default::default() }))
            (parts::button("Save"))
        }))
    };
    Ok(c.frame.form_page(&format!("Change: {}", p.body.0.name), "/directory", f, content))
}

pub(super) async fn proposal_page(visit: Visit, Path(id): Path<ProposalId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepDirectory)?;
            let (f, _) = v.form(Fields::default)?;
            proposal_view(v, id, &f, &web::new_key())
        })
        .await
}

pub(super) async fn proposal_submit(visit: Visit, Path(id): Path<ProposalId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::KeepDirectory)?;
            let p = proposals::find(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let approved = f.choice(
                "said",
                |s| match s {
                    "approve" => Some(true),
                    "return" => Some(false),
                    _ => None,
                },
                "Choose what becomes of it",
            );
            let reason = f.text("reason", 1_000, (approved == Some(false)).then_some("Say what is missing or wrong"));
            let Some(approved) = approved.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(proposal_view(change, id, &f, fields.get("key"))?)));
            };
            let version = match p.service_id {
                Some(s) => records::find(change.conn(), s)?.0.version,
                None => 0,
            };
            if approved && fields.get("seen") != version.to_string() {
                let page = proposal_view(change, id, &f, &web::new_key())?;
                return Err(Error::Conflict(Box::new(page)));
            }
            let pack = change.pack.clone();
            proposals::decide(change.tx, &pack, &p, approved, &reason)?;
            Ok("/directory?done=saved".into())
        })
        .await
}

fn double_view(inside: &mut impl Permits, a: ServiceId, b: ServiceId, f: &Form, key: &str) -> Result<Markup> {
    let (one, two) = (records::find(inside.conn(), a)?, records::find(inside.conn(), b)?);
    let c = inside.context();
    let rows = entry::differences(&c.pack, &one.0.body.0, &two.0.body.0);
    let items = vec![
        parts::Choice::new("first", "They are one: keep the first, take the second out"),
        parts::Choice::new("second", "They are one: keep the second, take the first out"),
        parts::Choice::new("two", "They are two"),
    ];
    let content = html! {
        h1.govuk-heading-l { "Perhaps listed twice" }
        p.govuk-body { a.govuk-link href={ "/services/" (a) } { (one.0.body.0.name) } ", " (one.1.name) " and " a.govuk-link href={ "/services/" (b) } { (two.0.body.0.name) } ", " (two.1.name) }
        (compared(&rows, "The first", "The second"))
        (form(&c.frame, &c.path, key, false, html! {
            (parts::radios(f, parts::Choices { name: "said", legend: "What are they?", items, ..Default::default() }))
            (parts::button("Save"))
        }))
    };
    Ok(c.frame.form_page("Perhaps listed twice", "/directory", f, content))
}

pub(super) async fn double_page(visit: Visit, Path((a, b)): Path<(ServiceId, ServiceId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepDirectory)?;
            double_view(v, a, b, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn double_submit(
    visit: Visit,
    Path((a, b)): Path<(ServiceId, ServiceId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::KeepDirectory)?;
            let mut f = Form::from(fields.clone());
            let gone = match fields.get("said") {
                "first" => Some(b),
                "second" => Some(a),
                "two" => None,
                _ => {
                    f.errors.add("said", "Choose what they are");
                    None
                }
            };
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(double_view(change, a, b, &f, fields.get("key"))?)));
            }
            let (pack, now) = (change.pack.clone(), change.now);
            doubles::say(change.conn(), now, a, b, Some(fields.get("said")))?;
            if let Some(id) = gone {
                records::set_live(change.tx, &pack, id, false, "listed twice")?;
            }
            // the other may be out already
            change.tx.nothing_new();
            Ok("/directory?done=saved".into())
        })
        .await
}

fn wrong_view(inside: &mut impl Permits, id: ServiceId, f: &Form, key: &str) -> Result<Markup> {
    let (found, _) = records::find_live(inside.conn(), id)?;
    let c = inside.context();
    let content = html! {
        h1.govuk-heading-l { "What is wrong here?" }
        p.govuk-body-l { (found.body.0.name) }
        p.govuk-body { "Whoever keeps this entry will read it. Do not write anything about yourself or your family." }
        (form(&c.frame, &c.path, key, false, html! {
            (parts::textarea(f, parts::OldTextarea { name: "text", label: "Say what is wrong, and what is right if you know", rows: 4, ..Default::default() }))
            (parts::button("Send"))
        }))
    };
    Ok(c.frame.form_page("What is wrong here?", &format!("/services/{id}"), f, content))
}

pub(super) async fn wrong_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit.public_view(move |v| wrong_view(v, id, &Form::default(), &web::new_key())).await
}

pub(super) async fn wrong_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .public_change_fields(fields, move |change, fields| {
            let (found, _) = records::find_live(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let text = f.text("text", 1_000, Some("Say what is wrong"));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(wrong_view(change, id, &f, fields.get("key"))?)));
            }
            let now = change.now;
            if !doubts::may_add(change.conn(), id, now)? {
                return Err(Error::TooMany(3_600));
            }
            doubts::add(change.tx, &found, &text)?;
            Ok(format!("/services/{id}/thanks"))
        })
        .await
}

pub(super) async fn thanks(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .public_view(move |v| {
            let (found, _) = records::find_live(v.conn(), id)?;
            let content = html! {
                (parts::panel("Thank you", html! { "Somebody will look at it." }))
                p.govuk-body { a.govuk-link href={ "/services/" (id) } { "Back to " (found.body.0.name) } }
            };
            Ok(v.frame.page("Thank you", content))
        })
        .await
}

fn doubt_view(inside: &mut impl Permits, id: DoubtId, f: &Form, key: &str) -> Result<Markup> {
    let d = doubts::find(inside.conn(), id)?;
    inside.permit(service::Edit, d.service_id)?;
    let (found, _) = records::find(inside.conn(), d.service_id)?;
    let c = inside.context();
    let content = html! {
        h1.govuk-heading-l { "What was done about it?" }
        p.govuk-body-l { (found.body.0.name) }
        (parts::inset(html! { span.eh-pre { (d.text) } }))
        (form(&c.frame, &c.path, key, false, html! {
            (parts::textarea(f, parts::OldTextarea { name: "answer", label: "What was done", hint: "For example: the telephone number was changed.", rows: 2, ..Default::default() }))
            (parts::button("Save"))
        }))
    };
    Ok(c.frame.form_page("What was done about it?", "/services/ours", f, content))
}

pub(super) async fn doubt_page(visit: Visit, Path(id): Path<DoubtId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeOurServices)?;
            doubt_view(v, id, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn doubt_submit(visit: Visit, Path(id): Path<DoubtId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::SeeOurServices)?;
            let d = doubts::find(change.conn(), id)?;
            change.permit(service::Edit, d.service_id)?;
            let mut f = Form::from(fields.clone());
            let answer = f.text("answer", 1_000, Some("Say what was done"));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(doubt_view(change, id, &f, fields.get("key"))?)));
            }
            doubts::settle(change.tx, id, &answer)?;
            Ok(if change.actor.is(access::Role::Provider) {
                "/services/ours?done=saved"
            } else {
                "/directory?done=saved"
            }
            .into())
        })
        .await
}
