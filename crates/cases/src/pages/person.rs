//! `/families/{id}/people/new`: a baby is born, a partner moves in.
use super::header;
use access::{Action, FamilyId, Inside, Permit, Visit};
use axum::{extract::Path, response::Response};
use people::{Address, MemberRole, NewPerson, rules};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn view(inside: &mut impl Inside, permit: &Permit<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let roles = pack.choices("person-role", c.today).map(|t| parts::Choice::new(&t.code, &t.label));
    let content = html! {
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "role", legend: "Who are they to the family?", class: "govuk-radios--small", items: roles.collect(), ..Default::default() }))
            (parts::input(f, parts::Input { name: "given_name", label: "First name", ..Default::default() }))
            (parts::input(f, parts::Input { name: "family_name", label: "Last name", ..Default::default() }))
            (parts::date_input(f, parts::DateInput { name: "born", legend: "Date of birth", hint: "For example, 27 3 2016", ..Default::default() }))
            (parts::date_input(f, parts::DateInput { name: "expected", legend: "For an unborn child, when is the baby expected?", ..Default::default() }))
            (parts::input(f, parts::Input { name: "phone", label: "Telephone number", kind: "tel", class: "govuk-input--width-20", ..Default::default() }))
            (parts::input(f, parts::Input { name: "nhs_number", label: "NHS number, if you know it", class: "govuk-input--width-10", inputmode: "numeric", ..Default::default() }))
            (parts::input(f, parts::Input { name: "line_1", label: "Address line 1", ..Default::default() }))
            (parts::input(f, parts::Input { name: "town", label: "Town", class: "govuk-input--width-20", ..Default::default() }))
            (parts::input(f, parts::Input { name: "postcode", label: "Postcode", class: "govuk-input--width-10", ..Default::default() }))
            (parts::checkboxes(f, parts::Choices { name: "protected", legend: "Is the address a secret from someone?",
                items: vec![parts::Choice::new("yes", "Yes: show it only to the lead and their manager")], ..Default::default() }))
            (parts::button("Add person"))
        }))
    };
    header::form_page(inside, permit, "Add a person", f, content)
}
pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(Action::ChangePeople, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}
fn check(f: &mut Form, today: chrono::NaiveDate) -> (Option<MemberRole>, NewPerson) {
    let role = f.choice("role", MemberRole::parse, "Choose who they are to the family");
    let given = f.text("given_name", 100, (role != Some(MemberRole::Unborn)).then_some("Enter a first name"));
    let family = f.text("family_name", 100, Some("Enter a last name"));
    let (born, expected) = (f.date("born", "Date of birth"), f.date("expected", "Expected date"));
    if let Err(told) = rules::birth(born, expected, today) {
        f.errors.add("born", told);
    }
    let nhs = f
        .optional("nhs_number", 20)
        .and_then(|t| rules::nhs_number(&t).map_err(|e| f.errors.add("nhs_number", e)).ok());
    let postcode =
        f.optional("postcode", 12).and_then(|t| rules::postcode(&t).map_err(|e| f.errors.add("postcode", e)).ok());
    let new = NewPerson {
        given_name: given,
        family_name: family,
        date_of_birth: born,
        expected_on: expected,
        nhs_number: nhs,
        phone: f.text("phone", 40, None),
        address: Address {
            line_1: f.text("line_1", 200, None),
            line_2: String::new(),
            town: f.text("town", 100, None),
            postcode: postcode.unwrap_or_default(),
        },
        protected: f.ticked("protected"),
        ..NewPerson::default()
    };
    (role, new)
}
pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, fields| {
            let permit = change.permit(Action::ChangePeople, id)?;
            let mut f = Form::from(fields.clone());
            let (role, new) = check(&mut f, change.today);
            let Some(role) = role.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            };
            people::records::add_person(change.tx, id, role, &new)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
