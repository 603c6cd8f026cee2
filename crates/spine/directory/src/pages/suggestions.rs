//! Services that fit, as the pages show them on which something is decided or planned.

use super::show;
use crate::{
    ServiceId, search,
    suggest::{Pick, Suggestions},
};
use access::Context;
use web::{Fields, Form, Markup, html, parts};

/// The combinations, with boxes named `offer`; and the needs for which nothing fits, with boxes named `nothing-fits`.
/// `chosen` is where they are looked for, in words.
pub fn boxes(c: &Context, f: &Form, found: &Suggestions, unsaid: &str) -> Markup {
    let ticked = |name: &str, value: &str| f.fields.all(name).any(|v| v == value);
    html! {
        @if found.combinations.is_empty() && found.unmet.is_empty() { p.govuk-body { (unsaid) } }
        @for (nth, combination) in found.combinations.iter().enumerate() {
            fieldset.govuk-fieldset.eh-row {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (combination.title) }
                div.govuk-checkboxes.govuk-checkboxes--small {
                    @for (k, p) in combination.picks.iter().enumerate() {
                        // the first is where an error about them leads
                        @let id = if nth + k == 0 { "offer".to_owned() } else { format!("offer-{nth}-{}", p.service.id) };
                        div.govuk-checkboxes__item {
                            input.govuk-checkboxes__input type="checkbox" name="offer" id=(id) value=(p.service.id) checked[ticked("offer", &p.service.id.to_string())] aria-describedby={ (id) "-hint" };
                            label.govuk-label.govuk-checkboxes__label for=(id) { (p.service.body.0.name) ", " (p.provider.name) }
                            div.govuk-hint.govuk-checkboxes__hint id={ (id) "-hint" } { (why(c, p)) }
                        }
                    }
                }
            }
        }
        @if !found.unmet.is_empty() {
            @let items: Vec<parts::Choice<'_>> = found.unmet.iter().map(|n| parts::Choice::new(n, c.pack.label("need", n))).collect();
            (parts::checkboxes(f, parts::Choices { name: "nothing-fits", legend: "Nothing fits", class: "govuk-checkboxes--small", hint: "Tick what is missing: it is counted with area and age, without names, to plan services.", items, ..Default::default() }))
        }
    }
}

/// Why it is there: what it meets, how far, how long one waits, how one gets in.
fn why(c: &Context, p: &Pick) -> String {
    let body = &p.service.body.0;
    let needs = p.meets.iter().map(|n| c.pack.label("need", n)).collect::<Vec<_>>().join(", ");
    let parts = [
        format!("For: {needs}"),
        body.ages(),
        p.metres.map(search::miles).unwrap_or_default(),
        show::wait(&p.service).unwrap_or_else(|| "wait not known".into()),
        show::cost(body),
        if body.referral_only { "by referral".into() } else { "they can go themselves".into() },
    ];
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What was ticked.
pub fn ticked(f: &Fields) -> Vec<ServiceId> {
    let mut all: Vec<ServiceId> = f.all("offer").filter_map(|id| id.parse().ok()).take(20).collect();
    all.sort_unstable();
    all.dedup();
    all
}
