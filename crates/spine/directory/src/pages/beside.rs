//! What is said beside an entry: `/services/{id}/assured`, `/services/{id}/capacity`, `/services/{id}/withdrawal`.

use super::show;
use crate::{
    ServiceId, events, keeping,
    records::{self, Service},
    rules::beside::{Capacity, MOST_SPACES, MOST_WEEKS},
};
use access::{Context, Permits, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

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

/// A mark of the wait and the free places as they stand.
fn capacity_stand(service: &Service) -> String {
    let [weeks, spaces] = [service.wait_weeks, service.spaces].map(text);
    let on = service.capacity_on.map(|on| on.to_string()).unwrap_or_default();
    web::stand(&[&weeks, &spaces, &on])
}

/// What someone else has said of them meanwhile.
fn their_capacity(inside: &mut impl Permits, service: &Service) -> Result<Markup> {
    let changed = access::last_change(inside.conn(), service.id.0, &[events::CAPACITY])?;
    let now = show::wait(service).unwrap_or_else(|| "Not known".to_owned());
    Ok(web::theirs(changed.as_ref(), &[("Wait and free places now", &now)]))
}

fn text(number: Option<i64>) -> String {
    number.map(|n| n.to_string()).unwrap_or_default()
}

fn show_capacity(context: &Context, service: &Service, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Wait and free places: " (service.body.0.name) }
        (above)
        (sheet.short_form(html! {
            (sheet.hidden("stand"))
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
            let first = Fields::default()
                .with("stand", capacity_stand(&service))
                .with("weeks", text(service.wait_weeks))
                .with("spaces", text(service.spaces));
            Ok(show_capacity(v, &service, &v.context().sheet(first), html! {}))
        })
        .await
}

pub(super) async fn capacity_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let service = load(change, id)?;
            if sheet.is_behind("stand", capacity_stand(&service)) {
                let theirs = their_capacity(change, &service)?;
                return Err(Error::Conflict(Box::new(show_capacity(change, &service, sheet, theirs))));
            }

            let Some(capacity) = read_capacity(sheet)? else {
                return Sheet::again(show_capacity(change, &service, sheet, html! {}));
            };
            let permit = change.permit(service::Edit, id)?;
            keeping::set_capacity(change.tx, &permit, capacity)?;
            Ok("/services/ours?done=saved".into())
        })
        .await
}

/// A mark of whether it stands in the directory.
fn live_stand(service: &Service) -> &'static str {
    if service.live { "in" } else { "out" }
}

/// That someone else has taken it out, or put it back, meanwhile.
fn their_withdrawal(inside: &mut impl Permits, service: &Service) -> Result<Markup> {
    let changed = access::last_change(inside.conn(), service.id.0, &[events::WITHDRAWN, events::RESTORED])?;
    let now = if service.live { "It stands in the directory" } else { "It is out of the directory" };
    Ok(web::too_late(changed.as_ref(), &[("Now", now)]))
}

/// The form; once someone else has done it, their word above it, and no button that would do the opposite.
fn show_withdrawal(context: &Context, service: &Service, sheet: &Sheet, theirs: Option<Markup>) -> Markup {
    let to = match &theirs {
        Some(_) => sheet.fields.get("to"),
        None if service.live => "out",
        None => "in",
    };
    let title = if to == "in" { "Put it back into the directory" } else { "Take it out of the directory" };
    let open = theirs.is_none();
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body-l { (service.body.0.name) }
        @if let Some(theirs) = theirs { (theirs) }
        (sheet.short_form(html! {
            (sheet.hidden("stand"))
            input type="hidden" name="to" value=(to);
            (sheet.textarea("reason", "Why?").rows(2))
            @if open { (parts::button(title)) }
        }))
    };
    context.frame.sheet_page(title, "/services/ours", sheet, content)
}

pub(super) async fn withdrawal_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let service = load(v, id)?;
            let sheet = v.context().sheet(Fields::default().with("stand", live_stand(&service)));
            Ok(show_withdrawal(v, &service, &sheet, None))
        })
        .await
}

pub(super) async fn withdrawal_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let service = load(change, id)?;
            if sheet.is_overtaken("stand", live_stand(&service)) {
                let theirs = Some(their_withdrawal(change, &service)?);
                return Err(Error::Conflict(Box::new(show_withdrawal(change, &service, sheet, theirs))));
            }

            let why = sheet.required("reason", 500, "Say why");
            if !sheet.is_valid() {
                return Sheet::again(show_withdrawal(change, &service, sheet, None));
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
