//! The one door of a capability: everything that the program takes from it, as one value. `app` folds over the list
//! of them.

use crate::{
    AccountId, Actor, EpisodeId, FamilyId, Page, Permits, Sight, TeamId, View, demo, family, policy::Act,
    policy::nobody::NobodyAct, sessions::Secret,
};
use chrono::NaiveDate;
use diesel::Connection;
use pack::Pack;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::borrow::Cow;
use store::{AnyId, Conn, Db, Instant, Migration, Tx, Uuid, jobs::NewJob, log::Kind};
use web::Markup;

pub use crate::news::{NewsKind, Told};

/// What a capability gives to the program. Start from [`Capability::named`] and say what there is.
#[derive(Clone, Copy)]
pub struct Capability {
    /// Its name, which is its crate's.
    pub name: &'static str,
    /// The history of its tables.
    pub migrations: fn() -> Vec<Migration>,
    /// What it writes to the log.
    pub events: &'static [Kind],
    /// Its pages and its addresses of the API.
    pub pages: fn() -> Vec<Page>,
    /// Its places in the menu.
    pub navigation: &'static [Door],
    /// What it shows on the family page.
    pub panel: Option<Panel>,
    /// Where a contact may go on from a decision that is more than an answer.
    pub onward: &'static [Onward],
    /// Its places in the navigation of a family's record.
    pub tabs: &'static [Tab],
    /// What it shows on the pages of one's own work and of a team's.
    pub blocks: &'static [Block],
    /// What it has that can go with a step up to social care.
    pub evidence: Option<Evidence>,
    /// How it names the families of a list.
    pub names: Option<Names>,
    /// What is owed next while a family is helped, as far as it knows.
    pub next: &'static [Next],
    /// What it makes true of every family at the end of each change to it.
    pub settle: Option<Settle>,
    /// What it advises whoever writes a part of a family's record.
    pub advice: Option<Advice>,
    /// What stands above every page of those whom it concerns.
    pub banner: Option<Banner>,
    /// What it does once a day.
    pub daily: &'static [Daily],
    /// What it does again and again, beside the jobs.
    pub steady: &'static [Steady],
    /// What is late in it, beside the tasks.
    pub late: Option<LateWork>,
    /// Whether what its events name by a hash is still so: the first that is not, without a word of what it says.
    pub sealed: Option<Sealed>,
    /// What it ends when somebody leaves in a hurry (T38).
    pub leaving: &'static [Leaving],
    /// The letters that it sends.
    pub letters: &'static [LetterKind],
    /// What it tells people of, as news.
    pub news: &'static [NewsKind],
    /// What it makes for the demo before any family comes.
    pub demo_before: Option<demo::Before>,
    /// What it makes for the demo once every family's story is told.
    pub demo_after: Option<demo::After>,
    /// Its parts of a family's story in the demo.
    pub demo: &'static [demo::Telling],
}

impl Capability {
    /// A capability of which nothing more is said yet.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            migrations: Vec::new,
            events: &[],
            pages: Vec::new,
            navigation: &[],
            panel: None,
            onward: &[],
            tabs: &[],
            blocks: &[],
            evidence: None,
            names: None,
            next: &[],
            settle: None,
            advice: None,
            banner: None,
            daily: &[],
            steady: &[],
            late: None,
            sealed: None,
            leaving: &[],
            letters: &[],
            news: &[],
            demo_before: None,
            demo_after: None,
            demo: &[],
        }
    }
}

/// A place in the menu, for those whom the policy lets go there.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// What it is called.
    pub text: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// What one must be allowed to do.
    pub needs: NobodyAct,
    /// Where it stands in the menu: from left to right.
    pub place: u8,
}

/// A place in the menu, for those who may do `needs`.
pub const fn door<A>(place: u8, text: &'static str, href: &'static str, _needs: A) -> Door
where
    A: Act<Facts = crate::policy::NobodyFacts>,
{
    Door { text, href, needs: A::WHICH, place }
}

/// What a capability shows on the family page.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Where it stands: from top to bottom.
    pub place: u8,
    /// Draws it.
    pub show: fn(&mut View<'_>, &Sight<FamilyId>, Option<Period>) -> web::Result<Markup>,
}

/// A page on which what was decided on a contact is taken on: a panel, a waiting list, a programme.
#[derive(Clone, Copy)]
pub struct Onward {
    /// The outcome of a decision for which it is the first to think of: a word of the pack's `decision-outcome`.
    pub outcome: &'static str,
    /// What the way is called.
    pub text: &'static str,
    /// The last part of its address, below the contact's.
    pub page: &'static str,
}

