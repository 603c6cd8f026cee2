//! `/directory/proposals/{id}`: a change that waits to be looked at.

use super::entry;
use crate::{
    body::Body,
    events,
    proposals::{self, Proposal, ProposalId, Verdict},
    records::{self, Provider, Service},
};
use access::{Context, Nobody, Permit, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice},
};

/// The change, and what stands now.
struct Look {
    permit: Permit<Nobody, nobody::KeepDirectory>,
    proposal: Proposal,
    provider: Provider,
    now: Option<Service>,
}

impl Look {
    fn load(inside: &mut impl Permits, id: ProposalId) -> Result<Self> {
        let permit = inside.allow(nobody::KeepDirectory)?;
        let proposal = proposals::find_any(inside.conn(), &permit, id)?;
        let provider = records::find_provider(inside.conn(), proposal.provider_id)?;
        let now = match proposal.service_id {
            Some(service) => Some(records::find(inside.conn(), service)?.0),
            None => None,
        };
        Ok(Self { permit, proposal, provider, now })
    }

    /// The version with which the page compares; 0 where nothing stands yet.
    fn version(&self) -> i64 {
        self.now.as_ref().map_or(0, |service| service.version)
    }

    fn is_decided(&self) -> bool {
        self.proposal.decided_at.is_some()
    }

    /// What someone else has decided, or made of the entry, meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Proposal { id, service_id, approved, reason, .. } = &self.proposal;
        if let Some(approved) = approved {
            let changed = access::last_change(inside.conn(), id.0, &[events::APPROVED, events::RETURNED])?;
            let became = if *approved { "It is public" } else { "It was returned" };
            return Ok(web::too_late(changed.as_ref(), &[("What became of it", became), ("Reason", reason)]));
        }
        let changed = match service_id {
            Some(service) => access::last_change(inside.conn(), service.0, &[events::PUBLISHED])?,
            None => None,
        };
        Ok(web::theirs(changed.as_ref(), &[]))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let Proposal { by_name, at, base, body, .. } = &self.proposal;
        let name = &body.0.name;
        let moved = self.now.as_ref().is_some_and(|service| service.version != *base);
        let choices = [
            Choice::new("approve", "Make it public"),
            Choice::new("return", "Return it").hint("Say below what is missing or wrong."),
        ];
        let content = html! {
            h1.govuk-heading-l { (name) }
            (above)
            p.govuk-body { (self.provider.name) ". Sent by " (by_name) " on " (dates::moment(*at)) "." }
            @if moved {
                (parts::warning("The entry was changed since they began. The table shows what would change now."))
            }
            (self.differences(context))
            (sheet.form(html! {
                input type="hidden" name="version" value=(self.version());
                (sheet.radios("said", "What becomes of it?").items(choices))
                (sheet.textarea("reason", "Reason, if you return it").rows(2))
                @if !self.is_decided() { (parts::button("Save")) }
            }))
        };
        context.frame.sheet_page(&format!("Change: {name}"), "/directory", sheet, content)
    }

    fn differences(&self, context: &Context) -> Markup {
        let nothing = Body::default();
        let now = self.now.as_ref().map_or(&nothing, |service| &service.body.0);
        let rows = entry::differences(&context.pack, now, &self.proposal.body.0);
        entry::compared(&rows, if self.now.is_some() { "Now" } else { "Nothing yet" }, "Proposed")
    }
}

fn read(sheet: &mut Sheet) -> Option<Verdict> {
    let said = |said: &str| match said {
        "approve" => Some(true),
        "return" => Some(false),
        _ => None,
    };
    let approved = sheet.chosen("said", said, "Choose what becomes of it");
    let reason = sheet.optional("reason", 1_000);
    // what is no version was compared with none
    let seen = sheet.fields.get("version").parse().unwrap_or(-1);
    approved.filter(|_| sheet.is_valid()).map(|approved| Verdict { approved, reason, seen })
}

pub(super) async fn page(visit: Visit, Path(id): Path<ProposalId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let look = Look::load(v, id)?;
            if look.is_decided() {
                return Err(Error::NotFound);
            }
            let sheet = v.sheet(Fields::default)?;
            Ok(look.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ProposalId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let look = Look::load(change, id)?;
            if sheet.is_behind("version", look.version()) || look.is_decided() {
                let theirs = look.theirs(change)?;
                return Err(Error::Conflict(Box::new(look.show(change, sheet, theirs))));
            }
            let Some(verdict) = read(sheet) else {
                return Sheet::again(look.show(change, sheet, html! {}));
            };

            let pack = change.pack.clone();
            let decided = proposals::decide(change.tx, &pack, &look.permit, id, &verdict);
            if sheet.heed(decided)?.is_none() {
                return Sheet::again(look.show(change, sheet, html! {}));
            }
            Ok("/directory?done=saved".into())
        })
        .await
}
