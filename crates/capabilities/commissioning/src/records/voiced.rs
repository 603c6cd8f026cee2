//! Needs that nobody meets, voiced by whoever works with families, without a name.

use crate::{
    events,
    rules::needs::{self as rules, Age},
};
use access::{AccountId, AccountUid, Nobody, Permit, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, MultiBackend, Result, Tx};

store::strict_id!(
    /// A voiced need.
    VoiceId,
    VoiceUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::{AccountUid, VoiceUid};

    voiced_need (id) {
        id -> VoiceUid,
        need -> Text,
        area -> Text,
        age -> Text,
        note -> Text,
        by_id -> Nullable<AccountUid>,
        on_day -> Date,
    }
}

/// A voiced need. Who voiced it is kept and shown to nobody.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = voiced_need, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Voiced {
    pub id: VoiceId,
    /// A code of the pack.
    pub need: String,
    /// A ward, or the outward half of a postcode.
    pub area: String,
    pub age: Age,
    pub note: String,
    pub by_id: Option<AccountId>,
    pub on_day: NaiveDate,
}

/// What is voiced.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of voiced_need")]
pub struct NewVoice {
    pub need: String,
    pub area: String,
    pub age: Option<Age>,
    pub note: String,
}

/// Voices a need.
///
/// # Errors
/// Every [`rules::CannotVoice`] that holds.
pub fn voice(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::VoiceNeed>,
    pack: &Pack,
    new: &NewVoice,
) -> web::Result<VoiceId> {
    let by = permit.actor().account;
    voice_by_program(tx, pack, by, new)
}

/// As [`voice`], for the demo.
pub(crate) fn voice_by_program(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: Option<AccountId>,
    new: &NewVoice,
) -> web::Result<VoiceId> {
    let on = tx.now.date();
    let known = pack.code("need", &new.need, on).is_some();
    rules::voice(rules::Voicing { need: known, area: &new.area, age: new.age.is_some(), note: &new.note })?;
    let row = Voiced {
        id: VoiceId::new(),
        need: new.need.clone(),
        area: tidy(&new.area),
        age: new.age.unwrap_or(Age::Any),
        note: new.note.clone(),
        by_id: by,
        on_day: on,
    };
    diesel::insert_into(voiced_need::table).values(&row).execute(tx.conn())?;
    tx.record(events::VOICED.on(row.id.0).detail(json!({"need": row.need})))?;
    Ok(row.id)
}

/// One area is written in one way: `me4` is `ME4`, `luton  and WAYFIELD` is `Luton and Wayfield`.
fn tidy(area: &str) -> String {
    let words: Vec<String> = area.split_whitespace().map(tidy_word).collect();
    words.join(" ")
}

fn tidy_word(word: &str) -> String {
    if word.chars().any(|letter| letter.is_ascii_digit()) {
        return word.to_uppercase();
    }
    let low = word.to_lowercase();
    if matches!(&*low, "and" | "of" | "the" | "on" | "in") {
        return low;
    }
    let mut letters = low.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// The needs that were voiced within these days, both included: the oldest first.
pub fn between(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> Result<Vec<Voiced>> {
    Ok(voiced_need::table
        .filter(voiced_need::on_day.ge(from).and(voiced_need::on_day.le(to)))
        .order((voiced_need::on_day, voiced_need::id))
        .select(Voiced::as_select())
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_area_is_written_in_one_way() {
        assert_eq!(tidy(" me4 "), "ME4");
        assert_eq!(tidy("luton  and WAYFIELD"), "Luton and Wayfield");
        assert_eq!(tidy(""), "");
    }
}
