//! The page of a form that was not taken: the database did not confirm it, too much was waiting, or whoever sent it had
//! signed in anew. All that was typed stands in it, and it can be sent again as it is (T4).

use crate::{Error, Fields, Frame, Sheet, parts};
use maud::{Markup, html};

/// What never stands in a page again, and what the form around it brings anew.
fn is_left_out(name: &str) -> bool {
    matches!(name, "csrf" | "save" | "draft" | "code") || name.contains("password")
}

/// A text that somebody wrote rather than chose: it is shown, so that it can be read and copied.
fn is_text(value: &str) -> bool {
    value.contains(char::is_whitespace) || value.chars().count() > 40
}

impl Error {
    /// The same with the page on which all of `fields` can be sent again to `action`, if that can help.
    #[must_use]
    pub fn with_what_was_typed(self, frame: &Frame, action: &str, fields: &Fields) -> Self {
        if !self.may_be_sent_again() {
            return self;
        }
        let page = page(&self, frame, action, fields);
        Self::Unsent(Box::new(self), Box::new(page))
    }
}

fn page(why: &Error, frame: &Frame, action: &str, fields: &Fields) -> Markup {
    let (title, detail) = match why {
        Error::Stranger => (
            "You have signed in again".to_owned(),
            "You signed in again after you had opened this form. Nothing is lost: look at it, then send it.".to_owned(),
        ),
        other => other.problem().told(),
    };
    let sheet = Sheet::sent(fields.clone(), action, &frame.csrf);
    let typed = fields.pairs().iter().filter(|(name, _)| !is_left_out(name) && name != "key");
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (detail) }
        (sheet.short_form(html! {
            @for (n, (name, value)) in typed.enumerate() { (field(n, name, value)) }
            (parts::button("Send it"))
        }))
    };
    frame.page(&title, content)
}

fn field(n: usize, name: &str, value: &str) -> Markup {
    if !is_text(value) {
        return html! { input type="hidden" name=(name) value=(value); };
    }
    let id = format!("typed-{n}");
    html! {
        div.govuk-form-group {
            label.govuk-label for=(id) { "What you typed" }
            textarea.govuk-textarea id=(id) name=(name) rows="4" readonly { (value) }
        }
    }
}
