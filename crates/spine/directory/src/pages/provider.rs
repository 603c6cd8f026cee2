//! `/directory/providers/{id}`: whoever provides services, and whose people keep their entries.

use crate::{
    ProviderId, events, keeping,
    records::{self, Provider, Service},
    rules,
};
use access::{Context, OrganisationId, Permits, Visit, accounts, accounts::Organisation, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// Who is meant by the people of an organisation.
const WHO_EDITS: &str =
    "Those of this organisation with an account as service provider. An administrator invites them.";

/// The provider, what it runs, and who could keep it.
struct Keep {
    provider: Provider,
    services: Vec<Service>,
    organisations: Vec<Organisation>,
}

impl Keep {
    fn load(inside: &mut impl Permits, id: ProviderId) -> Result<Self> {
        inside.allow(nobody::KeepDirectory)?;
        let provider = records::find_provider(inside.conn(), id)?;
        let services = records::list_of(inside.conn(), id)?;
        let organisations = accounts::list_organisations(inside.conn())?;
        Ok(Self { provider, services, organisations })
    }

    fn stand(&self) -> String {
        let Provider { name, description, url, email, organisation_id, .. } = &self.provider;
        web::stand(&[name, description, url, email, &organisation_id.map(|id| id.to_string()).unwrap_or_default()])
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Provider { id, name, description, url, email, organisation_id, .. } = &self.provider;
        let of = self.organisations.iter().find(|one| Some(one.id) == *organisation_id);
        let changed = access::last_change(inside.conn(), id.0, &[events::PROVIDER_CHANGED])?;
        let rows: [(&str, &str); 5] = [
            ("Name", name),
            ("What it is", description),
            ("Web page", url),
            ("Email", email),
            ("Whose people may edit its entries", of.map_or("Nobody but the council", |one| &one.name)),
        ];
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn first(&self) -> Fields {
        let Provider { name, description, url, email, organisation_id, .. } = &self.provider;
        Fields::default()
            .with("stand", self.stand())
            .with("name", &**name)
            .with("description", &**description)
            .with("url", &**url)
            .with("email", &**email)
            .with("organisation", organisation_id.map(|id| id.to_string()).unwrap_or_default())
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let name = &self.provider.name;
        let organisations = self.organisations.iter().map(|one| Choice::new(one.id.to_string(), &*one.name));
        let content = html! {
            h1.govuk-heading-l { (name) }
            (above)
            @if self.provider.source_id.is_some() {
                (parts::inset(html! {
                    "Name, description and addresses come from another directory and are brought up to date from there."
                }))
            }
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.text("name", "Name"))
                (sheet.textarea("description", "What it is").rows(3))
                (sheet.text("url", "Web page"))
                (sheet.text("email", "Email"))
                (sheet.select("organisation", "Whose people may edit its entries?")
                    .hint(WHO_EDITS)
                    .prompt("Nobody but the council")
                    .items(organisations))
                (parts::button("Save"))
            }))
            (self.what_it_runs())
        };
        context.frame.sheet_page(name, "/directory", sheet, content)
    }

    fn what_it_runs(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Its services (" (self.services.len()) ")" }
            ul.govuk-list {
                @for service in &self.services {
                    li { a.govuk-link href={ "/services/" (service.id) "/edit" } { (service.body.0.name) } }
                }
            }
        }
    }

    fn read(&self, sheet: &mut Sheet) -> Option<Provider> {
        let new = Provider {
            name: sheet.required("name", 200, "Enter the name"),
            description: sheet.optional("description", 5_000),
            url: sheet.optional("url", 500),
            email: sheet.optional("email", 200),
            organisation_id: self.read_organisation(sheet),
            ..self.provider.clone()
        };
        if !new.url.is_empty() && !rules::is_url(&new.url) {
            sheet.errors.add("url", "Enter a web address that begins with https://");
        }
        if !new.email.is_empty() && !rules::is_email(&new.email) {
            sheet.errors.add("email", "Enter an email address like name@example.org, or leave it empty");
        }
        Some(new).filter(|_| sheet.is_valid())
    }

    fn read_organisation(&self, sheet: &mut Sheet) -> Option<OrganisationId> {
        let typed = sheet.fields.get("organisation");
        if typed.is_empty() {
            return None;
        }
        let known = |id: &OrganisationId| self.organisations.iter().any(|one| one.id == *id);
        sheet.chosen("organisation", |id| id.parse().ok().filter(known), "Choose an organisation of the list")
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ProviderId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let keep = Keep::load(v, id)?;
            let sheet = v.sheet(|| keep.first())?;
            Ok(keep.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ProviderId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let keep = Keep::load(change, id)?;
            if sheet.is_behind("stand", keep.stand()) {
                let theirs = keep.theirs(change)?;
                return Err(Error::Conflict(Box::new(keep.show(change, sheet, theirs))));
            }

            let Some(new) = keep.read(sheet) else {
                return Sheet::again(keep.show(change, sheet, html! {}));
            };
            let pack = change.pack.clone();
            let permit = change.allow(nobody::KeepDirectory)?;
            keeping::change_provider(change.tx, &pack, &permit, &new)?;
            Ok("/directory?done=saved".into())
        })
        .await
}
