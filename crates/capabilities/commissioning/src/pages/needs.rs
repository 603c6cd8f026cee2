//! `/needs`: what practitioners voice as missing, counted, and the needs analyses.

use crate::{
    records::{
        analyses::{self, Analysis},
        together,
        voiced::{self, Voiced},
    },
    rules::needs::Age,
    withheld::{self, Cell},
};
use access::{Context, Permits, View, Visit, nobody};
use chrono::Datelike;
use pack::Pack;
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// So many lines of each table, and so many texts of each need.
const SHOWN: usize = 15;

struct Needs {
    voices: Vec<Voiced>,
    analyses: Vec<Analysis>,
    keeps: bool,
}

impl Needs {
    /// The needs of the last twelve months; texts are for those who write the analysis.
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeNeeds)?;
        let keeps = v.may_alone(nobody::KeepNeeds);
        let (from, until) = together::days(v.today, 12);
        let mut analyses = analyses::list(v.conn())?;
        analyses.retain(|one| keeps || one.is_published());
        Ok(Self { voices: voiced::between(v.conn(), from, until)?, analyses, keeps })
    }

    fn show(&self, context: &Context) -> Markup {
        let pack = &context.pack;
        html! {
            h1.govuk-heading-l { "Needs" }
            (self.documents())
            h2.govuk-heading-m { "What practitioners say is missing, in the last twelve whole months" }
            @if self.voices.is_empty() {
                p.govuk-body { "Nothing was said." }
            } @else {
                (self.tables(pack))
                p.govuk-body-s { (withheld::KEY) }
                @if self.keeps { (self.texts(pack)) }
            }
        }
    }

    fn documents(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Needs analyses" }
            @if self.keeps {
                div.eh-actions {
                    (parts::button_link("Begin the next", "/needs/analyses/new", "govuk-button--secondary"))
                }
            }
            @if self.analyses.is_empty() { p.govuk-body { "None is published yet." } }
            ul.govuk-list.eh-rows {
                @for one in &self.analyses {
                    li {
                        a.govuk-link href={ "/needs/analyses/" (one.id) } { (one.title) }
                        ", " (dates::day(one.from_on)) " to " (dates::day(one.until_on)) " "
                        @if let Some(at) = one.published_at {
                            span.eh-muted { "published on " (dates::day(at.date())) }
                        } @else {
                            (parts::tag("Draft", Colour::Yellow))
                        }
                    }
                }
            }
        }
    }

    /// By need, area, age and month, all decided together: each voice stands once in each of them.
    fn tables(&self, pack: &Pack) -> Markup {
        let by = |of: &dyn Fn(&Voiced) -> String| -> Vec<(String, i64)> {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            self.voices.iter().for_each(|voice| *counts.entry(of(voice)).or_default() += 1);
            counts.into_iter().collect()
        };
        let all = [
            by(&|voice| pack.label("need", &voice.need).to_owned()),
            by(&|voice| voice.area.clone()),
            self.ages(),
            self.months(),
        ];
        let cells = withheld::told_apart(pack, &all.each_ref().map(Vec::as_slice));
        let heads = [("By need", "Need"), ("By area", "Area"), ("By age", "Age"), ("By month", "Month")];
        html! {
            @for (nth, ((caption, head), (counts, cells))) in heads.iter().zip(all.iter().zip(cells)).enumerate() {
                (rows(caption, head, counts, cells, nth < 2))
            }
        }
    }

    fn ages(&self) -> Vec<(String, i64)> {
        let many = |age: &Age| self.voices.iter().filter(|voice| voice.age == *age).count();
        Age::ALL.iter().map(|age| (age.label().to_owned(), i64::try_from(many(age)).unwrap_or_default())).collect()
    }

    /// By month, the newest first.
    fn months(&self) -> Vec<(String, i64)> {
        let mut counts: BTreeMap<(i32, u32), (String, i64)> = BTreeMap::new();
        for voice in &self.voices {
            let on = voice.on_day;
            let entry = counts.entry((on.year(), on.month())).or_insert_with(|| (on.format("%B %Y").to_string(), 0));
            entry.1 += 1;
        }
        counts.into_values().rev().collect()
    }

    /// What they said, by need. Where, how old and when stand in no line, so that nobody is recognised by them; needs
    /// of which few spoke stand together.
    fn texts(&self, pack: &Pack) -> Markup {
        let mut by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for voice in &self.voices {
            by.entry(voice.need.as_str()).or_default().push(voice.note.as_str());
        }
        let few = |notes: &Vec<&str>| !withheld::may_show(pack, i64::try_from(notes.len()).unwrap_or_default());
        let (few, many): (Vec<_>, Vec<_>) = by.into_iter().partition(|(_, notes)| few(notes));
        let mut few: Vec<&str> = few.into_iter().flat_map(|(_, notes)| notes).collect();
        few.sort_unstable();
        html! {
            h2.govuk-heading-m { "What they said" }
            @for (need, notes) in &many { (said(pack.label("need", need), notes)) }
            @if !few.is_empty() { (said("Needs of which few spoke", &few)) }
        }
    }
}

fn said(title: &str, notes: &[&str]) -> Markup {
    parts::details(
        title,
        html! {
            ul.govuk-list.govuk-list--bullet { @for note in notes.iter().rev().take(SHOWN) { li { (note) } } }
            @if notes.len() > SHOWN { p.govuk-body-s { "These are the last " (SHOWN) "." } }
        },
    )
}

/// The rows of a table, the most common first where that is asked; the order tells nothing of what is withheld.
fn rows(caption: &str, head: &str, counts: &[(String, i64)], cells: Vec<Cell>, by_count: bool) -> Markup {
    let mut all: Vec<(&str, Cell)> = counts.iter().map(|(name, _)| name.as_str()).zip(cells).collect();
    if by_count {
        all.sort_by_key(|(name, cell)| (std::cmp::Reverse(cell.unwrap_or_default()), *name));
        all.truncate(SHOWN);
    }
    let rows = all.into_iter().map(|(name, cell)| vec![html! { (name) }, html! { (withheld::sign(cell)) }]);
    parts::table(caption, &[head, "Times"], rows.collect())
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let needs = Needs::load(v)?;
            Ok(v.frame.page("Needs", needs.show(v)))
        })
        .await
}
