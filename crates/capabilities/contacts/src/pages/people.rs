//! Second question: who is in the family. A list, and a page for each person.

use super::draft::{self, Way};
use crate::intake::{self, NewAddress, NewContact, NewPerson};
use access::{Context, Visit};
use axum::{extract::Path, http::HeaderMap, response::Response};
use web::{Error, Errors, Fields, Form, Markup, Result, html, parts};

fn name(p: &NewPerson) -> String {
    format!("{} {}", p.given_name, p.family_name).trim().to_owned()
}

fn list_view(c: &Context, way: Way, draft: &NewContact, f: &Form) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Who is in the family?" }
        @if draft.people.is_empty() { p.govuk-body { "Start with the child you are most worried about. Then everyone else at home, and parents who live elsewhere." } }
        dl.govuk-summary-list #people {
            @for (n, p) in draft.people.iter().enumerate() {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (name(p)) }
                    dd.govuk-summary-list__value { (c.pack.label("person-role", &p.role)) }
                    dd.govuk-summary-list__actions {
                        a.govuk-link href=(way.at(&format!("people/{}", n + 1))) { "Change" span.govuk-visually-hidden { " " (name(p)) } }
                    }
                }
            }
        }
        p.govuk-body { (parts::button_link(if draft.people.is_empty() { "Add a child" } else { "Add another person" }, &way.at(&format!("people/{}", draft.people.len() + 1)), "govuk-button--secondary")) }
        (web::form(&c.frame, &way.at("people"), "", false, parts::button("Continue")))
    };
    c.frame.form_page("Who is in the family?", &way.at("about"), f, content)
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| Ok(list_view(v, way, draft, &Form::default()))).await
}

/// "Continue" from the list.
pub(super) async fn remove(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::step(
        visit,
        way,
        headers,
        fields,
        &["people"],
        move |_, _| way.at("worries"),
        move |c, draft, f| list_view(c, way, draft, f),
    )
    .await
}

fn fields(p: &NewPerson) -> Fields {
    let mut f = Fields::default()
        .with("role", &p.role)
        .with("given_name", &p.given_name)
        .with("family_name", &p.family_name)
        .with("former_family_name", &p.former_family_name)
        .with("nhs_number", &p.nhs_number)
        .with("upn", &p.upn)
        .with("phone", &p.phone)
        .with("school", &p.school)
        .with("language", if p.language.is_empty() { "en" } else { &p.language })
        .with("line_1", &p.address.line_1)
        .with("town", &p.address.town)
        .with("postcode", &p.address.postcode);
    for (name, date) in [("date_of_birth", &p.date_of_birth), ("expected_on", &p.expected_on)] {
        let parts: Vec<&str> = date.as_deref().unwrap_or_default().split('-').collect();
        if let [year, month, day] = parts[..] {
            let plain = |t: &str| t.trim_start_matches('0').to_owned();
            f.set(&format!("{name}-day"), plain(day));
            f.set(&format!("{name}-month"), plain(month));
            f.set(&format!("{name}-year"), year);
        }
    }
    for (name, on) in [("interpreter", p.interpreter), ("protected", p.address.protected)] {
        if on {
            f.set(name, "yes");
        }
    }
    f
}

