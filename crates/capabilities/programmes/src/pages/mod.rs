//! Pages of programmes, runs and places.

mod after_missed;
mod answer;
mod asking;
mod blocks;
mod calendar;
mod cancelling;
mod ending;
mod enrolment;
mod freeing;
mod list;
mod measuring;
mod papers;
mod programme;
mod programme_form;
mod register;
mod register_file;
mod run;
mod run_form;
mod session;

pub(crate) use blocks::my_groups;
pub(crate) use enrolment::panel;

use crate::{records::Run, rules::CannotKeep};
use access::{Context, Page, contact, enrolment as place, family, get, nobody, post, run as of_run};
use web::{Fields, Markup, Refusal, Result, Sheet, html};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_programmes(), of_runs(), of_places()].concat()
}

fn of_programmes() -> Vec<Page> {
    vec![
        get("/programmes", nobody::SeeProgrammes, list::page),
        get("/programmes/new", nobody::KeepProgrammes, programme_form::new_page),
        post("/programmes/new", nobody::KeepProgrammes, programme_form::new_submit),
        get("/programmes/{id}", nobody::SeeProgrammes, programme::page),
        get("/programmes/{id}/change", nobody::KeepProgrammes, programme_form::page),
        post("/programmes/{id}/change", nobody::KeepProgrammes, programme_form::submit),
        get("/programmes/{id}/end", nobody::KeepProgrammes, cancelling::end_page),
        post("/programmes/{id}/end", nobody::KeepProgrammes, cancelling::end_submit),
        get("/programmes/{id}/runs/new", nobody::KeepProgrammes, run_form::new_page),
        post("/programmes/{id}/runs/new", nobody::KeepProgrammes, run_form::new_submit),
    ]
}

fn of_runs() -> Vec<Page> {
    vec![
        get("/runs/{id}", of_run::See, run::page).also(nobody::SeeProgrammes),
        post("/runs/{id}/offers", of_run::Offer, run::offer),
        get("/runs/{id}/change", of_run::Keep, run_form::page),
        post("/runs/{id}/change", of_run::Keep, run_form::submit),
        get("/runs/{id}/cancel", of_run::Keep, cancelling::page),
        post("/runs/{id}/cancel", of_run::Keep, cancelling::submit),
        get("/runs/{id}/calendar.ics", of_run::See, calendar::file),
        get("/runs/{id}/sessions/{n}", of_run::Register, register::page).also(nobody::SeeProgrammes),
        post("/runs/{id}/sessions/{n}", of_run::Register, register::submit),
        get("/runs/{id}/sessions/{n}/plan", of_run::Keep, session::page),
        post("/runs/{id}/sessions/{n}/plan", of_run::Keep, session::submit),
        get("/runs/{id}/register-file", of_run::Register, register_file::page),
        post("/runs/{id}/register-file", of_run::Register, register_file::submit),
        access::api(nobody::SeeProgrammes, utoipa_axum::routes!(crate::api::list)),
        access::api(of_run::See, utoipa_axum::routes!(crate::api::show)).also(nobody::SeeProgrammes),
        access::api(of_run::Register, utoipa_axum::routes!(crate::api::keep)),
    ]
}

fn of_places() -> Vec<Page> {
    vec![
        get("/families/{id}/programme", family::OfferService, asking::family_page),
        post("/families/{id}/programme", family::OfferService, asking::family_submit),
        get("/contacts/{id}/programme", contact::FollowUp, asking::contact_page).also(family::OfferService),
        post("/contacts/{id}/programme", contact::FollowUp, asking::contact_submit).also(family::OfferService),
        get("/enrolments/{id}", place::See, enrolment::page),
        get("/enrolments/{id}/answer", place::Answer, answer::page),
        post("/enrolments/{id}/answer", place::Answer, answer::submit),
        get("/enrolments/{id}/measure", place::Measure, measuring::page),
        post("/enrolments/{id}/measure", place::Measure, measuring::submit),
        get("/enrolments/{id}/feedback", place::Measure, measuring::feedback_page),
        post("/enrolments/{id}/feedback", place::Measure, measuring::feedback_submit),
        get("/enrolments/{id}/call", place::Call, after_missed::call_page),
        post("/enrolments/{id}/call", place::Call, after_missed::call_submit),
        get("/enrolments/{id}/going-on", place::GoOn, after_missed::going_on_page),
        post("/enrolments/{id}/going-on", place::GoOn, after_missed::going_on_submit),
        get("/enrolments/{id}/catch-up", place::Measure, after_missed::catch_up_page),
        post("/enrolments/{id}/catch-up", place::Measure, after_missed::catch_up_submit),
        get("/enrolments/{id}/end", place::End, ending::page),
        post("/enrolments/{id}/end", place::End, ending::submit),
        get("/enrolments/{id}/free", place::Free, freeing::page),
        post("/enrolments/{id}/free", place::Free, freeing::submit),
        get("/enrolments/{id}/welcome", place::Measure, papers::welcome_page),
        post("/enrolments/{id}/welcome", place::Measure, papers::welcome_submit),
        get("/enrolments/{id}/certificate", place::See, papers::certificate_page),
    ]
}

/// Nothing of a run that was cancelled is changed any more.
fn live(run: &Run) -> Result<()> {
    match run.cancelled_at {
        Some(_) => Err(Refusal::from(CannotKeep::Over).into()),
        None => Ok(()),
    }
}

/// A whole number that may be left out.
fn number(sheet: &mut Sheet, name: &str) -> Option<i64> {
    let text = sheet.optional(name, 6);
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok().filter(|number| *number >= 0);
    if number.is_none() {
        sheet.errors.add(name, "Enter a whole number, like 12");
    }
    number
}

/// A number that may have a point and may be left out.
fn decimal(sheet: &mut Sheet, name: &str) -> Option<f64> {
    let text = sheet.optional(name, 8);
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    if number.is_none() {
        sheet.errors.add(name, "Enter a number, like 12 or 3.5");
    }
    number
}

/// A box to find colleagues with who are no facilitators, above the form and never inside it.
fn finder(context: &Context) -> Markup {
    let sheet = Sheet::from(Fields::default().with("find", &context.find));
    html! {
        form action=(context.path) method="get" {
            (sheet.text("find", "Find somebody else who can run it")
                .hint("Facilitators are listed below. Give a name, job or organisation to list others, before you fill \
                    in the form.")
                .width(20)
                .search())
            button.govuk-button.govuk-button--secondary type="submit" { "Find" }
        }
    }
}

/// How many places are free, in a few words.
fn free(places: i64, taken: i64) -> String {
    match places - taken {
        ..=0 => "full".into(),
        free => format!("{free} of {} free", web::dates::plural(places, "place")),
    }
}
