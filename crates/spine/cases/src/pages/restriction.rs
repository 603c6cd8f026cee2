//! `/families/{id}/restriction`: keep a record to a list of people, or lift that.

use access::{AccountId, FamilyId, Permit, Permits, Visit, accounts, events, family, guard};
use axum::{extract::Path, response::Response};
use serde_json::json;
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn view(inside: &mut impl Permits, permit: &Permit<FamilyId, family::Restrict>, f: &Form, key: &str) -> Result<Markup> {
    let restricted = guard::restriction(inside.conn(), permit.subject())?;
    let team = guard::team_of(inside.conn(), permit.subject())?;
    let mut keep: Vec<AccountId> = restricted.clone().unwrap_or_default();
    keep.extend(f.fields.all("listed").filter_map(|a| a.parse::<AccountId>().ok()));
    let colleagues = work::colleagues::near(inside, team, &keep)?;
    let c = inside.context();
    let names: Vec<(String, String)> =
        colleagues.shown.iter().map(|c| (c.id.to_string(), format!("{}, {}", c.name, c.organisation))).collect();
    let content = html! {
        h1.govuk-heading-l { "Restrict this record" }
        p.govuk-body { "Only the people you tick will know that the record exists: not in search, not in lists, not by its address. It also ends the access of a lead or manager whom you do not tick." }
        (colleagues.finder)
        (form(&c.frame, &c.path, key, false, html! {
            (parts::checkboxes(f, parts::Choices { name: "listed", legend: "Who may know of it?", class: "govuk-checkboxes--small", items: names.iter().map(|(id, n)| parts::Choice::new(id, n)).collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why?", rows: 3, ..Default::default() }))
            div.govuk-button-group {
                (parts::button(if restricted.is_some() { "Change the list" } else { "Restrict" }))
                @if restricted.is_some() { (parts::button_named("Lift the restriction", "govuk-button--secondary", "lift", "yes")) }
            }
        }))
    };
    Ok(c.frame.form_page("Restrict this record", "/my-work", f, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::Restrict, id)?;
            let mut fields = Fields::default();
            for account in guard::restriction(v.conn(), id)?.unwrap_or_default() {
                fields.add("listed", account.to_string());
            }
            view(v, &permit, &fields.into(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::Restrict, id)?;
            let mut f = Form::from(fields.clone());
            let reason = f.text("reason", 2_000, Some("Say why"));
            let lift = fields.get("lift") == "yes";
            let known = accounts::list_colleagues(change.conn())?;
            let mut listed: Vec<AccountId> = fields.all("listed").filter_map(|a| a.parse().ok()).collect();
            listed.retain(|a| known.iter().any(|k| k.id == *a));
            listed.sort_unstable();
            listed.dedup();
            if listed.is_empty() && !lift {
                f.errors.add("listed", "Choose at least one person: a record that nobody may see helps nobody");
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"))?)));
            }
            let now = change.now;
            guard::restrict(change.conn(), now, id, (!lift).then_some(&listed))?;
            let kind = if lift { events::UNRESTRICTED } else { events::RESTRICTED };
            change.tx.record(kind.on(id.0).family(id).detail(json!({"reason": reason, "listed": listed})))?;
            Ok("/my-work?done=saved".into())
        })
        .await
}
