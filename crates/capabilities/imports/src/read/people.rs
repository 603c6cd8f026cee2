//! Families and the people in them.

use super::{
    Ids, Known, Old, each,
    fields::{FAMILIES, MEMBERS, PEOPLE},
};
use crate::{file::Row, map::Map};
use ::people::{
    MemberRole, NewPerson,
    details::{Typed, TypedAddress},
};
use std::path::Path;

/// Somebody as their old system knew them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their old id.
    pub id: String,
    /// Where they stand: file, line, column of the id.
    pub(super) at: (String, u64, String),
    /// The families to which they belong.
    pub(crate) families: Vec<usize>,
    /// Something of their row cannot be taken, and was told.
    pub(super) faulty: bool,
    /// What is known of them.
    pub new: NewPerson,
}

pub(super) fn families(old: &mut Old, dir: &Path, map: &Map) {
    let mut ids = Ids::default();
    each(old, dir, map, map.families.as_ref(), FAMILIES, |old, row| {
        row.family = row.given("id");
        let Some(id) = ids.next(row) else { return };
        let (name, restricted) = (row.given("name"), row.yes("restricted"));
        let place = old.begin_family(row, id);
        let family = &mut old.families[place];
        (family.name, family.restricted, family.at.2) = (name, restricted, row.column("id"));
    });
}

pub(super) fn people(old: &mut Old, dir: &Path, map: &Map, known: &Known<'_>) {
    let mut ids = Ids::default();
    each(old, dir, map, Some(&map.people), PEOPLE, |old, row| {
        row.family = row.given("family");
        let Some(id) = ids.next(row) else { return };
        let belongs = belongs(old, map, row);
        let read = read(row, known);
        let place = old.people.len();
        let at = (row.file.to_owned(), row.line, row.column("id"));
        let faulty = read.is_none() || (row.family.is_some() && belongs.is_none());
        old.people_by_id.insert(id.clone(), place);
        old.people.push(Person { id, at, families: vec![], faulty, new: read.unwrap_or_default() });
        if let Some((family, role)) = belongs {
            join(old, place, family, role);
        }
    });
}

/// The family that a row of people names. Where no file tells of families they are those that people name.
fn belongs(old: &mut Old, map: &Map, row: &mut Row<'_>) -> Option<(usize, MemberRole)> {
    let id = row.given("family")?;
    let family = match old.families_by_id.get(&id) {
        Some(family) => *family,
        None if map.families.is_none() => old.begin_family(row, id),
        None => return old.family(row, "family").zip(None),
    };
    Some((family, role(row)?))
}

fn role(row: &mut Row<'_>) -> Option<MemberRole> {
    let said = row.must("role")?;
    let role = MemberRole::parse(&said);
    if role.is_none() {
        let all: Vec<&str> = MemberRole::ALL.iter().map(|role| role.code()).collect();
        row.fault("role", "unknown-code", format!("the map has no word of ours for it. Ours are: {}", all.join(", ")));
    }
    role
}

pub(super) fn members(old: &mut Old, dir: &Path, map: &Map) {
    each(old, dir, map, map.members.as_ref(), MEMBERS, |old, row| {
        row.family = row.given("family");
        let Some(id) = row.must("person") else { return };
        let Some(person) = old.people_by_id.get(&id).copied() else {
            return row.fault("person", "unknown-person", "nobody of this id is in the files");
        };
        let family = match row.given("family").map(|id| (old.families_by_id.get(&id).copied(), id)) {
            Some((None, id)) if map.families.is_none() => Some(old.begin_family(row, id)),
            _ => old.family(row, "family"),
        };
        old.people[person].faulty |= family.is_none();
        if let Some((family, role)) = family.zip(role(row)) {
            join(old, person, family, role);
        }
    });
}

fn join(old: &mut Old, person: usize, family: usize, role: MemberRole) {
    if old.people[person].families.contains(&family) {
        return;
    }
    old.people[person].families.push(family);
    old.families[family].people.push((person, role));
}

/// What is known of somebody; each fault at its column.
fn read(row: &mut Row<'_>, known: &Known<'_>) -> Option<NewPerson> {
    let (born, expected) = (row.date("date_of_birth"), row.date("expected_on"));
    let typed = Typed {
        role: String::new(),
        given_name: row.get("given_name"),
        family_name: row.get("family_name"),
        former_family_name: row.given("former_family_name"),
        date_of_birth: born.map(|on| on.to_string()),
        expected_on: expected.map(|on| on.to_string()),
        nhs_number: row.given("nhs_number"),
        upn: row.given("upn"),
        phone: row.get("phone"),
        email: row.get("email"),
        language: row.code(known.pack, "language", "language").unwrap_or_default(),
        interpreter: row.yes("interpreter"),
        school: row.get("school"),
        gp: row.get("gp"),
        sex: row.get("sex"),
        ethnicity: row.get("ethnicity"),
        religion: row.get("religion"),
        disability: row.get("disability"),
        disability_what: row.get("disability_what"),
        sen_support: row.get("sen_support"),
        address: TypedAddress {
            line_1: row.get("line_1"),
            line_2: row.get("line_2"),
            town: row.get("town"),
            postcode: row.get("postcode"),
            protected: row.yes("protected"),
        },
        ..Typed::default()
    };
    match typed.check(known.pack, known.today) {
        Ok(new) => Some(new),
        Err(wrong) => {
            wrong.into_iter().for_each(|wrong| row.fault(wrong.field, rule_of(wrong.field), wrong.told));
            None
        }
    }
}

/// By which rule a field of a person is wrong.
fn rule_of(field: &str) -> &'static str {
    match field {
        "date_of_birth" | "expected_on" => "impossible-birth",
        "nhs_number" | "upn" => "number-does-not-check",
        "postcode" => "unreadable-postcode",
        "given_name" => "person-without-name",
        "sex" | "ethnicity" | "religion" | "disability" | "sen_support" => "unknown-code",
        _ => "cannot-be-taken",
    }
}
