//! `/panels`: which panels there are, who chairs them, when they meet next, how much waits at each.

use crate::records::{self, Meeting, Panel, PanelId};
use access::{AccountId, Context, Permits, View, Visit, accounts, nobody};
use std::collections::BTreeMap;
use store::Instant;
use web::{Markup, Result, dates, html, parts};

struct List {
    all: Vec<Panel>,
    chairs: BTreeMap<AccountId, String>,
    next: BTreeMap<PanelId, Meeting>,
    counts: BTreeMap<PanelId, (i64, Option<Instant>)>,
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeePanels)?;
        let actor = v.actor.clone();
        let all = records::list(v.conn())?;
        let chairs: Vec<AccountId> = all.iter().filter_map(|panel| panel.chair_id).collect();
        Ok(Self {
            chairs: accounts::names(v.conn(), &chairs)?,
            next: records::next_meetings(v.conn())?,
            counts: records::counts(v.conn(), &actor)?,
            all,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let (outside, here): (Vec<&Panel>, Vec<&Panel>) = self.all.iter().partition(|panel| panel.outside);
        html! {
            h1.govuk-heading-l { "Panels" }
            p.govuk-body {
                "One register of every panel and door. What one decides lands in the family's record, and whoever asked is answered."
            }
            @if context.may_alone(nobody::KeepPanels) {
                div.eh-actions { (parts::button_link("Add a panel", "/panels/new", "govuk-button--secondary")) }
            }
            @if self.all.is_empty() { p.govuk-body { "There is no panel yet." } }
            @if !here.is_empty() { (self.table("Panels that meet here", context, &here)) }
            @if !outside.is_empty() { (self.table("Panels with a system of their own", context, &outside)) }
        }
    }

    fn table(&self, caption: &str, context: &Context, panels: &[&Panel]) -> Markup {
        let rows = panels.iter().map(|panel| self.row(context, panel)).collect();
        parts::table(caption, &["Panel", "Chair", "Meets", "Waits there"], rows)
    }

    fn row(&self, context: &Context, panel: &Panel) -> Vec<Markup> {
        let chair = panel.chair_id.and_then(|id| self.chairs.get(&id));
        let (count, since) = self.counts.get(&panel.id).copied().unwrap_or_default();
        vec![
            html! {
                a.govuk-link href={ "/panels/" (panel.id) } { (panel.name) } br;
                span.eh-muted { (panel.purpose) }
            },
            html! { (chair.map_or(if panel.outside { "" } else { "Nobody yet" }, String::as_str)) },
            html! {
                (panel.often)
                @if let Some(next) = self.next.get(&panel.id) { br; span.eh-muted { "Next on " (dates::day(next.held_on)) } }
            },
            html! {
                (count)
                @if let Some(since) = since {
                    br; span.eh-muted { "the oldest " ((context.today - since.date()).num_days()) " days" }
                }
            },
        ]
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Panels", list.show(v)))
        })
        .await
}
