//! What was frozen of a period, by whom, and who published it.

use crate::{
    counting::{Period, Window},
    events,
    publishing::{Plain, Shown},
    rules,
};
use access::{AccountId, Nobody, Permit, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};

/// Rows are sixteen bytes of a subject and four of its day.
pub(crate) const DDL: &str = "
CREATE TABLE publication (id $UUID PRIMARY KEY NOT NULL, period TEXT NOT NULL, from_on $DATE NOT NULL, to_on $DATE NOT NULL,
  frozen_at $INSTANT NOT NULL, frozen_by $UUID NOT NULL REFERENCES account(id), frozen_name TEXT NOT NULL,
  published_at $INSTANT, published_by $UUID REFERENCES account(id), published_name TEXT NOT NULL,
  ended_at $INSTANT, ended_why TEXT NOT NULL) $STRICT;
CREATE INDEX publication_period ON publication(period, frozen_at);
CREATE TABLE frozen_figure (publication_id $UUID NOT NULL REFERENCES publication(id), figure TEXT NOT NULL,
  version $INT8 NOT NULL, counted $JSON NOT NULL, shown $JSON NOT NULL, rows $BYTES NOT NULL,
  PRIMARY KEY (publication_id, figure)) $STRICT;";

store::strict_id!(
    /// What was frozen of a period.
    PublicationId,
    PublicationUid
);

diesel::table! {
    use super::PublicationUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    publication (id) {
        id -> PublicationUid,
        period -> Text,
        from_on -> Date,
        to_on -> Date,
        frozen_at -> Utc,
        frozen_by -> AccountUid,
        frozen_name -> Text,
        published_at -> Nullable<Utc>,
        published_by -> Nullable<AccountUid>,
        published_name -> Text,
        ended_at -> Nullable<Utc>,
        ended_why -> Text,
    }
}

diesel::table! {
    use super::PublicationUid;
    use diesel::sql_types::*;
    use store::types::Jsonb;

    frozen_figure (publication_id, figure) {
        publication_id -> PublicationUid,
        figure -> Text,
        version -> BigInt,
        counted -> Jsonb,
        shown -> Jsonb,
        rows -> Binary,
    }
}

/// A publication, or what waits to be one.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = publication, check_for_backend(MultiBackend))]
pub struct Issue {
    pub id: PublicationId,
    pub period: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub frozen_at: Instant,
    pub frozen_by: AccountId,
    pub frozen_name: String,
    pub published_at: Option<Instant>,
    pub published_by: Option<AccountId>,
    pub published_name: String,
    pub ended_at: Option<Instant>,
    pub ended_why: String,
}

impl Issue {
    /// Its days.
    pub fn window(&self) -> Window {
        Window { from: self.from_on, to: self.to_on }
    }

    /// Its period.
    pub fn period(&self) -> Option<Period> {
        Period::parse(&self.period)
    }

    /// Its period in words.
    pub fn label(&self) -> String {
        self.period().map_or_else(|| self.period.clone(), Period::label)
    }

    /// Whether everybody sees it.
    pub fn is_public(&self) -> bool {
        self.published_at.is_some() && self.ended_at.is_none()
    }

    /// Whether it waits for a second person.
    pub fn waits(&self) -> bool {
        self.published_at.is_none() && self.ended_at.is_none()
    }
}

/// A figure of it.
#[derive(Debug, Clone)]
pub(crate) struct Frozen {
    /// Its id.
    pub figure: String,
    /// The version of its definition.
    pub version: u16,
    /// The true tables.
    pub counted: Vec<Plain>,
    /// What everybody sees.
    pub shown: Shown,
    /// Whom it counts.
    pub rows: Rows,
}

/// Whom a figure counts: subject and day, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rows(pub Vec<(AnyId, i32)>);

impl Rows {
    /// Of what was opened.
    pub fn of(opened: &[crate::counting::Opened]) -> Self {
        let mut rows: Vec<(AnyId, i32)> = opened
            .iter()
            .map(|row| (row.subject, i32::try_from(super::tables::number(row.day)).unwrap_or_default()))
            .collect();
        rows.sort_unstable();
        Self(rows)
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(id, day)| id.0.into_bytes().into_iter().chain(day.to_be_bytes())).collect()
    }

    fn read(bytes: &[u8]) -> Self {
        let rows = bytes.chunks_exact(20).filter_map(|chunk| {
            let (id, day) = chunk.split_at(16);
            Some((AnyId(store::Uuid::from_slice(id).ok()?), i32::from_be_bytes(day.try_into().ok()?)))
        });
        Self(rows.collect())
    }

    /// Those of this that are not in the other, each as often as it is more.
    pub fn without(&self, other: &Self) -> Vec<(AnyId, i32)> {
        let mut left = Vec::new();
        let mut there = other.0.iter().peekable();
        for row in &self.0 {
            while there.peek().is_some_and(|other| *other < row) {
                there.next();
            }
            if there.peek() == Some(&row) {
                there.next();
            } else {
                left.push(*row);
            }
        }
        left
    }
}