fn one_view(c: &Context, way: Way, n: usize, known: bool, f: &Form) -> Markup {
    let roles = c.pack.choices("person-role", c.today).map(|t| parts::Choice::new(&t.code, &t.label)).collect();
    let languages: Vec<(&str, &str)> =
        c.pack.choices("language", c.today).map(|t| (t.code.as_str(), t.label.as_str())).collect();
    let here = way.at(&format!("people/{n}"));
    let box_ = |name: &'static str, legend: &'static str, text: &'static str| {
        parts::checkboxes(
            f,
            parts::Choices { name, legend, items: vec![parts::Choice::new("yes", text)], ..Default::default() },
        )
    };
    let content = html! {
        h1.govuk-heading-l { @if n == 1 { "The child you are most worried about" } @else { "Someone in the family" } }
        p.govuk-body { "Give what you know. What you do not know can stay empty." }
        (draft::step_form(&c.frame, &here, html! {
            (parts::radios(f, parts::Choices { name: "role", legend: "Who are they?", class: "govuk-radios--small", items: roles, ..Default::default() }))
            (parts::input(f, parts::Input { name: "given_name", label: "First name", ..Default::default() }))
            (parts::input(f, parts::Input { name: "family_name", label: "Last name", ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "date_of_birth", legend: "Date of birth", hint: "For example, 27 3 2016", ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "expected_on", legend: "For an unborn child, when is the baby expected?", ..Default::default() }))
            (parts::input(f, parts::Input { name: "line_1", label: "House and street", autocomplete: "off", ..Default::default() }))
            (parts::input(f, parts::Input { name: "town", label: "Town", class: "govuk-input--width-20", autocomplete: "off", ..Default::default() }))
            (parts::input(f, parts::Input { name: "postcode", label: "Postcode", class: "govuk-input--width-10", autocomplete: "off", ..Default::default() }))
            (box_("protected", "Is this address a secret from someone?", "Yes"))
            (parts::input(f, parts::Input { name: "phone", label: "Telephone number", kind: "tel", class: "govuk-input--width-20", autocomplete: "off", ..Default::default() }))
            (parts::input(f, parts::Input { name: "school", label: "School or nursery, for a child", ..Default::default() }))
            @if !way.public() {
                (parts::input(f, parts::Input { name: "former_family_name", label: "Former last name", ..Default::default() }))
                (parts::input(f, parts::Input { name: "nhs_number", label: "NHS number", class: "govuk-input--width-10", inputmode: "numeric", ..Default::default() }))
                (parts::input(f, parts::Input { name: "upn", label: "Unique pupil number", class: "govuk-input--width-20", ..Default::default() }))
            }
            (parts::select(f, "language", "First language", "", &languages))
            (box_("interpreter", "Interpreter", "They need an interpreter"))
        }))
        // a form of its own: the Enter key of the one above must never remove anybody
        @if known { (web::form(&c.frame, &here, "", false, parts::button_named("Remove this person", "govuk-button--secondary", "remove", "yes"))) }
    };
    c.frame.form_page("Someone in the family", &way.at("people"), f, content)
}

pub(super) async fn one_page(visit: Visit, way: Way, headers: HeaderMap, Path(n): Path<usize>) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| {
        if n == 0 || n > draft.people.len() + 1 {
            return Err(Error::NotFound);
        }
        let there = draft.people.get(n - 1);
        let first = there.map_or_else(
            || {
                fields(&NewPerson {
                    role: if draft.people.is_empty() { "child".into() } else { String::new() },
                    ..NewPerson::default()
                })
            },
            fields,
        );
        let (f, _) = v.form(|| first)?;
        Ok(one_view(v, way, n, there.is_some(), &f))
    })
    .await
}

pub(super) async fn one_submit(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    Path(n): Path<usize>,
    fields: Fields,
) -> Result<Response> {
    let today = visit.app.db.now().date();
    let take = move |draft: &mut NewContact, f: &mut Form| {
        if f.fields.get("remove") == "yes" {
            if n >= 1 && n <= draft.people.len() {
                draft.people.remove(n - 1);
            }
            return way.at("people");
        }
        if n == 0 || n > draft.people.len() + 1 || n > 20 {
            f.errors.add("role", "Name at most 20 people, one after the other");
            return way.at("people");
        }
        let person = read(f);
        let mut found = Errors::default();
        intake::check_person(&person, n, today, &mut found);
        let prefix = format!("people-{n}-");
        found.iter().for_each(|(field, told)| f.errors.add(field.strip_prefix(&prefix).unwrap_or(field), told));
        match draft.people.get_mut(n.saturating_sub(1)) {
            Some(there) => *there = person,
            None => draft.people.push(person),
        }
        way.at("people")
    };
    draft::step(visit, way, headers, fields, &[], take, move |c, draft, f| {
        one_view(c, way, n, draft.people.len() >= n, f)
    })
    .await
}

fn read(f: &mut Form) -> NewPerson {
    let iso = |date: Option<chrono::NaiveDate>| date.map(|d| d.to_string());
    NewPerson {
        role: f.text("role", 40, None),
        given_name: f.text("given_name", 200, None),
        family_name: f.text("family_name", 200, None),
        former_family_name: f.text("former_family_name", 200, None),
        date_of_birth: iso(f.date("date_of_birth", "Date of birth")),
        expected_on: iso(f.date("expected_on", "Expected date")),
        nhs_number: f.text("nhs_number", 20, None),
        upn: f.text("upn", 20, None),
        phone: f.text("phone", 40, None),
        email: String::new(),
        language: f.text("language", 20, None),
        interpreter: f.ticked("interpreter"),
        school: f.text("school", 200, None),
        address: NewAddress {
            line_1: f.text("line_1", 200, None),
            line_2: String::new(),
            town: f.text("town", 200, None),
            postcode: f.text("postcode", 12, None),
            protected: f.ticked("protected"),
        },
    }
}
