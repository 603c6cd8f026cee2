//! A row for each child in each contact of the window.

use super::{
    Asked, BATCH, Known,
    children::{Children, born, unasked},
};
use crate::field::{Field, Line, Rule};
use access::FamilyId;
use chrono::NaiveDate;
use contacts::records::{ContactId, ContactPersonId, contact, contact_person};
use diesel::prelude::*;
use people::{MemberRole, PersonId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Uuid};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = contact, check_for_backend(MultiBackend))]
struct Row {
    id: ContactId,
    reference: String,
    source: String,
    family_id: Option<FamilyId>,
    received_at: Instant,
    decided_at: Option<Instant>,
    outcome: Option<String>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = contact_person, check_for_backend(MultiBackend))]
struct Named {
    id: ContactPersonId,
    contact_id: ContactId,
    place: i64,
    role: MemberRole,
    date_of_birth: Option<NaiveDate>,
    person_id: Option<PersonId>,
}

pub(super) fn read(
    conn: &mut Conn,
    asked: &Asked<'_>,
    known: &Known,
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut after = ContactId(Uuid::nil());
    loop {
        let rows: Vec<Row> = contact::table
            .filter(contact::id.gt(after))
            .filter(contact::received_at.ge(asked.from()).and(contact::received_at.lt(asked.until())))
            .order(contact::id)
            .limit(BATCH)
            .select(Row::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        batch(conn, (asked, known), &rows, hand)?;
    }
}

fn batch(
    conn: &mut Conn,
    (asked, known): (&Asked<'_>, &Known),
    rows: &[Row],
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let ids: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
    let roles = [MemberRole::Child, MemberRole::Unborn].map(MemberRole::code);
    let named: Vec<Named> = contact_person::table
        .filter(contact_person::contact_id.eq_any(&ids).and(contact_person::role.eq_any(roles)))
        .order((contact_person::contact_id, contact_person::place))
        .select(Named::as_select())
        .load(conn)?;
    let people: Vec<PersonId> = named.iter().filter_map(|one| one.person_id).collect();
    let children = Children::load(conn, known, &people)?;
    let mut by_contact: BTreeMap<ContactId, Vec<&Named>> = BTreeMap::new();
    for one in &named {
        by_contact.entry(one.contact_id).or_default().push(one);
    }

    for row in rows {
        let first = line(asked, row);
        let Some(theirs) = by_contact.get(&row.id) else {
            let mut line = first;
            known.mark(&mut line, None);
            line.mark(Rule::NoChild);
            hand(line)?;
            continue;
        };
        for one in theirs {
            let mut line = first.clone();
            known.mark(&mut line, one.person_id);
            tell((asked, known), &children, &mut line, one);
            hand(line)?;
        }
    }
    Ok(())
}

fn line(asked: &Asked<'_>, row: &Row) -> Line {
    let mut line = Line::new(row.family_id, &row.reference, row.id.0);
    line.set(Field::ContactDate, row.received_at.date());
    line.set(Field::Source, asked.returned("source", &row.source));
    line.set(Field::SourceLabel, asked.pack.label("source", &row.source));
    line.set(Field::ContactOutcome, flags(asked, row));
    line
}

fn tell((asked, known): (&Asked<'_>, &Known), children: &Children, line: &mut Line, one: &Named) {
    line.set(Field::ContactRow, format!("{}/{}", line.reference, one.place));
    if one.role == MemberRole::Unborn {
        line.mark(Rule::BornSince);
    }
    match one.person_id {
        Some(id) => children.tell(asked, known, line, id),
        None => {
            line.mark(Rule::NotMatched);
            line.set(Field::ChildId, one.id.to_string());
            unasked(asked, line);
            born(asked, line, one.date_of_birth);
        }
    }
}

/// All flags of the standard: `Y` for what was decided by the day for which the return is made, else `N`; nothing in
/// any of them while it is not.
fn flags(asked: &Asked<'_>, row: &Row) -> String {
    let flags = &asked.definition.flags;
    if flags.names.is_empty() {
        return String::new();
    }
    let decided = row.decided_at.filter(|at| *at < asked.until()).and(row.outcome.as_deref());
    let set = decided.map(|outcome| flags.of.get(outcome).unwrap_or(&flags.other));
    let value = |name: &String| match set {
        None => "",
        Some(set) if set == name => "Y",
        Some(_) => "N",
    };
    let all: Map<String, Value> = flags.names.iter().map(|name| (name.clone(), value(name).into())).collect();
    Value::Object(all).to_string()
}
