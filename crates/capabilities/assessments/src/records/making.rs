//! How a version is made: started, written, completed; authorised, or returned.

use super::{
    offered::{Offered, offered},
    version::{Assessment, AssessmentId, Mark, Marks, assessment, current},
};
use crate::{
    clock, events, kinds, news,
    paper::Paper,
    rules::{self, Answers, CannotAssess, Meetings},
};
use access::{
    AccountId, FamilyFacts, FamilyId, Sight, accounts, family, guard,
    policy::{Act, Reads},
};
use cases::{Case, EpisodeId};
use diesel::prelude::*;
use pack::{Kind, Pack};
use serde_json::json;
use store::{AnyId, Instant, Json, Tx, log::event};
use web::{Refusal, Refusals, Result};
use work::{NewTask, news::News, tasks};

/// Starts one, or a new version with the answers of the last, each with the day on which it was last said to be so. The
/// first begins with what the contact says. Whoever starts it does not become lead by that (000 s6).
///
/// # Errors
/// [`CannotAssess`].
pub fn start(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, pack: &Pack) -> Result<AssessmentId> {
    let last = current(tx.conn(), &case.permit, case.episode.id)?;
    let state = last.as_ref().map(Assessment::state);
    rules::start(case.episode.is_open(), state).map_err(Refusal::from)?;

    let (answers, marks) = match &last {
        Some(last) => taken_over(last),
        None => match offered(tx.conn(), &case.permit, &case.episode)? {
            Some(contact) => of_contact(&paper(tx, case, pack)?, &contact),
            None => Default::default(),
        },
    };
    let row = Assessment {
        id: AssessmentId::new(),
        episode_id: case.episode.id,
        family_id: case.family(),
        number: last.as_ref().map_or(1, |last| last.number + 1),
        answers: Json(answers),
        pack: tx.who.pack.to_string(),
        started_by: tx.who.account,
        started_at: tx.now,
        completed_by: None,
        completed_at: None,
        authorised_by: None,
        authorised_at: None,
        returned_why: String::new(),
        superseded_at: None,
        meetings: Json(Meetings::default()),
        marks: Json(marks),
        paper: None,
    };
    diesel::insert_into(assessment::table).values(&row).execute(tx.conn())?;

    let due_on = clock::of(tx.conn(), row.timed(&case.episode))?.complete_by(pack);
    let task = NewTask::new(kinds::ASSESSMENT, row.id.0, "Complete the assessment", href(&row), due_on);
    let owner = tx.who.account;
    tasks::add(tx, owed(&row, task, owner))?;
    let event = events::STARTED.on(row.id.0).family(row.family_id).detail(json!({"number": row.number}));
    tx.record(event.line("An early help assessment was started", "", case.signature()))?;
    Ok(row.id)
}

/// What was said in the last version, and when that was so.
fn taken_over(last: &Assessment) -> (Answers, Marks) {
    let at = last.authorised_at.or(last.completed_at).unwrap_or(last.started_at);
    let of = |key: &String| {
        let known = last.marks.0.get(key).cloned();
        let mark = known.unwrap_or(Mark { at, by: String::new(), contact: false, taken_over: true });
        (key.clone(), Mark { taken_over: true, ..mark })
    };
    (last.answers.0.clone(), last.answers.0.keys().map(of).collect())
}

/// What the contact says, where it belongs.
fn of_contact(paper: &Paper, contact: &Offered) -> (Answers, Marks) {
    let mut answers = Answers::new();
    for part in &paper.parts {
        for question in part.questions.iter().filter(|question| question.from_contact) {
            let text = match question.kind {
                Kind::Text => contact.summary.clone(),
                Kind::Needs => {
                    let here = |code: &&str| paper.needs_of(part).any(|need| need.code == **code);
                    contact.needs.0.iter().map(String::as_str).filter(here).collect::<Vec<_>>().join(" ")
                }
                Kind::UnderlyingNeeds | Kind::Scale => String::new(),
            };
            if !text.trim().is_empty() {
                answers.insert(question.id.clone(), text);
            }
        }
    }
    let mark = Mark { at: contact.at, by: contact.by.clone(), contact: true, taken_over: true };
    let marks = answers.keys().map(|key| (key.clone(), mark.clone())).collect();
    (answers, marks)
}

/// What somebody writes into a part.
#[derive(Debug, Clone)]
pub struct Written {
    /// The code of the part.
    pub part: String,
    /// All of its answers.
    pub answers: Answers,
    /// What was taken over and is unchanged is still so.
    pub confirmed: bool,
}

