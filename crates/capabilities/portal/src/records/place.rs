//! Places of their own: one for a person in a family, as long as it is not closed.

use crate::{
    events, kinds,
    rules::{self, CannotInvite, Inviting, Standing, State, Way},
};
use access::{
    AccountId, Actor, FamilyId, OwnPlaceFacts, Permit, Sight, Subject, Themself, family, guard,
    letter_code::LetterCode, own_sessions,
};
use cases::records::episode;
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::{Member, MemberRole, PersonId, records::member};
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, Uuid, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

store::strict_id!(
    /// A place of somebody's own.
    PlaceId,
    PlaceUid
);

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use people::PersonUid;
    use store::types::Utc;
    use super::PlaceUid;

    own_place (id) {
        id -> PlaceUid,
        family_id -> FamilyUid,
        person_id -> PersonUid,
        invited_by -> AccountUid,
        invited_at -> Utc,
        way -> Text,
        young -> Bool,
        fact_hash -> Text,
        code_hash -> Text,
        word_hash -> Nullable<Text>,
        set_up_at -> Nullable<Utc>,
        opened_at -> Nullable<Utc>,
        email -> Text,
        closed_at -> Nullable<Utc>,
        closed_by -> Nullable<AccountUid>,
        closed_why -> Text,
    }
}

/// A place, as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = own_place, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Row {
    pub id: PlaceId,
    pub family_id: FamilyId,
    pub person_id: PersonId,
    pub invited_by: AccountId,
    pub invited_at: Instant,
    pub way: Way,
    /// In a young person's words.
    pub young: bool,
    /// Of what both know, slowly hashed.
    pub fact_hash: String,
    pub code_hash: String,
    /// Of the word that only its person knows, slowly hashed; none until they have set it up.
    pub word_hash: Option<String>,
    pub set_up_at: Option<Instant>,
    /// When it was last opened.
    pub opened_at: Option<Instant>,
    /// Where its person may be told safely that there is something new; empty where they may not.
    pub email: String,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<AccountId>,
    pub closed_why: String,
}

impl Row {
    /// How far it is.
    pub fn state(&self) -> State {
        match (self.closed_at, self.set_up_at) {
            (Some(_), _) => State::Closed,
            (None, Some(_)) => State::Open,
            (None, None) => State::Invited,
        }
    }

    /// As the subject of what its person does.
    pub fn place(&self) -> Place {
        Place { id: self.id, family: self.family_id, person: self.person_id }
    }
}

/// A place as the subject of acts: its facts are found only where place, family and person belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    id: PlaceId,
    family: FamilyId,
    person: PersonId,
}

impl Place {
    /// Which.
    pub fn place(&self) -> PlaceId {
        self.id
    }
}

impl Subject for Place {
    type Facts = OwnPlaceFacts;
    const KIND: &'static str = "own-place";

    fn id(&self) -> Option<Uuid> {
        Some(self.id.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> store::Result<(OwnPlaceFacts, Option<FamilyId>)> {
        let row = find_row(conn, self.id)?;
        if (row.family_id, row.person_id) != (self.family, self.person) {
            return Err(store::Error::Missing);
        }
        let standing = standing(conn, pack, &row, actor.as_of.date())?;
        let facts = OwnPlaceFacts { mine: actor.own_place == Some(self.id.0), open: rules::opens(&standing) };
        Ok((facts, Some(row.family_id)))
    }
}

impl Themself for Place {
    fn family(&self) -> FamilyId {
        self.family
    }

    fn person(&self) -> Uuid {
        self.person.0
    }
}

/// What it depends on whether a place opens today.
fn standing(conn: &mut Conn, pack: &Pack, row: &Row, today: NaiveDate) -> store::Result<Standing> {
    let theirs = member::table.filter(member::family_id.eq(row.family_id).and(member::person_id.eq(row.person_id)));
    let left: Option<Option<Instant>> = each!(conn, c => theirs.select(member::until_at).first(c).optional())?;
    let died: Option<Option<NaiveDate>> = each!(conn, c => people::records::person::table
        .find(row.person_id)
        .select(people::records::person::died_on)
        .first(c)
        .optional())?;
    let ended: Option<Option<Instant>> = each!(conn, c => episode::table
        .filter(episode::family_id.eq(row.family_id))
        .order((episode::closed_at.is_null().desc(), episode::closed_at.desc()))
        .select(episode::closed_at)
        .first(c)
        .optional())?;
    Ok(Standing {
        state: row.state(),
        of_family: left == Some(None) && died == Some(None),
        restricted: guard::is_restricted(conn, row.family_id)?,
        ended_on: ended.flatten().map(Instant::date),
        ever_helped: ended.is_some(),
        today,
        after: pack.number("own-place-after").into(),
    })
}

/// The place that a session has opened. It shows nothing: what is asked for with it is decided anew.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn place_of(conn: &mut Conn, id: Uuid) -> store::Result<Row> {
    find_row(conn, PlaceId(id))
}

/// As it is kept, for the commands of this crate.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_row(conn: &mut Conn, id: PlaceId) -> store::Result<Row> {
    Ok(each!(conn, c => own_place::table.find(id).select(Row::as_select()).first(c))?)
}

