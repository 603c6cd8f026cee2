//! What is released to somebody: one version for one person, made by one worker, seen by a second, and then unchanged.

use super::{
    place::{self, PlaceId, PlaceUid, Row},
    texts,
};
use crate::{
    events, kinds,
    letters::SomethingNew,
    rules::{self, CannotRelease, Deciding, Releasing, State, Subject as Kind},
};
use access::{AccountId, FamilyId, Permit, Sight, accounts, capability, family, guard};
use diesel::prelude::*;
use pack::Pack;
use people::{PersonId, PersonUid};
use plans::ActionId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

store::strict_id!(
    /// Something that was released, or is to be.
    ReleaseId,
    ReleaseUid
);

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::{PersonUid, PlaceUid, ReleaseUid};

    own_release (id) {
        id -> ReleaseUid,
        place_id -> PlaceUid,
        family_id -> FamilyUid,
        kind -> Text,
        about_id -> Nullable<PersonUid>,
        source_id -> Nullable<Uid>,
        relationship -> Text,
        body -> Jsonb,
        looked -> Bool,
        prepared_by -> AccountUid,
        prepared_at -> Utc,
        decided_by -> Nullable<AccountUid>,
        decided_at -> Nullable<Utc>,
        yes -> Nullable<Bool>,
        why -> Text,
        ended_at -> Nullable<Utc>,
    }
}

/// A part of what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// The action that it tells of, whose state is shown as it is now.
    #[serde(default)]
    pub action: Option<ActionId>,
}

/// All that is shown, as it was on that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Words of whoever prepared it, in the person's language.
    pub words: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

impl Body {
    /// All of its text.
    pub fn text(&self) -> String {
        let parts = self.blocks.iter().flat_map(|block| [block.heading.as_str(), block.text.as_str()]);
        std::iter::once(self.words.as_str()).chain(parts).collect::<Vec<_>>().join("\n")
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.words.trim().is_empty()
    }
}

/// A release.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = own_release, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Release {
    pub id: ReleaseId,
    pub place_id: PlaceId,
    pub family_id: FamilyId,
    pub kind: Kind,
    /// The child whose page it is.
    pub about_id: Option<PersonId>,
    /// The version of the plan or assessment of which it is made.
    pub source_id: Option<AnyId>,
    /// What its person is to the family, as the second person saw it.
    pub relationship: String,
    pub body: Json<Body>,
    /// Whoever prepared it was warned that it may name others, and has looked.
    pub looked: bool,
    pub prepared_by: AccountId,
    pub prepared_at: Instant,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Instant>,
    pub yes: Option<bool>,
    pub why: String,
    pub ended_at: Option<Instant>,
}

impl Release {
    /// Whether it waits for a second person.
    pub fn waits(&self) -> bool {
        self.yes.is_none() && self.ended_at.is_none()
    }

    /// Whether its person sees it.
    pub fn is_shown(&self) -> bool {
        self.yes == Some(true) && self.ended_at.is_none()
    }

    /// How far it is, in words.
    pub fn stage(&self) -> &'static str {
        match (self.ended_at, self.yes) {
            (Some(_), _) => "Replaced, or shown no longer",
            (None, None) => "Waits for a second person",
            (None, Some(true)) => "Released",
            (None, Some(false)) => "Given back",
        }
    }
}

/// What is to be released.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// What it is.
    pub kind: Kind,
    /// The child whose page it is.
    pub about: Option<PersonId>,
    /// Of which version it is made.
    pub source: Option<AnyId>,
    /// What the person is to the family.
    pub relationship: String,
    /// What it shows.
    pub body: Body,
    /// It may name others, and somebody has looked.
    pub looked: bool,
}

/// Prepares something for one person: a manager owes a look.
///
/// # Errors
/// Every [`CannotRelease`] that holds.
pub fn prepare(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::KeepOwnPlaces>,
    to: &Row,
    new: NewRelease,
    pack: &Pack,
) -> Result<ReleaseId> {
    let (family, text) = (permit.subject(), new.body.text());
    let names_others = !texts::names_others(tx.conn(), family, &text)?.is_empty();
    rules::release(&Releasing {
        anything: !new.body.is_empty(),
        tells_place: texts::tells_protected(tx.conn(), family, &text)?,
        names_others,
        looked: new.looked,
        there: to.family_id == family && to.state() != State::Closed,
    })?;
    let Some(by) = tx.who.account else { return Err(web::Error::NotFound) };

    let row = Release {
        id: ReleaseId::new(),
        place_id: to.id,
        family_id: family,
        kind: new.kind,
        about_id: new.about,
        source_id: new.source,
        relationship: new.relationship,
        body: Json(new.body),
        looked: new.looked && names_others,
        prepared_by: by,
        prepared_at: tx.now,
        decided_by: None,
        decided_at: None,
        yes: None,
        why: String::new(),
        ended_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(own_release::table).values(&row).execute(c))?;

    let episode = cases::records::current(tx.conn(), permit)?;
    let managers = match episode.as_ref().and_then(|of| of.team_id) {
        Some(team) => accounts::managers_of(tx.conn(), team)?,
        None => vec![],
    };
    let second = managers.into_iter().find(|manager| *manager != by);
    let due_on = pack.calendar().plus_working(tx.now.date(), 5);
    let href = format!("/families/{family}/own-places/releases/{}", row.id);
    let title = "Look at what shall be shown to somebody of the family";
    let mut task = NewTask::new(kinds::RELEASE, row.id.0, title, href, due_on).owed_by(second).about(family);
    if let Some(of) = &episode {
        task = task.of_team(of.team_id);
        if of.is_open() {
            task = task.within(of.id);
        }
    }
    tasks::add(tx, task)?;
    tx.record(events::PREPARED.on(row.id.0).family(family).detail(json!({"kind": row.kind})))?;
    Ok(row.id)
}

