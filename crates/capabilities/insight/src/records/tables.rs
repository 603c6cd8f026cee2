//! The tables of figures: facts, their words, and how many there are in each month.

use store::FamilyId;

/// Facts lie in the order in which they are counted: by kind and day. `grp` is whose records they come from: a family, a
/// contact without one, a need without a name. A word stands as its number.
pub(crate) const DDL: &str = "
CREATE TABLE fact (kind $INT8 NOT NULL, day $INT8 NOT NULL, subject $UUID NOT NULL, nth $INT8 NOT NULL,
  grp $UUID NOT NULL, family_id $UUID, until $INT8, value $INT8, yes $INT8 NOT NULL, mark $INT8,
  d_ward $INT8, d_area $INT8, d_age $INT8, d_sex $INT8, d_ethnicity $INT8, d_disability $INT8, d_sen $INT8,
  d_level $INT8, d_need $INT8, d_source $INT8, d_agency $INT8, d_team $INT8, d_service $INT8, d_outcome $INT8,
  d_side $INT8, d_what $INT8, PRIMARY KEY (kind, day, subject, grp, nth)) $CLUSTERED;
CREATE INDEX fact_grp ON fact(grp);
CREATE INDEX fact_contact ON fact(subject) WHERE kind = 1;
CREATE INDEX fact_led ON fact(subject, grp, until) WHERE kind = 13;
CREATE INDEX fact_seen ON fact(subject, grp, day) WHERE kind = 22;
CREATE INDEX fact_again ON fact(kind, mark) WHERE mark IS NOT NULL AND kind IN (11, 12);
CREATE TABLE fact_word (n $INT8 PRIMARY KEY NOT NULL, dim TEXT NOT NULL, code TEXT NOT NULL, UNIQUE (dim, code)) $STRICT;
CREATE TABLE fact_month (kind $INT8 NOT NULL, form $INT8 NOT NULL, month $INT8 NOT NULL, word $INT8 NOT NULL,
  value $INT8 NOT NULL, n $INT8 NOT NULL, yes $INT8 NOT NULL, PRIMARY KEY (kind, form, month, word, value)) $CLUSTERED;
CREATE TABLE fact_state (id $INT8 PRIMARY KEY NOT NULL, cursor $UUID, made_from TEXT NOT NULL, stood_at $INSTANT NOT NULL)
  $STRICT;
CREATE TABLE fact_event (event_id $UUID PRIMARY KEY NOT NULL) $STRICT;";

/// What lasts is found by when it ends, and not by reading all that ever began. The kinds and the day of what has no end
/// are written in queries as they are here, so that both engines use it.
pub(crate) const LASTS: &str = "
CREATE INDEX fact_lasts ON fact(kind, COALESCE(until, 9999999), mark) WHERE kind IN (10, 11, 12, 13, 50);";

/// When a fact ends, as the index has it.
pub(crate) const ENDS: &str = "COALESCE(until, 9999999)";

/// The kinds that last, as the index has them.
pub(crate) const LASTING: &str = "kind IN (10, 11, 12, 13, 50)";

diesel::table! {
    use diesel::sql_types::*;
    use store::{FamilyUid, types::Uid};

    fact (kind, day, subject, grp, nth) {
        kind -> BigInt,
        day -> BigInt,
        subject -> Uid,
        nth -> BigInt,
        grp -> Uid,
        family_id -> Nullable<FamilyUid>,
        until -> Nullable<BigInt>,
        value -> Nullable<BigInt>,
        yes -> BigInt,
        mark -> Nullable<BigInt>,
        d_ward -> Nullable<BigInt>,
        d_area -> Nullable<BigInt>,
        d_age -> Nullable<BigInt>,
        d_sex -> Nullable<BigInt>,
        d_ethnicity -> Nullable<BigInt>,
        d_disability -> Nullable<BigInt>,
        d_sen -> Nullable<BigInt>,
        d_level -> Nullable<BigInt>,
        d_need -> Nullable<BigInt>,
        d_source -> Nullable<BigInt>,
        d_agency -> Nullable<BigInt>,
        d_team -> Nullable<BigInt>,
        d_service -> Nullable<BigInt>,
        d_outcome -> Nullable<BigInt>,
        d_side -> Nullable<BigInt>,
        d_what -> Nullable<BigInt>,
    }
}

diesel::table! {
    fact_word (n) {
        n -> BigInt,
        dim -> Text,
        code -> Text,
    }
}

