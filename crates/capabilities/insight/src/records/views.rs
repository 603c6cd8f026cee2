//! Views that somebody keeps under a name, and files that somebody has taken away.

use crate::events;
use access::AccountId;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};
use web::Refusal;

pub(crate) const DDL: &str = "
CREATE TABLE figure_view (id $UUID PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  name TEXT NOT NULL, address TEXT NOT NULL, kept_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX figure_view_account ON figure_view(account_id);
CREATE TABLE figure_file (id $UUID PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  figure TEXT NOT NULL, query TEXT NOT NULL, format TEXT NOT NULL, reason TEXT NOT NULL, asked_at $INSTANT NOT NULL)
  $STRICT;";

store::strict_id!(
    /// A view of figures that somebody keeps.
    ViewId,
    ViewUid
);

store::strict_id!(
    /// A file of figures that somebody has asked for, with a reason.
    FileId,
    FileUid
);

diesel::table! {
    use super::ViewUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    figure_view (id) {
        id -> ViewUid,
        account_id -> AccountUid,
        name -> Text,
        address -> Text,
        kept_at -> Utc,
    }
}

diesel::table! {
    use super::FileUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    figure_file (id) {
        id -> FileUid,
        account_id -> AccountUid,
        figure -> Text,
        query -> Text,
        format -> Text,
        reason -> Text,
        asked_at -> Utc,
    }
}

/// A view that is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = figure_view, check_for_backend(MultiBackend))]
pub(crate) struct Kept {
    pub id: ViewId,
    pub account_id: AccountId,
    pub name: String,
    pub address: String,
    pub kept_at: Instant,
}

/// A file that was asked for.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = figure_file, check_for_backend(MultiBackend))]
pub(crate) struct Asked {
    pub id: FileId,
    pub account_id: AccountId,
    pub figure: String,
    pub query: String,
    pub format: String,
    pub reason: String,
    pub asked_at: Instant,
}

/// As many views as one person keeps.
const MOST: i64 = 50;

/// Keeps a view under a name.
///
/// # Errors
/// `view-no-name`, `view-too-many`, `view-elsewhere`.
pub(crate) fn keep(tx: &mut Tx<'_>, account: AccountId, name: &str, address: &str) -> web::Result<ViewId> {
    if name.is_empty() {
        return Err(Refusal::new("view-no-name", "Give it a name").at("name").into());
    }
    let ours = address.starts_with("/insight") && !address.contains("//") && address.len() <= 400;
    if !ours {
        return Err(Refusal::new("view-elsewhere", "Only pages of figures are kept here").at("name").into());
    }
    let there: i64 = figure_view::table
        .filter(figure_view::account_id.eq(account))
        .count()
        .get_result(tx.conn())
        .map_err(store::Error::from)?;
    if there >= MOST {
        return Err(Refusal::new("view-too-many", "You keep 50 views: throw one away first").at("name").into());
    }
    let row =
        Kept { id: ViewId::new(), account_id: account, name: name.into(), address: address.into(), kept_at: tx.now };
    diesel::insert_into(figure_view::table).values(&row).execute(tx.conn()).map_err(store::Error::from)?;
    tx.record(events::VIEW.on(row.id.0))?;
    Ok(row.id)
}

/// Throws a view away.
///
/// # Errors
/// [`store::Error::Missing`] where it is not theirs.
pub(crate) fn forget(tx: &mut Tx<'_>, account: AccountId, id: ViewId) -> Result<()> {
    let mine = figure_view::table.filter(figure_view::id.eq(id).and(figure_view::account_id.eq(account)));
    if diesel::delete(mine).execute(tx.conn())? == 0 {
        return Err(store::Error::Missing);
    }
    tx.record(events::VIEW.on(id.0))?;
    Ok(())
}

/// The views of somebody, by name.
///
/// # Errors
/// The engine's.
pub(crate) fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Kept>> {
    Ok(figure_view::table
        .filter(figure_view::account_id.eq(account))
        .order((figure_view::name, figure_view::id))
        .select(Kept::as_select())
        .load(conn)?)
}

/// Somebody takes a figure away, and says why.
///
/// # Errors
/// `file-no-reason`.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    account: AccountId,
    (figure, query, format): (&str, &str, &str),
    reason: &str,
    rows: usize,
) -> web::Result<FileId> {
    if reason.is_empty() {
        return Err(Refusal::new("file-no-reason", "Say for what you need it").at("reason").into());
    }
    let row = Asked {
        id: FileId::new(),
        account_id: account,
        figure: figure.into(),
        query: query.into(),
        format: format.into(),
        reason: reason.into(),
        asked_at: tx.now,
    };
    diesel::insert_into(figure_file::table).values(&row).execute(tx.conn()).map_err(store::Error::from)?;
    tx.record(events::TAKEN.on(row.id.0).detail(json!({"figure": figure, "rows": rows, "reason": reason})))?;
    Ok(row.id)
}

/// A file that this person has asked for.
///
/// # Errors
/// [`store::Error::Missing`] where it is not theirs.
pub(crate) fn asked(conn: &mut Conn, account: AccountId, id: FileId) -> Result<Asked> {
    Ok(figure_file::table
        .filter(figure_file::id.eq(id).and(figure_file::account_id.eq(account)))
        .select(Asked::as_select())
        .first(conn)?)
}