/// One of a family's, for its workers.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<FamilyId>, id: PlaceId) -> store::Result<Row> {
    let there = own_place::table.filter(own_place::id.eq(id).and(own_place::family_id.eq(sight.subject())));
    Ok(each!(conn, c => there.select(Row::as_select()).first(c))?)
}

/// Those of a family, the newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Row>> {
    let theirs = own_place::table.filter(own_place::family_id.eq(sight.subject())).order(own_place::id.desc());
    Ok(each!(conn, c => theirs.select(Row::as_select()).load(c))?)
}

/// Who is invited, perhaps not yet complete.
#[derive(Debug, Clone, Default)]
pub struct NewPlace<'a> {
    /// Who.
    pub who: Option<&'a Member>,
    /// How the code reaches them.
    pub way: Option<Way>,
    /// What both know.
    pub fact: String,
    /// The same, slowly hashed.
    pub fact_hash: String,
    /// It was talked about whether it is safe.
    pub safe: bool,
}

type Keeps = Permit<FamilyId, family::KeepOwnPlaces>;

/// Whether somebody may be invited.
///
/// # Errors
/// Every [`CannotInvite`] that holds.
pub fn may_invite(
    conn: &mut Conn,
    permit: &Keeps,
    new: &NewPlace<'_>,
    (pack, today): (&Pack, NaiveDate),
) -> Result<()> {
    let family = permit.subject();
    let helped = cases::records::current(conn, permit)?.is_some_and(|of| of.is_open());
    let places = list(conn, permit)?;
    let restricted = guard::is_restricted(conn, family)?;
    let already = new.who.is_some_and(|who| {
        places.iter().any(|place| place.person_id == who.person.id && place.state() != State::Closed)
    });
    rules::invite(&Inviting {
        age: new.who.map(|who| who.person.date_of_birth.map(|born| web::dates::years(born, today))),
        child: new.who.is_some_and(|who| who.role.is_child()),
        from: pack.number("own-place-age"),
        already,
        way: new.way.is_some(),
        fact: &new.fact,
        safe: new.safe,
        restricted,
        helped,
    })?;
    Ok(())
}

/// Invites somebody. The code is given out here and by [`new_code`], and nowhere else.
///
/// # Errors
/// Every [`CannotInvite`] that holds.
pub fn invite(tx: &mut Tx<'_>, permit: &Keeps, new: &NewPlace<'_>, pack: &Pack) -> Result<(PlaceId, LetterCode)> {
    let today = tx.now.date();
    may_invite(tx.conn(), permit, new, (pack, today))?;
    let (Some(who), Some(way), Some(by)) = (new.who, new.way, tx.who.account) else {
        return Err(Refusal::from(CannotInvite::Nobody).into());
    };
    let code = LetterCode::new();
    let row = Row {
        id: PlaceId::new(),
        family_id: permit.subject(),
        person_id: who.person.id,
        invited_by: by,
        invited_at: tx.now,
        way,
        young: who.role == MemberRole::Child,
        fact_hash: new.fact_hash.clone(),
        code_hash: code.hash(),
        word_hash: None,
        set_up_at: None,
        opened_at: None,
        email: String::new(),
        closed_at: None,
        closed_by: None,
        closed_why: String::new(),
    };
    each!(tx.conn(), c => diesel::insert_into(own_place::table).values(&row).execute(c))?;
    owe_a_look(tx, permit, &row, pack)?;
    tx.record(events::INVITED.on(row.id.0).family(row.family_id).detail(json!({"way": way})))?;
    Ok((row.id, code))
}

/// An invitation that nobody uses is talked about: perhaps it never arrived, or is not safe.
fn owe_a_look(tx: &mut Tx<'_>, permit: &Keeps, row: &Row, pack: &Pack) -> Result<()> {
    let due_on = tx.now.date() + Days::new(pack.number("own-place-unused").into());
    let href = format!("/families/{}/own-places", row.family_id);
    let title = "Ask about an invitation that has not been used";
    let lead = guard::lead_of(tx.conn(), row.family_id)?.or(tx.who.account);
    let mut task = NewTask::new(kinds::UNUSED, row.id.0, title, href, due_on).owed_by(lead).about(row.family_id);
    if let Some(of) = cases::records::current(tx.conn(), permit)?.filter(|of| of.is_open()) {
        task = task.within(of.id);
    }
    tasks::add(tx, task)?;
    Ok(())
}