diesel::table! {
    fact_month (kind, form, month, word, value) {
        kind -> BigInt,
        form -> BigInt,
        month -> BigInt,
        word -> BigInt,
        value -> BigInt,
        n -> BigInt,
        yes -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    fact_state (id) {
        id -> BigInt,
        cursor -> Nullable<Uid>,
        made_from -> Text,
        stood_at -> Utc,
    }
}

diesel::table! {
    use store::types::Uid;

    fact_event (event_id) {
        event_id -> Uid,
    }
}

/// A fact as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = fact)]
pub(crate) struct Row {
    pub kind: i64,
    pub day: i64,
    pub subject: store::AnyId,
    pub nth: i64,
    pub grp: store::AnyId,
    pub family_id: Option<FamilyId>,
    pub until: Option<i64>,
    pub value: Option<i64>,
    pub yes: i64,
    pub mark: Option<i64>,
    #[diesel(embed)]
    pub words: Words,
}

/// What is said of a fact, as numbers of words, in the order of [`crate::facts::Dim::ALL`].
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, diesel::Queryable, diesel::Selectable, diesel::Insertable,
)]
#[diesel(treat_none_as_default_value = false, table_name = fact)]
pub(crate) struct Words {
    pub d_ward: Option<i64>,
    pub d_area: Option<i64>,
    pub d_age: Option<i64>,
    pub d_sex: Option<i64>,
    pub d_ethnicity: Option<i64>,
    pub d_disability: Option<i64>,
    pub d_sen: Option<i64>,
    pub d_level: Option<i64>,
    pub d_need: Option<i64>,
    pub d_source: Option<i64>,
    pub d_agency: Option<i64>,
    pub d_team: Option<i64>,
    pub d_service: Option<i64>,
    pub d_outcome: Option<i64>,
    pub d_side: Option<i64>,
    pub d_what: Option<i64>,
}

impl Words {
    /// From the numbers in the order of [`crate::facts::Dim::ALL`].
    pub fn of(mut number: impl FnMut(crate::facts::Dim) -> Option<i64>) -> Self {
        use crate::facts::Dim;

        Self {
            d_ward: number(Dim::Ward),
            d_area: number(Dim::Area),
            d_age: number(Dim::Age),
            d_sex: number(Dim::Sex),
            d_ethnicity: number(Dim::Ethnicity),
            d_disability: number(Dim::Disability),
            d_sen: number(Dim::Sen),
            d_level: number(Dim::Level),
            d_need: number(Dim::Need),
            d_source: number(Dim::Source),
            d_agency: number(Dim::Agency),
            d_team: number(Dim::Team),
            d_service: number(Dim::Service),
            d_outcome: number(Dim::Outcome),
            d_side: number(Dim::Side),
            d_what: number(Dim::What),
        }
    }

    /// The number of what is said by this dimension.
    pub fn get(&self, dim: crate::facts::Dim) -> Option<i64> {
        use crate::facts::Dim;

        match dim {
            Dim::Ward => self.d_ward,
            Dim::Area => self.d_area,
            Dim::Age => self.d_age,
            Dim::Sex => self.d_sex,
            Dim::Ethnicity => self.d_ethnicity,
            Dim::Disability => self.d_disability,
            Dim::Sen => self.d_sen,
            Dim::Level => self.d_level,
            Dim::Need => self.d_need,
            Dim::Source => self.d_source,
            Dim::Agency => self.d_agency,
            Dim::Team => self.d_team,
            Dim::Service => self.d_service,
            Dim::Outcome => self.d_outcome,
            Dim::Side => self.d_side,
            Dim::What => self.d_what,
        }
    }
}

/// How many facts there are of a month, told apart in one of these forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// By the month of their day and by what the kind is told apart first.
    Main = 0,
    /// By the month of their day and their value.
    Value = 1,
    /// By the month in which they stopped and by what the kind is told apart first.
    Stopped = 2,
}

/// Where a count stands: kind, form, month, word, value.
pub(crate) type Place = (i64, i64, i64, i64, i64);

/// Months since the year 0.
pub(crate) fn month(day: chrono::NaiveDate) -> i64 {
    use chrono::Datelike;

    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// A day as it is kept: days since the first of January of the year 1.
pub(crate) fn number(day: chrono::NaiveDate) -> i64 {
    use chrono::Datelike;

    i64::from(day.num_days_from_ce())
}

/// The day of this number.
pub(crate) fn of_number(number: i64) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

impl Row {
    /// Where it is counted, and with how much.
    pub fn places(&self) -> Vec<(Place, i64, i64)> {
        let Some(kind) = crate::facts::Kind::of(self.kind) else { return vec![] };
        let months = |number: i64| of_number(number).map_or(0, month);
        let word = self.words.get(kind.main()).unwrap_or(0);
        let mut places = vec![((self.kind, Form::Main as i64, months(self.day), word, 0), 1, self.yes)];
        if let Some(value) = self.value {
            places.push(((self.kind, Form::Value as i64, months(self.day), 0, value), 1, self.yes));
        }
        if let (true, Some(until)) = (kind.lasts(), self.until) {
            places.push(((self.kind, Form::Stopped as i64, months(until), word, 0), 1, self.yes));
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::LASTING;
    use crate::facts::Kind;

    #[test]
    fn the_index_of_what_lasts_has_every_kind_that_does() {
        let lasting = Kind::ALL.iter().filter(|kind| kind.lasts()).map(|kind| kind.number().to_string());
        assert_eq!(LASTING, format!("kind IN ({})", lasting.collect::<Vec<_>>().join(", ")));
    }
}
