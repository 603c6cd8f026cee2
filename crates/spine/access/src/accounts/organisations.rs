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
        town -> Text,
        hub -> Bool,
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
    /// The town in which it is.
    pub town: String,
    /// Whether it is a children and family hub of the council.
    pub hub: bool,
}

store::coded! {
    /// What an organisation is to the council: assessments are counted by hubs and by partners (001 s10).
    pub enum Standing {
        /// The council whose record this is.
        Council = "council",
        /// A children and family hub of the council.
        Hub = "hub",
        /// Any other.
        Partner = "partner",
    }
}

impl Standing {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Council => "The council",
            Self::Hub => "Children and family hub",
            Self::Partner => "Partner",
        }
    }
}

impl Organisation {
    /// What it is to the council.
    pub fn standing(&self) -> Standing {
        match (self.own, self.hub) {
            (true, _) => Standing::Council,
            (false, true) => Standing::Hub,
            (false, false) => Standing::Partner,
        }
    }
}

/// Adds an organisation.
pub fn add_organisation(tx: &mut Tx<'_>, name: &str, kind: &str, phone: &str, own: bool) -> Result<OrganisationId> {
    let id = OrganisationId::new();
    let (name, kind, phone) = (name.into(), kind.into(), phone.into());
    let row = Organisation { id, name, kind, phone, own, town: String::new(), hub: false };
    diesel::insert_into(organisation::table).values(&row).execute(tx.conn())?;
    Ok(id)
}

/// Writes in which town an organisation is, and whether it is a hub of the council.
pub fn place_organisation(tx: &mut Tx<'_>, id: OrganisationId, town: &str, hub: bool) -> Result<()> {
    let placed = (organisation::town.eq(town), organisation::hub.eq(hub));
    diesel::update(organisation::table.find(id)).set(placed).execute(tx.conn())?;
    Ok(())
}

/// Writes what is now said of an organisation.
pub(crate) fn update_organisation(conn: &mut Conn, now: &Organisation) -> Result<()> {
    let said = (
        organisation::name.eq(&now.name),
        organisation::kind.eq(&now.kind),
        organisation::phone.eq(&now.phone),
        organisation::town.eq(&now.town),
        organisation::hub.eq(now.hub),
    );
    diesel::update(organisation::table.find(now.id)).set(said).execute(conn)?;
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
