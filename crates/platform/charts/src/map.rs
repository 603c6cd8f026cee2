//! A map of areas in greys, from a published table.

use crate::{
    areas::{Area, Areas},
    mark::{Caption, Mark, Series, thousands},
    pattern,
    scale::classes,
    words,
};
use disclosure::Withheld;
use maud::{Markup, html};

/// The greys of the classes, from few to many, as shares of the text's colour: told apart on paper, too.
const GREYS: [&str; 4] = ["0.08", "0.28", "0.5", "0.74"];

/// How an area is filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fill {
    Class(usize),
    None,
    Withheld,
    Nothing,
}

/// Draws a column of a table on a map. A row belongs to the area whose code is its key, or the end of its key after a
/// colon (`ward:E05014449`).
///
/// Shown counts stand in up to four classes of about as many areas each; withheld areas are hatched, areas without a
/// count are left white with a broken border. Below the map stands in words what each filling means.
#[must_use]
pub fn map(caption: &Caption<'_>, areas: &Areas, table: &Withheld, column: usize) -> Markup {
    let rows = table.rows().iter().enumerate();
    let marks: Vec<(&str, Mark)> =
        rows.map(|(row, named)| (named.key.as_str(), table.cell(row, column).into())).collect();
    map_of(caption, areas, &marks)
}

/// Draws rates or counts on a map; the first of each pair is the area's code, or a key that ends with it.
#[must_use]
pub fn map_of(caption: &Caption<'_>, areas: &Areas, marks: &[(&str, Mark)]) -> Markup {
    let own = |area: &Area| marks.iter().find(|(key, _)| names(key, area)).map(|(_, mark)| *mark);
    let found: Vec<(&Area, Option<Mark>)> = areas.iter().map(|area| (area, own(area))).collect();
    let values: Vec<f64> = found.iter().filter_map(|(_, mark)| mark.and_then(Mark::value)).collect();
    let classes = classes(&values, GREYS.len());
    let drawn: Vec<Drawn<'_>> =
        found.into_iter().map(|(area, mark)| Drawn { area, mark, fill: fill(mark, &classes) }).collect();

    html! {
        div class="govuk-body app-chart" {
            svg role="img" aria-labelledby=(pattern::names(caption)) width="100%"
                viewBox=(format!("-2 -2 {} {}", areas.width + 4, areas.height + 4)) {
                (pattern::head(caption, &describe(caption, &drawn)))
                g stroke="currentColor" stroke-width="1" stroke-linejoin="round" fill-rule="evenodd" {
                    @for one in &drawn { (one.path(caption)) }
                }
            }
            (legend(caption, &classes, &drawn))
        }
    }
}

fn names(key: &str, area: &Area) -> bool {
    key == area.code || key.rsplit(':').next() == Some(&area.code)
}

/// An area, what is published of it, and how it is filled in.
struct Drawn<'a> {
    area: &'a Area,
    mark: Option<Mark>,
    fill: Fill,
}

impl Drawn<'_> {
    fn path(&self, caption: &Caption<'_>) -> Markup {
        let text = self.mark.map_or_else(|| "not in the table".to_owned(), |mark| mark.text(caption.unit));
        let (colour, opacity, dash) = paint(caption, self.fill);
        html! {
            path d=(self.area.path) fill=(colour) fill-opacity=[opacity] stroke-dasharray=[dash] {
                title { (self.area.name) ": " (text) }
            }
        }
    }
}

fn fill(mark: Option<Mark>, classes: &[(f64, f64)]) -> Fill {
    match mark {
        Some(mark) if mark.is_withheld() => Fill::Withheld,
        Some(mark) => mark.value().map_or(Fill::Nothing, |value| {
            classes.iter().position(|(from, to)| (*from..=*to).contains(&value)).map_or(Fill::None, Fill::Class)
        }),
        None => Fill::Nothing,
    }
}

fn describe(caption: &Caption<'_>, drawn: &[Drawn<'_>]) -> String {
    let points = drawn.iter().filter_map(|one| Some((one.area.name.clone(), one.mark?)));
    words::sentence(caption, &Series::new("", points))
}

fn paint(caption: &Caption<'_>, fill: Fill) -> (String, Option<&'static str>, Option<&'static str>) {
    match fill {
        Fill::Class(class) => ("currentColor".to_owned(), GREYS.get(class).copied(), None),
        Fill::None => ("none".to_owned(), None, None),
        Fill::Withheld => (pattern::hatch(caption), None, None),
        Fill::Nothing => ("none".to_owned(), None, Some("3 3")),
    }
}

fn legend(caption: &Caption<'_>, classes: &[(f64, f64)], drawn: &[Drawn<'_>]) -> Markup {
    let count = |fill: Fill| drawn.iter().filter(|one| one.fill == fill).count();
    let spelled = classes.iter().enumerate().map(|(index, class)| (Fill::Class(index), span(caption, *class)));
    let rest = [
        (Fill::None, format!("0{}", unit(caption))),
        (Fill::Withheld, "withheld, so that nobody can be recognised".to_owned()),
        (Fill::Nothing, "no count".to_owned()),
    ];

    html! {
        ul class="govuk-list" {
            @for (fill, words) in spelled.chain(rest).filter(|(fill, _)| count(*fill) > 0) {
                @let (colour, opacity, dash) = paint(caption, fill);
                li {
                    svg width="30" height="18" aria-hidden="true" {
                        rect x="1" y="1" width="28" height="16" stroke="currentColor" fill=(colour)
                            fill-opacity=[opacity] stroke-dasharray=[dash] {}
                    }
                    " " (words) ": " (areas(count(fill)))
                }
            }
        }
    }
}

fn areas(count: usize) -> String {
    if count == 1 { "1 area".to_owned() } else { format!("{count} areas") }
}

fn unit(caption: &Caption<'_>) -> String {
    match caption.unit {
        "%" => "%".to_owned(),
        unit => format!(" {unit}"),
    }
}

fn span(caption: &Caption<'_>, (from, to): (f64, f64)) -> String {
    let (from, to) = (number(from), number(to));
    let ends = if from == to { from } else { format!("{from} to {to}") };
    ends + &unit(caption)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the ends of a class that are whole are counts"
)]
fn number(value: f64) -> String {
    if value.fract() == 0.0 { thousands(value as u64) } else { format!("{value:.1}") }
}
