//! Who is asked, in which way, until when; and by whom it is heard.

use super::answers::{FeedbackAnswer, feedback_answer, keep_row};
use crate::{
    events, kinds, news,
    rules::{self, Answer, Asked, Asking, CannotAsk, Occasion, ToAsk},
};
use access::{AccountId, AccountUid, FamilyId, FamilyUid, Permit, Sight, accounts, family, letter_code::LetterCode};
use cases::{EpisodeId, EpisodeUid, records::episode};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::{Pack, Term};
use people::{PersonId, PersonUid};
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, news::News, tasks};

store::strict_id!(
    /// Somebody who is asked.
    AskId,
    AskUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, AskUid, EpisodeUid, FamilyUid, PersonUid};

    feedback_ask (id) {
        id -> AskUid,
        family_id -> FamilyUid,
        episode_id -> EpisodeUid,
        person_id -> PersonUid,
        occasion -> Text,
        way -> Text,
        young -> Bool,
        asked_by -> AccountUid,
        asked_at -> Utc,
        until_on -> Date,
        caller_id -> Nullable<AccountUid>,
        code_hash -> Nullable<Text>,
        ended_at -> Nullable<Utc>,
    }
}

/// Somebody who is asked.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = feedback_ask, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Ask {
    pub id: AskId,
    pub family_id: FamilyId,
    pub episode_id: EpisodeId,
    pub person_id: PersonId,
    pub occasion: Occasion,
    /// A word of the pack's `feedback-way`.
    pub way: String,
    /// Asked in a child's words.
    pub young: bool,
    pub asked_by: AccountId,
    pub asked_at: Instant,
    /// The last day on which an answer is waited for. A later one still counts.
    pub until_on: NaiveDate,
    /// Who asks them, where somebody does.
    pub caller_id: Option<AccountId>,
    /// Of the code in their letter or link, as it is kept.
    pub code_hash: Option<String>,
    pub ended_at: Option<Instant>,
}

impl Ask {
    /// Whether an answer is still waited for.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// The last day on which a letter opens its form: people answer late, and a letter does not lie about for ever.
    pub fn opens_until(&self) -> NaiveDate {
        self.asked_at.date() + Days::new(183)
    }
}

/// Who is to be asked, and how; perhaps not yet complete.
#[derive(Debug, Clone, Default)]
pub struct NewAsk<'a> {
    /// Who, of those who may be asked.
    pub who: Option<&'a ToAsk>,
    /// A term of the pack's `feedback-way`.
    pub way: Option<&'a Term>,
    /// When.
    pub occasion: Option<Occasion>,
    /// Who asks them, where somebody does.
    pub caller: Option<AccountId>,
}

/// The terms of `feedback-way` whose answers nobody hears are in this group.
pub(crate) const OWN: &str = "own";

/// Asks somebody. The code of a letter or link is given out here and nowhere else.
///
/// # Errors
/// [`CannotAsk`]: all that stands against it.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AskFeedback>,
    of: &cases::Episode,
    new: &NewAsk<'_>,
    pack: &Pack,
) -> Result<(AskId, Option<LetterCode>)> {
    let already = match new.who {
        Some(who) => is_asked(tx.conn(), permit, of.id, who.person)?,
        None => false,
    };
    let own_way = new.way.map(|way| way.group == OWN);
    rules::ask(&Asking {
        somebody: new.who.is_some(),
        already,
        own_way,
        occasion: new.occasion.is_some(),
        caller: new.caller,
        lead: of.lead_id,
    })?;

    let (Some(who), Some(way), Some(by)) = (new.who, new.way, tx.who.account) else {
        return Err(Refusal::from(CannotAsk::Nobody).into());
    };
    let code = (own_way == Some(true)).then(LetterCode::new);
    let row = Ask {
        id: AskId::new(),
        family_id: permit.subject(),
        episode_id: of.id,
        person_id: who.person,
        occasion: new.occasion.unwrap_or_default(),
        way: way.code.clone(),
        young: who.young,
        asked_by: by,
        asked_at: tx.now,
        until_on: tx.now.date() + Days::new(pack.number("feedback-waits").into()),
        caller_id: new.caller.filter(|_| code.is_none()),
        code_hash: code.as_ref().map(LetterCode::hash),
        ended_at: None,
    };
    diesel::insert_into(feedback_ask::table).values(&row).execute(tx.conn())?;
    if let Some(caller) = row.caller_id {
        let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("feedback-hear"));
        let href = href(&row);
        let task = NewTask::new(kinds::HEAR, row.id.0, "Ask what they think of the help", href, due_on);
        tasks::add(tx, task.owed_by(caller).about(row.family_id))?;
    }
    if row.occasion == Occasion::Later {
        tasks::done(tx, of.id.0, Some(kinds::LATER))?;
    }
    let detail = json!({"occasion": row.occasion, "way": row.way});
    tx.record(events::ASKED.on(row.id.0).family(row.family_id).detail(detail))?;
    Ok((row.id, code))
}

fn href(ask: &Ask) -> String {
    format!("/families/{}/feedback/{}", ask.family_id, ask.id)
}

