//! Who is reached in a year, by characteristic, beside who lives here. What is counted is decided together before anybody
//! sees it, kept with its counts so that the next decision agrees with it, and published by a second person.

use crate::{events, kinds, rules::equality as rules};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use diesel::prelude::*;
use disclosure::{Column, Policy, Publication, Row as Line, Table};
use insight::{
    counting::{self, Looked, Period},
    facts::Dim,
    figures::Figure,
    outward,
};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

store::strict_id!(
    /// A year of monitoring.
    MonitoringId,
    MonitoringUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, MonitoringUid};

    equality_monitoring (id) {
        id -> MonitoringUid,
        year -> BigInt,
        counted -> Jsonb,
        shown -> Jsonb,
        frozen_by -> AccountUid,
        frozen_name -> Text,
        frozen_at -> Utc,
        published_name -> Text,
        published_at -> Nullable<Utc>,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;

    person (id) {
        id -> Uid,
        religion -> Nullable<Text>,
        preferred_language -> Nullable<Text>,
    }
}

/// The figure that says who is reached: children worked with.
const FIGURE: &str = "4c";

/// By what is told apart, and where its words stand in the pack. Ages stand as the figures publish them.
const BY: [(Dim, &str, &str); 4] = [
    (Dim::Sex, "sex", "Sex"),
    (Dim::Ethnicity, "ethnicity", "Ethnicity"),
    (Dim::Disability, "disability", "Disability"),
    (Dim::Sen, "sen-support", "Support for special educational needs"),
];

/// What figures do not tell apart, and is asked of people all the same.
const ALSO: [(&str, &str); 2] = [("religion", "Religion"), ("language", "Language")];

/// So many people are looked up at once.
const AT_ONCE: usize = 500;

/// A table of counts by characteristic: code of the dimension, then key, label, count. It is shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    by: String,
    rows: Vec<(String, String, u64)>,
}

/// A table as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is told apart by.
    pub title: String,
    /// Code of the dimension.
    pub by: String,
    /// Its rows.
    pub rows: Vec<ShownRow>,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRow {
    /// What the profile of the area calls it: `ethnicity:White`.
    pub key: String,
    /// What it is about.
    pub label: String,
    /// The count, or the symbol that stands instead.
    pub count: String,
    /// Of all who were reached, or a symbol.
    pub share: String,
}

/// A year.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = equality_monitoring, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Monitoring {
    pub id: MonitoringId,
    /// The financial year, by that in which it begins.
    pub year: i64,
    pub(crate) counted: Json<Vec<Counted>>,
    pub shown: Json<Vec<Shown>>,
    pub frozen_by: AccountId,
    pub frozen_name: String,
    pub frozen_at: Instant,
    pub published_name: String,
    pub published_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

impl Monitoring {
    /// Whether everybody sees it.
    pub fn is_public(&self) -> bool {
        self.published_at.is_some() && self.ended_at.is_none()
    }

    /// Whether it waits for a second person.
    pub fn waits(&self) -> bool {
        self.published_at.is_none() && self.ended_at.is_none()
    }

    /// Its year in words.
    pub fn label(&self) -> String {
        period(self.year).label()
    }
}

fn period(year: i64) -> Period {
    Period::Financial(i32::try_from(year).unwrap_or_default())
}

/// All years, the newest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Monitoring>> {
    let order = (equality_monitoring::year.desc(), equality_monitoring::frozen_at.desc());
    Ok(equality_monitoring::table.order(order).select(Monitoring::as_select()).load(conn)?)
}

/// A year.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: MonitoringId) -> Result<Monitoring> {
    Ok(equality_monitoring::table.find(id).select(Monitoring::as_select()).first(conn)?)
}

/// What a word of a characteristic belongs to: its group, where it has one; "not asked" and "prefers not to say" stay apart.
fn group_of(pack: &Pack, vocabulary: &str, code: Option<&str>) -> (String, String) {
    let Some(code) = code else { return ("not-asked".into(), "Not asked".into()) };
    let term = pack.terms(vocabulary).iter().find(|term| term.code == code);
    match term {
        Some(term) if !term.group.is_empty() => (term.group.clone(), term.group.clone()),
        Some(term) => (code.into(), term.label.clone()),
        None => (code.into(), code.into()),
    }
}

