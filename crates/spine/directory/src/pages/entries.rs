//! `/directory/entries`: every entry, by what is to be done about it, page by page; and who answers for those ticked.

use super::show;
use crate::{
    ServiceId,
    care::{self, Which},
    keeping,
    records::{Provider, Service},
    rules,
};
use access::{AccountId, Context, Permits, Visit, accounts, accounts::Account, nobody};
use axum::response::Response;
use chrono::NaiveDate;
use pack::Pack;
use std::collections::BTreeMap;
use store::text::Span;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// Entries a page.
const PAGE: i64 = 40;

/// A page of them.
struct Entries {
    which: Which,
    nth: i64,
    total: i64,
    rows: Vec<(Service, Provider)>,
    owners: BTreeMap<AccountId, String>,
    keepers: Vec<Account>,
}

impl Entries {
    fn load(inside: &mut impl Permits, pack: &Pack, today: NaiveDate, fields: &Fields) -> Result<Self> {
        inside.allow(nobody::KeepDirectory)?;
        let which = Which::parse(fields.get("which")).unwrap_or_default();
        let nth: i64 = fields.get("page").parse().ok().filter(|nth| (1..=10_000).contains(nth)).unwrap_or(1);
        let span = Span { most: PAGE, from: (nth - 1) * PAGE };
        let (total, rows) = care::page(inside.conn(), pack, today, which, span)?;
        let ids: Vec<AccountId> = rows.iter().filter_map(|(service, _)| service.owner_id).collect();
        let owners = accounts::names(inside.conn(), &ids)?;
        let keepers = care::keepers(inside.conn())?;
        Ok(Self { which, nth, total, rows, owners, keepers })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let pages = (self.total + PAGE - 1) / PAGE;
        let address = |which: Which, nth: i64| format!("/directory/entries?which={}&page={nth}", which.code());
        let keepers = self.keepers.iter().map(|keeper| Choice::new(keeper.id.to_string(), &*keeper.name));
        let content = html! {
            h1.govuk-heading-l { "Entries" }
            ul.govuk-list.eh-three {
                @for which in Which::ALL {
                    li {
                        a.govuk-link href=(address(*which, 1)) aria-current=[(*which == self.which).then_some("page")] {
                            (which.label())
                        }
                    }
                }
            }
            h2.govuk-heading-m { (self.which.label()) " (" (self.total) ")" }
            @if self.rows.is_empty() {
                p.govuk-body { "None." }
            } @else {
                (sheet.short_form(html! {
                    input type="hidden" name="which" value=(self.which.code());
                    input type="hidden" name="page" value=(self.nth);
                    (self.ticks(context, sheet))
                    (sheet.select("owner", "Who answers for those ticked from now on?")
                        .prompt("Choose somebody")
                        .items(keepers))
                    (parts::button("Give them"))
                }))
            }
            (parts::pagination(self.nth, pages, |nth| address(self.which, nth)))
        };
        context.frame.sheet_page("Entries", "/directory", sheet, content)
    }

    fn ticks(&self, context: &Context, sheet: &Sheet) -> Markup {
        let fault = sheet.errors.of("s");
        html! {
            div class=(if fault.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) id="s" {
                @if let Some(fault) = fault {
                    p.govuk-error-message { span.govuk-visually-hidden { "Error: " } (fault) }
                }
                div.govuk-checkboxes.govuk-checkboxes--small {
                    @for (service, of) in &self.rows { (self.one(context, sheet, service, of)) }
                }
            }
        }
    }

    fn one(&self, context: &Context, sheet: &Sheet, service: &Service, of: &Provider) -> Markup {
        let (id, name) = (service.id.to_string(), &service.body.0.name);
        let missing = rules::missing(&service.body.0);
        let owner = service.owner_id.and_then(|owner| self.owners.get(&owner));
        let ticked = sheet.fields.all("s").any(|ticked| ticked == id);
        html! {
            div.govuk-checkboxes__item {
                input.govuk-checkboxes__input type="checkbox" name="s" id={ "s-" (service.n) } value=(id) checked[ticked];
                label.govuk-label.govuk-checkboxes__label for={ "s-" (service.n) } { (name) ", " (of.name) }
            }
            p.govuk-body-s {
                a.govuk-link href={ "/services/" (id) "/edit" } {
                    "Look at it" span.govuk-visually-hidden { ": " (name) }
                }
                ". " (show::checked(&context.pack, service, context.today)) ". "
                @match owner { Some(owner) => { (owner) " answers for it. " }, None => { "Nobody answers for it. " } }
                @if let Some(on) = service.gone_at { "Gone since " (dates::moment(on)) ". " }
                @if !missing.is_empty() {
                    "It does not say "
                    (crate::body::join_words(&missing.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>())) "."
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let fields = visit.queries();
    visit
        .view(move |v| {
            let (pack, today) = (v.pack.clone(), v.today);
            let entries = Entries::load(v, &pack, today, &fields)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(entries.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (pack, today) = (change.pack.clone(), change.today);
            let asked = sheet.fields.clone();
            let ticked: Vec<ServiceId> = asked.all("s").filter_map(|id| id.parse().ok()).collect();
            let permit = change.allow(nobody::KeepDirectory)?;
            let given = keeping::give(change.tx, &permit, &ticked, asked.get("owner").parse().ok());
            if sheet.heed(given)?.is_none() {
                let entries = Entries::load(change, &pack, today, &asked)?;
                return Sheet::again(entries.show(change, sheet));
            }
            Ok(format!(
                "/directory/entries?which={}&done=saved",
                Which::parse(asked.get("which")).unwrap_or_default().code()
            ))
        })
        .await
}
