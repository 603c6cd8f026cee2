//! A request for help that is not finished, kept because somebody asked for it: gone on with by a link or a code
//! that is
//! good once. Nothing of it is anybody's record yet.

use access::{
    capability::{Letter, SITE, Words},
    letter_code::LetterCode,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{AnyId, Conn, Db, Instant, Result, Tx, each, seal::hex};

/// Where families write.
const FORMS: &str = "/ask-for-help%";

/// What nobody asked to keep lives no longer: a day.
const UNASKED: i64 = 86_400;

pub(crate) const DDL: &str = "
CREATE TABLE kept_draft (id $UUID PRIMARY KEY NOT NULL, owner TEXT NOT NULL UNIQUE, email TEXT NOT NULL, \
  kept_at $INSTANT NOT NULL, ends_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX kept_draft_email ON kept_draft(email);
CREATE TABLE draft_code (code TEXT PRIMARY KEY NOT NULL, \
  draft_id $UUID NOT NULL REFERENCES kept_draft(id), ends_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX draft_code_draft ON draft_code(draft_id);";

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    kept_draft (id) {
        id -> Uid,
        owner -> Text,
        email -> Text,
        kept_at -> Utc,
        ends_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    draft_code (code) {
        code -> Text,
        draft_id -> Uid,
        ends_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;

    /// Half-typed forms, as the data layer keeps them.
    draft (owner, form) {
        owner -> Text,
        form -> Text,
        saved_at -> Utc,
    }
}

diesel::allow_tables_to_appear_in_same_query!(draft, kept_draft);

/// An address as it is looked for: it is never kept as it is.
fn hashed(email: &str) -> String {
    let email = email.trim().to_lowercase();
    if email.is_empty() { String::new() } else { hex(&Sha256::digest(format!("kept draft {email}"))) }
}

/// The day on which what is kept now is thrown away.
pub(crate) fn until(now: Instant, pack: &Pack) -> NaiveDate {
    now.plus_seconds(days(pack)).date()
}

fn days(pack: &Pack) -> i64 {
    i64::from(pack.number("draft-kept")) * 86_400
}

/// Keeps the draft of this owner for as long as the pack says, from now.
pub(crate) fn keep(tx: &mut Tx<'_>, pack: &Pack, owner: &str, email: &str) -> Result<AnyId> {
    let (now, ends_at) = (tx.now, tx.now.plus_seconds(days(pack)));
    let of = kept_draft::owner.eq(owner);
    let known: Option<AnyId> = kept_draft::table.filter(of).select(kept_draft::id).first(tx.conn()).optional()?;
    if let Some(id) = known {
        let again = (kept_draft::email.eq(hashed(email)), kept_draft::kept_at.eq(now), kept_draft::ends_at.eq(ends_at));
        diesel::update(kept_draft::table.find(id)).set(again).execute(tx.conn())?;
        return Ok(id);
    }
    let id = AnyId::new();
    let row = (
        kept_draft::id.eq(id),
        kept_draft::owner.eq(owner),
        kept_draft::email.eq(hashed(email)),
        kept_draft::kept_at.eq(now),
        kept_draft::ends_at.eq(ends_at),
    );
    each!(tx.conn(), c => diesel::insert_into(kept_draft::table).values(row).execute(c))?;
    Ok(id)
}

/// A code to go on with it, good once: as long as the draft is kept where somebody writes it down for themselves. The
/// codes from before are void.
pub(crate) fn code(tx: &mut Tx<'_>, draft: AnyId, code: &LetterCode) -> Result<()> {
    diesel::delete(draft_code::table.filter(draft_code::draft_id.eq(draft))).execute(tx.conn())?;
    let ends_at: Instant = kept_draft::table.find(draft).select(kept_draft::ends_at).first(tx.conn())?;
    insert(tx.conn(), draft, code, ends_at)
}

fn insert(conn: &mut Conn, draft: AnyId, code: &LetterCode, ends_at: Instant) -> Result<()> {
    let row = (draft_code::code.eq(code.hash()), draft_code::draft_id.eq(draft), draft_code::ends_at.eq(ends_at));
    each!(conn, c => diesel::insert_into(draft_code::table).values(row).execute(c))?;
    Ok(())
}

/// The draft that the code with this hash leads to, if it is still good.
pub(crate) fn led_to(conn: &mut Conn, now: Instant, code: &str) -> Result<Option<AnyId>> {
    let good = draft_code::table.find(code).filter(draft_code::ends_at.gt(now));
    Ok(good.select(draft_code::draft_id).first(conn).optional()?)
}

/// Goes on with a draft in another browser: it is that one's from now on, the one before holds nothing any more, and
/// the
/// code is used up. Whether it was still good.
pub(crate) fn redeem(tx: &mut Tx<'_>, code: &str, owner: &str) -> Result<bool> {
    let now = tx.now;
    let Some(id) = led_to(tx.conn(), now, code)? else { return Ok(false) };
    let before: String = kept_draft::table.find(id).select(kept_draft::owner).first(tx.conn())?;
    diesel::delete(draft_code::table.filter(draft_code::draft_id.eq(id))).execute(tx.conn())?;
    diesel::update(draft::table.filter(draft::owner.eq(&before))).set(draft::owner.eq(owner)).execute(tx.conn())?;
    diesel::update(kept_draft::table.find(id)).set(kept_draft::owner.eq(owner)).execute(tx.conn())?;
    Ok(true)
}

/// Drafts that are kept for whoever has this address.
fn of_email(conn: &mut Conn, now: Instant, email: &str) -> Result<Vec<AnyId>> {
    let hash = hashed(email);
    if hash.is_empty() {
        return Ok(vec![]);
    }
    let theirs = kept_draft::table.filter(kept_draft::email.eq(hash).and(kept_draft::ends_at.gt(now)));
    Ok(theirs.order(kept_draft::kept_at.desc()).select(kept_draft::id).limit(3).load(conn)?)
}

/// Asks for a message with a link to the newest draft of this address. Whether there is one is told to nobody.
pub(crate) fn send_link(tx: &mut Tx<'_>, pack: &Pack, email: &str) -> Result<()> {
    let now = tx.now;
    if let Some(draft) = of_email(tx.conn(), now, email)?.first() {
        let ends_at = now.plus_seconds(i64::from(pack.number("draft-link")) * 3_600);
        let letter = DraftLink { draft: *draft, to: email.trim().to_owned(), ends_at };
        // asked for ten times in a minute, it is sent once
        access::capability::send(tx, &letter, format!("draft-link {draft} {}", now.0 / 60_000_000))?;
    }
    Ok(())
}

/// The message with a link to a draft.
#[derive(Debug, Serialize, Deserialize)]
pub struct DraftLink {
    draft: AnyId,
    to: String,
    ends_at: Instant,
}

impl Letter for DraftLink {
    const KIND: &'static str = "draft-link";

    /// The code is made as the letter is sent: it stands nowhere else.
    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let (draft, ends_at) = (self.draft, self.ends_at);
        let code = LetterCode::new();
        let given = code.clone();
        let there = conn.write(move |conn| {
            let there: Option<Instant> =
                kept_draft::table.find(draft).select(kept_draft::ends_at).first(conn).optional()?;
            let Some(last) = there else { return Ok(false) };
            insert(conn, draft, &given, ends_at.min(last))?;
            Ok::<_, store::Error>(true)
        })?;
        let text = format!(
            "Go on with what you began:\n{SITE}/ask-for-help/go-on/{}\n\nThe link is good once, for a day. If you did not \
             ask for it, you need not do anything.",
            code.shown()
        );
        let words = Words { to: self.to.clone(), subject: "Go on where you stopped".into(), text, page: None };
        Ok(there.then_some(words))
    }
}

/// Throws away what an owner has kept, with its codes.
pub(crate) fn throw_away(conn: &mut Conn, owner: &str) -> Result<()> {
    let theirs: Vec<AnyId> = kept_draft::table.filter(kept_draft::owner.eq(owner)).select(kept_draft::id).load(conn)?;
    drop_kept(conn, &theirs)?;
    diesel::delete(draft::table.filter(draft::owner.eq(owner).and(draft::form.like(FORMS)))).execute(conn)?;
    Ok(())
}

fn drop_kept(conn: &mut Conn, ids: &[AnyId]) -> Result<()> {
    diesel::delete(draft_code::table.filter(draft_code::draft_id.eq_any(ids))).execute(conn)?;
    diesel::delete(kept_draft::table.filter(kept_draft::id.eq_any(ids))).execute(conn)?;
    Ok(())
}

/// Whether somebody can come back to the draft of this owner: by a code that is still good, or by asking for a link.
pub(crate) fn can_come_back(conn: &mut Conn, owner: &str) -> Result<bool> {
    let kept: Option<(AnyId, String)> = kept_draft::table
        .filter(kept_draft::owner.eq(owner))
        .select((kept_draft::id, kept_draft::email))
        .first(conn)
        .optional()?;
    let Some((id, email)) = kept else { return Ok(false) };
    let codes: i64 = draft_code::table.filter(draft_code::draft_id.eq(id)).count().get_result(conn)?;
    Ok(codes > 0 || !email.is_empty())
}

/// Whether the draft of this owner is kept because somebody asked for it, and until when.
pub(crate) fn kept_until(conn: &mut Conn, owner: &str) -> Result<Option<NaiveDate>> {
    let of = kept_draft::table.filter(kept_draft::owner.eq(owner)).select(kept_draft::ends_at);
    let ends_at: Option<Instant> = of.first(conn).optional()?;
    Ok(ends_at.map(Instant::date))
}

/// Throws away what nobody asked to keep after a day, and what somebody did when its time is over.
pub(crate) fn forget(db: &Db, _: &Pack) -> Result<()> {
    let now = db.now();
    db.connect()?.write(move |conn| {
        let over: Vec<(AnyId, String)> = kept_draft::table
            .filter(kept_draft::ends_at.le(now))
            .select((kept_draft::id, kept_draft::owner))
            .load(conn)?;
        let owners: Vec<&String> = over.iter().map(|(_, owner)| owner).collect();
        diesel::delete(draft::table.filter(draft::owner.eq_any(owners).and(draft::form.like(FORMS)))).execute(conn)?;
        drop_kept(conn, &over.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;

        let kept = kept_draft::table.select(kept_draft::owner);
        let unasked = draft::form.like(FORMS).and(draft::saved_at.lt(now.plus_seconds(-UNASKED)));
        diesel::delete(draft::table.filter(unasked).filter(draft::owner.ne_all(kept))).execute(conn)?;
        diesel::delete(draft_code::table.filter(draft_code::ends_at.le(now))).execute(conn)?;
        Ok(())
    })
}
