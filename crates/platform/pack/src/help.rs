//! What families say, and whom they can call: `help.toml`, beside the pack that it belongs to.

use serde::Deserialize;
use std::collections::BTreeSet;

/// Somebody to call, to write to or to meet on a site, for the whole country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// Stable.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The number to call; empty where there is none.
    #[serde(default)]
    pub phone: String,
    /// The number to text.
    #[serde(default)]
    pub text: String,
    /// What the text says, where it has to say something.
    #[serde(default)]
    pub text_word: String,
    /// When somebody answers.
    pub hours: String,
    /// Who it is for, and what with.
    pub who: String,
    /// Its site.
    pub url: String,
    /// Where these facts come from.
    pub source: String,
}

/// Something that families come with, in their own words, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Stable.
    pub code: String,
    /// What it is, as a heading.
    pub label: String,
    /// How they say it: words in this order, others may stand between. `a|b` is either, `*` any ending, `@class` one of
    /// a class of words, `..` a longer gap.
    pub words: Vec<String>,
    /// The needs that it is, words of the vocabulary `need`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Words of the names of services that help most, best first.
    #[serde(default)]
    pub services: Vec<String>,
    /// Whom to call, best first.
    #[serde(default)]
    pub helplines: Vec<String>,
    /// Whether whom to call stands first.
    #[serde(default)]
    pub crisis: bool,
    /// Where it comes from.
    pub source: String,
}

/// Words that mean much the same: `@child`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Without the `@`.
    pub code: String,
    /// All of them, with spaces between.
    pub words: String,
}

/// A file of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// Classes of words.
    #[serde(default)]
    pub classes: Vec<Class>,
    /// What families come with.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Whom they can call.
    #[serde(default)]
    pub helplines: Vec<Helpline>,
}

impl Help {
    /// A helpline by its code.
    pub fn helpline(&self, code: &str) -> Option<&Helpline> {
        self.helplines.iter().find(|one| one.code == code)
    }

    /// What another file says, in place of what has the same code here.
    pub(crate) fn apply(&mut self, other: &Self) {
        fn put<T: Clone>(mine: &mut Vec<T>, theirs: &[T], code: impl Fn(&T) -> &str) {
            for new in theirs {
                match mine.iter_mut().find(|there| code(there) == code(new)) {
                    Some(there) => *there = new.clone(),
                    None => mine.push(new.clone()),
                }
            }
        }
        put(&mut self.classes, &other.classes, |one| &one.code);
        put(&mut self.topics, &other.topics, |one| &one.code);
        put(&mut self.helplines, &other.helplines, |one| &one.code);
    }

    /// What is wrong with it, where these are the needs that there are.
    pub(crate) fn faults(&self, is_need: impl Fn(&str) -> bool) -> Vec<String> {
        let mut all = Vec::new();
        let mut codes = BTreeSet::new();
        for one in &self.helplines {
            if !codes.insert(&one.code) {
                all.push(format!("the helpline {} stands twice", one.code));
            }
            if [&one.code, &one.name, &one.hours, &one.who, &one.source].iter().any(|text| text.trim().is_empty()) {
                all.push(format!("the helpline {:?}: a code, a name, hours, who and a source must be given", one.code));
            }
            if !one.url.starts_with("https://") {
                all.push(format!("the helpline {}: its site begins with https://", one.code));
            }
            let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ' ');
            if !number(&one.phone) || !number(&one.text) {
                all.push(format!("the helpline {}: a number has only figures and spaces", one.code));
            }
        }

        let mut codes = BTreeSet::new();
        for topic in &self.topics {
            let mut fault = |told: String| all.push(format!("the topic {}: {told}", topic.code));
            if !codes.insert(&topic.code) {
                fault("it stands twice".into());
            }
            if topic.label.trim().is_empty() || topic.source.trim().is_empty() || topic.words.is_empty() {
                fault("it needs a label, words and a source".into());
            }
            for need in topic.needs.iter().filter(|need| !is_need(need)) {
                fault(format!("no need is called {need:?}"));
            }
            for code in topic.helplines.iter().filter(|code| self.helpline(code).is_none()) {
                fault(format!("no helpline is called {code:?}"));
            }
            if topic.crisis && topic.helplines.is_empty() {
                fault("in a crisis there is somebody to call".into());
            }
            let classes =
                topic.words.iter().flat_map(|words| words.split([' ', '|'])).filter_map(|w| w.strip_prefix('@'));
            for class in classes.filter(|class| self.classes.iter().all(|one| one.code != *class)) {
                fault(format!("no class of words is called {class:?}"));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_of_a_crisis_without_anybody_to_call_and_a_need_that_is_none_are_refused() {
        let help: Help = toml::from_str(
            "[[topics]]\ncode = \"a\"\nlabel = \"A\"\nwords = [\"@child hits\"]\nneeds = [\"nothing\"]\ncrisis = true\nsource = \"set\"\n\
             [[helplines]]\ncode = \"b\"\nname = \"B\"\nphone = \"0800 CALL\"\nhours = \"Daily\"\nwho = \"All\"\nurl = \"http://b\"\nsource = \"b\"\n",
        )
        .expect("a file");
        let told = help.faults(|need| need == "parenting").join("\n");
        for why in ["no need is called", "somebody to call", "no class of words", "only figures", "begins with https"] {
            assert!(told.contains(why), "{why}: {told}");
        }
    }
}
