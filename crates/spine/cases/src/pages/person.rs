//! `/families/{id}/people/new`: a baby is born, a partner moves in; `/families/{id}/people/{person}`: someone's name,
//! date of birth, address or number changes or was wrong.

use super::header;
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use people::{
    Address, Member, MemberRole, NewPerson, PersonId,
    matching::{self, Candidate, Sought},
    rules,
};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

/// What a form about a person is for.
struct Shown<'a> {
    title: &'a str,
    button: &'a str,
    /// Someone who is there already has a role, and a place that may be hidden from whoever changes the rest.
    known: Option<&'a Member>,
    theirs: Option<Markup>,
    /// Whether it asks to go on although somebody like this may be known.
    asks: bool,
}

const NEW: Shown<'_> = Shown { title: "Add a person", button: "Add person", known: None, theirs: None, asks: false };

fn view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    f: &Form,
    key: &str,
    kept: bool,
    shown: &Shown<'_>,
) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let roles = pack.choices("person-role", c.today).map(|t| parts::Choice::new(&t.code, &t.label));
    let languages: Vec<(&str, &str)> =
        pack.choices("language", c.today).map(|t| (t.code.as_str(), t.label.as_str())).collect();
    let hidden = shown.known.is_some_and(|m| place_is_hidden(m, sight));
    let content = html! {
        @if let Some(theirs) = &shown.theirs { (theirs) }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            input type="hidden" name="version" value=(f.fields.get("version"));
            @if shown.known.is_none() {
                (parts::radios(f, parts::Choices { name: "role", legend: "Who are they to the family?", class: "govuk-radios--small", items: roles.collect(), ..Default::default() }))
            }
            (parts::input(f, parts::Input { name: "given_name", label: "First name", ..Default::default() }))
            (parts::input(f, parts::Input { name: "family_name", label: "Last name", ..Default::default() }))
            (parts::input(f, parts::Input { name: "former_family_name", label: "Former last name, if there is one", ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "born", legend: "Date of birth", hint: "For example, 27 3 2016", ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "expected", legend: "For an unborn child, when is the baby expected?", ..Default::default() }))
            @if !hidden { (parts::input(f, parts::Input { name: "phone", label: "Telephone number", kind: "tel", class: "govuk-input--width-20", ..Default::default() })) }
            (parts::input(f, parts::Input { name: "email", label: "Email address", kind: "email", ..Default::default() }))
            @if !languages.is_empty() { (parts::select(f, "language", "Language at home", "", &languages)) }
            (parts::checkboxes(f, parts::Choices { name: "interpreter", legend: "Do they need an interpreter?", class: "govuk-checkboxes--small", items: vec![parts::Choice::new("yes", "Yes")], ..Default::default() }))
            @if !hidden { (parts::input(f, parts::Input { name: "school", label: "School or nursery", ..Default::default() })) }
            (parts::input(f, parts::Input { name: "nhs_number", label: "NHS number, if you know it", class: "govuk-input--width-10", inputmode: "numeric", ..Default::default() }))
            (parts::input(f, parts::Input { name: "upn", label: "Unique pupil number, if you know it", class: "govuk-input--width-20", ..Default::default() }))
            @if hidden {
                (parts::inset(html! { "The address is protected. Only the lead professional and their manager can see and change it." }))
            } @else {
                (parts::input(f, parts::Input { name: "line_1", label: "Address line 1", ..Default::default() }))
                (parts::input(f, parts::Input { name: "line_2", label: "Address line 2", ..Default::default() }))
                (parts::input(f, parts::Input { name: "town", label: "Town", class: "govuk-input--width-20", ..Default::default() }))
                (parts::input(f, parts::Input { name: "postcode", label: "Postcode", class: "govuk-input--width-10", ..Default::default() }))
                (parts::checkboxes(f, parts::Choices { name: "protected", legend: "Is the address a secret from someone?",
                    items: vec![parts::Choice::new("yes", "Yes: show it only to the lead and their manager")], ..Default::default() }))
            }
            @if shown.asks {
                (parts::checkboxes(f, parts::Choices { name: "anyway", legend: "Somebody like this may be known already", hint: "If you go on, the front door looks whether they are one person.",
                    items: vec![parts::Choice::new("yes", "Add them")], ..Default::default() }))
            }
            (parts::button(shown.button))
        }))
    };
    header::form_page(inside, sight, shown.title, f, content)
}

/// A protected place, its telephone and school are a clue to it (T16).
fn place_is_hidden(m: &Member, sight: &Sight<FamilyId>) -> bool {
    m.address.as_ref().is_some_and(|a| a.open(sight).is_none())
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::ChangePeople, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept, &NEW)
        })
        .await
}

