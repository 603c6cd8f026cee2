//! `/contacts/new` and `/ask-for-help`: is a child in immediate danger? Then the shortest way there is.

use super::draft::Way;
use crate::{
    intake::{self, Maker, NewContact},
    records,
};
use access::{Change, Permits, View, Visit, nobody, sessions::Secret};
use axum::{http::HeaderMap, response::Response};
use web::{Error, Fields, Form, Frame, Markup, Result, html, parts};

fn enter(v: &mut View<'_>, way: Way) -> Result<()> {
    if way == Way::Worker {
        v.allow(nobody::RecordContact)?;
    }
    Ok(())
}

pub(super) async fn page(visit: Visit, way: Way) -> Result<Markup> {
    let run = move |v: &mut View<'_>| {
        enter(v, way)?;
        let content = parts::interruption(
            "Is a child in immediate danger?",
            html! { p { "If a child may be hurt now, call " (v.pack.text("danger-phone")) ". Do not fill in a form first." } },
            ("No, continue", &way.at("about")),
            ("Yes, or I am not sure", &way.at("danger")),
        );
        let exit = (way == Way::Family).then(|| parts::exit_this_page("https://www.bbc.co.uk/weather"));
        Ok(v.frame.page("Is a child in immediate danger?", html! { @if let Some(exit) = exit { (exit) } (content) }))
    };
    if way.public() { visit.public_view(run).await } else { visit.view(run).await }
}

fn danger_view(frame: &Frame, way: Way, phone: &str, f: &Form, key: &str) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Call " (phone) " now" }
        p.govuk-body-l { "Then, if you can, tell the front door. Nothing else has to be filled in." }
        (web::form(frame, &way.at("danger"), key, true, html! {
            (parts::textarea(f, parts::OldTextarea { name: "summary", label: "What is happening, to whom, and where?", ..Default::default() }))
            @if way.public() {
                (parts::input(f, parts::Input { name: "maker_name", label: "Your name, if you want to give it", autocomplete: "name", ..Default::default() }))
                (parts::input(f, parts::Input { name: "maker_phone", label: "A telephone number to call you back", kind: "tel", autocomplete: "tel", class: "govuk-input--width-20", ..Default::default() }))
            }
            (parts::button("Tell the front door"))
        }))
    };
    frame.form_page("A child is in danger", way.base(), f, content)
}

pub(super) async fn danger_page(visit: Visit, way: Way) -> Result<Markup> {
    let run = move |v: &mut View<'_>| {
        enter(v, way)?;
        let (f, _) = v.form(Fields::default)?;
        Ok(danger_view(&v.frame, way, v.pack.text("danger-phone"), &f, &web::new_key()))
    };
    if way.public() { visit.public_view(run).await } else { visit.view(run).await }
}

pub(super) async fn danger_submit(visit: Visit, way: Way, _headers: HeaderMap, fields: Fields) -> Result<Response> {
    let run = move |change: &mut Change<'_, '_>, fields: &Fields| {
        if way == Way::Worker {
            change.allow(nobody::RecordContact)?;
        }
        let mut f = Form::from(fields.clone());
        let new = NewContact {
            kind: "request".into(),
            source: if way.public() {
                "family".into()
            } else {
                super::about::usual_source(&change.actor.organisation_kind).into()
            },
            channel: "online".into(),
            summary: f.text("summary", 20_000, None),
            danger: true,
            maker: Maker {
                name: f.text("maker_name", 200, None),
                phone: f.text("maker_phone", 40, None),
                ..Maker::default()
            },
            ..NewContact::default()
        };
        let checked = intake::check(&new, &change.pack, change.today, way.public());
        if let Err(found) = &checked {
            found.iter().for_each(|(field, told)| f.errors.add(field, told));
        }
        let (Ok(valid), true) = (checked, f.is_valid()) else {
            let page = danger_view(&change.frame, way, change.pack.text("danger-phone"), &f, fields.get("key"));
            return Err(Error::Invalid(Box::new(page)));
        };
        let (actor, pack) = (change.actor.clone(), change.pack.clone());
        let (contact, _) = records::receive(change.tx, &actor, &pack, &valid, way.public())?;
        Ok(super::check::done(way, &contact))
    };
    super::draft::send(visit, way, &Secret::new(), fields, run).await
}
