//! Papers: asked for by a day, given, and seen by the members once they went out. What a dashboard showed on that day
//! stays in the paper, whatever becomes of the figures later.

use super::{
    ItemId, ItemUid, MeetingId, MeetingUid, Of, PaperId, PaperUid, boards, meetings,
    meetings::{Meeting, board_meeting},
    priorities, risks,
};
use crate::{
    events, kinds,
    rules::{
        check,
        meetings::{CannotPut, is_address},
    },
};
use access::{AccountId, AccountUid, Because, Permit, Sight, board as acts};
use chrono::NaiveDate;
use commissioning::records::analyses;
use diesel::prelude::*;
use insight::papers::{Line, PublicationId};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Error, Instant, Json, MultiBackend, Result, Tx, Uuid};
use work::{NewTask, tasks};

store::coded! {
    /// What a paper is.
    pub enum PaperKind {
        /// Published figures, as they stood on the day.
        Dashboard = "dashboard",
        /// The report of an audit.
        Audit = "audit-report",
        /// A published needs analysis.
        Needs = "needs-analysis",
        /// The risks, as they stood on the day.
        Risks = "risks",
        /// The priorities, as they stood on the day.
        Plan = "plan",
        /// Anything else.
        Other = "other",
    }
}

impl PaperKind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dashboard => "Dashboard: published figures of that day",
            Self::Audit => "Audit report",
            Self::Needs => "Needs analysis",
            Self::Risks => "Risks of that day",
            Self::Plan => "Priorities of that day",
            Self::Other => "Another paper",
        }
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::{AccountUid, ItemUid, MeetingUid, PaperUid};

    board_paper (id) {
        id -> PaperUid,
        meeting_id -> MeetingUid,
        item_id -> Nullable<ItemUid>,
        kind -> Text,
        title -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        body -> Text,
        link -> Text,
        source_id -> Nullable<Uid>,
        frozen -> Jsonb,
        given_at -> Nullable<Utc>,
        given_by -> Text,
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(board_paper, board_meeting);

/// A paper.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_paper, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Paper {
    pub id: PaperId,
    pub meeting_id: MeetingId,
    pub item_id: Option<ItemId>,
    pub kind: PaperKind,
    pub title: String,
    /// Who writes it.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub body: String,
    pub link: String,
    /// The publication or the analysis that it shows.
    pub source_id: Option<AnyId>,
    pub frozen: Json<Frozen>,
    pub given_at: Option<Instant>,
    pub given_by: String,
    pub version: i64,
}

impl Paper {
    /// Where it is.
    pub fn href(&self) -> String {
        format!("/board-papers/{}", self.id)
    }
}

/// What stood there on the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Frozen {
    /// Of what: a period, an analysis.
    pub label: String,
    /// As of this day.
    pub on: Option<NaiveDate>,
    /// Line by line.
    pub lines: Vec<Line>,
}

/// A paper that is asked for.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_paper")]
pub struct NewPaper {
    pub kind: Option<PaperKind>,
    pub title: String,
    pub item: Option<ItemId>,
    pub owner: Option<AccountId>,
}

/// What is given.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_paper")]
pub struct Given {
    pub body: String,
    pub link: String,
    pub source: Option<Uuid>,
}

pub(crate) fn of(conn: &mut Conn, id: PaperId) -> Result<Of> {
    let (owner, given, meeting): (AccountId, Option<Instant>, MeetingId) = board_paper::table
        .find(id)
        .select((board_paper::owner_id, board_paper::given_at, board_paper::meeting_id))
        .first(conn)?;
    let meeting = meetings::load(conn, meeting)?;
    let unsent = meeting.sent_at.is_none() || given.is_none();
    Ok(Of { board: meeting.board_id, owner: Some(owner), unsent })
}

/// A paper.
///
/// # Errors
/// [`Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<PaperId>) -> Result<Paper> {
    Ok(board_paper::table.find(sight.subject()).select(Paper::as_select()).first(conn)?)
}

/// The meeting of a paper.
pub fn meeting_of(conn: &mut Conn, sight: &Sight<PaperId>) -> Result<Meeting> {
    let of = find(conn, sight)?.meeting_id;
    meetings::load(conn, of)
}

/// The papers of a meeting that whoever asks may see: those who keep the board all, others what was given and went out,
/// and their own.
pub fn list(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<Vec<Paper>> {
    let sent = meetings::find(conn, sight)?.sent_at.is_some();
    let mut all: Vec<Paper> = board_paper::table
        .filter(board_paper::meeting_id.eq(sight.subject()))
        .order((board_paper::item_id, board_paper::id))
        .select(Paper::as_select())
        .load(conn)?;
    let (keeps, me) = (sight.because() == Because::KeepsBoard, sight.actor().account);
    all.retain(|paper| keeps || Some(paper.owner_id) == me || (sent && paper.given_at.is_some()));
    Ok(all)
}

/// Asks somebody for a paper: they owe it in time for the meeting.
///
/// # Errors
/// Every [`CannotPut`] that holds.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Keep>,
    pack: &Pack,
    new: &NewPaper,
) -> web::Result<PaperId> {
    let meeting = meetings::find(tx.conn(), permit)?;
    check([
        (meeting.closed_at.is_some(), CannotPut::AfterClose),
        (new.kind.is_none(), CannotPut::NoKind),
        (new.title.trim().is_empty(), CannotPut::NoPaperTitle),
        (new.owner.is_none(), CannotPut::NoOwner),
    ])?;
    super::say(&[&new.title])?;
    let (Some(kind), Some(owner_id)) = (new.kind, new.owner) else { return Err(web::Error::NotFound) };
    let row = Paper {
        id: PaperId::new(),
        meeting_id: meeting.id,
        item_id: new.item,
        kind,
        title: new.title.clone(),
        owner_id,
        due_on: meeting.papers_by(pack).max(tx.now.date()),
        body: String::new(),
        link: String::new(),
        source_id: None,
        frozen: Json(Frozen::default()),
        given_at: None,
        given_by: String::new(),
        version: 1,
    };
    diesel::insert_into(board_paper::table).values(&row).execute(tx.conn())?;
    let of = boards::load(tx.conn(), meeting.board_id)?;
    let title = format!("Paper for {}, {}: {}", of.name, web::dates::day(meeting.held_on), row.title);
    let task = NewTask::new(kinds::PAPER, row.id.0, title, format!("{}/give", row.href()), row.due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::PAPER.on(row.id.0).detail(json!({"meeting": meeting.id, "kind": kind, "due": row.due_on})))?;
    Ok(row.id)
}