fn count(conn: &mut Conn, pack: &Pack, year: i64, today: chrono::NaiveDate) -> Result<Vec<Counted>> {
    let figure = Figure::find(FIGURE).ok_or(store::Error::Missing)?;
    let window = period(year).window();
    let mut all = Vec::new();
    for (dim, vocabulary, _) in BY {
        let counted = counting::count(conn, pack, figure, window, &Looked::by(&[dim]), today)?;
        let mut rows: BTreeMap<(String, String), u64> = BTreeMap::new();
        // asked or not is told of every characteristic, also where that is nobody
        rows.insert(("not-asked".into(), "Not asked".into()), 0);
        for (key, count) in &counted.cells {
            let code = key.first().and_then(Option::as_deref);
            *rows.entry(group_of(pack, vocabulary, code)).or_default() += u64::try_from(count.n).unwrap_or(0);
        }
        all.push(Counted::of(dim.code(), rows));
    }
    all.extend(count_also(conn, pack, figure, (window, today))?);
    Ok(all)
}

impl Counted {
    fn of(by: &str, rows: BTreeMap<(String, String), u64>) -> Self {
        let rows = rows.into_iter().map(|((key, label), many)| (key, label, many)).collect();
        Self { by: by.into(), rows }
    }
}

/// Religion and language of the same children, each as often as the figure counts them.
fn count_also(
    conn: &mut Conn,
    pack: &Pack,
    figure: &Figure,
    (window, today): (counting::Window, chrono::NaiveDate),
) -> Result<Vec<Counted>> {
    let children = counting::opened(conn, pack, (figure, window, &Looked::default()), today, (1, 0))?;
    let mut tables: Vec<BTreeMap<(String, String), u64>> = vec![BTreeMap::new(); ALSO.len()];
    for rows in &mut tables {
        rows.insert(("not-asked".into(), "Not asked".into()), 0);
    }
    for some in children.chunks(AT_ONCE) {
        let ids: Vec<AnyId> = some.iter().map(|child| child.subject).collect();
        let found: Vec<(AnyId, Option<String>, Option<String>)> = person::table
            .filter(person::id.eq_any(&ids))
            .select((person::id, person::religion, person::preferred_language))
            .load(conn)?;
        let said: BTreeMap<AnyId, [Option<String>; 2]> =
            found.into_iter().map(|(id, religion, language)| (id, [religion, language])).collect();
        for child in some {
            for (n, (vocabulary, _)) in ALSO.iter().enumerate() {
                let code = said.get(&child.subject).and_then(|said| said[n].as_deref());
                *tables[n].entry(group_of(pack, vocabulary, code)).or_default() += 1;
            }
        }
    }
    Ok(ALSO.iter().zip(tables).map(|((by, _), rows)| Counted::of(by, rows)).collect())
}

/// The tables of one count, as they are decided on together. They have one population, and so one total.
fn publication(year: i64, counted: &[Counted]) -> Publication {
    let mut publication = Publication::new();
    for one in counted {
        let key = |code: &str| format!("{}:{code}", one.by);
        let mut rows = vec![Line::all("All")];
        rows.extend(one.rows.iter().map(|(code, label, _)| Line::new(key(code), label.clone()).within(0)));
        let total: u64 = one.rows.iter().map(|(_, _, many)| many).sum();
        let mut counts = vec![vec![total]];
        counts.extend(one.rows.iter().map(|(_, _, many)| vec![*many]));
        let of = vec![format!("figure:{FIGURE}"), format!("period:{}", period(year).code())];
        publication = publication.table(&*one.by, Table::new(rows, vec![Column::new("", "Children")], counts).of(of));
    }
    publication
}

/// What may be shown, after what was shown before of the same year.
fn decide(year: i64, before: &[Vec<Counted>], counted: &[Counted], policy: &Policy) -> Result<Vec<Shown>> {
    let clash = |clash: disclosure::Clash| store::Error::Outside(clash.to_string());
    let mut published: Option<disclosure::Published> = None;
    for one in before.iter().map(Vec::as_slice).chain([counted]) {
        let next = publication(year, one);
        published = Some(match &published {
            None => next.withhold(policy).map_err(clash)?,
            Some(old) => next.revise(old, policy).map_err(clash)?,
        });
    }
    let Some(published) = published else { return Ok(vec![]) };
    let mut all = Vec::new();
    for one in counted {
        let Some(table) = published.table(&one.by) else { continue };
        let whole = table.cell(0, 0);
        let of_figures = BY.iter().find(|(dim, ..)| dim.code() == one.by).map(|(_, _, title)| *title);
        let title =
            of_figures.or(ALSO.iter().find(|(by, _)| *by == one.by).map(|(_, title)| *title)).unwrap_or_default();
        let rows = table.rows().iter().enumerate().skip(1).map(|(at, row)| ShownRow {
            key: row.key.clone(),
            label: row.label.clone(),
            count: table.cell(at, 0).to_string(),
            share: match disclosure::rate(table.cell(at, 0), whole, policy) {
                disclosure::Rate::Shown(share) => format!("{share:.1} %"),
                other => other.symbol().unwrap_or_default().to_owned(),
            },
        });
        all.push(Shown { title: title.into(), by: one.by.clone(), rows: rows.collect() });
    }
    Ok(all)
}

