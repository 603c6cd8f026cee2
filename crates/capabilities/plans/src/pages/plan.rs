//! `/episodes/{id}/plan`: the plan as the family would read it, and its next step.

use crate::{
    records::{self, Action, Whole},
    rules::{self, PlanKind},
};
use access::{FamilyId, Period, Permits, Sight, View, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header, team};
use chrono::NaiveDate;
use pack::Pack;
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts, parts::Colour};

/// How far an action is, in a word.
pub(super) fn state(a: &Action, today: NaiveDate) -> Markup {
    match (a.done_at.is_some(), a.dropped_at.is_some()) {
        (true, _) => parts::tag("Done", Colour::Green),
        (_, true) => parts::tag("Not done", Colour::Grey),
        _ if a.due_on < today => parts::tag("Overdue", Colour::Red),
        _ => parts::tag("To do", Colour::Blue),
    }
}

fn whole(pack: &Pack, w: &Whole, today: NaiveDate, may_write: bool) -> Markup {
    html! {
        @for (n, o) in w.outcomes.iter().enumerate() {
            h2.govuk-heading-m { (n + 1) ". " (o.words) }
            p.govuk-body {
                "We will see it when: " (o.measure) br;
                span.eh-muted { "By " (web::dates::day(o.by_on)) ". " (pack.label("outcome-framework", &o.framework)) "." }
            }
            @if let Some(result) = &o.result { p.govuk-body { (parts::tag(pack.label("result", result), if result == "achieved" { Colour::Green } else { Colour::Grey })) " " (o.result_why) } }
            ul.govuk-list.govuk-list--spaced {
                @for a in w.actions.iter().filter(|a| a.outcome_id == o.id) {
                    li { (state(a, today)) " "
                        @if may_write { a.govuk-link href={ "/actions/" (a.id) } { (a.text) } } @else { (a.text) }
                        br; span.eh-muted { (a.owner_name) ", by " (web::dates::day(a.due_on)) }
                        @if !a.progress.is_empty() { br; span.eh-pre { (a.progress) } }
                    }
                }
            }
            @if may_write {
                p.govuk-body {
                    a.govuk-link href={ "/outcomes/" (o.id) "/actions/new" } { "Add an action" span.govuk-visually-hidden { " for " (o.words) } } " · " a.govuk-link href={ "/outcomes/" (o.id) } { "Reword" span.govuk-visually-hidden { ": " (o.words) } }
                    @if w.plan.agreed_at.is_some() && o.result.is_none() { " · " a.govuk-link href={ "/outcomes/" (o.id) "/result" } { "Say how it went" span.govuk-visually-hidden { ": " (o.words) } } }
                }
            }
        }
    }
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, e: &Episode, f: &Form, key: &str) -> Result<Markup> {
    let found = records::current(inside.conn(), sight, e.id)?;
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let may_write = c.may_now(sight, family::WritePlan) && e.is_open();
    let factors: Vec<parts::Choice<'_>> =
        pack.choices("family-intervention-factor", today).map(|t| parts::Choice::new(&t.code, &t.label)).collect();
    let kinds = PlanKind::ALL.iter().map(|kind| {
        parts::Choice::new(kind.code(), kind.label()).hint(match kind {
            PlanKind::Intervention => "Brief: at most five outcomes, six to eight weeks.",
            PlanKind::Family => "From the early help assessment, reviewed until the family manages.",
        })
    });
    let content = match &found {
        Some(w) => html! {
            p.govuk-body {
                strong { (w.plan.kind.label()) } " "
                @match (w.plan.ended_at, w.plan.agreed_at) {
                    (Some(at), _) => { (parts::tag("Ended", Colour::Grey)) " on " (web::dates::day(at.date())) },
                    (_, Some(at)) => { (parts::tag("Active", Colour::Green)) " agreed by " (w.plan.agreed_by) " on " (web::dates::day(at.date())) @if let Some(on) = w.plan.ends_on { ", ends by " (web::dates::day(on)) } },
                    _ => { (parts::tag("Being written", Colour::Blue)) },
                }
            }
            @if !w.plan.words.is_empty() { (parts::inset(html! { span.eh-pre { (w.plan.words) } })) }
            (whole(&pack, w, today, may_write && w.plan.ended_at.is_none()))
            @if may_write && w.plan.ended_at.is_none() {
                div.eh-actions {
                    (parts::button_link("Add an outcome", &format!("{path}/outcomes/new"), "govuk-button--secondary"))
                    @if w.plan.agreed_at.is_none() { (parts::button_link("The family agrees the plan", &format!("{path}/agreement"), "")) }
                }
            }
        },
        None => html! {
            p.govuk-body { "There is no plan yet." }
            @if may_write {
                (form(&frame, &path, key, false, html! {
                    (parts::radios(f, parts::Choices { name: "kind", legend: "What kind of plan?", items: kinds.collect(), ..Default::default() }))
                    (parts::checkboxes(f, parts::Choices { name: "factors", legend: "Which of the five family intervention factors are in place?", class: "govuk-checkboxes--small", items: factors, ..Default::default() }))
                    (parts::button("Start the plan"))
                }))
            }
        },
    };
    let services = e.is_open() && inside.context().may_now(sight, family::OfferService);
    let content = html! {
        (content)
        @if services { p.govuk-body { a.govuk-link href={ "/episodes/" (e.id) "/services" } { "Services that fit this family" } } }
    };
    header::form_page(inside, sight, "Plan", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::Open, id)?;
            view(v, &permit, &e, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::WritePlan, id)?;
            let mut f = Form::from(fields.clone());
            let kind = f.choice("kind", PlanKind::parse, "Choose what kind of plan");
            if let Some(kind) = kind {
                let running = records::current(change.conn(), &permit, id)?.is_some_and(|w| w.plan.ended_at.is_none());
                let helpers = team::list(change.conn(), id)?;
                let assessed = assessments::records::is_authorised(change.conn(), id)?;
                if let Err(rule) = rules::start(e.is_open(), running, team::organisations(&helpers), assessed, kind) {
                    f.errors.add("kind", Refusal::from(rule).message);
                }
            }
            let Some(kind) = kind.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, fields.get("key"))?)));
            };
            let known = |c: &&str| change.pack.code("family-intervention-factor", c, change.today).is_some();
            let factors = fields.all("factors").filter(known).map(ToOwned::to_owned).collect();
            records::start(change.tx, &permit, &e, kind, factors)?;
            Ok(format!("/episodes/{id}/plan?done=saved"))
        })
        .await
}

/// On the family page: the plan in a few lines.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let found = records::current(v.conn(), sight, period.episode)?;
    let href = format!("/episodes/{}/plan", period.episode);
    Ok(html! {
        h2.govuk-heading-m { "Plan" }
        @match &found {
            None => p.govuk-body { @if period.open { a.govuk-link href=(href) { "Start a plan" } } @else { "None was made." } },
            Some(w) => {
                p.govuk-body { a.govuk-link href=(href) { (w.plan.kind.label()) } ", " (web::dates::plural(w.outcomes.len() as i64, "outcome")) ", " (web::dates::plural(w.open_actions() as i64, "open action")) }
                ul.govuk-list.govuk-list--bullet { @for o in &w.outcomes { li { (o.words.trim_end_matches('.')) @if let Some(r) = &o.result { ": " (v.pack.label("result", r).to_lowercase()) } } } }
            }
        }
    })
}
