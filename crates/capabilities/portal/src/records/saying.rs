//! What somebody said in the place of their own, and what came of it.

use super::place::{Place, PlaceId, PlaceUid, find_row};
use crate::{
    events, kinds,
    letters::SomethingNew,
    rules::{self, Kind, Owner},
};
use access::{AccountId, FamilyId, Permit, Role, Sight, Themself, accounts, capability, family, guard, own_place};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::{PersonId, PersonUid};
use quality::records::register::{self, EntryId};
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Tx, Uuid, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

store::strict_id!(
    /// Something that somebody said.
    SayingId,
    SayingUid
);

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{PersonUid, PlaceUid, SayingUid};

    own_saying (id) {
        id -> SayingUid,
        place_id -> PlaceUid,
        family_id -> FamilyUid,
        person_id -> PersonUid,
        kind -> Text,
        about_id -> Nullable<Uid>,
        words -> Text,
        at -> Utc,
        due_on -> Nullable<Date>,
        register_id -> Nullable<Uid>,
        answer -> Text,
        answered_by -> Nullable<AccountUid>,
        answered_at -> Nullable<Utc>,
    }
}

/// Something that somebody said.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = own_saying, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Saying {
    pub id: SayingId,
    pub place_id: PlaceId,
    pub family_id: FamilyId,
    pub person_id: PersonId,
    pub kind: Kind,
    /// The release or the review of which they speak.
    pub about_id: Option<AnyId>,
    pub words: String,
    pub at: Instant,
    pub due_on: Option<NaiveDate>,
    /// A complaint in the register.
    pub register_id: Option<AnyId>,
    pub answer: String,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Instant>,
}

/// What somebody says, perhaps not yet complete.
#[derive(Debug, Clone, Default)]
pub struct NewSaying {
    /// What it is.
    pub kind: Option<Kind>,
    /// Of which release or review they speak.
    pub about: Option<Uuid>,
    /// In their words.
    pub words: String,
}

/// Somebody says something: it is kept with their name and day, and somebody owes an answer by a day.
///
/// # Errors
/// Every [`rules::CannotSay`] that holds.
pub fn say(tx: &mut Tx<'_>, permit: &Permit<Place, own_place::Say>, new: &NewSaying, pack: &Pack) -> Result<SayingId> {
    rules::say(new.kind, &new.words)?;
    let Some(kind) = new.kind else { return Err(web::Error::NotFound) };
    let (place, today) = (permit.subject(), tx.now.date());
    let family = place.family();
    let row_of_place = find_row(tx.conn(), place.place())?;
    let episode = cases::records::current(tx.conn(), &permit.of_family())?;
    let team = episode.as_ref().and_then(|of| of.team_id);

    let working = |days: &str| pack.calendar().plus_working(today, pack.number(days));
    let mut register_id = None;
    let due_on = match kind.owner() {
        Owner::Governance => Some(today + Days::new(pack.number("own-place-copy").into())),
        Owner::Register => {
            let whose = if row_of_place.young { "young-person" } else { "family" };
            let entry = register::complain(tx, pack, &new.words, team, whose)?;
            register_id = entry.map(|entry| AnyId(entry.0));
            match entry {
                Some(entry) => Some(register::fate(tx.conn(), entry)?.0),
                None => Some(working("own-place-correct")),
            }
        }
        Owner::Lead => Some(working("own-place-correct")),
        Owner::Nobody => None,
    };

    let row = Saying {
        id: SayingId::new(),
        place_id: place.place(),
        family_id: family,
        person_id: PersonId(place.person()),
        kind,
        about_id: new.about.map(AnyId),
        words: new.words.trim().to_owned(),
        at: tx.now,
        due_on,
        register_id,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(own_saying::table).values(&row).execute(c))?;

    let lead = guard::lead_of(tx.conn(), family)?;
    let href = format!("/families/{family}/own-places/said/{}", row.id);
    let task = |kind, owner: Option<AccountId>, due_on| {
        NewTask::new(kind, row.id.0, row.kind.owed(), href.clone(), due_on).owed_by(owner).about(family)
    };
    match (kind.owner(), due_on) {
        (Owner::Lead, Some(due_on)) => {
            let mut owed = task(kinds::SAID, lead, due_on).of_team(team);
            if let Some(of) = episode.as_ref().filter(|of| of.is_open()) {
                owed = owed.within(of.id);
            }
            tasks::add(tx, owed)?;
        }
        (Owner::Governance, Some(due_on)) => {
            // it outlives the episode: a right does not end with the help
            let officer = accounts::with_role(tx.conn(), Role::Privacy)?.into_iter().next();
            let access = format!("/families/{family}/access");
            let owed = NewTask::new(kinds::COPY, row.id.0, row.kind.owed(), access, due_on);
            tasks::add(tx, owed.owed_by(officer.or(lead)).of_team(team))?;
        }
        (Owner::Register, Some(due_on)) if register_id.is_none() => {
            tasks::add(tx, task(kinds::COMPLAINT, None, due_on).of_team(team))?;
        }
        _ => {}
    }

    // a complaint is for those outside of the team: the story of the family, which the team reads, does not tell it
    let event = events::SAID.on(row.id.0).family(family).detail(json!({"kind": kind}));
    let event = if kind == Kind::Complaint {
        event
    } else {
        let people = people::records::members_of(tx.conn(), family)?;
        let who = people.iter().find(|one| one.person.id == row.person_id).map(|one| one.person.name());
        event.line(kind.label(), row.words.clone(), who.unwrap_or_else(|| "The family".into()))
    };
    tx.record(event)?;
    Ok(row.id)
}