/// The ways on from a decision with this outcome: the one that it names first, then the others.
pub fn onward(all: Capabilities, outcome: &str) -> Vec<&'static Onward> {
    let mut ways: Vec<&Onward> = all.iter().flat_map(|capability| capability.onward).collect();
    ways.sort_by_key(|way| way.outcome != outcome);
    ways
}

/// The period of help that a family page shows: the open episode, else the last.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// Which.
    pub episode: EpisodeId,
    /// Whether help goes on.
    pub open: bool,
}

/// A part of a family's record with a page of its own.
#[derive(Clone, Copy)]
pub struct Tab {
    /// Where it stands: from left to right.
    pub place: u8,
    /// What it is called.
    pub text: &'static str,
    /// Where it is; nothing where the family has none.
    pub at: fn(FamilyId, Option<Period>) -> Option<String>,
}

/// The parts of a family's record, from left to right, with their addresses.
pub fn tabs(all: Capabilities, family: FamilyId, period: Option<Period>) -> Vec<(&'static str, String)> {
    let mut tabs: Vec<&Tab> = all.iter().flat_map(|capability| capability.tabs).collect();
    tabs.sort_by_key(|tab| tab.place);
    tabs.into_iter().filter_map(|tab| Some((tab.text, (tab.at)(family, period)?))).collect()
}

/// What a capability shows on My work or Team, beside what is owed.
#[derive(Clone, Copy)]
pub struct Block {
    /// On which page.
    pub page: WorkPage,
    /// Where it stands: from top to bottom; what is owed stands at 50.
    pub place: u8,
    /// Draws it, and says how many lines it has and of which families.
    pub show: fn(&mut View<'_>) -> web::Result<Shown>,
}

/// The pages of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkPage {
    /// `/my-work`.
    Mine,
    /// `/team`.
    Team,
}

/// A part of a page, and whose records it shows something of.
pub struct Shown {
    /// The part.
    pub markup: Markup,
    /// Whom it is about, for the access log.
    pub families: Vec<FamilyId>,
}

/// What a capability has of an episode that can go with a step up, if there is any.
pub type Evidence = fn(&mut Conn, &Sight<FamilyId>, EpisodeId) -> store::Result<Option<Paper>>;

/// Something written that can go with a step up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is, and how far: `The early help assessment, version 2: authorised`.
    pub what: String,
    /// Where those read it who may open the family.
    pub href: String,
}

/// Names and references of families, by their ids. Callers show them only to those who may open them.
pub type Names = fn(&mut Conn, &[FamilyId]) -> store::Result<std::collections::BTreeMap<FamilyId, (String, String)>>;

/// What is owed next while a family is helped. Everybody who knows of a part of the road says what is owed on theirs; the
/// first answer, by `place`, is the family's next step (ADR 16).
#[derive(Clone, Copy)]
pub struct Next {
    /// Where its part of the road lies: from the first day of help to the last.
    pub place: u8,
    /// The step that is owed on it; `None` where that part is behind the family or does not lie on its way.
    pub owed: fn(&mut Conn, &Pack, &Course) -> store::Result<Option<Step>>,
}

/// An open episode, as far as what comes next depends on it.
#[derive(Debug, Clone)]
pub struct Course {
    /// Whose.
    pub family: FamilyId,
    /// Which.
    pub episode: EpisodeId,
    /// The decision that opened it.
    pub kind: String,
    /// The team that answers for it.
    pub team: Option<TeamId>,
    /// Who leads.
    pub lead: Option<AccountId>,
    /// Since when help goes on.
    pub opened_on: NaiveDate,
    /// When the family was last seen.
    pub seen_on: Option<NaiveDate>,
    /// The day.
    pub today: NaiveDate,
}

/// What is owed next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is owed already: as work of this kind, about this subject.
    Owed(&'static str, Uuid),
    /// It is owed from now on, and nothing else says so.
    New(NewStep),
}

/// A step that becomes owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Its stable code, which begins with `next-`: such work stands for nothing but the step.
    pub code: &'static str,
    /// What is to be done.
    pub title: &'static str,
    /// Where it is done.
    pub href: String,
    /// By when. Set when it becomes owed; later changes of the record do not move it.
    pub due_on: NaiveDate,
    /// Who owes it.
    pub by: By,
}