/// Writes the answers of one part into the draft.
///
/// # Errors
/// [`CannotAssess::NotDraft`]; [`store::Error::Missing`] when none was started.
pub fn write(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, written: Written) -> Result<()> {
    let draft = under_way(tx, &case.permit, case.episode.id)?;
    rules::write(draft.state()).map_err(Refusal::from)?;

    let (mut all, mut marks) = (draft.answers.0, draft.marks.0);
    let mark = Mark { at: tx.now, by: case.permit.actor().name.clone(), contact: false, taken_over: false };
    for (key, text) in written.answers {
        let changed = all.get(&key).map_or("", String::as_str) != text;
        if changed || written.confirmed {
            marks.insert(key.clone(), mark.clone());
        }
        all.insert(key, text);
    }
    all.retain(|_, text| !text.trim().is_empty());
    marks.retain(|key, _| all.contains_key(key));
    diesel::update(assessment::table.find(draft.id))
        .set((assessment::answers.eq(Json(all)), assessment::marks.eq(Json(marks))))
        .execute(tx.conn())?;
    tx.record(events::WRITTEN.on(draft.id.0).family(draft.family_id).detail(json!({"area": written.part})))?;
    Ok(())
}

/// Keeps who was seen, when, alone or not, or why not; and who was asked besides.
///
/// # Errors
/// [`CannotAssess::NotDraft`]; [`rules::CannotMeet`]; [`store::Error::Missing`] when none was started.
pub fn meet(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, pack: &Pack, meetings: Meetings) -> Result<()> {
    let draft = under_way(tx, &case.permit, case.episode.id)?;
    rules::write(draft.state()).map_err(Refusal::from)?;
    let paper = paper(tx, case, pack)?;
    rules::meet(&paper, &meetings, tx.now.date())?;

    let Meetings { seen, mut consulted } = meetings;
    consulted.retain(|one| !one.is_empty());
    let meetings = Meetings { seen, consulted };
    diesel::update(assessment::table.find(draft.id)).set(assessment::meetings.eq(Json(meetings))).execute(tx.conn())?;
    tx.record(events::WRITTEN.on(draft.id.0).family(draft.family_id).detail(json!({"area": "seen"})))?;
    Ok(())
}

/// Completes it; a manager of the team owes the authorisation.
///
/// # Errors
/// [`CannotAssess`]; [`store::Error::Missing`] when none was started.
pub fn complete(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, pack: &Pack) -> Result<()> {
    let draft = under_way(tx, &case.permit, case.episode.id)?;
    let paper = paper(tx, case, pack)?;
    let grounds = missing_grounds(tx, case, pack)?;
    let faults = rules::complete(draft.state(), &paper, &draft.answers.0, &draft.meetings.0, grounds);
    check(faults)?;

    let (now, by) = (tx.now, tx.who.account);
    diesel::update(assessment::table.find(draft.id))
        .set((assessment::completed_at.eq(Some(now)), assessment::completed_by.eq(by), assessment::returned_why.eq("")))
        .execute(tx.conn())?;

    tasks::done(tx, draft.id.0, Some(kinds::ASSESSMENT))?;
    let manager = another_manager(tx, &draft)?;
    let page = format!("{}/authorisation", href(&draft));
    let due_on = clock::answer_by(pack, tx.now.date());
    let task = NewTask::new(kinds::AUTHORISE, draft.id.0, "Authorise the assessment", page, due_on);
    tasks::add(tx, owed(&draft, task, manager))?;
    let event = events::COMPLETED.on(draft.id.0).family(draft.family_id);
    tx.record(event.line("The assessment was completed", "", case.signature()))?;
    Ok(())
}

/// Authorises it (`None`), after which it does not change and the version before is superseded; or returns it with a
/// reason to whoever completed it.
///
/// # Errors
/// [`CannotAssess`]; [`store::Error::Missing`] when none was started.
pub fn authorise(
    tx: &mut Tx<'_>,
    case: &Case<family::AuthoriseAssessment>,
    pack: &Pack,
    returned: Option<&str>,
) -> Result<()> {
    let complete = under_way(tx, &case.permit, case.episode.id)?;
    let own = has_part_in(tx, &complete, tx.who.account)?;
    let grounds = missing_grounds(tx, case, pack)?;
    check(rules::authorise(complete.state(), rules::Verdict { own, returned, grounds }))?;

    tasks::done(tx, complete.id.0, Some(kinds::AUTHORISE))?;
    match returned {
        Some(why) => give_back(tx, case, pack, &complete, why),
        None => confirm(tx, case, pack, &complete),
    }
}

