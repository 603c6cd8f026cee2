//! Legal footing: on which law a child is helped, as a dated fact (evidence.md §10). The history is kept.

use crate::{events, rules::Footing};
use access::{AccountId, FamilyId, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE legal_footing (id $UUID PRIMARY KEY NOT NULL, person_id $UUID NOT NULL REFERENCES person(id),
  family_id $UUID NOT NULL REFERENCES family(id), footing TEXT NOT NULL, from_on $DATE NOT NULL, to_on $DATE,
  set_by $UUID, set_at $INSTANT NOT NULL, why TEXT NOT NULL) $STRICT;
CREATE INDEX legal_footing_family ON legal_footing(family_id, set_at);";

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use people::PersonUid;
    use store::types::{Uid, Utc};

    legal_footing (id) {
        id -> Uid,
        person_id -> PersonUid,
        family_id -> FamilyUid,
        footing -> Text,
        from_on -> Date,
        to_on -> Nullable<Date>,
        set_by -> Nullable<AccountUid>,
        set_at -> Utc,
        why -> Text,
    }
}

/// On which footing a child was helped, from when until when.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = legal_footing, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct LegalFooting {
    pub id: AnyId,
    pub person_id: PersonId,
    pub family_id: FamilyId,
    pub footing: Footing,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub set_by: Option<AccountId>,
    pub set_at: Instant,
    pub why: String,
}

/// A child is helped on this footing from today on; the one before ends. Called by what makes it so, under the permit
/// of that: social care's answer to a step up, and the end of a step down.
pub(crate) fn set_footing(
    tx: &mut Tx<'_>,
    family: FamilyId,
    child: PersonId,
    footing: Footing,
    why: &str,
) -> Result<()> {
    let today = tx.now.date();
    let now = legal_footing::table
        .filter(legal_footing::family_id.eq(family).and(legal_footing::person_id.eq(child)))
        .filter(legal_footing::to_on.is_null());
    let stands: Option<Footing> = now.select(legal_footing::footing).first(tx.conn()).optional()?;
    if stands == Some(footing) {
        return Ok(());
    }

    diesel::update(now).set(legal_footing::to_on.eq(Some(today))).execute(tx.conn())?;
    let row = LegalFooting {
        id: AnyId::new(),
        person_id: child,
        family_id: family,
        footing,
        from_on: today,
        to_on: None,
        set_by: tx.who.account,
        set_at: tx.now,
        why: why.into(),
    };
    diesel::insert_into(legal_footing::table).values(&row).execute(tx.conn())?;
    let detail = json!({"footing": footing, "before": stands});
    tx.record(events::FOOTING.on(child.0).family(family).detail(detail))?;
    Ok(())
}

/// The footings of a family's children, newest first: where there is none, help is by agreement.
pub fn footings(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<LegalFooting>> {
    footings_of(conn, sight.subject())
}

/// As [`footings`], for the commands that ask where a child stands.
pub(crate) fn footings_of(conn: &mut Conn, family: FamilyId) -> Result<Vec<LegalFooting>> {
    Ok(legal_footing::table
        .filter(legal_footing::family_id.eq(family))
        .order((legal_footing::set_at.desc(), legal_footing::id.desc()))
        .select(LegalFooting::as_select())
        .load(conn)?)
}
