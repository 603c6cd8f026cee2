//! `/contacts/new` and `/ask-for-help`: is a child in immediate danger? Then the shortest way there is.

use super::{
    about,
    draft::{self, Way},
    receipt,
    slowed::{self, Senders},
};
use crate::{
    intake::{self, Maker, NewContact},
    records,
};
use access::{Change, Context, View, Visit, letter_code::LetterCode, sessions::Secret};
use axum::response::Response;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice, said, say};

const TITLE: &str = "Is a child in immediate danger?";

pub(super) async fn page(visit: Visit, way: Way) -> Result<Markup> {
    let run = move |v: &mut View<'_>| {
        draft::enter(v, way)?;
        Ok(v.frame.page(TITLE, first_of_all(v, way)))
    };
    if way.public() { visit.as_nobody().public_view(run).await } else { visit.view(run).await }
}

fn first_of_all(context: &Context, way: Way) -> Markup {
    let call = html! {
        p {
            (said(
                "If a child may be hurt now, call {danger}. Do not fill in a form first.",
                &[("danger", &context.pack.text("danger-phone"))],
            ))
        }
    };
    html! {
        (parts::interruption(
            TITLE,
            call,
            ("No, continue", &way.at(if way.public() { "who" } else { "about" })),
            ("Yes, or I am not sure", &way.danger()),
        ))
    }
}

/// The short form for a child in danger.
struct Danger {
    way: Way,
    /// Seconds after which it can be sent, where many came from the same place.
    wait: Option<u64>,
}

impl Danger {
    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (said("Call {danger} now", &[("danger", &context.pack.text("danger-phone"))])) }
            p.govuk-body-l { (say("Then, if you can, tell the front door. Nothing else has to be filled in.")) }
            @if let Some(wait) = self.wait { (slowed::told(context, wait, "What you wrote still stands below.")) }
            (sheet.form(html! {
                (sheet.textarea("summary", "What is happening, to whom, and where?"))
                @if self.way.public() { (how_to_call_back(sheet)) }
                (parts::button("Tell the front door"))
            }))
        };
        context.frame.sheet_page("A child is in danger", self.way.base(), sheet, content)
    }

    /// What was typed is all that is known; the rest is what it usually is.
    fn read(&self, context: &Context, sheet: &mut Sheet) -> NewContact {
        let source = match self.way {
            Way::Family => "family",
            Way::Worker(_) => about::usual_source(&context.actor.organisation_kind),
        };
        let maker = Maker {
            name: sheet.optional("maker_name", 200),
            phone: sheet.optional("maker_phone", 40),
            email: sheet.optional("maker_email", 200),
            unreachable: sheet.ticked("no_call_back"),
            ..Maker::default()
        };
        NewContact {
            kind: "request".into(),
            source: source.into(),
            channel: "online".into(),
            summary: sheet.optional("summary", 20_000),
            danger: true,
            maker,
            ..NewContact::default()
        }
    }
}

/// Whoever reads it has to be able to ask more; who cannot be called back says so, and it is sent all the same.
fn how_to_call_back(sheet: &Sheet) -> Markup {
    let phone = sheet.text("maker_phone", "A telephone number to call you back");
    let email = sheet.text("maker_email", "Or an email address").email().autocomplete("email");
    html! {
        (sheet.text("maker_name", "Your name, if you want to give it").autocomplete("name"))
        (phone.telephone().autocomplete("tel").width(20))
        (email)
        (sheet.checkboxes("no_call_back", "If you cannot be called back")
            .small()
            .items([Choice::new("yes", "I cannot be called back")]))
    }
}

pub(super) async fn danger_page(visit: Visit, way: Way) -> Result<Markup> {
    let run = move |v: &mut View<'_>| {
        draft::enter(v, way)?;
        let sheet = v.sheet(Fields::default)?;
        Ok(Danger { way, wait: None }.show(v, &sheet))
    };
    if way.public() { visit.as_nobody().public_view(run).await } else { visit.view(run).await }
}

pub(super) async fn danger_submit(visit: Visit, way: Way, fields: Fields, senders: Senders) -> Result<Response> {
    if let Some(wait) = slowed::turn(&visit, way, &senders).await? {
        return too_soon(visit, way, fields, wait).await;
    }

    let (danger, through) = (Danger { way, wait: None }, way.through(visit.client));
    let (secret, again) = (Secret::new(), visit.clone());
    let run = move |change: &mut Change<'_, '_>, sheet: &mut Sheet| {
        draft::enter(change, way)?;
        let new = danger.read(change, sheet);
        let checked = intake::check(&new, &change.pack, change.today, way.public());
        if let Err(found) = &checked {
            found.iter().for_each(|(field, told)| sheet.errors.add(field, told));
        }
        let (Ok(valid), true) = (checked, sheet.is_valid()) else {
            return Sheet::again(danger.show(change, sheet));
        };

        let (actor, pack) = (change.actor.clone(), change.pack.clone());
        let (contact, _) = records::receive(change.tx, &actor, &pack, &valid, through)?;
        if way.public() {
            records::give_code(change.tx, contact.id, &LetterCode::of(&secret))?;
            change.leads_to_secret();
        }
        Ok(receipt::done(way, &contact, &secret))
    };

    // whatever this browser had begun to write stays behind: a new secret leads to nothing of it
    let sent = draft::send(visit, way, &Secret::new(), fields, run).await?;
    if way.public() { receipt::hand_over(&again, sent) } else { Ok(sent) }
}

/// The same form with all that was typed, to be sent again in a moment: it is the same request then.
async fn too_soon(visit: Visit, way: Way, fields: Fields, wait: u64) -> Result<Response> {
    let show = move |v: &mut View<'_>| {
        let sheet = Sheet::sent(fields.clone(), &v.path, &v.frame.csrf);
        Ok(Danger { way, wait: Some(wait) }.show(v, &sheet))
    };
    Ok(slowed::response(wait, visit.public_view(show).await?))
}
