//! `/reviews/{id}`: before, who is invited and what they reported; then what was said and decided.

use crate::{
    records::{self, Held, Invitee, Review, ReviewId},
    rules::{self, Attendance, CannotReview, Decision, Holding},
};
use access::{
    Change, FamilyFacts, FamilyId, Period, Permit, Permits, Sight, View, Visit, family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{Episode, pages::header};
use plans::records::{Progress, Whole};
use web::{
    Error, Fields, Form, Markup, Refusal, Result, form, html, parts,
    parts::{Colour, Row},
};

struct Room<A: Act> {
    e: Episode,
    permit: Permit<FamilyId, A>,
    review: Review,
    invited: Vec<Invitee>,
    plan: Option<Whole>,
}

fn find<A>(inside: &mut impl Permits, act: A, id: ReviewId) -> Result<Room<A>>
where
    A: Act<Facts = FamilyFacts> + Reads,
{
    let episode = records::episode_of(inside.conn(), id)?;
    let (e, permit) = header::episode(inside, act, episode)?;
    let (review, invited) = records::find(inside.conn(), &permit, id)?;
    let plan = plans::records::current(inside.conn(), &permit, e.id)?;
    Ok(Room { e, permit, review, invited, plan })
}

fn attendance(a: Option<Attendance>) -> &'static str {
    match a {
        Some(Attendance::Attended) => "came",
        Some(Attendance::Report) => "sent a report",
        Some(Attendance::Neither) => "neither came nor reported",
        None => "invited",
    }
}

fn view<A: Reads>(inside: &mut impl Permits, room: &Room<A>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let r = &room.review;
    let may_hold = c.may_now(&room.permit, family::HoldReview) && r.is_planned() && room.e.is_open();
    let invited_me = room.invited.iter().any(|i| i.account_id.is_some() && i.account_id == c.actor.account);
    let may_report = invited_me && r.is_planned() && c.may_now(&room.permit, family::ReportToReview);
    let content = html! {
        @match r.held_on {
            Some(on) => p.govuk-body { (parts::tag("Held", Colour::Green)) " on " (web::dates::day(on)) },
            None if r.not_held_at.is_some() => p.govuk-body { (parts::tag("Not held", Colour::Grey)) " " (c.pack.label("review-moved-reason", &r.not_held_why)) },
            None => p.govuk-body { (parts::tag("Planned", Colour::Blue)) " for " strong { (web::dates::day(r.planned_on)) } ", by " (web::dates::day(r.latest_on)) " at the latest" },
        }
        @if may_hold || may_report {
            div.eh-actions {
                @if may_hold { a.govuk-link href={ (path) "/date" } { "Move it" } }
                @if may_report { a.govuk-link href={ (path) "/report" } { "Write a report" } }
            }
        }
        h2.govuk-heading-m { "Who is invited" }
        ul.govuk-list.govuk-list--spaced {
            @for i in &room.invited { li { (i.name) ": " (attendance(i.attendance)) @if !i.report.is_empty() { br; span.eh-pre { (i.report) } } } }
        }
        @if r.held_on.is_some() {
            (parts::summary_list(vec![
                Row::new("What has gone well", html! { span.eh-pre { (r.positives) } }),
                Row::new("What the family says", html! { span.eh-pre { (r.family_view) } }),
                Row::new("What happens next", r.decision.map_or("", Decision::label)),
                Row::new("Why", html! { span.eh-pre { (r.reason) } }),
            ]))
        } @else if may_hold { (web::kept(&frame, &path, kept)) (hold_form(&frame, &path, room, f, key)) }
    };
    header::form_page(inside, &room.permit, "Review", f, content)
}

