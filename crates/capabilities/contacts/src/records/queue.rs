//! The queue of the front door: what is looked for, how much of it there is, and a page of it. List and counts come
//! from the same conditions, and contacts about families that are restricted from this actor are in neither (T17).

use super::{
    named::{self, ContactPerson},
    received::Contact,
    tables::{ContactId, contact, contact_person, information_request},
};
use crate::events;
use access::{
    AccountId, Actor, FamilyId, Nobody, Permit,
    guard::{self, guard as guard_table},
    nobody,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{count_star, exists, not},
    prelude::*,
    sql_types::Bool,
};
use people::records::address;
use std::collections::BTreeMap;
use store::{Conn, MultiBackend, Result};

/// A page of it, in rows.
const PAGE: i64 = 25;

/// From one more of the same sender on, they stand as one row.
const APART: i64 = 3;

/// What was done with a contact, as far as it says whose it is.
mod done {
    diesel::table! {
        use access::AccountUid;
        use crate::records::ContactUid;
        use diesel::sql_types::*;
        use store::types::Uid;

        event (id) {
            id -> Uid,
            kind -> Text,
            actor_id -> Nullable<AccountUid>,
            subject_id -> ContactUid,
        }
    }
}
use done::event;

diesel::allow_tables_to_appear_in_same_query!(contact, contact_person, information_request, event);
store::beside!(contact + guard_table, contact + address, contact_person + address);

store::coded! {
    /// Which contacts of the queue are shown.
    pub enum Show {
        /// Everything that is not closed.
        All = "all",
        /// Those for which this officer asked something, said who the people are, or decided.
        Mine = "mine",
        /// A child may be in danger.
        Danger = "danger",
        /// Not decided in time.
        Late = "late",
    }
}

/// What is looked for in the queue, as codes.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Which of them.
    pub show: Show,
    /// A word of the pack's `source`; empty for every one.
    pub source: String,
    /// The outward half of a postcode; empty for every one.
    pub area: String,
}

/// A row of the queue.
pub(crate) struct Row {
    /// The contact; of several alike, the first.
    pub contact: Contact,
    /// Who is named in it.
    pub people: Vec<ContactPerson>,
    /// How many undecided contacts of one sender it stands for: 1 where it stands for itself.
    pub alike: i64,
}

/// A page of the queue, and how much there is.
pub(crate) struct Queue {
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Which page this is, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// Contacts that are looked for: those that stand behind a row are counted, too.
    pub found: i64,
    /// Contacts that wait for a decision, whatever is looked for.
    pub to_decide: i64,
    /// Those of them whose day is past.
    pub late: i64,
    /// How many each view has, with the source and area that are looked for.
    pub views: Vec<(Show, i64)>,
    /// How many each source has, with the view and area that are looked for.
    pub sources: Vec<(String, i64)>,
    /// How many each area has, with the view and source that are looked for.
    pub areas: Vec<(String, i64)>,
}

/// A condition on contacts.
type Condition = Box<dyn BoxableExpression<contact::table, MultiBackend, SqlType = Bool>>;

/// Whoever looks, when, and what they may not know of.
struct Looking {
    me: Option<AccountId>,
    today: NaiveDate,
    hidden: Vec<FamilyId>,
}

impl Looking {
    fn new(conn: &mut Conn, actor: &Actor) -> Result<Self> {
        Ok(Self { me: actor.account, today: actor.as_of.date(), hidden: hidden_from(conn, actor)? })
    }

    /// Everything that is not closed and about nobody of whom this actor may not know. All else narrows this.
    fn open(&self) -> Condition {
        let known = contact::family_id.is_null().or(contact::family_id.ne_all(self.hidden.clone())).assume_not_null();
        Box::new(contact::closed_at.is_null().and(known))
    }

    fn undecided(&self) -> Condition {
        Box::new(self.open().and(contact::decided_at.is_null()))
    }

    fn late(&self) -> Condition {
        Box::new(self.undecided().and(contact::decide_by.lt(self.today)))
    }

