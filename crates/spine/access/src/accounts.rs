//! Organisations, teams and accounts.

use crate::{AccountId, Actor, OrganisationId, Role, events};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE organisation (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, phone TEXT NOT NULL,
  own $BOOL NOT NULL) $STRICT;
CREATE TABLE team (id $UUID PRIMARY KEY NOT NULL, organisation_id $UUID NOT NULL REFERENCES organisation(id),
  name TEXT NOT NULL) $STRICT;
CREATE TABLE account (id $UUID PRIMARY KEY NOT NULL, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, job_title TEXT NOT NULL,
  phone TEXT NOT NULL, organisation_id $UUID NOT NULL REFERENCES organisation(id), roles TEXT NOT NULL, password TEXT,
  totp_secret TEXT, totp_step $INT8 NOT NULL, created_at $INSTANT NOT NULL, seen_at $INSTANT NOT NULL,
  disabled_at $INSTANT) $STRICT;
CREATE TABLE team_member (team_id $UUID NOT NULL REFERENCES team(id), account_id $UUID NOT NULL REFERENCES account(id),
  manages $BOOL NOT NULL, PRIMARY KEY (team_id, account_id)) $STRICT;
CREATE INDEX team_member_account ON team_member(account_id);";

store::strict_id!(
    /// A team of workers.
    TeamId,
    TeamUid
);

diesel::table! { use diesel::sql_types::*; use store::OrganisationUid;
organisation (id) { id -> OrganisationUid, name -> Text, kind -> Text, phone -> Text, own -> Bool, } }

diesel::table! { use diesel::sql_types::*; use store::OrganisationUid; use super::TeamUid;
team (id) { id -> TeamUid, organisation_id -> OrganisationUid, name -> Text, } }

diesel::table! { use diesel::sql_types::*; use store::{AccountUid, OrganisationUid}; use store::types::Utc;
account (id) { id -> AccountUid, email -> Text, name -> Text, job_title -> Text, phone -> Text,
    organisation_id -> OrganisationUid, roles -> Text, password -> Nullable<Text>, totp_secret -> Nullable<Text>,
    totp_step -> BigInt, created_at -> Utc, seen_at -> Utc, disabled_at -> Nullable<Utc>, } }
diesel::table! { use diesel::sql_types::*; use store::AccountUid; use super::TeamUid;
team_member (team_id, account_id) { team_id -> TeamUid, account_id -> AccountUid, manages -> Bool, } }

diesel::joinable!(account -> organisation (organisation_id));

diesel::joinable!(team_member -> account (account_id));

diesel::joinable!(team_member -> team (team_id));

diesel::allow_tables_to_appear_in_same_query!(organisation, team, account, team_member);

/// An organisation.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = organisation, check_for_backend(MultiBackend))]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// A word of the pack's `organisation-kind`.
    pub kind: String,
    /// Whom to call.
    pub phone: String,
    /// Whether it is the council whose system this is.
    pub own: bool,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = team, check_for_backend(MultiBackend))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Whose team it is.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
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
}

/// Someone one can reach: name, job, organisation, telephone.
#[derive(Debug, Clone, PartialEq, Queryable)]
#[expect(missing_docs, reason = "columns of the tables above")]
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
    /// For whom they work.
    pub organisation: OrganisationId,
    /// What they come for.
    pub roles: Vec<Role>,
}

