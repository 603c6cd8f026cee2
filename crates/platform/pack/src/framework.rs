//! Outcome frameworks: the lists in which councils and their government tell outcomes, and what a word of one is in another.

use crate::{Pack, Term};
use serde::Deserialize;

/// A list of outcomes with a name and a version. A new version retires words of its list by date and says in their
/// `means` what they became, so that older records are still told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Stable code: `seven`.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Which edition: `2014`.
    pub version: String,
    /// The vocabulary that holds its words.
    pub words: String,
    /// Where it comes from.
    pub source: String,
}

/// The framework in which plans are written: its words are `outcome-framework`.
pub const OWN: &str = "outcome-framework";

/// As far as a mapping is followed: a word, its outcome, the outcome of another framework, its newer edition.
const FAR: usize = 4;

impl Pack {
    /// A framework by its code.
    pub fn framework(&self, code: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.code == code)
    }

    /// What a word of a vocabulary is in a framework: itself in its own, what it says it means, or else what that means.
    /// `None` where the framework has nothing for it.
    pub fn through(&self, vocabulary: &str, code: &str, framework: &Framework) -> Option<&Term> {
        self.follow(vocabulary, code, framework, FAR)
    }

    fn follow(&self, vocabulary: &str, code: &str, framework: &Framework, far: usize) -> Option<&Term> {
        let term = self.terms(vocabulary).iter().find(|term| term.code == code)?;
        let meant = |prefix: &str| {
            let of = |meant: &String| meant.split_once(':').map(|(of, code)| (of.to_owned(), code.to_owned()));
            term.means.iter().filter_map(of).find(|(of, _)| of == prefix).map(|(_, code)| code)
        };
        let further = far.checked_sub(1)?;

        if let Some(code) = meant(&framework.code) {
            return self.follow(&framework.words, &code, framework, further);
        }
        if vocabulary == framework.words {
            return Some(term);
        }
        self.frameworks.iter().find_map(|other| {
            let code = meant(&other.code)?;
            self.follow(&other.words, &code, framework, further)
        })
    }

    /// What is wrong with the frameworks and with what words mean in them.
    pub(crate) fn faults_of_frameworks(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for framework in &self.frameworks {
            if self.terms(&framework.words).is_empty() {
                faults.push(format!("the framework {} has no words: {} is empty", framework.code, framework.words));
            }
        }
        if self.frameworks.iter().all(|framework| framework.words != OWN) {
            faults.push(format!("no framework has the words of {OWN}, in which plans are written"));
        }
        for (vocabulary, terms) in &self.vocabularies {
            for term in terms {
                faults.extend(term.means.iter().filter_map(|meant| self.fault_of(vocabulary, term, meant)));
            }
        }
        faults
    }

    fn fault_of(&self, vocabulary: &str, term: &Term, meant: &str) -> Option<String> {
        let of = format!("{vocabulary} {}: it means {meant:?}", term.code);
        let known = meant.split_once(':').and_then(|(framework, code)| Some((self.framework(framework)?, code)));
        let Some((framework, code)) = known else {
            return Some(format!("{of}, but that names no framework"));
        };
        if self.terms(&framework.words).iter().all(|word| word.code != code) {
            return Some(format!("{of}, but {} has no such word", framework.words));
        }
        if self.through(vocabulary, &term.code, framework).is_none() {
            return Some(format!("{of}, which goes round in a circle"));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn standard() -> Pack {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard");
        Pack::read(&dir).expect("the pack")
    }

    fn told(pack: &Pack, vocabulary: &str, code: &str, framework: &str) -> Option<String> {
        let framework = pack.framework(framework).expect("a framework");
        pack.through(vocabulary, code, framework).map(|term| term.code.clone())
    }

    #[test]
    fn a_need_is_told_in_any_framework_by_what_it_says_or_what_follows_of_it() {
        let pack = standard();
        assert_eq!(told(&pack, "need", "housing", "seven").as_deref(), Some("home"));
        assert_eq!(told(&pack, "need", "housing", "national").as_deref(), Some("secure-housing"));
        assert_eq!(told(&pack, "need", "parent-substance-use", "seven").as_deref(), Some("health"));
        assert_eq!(told(&pack, "need", "parent-substance-use", "national").as_deref(), Some("substance-recovery"));
    }

    #[test]
    fn what_no_outcome_of_a_framework_means_is_told_by_none() {
        let pack = standard();
        assert_eq!(told(&pack, OWN, "community", "national"), None);
        assert_eq!(told(&pack, "sex", "f", "national"), None);
    }

    #[test]
    fn every_need_stands_in_the_first_framework() {
        let pack = standard();
        let seven = pack.framework("seven").expect("it");
        for need in pack.terms("need") {
            assert!(pack.through("need", &need.code, seven).is_some(), "{}", need.code);
        }
    }

    #[test]
    fn an_outcome_of_an_older_edition_is_told_by_what_it_became() {
        let mut pack = standard();
        let own = pack.vocabularies.get_mut(OWN).expect("it");
        own.iter_mut().find(|term| term.code == "home").expect("it").means = vec!["seven:safe".into()];
        assert_eq!(told(&pack, OWN, "home", "seven").as_deref(), Some("safe"));
        assert_eq!(told(&pack, "need", "housing", "national").as_deref(), Some("safe-children"));
    }

    #[test]
    fn a_meaning_that_names_nothing_or_goes_in_a_circle_is_a_fault() {
        let mut pack = standard();
        let own = pack.vocabularies.get_mut(OWN).expect("it");
        let mut mean = |code: &str, means: &str| {
            own.iter_mut().find(|term| term.code == code).expect("it").means = vec![means.into()];
        };
        mean("home", "seven:safe");
        mean("safe", "seven:home");
        mean("health", "nine:x");
        mean("education", "national:x");
        let faults = pack.faults_of_frameworks().join("\n");
        for part in [
            "home: it means \"seven:safe\", which goes round",
            "\"nine:x\", but that names no framework",
            "no such word",
        ] {
            assert!(faults.contains(part), "{part}: {faults}");
        }
    }
}
