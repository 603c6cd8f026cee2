//! Accounts.

use super::{listing::State, organisations::organisation};
use crate::{AccountId, OrganisationId, Role};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, OrganisationUid, types::Utc};

    account (id) {
        id -> AccountUid,
        email -> Text,
        name -> Text,
        job_title -> Text,
        phone -> Text,
        organisation_id -> OrganisationUid,
        roles -> Text,
        password -> Nullable<Text>,
        totp_secret -> Nullable<Text>,
        totp_step -> BigInt,
        created_at -> Utc,
        seen_at -> Utc,
        disabled_at -> Nullable<Utc>,
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = account, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub job_title: String,
    pub phone: String,
    pub organisation_id: OrganisationId,
    pub roles: String,
    pub password: Option<String>,
    pub totp_secret: Option<String>,
    pub totp_step: i64,
    pub created_at: Instant,
    pub seen_at: Instant,
    pub disabled_at: Option<Instant>,
}

impl Account {
    /// Its roles.
    pub fn roles(&self) -> Vec<Role> {
        self.roles.split(',').filter_map(Role::parse).collect()
    }

    /// How it stands. Those of a demo have no passwords and are in use all the same.
    pub fn state(&self, demo: bool) -> State {
        super::state(self.disabled_at, self.password.is_some(), demo)
    }

    /// Its address, unless it was given to another account.
    pub fn address(&self) -> Option<&str> {
        Some(self.email.as_str()).filter(|email| email.contains('@'))
    }

    fn has(&self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

/// What a new account is made of.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// For signing in; folded to lower case.
    pub email: String,
    /// In full.
    pub name: String,
    /// Job.
    pub job_title: String,
    /// How to reach them.
    pub phone: String,
    /// For whom they work; nobody is added without.
    pub organisation: Option<OrganisationId>,
    /// What they come for.
    pub roles: Vec<Role>,
}

impl NewAccount {
    /// Its address as it is kept.
    pub(crate) fn address(&self) -> String {
        self.email.trim().to_lowercase()
    }

    /// Its roles as they are kept.
    fn codes(&self) -> String {
        let codes: Vec<&str> = self.roles.iter().map(|role| role.code()).collect();
        codes.join(",")
    }
}

/// Writes an account that nobody can sign in to until an invitation is used.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &NewAccount, organisation: OrganisationId) -> Result<AccountId> {
    let row = Account {
        id: AccountId::new(),
        email: new.address(),
        name: new.name.clone(),
        job_title: new.job_title.clone(),
        phone: new.phone.clone(),
        organisation_id: organisation,
        roles: new.codes(),
        password: None,
        totp_secret: None,
        totp_step: 0,
        created_at: tx.now,
        seen_at: tx.now,
        disabled_at: None,
    };
    diesel::insert_into(account::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// Writes what is now said of an account.
pub(crate) fn update(conn: &mut Conn, id: AccountId, new: &NewAccount, organisation: OrganisationId) -> Result<()> {
    diesel::update(account::table.find(id))
        .set((
            account::email.eq(new.address()),
            account::name.eq(&new.name),
            account::job_title.eq(&new.job_title),
            account::phone.eq(&new.phone),
            account::organisation_id.eq(organisation),
            account::roles.eq(new.codes()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether without this account nobody in the council could manage accounts and see the system.
pub(crate) fn is_last_administrator(conn: &mut Conn, id: AccountId) -> Result<bool> {
    Ok(with_role(conn, Role::Admin)? == [id])
}

/// An account by its id.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: AccountId) -> Result<Account> {
    Ok(account::table.find(id).select(Account::as_select()).first(conn)?)
}

/// An account by its e-mail address.
pub fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>> {
    Ok(account::table
        .filter(account::email.eq(email.trim().to_lowercase()))
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

/// All accounts with the name of their organisation, by name.
pub fn list(conn: &mut Conn) -> Result<Vec<(Account, String)>> {
    Ok(account::table
        .inner_join(organisation::table)
        .order(account::name)
        .select((Account::as_select(), organisation::name))
        .load(conn)?)
}

/// Names of accounts, for authors and owners on a page.
pub fn names(conn: &mut Conn, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> =
        account::table.filter(account::id.eq_any(ids)).select((account::id, account::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Who in the council has this role, with an account in use.
pub fn with_role(conn: &mut Conn, role: Role) -> Result<Vec<AccountId>> {
    let all: Vec<Account> = account::table
        .inner_join(organisation::table)
        .filter(account::disabled_at.is_null().and(organisation::own.eq(true)))
        .filter(account::roles.like(format!("%{}%", role.code())))
        .select(Account::as_select())
        .load(conn)?;
    // one code may be part of another
    Ok(all.into_iter().filter(|account| account.has(role)).map(|account| account.id).collect())
}

/// Who has this role, in whichever organisation, with an account in use.
pub fn anywhere_with_role(conn: &mut Conn, role: Role) -> Result<Vec<AccountId>> {
    let all: Vec<Account> = account::table
        .filter(account::disabled_at.is_null())
        .filter(account::roles.like(format!("%{}%", role.code())))
        .select(Account::as_select())
        .load(conn)?;
    // one code may be part of another
    Ok(all.into_iter().filter(|account| account.has(role)).map(|account| account.id).collect())
}

/// Those of an organisation who have this role and whose account is in use.
pub fn of_organisation_with_role(conn: &mut Conn, organisation: OrganisationId, role: Role) -> Result<Vec<AccountId>> {
    let all: Vec<Account> = account::table
        .filter(account::organisation_id.eq(organisation).and(account::disabled_at.is_null()))
        .select(Account::as_select())
        .load(conn)?;
    Ok(all.into_iter().filter(|account| account.has(role)).map(|account| account.id).collect())
}
