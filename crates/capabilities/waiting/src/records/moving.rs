//! What is offered to a family that waits, what it answers, and how waiting ends.

use super::{
    begun::{in_a_line, owe_look},
    looks,
    place::{self, Place, WaitingId, waiting_place},
};
use crate::{
    events, kinds, news as kinds_of_news,
    rules::{self, Answer, Ended, For},
};
use access::{AccountId, Actor, Permit, TeamId, guard, waiting};
use cases::allocating::{self, Allocation};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Instant, Result, Tx};
use work::{
    NewTask,
    news::{self, News},
    tasks,
};

/// What is offered.
#[derive(Debug, Clone)]
pub struct NewOffer {
    /// What, from when and where.
    pub what: String,
    /// The day by which they answer.
    pub answer_by: NaiveDate,
    /// The page on which the answer is kept, where it is not this crate's.
    pub href: Option<String>,
}

/// As [`offer`], by whoever keeps the list.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn offer_by_hand(tx: &mut Tx<'_>, permit: &Permit<WaitingId, waiting::Keep>, new: &NewOffer) -> web::Result<()> {
    let place = place::find(tx.conn(), permit)?;
    rules::by_hand(place.source_id.is_some())?;
    offer(tx, permit.actor(), place.id, new)
}

/// As [`answer`], by whoever keeps the list. Where a team was waited for, and takes them on, help begins with it.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn answer_by_hand(
    tx: &mut Tx<'_>,
    permit: &Permit<WaitingId, waiting::Keep>,
    pack: &Pack,
    said: Option<Answer>,
    words: &str,
) -> web::Result<()> {
    let place = place::find(tx.conn(), permit)?;
    rules::by_hand(place.source_id.is_some())?;
    answer(tx, pack, permit.actor(), place.id, said, words)?;
    match (place.kind, place.target_id, said) {
        (For::Team, Some(team), Some(Answer::Accepted)) => begin_help(tx, permit, &place, TeamId(team.0)),
        _ => Ok(()),
    }
}

/// The team has taken them on: its manager names a lead next.
fn begin_help(
    tx: &mut Tx<'_>,
    permit: &Permit<WaitingId, waiting::Keep>,
    place: &Place,
    team: TeamId,
) -> web::Result<()> {
    let to = Allocation {
        family: place.family_id,
        contact: place.contact_id,
        team,
        kind: "intervention-plan".into(),
        lead: None,
        reason: place.what.clone(),
    };
    allocating::begin_with_team(tx, permit, to).map(|_| ())
}

/// As [`end`], by whoever keeps the list.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn end_by_hand(
    tx: &mut Tx<'_>,
    permit: &Permit<WaitingId, waiting::Keep>,
    ended: Option<Ended>,
    words: &str,
) -> web::Result<()> {
    let place = place::find(tx.conn(), permit)?;
    rules::by_hand(place.source_id.is_some())?;
    end(tx, permit.actor(), place.id, ended, words)
}

