//! The table beside a chart: the same cells, for everybody who would rather read.

use crate::{
    mark::{Caption, thousands},
    words,
};
use disclosure::{Cell, Row, Withheld};
use maud::{Markup, html};

/// A GOV.UK table of all rows and columns, margins where they say more, and below it what the symbols mean. The
/// cells of several columns stand below each other on a small screen, where the style sheet knows `eh-table-stack`.
#[must_use]
pub fn table(caption: &Caption<'_>, table: &Withheld) -> Markup {
    let legend = words::legend(table);
    let columns = table.columns().len() + usize::from(table.has_row_totals());

    html! {
        table class=(if columns > 1 { "govuk-table eh-table-stack" } else { "govuk-table" }) {
            caption class="govuk-table__caption govuk-table__caption--s" { (caption.title) }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    td class="govuk-table__header" {}
                    @for column in 0..columns {
                        th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                            (label(table.columns(), column))
                        }
                    }
                }
            }
            tbody class="govuk-table__body" {
                @for row in 0..table.rows().len() { (line(table, row, columns)) }
                @if table.has_column_totals() { (line(table, table.rows().len(), columns)) }
            }
        }
        @if !legend.is_empty() {
            p class="govuk-body-s" {
                @for (index, (symbol, meaning)) in legend.iter().enumerate() {
                    @if index > 0 { "; " }
                    (symbol) ": " (meaning)
                }
                "."
            }
        }
    }
}

fn line(table: &Withheld, row: usize, columns: usize) -> Markup {
    html! {
        tr class="govuk-table__row" {
            th scope="row" class="govuk-table__header" { (inwards(table.rows(), row)) (label(table.rows(), row)) }
            @for column in 0..columns {
                td class="govuk-table__cell govuk-table__cell--numeric" data-label=(label(table.columns(), column)) {
                    (cell(table.cell(row, column)))
                }
            }
        }
    }
}

fn cell(cell: Cell) -> Markup {
    html! {
        @match cell {
            Cell::Shown(count) => (thousands(count)),
            other => {
                span aria-hidden="true" { (other) }
                span class="govuk-visually-hidden" { (other.meaning().unwrap_or_default()) }
            },
        }
    }
}

fn label(rows: &[Row], row: usize) -> &str {
    rows.get(row).map_or("All", |row| row.label.as_str())
}

/// Spaces for each row that contains this one.
fn inwards(rows: &[Row], row: usize) -> String {
    let mut depth = 0;
    let mut above = rows.get(row).and_then(|row| row.parent);
    while let Some(parent) = above.filter(|_| depth < 4) {
        depth += 1;
        above = rows.get(parent).and_then(|row| row.parent);
    }
    "\u{a0}".repeat(3 * depth)
}
