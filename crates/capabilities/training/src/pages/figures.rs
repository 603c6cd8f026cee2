//! `/training/figures`: how many were trained, by agency and by course, and what they say it changed. Those who see no
//! names see no small counts.

use crate::{
    records::{Booking, Certificate, Course, Session, bookings, certificates, courses, evaluations},
    rules::{Moment, State},
};
use access::{Context, Permits, Role, View, Visit, nobody};
use chrono::{Datelike, NaiveDate};
use pack::Pack;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts};

/// An agency in a year.
#[derive(Debug, Default)]
struct Agency {
    booked: i64,
    came: i64,
    missed: i64,
    hold: i64,
    run_out: i64,
}

/// A course in a year: sessions held, places in them, who came, and the average of each question at each moment.
struct OfCourse {
    name: String,
    held: i64,
    places: i64,
    came: i64,
    said: Vec<(String, [Option<String>; 3])>,
}

struct Figures {
    year: i32,
    agencies: BTreeMap<String, Agency>,
    courses: Vec<OfCourse>,
    sees_all: bool,
}

impl Figures {
    fn load(v: &mut View<'_>, year: Option<i32>) -> Result<Self> {
        v.allow(nobody::SeeTrainingFigures)?;
        let today = v.today;
        let year = year.filter(|year| (2000..=today.year() + 1).contains(year)).unwrap_or(today.year());
        let (from, until) = (first_of(year), first_of(year + 1).pred_opt().unwrap_or(today));
        let sessions = crate::records::sessions::between(v.conn(), from, until)?;
        let ids: Vec<_> = sessions.iter().map(|one| one.id).collect();
        let places = bookings::of_sessions(v.conn(), &ids)?;
        let earned = certificates::list(v.conn())?;
        let all = courses::list(v.conn())?;
        let pack = v.pack.clone();
        let mut of_courses = Vec::new();
        for course in &all {
            let held: Vec<&Session> =
                sessions.iter().filter(|one| one.course_id == course.id && one.kept_at.is_some()).collect();
            if !held.is_empty() {
                of_courses.push(of_course(v, &pack, course, (&held, &places))?);
            }
        }
        Ok(Self {
            year,
            agencies: agencies(&places, &earned, today),
            courses: of_courses,
            sees_all: v.actor.is_any(&[Role::Manager, Role::Head]),
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let (before, after) = (self.year - 1, self.year + 1);
        html! {
            h1.govuk-heading-l { "Training in " (self.year) }
            p.govuk-body {
                a.govuk-link href={ "/training/figures?year=" (before) } { (before) }
                @if self.year < context.today.year() {
                    ", " a.govuk-link href={ "/training/figures?year=" (after) } { (after) }
                }
            }
            h2.govuk-heading-m { "By agency" }
            @if self.agencies.is_empty() { p.govuk-body { "Nobody was booked." } }
            @else if self.sees_all { (self.whole()) } @else { (self.withheld(&context.pack)) }
            h2.govuk-heading-m { "By course" }
            @if self.courses.is_empty() { p.govuk-body { "No session was held." } }
            @for course in &self.courses { (self.course(course)) }
            @if !self.sees_all { p.govuk-body-s { "c: withheld, because so few could be recognised." } }
        }
    }

    fn whole(&self) -> Markup {
        let row = |(name, of): (&String, &Agency)| {
            let counts = [of.booked, of.came, of.missed, of.hold, of.run_out];
            [html! { (name) }].into_iter().chain(counts.map(|count| html! { (count) })).collect()
        };
        let heads = ["Agency", "Booked", "Came", "Did not come", "Certificates that hold", "Ran out"];
        parts::table("People by agency", &heads, self.agencies.iter().take(60).map(row).collect())
    }

    /// No sum and no rest, by which what is withheld could be worked out.
    fn withheld(&self, pack: &Pack) -> Markup {
        let least = i64::from(pack.number("suppression"));
        let cell = |count: i64| if (1..least).contains(&count) { "c".to_owned() } else { count.to_string() };
        let row = |(name, of): (&String, &Agency)| {
            vec![html! { (name) }, html! { (cell(of.came)) }, html! { (cell(of.hold)) }]
        };
        let heads = ["Agency", "Came", "Certificates that hold"];
        parts::table("People by agency", &heads, self.agencies.iter().take(60).map(row).collect())
    }

    fn course(&self, of: &OfCourse) -> Markup {
        let row = |(question, means): &(String, [Option<String>; 3])| {
            let cells = means.iter().map(|mean| html! { (mean.as_deref().unwrap_or("c")) });
            [html! { (question) }].into_iter().chain(cells).collect()
        };
        html! {
            h3.govuk-heading-s { (of.name) }
            p.govuk-body {
                (web::dates::plural(of.held, "session")) " held, " (of.places) " places"
                @if self.sees_all { ", " (of.came) " came" } "."
            }
            @if of.said.iter().any(|(_, means)| means.iter().any(Option::is_some)) {
                (parts::table("How sure people are, on average, from 0 to 10",
                    &["Question", Moment::Before.label(), Moment::After.label(), Moment::Later.label()],
                    of.said.iter().map(row).collect()))
            }
        }
    }
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

fn agencies(places: &[Booking], earned: &[Certificate], today: NaiveDate) -> BTreeMap<String, Agency> {
    let mut agencies: BTreeMap<String, Agency> = BTreeMap::new();
    for one in places.iter().filter(|one| one.state.takes_a_place()) {
        let agency = agencies.entry(one.organisation.clone()).or_default();
        agency.booked += 1;
        agency.came += i64::from(one.state == State::Came);
        agency.missed += i64::from(one.state == State::Missed);
    }
    for one in earned {
        if let Some(agency) = agencies.get_mut(&one.organisation) {
            agency.hold += i64::from(one.holds(today));
            agency.run_out += i64::from(!one.holds(today));
        }
    }
    agencies
}

fn of_course(
    v: &mut View<'_>,
    pack: &Pack,
    course: &Course,
    (held, places): (&[&Session], &[Booking]),
) -> Result<OfCourse> {
    let there = |one: &&Booking| held.iter().any(|session| Some(session.id) == one.session_id);
    let theirs: Vec<&Booking> = places.iter().filter(there).filter(|one| one.state == State::Came).collect();
    let ids: Vec<_> = theirs.iter().map(|one| one.id).collect();
    let said = evaluations::of_bookings(v.conn(), &ids)?;
    let least = usize::try_from(pack.number("suppression")).unwrap_or(5);
    let mean = |code: &str, moment: Moment| {
        let all: Vec<i64> =
            said.iter().filter(|one| one.moment == moment).filter_map(|one| one.answers.0.get(code).copied()).collect();
        let many = i64::try_from(all.len()).unwrap_or(1).max(1);
        let tenths = all.iter().sum::<i64>() * 10 / many;
        (all.len() >= least).then(|| format!("{}.{}", tenths / 10, tenths % 10))
    };
    let line = |term: &pack::Term| {
        let means = [Moment::Before, Moment::After, Moment::Later].map(|moment| mean(&term.code, moment));
        (term.label.clone(), means)
    };
    Ok(OfCourse {
        name: course.name.clone(),
        held: i64::try_from(held.len()).unwrap_or(0),
        places: held.iter().map(|one| one.places).sum(),
        came: i64::try_from(theirs.len()).unwrap_or(0),
        said: pack.terms("training-question").iter().map(line).collect(),
    })
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let year = visit.query("year");
    visit
        .view(move |v| {
            let figures = Figures::load(v, year.parse().ok())?;
            Ok(v.frame.page_back("Training figures", "/training", figures.show(v)))
        })
        .await
}
