//! National lines that help at any hour, each with what it is for: links that dial. They are the same for every
//! council;
//! their numbers are published by the charities and by NHS England (checked in 2026).

use web::{Markup, html, parts, say};

/// How a line is reached.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    /// By a call.
    Call(&'static str),
    /// By a text message: a word, to a number.
    Text(&'static str, &'static str),
}

/// A line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub name: &'static str,
    pub for_what: &'static str,
    pub by: By,
}

const fn call(name: &'static str, number: &'static str, for_what: &'static str) -> Line {
    Line { name, for_what, by: By::Call(number) }
}

const fn text(name: &'static str, word: &'static str, number: &'static str, for_what: &'static str) -> Line {
    Line { name, for_what, by: By::Text(word, number) }
}

/// For everybody.
pub(crate) const EVERYBODY: &[Line] = &[
    call("NHS 111", "111", "If you need medical help, and it is not an emergency. For mental health, choose option 2."),
    call(
        "Childline",
        "0800 1111",
        "If you are under 19 and want to talk, day or night. It is free and does not show on the bill.",
    ),
    text("Shout", "SHOUT", "85258", "If you would rather text than talk, at any hour."),
    call("Samaritans", "116 123", "If it is all too much, at any hour."),
    call("National Domestic Abuse Helpline", "0808 2000 247", "If somebody frightens or hurts you, at any hour."),
    call("NSPCC", "0808 800 5000", "If you are worried about a child."),
];

/// For young people.
pub(crate) const YOUNG: &[Line] = &[
    call("Childline", "0800 1111", "Talk about anything, day or night. It is free and does not show on the bill."),
    text("Shout", "SHOUT", "85258", "Text, and somebody texts back, at any hour."),
    text("YoungMinds", "YM", "85258", "Text if you feel very low or do not want to be here."),
    call("Papyrus HOPELINE247", "0800 068 4141", "If you think of ending your life, at any hour."),
    call("Runaway Helpline", "116 000", "If you have run away or think about it, at any hour."),
];

/// The lines, each a link that dials.
pub(crate) fn list(lines: &[Line]) -> Markup {
    html! {
        ul.eh-calls {
            @for line in lines {
                li {
                    @match line.by {
                        By::Call(number) => a.govuk-link href={ "tel:" (number.replace(' ', "")) } {
                            (line.name) @if !line.name.ends_with(number) { ", " (number) }
                        },
                        By::Text(word, number) => a.govuk-link href={ "sms:" (number) "?body=" (word) } {
                            (line.name) ", " (web::said("text {word} to {number}", &[("word", &word), ("number", &number)]))
                        },
                    }
                    br;
                    (say(line.for_what))
                }
            }
        }
    }
}

/// The number for danger, first of all.
pub(crate) fn danger(number: &str) -> Markup {
    parts::inset(html! {
        (web::said("If somebody may be hurt now, call {danger}. If you cannot speak, call from a mobile and press \
                    55.", &[
            ("danger", &html! { strong { (parts::telephone(number)) } }),
        ]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_dials_and_says_for_whom_it_is() {
        let shown = list(EVERYBODY).0;
        assert!(shown.contains("href=\"tel:08001111\"") && shown.contains("href=\"sms:85258?body=SHOUT\""), "{shown}");
        assert!(EVERYBODY.iter().chain(YOUNG).all(|line| line.for_what.len() > 15));
    }
}
