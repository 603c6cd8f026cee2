//! On the family page: how much stands in the file, and where to see it.

use crate::records;
use access::{FamilyId, Period, Permits, Sight, View};
use web::{Markup, Result, dates, html};

pub(crate) fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, period: Option<Period>) -> Result<Markup> {
    let Some(period) = period else { return Ok(html! {}) };
    let open = records::open_of(v.conn(), sight, period.episode)?;
    Ok(html! {
        @if open > 0 {
            p.govuk-body {
                a.govuk-link href={ "/episodes/" (period.episode) "/checks" } {
                    "Checks: " (dates::plural(open, "thing")) " to look at"
                }
            }
        }
    })
}
