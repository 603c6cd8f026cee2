//! Periodic returns: every version of each, the last of which counts.

use super::owing::{self, Due};
use crate::{
    events, news,
    period::Period,
    rules::returns::{self as rules, Figure, Figures, Returning},
};
use access::{AccountId, AccountUid, Permit, Role, accounts, service};
use chrono::NaiveDate;
use diesel::prelude::*;
use directory::{ServiceId, ServiceUid};
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};
use work::news::News;

store::strict_id!(
    /// One version of a return.
    ReturnId,
    ReturnUid
);

store::coded! {
    /// How a return came.
    pub enum Way {
        /// By the form.
        Form = "form",
        /// As a line of text among others.
        Lines = "lines",
        /// From another program.
        Program = "program",
    }
}

impl Way {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Form => "by the form",
            Self::Lines => "as a line of a table",
            Self::Program => "from their system",
        }
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, ReturnUid, ServiceUid};

    service_return (id) {
        id -> ReturnUid,
        service_id -> ServiceUid,
        from_on -> Date,
        until_on -> Date,
        version -> BigInt,
        new_contacts -> Nullable<BigInt>,
        referrals -> Nullable<BigInt>,
        waiting -> Nullable<BigInt>,
        families -> Nullable<BigInt>,
        children -> Nullable<BigInt>,
        assessments_started -> Nullable<BigInt>,
        plans -> Nullable<BigInt>,
        ended -> Nullable<BigInt>,
        ended_positive -> Nullable<BigInt>,
        needs -> Jsonb,
        odd -> Text,
        note -> Text,
        why -> Text,
        way -> Text,
        by_id -> Nullable<AccountUid>,
        by_name -> Text,
        at -> Utc,
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_return, check_for_backend(MultiBackend))]
struct Row {
    id: ReturnId,
    service_id: ServiceId,
    from_on: NaiveDate,
    until_on: NaiveDate,
    version: i64,
    new_contacts: Option<i64>,
    referrals: Option<i64>,
    waiting: Option<i64>,
    families: Option<i64>,
    children: Option<i64>,
    assessments_started: Option<i64>,
    plans: Option<i64>,
    ended: Option<i64>,
    ended_positive: Option<i64>,
    needs: Json<BTreeMap<String, i64>>,
    odd: String,
    note: String,
    why: String,
    way: Way,
    by_id: Option<AccountId>,
    by_name: String,
    at: Instant,
}

/// A return of a service for a period, in one version.
#[derive(Debug, Clone)]
pub struct Returned {
    /// This version.
    pub id: ReturnId,
    /// Whose.
    pub service: ServiceId,
    /// For when.
    pub period: Period,
    /// From 1; each correction makes another.
    pub version: i64,
    /// The figures; one that is not there is not known.
    pub figures: Figures,
    /// People by need, codes of the pack, where the service keeps that.
    pub needs: BTreeMap<String, i64>,
    /// Why what looked odd is right.
    pub odd: String,
    /// What else there is to say.
    pub note: String,
    /// Why it was put right; empty for the first.
    pub why: String,
    /// How it came.
    pub way: Way,
    /// By whom.
    pub by_name: String,
    /// When.
    pub at: Instant,
}

impl From<Row> for Returned {
    fn from(row: Row) -> Self {
        let figures = Figures::of([
            (Figure::NewContacts, row.new_contacts),
            (Figure::Referrals, row.referrals),
            (Figure::Waiting, row.waiting),
            (Figure::Families, row.families),
            (Figure::Children, row.children),
            (Figure::Assessments, row.assessments_started),
            (Figure::Plans, row.plans),
            (Figure::Ended, row.ended),
            (Figure::Positive, row.ended_positive),
        ]);
        Self {
            id: row.id,
            service: row.service_id,
            period: Period { from: row.from_on, until: row.until_on },
            version: row.version,
            figures,
            needs: row.needs.0,
            odd: row.odd,
            note: row.note,
            why: row.why,
            way: row.way,
            by_name: row.by_name,
            at: row.at,
        }
    }
}

