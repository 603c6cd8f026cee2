//! For whom people work.

use crate::OrganisationId;
use diesel::prelude::*;
use store::{Conn, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use store::OrganisationUid;

    organisation (id) {
        id -> OrganisationUid,
        name -> Text,
        kind -> Text,
        phone -> Text,
        own -> Bool,
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = organisation, check_for_backend(MultiBackend))]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// A word of the pack's `organisation-kind`.
    pub kind: String,
    /// Whom to call.
    pub phone: String,
    /// Whether it is the council whose system this is.
    pub own: bool,
}

/// Adds an organisation.
pub fn add_organisation(tx: &mut Tx<'_>, name: &str, kind: &str, phone: &str, own: bool) -> Result<OrganisationId> {
    let id = OrganisationId::new();
    let row = Organisation { id, name: name.into(), kind: kind.into(), phone: phone.into(), own };
    diesel::insert_into(organisation::table).values(&row).execute(tx.conn())?;
    Ok(id)
}

/// Writes what is now said of an organisation.
pub(crate) fn update_organisation(
    conn: &mut Conn,
    id: OrganisationId,
    (name, kind, phone): (&str, &str, &str),
) -> Result<()> {
    diesel::update(organisation::table.find(id))
        .set((organisation::name.eq(name), organisation::kind.eq(kind), organisation::phone.eq(phone)))
        .execute(conn)?;
    Ok(())
}

/// An organisation.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_organisation(conn: &mut Conn, id: OrganisationId) -> Result<Organisation> {
    Ok(organisation::table.find(id).select(Organisation::as_select()).first(conn)?)
}

/// All organisations by name.
pub fn list_organisations(conn: &mut Conn) -> Result<Vec<Organisation>> {
    Ok(organisation::table.order(organisation::name).select(Organisation::as_select()).load(conn)?)
}
