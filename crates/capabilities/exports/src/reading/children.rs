//! The children of rows, read by batches.

use super::{Asked, Known, midnight};
use crate::field::{Field, Line, Rule};
use access::FamilyId;
use chrono::NaiveDate;
use diesel::prelude::*;
use people::{
    MemberRole, PersonId,
    records::{member, person},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Instant, MultiBackend, Result};

/// What is told of a child.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = person, check_for_backend(MultiBackend))]
struct Child {
    id: PersonId,
    date_of_birth: Option<NaiveDate>,
    sex: Option<String>,
    ethnicity: Option<String>,
    nhs_number: Option<String>,
}

/// The records of a batch, and those that stand for them.
#[derive(Default)]
pub(super) struct Children(BTreeMap<PersonId, Child>);

impl Children {
    pub fn load(conn: &mut Conn, known: &Known, people: &[PersonId]) -> Result<Self> {
        let mut ids: BTreeSet<PersonId> = people.iter().copied().collect();
        ids.extend(people.iter().map(|id| known.root(*id)));
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let mut children = BTreeMap::new();
        for some in ids.chunks(1_000) {
            let rows: Vec<Child> =
                person::table.filter(person::id.eq_any(some)).select(Child::as_select()).load(conn)?;
            children.extend(rows.into_iter().map(|child| (child.id, child)));
        }
        Ok(Self(children))
    }

    /// Says who the child of a row is. What their own record does not say is told from the one that stands for it.
    pub fn tell(&self, asked: &Asked<'_>, known: &Known, line: &mut Line, id: PersonId) {
        let root = known.root(id);
        line.set(Field::ChildId, root.to_string());
        line.set(Field::Person, root.to_string());
        line.set(Field::PersonSystem, format!("{}/id/person", asked.base));
        let (own, kept) = (self.0.get(&id), self.0.get(&root));
        let said =
            |of: fn(&Child) -> &Option<String>| own.and_then(|c| of(c).clone()).or(kept.and_then(|c| of(c).clone()));
        born(asked, line, own.and_then(|child| child.date_of_birth).or(kept.and_then(|child| child.date_of_birth)));
        line.set(Field::Sex, asked.returned("sex", &said(|child| &child.sex).unwrap_or_else(not_asked)));
        line.set(
            Field::Ethnicity,
            asked.returned("ethnicity", &said(|child| &child.ethnicity).unwrap_or_else(not_asked)),
        );
        if let Some(number) = said(|child| &child.nhs_number).filter(|number| !number.is_empty()) {
            line.set(Field::Person, number);
            line.set(Field::PersonSystem, "https://fhir.nhs.uk/Id/nhs-number");
        }
    }
}

/// The word of the pack where nobody has asked.
fn not_asked() -> String {
    "not-asked".into()
}

/// Says when a child was born, and how old they are on the day for which the return is made.
pub(super) fn born(asked: &Asked<'_>, line: &mut Line, on: Option<NaiveDate>) {
    line.set(Field::DateOfBirth, on);
    line.set(Field::Age, on.and_then(|on| asked.as_of.years_since(on)).map(i64::from));
}

/// Says that nobody was asked: of a child who has no record yet.
pub(super) fn unasked(asked: &Asked<'_>, line: &mut Line) {
    line.set(Field::Sex, asked.returned("sex", &not_asked()));
    line.set(Field::Ethnicity, asked.returned("ethnicity", &not_asked()));
}

/// That somebody was a child of a family, from when until when.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = member, check_for_backend(MultiBackend))]
struct Membership {
    family_id: FamilyId,
    person_id: PersonId,
    since_at: Instant,
    until_at: Option<Instant>,
}

/// Who were the children of these families.
pub(super) struct Families(BTreeMap<FamilyId, Vec<Membership>>);

impl Families {
    pub fn load(conn: &mut Conn, families: &[FamilyId]) -> Result<Self> {
        let children = [MemberRole::Child, MemberRole::Unborn].map(MemberRole::code);
        let rows: Vec<Membership> = member::table
            .filter(member::family_id.eq_any(families).and(member::role.eq_any(children)))
            .order((member::family_id, member::person_id))
            .select(Membership::as_select())
            .load(conn)?;
        let mut all: BTreeMap<FamilyId, Vec<Membership>> = BTreeMap::new();
        for row in rows {
            all.entry(row.family_id).or_default().push(row);
        }
        Ok(Self(all))
    }

    pub fn people(&self) -> Vec<PersonId> {
        self.0.values().flatten().map(|one| one.person_id).collect()
    }

    /// The children who were in the family at any time between these days.
    pub fn children(&self, family: FamilyId, from: NaiveDate, until: NaiveDate) -> Vec<PersonId> {
        let (from, until) = (midnight(from), midnight(until.succ_opt().unwrap_or(until)));
        let there = |one: &&Membership| one.since_at < until && one.until_at.is_none_or(|left| left >= from);
        self.0.get(&family).into_iter().flatten().filter(there).map(|one| one.person_id).collect()
    }
}

/// A row for each child of something, or one that says that there is none.
pub(super) fn each_child(
    children: &Children,
    of: &[PersonId],
    (asked, known): (&Asked<'_>, &Known),
    first: &Line,
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    if of.is_empty() {
        let mut line = first.clone();
        known.mark(&mut line, None);
        line.mark(Rule::NoChild);
        return hand(line);
    }
    for id in of {
        let mut line = first.clone();
        known.mark(&mut line, Some(*id));
        children.tell(asked, known, &mut line, *id);
        let row = format!("{}/{}", line.reference, known.root(*id));
        line.set(Field::EpisodeRow, row);
        hand(line)?;
    }
    Ok(())
}
