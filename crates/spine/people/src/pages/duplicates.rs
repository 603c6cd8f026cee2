//! `/duplicates`: pairs that may be one person, and what was joined lately.

use crate::{
    PersonId,
    merging::{self, Join, Pair},
    sweep::{self, Sweep},
};
use access::{FamilyId, Permits, View, Visit, nobody};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use web::{Markup, Result, html, parts, parts::Colour};

/// More would make a page that nobody reads.
const MOST: i64 = 30;

/// The joinings that can be undone from here.
const MOST_JOINED: i64 = 10;

/// Everything that stands on the page.
struct Duplicates {
    /// Groups of pairs that hang together.
    groups: Vec<Vec<Pair>>,
    waiting: i64,
    night: Option<Sweep>,
    joined: Vec<(Join, Pair)>,
    today: NaiveDate,
}

impl Duplicates {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::ReviewDuplicates)?;
        let pairs = merging::queue(v.conn(), &permit, MOST)?;
        let joined = merging::joined_lately(v.conn(), &permit, MOST_JOINED)?;
        let shown = pairs.iter().chain(joined.iter().map(|(_, pair)| pair));
        let families: Vec<FamilyId> = shown.flat_map(Pair::all_families).collect();
        v.showed(&permit, pairs.len() + joined.len(), &families);

        let waiting = merging::waiting(v.conn())?;
        let night = sweep::last(v.conn())?;
        Ok(Self { groups: merging::clusters(pairs), waiting, night, joined, today: v.today })
    }

    fn show(&self) -> Markup {
        html! {
            h1.govuk-heading-l { "Perhaps one person" }
            p.govuk-body { (web::dates::plural(self.waiting, "pair")) " of records to look at. " (self.last_night()) }
            @if self.groups.is_empty() { p.govuk-body { (parts::tag("Nothing waits", Colour::Green)) } }
            @for group in self.groups.iter().filter(|group| group.len() > 1) {
                (self.table(&format!("{} records that may all be one person", records_in(group)), group))
            }
            (self.single_pairs())
            (self.joined_lately())
        }
    }

    fn last_night(&self) -> Markup {
        let Some(night) = &self.night else {
            return html! { "The records have not been held against each other yet; it is done each night." };
        };
        let (people, began) = (web::dates::plural(night.people, "record"), web::dates::moment(night.began_at));
        if night.finished_at.is_some() {
            return html! { "All " (people) " were held against each other on " (began) "." };
        }
        html! {
            "They are being held against each other since " (began) ": " (people) ", "
            (web::dates::plural(night.kept, "new pair")) " so far."
        }
    }

    fn single_pairs(&self) -> Markup {
        let single = self.groups.iter().filter(|group| group.len() == 1).flatten();
        let single: Vec<&Pair> = single.collect();
        html! { @if !single.is_empty() { (self.table("The likeliest first", single)) } }
    }

    fn table<'a>(&self, caption: &str, pairs: impl IntoIterator<Item = &'a Pair>) -> Markup {
        let rows = pairs.into_iter().map(|pair| self.row(pair));
        parts::table(caption, &["Who", "Born", "Why", "How likely"], rows.collect())
    }

    fn row(&self, pair: &Pair) -> Vec<Markup> {
        let Pair { one, two, weighed, .. } = pair;
        let colour = if weighed.probability >= 0.95 { Colour::Yellow } else { Colour::Grey };
        vec![
            html! {
                a.govuk-link href={ "/duplicates/" (one.id) "/" (two.id) } { (one.name()) " and " (two.name()) }
            },
            html! { (one.born(self.today)) br; (two.born(self.today)) },
            html! { (weighed.why) },
            parts::tag(weighed.likely(), colour),
        ]
    }

    fn joined_lately(&self) -> Markup {
        if self.joined.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Joined lately" }
            ul.govuk-list {
                @for (join, pair) in &self.joined {
                    li {
                        (pair.one.name()) " and " (pair.two.name()) ", " (web::dates::day(join.joined_at.date())) " "
                        a.govuk-link href={ "/joins/" (join.id) } {
                            "Undo" span.govuk-visually-hidden { " for " (pair.one.name()) }
                        }
                    }
                }
            }
        }
    }
}

/// How many records a group of pairs has.
fn records_in(pairs: &[Pair]) -> usize {
    pairs.iter().flat_map(|pair| [pair.one.id, pair.two.id]).collect::<BTreeSet<PersonId>>().len()
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let duplicates = Duplicates::load(v)?;
            Ok(v.frame.page("Perhaps one person", duplicates.show()))
        })
        .await
}
