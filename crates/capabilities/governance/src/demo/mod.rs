//! The board of the demo: two years of meetings, and all that it keeps besides, told through its own commands.

mod meetings;
mod plan;

use crate::{
    BoardId,
    records::{
        boards::{self, NewBoard},
        seats::{self, NewSeat},
    },
    rules::boards::Capacity,
};
use access::{AccountId, Actor, App, Change, Permits, accounts, board as acts, nobody};
use chrono::{Days, Months, NaiveDate};
use std::{collections::BTreeMap, sync::Arc};
use store::{Author, Conn, Instant, Tx};
use web::Result;

/// Who sits on it besides its chair and its secretary: words of their address, and as what.
const MEMBERS: &[(&str, Capacity)] = &[
    ("head", Capacity::Deputy),
    ("manager", Capacity::Member),
    ("police", Capacity::Member),
    ("health-visitor", Capacity::Member),
    ("school", Capacity::Member),
    ("charity", Capacity::Member),
    ("auditor", Capacity::Adviser),
];

/// So many meetings were held, one every two months.
const HELD: u32 = 12;

/// Who tells it.
struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    cast: BTreeMap<&'static str, Actor>,
    board: BoardId,
    today: NaiveDate,
}

/// Two years of a board, once every family's story is told and figures are published.
pub(crate) fn tell(conn: &mut Conn, app: &App) -> Result<()> {
    let now = app.db.now();
    if store::dialect::count(conn, "family")? == 0 {
        return Ok(());
    }
    let mut cast = BTreeMap::new();
    for word in ["board", "commissioner"].into_iter().chain(MEMBERS.iter().map(|(word, _)| *word)) {
        let Some(account) = accounts::find_by_email(conn, &format!("{word}@example.org"))? else { return Ok(()) };
        let Some(actor) = accounts::actor(conn, now, account.id)? else { return Ok(()) };
        cast.insert(word, actor);
    }
    let mut story = Story { conn, app, cast, board: BoardId::new(), today: now.date() };
    let days = story.days();
    let founded = days.first().copied().unwrap_or(story.today) - Days::new(45);
    story.found(founded)?;
    story.terms(founded)?;
    story.strategy(founded)?;
    story.priorities(founded)?;
    story.risks(founded)?;
    story.meet(&days)?;
    story.linked(founded)?;
    story.scrutiny(founded)?;
    story.assess(founded)
}

impl Story<'_> {
    /// The days of its meetings, the oldest first; the last was some weeks ago.
    fn days(&self) -> Vec<NaiveDate> {
        let last = self.today - Days::new(24);
        let calendar = self.app.pack.calendar();
        (0..HELD).rev().map(|n| calendar.plus_working(last - Months::new(2 * n), 0)).collect()
    }

    fn who(&self, word: &str) -> AccountId {
        self.cast.get(word).and_then(|actor| actor.account).unwrap_or_else(AccountId::new)
    }

    /// A change by somebody at noon of this day.
    fn by<T>(&mut self, word: &str, on: NaiveDate, work: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> Result<T> {
        let at = Instant::at_london(on.and_hms_opt(12, 0, 0).unwrap_or_default()).min(self.app.db.now());
        let author = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut actor = self.cast.get(word).cloned().ok_or(web::Error::NotFound)?;
        actor.as_of = at;
        let mut tx = Tx::within(self.conn, at, author);
        work(&mut Change::within(self.app, &mut tx, Arc::new(actor)))
    }

    /// As [`Story::by`], by the secretary, who keeps the board.
    fn kept<T>(&mut self, on: NaiveDate, work: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> Result<T> {
        self.by("commissioner", on, work)
    }

    fn found(&mut self, on: NaiveDate) -> Result<()> {
        let pack = self.app.pack.clone();
        let new = NewBoard {
            name: "Early Help Partnership Board".into(),
            purpose: "To see that early help reaches families, that it works, and that partners do what they agreed."
                .into(),
            answers_to: "the safeguarding children partnership".into(),
            every: Some(i64::from(pack.number("board-every"))),
            ended: false,
            chair: Some(self.who("board")),
            secretary: Some(self.who("commissioner")),
            whole: true,
        };
        self.board = self.by("head", on, |change| {
            let permit = change.allow(nobody::FoundBoard)?;
            boards::found(change.tx, &permit, &pack, &new)
        })?;
        for (word, capacity) in MEMBERS {
            let new = NewSeat { account: Some(self.who(word)), ..seat(*capacity, on) };
            self.sit(on, &new)?;
        }
        let named = NewSeat {
            name: "Ada Cole".into(),
            job: "Area manager".into(),
            organisation: "Riverside Homes".into(),
            ..seat(Capacity::Member, on)
        };
        self.sit(on, &named)
    }

    fn sit(&mut self, on: NaiveDate, new: &NewSeat) -> Result<()> {
        let (pack, board) = (self.app.pack.clone(), self.board);
        self.kept(on, |change| {
            let permit = change.permit(acts::Seat, board)?;
            seats::seat(change.tx, &permit, &pack, new).map(|_| ())
        })
    }

    /// After two years most terms were renewed; one ended, and somebody else sits there now.
    fn terms(&mut self, founded: NaiveDate) -> Result<()> {
        let (pack, renewed) = (self.app.pack.clone(), founded + Months::new(22));
        for one in seats::ever(self.conn, self.board)? {
            let leaves = one.account_id.is_none();
            let until = if leaves { renewed } else { one.until_on + Months::new(24) };
            self.kept(renewed, |change| {
                let permit = change.permit(acts::Seat, one.id)?;
                seats::change_term(change.tx, &permit, &pack, one.version, Some((one.from_on, until)))
            })?;
        }
        let next = NewSeat {
            name: "Noor Haddad".into(),
            job: "Head of housing support".into(),
            organisation: "Riverside Homes".into(),
            ..seat(Capacity::Member, renewed + Days::new(1))
        };
        self.sit(renewed + Days::new(1), &next)
    }
}

fn seat(capacity: Capacity, from: NaiveDate) -> NewSeat {
    let until = from + Months::new(24);
    NewSeat { capacity: Some(capacity), from: Some(from), until: Some(until), ..NewSeat::default() }
}
