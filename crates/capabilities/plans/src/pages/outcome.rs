//! `/episodes/{id}/plan/outcomes/new`, `/outcomes/{id}` to reword one, and `/outcomes/{id}/result`.

use crate::{
    records::{self, NewOutcome, Outcome, OutcomeId, Whole},
    rules::{self, CannotPlan},
};
use access::{Change, FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{EpisodeId, pages::header};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn find(inside: &mut impl Permits, id: EpisodeId) -> Result<(Permit<FamilyId, family::WritePlan>, Whole)> {
    let (e, permit) = header::episode(inside, family::WritePlan, id)?;
    let found = records::current(inside.conn(), &permit, e.id)?.ok_or(Error::NotFound)?;
    Ok((permit, found))
}

/// The form of an outcome: a new one, or one to reword, perhaps with what someone else has made of it meanwhile.
fn words_view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    f: &Form,
    key: &str,
    kept: bool,
    changes: Option<(&Outcome, bool)>,
) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let framework =
        pack.choices("outcome-framework", today).map(|t| parts::Choice::new(&t.code, &t.label).hint(&t.hint));
    let areas = pack.areas.iter().map(|a| parts::Choice::new(&a.code, &a.label));
    let by = changes.map(|(o, _)| web::dates::day(o.by_on)).unwrap_or_default();
    let content = html! {
        @if let Some((now, true)) = changes { (web::theirs(&[("What will be different", &now.words), ("How the family will see it", &now.measure), ("By when", &by)])) }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            @if let Some((now, _)) = changes { input type="hidden" name="stand" value=(stand(now)); }
            (parts::textarea(f, parts::OldTextarea { name: "words", label: "What will be different, in the family's words?", hint: "For example, Ada is in school every day and likes it.", rows: 3, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "measure", label: "How will the family see that it has happened?", rows: 2, ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "by", legend: "By when?", ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "framework", legend: "Which outcome of the framework is it part of?", class: "govuk-radios--small", items: framework.collect(), ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "area", legend: "Which area?", class: "govuk-radios--small", items: areas.collect(), ..Default::default() }))
            div.govuk-button-group {
                (parts::button(if changes.is_some() { "Save outcome" } else { "Add outcome" }))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    };
    header::form_page(inside, sight, if changes.is_some() { "Reword an outcome" } else { "Add an outcome" }, f, content)
}

fn stand(o: &Outcome) -> String {
    web::stand(&[&o.words, &o.measure, &o.by_on.to_string(), &o.framework, &o.area])
}

/// What was typed, if it is an outcome; `others` is how many the plan has beside it.
fn check(change: &Change<'_, '_>, found: &Whole, others: usize, f: &mut Form) -> Option<NewOutcome> {
    let (pack, today) = (change.pack.clone(), change.today);
    let words = f.text("words", 2_000, Some("Say what will be different"));
    let measure = f.text("measure", 2_000, None);
    let by = f.date("by", "By when");
    let framework =
        f.choice("framework", |c| pack.code("outcome-framework", c, today), "Choose an outcome of the framework");
    let area = f.choice("area", |c| pack.areas.iter().find(|a| a.code == c), "Choose an area");
    if let Err(rule) = rules::outcome(found.plan.kind, others, pack.number("plan-outcomes"), &measure, by, today) {
        let field = match rule {
            CannotPlan::NoMeasure => "measure",
            CannotPlan::NoDate | CannotPlan::DateOutside => "by",
            _ => "words",
        };
        f.errors.add(field, Refusal::from(rule).message);
    }
    let (Some(by_on), Some(framework), Some(area), true) = (by, framework, area, f.is_valid()) else { return None };
    Some(NewOutcome { words, measure, by_on, framework: framework.code.clone(), area: area.code.clone() })
}

pub(super) async fn page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, _, o) = find_one(v, id)?;
            let (f, kept) = v.form(|| {
                let fields = Fields::default().with("words", o.words.as_str()).with("measure", o.measure.as_str());
                fields
                    .with_date("by", Some(o.by_on))
                    .with("framework", o.framework.as_str())
                    .with("area", o.area.as_str())
            })?;
            words_view(v, &permit, &f, &web::new_key(), kept, Some((&o, false)))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, episode, o) = find_one(change, id)?;
            let (_, found) = find(change, episode)?;
            let mut f = Form::from(fields.clone());
            if fields.get("stand") != stand(&o) {
                let page = words_view(change, &permit, &f, &web::new_key(), false, Some((&o, true)))?;
                return Err(Error::Conflict(Box::new(page)));
            }
            let Some(new) = check(change, &found, found.outcomes.len() - 1, &mut f) else {
                let page = words_view(change, &permit, &f, fields.get("key"), false, Some((&o, false)))?;
                return Err(Error::Invalid(Box::new(page)));
            };
            records::reword_outcome(change.tx, &permit, &found.plan, &o, new)?;
            Ok(format!("/episodes/{episode}/plan?done=saved"))
        })
        .await
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, _) = find(v, id)?;
            let (f, kept) = v.form(Fields::default)?;
            words_view(v, &permit, &f, &web::new_key(), kept, None)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, found) = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let Some(new) = check(change, &found, found.outcomes.len(), &mut f) else {
                let page = words_view(change, &permit, &f, fields.get("key"), false, None)?;
                return Err(Error::Invalid(Box::new(page)));
            };
            let outcome = records::add_outcome(change.tx, &found.plan, new)?;
            Ok(format!("/outcomes/{outcome}/actions/new"))
        })
        .await
}

fn find_one(
    inside: &mut impl Permits,
    id: OutcomeId,
) -> Result<(Permit<FamilyId, family::WritePlan>, EpisodeId, Outcome)> {
    let episode = records::episode_of_outcome(inside.conn(), id)?;
    let (permit, found) = find(inside, episode)?;
    let outcome = found.outcomes.into_iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
    Ok((permit, episode, outcome))
}

fn result_view(inside: &mut impl Permits, sight: &Sight<FamilyId>, o: &Outcome, f: &Form, key: &str) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let results = pack.choices("result", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let content = html! {
        (parts::inset(html! { (o.words) br; span.eh-muted { "We will see it when: " (o.measure) } }))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "result", legend: "How did it go, as you and the family see it?", items: results.collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "why", label: "What made the difference, or why not?", rows: 3, ..Default::default() }))
            (parts::button("Save result"))
        }))
    };
    header::form_page(inside, sight, "Result of an outcome", f, content)
}

pub(super) async fn result_page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, _, outcome) = find_one(v, id)?;
            let (f, _) = v.form(Fields::default)?;
            result_view(v, &permit, &outcome, &f, &web::new_key())
        })
        .await
}

pub(super) async fn result_submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, episode, outcome) = find_one(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let mut f = Form::from(fields.clone());
            let result = f.choice("result", |c| pack.code("result", c, today), "Choose how it went");
            let why = f.text("why", 5_000, None);
            if let Some(result) = result.filter(|_| f.is_valid()) {
                match records::set_result(change.tx, &permit, &outcome, (&result.code, &result.label), &why) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "why"),
                    other => other?,
                }
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(result_view(change, &permit, &outcome, &f, fields.get("key"))?)));
            }
            Ok(format!("/episodes/{episode}/plan?done=saved"))
        })
        .await
}
