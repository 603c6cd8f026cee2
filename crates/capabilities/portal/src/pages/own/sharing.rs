//! `/my/sharing`: what this person agreed to, with whom the record is shared, why and until when; each that rests on
//! agreement can be ended in one step, with what follows.

use super::{changed, page as whole, sheet_page, shown};
use crate::Own;
use access::{Context, OrganisationId, Permits, View, Visit, accounts, own_place};
use axum::{extract::Path, response::Response};
use people::agreement::{self, AgreementState, Sharing, SharingId};
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, said, say};

/// What is shared, and what the organisations are called.
fn shared(inside: &mut impl Permits, own: &Own) -> Result<(Vec<Sharing>, BTreeMap<OrganisationId, String>)> {
    let today = inside.context().today;
    let mut all = own.sharings(inside.conn())?;
    all.retain(|one| one.in_force(today));
    let mut names = BTreeMap::new();
    for one in &all {
        names.insert(one.organisation_id, accounts::find_organisation(inside.conn(), one.organisation_id)?.name);
    }
    Ok((all, names))
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let (today, pack) = (v.today, v.pack.clone());
    let agreed = own.agreement(v.conn())?;
    let (all, names) = shared(v, own)?;
    let sheltered = own.sheltered(v.conn())?;
    let content = html! {
        h2.govuk-heading-m { (say("What you agreed to")) }
        @match &agreed {
            Some(one) if one.in_force(today) => {
                p.govuk-body {
                    (said("On {day} you agreed that early help supports you.", &[("day", &dates::day(one.recorded_at.date()))]))
                    @if let Some(until) = one.expires_on { " " (said("You are asked again by {day}.", &[("day", &dates::day(until))])) }
                }
                @if !one.words.is_empty() { (parts::inset(html! { span.eh-pre { (one.words) } })) }
                p.govuk-body { a.govuk-link href="/my/agreement" { (say("I no longer agree")) } }
            },
            Some(one) if one.state == AgreementState::Withdrawn => p.govuk-body {
                (said("You no longer agree since {day}. Your lead professional talks with you about what follows.",
                    &[("day", &dates::day(one.recorded_at.date()))]))
            },
            _ => p.govuk-body { (say("Nothing is kept that you agreed to.")) },
        }
        h2.govuk-heading-m { (say("With whom it is shared")) }
        @if all.is_empty() { p.govuk-body { (say("With nobody outside of the council.")) } }
        @else if sheltered {
            p.govuk-body { (say("It is shared with some organisations. For the safety of somebody they are not named here. \
                Ask your lead professional.")) }
        } @else {
            @for one in &all {
                div.eh-entry {
                    h3.govuk-heading-s { (names.get(&one.organisation_id).map_or("", String::as_str)) }
                    p.govuk-body {
                        (said("Since {day}.", &[("day", &dates::day(one.decided_at.date()))])) " "
                        @if let Some(until) = one.expires_on { (said("Until {day}.", &[("day", &dates::day(until))])) " " }
                        (said("What they see: {what}.", &[("what", &one.scope)]))
                        @if one.rests_on_agreement() { " " (say("Because you agreed.")) }
                        @else { " " (said("Because of the law: {basis}.", &[("basis", &pack.label("sharing-basis", &one.basis))])) }
                    }
                    @if one.rests_on_agreement() {
                        p.govuk-body { a.govuk-link href={ "/my/sharing/" (one.id) } { (say("End this"))
                            span.govuk-visually-hidden { ": " (names.get(&one.organisation_id).map_or("", String::as_str)) } } }
                    } @else {
                        p.govuk-body { a.govuk-link href="/my/say?kind=change" { (say("I do not want this")) } }
                    }
                }
            }
        }
        p.govuk-body { a.govuk-link href="/my/say?kind=change" { (say("I want to change something")) } }
    };
    Ok(whole(v, "Who knows what", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}

/// One that can be ended here, and with whom it is.
fn find(inside: &mut impl Permits, own: &Own, id: SharingId) -> Result<(Sharing, String)> {
    if own.sheltered(inside.conn())? {
        return Err(Error::NotFound);
    }
    let (all, names) = shared(inside, own)?;
    let one = all.into_iter().find(|one| one.id == id && one.rests_on_agreement()).ok_or(Error::NotFound)?;
    let name = names.get(&one.organisation_id).cloned().unwrap_or_default();
    Ok((one, name))
}

fn ask(context: &Context, sheet: &Sheet, name: &str) -> Markup {
    let content = html! {
        p.govuk-body { (said("{name} see something of what is kept about your family, because you agreed. If you end it:", &[("name", &name)])) }
        ul.govuk-list.govuk-list--bullet {
            li { (said("{name} see nothing more from this moment.", &[("name", &name)])) }
            li { (say("What they have written down themselves stays with them. You can ask them for it.")) }
            li { (say("Your lead professional calls you, because a part of the help may rest on it.")) }
        }
        (sheet.short_form(html! { (parts::button_named("End sharing", "govuk-button--warning", "sure", "yes")) }))
        p.govuk-body { a.govuk-link href="/my/sharing" { (say("Back, and leave it as it is")) } }
    };
    sheet_page(context, "End sharing", "/my/sharing", sheet, content)
}

pub(in crate::pages) async fn end_page(visit: Visit, Path(id): Path<SharingId>) -> Result<Response> {
    shown(visit, move |v, own| {
        let (_, name) = find(v, own, id)?;
        let sheet = v.context().sheet(Fields::default());
        Ok(ask(v, &sheet, &name))
    })
    .await
}

pub(in crate::pages) async fn end(visit: Visit, Path(id): Path<SharingId>, fields: Fields) -> Result<Response> {
    changed(visit, fields, move |change, own, _| {
        let (one, name) = find(change, own, id)?;
        let permit = change.permit(own_place::Decide, own.subject())?;
        agreement::end_own_sharing(change.tx, &permit, one.id)?;
        crate::records::owe_a_call(change.tx, &permit, &name)?;
        Ok("/my/sharing?done=saved".into())
    })
    .await
}