/// The last version of every return whose period lies within these days, both included: by service, then by period.
pub fn between(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> Result<Vec<Returned>> {
    let within = service_return::from_on.ge(from).and(service_return::until_on.le(to));
    let rows: Vec<Row> = service_return::table
        .filter(within)
        .order((service_return::service_id, service_return::from_on, service_return::version))
        .select(Row::as_select())
        .load(conn)?;
    Ok(last_of_each(rows))
}

/// The last version of every return of a service, the newest period first.
pub fn of_service(conn: &mut Conn, of: ServiceId) -> Result<Vec<Returned>> {
    let rows: Vec<Row> = service_return::table
        .filter(service_return::service_id.eq(of))
        .order((service_return::from_on, service_return::version))
        .select(Row::as_select())
        .load(conn)?;
    let mut all = last_of_each(rows);
    all.reverse();
    Ok(all)
}

fn last_of_each(rows: Vec<Row>) -> Vec<Returned> {
    let last: BTreeMap<(ServiceId, NaiveDate), Row> =
        rows.into_iter().map(|row| ((row.service_id, row.from_on), row)).collect();
    last.into_values().map(Returned::from).collect()
}

/// Every version of a service's return for a period, the newest first.
pub fn versions(conn: &mut Conn, of: ServiceId, period: Period) -> Result<Vec<Returned>> {
    let rows: Vec<Row> = service_return::table
        .filter(service_return::service_id.eq(of).and(service_return::from_on.eq(period.from)))
        .order(service_return::version.desc())
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().filter(|row| row.until_on == period.until).map(Returned::from).collect())
}

/// What stands for a period, if anything does.
pub fn standing(conn: &mut Conn, of: ServiceId, period: Period) -> Result<Option<Returned>> {
    Ok(versions(conn, of, period)?.into_iter().next())
}

/// The first day for which a service has given a return.
pub(super) fn first_of(conn: &mut Conn, of: ServiceId) -> Result<Option<NaiveDate>> {
    let first = service_return::table
        .filter(service_return::service_id.eq(of))
        .select(diesel::dsl::min(service_return::from_on));
    Ok(first.first(conn)?)
}

/// What is returned.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the fields of Returned")]
pub struct NewReturn {
    pub period: Period,
    pub figures: Figures,
    pub needs: BTreeMap<String, i64>,
    pub odd: String,
    pub note: String,
    pub why: String,
    pub way: Way,
    /// The version that whoever gives it has seen; 0 where there was none.
    pub seen: i64,
}

/// Asks the rules of a return without keeping it.
///
/// # Errors
/// Every [`rules::CannotReturn`] that holds.
pub fn check(conn: &mut Conn, pack: &Pack, of: ServiceId, today: NaiveDate, new: &NewReturn) -> web::Result<()> {
    let due = owed(conn, of, new.period)?;
    let stands = standing(conn, of, new.period)?;
    let last = standing(conn, of, new.period.before())?;
    rules::give(&Returning {
        period: new.period,
        owed: due,
        today,
        figures: &new.figures,
        needs: &new.needs,
        needs_known: new.needs.keys().all(|need| pack.terms("need").iter().any(|term| term.code == *need)),
        stands: stands.as_ref().map(|stands| (&stands.figures, &stands.needs)),
        why: &new.why,
        last: last.as_ref().map(|last| &last.figures),
        odd: &new.odd,
        times: i64::from(pack.number("return-odd")),
    })?;
    Ok(())
}

/// Whether the service owes a return for this period.
fn owed(conn: &mut Conn, of: ServiceId, period: Period) -> Result<bool> {
    let Some(owing) = owing::find(conn, of)? else { return Ok(false) };
    let begun = Period::of(owing.every, owing.since_on).from <= period.from;
    let going = owing.ended_on.is_none_or(|ended| period.from <= ended);
    Ok(Period::of(owing.every, period.from) == period && begun && going)
}

