//! The area and equality in the demo: poverty by ward, a screening, assessments in each state, and a year of who was
//! reached.

use crate::{
    indicators::Value,
    paste::Line,
    records::{AssessmentId, actions, assessments, monitoring, values},
    rules::equality::{self as rules, Conclusion, Impact, Recommendation, Said, Way},
};
use access::{Actor, App, Change, Permits, accounts, nobody};
use cases::demo_places::WARDS;
use chrono::{Days, Months, NaiveDate};
use insight::counting::Period;
use std::sync::Arc;
use store::{Author, Conn, Instant};
use web::Result;

/// Two years of it, once every family's story is told.
pub(crate) fn tell(conn: &mut Conn, app: &App) -> Result<()> {
    if store::dialect::count(conn, "family")? == 0 {
        return Ok(());
    }
    let now = app.db.now();
    let mut known = |word: &str| -> Result<Option<Arc<Actor>>> {
        let found = accounts::find_by_email(conn, &format!("{word}@example.org"))?;
        match found {
            Some(account) => Ok(accounts::actor(conn, now, account.id)?.map(Arc::new)),
            None => Ok(None),
        }
    };
    let (Some(head), Some(manager), Some(commissioner)) = (known("head")?, known("manager")?, known("commissioner")?)
    else {
        return Ok(());
    };
    let mut story = Story { conn, app, head, manager, commissioner };
    let today = now.date();
    story.wards(today)?;
    story.assessments(today)?;
    story.reached(today)
}

struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    head: Arc<Actor>,
    manager: Arc<Actor>,
    commissioner: Arc<Actor>,
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
        let mut tx = store::Tx::within(self.conn, at, author);
        let mut change = Change::within(self.app, &mut tx, by.clone());
        work(&mut change)
    }

    /// Children in poverty by ward, in two years: made up, as the wards are.
    fn wards(&mut self, today: NaiveDate) -> Result<()> {
        let commissioner = self.commissioner.clone();
        for back in [2, 1] {
            let day = today - Months::new(12 * back - 6);
            let year = chrono::Datelike::year(&day) - 1;
            let lines: Vec<Line> = WARDS
                .iter()
                .enumerate()
                .map(|(n, (code, _))| {
                    let step = u32::try_from((n * 7 + 3) % 12).unwrap_or(0);
                    let value = f64::from(9 + 2 * step + back % 3);
                    poverty(year, code, value, today + Days::new(150))
                })
                .collect();
            self.at(day, &commissioner, |change| {
                let permit = change.allow(nobody::KeepProfile)?;
                let note = format!("Children in poverty by ward, release of {year} (made up)");
                values::import(change.tx, &permit, &note, &lines)
            })?;
        }
        Ok(())
    }

    fn assessments(&mut self, today: NaiveDate) -> Result<()> {
        let (manager, commissioner) = (self.manager.clone(), self.commissioner.clone());
        let long_ago = today - Months::new(23);
        let screening = self.written(long_ago, &manager, ("The early help strategy", Way::Screening))?;
        self.published(screening, long_ago + Days::new(12), today)?;
        let full = self.written(today - Months::new(14), &manager, ("Opening hours of the family hubs", Way::Full))?;
        self.published(full, today - Months::new(13), today)?;
        let done = today - Months::new(8);
        if let Some(action) = actions::of_assessment(self.conn, full)?.first().map(|action| action.id) {
            self.at(done, &manager, |change| {
                let permit = change.allow(nobody::KeepEquality)?;
                actions::do_action(change.tx, &permit, action, "Two evenings a week since the autumn.")
            })?;
        }
        // the next edition of it, half a year later
        let again = today - Months::new(5);
        self.at(again, &manager, |change| {
            let permit = change.allow(nobody::KeepEquality)?;
            assessments::begin_again(change.tx, &permit, full)
        })?;
        self.handed_in(again + Days::new(3), &manager, full)?;
        self.published(full, again + Days::new(9), today)?;
        let waits =
            self.written(today - Days::new(9), &commissioner, ("Who gives counselling from next year", Way::Full))?;
        self.handed_in(today - Days::new(4), &commissioner, waits)?;
        self.at(today - Days::new(2), &manager, |change| {
            let permit = change.allow(nobody::KeepEquality)?;
            assessments::begin(change.tx, &permit, "A new form for asking for help", Some(Way::Screening))
        })?;
        Ok(())
    }

    /// Written to the end, and handed in unless it is to be changed first.
    fn written(&mut self, day: NaiveDate, by: &Arc<Actor>, (title, way): (&str, Way)) -> Result<AssessmentId> {
        let pack = self.app.pack.clone();
        let said = said(assessments::asked(&pack, way).iter().map(|term| term.code.clone()), way);
        let owner = self.manager.account;
        let id = self.at(day, by, |change| {
            let permit = change.allow(nobody::KeepEquality)?;
            let id = assessments::begin(change.tx, &permit, title, Some(way))?;
            assessments::say(change.tx, &permit, (id, 1), (title, &said))?;
            if way == Way::Full {
                for (what, days) in [("Open two evenings a week", 120), ("Ask families again after half a year", 400)] {
                    actions::add(change.tx, &permit, id, what, (owner, Some(day + Days::new(days))))?;
                }
            }
            Ok(id)
        })?;
        if title != "Who gives counselling from next year" {
            self.handed_in(day + Days::new(5), by, id)?;
        }
        Ok(id)
    }

    fn handed_in(&mut self, day: NaiveDate, by: &Arc<Actor>, id: AssessmentId) -> Result<()> {
        let pack = self.app.pack.clone();
        self.at(day, by, |change| {
            let permit = change.allow(nobody::KeepEquality)?;
            assessments::hand_in(change.tx, &permit, &pack, id)
        })
    }

    fn published(&mut self, id: AssessmentId, day: NaiveDate, today: NaiveDate) -> Result<()> {
        let head = self.head.clone();
        self.at(day, &head, |change| {
            let permit = change.allow(nobody::AuthoriseEquality)?;
            assessments::authorise(change.tx, &permit, id, Some(today + Months::new(4)))
        })
    }

    /// Who was reached in the last year whose figures are published.
    fn reached(&mut self, today: NaiveDate) -> Result<()> {
        let (manager, head, pack) = (self.manager.clone(), self.head.clone(), self.app.pack.clone());
        let year = i64::from(Period::quarter_of(today).financial_year() - 1);
        let frozen = self.at(today - Days::new(20), &manager, |change| {
            let permit = change.allow(nobody::KeepEquality)?;
            monitoring::freeze(change.tx, &permit, &pack, year)
        });
        match frozen {
            Ok(id) => self.at(today - Days::new(16), &head, |change| {
                let permit = change.allow(nobody::AuthoriseEquality)?;
                monitoring::publish(change.tx, &permit, id)
            }),
            // its figures are not published yet
            Err(web::Error::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

fn poverty(year: i32, ward: &str, value: f64, next: NaiveDate) -> Line {
    Line {
        line: 0,
        indicator: "child-poverty".into(),
        label: "Children who live in poverty".into(),
        group: "Deprivation and money".into(),
        unit: "%".into(),
        better: "lower".into(),
        value: Value {
            year: year.to_string(),
            ward: ward.into(),
            value: Some(value),
            source: "Made up for the demo".into(),
            next_release: Some(next),
            ..Value::default()
        },
    }
}

fn said(codes: impl Iterator<Item = String>, way: Way) -> Said {
    let impact = |code: &str| Impact {
        adverse: Some(matches!(code, "disability" | "others") && way == Way::Full),
        advance: Some(way == Way::Full),
        foster: Some(false),
        evidence: "Figures of the year by this characteristic, and what families said in two workshops.".into(),
    };
    Said {
        texts: rules::texts(way).iter().map(|(code, question, _)| ((*code).to_owned(), answer(question))).collect(),
        impacts: codes.map(|code| (code.clone(), impact(&code))).collect(),
        evidence: vec![],
        recommendation: Some(Recommendation::Proceed).filter(|_| way == Way::Full),
        adverse: Some(false).filter(|_| way == Way::Screening),
        justified: None,
        conclusion: Some(Conclusion::NoBut).filter(|_| way == Way::Screening),
        full_by: None,
    }
}

fn answer(question: &str) -> String {
    let words = match question.as_bytes().first() {
        Some(b'1') => "Hubs open on two evenings a week; until now they close at five.",
        Some(b'2') => "Parents who work asked for evenings. Fewer fathers come than live here.",
        Some(b'4') => "Families who cannot come by day; staff, whose hours change.",
        Some(b'5') => "Lifts and a quiet room in the evening, too; people who cannot travel are rung.",
        _ => "In the plan of the service, looked at every quarter.",
    };
    words.into()
}
