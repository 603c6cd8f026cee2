//! `/training/courses/{id}`: a course, its sessions, its trainers; and its end.

use crate::{
    keeping,
    records::{Course, CourseId, Session, SessionId, bookings, courses, sessions},
    rules::State,
};
use access::{Context, Permits, View, Visit, accounts, course, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Colour, Row},
};

struct Whole {
    of: Course,
    trainers: Vec<String>,
    coming: Vec<Session>,
    past: Vec<Session>,
    counts: BTreeMap<SessionId, (i64, i64)>,
    /// Who waits for whichever session comes next.
    waiting: usize,
    runs: bool,
    keeps: bool,
}

impl Whole {
    fn load(v: &mut View<'_>, id: CourseId) -> Result<Self> {
        v.allow(nobody::BookTraining)?;
        let of = courses::find(v.conn(), id)?;
        let runs = v.may(course::Run, id)?;
        let trainers = courses::trainers(v.conn(), id)?;
        let today = v.today;
        let all = sessions::of_course(v.conn(), id)?;
        let (mut coming, mut past): (Vec<Session>, Vec<Session>) =
            all.into_iter().partition(|one| one.on_day >= today && one.cancelled_at.is_none());
        coming.reverse();
        coming.truncate(30);
        past.truncate(if runs { 20 } else { 0 });
        let ids: Vec<SessionId> = coming.iter().chain(&past).map(|one| one.id).collect();
        let waiting = bookings::of_course(v.conn(), id)?;
        Ok(Self {
            trainers: accounts::names(v.conn(), &trainers)?.into_values().collect(),
            counts: bookings::counts(v.conn(), &ids)?,
            waiting: waiting.iter().filter(|one| one.state == State::Waiting && one.session_id.is_none()).count(),
            keeps: v.may_alone(nobody::KeepTraining),
            of,
            coming,
            past,
            runs,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("/training/courses/{}/{step}", self.of.id)
    }

    fn show(&self, context: &Context) -> Markup {
        let of = &self.of;
        let mut rows = vec![
            Row::new("What one can do afterwards", html! { span.eh-pre { (of.what) } }),
            Row::new("For whom", of.for_whom.as_str()),
            Row::new("Serves", super::list::strategies(context, of)),
            Row::new("Trainers", self.trainers.join(", ")),
        ];
        if of.parts > 1 {
            rows.push(Row::new("Sessions", format!("{} parts, one after the other", of.parts)));
        }
        if let Some(months) = of.renew_months {
            rows.push(Row::new(
                "Certificate",
                format!("Holds for {}; then one goes again", dates::plural(months, "month")),
            ));
        }
        html! {
            h1.govuk-heading-l { (of.name) }
            @if !of.is_given() { p.govuk-body { (parts::tag("Given no more", Colour::Grey)) } }
            @if of.for_leads {
                p.govuk-body { "This is the course for lead professionals. Nobody is kept from a family without it." }
            }
            (parts::summary_list(rows))
            (self.buttons())
            h2.govuk-heading-m { "Sessions to come" }
            @if self.coming.is_empty() { p.govuk-body { "None is planned." } }
            @else { (self.table("Sessions to come", &self.coming)) }
            @if self.waiting > 0 && self.runs {
                p.govuk-body { (dates::plural(i64::try_from(self.waiting).unwrap_or(0), "person"))
                    " waiting for the next session to be planned." }
            }
            @if !self.past.is_empty() {
                h2.govuk-heading-m { "Held or cancelled" }
                (self.table("Held or cancelled", &self.past))
            }
        }
    }

    fn buttons(&self) -> Markup {
        html! {
            @if (self.runs || self.keeps) && self.of.is_given() {
                div.eh-actions {
                    @if self.runs { (parts::button_link("Plan a session", &self.at("sessions/new"), "")) }
                    @if self.keeps {
                        a.govuk-link href=(self.at("change")) { "Change the course" }
                        a.govuk-link href=(self.at("end")) { "Give it no more" }
                    }
                }
            }
        }
    }

    fn table(&self, caption: &str, all: &[Session]) -> Markup {
        let state = |one: &Session| match (one.cancelled_at, one.kept_at) {
            (Some(_), _) => "cancelled".to_owned(),
            (_, Some(_)) => "held".to_owned(),
            _ => super::free(one.places, self.counts.get(&one.id).copied().unwrap_or_default()),
        };
        let row = |one: &Session| {
            vec![
                html! {
                    a.govuk-link href=(one.href()) { (dates::day(one.on_day)) }
                    @if self.of.parts > 1 { br; "Part " (one.part) }
                },
                html! { (one.hours()) },
                html! { (one.place) },
                html! { (state(one)) },
            ]
        };
        parts::table(caption, &["Day", "Hours", "Where", "Places"], all.iter().map(row).collect())
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<CourseId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let whole = Whole::load(v, id)?;
            Ok(v.frame.page_back(&whole.of.name, "/training", whole.show(v)))
        })
        .await
}

fn show_end(context: &Context, of: &Course, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Give it no more: " (of.name) }
        p.govuk-body {
            "Nobody can book it from then on, and whoever waits for it is told. Certificates stay, and nobody is asked to \
             renew them."
        }
        (sheet.short_form(parts::button("Give it no more")))
    };
    context.frame.sheet_page("Give it no more", &format!("/training/courses/{}", of.id), sheet, content)
}

pub(super) async fn end_page(visit: Visit, Path(id): Path<CourseId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepTraining)?;
            let of = courses::find(v.conn(), id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(show_end(v, &of, &sheet))
        })
        .await
}

pub(super) async fn end_submit(visit: Visit, Path(id): Path<CourseId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepTraining)?;
            let of = courses::find(change.conn(), id)?;
            match sheet.heed(keeping::end_course(change.tx, &permit, id))? {
                Some(()) => Ok(format!("/training/courses/{id}?done=saved")),
                None => Sheet::again(show_end(change, &of, sheet)),
            }
        })
        .await
}
