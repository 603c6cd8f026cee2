//! Training in the demo: five courses over two years, who came from which agency, what they say, and what is to come.

use crate::{
    booking::{self, Whom},
    keeping,
    records::{BookingId, CourseId, SessionId, bookings, sessions},
    rules::{Hours, Mark, Moment, NewCourse, NewSession, State},
    running,
};
use access::{AccountId, Actor, App, Change, OrganisationId, Permits, accounts, booking as place, course, nobody};
use chrono::{Days, NaiveDate};
use fastrand::Rng;
use std::{collections::BTreeMap, sync::Arc};
use store::{Author, Conn, Instant, Tx};
use web::Result;

/// A course: name, what one can do afterwards, for whom, strategies, parts, months (0 is none), whether it is for leads.
type Kind = (&'static str, &'static str, &'static str, &'static [&'static str], i64, i64, bool);

const COURSES: &[Kind] = &[
    (
        "Early help: seeing it early",
        "Notice early when a family needs help, talk about it, and know how to ask for it.",
        "Everybody who meets families",
        &["early-recognition", "shared-language"],
        1,
        36,
        false,
    ),
    (
        "Leading for a family",
        "Hold help together as lead professional: assessment, plan, reviews, and the family's own words in all of them.",
        "Whoever leads, or soon will",
        &["lead-professionals", "shared-language"],
        1,
        24,
        true,
    ),
    (
        "Neglect: what a child lives with",
        "See neglect early, put it in plain words, and act before it lasts.",
        "Everybody who meets families",
        &["neglect", "early-recognition"],
        1,
        36,
        false,
    ),
    (
        "Signs of Safety in practice",
        "Map worries, strengths and what has to change with the family, and scale it together.",
        "Whoever assesses, plans or reviews",
        &["practice-model", "shared-language"],
        2,
        0,
        false,
    ),
    (
        "Talking with parents",
        "Talk with parents about hard things so that they come back.",
        "Schools, nurseries, hubs, the voluntary sector",
        &["parenting"],
        1,
        0,
        false,
    ),
];

const PLACES: &[&str] =
    &["Training room 2, the council", "Luton Road Family Hub, Chatham", "By video, the link comes by e-mail"];

/// People without an account, and for whom they work.
const OTHERS: &[(&str, &str)] = &[
    ("Rosa Finch", "St John's Nursery"),
    ("Mark Ellery", "Fire and Rescue Service"),
    ("Sadia Noor", "Housing Association"),
    ("Peter Holm", "Youth Club Strood"),
];

/// So many days lie between two sessions of one course.
const APART: u64 = 118;

/// Sessions reach so many days back.
const BACK: u64 = 730;

/// The two years, course by course, in the first round.
pub(crate) fn make(tx: &mut Tx<'_>, app: &App, round: u32, _: &[(String, OrganisationId)]) -> Result<u32> {
    let now = tx.now;
    let (manager, trainer) = (known(tx.conn(), now, "manager")?, known(tx.conn(), now, "trainer")?);
    let (Some(manager), Some(trainer)) = (manager.filter(|_| round == 0), trainer) else { return Ok(0) };
    let other = known(tx.conn(), now, "charity")?.and_then(|actor| actor.account);
    let mut people = Vec::new();
    for (account, _) in accounts::list(tx.conn())? {
        let works = account.roles().iter().any(|role| {
            use access::Role::{FrontDoor, Lead, Practitioner, SocialCare};
            matches!(role, FrontDoor | Lead | Practitioner | SocialCare)
        });
        if works && people.len() < 60 {
            people.extend(accounts::actor(tx.conn(), now, account.id)?.map(Arc::new));
        }
    }
    let mut story = Story { conn: tx.conn(), app, manager, trainer, other, people, rng: Rng::with_seed(41), made: 0 };
    for (n, kind) in (0..).zip(COURSES) {
        story.course(n, kind, now.date())?;
    }
    Ok(story.made)
}

fn known(conn: &mut Conn, now: Instant, word: &str) -> Result<Option<Arc<Actor>>> {
    match accounts::find_by_email(conn, &format!("{word}@example.org"))? {
        Some(account) => Ok(accounts::actor(conn, now, account.id)?.map(Arc::new)),
        None => Ok(None),
    }
}

struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    manager: Arc<Actor>,
    trainer: Arc<Actor>,
    /// A second trainer, of a partner.
    other: Option<AccountId>,
    people: Vec<Arc<Actor>>,
    rng: Rng,
    made: u32,
}

impl Story<'_> {
    /// A change by somebody at noon of this day.
    fn at<T>(
        &mut self,
        day: NaiveDate,
        by: &Arc<Actor>,
        work: impl FnOnce(&mut Change<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let at = Instant::at_london(day.and_hms_opt(12, 0, 0).unwrap_or_default()).min(self.app.db.now());
        let author = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(self.conn, at, author);
        let mut change = Change::within(self.app, &mut tx, by.clone());
        self.made += 1;
        work(&mut change)
    }

    fn course(&mut self, n: u64, kind: &Kind, today: NaiveDate) -> Result<()> {
        let (name, what, for_whom, strategies, parts, months, for_leads) = *kind;
        let first = today - Days::new(BACK) + Days::new(n * 19);
        let known = self.app.pack.terms("training-strategy");
        let new = NewCourse {
            name: name.into(),
            what: what.into(),
            for_whom: for_whom.into(),
            strategies: strategies
                .iter()
                .filter(|code| known.iter().any(|term| term.code == **code))
                .map(|code| (*code).to_owned())
                .collect(),
            for_leads,
            parts: Some(parts),
            renew_months: Some(months).filter(|months| *months > 0),
            renew_wrong: false,
            trainers: self.trainer.account.into_iter().chain(self.other).collect(),
        };
        let manager = self.manager.clone();
        let id = self.at(first - Days::new(80), &manager, |change| {
            let permit = change.allow(nobody::KeepTraining)?;
            keeping::add_course(change.tx, &permit, &new)
        })?;
        let mut last = vec![];
        for nth in 0.. {
            let on = first + Days::new(nth * APART);
            if on > today + Days::new(APART) {
                break;
            }
            let part = 1 + i64::try_from(nth).unwrap_or(0) % parts;
            // whoever was at the first part goes to the second
            last = self.session(id, (part, on, today), if part > 1 { last } else { vec![] })?;
        }
        Ok(())
    }

    fn session(
        &mut self,
        of: CourseId,
        (part, on, today): (i64, NaiveDate, NaiveDate),
        again: Vec<Arc<Actor>>,
    ) -> Result<Vec<Arc<Actor>>> {
        let pack = self.app.pack.clone();
        let trainer = self.trainer.clone();
        let on = pack.calendar().plus_working(on, 1);
        let planned = (on - Days::new(60)).min(today);
        let opens = if self.rng.bool() { "9:30" } else { "13:00" };
        let new = NewSession {
            part,
            on_day: Some(on),
            though_off: false,
            hours: Hours::read(opens, "16:00"),
            place: PLACES[self.rng.usize(..PLACES.len())].into(),
            places: Some(self.rng.i64(8..=14)),
            trainer: trainer.account,
            note: String::new(),
        };
        let id = self.at(planned, &trainer, |change| {
            let permit = change.permit(course::Run, of)?;
            keeping::plan(change.tx, &permit, &pack, &new)
        });
        // two sessions of one trainer at one time: the later is not held
        let id = match id {
            Ok(id) => id,
            Err(web::Error::Refused(_)) => return Ok(vec![]),
            Err(other) => return Err(other),
        };
        let mut came = again;
        if came.is_empty() {
            for _ in 0..self.rng.usize(7..=11) {
                came.push(self.people[self.rng.usize(..self.people.len())].clone());
            }
        }
        for person in &came {
            let back = Days::new(self.rng.u64(4..35));
            self.booked((id, (on - back).max(planned).min(today)), person, None)?;
        }
        let (name, organisation) = OTHERS[self.rng.usize(..OTHERS.len())];
        let booker = self.people[0].clone();
        self.booked((id, (on - Days::new(20)).max(planned).min(today)), &booker, Some((name, organisation)))?;
        self.held(id, today)?;
        Ok(came)
    }

    /// Somebody books, for themselves or for somebody by name; who is there already is not booked again.
    fn booked(&mut self, (id, day): (SessionId, NaiveDate), by: &Arc<Actor>, whom: Option<(&str, &str)>) -> Result<()> {
        let whom = match (whom, by.account) {
            (Some((name, organisation)), _) => {
                Whom::Person { name: name.into(), organisation: organisation.into(), email: String::new() }
            }
            (None, Some(account)) => Whom::Account(account),
            (None, None) => return Ok(()),
        };
        let booked = self.at(day, by, |change| {
            let permit = change.allow(nobody::BookTraining)?;
            booking::book(change.tx, &permit, id, whom, None)
        });
        match booked {
            Ok(_) | Err(web::Error::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Its register, certificates and what people say, as far as the day has come.
    fn held(&mut self, id: SessionId, today: NaiveDate) -> Result<()> {
        let (session, pack, trainer) = (sessions::find(self.conn, id)?, self.app.pack.clone(), self.trainer.clone());
        if session.on_day > today {
            return Ok(());
        }
        let group = running::expected(self.conn, id)?;
        let mut said = BTreeMap::new();
        for one in &group {
            let mark = match self.rng.u8(..10) {
                0 => Mark::Missed,
                1 => Mark::SentWord,
                _ => Mark::Came,
            };
            said.insert(one.id, mark);
        }
        self.say(&group.iter().map(|one| one.id).collect::<Vec<_>>(), Moment::Before, session.on_day, 3)?;
        self.at(session.on_day, &trainer, |change| {
            let permit = change.permit(course::Run, session.course_id)?;
            running::register(change.tx, &permit, &pack, id, (&said, false))
        })?;
        let came: Vec<BookingId> = bookings::of_session(self.conn, id)?
            .into_iter()
            .filter(|one| one.state == State::Came)
            .map(|one| one.id)
            .collect();
        let given = session.on_day + Days::new(2);
        if given < today {
            let done = self.at(given, &trainer, |change| {
                let permit = change.permit(course::Run, session.course_id)?;
                running::certify_all(change.tx, &permit, &pack, id)
            });
            // nobody was at all parts yet
            if let Err(other) = done
                && !matches!(other, web::Error::Refused(_))
            {
                return Err(other);
            }
        }
        for (moment, days, sure) in [(Moment::After, 3, 6), (Moment::Later, 100, 7)] {
            let day = session.on_day + Days::new(days);
            if day <= today {
                self.say(&came, moment, day, sure)?;
            }
        }
        Ok(())
    }

    /// Most of those who have an account say how sure they are: about so sure.
    fn say(&mut self, all: &[BookingId], moment: Moment, day: NaiveDate, sure: i64) -> Result<()> {
        let pack = self.app.pack.clone();
        for id in all {
            let account = bookings::find(self.conn, *id)?.account_id;
            let person = self.people.iter().find(|one| one.account.is_some() && one.account == account).cloned();
            let Some(person) = person.filter(|_| self.rng.u8(..10) < 8) else { continue };
            let answers: BTreeMap<String, i64> = pack
                .terms("training-question")
                .iter()
                .map(|term| (term.code.clone(), sure + self.rng.i64(0..=3)))
                .collect();
            self.at(day, &person, |change| {
                let permit = change.permit(place::Evaluate, *id)?;
                running::evaluate(change.tx, &permit, &pack, moment, (&answers, ""))
            })?;
        }
        Ok(())
    }
}
