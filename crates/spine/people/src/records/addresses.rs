//! Where somebody lives and lived. What is protected is opened by [`crate::Protected`] alone (T16).

use super::persons::{PersonId, PersonUid, person};
use diesel::prelude::*;
use store::{Instant, MultiBackend, Result, Tx, each};

store::strict_id!(
    /// An address of a person.
    AddressId,
    AddressUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::{AddressUid, PersonUid};
    use store::types::Utc;

    address (id) {
        id -> AddressUid,
        person_id -> PersonUid,
        line_1 -> Text,
        line_2 -> Text,
        town -> Text,
        postcode -> Text,
        protected -> Bool,
        from_at -> Utc,
        until_at -> Nullable<Utc>,
    }
}

diesel::joinable!(address -> person (person_id));

/// Where someone lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// House and street.
    pub line_1: String,
    /// More of it.
    pub line_2: String,
    /// Town.
    pub town: String,
    /// `ME4 4TR`.
    pub postcode: String,
}

impl Address {
    /// On one line.
    pub fn line(&self) -> String {
        let parts = [&self.line_1, &self.line_2, &self.town, &self.postcode];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }

    /// Whether nothing of it is known.
    pub fn is_empty(&self) -> bool {
        self.line().is_empty()
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = address, check_for_backend(MultiBackend))]
pub(crate) struct AddressRow {
    id: AddressId,
    person_id: PersonId,
    line_1: String,
    line_2: String,
    town: String,
    postcode: String,
    pub(super) protected: bool,
    from_at: Instant,
    until_at: Option<Instant>,
}

impl AddressRow {
    /// The address itself, for [`crate::Protected`] to hold.
    pub(super) fn open(self) -> Address {
        Address { line_1: self.line_1, line_2: self.line_2, town: self.town, postcode: self.postcode }
    }

    /// What of it may be evidence: nothing of a protected one (T16).
    pub(crate) fn unprotected(self) -> Option<Address> {
        (!self.protected).then(|| self.open())
    }
}

/// Someone has moved, or their address is known at last; the former one stays in the record.
pub(super) fn set_address(tx: &mut Tx<'_>, person: PersonId, new: &Address, protected: bool) -> Result<()> {
    if new.is_empty() && !protected {
        return Ok(());
    }

    let now = tx.now;
    let current = address::table.filter(address::person_id.eq(person).and(address::until_at.is_null()));
    each!(tx.conn(), c => diesel::update(current).set(address::until_at.eq(Some(now))).execute(c))?;

    let row = AddressRow {
        id: AddressId::new(),
        person_id: person,
        line_1: new.line_1.clone(),
        line_2: new.line_2.clone(),
        town: new.town.clone(),
        postcode: new.postcode.clone(),
        protected,
        from_at: now,
        until_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(address::table).values(&row).execute(c))?;
    Ok(())
}
