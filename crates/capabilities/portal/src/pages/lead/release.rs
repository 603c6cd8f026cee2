//! `/families/{id}/own-places/releases/{release}`: exactly what one person is to see, with who they are; a second worker
//! decides. And the same on a sheet of paper, for those without a telephone.

use super::Keeps;
use crate::{
    pages::own::plan,
    records::{self, Release, ReleaseId, Saying},
};
use access::{AccountId, FamilyId, Permits, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

struct Shown {
    release: Release,
    said: Vec<Saying>,
    names: BTreeMap<AccountId, String>,
    /// What may name somebody of another family.
    named: Vec<String>,
    /// Whether whoever looks may decide.
    may_decide: bool,
}

impl Shown {
    fn load(inside: &mut impl Permits, permit: &access::Sight<FamilyId>, id: ReleaseId) -> Result<Self> {
        let release = records::find_release(inside.conn(), permit, id)?;
        let ids: Vec<AccountId> = [Some(release.prepared_by), release.decided_by].into_iter().flatten().collect();
        let names = accounts::names(inside.conn(), &ids)?.into_iter().collect();
        let named = records::names_others(inside.conn(), release.family_id, &release.body.0.text())?;
        let said = records::said_of(inside.conn(), id.0)?;
        let context = inside.context();
        let second = context.actor.account != Some(release.prepared_by);
        let may_decide = release.waits() && second && context.may_now(permit, family::ApproveRelease);
        Ok(Self { release, said, names, named, may_decide })
    }

    fn name(&self, id: Option<AccountId>) -> &str {
        id.and_then(|id| self.names.get(&id)).map_or("somebody", String::as_str)
    }

    fn show(&self, sheet: &Sheet) -> Markup {
        let (one, base) = (&self.release, format!("/families/{}/own-places", self.release.family_id));
        let rows = vec![
            parts::Row::new("For whom", &one.relationship),
            parts::Row::new("How far", one.stage()),
            parts::Row::new(
                "Prepared",
                format!("{}, {}", self.name(Some(one.prepared_by)), dates::day(one.prepared_at.date())),
            ),
        ];
        html! {
            (parts::summary_list(rows))
            @if let Some(at) = one.decided_at {
                p.govuk-body { (self.name(one.decided_by)) " looked at it on " (dates::day(at.date())) @if !one.why.is_empty() { ": " (one.why) } "." }
            }
            @if !self.named.is_empty() && one.waits() {
                (parts::warning("This may name somebody of another family, or lead to them. Whoever prepared it has looked; \
                    look again."))
                ul.govuk-list.govuk-list--bullet { @for name in &self.named { li { (name) } } }
            }
            h2.govuk-heading-m { "Exactly what they see" }
            div.eh-entry { (plan::release(one, &BTreeMap::new(), &self.said)) }
            @if self.may_decide {
                (sheet.form(html! {
                    (sheet.radios("decision", "May they see it?").small().items([
                        Choice::new("yes", "Yes, exactly this"), Choice::new("no", "No, give it back"),
                    ]))
                    (sheet.textarea("why", "If not, what has to be changed?").rows(3))
                    (parts::button("Decide"))
                }))
            } @else if one.waits() {
                p.govuk-body { "A second person decides on it: a manager of the team who has not prepared it." }
            }
            @if one.is_shown() {
                p.govuk-body { a.govuk-link href={ (base) "/releases/" (one.id) "/sheet" } { "The same on paper" } }
                (sheet.form_to(&format!("{base}/releases/{}/end", one.id), html! {
                    (parts::button_named("Show it no longer", "govuk-button--secondary", "sure", "yes"))
                }))
            }
            p.govuk-body { a.govuk-link href=(base) { "Back to places of their own" } }
        }
    }
}

pub(in crate::pages) async fn page(visit: Visit, Path((id, release)): Path<(FamilyId, ReleaseId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit: Keeps = v.permit(family::KeepOwnPlaces, id)?;
            let shown = Shown::load(v, &permit, release)?;
            let sheet = v.sheet(Fields::default)?;
            header::sheet_page(v, &permit, shown.release.kind.label(), &sheet, shown.show(&sheet))
        })
        .await
}

pub(in crate::pages) async fn submit(
    visit: Visit,
    Path((id, release)): Path<(FamilyId, ReleaseId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::ApproveRelease, id)?;
            let yes = match sheet.fields.get("decision") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let why = sheet.optional("why", 2_000);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::decide(change.tx, &permit, release, (yes, &why)))?,
                false => None,
            };
            if done.is_none() {
                let shown = Shown::load(change, &permit, release)?;
                let page = header::sheet_page(change, &permit, shown.release.kind.label(), sheet, shown.show(sheet))?;
                return Sheet::again(page);
            }
            Ok(format!("/families/{id}/own-places?done=saved"))
        })
        .await
}

pub(in crate::pages) async fn end(
    visit: Visit,
    Path((id, release)): Path<(FamilyId, ReleaseId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(family::KeepOwnPlaces, id)?;
            records::take_back(change.tx, &permit, release)?;
            Ok(format!("/families/{id}/own-places?done=saved"))
        })
        .await
}

/// The same version on paper: only what was released is printed.
pub(in crate::pages) async fn sheet(visit: Visit, Path((id, release)): Path<(FamilyId, ReleaseId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit: Keeps = v.permit(family::KeepOwnPlaces, id)?;
            let shown = Shown::load(v, &permit, release)?;
            if !shown.release.is_shown() {
                return Err(Error::NotFound);
            }
            let (door, phone) = (v.pack.text("front-door-name").to_owned(), v.pack.text("front-door-phone").to_owned());
            let content = html! {
                p.govuk-body.eh-noprint {
                    "Print this, and hand it to " (shown.release.relationship) ". " a.govuk-link href={ "/families/" (id) "/own-places" } { "Back" }
                }
                h1.govuk-heading-l { (shown.release.kind.label()) }
                (plan::release(&shown.release, &BTreeMap::new(), &shown.said))
                p.govuk-body { "If something here is wrong, or you see it differently, write it below or tell us. Your \
                    words are kept beside ours." }
                p.govuk-body { (door) @if !phone.is_empty() { ": " (phone) } }
            };
            Ok(v.frame.page(shown.release.kind.label(), content))
        })
        .await
}
