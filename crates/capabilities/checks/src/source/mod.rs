//! A file as it is kept, read as plain facts. Without a permit: whoever shows something of it asks for one first, and
//! what is kept of it by the background shows nothing to anyone.

mod assessed;
mod course;
pub(crate) mod tables;

use crate::{
    records::paragraphs,
    rules::{
        File, Numbers, Reviewed,
        file::{Coming, Ended, Person},
    },
};
use access::FamilyId;
use cases::{Episode, EpisodeId};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::{Member, MemberRole, PersonId};
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Result, each};
use tables::{address, agreement, child_voice, hand_over, note, note_seen, review};

/// Why an episode is no file: it never was help.
const IN_ERROR: &str = cases::rules::IN_ERROR;

/// The numbers of the pack.
pub(crate) fn numbers(pack: &Pack) -> Numbers {
    Numbers {
        line: pack.number("check-line"),
        paragraph: pack.number("check-paragraph"),
        after_move: pack.number("check-move"),
        contact_gap: pack.number("contact-gap"),
        drift_months: pack.number("drift-months"),
        drift_reviews: pack.number("drift-reviews"),
        review_latest: pack.number("review-latest"),
        agreement_again: pack.number("agreement-again"),
        positive_outcomes: pack.number("positive-outcomes"),
    }
}

/// The file of an episode; none of one that was opened in error. `members` are those of the family now, as whoever asks
/// may know them.
pub(crate) fn file(
    conn: &mut Conn,
    pack: &Pack,
    of: &Episode,
    members: &[Member],
    today: NaiveDate,
) -> Result<Option<File>> {
    if of.closing_reason.as_deref() == Some(IN_ERROR) {
        return Ok(None);
    }
    let numbers = numbers(pack);
    let opened_on = of.opened_at.date();
    let version = assessed::newest(conn, of.id)?;
    let meetings = version.as_ref().map(|version| version.meetings.0.clone()).unwrap_or_default();
    let mut seen = seen(conn, of.family_id, opened_on)?;
    for (child, met) in &meetings.seen {
        if let Some(on) = met.on {
            seen.entry(*child).and_modify(|last| *last = (*last).max(on)).or_insert(on);
        }
    }
    let agreed = agreed_until(conn, of.family_id, numbers.agreement_again)?;
    let plans = course::plans(conn, of.id)?;
    let (reviews, planned) = reviews_of(conn, of.id)?;
    let closed_on = of.closed_at.map(Instant::date);
    let mut file = File {
        today,
        episode: of.id.0,
        family: of.family_id.0,
        opened_on,
        closed_on,
        led_since: led_since(conn, of)?,
        moved_on: if closed_on.is_none() { moved_on(conn, of, members)? } else { None },
        people: members.iter().map(|member| person(member, &seen, &agreed)).collect(),
        assessment: version.map(|version| assessed::of(pack, &version, members, today)),
        plan: plans.shown,
        reviews,
        planned,
        ended: closed_on.map(|_| Ended {
            reason: of.closing_reason.clone().unwrap_or_default(),
            exit_plan: of.exit_plan.clone(),
            outcomes: plans.results,
        }),
        elsewhere: vec![],
        numbers,
    };
    file.elsewhere = paragraphs::elsewhere(conn, &file, of)?;
    Ok(Some(file))
}

/// The episodes of a family, the oldest first.
pub(crate) fn episodes(conn: &mut Conn, family: FamilyId) -> Result<Vec<Episode>> {
    use cases::records::episode::dsl;
    Ok(each!(conn, c => dsl::episode
        .filter(dsl::family_id.eq(family))
        .order((dsl::opened_at, dsl::id))
        .select(Episode::as_select())
        .load(c))?)
}

type Days = BTreeMap<PersonId, NaiveDate>;

fn person(member: &Member, seen: &Days, agreed: &Days) -> Person {
    let id = member.person.id;
    Person {
        id,
        is_child: member.role.is_child(),
        unborn: member.role == MemberRole::Unborn,
        is_parent: member.role == MemberRole::Parent,
        seen_on: seen.get(&id).copied(),
        agreed_until: agreed.get(&id).copied(),
    }
}

