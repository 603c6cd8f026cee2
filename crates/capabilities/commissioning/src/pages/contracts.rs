//! `/contracts`: what the council buys of others, until when and for how much.

use crate::{records::contracts, rules::contracts::pounds};
use access::{Permits, View, Visit, nobody};
use directory::ProviderId;
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Colour};

struct List {
    all: Vec<contracts::Contract>,
    providers: BTreeMap<ProviderId, String>,
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::KeepContracts)?;
        let all = contracts::list(v.conn())?;
        let providers = directory::records::list_providers(v.conn(), None)?;
        Ok(Self { all, providers: providers.into_iter().map(|provider| (provider.id, provider.name)).collect() })
    }

    fn show(&self, today: chrono::NaiveDate) -> Markup {
        let row = |one: &contracts::Contract| {
            vec![
                html! {
                    a.govuk-link href={ "/contracts/" (one.id) } { (one.name) } br;
                    span.eh-muted { (self.providers.get(&one.provider_id).map_or("", String::as_str)) }
                },
                html! {
                    (dates::day(one.begins_on)) " to " (dates::day(one.ends_on)) " "
                    @if one.ends_on < today { (parts::tag("Over", Colour::Grey)) }
                    @else if one.begins_on > today { (parts::tag("To come", Colour::Yellow)) }
                },
                html! { (pounds(one.value_pence)) },
                html! { @if let Some(next) = one.next_meeting_on { (dates::day(next)) } @else { "None planned" } },
            ]
        };
        html! {
            h1.govuk-heading-l { "Contracts" }
            div.eh-actions { (parts::button_link("Add a contract", "/contracts/new", "govuk-button--secondary")) }
            @if self.all.is_empty() {
                p.govuk-body { "There is none yet." }
            } @else {
                (parts::table("What is bought of others", &["Contract", "Term", "Value", "Next meeting"],
                    self.all.iter().take(60).map(row).collect()))
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Contracts", list.show(v.today)))
        })
        .await
}
