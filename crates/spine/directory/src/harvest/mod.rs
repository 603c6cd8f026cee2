//! Reading another directory's feed: page by page, each page one transaction, begun again where it stopped. Nothing
//! that was edited here is overwritten; what is gone there is marked here.

mod feed;
mod reading;
mod sources;

pub(crate) use reading::{Reading, end};
pub(crate) use sources::{DDL, begin};
pub use sources::{Source, due, list, source};

use crate::{
    ids::{ServiceId, SourceId},
    open_referral::read::{self, Read},
    records::service,
};
use diesel::prelude::*;
use feed::{Feed, Got};
use pack::Pack;
use serde_json::Value;
use sources::{address, save};
use store::{Author, Conn, Db, Instant, Tx};

/// The most pages of a feed; the most services in a row that cannot be read; the longest reading, in seconds.
const PAGES: i64 = 50_000;
const IN_A_ROW: u32 = 20;
const LONGEST: i64 = 4 * 3_600;

/// Writes, once more where somebody else was in the way.
pub(crate) fn write<T>(conn: &mut Conn, f: impl FnMut(&mut Conn) -> store::Result<T>) -> Result<T, String> {
    conn.write_again(f).map_err(|e| e.to_string())
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
    let source = write(&mut conn, |conn| begin(conn, now, found.clone()))?;
    let feed = Feed::new(&source.url);
    let mut reader = Reader { db, conn, pack, feed, source, began: now, before: vec![], in_a_row: 0 };

    let read = reader.read_all(told);
    let Reader { mut conn, mut source, .. } = reader;
    let done = match read {
        Ok(()) => write(&mut conn, |conn| end(conn, now, pack, source.clone())),
        Err(why) => {
            source.fault.clone_from(&why);
            write(&mut conn, |conn| save(conn, &source)).and(Err(why))
        }
    };
    db.look_again();
    done
}

/// Page after page, as long as each is a page of this feed and not the one before.
struct Reader<'a> {
    db: &'a Db,
    conn: Conn,
    pack: &'a Pack,
    feed: Feed,
    source: Source,
    began: Instant,
    /// Of the page before.
    before: Vec<String>,
    /// How many could not be read, one after the other.
    in_a_row: u32,
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

impl Reader<'_> {
    fn read_all(&mut self, told: impl Fn(&Source)) -> Result<(), String> {
        let id = self.source.id;
        let had = write(&mut self.conn, |conn| count_of(conn, id))?;
        loop {
            let nth = self.source.page + 1;
            let looked = self.look(nth, had > 0);
            let (all, is_last) =
                looked.map_err(|why| format!("page {nth} of {} cannot be read: {why}", self.source.url))?;
            self.take(nth, &all)?;
            told(&self.source);
            if is_last {
                return Ok(());
            }
        }
    }

    /// What a page holds, and whether it is the last.
    fn look(&mut self, nth: i64, had_some: bool) -> Result<(Vec<One>, bool), String> {
        let (items, pages) = self.feed.page(nth)?;
        let keys: Vec<String> = items.iter().map(key_of).collect();
        // what would make all the rest look gone is no page of a feed
        if !keys.is_empty() && keys == self.before {
            return Err("it is the page before".into());
        }
        if items.is_empty() && (pages.is_some_and(|all| nth < all) || nth == 1 && had_some) {
            return Err("it is empty, and should not be".into());
        }
        if nth > PAGES || self.db.now().seconds_since(self.began) > LONGEST {
            return Err("the feed does not end".into());
        }

        self.before = keys;
        self.source.pages = pages.unwrap_or(if items.is_empty() { nth } else { nth + 1 });
        let all = items.iter().map(|item| self.one(item)).collect::<Result<_, _>>()?;
        Ok((all, items.is_empty() || pages.is_some_and(|all| nth >= all)))
    }

    /// One service of a page, unless too many before it could not be read.
    fn one(&mut self, item: &Value) -> Result<One, String> {
        let one = self.detail(item);
        match &one {
            One::Failed(_, why) => {
                self.source.fault.clone_from(why);
                self.in_a_row += 1;
            }
            _ => self.in_a_row = 0,
        }
        if self.in_a_row >= IN_A_ROW {
            return Err(format!("{} services in a row could not be read: {}", self.in_a_row, self.source.fault));
        }
        Ok(one)
    }

    fn detail(&mut self, item: &Value) -> One {
        let key = key_of(item);
        if key.is_empty() {
            return One::Failed(None, "it has no id".into());
        }

        let stamp = item["last_modified"].as_str().unwrap_or_default();
        let known = match known(&mut self.conn, self.source.id, &key) {
            Ok(known) => known,
            Err(e) => return One::Failed(None, e.to_string()),
        };
        let (id, had) = known.unzip();
        if let (Some(id), Some(had)) = (id, &had)
            && !stamp.is_empty()
            && had == stamp
        {
            return One::Same(id);
        }

        let tag = had.as_deref().filter(|had| had.starts_with('"') || had.starts_with("W/"));
        let safe = web::Fields::escape(&key).replace('+', "%20");
        match (self.feed.get(&format!("/services/{safe}"), tag), id) {
            (Ok(Got::Whole(value, tag)), _) => {
                One::Whole(Box::new(value), if stamp.is_empty() { tag } else { stamp.to_owned() })
            }
            (Ok(Got::Same), Some(id)) => One::Same(id),
            (Ok(_), _) => One::Missing,
            (Err(why), id) => One::Failed(id, why),
        }
    }

    /// Puts a page in its place, all of it or nothing.
    fn take(&mut self, nth: i64, all: &[One]) -> Result<(), String> {
        let (pack, now) = (self.pack, self.began);
        let source = Source { page: nth, ..self.source.clone() };
        self.source = write(&mut self.conn, |conn| {
            let author = Author { pack: pack.hash.clone(), ..Author::program() };
            take(&mut Tx::within(conn, now, author), Reading::of(source.clone(), pack), all)
        })?;
        Ok(())
    }
}

fn take(tx: &mut Tx<'_>, mut reading: Reading<'_>, all: &[One]) -> store::Result<Source> {
    for one in all {
        match one {
            One::Same(id) => reading.same(*id),
            One::Missing => {}
            One::Failed(id, _) => reading.failed(*id),
            One::Whole(value, stamp) => match read::service(reading.pack, value) {
                Ok(read) => reading.put(tx, &Read { stamp: stamp.clone(), ..read })?,
                Err(why) => {
                    reading.source.fault = why.into();
                    let known = known(tx.conn(), reading.source.id, &key_of(value))?;
                    reading.failed(known.map(|(id, _)| id));
                }
            },
        }
    }

    let source = reading.seen(tx)?;
    save(tx.conn(), &source)?;
    tx.nothing_new();
    Ok(source)
}

/// The id of an item: a text, or a number by those who number.
fn key_of(item: &Value) -> String {
    match &item["id"] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Ours of this key, and the stamp with which it was last read.
fn known(conn: &mut Conn, source: SourceId, key: &str) -> store::Result<Option<(ServiceId, String)>> {
    let there = service::table.filter(service::source_id.eq(source).and(service::source_key.eq(key)));
    Ok(there.select((service::id, service::source_stamp)).first(conn).optional()?)
}

fn count_of(conn: &mut Conn, source: SourceId) -> store::Result<i64> {
    Ok(service::table.filter(service::source_id.eq(source)).count().get_result(conn)?)
}

/// Reads the feeds that are due, from four in the morning. Which broke off, and why, stands on the page of the
/// directory.
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
