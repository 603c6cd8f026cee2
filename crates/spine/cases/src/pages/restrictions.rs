//! `/restrictions`: the records that are kept to a list of people, by their reference alone, and when each is to be
//! looked at again.

use access::{
    FamilyId, Permits, View, Visit,
    guard::{self, Restricted},
    nobody,
};
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// A restricted record, as information governance sees it.
struct Row {
    restricted: Restricted,
    reference: String,
}

fn load(v: &mut View<'_>) -> Result<Vec<Row>> {
    let permit = v.allow(nobody::FindGoverned)?;
    let all = guard::list_restricted(v.conn(), &permit)?;
    let families: Vec<FamilyId> = all.iter().map(|one| one.family).collect();
    v.showed(&permit, all.len(), &families);

    let mut names = people::records::names(v.conn(), &families)?;
    let row = |restricted: Restricted| {
        let reference = names.remove(&restricted.family).map(|(_, reference)| reference).unwrap_or_default();
        Row { restricted, reference }
    };
    Ok(all.into_iter().map(row).collect())
}

fn show(v: &View<'_>, rows: &[Row]) -> Markup {
    let cells = rows.iter().map(|row| {
        let due = row.restricted.review_by(&v.pack);
        let at = format!("/families/{}/restriction", row.restricted.family);
        vec![
            html! { a.govuk-link href=(at) { (row.reference) } },
            html! { (dates::day(row.restricted.confirmed_at.date())) },
            html! {
                (dates::day(due))
                @if due < v.today { " " (parts::tag("Late", Colour::Red)) }
            },
        ]
    });
    html! {
        h1.govuk-heading-l { "Restricted records" }
        @if rows.is_empty() {
            p.govuk-body { "No record is restricted." }
        } @else {
            p.govuk-body { "Look at each again by its day: confirm the list with a reason, or lift the restriction." }
            (parts::table("Records, the soonest first", &["Record", "Confirmed", "Look again by"], cells.collect()))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let rows = load(v)?;
            Ok(v.frame.page("Restricted records", show(v, &rows)))
        })
        .await
}
