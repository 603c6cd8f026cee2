//! Contracts, every version of each, and what was paid.

use crate::{
    events,
    rules::contracts::{self as rules, CannotAdd},
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use directory::{ProviderId, ProviderUid, ServiceId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};

store::strict_id!(
    /// A contract.
    ContractId,
    ContractUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Jsonb;
    use super::{AccountUid, ContractUid, ProviderUid};

    contract (id) {
        id -> ContractUid,
        provider_id -> ProviderUid,
        owner_id -> AccountUid,
        name -> Text,
        purpose -> Text,
        services -> Jsonb,
        outcomes -> Jsonb,
        factors -> Jsonb,
        begins_on -> Date,
        ends_on -> Date,
        value_pence -> BigInt,
        places -> Nullable<BigInt>,
        options -> Text,
        next_meeting_on -> Nullable<Date>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::ContractUid;

    contract_version (contract_id, version) {
        contract_id -> ContractUid,
        version -> BigInt,
        said -> Jsonb,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::ContractUid;

    contract_payment (id) {
        id -> Uid,
        contract_id -> ContractUid,
        paid_on -> Date,
        pence -> BigInt,
        what -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

/// A contract.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Contract {
    pub id: ContractId,
    pub provider_id: ProviderId,
    /// The commissioner who sees to it.
    pub owner_id: AccountId,
    pub name: String,
    /// What it is for.
    pub purpose: String,
    pub services: Json<Vec<ServiceId>>,
    /// Words of the pack's `outcome-framework`.
    pub outcomes: Json<Vec<String>>,
    /// Words of the pack's `protective-factor`.
    pub factors: Json<Vec<String>>,
    pub begins_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// Of the whole term.
    pub value_pence: i64,
    /// Families that it has room for at a time, where it says so.
    pub places: Option<i64>,
    /// The options that were considered, and why this was chosen.
    pub options: String,
    pub next_meeting_on: Option<NaiveDate>,
    pub version: i64,
}

/// What is said of a contract.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as the columns of contract")]
pub struct NewContract {
    pub provider: Option<ProviderId>,
    pub owner: Option<AccountId>,
    pub name: String,
    pub purpose: String,
    pub services: Vec<ServiceId>,
    pub outcomes: Vec<String>,
    pub factors: Vec<String>,
    pub begins: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
    pub value: Option<i64>,
    pub places: Option<i64>,
    /// What was typed for places is no whole number.
    #[serde(skip)]
    pub places_wrong: bool,
    pub options: String,
}

impl NewContract {
    fn check(&self, conn: &mut Conn) -> web::Result<()> {
        let theirs: Vec<ServiceId> = match self.provider {
            Some(provider) => directory::records::list_of(conn, provider)?.into_iter().map(|one| one.id).collect(),
            None => vec![],
        };
        let able = accounts::with_role(conn, Role::Commissioner)?;
        Ok(rules::keep(rules::Keeping {
            name: &self.name,
            provider: self.provider.is_some(),
            services: self.services.len(),
            all_theirs: self.services.iter().all(|service| theirs.contains(service)),
            outcomes: self.outcomes.len(),
            owner: self.owner.is_some(),
            able: self.owner.is_some_and(|owner| able.contains(&owner)),
            term: self.begins.zip(self.ends),
            value: self.value,
            places_wrong: self.places_wrong || self.places.is_some_and(|places| places < 0),
        })?)
    }

    fn row(&self, id: ContractId, before: Option<&Contract>) -> web::Result<Contract> {
        let (Some(provider_id), Some(owner_id), Some(begins_on), Some(ends_on), Some(value_pence)) =
            (self.provider, self.owner, self.begins, self.ends, self.value)
        else {
            return Err(web::Error::NotFound);
        };
        Ok(Contract {
            id,
            provider_id,
            owner_id,
            name: self.name.clone(),
            purpose: self.purpose.clone(),
            services: Json(self.services.clone()),
            outcomes: Json(self.outcomes.clone()),
            factors: Json(self.factors.clone()),
            begins_on,
            ends_on,
            value_pence,
            places: self.places,
            options: self.options.clone(),
            next_meeting_on: before.and_then(|before| before.next_meeting_on),
            version: before.map_or(0, |before| before.version) + 1,
        })
    }
}

/// A contract.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: ContractId) -> Result<Contract> {
    Ok(contract::table.find(id).select(Contract::as_select()).first(conn)?)
}

/// All contracts, those that run longest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Contract>> {
    Ok(contract::table.order((contract::ends_on.desc(), contract::name)).select(Contract::as_select()).load(conn)?)
}

/// Makes a contract.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::KeepContracts>,
    new: &NewContract,
) -> web::Result<ContractId> {
    let by = permit.actor().name.clone();
    new.check(tx.conn())?;
    let row = new.row(ContractId::new(), None)?;
    diesel::insert_into(contract::table).values(&row).execute(tx.conn())?;
    note(tx, &row, new, &by)?;
    Ok(row.id)
}

/// Changes a contract, unless somebody else has changed it since this `version`; what it said before stays readable.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::KeepContracts>,
    (id, version): (ContractId, i64),
    new: &NewContract,
) -> web::Result<()> {
    new.check(tx.conn())?;
    let before = find(tx.conn(), id)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let row = new.row(id, Some(&before))?;
    diesel::update(contract::table.find(id))
        .set((
            (contract::provider_id.eq(row.provider_id), contract::owner_id.eq(row.owner_id)),
            (contract::name.eq(&row.name), contract::purpose.eq(&row.purpose), contract::services.eq(&row.services)),
            (contract::outcomes.eq(&row.outcomes), contract::factors.eq(&row.factors)),
            (contract::begins_on.eq(row.begins_on), contract::ends_on.eq(row.ends_on)),
            (contract::value_pence.eq(row.value_pence), contract::places.eq(row.places)),
            (contract::options.eq(&row.options), contract::version.eq(row.version)),
        ))
        .execute(tx.conn())?;
    if row.owner_id != before.owner_id {
        super::monitoring::hand_on(tx, id, row.owner_id)?;
    }
    note(tx, &row, new, &permit.actor().name)
}

