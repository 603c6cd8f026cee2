//! The children of several families at once, for lists: first names and when they were born, and nothing else.

use access::FamilyId;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Result};

diesel::table! {
    use diesel::sql_types::*;
    use access::FamilyUid;
    use people::records::PersonUid;
    use store::types::Utc;

    member (family_id, person_id) {
        family_id -> FamilyUid,
        person_id -> PersonUid,
        role -> Text,
        until_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use people::records::PersonUid;

    person (id) {
        id -> PersonUid,
        given_name -> Text,
        date_of_birth -> Nullable<Date>,
        expected_on -> Nullable<Date>,
        died_on -> Nullable<Date>,
    }
}

diesel::joinable!(member -> person (person_id));
diesel::allow_tables_to_appear_in_same_query!(member, person);

/// A child, as lists say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The first name; empty before there is one.
    pub name: String,
    /// When they were born.
    pub born: Option<NaiveDate>,
    /// When they are expected.
    pub expected: Option<NaiveDate>,
}

impl Child {
    /// `Ada, aged 9`.
    pub fn line(&self, today: NaiveDate) -> String {
        let name = if self.name.is_empty() { "Unborn child" } else { &self.name };
        match (self.born, self.expected) {
            (Some(born), _) => format!("{name}, {}", web::dates::age(born, today)),
            (None, Some(due)) => format!("{name}, due {}", web::dates::day(due)),
            (None, None) => name.to_owned(),
        }
    }
}

/// The children of each of these families now, the oldest first. Callers show them only to those who may open the
/// family, and only inside the council: what a partner is told of somebody who no longer agrees is less.
pub fn children(conn: &mut Conn, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, Vec<Child>>> {
    if families.is_empty() {
        return Ok(BTreeMap::new());
    }
    type Row = (FamilyId, String, Option<NaiveDate>, Option<NaiveDate>);
    let mut rows: Vec<Row> = member::table
        .inner_join(person::table)
        .filter(member::family_id.eq_any(families).and(member::until_at.is_null()))
        .filter(member::role.eq_any(["child", "unborn"]).and(person::died_on.is_null()))
        .select((member::family_id, person::given_name, person::date_of_birth, person::expected_on))
        .load(conn)?;
    rows.sort_by_key(|(_, name, born, expected)| (born.is_none(), *born, *expected, name.clone()));
    let mut children: BTreeMap<FamilyId, Vec<Child>> = BTreeMap::new();
    for (family, name, born, expected) in rows {
        children.entry(family).or_default().push(Child { name, born, expected });
    }
    Ok(children)
}