fn give_back(
    tx: &mut Tx<'_>,
    case: &Case<family::AuthoriseAssessment>,
    pack: &Pack,
    complete: &Assessment,
    why: &str,
) -> Result<()> {
    diesel::update(assessment::table.find(complete.id))
        .set((assessment::completed_at.eq(None::<Instant>), assessment::returned_why.eq(why)))
        .execute(tx.conn())?;

    let (title, due_on) = ("The assessment was returned to you", clock::answer_by(pack, tx.now.date()));
    let task = NewTask::new(kinds::ASSESSMENT, complete.id.0, title, href(complete), due_on);
    tasks::add(tx, owed(complete, task, complete.completed_by))?;
    tell_its_writer(tx, complete, news::RETURNED, "The assessment was returned to you")?;
    let event = events::RETURNED.on(complete.id.0).family(complete.family_id);
    tx.record(event.line("The assessment was returned", why, case.signature()))?;
    Ok(())
}

/// From now on it is read as it is: with its people, questions and words.
fn confirm(
    tx: &mut Tx<'_>,
    case: &Case<family::AuthoriseAssessment>,
    pack: &Pack,
    complete: &Assessment,
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let of_episode = assessment::table.filter(assessment::episode_id.eq(complete.episode_id));
    let older = of_episode.filter(assessment::number.lt(complete.number).and(assessment::superseded_at.is_null()));
    diesel::update(older).set(assessment::superseded_at.eq(Some(now))).execute(tx.conn())?;

    let paper = paper(tx, case, pack)?;
    diesel::update(assessment::table.find(complete.id))
        .set((
            assessment::authorised_at.eq(Some(now)),
            assessment::authorised_by.eq(by),
            assessment::pack.eq(&paper.pack),
            assessment::paper.eq(Some(Json(paper.clone()))),
        ))
        .execute(tx.conn())?;

    tell_its_writer(tx, complete, news::AUTHORISED, "The assessment was authorised")?;
    let event = events::AUTHORISED.on(complete.id.0).family(complete.family_id);
    tx.record(event.line("The assessment was authorised", "", case.signature()))?;
    Ok(())
}

fn tell_its_writer(tx: &mut Tx<'_>, of: &Assessment, kind: work::news::Kind, title: &str) -> store::Result<()> {
    let Some(writer) = of.completed_by else { return Ok(()) };
    work::news::tell(tx, writer, &News::new(kind, title, href(of)).about(of.family_id))
}

fn check(faults: Vec<CannotAssess>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}

/// What is missing of agreement, if anything is.
fn missing_grounds<A>(tx: &mut Tx<'_>, case: &Case<A>, pack: &Pack) -> store::Result<Option<String>>
where
    A: Act<Facts = FamilyFacts> + Reads,
{
    let today = tx.now.date();
    let grounds = people::agreement::grounds(tx.conn(), &case.permit, pack, today)?;
    Ok(grounds.check().err().map(|missing| missing.told()))
}

/// As the record and the pack are now. Everybody stands on it by name, whoever asks: what one may not know is kept from
/// them where it is read.
fn paper<A>(tx: &mut Tx<'_>, case: &Case<A>, pack: &Pack) -> store::Result<Paper>
where
    A: Act<Facts = FamilyFacts>,
{
    let today = tx.now.date();
    let members = people::records::members_of(tx.conn(), case.family())?;
    Ok(Paper::of(pack, &members, today))
}

fn under_way(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Assessment> {
    current(tx.conn(), sight, episode)?.ok_or(store::Error::Missing)
}

/// Whether this person started or completed it, or wrote a part of it.
fn has_part_in(tx: &mut Tx<'_>, version: &Assessment, account: Option<AccountId>) -> store::Result<bool> {
    let Some(account) = account else { return Ok(false) };
    if [version.started_by, version.completed_by].contains(&Some(account)) {
        return Ok(true);
    }
    let of_version = event::table.filter(event::subject_id.eq(AnyId(version.id.0)));
    let by_them = of_version.filter(event::kind.eq(events::WRITTEN.name).and(event::actor_id.eq(account)));
    Ok(by_them.count().get_result::<i64>(tx.conn())? > 0)
}

/// A manager of the family's team who has no part in it: nobody authorises what they wrote.
fn another_manager(tx: &mut Tx<'_>, version: &Assessment) -> store::Result<Option<AccountId>> {
    let by = tx.who.account;
    let Some(team) = guard::team_of(tx.conn(), version.family_id)? else { return Ok(None) };
    for (id, _, manages) in accounts::members(tx.conn(), team)? {
        if manages && Some(id) != by && !has_part_in(tx, version, Some(id))? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn href(assessment: &Assessment) -> String {
    format!("/episodes/{}/assessment", assessment.episode_id)
}

/// Work about this version, done on one of its pages, owed by someone.
fn owed(assessment: &Assessment, task: NewTask, owner: Option<AccountId>) -> NewTask {
    task.owed_by(owner).about(assessment.family_id).within(assessment.episode_id)
}
