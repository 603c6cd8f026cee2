//! Pictures of good days: kept for the person alone, and thrown away when they say so.

use super::place::{Place, PlaceId, PlaceUid};
use crate::{events, rules, rules::Format};
use access::{Permit, Themself, own_place};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Tx, each};
use web::Result;

pub(crate) const DDL: &str = "
CREATE TABLE own_picture (id $UUID PRIMARY KEY NOT NULL, place_id $UUID NOT NULL REFERENCES own_place(id),
  format TEXT NOT NULL, width $INT8 NOT NULL, height $INT8 NOT NULL, caption TEXT NOT NULL, bytes $BYTES NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX own_picture_place ON own_picture(place_id);";

store::strict_id!(
    /// A picture.
    PictureId,
    PictureUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{PictureUid, PlaceUid};

    own_picture (id) {
        id -> PictureUid,
        place_id -> PlaceUid,
        format -> Text,
        width -> BigInt,
        height -> BigInt,
        caption -> Text,
        bytes -> Binary,
        at -> Utc,
    }
}

/// A picture, without its bytes.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Which.
    pub id: PictureId,
    /// What its person calls it.
    pub caption: String,
    /// When it was kept.
    pub at: Instant,
}

/// Keeps a picture, as far as it draws something.
///
/// # Errors
/// [`rules::CannotKeepPicture`].
pub fn keep_picture(
    tx: &mut Tx<'_>,
    permit: &Permit<Place, own_place::KeepPicture>,
    (file, caption): (&[u8], &str),
    pack: &Pack,
) -> Result<PictureId> {
    let clean = rules::clean(file).map_err(web::Refusal::from)?;
    let place = permit.subject().place();
    let there: i64 =
        each!(tx.conn(), c => own_picture::table.filter(own_picture::place_id.eq(place)).count().get_result(c))?;
    rules::room(there, pack.number("own-place-pictures"))?;

    let (id, now) = (PictureId::new(), tx.now);
    let row = (
        own_picture::id.eq(id),
        own_picture::place_id.eq(place),
        own_picture::format.eq(clean.format),
        own_picture::width.eq(i64::from(clean.width)),
        own_picture::height.eq(i64::from(clean.height)),
        own_picture::caption.eq(caption),
        own_picture::bytes.eq(clean.bytes),
        own_picture::at.eq(now),
    );
    each!(tx.conn(), c => diesel::insert_into(own_picture::table).values(row).execute(c))?;
    tx.record(events::PICTURE.on(id.0).family(permit.subject().family()).detail(json!({"kept": true})))?;
    Ok(id)
}

/// Throws one away.
///
/// # Errors
/// [`web::Error::NotFound`] where it is not theirs.
pub fn forget_picture(tx: &mut Tx<'_>, permit: &Permit<Place, own_place::KeepPicture>, id: PictureId) -> Result<()> {
    let theirs =
        own_picture::table.filter(own_picture::id.eq(id).and(own_picture::place_id.eq(permit.subject().place())));
    if each!(tx.conn(), c => diesel::delete(theirs).execute(c))? == 0 {
        return Err(web::Error::NotFound);
    }
    tx.record(events::PICTURE.on(id.0).family(permit.subject().family()).detail(json!({"kept": false})))?;
    Ok(())
}

/// Those of whoever has opened this place, the newest first.
pub fn pictures(conn: &mut Conn, own: &crate::Own) -> store::Result<Vec<Picture>> {
    let theirs = own_picture::table
        .filter(own_picture::place_id.eq(own.place()))
        .order(own_picture::id.desc())
        .select((own_picture::id, own_picture::caption, own_picture::at));
    let rows: Vec<(PictureId, String, Instant)> = each!(conn, c => theirs.load(c))?;
    Ok(rows.into_iter().map(|(id, caption, at)| Picture { id, caption, at }).collect())
}

/// One of theirs, to be seen.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn picture(conn: &mut Conn, own: &crate::Own, id: PictureId) -> store::Result<(Format, Vec<u8>)> {
    let place: PlaceId = own.place();
    let theirs = own_picture::table.filter(own_picture::id.eq(id).and(own_picture::place_id.eq(place)));
    Ok(each!(conn, c => theirs.select((own_picture::format, own_picture::bytes)).first(c))?)
}
