//! What stands above every page of a family, and the way from an episode to its family's permit.

use crate::{Episode, EpisodeId, records};
use access::{
    FamilyFacts, FamilyId, Permit, Permits, Sight,
    policy::{Act, family::FamilyAct},
};
use people::Family;
use web::{Markup, Result, html, parts};

/// The episode and the permit for its family.
///
/// # Errors
/// As [`Permits::permit`].
pub fn episode<A>(inside: &mut impl Permits, act: A, id: EpisodeId) -> Result<(Episode, Permit<FamilyId, A>)>
where
    A: Act<Facts = FamilyFacts>,
{
    let found = records::find(inside.conn(), id)?;
    let permit = inside.permit(act, found.family_id)?;
    // a closed episode is read, or begun again; nothing is written into it
    if !found.is_open() && !matches!(A::WHICH, FamilyAct::Open | FamilyAct::ReopenEpisode) {
        return Err(web::Refusal::new(
            "episode-is-closed",
            "This episode is closed. Its record can be read, not changed",
        )
        .into());
    }
    Ok((found, permit))
}

/// Whose record this is.
pub fn identity(family: &Family) -> Markup {
    parts::identity_bar(&format!("{} family, {}", family.name, family.reference), html! {})
}

/// Where a family's page is.
pub fn href(family: FamilyId) -> String {
    format!("/families/{family}")
}

/// A page of a family with one form on it.
pub fn form_page(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    title: &str,
    form: &web::Form,
    content: Markup,
) -> Result<Markup> {
    let family = people::records::family(inside.conn(), sight)?;
    let frame = &inside.context().frame;
    let content = html! { (identity(&family)) h1.govuk-heading-l { (title) } (content) };
    let title = format!("{title}: {} family", family.name);
    Ok(frame.form_page(&title, &href(sight.subject()), form, content))
}