/// Whether an answer of this person about this episode is waited for.
pub fn is_asked(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId, who: PersonId) -> store::Result<bool> {
    Ok(asks_of(conn, sight, of)?.iter().any(|ask| ask.person_id == who && ask.is_open()))
}

/// Whether this person was asked about this episode because it ends, and how: then the form that ends help asks nothing
/// of them.
pub fn episode_asked(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Vec<Ask>> {
    let mut all = asks_of(conn, sight, of)?;
    all.retain(|ask| ask.occasion == Occasion::Closure);
    Ok(all)
}

/// All that were asked about an episode, the newest first.
pub fn asks_of(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Vec<Ask>> {
    let theirs = feedback_ask::episode_id.eq(of).and(feedback_ask::family_id.eq(sight.subject()));
    Ok(feedback_ask::table.filter(theirs).order(feedback_ask::id.desc()).select(Ask::as_select()).load(conn)?)
}

/// One of them.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_ask(conn: &mut Conn, sight: &Sight<FamilyId>, id: AskId) -> store::Result<Ask> {
    let theirs = feedback_ask::id.eq(id).and(feedback_ask::family_id.eq(sight.subject()));
    Ok(feedback_ask::table.filter(theirs).select(Ask::as_select()).first(conn)?)
}

/// A letter was lost, or read by somebody else: its code opens nothing any more, and there is another.
///
/// # Errors
/// [`CannotAsk::Over`].
pub fn new_code(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::AskFeedback>, id: AskId) -> Result<LetterCode> {
    let of = find_ask(tx.conn(), permit, id)?;
    if !of.is_open() || of.code_hash.is_none() {
        return Err(Refusal::from(CannotAsk::Over).into());
    }
    let code = LetterCode::new();
    diesel::update(feedback_ask::table.find(id))
        .set(feedback_ask::code_hash.eq(Some(code.hash())))
        .execute(tx.conn())?;
    tx.record(events::CODE.on(id.0).family(of.family_id))?;
    Ok(code)
}

/// What a code opens: the form, and the answer that was given in it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// What is asked.
    pub ask: Ask,
    /// What was answered, if it was.
    pub answer: Option<FeedbackAnswer>,
}

/// What the code with this hash opens, today; nothing where it is too old, or was taken back. It is asked for with
/// nothing but the code, which is its own permit to this one form.
pub fn by_code(conn: &mut Conn, hash: &str, today: NaiveDate) -> store::Result<Option<Opened>> {
    let with = feedback_ask::table.filter(feedback_ask::code_hash.eq(hash));
    let found: Option<Ask> = with.select(Ask::as_select()).first(conn).optional()?;
    let Some(ask) = found.filter(|ask| today <= ask.opens_until()) else { return Ok(None) };
    let answer = answer_to(conn, ask.id)?;
    let taken_back = answer.as_ref().is_some_and(|answer| answer.asked == Asked::NotAsked);
    Ok((!taken_back).then_some(Opened { ask, answer }))
}

fn answer_to(conn: &mut Conn, id: AskId) -> store::Result<Option<FeedbackAnswer>> {
    let to = feedback_answer::table.filter(feedback_answer::ask_id.eq(AnyId(id.0)));
    Ok(to.select(FeedbackAnswer::as_select()).first(conn).optional()?)
}

/// What came of asking, written down by somebody else than whoever is judged: heard, on paper, or nothing.
///
/// # Errors
/// [`CannotAsk`]: all that stands against it.
pub fn hear(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AskFeedback>,
    id: AskId,
    (answer, why): (&Answer, &str),
    pack: &Pack,
) -> Result<()> {
    let of = find_ask(tx.conn(), permit, id)?;
    if !of.is_open() {
        return Err(Refusal::from(CannotAsk::Over).into());
    }
    let lead = lead_of(tx.conn(), of.episode_id)?;
    let answer = Answer { person: of.person_id, ..answer.clone() };
    rules::hear(&answer, why, tx.who.account, lead)?;

    let asked = answer.asked.ok_or(Refusal::from(CannotAsk::NothingCame))?;
    let row = FeedbackAnswer {
        why: if asked == Asked::NotAsked { why.to_owned() } else { String::new() },
        typed_by: tx.who.account.filter(|_| asked == Asked::Answered),
        asked_by: of.caller_id.filter(|_| asked != Asked::NotAsked),
        ..row_of(&of, &answer, asked, tx.now)
    };
    end(tx, &of, &row)?;
    tell(tx, &of, &row, (answer.is_to_be_read(), lead), pack)
}

