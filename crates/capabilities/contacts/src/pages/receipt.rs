//! What whoever has asked for help is shown, once, in the browser from which they sent it: the reference, the code with
//! which they read the answer, and, where a child may be in danger, whom to call.

use super::draft::Way;
use crate::records::{self, Alarm, Contact};
use access::{Context, Permits, View, Visit, letter_code::LetterCode, sessions::Secret};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use store::Instant;
use web::{Error, Markup, Result, dates, html, parts, said, say, tell, tongue};

/// What the browser that sent it holds: the code is worked out of it, and stands nowhere else.
pub(super) const COOKIE: &str = "earlyhelp-sent";

const SENT: &str = "/ask-for-help/sent";

/// Where sending leads; it holds the secret of the receipt, and never goes out so.
pub(super) fn address(secret: &Secret) -> String {
    format!("{SENT}?receipt={}", secret.reveal())
}

/// The secret goes into a cookie, and out of the address, where it would stand in the history of a shared telephone.
/// Sent twice, it is the same one: the address is kept, sealed, with the form's key.
pub(super) fn hand_over(visit: &Visit, mut response: Response) -> Result<Response> {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    let Some(secret) = to.strip_prefix(SENT).and_then(|rest| rest.strip_prefix("?receipt=")) else {
        return Ok(response);
    };
    let value = |text: &str| HeaderValue::from_str(text).map_err(|error| Error::Fault(error.to_string()));
    let cookie = value(&visit.set_cookie(COOKIE, secret))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::LOCATION, value(SENT)?);
    Ok(response)
}

/// A receipt is shown for so long after sending.
const SHOWN: i64 = 3_600;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    // nothing in the address says what is shown: a receipt cannot be forged
    let Some(secret) = visit.cookie(COOKIE) else { return Err(Error::Elsewhere("/ask-for-help/answer".into())) };
    let show = move |v: &mut View<'_>| {
        let code = LetterCode::of(&secret);
        let (pack, now) = (v.pack.clone(), v.now);
        let contact = records::opened_by(v.conn(), &pack, now, &code.hash())?;
        let Some(contact) = contact.filter(|contact| now.seconds_since(contact.received_at) < SHOWN) else {
            return Err(Error::Elsewhere("/ask-for-help/answer".into()));
        };
        if !contact.danger {
            return Ok(v.frame.page(&tell("Thank you"), thanks(v, &contact, &code)));
        }
        let alarm = records::alarm_for_receipt(v.conn(), contact.id)?;
        let by = read_by(v, alarm.as_ref())?;
        let content = html! {
            (danger_receipt(v, &contact.reference, by))
            (how_to_read_the_answer(v, &contact, &code))
        };
        let danger = v.pack.text("danger-phone").to_owned();
        Ok(v.frame.page(&format!("Call {danger} now"), content))
    };
    visit.as_nobody().public_view(show).await
}

/// When somebody really reads it: nothing where nobody is on call at this hour.
pub(super) fn read_by(v: &mut View<'_>, alarm: Option<&Alarm>) -> Result<Option<Instant>> {
    let (now, minutes) = (v.now, i64::from(v.pack.number("danger-minutes")));
    if records::on_duty(v.conn(), now)?.is_empty() {
        return Ok(None);
    }
    // a promise that has passed is none
    let promised = alarm.map(|alarm| alarm.due_at).filter(|due| due.0 > now.0);
    Ok(Some(promised.unwrap_or_else(|| now.plus_seconds(minutes * 60))))
}

/// What whoever raised an alarm has to know: whom to call, and when somebody really reads it (`by`; none where
/// nobody is
/// on call at this hour).
pub(super) fn danger_receipt(context: &Context, reference: &str, by: Option<Instant>) -> Markup {
    let pack = &context.pack;
    let dial = parts::telephone(pack.text("danger-phone"));
    let (out_of_hours, hours) = (pack.text("out-of-hours-phone"), pack.text("out-of-hours-hours"));
    let (opens, front_door) = (pack.text("front-door-hours"), pack.text("front-door-phone"));
    html! {
        h1.govuk-heading-xl { (said("If a child may be hurt now, call {danger}", &[("danger", &dial)])) }
        p.govuk-body {
            a.govuk-button.govuk-button--warning href={ "tel:" (pack.text("danger-phone")) } role="button" draggable="false" {
                (said("Call {danger} now", &[("danger", &pack.text("danger-phone"))]))
            }
        }
        p.govuk-body-l { (said("We have what you wrote. Your reference is {reference}.",
            &[("reference", &html! { strong { (reference) } })])) }
        @match by {
            Some(by) => p.govuk-body {
                (said("Whoever is on call is told now, and reads it by {moment}. If nobody has called you by then and you \
                       can be called, call us.", &[("moment", &html! { strong { (dates::moment(by)) } })]))
            },
            None => p.govuk-body {
                strong { (say("Nobody is on call at this hour.")) } " "
                (say("Do not wait for an answer: call."))
                @if !opens.is_empty() { " " (said("It is read when the front door opens: {hours}.", &[("hours", &tongue::text("front-door-hours", opens))])) }
            },
        }
        (if_you_cannot_speak(&dial))
        h2.govuk-heading-m { (say("Until somebody comes")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("If you can, go where it is safe: to a neighbour, a shop, a room with a door to the outside.")) }
            li { (say("Take the children with you, and your telephone.")) }
            li { (say("Keep away from the kitchen, and from rooms without a second door.")) }
            li { (say("Do not tell whoever hurts somebody that you have written to us.")) }
        }
        @if !out_of_hours.is_empty() {
            p.govuk-body {
                @if hours.is_empty() {
                    (said("Out of hours: {phone}", &[("phone", &parts::telephone(out_of_hours))]))
                } @else {
                    (said("Out of hours ({hours}): {phone}", &[("hours", &tongue::text("out-of-hours-hours", hours)), ("phone", &parts::telephone(out_of_hours))]))
                }
            }
        }
        @if !front_door.is_empty() {
            p.govuk-body {
                (said("While the front door is open ({hours}): {phone}",
                    &[("hours", &tongue::text("front-door-hours", opens)), ("phone", &parts::telephone(front_door))]))
            }
        }
        p.govuk-body {
            (said("Under 18 and frightened? Call Childline, day and night: {phone}", &[("phone", &parts::telephone("0800 1111"))]))
        }
    }
}

