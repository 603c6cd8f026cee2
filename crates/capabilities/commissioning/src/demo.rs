//! Commissioning in the demo: three years of returns of three services, four contracts, what practitioners voiced, and
//! two needs analyses.

use crate::{
    period::{Every, Period},
    records::{
        ContractId, analyses,
        analyses::Said,
        contracts::{self, NewContract},
        monitoring::{self, NewAction, NewMeeting},
        owing::{self, NewOwing},
        returns::{self, NewReturn, Way},
        voiced::{self, NewVoice},
    },
    rules::{
        contracts::Voice,
        needs::Age,
        returns::{Figure, Figures},
    },
};
use access::{Actor, App, Change, OrganisationId, Permits, Role, accounts, demo::WORRIES, nobody, service as acts};
use chrono::{Days, Months, NaiveDate};
use directory::{ServiceId, records::find_by_name};
use fastrand::Rng;
use std::{collections::BTreeMap, sync::Arc};
use store::{Author, Conn, Instant, Tx};
use web::Result;

/// Services with systems of their own: name, how often, families worked with in a period, what most come with.
const OWING: &[(&str, Every, i64, &str)] = &[
    ("Young carers' group, Chatham", Every::Month, 24, "young-carer"),
    ("Counselling for young people, Gillingham", Every::Quarter, 60, "emotional-health"),
    ("Domestic abuse support, Rochester", Every::Quarter, 45, "domestic-abuse"),
];

