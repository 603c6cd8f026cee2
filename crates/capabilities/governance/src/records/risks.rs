//! Risks of a board, and every rating that each ever had.

use super::{BoardId, BoardUid, Of, RiskId, RiskUid, boards};
use crate::{
    events, kinds,
    rules::risks::{self as rules, Raised, Rating},
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::NaiveDate;
use diesel::prelude::*;
use insight::papers::Line;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, BoardUid, RiskUid};

    board_risk (id) {
        id -> RiskUid,
        board_id -> BoardUid,
        title -> Text,
        description -> Text,
        mitigation -> Text,
        owner_id -> AccountUid,
        rating -> Jsonb,
        accepts -> Jsonb,
        raised -> Text,
        raised_from -> Text,
        review_on -> Date,
        closed_at -> Nullable<Utc>,
        closed_why -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::RiskUid;

    board_rating (id) {
        id -> Uid,
        risk_id -> RiskUid,
        rating -> Jsonb,
        why -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

/// A risk.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_risk, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Risk {
    pub id: RiskId,
    pub board_id: BoardId,
    pub title: String,
    pub description: String,
    /// What is done to avoid it, or to make it less bad.
    pub mitigation: String,
    pub owner_id: AccountId,
    pub rating: Json<Rating>,
    /// The rating that the board accepts.
    pub accepts: Json<Rating>,
    pub raised: Raised,
    /// Which audit, gap or contract.
    pub raised_from: String,
    pub review_on: NaiveDate,
    pub closed_at: Option<Instant>,
    pub closed_why: String,
    pub version: i64,
}

impl Risk {
    /// Whether it weighs more than the board accepts.
    pub fn is_above(&self, pack: &Pack) -> bool {
        self.rating.0.weight(pack) > self.accepts.0.weight(pack)
    }
}

/// A rating that it had.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_rating, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Rated {
    pub id: AnyId,
    pub risk_id: RiskId,
    pub rating: Json<Rating>,
    pub why: String,
    pub by_name: String,
    pub at: Instant,
}

/// What is said of a risk.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_risk")]
pub struct NewRisk {
    pub title: String,
    pub description: String,
    pub mitigation: String,
    pub owner: Option<AccountId>,
    pub rating: Option<Rating>,
    pub accepts: Option<Rating>,
    pub raised: Option<Raised>,
    pub raised_from: String,
    pub review: Option<NaiveDate>,
}

impl NewRisk {
    fn check(&self, closed: bool, today: NaiveDate) -> web::Result<()> {
        rules::keep(rules::Keeping {
            closed,
            title: &self.title,
            description: &self.description,
            mitigation: &self.mitigation,
            owner: self.owner.is_some(),
            rated: self.rating.is_some(),
            accepts: self.accepts.is_some(),
            raised: self.raised.is_some(),
            review: self.review,
            today,
        })?;
        super::say(&[&self.title, &self.description, &self.mitigation, &self.raised_from])
    }
}

pub(crate) fn of(conn: &mut Conn, id: RiskId) -> Result<Of> {
    let (board, owner) = board_risk::table.find(id).select((board_risk::board_id, board_risk::owner_id)).first(conn)?;
    Ok(Of::owed(board, owner))
}

/// A risk.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<RiskId>) -> Result<Risk> {
    Ok(board_risk::table.find(sight.subject()).select(Risk::as_select()).first(conn)?)
}

/// The risks of a board: those that are open, the heaviest first; then those that are closed.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>, pack: &Pack) -> Result<Vec<Risk>> {
    all_of(conn, sight.subject(), pack)
}

fn all_of(conn: &mut Conn, of: BoardId, pack: &Pack) -> Result<Vec<Risk>> {
    let mut all: Vec<Risk> = board_risk::table
        .filter(board_risk::board_id.eq(of))
        .order(board_risk::id)
        .select(Risk::as_select())
        .load(conn)?;
    all.sort_by_key(|risk| (risk.closed_at.is_some(), std::cmp::Reverse(risk.rating.0.weight(pack))));
    Ok(all)
}

/// As a paper shows them.
pub(super) fn lines(conn: &mut Conn, pack: &Pack, of: BoardId) -> Result<Vec<Line>> {
    let open = all_of(conn, of, pack)?.into_iter().filter(|risk| risk.closed_at.is_none());
    Ok(open
        .map(|risk| Line {
            figure: String::new(),
            name: risk.title.clone(),
            value: risk.rating.0.short(),
            beside: format!("accepted {}. {}", risk.accepts.0.short(), risk.mitigation),
        })
        .collect())
}

/// Every rating of a risk, the oldest first.
pub fn ratings(conn: &mut Conn, sight: &Sight<RiskId>) -> Result<Vec<Rated>> {
    Ok(board_rating::table
        .filter(board_rating::risk_id.eq(sight.subject()))
        .order((board_rating::at, board_rating::id))
        .select(Rated::as_select())
        .load(conn)?)
}

