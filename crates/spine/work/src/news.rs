//! What is new for somebody: that something happened which they want to know, until they have seen it. The title is
//! shown only to those who may open the family, as that of due work; the letter says what kind of thing happened and
//! where to read of it (T23).
//!
//! ```ignore
//! // in `news.rs` of a capability, and in its `CAPABILITY`: `news: &[news::RETURNED]`
//! pub const RETURNED: work::news::Kind =
//!     Kind::new("assessment-returned", "My assessment is returned", "An assessment was returned to you");
//!
//! // in the command that returns it
//! let returned = News::new(RETURNED, "The assessment came back", format!("/episodes/{id}/assessment"));
//! news::tell(tx, author, &returned.about(family))?;
//! ```

use crate::letters::{Digest, Fresh};
use access::{
    AccountId, FamilyId, Nobody, Permit, accounts,
    capability::{Capabilities, send},
    guard, nobody,
};
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{Conn, Db, Instant, MultiBackend, Result, Tx, each};

pub use access::capability::{NewsKind as Kind, Told};

/// Work is late: never turned off.
pub const LATE: Kind = Kind::new("late", "Work that I answer for is late", "Work is late").never_silent().for_roles(&[
    access::Role::Practitioner,
    access::Role::FrontDoor,
    access::Role::PanelChair,
    access::Role::Lead,
    access::Role::Manager,
    access::Role::Head,
]);

/// What was seen is kept for so many days.
const KEPT: i64 = 30;

pub(crate) const DDL: &str = "
CREATE TABLE news (id $UUID PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  family_id $UUID REFERENCES family(id), kind TEXT NOT NULL, title TEXT NOT NULL, href TEXT NOT NULL,
  at $INSTANT NOT NULL, seen_at $INSTANT, told_at $INSTANT) $STRICT;
CREATE INDEX news_unseen ON news(account_id, id) WHERE seen_at IS NULL;
CREATE INDEX news_untold ON news(account_id) WHERE told_at IS NULL AND seen_at IS NULL;
CREATE INDEX news_seen ON news(seen_at) WHERE seen_at IS NOT NULL;
CREATE TABLE news_choice (account_id $UUID NOT NULL REFERENCES account(id), kind TEXT NOT NULL, told TEXT NOT NULL,
  PRIMARY KEY (account_id, kind)) $STRICT;";

store::strict_id!(
    /// A piece of news.
    NewsId,
    NewsUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use store::types::Utc;
    use super::NewsUid;

    news (id) {
        id -> NewsUid,
        account_id -> AccountUid,
        family_id -> Nullable<FamilyUid>,
        kind -> Text,
        title -> Text,
        href -> Text,
        at -> Utc,
        seen_at -> Nullable<Utc>,
        told_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;

    news_choice (account_id, kind) {
        account_id -> AccountUid,
        kind -> Text,
        told -> Text,
    }
}

/// Something to be told.
#[derive(Debug, Clone)]
pub struct News {
    kind: Kind,
    title: String,
    href: String,
    family: Option<FamilyId>,
}

impl News {
    /// Something of this kind, to be read on the page at `href`. The title stands on My work of whoever is told.
    pub fn new(kind: Kind, title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { kind, title: title.into(), href: href.into(), family: None }
    }

    /// The family it is about: only those who may open it see the title.
    #[must_use]
    pub fn about(mut self, family: FamilyId) -> Self {
        self.family = Some(family);
        self
    }
}

/// A piece of news as it is kept. `told_at` is when no letter was owed of it any more.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = news, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Item {
    pub id: NewsId,
    pub account_id: AccountId,
    pub family_id: Option<FamilyId>,
    pub kind: String,
    pub title: String,
    pub href: String,
    pub at: Instant,
    pub seen_at: Option<Instant>,
    pub told_at: Option<Instant>,
}