/// Contracts: name, services, outcomes, factors, pounds a quarter, places, what it is for.
type Bought = (&'static str, &'static [&'static str], &'static [&'static str], usize, i64, i64, &'static str);

const BOUGHT: &[Bought] = &[
    (
        "Young carers",
        &["Young carers' group, Chatham", "Young carers' group, Luton"],
        &["education", "community"],
        3,
        11_500,
        30,
        "Children who look after somebody have time of their own, friends, and a say.",
    ),
    (
        "Counselling for young people",
        &["Counselling for young people, Gillingham", "Counselling for young people, Strood"],
        &["health"],
        6,
        24_000,
        60,
        "Somebody to talk to, within four weeks, close to school.",
    ),
    (
        "Support after domestic abuse",
        &["Domestic abuse support, Rochester"],
        &["safe"],
        18,
        31_000,
        40,
        "Parents and children are safe and recover, together where they can.",
    ),
    (
        "Debt and money advice",
        &["Debt and money advice, Luton"],
        &["work-and-money"],
        10,
        8_250,
        20,
        "Families keep their home and can plan with what they have.",
    ),
];

/// The three years, service by service and contract by contract, in the first round.
pub(crate) fn make(tx: &mut Tx<'_>, app: &App, round: u32, _: &[(String, OrganisationId)]) -> Result<u32> {
    let now = tx.now;
    let commissioner = accounts::with_role(tx.conn(), Role::Commissioner)?.into_iter().next();
    let Some(commissioner) = commissioner.filter(|_| round == 0) else { return Ok(0) };
    let Some(commissioner) = accounts::actor(tx.conn(), now, commissioner)?.map(Arc::new) else { return Ok(0) };
    let mut story = Story { conn: tx.conn(), app, by: commissioner, rng: Rng::with_seed(31), made: 0 };
    let today = now.date();
    for (name, every, families, need) in OWING {
        if let Some(id) = find_by_name(story.conn, name)? {
            story.returns(id, (*every, *families, need), today)?;
        }
    }
    for bought in BOUGHT {
        story.contract(bought, today)?;
    }
    story.voices(today)?;
    Ok(story.made)
}

/// Who tells it.
struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    by: Arc<Actor>,
    rng: Rng,
    made: u32,
}

impl Story<'_> {
    /// A change by the commissioner at noon of this day.
    fn at<T>(&mut self, day: NaiveDate, work: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> Result<T> {
        let at = Instant::at_london(day.and_hms_opt(12, 0, 0).unwrap_or_default()).min(self.app.db.now());
        let author = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(self.conn, at, author);
        let mut change = Change::within(self.app, &mut tx, self.by.clone());
        self.made += 1;
        work(&mut change)
    }

    /// About so many.
    fn about(&mut self, many: i64) -> i64 {
        many + self.rng.i64(0..=many / 4)
    }

    fn returns(&mut self, id: ServiceId, (every, families, need): (Every, i64, &str), today: NaiveDate) -> Result<()> {
        let pack = self.app.pack.clone();
        let first = Period::of(every, today - Months::new(36));
        let new = NewOwing {
            service: Some(id),
            every: Some(every),
            since: Some(first.from),
            ended: None,
            note: "Its own system; the manager sends the figures.".into(),
        };
        self.at(first.from, |change| owing::keep_by_program(change.tx, &pack, 0, &new))?;
        let mut period = first;
        while period.until < today {
            let given = period.until + Days::new(9);
            // the last of those by the quarter has not come: it is chased
            if given > today || (every == Every::Quarter && families < 50 && period.next().until >= today) {
                break;
            }
            let figures = self.figures(families);
            self.give(id, given, &of(period, figures.clone(), need, 0, ""))?;
            if self.rng.u8(..12) == 0 {
                let mut right = figures;
                right.set(Figure::Children, families * 2);
                let why = "Brothers and sisters were left out.";
                self.give(id, (given + Days::new(20)).min(today), &of(period, right, need, 1, why))?;
            }
            period = period.next();
        }
        Ok(())
    }

    fn figures(&mut self, families: i64) -> Figures {
        let ended = self.about(families / 4);
        let counts = [
            (Figure::NewContacts, self.about(families / 3)),
            (Figure::Referrals, self.about(families / 4)),
            (Figure::Waiting, self.about(families / 5)),
            (Figure::Families, self.about(families)),
            (Figure::Children, self.about(families * 3 / 2)),
            (Figure::Assessments, self.rng.i64(0..4)),
            (Figure::Plans, self.about(families / 5)),
            (Figure::Ended, ended),
            (Figure::Positive, ended * 2 / 3),
        ];
        Figures::of(counts.map(|(figure, count)| (figure, Some(count))))
    }

    fn give(&mut self, id: ServiceId, on: NaiveDate, new: &NewReturn) -> Result<()> {
        let pack = self.app.pack.clone();
        self.at(on, |change| {
            let permit = change.permit(acts::GiveReturn, id)?;
            returns::give(change.tx, &permit, &pack, new).map(|_| ())
        })
    }

    fn contract(&mut self, bought: &Bought, today: NaiveDate) -> Result<()> {
        let (name, of, outcomes, factor, pounds, places, purpose) = *bought;
        let begins = Period::of(Every::Quarter, today - Months::new(33)).from;
        let services: Vec<ServiceId> = of
            .iter()
            .filter_map(|service| find_by_name(self.conn, service).transpose())
            .collect::<store::Result<_>>()?;
        let Some(first) = services.first().copied() else { return Ok(()) };
        let provider = directory::records::find(self.conn, first)?.1.id;
        let factors = self.app.pack.terms("protective-factor");
        let new = NewContract {
            provider: Some(provider),
            owner: self.by.account,
            name: name.into(),
            purpose: purpose.into(),
            services,
            outcomes: self.known("outcome-framework", outcomes),
            factors: factors.iter().skip(factor).take(2).map(|term| term.code.clone()).collect(),
            begins: Some(begins),
            ends: Some(begins + Months::new(48) - Days::new(1)),
            value: Some(pounds * 100 * 16),
            places: Some(places),
            places_wrong: false,
            options: "Giving it ourselves; a grant; a contract. A contract lets us ask for outcomes and hear families \
                twice a year."
                .into(),
        };
        let made = begins - Days::new(90);
        let id = self.at(made, |change| {
            let permit = change.allow(nobody::KeepContracts)?;
            contracts::make(change.tx, &permit, &new)
        })?;
        self.before_it_begins(id, begins)?;
        self.course(id, begins, today, pounds * 100)
    }

    /// Those of these words that the pack has, else its first.
    fn known(&self, vocabulary: &str, wanted: &[&str]) -> Vec<String> {
        let terms = self.app.pack.terms(vocabulary);
        let found: Vec<String> =
            terms.iter().filter(|term| wanted.contains(&&*term.code)).map(|term| term.code.clone()).collect();
        if found.is_empty() { terms.iter().take(1).map(|term| term.code.clone()).collect() } else { found }
    }

    fn before_it_begins(&mut self, id: ContractId, begins: NaiveDate) -> Result<()> {
        const ASKED: &[(Voice, &str, &str)] = &[
            (Voice::YoungPeople, "Pizza evening, 11 came", "Not in school hours. Somebody who stays the same."),
            (Voice::Families, "Questionnaire, 34 answered", "Evenings, near a bus stop, and no form to fill in twice."),
            (
                Voice::Practitioners,
                "Two meetings",
                "Say early how long the wait is, so that we can say it to families.",
            ),
        ];
        for (who, how, said) in ASKED {
            self.at(begins - Days::new(70), |change| {
                let permit = change.allow(nobody::KeepContracts)?;
                let on = Some(begins - Days::new(75));
                monitoring::consult(change.tx, &permit, id, (Some(*who), on), (how, said))
            })?;
        }
        for what in ["Staff are there and checked", "Agreement about data is signed", "Rooms are found in both towns"] {
            self.at(begins - Days::new(60), |change| {
                let permit = change.allow(nobody::KeepContracts)?;
                monitoring::add_item(change.tx, &permit, id, (what, Some(begins - Days::new(7))))
            })?;
        }
        for item in monitoring::items(self.conn, id)? {
            self.at(begins - Days::new(10), |change| {
                let permit = change.allow(nobody::KeepContracts)?;
                monitoring::do_item(change.tx, &permit, id, item.id)
            })?;
        }
        Ok(())
    }

    /// Paid every quarter, looked at every half year.
    fn course(&mut self, id: ContractId, begins: NaiveDate, today: NaiveDate, pence: i64) -> Result<()> {
        let mut quarter = Period::of(Every::Quarter, begins);
        let mut n = 0;
        while quarter.from <= today {
            self.at(quarter.from, |change| {
                let permit = change.allow(nobody::KeepContracts)?;
                contracts::pay(change.tx, &permit, id, (Some(quarter.from), Some(pence), "The quarter"))
            })?;
            let held = quarter.from + Days::new(30);
            if n % 2 == 1 && held < today {
                self.meet(id, held)?;
            }
            n += 1;
            quarter = quarter.next();
        }
        Ok(())
    }

    fn meet(&mut self, id: ContractId, held: NaiveDate) -> Result<()> {
        for action in monitoring::actions(self.conn, id)?.iter().filter(|action| action.done_at.is_none()) {
            self.at(held - Days::new(8), |change| {
                let permit = change.allow(nobody::KeepContracts)?;
                let became = "Done: the page says it, and the hubs were told.";
                monitoring::do_action(change.tx, &permit, action.id, became)
            })?;
        }
        let owner = self.by.account;
        self.at(held, |change| {
            let permit = change.allow(nobody::KeepContracts)?;
            let action = NewAction {
                what: "Say on the page how long the wait is".into(),
                who: "The provider's manager".into(),
                owner,
                due: Some(held + Days::new(170)),
            };
            let meeting = NewMeeting {
                held: Some(held),
                present: "Manager of the service, commissioner, early help manager".into(),
                notes: "Figures were looked at together. Fewer stop early since evenings were added. The wait is too \
                    long in winter."
                    .into(),
                next: Some(held + Days::new(182)),
                actions: vec![action],
            };
            monitoring::meet(change.tx, &permit, id, &meeting)
        })
    }

    fn voices(&mut self, today: NaiveDate) -> Result<()> {
        const SAID: &[&str] = &[
            "Somebody who comes to the home in the evening.",
            "A group for fathers that is not on a weekday.",
            "Help before the assessment is finished, not after.",
            "A place that can be reached without a car.",
        ];
        const AREAS: &[&str] = &["ME4", "ME5", "ME7", "Strood Rural", "Luton and Wayfield"];
        let pack = self.app.pack.clone();
        for n in 0..150_u64 {
            let on = today - Days::new(4 * n + 1);
            let (need, ..) = WORRIES[self.rng.usize(..WORRIES.len().min(6))];
            let new = NewVoice {
                need: need.into(),
                area: AREAS[self.rng.usize(..AREAS.len())].into(),
                age: Some(Age::ALL[self.rng.usize(..Age::ALL.len())]),
                note: SAID[self.rng.usize(..SAID.len())].into(),
            };
            self.at(on, |change| voiced::voice_by_program(change.tx, &pack, None, &new))?;
        }
        Ok(())
    }

    /// An analysis of a year, written and, if it is said so, published.
    fn analysis(&mut self, title: &str, until: NaiveDate, published: bool) -> Result<()> {
        let (pack, owner) = (self.app.pack.clone(), self.by.account);
        self.at(until, |change| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let from = until - Months::new(12);
            let id = analyses::begin(change.tx, &permit, &pack, (title, Some(from), Some(until)))?;
            analyses::say(change.tx, &permit, (id, 1), &said())?;
            for (what, who, days) in [
                ("Evening visits in two areas, for a year", "Family hubs, the voluntary sector", 150),
                ("One page that says how long each wait is", "Directory, providers", 240),
            ] {
                let due = (owner, Some(until + Days::new(days)));
                analyses::add_action(change.tx, &permit, id, (what, who), due)?;
            }
            if published {
                for action in analyses::actions(change.conn(), id)? {
                    analyses::do_action(change.tx, &permit, id, action.id)?;
                }
                analyses::publish(change.tx, &permit, (id, 2))?;
            }
            Ok(())
        })
    }
}

