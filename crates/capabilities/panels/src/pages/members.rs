//! `/panels/{id}/members`: who is of a panel.

use crate::records::{self, Member, MemberId, NewMember, PanelId};
use access::{AccountId, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::colleagues;

const TITLE: &str = "Members of the panel";

fn show(inside: &mut impl Permits, id: PanelId, sheet: &Sheet) -> Result<Markup> {
    let panel = records::load_panel(inside.conn(), id)?;
    let there = records::members(inside.conn(), id)?;
    let keep: Vec<AccountId> = sheet.fields.get("account").parse().into_iter().collect();
    let near = colleagues::near(inside, None, &keep)?;
    let people = near
        .shown
        .iter()
        .map(|one| Choice::new(one.id.to_string(), format!("{}, {}, {}", one.name, one.job_title, one.organisation)));
    let context = inside.context();
    let content = html! {
        h1.govuk-heading-l { (TITLE) ": " (panel.name) }
        @if !there.is_empty() {
            ul.govuk-list.eh-rows {
                @for member in &there { li { (one(sheet, id, member)) } }
            }
        }
        h2.govuk-heading-m { "Add a member" }
        (near.finder)
        (sheet.form(html! {
            (sheet.select("account", "A colleague with an account").prompt("Somebody without an account").items(people))
            (sheet.text("name", "Or their name").hint("Somebody who is only named sees nothing here."))
            (sheet.text("profession", "Profession"))
            (sheet.text("organisation", "Organisation"))
            (parts::button("Add"))
        }))
    };
    Ok(context.frame.sheet_page(TITLE, &format!("/panels/{id}"), sheet, content))
}

fn one(sheet: &Sheet, id: PanelId, member: &Member) -> Markup {
    html! {
        (member.name) ", " (member.profession) ", " (member.organisation)
        @if member.account_id.is_none() { " " span.eh-muted { "(no account)" } }
        (sheet.form_to(&format!("/panels/{id}/members/{}/end", member.id), html! {
            button.eh-link-button type="submit" { "Remove" span.govuk-visually-hidden { " " (member.name) } }
        }))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<PanelId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepPanels)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<PanelId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepPanels)?;
            let new = NewMember {
                account: sheet.fields.get("account").parse().ok(),
                name: sheet.optional("name", 200),
                profession: sheet.optional("profession", 200),
                organisation: sheet.optional("organisation", 200),
            };
            let added = match sheet.is_valid() {
                true => sheet.heed(records::add_member(change.tx, &permit, id, new))?,
                false => None,
            };
            if added.is_none() {
                return Sheet::again(show(change, id, sheet)?);
            }
            Ok(format!("/panels/{id}/members?done=saved"))
        })
        .await
}

pub(super) async fn end(
    visit: Visit,
    Path((id, member)): Path<(PanelId, MemberId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepPanels)?;
            records::end_member(change.tx, &permit, id, member)?;
            Ok(format!("/panels/{id}/members?done=saved"))
        })
        .await
}