    fn shown(&self, show: Show) -> Condition {
        match show {
            Show::All => self.open(),
            Show::Danger => Box::new(self.open().and(contact::danger.eq(true))),
            Show::Late => self.late(),
            Show::Mine => Box::new(self.open().and(self.mine())),
        }
    }

    fn mine(&self) -> Condition {
        let kinds = [events::ASKED.name, events::MATCHED.name, events::DECIDED.name];
        let of_it = event::subject_id.eq(contact::id).and(event::kind.eq_any(kinds));
        Box::new(exists(event::table.filter(of_it.and(event::actor_id.eq(self.me).assume_not_null()))))
    }

    fn wanted(&self, show: Show, source: &str, area: &str) -> Condition {
        Box::new(self.shown(show).and(from(source)).and(within(area)))
    }
}

/// The families with an open contact of which this actor may not know. Restricted ones are few, and each is asked for
/// by the rule that hides it everywhere.
fn hidden_from(conn: &mut Conn, actor: &Actor) -> Result<Vec<FamilyId>> {
    let brought = contact::family_id.eq(guard_table::family_id.nullable()).assume_not_null();
    let brought = contact::table.filter(contact::closed_at.is_null()).filter(brought);
    let restricted: Vec<FamilyId> = guard_table::table
        .filter(guard_table::restricted.eq(true))
        .filter(exists(brought))
        .select(guard_table::family_id)
        .load(conn)?;
    let mut hidden = Vec::new();
    for family in restricted {
        if guard::any_hidden(conn, actor, &[family])? {
            hidden.push(family);
        }
    }
    Ok(hidden)
}

fn everything() -> Condition {
    Box::new(contact::version.ge(0))
}

fn from(source: &str) -> Condition {
    if source.is_empty() { everything() } else { Box::new(contact::source.eq(source.to_owned())) }
}

/// Of an area. Whoever's address was protected since is in none (T16).
fn within(area: &str) -> Condition {
    if area.is_empty() {
        return everything();
    }
    Box::new(contact::area.eq(area.to_owned()).and(not(is_protected())))
}

/// Whether the address of anyone in it is to be kept from someone.
fn is_protected() -> Condition {
    let of_them = address::person_id.nullable().eq(contact_person::person_id).assume_not_null();
    let protected = address::table.filter(address::protected.eq(true)).filter(of_them);
    let of_it = contact_person::table.filter(contact_person::contact_id.eq(contact::id));
    Box::new(exists(of_it.filter(exists(protected))))
}

fn count(conn: &mut Conn, of: Condition) -> Result<i64> {
    Ok(contact::table.filter(of).count().get_result(conn)?)
}

/// A page of the queue: undecided first, danger before all else, then what must be decided soonest, then oldest.
/// Undecided contacts of one sender that say the same stand as one row, where they are more than three.
pub(crate) fn queue(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTriage>,
    wanted: &Wanted,
    page: i64,
) -> Result<Queue> {
    let looking = Looking::new(conn, permit.actor())?;
    let Wanted { show, source, area } = wanted;
    let of = || looking.wanted(*show, source, area);
    let bundles = bundles(conn, &of)?;
    let rows: Condition = Box::new(of().and(apart_or_first(&bundles)));

    let (page, pages) = within_pages(page, count(conn, Box::new(of().and(apart_or_first(&bundles))))?);
    let mut rows = list(conn, rows, page)?;
    for row in &mut rows {
        row.alike = bundles.get(&row.contact.id).map_or(1, |bundle| bundle.many);
    }

    let view = |conn: &mut Conn, show| Ok((show, count(conn, looking.wanted(show, source, area))?));
    Ok(Queue {
        rows,
        page,
        pages,
        found: count(conn, of())?,
        to_decide: count(conn, looking.undecided())?,
        late: count(conn, looking.late())?,
        views: Show::ALL.iter().map(|show| view(conn, *show)).collect::<Result<_>>()?,
        sources: count_sources(conn, looking.wanted(*show, "", area))?,
        areas: count_areas(conn, looking.wanted(*show, source, ""))?,
    })
}

