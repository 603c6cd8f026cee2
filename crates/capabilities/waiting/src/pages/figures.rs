//! `/waiting/figures`: how many wait, how long, and who was left without.

use super::place::in_days;
use crate::records::{self, Figures, Group};
use access::{Context, Permits, Visit, nobody};
use web::{Markup, Result, html, parts};

fn show(context: &Context, figures: &Figures) -> Markup {
    let Figures { all, too_long, without_help, .. } = figures;
    let need = |code: &str| context.pack.label("need", code).to_owned();
    html! {
        h1.govuk-heading-l { "How many wait, and how long" }
        p.govuk-body-l {
            (all.now) " places are waited for. Half of them no longer than " (in_days(all.median)) ", the longest "
            (in_days(all.longest)) ". " (too_long) " have waited too long."
        }
        p.govuk-body { "You see the families behind these numbers. Do not pass the numbers on outside of early help." }
        (table("By what they wait for", "For", figures.by_kind.iter().map(|(kind, group)| (kind.label().to_owned(), *group))))
        (table("By need", "Need", figures.by_need.iter().map(|(code, group)| (need(code), *group))))
        (table("By the age of the youngest child", "Age", figures.by_age.iter().map(|(band, group)| (band.label().to_owned(), *group))))
        (table("By area", "Area", figures.by_area.iter().map(|(area, group)| (area_name(area), *group))))
        h2.govuk-heading-m { "How waiting ended in the last twelve months" }
        @if figures.ended.is_empty() {
            p.govuk-body { "None has ended." }
        } @else {
            (parts::table("", &["How", "Places"], figures.ended.iter().map(|(how, many)| {
                vec![html! { (how.label()) }, html! { (many) }]
            }).collect()))
            p.govuk-body { "Left without help: " (without_help) "." }
        }
    }
}

fn area_name(area: &str) -> String {
    if area.is_empty() { "Not known, or protected".into() } else { area.into() }
}

fn table(caption: &str, head: &str, groups: impl Iterator<Item = (String, Group)>) -> Markup {
    let rows: Vec<Vec<Markup>> = groups
        .map(|(name, group)| {
            vec![
                html! { (name) },
                html! { (group.now) },
                html! { (in_days(group.median)) },
                html! { (in_days(group.longest)) },
            ]
        })
        .collect();
    html! { @if !rows.is_empty() { (parts::table(caption, &[head, "Wait now", "Median", "Longest"], rows)) } }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::SeeWaiting)?;
            let pack = v.pack.clone();
            let figures = records::figures(v.conn(), &permit, &pack)?;
            Ok(v.frame.page_back("How many wait, and how long", "/waiting", show(v, &figures)))
        })
        .await
}
