//! What stands above every page of a family.

use crate::records;
use access::{Context, FamilyId, Period, Permits, Sight, capability};
use people::Family;
use web::{Markup, Result, Sheet, html, parts};

/// Whose record this is.
pub fn identity(family: &Family) -> Markup {
    parts::identity_bar(&format!("{} family, {}", family.name, family.reference), html! {})
}

/// Where a family's page is.
pub fn href(family: FamilyId) -> String {
    format!("/families/{family}")
}

/// The parts of the record, with this page's own marked. `period` is the open episode, else the last.
pub fn parts_of(context: &Context, family: FamilyId, period: Option<Period>) -> Markup {
    let tabs = capability::tabs(context.app.capabilities, family, period);
    parts::sub_navigation("Parts of this record", &tabs, &context.path)
}

/// As [`parts_of`], for a page that does not know the episode.
fn parts_of_record(inside: &mut impl Permits, sight: &Sight<FamilyId>) -> Result<Markup> {
    let episode = records::current(inside.conn(), sight)?;
    let period = episode.map(|episode| Period { episode: episode.id, open: episode.is_open() });
    Ok(parts_of(inside.context(), sight.subject(), period))
}

/// A page of a family with one form on it.
pub fn sheet_page(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    title: &str,
    sheet: &Sheet,
    content: Markup,
) -> Result<Markup> {
    let family = people::records::family(inside.conn(), sight)?;
    let parts_of_it = parts_of_record(inside, sight)?;
    let frame = &inside.context().frame;
    let content = html! { (identity(&family)) (parts_of_it) h1.govuk-heading-l { (title) } (content) };
    let title = format!("{title}: {} family", family.name);
    Ok(frame.sheet_page(&title, &href(sight.subject()), sheet, content))
}