/// Gives a return, or puts one right: the version before stays.
///
/// # Errors
/// Every [`rules::CannotReturn`] that holds; [`store::Error::Stale`] where another version came meanwhile.
pub fn give(
    tx: &mut Tx<'_>,
    permit: &Permit<ServiceId, service::GiveReturn>,
    pack: &Pack,
    new: &NewReturn,
) -> web::Result<ReturnId> {
    let (of, by) = (permit.subject(), permit.actor());
    let (today, name) = (tx.now.date(), by.signature());
    let before = standing(tx.conn(), of, new.period)?;
    check(tx.conn(), pack, of, today, new)?;
    if before.as_ref().map_or(0, |before| before.version) != new.seen {
        return Err(store::Error::Stale.into());
    }
    let due = due(tx, pack, of, new.period)?;
    let row = row(tx, of, new, (by.account, name));
    diesel::insert_into(service_return::table).values(&row).execute(tx.conn())?;
    owing::given(tx, due.id)?;

    let what = if before.is_some() { events::CORRECTED } else { events::GIVEN };
    let detail = json!({"service": of, "period": new.period.code(), "version": row.version, "way": row.way.code()});
    tx.record(what.on(row.id.0).detail(detail))?;
    // that it was due, or late, is no news any more
    for one in people_of(tx.conn(), of)? {
        work::news::over(tx, one, &due.href())?;
    }
    if before.is_some() {
        tell_of_correction(tx, of, &due)?;
    }
    Ok(row.id)
}

fn due(tx: &mut Tx<'_>, pack: &Pack, of: ServiceId, period: Period) -> web::Result<Due> {
    if let Some(owing) = owing::find(tx.conn(), of)? {
        owing::ask_for(tx, pack, &owing)?;
    }
    Ok(owing::due_for(tx.conn(), of, period)?.ok_or(rules::CannotReturn::NotOwed).map_err(web::Refusal::from)?)
}

fn row(tx: &Tx<'_>, of: ServiceId, new: &NewReturn, (by_id, by_name): (Option<AccountId>, String)) -> Row {
    let get = |figure| new.figures.get(figure);
    Row {
        id: ReturnId::new(),
        service_id: of,
        from_on: new.period.from,
        until_on: new.period.until,
        version: new.seen + 1,
        new_contacts: get(Figure::NewContacts),
        referrals: get(Figure::Referrals),
        waiting: get(Figure::Waiting),
        families: get(Figure::Families),
        children: get(Figure::Children),
        assessments_started: get(Figure::Assessments),
        plans: get(Figure::Plans),
        ended: get(Figure::Ended),
        ended_positive: get(Figure::Positive),
        needs: Json(new.needs.clone()),
        odd: new.odd.clone(),
        note: new.note.clone(),
        why: new.why.clone(),
        way: new.way,
        by_id,
        by_name,
        at: tx.now,
    }
}

/// Everybody who is told of a service's returns: those who give them, and the commissioners.
pub(crate) fn people_of(conn: &mut Conn, of: ServiceId) -> Result<Vec<AccountId>> {
    let mut all = owing::givers(conn, of)?;
    all.extend(accounts::with_role(conn, Role::Commissioner)?);
    Ok(all)
}

fn tell_of_correction(tx: &mut Tx<'_>, of: ServiceId, due: &Due) -> Result<()> {
    let title = format!("{}: the return for {} was put right", name_of(tx.conn(), of)?, due.period().label());
    let commissioners = accounts::with_role(tx.conn(), Role::Commissioner)?;
    work::news::tell_all(tx, &commissioners, &News::new(news::CORRECTED, title, due.href()))
}

/// What a service is called.
pub(crate) fn name_of(conn: &mut Conn, of: ServiceId) -> Result<String> {
    Ok(directory::records::find(conn, of)?.0.body.0.name)
}