fn hold_form(frame: &web::Frame, path: &str, room: &Room<impl Act>, f: &Form, key: &str) -> Markup {
    let came = || {
        vec![
            parts::Choice::new("attended", "Came"),
            parts::Choice::new("report", "Sent a report"),
            parts::Choice::new("neither", "Neither"),
        ]
    };
    let done = || {
        vec![
            parts::Choice::new("done", "Done"),
            parts::Choice::new("going-on", "Not yet: goes on"),
            parts::Choice::new("not-done", "Will not be done"),
        ]
    };
    let decisions = Decision::ALL.iter().map(|d| parts::Choice::new(d.code(), d.label())).collect();
    html! {
        h2.govuk-heading-m { "Hold the review" }
        (form(frame, path, key, true, html! {
            (parts::textarea(f, parts::OldTextarea { name: "positives", label: "What has gone well?", label_class: "govuk-label--s", rows: 4, ..Default::default() }))
            @for i in &room.invited {
                (parts::radios(f, parts::Choices { name: &format!("came-{}", i.id), legend: &i.name, class: "govuk-radios--small govuk-radios--inline", items: came(), ..Default::default() }))
            }
            @if let Some(w) = &room.plan {
                h3.govuk-heading-s { "Each action of the plan" }
                @for a in w.actions.iter().filter(|a| a.is_open()) {
                    @let legend = format!("{} ({}, by {})", a.text, a.owner_name, web::dates::day(a.due_on));
                    (parts::radios(f, parts::Choices { name: &format!("action-{}", a.id), legend: &legend, class: "govuk-radios--small govuk-radios--inline", items: done(), ..Default::default() }))
                }
            }
            (parts::textarea(f, parts::OldTextarea { name: "family_view", label: "What do the children and parents say?", label_class: "govuk-label--s", rows: 4, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "decision", legend: "What happens next?", class: "govuk-radios--small", items: decisions, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why?", rows: 3, ..Default::default() }))
            div.govuk-button-group {
                (parts::button("The review was held"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let room = find(v, family::Open, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &room, &f, &web::new_key(), kept)
        })
        .await
}

fn check(room: &Room<family::HoldReview>, f: &mut Form) -> Option<(Held, Vec<(plans::Action, Progress)>)> {
    let (positives, family_view, reason) =
        (f.text("positives", 10_000, None), f.text("family_view", 10_000, None), f.text("reason", 5_000, None));
    let mut unaccounted = Vec::new();
    let mut attendance = Vec::new();
    for i in &room.invited {
        let name = format!("came-{}", i.id);
        match Attendance::parse(f.fields.get(&name)) {
            Some(a) => attendance.push((i.id, a)),
            None => unaccounted.push(name),
        }
    }
    let (mut actions, mut unchecked) = (Vec::new(), Vec::new());
    for a in room.plan.iter().flat_map(|w| &w.actions).filter(|a| a.is_open()) {
        let name = format!("action-{}", a.id);
        match Progress::parse(f.fields.get(&name)) {
            Some(p) => actions.push((a.clone(), p)),
            None => unchecked.push(name),
        }
    }
    let holding = Holding {
        held: !room.review.is_planned(),
        positives: &positives,
        family: &family_view,
        unaccounted: unaccounted.len(),
        unchecked: unchecked.len(),
        decision: Decision::parse(f.fields.get("decision")),
        reason: &reason,
    };
    match rules::hold(&holding) {
        Ok(decision) if f.is_valid() => Some((Held { positives, family_view, decision, reason, attendance }, actions)),
        Ok(_) => None,
        Err(rule) => {
            let field = match rule {
                CannotReview::NoFamilyView => "family_view".into(),
                CannotReview::Unaccounted(_) => unaccounted.swap_remove(0),
                CannotReview::ActionsUnchecked(_) => unchecked.swap_remove(0),
                CannotReview::NoDecision => "decision".into(),
                _ => "positives".to_owned(),
            };
            f.errors.add(&field, Refusal::from(rule).message);
            None
        }
    }
}

fn hold(
    change: &mut Change<'_, '_>,
    room: &Room<family::HoldReview>,
    held: &Held,
    actions: &[(plans::Action, Progress)],
) -> Result<()> {
    let may = change.permit(family::UpdateAction, room.permit.subject())?;
    for (action, progress) in actions {
        // what was said of it at the review is its reason
        let note =
            if *progress == Progress::Dropped { format!("At the review: {}", held.reason) } else { String::new() };
        plans::records::update_action(change.tx, &may, action, *progress, &note)?;
    }
    let next = change.pack.number("review-due");
    records::hold(change.tx, &room.permit, &room.e, &room.review, held, next)
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let room = find(change, family::HoldReview, id)?;
            let mut f = Form::from(fields.clone());
            let Some((held, actions)) = check(&room, &mut f) else {
                return Err(Error::Invalid(Box::new(view(change, &room, &f, fields.get("key"), false)?)));
            };
            hold(change, &room, &held, &actions)?;
            let e = room.e.id;
            Ok(match held.decision {
                Decision::Close | Decision::StepDown => format!("/episodes/{e}/closure"),
                Decision::StepUp => format!("/episodes/{e}/step-up"),
                Decision::Amend => format!("/episodes/{e}/plan?done=saved"),
                Decision::Continue => format!("/reviews/{id}?done=saved"),
            })
        })
        .await
}

/// On the family page: the reviews.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let all = records::list(v.conn(), sight, period.episode)?;
    let held: Vec<_> = all.iter().filter_map(|r| r.held_on).collect();
    let most = v.pack.number("drift-reviews");
    let still = period.open
        && held.len() >= most as usize
        && plans::records::current(v.conn(), sight, period.episode)?.is_some_and(|w| {
            let agreed = w.plan.agreed_at.unwrap_or(w.plan.started_at).date();
            rules::stands_still(&held, agreed, &w.progress(), most)
        });
    Ok(html! {
        @if still { p.govuk-body { (parts::tag("Drift", Colour::Yellow)) " No progress at the last " (most) " reviews." } }
        @if !all.is_empty() {
            h2.govuk-heading-m { "Reviews" }
            ul.govuk-list {
                @for r in all.iter().take(6) {
                    li { a.govuk-link href={ "/reviews/" (r.id) } { (web::dates::day(r.held_on.unwrap_or(r.planned_on))) } " "
                        @match r.decision { Some(d) => { (d.label()) }, None if !r.is_planned() => { (parts::tag("Not held", Colour::Grey)) }, None if r.planned_on < v.today => { (parts::tag("Overdue", Colour::Red)) }, None => { (parts::tag("Planned", Colour::Blue)) } } }
                }
            }
        }
    })
}