fn note(tx: &mut Tx<'_>, row: &Contract, new: &NewContract, by: &str) -> web::Result<()> {
    diesel::insert_into(contract_version::table)
        .values((
            contract_version::contract_id.eq(row.id),
            contract_version::version.eq(row.version),
            contract_version::said.eq(Json(new.clone())),
            contract_version::by_name.eq(by),
            contract_version::at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    tx.record(events::CONTRACT.on(row.id.0).detail(json!({"name": row.name, "version": row.version})))?;
    Ok(())
}

/// What a contract said at some time.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = contract_version, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Version {
    pub version: i64,
    pub said: Json<NewContract>,
    pub by_name: String,
    pub at: Instant,
}

/// Every version of a contract, the newest first.
pub fn versions(conn: &mut Conn, id: ContractId) -> Result<Vec<Version>> {
    Ok(contract_version::table
        .filter(contract_version::contract_id.eq(id))
        .order(contract_version::version.desc())
        .select(Version::as_select())
        .load(conn)?)
}

/// Something that was paid; less than nothing where it was paid back.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract_payment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Payment {
    pub id: AnyId,
    pub contract_id: ContractId,
    pub paid_on: NaiveDate,
    pub pence: i64,
    pub what: String,
    pub by_name: String,
    pub at: Instant,
}

/// Keeps a payment.
///
/// # Errors
/// Every [`CannotAdd`] that holds.
pub fn pay(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::KeepContracts>,
    id: ContractId,
    (on, pence, what): (Option<NaiveDate>, Option<i64>, &str),
) -> web::Result<()> {
    let today = tx.now.date();
    rules::add([
        (pence.is_none_or(|pence| pence == 0), CannotAdd::NoAmount),
        (on.is_none(), CannotAdd::NoDay),
        (on.is_some_and(|on| on > today), CannotAdd::PaidInFuture),
        (what.trim().is_empty(), CannotAdd::NoWhat),
    ])?;
    find(tx.conn(), id)?;
    let row = Payment {
        id: AnyId::new(),
        contract_id: id,
        paid_on: on.unwrap_or(today),
        pence: pence.unwrap_or_default(),
        what: what.into(),
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    diesel::insert_into(contract_payment::table).values(&row).execute(tx.conn())?;
    tx.record(events::PAID.on(id.0).detail(json!({"pence": row.pence, "on": row.paid_on})))?;
    Ok(())
}

/// What was paid under a contract, the newest first.
pub fn payments(conn: &mut Conn, id: ContractId) -> Result<Vec<Payment>> {
    Ok(contract_payment::table
        .filter(contract_payment::contract_id.eq(id))
        .order((contract_payment::paid_on.desc(), contract_payment::id.desc()))
        .select(Payment::as_select())
        .load(conn)?)
}
