//! The demo's files are looked at once their stories are told; some of what is found is answered by who manages the
//! team.

use crate::{
    keeping,
    records::{self, finding},
    seen::Seen,
};
use access::{App, Change, EpisodeId, FamilyId, Permits, accounts, family, guard};
use diesel::prelude::*;
use std::sync::Arc;
use store::{Author, Conn, Tx};
use web::Result;

/// Every so many files has an answer.
const EVERY: usize = 25;

/// No more than so many.
const MOST: i64 = 1_000;

/// What managers say.
const WHY: &[&str] = &[
    "They were asked, and it stands in the note of the visit.",
    "The family wants it so, and said why at the review.",
    "It is two children with one bedroom and one answer: they said it together.",
];

/// Looks at every file, and answers something in some.
pub(crate) fn look(conn: &mut Conn, app: &App) -> Result<()> {
    keeping::look_at_all(conn, app)?;
    let mut files: Vec<(EpisodeId, FamilyId)> = finding::table
        .filter(finding::ended_on.is_null().and(finding::answered_on.is_null()))
        .select((finding::episode_id, finding::family_id))
        .distinct()
        .order((finding::episode_id, finding::family_id))
        .limit(MOST * 25)
        .load(conn)
        .map_err(store::Error::from)?;
    files.truncate(usize::try_from(MOST).unwrap_or_default() * EVERY);
    for (nth, (episode, family)) in files.into_iter().step_by(EVERY).enumerate() {
        answer(conn, app, (episode, family), WHY[nth % WHY.len()])?;
    }
    Ok(())
}

fn answer(conn: &mut Conn, app: &App, (episode, of): (EpisodeId, FamilyId), why: &str) -> Result<()> {
    let Some(team) = guard::team_of(conn, of)? else { return Ok(()) };
    let Some(manager) = accounts::managers_of(conn, team)?.first().copied() else { return Ok(()) };
    let now = app.db.now();
    let Some(actor) = accounts::actor(conn, now, manager)? else { return Ok(()) };
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    let mut tx = Tx::within(conn, now, author);
    let mut change = Change::within(app, &mut tx, Arc::new(actor));
    // a restricted family has its own list
    let Ok(permit) = change.permit(family::AnswerCheck, of) else { return Ok(()) };
    let (pack, today) = (app.pack.clone(), now.date());
    let seen = Seen::load(change.conn(), &pack, &permit, episode, today)?;
    let Some(found) = seen.open().find(|found| !found.spot.draft) else { return Ok(()) };
    records::answer(change.tx, &permit, &seen.episode, found, why)
}
