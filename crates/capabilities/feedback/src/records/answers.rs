//! What each of a family says, how they were asked and by whom, and what was answered to it.

use crate::{
    events, kinds,
    rules::{Answer, Asked, CannotAsk, Occasion, Opinion, ToAsk},
};
use access::{AccountId, AccountUid, FamilyId, Permit, Sight, family};
use cases::{EpisodeId, EpisodeUid, records::episode};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use people::{Member, MemberRole, PersonId, PersonUid};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Tx};
use web::{Refusal, Result};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::{AccountUid, EpisodeUid, PersonUid};

    feedback_answer (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        person_id -> PersonUid,
        asked -> Text,
        way -> Text,
        asked_by -> Nullable<AccountUid>,
        timely -> Nullable<Text>,
        helpful -> Nullable<Text>,
        able -> Nullable<Text>,
        words -> Text,
        given_at -> Utc,
        occasion -> Text,
        why -> Text,
        typed_by -> Nullable<AccountUid>,
        ask_id -> Nullable<Uid>,
        call_back -> Bool,
        themes -> Jsonb,
        read_by -> Nullable<AccountUid>,
        read_at -> Nullable<Utc>,
        reply -> Text,
    }
}

store::beside!(feedback_answer + episode);

/// What somebody of the family says of the help.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = feedback_answer, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct FeedbackAnswer {
    pub id: AnyId,
    pub episode_id: EpisodeId,
    pub person_id: PersonId,
    pub asked: Asked,
    /// A word of the pack's `feedback-way`; empty where they were not asked.
    pub way: String,
    /// Who asked, where somebody heard it.
    pub asked_by: Option<AccountId>,
    pub timely: Option<Opinion>,
    pub helpful: Option<Opinion>,
    pub able: Option<Opinion>,
    pub words: String,
    pub given_at: Instant,
    pub occasion: Occasion,
    /// Why they were not asked.
    pub why: String,
    /// Who typed in what somebody said or wrote on paper; nobody where they wrote it here themself.
    pub typed_by: Option<AccountId>,
    /// What it answers; none of what was said in the form that ends help.
    pub ask_id: Option<AnyId>,
    /// They ask to be called.
    pub call_back: bool,
    /// Words of the pack's `feedback-theme`.
    pub themes: Json<Vec<String>>,
    pub read_by: Option<AccountId>,
    pub read_at: Option<Instant>,
    /// What the team says to it: "you said, we did".
    pub reply: String,
}

impl FeedbackAnswer {
    /// What is kept of an answer. What was not answered says nothing, whatever stood in the form.
    pub fn of(episode: EpisodeId, answer: &Answer, asked: Asked, at: Instant) -> Self {
        let only = |opinion: Option<Opinion>| opinion.filter(|_| asked == Asked::Answered);
        Self {
            id: AnyId::new(),
            episode_id: episode,
            person_id: answer.person,
            asked,
            way: String::new(),
            asked_by: None,
            timely: only(answer.timely),
            helpful: only(answer.helpful),
            able: only(answer.able),
            words: if asked == Asked::Answered { answer.words.clone() } else { String::new() },
            given_at: at,
            occasion: Occasion::Closure,
            why: String::new(),
            typed_by: None,
            ask_id: None,
            call_back: false,
            themes: Json(vec![]),
            read_by: None,
            read_at: None,
            reply: String::new(),
        }
    }

    /// In a line of the chronology.
    pub fn in_words(&self) -> String {
        if self.asked != Asked::Answered {
            let why = if self.why.is_empty() { String::new() } else { format!(": {}", self.why) };
            return self.asked.label().to_lowercase() + &why;
        }
        let opinions = [("in time", self.timely), ("helpful", self.helpful), ("able to go on alone", self.able)];
        let told = opinions.into_iter().filter_map(|(what, opinion)| Some((what, opinion?)));
        let told: Vec<String> =
            told.map(|(what, opinion)| format!("{what}: {}", opinion.label().to_lowercase())).collect();
        let parts = [told.join("; "), self.words.clone()];
        parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(". ")
    }
}

/// Who is asked what they think of the help: parents and carers, and children who are old enough.
pub fn to_ask(conn: &mut Conn, sight: &Sight<FamilyId>, today: NaiveDate, pack: &Pack) -> store::Result<Vec<ToAsk>> {
    let members = people::records::members(conn, sight)?;
    let from = pack.number("feedback-age");
    let is_asked = |member: &&Member| match member.role {
        MemberRole::Parent | MemberRole::Carer => true,
        MemberRole::Child => member.person.date_of_birth.is_some_and(|born| web::dates::years(born, today) >= from),
        MemberRole::Unborn | MemberRole::WiderFamily | MemberRole::Other => false,
    };
    let asked = members.iter().filter(|member| !member.withheld).filter(is_asked);
    let who = |member: &Member| ToAsk {
        person: member.person.id,
        name: member.person.name(),
        young: member.role == MemberRole::Child,
    };
    Ok(asked.map(who).collect())
}

/// What each of the family says of one episode.
pub fn answers_of(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Vec<FeedbackAnswer>> {
    Ok(feedback_answer::table
        .inner_join(episode::table.on(episode::id.eq(feedback_answer::episode_id)))
        .filter(feedback_answer::episode_id.eq(of).and(episode::family_id.eq(sight.subject())))
        .order(feedback_answer::id)
        .select(FeedbackAnswer::as_select())
        .load(conn)?)
}

/// One answer of the family.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn answer_of(conn: &mut Conn, sight: &Sight<FamilyId>, id: AnyId) -> store::Result<FeedbackAnswer> {
    Ok(feedback_answer::table
        .inner_join(episode::table.on(episode::id.eq(feedback_answer::episode_id)))
        .filter(feedback_answer::id.eq(id).and(episode::family_id.eq(sight.subject())))
        .select(FeedbackAnswer::as_select())
        .first(conn)?)
}

/// Keeps what somebody said, as part of the command that heard it.
pub(super) fn keep_row(tx: &mut Tx<'_>, row: &FeedbackAnswer) -> store::Result<()> {
    diesel::insert_into(feedback_answer::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Keeps what one said in the form that ends help, and gives it back as a line.
pub fn keep_at_end(tx: &mut Tx<'_>, row: &FeedbackAnswer, name: &str) -> store::Result<String> {
    keep_row(tx, row)?;
    Ok(format!("{name}: {}", row.in_words()))
}

/// It was read: what it is about, and what is answered. Where a family was promised a call, the call is made by now.
///
/// # Errors
/// [`CannotAsk::NothingRead`].
pub fn reply(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AskFeedback>,
    id: AnyId,
    themes: &[String],
    reply: &str,
) -> Result<()> {
    let answer = answer_of(tx.conn(), permit, id)?;
    if themes.is_empty() && reply.trim().is_empty() {
        return Err(Refusal::from(CannotAsk::NothingRead).into());
    }

    let now = tx.now;
    diesel::update(feedback_answer::table.find(answer.id))
        .set((
            feedback_answer::themes.eq(Json(themes.to_vec())),
            feedback_answer::reply.eq(reply),
            feedback_answer::read_by.eq(tx.who.account),
            feedback_answer::read_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    for kind in [kinds::READ, kinds::CALL] {
        work::tasks::done(tx, answer.id.0, Some(kind))?;
    }
    let event = events::ANSWERED.on(answer.id.0).family(permit.subject()).detail(json!({"themes": themes}));
    let event = match reply.trim() {
        "" => event,
        said => event.line("What the family said was answered", said, permit.actor().signature()),
    };
    tx.record(event)?;
    Ok(())
}
