//! What a chart says, in words: for its description, and for whoever prints it above the chart.

use crate::mark::{Caption, Kind, Mark, Series};
use disclosure::{Cell, Withheld};

/// Highest, lowest, and what is not shown, in at most four sentences. The marks' own words, so nothing that is not
/// published.
#[must_use]
pub fn sentence(caption: &Caption<'_>, series: &Series) -> String {
    let shown: Vec<(&str, Mark, f64)> =
        series.points.iter().filter_map(|(label, mark)| Some((label.as_str(), *mark, mark.value()?))).collect();
    let most = shown.iter().reduce(|best, next| if next.2 > best.2 { next } else { best });
    let least = shown.iter().reduce(|best, next| if next.2 < best.2 { next } else { best });

    let mut words = Vec::new();
    match (most, least) {
        (Some(most), Some(least)) if most.2 > least.2 => {
            words.push(format!("Most: {}, {}.", most.0, counted(most.1, caption.unit)));
            words.push(format!("Fewest shown: {}, {}.", least.0, counted(least.1, caption.unit)));
        }
        (Some(same), _) => words.push(format!("All that are shown: {}.", counted(same.1, caption.unit))),
        (None, _) => words.push("Nothing can be shown.".to_owned()),
    }
    words.extend(not_shown(series));
    words.join(" ")
}

fn counted(mark: Mark, unit: &str) -> String {
    let text = mark.text(unit);
    if unit == "%" || unit.is_empty() { text } else { format!("{text} {unit}") }
}

/// "3 are withheld", for each reason that there is.
fn not_shown(series: &Series) -> Vec<String> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for (_, mark) in &series.points {
        if let Kind::Not(_, short) = mark.0 {
            match reasons.iter_mut().find(|(known, _)| *known == short) {
                Some((_, times)) => *times += 1,
                None => reasons.push((short, 1)),
            }
        }
    }
    reasons
        .iter()
        .map(|(short, times)| format!("{times} {} {short}.", if *times == 1 { "is" } else { "are" }))
        .collect()
}

/// The symbols that stand in a table and what they mean, in the order `c`, `low`, `x`, `z`; empty where there are none.
#[must_use]
pub fn legend(table: &Withheld) -> Vec<(&'static str, &'static str)> {
    let places = (0..=table.rows().len()).flat_map(|row| (0..=table.columns().len()).map(move |column| (row, column)));
    let shown = |(row, column): &(usize, usize)| {
        (*row < table.rows().len() || table.has_column_totals())
            && (*column < table.columns().len() || table.has_row_totals())
    };
    let cells: Vec<Cell> = places.filter(shown).map(|(row, column)| table.cell(row, column)).collect();
    let used = [Cell::Withheld, Cell::Low, Cell::Unavailable, Cell::NotApplicable];
    used.into_iter().filter(|cell| cells.contains(cell)).filter_map(|cell| cell.symbol().zip(cell.meaning())).collect()
}
