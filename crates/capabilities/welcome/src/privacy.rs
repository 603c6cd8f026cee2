//! `/privacy`: who sees what. In plain words: who reads it, on which law, whom we may tell without asking, how long
//! it is
//! kept, and how to object.

use access::{Context, Visit};
use web::{Markup, Result, html, parts, said, say, tell};

const ABOUT: &str = "Who reads what you tell us, why the law lets us keep it, whom we may tell without asking you, and how \
                     long we keep it.";

pub(crate) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| Ok(v.frame.listed(ABOUT).page_back(&tell("Who sees what you tell us"), "/", show(v))))
        .await
}

/// The council by name, or as such.
fn council(context: &Context) -> String {
    let name = context.pack.text("council-name");
    if name.is_empty() { tell("the council") } else { name.to_owned() }
}

fn show(context: &Context) -> Markup {
    let council = council(context);
    let number = |name| context.pack.number(name);
    html! {
        h1.govuk-heading-l { (say("Who sees what you tell us")) }
        h2.govuk-heading-m { (say("Who reads it")) }
        p.govuk-body {
            (said("When you ask for help, {front_door} reads it: officers of {council}. Nobody else sees it before they have \
                   decided what would help. Every time somebody opens it, that is written down, with their name.", &[
                ("front_door", &context.pack.text("front-door-name")),
                ("council", &council),
            ]))
        }
        p.govuk-body {
            (say("If help begins, those who help your family see what they need for it: the lead professional, the team around \
                  your family, and their manager. An organisation outside the council sees it only when you agree, or when the \
                  law makes us share it. You can change your mind, and it stops at once."))
        }
        h2.govuk-heading-m { (say("Whom we may tell without asking you")) }
        p.govuk-body {
            (said("If a child may be hurt, or somebody’s life is in danger, we tell {social_care}, the police or a doctor, even \
                   if you do not agree. We tell you that we do, and why, unless that would make it worse. It is written down \
                   who decided it.", &[("social_care", &context.pack.text("social-care-name"))]))
        }
        p.govuk-body { (say("A court can order us to show it.")) }
        h2.govuk-heading-m { (say("If somebody at home is the danger")) }
        p.govuk-body { (say("Say so when we ask how to reach you. Then nobody else whom you name is told that you \
                             have asked.")) }
        h2.govuk-heading-m { (say("Why the law lets us")) }
        p.govuk-body {
            (say("Councils have a duty to help children and families early: sections 10 and 11 of the Children Act 2004, and section \
                  17 of the Children Act 1989. We keep what you tell us because it is our task in the public interest (UK GDPR, \
                  article 6(1)(e)), and what you tell us of health, beliefs or ethnicity for social care and safeguarding (article \
                  9(2)(g) and (h), with Schedule 1 to the Data Protection Act 2018). You are asked whether you want help; that is \
                  not the same as asking whether we may keep a record."))
        }
        h2.govuk-heading-m { (say("How long we keep it")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("What you have begun to write and not sent: until you close the browser, and a day at most.")) }
            li {
                (said("If you ask us to save it: {days} days. Then it is thrown away. You can throw it away yourself.",
                    &[("days", &number("draft-kept"))]))
            }
            li {
                (said("The code with which you read the answer: {days} days after the answer.", &[("days", &number("answer-code"))]))
            }
            li {
                (say("The record of help: until the youngest child is 25, or six years after help has ended, whichever is later. Then \
                      it is looked at once more and destroyed."))
            }
        }
        h2.govuk-heading-m { (say("Your rights")) }
        p.govuk-body {
            (say("You can ask for a copy of what is kept of you, ask us to correct what is wrong, object, and ask who has looked at \
                  it. From the age of 13 you ask for yourself. It costs nothing."))
        }
        p.govuk-body { (whom_to_ask(context)) }
        p.govuk-body {
            (said("If you are not content with us, you can complain to the Information Commissioner: {ico}, \
                   {phone}.", &[
                ("ico", &html! { a.govuk-link href="https://ico.org.uk/make-a-complaint" rel="noreferrer" { "ico.org.uk" } }),
                ("phone", &parts::telephone("0303 123 1113")),
            ]))
        }
    }
}

fn whom_to_ask(context: &Context) -> Markup {
    let contact = context.pack.text("data-protection-contact");
    if contact.contains('@') {
        let link = html! { a.govuk-link href={ "mailto:" (contact) } { (contact) } };
        return said("Write to the data protection officer: {contact}.", &[("contact", &link)]);
    }
    let ways = html! { a.govuk-link href="/contact" { (say("all ways to reach a person")) } };
    if contact.is_empty() {
        return said("Ask us, and we pass it on to the data protection officer: {ways}.", &[("ways", &ways)]);
    }
    said("Ask the data protection officer: {contact}.", &[("contact", &contact)])
}
