//! `/my/say`: whatever somebody wants to say, and what was answered. `/my/releases/{id}/disagree`: that they see it
//! differently, which stands beside the words of the team from then on.

use super::{changed, page as whole, sheet_page, shown};
use crate::{
    Own, ReleaseId,
    records::{self, NewSaying, Saying},
    rules::{Kind, Owner},
};
use access::{Context, Permits, View, Visit, own_place};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, said, say};

/// What can be chosen here; that somebody disagrees is said where it stands.
const KINDS: &[(Kind, &str)] = &[
    (Kind::BeforeReview, "It is read out, or by you, when you all meet."),
    (Kind::AfterReview, "What was good, and what was not."),
    (Kind::Correct, "Somebody looks at it, puts it right, or tells you why not."),
    (Kind::Copy, "You have it within a month. You need not say why."),
    (Kind::Change, "Your lead professional calls you."),
    (Kind::Complaint, "Somebody who is not in your team answers it. Leave out names and numbers."),
    (Kind::Other, "A good day, a question, anything."),
];

fn form(sheet: &Sheet) -> Markup {
    let items = KINDS.iter().map(|(kind, hint)| Choice::new(kind.code(), kind.label()).hint(*hint));
    sheet.short_form(html! {
        (sheet.radios("kind", "What is it about?").small().items(items))
        (sheet.textarea("words", "In your own words").rows(5))
        (parts::button("Send"))
    })
}

fn earlier(all: &[Saying]) -> Markup {
    html! {
        @if !all.is_empty() { h2.govuk-heading-m { (say("What you have said")) } }
        @for one in all {
            div.eh-entry {
                h3.govuk-heading-s { (say(one.kind.label())) ", " (dates::day(one.at.date())) }
                @if !one.words.is_empty() { p.govuk-body.eh-pre { (one.words) } }
                @if !one.answer.is_empty() {
                    (parts::inset(html! { strong { (say("Answer:")) } " " span.eh-pre { (one.answer) } }))
                } @else if let Some(due) = one.due_on {
                    p.govuk-body-s {
                        @match one.kind.owner() {
                            Owner::Governance => (said("You have it by {day}.", &[("day", &dates::day(due))])),
                            _ => (said("Somebody answers by {day}.", &[("day", &dates::day(due))])),
                        }
                    }
                }
            }
        }
    }
}

fn show(inside: &mut impl Permits, own: &Own, sheet: &Sheet) -> Result<Markup> {
    let all = records::own_sayings(inside.conn(), own)?;
    let content = html! {
        (sheet.error_summary())
        p.govuk-body { (say("What you write is kept with your name and the day. Your lead professional reads it; a \
            complaint goes to somebody else.")) }
        (form(sheet))
        (earlier(&all))
    };
    Ok(whole(inside.context(), "My say", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    let kind = visit.query("kind");
    shown(visit, move |v, own| {
        let sheet = v.context().sheet(Fields::default().with("kind", &*kind));
        show(v, own, &sheet)
    })
    .await
}

pub(in crate::pages) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    changed(visit, fields, |change, own, sheet| {
        let (permit, pack) = (change.permit(own_place::Say, own.subject())?, change.pack.clone());
        let kind = Kind::parse(sheet.fields.get("kind")).filter(|kind| KINDS.iter().any(|(may, _)| may == kind));
        let about = match kind {
            Some(Kind::BeforeReview | Kind::AfterReview) => review(change, own, kind)?,
            _ => None,
        };
        let new = NewSaying { kind, about, words: sheet.optional("words", 8_000) };
        let done = match sheet.is_valid() {
            true => sheet.heed(records::say(change.tx, &permit, &new, &pack))?,
            false => None,
        };
        if done.is_none() {
            return Sheet::again(show(change, own, sheet)?);
        }
        Ok("/my/say?done=saved".into())
    })
    .await
}

/// The review of which somebody speaks.
fn review(inside: &mut impl Permits, own: &Own, kind: Option<Kind>) -> Result<Option<store::Uuid>> {
    let Some(of) = own.episode(inside.conn())? else { return Ok(None) };
    let review = match kind {
        Some(Kind::BeforeReview) => own.next_review(inside.conn(), &of)?,
        _ => own.last_review(inside.conn(), &of)?,
    };
    Ok(review.map(|review| review.id.0))
}

fn disagree(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        p.govuk-body { (say("Your words stand beside those of the team from now on, wherever this is shown. Nobody changes \
            them.")) }
        (sheet.short_form(html! {
            (sheet.textarea("words", "How do you see it?").rows(5))
            (parts::button("Send"))
        }))
    };
    sheet_page(context, "I see this differently", "/my/plan", sheet, content)
}

pub(in crate::pages) async fn about(visit: Visit, Path(id): Path<ReleaseId>) -> Result<Response> {
    shown(visit, move |v: &mut View<'_>, own| {
        records::shown(v.conn(), own, id)?;
        let sheet = v.context().sheet(Fields::default());
        Ok(disagree(v, &sheet))
    })
    .await
}

pub(in crate::pages) async fn submit_about(
    visit: Visit,
    Path(id): Path<ReleaseId>,
    fields: Fields,
) -> Result<Response> {
    changed(visit, fields, move |change, own, sheet| {
        records::shown(change.conn(), own, id)?;
        let (permit, pack) = (change.permit(own_place::Say, own.subject())?, change.pack.clone());
        let words = sheet.optional("words", 8_000);
        let new = NewSaying { kind: Some(Kind::Disagree), about: Some(id.0), words };
        let done = match sheet.is_valid() {
            true => sheet.heed(records::say(change.tx, &permit, &new, &pack))?,
            false => None,
        };
        if done.is_none() {
            return Sheet::again(disagree(change, sheet));
        }
        Ok("/my/plan?done=saved".into())
    })
    .await
}
