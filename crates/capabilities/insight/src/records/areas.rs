//! Boundaries of wards, as the council has brought them: the last import counts.

use crate::events;
use charts::Areas;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, Result, Tx};

pub(crate) const DDL: &str = "
CREATE TABLE area_map (id $UUID PRIMARY KEY NOT NULL, boundaries TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  imported_at $INSTANT NOT NULL) $STRICT;";

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    area_map (id) {
        id -> Uid,
        boundaries -> Text,
        code -> Text,
        name -> Text,
        imported_at -> Utc,
    }
}

/// Keeps the boundaries of a GeoJSON file, in place of those before; how many areas it has.
///
/// # Errors
/// In words, what is wrong with the file.
pub fn import(tx: &mut Tx<'_>, boundaries: &str, code: &str, name: &str) -> std::result::Result<usize, String> {
    let areas = Areas::from_geojson(boundaries, code, name).map_err(|e| e.to_string())?;
    if areas.is_empty() {
        return Err("the file has no area".into());
    }
    let now: Instant = tx.now;
    let id = AnyId(store::ids::next());
    let kept = diesel::insert_into(area_map::table).values((
        area_map::id.eq(id),
        area_map::boundaries.eq(boundaries),
        area_map::code.eq(code),
        area_map::name.eq(name),
        area_map::imported_at.eq(now),
    ));
    kept.execute(tx.conn()).map_err(|e| e.to_string())?;
    diesel::delete(area_map::table.filter(area_map::id.ne(id))).execute(tx.conn()).map_err(|e| e.to_string())?;
    tx.record(events::AREAS.on(id.0).detail(json!({"areas": areas.len()}))).map_err(|e| e.to_string())?;
    Ok(areas.len())
}

/// The boundaries, if there are any.
pub(crate) fn find(conn: &mut Conn) -> Result<Option<Areas>> {
    let found: Option<(String, String, String)> = area_map::table
        .order(area_map::imported_at.desc())
        .select((area_map::boundaries, area_map::code, area_map::name))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(boundaries, code, name)| Areas::from_geojson(&boundaries, &code, &name).ok()))
}