/// Somebody ended a sharing: whoever leads rings them, because a part of the help may rest on it.
///
/// # Errors
/// The engine's.
pub fn owe_a_call(tx: &mut Tx<'_>, permit: &Permit<Place, own_place::Decide>, with: &str) -> Result<()> {
    let family = permit.subject().family();
    let due_on = tx.now.date() + Days::new(2);
    let title = format!("Talk about what follows: sharing with {with} was ended by the family");
    let lead = guard::lead_of(tx.conn(), family)?;
    let task = NewTask::new(kinds::SAID, Uuid::now_v7(), title, format!("/families/{family}/sharing"), due_on);
    let mut task = task.owed_by(lead).about(family);
    if let Some(of) = cases::records::current(tx.conn(), &permit.of_family())?.filter(|of| of.is_open()) {
        task = task.within(of.id);
    }
    tasks::add(tx, task)?;
    Ok(())
}

/// Answers what somebody said; they are told that there is something new.
///
/// # Errors
/// A refusal without words; [`web::Error::NotFound`] where it was answered, or is not this team's to answer.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::KeepOwnPlaces>,
    id: SayingId,
    words: &str,
) -> Result<()> {
    let of = find_saying(tx.conn(), permit, id)?;
    if of.answered_at.is_some() || of.register_id.is_some() {
        return Err(web::Error::NotFound);
    }
    if words.trim().is_empty() {
        return Err(Refusal::new("saying-without-answer", "Write what came of it, for whoever said it")
            .at("answer")
            .into());
    }
    if super::texts::tells_protected(tx.conn(), of.family_id, words)? {
        let told = "This tells where somebody lives whose address is protected. Take it out";
        return Err(Refusal::new("answer-tells-a-protected-place", told).at("answer").into());
    }
    let set = (
        own_saying::answer.eq(words.trim()),
        own_saying::answered_by.eq(permit.actor().account),
        own_saying::answered_at.eq(Some(tx.now)),
    );
    each!(tx.conn(), c => diesel::update(own_saying::table.find(id)).set(set).execute(c))?;
    tasks::done(tx, id.0, None)?;
    capability::send(tx, &SomethingNew { place: of.place_id }, format!("own-place-answer {id}"))?;
    let event = events::ANSWERED.on(id.0).family(of.family_id).detail(json!({"kind": of.kind}));
    tx.record(event.line("Answered what somebody of the family said", words.trim(), permit.actor().signature()))?;
    Ok(())
}

/// One of a family's, for its workers. A complaint about them is not theirs to read.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_saying(conn: &mut Conn, sight: &Sight<FamilyId>, id: SayingId) -> store::Result<Saying> {
    of_family(conn, sight)?.into_iter().find(|one| one.id == id).ok_or(store::Error::Missing)
}

/// Those of a family that its workers read, the newest first: complaints that the register keeps are not among them.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Saying>> {
    let theirs = own_saying::table
        .filter(own_saying::family_id.eq(sight.subject()).and(own_saying::register_id.is_null()))
        .order(own_saying::id.desc())
        .limit(100);
    Ok(each!(conn, c => theirs.select(Saying::as_select()).load(c))?)
}

/// What whoever has opened this place has said in it, the newest first; with the answer where a register keeps it.
pub fn own_sayings(conn: &mut Conn, own: &crate::Own) -> store::Result<Vec<Saying>> {
    let theirs = own_saying::table.filter(own_saying::place_id.eq(own.place())).order(own_saying::id.desc()).limit(100);
    let mut all: Vec<Saying> = each!(conn, c => theirs.select(Saying::as_select()).load(c))?;
    for one in &mut all {
        if let Some(entry) = one.register_id
            && let Some(answer) = register::fate(conn, EntryId(entry.0))?.1
        {
            one.answer = answer;
        }
    }
    Ok(all)
}

/// What somebody says of a release: it stands beside the words of the team, wherever that release is shown.
pub fn said_of(conn: &mut Conn, about: Uuid) -> store::Result<Vec<Saying>> {
    let of = own_saying::table
        .filter(own_saying::about_id.eq(Some(AnyId(about))).and(own_saying::kind.eq(Kind::Disagree)))
        .order(own_saying::id);
    Ok(each!(conn, c => of.select(Saying::as_select()).load(c))?)
}