fn check(f: &mut Form, unborn: bool, today: chrono::NaiveDate) -> NewPerson {
    let given = f.text("given_name", 100, (!unborn).then_some("Enter a first name"));
    let family = f.text("family_name", 100, Some("Enter a last name"));
    let (born, expected) = (f.date("born", "Date of birth"), f.date("expected", "Expected date"));
    if let Err(told) = rules::birth(born, expected, today) {
        f.errors.add("born", told);
    }
    let nhs = f
        .optional("nhs_number", 20)
        .and_then(|t| rules::nhs_number(&t).map_err(|e| f.errors.add("nhs_number", e)).ok());
    let upn = f.optional("upn", 20).and_then(|t| rules::upn(&t).map_err(|e| f.errors.add("upn", e)).ok());
    let postcode =
        f.optional("postcode", 12).and_then(|t| rules::postcode(&t).map_err(|e| f.errors.add("postcode", e)).ok());
    let language = f.text("language", 20, None);
    NewPerson {
        given_name: given,
        family_name: family,
        former_family_name: f.optional("former_family_name", 100),
        date_of_birth: born,
        expected_on: expected,
        nhs_number: nhs,
        upn,
        phone: f.text("phone", 40, None),
        email: f.text("email", 200, None),
        language: if language.is_empty() { "en".into() } else { language },
        interpreter: f.ticked("interpreter"),
        school: f.text("school", 200, None),
        address: Address {
            line_1: f.text("line_1", 200, None),
            line_2: f.text("line_2", 200, None),
            town: f.text("town", 100, None),
            postcode: postcode.unwrap_or_default(),
        },
        protected: f.ticked("protected"),
    }
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::ChangePeople, id)?;
            let mut f = Form::from(fields.clone());
            let role = f.choice("role", MemberRole::parse, "Choose who they are to the family");
            let new = check(&mut f, role == Some(MemberRole::Unborn), change.today);
            let Some(role) = role.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false, &NEW)?)));
            };
            // somebody like this may be known: said without a word of who or where (T17), and asked once
            let known: Vec<Candidate> = matching::candidates(change.conn(), &Sought::of_new(&new))?
                .into_iter()
                .filter(|c| c.probability >= 0.5)
                .collect();
            if !known.is_empty() && !f.ticked("anyway") {
                f.errors.add("anyway", "Somebody like this may be known already. Look under Find a person, or say that they are to be added");
                let page = view(change, &permit, &f, fields.get("key"), false, &Shown { asks: true, ..NEW })?;
                return Err(Error::Invalid(Box::new(page)));
            }
            let added = people::records::add_person(change.tx, id, role, &new)?;
            let now = change.now;
            for other in known {
                people::merging::keep_suspect(change.conn(), now, added, other.person.id, other.probability)?;
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}

/// The form as the record stands.
fn filled(m: &Member, sight: &Sight<FamilyId>) -> Fields {
    let p = &m.person;
    let mut f = Fields::default()
        .with("version", p.version.to_string())
        .with("given_name", p.given_name.as_str())
        .with("family_name", p.family_name.as_str())
        .with("former_family_name", p.former_family_name.as_deref().unwrap_or_default())
        .with("email", p.email.as_str())
        .with("language", p.language.as_str())
        .with("nhs_number", p.nhs_number.as_deref().unwrap_or_default())
        .with("upn", p.upn.as_deref().unwrap_or_default())
        .with_date("born", p.date_of_birth)
        .with_date("expected", p.expected_on);
    if p.interpreter {
        f.set("interpreter", "yes");
    }
    if !place_is_hidden(m, sight) {
        f.set("phone", p.phone.as_str());
        f.set("school", p.school.as_str());
        if let Some((a, open)) = m.address.as_ref().and_then(|a| Some((a, a.open(sight)?))) {
            for (name, value) in
                [("line_1", &open.line_1), ("line_2", &open.line_2), ("town", &open.town), ("postcode", &open.postcode)]
            {
                f.set(name, value.as_str());
            }
            if a.is_closed() {
                f.set("protected", "yes");
            }
        }
    }
    f
}

fn find(
    inside: &mut impl Permits,
    id: FamilyId,
    person: PersonId,
) -> Result<(Permit<FamilyId, family::ChangePeople>, Member)> {
    let permit = inside.permit(family::ChangePeople, id)?;
    let members = people::records::members(inside.conn(), &permit)?;
    let member = members.into_iter().find(|m| m.person.id == person).ok_or(Error::NotFound)?;
    Ok((permit, member))
}

fn changing(m: &Member, theirs: Option<Markup>) -> Shown<'_> {
    Shown { title: "Change someone's details", button: "Save", known: Some(m), theirs, asks: false }
}

pub(super) async fn change_page(visit: Visit, Path((id, person)): Path<(FamilyId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, member) = find(v, id, person)?;
            let (f, kept) = v.form(|| filled(&member, &permit))?;
            view(v, &permit, &f, &web::new_key(), kept, &changing(&member, None))
        })
        .await
}

pub(super) async fn change_submit(
    visit: Visit,
    Path((id, person)): Path<(FamilyId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, member) = find(change, id, person)?;
            let mut f = Form::from(fields.clone());
            let new = check(&mut f, member.role == MemberRole::Unborn, change.today);
            if fields.get("version") != member.person.version.to_string() {
                let now = filled(&member, &permit);
                let rows: Vec<(&str, &str)> = LABELS
                    .iter()
                    .map(|(n, l)| (*l, now.get(n)))
                    .filter(|(l, t)| *t != f.fields.get(name_of(l)))
                    .collect();
                let theirs = web::theirs(&rows);
                f.fields.set("version", member.person.version.to_string());
                let page = view(change, &permit, &f, &web::new_key(), false, &changing(&member, Some(theirs)))?;
                return Err(Error::Conflict(Box::new(page)));
            }
            if !f.is_valid() {
                let page = view(change, &permit, &f, fields.get("key"), false, &changing(&member, None))?;
                return Err(Error::Invalid(Box::new(page)));
            }
            people::records::correct(change.tx, &permit, &member, &new)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}

/// What a conflict shows, by field.
const LABELS: &[(&str, &str)] = &[
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("former_family_name", "Former last name"),
    ("born-day", "Born, day"),
    ("born-month", "Born, month"),
    ("born-year", "Born, year"),
    ("phone", "Telephone number"),
    ("email", "Email address"),
    ("school", "School or nursery"),
    ("nhs_number", "NHS number"),
    ("upn", "Pupil number"),
    ("line_1", "Address line 1"),
    ("line_2", "Address line 2"),
    ("town", "Town"),
    ("postcode", "Postcode"),
];

fn name_of(label: &str) -> &'static str {
    LABELS.iter().find(|(_, l)| *l == label).map_or("", |(n, _)| *n)
}
