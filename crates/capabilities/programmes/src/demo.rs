//! Group programmes in the demo: five of them, with runs over three years, and families that go to them beside the help
//! that goes on.

use crate::{
    keeping::{self, Desk},
    placing::{self, Answer, Request},
    records::{self, EnrolmentId, Programme, ProgrammeId, Run, RunId, Session},
    rules::{self, Ending, Hours, Mark, Moment, NewMeasure, NewProgramme, NewRun, Opinion, State},
    running::{self, Measured},
};
use access::{
    AccountId, Actor, App, Change, OrganisationId, Permits, accounts,
    demo::{Help, Scene, Telling, Told},
    enrolment as of_place, family, nobody, run as of_run,
};
use chrono::{Days, NaiveDate, NaiveTime};
use pack::Pack;
use std::{collections::BTreeMap, sync::Arc};
use store::{Instant, Tx};
use waiting::Priority;
use web::{Error, Result};

/// After the plan, before its reviews.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 45, tell }];

/// A programme: name, what happens, for whom, ages (0 is none), how many sessions.
type Kind = (&'static str, &'static str, &'static str, (i64, i64), i64);

const PROGRAMMES: &[Kind] = &[
    (
        "Calmer together",
        "Eight mornings on routines, limits and time together. Parents try one thing each week and talk it over.",
        "Parents and carers of children of any age",
        (0, 0),
        8,
    ),
    (
        "Worry workshop",
        "Six afternoons with games and drawing, on what worries are and what helps against them.",
        "Children of primary age who worry much, with a parent at the first and last",
        (7, 11),
        6,
    ),
    (
        "First steps",
        "Six mornings of songs, play and talk on sleep, food and first words.",
        "Parents with a child below five",
        (0, 0),
        6,
    ),
    (
        "Moving up",
        "Six afternoons on the new school: the way there, friends, homework, whom to ask.",
        "Children who move to secondary school this year",
        (10, 12),
        6,
    ),
    (
        "Talking at home",
        "Eight evenings for young people and a parent on arguments, trust and what each needs.",
        "Young people, each with a parent or carer",
        (11, 17),
        8,
    ),
];

const HALLS: &[(&str, &str)] = &[
    ("Luton Road Family Hub", "Chatham"),
    ("Woodlands Family Hub", "Gillingham"),
    ("The library", "Rochester"),
    ("The community centre", "Strood"),
    ("The church hall", "Rainham"),
];

/// So many days lie between two runs of one programme.
const APART: u64 = 70;

/// Years of runs behind the clock, in days.
const BACK: u64 = 1_120;

/// Makes the programmes and their runs, once.
pub(crate) fn make(tx: &mut Tx<'_>, app: &App, round: u32, _: &[(String, OrganisationId)]) -> Result<u32> {
    let Some(manager) = known(tx, "manager").filter(|_| round == 0) else { return Ok(0) };
    let now = tx.now;
    let Some(actor) = accounts::actor(tx.conn(), now, manager)? else { return Ok(0) };
    let facilitators: Vec<AccountId> = ["facilitator", "charity"].iter().filter_map(|word| known(tx, word)).collect();
    let pack = app.pack.clone();
    let desk = Desk { pack: &pack, site: &app.url };
    let mut change = Change::within(app, tx, Arc::new(actor));
    for (n, kind) in PROGRAMMES.iter().enumerate() {
        add(&mut change, desk, (n, kind), &facilitators)?;
    }
    Ok(u32::try_from(PROGRAMMES.len()).unwrap_or(0))
}

fn known(tx: &mut Tx<'_>, word: &str) -> Option<AccountId> {
    let found = accounts::find_by_email(tx.conn(), &format!("{word}@example.org"));
    found.ok().flatten().map(|account| account.id)
}

fn add(change: &mut Change<'_, '_>, desk: Desk<'_>, (n, kind): (usize, &Kind), who: &[AccountId]) -> Result<()> {
    let permit = change.allow(nobody::KeepProgrammes)?;
    let new = about(desk.pack, n, kind);
    let id = keeping::add_programme(change.tx, &permit, desk, NewProgramme { public: false, ..new.clone() })?;
    let today = change.today;
    let first = today - Days::new(BACK) + Days::new(u64::try_from(n).unwrap_or(0) * 13);
    for nth in 0..(BACK + 2 * APART) / APART {
        // nobody meets on a weekend or a bank holiday
        let starts_on = desk.pack.calendar().plus_working(first + Days::new(nth * APART), 1);
        let run = a_run(kind, n + usize::try_from(nth).unwrap_or(0), starts_on, who);
        keeping::add_run_from(change.tx, &permit, desk, id, (run, None))?;
    }
    // the entry is written once, when all of it is there
    keeping::change_programme(change.tx, &permit, desk, id, &new)
}

fn about(pack: &Pack, n: usize, (name, what, for_whom, (least, most), _): &Kind) -> NewProgramme {
    let some = |vocabulary: &str, from: usize| {
        let terms = pack.terms(vocabulary);
        terms.iter().cycle().skip(from).take(2.min(terms.len())).map(|term| term.code.clone()).collect()
    };
    NewProgramme {
        name: (*name).into(),
        what: (*what).into(),
        for_whom: (*for_whom).into(),
        ages: (Some(*least).filter(|age| *age > 0), Some(*most).filter(|age| *age > 0)),
        evidence: "Families who came say before and after how things are; most say that they are better.".into(),
        outcomes: some("outcome-framework", n),
        factors: some("protective-factor", n * 3),
        needs: some("need", n * 4),
        public: true,
    }
}

fn a_run((.., sessions): &Kind, n: usize, starts_on: NaiveDate, who: &[AccountId]) -> NewRun {
    let (hall, town) = HALLS[n % HALLS.len()];
    NewRun {
        place_name: hall.into(),
        town: town.into(),
        language: "en".into(),
        creche: n.is_multiple_of(2),
        transport: if n.is_multiple_of(3) { "A taxi can be booked for you.".into() } else { String::new() },
        places: Some(12),
        facilitators: who.to_vec(),
        note: "Come as you are. There is tea.".into(),
        starts_on: Some(starts_on),
        sessions: Some(*sessions),
        every: 1,
        hours: Some(Hours { opens: 600, closes: 720 }),
        ..NewRun::default()
    }
}

const SHARED: &[&str] = &[
    "Likes drawing, and is shy at first.",
    "Comes with the bus, and may be five minutes late.",
    "Would like to sit near the door.",
    "Has tried a routine since the spring and is proud of it.",
];

fn tell(scene: &mut Scene<'_>) -> Result<Told> {
    if scene.ending.is_some() || !scene.chance(14) {
        return Ok(Told::On);
    }
    let help = scene.help()?;
    let from = scene.at;
    let told = goes(scene, &help);
    // the story of the family goes on beside it: what happens here takes no time of its own
    scene.at = from;
    told.map(|_| Told::On)
}

/// A family that goes to a group, as far as the clock lets it come; `None` where it stops on the way.
fn goes(scene: &mut Scene<'_>, help: &Help) -> Result<Option<()>> {
    let Some(place) = asks(scene, help)? else { return Ok(None) };
    if !scene.wait_some(1..9) {
        return Ok(None);
    }
    let Some(run) = offered(scene, place)? else { return Ok(None) };
    if !scene.wait_some(1..4) {
        return Ok(None);
    }
    if !answers(scene, help, place)? {
        return Ok(None);
    }
    let joined = scene.today();
    for session in records::sessions_of(scene.conn, run)? {
        let at = Instant::at_london(session.on_day.and_time(NaiveTime::MIN)).plus_seconds(15 * 3_600);
        if session.on_day < joined || at < scene.at {
            continue;
        }
        if at > scene.end {
            return Ok(None);
        }
        scene.at = at;
        comes(scene, place, (run, &session))?;
    }
    if scene.wait_some(1..6) {
        ends(scene, place)?;
    }
    Ok(Some(()))
}

/// Somebody of the family asks for one of the programmes; their place.
fn asks(scene: &mut Scene<'_>, help: &Help) -> Result<Option<EnrolmentId>> {
    let family = scene.family()?;
    let (pack, today) = (scene.app.pack.clone(), scene.today());
    let all: Vec<Programme> = records::list_programmes(scene.conn)?.into_iter().filter(Programme::is_open).collect();
    let Some(by) = help.lead.account.filter(|_| !all.is_empty()) else { return Ok(None) };
    let of = scene.pick(&all).clone();
    let share = (*scene.pick(SHARED)).to_owned();
    let soon = scene.chance(25);
    let (lead, episode) = (help.lead.clone(), help.episode);
    scene.by(&lead, |change| {
        let permit = change.permit(family::OfferService, family)?;
        if !access::guard::may_be_told(change.conn(), family, None, today)? {
            return Ok(None);
        }
        let members = people::records::members(change.conn(), &permit)?;
        let for_children = of.minimum_age.is_some();
        let fits = |member: &&people::Member| {
            let age = member.person.date_of_birth.map(|born| i64::from(web::dates::years(born, today)));
            member.role.is_child() == for_children && age.is_none_or(|age| of.takes_age(age))
        };
        let Some(person) = members.iter().find(fits).map(|member| member.person.id) else { return Ok(None) };
        let plan = plans::records::current(change.conn(), &permit, episode)?.filter(|whole| whole.plan.is_running());
        let new = Request {
            family,
            programme: of.id,
            person: Some(person),
            what: "That things are calmer at home.".into(),
            priority: if soon { Priority::Soon } else { Priority::Routine },
            why: if soon { "It gets harder every week.".into() } else { String::new() },
            needs: of.needs.0.clone(),
            level: "2".into(),
            asked_by: Some(by),
            contact: None,
            episode: Some(episode),
            outcome: plan.and_then(|whole| whole.outcomes.first().map(|outcome| outcome.id)),
            owner: by,
            agreed_by: "The parent, when we met".into(),
            share,
            reach: String::new(),
            age_why: String::new(),
            offer: None,
        };
        placing::ask(change.tx, &pack, permit.actor(), &new).map(Some)
    })
}

/// Whoever runs the groups, as they are at this moment of the story.
fn facilitator(scene: &mut Scene<'_>) -> Result<Arc<Actor>> {
    let found = accounts::find_by_email(scene.conn, "facilitator@example.org")?.ok_or(Error::NotFound)?;
    accounts::actor(scene.conn, scene.at, found.id)?.map(Arc::new).ok_or(Error::NotFound)
}

/// A place in the next run that has one is offered.
fn offered(scene: &mut Scene<'_>, id: EnrolmentId) -> Result<Option<RunId>> {
    let (pack, today) = (scene.app.pack.clone(), scene.today());
    let of: ProgrammeId = records::load_enrolment(scene.conn, id)?.programme_id;
    let mut next: Vec<Run> = records::runs_of(scene.conn, of)?;
    next.retain(|run| run.starts_on > today + Days::new(7));
    next.sort_by_key(|run| run.starts_on);
    for run in next.into_iter().take(2) {
        if run.places > records::places_taken(scene.conn, run.id)? {
            let by = facilitator(scene)?;
            scene.by(&by, |change| {
                let permit = change.permit(of_run::Offer, run.id)?;
                placing::offer(change.tx, &pack, &permit, id)
            })?;
            return Ok(Some(run.id));
        }
    }
    Ok(None)
}

/// Whether they take it.
fn answers(scene: &mut Scene<'_>, help: &Help, id: EnrolmentId) -> Result<bool> {
    let pack = scene.app.pack.clone();
    let (answer, why) = match scene.rng.u8(..100) {
        0..86 => (Answer::Accepted, ""),
        86..94 => (Answer::Declined, "Mornings do not work with the new job."),
        _ => (Answer::NotAnswered, ""),
    };
    scene.by(&help.lead, |change| {
        let permit = change.permit(of_place::Answer, id)?;
        placing::answer(change.tx, &pack, &permit, answer, why)
    })?;
    if answer != Answer::Accepted {
        return Ok(false);
    }

    let confident = f64::from(scene.rng.u8(2..6));
    let by = facilitator(scene)?;
    scene.by(&by, |change| {
        let permit = change.permit(of_place::Measure, id)?;
        running::welcome(change.tx, &permit)?;
        running::measure(change.tx, &permit, &measured(change.pack.as_ref(), Moment::Before, change.today, confident))
    })?;
    Ok(true)
}

fn measured(pack: &Pack, moment: Moment, taken_on: NaiveDate, about: f64) -> Measured {
    let more = [0.0, 1.0, 2.0].into_iter().cycle();
    let answers = pack.terms("programme-question").iter().zip(more);
    let answers = answers.map(|(term, more)| (term.code.clone(), (about + more).min(10.0)));
    Measured { moment, taken_on, rater: "parent".into(), answers: answers.collect(), tool: NewMeasure::default() }
}

/// One session: its register, with what was said of others before; and the call after it.
fn comes(scene: &mut Scene<'_>, id: EnrolmentId, (run, session): (RunId, &Session)) -> Result<()> {
    let pack = scene.app.pack.clone();
    let mark = match scene.rng.u8(..100) {
        0..82 => Mark::Came,
        82..91 => Mark::SentWord,
        _ => Mark::Missed,
    };
    let by = facilitator(scene)?;
    scene.by(&by, |change| {
        let permit = change.permit(of_run::Register, run)?;
        let mut said: BTreeMap<EnrolmentId, Mark> = records::of_session(change.conn(), &permit, session.id)?
            .into_iter()
            .map(|row| (row.enrolment_id, row.mark))
            .collect();
        said.insert(id, mark);
        running::register(change.tx, &pack, &permit, session.n, &said, true)?;
        if mark == Mark::Missed {
            let permit = change.permit(of_place::Call, id)?;
            running::call(change.tx, &permit, "The little one was ill. They come next week.")?;
        }
        Ok(())
    })
}

/// The group is over for them: what was measured, what they think, what came of it.
fn ends(scene: &mut Scene<'_>, id: EnrolmentId) -> Result<()> {
    let pack = scene.app.pack.clone();
    let place = records::load_enrolment(scene.conn, id)?;
    if place.state != State::Accepted {
        return Ok(());
    }
    let confident = f64::from(scene.rng.u8(4..9));
    let result = if confident > 5.0 { "achieved" } else { "partly" };
    let by = facilitator(scene)?;
    scene.by(&by, |change| {
        let permit = change.permit(of_place::Measure, id)?;
        running::measure(change.tx, &permit, &measured(&pack, Moment::After, change.today, confident))?;
        let opinions = [Some(Opinion::Yes), Some(Opinion::Yes), Some(Opinion::Partly)];
        running::feedback(change.tx, &permit, opinions, "It was good not to be the only one.")?;

        let permit = change.permit(of_place::End, id)?;
        let (came, held) = running::came_of(change.conn(), &place)?;
        let (ending, why) = match rules::went(came, held) {
            true => (Ending::Finished, "They tried one thing each week and told each other."),
            false => (Ending::Left, "They came once or twice, and mornings did not work."),
        };
        let term = pack.code("result", result, change.today);
        running::end(change.tx, &pack, &permit, ending, term, why)
    })
}
