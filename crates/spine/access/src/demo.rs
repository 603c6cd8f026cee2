//! Made-up histories: what the demo parts of capabilities share. Each tells its part of a family's story through its
//! own commands, under the same permits and rules as the pages. The same seed and clock give the same families.

use crate::{Actor, App, Change, EpisodeId, FamilyId, OrganisationId, TeamId};
use chrono::NaiveDate;
use fastrand::Rng;
use std::{cell::RefCell, sync::Arc};
use store::{Author, Conn, Instant, Tx};
use web::Result;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// What worries somebody: a need, others beside it, and a summary without a name.
pub const WORRIES: &[(&str, &[&str], &str)] = &[
    (
        "school-attendance",
        &["emotional-health"],
        "Misses two days a week since the autumn. Mornings are hard at home. Likes art and the breakfast club.",
    ),
    (
        "behaviour-at-home",
        &["parenting"],
        "Shouting most evenings. The parent asks for ideas and is trying a routine. Siblings play well together.",
    ),
    (
        "emotional-health",
        &["bullying"],
        "Does not sleep, worries about school, has stopped seeing friends. Talks openly to one teacher.",
    ),
    (
        "parent-mental-health",
        &["isolation"],
        "The parent has been low since the move and knows few people here. The children come clean, fed and on time.",
    ),
    (
        "domestic-abuse",
        &["housing"],
        "Police were called to an argument. The other parent has left. The family needs somewhere settled.",
    ),
    (
        "money-and-debt",
        &["parent-work"],
        "Using the food bank since work stopped. Rent is behind. Grandparents help where they can.",
    ),
    (
        "school-readiness",
        &["speech-and-language"],
        "Few words at three. Enjoys songs and books. The parent would like a nursery place.",
    ),
    ("young-carer", &["school-attendance"], "Looks after a younger brother before school. Proud of it, and tired."),
    (
        "parent-conflict",
        &["emotional-health"],
        "Handovers end in arguments. The children say they want it to be quiet.",
    ),
    ("send", &["school-exclusion"], "Two fixed exclusions this term. Waits for an assessment. Very good with animals."),
    ("child-substance-use", &["exploitation"], "Has been seen vaping with older boys. Plays football twice a week."),
    ("neglect", &["housing"], "Damp flat, few clothes, often hungry on Mondays. Warm and close family."),
];

/// What goes well, without a name, so that no text is about anyone.
pub const GOOD: &[&str] = &[
    "In school four days of five.",
    "Bedtime is calm most nights.",
    "The family has a routine that they made themselves.",
    "Made a friend.",
    "The rent is paid on time.",
];

/// Everyone who works with families.
pub struct Cast {
    /// Who brings concerns: a school, a health visitor, the police, a charity, with the source that they are.
    pub makers: Vec<(Arc<Actor>, &'static str)>,
    /// The officers of the front door.
    pub front_door: Vec<Arc<Actor>>,
    /// The council's teams.
    pub teams: Vec<Team>,
    /// Children's social care.
    pub social_care: Vec<Arc<Actor>>,
    /// Partners who may join the team around a family.
    pub partners: Vec<(Arc<Actor>, OrganisationId)>,
    /// What the capability that brings families remembers from one to the next.
    pub memory: RefCell<serde_json::Value>,
}

/// A team of the council.
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Who answers for it.
    pub manager: Arc<Actor>,
    /// Who leads for families.
    pub workers: Vec<Arc<Actor>>,
}

/// One family at a moment of its history.
pub struct Scene<'a> {
    /// The connection, inside a transaction.
    pub conn: &'a mut Conn,
    /// What every handler shares.
    pub app: &'a App,
    /// Everyone who works with families.
    pub cast: &'a Cast,
    /// Chance, from the seed.
    pub rng: &'a mut Rng,
    /// The moment.
    pub at: Instant,
    /// The clock, which no story passes.
    pub end: Instant,
    /// The family, once it has a record.
    pub family: Option<FamilyId>,
    /// The episode, once help begins, and the decision that opened it.
    pub episode: Option<(EpisodeId, String)>,
    /// Who manages and who leads, once they are named.
    pub manager: Option<Arc<Actor>>,
    /// Who leads.
    pub lead: Option<Arc<Actor>>,
    /// Why it ends early, a word of the pack's `closing-reason`.
    pub ending: Option<&'static str>,
    /// Help has ended.
    pub closed: bool,
}

/// Whether a story goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Its next part may be told.
    On,
    /// The clock came, or there is no more of it.
    Over,
    /// Help begins once more: it is told again from there.
    Again,
}

/// A part of the story of every family, told by one capability.
#[derive(Clone, Copy)]
pub struct Telling {
    /// Where it stands in the story.
    pub place: u8,
    /// Tells it.
    pub tell: fn(&mut Scene<'_>) -> Result<Told>,
}

/// What stands before any family comes: called with each round, the first of which is 0, and the organisations by name.
/// How much was made.
pub type Before = fn(&mut Tx<'_>, &App, u32, &[(String, OrganisationId)]) -> Result<u32>;

/// What is made once every family's story is told.
pub type After = fn(&mut Conn, &App) -> Result<()>;

impl Scene<'_> {
    /// Lets days pass, and some hours; `false` when the clock does not go that far.
    pub fn wait(&mut self, days: i64) -> bool {
        let mut at = self.at.plus_seconds(days * DAY + self.rng.i64(600..20_000));
        // people work by day
        let hour = at.london().format("%H").to_string().parse::<i64>().unwrap_or(12);
        if !(8..18).contains(&hour) {
            at = at.plus_seconds(((33 - hour) % 24) * 3_600);
        }
        if at > self.end {
            return false;
        }
        self.at = at;
        true
    }

    /// As [`Scene::wait`], some days between these.
    pub fn wait_some(&mut self, days: std::ops::Range<i64>) -> bool {
        let days = self.rng.i64(days);
        self.wait(days)
    }

    /// The day.
    pub fn today(&self) -> NaiveDate {
        self.at.date()
    }

    /// A change by this actor, now.
    pub fn by<T>(&mut self, actor: &Arc<Actor>, f: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> Result<T> {
        let author = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(self.conn, self.at, author);
        let mut change = Change::within(self.app, &mut tx, actor.clone());
        let done = f(&mut change)?;
        change.settle()?;
        Ok(done)
    }

    /// Whether something comes true that does so in so many cases of a hundred.
    pub fn chance(&mut self, of_hundred: u8) -> bool {
        self.rng.u8(..100) < of_hundred
    }

    /// One of these.
    pub fn pick<'b, T>(&mut self, from: &'b [T]) -> &'b T {
        pick(self.rng, from)
    }

    /// The family.
    ///
    /// # Errors
    /// When none was brought yet.
    pub fn family(&self) -> Result<FamilyId> {
        self.family.ok_or(web::Error::NotFound)
    }

    /// The episode, its decision and its lead.
    ///
    /// # Errors
    /// When help has not begun.
    pub fn help(&self) -> Result<Help> {
        let (episode, kind) = self.episode.clone().ok_or(web::Error::NotFound)?;
        let lead = self.lead.clone().ok_or(web::Error::NotFound)?;
        Ok(Help { episode, kind, lead })
    }
}

/// An episode that somebody leads.
#[derive(Clone)]
pub struct Help {
    /// Which.
    pub episode: EpisodeId,
    /// The decision that opened it.
    pub kind: String,
    /// Who leads.
    pub lead: Arc<Actor>,
}

/// One of these.
pub fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.usize(..from.len())]
}
