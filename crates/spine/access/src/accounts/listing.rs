//! Accounts as a list that is searched and turned over page by page. Staff are a few thousand at most: they are found
//! among all of them, in whatever letters they were typed.

use super::{holders::account, organisations::organisation};
use crate::{AccountId, OrganisationId, Role};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Result};

store::coded! {
    /// How an account stands.
    pub enum State {
        /// Its owner can sign in.
        InUse = "in-use",
        /// Its owner was invited and did not come in yet.
        Invited = "invited",
        /// Nobody can sign in.
        Disabled = "disabled",
    }
}

/// A line of the list.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of two tables")]
pub struct Listed {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub roles: String,
    pub organisation: String,
    /// Whether that is a hub of the council.
    pub hub: bool,
    pub disabled_at: Option<Instant>,
    /// Whether a password was chosen.
    pub came_in: bool,
}

impl Listed {
    /// How it stands. Those of a demo have no passwords and are in use all the same.
    pub fn state(&self, demo: bool) -> State {
        super::state(self.disabled_at, self.came_in, demo)
    }

    /// What its roles are called.
    pub fn role_labels(&self) -> String {
        let roles = self.roles.split(',').filter_map(Role::parse);
        roles.map(Role::label).collect::<Vec<_>>().join(", ")
    }

    /// Whether it is in this state, and every word of `text` stands in its name, address or organisation.
    pub fn is_found(&self, text: &str, state: Option<State>, demo: bool) -> bool {
        let own = format!("{} {} {}", self.name, self.email, self.organisation).to_lowercase();
        let text = text.to_lowercase();
        state.is_none_or(|state| self.state(demo) == state) && text.split_whitespace().all(|word| own.contains(word))
    }
}

/// All accounts by name.
pub fn list_all(conn: &mut Conn) -> Result<Vec<Listed>> {
    Ok(account::table
        .inner_join(organisation::table)
        .order((account::name, account::id))
        .select((
            account::id,
            account::name,
            account::email,
            account::roles,
            organisation::name,
            organisation::hub,
            account::disabled_at,
            account::password.is_not_null(),
        ))
        .load(conn)?)
}

/// How many accounts of each organisation are not disabled.
pub(crate) fn count_by_organisation(conn: &mut Conn) -> Result<BTreeMap<OrganisationId, usize>> {
    let all: Vec<OrganisationId> =
        account::table.filter(account::disabled_at.is_null()).select(account::organisation_id).load(conn)?;
    let mut counts = BTreeMap::new();
    for organisation in all {
        *counts.entry(organisation).or_default() += 1;
    }
    Ok(counts)
}
