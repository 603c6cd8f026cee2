//! Reading another directory's feed: page by page, each page one transaction, begun again where it stopped. Nothing that
//! was edited here is overwritten; what is gone there is marked here.

use crate::{
    doubles, events,
    open_referral::read::{self, Read, ReadProvider},
    records::{self, Origin, Provider, ProviderId, ServiceId, SourceId, SourceUid, provider, service},
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::{Value, json};
use std::time::Duration;
use store::{Author, Conn, Db, Instant, MultiBackend, Tx};

pub(crate) const DDL: &str = "
CREATE TABLE service_source (id $UUID PRIMARY KEY NOT NULL, url TEXT NOT NULL UNIQUE, added_at $INSTANT NOT NULL, begun_at $INSTANT,
  page $INT8 NOT NULL, pages $INT8 NOT NULL, ended_at $INSTANT, new $INT8 NOT NULL, changed $INT8 NOT NULL, same $INT8 NOT NULL,
  kept $INT8 NOT NULL, failed $INT8 NOT NULL, gone $INT8 NOT NULL, fault TEXT NOT NULL) $STRICT;";
diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::SourceUid;
service_source (id) { id -> SourceUid, url -> Text, added_at -> Utc, begun_at -> Nullable<Utc>, page -> BigInt, pages -> BigInt,
    ended_at -> Nullable<Utc>, new -> BigInt, changed -> BigInt, same -> BigInt, kept -> BigInt, failed -> BigInt, gone -> BigInt,
    fault -> Text, } }

/// A feed, and how far its last reading came.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_source, check_for_backend(MultiBackend))]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// The address under which `/services` is; or `file:NAME`.
    pub url: String,
    /// Since when it is read.
    pub added_at: Instant,
    /// When the reading under way, or the last, began.
    pub begun_at: Option<Instant>,
    /// The last page that is done.
    pub page: i64,
    /// Of so many.
    pub pages: i64,
    /// When it ended; none while it is under way or broke off.
    pub ended_at: Option<Instant>,
    /// Services that were new.
    pub new: i64,
    /// That had changed there.
    pub changed: i64,
    /// That had not.
    pub same: i64,
    /// That had changed there and are edited here, and so were left alone.
    pub kept: i64,
    /// That could not be read.
    pub failed: i64,
    /// That are no longer there.
    pub gone: i64,
    /// Why it broke off.
    pub fault: String,
}

impl Source {
    /// How many rows were written.
    pub fn changes(&self) -> i64 {
        self.new + self.changed + self.gone
    }
}

/// How long one waits for an answer, and how often one asks again.
const PATIENCE: Duration = Duration::from_secs(30);
const TRIES: u32 = 4;

/// The most bytes of an answer.
const MOST: u64 = 20 * 1024 * 1024;

/// Services a page.
const PAGE: i64 = 100;

/// A reading that broke off is gone on with for so many seconds; after that it begins anew.
const FRESH: i64 = 86_400;

/// Every feed that is read.
pub fn list(conn: &mut Conn) -> store::Result<Vec<Source>> {
    Ok(service_source::table.select(Source::as_select()).order(service_source::added_at).load(conn)?)
}

/// The address under which a feed's `/services` is.
fn address(url: &str) -> String {
    url.trim().trim_end_matches('/').trim_end_matches("/services").to_owned()
}

/// Feeds that have to be read today, and are not being read.
pub fn due(conn: &mut Conn, now: Instant) -> store::Result<Vec<Source>> {
    let mut all = list(conn)?;
    all.retain(|s| {
        let done = s.ended_at.is_some_and(|at| at.date() == now.date());
        let tried = s.begun_at.is_some_and(|at| now.seconds_since(at) < 6 * 3_600);
        s.url.starts_with("http") && !done && !tried
    });
    Ok(all)
}

/// The feed at this address, from now on read every night, too.
pub fn source(conn: &mut Conn, now: Instant, url: &str) -> store::Result<Source> {
    let url = address(url);
    let there = service_source::table.filter(service_source::url.eq(&url)).select(Source::as_select());
    if let Some(found) = there.first(conn).optional()? {
        return Ok(found);
    }
    let row = Source {
        id: SourceId::new(),
        url,
        added_at: now,
        begun_at: None,
        page: 0,
        pages: 0,
        ended_at: None,
        new: 0,
        changed: 0,
        same: 0,
        kept: 0,
        failed: 0,
        gone: 0,
        fault: String::new(),
    };
    diesel::insert_into(service_source::table).values(&row).execute(conn)?;
    Ok(row)
}