/// Offers what they wait for. Whoever looks after the place hears their answer by the day, and whoever asked is told.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn offer(tx: &mut Tx<'_>, by: &Actor, id: WaitingId, new: &NewOffer) -> web::Result<()> {
    let place = place::load(tx.conn(), id)?;
    let today = tx.now.date();
    rules::offer(!place.is_open(), place.is_offered(), &new.what, new.answer_by, today)?;

    let owner = owner(tx, &place, by)?;
    let href = new.href.clone().unwrap_or_default();
    diesel::update(waiting_place::table.find(id))
        .set((
            waiting_place::offered_at.eq(Some(tx.now)),
            waiting_place::offer.eq(&new.what),
            waiting_place::answer_by.eq(Some(new.answer_by)),
            waiting_place::answer_href.eq(&href),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    let page = if href.is_empty() { format!("/waiting/{id}/answer") } else { href };
    let title = format!("Hear their answer to an offer: {}", in_a_line(&place));
    let task = NewTask::new(kinds::ANSWER, id.0, title, page, new.answer_by).owed_by(owner).about(place.family_id);
    tasks::add(tx, task)?;
    looks::keep(tx, by, id, "Offered", &new.what, "")?;
    tell_asker(tx, by, &place, &format!("Offered: {}", in_a_line(&place)))?;
    let event = events::OFFERED.on(id.0).family(place.family_id).detail(json!({"answer_by": new.answer_by}));
    tx.record(event.line(format!("Offered {}", in_a_line(&place)), new.what.as_str(), by.signature()))?;
    Ok(())
}

/// Keeps what they say to an offer. Yes and no end the waiting; where nothing is heard they wait on, and somebody looks
/// again within days.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds; `offer-answered` where it was answered before.
pub fn answer(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    id: WaitingId,
    said: Option<Answer>,
    words: &str,
) -> web::Result<()> {
    let place = place::load(tx.conn(), id)?;
    rules::answer(place.is_offered(), said, words)?;

    let said = said.unwrap_or(Answer::NotAnswered);
    looks::keep(tx, by, id, said.label(), words, "")?;
    tx.record(events::ANSWERED.on(id.0).family(place.family_id).detail(json!({"answer": said})))?;
    match said {
        Answer::Accepted => Ok(finish(tx, by, &place, Ended::Placed, words)?),
        Answer::Declined => Ok(finish(tx, by, &place, Ended::Declined, words)?),
        Answer::NotAnswered => Ok(wait_on(tx, pack, by, &place)?),
    }
}

/// Nothing was heard: the offer is over, and they are asked again soon.
fn wait_on(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, place: &Place) -> Result<()> {
    let owner = owner(tx, place, by)?;
    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("waiting-answer"));
    diesel::update(waiting_place::table.find(place.id))
        .set((
            waiting_place::offered_at.eq(None::<Instant>),
            waiting_place::offer.eq(""),
            waiting_place::answer_by.eq(None::<NaiveDate>),
            waiting_place::answer_href.eq(""),
            waiting_place::check_on.eq(due_on),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, place.id.0, None)?;
    owe_look(tx, place, due_on, owner)
}

/// They wait no more, for a reason.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn end(tx: &mut Tx<'_>, by: &Actor, id: WaitingId, ended: Option<Ended>, words: &str) -> web::Result<()> {
    let place = place::load(tx.conn(), id)?;
    rules::end(!place.is_open(), ended, words)?;
    if let Some(ended) = ended {
        finish(tx, by, &place, ended, words)?;
    }
    Ok(())
}

/// Ends it: nothing is owed of it any more, and whoever asked is told.
pub(crate) fn finish(tx: &mut Tx<'_>, by: &Actor, place: &Place, ended: Ended, words: &str) -> Result<()> {
    let (now, account) = (tx.now, by.account);
    diesel::update(waiting_place::table.find(place.id))
        .set((
            waiting_place::ended_at.eq(Some(now)),
            waiting_place::ended.eq(Some(ended)),
            waiting_place::ended_words.eq(words),
            waiting_place::ended_by.eq(account),
            waiting_place::held.eq(false),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, place.id.0, None)?;
    if place.held {
        hold(tx, place, -1)?;
    }
    tell_asker(tx, by, place, &format!("{}: {}", in_a_line(place), ended.label()))?;
    let event = events::ENDED.on(place.id.0).family(place.family_id).detail(json!({"ended": ended}));
    let title = format!("Waits no more for {}: {}", in_a_line(place), ended.label().to_lowercase());
    tx.record(event.line(title, words, by.signature()))?;
    Ok(())
}

/// The front door keeps sight of a family that waits outside of an episode, or keeps it no more.
pub(crate) fn hold(tx: &mut Tx<'_>, place: &Place, by: i64) -> Result<()> {
    guard::count_undecided(tx.conn(), place.family_id, by)
}

/// Whoever looks after it now; where nobody does, whoever acts.
pub(super) fn owner(tx: &mut Tx<'_>, place: &Place, by: &Actor) -> Result<Option<AccountId>> {
    let of_look = tasks::owner_of(tx.conn(), kinds::CHECK, place.id.0)?;
    let owner = match of_look {
        Some(owner) => Some(owner),
        None => tasks::owner_of(tx.conn(), kinds::ANSWER, place.id.0)?,
    };
    Ok(owner.or(by.account))
}

/// Whoever asked is told that it moved: on their contact, where they made one, else on My work. What a panel or a
/// referral stands for is told by those.
fn tell_asker(tx: &mut Tx<'_>, by: &Actor, place: &Place, words: &str) -> Result<()> {
    if place.source_id.is_some() {
        return Ok(());
    }
    if let Some(contact) = place.contact_id {
        return contacts::records::tell_maker(tx, by, contacts::ContactId(contact.0), words);
    }
    let Some(asked_by) = place.asked_by else { return Ok(()) };
    let href = format!("/families/{}", place.family_id);
    news::tell(tx, asked_by, &News::new(kinds_of_news::MOVED, words, href).about(place.family_id))
}
