//! `/young-people`: in their words, and to whom they can talk without asking us.

use crate::helplines;
use access::{Context, Visit};
use web::{Markup, Result, html, parts, said, say, tell};

const ABOUT: &str = "If something is wrong at home, at school or inside you: whom to talk to now, and how to ask for help \
                     yourself.";

pub(crate) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| Ok(v.frame.listed(ABOUT).page_back(&tell("For young people"), "/", show(v))))
        .await
}

fn show(context: &Context) -> Markup {
    html! {
        h1.govuk-heading-l { (say("For young people")) }
        (helplines::danger(context.pack.text("danger-phone")))
        p.govuk-body-l { (say("You can ask for help yourself. You do not need a parent, a teacher or a reason \
                               that is big enough.")) }
        (parts::button_link("Ask for help yourself", "/ask-for-help", "govuk-button--start"))
        h2.govuk-heading-m { (say("Talk to somebody now")) }
        (helplines::list(&context.pack.help, helplines::YOUNG))
        h2.govuk-heading-m { (say("If you write to us")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("Your first name is enough.")) }
            li { (say("You say how we may reach you, and what we must not do.")) }
            li {
                (say("We do not tell your parents or carers before we have talked with you, unless you or somebody else is in \
                      danger. Then we tell you first if we can."))
            }
            li {
                (said("Somebody reads it within {days} working days. You see who reads it, and the answer, with a code that only \
                       you have.", &[("days", &context.pack.number("decision"))]))
            }
            li { (say("You can stop at any time, and change your mind.")) }
        }
        h2.govuk-heading-m { (say("If somebody might see this")) }
        p.govuk-body {
            (say("Press “Exit this page”, or the Shift key three times. You are at once on a page about the weather, and this \
                  phone or computer keeps nothing of what you wrote here. The list of pages you have visited may still show \
                  that you were on this site: open it in a private window if somebody looks at that."))
        }
    }
}
