//! Where somebody lives and lived. What is protected is opened by [`crate::Protected`] alone (T16).

use super::persons::{PersonId, PersonUid, person};
use crate::{Protected, rules};
use access::FamilyId;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

store::strict_id!(
    /// An address of a person.
    AddressId,
    AddressUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::FamilyUid;
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
        family_id -> Nullable<FamilyUid>,
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
    pub(super) person_id: PersonId,
    line_1: String,
    line_2: String,
    town: String,
    postcode: String,
    pub(super) protected: bool,
    from_at: Instant,
    until_at: Option<Instant>,
    /// The family in which they live here: only those who are cleared for it are cleared for a protected place.
    pub(super) family_id: Option<FamilyId>,
}

impl AddressRow {
    /// Behind its protection, as it is read under a sight of this family.
    pub(super) fn protect(self, family: FamilyId) -> Protected<Address> {
        let (closed, at_home) = (self.protected, self.family_id == Some(family));
        Protected::new(self.open(), closed, at_home)
    }

    /// The address itself, for [`Protected`] to hold.
    fn open(self) -> Address {
        Address { line_1: self.line_1, line_2: self.line_2, town: self.town, postcode: self.postcode }
    }

    /// What of it may be evidence: nothing of a protected one (T16).
    pub(crate) fn unprotected(self) -> Option<Address> {
        (!self.protected).then(|| self.open())
    }
}

/// Someone has moved, or their address is known at last; the former one stays in the record.
pub(super) fn set_address(
    tx: &mut Tx<'_>,
    family: Option<FamilyId>,
    person: PersonId,
    new: &Address,
    protected: bool,
) -> Result<()> {
    if new.is_empty() && !protected {
        return Ok(());
    }

    close_address(tx, person)?;
    let now = tx.now;
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
        family_id: family,
    };
    each!(tx.conn(), c => diesel::insert_into(address::table).values(&row).execute(c))?;
    Ok(())
}

/// Where they lived until now is no longer known to be where they live.
pub(super) fn close_address(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let now = tx.now;
    let current = address::table.filter(address::person_id.eq(person).and(address::until_at.is_null()));
    each!(tx.conn(), c => diesel::update(current).set(address::until_at.eq(Some(now))).execute(c))?;
    Ok(())
}

/// The postcodes of these people, by which it is found in which ward and small area they live. Nothing of those whose
/// place is protected: a small area is some hundred homes (T16).
pub fn open_postcodes(conn: &mut Conn, people: &[PersonId]) -> Result<BTreeMap<PersonId, String>> {
    let known = address::postcode.ne("").and(address::protected.eq(false)).and(address::until_at.is_null());
    let rows: Vec<(PersonId, String)> = address::table
        .filter(address::person_id.eq_any(people).and(known))
        .select((address::person_id, address::postcode))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Who lives at this place now, in any family: with the address as each record has it.
pub(super) fn living_at(conn: &mut Conn, place: &Address) -> Result<Vec<AddressRow>> {
    if place.is_empty() {
        return Ok(vec![]);
    }
    let here = address::postcode.eq(&place.postcode).and(address::until_at.is_null());
    let mut rows: Vec<AddressRow> =
        each!(conn, c => address::table.filter(here).select(AddressRow::as_select()).load(c))?;
    rows.retain(|row| rules::is_one_place(&row.clone().open(), place));
    Ok(rows)
}