fn of(period: Period, figures: Figures, need: &str, seen: i64, why: &str) -> NewReturn {
    let many = figures.get(Figure::NewContacts).unwrap_or_default() / 2;
    NewReturn {
        period,
        figures,
        needs: BTreeMap::from([(need.to_owned(), many)]),
        odd: "A small service: a few families change it much.".into(),
        note: String::new(),
        why: why.into(),
        way: Way::Form,
        seen,
    }
}

fn said() -> Said {
    Said {
        cases: "What families come with first is school and behaviour at home. What lies beneath is more often a \
            parent's low mood and conflict between parents."
            .into(),
        voices: "Practitioners miss help in the evening and for fathers, and help that begins while an assessment is \
            written."
            .into(),
        sources: "The strategic needs assessment; the schools' survey; what young people said in two workshops.".into(),
        priorities: "1. Parents' emotional health.\n2. Conflict between parents.\n3. Shorter waits for counselling."
            .into(),
        group: "Commissioners, family hubs, health visiting, two schools, two charities, two parents.".into(),
    }
}

/// The analyses, once every family's story is told: one that is published, of a year ago, and a draft.
pub(crate) fn analyse(conn: &mut Conn, app: &App) -> Result<()> {
    let now = app.db.now();
    let Some(commissioner) = accounts::with_role(conn, Role::Commissioner)?.into_iter().next() else { return Ok(()) };
    let Some(by) = accounts::actor(conn, now, commissioner)?.map(Arc::new) else { return Ok(()) };
    // where no services were made there is nothing to analyse
    if contracts::list(conn)?.is_empty() {
        return Ok(());
    }
    let mut story = Story { conn, app, by, rng: Rng::with_seed(37), made: 0 };
    let today = now.date();
    story.analysis("Needs of children and families: the year before last", today - Months::new(12), true)?;
    story.analysis("Needs of children and families: the last year", today, false)
}
