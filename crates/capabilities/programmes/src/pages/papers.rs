//! `/enrolments/{id}/welcome` and `/enrolments/{id}/certificate`: pages to be printed and given to the family. No
//! letter goes by e-mail, and no paper has anybody's address on it (T16, T23).

use crate::{
    records::{self, Enrolment, EnrolmentId, Programme, Run, Session},
    rules::{self, State},
    running,
};
use access::{
    Context, Permits, Sight, Visit,
    accounts::{self, Colleague},
    enrolment as place,
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

/// What stands on the papers.
struct Paper {
    place: Enrolment,
    name: String,
    programme: Programme,
    run: Run,
    sessions: Vec<Session>,
    who: Vec<String>,
    /// Whoever keeps the run, to be rung.
    keeper: Colleague,
    came: String,
    /// They came often enough to have gone to the end.
    went: bool,
}

impl Paper {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let place = records::find_enrolment(inside.conn(), sight)?;
        let run = records::load_run(inside.conn(), place.run_id.ok_or(Error::NotFound)?)?;
        let facilitators = records::facilitators_of(inside.conn(), run.id)?;
        let (came, held) = running::came_of(inside.conn(), &place)?;
        Ok(Self {
            went: rules::went(came, held),
            keeper: accounts::colleague(inside.conn(), run.keeper_id)?,
            name: records::name_of(inside.conn(), &place)?,
            programme: records::find_programme(inside.conn(), place.programme_id)?,
            sessions: records::sessions_of(inside.conn(), run.id)?,
            who: accounts::names(inside.conn(), &facilitators)?.into_values().collect(),
            came: running::came_to(inside.conn(), &place)?,
            run,
            place,
        })
    }

    fn welcome(&self, context: &Context, sheet: &Sheet) -> Markup {
        let run = &self.run;
        let content = html! {
            h1.govuk-heading-l { "Welcome to " (self.programme.name) }
            p.govuk-body { "Dear " (self.name) "," }
            p.govuk-body { "you have a place. We look forward to meeting you." }
            p.govuk-body.eh-pre { (self.programme.what) }
            h2.govuk-heading-m { "Where" }
            p.govuk-body {
                @if run.secret { "We tell you the place by telephone." } @else { (run.place()) }
                @if !run.transport.is_empty() && !run.secret { br; "Getting there: " (run.transport) }
                @if run.creche { br; "Small children are looked after while you are with us." }
            }
            h2.govuk-heading-m { "When" }
            ul.govuk-list {
                @for session in self.sessions.iter().filter(|one| self.place.joined_on <= Some(one.on_day)) {
                    li { (dates::day(session.on_day)) ", " (session.hours()) }
                }
            }
            // how one gets there, and what is said beside it, tells where it is
            @if !run.note.is_empty() && !run.secret { p.govuk-body.eh-pre { (run.note) } }
            p.govuk-body { "Who runs it: " (self.who.join(", ")) "." }
            (self.reach(context))
            div.eh-noprint {
                @if let Some(at) = self.place.welcomed_at {
                    p.govuk-body { "It was given to them on " (dates::day(at.date())) "." }
                } @else if self.place.state == State::Accepted {
                    (sheet.short_form(html! { (parts::button("I have given it to them")) }))
                }
            }
        };
        context.frame.sheet_page("Welcome letter", &format!("/enrolments/{}", self.place.id), sheet, content)
    }

    /// Whom to ring: whoever keeps the group, and the front door.
    fn reach(&self, context: &Context) -> Markup {
        let text = |name: &str| context.pack.text(name);
        let (door, phone, hours) = (text("front-door-name"), text("front-door-phone"), text("front-door-hours"));
        html! {
            p.govuk-body { "If you cannot come, or have a question:" }
            ul.govuk-list {
                @if !self.keeper.phone.is_empty() { li { (self.keeper.name) ", " (self.keeper.phone) } }
                li {
                    (door)
                    @if !phone.is_empty() { ", " (phone) }
                    @if !hours.is_empty() { ", " (hours) }
                }
            }
        }
    }

    fn certificate(&self, context: &Context) -> Markup {
        let content = html! {
            h1.govuk-heading-xl { (self.programme.name) }
            p.govuk-body-l { (self.name) }
            p.govuk-body-l { "went to this group from " (dates::day(self.run.starts_on)) " to "
                (dates::day(self.run.ends_on)) "." }
            p.govuk-body { (self.came) }
            p.govuk-body { (self.who.join(", ")) }
            p.govuk-body.eh-noprint { "Print this page for them." }
        };
        context.frame.page_back("Certificate", &format!("/enrolments/{}", self.place.id), content)
    }
}

pub(super) async fn welcome_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Measure, id)?;
            let paper = Paper::load(v, &permit)?;
            // who waits again has no place in the run that offered one before
            if !matches!(paper.place.state, State::Accepted | State::Finished | State::Left) {
                return Err(Error::NotFound);
            }
            let sheet = v.context().sheet(Fields::default());
            Ok(paper.welcome(v, &sheet))
        })
        .await
}

pub(super) async fn welcome_submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Measure, id)?;
            let paper = Paper::load(change, &permit)?;
            match sheet.heed(running::welcome(change.tx, &permit))? {
                Some(()) => Ok(format!("/enrolments/{id}?done=saved")),
                None => Sheet::again(paper.welcome(change, sheet)),
            }
        })
        .await
}

pub(super) async fn certificate_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::See, id)?;
            let paper = Paper::load(v, &permit)?;
            // nobody has one who did not go to the end, or did not come
            if paper.place.state != State::Finished || !paper.went {
                return Err(Error::NotFound);
            }
            Ok(paper.certificate(v))
        })
        .await
}
