//! On My work: the returns that somebody owes or chases, and the way to say what is missing.

use super::returns::Returns;
use access::{View, capability::Shown, nobody};
use web::{Result, html};

fn nothing() -> Shown {
    Shown { markup: html! {}, families: vec![] }
}

/// What a provider owes, and what is late for a commissioner.
pub(crate) fn my_returns(v: &mut View<'_>) -> Result<Shown> {
    if !v.may_alone(nobody::SeeReturns) {
        return Ok(nothing());
    }
    let mut returns = Returns::load(v)?;
    let chases = v.may_alone(nobody::KeepReturns);
    if chases {
        returns.keep_late(v);
    }
    if returns.is_nothing_owed() {
        return Ok(nothing());
    }
    let markup = html! {
        h2.govuk-heading-m { @if chases { "Returns that are late" } @else { "Returns to be given" } }
        (returns.owed(v))
    };
    Ok(Shown { markup, families: vec![] })
}

/// For whoever works with families.
pub(crate) fn what_is_missing(v: &mut View<'_>) -> Result<Shown> {
    if !v.may_alone(nobody::VoiceNeed) {
        return Ok(nothing());
    }
    let markup = html! {
        p.govuk-body {
            "Does a family need something that nobody gives? "
            a.govuk-link href="/needs/voice" { "Say what is missing, without a name" } "."
        }
    };
    Ok(Shown { markup, families: vec![] })
}
