//! `/training`: the programme across the partnership: what is coming, my places and certificates.

use crate::records::{
    Booking, Certificate, Course, CourseId, Session, SessionId, bookings, certificates, courses, sessions,
};
use access::{Context, Permits, View, Visit, nobody};
use std::collections::BTreeMap;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour},
};

/// So many sessions stand on the page.
const MOST: usize = 30;

struct Programme {
    courses: BTreeMap<CourseId, Course>,
    sessions: Vec<Session>,
    more: usize,
    counts: BTreeMap<SessionId, (i64, i64)>,
    mine: Vec<Booking>,
    for_others: Vec<Booking>,
    others: Vec<String>,
    days: BTreeMap<SessionId, Session>,
    certificates: Vec<Certificate>,
    strategy: String,
    find: String,
}

impl Programme {
    fn load(v: &mut View<'_>, strategy: String) -> Result<Self> {
        v.allow(nobody::BookTraining)?;
        let (account, today, find) = (v.account()?, v.today, v.find.clone());
        let all: BTreeMap<CourseId, Course> =
            courses::list(v.conn())?.into_iter().map(|course| (course.id, course)).collect();
        let words = find.to_lowercase();
        let fits = |course: &Course| {
            let there = strategy.is_empty() || course.strategies.0.contains(&strategy);
            there && format!("{} {} {}", course.name, course.what, course.for_whom).to_lowercase().contains(&words)
        };
        let mut coming = sessions::coming(v.conn(), today)?;
        coming.retain(|one| one.is_open(today) && all.get(&one.course_id).is_some_and(fits));
        let more = coming.len().saturating_sub(MOST);
        coming.truncate(MOST);
        let ids: Vec<SessionId> = coming.iter().map(|one| one.id).collect();
        let mut mine = bookings::of_account(v.conn(), account)?;
        mine.retain(|one| one.state.is_live());
        let mut for_others = bookings::booked_by(v.conn(), account)?;
        for_others.retain(|one| one.state.is_live());
        for_others.truncate(20);
        let mut days = BTreeMap::new();
        for id in mine.iter().chain(&for_others).filter_map(|one| one.session_id) {
            days.insert(id, sessions::find(v.conn(), id)?);
        }
        Ok(Self {
            counts: bookings::counts(v.conn(), &ids)?,
            others: bookings::names(v.conn(), &for_others)?,
            certificates: certificates::of_account(v.conn(), account)?,
            courses: all,
            sessions: coming,
            more,
            mine,
            for_others,
            days,
            strategy,
            find,
        })
    }