type Keeps = Permit<Nobody, nobody::KeepEquality>;

/// Freezes a financial year that is over and whose figures are published.
///
/// # Errors
/// Every [`rules::CannotMonitor`] that holds.
pub fn freeze(tx: &mut Tx<'_>, permit: &Keeps, pack: &Pack, year: i64) -> web::Result<MonitoringId> {
    let (today, now) = (tx.now.date(), tx.now);
    let over = (1990..2200).contains(&year) && period(year).window().to < today;
    let figures = over && outward::published(tx.conn(), FIGURE, Dim::Age, Some(period(year)))?.is_some();
    let of_year: Vec<Monitoring> = list(tx.conn())?.into_iter().filter(|one| one.year == year).collect();
    rules::freeze((over, figures, of_year.iter().any(|one| one.ended_at.is_none())))?;
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    let counted = count(tx.conn(), pack, year, today)?;
    // what nobody saw decides nothing
    let mut before: Vec<(Instant, Vec<Counted>)> =
        of_year.into_iter().filter_map(|one| Some((one.published_at?, one.counted.0))).collect();
    before.sort_by_key(|(at, _)| *at);
    let before: Vec<Vec<Counted>> = before.into_iter().map(|(_, counted)| counted).collect();
    let shown = decide(year, &before, &counted, &Policy::of(pack.number("suppression").into()))?;
    let row = Monitoring {
        id: MonitoringId::new(),
        year,
        counted: Json(counted),
        shown: Json(shown),
        frozen_by: by,
        frozen_name: permit.actor().name.clone(),
        frozen_at: now,
        published_name: String::new(),
        published_at: None,
        ended_at: None,
    };
    diesel::insert_into(equality_monitoring::table).values(&row).execute(tx.conn())?;
    tx.record(events::FROZEN.on(row.id.0).detail(json!({"year": year})))?;
    let others = [accounts::with_role(tx.conn(), Role::Head)?, accounts::with_role(tx.conn(), Role::Commissioner)?];
    if let Some(owner) = others.concat().into_iter().find(|owner| *owner != by) {
        let title = format!("Publish who was reached, {}", row.label());
        let due_on = pack.calendar().plus_working(today, pack.number("equality-authorise"));
        let task = NewTask::new(kinds::PUBLISH, row.id.0, title, format!("/equality/monitoring/{}", row.id), due_on);
        tasks::add(tx, task.owed_by(owner))?;
    }
    Ok(row.id)
}

/// Publishes a year that somebody else froze; it does not change any more.
///
/// # Errors
/// Every [`rules::CannotMonitor`] that holds.
pub fn publish(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::AuthoriseEquality>,
    id: MonitoringId,
) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    rules::publish(found.waits(), found.frozen_by, by)?;
    diesel::update(equality_monitoring::table.find(id))
        .set((
            equality_monitoring::published_at.eq(Some(now)),
            equality_monitoring::published_name.eq(&permit.actor().name),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::PUBLISH))?;
    tx.record(events::MONITORING.on(id.0).detail(json!({"published": found.year})))?;
    Ok(())
}

/// Throws a year away that was not published, or takes back one that was: nobody sees it any more.
///
/// # Errors
/// [`rules::CannotMonitor::NotWaiting`] where that was done already.
pub fn end(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::AuthoriseEquality>, id: MonitoringId) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    if found.ended_at.is_some() {
        return Err(web::Refusal::from(rules::CannotMonitor::NotWaiting).into());
    }
    diesel::update(equality_monitoring::table.find(id))
        .set(equality_monitoring::ended_at.eq(Some(now)))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::PUBLISH))?;
    tx.record(events::MONITORING.on(id.0).detail(json!({"ended": found.year})))?;
    Ok(())
}
