//! Families and the people in them.

use crate::{Protected, events, matching, rules};
use access::{FamilyId, Permit, Sight, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE family (id $UUID PRIMARY KEY NOT NULL REFERENCES guard(family_id), reference TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  begun_at $INSTANT NOT NULL) $STRICT;
CREATE TABLE person (id $UUID PRIMARY KEY NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, former_family_name TEXT,
  date_of_birth $DATE, expected_on $DATE, nhs_number TEXT, upn TEXT, phone TEXT NOT NULL, email TEXT NOT NULL,
  language TEXT NOT NULL, interpreter $BOOL NOT NULL, school TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX person_nhs ON person(nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX person_born ON person(date_of_birth) WHERE date_of_birth IS NOT NULL;
CREATE TABLE person_name (person_id $UUID NOT NULL REFERENCES person(id), word $KEY NOT NULL, part TEXT NOT NULL) $STRICT;
CREATE INDEX person_name_word ON person_name(word, person_id);
CREATE INDEX person_name_person ON person_name(person_id);
CREATE TABLE member (family_id $UUID NOT NULL REFERENCES family(id), person_id $UUID NOT NULL REFERENCES person(id),
  role TEXT NOT NULL, since_at $INSTANT NOT NULL, until_at $INSTANT, PRIMARY KEY (family_id, person_id)) $STRICT;
CREATE INDEX member_person ON member(person_id);
CREATE TABLE address (id $UUID PRIMARY KEY NOT NULL, person_id $UUID NOT NULL REFERENCES person(id), line_1 TEXT NOT NULL,
  line_2 TEXT NOT NULL, town TEXT NOT NULL, postcode $KEY NOT NULL, protected $BOOL NOT NULL, from_at $INSTANT NOT NULL,
  until_at $INSTANT) $STRICT;
CREATE INDEX address_person ON address(person_id);
CREATE INDEX address_postcode ON address(postcode);";

store::strict_id!(
    /// A person.
    PersonId,
    PersonUid
);

store::strict_id!(
    /// An address of a person.
    AddressId,
    AddressUid
);

diesel::table! { use diesel::sql_types::*; use access::FamilyUid; use store::types::Utc;
family (id) { id -> FamilyUid, reference -> Text, name -> Text, begun_at -> Utc, } }

diesel::table! { use diesel::sql_types::*; use super::PersonUid;
person (id) { id -> PersonUid, given_name -> Text, family_name -> Text, former_family_name -> Nullable<Text>,
    date_of_birth -> Nullable<Date>, expected_on -> Nullable<Date>, nhs_number -> Nullable<Text>, upn -> Nullable<Text>,
    phone -> Text, email -> Text, language -> Text, interpreter -> Bool, school -> Text, version -> BigInt, } }
diesel::table! { use diesel::sql_types::*; use super::PersonUid;
person_name (person_id, word) { person_id -> PersonUid, word -> Text, part -> Text, } }

diesel::table! { use diesel::sql_types::*; use access::FamilyUid; use super::PersonUid; use store::types::Utc;
member (family_id, person_id) { family_id -> FamilyUid, person_id -> PersonUid, role -> Text, since_at -> Utc, until_at -> Nullable<Utc>, } }

diesel::table! { use diesel::sql_types::*; use super::{AddressUid, PersonUid}; use store::types::Utc;
address (id) { id -> AddressUid, person_id -> PersonUid, line_1 -> Text, line_2 -> Text, town -> Text, postcode -> Text,
    protected -> Bool, from_at -> Utc, until_at -> Nullable<Utc>, } }
diesel::joinable!(member -> family (family_id));

diesel::joinable!(member -> person (person_id));

diesel::joinable!(person_name -> person (person_id));

diesel::joinable!(address -> person (person_id));

diesel::allow_tables_to_appear_in_same_query!(family, person, person_name, member, address);

store::coded! {
    /// What someone is to the family.
    pub enum MemberRole {
        /// Child or young person.
        Child = "child",
        /// Not yet born.
        Unborn = "unborn",
        /// Parent.
        Parent = "parent",
        /// Carer.
        Carer = "carer",
        /// Grandparent, aunt, friend.
        WiderFamily = "wider-family",
        /// Someone else in the home.
        Other = "other",
    }
}

impl MemberRole {
    /// Whether the help is for them.
    pub fn is_child(self) -> bool {
        matches!(self, Self::Child | Self::Unborn)
    }
}

/// A family's record.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = family, check_for_backend(MultiBackend))]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// What people read out: `F-7K2M-9QXA`.
    pub reference: String,
    /// By which it goes: `Okoro and Bell`.
    pub name: String,
    /// When the record was begun.
    pub begun_at: Instant,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = person, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Person {
    pub id: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub former_family_name: Option<String>,
    pub date_of_birth: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub phone: String,
    pub email: String,
    pub language: String,
    pub interpreter: bool,
    pub school: String,
    pub version: i64,
}

impl Person {
    /// In full.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// `4 March 2016, aged 10`, `due 3 May 2026`, or that it is not known.
    pub fn born(&self, today: NaiveDate) -> String {
        match (self.date_of_birth, self.expected_on) {
            (Some(on), _) => format!("{}, {}", web::dates::day(on), web::dates::age(on, today)),
            (None, Some(on)) => format!("due {}", web::dates::day(on)),
            (None, None) => "date of birth not known".into(),
        }
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
    pub(crate) protected: bool,
    from_at: Instant,
    until_at: Option<Instant>,
}

impl AddressRow {
    pub(crate) fn open(self) -> Address {
        Address { line_1: self.line_1, line_2: self.line_2, town: self.town, postcode: self.postcode }
    }
}

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
        parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }

    /// Whether nothing of it is known.
    pub fn is_empty(&self) -> bool {
        self.line().is_empty()
    }
}

/// Someone in a family.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// What they are to the family.
    pub role: MemberRole,
    /// Where they live.
    pub address: Option<Protected<Address>>,
}

/// What a new person is made of.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of person and address")]
pub struct NewPerson {
    pub given_name: String,
    pub family_name: String,
    pub former_family_name: Option<String>,
    pub date_of_birth: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub phone: String,
    pub email: String,
    pub language: String,
    pub interpreter: bool,
    pub school: String,
    pub address: Address,
    pub protected: bool,
}

/// Begins a family's record. Whoever decides on a contact does; the caller holds the permit for that.
pub fn begin_family(tx: &mut Tx<'_>, name: &str) -> Result<Family> {
    let id = FamilyId::new();
    guard::admit(tx.conn(), id)?;
    let row = Family { id, reference: rules::reference("F", id.0), name: name.into(), begun_at: tx.now };
    each!(tx.conn(), c => diesel::insert_into(family::table).values(&row).execute(c))?;
    tx.record(events::FAMILY_BEGUN.on(id.0).family(id))?;
    Ok(row)
}

fn person_of(id: PersonId, version: i64, new: &NewPerson) -> Person {
    Person {
        id,
        given_name: new.given_name.clone(),
        family_name: new.family_name.clone(),
        former_family_name: new.former_family_name.clone(),
        date_of_birth: new.date_of_birth,
        expected_on: new.expected_on,
        nhs_number: new.nhs_number.clone(),
        upn: new.upn.clone(),
        phone: new.phone.clone(),
        email: new.email.clone(),
        language: new.language.clone(),
        interpreter: new.interpreter,
        school: new.school.clone(),
        version,
    }
}

/// Adds a person to a family.
pub fn add_person(tx: &mut Tx<'_>, family: FamilyId, role: MemberRole, new: &NewPerson) -> Result<PersonId> {
    let row = person_of(PersonId::new(), 1, new);
    each!(tx.conn(), c => diesel::insert_into(person::table).values(&row).execute(c))?;
    index_names(tx.conn(), &row)?;
    set_address(tx, row.id, &new.address, new.protected)?;
    matching::index(tx.conn(), &row, (!new.protected).then(|| new.address.clone()))?;
    join(tx, family, row.id, role)?;
    Ok(row.id)
}

/// Puts a known person into a family, too; once is enough.
pub fn join(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, role: MemberRole) -> Result<()> {
    let there: i64 = each!(tx.conn(), c => member::table.find((family, person)).count().get_result(c))?;
    if there == 0 {
        let now = tx.now;
        each!(tx.conn(), c => diesel::insert_into(member::table)
            .values((
                member::family_id.eq(family),
                member::person_id.eq(person),
                member::role.eq(role),
                member::since_at.eq(now),
            ))
            .execute(c))?;
        tx.record(events::PERSON_ADDED.on(person.0).family(family).detail(serde_json::json!({"role": role})))?;
    }
    Ok(())
}

fn index_names(conn: &mut Conn, person: &Person) -> Result<()> {
    each!(conn, c => diesel::delete(person_name::table.filter(person_name::person_id.eq(person.id))).execute(c))?;
    let mut words: Vec<(String, &str)> = Vec::new();
    let former = person.former_family_name.as_deref().unwrap_or_default();
    for (name, part) in [(&*person.given_name, "given"), (&*person.family_name, "family"), (former, "former")] {
        for word in rules::fold(name).split(' ').filter(|w| !w.is_empty()) {
            if words.iter().all(|(w, _)| w != word) {
                words.push((word.to_owned(), part));
            }
        }
    }
    for (word, part) in words {
        each!(conn, c => diesel::insert_into(person_name::table)
            .values((person_name::person_id.eq(person.id), person_name::word.eq(word), person_name::part.eq(part)))
            .execute(c))?;
    }
    Ok(())
}

/// Someone has moved, or their address is known at last; the former one stays in the record.
pub fn set_address(tx: &mut Tx<'_>, person: PersonId, new: &Address, protected: bool) -> Result<()> {
    if new.is_empty() && !protected {
        return Ok(());
    }
    let now = tx.now;
    each!(tx.conn(), c => diesel::update(address::table.filter(address::person_id.eq(person).and(address::until_at.is_null())))
        .set(address::until_at.eq(Some(now)))
        .execute(c))?;
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

/// Changes what is known of someone, address among it; the former address stays in the record. A place that the permit
/// does not open is left as it is (T16).
///
/// # Errors
/// [`store::Error::Stale`] when somebody else changed it meanwhile.
pub fn correct(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, access::family::ChangePeople>,
    member: &Member,
    new: &NewPerson,
) -> Result<()> {
    let was = &member.person;
    let place = match &member.address {
        None => Some(Address::default()),
        Some(a) => a.open(permit).cloned(),
    };
    let changed = Person {
        phone: if place.is_some() { new.phone.clone() } else { was.phone.clone() },
        school: if place.is_some() { new.school.clone() } else { was.school.clone() },
        ..person_of(was.id, was.version, new)
    };
    change_person(tx, permit, &changed)?;
    let closed = member.address.as_ref().is_some_and(Protected::is_closed);
    if place.is_some_and(|place| place != new.address || closed != new.protected) {
        set_address(tx, was.id, &new.address, new.protected)?;
    }
    reindex(tx.conn(), was.id)
}

/// Keeps the keys of a person as the record stands.
fn reindex(conn: &mut Conn, id: PersonId) -> Result<()> {
    let (person, place): (Person, Option<AddressRow>) = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(person::id.eq(id))
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .first(conn)?;
    matching::index(conn, &person, place.filter(|a| !a.protected).map(AddressRow::open))
}

/// Changes a person's details, if nobody else did meanwhile.
///
/// # Errors
/// [`store::Error::Stale`] when the version is not the one that was read.
fn change_person(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, access::family::ChangePeople>,
    changed: &Person,
) -> Result<()> {
    let there = person::table.filter(person::id.eq(changed.id).and(person::version.eq(changed.version)));
    let count = diesel::update(there)
        .set((
            person::given_name.eq(&changed.given_name),
            person::family_name.eq(&changed.family_name),
            person::former_family_name.eq(&changed.former_family_name),
            person::date_of_birth.eq(changed.date_of_birth),
            person::expected_on.eq(changed.expected_on),
            person::nhs_number.eq(&changed.nhs_number),
            person::upn.eq(&changed.upn),
            person::phone.eq(&changed.phone),
            person::email.eq(&changed.email),
            person::language.eq(&changed.language),
            person::interpreter.eq(changed.interpreter),
            person::school.eq(&changed.school),
            person::version.eq(person::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }
    index_names(tx.conn(), changed)?;
    tx.record(events::PERSON_CHANGED.on(changed.id.0).family(permit.subject()))?;
    Ok(())
}

/// The family.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Family> {
    Ok(each!(conn, c => family::table.find(sight.subject()).select(Family::as_select()).first(c))?)
}

/// Everyone in the family now: children first, oldest first.
pub fn members(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Member>> {
    members_of(conn, sight.subject())
}

/// As [`members`], for commands of this and other capabilities that show nothing to anyone.
pub fn members_of(conn: &mut Conn, family: FamilyId) -> Result<Vec<Member>> {
    let rows: Vec<(Person, MemberRole, Option<AddressRow>)> = each!(conn, c => member::table
        .inner_join(person::table)
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(member::family_id.eq(family).and(member::until_at.is_null()))
        .select((Person::as_select(), member::role, Option::<AddressRow>::as_select()))
        .load(c))?;
    let mut members: Vec<Member> = rows
        .into_iter()
        .map(|(person, role, address)| {
            let address = address.map(|a| {
                let protected = a.protected;
                Protected::new(a.open(), protected)
            });
            Member { person, role, address }
        })
        .collect();
    members.sort_by_key(|m| (!m.role.is_child(), m.role, m.person.date_of_birth.or(m.person.expected_on), m.person.id));
    Ok(members)
}

/// The families of a person.
pub fn families_of(conn: &mut Conn, person: PersonId) -> Result<Vec<FamilyId>> {
    Ok(member::table
        .filter(member::person_id.eq(person).and(member::until_at.is_null()))
        .order(member::since_at)
        .select(member::family_id)
        .load(conn)?)
}

/// Names and references of families that were found through a list that is itself permitted.
pub fn names(conn: &mut Conn, ids: &[FamilyId]) -> Result<std::collections::BTreeMap<FamilyId, (String, String)>> {
    let rows: Vec<(FamilyId, String, String)> = family::table
        .filter(family::id.eq_any(ids))
        .select((family::id, family::name, family::reference))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name, reference)| (id, (name, reference))).collect())
}
