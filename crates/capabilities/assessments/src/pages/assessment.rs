//! `/episodes/{id}/assessment`: the areas and how far each is; the finished text; the next step.

use super::text;
use crate::{
    records::{self, Assessment},
    rules::{self, State},
};
use access::{
    Context, FamilyFacts, FamilyId, Period, Permits, Sight, View, Visit, family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use people::Member;
use web::{
    Fields, Markup, Result, Sheet, html, parts,
    parts::{Colour, Task},
};

/// The newest version, if there is one, and the family it is about.
struct Overview<A: Act> {
    case: Case<A>,
    members: Vec<Member>,
    newest: Option<Assessment>,
}

impl<A: Act<Facts = FamilyFacts> + Reads> Overview<A> {
    fn load(inside: &mut impl Permits, act: A, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, act, id)?;
        let members = people::records::members(inside.conn(), &case.permit)?;
        let newest = records::current(inside.conn(), &case.permit, id)?;
        Ok(Self { case, members, newest })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let content = match &self.newest {
            None => self.none_yet(context, sheet),
            Some(draft) if draft.state() == State::Draft => self.draft(context, sheet, draft),
            Some(finished) => self.finished(context, sheet, finished),
        };
        header::sheet_page(inside, &self.case.permit, "Early help assessment", sheet, content)
    }

    fn may_write(&self, context: &Context) -> bool {
        context.may_now(&self.case.permit, family::WriteAssessment) && self.case.episode.is_open()
    }

    fn none_yet(&self, context: &Context, sheet: &Sheet) -> Markup {
        html! {
            p.govuk-body {
                "There is none yet. It is made with the family, over one or more talks, "
                "and every child has a section of their own."
            }
            @if self.may_write(context) { (step(sheet, "Start an assessment", "start")) }
        }
    }

    fn draft(&self, context: &Context, sheet: &Sheet, draft: &Assessment) -> Markup {
        let may_write = self.may_write(context);
        let areas = context.pack.areas.iter().map(|area| {
            let missing = rules::missing(&context.pack, area, &self.members, &draft.answers.0);
            Task {
                title: &area.label,
                href: may_write.then(|| format!("{}/areas/{}", context.path, area.code)),
                status: match missing {
                    0 => html! { "Done" },
                    missing => parts::tag(&format!("{missing} to answer"), Colour::Blue),
                },
            }
        });
        html! {
            p.govuk-body { "Version " (draft.number) ", " (tag(draft.state())) }
            @if !draft.returned_why.is_empty() { (returned(&draft.returned_why)) }
            (parts::task_list("areas", areas.collect()))
            @if may_write { (step(sheet, "Complete the assessment", "complete")) }
        }
    }

    fn finished(&self, context: &Context, sheet: &Sheet, finished: &Assessment) -> Markup {
        let state = finished.state();
        let may_authorise = context.may_now(&self.case.permit, family::AuthoriseAssessment);
        html! {
            p.govuk-body {
                "Version " (finished.number) ", " (tag(state))
                @if let Some(at) = finished.authorised_at { " on " (web::dates::day(at.date())) }
            }
            @if state == State::Complete && may_authorise {
                (parts::button_link("Authorise or return", &format!("{}/authorisation", context.path), ""))
            }
            @for area in &context.pack.areas { (text::area(&context.pack, area, &self.members, finished)) }
            @if state == State::Authorised && self.may_write(context) {
                (step(sheet, "Start a new version", "start"))
            }
        }
    }
}

fn tag(state: State) -> Markup {
    let colour = match state {
        State::Draft => Colour::Blue,
        State::Complete => Colour::Yellow,
        State::Authorised => Colour::Green,
        State::Superseded => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

fn returned(why: &str) -> Markup {
    parts::inset(html! {
        p.govuk-body { strong { "Returned to you: " } span.eh-pre { (why) } }
    })
}

/// A button that takes the next step; an error about it leads here.
fn step(sheet: &Sheet, text: &str, step: &str) -> Markup {
    sheet.short_form(html! {
        input type="hidden" name="step" id="step" value=(step);
        (parts::button(text))
    })
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let overview = Overview::load(v, family::Open, id)?;
            let sheet = v.context().sheet(Fields::default());
            overview.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let overview = Overview::load(change, family::WriteAssessment, id)?;
            let (case, pack) = (&overview.case, change.pack.clone());

            let done = match sheet.fields.get("step") {
                "complete" => records::complete(change.tx, case, &pack),
                _ => records::start(change.tx, case, &pack).map(|_| ()),
            };
            if sheet.heed(done)?.is_none() {
                return Sheet::again(overview.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}

/// On the family page: how far the assessment is.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let newest = records::newest(v.conn(), sight, period.episode)?;
    let href = format!("/episodes/{}/assessment", period.episode);
    Ok(html! {
        h2.govuk-heading-m { "Assessment" }
        p.govuk-body {
            @match newest {
                Some((number, state)) => {
                    a.govuk-link href=(href) { "Early help assessment, version " (number) }
                    " " (tag(state))
                },
                None if period.open => { a.govuk-link href=(href) { "Start an assessment" } },
                None => { "None was made." },
            }
        }
    })
}
