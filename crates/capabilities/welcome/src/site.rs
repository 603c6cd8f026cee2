//! What this site is and how it is made for everyone: easy read, accessibility, cookies, and the page for
//! professionals.

use crate::helplines;
use access::{Context, Visit};
use web::{Markup, Result, html, parts, said, say, tell};

/// A page: what it is called, what is told of it, and how it is drawn.
async fn one(visit: Visit, title: &'static str, about: &'static str, show: fn(&Context) -> Markup) -> Result<Markup> {
    let run = move |v: &mut access::View<'_>| {
        let content = html! { h1.govuk-heading-l { (say(title)) } (show(v)) };
        Ok(v.frame.listed(about).page_back(&tell(title), "/", content))
    };
    visit.as_nobody().public_view(run).await
}

pub(crate) async fn easy_read(visit: Visit) -> Result<Markup> {
    one(visit, "Easy read", "Help for children and families, in easy words.", easy_words).await
}

/// Short sentences, one thought each. Pictures are made by people: a council adds its own booklet.
fn easy_words(context: &Context) -> Markup {
    let phone = context.pack.text("front-door-phone");
    html! {
        (helplines::danger(context.pack.text("danger-phone")))
        h2.govuk-heading-m { (say("What we do")) }
        p.govuk-body-l { (say("We help children.")) }
        p.govuk-body-l { (say("We help families.")) }
        p.govuk-body-l { (say("You can ask us for help.")) }
        h2.govuk-heading-m { (say("How to ask")) }
        p.govuk-body-l { (say("You can write to us on this site.")) }
        p.govuk-body { (parts::button_link("Ask for help", "/ask-for-help", "")) }
        @if phone.is_empty() {
            p.govuk-body-l { (said("You can talk to us: {ways}.", &[("ways", &html! { a.govuk-link href="/contact" { (say("how to reach us")) } })])) }
        } @else {
            p.govuk-body-l { (said("You can call us: {phone}.", &[("phone", &parts::telephone(phone))])) }
        }
        p.govuk-body-l { (say("Somebody can do it with you.")) }
        h2.govuk-heading-m { (say("What happens then")) }
        p.govuk-body-l { (say("One person reads what you write.")) }
        p.govuk-body-l { (say("They think about what could help.")) }
        p.govuk-body-l { (say("They tell you.")) }
        p.govuk-body-l { (say("You can say yes or no.")) }
        h2.govuk-heading-m { (say("Who knows about it")) }
        p.govuk-body-l { (say("We do not tell other people without asking you.")) }
        p.govuk-body-l { (say("But we must tell somebody if a child may be hurt.")) }
        p.govuk-body-l { (say("We tell you that we do.")) }
    }
}

pub(crate) async fn professionals(visit: Visit) -> Result<Markup> {
    one(
        visit,
        "If you work with families",
        "How schools, health, police and voluntary groups ask for early help for a family.",
        for_professionals,
    )
    .await
}

fn for_professionals(context: &Context) -> Markup {
    let (guide, phone) = (context.pack.text("threshold-guide-url"), context.pack.text("front-door-phone"));
    html! {
        (helplines::danger(context.pack.text("danger-phone")))
        p.govuk-body {
            (say("All support begins with a conversation with the family, and it need not go further. If more than you can give \
                  is needed, ask with them."))
        }
        ol.govuk-list.govuk-list--number {
            li { (say("Talk with the family about what you see, and ask whether they want help.")) }
            li { (say("Look at who is around them: their own family, wider family, other agencies, and services \
                       for everybody.")) }
            li { (say("Sign in and ask for help. You see the answer, with its reason, on your page.")) }
        }
        p.govuk-body { (parts::button_link("Sign in", "/sign-in", "")) }
        p.govuk-body { (say("You have no account? Ask the front door: your organisation gets one.")) }
        @if !phone.is_empty() {
            p.govuk-body { (said("To talk it over first, call {phone}.", &[("phone", &parts::telephone(phone))])) }
        }
        @if !guide.is_empty() {
            p.govuk-body { a.govuk-link href=(guide) { (say("What the levels of need mean")) } }
        }
        p.govuk-body { a.govuk-link href="/services" { (say("Find services for a family")) } }
    }
}