/// Who owes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The lead professional, whoever that is.
    Lead,
    /// A manager of the team that answers for it.
    Manager,
}

/// Makes something true of these families at the end of a change that wrote into their records, in its transaction.
pub type Settle = fn(&mut Tx<'_>, &Pack, Capabilities, &[FamilyId]) -> store::Result<()>;

/// What a capability advises about what is written on a page, drawn to stand above it; nothing where it has none. It is
/// advice: what is written is kept whatever it says.
pub type Advice = fn(&mut Conn, &Advised<'_>) -> store::Result<Markup>;

/// Where somebody writes, for advice.
#[derive(Clone, Copy)]
pub struct Advised<'a> {
    /// The practice pack.
    pub pack: &'a Pack,
    /// The day.
    pub today: NaiveDate,
    /// As whoever writes may know the family.
    pub sight: &'a Sight<FamilyId>,
    /// In which period of help.
    pub episode: EpisodeId,
    /// On which page.
    pub on: Writing<'a>,
}

/// The pages of a record on which somebody writes what others read and act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing<'a> {
    /// The assessment as a whole.
    Assessment,
    /// One of its parts, by its code.
    Area(&'a str),
    /// The plan.
    Plan,
    /// This review.
    Review(Uuid),
    /// The end of help.
    Closure,
}

/// What all capabilities advise whoever writes here: those who may answer it. A page stands without it: where it cannot be made, that is logged,
/// and nothing is advised (T37).
pub fn advice(inside: &mut impl Permits, sight: &Sight<FamilyId>, episode: EpisodeId, on: Writing<'_>) -> Markup {
    if !inside.context().may_now(sight, family::AnswerCheck) {
        return Markup::default();
    }
    let (all, pack, today) = (inside.context().app.capabilities, inside.context().pack.clone(), inside.context().today);
    let asked = Advised { pack: &pack, today, sight, episode, on };
    let mut markup = Markup::default();
    for (name, advise) in all.iter().filter_map(|capability| Some((capability.name, capability.advice?))) {
        // within a savepoint: what goes wrong in it leaves the page's own queries as they were
        match inside.conn().transaction::<_, store::Error, _>(|conn| advise(conn, &asked)) {
            Ok(drawn) => markup.0.push_str(&drawn.0),
            Err(error) => tracing::error!(%error, capability = name, "no advice could be made"),
        }
    }
    markup
}

/// Something that stands above every page, for this person, while it holds.
pub type Banner = fn(&mut Conn, &Actor, Instant) -> store::Result<Option<Markup>>;

/// Every part of the road, from the first day of help to the last.
pub fn road(all: Capabilities) -> Vec<&'static Next> {
    let mut road: Vec<&Next> = all.iter().flat_map(|capability| capability.next).collect();
    road.sort_by_key(|next| next.place);
    road
}

/// What every capability makes true at the end of a change.
pub(crate) fn settle(tx: &mut Tx<'_>, pack: &Pack, all: Capabilities) -> store::Result<()> {
    let families = tx.families().to_vec();
    if families.is_empty() {
        return Ok(());
    }
    all.iter().filter_map(|capability| capability.settle).try_for_each(|settle| settle(tx, pack, all, &families))
}

/// What a capability does once a day.
#[derive(Clone, Copy)]
pub struct Daily {
    /// Its job's kind and hour.
    pub at: store::jobs::Daily,
    /// Does it, outside any transaction; safe to do twice. It is given all capabilities, for what goes round all of
    /// them.
    pub run: fn(&Db, &Pack, Capabilities) -> store::Result<()>,
}

/// What a capability does again and again.
#[derive(Clone, Copy)]
pub struct Steady {
    /// What it is, for the log.
    pub name: &'static str,
    /// So many seconds apart.
    pub seconds: u64,
    /// Does it.
    pub run: fn(&Db, &Pack) -> store::Result<()>,
}

/// What is late in a capability on this day, beside the tasks.
pub type LateWork = fn(&mut Conn, &Pack, NaiveDate) -> store::Result<Vec<Late>>;

/// Looks through a capability's records for one that is not what its event names.
pub type Sealed = fn(&mut Conn) -> store::Result<Option<String>>;

/// What the browser of somebody without an account holds of a capability: it ends when they leave in a hurry, on the
/// server and in the browser.
#[derive(Clone, Copy)]
pub struct Leaving {
    /// The name of its cookie, whose path is `/`.
    pub cookie: &'static str,
    /// Ends what the secret in it leads to.
    pub end: fn(&mut Conn, &Secret) -> store::Result<()>,
}