/// Begins a reading, or goes on with one that broke off.
pub(crate) fn begin(conn: &mut Conn, now: Instant, mut s: Source) -> store::Result<Source> {
    let goes_on = s.ended_at.is_none() && s.begun_at.is_some_and(|at| now.seconds_since(at) < FRESH);
    if !goes_on {
        // always later than the reading before, so that what this one does not see is known by it
        let begun = s.begun_at.map_or(now, |before| now.max(Instant(before.0 + 1)));
        s = Source {
            begun_at: Some(begun),
            page: 0,
            pages: 0,
            new: 0,
            changed: 0,
            same: 0,
            kept: 0,
            failed: 0,
            gone: 0,
            ..s
        };
    }
    s.ended_at = None;
    s.fault.clear();
    save(conn, &s)?;
    Ok(s)
}

fn save(conn: &mut Conn, s: &Source) -> store::Result<()> {
    use service_source as t;
    diesel::update(t::table.find(s.id))
        .set((
            (
                t::begun_at.eq(s.begun_at),
                t::page.eq(s.page),
                t::pages.eq(s.pages),
                t::ended_at.eq(s.ended_at),
                t::new.eq(s.new),
            ),
            (
                t::changed.eq(s.changed),
                t::same.eq(s.same),
                t::kept.eq(s.kept),
                t::failed.eq(s.failed),
                t::gone.eq(s.gone),
                t::fault.eq(&s.fault),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

struct Feed {
    agent: ureq::Agent,
    base: String,
}

/// An answer.
enum Got {
    /// With the mark by which it is known to be the same next time.
    Whole(Value, String),
    /// As it was.
    Same,
    /// There is none.
    Missing,
}

impl Feed {
    fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    /// Asked again after a fault that may pass.
    fn get(&self, path: &str, tag: Option<&str>) -> Result<Got, String> {
        let mut why = String::new();
        for nth in 0..TRIES {
            if nth > 0 {
                std::thread::sleep(Duration::from_millis(100 << nth));
            }
            let mut request = self.agent.get(format!("{}{path}", self.base)).header("accept", "application/json");
            if let Some(tag) = tag {
                request = request.header("if-none-match", tag);
            }
            let mut response = match request.call() {
                Ok(response) => response,
                Err(e) => {
                    why = e.to_string();
                    continue;
                }
            };
            let status = response.status().as_u16();
            match status {
                200 => {}
                304 => return Ok(Got::Same),
                404 | 410 => return Ok(Got::Missing),
                429 | 500.. => {
                    why = format!("it answered {status}");
                    continue;
                }
                _ => return Err(format!("it answered {status}")),
            }
            let tag = response.headers().get("etag").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
            match response.body_mut().with_config().limit(MOST).read_to_vec() {
                Ok(bytes) => match serde_json::from_slice(&bytes) {
                    Ok(value) => return Ok(Got::Whole(value, tag)),
                    Err(_) => return Err("its answer is not JSON".into()),
                },
                Err(e) => why = e.to_string(),
            }
        }
        Err(why)
    }

    /// A page of the list: its items, and of how many pages it says that it is.
    fn page(&self, nth: i64) -> Result<(Vec<Value>, Option<i64>), String> {
        let page = match self.get(&format!("/services?page={nth}&per_page={PAGE}"), None)? {
            Got::Whole(page, _) => page,
            Got::Same | Got::Missing => return Err("it has no /services".into()),
        };
        let items = ["contents", "content"].iter().find_map(|name| page[name].as_array());
        let items = items.ok_or("it holds no list of services")?.clone();
        let number = |v: &Value| v.as_i64().or_else(|| v.as_str().and_then(|t| t.trim().parse().ok()));
        Ok((items, ["total_pages", "totalPages"].iter().find_map(|name| number(&page[name]))))
    }
}

/// The most pages of a feed; the most services in a row that cannot be read; the longest reading, in seconds.
const PAGES: i64 = 50_000;
const IN_A_ROW: u32 = 20;
const LONGEST: i64 = 4 * 3_600;

/// Writes, once more where somebody else was in the way.
pub(crate) fn write<T>(conn: &mut Conn, mut f: impl FnMut(&mut Conn) -> store::Result<T>) -> Result<T, String> {
    let mut last = String::new();
    for _ in 0..8 {
        match conn.write(&mut f) {
            Ok(done) => return Ok(done),
            Err(e) if e.is_passing() => last = e.to_string(),
            Err(e) => return Err(e.to_string()),
        }
    }
    Err(last)
}

/// Reads a feed to its end. `told` is given each page.
///
/// # Errors
/// Why it broke off; begun again, it goes on from there.
pub fn harvest(db: &Db, pack: &Pack, url: &str, told: impl Fn(&Source)) -> Result<Source, String> {
    let now = db.now();
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    if !["http://", "https://"].iter().any(|start| address(url).starts_with(start)) {
        return Err(format!("{url:?} is not an address of the web"));
    }
    let found = write(&mut conn, |conn| source(conn, now, url))?;
    let mut s = write(&mut conn, |conn| begin(conn, now, found.clone()))?;
    match pages(db, &mut conn, pack, &mut s, told) {
        Ok(()) => {
            let s = write(&mut conn, |conn| end(conn, now, pack, s.clone()))?;
            db.look_again();
            Ok(s)
        }
        Err(why) => {
            s.fault.clone_from(&why);
            write(&mut conn, |conn| save(conn, &s))?;
            db.look_again();
            Err(why)
        }
    }
}

/// Page after page, as long as each is a page of this feed and not the one before.
fn pages(db: &Db, conn: &mut Conn, pack: &Pack, s: &mut Source, told: impl Fn(&Source)) -> Result<(), String> {
    let feed = Feed::new(&s.url);
    let (now, had) = (db.now(), write(conn, |conn| count_of(conn, s.id))?);
    let mut before: Vec<String> = Vec::new();
    let mut in_a_row = 0;
    loop {
        let nth = s.page + 1;
        let broken = |why: String| format!("page {nth} of {} cannot be read: {why}", s.url);
        let (items, pages) = feed.page(nth).map_err(broken)?;
        let keys: Vec<String> = items.iter().map(key_of).collect();
        // what would make all the rest look gone is no page of a feed
        if !keys.is_empty() && keys == before {
            return Err(broken("it is the page before".into()));
        }
        if items.is_empty() && (pages.is_some_and(|all| nth < all) || nth == 1 && had > 0) {
            return Err(broken("it is empty, and should not be".into()));
        }
        if nth > PAGES || db.now().seconds_since(now) > LONGEST {
            return Err(broken("the feed does not end".into()));
        }
        before = keys;
        s.pages = pages.unwrap_or(if items.is_empty() { nth } else { nth + 1 });
        let mut some = Vec::with_capacity(items.len());
        for item in &items {
            let one = detail(conn, &feed, s, item);
            match &one {
                One::Failed(_, why) => {
                    s.fault.clone_from(why);
                    in_a_row += 1;
                }
                _ => in_a_row = 0,
            }
            if in_a_row >= IN_A_ROW {
                return Err(broken(format!("{in_a_row} services in a row could not be read: {}", s.fault)));
            }
            some.push(one);
        }
        s.page = nth;
        *s = write(conn, |conn| {
            let who = Author { pack: pack.hash.clone(), ..Author::program() };
            take(&mut Tx::within(conn, now, who), pack, s.clone(), &some)
        })?;
        told(s);
        if items.is_empty() || pages.is_some_and(|all| nth >= all) {
            return Ok(());
        }
    }
}

fn count_of(conn: &mut Conn, source: SourceId) -> store::Result<i64> {
    Ok(service::table.filter(service::source_id.eq(source)).count().get_result(conn)?)
}

/// What a page says of one service.
enum One {
    /// As it was when it was last read.
    Same(ServiceId),
    /// All of it.
    Whole(Box<Value>, String),
    /// It is listed, and cannot be read; ours, if we have it, is left as it is.
    Failed(Option<ServiceId>, String),
    /// It is listed, and not there.
    Missing,
}

/// The id of an item: a text, or a number by those who number.
fn key_of(item: &Value) -> String {
    match &item["id"] {
        Value::String(text) => text.clone(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

fn detail(conn: &mut Conn, feed: &Feed, s: &Source, item: &Value) -> One {
    let key = key_of(item);
    if key.is_empty() {
        return One::Failed(None, "it has no id".into());
    }
    let stamp = item["last_modified"].as_str().unwrap_or_default();
    let known = match known(conn, s.id, &key) {
        Ok(known) => known,
        Err(e) => return One::Failed(None, e.to_string()),
    };
    if let Some((id, had)) = &known
        && !stamp.is_empty()
        && had == stamp
    {
        return One::Same(*id);
    }
    let tag = known.as_ref().map(|(_, had)| had.as_str()).filter(|had| had.starts_with('"') || had.starts_with("W/"));
    let safe = web::Fields::escape(&key).replace('+', "%20");
    let id = known.as_ref().map(|(id, _)| *id);
    match (feed.get(&format!("/services/{safe}"), tag), id) {
        (Ok(Got::Whole(value, tag)), _) => {
            One::Whole(Box::new(value), if stamp.is_empty() { tag } else { stamp.to_owned() })
        }
        (Ok(Got::Same), Some(id)) => One::Same(id),
        (Ok(_), _) => One::Missing,
        (Err(why), id) => One::Failed(id, why),
    }
}

fn known(conn: &mut Conn, source: SourceId, key: &str) -> store::Result<Option<(ServiceId, String)>> {
    let there = service::table.filter(service::source_id.eq(source).and(service::source_key.eq(key)));
    Ok(there.select((service::id, service::source_stamp)).first(conn).optional()?)
}

fn take(tx: &mut Tx<'_>, pack: &Pack, mut s: Source, page: &[One]) -> store::Result<Source> {
    let mut seen = Vec::new();
    for one in page {
        match one {
            One::Same(id) => {
                s.same += 1;
                seen.push(*id);
            }
            One::Missing => {}
            One::Failed(id, _) => {
                s.failed += 1;
                seen.extend(*id);
            }
            One::Whole(value, stamp) => match read::service(pack, value) {
                Err(why) => {
                    s.failed += 1;
                    s.fault = why.into();
                    seen.extend(known(tx.conn(), s.id, &key_of(value))?.map(|(id, _)| id));
                }
                Ok(read) => put(tx, pack, &mut s, &Read { stamp: stamp.clone(), ..read }, &mut seen)?,
            },
        }
    }
    mark_seen(tx, &s, &seen)?;
    save(tx.conn(), &s)?;
    tx.nothing_new();
    Ok(s)
}

pub(crate) fn mark_seen(tx: &mut Tx<'_>, s: &Source, seen: &[ServiceId]) -> store::Result<()> {
    let begun = s.begun_at;
    diesel::update(service::table.filter(service::id.eq_any(seen)))
        .set(service::seen_at.eq(begun))
        .execute(tx.conn())?;
    // what was gone and is there again
    let back = service::table.filter(service::id.eq_any(seen).and(service::gone_at.is_not_null()));
    for id in back.select(service::id).load::<ServiceId>(tx.conn())? {
        diesel::update(service::table.filter(service::id.eq(id)))
            .set(service::gone_at.eq(None::<Instant>))
            .execute(tx.conn())?;
        tx.record(events::RESTORED.on(id.0))?;
    }
    Ok(())
}

/// Puts what was read in its place.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    pack: &Pack,
    s: &mut Source,
    read: &Read,
    seen: &mut Vec<ServiceId>,
) -> store::Result<()> {
    let hash = records::derived_id(&["read", &format!("{:?}", (&read.body, &read.provider, read.assured_on))])
        .simple()
        .to_string();
    let by = format!("Read from {}", s.url);
    let hidden;
    let read = if read.body.confidential {
        hidden = Read { body: crate::rules::without_clues(read.body.clone()), ..read.clone() };
        &hidden
    } else {
        read
    };
    let there: Option<(ServiceId, String, Option<Instant>)> = service::table
        .filter(service::source_id.eq(s.id).and(service::source_key.eq(&read.key)))
        .select((service::id, service::source_hash, service::edited_at))
        .first(tx.conn())
        .optional()?;
    let Some((id, had, edited)) = there else {
        // a feed may hold what was written here: it is not taken for another's
        let own: Option<ServiceId> = read.key.parse().ok();
        let taken = match own {
            Some(id) => service::table.filter(service::id.eq(id)).count().get_result::<i64>(tx.conn())? > 0,
            None => true,
        };
        if taken && own.is_some() {
            s.same += 1;
            return Ok(());
        }
        let of = provider_of(tx, s.id, &read.provider)?;
        let id = own.filter(|_| !taken).unwrap_or_else(ServiceId::new);
        let origin = Origin {
            source: Some(s.id),
            key: read.key.clone(),
            hash,
            stamp: read.stamp.clone(),
            assured_on: read.assured_on,
        };
        records::add(tx, pack, id, &of, read.body.clone(), &origin, &by)?;
        doubles::suspect(tx, id)?;
        s.new += 1;
        seen.push(id);
        return Ok(());
    };
    seen.push(id);
    if had == hash {
        s.same += 1;
        diesel::update(service::table.filter(service::id.eq(id)))
            .set(service::source_stamp.eq(&read.stamp))
            .execute(tx.conn())?;
        return Ok(());
    }
    let stamps = (service::source_hash.eq(&hash), service::source_stamp.eq(&read.stamp));
    diesel::update(service::table.filter(service::id.eq(id))).set(stamps).execute(tx.conn())?;
    // whoever says that a place may not be known is believed, whatever was edited here (T16)
    let (found, _) = records::find(tx.conn(), id)?;
    if edited.is_some() && read.body.confidential && !found.body.0.confidential {
        let body = crate::rules::without_clues(crate::body::Body { confidential: true, ..found.body.0 });
        records::publish(tx, pack, id, &body, &by)?;
        s.changed += 1;
        return Ok(());
    }
    if edited.is_some() {
        s.kept += 1;
        return Ok(());
    }
    let of = provider_of(tx, s.id, &read.provider)?;
    diesel::update(service::table.filter(service::id.eq(id)))
        .set((service::provider_id.eq(of.id), service::assured_on.eq(read.assured_on)))
        .execute(tx.conn())?;
    records::publish(tx, pack, id, &read.body, &by)?;
    s.changed += 1;
    Ok(())
}

fn provider_of(tx: &mut Tx<'_>, source: SourceId, read: &ReadProvider) -> store::Result<Provider> {
    let there = provider::table
        .filter(provider::source_id.eq(source).and(provider::source_key.eq(&read.key)))
        .select(Provider::as_select())
        .first(tx.conn())
        .optional()?;
    let now = Provider {
        id: there.as_ref().map_or_else(|| read.key.parse().unwrap_or_else(|_| ProviderId::new()), |p| p.id),
        name: read.name.clone(),
        description: read.description.clone(),
        url: read.url.clone(),
        email: read.email.clone(),
        organisation_id: there.as_ref().and_then(|p| p.organisation_id),
        approved: there.as_ref().map_or(0, |p| p.approved),
        source_id: Some(source),
        source_key: read.key.clone(),
    };
    match there {
        None => {
            let taken: i64 = provider::table.filter(provider::id.eq(now.id)).count().get_result(tx.conn())?;
            let now = if taken > 0 { Provider { id: ProviderId::new(), ..now } } else { now };
            records::add_provider(tx, &now)?;
            Ok(now)
        }
        Some(had) if had == now => Ok(had),
        Some(_) => {
            let set = (
                provider::name.eq(&now.name),
                provider::description.eq(&now.description),
                provider::url.eq(&now.url),
                provider::email.eq(&now.email),
            );
            diesel::update(provider::table.find(now.id)).set(set).execute(tx.conn())?;
            Ok(now)
        }
    }
}

/// Marks what was not seen; every page was read.
pub(crate) fn end(conn: &mut Conn, now: Instant, pack: &Pack, mut s: Source) -> store::Result<Source> {
    let mut tx = Tx::within(conn, now, Author { pack: pack.hash.clone(), ..Author::program() });
    let gone: Vec<ServiceId> = service::table
        .filter(service::source_id.eq(s.id).and(service::gone_at.is_null()))
        .filter(service::seen_at.lt(s.begun_at).or(service::seen_at.is_null()))
        .select(service::id)
        .load(tx.conn())?;
    for id in &gone {
        diesel::update(service::table.filter(service::id.eq(*id)))
            .set(service::gone_at.eq(Some(now)))
            .execute(tx.conn())?;
        tx.record(events::WITHDRAWN.on(id.0).detail(json!({"why": "gone at its source"})))?;
    }
    s.gone = i64::try_from(gone.len()).unwrap_or(0);
    s.ended_at = Some(now);
    save(tx.conn(), &s)?;
    let detail =
        json!({"new": s.new, "changed": s.changed, "same": s.same, "kept": s.kept, "failed": s.failed, "gone": s.gone});
    tx.record(events::HARVESTED.on(s.id.0).detail(detail))?;
    Ok(s)
}

/// Reads the feeds that are due, from four in the morning. Which broke off, and why, stands on the page of the directory.
pub(crate) fn read_due(db: &Db, pack: &Pack) -> store::Result<()> {
    use chrono::Timelike;
    let now = db.now();
    if now.london().hour() < 4 {
        return Ok(());
    }
    for feed in due(&mut db.connect()?, now)? {
        let read = harvest(db, pack, &feed.url, |_| ());
        tracing::info!(whole = read.is_ok(), "a feed of services was read");
    }
    Ok(())
}