/// A second person lets it be seen, or gives it back. What was released of the same kind before is shown no longer.
///
/// # Errors
/// Every [`CannotRelease`] that holds.
pub fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ApproveRelease>,
    id: ReleaseId,
    (yes, why): (Option<bool>, &str),
) -> Result<()> {
    let of = find_release(tx.conn(), permit, id)?;
    let tells_place = texts::tells_protected(tx.conn(), of.family_id, &of.body.0.text())?;
    rules::decide(&Deciding {
        prepared_by: of.prepared_by,
        by: permit.actor().account,
        waits: of.waits(),
        yes,
        why,
        tells_place,
    })?;
    let to = place::find(tx.conn(), permit, of.place_id)?;
    if yes == Some(true) && to.state() == State::Closed {
        return Err(Refusal::from(CannotRelease::NoPlace).into());
    }

    let now = tx.now;
    if yes == Some(true) {
        let before = own_release::table
            .filter(own_release::place_id.eq(of.place_id).and(own_release::kind.eq(of.kind)))
            .filter(own_release::yes.eq(Some(true)).and(own_release::ended_at.is_null()));
        let shown: Vec<Release> = each!(tx.conn(), c => before.select(Release::as_select()).load(c))?;
        for one in shown.iter().filter(|one| one.about_id == of.about_id) {
            let row = own_release::table.find(one.id);
            each!(tx.conn(), c => diesel::update(row).set(own_release::ended_at.eq(Some(now))).execute(c))?;
        }
    }
    let set = (
        own_release::decided_by.eq(permit.actor().account),
        own_release::decided_at.eq(Some(now)),
        own_release::yes.eq(yes),
        own_release::why.eq(why.trim()),
    );
    each!(tx.conn(), c => diesel::update(own_release::table.find(id)).set(set).execute(c))?;
    tasks::done(tx, id.0, Some(kinds::RELEASE))?;
    if yes == Some(true) {
        capability::send(tx, &SomethingNew { place: of.place_id }, format!("own-place-new {id}"))?;
    }
    tx.record(events::DECIDED.on(id.0).family(of.family_id).detail(json!({"kind": of.kind, "yes": yes})))?;
    Ok(())
}

/// What was released is shown no longer, from the next request.
///
/// # Errors
/// [`web::Error::NotFound`] where it is not shown.
pub fn take_back(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::KeepOwnPlaces>, id: ReleaseId) -> Result<()> {
    let of = find_release(tx.conn(), permit, id)?;
    if of.ended_at.is_some() {
        return Err(web::Error::NotFound);
    }
    let now = tx.now;
    let row = own_release::table.find(id);
    each!(tx.conn(), c => diesel::update(row).set(own_release::ended_at.eq(Some(now))).execute(c))?;
    tasks::done(tx, id.0, Some(kinds::RELEASE))?;
    tx.record(events::TAKEN_BACK.on(id.0).family(of.family_id))?;
    Ok(())
}

/// One of a family's, for its workers.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_release(conn: &mut Conn, sight: &Sight<FamilyId>, id: ReleaseId) -> store::Result<Release> {
    let there = own_release::table.filter(own_release::id.eq(id).and(own_release::family_id.eq(sight.subject())));
    Ok(each!(conn, c => there.select(Release::as_select()).first(c))?)
}

/// Those of a family, the newest first.
pub fn releases_of(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Release>> {
    let theirs = own_release::table.filter(own_release::family_id.eq(sight.subject())).order(own_release::id.desc());
    Ok(each!(conn, c => theirs.select(Release::as_select()).load(c))?)
}

/// Those of a family that wait for a second person.
pub fn waiting(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Release>> {
    Ok(releases_of(conn, sight)?.into_iter().filter(Release::waits).collect())
}

/// What is shown in one place now, the newest first.
pub(crate) fn released_into(conn: &mut Conn, place: PlaceId) -> store::Result<Vec<Release>> {
    let theirs = own_release::table
        .filter(own_release::place_id.eq(place).and(own_release::ended_at.is_null()))
        .filter(own_release::yes.eq(Some(true)))
        .order(own_release::id.desc());
    Ok(each!(conn, c => theirs.select(Release::as_select()).load(c))?)
}

/// What is released to whoever has opened this place.
pub fn released(conn: &mut Conn, own: &crate::Own) -> store::Result<Vec<Release>> {
    // a record that is restricted shows nothing, whoever asks (T17)
    if guard::is_restricted(conn, own.family())? {
        return Ok(vec![]);
    }
    released_into(conn, own.place())
}

/// One of what is released to whoever has opened this place.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn shown(conn: &mut Conn, own: &crate::Own, id: ReleaseId) -> store::Result<Release> {
    released(conn, own)?.into_iter().find(|release| release.id == id).ok_or(store::Error::Missing)
}
