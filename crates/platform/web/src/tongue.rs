//! Words of public pages in the language of whoever reads them. A page is written in English, whole sentences at a
//! time, and each is looked up by its English; what a language has no words for yet stays English and says so to a
//! screen reader (WCAG 2.2, 3.1.2).
//!
//! The language is of the thread that draws the page, for as long as it draws: components deep inside a form need it,
//! and no signature has to carry it.

use maud::{Markup, PreEscaped, Render, html};
use std::{cell::RefCell, collections::HashMap, sync::Arc};

/// A language that pages can be read in.
#[derive(Debug, Default)]
pub struct Tongue {
    /// As BCP 47 has it: `pl`, `ar`, `pa-Guru`.
    pub code: String,
    /// What those who speak it call it.
    pub name: String,
    /// What it is called in English.
    pub english: String,
    /// Written from right to left.
    pub right_to_left: bool,
    /// Who translated it, as readers are told.
    pub by: Translator,
    /// English, and what that is in this language.
    pub words: HashMap<String, String>,
    /// Texts of the council by their codes: the English that was translated, and what it is in this language.
    pub texts: HashMap<String, (String, String)>,
    /// Passages that were drawn and have no words, for tests that ask what is still to be translated.
    #[cfg(debug_assertions)]
    pub missed: std::sync::Mutex<std::collections::BTreeSet<String>>,
}

/// Who translated a language: it is said to those who read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Translator {
    /// A machine, and nobody who speaks the language has read it yet.
    #[default]
    Machine,
    /// A machine, and somebody who speaks the language has read it.
    MachineRead,
    /// Somebody who speaks the language.
    Human,
}

impl Tongue {
    /// Which way it is written.
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// What a passage is in this language.
    fn find(&self, english: &str) -> Option<&String> {
        let found = self.words.get(english);
        #[cfg(debug_assertions)]
        if found.is_none() && english.contains(char::is_alphabetic) {
            self.missed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(english.to_owned());
        }
        found
    }
}

thread_local! {
    static NOW: RefCell<Option<Arc<Tongue>>> = const { RefCell::new(None) };
}

/// Gives the thread its former language back, also where drawing fails.
struct Before(Option<Arc<Tongue>>);

impl Drop for Before {
    fn drop(&mut self) {
        NOW.with_borrow_mut(|now| *now = self.0.take());
    }
}

/// Draws in a language; `None` is English.
pub fn speaking<T>(tongue: Option<Arc<Tongue>>, work: impl FnOnce() -> T) -> T {
    let _before = Before(NOW.replace(tongue));
    work()
}

/// The language that is spoken now; `None` is English.
pub fn now() -> Option<Arc<Tongue>> {
    NOW.with_borrow(Clone::clone)
}

/// A passage as components draw it: straight into their buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'a>(pub(crate) &'a str);

impl Render for Said<'_> {
    fn render_to(&self, buffer: &mut String) {
        NOW.with_borrow(|now| match now {
            None => self.0.render_to(buffer),
            Some(_) if !self.0.contains(char::is_alphabetic) => self.0.render_to(buffer),
            Some(tongue) => match tongue.find(self.0) {
                Some(words) => words.render_to(buffer),
                None => html! { span lang="en" dir="ltr" { (self.0) } }.render_to(buffer),
            },
        });
    }
}

/// The same where no markup can stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a>(pub(crate) &'a str);

impl Render for Told<'_> {
    fn render_to(&self, buffer: &mut String) {
        NOW.with_borrow(|now| {
            let words = now.as_ref().and_then(|tongue| tongue.find(self.0));
            words.map_or(self.0, String::as_str).render_to(buffer);
        });
    }
}

/// A passage: whole words, a sentence or a paragraph, never a piece that is glued to another.
pub fn say(english: &str) -> Markup {
    Said(english).render()
}

/// A passage with something in it: `said("Call {phone} now.", &[("phone", &parts::telephone(phone))])`.
pub fn said(english: &str, with: &[(&str, &dyn Render)]) -> Markup {
    let mut whole = say(english).0;
    let foreign = NOW.with_borrow(Option::is_some);
    for (name, value) in with {
        // a name or a number in the midst of another script keeps its own direction
        let value = if foreign { html! { bdi { (*value) } }.0 } else { value.render().0 };
        whole = whole.replace(&format!("{{{name}}}"), &value);
    }
    PreEscaped(whole)
}

/// The same words where no markup can stand: titles, labels, attributes.
pub fn tell(english: &str) -> String {
    NOW.with_borrow(|now| {
        let words = now.as_ref().and_then(|tongue| tongue.find(english));
        words.map_or(english, String::as_str).to_owned()
    })
}

/// A text of the council. Where its English was changed after it was translated, the reader is told so and has both.
pub fn text(code: &str, english: &str) -> Markup {
    let Some(tongue) = now().filter(|_| !english.is_empty()) else { return html! { (english) } };
    match tongue.texts.get(code) {
        None => say(english),
        Some((then, words)) if then == english => html! { (words) },
        Some((_, words)) => html! {
            (words) " "
            span.eh-muted { (say("The English was changed after this was translated. It now says:")) } " "
            span lang="en" dir="ltr" { (english) }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polish() -> Option<Arc<Tongue>> {
        let words = [("Call {phone} now.", "Zadzwoń teraz: {phone}."), ("Back", "Wstecz")];
        let texts = [("hours", ("9 to 5".to_owned(), "od 9 do 17".to_owned()))];
        Some(Arc::new(Tongue {
            code: "pl".into(),
            words: words.map(|(english, to)| (english.into(), to.into())).into(),
            texts: texts.map(|(code, of)| (code.into(), of)).into(),
            ..Tongue::default()
        }))
    }

    #[test]
    fn what_is_put_into_a_passage_is_never_taken_for_markup() {
        let shown = said("Call {phone} & ask for {who}.", &[("phone", &"<b>"), ("who", &html! { b { "Ada" } })]);
        assert_eq!(shown.0, "Call &lt;b&gt; &amp; ask for <b>Ada</b>.");
    }

    #[test]
    fn a_passage_is_said_in_the_language_of_its_reader() {
        let shown =
            speaking(polish(), || (say("Back").0, said("Call {phone} now.", &[("phone", &"999")]).0, tell("Back")));
        assert_eq!(shown, ("Wstecz".into(), "Zadzwoń teraz: <bdi>999</bdi>.".into(), "Wstecz".into()));
        assert_eq!(say("Back").0, "Back", "the next page is English again");
    }

    #[test]
    fn what_has_no_words_yet_is_marked_as_english() {
        let shown = speaking(polish(), || (say("Send").0, tell("Send"), say("12").0));
        assert_eq!(shown, (r#"<span lang="en" dir="ltr">Send</span>"#.into(), "Send".into(), "12".into()));
    }

    #[test]
    fn a_text_that_was_changed_after_it_was_translated_stands_with_its_english() {
        let (same, changed) = speaking(polish(), || (text("hours", "9 to 5").0, text("hours", "8 to 6").0));
        assert_eq!(same, "od 9 do 17");
        assert!(changed.contains("od 9 do 17") && changed.contains(r#"<span lang="en" dir="ltr">8 to 6</span>"#));
    }

    #[test]
    fn a_page_that_fails_leaves_no_language_behind() {
        let failed = std::panic::catch_unwind(|| speaking(polish(), || panic!("no page")));
        assert!(failed.is_err() && now().is_none());
    }
}