/// Tells somebody that something happened, in the transaction in which it does: it stands on their My work until they
/// have seen it, and goes by letter as they have chosen. Nobody is told of their own doing.
pub fn tell(tx: &mut Tx<'_>, account: AccountId, new: &News) -> Result<()> {
    if tx.who.account == Some(account) {
        return Ok(());
    }

    let told = how(tx.conn(), account, new.kind)?;
    let row = Item {
        id: NewsId::new(),
        account_id: account,
        family_id: new.family,
        kind: new.kind.code().into(),
        title: new.title.clone(),
        href: new.href.clone(),
        at: tx.now,
        seen_at: None,
        told_at: (told != Told::Daily).then_some(tx.now),
    };
    each!(tx.conn(), c => diesel::insert_into(news::table).values(&row).execute(c))?;
    if told == Told::AtOnce {
        let page = format!("news/{}", row.id);
        send(tx, &Fresh { account, subject: new.kind.subject().into(), page }, None)?;
    }
    Ok(())
}

/// As [`tell`], to several, each once.
pub fn tell_all(tx: &mut Tx<'_>, accounts: &[AccountId], new: &News) -> Result<()> {
    let mut accounts = accounts.to_vec();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.into_iter().try_for_each(|account| tell(tx, account, new))
}

/// As [`tell_all`], to those who have chosen a letter of this kind, one that is told on request, and still have a role
/// that is told of it.
pub fn tell_who_asked(tx: &mut Tx<'_>, new: &News) -> Result<()> {
    let chosen = news_choice::kind.eq(new.kind.code()).and(news_choice::told.ne(Told::Never.code()));
    let mut asked: Vec<AccountId> =
        news_choice::table.filter(chosen).select(news_choice::account_id).load(tx.conn())?;
    // mostly nobody has: nothing more is read then
    if asked.is_empty() {
        return Ok(());
    }
    let mut holders = Vec::new();
    for role in new.kind.roles() {
        holders.extend(accounts::anywhere_with_role(tx.conn(), *role)?);
    }
    asked.retain(|account| holders.contains(account));
    tell_all(tx, &asked, new)
}

/// Keeps for the next morning's letter what its own letter would have said, unless it waits there already.
pub(crate) fn wait(tx: &mut Tx<'_>, account: AccountId, new: &News) -> Result<()> {
    let there = unseen(account).filter(news::kind.eq(new.kind.code()).and(news::href.eq(&new.href)));
    let there: i64 = there.filter(news::told_at.is_null()).count().get_result(tx.conn())?;
    if there > 0 { Ok(()) } else { tell(tx, account, new) }
}

/// What was to be read there needs no answer of theirs any more: it is as if they had seen it.
pub fn over(tx: &mut Tx<'_>, account: AccountId, href: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(unseen(account).filter(news::href.eq(href))).set(news::seen_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// How somebody is told of this kind of thing.
pub fn how(conn: &mut Conn, account: AccountId, kind: Kind) -> Result<Told> {
    let chosen: Option<String> = each!(conn, c => news_choice::table
        .find((account, kind.code()))
        .select(news_choice::told)
        .first(c))
    .optional()?;
    Ok(kind.told(chosen.as_deref().and_then(Told::parse)))
}

/// What somebody has chosen, by the codes of kinds.
pub(crate) fn choices(conn: &mut Conn, account: AccountId) -> Result<BTreeMap<String, Told>> {
    let rows: Vec<(String, String)> = news_choice::table
        .filter(news_choice::account_id.eq(account))
        .select((news_choice::kind, news_choice::told))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(kind, told)| Some((kind, Told::parse(&told)?))).collect())
}

