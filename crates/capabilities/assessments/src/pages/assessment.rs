//! `/episodes/{id}/assessment`: the areas and how far each is; the finished text; the next step.

use crate::{
    records::{self, Assessment},
    rules::{self, State},
};
use access::{Change, FamilyId, Period, Permit, Permits, Sight, View, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use pack::{Area, Kind, Pack};
use people::Member;
use web::{
    Error, Fields, Form, Markup, Refusal, Result, form, html, parts,
    parts::{Colour, Row, Task},
};

fn tag(state: State) -> Markup {
    let colour = match state {
        State::Draft => Colour::Blue,
        State::Complete => Colour::Yellow,
        State::Authorised => Colour::Green,
        State::Superseded => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

/// What an area says, for reading.
pub(super) fn area_text(pack: &Pack, area: &Area, members: &[Member], a: &Assessment) -> Markup {
    let answer = |key: &str| a.answers.0.get(key).map_or("", String::as_str).to_owned();
    let mut rows: Vec<(String, Markup)> = Vec::new();
    for q in &area.questions {
        if q.per_child {
            for m in members.iter().filter(|m| m.role.is_child()) {
                rows.push((
                    q.text.replace("{child}", &m.person.given_name),
                    html! { span.eh-pre { (answer(&rules::child_key(q, m.person.id))) } },
                ));
            }
        } else {
            let text = match q.kind {
                Kind::Text => html! { span.eh-pre { (answer(&q.id)) } },
                Kind::Needs => {
                    html! { (answer(&q.id).split(' ').filter(|n| !n.is_empty()).map(|n| pack.label("need", n).to_owned()).collect::<Vec<_>>().join(", ")) }
                }
                Kind::Scale => {
                    html! { @for r in pack.terms("rater") { @let v = answer(&format!("{}.{}", q.id, r.code)); @if !v.is_empty() { (r.label) ": " (v) " of 10" br; } } }
                }
            };
            rows.push((q.text.clone(), text));
        }
    }
    html! {
        h2.govuk-heading-m { (area.label) }
        (parts::summary_list(rows.iter().map(|(k, v)| Row { key: k, value: v.clone(), change: None }).collect()))
    }
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, e: &Episode, f: &Form, key: &str) -> Result<Markup> {
    let members = people::records::members(inside.conn(), sight)?;
    let all = records::list(inside.conn(), sight, e.id)?;
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let (may_write, may_authorise) =
        (c.may_now(sight, family::WriteAssessment) && e.is_open(), c.may_now(sight, family::AuthoriseAssessment));
    let step = |text: &str, what: &str| {
        form(
            &frame,
            &path,
            key,
            false,
            html! { input type="hidden" name="step" id="step" value=(what); (parts::button(text)) },
        )
    };
    let content = match all.first() {
        None => html! {
            p.govuk-body { "There is none yet. It is made with the family, over one or more talks, and every child has a section of their own." }
            @if may_write { (step("Start an assessment", "start")) }
        },
        Some(a) if a.state() == State::Draft => {
            let missing: Vec<usize> =
                pack.areas.iter().map(|area| rules::missing(&pack, area, &members, &a.answers.0)).collect();
            let tasks = pack.areas.iter().zip(&missing).map(|(area, n)| Task {
                title: &area.label,
                href: may_write.then(|| format!("{path}/areas/{}", area.code)),
                status: if *n == 0 {
                    html! { "Done" }
                } else {
                    parts::tag(&format!("{n} to answer"), Colour::Blue)
                },
            });
            html! {
                p.govuk-body { "Version " (a.number) ", " (tag(a.state())) }
                @if !a.returned_why.is_empty() { (parts::inset(html! { p.govuk-body { strong { "Returned to you: " } span.eh-pre { (a.returned_why) } } })) }
                (parts::task_list("areas", tasks.collect()))
                @if may_write { (step("Complete the assessment", "complete")) }
            }
        }
        Some(a) => html! {
            p.govuk-body { "Version " (a.number) ", " (tag(a.state())) @if let Some(at) = a.authorised_at { " on " (web::dates::day(at.date())) } }
            @if a.state() == State::Complete && may_authorise { (parts::button_link("Authorise or return", &format!("{path}/authorisation"), "")) }
            @for area in &pack.areas { (area_text(&pack, area, &members, a)) }
            @if a.state() == State::Authorised && may_write { (step("Start a new version", "start")) }
        },
    };
    header::form_page(inside, sight, "Early help assessment", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::Open, id)?;
            view(v, &permit, &e, &Form::default(), &web::new_key())
        })
        .await
}

fn take(
    change: &mut Change<'_, '_>,
    permit: &Permit<FamilyId, family::WriteAssessment>,
    e: &Episode,
    step: &str,
) -> Result<()> {
    let (pack, today) = (change.pack.clone(), change.today);
    let calendar = pack.calendar();
    if step != "complete" {
        let due = calendar.plus_working(today, pack.number("assessment-complete"));
        return records::start(change.tx, permit, e, due).map(|_| ());
    }
    let members = people::records::members(change.conn(), permit)?;
    let all = records::list(change.conn(), permit, e.id)?;
    let a = all.first().ok_or(Error::NotFound)?;
    let missing = pack.areas.iter().map(|area| rules::missing(&pack, area, &members, &a.answers.0)).sum();
    let children = members.iter().filter(|m| m.role.is_child()).count();
    rules::complete(a.state(), missing, children).map_err(Refusal::from)?;
    let due = calendar.plus_working(today, 5);
    records::complete(change.tx, permit, a, due)
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::WriteAssessment, id)?;
            match take(change, &permit, &e, fields.get("step")) {
                Ok(()) => Ok(format!("/episodes/{id}/assessment?done=saved")),
                Err(Error::Refused(refusal)) => {
                    let mut f = Form::from(fields.clone());
                    f.refuse(refusal, "step");
                    Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, fields.get("key"))?)))
                }
                Err(e) => Err(e),
            }
        })
        .await
}

/// On the family page: how far the assessment is.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let newest = records::newest(v.conn(), sight, period.episode)?;
    Ok(html! {
        h2.govuk-heading-m { "Assessment" }
        p.govuk-body {
            @match newest {
                Some((number, state)) => { a.govuk-link href={ "/episodes/" (period.episode) "/assessment" } { "Early help assessment, version " (number) } " " (tag(state)) },
                None if period.open => { a.govuk-link href={ "/episodes/" (period.episode) "/assessment" } { "Start an assessment" } },
                None => { "None was made." },
            }
        }
    })
}
