//! Ways in for whoever has no words yet: by need and by age, not by who runs what.

use access::Context;
use pack::Pack;
use std::collections::BTreeMap;
use web::{Markup, html, parts, said, say};

/// The ages by which one looks: words, and what is asked.
const AGES: [(&str, &str); 6] = [
    ("Before a baby is born", "who=expectant"),
    ("A baby", "age=0"),
    ("Two to four years old", "age=3"),
    ("At primary school", "age=7"),
    ("At secondary school", "age=13"),
    ("Sixteen and over", "age=17"),
];

/// Where one begins.
pub(super) fn start(context: &Context) -> Markup {
    html! {
        h2.govuk-heading-m { (say("Or look by what you need help with")) }
        (by_need(&context.pack))
        h2.govuk-heading-m { (say("Or by the age of the child")) }
        (by_age())
        p.govuk-body {
            (said(
                "Not sure what would help? {ask}.",
                &[("ask", &html! { a.govuk-link href="/ask-for-help" { (say("Ask the early help team")) } })],
            ))
        }
        p.govuk-body { a.govuk-link href="/services/data" { (say("Use our data")) } }
    }
}

fn by_need(pack: &Pack) -> Markup {
    let mut groups: Vec<(&str, Vec<&pack::Term>)> = Vec::new();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    for need in pack.terms("need") {
        let place = *at.entry(&need.group).or_insert_with(|| {
            groups.push((&need.group, vec![]));
            groups.len() - 1
        });
        groups[place].1.push(need);
    }
    html! {
        div.eh-three {
            @for (group, needs) in groups {
                div {
                    h3 class="govuk-heading-s govuk-!-margin-bottom-1" { (say(group)) }
                    ul.govuk-list {
                        @for need in needs {
                            li { a.govuk-link href={ "/services?need=" (need.code) } { (say(&need.label)) } }
                        }
                    }
                }
            }
        }
    }
}

fn by_age() -> Markup {
    html! {
        ul.govuk-list.eh-three {
            @for (words, asked) in AGES { li { a.govuk-link href={ "/services?" (asked) } { (say(words)) } } }
        }
    }
}

/// Not the end of the road: other ways in, and whom to call.
pub(super) fn nothing(context: &Context) -> Markup {
    let pack = &context.pack;
    let (name, phone) = (pack.text("front-door-name"), pack.text("front-door-phone"));
    let ask = html! { a.govuk-link href="/ask-for-help" { (say("ask for help")) } };
    html! {
        p.govuk-body { (say("No service was found. Try one word less, or look by what you need help with.")) }
        p.govuk-body {
            @if phone.is_empty() {
                (said("Or ask {name}: {ask}. They know of more than is listed here.", &[("name", &name), ("ask", &ask)]))
            } @else {
                (said(
                    "Or ask {name} on {phone}: {ask}. They know of more than is listed here.",
                    &[("name", &name), ("phone", &parts::telephone(phone)), ("ask", &ask)],
                ))
            }
        }
        (parts::details("By what you need help with", by_need(pack)))
        (parts::details("By the age of the child", by_age()))
    }
}
