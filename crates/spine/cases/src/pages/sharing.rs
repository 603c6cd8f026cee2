//! `/families/{id}/sharing`: with whom, what for, on what basis, until when.

use super::header;
use access::{FamilyId, OrganisationId, Permits, Sight, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use people::{
    agreement::{self, NewSharing, SharingId},
    rules,
};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let organisations = accounts::list_organisations(inside.conn())?;
    let all = agreement::sharings(inside.conn(), sight.subject())?;
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let name = |id| organisations.iter().find(|o| o.id == id).map_or("", |o| &o.name);
    let ids: Vec<String> = organisations.iter().map(|o| o.id.to_string()).collect();
    let mut items = vec![("", "Choose an organisation")];
    items.extend(ids.iter().zip(&organisations).filter(|(_, o)| !o.own).map(|(id, o)| (id.as_str(), o.name.as_str())));
    let basis = pack.choices("sharing-basis", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let content = html! {
        h2.govuk-heading-m { "Shared now" }
        @if !all.iter().any(|s| s.in_force(today)) { p.govuk-body { "With nobody outside the council." } }
        @for s in all.iter().filter(|s| s.in_force(today)) {
            form.eh-actions method="post" action={ (path) "/end" } {
                input type="hidden" name="csrf" value=(frame.csrf);
                input type="hidden" name="key" value=(web::new_key());
                input type="hidden" name="sharing" value=(s.id);
                p.govuk-body { strong { (name(s.organisation_id)) } ": " (s.scope) " (" (pack.label("sharing-basis", &s.basis)) ", since " (web::dates::day(s.decided_at.date())) @if let Some(on) = s.expires_on { ", until " (web::dates::day(on)) } ")" }
                button.govuk-button.govuk-button--secondary type="submit" data-module="govuk-button" { "End" span.govuk-visually-hidden { " sharing with " (name(s.organisation_id)) } }
            }
        }
        h2.govuk-heading-m { "Share with an organisation" }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::select(f, "organisation", "Organisation", "", &items))
            (parts::textarea(f, parts::OldTextarea { name: "scope", label: "What is shared, and what for?", rows: 3, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "basis", legend: "On what basis?", class: "govuk-radios--small", items: basis.collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "If without agreement, why?", rows: 3, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "told", legend: "If without agreement, was the family told?", class: "govuk-radios--small govuk-radios--inline",
                items: vec![parts::Choice::new("yes", "Yes"), parts::Choice::new("no", "No")], ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "why_not_told", label: "If they were not told, why not?", rows: 2, ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "expires", legend: "Until when?", hint: "Leave empty if it lasts as long as the help does.", ..Default::default() }))
            (parts::button("Record sharing decision"))
        }))
    };
    header::form_page(inside, sight, "Sharing", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::DecideSharing, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::DecideSharing, id)?;
            let mut f = Form::from(fields.clone());
            let (pack, today) = (change.pack.clone(), change.today);
            let organisations = accounts::list_organisations(change.conn())?;
            let whom = f.choice(
                "organisation",
                |o| o.parse::<OrganisationId>().ok().and_then(|id| organisations.iter().find(|o| o.id == id)),
                "Choose an organisation",
            );
            let scope = f.text("scope", 2_000, Some("Say what is shared and what for"));
            let basis = f.choice("basis", |c| pack.code("sharing-basis", c, today), "Choose on what basis");
            let (reason, why_not_told) = (f.text("reason", 2_000, None), f.text("why_not_told", 2_000, None));
            let expires_on = f.date("expires", "Until when");
            if expires_on.is_some_and(|on| on < today) {
                f.errors.add("expires", "The last day must not be in the past");
            }
            let told = match fields.get("told") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            if let (Some(whom), Some(basis)) = (whom, basis) {
                let agreed = agreement::in_force(change.conn(), id, today)?;
                if let Err(rule) = rules::sharing(&basis.code, agreed, &reason, told, &why_not_told, whom.own) {
                    let field = match rule {
                        rules::CannotShare::WithoutReason => "reason",
                        rules::CannotShare::NotSaidIfTold => "told",
                        rules::CannotShare::NotToldWithoutWhy => "why_not_told",
                        rules::CannotShare::NoAgreement => "basis",
                        rules::CannotShare::OwnOrganisation => "organisation",
                    };
                    f.errors.add(field, Refusal::from(rule).message);
                }
            }
            let (Some(whom), Some(basis), true) = (whom, basis, f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            };
            let new = NewSharing {
                organisation: whom.id,
                scope,
                basis: basis.code.clone(),
                reason,
                told,
                why_not_told,
                expires_on,
            };
            agreement::share(change.tx, &permit, &new, &whom.name)?;
            Ok(format!("/families/{id}/sharing?done=saved"))
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::DecideSharing, id)?;
            let wanted: SharingId = fields.get("sharing").parse().map_err(|_| Error::NotFound)?;
            let all = agreement::sharings(change.conn(), id)?;
            let one = all.iter().find(|s| s.id == wanted && s.ended_at.is_none()).ok_or(Error::NotFound)?;
            agreement::end_sharing(change.tx, &permit, one, "ended-by-worker")?;
            Ok(format!("/families/{id}/sharing?done=saved"))
        })
        .await
}