    fn name(&self, id: CourseId) -> &str {
        self.courses.get(&id).map_or("", |course| course.name.as_str())
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Training" }
            p.govuk-body { "For everybody who works with families, in every agency. Anybody can book." }
            (Self::doors(context))
            (self.mine())
            (self.filters(context))
            (self.coming())
            (self.all(context))
        }
    }

    fn doors(context: &Context) -> Markup {
        let all = [
            (context.may_alone(nobody::KeepTraining), "Add a course", "/training/courses/new"),
            (context.may_alone(nobody::SeeUntrained), "Leads and their course", "/training/leads"),
            (context.may_alone(nobody::SeeTrainingFigures), "Figures", "/training/figures"),
        ];
        html! {
            @if all.iter().any(|(may, ..)| *may) {
                div.eh-actions {
                    @for (_, text, href) in all.iter().filter(|(may, ..)| *may) {
                        (parts::button_link(text, href, "govuk-button--secondary"))
                    }
                }
            }
        }
    }

    fn mine(&self) -> Markup {
        let line = |one: &Booking, name: &str| {
            html! {
                li {
                    a.govuk-link href=(one.href()) {
                        @if !name.is_empty() { (name) ": " }
                        (self.courses.get(&one.course_id).map(|course| course.part_name(one.part)).unwrap_or_default())
                    }
                    @if let Some(session) = one.session_id.and_then(|id| self.days.get(&id)) { ", " (session.when()) }
                    " " (super::booking::tag(one.state))
                }
            }
        };
        html! {
            @if !self.mine.is_empty() {
                h2.govuk-heading-m { "My places" }
                ul.govuk-list.eh-rows { @for one in &self.mine { (line(one, "")) } }
            }
            @if !self.for_others.is_empty() {
                h2.govuk-heading-m { "Booked for others" }
                ul.govuk-list.eh-rows {
                    @for (one, name) in self.for_others.iter().zip(&self.others) { (line(one, name)) }
                }
            }
            @if !self.certificates.is_empty() {
                h2.govuk-heading-m { "My certificates" }
                ul.govuk-list.eh-rows {
                    @for one in self.certificates.iter().take(12) {
                        li {
                            a.govuk-link href={ "/training/bookings/" (one.booking_id) "/certificate" } {
                                (self.name(one.course_id))
                            }
                            ", " (dates::day(one.given_on))
                            @if let Some(on) = one.renew_on { ", holds until " (dates::day(on)) }
                        }
                    }
                }
            }
        }
    }

    fn filters(&self, context: &Context) -> Markup {
        let first = Fields::default().with("find", self.find.as_str()).with("strategy", self.strategy.as_str());
        let sheet = Sheet::from(first);
        let terms = context.pack.choices("training-strategy", context.today);
        html! {
            h2.govuk-heading-m { "Sessions to come" }
            form method="get" action="/training" {
                (sheet.select("strategy", "Strategy or aim").prompt("All")
                    .items(terms.map(|term| Choice::new(&term.code, &term.label))))
                (sheet.text("find", "Words of the course").width(20).search())
                (parts::button_named("Show", "govuk-button--secondary", "", ""))
            }
        }
    }

    fn coming(&self) -> Markup {
        let row = |one: &Session| {
            let name = self.courses.get(&one.course_id).map(|course| course.part_name(one.part)).unwrap_or_default();
            vec![
                html! { a.govuk-link href=(one.href()) { (name) } },
                html! { (dates::day(one.on_day)) br; (one.hours()) },
                html! { (one.place) },
                html! { (super::free(one.places, self.counts.get(&one.id).copied().unwrap_or_default())) },
            ]
        };
        html! {
            @if self.sessions.is_empty() { p.govuk-body { "None is planned." } }
            @else {
                (parts::table("Sessions", &["Course", "When", "Where", "Places"], self.sessions.iter().map(row).collect()))
            }
            @if self.more > 0 { p.govuk-body { (self.more) " more: narrow them by strategy or words." } }
        }
    }

    fn all(&self, context: &Context) -> Markup {
        let mut all: Vec<&Course> = self.courses.values().collect();
        all.sort_by_key(|course| (!course.is_given(), course.name.to_lowercase()));
        html! {
            h2.govuk-heading-m { "All courses" }
            @if all.is_empty() { p.govuk-body { "There is none yet." } }
            ul.govuk-list.eh-rows {
                @for course in all.iter().take(60) {
                    li {
                        a.govuk-link href={ "/training/courses/" (course.id) } { (course.name) } " "
                        @if !course.is_given() { (parts::tag("Given no more", Colour::Grey)) }
                        @if course.for_leads { (parts::tag("For leads", Colour::Blue)) }
                        br; span.eh-muted { (strategies(context, course)) }
                    }
                }
            }
        }
    }
}

/// What a course serves, in the pack's words.
pub(super) fn strategies(context: &Context, course: &Course) -> String {
    let words = course.strategies.0.iter().map(|code| context.pack.label("training-strategy", code));
    words.collect::<Vec<_>>().join("; ")
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let strategy = visit.query("strategy");
    visit
        .view(move |v| {
            let programme = Programme::load(v, strategy.clone())?;
            Ok(v.frame.page("Training", programme.show(v)))
        })
        .await
}
