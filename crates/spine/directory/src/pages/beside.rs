//! What is said beside an entry: `/services/{id}/assured`, `/services/{id}/capacity`, `/services/{id}/withdrawal`.

use crate::{
    ServiceId, keeping,
    records::{self, Service},
    rules::beside::{Capacity, MOST_SPACES, MOST_WEEKS},
};
use access::{Context, Permits, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

/// Where those who look after an entry came from.
pub(super) fn home(context: &Context) -> String {
    let home = if context.may_alone(nobody::KeepDirectory) { "/directory" } else { "/services/ours" };
    format!("{home}?done=saved")
}

pub(super) async fn assured(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(service::Edit, id)?;
            keeping::assure(change.tx, &permit)?;
            Ok(home(change))
        })
        .await
}

fn load(inside: &mut impl Permits, id: ServiceId) -> Result<Service> {
    inside.permit(service::Edit, id)?;
    let (service, _) = records::find(inside.conn(), id)?;
    Ok(service)
}

fn show_capacity(context: &Context, service: &Service, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Wait and free places: " (service.body.0.name) }
        (sheet.short_form(html! {
            (sheet.text("weeks", "How many weeks does one wait now?")
                .hint("0 if there is no wait. Empty if you do not know.")
                .width(3)
                .numeric())
            (sheet.text("spaces", "How many places are free?")
                .hint("Empty if it has no places.")
                .width(3)
                .numeric())
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page("Wait and free places", "/services/ours", sheet, content)
}

/// A number as it was typed: what is no number at all is as little believed as one beyond the most.
fn read_number(sheet: &Sheet, name: &str, most: i64) -> Option<i64> {
    let typed = sheet.fields.get(name);
    (!typed.is_empty()).then(|| typed.parse().unwrap_or(most + 1))
}

fn read_capacity(sheet: &mut Sheet) -> Result<Option<Capacity>> {
    let weeks = read_number(sheet, "weeks", MOST_WEEKS);
    let spaces = read_number(sheet, "spaces", MOST_SPACES);
    sheet.heed(Capacity::new(weeks, spaces).map_err(Into::into))
}

pub(super) async fn capacity_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let service = load(v, id)?;
            let text = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
            let first = Fields::default().with("weeks", text(service.wait_weeks)).with("spaces", text(service.spaces));
            Ok(show_capacity(v, &service, &v.context().sheet(first)))
        })
        .await
}

pub(super) async fn capacity_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let service = load(change, id)?;
            let Some(capacity) = read_capacity(sheet)? else {
                return Sheet::again(show_capacity(change, &service, sheet));
            };
            let permit = change.permit(service::Edit, id)?;
            keeping::set_capacity(change.tx, &permit, capacity)?;
            Ok("/services/ours?done=saved".into())
        })
        .await
}

fn show_withdrawal(context: &Context, service: &Service, sheet: &Sheet) -> Markup {
    let title = if service.live { "Take it out of the directory" } else { "Put it back into the directory" };
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body-l { (service.body.0.name) }
        (sheet.short_form(html! {
            input type="hidden" name="to" value=(if service.live { "out" } else { "in" });
            (sheet.textarea("reason", "Why?").rows(2))
            (parts::button(title))
        }))
    };
    context.frame.sheet_page(title, "/services/ours", sheet, content)
}

pub(super) async fn withdrawal_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let service = load(v, id)?;
            Ok(show_withdrawal(v, &service, &v.context().sheet(Fields::default())))
        })
        .await
}

pub(super) async fn withdrawal_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let service = load(change, id)?;
            let why = sheet.required("reason", 500, "Say why");
            if !sheet.is_valid() {
                return Sheet::again(show_withdrawal(change, &service, sheet));
            }
            let (pack, permit) = (change.pack.clone(), change.permit(service::Edit, id)?);
            // what the button said, also when somebody else has done it meanwhile
            let live = sheet.fields.get("to") == "in";
            keeping::set_live(change.tx, &pack, &permit, live, &why)?;
            change.tx.nothing_new();
            Ok("/services/ours?done=saved".into())
        })
        .await
}
