//! What stands above every page of a family.

use access::{FamilyId, Permits, Sight};
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

/// A page of a family with one form on it.
pub fn sheet_page(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    title: &str,
    sheet: &Sheet,
    content: Markup,
) -> Result<Markup> {
    let family = people::records::family(inside.conn(), sight)?;
    let frame = &inside.context().frame;
    let content = html! { (identity(&family)) h1.govuk-heading-l { (title) } (content) };
    let title = format!("{title}: {} family", family.name);
    Ok(frame.sheet_page(&title, &href(sight.subject()), sheet, content))
}
