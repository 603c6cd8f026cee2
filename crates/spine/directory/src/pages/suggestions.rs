//! Services that fit, as the pages show them on which something is decided or planned.

use super::show;
use crate::{
    ServiceId, search,
    suggest::{Combination, Pick, Suggestions},
};
use access::Context;
use pack::Pack;
use web::{Fields, Markup, Sheet, html, parts::Choice};

/// The most services that are offered at once.
const MOST: usize = 20;

/// The combinations, with boxes named `offer`; and the needs for which nothing fits, with boxes named `nothing-fits`.
/// `unsaid` is told where no need is known.
pub fn boxes(context: &Context, sheet: &Sheet, found: &Suggestions, unsaid: &str) -> Markup {
    let pack = &context.pack;
    html! {
        @if found.combinations.is_empty() && found.unmet.is_empty() { p.govuk-body { (unsaid) } }
        @for (nth, combination) in found.combinations.iter().enumerate() {
            (together(pack, sheet, nth, combination))
        }
        @if !found.unmet.is_empty() { (nothing_fits(pack, sheet, &found.unmet)) }
    }
}

/// Services that together meet the needs, each with its box and why it is there.
fn together(pack: &Pack, sheet: &Sheet, nth: usize, combination: &Combination) -> Markup {
    html! {
        fieldset.govuk-fieldset.eh-row {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (combination.title) }
            div.govuk-checkboxes.govuk-checkboxes--small {
                @for (place, pick) in combination.picks.iter().enumerate() {
                    // the first is where an error about them leads
                    @let id = match nth + place {
                        0 => "offer".to_owned(),
                        _ => format!("offer-{nth}-{}", pick.service.id),
                    };
                    (one(pack, sheet, &id, pick))
                }
            }
        }
    }
}

fn one(pack: &Pack, sheet: &Sheet, id: &str, pick: &Pick) -> Markup {
    let value = pick.service.id.to_string();
    let ticked = sheet.fields.all("offer").any(|ticked| ticked == value);
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input type="checkbox" name="offer" id=(id) value=(value) checked[ticked]
                aria-describedby={ (id) "-hint" };
            label.govuk-label.govuk-checkboxes__label for=(id) { (pick.service.body.0.name) ", " (pick.provider.name) }
            div.govuk-hint.govuk-checkboxes__hint id={ (id) "-hint" } { (why(pack, pick)) }
        }
    }
}

fn nothing_fits(pack: &Pack, sheet: &Sheet, unmet: &[String]) -> Markup {
    let hint = "Tick what is missing: it is counted with area and age, without names, to plan services.";
    let items = unmet.iter().map(|need| Choice::new(need, pack.label("need", need)));
    html! { (sheet.checkboxes("nothing-fits", "Nothing fits").hint(hint).small().items(items)) }
}

/// Why it is there: what it meets, how far, how long one waits, how one gets in.
fn why(pack: &Pack, pick: &Pick) -> String {
    let body = &pick.service.body.0;
    let needs: Vec<&str> = pick.meets.iter().map(|need| pack.label("need", need)).collect();
    let parts = [
        format!("For: {}", needs.join(", ")),
        body.ages(),
        pick.metres.map(search::miles).unwrap_or_default(),
        show::wait(&pick.service).unwrap_or_else(|| "wait not known".into()),
        show::cost(body),
        if body.referral_only { "by referral".into() } else { "they can go themselves".into() },
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What was ticked.
pub fn ticked(fields: &Fields) -> Vec<ServiceId> {
    let mut all: Vec<ServiceId> = fields.all("offer").filter_map(|id| id.parse().ok()).take(MOST).collect();
    all.sort_unstable();
    all.dedup();
    all
}
