//! Words of public pages in the language of whoever reads them. A page is written in English, whole sentences at a
//! time; what a language has no words for yet stays English and says so to a screen reader.

use maud::{Markup, PreEscaped, Render, html};

/// A passage: whole words, a sentence or a paragraph, never a piece that is glued to another.
pub fn say(english: &str) -> Markup {
    html! { (english) }
}

/// A passage with something in it: `said("Call {phone} now.", &[("phone", &parts::telephone(phone))])`.
pub fn said(english: &str, with: &[(&str, &dyn Render)]) -> Markup {
    let mut whole = say(english).0;
    for (name, value) in with {
        whole = whole.replace(&format!("{{{name}}}"), &value.render().0);
    }
    PreEscaped(whole)
}

/// The same words where no markup can stand: titles, labels, attributes.
pub fn tell(english: &str) -> String {
    english.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_passage_is_never_taken_for_markup() {
        let shown = said("Call {phone} & ask for {who}.", &[("phone", &"<b>"), ("who", &html! { b { "Ada" } })]);
        assert_eq!(shown.0, "Call &lt;b&gt; &amp; ask for <b>Ada</b>.");
    }
}
