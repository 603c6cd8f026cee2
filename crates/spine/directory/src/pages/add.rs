//! `/services/new`: a service that is not in the directory yet.

use super::{edit::after, entry};
use crate::{
    body::Body,
    proposals,
    records::{self, Provider, ProviderId},
};
use access::{Change, Context, Permits, Visit, nobody};
use axum::response::Response;
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// The providers for whom this person may add a service.
struct Add {
    providers: Vec<Provider>,
    keeper: bool,
}

/// Whose the new service is.
enum Whose {
    /// A provider that is known.
    Known(ProviderId),
    /// One that the directory does not know yet, as a keeper names it.
    Named(String),
    /// The organisation of whoever adds it: its first service begins its entry as a provider.
    Own,
}

impl Add {
    fn load(inside: &mut impl Permits) -> Result<Self> {
        let permit = inside.allow(nobody::SeeOurServices)?;
        let keeper = inside.context().may_alone(nobody::KeepDirectory);
        let organisation = permit.actor().organisation;
        let providers = match (keeper, organisation) {
            (true, _) => records::list_providers(inside.conn(), None)?,
            (false, Some(_)) => records::list_providers(inside.conn(), organisation)?,
            (false, None) => vec![],
        };
        Ok(Self { providers, keeper })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let prompt = if self.providers.is_empty() { "Your organisation" } else { "Choose" };
        let providers = self.providers.iter().map(|one| Choice::new(one.id.to_string(), &*one.name));
        let content = html! {
            h1.govuk-heading-l { "Add a service" }
            (sheet.form(html! {
                (sheet.select("provider", "Whose service is it?").prompt(prompt).items(providers))
                @if self.keeper {
                    (sheet.text("provider_name", "Or the name of a provider that is not listed"))
                }
                (entry::questions(context, sheet))
                (parts::button("Send"))
            }))
        };
        context.frame.sheet_page("Add a service", "/services/ours", sheet, content)
    }

    fn read_whose(&self, sheet: &mut Sheet) -> Option<Whose> {
        let named = sheet.fields.get("provider_name");
        if self.keeper && !named.is_empty() {
            return Some(Whose::Named(named.chars().take(200).collect()));
        }
        let chosen = sheet.fields.get("provider").parse::<ProviderId>().ok();
        let known = chosen.filter(|id| self.providers.iter().any(|provider| provider.id == *id));
        let whose = match known {
            Some(id) => Some(Whose::Known(id)),
            None if !self.keeper && self.providers.is_empty() => Some(Whose::Own),
            None => None,
        };
        if whose.is_none() {
            sheet.errors.add("provider", "Choose whose service it is");
        }
        whose
    }
}

/// The provider, begun where there was none.
fn provider(change: &mut Change<'_, '_>, whose: Whose) -> Result<ProviderId> {
    let new = match whose {
        Whose::Known(id) => return Ok(id),
        Whose::Named(name) => {
            change.allow(nobody::KeepDirectory)?;
            Provider::named(&name, None)
        }
        Whose::Own => Provider::named(&change.actor.organisation_name, change.actor.organisation),
    };
    records::add_provider(change.tx, &new)?;
    Ok(new.id)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let add = Add::load(v)?;
            let only = match add.providers.as_slice() {
                [one] => one.id.to_string(),
                _ => String::new(),
            };
            let sheet = v.sheet(|| entry::fields(&Body::default()).with("provider", only))?;
            Ok(add.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let add = Add::load(change)?;
            let pack = change.pack.clone();
            let whose = add.read_whose(sheet);
            let entry = entry::read(change.conn(), &pack, sheet, None)?;
            let (Some(whose), Some(entry)) = (whose, entry) else {
                return Sheet::again(add.show(change, sheet));
            };

            let of = provider(change, whose)?;
            let became = proposals::submit(change, of, entry)?;
            Ok(after(became, true))
        })
        .await
}
