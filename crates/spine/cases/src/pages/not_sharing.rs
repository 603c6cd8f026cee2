//! `/families/{id}/sharing/declined`: somebody asked, and it is not shared; with whom, what, and why not.

use super::header;
use access::{FamilyId, Permit, Permits, Visit, accounts, accounts::Organisation, family};
use axum::{extract::Path, response::Response};
use people::agreement::{self, NewDeclined};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// Who may have asked.
struct Declining {
    permit: Permit<FamilyId, family::DecideSharing>,
    organisations: Vec<Organisation>,
}

impl Declining {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::DecideSharing, id)?;
        let organisations = accounts::list_organisations(inside.conn())?;
        Ok(Self { permit, organisations })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let partners = self.organisations.iter().filter(|organisation| !organisation.own);
        let partners = partners.map(|partner| Choice::new(partner.id.to_string(), partner.name.as_str()));
        let content = html! {
            p.govuk-body {
                "A decision not to share is kept like one to share, with its reason. Nobody sees more of the family by it."
            }
            (sheet.form(html! {
                (sheet.select("organisation", "Organisation").prompt("Choose an organisation").items(partners))
                (sheet.text("asked_by", "Who asked?").hint("Their name and job."))
                (sheet.textarea("asked_for", "What was asked for?").rows(3))
                (sheet.textarea("reason", "Why is it not shared?")
                    .hint("For example, the child would be less safe, or it is not needed for what they do.").rows(4))
                (parts::button("Record that it is not shared"))
            }))
        };
        header::sheet_page(inside, &self.permit, "Decide not to share", sheet, content)
    }

    /// What was typed, once it was said with whom; the rule says what else is missing.
    fn read(&self, sheet: &mut Sheet) -> Option<NewDeclined> {
        let organisation = |id: &str| self.organisations.iter().find(|organisation| organisation.id.to_string() == id);
        let whom = sheet.chosen("organisation", organisation, "Choose an organisation");
        let (asked_for, asked_by) = (sheet.optional("asked_for", 2_000), sheet.optional("asked_by", 200));
        let reason = sheet.optional("reason", 2_000);
        Some(NewDeclined { organisation: whom?.id, asked_for, asked_by, reason })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let declining = Declining::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            declining.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let declining = Declining::load(change, id)?;
            let new = declining.read(sheet);
            if let Some(new) = &new {
                sheet.heed(agreement::may_decline(change.tx, &declining.permit, new))?;
            }
            let Some(new) = new.filter(|_| sheet.is_valid()) else {
                return Sheet::again(declining.show(change, sheet)?);
            };

            agreement::decline_sharing(change.tx, &declining.permit, &new)?;
            Ok(format!("/families/{id}/sharing?done=saved"))
        })
        .await
}