/// Adds an organisation.
pub fn add_organisation(tx: &mut Tx<'_>, name: &str, kind: &str, phone: &str, own: bool) -> Result<OrganisationId> {
    let row =
        Organisation { id: OrganisationId::new(), name: name.into(), kind: kind.into(), phone: phone.into(), own };
    diesel::insert_into(organisation::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// Those of an organisation who have this role and whose account is in use.
pub fn of_organisation_with_role(conn: &mut Conn, organisation: OrganisationId, role: Role) -> Result<Vec<AccountId>> {
    let all: Vec<Account> = account::table
        .filter(account::organisation_id.eq(organisation).and(account::disabled_at.is_null()))
        .select(Account::as_select())
        .load(conn)?;
    Ok(all.into_iter().filter(|a| a.roles().contains(&role)).map(|a| a.id).collect())
}

/// Adds a team.
pub fn add_team(tx: &mut Tx<'_>, organisation: OrganisationId, name: &str) -> Result<TeamId> {
    let row = Team { id: TeamId::new(), organisation_id: organisation, name: name.into() };
    diesel::insert_into(team::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// Puts someone in a team.
pub fn join_team(tx: &mut Tx<'_>, team: TeamId, account: AccountId, manages: bool) -> Result<()> {
    diesel::insert_into(team_member::table)
        .values((team_member::team_id.eq(team), team_member::account_id.eq(account), team_member::manages.eq(manages)))
        .execute(tx.conn())?;
    Ok(())
}

/// Adds an account that nobody can sign in to until an invitation is used.
///
/// # Errors
/// A unique violation when the e-mail address has an account already.
pub fn add(tx: &mut Tx<'_>, new: &NewAccount) -> Result<AccountId> {
    let codes: Vec<&str> = new.roles.iter().map(|r| r.code()).collect();
    let row = Account {
        id: AccountId::new(),
        email: new.email.to_lowercase(),
        name: new.name.clone(),
        job_title: new.job_title.clone(),
        phone: new.phone.clone(),
        organisation_id: new.organisation,
        roles: codes.join(","),
        password: None,
        totp_secret: None,
        totp_step: 0,
        created_at: tx.now,
        seen_at: tx.now,
        disabled_at: None,
    };
    diesel::insert_into(account::table).values(&row).execute(tx.conn())?;
    tx.record(
        events::ACCOUNT_ADDED
            .on(row.id.0)
            .detail(serde_json::json!({"roles": codes, "organisation": new.organisation})),
    )?;
    Ok(row.id)
}

/// Disables an account: its sessions and tokens end with the next request.
pub fn disable(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let now = tx.now;
    diesel::update(account::table.find(id)).set(account::disabled_at.eq(Some(now))).execute(tx.conn())?;
    crate::sessions::end_all(tx.conn(), id)?;
    tx.record(events::ACCOUNT_DISABLED.on(id.0))?;
    Ok(())
}

/// Disables accounts that nobody has used for so long (T20); how many.
pub fn disable_idle(tx: &mut Tx<'_>, idle_seconds: i64) -> Result<usize> {
    let unused = account::seen_at.lt(tx.now.plus_seconds(-idle_seconds));
    let ids: Vec<AccountId> =
        account::table.filter(account::disabled_at.is_null().and(unused)).select(account::id).load(tx.conn())?;
    for id in &ids {
        disable(tx, *id)?;
    }
    Ok(ids.len())
}

/// The daily sweep of accounts that nobody has used for as long as the pack allows.
pub(crate) fn disable_idle_daily(db: &store::Db, pack: &pack::Pack, _: crate::capability::Capabilities) -> Result<()> {
    let idle = i64::from(pack.number("account-idle")) * 86_400;
    db.alone(&pack.hash, |tx| disable_idle(tx, idle)).map(|_| ())
}

/// Who in the council has this role, with an account in use.
pub fn with_role(conn: &mut Conn, role: Role) -> Result<Vec<AccountId>> {
    let rows: Vec<(AccountId, String)> = account::table
        .inner_join(organisation::table)
        .filter(account::disabled_at.is_null().and(organisation::own.eq(true)))
        .filter(account::roles.like(format!("%{}%", role.code())))
        .select((account::id, account::roles))
        .load(conn)?;
    Ok(rows.into_iter().filter(|(_, roles)| roles.split(',').any(|r| r == role.code())).map(|(id, _)| id).collect())
}

/// Who manages a team.
pub fn managers_of(conn: &mut Conn, team: TeamId) -> Result<Vec<AccountId>> {
    Ok(members(conn, team)?.into_iter().filter(|(_, _, manages)| *manages).map(|(id, ..)| id).collect())
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

/// All organisations by name.
pub fn list_organisations(conn: &mut Conn) -> Result<Vec<Organisation>> {
    Ok(organisation::table.order(organisation::name).select(Organisation::as_select()).load(conn)?)
}

/// An organisation.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_organisation(conn: &mut Conn, id: OrganisationId) -> Result<Organisation> {
    Ok(organisation::table.find(id).select(Organisation::as_select()).first(conn)?)
}

/// All teams by name.
pub fn list_teams(conn: &mut Conn) -> Result<Vec<Team>> {
    Ok(team::table.order(team::name).select(Team::as_select()).load(conn)?)
}

const COLLEAGUE: (
    account::id,
    account::name,
    account::job_title,
    account::phone,
    account::email,
    organisation::id,
    organisation::name,
    organisation::own,
) = (
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
    Ok(
        each!(conn, c => account::table.inner_join(organisation::table).filter(account::id.eq(id)).select(COLLEAGUE).first(c))?,
    )
}

/// Everyone with an account in use who may hold or join a family, by name.
pub fn list_colleagues(conn: &mut Conn) -> Result<Vec<Colleague>> {
    let works =
        account::roles.like("%practitioner%").or(account::roles.like("%lead%")).or(account::roles.like("%manager%"));
    Ok(account::table
        .inner_join(organisation::table)
        .filter(account::disabled_at.is_null())
        .filter(works)
        .order(account::name)
        .select(COLLEAGUE)
        .load(conn)?)
}

/// The members of a team, by name.
pub fn members(conn: &mut Conn, team: TeamId) -> Result<Vec<(AccountId, String, bool)>> {
    Ok(team_member::table
        .inner_join(account::table)
        .filter(team_member::team_id.eq(team))
        .filter(account::disabled_at.is_null())
        .order(account::name)
        .select((account::id, account::name, team_member::manages))
        .load(conn)?)
}

/// The team of an account, if it is in one.
pub fn team_of(conn: &mut Conn, id: AccountId) -> Result<Option<TeamId>> {
    Ok(team_member::table.filter(team_member::account_id.eq(id)).select(team_member::team_id).first(conn).optional()?)
}

/// Names of accounts, for authors and owners on a page.
pub fn names(conn: &mut Conn, ids: &[AccountId]) -> Result<std::collections::BTreeMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> =
        account::table.filter(account::id.eq_any(ids)).select((account::id, account::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Who acts, as of now; `None` when the account may not act.
pub fn actor(conn: &mut Conn, now: Instant, id: AccountId) -> Result<Option<Actor>> {
    let row: Option<(Account, Organisation)> = each!(conn, c => account::table
        .inner_join(organisation::table)
        .filter(account::id.eq(id))
        .filter(account::disabled_at.is_null())
        .select((Account::as_select(), Organisation::as_select()))
        .first(c))
    .optional()?;
    let Some((account, organisation)) = row else { return Ok(None) };
    let roles = account.roles();
    let manages = if roles.contains(&Role::Manager) && organisation.own {
        let mine = team_member::account_id.eq(id).and(team_member::manages.eq(true));
        each!(conn, c => team_member::table.filter(mine).select(team_member::team_id).load(c))?
    } else {
        vec![]
    };
    Ok(Some(Actor {
        account: Some(id),
        name: account.name,
        job_title: account.job_title,
        organisation: Some(organisation.id),
        organisation_name: organisation.name,
        organisation_kind: organisation.kind,
        own: organisation.own,
        roles,
        manages,
        seen_at: account.seen_at,
        as_of: now,
    }))
}
