//! `/directory/providers/{id}`: whoever provides services, and whose people keep their entries.

use crate::{
    ProviderId,
    records::{self, Provider},
};
use access::{OrganisationId, Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn fields(p: &Provider) -> Fields {
    Fields::default()
        .with("name", &*p.name)
        .with("description", &*p.description)
        .with("url", &*p.url)
        .with("email", &*p.email)
        .with("organisation", p.organisation_id.map(|o| o.to_string()).unwrap_or_default())
}

fn view(inside: &mut impl Permits, p: &Provider, f: &Form, key: &str) -> Result<Markup> {
    let organisations = accounts::list_organisations(inside.conn())?;
    let services = records::list_of(inside.conn(), p.id)?;
    let ids: Vec<String> = organisations.iter().map(|o| o.id.to_string()).collect();
    let mut items = vec![("", "Nobody but the council")];
    items.extend(ids.iter().zip(&organisations).map(|(id, o)| (id.as_str(), o.name.as_str())));
    let c = inside.context();
    let line = |name: &str, label: &str| parts::input(f, parts::Input { name, label, ..Default::default() });
    let content = html! {
        h1.govuk-heading-l { (p.name) }
        @if p.source_id.is_some() { (parts::inset(html! { "Name, description and addresses come from another directory and are brought up to date from there." })) }
        (form(&c.frame, &c.path, key, true, html! {
            (line("name", "Name"))
            (parts::textarea(f, parts::OldTextarea { name: "description", label: "What it is", rows: 3, ..Default::default() }))
            (line("url", "Web page"))
            (line("email", "Email"))
            (parts::select(f, "organisation", "Whose people may edit its entries?", "Those of this organisation with an account as service provider. An administrator invites them.", &items))
            (parts::button("Save"))
        }))
        h2.govuk-heading-m { "Its services (" (services.len()) ")" }
        ul.govuk-list { @for s in services.iter().take(50) { li { a.govuk-link href={ "/services/" (s.id) "/edit" } { (s.body.0.name) } } } }
    };
    Ok(c.frame.form_page(&p.name, "/directory", f, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ProviderId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepDirectory)?;
            let p = records::find_provider(v.conn(), id)?;
            let (f, _) = v.form(|| fields(&p))?;
            view(v, &p, &f, &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ProviderId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::KeepDirectory)?;
            let p = records::find_provider(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let known = accounts::list_organisations(change.conn())?;
            let typed = fields.get("organisation").to_owned();
            let organisation: Option<OrganisationId> =
                typed.parse().ok().filter(|id| known.iter().any(|o| o.id == *id));
            if organisation.is_none() && !typed.is_empty() {
                f.errors.add("organisation", "Choose an organisation of the list");
            }
            let new = Provider {
                name: f.text("name", 200, Some("Enter the name")),
                description: f.text("description", 5_000, None),
                url: f.text("url", 500, None),
                email: f.text("email", 200, None),
                organisation_id: organisation,
                ..p.clone()
            };
            if !new.url.is_empty() && !super::show::is_web(&new.url) {
                f.errors.add("url", "Enter a web address that begins with https://");
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &p, &f, fields.get("key"))?)));
            }
            let pack = change.pack.clone();
            records::change_provider(change.tx, &pack, &new)?;
            Ok("/directory?done=saved".into())
        })
        .await
}
