//! People at work, as others reach them.

use super::{holders::account, organisations::organisation};
use crate::{AccountId, OrganisationId};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Result, each};

/// Someone one can reach: name, job, organisation, telephone.
#[derive(Debug, Clone, PartialEq, Queryable)]
#[expect(missing_docs, reason = "columns of two tables, in the order of `COLUMNS`")]
pub struct Colleague {
    pub id: AccountId,
    pub name: String,
    pub job_title: String,
    pub phone: String,
    pub email: String,
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub own: bool,
}

/// The columns of a [`Colleague`].
type Columns = (
    account::id,
    account::name,
    account::job_title,
    account::phone,
    account::email,
    organisation::id,
    organisation::name,
    organisation::own,
);

const COLUMNS: Columns = (
    account::id,
    account::name,
    account::job_title,
    account::phone,
    account::email,
    organisation::id,
    organisation::name,
    organisation::own,
);

/// Someone one can reach.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn colleague(conn: &mut Conn, id: AccountId) -> Result<Colleague> {
    Ok(each!(conn, c => account::table
        .inner_join(organisation::table)
        .filter(account::id.eq(id))
        .select(COLUMNS)
        .first(c))?)
}

/// Those of `ids` whom one can reach.
pub fn colleagues_among(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Colleague>> {
    Ok(account::table.inner_join(organisation::table).filter(account::id.eq_any(ids)).select(COLUMNS).load(conn)?)
}

/// Everyone with an account in use who may hold or join a family, by name.
pub fn list_colleagues(conn: &mut Conn) -> Result<Vec<Colleague>> {
    let role = |word: &str| account::roles.like(format!("%{word}%"));
    Ok(account::table
        .inner_join(organisation::table)
        .filter(account::disabled_at.is_null())
        .filter(role("practitioner").or(role("lead")).or(role("manager")))
        .order(account::name)
        .select(COLUMNS)
        .load(conn)?)
}

/// How the organisation of each of these accounts is called.
pub fn organisations_of(conn: &mut Conn, accounts: &[AccountId]) -> Result<BTreeMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> = account::table
        .inner_join(organisation::table)
        .filter(account::id.eq_any(accounts))
        .select((account::id, organisation::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Somebody by name, and whether they can do anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their name.
    pub name: String,
    /// Whether their account is in use.
    pub in_use: bool,
}

/// Accounts by name, those that are disabled among them.
pub fn known(conn: &mut Conn, ids: &[AccountId]) -> Result<BTreeMap<AccountId, Known>> {
    let rows: Vec<(AccountId, String, Option<Instant>)> = account::table
        .filter(account::id.eq_any(ids))
        .select((account::id, account::name, account::disabled_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name, disabled)| (id, Known { name, in_use: disabled.is_none() })).collect())
}