/// When each of the family was last seen since this day, as notes say that were not struck out.
fn seen(conn: &mut Conn, family: FamilyId, since: NaiveDate) -> Result<Days> {
    let rows: Vec<(PersonId, NaiveDate)> = each!(conn, c => note_seen::table
        .inner_join(note::table.on(note::id.eq(note_seen::note_id)))
        .filter(note::family_id.eq(family).and(note::struck_at.is_null()).and(note::occurred_on.ge(since)))
        .order(note::occurred_on)
        .select((note_seen::person_id, note::occurred_on))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// Until when the last word of each person holds, where it was a yes.
fn agreed_until(conn: &mut Conn, family: FamilyId, months: u32) -> Result<Days> {
    type Row = (PersonId, String, Instant, Option<NaiveDate>);
    let rows: Vec<Row> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .order((agreement::recorded_at, agreement::id))
        .select((agreement::person_id, agreement::state, agreement::recorded_at, agreement::expires_on))
        .load(c))?;
    let mut until = Days::new();
    for (person, state, at, expires_on) in rows {
        until.remove(&person);
        if state == "given" {
            until.insert(person, expires_on.unwrap_or(at.date() + Months::new(months)));
        }
    }
    Ok(until)
}

/// Since when whoever leads does.
fn led_since(conn: &mut Conn, of: &Episode) -> Result<Option<NaiveDate>> {
    if of.lead_id.is_none() {
        return Ok(None);
    }
    let last: Option<Option<Instant>> = each!(conn, c => hand_over::table
        .filter(hand_over::episode_id.eq(of.id).and(hand_over::accepted_at.is_not_null()))
        .order(hand_over::accepted_at.desc())
        .select(hand_over::accepted_at)
        .first(c))
    .optional()?;
    Ok(Some(last.flatten().unwrap_or(of.opened_at).date()))
}

/// When somebody of the family last moved to another postcode, in this period of help. Where a home is protected
/// nothing is said of any (T16).
fn moved_on(conn: &mut Conn, of: &Episode, members: &[Member]) -> Result<Option<NaiveDate>> {
    type Row = (PersonId, String, bool, Instant);
    let people: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let rows: Vec<Row> = each!(conn, c => address::table
        .filter(address::person_id.eq_any(people))
        .filter(address::family_id.is_null().or(address::family_id.eq(of.family_id)).assume_not_null())
        .order((address::person_id, address::from_at, address::id))
        .select((address::person_id, address::postcode, address::protected, address::from_at))
        .load(c))?;
    if rows.iter().any(|(_, _, protected, _)| *protected) {
        return Ok(None);
    }
    let moved = rows.windows(2).filter(|pair| {
        let (before, after) = (&pair[0], &pair[1]);
        before.0 == after.0 && before.1 != after.1 && !before.1.is_empty() && after.3 > of.opened_at
    });
    Ok(moved.map(|pair| pair[1].3.date()).max())
}

/// Reviews that were held, the newest first, and the one that is planned.
fn reviews_of(conn: &mut Conn, of: EpisodeId) -> Result<(Vec<Reviewed>, Option<Coming>)> {
    type Row = (
        (AnyId, NaiveDate, Option<Instant>, Option<NaiveDate>),
        (String, String, String, String),
        (Option<String>, String),
    );
    let rows: Vec<Row> = each!(conn, c => review::table
        .filter(review::episode_id.eq(of))
        .order((review::held_on.desc(), review::id.desc()))
        .select((
            (review::id, review::latest_on, review::not_held_at, review::held_on),
            (review::positives, review::changed, review::support, review::family_view),
            (review::decision, review::reason),
        ))
        .load(c))?;
    let held: Vec<AnyId> = rows.iter().filter(|row| row.0.3.is_some()).map(|row| row.0.0).collect();
    let said: Vec<(AnyId, PersonId, String)> = if held.is_empty() {
        vec![]
    } else {
        each!(conn, c => child_voice::table
            .filter(child_voice::review_id.eq_any(held))
            .order((child_voice::review_id, child_voice::person_id))
            .select((child_voice::review_id, child_voice::person_id, child_voice::said))
            .load(c))?
    };
    let (mut reviews, mut planned) = (vec![], None);
    for ((id, latest_on, not_held, held_on), (positives, changed, support, family_view), (decision, reason)) in rows {
        let Some(on) = held_on else {
            planned = planned.or(not_held.is_none().then_some(Coming { id: id.0, latest_on }));
            continue;
        };
        let goes_on = decision.as_deref() == Some(reviews::rules::NextStep::Continue.code());
        let said = said.iter().filter(|(of, ..)| *of == id).map(|(_, child, text)| (*child, text.clone())).collect();
        let review = Reviewed { id: id.0, on, positives, changed, support, family_view, reason, goes_on, said };
        reviews.push(review);
    }
    reviews.sort_by_key(|review| std::cmp::Reverse((review.on, review.id)));
    Ok((reviews, planned))
}
