//! Whom one can call at any hour: lines of the pack (`help.toml`), as links that dial.

use pack::{Help, Helpline};
use web::{Markup, html, parts, said, say};

/// For everybody, by their codes in the pack; a code that a council has taken out is left out.
pub(crate) const EVERYBODY: &[&str] = &["nhs-111", "childline", "shout", "samaritans", "domestic-abuse", "nspcc"];

/// For young people.
pub(crate) const YOUNG: &[&str] = &["childline", "shout", "papyrus", "runaway", "kooth"];

/// The lines, each a link that dials.
pub(crate) fn list(help: &Help, codes: &[&str]) -> Markup {
    html! {
        ul.eh-calls { @for line in codes.iter().filter_map(|code| help.helpline(code)) { li { (one(line)) } } }
    }
}

fn one(line: &Helpline) -> Markup {
    html! {
        bdi { strong { (line.name) } }
        @if !line.phone.is_empty() { ": " bdi { (parts::telephone(&line.phone)) } }
        @if line.phone.is_empty() && !line.text.is_empty() {
            ": "
            a.govuk-link href={ "sms:" (line.text) "?body=" (line.text_word) } {
                (said("text {word} to {number}", &[("word", &line.text_word), ("number", &line.text)]))
            }
        }
        @if line.phone.is_empty() && line.text.is_empty() {
            ": " a.govuk-link href=(line.url) rel="noreferrer" { bdi { (line.url.trim_start_matches("https://")) } }
        }
        br;
        (say(&line.who)) ". " (say(&line.hours)) "."
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
    fn every_line_is_in_the_pack_and_dials() {
        let packs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../packs/standard");
        let pack = pack::Pack::read(packs.as_ref()).expect("the pack");
        let shown = list(&pack.help, EVERYBODY).0;
        assert!(shown.contains("href=\"tel:08001111\"") && shown.contains("href=\"sms:85258?body=SHOUT\""), "{shown}");
        assert!(EVERYBODY.iter().chain(YOUNG).all(|code| pack.help.helpline(code).is_some()));
    }
}
