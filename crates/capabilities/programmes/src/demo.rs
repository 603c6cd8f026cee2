//! Group programmes in the demo.

use access::{App, OrganisationId, demo::Telling};
use store::Tx;

/// After the plan, before its reviews.
pub(crate) const TELLINGS: &[Telling] = &[];

/// Makes the programmes.
pub(crate) fn make(_: &mut Tx<'_>, _: &App, _: u32, _: &[(String, OrganisationId)]) -> web::Result<u32> {
    Ok(0)
}
