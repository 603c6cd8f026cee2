//! What may be told of someone found.

use crate::{MemberRole, records::Person};
use access::{FamilyId, accounts, guard};
use store::{Conn, Result};

/// Someone found.
#[derive(Debug, Clone)]
pub enum Hit {
    /// The record may be opened.
    Open {
        /// Who.
        person: Box<Person>,
        /// What they are to the family.
        role: MemberRole,
        /// Whose record to open.
        family: FamilyId,
        /// Its name.
        family_name: String,
        /// They are not in it any more.
        left: bool,
    },
    /// For information governance: the record's access log and restriction, by its reference alone.
    Governed {
        /// Whose.
        family: FamilyId,
        /// As it was typed.
        reference: String,
    },
    /// A child is known; this is whom to call.
    Known {
        /// As they were named by the searcher.
        name: String,
        /// Who leads, with organisation and telephone; the front door if nobody does.
        call: String,
    },
}

/// Who leads, with organisation and telephone; the front door if nobody does.
pub(super) fn whom_to_call(conn: &mut Conn, family: FamilyId, front_door: &str) -> Result<String> {
    let Some(lead) = guard::lead_of(conn, family)? else { return Ok(front_door.to_owned()) };
    let colleague = accounts::colleague(conn, lead)?;
    let phone = if colleague.phone.is_empty() { colleague.email } else { colleague.phone };
    Ok(format!("{}, {}, {phone}", colleague.name, colleague.organisation))
}
