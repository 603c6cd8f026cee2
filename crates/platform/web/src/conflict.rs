//! Two people at one record (T6): whoever comes second sees what stands now, who changed it and when, with all that
//! they typed.

use crate::{Sheet, dates, parts};
use maud::{Markup, html};
use std::{
    fmt::Display,
    hash::{DefaultHasher, Hash, Hasher},
};
use store::Instant;

/// Who changed something last, and when.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Their name.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A short mark of what a form was filled from, to find out when it is sent whether someone else has changed it since.
pub fn stand(texts: &[&str]) -> String {
    let mut hash = DefaultHasher::new();
    texts.hash(&mut hash);
    format!("{:016x}", hash.finish())
}

impl Sheet {
    /// Whether the form was filled from something else than what stands now, by the mark or version that it carries in
    /// `field`. If so it takes that of now and is a new request: sent once more, it is about what stands now.
    pub fn is_behind(&mut self, field: &str, now: impl Display) -> bool {
        let now = now.to_string();
        if self.fields.get(field) == now {
            return false;
        }
        self.fields.set(field, now);
        self.renew();
        true
    }

    /// As [`Sheet::is_behind`], of what is done once: the form keeps its mark, so that what was typed in it stands
    /// there however often it is sent.
    pub fn is_overtaken(&mut self, field: &str, now: impl Display) -> bool {
        let overtaken = self.fields.get(field) != now.to_string();
        if overtaken {
            self.renew();
        }
        overtaken
    }
}

/// Above a form that was sent after someone else had changed the same: what stands now here, one's own still in the
/// form.
pub fn theirs(changed: Option<&Changed>, rows: &[(&str, &str)]) -> Markup {
    let who = match changed {
        Some(Changed { by, at }) => format!("{by} changed this on {}, while you were writing.", dates::moment(*at)),
        None => "Someone else changed this while you were writing.".to_owned(),
    };
    let what = "Nothing of either is lost: what stands now is below, yours is in the boxes. Take over what you need, \
                then save.";
    html! { (parts::warning(&format!("{who} {what}"))) (now(rows)) }
}

/// Above a form that can be sent only once and was sent by someone else before: what they did here, one's own still in
/// the form.
pub fn too_late(changed: Option<&Changed>, rows: &[(&str, &str)]) -> Markup {
    let who = match changed {
        Some(Changed { by, at }) => format!("{by} did this on {}, before you.", dates::moment(*at)),
        None => "Someone else did this before you.".to_owned(),
    };
    let what = "What you wrote was not saved. It still stands in the boxes, so that nothing of it is lost.";
    html! { (parts::warning(&format!("{who} {what}"))) (now(rows)) }
}

fn now(rows: &[(&str, &str)]) -> Markup {
    html! {
        @for (label, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
            (parts::inset(html! { strong { (label) } br; span.eh-pre { (text) } }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fields;

    #[test]
    fn a_form_that_is_behind_takes_the_new_mark_and_a_new_key() {
        let mut sheet = Sheet::sent(Fields::default().with("stand", "before").with("key", "k"), "/x", "");
        assert!(sheet.is_behind("stand", "now"));
        assert!(!sheet.is_behind("stand", "now"), "sent once more it is about what stands now");
        assert!(!sheet.short_form(html! {}).into_string().contains("value=\"k\""));
    }
}