/// Gives a paper, or puts it right before the meeting is closed, unless somebody else has since this `version`. What it
/// shows of figures, risks or priorities is kept as it stands now.
///
/// # Errors
/// Every [`CannotPut`] that holds; [`Error::Stale`].
pub fn give(
    tx: &mut Tx<'_>,
    permit: &Permit<PaperId, acts::Answer>,
    pack: &Pack,
    version: i64,
    given: &Given,
) -> web::Result<()> {
    let (before, meeting) = (find(tx.conn(), permit)?, meeting_of(tx.conn(), permit)?);
    if before.version != version {
        return Err(Error::Stale.into());
    }
    check([(meeting.closed_at.is_some(), CannotPut::AfterClose)])?;
    let (frozen, link) = freeze(tx, pack, (&meeting, &before), given)?;
    let nothing = given.body.trim().is_empty() && link.trim().is_empty() && frozen.lines.is_empty();
    check([(nothing, CannotPut::Nothing), (!link.is_empty() && !is_address(&link), CannotPut::NoAddress)])?;
    super::say(&[&given.body])?;
    let now = tx.now;
    diesel::update(board_paper::table.find(before.id))
        .set((
            (board_paper::body.eq(&given.body), board_paper::link.eq(&link)),
            (board_paper::source_id.eq(given.source.map(AnyId)), board_paper::frozen.eq(Json(frozen))),
            (board_paper::given_at.eq(Some(now)), board_paper::given_by.eq(&permit.actor().name)),
            board_paper::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, before.id.0, Some(kinds::PAPER))?;
    tx.record(events::PAPER.on(before.id.0).detail(json!({"meeting": meeting.id, "given": true})))?;
    Ok(())
}

/// What the paper shows, as of now, and where the whole of it stands.
fn freeze(
    tx: &mut Tx<'_>,
    pack: &Pack,
    (meeting, paper): (&Meeting, &Paper),
    given: &Given,
) -> web::Result<(Frozen, String)> {
    let on = Some(tx.now.date());
    match paper.kind {
        PaperKind::Dashboard => {
            let published = insight::papers::published(tx.conn())?;
            let found = published.into_iter().find(|one| Some(one.id.0) == given.source);
            check([(found.is_none(), CannotPut::NoFigures)])?;
            let Some(found) = found else { return Err(web::Error::NotFound) };
            let lines = insight::papers::lines(tx.conn(), PublicationId(found.id.0))?;
            let label = format!("{}, published on {}", found.label, web::dates::day(found.on));
            Ok((Frozen { label, on, lines }, format!("/insight?of={}", found.id)))
        }
        PaperKind::Needs => {
            let published = analyses::list(tx.conn())?.into_iter().filter(analyses::Analysis::is_published);
            let found = published.into_iter().find(|one| Some(one.id.0) == given.source);
            check([(found.is_none(), CannotPut::NoAnalysis)])?;
            let Some(found) = found else { return Err(web::Error::NotFound) };
            let link = format!("/needs/analyses/{}", found.id);
            let line = |name: &str, value: &str| Line { name: name.into(), value: value.into(), ..Line::default() };
            let lines =
                vec![line("Priorities", &found.said.0.priorities), line("What cases show", &found.said.0.cases)];
            Ok((Frozen { label: format!("{}, number {}", found.title, found.n), on, lines }, link))
        }
        PaperKind::Risks => {
            let lines = risks::lines(tx.conn(), pack, meeting.board_id)?;
            Ok((Frozen { label: "Risks that are open".into(), on, lines }, given.link.clone()))
        }
        PaperKind::Plan => {
            let lines = priorities::lines(tx.conn(), meeting.board_id)?;
            Ok((Frozen { label: "Priorities".into(), on, lines }, given.link.clone()))
        }
        PaperKind::Audit | PaperKind::Other => Ok((Frozen::default(), given.link.clone())),
    }
}

/// The meeting moved: what is not given yet is due for its new day.
pub(super) fn redate(tx: &mut Tx<'_>, of: MeetingId, due_on: NaiveDate) -> Result<()> {
    for id in open(tx.conn(), of)? {
        diesel::update(board_paper::table.find(id)).set(board_paper::due_on.eq(due_on)).execute(tx.conn())?;
        tasks::redate(tx, id.0, kinds::PAPER, due_on)?;
    }
    Ok(())
}

/// The meeting is over: what was not given is owed no more.
pub(super) fn drop_open(tx: &mut Tx<'_>, of: MeetingId) -> Result<()> {
    open(tx.conn(), of)?.into_iter().try_for_each(|id| tasks::done(tx, id.0, Some(kinds::PAPER)))
}

fn open(conn: &mut Conn, of: MeetingId) -> Result<Vec<PaperId>> {
    Ok(board_paper::table
        .filter(board_paper::meeting_id.eq(of).and(board_paper::given_at.is_null()))
        .select(board_paper::id)
        .load(conn)?)
}