/// Something that is late.
#[derive(Debug, Clone)]
pub struct Late {
    /// The task, contact or other thing.
    pub subject: AnyId,
    /// What is owed: a code.
    pub kind: Cow<'static, str>,
    /// Since when it should have been done.
    pub due_on: NaiveDate,
    /// Who owes it.
    pub owners: Vec<AccountId>,
    /// Whose managers are told.
    pub team: Option<TeamId>,
    /// What it is counted under where no team holds it.
    pub group: &'static str,
    /// About whom.
    pub family: Option<FamilyId>,
}

/// A message that something happened and where to read of it, never what: typed by what it needs, worded where it is
/// sent.
pub trait Letter: Serialize + DeserializeOwned {
    /// The kind of its job.
    const KIND: &'static str;

    /// Words it; `None` when there is nobody to write to any more.
    ///
    /// # Errors
    /// Why it has to be tried again, without personal data.
    fn word(&self, conn: &mut Conn) -> store::Result<Option<Words>>;
}

/// In the text of a letter this stands for the address of the site.
pub const SITE: &str = "{site}";

/// A worded letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The e-mail address.
    pub to: String,
    /// What it is about, in a few words.
    pub subject: Cow<'static, str>,
    /// What happened, without a name.
    pub text: String,
    /// The page that shows it to those who sign in; without a leading slash.
    pub page: Option<String>,
}

impl Words {
    /// To somebody with an account, while it is in use.
    pub fn to_account(
        conn: &mut Conn,
        account: AccountId,
        subject: impl Into<Cow<'static, str>>,
        text: &str,
        page: impl Into<String>,
    ) -> store::Result<Option<Self>> {
        let found = crate::accounts::find(conn, account)?;
        let words = Self { to: found.email, subject: subject.into(), text: text.into(), page: Some(page.into()) };
        Ok(found.disabled_at.is_none().then_some(words))
    }
}

/// A kind of letter, for the list of all.
#[derive(Clone, Copy)]
pub struct LetterKind {
    /// The kind of its job.
    pub name: &'static str,
    /// Reads its job and words it.
    pub word: fn(&mut Conn, &Value) -> Result<Option<Words>, String>,
}

impl LetterKind {
    /// The kind of these letters.
    pub const fn of<L: Letter>() -> Self {
        Self { name: L::KIND, word: word::<L> }
    }
}

fn word<L: Letter>(conn: &mut Conn, payload: &Value) -> Result<Option<Words>, String> {
    let letter = L::deserialize(payload).map_err(|_| "a letter that cannot be read".to_owned())?;
    letter.word(conn).map_err(|e| e.to_string())
}

/// Asks for a letter in the transaction of the change that it tells of; asked for twice with one key, it is sent once.
pub fn send<L: Letter>(tx: &mut Tx<'_>, letter: &L, once: impl Into<Option<String>>) -> store::Result<()> {
    let payload = serde_json::to_value(letter).map_err(|e| store::Error::Outside(e.to_string()))?;
    tx.ask(NewJob { dedupe: once.into(), ..NewJob::now(L::KIND, payload) })
}

/// All capabilities of the program, in the order of their arrows.
pub type Capabilities = &'static [&'static Capability];

/// The doors in the order of the menu.
pub fn doors(all: Capabilities) -> Vec<Door> {
    let mut doors: Vec<Door> = all.iter().flat_map(|capability| capability.navigation).copied().collect();
    doors.sort_by_key(|door| door.place);
    doors
}

/// Everything that can go with a step up.
pub fn evidence(
    conn: &mut Conn,
    all: Capabilities,
    sight: &Sight<FamilyId>,
    episode: EpisodeId,
) -> store::Result<Vec<Paper>> {
    let mut papers = Vec::new();
    for of in all.iter().filter_map(|capability| capability.evidence) {
        papers.extend(of(conn, sight, episode)?);
    }
    Ok(papers)
}

/// What all capabilities show on the family page.
///
/// # Errors
/// The first that cannot be drawn.
pub fn panels(v: &mut View<'_>, sight: &Sight<FamilyId>, period: Option<Period>) -> web::Result<Vec<Markup>> {
    let all = v.app.capabilities;
    let mut panels: Vec<Panel> = all.iter().filter_map(|capability| capability.panel).collect();
    panels.sort_by_key(|panel| panel.place);
    panels.into_iter().map(|panel| (panel.show)(v, sight, period)).collect()
}