/// Ways to the emergency services without a voice (Ofcom; emergencySMS; 999 BSL; Silent Solution of the police).
pub(super) fn if_you_cannot_speak(dial: &Markup) -> Markup {
    let text = html! { a.govuk-link href="sms:999" { "999" } };
    let relay = html! { a.govuk-link href="tel:18000" { "18000" } };
    let bsl = html! { a.govuk-link href="https://999bsl.co.uk" rel="noreferrer" { "999 BSL" } };
    html! {
        h2.govuk-heading-m { (say("If you cannot speak")) }
        ul.govuk-list.govuk-list--bullet {
            li { (said("If you cannot speak: call {danger} from a mobile, stay quiet, and press 55 when asked.",
                &[("danger", dial)])) }
            li { (said("By text: send a message to {text}. Your phone must be registered: text the word register to 999 \
                        and follow the reply. It takes two minutes.", &[("text", &text)])) }
            li { (said("By text relay: dial {relay}, or use the Relay UK app.", &[("relay", &relay)])) }
            li { (said("In British Sign Language: {bsl}, day and night.", &[("bsl", &bsl)])) }
        }
    }
}

fn thanks(context: &Context, contact: &Contact, code: &LetterCode) -> Markup {
    let (phone, danger) = (context.pack.text("front-door-phone"), context.pack.text("danger-phone"));
    html! {
        (parts::panel("Thank you. We have it.", html! { (say("Your reference")) br; strong { (contact.reference) } }))
        (how_to_read_the_answer(context, contact, code))
        h2.govuk-heading-m { (say("What happens next")) }
        p.govuk-body {
            (said("Somebody reads it, decides what would help, and answers you by {day}, in the way you chose.",
                &[("day", &html! { strong { (dates::day(contact.decide_by)) } })]))
        }
        @if !phone.is_empty() {
            p.govuk-body {
                (said("If things get worse before then, call {phone}.", &[("phone", &parts::telephone(phone))]))
            }
        }
        p.govuk-body { (said("If a child is in danger, call {danger}.", &[("danger", &parts::telephone(danger))])) }
        p.govuk-body {
            (said("Meanwhile you can look for help near you: {services}.",
                &[("services", &html! { a.govuk-link href="/services" { (say("find services")) } })]))
        }
    }
}

fn how_to_read_the_answer(context: &Context, contact: &Contact, code: &LetterCode) -> Markup {
    let days = context.pack.number("answer-code");
    let page = html! { a.govuk-link href="/ask-for-help/answer" { (context.app.url) "/ask-for-help/answer" } };
    html! {
        h2.govuk-heading-m { (say("How to read the answer")) }
        p.govuk-body {
            (said("Your code is {code}. With it and the reference {reference} you see at any time who reads what you wrote, \
                   what we ask, and our answer.", &[
                ("code", &html! { strong.eh-code { (code.shown()) } }),
                ("reference", &contact.reference),
            ]))
        }
        p.govuk-body {
            (said("Write both down, or take a photograph, where nobody else sees them. The code is shown only now. It ends \
                   {days} days after our answer.", &[("days", &days)]))
        }
        p.govuk-body { (said("Read it here: {page}", &[("page", &page)])) }
        p.govuk-body {
            (say("If you cannot keep a code, or want it by letter, tell us: you can still ask us by telephone."))
        }
    }
}

/// Where a contact leads when it was sent.
pub(super) fn done(way: Way, contact: &Contact, secret: &Secret) -> String {
    match way {
        Way::Worker(_) => format!("/contacts/{}?sent=yes", contact.id),
        Way::Family => address(secret),
    }
}
