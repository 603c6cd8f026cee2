//! `/families/{id}/agreement`: what each person said, in their own words; basis and privacy notice.

use super::header;
use access::{FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use people::{
    PersonId,
    agreement::{self, Said, State},
};
use web::{Error, Fields, Form, Markup, Result, form, html, parts, parts::Colour};

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let members = people::records::members(inside.conn(), sight)?;
    let latest = agreement::latest(inside.conn(), sight.subject())?;
    let bases = agreement::bases(inside.conn(), sight.subject())?;
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let own_age = pack.number("own-agreement-age");
    // parents and carers, and young people old enough to speak for themselves
    let ask: Vec<_> = members
        .iter()
        .filter(|m| {
            !m.role.is_child() || m.person.date_of_birth.is_some_and(|b| web::dates::years(b, today) >= own_age)
        })
        .collect();
    let ids: Vec<(String, String)> = ask.iter().map(|m| (m.person.id.to_string(), m.person.name())).collect();
    let rows = members.iter().filter_map(|m| {
        let last = latest.iter().find(|a| a.person_id == m.person.id)?;
        let (text, colour) = match (last.state, last.expires_on.is_some_and(|on| on < today)) {
            (State::Given, false) => ("Agreed", Colour::Green),
            (State::Given, true) => ("Ask again", Colour::Yellow),
            (State::Refused, _) => ("Did not agree", Colour::Red),
            (State::Withdrawn, _) => ("Withdrawn", Colour::Red),
        };
        let until = last.expires_on.map(|on| format!(", until {}", web::dates::day(on))).unwrap_or_default();
        Some(vec![
            html! { (m.person.name()) },
            parts::tag(text, colour),
            html! { (web::dates::day(last.recorded_at.date())) (until) },
            html! { span.eh-pre { (last.words) } },
        ])
    });
    let rows: Vec<_> = rows.collect();
    let states = vec![
        parts::Choice::new("given", "They agree"),
        parts::Choice::new("refused", "They do not agree"),
        parts::Choice::new("withdrawn", "They no longer agree").hint("Sharing that rests on agreement ends at once."),
    ];
    let how = pack.choices("agreement-how", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let basis = pack.choices("sharing-basis", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let content = html! {
        @if !rows.is_empty() { (parts::table("What each person said last", &["Who", "State", "When", "In their words"], rows)) }
        @if let Some(b) = bases.first() {
            p.govuk-body { "Lawful basis: " (pack.label("sharing-basis", &b.basis)) ". Privacy notice: " @match b.notice_given_on { Some(on) => { "given on " (web::dates::day(on)) }, None => { "not given yet" } } "." }
        }
        (web::kept(&frame, &path, kept))
        h2.govuk-heading-m { "Record what someone said" }
        @if ids.is_empty() { p.govuk-body { "Add a parent, a carer or a young person of " (own_age) " or older first." } }
        @else { (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "person", legend: "Who was asked?", class: "govuk-radios--small",
                items: ids.iter().map(|(id, name)| parts::Choice::new(id, name)).collect(), ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "state", legend: "Do they agree to be supported?", class: "govuk-radios--small", items: states, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "how", legend: "How was it said?", class: "govuk-radios--small", items: how.collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "words", label: "In their own words", rows: 3, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "capacity", label: "Did they understand what they were asked?", hint: "For example, with an interpreter, or with pictures.", rows: 2, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "basis", legend: "Lawful basis for keeping this record", hint: "Leave empty if it is unchanged.", class: "govuk-radios--small", items: basis.collect(), ..Default::default() }))
            (parts::checkboxes(f, parts::Choices { name: "notice", legend: "Privacy notice", items: vec![parts::Choice::new("yes", "The privacy notice was given and explained today")], ..Default::default() }))
            (parts::button("Record"))
        })) }
    };
    header::form_page(inside, sight, "Agreement", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::RecordAgreement, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::RecordAgreement, id)?;
            let mut f = Form::from(fields.clone());
            let (pack, today) = (change.pack.clone(), change.today);
            let members = people::records::members(change.conn(), &permit)?;
            let who = f.choice(
                "person",
                |p| p.parse::<PersonId>().ok().and_then(|id| members.iter().find(|m| m.person.id == id)),
                "Choose who was asked",
            );
            let state = f.choice("state", State::parse, "Choose what they said");
            let how = f.choice("how", |c| pack.code("agreement-how", c, today), "Choose how it was said");
            let (words, capacity) = (f.text("words", 2_000, None), f.text("capacity", 2_000, None));
            if state == Some(State::Withdrawn) && words.is_empty() {
                f.errors.add("words", "Write down what they said about no longer agreeing");
            }
            let (Some(who), Some(state), Some(how), true) = (who, state, how, f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            };
            let said = Said { person: who.person.id, state, how: how.code.clone(), words, capacity };
            agreement::record(change.tx, &permit, &said, &who.person.name(), pack.number("agreement-again"))?;
            let notice = fields.get("notice") == "yes";
            let chosen = pack.code("sharing-basis", fields.get("basis"), today).map(|b| b.code.clone());
            // the notice alone: the basis is the one recorded last
            let last = agreement::bases(change.conn(), id)?.into_iter().next().map(|b| b.basis);
            if let Some(basis) =
                chosen.clone().or(last.filter(|_| notice)).or_else(|| notice.then(|| "public-task".into()))
            {
                agreement::record_basis(change.tx, &permit, "early-help", &basis, notice.then_some(today))?;
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
