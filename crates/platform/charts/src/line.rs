//! Trends: a line that stops where nothing may be shown, and goes on after it.

use crate::{
    mark::{Caption, Mark, Series},
    pattern,
    scale::{percent, pixels, top},
    words,
};
use maud::{Markup, html};

/// Where the plot begins and ends, from above, in pixels.
const ABOVE: f64 = 24.0;
const BELOW: f64 = 204.0;
const HEIGHT: f64 = 232.0;

/// How the lines of several series are told apart without colour.
const DASHES: [&str; 4] = ["none", "8 4", "2 4", "12 4 2 4"];

/// A line for each of up to four series with the same periods, the earliest first. Circles stand at what is shown,
/// hatching where a series is withheld.
#[must_use]
pub fn line(caption: &Caption<'_>, series: &[Series]) -> Markup {
    let series = &series[..series.len().min(DASHES.len())];
    let most = top(series.iter().map(Series::greatest).fold(0.0, f64::max));
    let described: Vec<String> = series.iter().map(|one| describe(caption, one, series.len() > 1)).collect();

    html! {
        div class="govuk-body app-chart" {
            svg role="img" aria-labelledby=(pattern::names(caption)) width="100%" height=(HEIGHT) {
                (pattern::head(caption, &described.join(" ")))
                (grid(caption, most))
                (withheld(caption, series))
                @for (one, dash) in series.iter().zip(DASHES) { (drawn(one, dash, most)) }
                @if let Some(first) = series.first() { (periods(first)) }
            }
            @if series.len() > 1 { (legend(series)) }
            @if series.iter().flat_map(|one| &one.points).any(|(_, mark)| mark.is_withheld()) {
                p class="govuk-body-s" { "Hatched: withheld, so that nobody can be recognised." }
            }
        }
    }
}

fn describe(caption: &Caption<'_>, series: &Series, named: bool) -> String {
    let words = words::sentence(caption, series);
    if named { format!("{}: {words}", series.label) } else { words }
}

fn grid(caption: &Caption<'_>, most: f64) -> Markup {
    let unit = if caption.unit == "%" { "%" } else { "" };
    html! {
        @for share in [0.0, 0.5, 1.0] {
            line x1="0" x2="100%" y1=(pixels(height(share))) y2=(pixels(height(share))) stroke="currentColor"
                stroke-opacity="0.3" {}
            text x="0" y=(pixels(height(share) - 4.0)) font-size="14" fill="currentColor" {
                (pixels(most * share)) (unit)
            }
        }
    }
}

/// From above, of a share of the plot.
fn height(share: f64) -> f64 {
    BELOW - (BELOW - ABOVE) * share
}

/// The middle of a period, as a share of the width; a margin on the left keeps the numbers free.
fn across(index: usize, of: usize) -> f64 {
    let real = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    0.1 + 0.9 * (real(index) + 0.5) / real(of.max(1))
}

/// Hatching from top to bottom of the periods in which one of the series is withheld.
fn withheld(caption: &Caption<'_>, series: &[Series]) -> Markup {
    let of = series.iter().map(|one| one.points.len()).max().unwrap_or(0);
    let here =
        |index: &usize| series.iter().any(|one| one.points.get(*index).is_some_and(|point| point.1.is_withheld()));
    let wide = across(1, of) - across(0, of);
    html! {
        @for index in (0..of).filter(here) {
            rect x=(percent(across(index, of) - wide / 2.0)) y=(pixels(ABOVE)) width=(percent(wide))
                height=(pixels(BELOW - ABOVE)) fill=(pattern::hatch(caption)) fill-opacity="0.35" {}
        }
    }
}

fn drawn(series: &Series, dash: &str, most: f64) -> Markup {
    let of = series.points.len();
    let place = |index: usize, mark: Mark| Some((across(index, of), height((mark.value()? / most).min(1.0))));
    let places: Vec<Option<(f64, f64)>> =
        series.points.iter().enumerate().map(|(index, (_, mark))| place(index, *mark)).collect();

    html! {
        @for pair in places.windows(2) {
            @if let [Some(from), Some(to)] = pair {
                line x1=(percent(from.0)) y1=(pixels(from.1)) x2=(percent(to.0)) y2=(pixels(to.1))
                    stroke="currentColor" stroke-width="2.5" stroke-dasharray=(dash) {}
            }
        }
        @for place in places.iter().flatten() {
            circle cx=(percent(place.0)) cy=(pixels(place.1)) r="3.5" fill="currentColor" {}
        }
    }
}

/// The names of the first, the middle and the last period: more would not fit on a small screen.
fn periods(series: &Series) -> Markup {
    let of = series.points.len();
    let mut named = vec![0, of / 2, of.saturating_sub(1)];
    if of < 3 || of.is_multiple_of(2) {
        named.remove(1);
    }
    named.dedup();
    html! {
        @for index in named.into_iter().filter(|index| *index < of) {
            @let (at, anchor) = side(index, of);
            text x=(percent(at)) y=(pixels(BELOW + 20.0)) font-size="14" fill="currentColor" text-anchor=(anchor) {
                (series.points[index].0)
            }
        }
    }
}

/// Names at the ends go inwards, so that they are not cut off.
fn side(index: usize, of: usize) -> (f64, &'static str) {
    if of > 1 && index + 1 == of {
        (1.0, "end")
    } else if of > 1 && index == 0 {
        (0.0, "start")
    } else {
        (across(index, of), "middle")
    }
}

fn legend(series: &[Series]) -> Markup {
    html! {
        ul class="govuk-list" {
            @for (one, dash) in series.iter().zip(DASHES) {
                li {
                    svg width="48" height="12" aria-hidden="true" {
                        line x1="0" y1="6" x2="48" y2="6" stroke="currentColor" stroke-width="2.5"
                            stroke-dasharray=(dash) {}
                    }
                    " " (one.label)
                }
            }
        }
    }
}
