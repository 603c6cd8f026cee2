//! `/episodes/{id}/step-up`: one page, its next step.

use super::header;
use crate::{
    Episode, EpisodeId,
    step_up::{self, StepUp, Submission},
};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts, parts::Row};

fn view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    last: Option<&StepUp>,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let c = inside.context();
    let (frame, path, pack) = (c.frame.clone(), c.path.clone(), c.pack.clone());
    let shown = last.map(|s| {
        let mut rows = vec![
            Row::new("State", s.state()),
            Row::new("Why early help is not enough", html! { span.eh-pre { (s.reason) } }),
        ];
        if let Some(on) = s.talked_on {
            rows.push(Row::new("Talked over with", format!("{} on {}", s.talked_with, web::dates::day(on))));
        }
        if !s.returned_why.is_empty() {
            rows.push(Row::new("Why it was returned", html! { span.eh-pre { (s.returned_why) } }));
        }
        parts::summary_list(rows)
    });
    let step = |text: &str, fields: Markup, name: &str| {
        form(
            &frame,
            &path,
            key,
            true,
            html! {
                input type="hidden" name="step" value=(name);
                (fields) (parts::button(text))
            },
        )
    };
    let next = match last.filter(|s| s.pending()) {
        None => step(
            "Propose a step up",
            parts::textarea(
                f,
                parts::OldTextarea {
                    name: "reason",
                    label: "Why is early help not enough?",
                    hint: "What has changed, what has been tried, what you are worried will happen.",
                    ..Default::default()
                },
            ),
            "propose",
        ),
        Some(s) if s.submitted_at.is_none() => step(
            "Submit to social care",
            html! {
                (parts::input(f, parts::Input { name: "talked_with", label: "Which safeguarding lead did you talk with?", ..Default::default() }))
                (parts::date_input(f, parts::OldDateInput { name: "talked_on", legend: "When?", ..Default::default() }))
                (parts::checkboxes(f, parts::Choices { name: "with_assessment", legend: "Assessment", hint: "It helps, and is never a condition.", items: vec![parts::Choice::new("yes", "The early help assessment goes with it")], ..Default::default() }))
            },
            "submit",
        ),
        Some(_) => step(
            "Record the answer",
            html! {
                (parts::radios(f, parts::Choices { name: "answer", legend: "What did social care say?", items: vec![parts::Choice::new("accepted", "Accepted"), parts::Choice::new("returned", "Returned")], ..Default::default() }))
                (parts::textarea(f, parts::OldTextarea { name: "why", label: "If they returned it, what reason did they give?", rows: 3, ..Default::default() }))
            },
            "answer",
        ),
    };
    let content = html! {
        (parts::inset(html! { "If a child is in danger now, call " strong { (pack.text("danger-phone")) } " first. Early help goes on until social care accepts." }))
        (web::kept(&frame, &path, kept))
        @if let Some(shown) = shown { (shown) }
        (next)
    };
    header::form_page(inside, sight, "Step up to children's social care", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::StepUp, id)?;
            let last = step_up::last(v.conn(), e.id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, last.as_ref(), &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::StepUp, id)?;
            let last = step_up::last(change.conn(), e.id)?;
            let mut f = Form::from(fields.clone());
            let (outcome, field) = take(change, &permit, &e, last.as_ref(), &mut f);
            if let Err(Error::Refused(refusals)) = &outcome {
                f.refuse(refusals.clone(), field);
            } else {
                outcome?;
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(
                    change,
                    &permit,
                    last.as_ref(),
                    &f,
                    fields.get("key"),
                    false,
                )?)));
            }
            Ok(format!("/episodes/{id}/step-up?done=saved"))
        })
        .await
}

fn take(
    change: &mut access::Change<'_, '_>,
    permit: &Permit<FamilyId, family::StepUp>,
    e: &Episode,
    last: Option<&StepUp>,
    f: &mut Form,
) -> (Result<()>, &'static str) {
    match (f.fields.get("step"), last) {
        ("submit", Some(s)) => {
            let with = f.text("talked_with", 200, None);
            let on = f.date("talked_on", "Date");
            if !f.is_valid() {
                return (Ok(()), "talked_on");
            }
            let due = change.pack.calendar().plus_working(change.today, change.pack.number("decision"));
            let assessed = f.ticked("with_assessment");
            (
                step_up::submit(
                    change.tx,
                    permit,
                    e,
                    s,
                    Submission { talked_with: &with, talked_on: on, with_assessment: assessed, due_on: due },
                ),
                "talked_with",
            )
        }
        ("answer", Some(s)) => {
            let why = f.text("why", 5_000, None);
            match f.fields.get("answer") {
                "accepted" => (step_up::answer(change.tx, permit, e, s, None), "answer"),
                "returned" => (step_up::answer(change.tx, permit, e, s, Some(&why)), "why"),
                _ => {
                    f.errors.add("answer", "Choose what social care said");
                    (Ok(()), "answer")
                }
            }
        }
        _ => {
            let reason = f.text("reason", 10_000, None);
            (step_up::propose(change.tx, permit, e, &reason), "reason")
        }
    }
}