/// Freezes a period: nobody else sees it until a second person has published it.
///
/// # Errors
/// [`rules::CannotFreeze`].
pub(crate) fn freeze(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::PublishFigures>,
    period: Period,
    frozen: &[Frozen],
) -> web::Result<PublicationId> {
    let actor = permit.actor();
    let by = actor.account.ok_or(store::Error::Missing)?;
    let today = tx.now.date();
    let waits = list(tx.conn())?.into_iter().any(|issue| {
        issue.waits() && issue.period().is_some_and(|other| other.financial_year() == period.financial_year())
    });
    rules::freeze(period, today, waits)?;

    let window = period.window();
    let row = Issue {
        id: PublicationId::new(),
        period: period.code(),
        from_on: window.from,
        to_on: window.to,
        frozen_at: tx.now,
        frozen_by: by,
        frozen_name: actor.name.clone(),
        published_at: None,
        published_by: None,
        published_name: String::new(),
        ended_at: None,
        ended_why: String::new(),
    };
    diesel::insert_into(publication::table).values(&row).execute(tx.conn())?;
    for one in frozen {
        diesel::insert_into(frozen_figure::table)
            .values((
                frozen_figure::publication_id.eq(row.id),
                frozen_figure::figure.eq(&one.figure),
                frozen_figure::version.eq(i64::from(one.version)),
                frozen_figure::counted.eq(Json(one.counted.clone())),
                frozen_figure::shown.eq(Json(one.shown.clone())),
                frozen_figure::rows.eq(one.rows.bytes()),
            ))
            .execute(tx.conn())?;
    }
    tx.record(events::FROZEN.on(row.id.0).detail(json!({"period": row.period})))?;
    Ok(row.id)
}

/// Publishes what somebody else has frozen.
///
/// # Errors
/// [`rules::CannotPublish`].
pub(crate) fn publish(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::PublishFigures>,
    id: PublicationId,
) -> web::Result<()> {
    let issue = find(tx.conn(), id)?;
    let by = permit.actor().account.ok_or(store::Error::Missing)?;
    rules::publish(&issue, by)?;
    diesel::update(publication::table.find(id))
        .set((
            publication::published_at.eq(Some(tx.now)),
            publication::published_by.eq(Some(by)),
            publication::published_name.eq(&permit.actor().name),
        ))
        .execute(tx.conn())?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"period": issue.period})))?;
    Ok(())
}

/// Takes back what was published, or throws away what waits, with a reason.
///
/// # Errors
/// [`rules::CannotEnd`].
pub(crate) fn end(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::PublishFigures>,
    id: PublicationId,
    why: &str,
) -> web::Result<()> {
    let issue = find(tx.conn(), id)?;
    rules::end(&issue, why)?;
    diesel::update(publication::table.find(id))
        .set((publication::ended_at.eq(Some(tx.now)), publication::ended_why.eq(why)))
        .execute(tx.conn())?;
    tx.record(events::ENDED.on(id.0).detail(json!({"period": issue.period})))?;
    Ok(())
}

/// A publication.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: PublicationId) -> Result<Issue> {
    Ok(publication::table.find(id).select(Issue::as_select()).first(conn)?)
}

/// All that was frozen, the newest first.
///
/// # Errors
/// The engine's.
pub fn list(conn: &mut Conn) -> Result<Vec<Issue>> {
    Ok(publication::table
        .order((publication::to_on.desc(), publication::frozen_at.desc()))
        .select(Issue::as_select())
        .load(conn)?)
}

/// What everybody sees of a figure, and its version.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn shown(conn: &mut Conn, id: PublicationId, figure: &str) -> Result<(u16, Shown)> {
    let (version, shown): (i64, Json<Shown>) =
        frozen_figure::table.find((id, figure)).select((frozen_figure::version, frozen_figure::shown)).first(conn)?;
    Ok((u16::try_from(version).unwrap_or_default(), shown.0))
}

/// What everybody sees of all figures.
///
/// # Errors
/// The engine's.
pub(crate) fn all_shown(conn: &mut Conn, id: PublicationId) -> Result<Vec<(String, Shown)>> {
    let rows: Vec<(String, Json<Shown>)> = frozen_figure::table
        .filter(frozen_figure::publication_id.eq(id))
        .order(frozen_figure::figure)
        .select((frozen_figure::figure, frozen_figure::shown))
        .load(conn)?;
    Ok(rows.into_iter().map(|(figure, shown)| (figure, shown.0)).collect())
}

/// The true tables of a figure.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn counted(conn: &mut Conn, id: PublicationId, figure: &str) -> Result<Vec<Plain>> {
    let counted: Json<Vec<Plain>> =
        frozen_figure::table.find((id, figure)).select(frozen_figure::counted).first(conn)?;
    Ok(counted.0)
}

/// Whom a figure counted.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn rows(conn: &mut Conn, id: PublicationId, figure: &str) -> Result<Rows> {
    let bytes: Vec<u8> = frozen_figure::table.find((id, figure)).select(frozen_figure::rows).first(conn)?;
    Ok(Rows::read(&bytes))
}

/// What was published of a financial year until now, in that order; what was taken back was public all the same.
///
/// # Errors
/// The engine's.
pub(crate) fn history(conn: &mut Conn, year: i32) -> Result<Vec<PublicationId>> {
    let mut all: Vec<Issue> = list(conn)?
        .into_iter()
        .filter(|issue| issue.published_at.is_some())
        .filter(|issue| issue.period().is_some_and(|period| period.financial_year() == year))
        .collect();
    all.sort_by_key(|issue| (issue.published_at, issue.id));
    Ok(all.into_iter().map(|issue| issue.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> AnyId {
        AnyId(store::Uuid::from_u128(n))
    }

    #[test]
    fn rows_are_read_as_they_were_kept() {
        let rows = Rows(vec![(id(1), 739_000), (id(2), 739_001), (id(2), 739_001)]);
        assert_eq!(Rows::read(&rows.bytes()), rows);
    }

    #[test]
    fn what_came_late_is_what_is_more_than_was_frozen() {
        let frozen = Rows(vec![(id(1), 1), (id(2), 1)]);
        let now = Rows(vec![(id(1), 1), (id(2), 1), (id(2), 1), (id(3), 2)]);
        assert_eq!(now.without(&frozen), [(id(2), 1), (id(3), 2)]);
        assert_eq!(frozen.without(&now), []);
    }
}
