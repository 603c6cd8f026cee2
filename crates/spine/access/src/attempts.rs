//! Tries to sign in. Each is counted before it is judged, so that of many at once no more are judged than may be; a
//! right one takes itself back.

use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::{AccountId, AnyId, Conn, Instant, Result, each, seal::hex};
use web::Error;

/// Which of the rows of a moment belong to one try.
pub(crate) const DDL: &str = "ALTER TABLE attempt ADD COLUMN id $UUID;";

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    attempt (about, at) {
        about -> Text,
        at -> Utc,
        id -> Nullable<Uid>,
    }
}

/// Seconds for which a try counts, and for which whoever made too many has to wait.
const WINDOW: i64 = 900;

/// Wrong passwords of one client at one account; of a browser that the account's owner signed in with before.
const PASSWORDS: i64 = 10;

/// Wrong passwords of one client at any accounts: a school may have many people behind one address.
const PASSWORDS_OF_CLIENT: i64 = 50;

/// Wrong passwords at one account from wherever they came.
const PASSWORDS_AT_ACCOUNT: i64 = 100;

/// Wrong codes from one address at one account; of a known browser.
const CODES: i64 = 5;

/// Wrong codes at one account from wherever they came: whoever gets so far has the password.
const CODES_AT_ACCOUNT: i64 = 20;

/// Wrong codes of letters of one client: a refuge may have many people behind one address.
const LETTER_CODES: i64 = 20;

/// Wrong words with one code of a place of one's own, from wherever they came.
const CODES_AT_PLACE: i64 = 10;

/// Where a try counts: what it is about, in words of which only a hash is kept, and how many of them there may be.
#[derive(Debug, Clone)]
struct Bucket {
    about: String,
    most: i64,
    /// Whether its owner is told when it is full: it is about one account.
    tells: bool,
}

impl Bucket {
    fn new(about: &str, most: i64, tells: bool) -> Self {
        Self { about: hex(&Sha256::digest(about)), most, tells }
    }

    fn count(&self, conn: &mut Conn, now: Instant) -> Result<i64> {
        let since = attempt::about.eq(&self.about).and(attempt::at.gt(now.plus_seconds(-WINDOW)));
        Ok(each!(conn, c => attempt::table.filter(since).count().get_result(c))?)
    }
}

/// All that one try counts in.
#[derive(Debug, Clone)]
pub(crate) struct Buckets(Vec<Bucket>);

impl Buckets {
    /// Of a password for this address, which may be nobody's. The browser that its owner has signed in with before
    /// counts by itself, so that nobody else can keep them out.
    pub(crate) fn of_password(email: &str, client: Option<IpAddr>, known: Option<&str>) -> Self {
        if let Some(browser) = known {
            return Self(vec![Bucket::new(&format!("password known {browser} {email}"), PASSWORDS, true)]);
        }

        let mut all = vec![
            Bucket::new(&format!("password {} {email}", word(client)), PASSWORDS, true),
            Bucket::new(&format!("password {email}"), PASSWORDS_AT_ACCOUNT, true),
        ];
        if client.is_some() {
            all.push(Bucket::new(&format!("password of {}", word(client)), PASSWORDS_OF_CLIENT, false));
        }
        Self(all)
    }

    /// Of a code for this account, after its password.
    pub(crate) fn of_code(account: AccountId, client: Option<IpAddr>, known: Option<&str>) -> Self {
        if let Some(browser) = known {
            return Self(vec![Bucket::new(&format!("code known {browser} {account}"), CODES, true)]);
        }
        Self(vec![
            Bucket::new(&format!("code {} {account}", word(client)), CODES, true),
            Bucket::new(&format!("code {account}"), CODES_AT_ACCOUNT, true),
        ])
    }

    /// Of a code that came in a letter or a link.
    pub(crate) fn of_letter_code(client: Option<IpAddr>) -> Self {
        Self(vec![Bucket::new(&format!("letter code {}", word(client)), LETTER_CODES, false)])
    }

    /// Of a code that came in a letter, with the word that belongs to it: of one client, and at one code from wherever it
    /// comes.
    pub(crate) fn of_own_place(client: Option<IpAddr>, code: &str) -> Self {
        Self(vec![
            Bucket::new(&format!("letter code {}", word(client)), LETTER_CODES, false),
            Bucket::new(&format!("own place {code}"), CODES_AT_PLACE, false),
        ])
    }

    /// Says no where one of them is full; what is refused does not count.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub(crate) fn check(&self, conn: &mut Conn, now: Instant) -> web::Result<()> {
        self.room(conn, now).map(|_| ())
    }

    /// Whether one more fills one that is about an account.
    fn room(&self, conn: &mut Conn, now: Instant) -> web::Result<bool> {
        let mut fills = false;
        for bucket in &self.0 {
            let there = bucket.count(conn, now)?;
            if there >= bucket.most {
                return Err(Error::TooMany(u32::try_from(WINDOW).unwrap_or(u32::MAX)));
            }
            fills |= bucket.tells && there + 1 == bucket.most;
        }
        Ok(fills)
    }

    /// Counts a try, in the transaction that found room for it.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub(crate) fn count(&self, conn: &mut Conn, now: Instant) -> web::Result<Try> {
        let fills = self.room(conn, now)?;
        let id = AnyId::new();
        for bucket in &self.0 {
            let row = (attempt::about.eq(&bucket.about), attempt::at.eq(now), attempt::id.eq(Some(id)));
            each!(conn, c => diesel::insert_into(attempt::table).values(row).execute(c))?;
        }
        Ok(Try { id, buckets: self.clone(), fills })
    }
}

/// A client that nobody told of is one, too.
fn word(client: Option<IpAddr>) -> String {
    client.map_or_else(|| "nowhere".into(), |address| address.to_string())
}

/// A try that counts.
#[derive(Debug)]
pub(crate) struct Try {
    id: AnyId,
    buckets: Buckets,
    /// Whether it was the last one that its account allows for a while, of which its owner is told if it was wrong.
    pub(crate) fills: bool,
}

impl Try {
    /// It was right, and does not count.
    pub(crate) fn take_back(&self, conn: &mut Conn) -> Result<()> {
        for bucket in &self.buckets.0 {
            let own = attempt::about.eq(&bucket.about).and(attempt::id.eq(Some(self.id)));
            each!(conn, c => diesel::delete(attempt::table.filter(own)).execute(c))?;
        }
        Ok(())
    }
}

/// Forgets tries from before this moment.
pub(crate) fn forget_old(conn: &mut Conn, before: Instant) -> Result<()> {
    diesel::delete(attempt::table.filter(attempt::at.lt(before))).execute(conn)?;
    Ok(())
}