/// A code was lost, or seen by somebody else: it opens nothing any more, every session ends, and the place is set up anew
/// with another, by whoever knows the fact.
///
/// # Errors
/// [`web::Error::NotFound`] where it is closed.
pub fn new_code(tx: &mut Tx<'_>, permit: &Keeps, id: PlaceId, pack: &Pack) -> Result<LetterCode> {
    let row = find(tx.conn(), permit, id)?;
    if row.state() == State::Closed {
        return Err(web::Error::NotFound);
    }
    let code = LetterCode::new();
    let set = (
        own_place::code_hash.eq(code.hash()),
        own_place::word_hash.eq(None::<String>),
        own_place::set_up_at.eq(None::<Instant>),
        own_place::email.eq(""),
    );
    each!(tx.conn(), c => diesel::update(own_place::table.find(id)).set(set).execute(c))?;
    own_sessions::end_all(tx.conn(), id.0)?;
    tasks::done(tx, id.0, Some(kinds::UNUSED))?;
    owe_a_look(tx, permit, &row, pack)?;
    tx.record(events::CODE.on(id.0).family(row.family_id))?;
    Ok(code)
}

/// Closes a place quietly: from now on its code opens no more than one that never was, and the session that is open ends
/// as one that was left alone. Whoever made its person show it learns nothing from that.
///
/// # Errors
/// [`web::Error::NotFound`] where it is closed already; a refusal without a reason.
pub fn close(tx: &mut Tx<'_>, permit: &Keeps, id: PlaceId, why: &str) -> Result<()> {
    let row = find(tx.conn(), permit, id)?;
    if row.state() == State::Closed {
        return Err(web::Error::NotFound);
    }
    if why.trim().is_empty() {
        return Err(Refusal::new("own-place-closed-why", "Say why it is closed").at("why").into());
    }
    let set = (
        own_place::closed_at.eq(Some(tx.now)),
        own_place::closed_by.eq(tx.who.account),
        own_place::closed_why.eq(why.trim()),
    );
    each!(tx.conn(), c => diesel::update(own_place::table.find(id)).set(set).execute(c))?;
    own_sessions::end_all(tx.conn(), id.0)?;
    tasks::done(tx, id.0, Some(kinds::UNUSED))?;
    tx.record(events::CLOSED.on(id.0).family(row.family_id))?;
    Ok(())
}

/// What a code is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// To set the place up: with what both know.
    First,
    /// To open it: with the word that only its person knows.
    Again,
}

/// What the code with this hash opens, and the hash of the word that goes with it; nothing where it opens nothing today,
/// whyever that is.
pub fn by_code(
    conn: &mut Conn,
    hash: &str,
    opening: Opening,
    (pack, today): (&Pack, NaiveDate),
) -> store::Result<Option<(PlaceId, String)>> {
    let with = own_place::table.filter(own_place::code_hash.eq(hash));
    let found: Option<Row> = each!(conn, c => with.select(Row::as_select()).first(c).optional())?;
    let Some(row) = found else { return Ok(None) };
    let state = row.state();
    // set up, it would open: asked so that an invitation is no longer good than a place
    let standing = Standing { state: State::Open, ..standing(conn, pack, &row, today)? };
    if !rules::opens(&standing) {
        return Ok(None);
    }
    Ok(match (opening, state) {
        (Opening::First, State::Invited) => Some((row.id, row.fact_hash)),
        (Opening::Again, State::Open) => row.word_hash.map(|word| (row.id, word)),
        _ => None,
    })
}

/// Its person has set it up: from now on the code opens it with their own word alone.
///
/// # Errors
/// [`web::Error::NotFound`] where it was set up or closed meanwhile.
pub fn set_up(tx: &mut Tx<'_>, id: PlaceId, code: &LetterCode, (word_hash, email): (&str, &str)) -> Result<()> {
    let row = find_row(tx.conn(), id)?;
    if row.state() != State::Invited || row.code_hash != code.hash() {
        return Err(web::Error::NotFound);
    }
    let set = (
        own_place::word_hash.eq(Some(word_hash.to_owned())),
        own_place::set_up_at.eq(Some(tx.now)),
        own_place::opened_at.eq(Some(tx.now)),
        own_place::email.eq(email),
    );
    each!(tx.conn(), c => diesel::update(own_place::table.find(id)).set(set).execute(c))?;
    tasks::done(tx, id.0, Some(kinds::UNUSED))?;
    tx.record(events::SET_UP.on(id.0).family(row.family_id))?;
    Ok(())
}

/// Its person has opened it.
///
/// # Errors
/// [`web::Error::NotFound`] where it was closed meanwhile.
pub fn count_sign_in(tx: &mut Tx<'_>, id: PlaceId) -> Result<()> {
    let row = find_row(tx.conn(), id)?;
    if row.state() != State::Open {
        return Err(web::Error::NotFound);
    }
    let now = tx.now;
    each!(tx.conn(), c => diesel::update(own_place::table.find(id))
        .set(own_place::opened_at.eq(Some(now)))
        .execute(c))?;
    tx.record(events::OPENED.on(id.0).family(row.family_id))?;
    Ok(())
}

/// Where its person may be told that there is something new: only while it is in use, and where they said that it is safe.
pub fn safe_address(conn: &mut Conn, id: PlaceId) -> store::Result<Option<String>> {
    let row = find_row(conn, id)?;
    let restricted = guard::is_restricted(conn, row.family_id)?;
    Ok((row.state() == State::Open && !restricted && !row.email.is_empty()).then_some(row.email))
}
