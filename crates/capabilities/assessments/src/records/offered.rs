//! What the contact that opened the episode says: offered where the first version begins. Contacts stand beside
//! assessments, so that their table is declared again, with what is needed of it and nothing else.

use access::{FamilyId, Sight};
use cases::Episode;
use diesel::prelude::*;
use store::{Conn, Instant, Json};

diesel::table! {
    use access::FamilyUid;
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};

    contact (id) {
        id -> Uid,
        maker_name -> Text,
        summary -> Text,
        hoped_for -> Text,
        needs -> Jsonb,
        family_id -> Nullable<FamilyUid>,
        received_at -> Utc,
    }
}

/// What a contact says.
#[derive(Debug, Clone, Queryable)]
pub struct Offered {
    /// Who made it, as they signed.
    pub by: String,
    /// When it came.
    pub at: Instant,
    /// What is happening.
    pub summary: String,
    /// What the family hopes for.
    pub hoped_for: String,
    /// Codes of needs.
    pub needs: Json<Vec<String>>,
}

/// What the contact says that opened this episode, if one did.
pub fn offered(conn: &mut Conn, sight: &Sight<FamilyId>, episode: &Episode) -> store::Result<Option<Offered>> {
    let Some(id) = episode.contact_id else { return Ok(None) };
    let of_family = contact::table.filter(contact::id.eq(id).and(contact::family_id.eq(sight.subject())));
    Ok(of_family
        .select((contact::maker_name, contact::received_at, contact::summary, contact::hoped_for, contact::needs))
        .first(conn)
        .optional()?)
}
