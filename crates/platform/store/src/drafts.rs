//! Half-typed forms, kept on the server while people type (T7): even invalid text, until it is sent or thrown away.

use crate::{Conn, Instant, Json, MultiBackend, Result, each};
use diesel::prelude::*;

pub(crate) const DDL: &str = "
CREATE TABLE draft (owner TEXT NOT NULL, form TEXT NOT NULL, fields $JSON NOT NULL, saved_at $INSTANT NOT NULL,
  PRIMARY KEY (owner, form)) $STRICT;
CREATE INDEX draft_age ON draft(saved_at);";

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Jsonb, Utc};
draft (owner, form) { owner -> Text, form -> Text, fields -> Jsonb, saved_at -> Utc, } }

/// The fields of a form as they were sent: name and text, repeated names allowed.
pub type Fields = Vec<(String, String)>;

/// A kept form.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = draft, check_for_backend(MultiBackend))]
pub struct Draft {
    /// The form's address, without its query.
    pub form: String,
    /// What was typed.
    pub fields: Json<Fields>,
    /// When it was last kept.
    pub saved_at: Instant,
}

/// The field of a draft that says what it is called where half-finished work is listed.
pub const TITLE: &str = "draft-title";

impl Draft {
    /// What it is called where half-finished work is listed, if whoever kept it said so.
    pub fn title(&self) -> Option<&str> {
        self.fields.0.iter().find(|(name, _)| name == TITLE).map(|(_, title)| title.as_str())
    }
}

/// Keeps `fields`, in place of what was kept before.
pub fn save(conn: &mut Conn, now: Instant, owner: &str, form: &str, fields: &Fields) -> Result<()> {
    let kept = Json(fields.clone());
    each!(conn, c => diesel::insert_into(draft::table)
        .values((draft::owner.eq(owner), draft::form.eq(form), draft::fields.eq(&kept), draft::saved_at.eq(now)))
        .on_conflict((draft::owner, draft::form))
        .do_update()
        .set((draft::fields.eq(&kept), draft::saved_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// What was kept for this form.
pub fn find(conn: &mut Conn, owner: &str, form: &str) -> Result<Option<Draft>> {
    Ok(draft::table.find((owner, form)).select(Draft::as_select()).first(conn).optional()?)
}

/// All that an owner has half done, newest first. A page below a draft that has a title is a part of it and stands not
/// by itself.
pub fn list(conn: &mut Conn, owner: &str) -> Result<Vec<Draft>> {
    let mut all: Vec<Draft> = draft::table
        .filter(draft::owner.eq(owner))
        .order(draft::saved_at.desc())
        .select(Draft::as_select())
        .load(conn)?;
    let whole: Vec<String> =
        all.iter().filter(|draft| draft.title().is_some()).map(|draft| format!("{}/", draft.form)).collect();
    all.retain(|draft| !whole.iter().any(|base| draft.form.starts_with(base)));
    Ok(all)
}

/// The forms of this owner below `base`, newest first.
pub fn list_below(conn: &mut Conn, owner: &str, base: &str) -> Result<Vec<Draft>> {
    Ok(draft::table
        .filter(draft::owner.eq(owner).and(draft::form.like(format!("{base}/%"))))
        .order(draft::saved_at.desc())
        .select(Draft::as_select())
        .load(conn)?)
}

/// Throws it away.
pub fn discard(conn: &mut Conn, owner: &str, form: &str) -> Result<()> {
    diesel::delete(draft::table.find((owner, form))).execute(conn)?;
    Ok(())
}

/// Throws away everything of this owner whose form is `base` or below it.
pub fn discard_below(conn: &mut Conn, owner: &str, base: &str) -> Result<()> {
    let below = draft::form.eq(base).or(draft::form.like(format!("{base}/%")));
    diesel::delete(draft::table.filter(draft::owner.eq(owner)).filter(below)).execute(conn)?;
    Ok(())
}

/// Throws away what nobody came back to in 30 days.
pub fn forget_old(conn: &mut Conn, now: Instant) -> Result<usize> {
    Ok(diesel::delete(draft::table.filter(draft::saved_at.lt(now.plus_seconds(-30 * 86_400)))).execute(conn)?)
}