pub(crate) async fn accessibility(visit: Visit) -> Result<Markup> {
    one(
        visit,
        "Accessibility",
        "How this site is made for everyone, what does not work yet, and whom to tell.",
        statement,
    )
    .await
}

fn statement(context: &Context) -> Markup {
    let contact = context.pack.text("accessibility-contact");
    let ways = || html! { a.govuk-link href="/contact" { (say("all ways to reach a person")) } };
    html! {
        p.govuk-body { (say("Everybody should be able to use this site. You should be able to:")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("make the text three times as large, and read it without scrolling to the side")) }
            li { (say("use it on a small old telephone, without JavaScript, and with the keyboard alone")) }
            li { (say("listen to it with a screen reader, and have it read aloud by your browser")) }
            li { (say("use your own colours")) }
        }
        h2.govuk-heading-m { (say("How accessible it is")) }
        p.govuk-body {
            (say("Its pages are tested against the Web Content Accessibility Guidelines 2.2, level AA, by programs and by going \
                  through them with the keyboard and without JavaScript. Not all of it has been tried by people who use \
                  assistive technology every day."))
        }
        h2.govuk-heading-m { (say("What does not work yet")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("There is no version in British Sign Language. Tell us, and we book an interpreter.")) }
            li { (say("The easy read page has no pictures yet.")) }
            li { (say("Pages of other organisations, to which we link, are theirs.")) }
        }
        h2.govuk-heading-m { (say("Tell us what does not work for you")) }
        p.govuk-body {
            @if contact.contains('@') {
                (said("Write to {contact}, or use {ways}. We do it with you in another way meanwhile.", &[
                    ("contact", &html! { a.govuk-link href={ "mailto:" (contact) } { (contact) } }),
                    ("ways", &ways()),
                ]))
            } @else {
                (said("Use {ways}. We do it with you in another way meanwhile.", &[("ways", &ways())]))
            }
        }
        p.govuk-body {
            (said("If you are not content with our answer, the Equality Advisory and Support Service advises you: \
                   {eass}.", &[
                ("eass", &html! { a.govuk-link href="https://www.equalityadvisoryservice.com" rel="noreferrer" { "equalityadvisoryservice.com" } }),
            ]))
        }
    }
}

pub(crate) async fn cookies(visit: Visit) -> Result<Markup> {
    one(visit, "Cookies", "The few cookies that this site needs, and none that watches you.", of_cookies).await
}

fn of_cookies(_: &Context) -> Markup {
    let row = |name: &'static str, what: &'static str, until: &'static str| {
        vec![html! { code { (name) } }, say(what), say(until)]
    };
    html! {
        p.govuk-body {
            (say("This site counts nobody, and no other company is told that you were here. It keeps only what it needs to work, \
                  so it does not ask you. “Exit this page” removes all of it."))
        }
        (parts::table("What your browser keeps", &["Name", "What it is for", "Until"], vec![
            row("earlyhelp-draft", "What you are writing when you ask for help", "You send it, leave, or close \
                the browser"),
            row("earlyhelp-sent", "To show you your reference and code after sending", "You leave, or close the browser"),
            row("earlyhelp-answer", "That you have opened your answer", "15 minutes without use, or you leave"),
            row("earlyhelp-own", "That you have opened a place of your own", "15 minutes without use, or you leave"),
            row("language", "The language that you chose", "You leave, or close the browser"),
            row("earlyhelp", "For professionals: that you are signed in", "You sign out"),
            row("earlyhelp-browser", "For professionals: that you have signed in with this browser before", "A year"),
        ]))
    }
}
