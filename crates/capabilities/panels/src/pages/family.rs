//! On the family page: which panels have been asked, and what came of it.

use crate::records::{self, ItemId};
use access::{FamilyId, Period, Permits, Sight, View, family, panel_item};
use web::{Markup, Result, dates, html, parts};

/// The panels that were asked about the family.
pub(crate) fn family_panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let items = records::of_families(v.conn(), &[sight.subject()])?;
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let decided =
        if ids.is_empty() { std::collections::BTreeMap::new() } else { records::decision_of(v.conn(), &ids)? };
    let panels = if ids.is_empty() { vec![] } else { records::list(v.conn())? };
    let mut seen = Vec::new();
    for item in items.iter().take(10) {
        if v.may(panel_item::See, item.id)? {
            seen.push(item.id);
        }
    }
    let may = v.may_now(sight, family::OfferService);
    let name =
        |id| panels.iter().find(|panel| panel.id == id).map_or("A panel that is no more", |panel| panel.name.as_str());
    Ok(html! {
        @if may || !items.is_empty() {
            h2.govuk-heading-m { "Panels" }
            ul.govuk-list {
                @for item in items.iter().take(10) {
                    li {
                        @if seen.contains(&item.id) {
                            a.govuk-link href={ "/panel-items/" (item.id) } { (name(item.panel_id)) }
                        } @else { (name(item.panel_id)) }
                        ", " (dates::day(item.sent_at.date()))
                        @match decided.get(&item.id) {
                            Some(decided) => { ": " (decided.line()) }
                            None if item.withdrawn_at.is_some() => ": taken back",
                            None => { ": " (parts::tag("Waits", parts::Colour::Yellow)) }
                        }
                    }
                }
            }
            @if may {
                p.govuk-body { a.govuk-link href={ "/families/" (sight.subject()) "/panel" } { "Ask a panel about this family" } }
            }
        }
    })
}
