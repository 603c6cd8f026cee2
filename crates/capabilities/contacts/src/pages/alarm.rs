//! `/families/{id}/danger`: whoever works with a family raises the alarm from its record; `/contacts/{id}/alarm`: somebody
//! takes it by name.

use super::about;
use crate::{
    ContactId,
    intake::{self, NewContact},
    records::{self, Alarm},
};
use access::{Context, FamilyId, Permit, Permits, Visit, contact, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use people::details::Typed;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Colour};

/// What stands of an alarm on the contact's page: whether somebody has taken it, and else the button to take it.
pub(super) fn standing(
    context: &Context,
    alarm: &Alarm,
    taken_by: Option<&str>,
    may_take: bool,
    told: &[(String, store::Instant)],
) -> Markup {
    let sheet = context.sheet(Fields::default());
    html! {
        @match (alarm.taken_at, taken_by) {
            (Some(at), Some(by)) => p.govuk-body {
                (parts::tag("Taken", Colour::Green)) " by " (by) ", " (web::dates::moment(at)) "."
            },
            _ => div.eh-next {
                p.govuk-body {
                    (parts::tag("Nobody has taken it", Colour::Red)) " It is due by " (web::dates::moment(alarm.due_at)) "."
                }
                @if may_take {
                    (sheet.form_to(&format!("/contacts/{}/alarm", alarm.contact_id), parts::button("I see to this child")))
                }
            },
        }
        @if let Some((who, at)) = told.first() {
            p.govuk-body.eh-muted { "Told last: " (who) ", " (web::dates::moment(*at)) "." }
        }
    }
}

/// Raises the alarm from a family's record.
struct Danger {
    permit: Permit<FamilyId, family::Open>,
}

impl Danger {
    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let phone = inside.context().pack.text("danger-phone").to_owned();
        let content = html! {
            p.govuk-body-l { "If a child may be hurt now, call " (parts::telephone(&phone)) " first." }
            p.govuk-body { "Then tell the front door here. Whoever is on call is told at once." }
            (sheet.form(html! {
                (sheet.textarea("summary", "What is happening, to whom, and where?"))
                (parts::button("Tell the front door"))
            }))
        };
        header::sheet_page(inside, &self.permit, "A child is in danger", sheet, content)
    }

    /// All that is known of the family goes with it, so that nobody has to ask.
    fn read(&self, inside: &mut impl Permits, sheet: &mut Sheet) -> Result<NewContact> {
        let members = people::records::members(inside.conn(), &self.permit)?;
        let kind = inside.context().actor.organisation_kind.clone();
        let people = members.iter().filter(|member| !member.withheld);
        Ok(NewContact {
            kind: "request".into(),
            source: about::usual_source(&kind).into(),
            channel: "online".into(),
            summary: sheet.optional("summary", 20_000),
            danger: true,
            people: people.map(|member| Typed::of(&member.person.details, member.role)).collect(),
            ..NewContact::default()
        })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let danger = Danger { permit: v.permit(family::Open, id)? };
            let sheet = v.sheet(Fields::default)?;
            danger.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let danger = Danger { permit: change.permit(family::Open, id)? };
            let new = danger.read(change, sheet)?;
            let checked = intake::check(&new, &change.pack, change.today, false);
            if let Err(found) = &checked {
                found.iter().for_each(|(field, told)| sheet.errors.add(field, told));
            }
            let (Ok(valid), true) = (checked, sheet.is_valid()) else {
                return Sheet::again(danger.show(change, sheet)?);
            };
            let pack = change.pack.clone();
            let contact = records::receive_about(change.tx, &danger.permit, &pack, &valid)?;
            Ok(format!("/contacts/{}?sent=yes", contact.id))
        })
        .await
}

pub(super) async fn take(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(contact::TakeAlarm, id)?;
            records::take(change.tx, &permit)?;
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}
