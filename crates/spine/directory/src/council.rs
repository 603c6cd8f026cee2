//! Entries that follow from what another capability keeps, as a group programme of the council does: written by the
//! program, under the permit of the command that makes them true, and gone when it ends.

use crate::{
    body::Body,
    ids::ServiceId,
    records::{self, NewService, Origin, Provider},
    rules,
};
use access::{Actor, OrganisationId};
use pack::Pack;
use store::Tx;
use web::Result;

/// Makes this what the directory says: in an entry that stands already, or in a new one of the organisation of whoever
/// acts. The entry.
///
/// # Errors
/// Each [`rules::entry::CannotSend`] that applies.
pub fn put(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, known: Option<ServiceId>, body: Body) -> Result<ServiceId> {
    let body = rules::Entry::new(body)?.into_body();
    let signature = by.signature();
    if let Some(id) = known {
        records::publish(tx, pack, id, &body, &signature)?;
        records::set_live(tx, pack, id, true, "It runs")?;
        return Ok(id);
    }

    let of = provider(tx, by.organisation, &by.organisation_name)?;
    let id = ServiceId::new();
    let origin = Origin { assured_on: Some(tx.now.date()), ..Origin::default() };
    records::add(tx, pack, NewService { id, of: &of, body, origin, by: &signature })?;
    Ok(id)
}

/// It has ended, or is for the public no longer: its entry goes.
pub fn withdraw(tx: &mut Tx<'_>, pack: &Pack, id: ServiceId, why: &str) -> Result<()> {
    Ok(records::set_live(tx, pack, id, false, why)?)
}

/// As whom the organisation provides services; by its own name where it provides none yet.
fn provider(tx: &mut Tx<'_>, organisation: Option<OrganisationId>, name: &str) -> Result<Provider> {
    let known = match organisation {
        Some(_) => records::list_providers(tx.conn(), organisation)?,
        None => vec![],
    };
    if let Some(first) = known.into_iter().next() {
        return Ok(first);
    }
    let new = Provider::named(name, organisation);
    records::add_provider(tx, &new)?;
    Ok(new)
}
