//! Somebody comes into a family whose record there is already.

use crate::{MemberRole, NewPerson, PersonId, merging, records};
use access::{FamilyId, Permit, family};
use store::{Result, Tx};

/// Enters somebody into a family. `known` are records that may be the same person, with how likely each is: the pairs
/// wait for somebody who looks.
pub fn enter(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    role: MemberRole,
    new: &NewPerson,
    known: &[(PersonId, f64)],
) -> Result<PersonId> {
    let entered = records::add_person(tx, permit.subject(), role, new)?;
    let now = tx.now;
    for (other, probability) in known {
        merging::keep_suspect(tx.conn(), now, entered, *other, *probability)?;
    }
    Ok(entered)
}
