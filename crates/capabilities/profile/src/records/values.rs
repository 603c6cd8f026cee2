//! Imported values of indicators: they stand beside those of the pack, the last import first where both say something of
//! one year and ward; an import is taken back as a whole.

use crate::{
    events,
    indicators::{Indicator, Value, begins, of_pack},
    kinds,
    paste::Line,
    rules::area,
};
use access::{AccountId, AccountUid, Nobody, Permit, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use work::tasks;

store::strict_id!(
    /// An import of values.
    ImportId,
    ImportUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, ImportUid};

    area_import (id) {
        id -> ImportUid,
        note -> Text,
        lines -> BigInt,
        by_id -> AccountUid,
        by_name -> Text,
        at -> Utc,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid};
    use super::ImportUid;

    area_value (id) {
        id -> Uid,
        import_id -> ImportUid,
        indicator -> Text,
        said -> Jsonb,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    area_release (id) {
        id -> Uid,
        indicator -> Text,
        due_on -> Date,
        asked_at -> Utc,
    }
}

diesel::allow_tables_to_appear_in_same_query!(area_import, area_value);

/// An import.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = area_import, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Import {
    pub id: ImportId,
    /// What was imported, in words.
    pub note: String,
    pub lines: i64,
    pub by_id: AccountId,
    pub by_name: String,
    pub at: Instant,
    /// When it was taken back.
    pub ended_at: Option<Instant>,
}

/// What a line said, with what its indicator is where the pack does not know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as the columns of a line")]
pub struct Said {
    pub label: String,
    pub group: String,
    pub unit: String,
    pub better: String,
    pub value: Value,
}

/// All imports, the newest first.
pub fn imports(conn: &mut Conn) -> Result<Vec<Import>> {
    Ok(area_import::table
        .order((area_import::at.desc(), area_import::id.desc()))
        .select(Import::as_select())
        .load(conn)?)
}

/// Every indicator: those of the pack with what was imported, then those that were imported alone.
pub fn indicators(conn: &mut Conn, pack: &Pack) -> Result<Vec<Indicator>> {
    let mut all = of_pack(pack);
    let rows: Vec<(String, Json<Said>)> = area_value::table
        .inner_join(area_import::table.on(area_import::id.eq(area_value::import_id)))
        .filter(area_import::ended_at.is_null())
        .order((area_import::at, area_value::id))
        .select((area_value::indicator, area_value::said))
        .load(conn)?;
    for (code, Json(said)) in rows {
        let place = all.iter().position(|one| one.code == code).unwrap_or_else(|| {
            all.push(Indicator {
                code: code.clone(),
                label: said.label.clone(),
                group: said.group.clone(),
                unit: said.unit.clone(),
                better: said.better.clone(),
                note: String::new(),
                missing: vec![],
                beside: String::new(),
                values: vec![],
            });
            all.len() - 1
        });
        let Some(one) = all.get_mut(place) else { continue };
        // the year is no longer one of which nothing is known
        one.missing.retain(|year| *year != said.value.year);
        one.values.retain(|value| (&value.year, &value.ward) != (&said.value.year, &said.value.ward));
        one.values.push(said.value);
    }
    for one in &mut all {
        one.values.sort_by_key(|value| begins(&value.year));
    }
    Ok(all)
}

/// Keeps the values of lines that were all sound.
///
/// # Errors
/// Every [`area::CannotImport`] that holds.
pub fn import(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::KeepProfile>,
    note: &str,
    lines: &[Line],
) -> web::Result<ImportId> {
    area::import(note, lines.len())?;
    let row = Import {
        id: ImportId::new(),
        note: note.into(),
        lines: i64::try_from(lines.len()).unwrap_or(0),
        by_id: permit.actor().account.ok_or(web::Error::NotFound)?,
        by_name: permit.actor().name.clone(),
        at: tx.now,
        ended_at: None,
    };
    diesel::insert_into(area_import::table).values(&row).execute(tx.conn())?;
    for line in lines {
        let said = Said {
            label: line.label.clone(),
            group: line.group.clone(),
            unit: line.unit.clone(),
            better: line.better.clone(),
            value: line.value.clone(),
        };
        let kept = (
            area_value::id.eq(AnyId::new()),
            area_value::import_id.eq(row.id),
            area_value::indicator.eq(&line.indicator),
            area_value::said.eq(Json(said)),
        );
        diesel::insert_into(area_value::table).values(kept).execute(tx.conn())?;
    }
    tx.record(events::IMPORTED.on(row.id.0).detail(json!({"lines": row.lines})))?;
    found(tx, lines)?;
    Ok(row.id)
}

/// What was asked for is here: nobody owes it any more.
fn found(tx: &mut Tx<'_>, lines: &[Line]) -> Result<()> {
    for (id, indicator, _) in releases(tx.conn())? {
        if lines.iter().any(|line| line.indicator == indicator) {
            tasks::done(tx, id.0, Some(kinds::RELEASE))?;
        }
    }
    Ok(())
}

/// Takes an import back: its values count no more.
///
/// # Errors
/// [`area::CannotImport::Gone`]; [`store::Error::Missing`].
pub fn take_back(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepProfile>, id: ImportId) -> web::Result<()> {
    let now = tx.now;
    let there = area_import::table.find(id).select(Import::as_select());
    let found: Import = there.first(tx.conn()).map_err(store::Error::from)?;
    area::take_back(found.ended_at.is_some())?;
    diesel::update(area_import::table.find(id)).set(area_import::ended_at.eq(Some(now))).execute(tx.conn())?;
    tx.record(events::TAKEN_BACK.on(id.0))?;
    Ok(())
}

/// What was asked for: id, indicator, the day of its release.
pub fn releases(conn: &mut Conn) -> Result<Vec<(AnyId, String, NaiveDate)>> {
    Ok(area_release::table.select((area_release::id, area_release::indicator, area_release::due_on)).load(conn)?)
}

/// Keeps that the newer value of an indicator was asked for.
pub(crate) fn asked(tx: &mut Tx<'_>, indicator: &str, due_on: NaiveDate) -> Result<AnyId> {
    let (id, now) = (AnyId::new(), tx.now);
    let row = (
        area_release::id.eq(id),
        area_release::indicator.eq(indicator),
        area_release::due_on.eq(due_on),
        area_release::asked_at.eq(now),
    );
    diesel::insert_into(area_release::table).values(row).execute(tx.conn())?;
    tx.record(events::RELEASE.on(id.0).detail(json!({"indicator": indicator})))?;
    Ok(id)
}