/// Raises a risk; its owner looks at it again by its day.
///
/// # Errors
/// Every [`rules::CannotRisk`] that holds.
pub fn raise(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, new: &NewRisk) -> web::Result<RiskId> {
    new.check(false, tx.now.date())?;
    let (Some(owner_id), Some(rating), Some(accepts), Some(raised), Some(review_on)) =
        (new.owner, new.rating.clone(), new.accepts.clone(), new.raised, new.review)
    else {
        return Err(web::Error::NotFound);
    };
    let row = Risk {
        id: RiskId::new(),
        board_id: permit.subject(),
        title: new.title.clone(),
        description: new.description.clone(),
        mitigation: new.mitigation.clone(),
        owner_id,
        rating: Json(rating),
        accepts: Json(accepts),
        raised,
        raised_from: new.raised_from.clone(),
        review_on,
        closed_at: None,
        closed_why: String::new(),
        version: 1,
    };
    diesel::insert_into(board_risk::table).values(&row).execute(tx.conn())?;
    keep_rating(tx, &row, "Raised", &permit.actor().name)?;
    owe(tx, &row)?;
    tx.record(events::RISK.on(row.id.0).detail(json!({"board": row.board_id, "rating": row.rating.0.short()})))?;
    Ok(row.id)
}

fn keep_rating(tx: &mut Tx<'_>, risk: &Risk, why: &str, by: &str) -> Result<()> {
    let row = Rated {
        id: AnyId::new(),
        risk_id: risk.id,
        rating: risk.rating.clone(),
        why: why.into(),
        by_name: by.into(),
        at: tx.now,
    };
    diesel::insert_into(board_rating::table).values(&row).execute(tx.conn())?;
    Ok(())
}

fn owe(tx: &mut Tx<'_>, risk: &Risk) -> Result<()> {
    tasks::done(tx, risk.id.0, Some(kinds::RISK))?;
    let of = boards::load(tx.conn(), risk.board_id)?;
    let title = format!("{}: look at the risk again: {}", of.name, risk.title);
    let task = NewTask::new(kinds::RISK, risk.id.0, title, format!("/board-risks/{}", risk.id), risk.review_on);
    tasks::add(tx, task.owed_by(risk.owner_id))?;
    Ok(())
}

/// Changes what is said of a risk, unless somebody else has since this `version`; its rating changes by [`rate`].
///
/// # Errors
/// Every [`rules::CannotRisk`] that holds; [`store::Error::Stale`].
pub fn change(tx: &mut Tx<'_>, permit: &Permit<RiskId, acts::Keep>, version: i64, new: &NewRisk) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let new = NewRisk { rating: Some(before.rating.0.clone()), ..new.clone() };
    // a review that is late stays late where only the words change
    let today = if new.review == Some(before.review_on) { before.review_on } else { tx.now.date() };
    new.check(before.closed_at.is_some(), today)?;
    let (Some(owner_id), Some(accepts), Some(raised), Some(review_on)) =
        (new.owner, new.accepts.clone(), new.raised, new.review)
    else {
        return Err(web::Error::NotFound);
    };
    diesel::update(board_risk::table.find(before.id))
        .set((
            (board_risk::title.eq(&new.title), board_risk::description.eq(&new.description)),
            (board_risk::mitigation.eq(&new.mitigation), board_risk::owner_id.eq(owner_id)),
            (board_risk::accepts.eq(Json(accepts)), board_risk::raised.eq(raised)),
            (board_risk::raised_from.eq(&new.raised_from), board_risk::review_on.eq(review_on)),
            board_risk::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    owe(tx, &Risk { title: new.title.clone(), owner_id, review_on, ..before.clone() })?;
    tx.record(events::RISK.on(before.id.0).detail(json!({"owner": owner_id, "review": review_on})))?;
    Ok(())
}

/// Rates a risk anew: what it was before stays in its history.
///
/// # Errors
/// Every [`rules::CannotRisk`] that holds; [`store::Error::Stale`].
pub fn rate(
    tx: &mut Tx<'_>,
    permit: &Permit<RiskId, acts::Answer>,
    version: i64,
    rating: Option<Rating>,
    (why, review): (&str, Option<NaiveDate>),
) -> web::Result<()> {
    let (before, today) = (find(tx.conn(), permit)?, tx.now.date());
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    rules::rate(before.closed_at.is_some(), rating.is_some(), why, review, today)?;
    super::say(&[why])?;
    let (Some(rating), Some(review_on)) = (rating, review) else { return Err(web::Error::NotFound) };
    let after = Risk { rating: Json(rating), review_on, ..before };
    diesel::update(board_risk::table.find(after.id))
        .set((
            board_risk::rating.eq(after.rating.clone()),
            board_risk::review_on.eq(review_on),
            board_risk::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    keep_rating(tx, &after, why, &permit.actor().name)?;
    owe(tx, &after)?;
    tx.record(events::RISK.on(after.id.0).detail(json!({"rating": after.rating.0.short()})))?;
    Ok(())
}

/// Closes a risk, with a reason.
///
/// # Errors
/// Every [`rules::CannotRisk`] that holds.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<RiskId, acts::Keep>, why: &str) -> web::Result<()> {
    let (before, now) = (find(tx.conn(), permit)?, tx.now);
    rules::close(before.closed_at.is_some(), why)?;
    super::say(&[why])?;
    diesel::update(board_risk::table.find(before.id))
        .set((
            board_risk::closed_at.eq(Some(now)),
            board_risk::closed_why.eq(why),
            board_risk::version.eq(before.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, before.id.0, Some(kinds::RISK))?;
    tx.record(events::RISK.on(before.id.0).detail(json!({"closed": true})))?;
    Ok(())
}