/// Keeps what whoever acts has chosen; which kinds are told otherwise than before.
pub(crate) fn choose(tx: &mut Tx<'_>, wanted: &[(Kind, Told)]) -> Result<Vec<&'static str>> {
    let Some(account) = tx.who.account else { return Ok(vec![]) };
    let before = choices(tx.conn(), account)?;
    let mut changed = Vec::new();
    for (kind, told) in wanted {
        if kind.told(before.get(kind.code()).copied()) == *told {
            continue;
        }
        let row =
            (news_choice::account_id.eq(account), news_choice::kind.eq(kind.code()), news_choice::told.eq(told.code()));
        each!(tx.conn(), c => diesel::insert_into(news_choice::table)
            .values(row)
            .on_conflict((news_choice::account_id, news_choice::kind))
            .do_update()
            .set(news_choice::told.eq(told.code()))
            .execute(c))?;
        changed.push(kind.code());
    }
    Ok(changed)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn unseen(account: AccountId) -> _ {
    let theirs = news::account_id.eq(account).and(news::seen_at.is_null());
    news::table.filter(theirs)
}

/// What is new for whoever asks, the newest first, as far as they may still open the family it is about.
pub fn mine(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeMyWork>, most: i64) -> Result<Vec<Item>> {
    let Some(account) = permit.actor().account else { return Ok(vec![]) };
    let rows: Vec<Item> = each!(conn, c => unseen(account)
        .order(news::id.desc())
        .limit(most)
        .select(Item::as_select())
        .load(c))?;
    let families: Vec<FamilyId> = rows.iter().filter_map(|item| item.family_id).collect();
    let open = guard::visible_among(conn, permit.actor(), &families)?;
    Ok(rows.into_iter().filter(|item| item.family_id.is_none_or(|family| open.contains(&family))).collect())
}

/// Where a piece of somebody's news is read.
///
/// # Errors
/// [`store::Error::Missing`] when it is another's.
pub(crate) fn find(conn: &mut Conn, account: AccountId, id: NewsId) -> Result<Item> {
    Ok(news::table.filter(news::id.eq(id).and(news::account_id.eq(account))).select(Item::as_select()).first(conn)?)
}

/// They have opened it.
pub(crate) fn see(conn: &mut Conn, now: Instant, account: AccountId, id: NewsId) -> Result<()> {
    diesel::update(unseen(account).filter(news::id.eq(id))).set(news::seen_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// They have seen all up to this one; what came later is still new.
pub(crate) fn see_all(conn: &mut Conn, now: Instant, account: AccountId, last: NewsId) -> Result<()> {
    diesel::update(unseen(account).filter(news::id.le(last))).set(news::seen_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// The morning's round: one letter to everybody for whom there is something new of which no letter was sent. Begun
/// again after a fault, it goes on where it was: what was told and the letter are one transaction.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let accounts: Vec<AccountId> = news::table
        .filter(news::told_at.is_null().and(news::seen_at.is_null()))
        .select(news::account_id)
        .distinct()
        .load(&mut db.connect()?)?;
    for account in accounts {
        db.alone(&pack.hash, |tx| tell_together(tx, account))?;
    }
    db.alone(&pack.hash, |tx| {
        let old = news::seen_at.lt(tx.now.plus_seconds(-KEPT * 86_400));
        diesel::delete(news::table.filter(old)).execute(tx.conn())?;
        Ok(())
    })
}

/// One letter of all that waits, as far as it is about families that they may still open.
fn tell_together(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let now = tx.now;
    let waiting: Vec<(NewsId, Option<FamilyId>)> = unseen(account)
        .filter(news::told_at.is_null())
        .order(news::id)
        .select((news::id, news::family_id))
        .load(tx.conn())?;
    let Some((last, _)) = waiting.last() else { return Ok(()) };

    let many = match accounts::actor(tx.conn(), now, account)? {
        Some(actor) => {
            let families: Vec<FamilyId> = waiting.iter().filter_map(|(_, family)| *family).collect();
            let open = guard::visible_among(tx.conn(), &actor, &families)?;
            waiting.iter().filter(|(_, family)| family.is_none_or(|family| open.contains(&family))).count()
        }
        None => 0,
    };
    let ids: Vec<NewsId> = waiting.iter().map(|(id, _)| *id).collect();
    diesel::update(news::table.filter(news::id.eq_any(ids))).set(news::told_at.eq(Some(now))).execute(tx.conn())?;
    if many > 0 {
        let many = i64::try_from(many).unwrap_or(i64::MAX);
        send(tx, &Digest { account, many }, format!("daily-news {account} {last}"))?;
    }
    Ok(())
}

/// Takes all that happened before as seen: for a database whose past is made up.
pub fn catch_up(conn: &mut Conn, before: Instant) -> Result<usize> {
    let past = news::table.filter(news::seen_at.is_null().and(news::at.lt(before)));
    Ok(diesel::update(past).set((news::seen_at.eq(Some(before)), news::told_at.eq(Some(before)))).execute(conn)?)
}

/// Nobody is told any more of a family whose record is taken back.
pub fn forget(conn: &mut Conn, family: FamilyId) -> Result<()> {
    diesel::delete(news::table.filter(news::family_id.eq(family))).execute(conn)?;
    Ok(())
}
