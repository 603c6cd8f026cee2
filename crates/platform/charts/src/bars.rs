//! Bars that lie: what it is, how many, and below it how long that is.

use crate::{
    mark::{Caption, Mark, Series},
    pattern,
    scale::{percent, pixels, top},
    words,
};
use maud::{Markup, html};

const LINE: f64 = 20.0;
const BAR: f64 = 14.0;
const GAP: f64 = 12.0;

/// As many letters as stand beside each other at 320 pixels.
const LETTERS: usize = 32;

/// A bar for each point, in the order given. Words and number stand above each bar; what is withheld has no length.
#[must_use]
pub fn bars(caption: &Caption<'_>, series: &Series) -> Markup {
    let most = top(series.greatest());
    let mut height = 4.0;
    let drawn: Vec<Markup> = series
        .points
        .iter()
        .map(|(label, mark)| {
            let lines = wrap(&format!("{label}: {}", mark.text(caption.unit)));
            let from = height;
            let at = from + LINE * rows(lines.len());
            height = at + BAR + GAP;
            bar(caption, &lines, *mark, (from, at), most)
        })
        .collect();

    html! {
        div class="govuk-body app-chart" {
            svg role="img" aria-labelledby=(pattern::names(caption)) width="100%" height=(pixels(height)) {
                (pattern::head(caption, &words::sentence(caption, series)))
                @for bar in &drawn { (bar) }
            }
        }
    }
}

fn bar(caption: &Caption<'_>, lines: &[String], mark: Mark, (from, at): (f64, f64), most: f64) -> Markup {
    html! {
        text font-size="16" fill="currentColor" {
            @for (index, line) in lines.iter().enumerate() {
                tspan x="0" y=(pixels(from + 15.0 + LINE * rows(index))) { (line) }
            }
        }
        @if let Some(value) = mark.value() {
            rect x="0" y=(pixels(at)) width="100%" height=(BAR) fill="currentColor" fill-opacity="0.08" {}
            rect x="0" y=(pixels(at)) width=(percent((value / most).clamp(0.0, 1.0))) height=(BAR)
                fill="currentColor" fill-opacity="0.75" {}
        } @else if mark.is_withheld() {
            rect x="0" y=(pixels(at)) width="100%" height=(BAR) fill=(pattern::hatch(caption)) fill-opacity="0.35" {}
        }
    }
}

fn rows(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Lines of whole words, each as long as fits; a word that is longer stands on a line of its own.
pub(crate) fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
