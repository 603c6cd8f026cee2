//! `/services/{id}/edit`: what an entry says.

use super::{entry, ours};
use crate::{
    ServiceId, events,
    proposals::{self, Became, Proposal},
    records::{self, Provider, Service, Version},
};
use access::{Context, Permits, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

/// The entry, what waits of it, and what its editor may do with it.
struct Edit {
    service: Service,
    provider: Provider,
    versions: Vec<Version>,
    waits: Option<Proposal>,
    at_once: bool,
}

impl Edit {
    fn load(inside: &mut impl Permits, id: ServiceId) -> Result<Self> {
        let permit = inside.permit(service::Edit, id)?;
        let (service, provider) = records::find(inside.conn(), id)?;
        let versions = records::list_versions(inside.conn(), id)?;
        let waits = proposals::waiting(inside.conn(), &permit)?;
        let at_once = inside.may(service::Publish, id)?;
        Ok(Self { service, provider, versions, waits, at_once })
    }

    /// What its editor sent last, else what stands; and the version on which that was begun.
    fn first(&self) -> Fields {
        let (body, base) = match &self.waits {
            Some(proposal) => (&proposal.body.0, proposal.base),
            None => (&self.service.body.0, self.service.version),
        };
        entry::fields(body).with("version", base.to_string())
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let name = &self.service.body.0.name;
        let content = html! {
            h1.govuk-heading-l { "Edit " (name) }
            (self.what_saving_does())
            (self.what_it_stands_on())
            (above)
            (sheet.form(html! {
                (sheet.hidden("version"))
                (entry::questions(context, sheet))
                (parts::button(if self.at_once { "Save" } else { "Send" }))
            }))
            @if self.waits.is_none() && self.service.live {
                p.govuk-body { "Nothing to change? Then say that all of the entry above is right today." }
                (ours::still_right(context, &self.service))
            }
            (self.further(context))
            (parts::details("Earlier versions", self.earlier(context)))
        };
        context.frame.sheet_page(&format!("Edit {name}"), "/services/ours", sheet, content)
    }

    fn what_saving_does(&self) -> Markup {
        let public = match self.at_once {
            true => "What you save is public at once.",
            false => "What you send is looked at before it is public.",
        };
        html! { p.govuk-body { (self.provider.name) ". " (public) " Saving says that all of it is right today." } }
    }

    fn what_it_stands_on(&self) -> Markup {
        let elsewhere = self.service.source_id.is_some() && self.service.edited_at.is_none();
        html! {
            @if self.waits.is_some() {
                (parts::inset(html! {
                    "A change of yours waits to be looked at, and is shown here. "
                    "If you send another, it takes its place."
                }))
            }
            @if elsewhere {
                (parts::inset(html! {
                    "This entry comes from another directory. "
                    "Once you change it here, it is no longer brought up to date from there."
                }))
            }
        }
    }

    /// Links to what is said beside the entry.
    fn further(&self, context: &Context) -> Markup {
        let (id, live) = (self.service.id, self.service.live);
        html! {
            @if context.may_alone(nobody::KeepDirectory) {
                p.govuk-body {
                    a.govuk-link href={ "/directory/providers/" (self.provider.id) } {
                        (self.provider.name) ": name, and whose people may edit"
                    }
                }
            }
            p.govuk-body {
                a.govuk-link href={ "/services/" (id) "/capacity" } { "Wait and free places" } " · "
                a.govuk-link href={ "/services/" (id) "/withdrawal" } {
                    @if live { "Take it out of the directory" } @else { "Put it back into the directory" }
                }
            }
        }
    }

    fn earlier(&self, context: &Context) -> Markup {
        html! {
            @for pair in self.versions.windows(2) {
                @let (after, before) = (&pair[0], &pair[1]);
                h3.govuk-heading-s {
                    "Version " (after.version) ", " (dates::moment(after.at)) ", " (after.by)
                }
                (entry::compared(
                    &entry::differences(&context.pack, &before.body.0, &after.body.0),
                    "Before",
                    "After",
                ))
            }
            @if self.versions.len() < 2 { p.govuk-body { "There are none." } }
        }
    }
}

/// Where one goes after an entry was sent.
pub(super) fn after(became: Became, live: bool) -> String {
    match became {
        Became::Public(id) if live => format!("/services/{id}?done=saved"),
        Became::Public(_) | Became::Waits => "/services/ours?done=saved".into(),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let edit = Edit::load(v, id)?;
            // the version on which what stands in the form was begun, also when it was kept
            let sheet = v.sheet(|| edit.first())?;
            Ok(edit.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let edit = Edit::load(change, id)?;
            let pack = change.pack.clone();
            let now = &edit.service.body.0;
            let had = edit.waits.as_ref().map_or(now, |proposal| &proposal.body.0);
            let Some(entry) = entry::read(change.conn(), &pack, sheet, Some(had))? else {
                return Sheet::again(edit.show(change, sheet, html! {}));
            };

            if sheet.is_behind("version", edit.service.version) {
                let rows = entry::differences(&pack, entry.body(), now);
                let rows: Vec<(&str, &str)> = rows.iter().map(|(what, _, theirs)| (*what, theirs.as_str())).collect();
                let changed = access::last_change(change.conn(), id.0, &[events::PUBLISHED])?;
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(edit.show(change, sheet, theirs))));
            }

            let became = proposals::submit(change, id, entry)?;
            Ok(after(became, edit.service.live))
        })
        .await
}