/// The undecided contacts that are alike with this one and of the same sender, with how many pages and contacts.
///
/// # Errors
/// [`store::Error::Missing`] when somebody signed in sent it, or this actor may not know of it.
pub(crate) fn alike(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTriage>,
    id: ContactId,
    page: i64,
) -> Result<(Vec<Row>, (i64, i64), i64)> {
    let looking = Looking::new(conn, permit.actor())?;
    let one = contact::table.filter(looking.open()).filter(contact::id.eq(id));
    let mark: Option<String> = one.select(contact::alike).first(conn)?;
    let mark = mark.ok_or(store::Error::Missing)?;

    let of = || -> Condition { Box::new(looking.undecided().and(contact::alike.eq(mark.clone()).assume_not_null())) };
    let many = count(conn, of())?;
    let (page, pages) = within_pages(page, many);
    Ok((list(conn, of(), page)?, (page, pages), many))
}

/// A page that there is, and how many there are, for so many rows.
fn within_pages(page: i64, rows: i64) -> (i64, i64) {
    let pages = (rows + PAGE - 1) / PAGE;
    (page.clamp(1, pages.max(1)), pages.max(1))
}

/// Contacts of one sender that stand as one row.
struct Bundle {
    mark: String,
    many: i64,
}

/// What stands as one row, by its first contact.
fn bundles(conn: &mut Conn, of: &dyn Fn() -> Condition) -> Result<BTreeMap<ContactId, Bundle>> {
    let anonymous = of().and(contact::decided_at.is_null()).and(contact::alike.is_not_null());
    let all: Vec<(Option<String>, i64)> = contact::table
        .filter(anonymous)
        .group_by(contact::alike)
        .having(count_star().gt(APART))
        .select((contact::alike, count_star()))
        .load(conn)?;

    let mut bundles = BTreeMap::new();
    for (mark, many) in all.into_iter().filter_map(|(mark, many)| Some((mark?, many))) {
        let alike = contact::table.filter(of()).filter(contact::decided_at.is_null().and(contact::alike.eq(&mark)));
        let first = alike.order((contact::received_at, contact::id)).select(contact::id).first(conn)?;
        bundles.insert(first, Bundle { mark, many });
    }
    Ok(bundles)
}

/// What stands for itself, and the first of each bundle.
fn apart_or_first(bundles: &BTreeMap<ContactId, Bundle>) -> Condition {
    if bundles.is_empty() {
        return everything();
    }
    let marks: Vec<String> = bundles.values().map(|bundle| bundle.mark.clone()).collect();
    let firsts: Vec<ContactId> = bundles.keys().copied().collect();
    let apart = contact::alike.is_null().or(contact::alike.ne_all(marks)).assume_not_null();
    Box::new(contact::decided_at.is_not_null().or(apart).or(contact::id.eq_any(firsts)))
}

fn list(conn: &mut Conn, of: Condition, page: i64) -> Result<Vec<Row>> {
    let contacts: Vec<Contact> = contact::table
        .filter(of)
        .order((
            contact::decided_at.is_not_null(),
            contact::danger.desc(),
            contact::decide_by,
            contact::received_at,
            contact::id,
        ))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .select(Contact::as_select())
        .load(conn)?;

    let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
    let mut named: BTreeMap<ContactId, Vec<ContactPerson>> = BTreeMap::new();
    for person in named::people_of(conn, &ids)? {
        named.entry(person.contact_id).or_default().push(person);
    }
    let row = |contact: Contact| Row { people: named.remove(&contact.id).unwrap_or_default(), contact, alike: 1 };
    Ok(contacts.into_iter().map(row).collect())
}

fn count_sources(conn: &mut Conn, of: Condition) -> Result<Vec<(String, i64)>> {
    let counted = contact::table.filter(of).group_by(contact::source).order(contact::source);
    Ok(counted.select((contact::source, count_star())).load(conn)?)
}

fn count_areas(conn: &mut Conn, of: Condition) -> Result<Vec<(String, i64)>> {
    let known = of.and(contact::area.ne("")).and(not(is_protected()));
    let counted = contact::table.filter(known).group_by(contact::area).order(contact::area);
    Ok(counted.select((contact::area, count_star())).load(conn)?)
}
