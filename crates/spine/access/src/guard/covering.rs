//! For which families somebody leads, and who could stand in for somebody: asked before work is moved (T35).

use super::{Tie, facts, guard, hidden_from, tie};
use crate::{AccountId, Actor, Because, FamilyFacts, FamilyId, policy::relationship};
use diesel::prelude::*;
use store::{Conn, Result};

/// Whether somebody could see a family for as long as they stand in for somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Could {
    /// They can see it anyway.
    Already,
    /// They could, if they joined.
    Joins,
    /// Only those listed may know of it, and they are not listed.
    Restricted,
    /// Nothing is shared with their organisation.
    NotShared,
    /// Their role does not meet families.
    Role,
}

impl Could {
    /// Why they cannot, if so.
    pub const fn obstacle(self) -> Option<&'static str> {
        match self {
            Self::Already | Self::Joins => None,
            Self::Restricted => Some("the record is restricted to a list on which they do not stand"),
            Self::NotShared => Some("nothing is shared with their organisation"),
            Self::Role => Some("their role does not include work with families"),
        }
    }
}

/// Whether this actor could see the family through a tie of this kind. It gives nothing of the record.
pub fn could(conn: &mut Conn, family: FamilyId, actor: &Actor, through: Tie) -> Result<Could> {
    let now = facts(conn, family, actor)?;
    let wanted = match through {
        Tie::Lead | Tie::Cover => FamilyFacts { leads: true, ..now },
        Tie::Team => FamilyFacts { in_team: true, ..now },
        Tie::Audit => FamilyFacts { sampled: true, ..now },
    };
    let enough = |because| match through {
        Tie::Lead | Tie::Cover => matches!(because, Because::Lead | Because::ManagerOfTeam),
        Tie::Team | Tie::Audit => true,
    };
    Ok(match relationship(actor, &wanted) {
        Some(_) if relationship(actor, &now).is_some_and(enough) => Could::Already,
        Some(_) => Could::Joins,
        None if now.hidden() => Could::Restricted,
        None if !actor.own && !now.shared => Could::NotShared,
        None => Could::Role,
    })
}

/// For which families of this manager's teams somebody leads, as far as they are not hidden from the manager.
pub fn led_in_teams(conn: &mut Conn, manager: &Actor, account: AccountId) -> Result<Vec<FamilyId>> {
    let hidden = hidden_from(conn, manager)?;
    let held = guard::table.filter(guard::team_id.eq_any(&manager.manages)).select(guard::family_id);
    Ok(tie::table
        .filter(tie::account_id.eq(account).and(tie::kind.eq(Tie::Lead)).and(tie::until_at.is_null()))
        .filter(tie::family_id.eq_any(held))
        .filter(tie::family_id.ne_all(hidden))
        .select(tie::family_id)
        .load(conn)?)
}
