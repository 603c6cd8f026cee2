//! Levels of need: where each child is, what shows it and why. They go up and down; the history is kept.

use crate::{events, rules};
use access::{AccountId, FamilyId, Permit, Sight, Subject, contact, family};
use diesel::prelude::*;
use people::{Person, PersonId};
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, each, log::NewEvent};

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use people::PersonUid;
    use store::types::{Jsonb, Uid, Utc};

    need_level (id) {
        id -> Uid,
        person_id -> PersonUid,
        family_id -> FamilyUid,
        level -> Text,
        indicators -> Jsonb,
        reason -> Text,
        set_by -> Nullable<AccountUid>,
        set_at -> Utc,
    }
}

/// A child's level of need at a moment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = need_level, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct NeedLevel {
    pub id: AnyId,
    pub person_id: PersonId,
    pub family_id: FamilyId,
    pub level: String,
    pub indicators: Json<Vec<String>>,
    pub reason: String,
    pub set_by: Option<AccountId>,
    pub set_at: Instant,
}

/// Where a child is now.
#[derive(Debug, Clone)]
pub struct Need {
    /// The code of the level.
    pub level: String,
    /// Codes of the pack's indicators that show it.
    pub indicators: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Sets a child's level of need as a contact was decided, whose own line of the chronology tells it. The permit is that
/// of the decision, which may have begun the family a moment ago.
pub fn set_level(
    tx: &mut Tx<'_>,
    _: &Permit<impl Subject, contact::Decide>,
    family: FamilyId,
    child: PersonId,
    need: &Need,
) -> Result<()> {
    record_level(tx, family, child, need)
}

/// The level of need at which each of these children stands; none where it was never set. For the decision on a contact,
/// whose officer has said who they are.
pub fn standing(
    conn: &mut Conn,
    _: &Permit<impl Subject, contact::Decide>,
    children: &[PersonId],
) -> Result<BTreeMap<PersonId, String>> {
    let all: Vec<(PersonId, String)> = need_level::table
        .filter(need_level::person_id.eq_any(children))
        .order((need_level::set_at, need_level::id))
        .select((need_level::person_id, need_level::level))
        .load(conn)?;
    // the last word of each is kept
    Ok(all.into_iter().collect())
}

/// Sets it as someone says who works with the family: told in the chronology by the level's `label`. A level is the
/// child's, not the episode's: it can be set after help has ended, too.
///
/// # Errors
/// [`rules::CannotSetLevel`].
pub fn change_level(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::SetLevel>,
    child: &Person,
    label: &str,
    need: &Need,
) -> web::Result<()> {
    rules::set_level(&need.reason)?;

    let event = insert(tx, permit.subject(), child.id, need)?;
    let title = format!("Level of need of {}: {}", child.given_name, label.to_lowercase());
    tx.record(event.line(title, need.reason.as_str(), permit.actor().signature()))?;
    Ok(())
}

/// Sets it as part of what another command does, whose own line of the chronology tells it, under that one's permit.
pub(crate) fn record_level(tx: &mut Tx<'_>, family: FamilyId, child: PersonId, need: &Need) -> Result<()> {
    let event = insert(tx, family, child, need)?;
    tx.record(event)?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, family: FamilyId, child: PersonId, need: &Need) -> Result<NewEvent> {
    let row = NeedLevel {
        id: AnyId::new(),
        person_id: child,
        family_id: family,
        level: need.level.clone(),
        indicators: Json(need.indicators.clone()),
        reason: need.reason.clone(),
        set_by: tx.who.account,
        set_at: tx.now,
    };
    diesel::insert_into(need_level::table).values(&row).execute(tx.conn())?;
    let detail = json!({"level": need.level, "indicators": need.indicators});
    Ok(events::LEVEL.on(child.0).family(family).detail(detail))
}

/// The levels of need of a family's children, newest first.
pub fn levels(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<NeedLevel>> {
    Ok(each!(conn, c => need_level::table
        .filter(need_level::family_id.eq(sight.subject()))
        .order((need_level::set_at.desc(), need_level::id.desc()))
        .select(NeedLevel::as_select())
        .load(c))?)
}
