//! `/families/{id}/restriction`: keep a record to a list of people, or lift that.

use access::{
    AccountId, FamilyId, Permit, Permits, Visit, accounts, family,
    guard::{self, NewRestriction},
};
use axum::{extract::Path, response::Response};
use std::collections::BTreeSet;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::colleagues::{self, Colleagues};

const TITLE: &str = "Restrict this record";

/// Who may know of the record now, and that this actor may change that.
struct Restriction {
    permit: Permit<FamilyId, family::Restrict>,
    listed: Option<BTreeSet<AccountId>>,
}

impl Restriction {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::Restrict, id)?;
        let listed = guard::restriction(inside.conn(), &permit)?;
        Ok(Self { permit, listed })
    }

    /// A mark of the list as it stands.
    fn stand(&self) -> String {
        let listed: Vec<String> = self.listed.iter().flatten().map(ToString::to_string).collect();
        let state = if self.listed.is_some() { "restricted" } else { "open" };
        web::stand(&std::iter::once(state).chain(listed.iter().map(String::as_str)).collect::<Vec<_>>())
    }

    /// What the page begins with: those who are listed.
    fn fields(&self) -> Fields {
        let mut fields = Fields::default().with("stand", self.stand());
        for account in self.listed.iter().flatten() {
            fields.add("listed", account.to_string());
        }
        fields
    }

    /// Whom someone else has put on the list meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let listed: Vec<AccountId> = self.listed.iter().flatten().copied().collect();
        let names: Vec<String> = accounts::names(inside.conn(), &listed)?.into_values().collect();
        let now = if self.listed.is_some() { names.join(", ") } else { "It is not restricted".to_owned() };
        let changed = guard::restriction_changed(inside.conn(), &self.permit)?;
        Ok(web::theirs(changed.as_ref(), &[("Who may know of it now", &now)]))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let team = guard::team_of(inside.conn(), self.permit.subject())?;
        let ticked = sheet.fields.all("listed").filter_map(|id| id.parse().ok());
        let keep: Vec<AccountId> = self.listed.iter().flatten().copied().chain(ticked).collect();
        let colleagues = colleagues::near(inside, team, &keep)?;

        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            (above)
            p.govuk-body {
                "Only the people you tick will know that the record exists: not in search, not in lists, "
                "not by its address. It also ends the access of a lead or manager whom you do not tick."
            }
            (colleagues.finder)
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                (who(&colleagues, sheet))
                (sheet.textarea("reason", "Why?").rows(3))
                (self.buttons())
            }))
        };
        Ok(inside.context().frame.sheet_page(TITLE, "/my-work", sheet, content))
    }

    fn buttons(&self) -> Markup {
        let restricted = self.listed.is_some();
        html! {
            div.govuk-button-group {
                (parts::button(if restricted { "Change the list" } else { "Restrict" }))
                @if restricted {
                    (parts::button_named("Lift the restriction", "govuk-button--secondary", "lift", "yes"))
                }
            }
        }
    }
}

fn who(colleagues: &Colleagues, sheet: &Sheet) -> Markup {
    let items = colleagues.shown.iter().map(|colleague| {
        Choice::new(colleague.id.to_string(), format!("{}, {}", colleague.name, colleague.organisation))
    });
    html! { (sheet.checkboxes("listed", "Who may know of it?").small().items(items)) }
}

/// What was chosen. Only those can be listed whom the page offers: people with an account in use.
fn read(inside: &mut impl Permits, sheet: &mut Sheet) -> Result<NewRestriction> {
    let offered = accounts::list_colleagues(inside.conn())?;
    let ticked = sheet.fields.all("listed").filter_map(|id| id.parse::<AccountId>().ok());
    let listed = ticked.filter(|id| offered.iter().any(|colleague| colleague.id == *id)).collect();
    let lift = sheet.ticked("lift");
    Ok(NewRestriction { listed, lift, reason: sheet.optional("reason", 2_000) })
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let restriction = Restriction::load(v, id)?;
            let sheet = v.context().sheet(restriction.fields());
            restriction.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let restriction = Restriction::load(change, id)?;
            if sheet.is_behind("stand", restriction.stand()) {
                let theirs = restriction.theirs(change)?;
                return Err(Error::Conflict(Box::new(restriction.show(change, sheet, theirs)?)));
            }

            let new = read(change, sheet)?;

            let done = sheet.heed(guard::restrict(change.tx, &restriction.permit, &new))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(restriction.show(change, sheet, html! {})?);
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}
