//! `/contact`: every way to a human being. Where the pack has none of the council's own, the ways that are left are
//! said.

use crate::helplines;
use access::{Context, Visit};
use web::{Markup, Result, html, parts, said, say, tell};

const ABOUT: &str = "How to talk to somebody about help for a child or a family: by telephone, text, email, letter, out of \
                     hours, and in an emergency.";

pub(crate) async fn page(visit: Visit) -> Result<Markup> {
    visit.as_nobody().public_view(|v| Ok(v.frame.listed(ABOUT).page_back(&tell("Contact us"), "/", show(v)))).await
}

fn show(context: &Context) -> Markup {
    let text = |name| context.pack.text(name);
    let (phone, hours) = (text("front-door-phone"), text("front-door-hours"));
    let (sms, email, post) = (text("front-door-text-phone"), text("front-door-email"), text("front-door-address"));
    let (out_of_hours, when) = (text("out-of-hours-phone"), text("out-of-hours-hours"));
    let none = [phone, sms, email, post].iter().all(|way| way.is_empty());
    html! {
        h1.govuk-heading-l { (say("Contact us")) }
        (helplines::danger(text("danger-phone")))
        p.govuk-body-l { (said("{front_door} listens, and tells you what could help.", &[("front_door", &text("front-door-name"))])) }
        dl.govuk-summary-list {
            @if !phone.is_empty() { (way("By telephone", html! { (parts::telephone(phone)) @if !hours.is_empty() { br; (web::tongue::text("front-door-hours", hours)) } })) }
            @if !sms.is_empty() { (way("By text message", parts::text_message(sms))) }
            @if !email.is_empty() {
                (way("By email", html! {
                    a.govuk-link href={ "mailto:" (email) } { (email) } br;
                    (say("Anybody who reads your email may see what you write. The form on this site is safer."))
                }))
            }
            @if !post.is_empty() { (way("By letter", html! { span.eh-pre { (post) } })) }
            (way("On this site", html! {
                a.govuk-link href="/ask-for-help" { (say("Ask for help")) } br;
                (said("Somebody reads it within {days} working days, and you get an answer.",
                    &[("days", &context.pack.number("decision"))]))
            }))
            @if !out_of_hours.is_empty() {
                (way("Out of hours", html! { (parts::telephone(out_of_hours)) @if !when.is_empty() { br; (web::tongue::text("out-of-hours-hours", when)) } }))
            }
            (way("With Relay UK", html! {
                @if phone.is_empty() { (say("Dial 18001 before any number.")) }
                @else { (said("Dial 18001 {phone}", &[("phone", &phone)])) }
            }))
            (way("In British Sign Language, or with an interpreter", html! {
                (say("Tell us when you ask for help, and we book an interpreter."))
            }))
        }
        @if none {
            p.govuk-body {
                (say("You can also talk to your school, your health visitor, your doctor, or anybody at a children and family \
                      hub or a library: they can ask for you, and stay with you while you do."))
            }
        }
        p.govuk-body { (say("Not happy with us? Say so in any of these ways: it is written down, and you get an \
                             answer.")) }
        h2.govuk-heading-m { (say("Somebody to talk to at any hour")) }
        (helplines::list(&context.pack.help, helplines::EVERYBODY))
    }
}

fn way(what: &'static str, how: Markup) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (say(what)) }
            dd.govuk-summary-list__value { (how) }
        }
    }
}