/// They wrote it themself, in the form that their code opens.
///
/// # Errors
/// [`CannotAsk::Over`] where they did so before; [`CannotAsk::NothingSaid`].
pub fn hear_themself(
    tx: &mut Tx<'_>,
    opened: &Opened,
    (answer, call_back): (&Answer, bool),
    pack: &Pack,
) -> Result<()> {
    let of = &opened.ask;
    let late = opened.answer.as_ref();
    if late.is_some_and(|before| before.asked == Asked::Answered) {
        return Err(Refusal::from(CannotAsk::Over).into());
    }
    let answer = Answer { person: of.person_id, asked: Some(Asked::Answered), ..answer.clone() };
    if !(call_back && answer.is_empty()) {
        rules::hear(&answer, "", None, None)?;
    }

    let lead = lead_of(tx.conn(), of.episode_id)?;
    let row = FeedbackAnswer { call_back, ..row_of(of, &answer, Asked::Answered, tx.now) };
    // what came too late takes the place of "no answer"
    if let Some(before) = late {
        diesel::delete(feedback_answer::table.find(before.id)).execute(tx.conn())?;
    }
    end(tx, of, &row)?;
    tell(tx, of, &row, (answer.is_to_be_read(), lead), pack)
}

fn row_of(of: &Ask, answer: &Answer, asked: Asked, now: Instant) -> FeedbackAnswer {
    FeedbackAnswer {
        way: if asked == Asked::NotAsked { String::new() } else { of.way.clone() },
        occasion: of.occasion,
        ask_id: Some(AnyId(of.id.0)),
        ..FeedbackAnswer::of(of.episode_id, answer, asked, now)
    }
}

fn end(tx: &mut Tx<'_>, of: &Ask, row: &FeedbackAnswer) -> Result<()> {
    let now = tx.now;
    diesel::update(feedback_ask::table.find(of.id)).set(feedback_ask::ended_at.eq(Some(now))).execute(tx.conn())?;
    keep_row(tx, row)?;
    tasks::done(tx, of.id.0, None)?;
    Ok(())
}

/// The chronology has it; whoever manages reads it, and whoever leads is told that there is something.
fn tell(
    tx: &mut Tx<'_>,
    of: &Ask,
    row: &FeedbackAnswer,
    (to_be_read, lead): (bool, Option<AccountId>),
    pack: &Pack,
) -> Result<()> {
    let (family, today) = (of.family_id, tx.now.date());
    let page = format!("/families/{family}/feedback");
    if row.asked == Asked::Answered && (to_be_read || row.call_back) {
        let owner = reader(tx.conn(), of.episode_id, lead)?;
        let (kind, title, days) = match row.call_back {
            true => (kinds::CALL, "Call back: somebody who answered asks for it", 1),
            false => (kinds::READ, "Read what the family says, and answer it", pack.number("feedback-read")),
        };
        let due_on = pack.calendar().plus_working(today, days);
        let href = format!("{page}/answers/{}", row.id);
        tasks::add(tx, NewTask::new(kind, row.id.0, title, href, due_on).owed_by(owner).about(family))?;
    }
    if let Some(lead) = lead.filter(|_| row.asked == Asked::Answered) {
        work::news::tell(tx, lead, &News::new(news::HEARD, "The family said what they think", page).about(family))?;
    }

    let detail = json!({"asked": row.asked, "occasion": row.occasion, "way": row.way});
    let event = events::HEARD.on(row.id.0).family(family).detail(detail);
    let by = match row.typed_by {
        Some(account) => accounts::names(tx.conn(), &[account])?.remove(&account).unwrap_or_default(),
        None => "The family".into(),
    };
    tx.record(event.line("What somebody says of the help", row.in_words(), by))?;
    Ok(())
}

/// Who reads it: the first who manages the team that helps or helped, and is not judged by it.
fn reader(conn: &mut Conn, of: EpisodeId, lead: Option<AccountId>) -> store::Result<Option<AccountId>> {
    let team: Option<access::TeamId> = each!(conn, c => episode::table.find(of).select(episode::team_id).first(c))?;
    let managers = match team {
        Some(team) => accounts::managers_of(conn, team)?,
        None => vec![],
    };
    Ok(managers.into_iter().find(|manager| Some(*manager) != lead))
}

/// Whoever leads, or led last: they are judged.
fn lead_of(conn: &mut Conn, of: EpisodeId) -> store::Result<Option<AccountId>> {
    Ok(each!(conn, c => episode::table.find(of).select(episode::lead_id).first(c))?)
}

/// Those of whom no answer came in time did not answer. A letter that is found later still opens its form.
///
/// # Errors
/// The engine's.
pub fn run_out(tx: &mut Tx<'_>, most: i64) -> store::Result<usize> {
    let (now, today) = (tx.now, tx.now.date());
    let late: Vec<Ask> = feedback_ask::table
        // what somebody was to hear is late work of theirs, and ends with what they write down
        .filter(feedback_ask::ended_at.is_null().and(feedback_ask::caller_id.is_null()))
        .filter(feedback_ask::until_on.lt(today))
        .order(feedback_ask::id)
        .limit(most)
        .select(Ask::as_select())
        .load(tx.conn())?;
    for of in &late {
        let row = row_of(of, &Answer::nothing_of(of.person_id), Asked::NoAnswer, now);
        diesel::update(feedback_ask::table.find(of.id)).set(feedback_ask::ended_at.eq(Some(now))).execute(tx.conn())?;
        keep_row(tx, &row)?;
        let detail = json!({"asked": row.asked, "occasion": row.occasion, "way": row.way});
        tx.record(events::HEARD.on(row.id.0).family(of.family_id).detail(detail))?;
    }
    Ok(late.len())
}
