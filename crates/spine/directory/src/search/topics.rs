//! What people come with, heard out of their own words: the topics of the pack, each with patterns of words.
//!
//! A pattern is met when its words stand in the text in its order; small words between them count nothing, and one
//! other may stand there, too. The more of a pattern there is, the surer it is.

use super::{
    english,
    words::{says_nothing, stem},
};
use pack::{Pack, Topic};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

/// How many of the topics that a text is about are kept.
const KEPT: usize = 3;

/// A topic that is so much less sure than the surest is none.
const SURE: f64 = 0.45;

/// One word of a pattern.
#[derive(Debug)]
struct Step {
    /// The stems that will do, whether any ending will, and how much each tells.
    any: Vec<(String, bool, f64)>,
    /// Whether much may stand before it.
    far: bool,
}

impl Step {
    /// How much it tells that this word stands here; nothing where it will not do.
    fn meets(&self, word: &Word) -> Option<f64> {
        let is = |stem: &str, open: bool| if open { word.said.starts_with(stem) } else { word.stem == stem };
        self.any.iter().filter(|(stem, open, _)| is(stem, *open)).map(|(.., tells)| *tells).reduce(f64::max)
    }
}

/// A word of the text.
#[derive(Debug)]
struct Word {
    said: String,
    stem: String,
    small: bool,
}

/// All topics of a pack, their patterns taken apart.
#[derive(Debug)]
pub(super) struct Topics {
    patterns: Vec<(usize, Vec<Step>)>,
    /// Every word in a pattern.
    known: BTreeSet<String>,
}

/// In how many topics each stem stands.
fn common(pack: &Pack) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for topic in &pack.help.topics {
        let words = topic.words.iter().flat_map(|words| words.split([' ', '|'])).filter(|word| !word.starts_with('@'));
        let stems: BTreeSet<String> =
            words.map(|word| word.strip_suffix('*').map_or_else(|| stem(word), ToOwned::to_owned)).collect();
        stems.into_iter().for_each(|stem| *all.entry(stem).or_default() += 1);
    }
    all
}

/// The topics of this pack; those of the last one that was asked for are at hand.
pub(super) fn of(pack: &Pack) -> Arc<Topics> {
    static LAST: Mutex<Option<(Arc<str>, Arc<Topics>)>> = Mutex::new(None);

    let Ok(mut last) = LAST.lock() else { return Arc::new(Topics::read(pack)) };
    match &*last {
        Some((hash, topics)) if *hash == pack.hash => topics.clone(),
        _ => {
            let topics = Arc::new(Topics::read(pack));
            *last = Some((pack.hash.clone(), topics.clone()));
            topics
        }
    }
}

impl Topics {
    fn read(pack: &Pack) -> Self {
        let mut topics = Self { patterns: vec![], known: BTreeSet::new() };
        let common = common(pack);
        for (nth, topic) in pack.help.topics.iter().enumerate() {
            for words in &topic.words {
                let steps = topics.steps(pack, words, &common);
                topics.patterns.push((nth, steps));
            }
        }
        topics
    }

    fn steps(&mut self, pack: &Pack, words: &str, common: &BTreeMap<String, usize>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut far = false;
        for part in words.split_whitespace() {
            if part == ".." {
                far = true;
                continue;
            }
            let class_of = |code: &str| pack.help.classes.iter().find(|one| one.code == code);
            let members: Vec<&str> = part
                .split('|')
                .flat_map(|word| match word.strip_prefix('@').and_then(class_of) {
                    Some(class) => class.words.split_whitespace().collect(),
                    None => vec![word],
                })
                .collect();

            let any = members.iter().map(|word| {
                let (stem, open) = match word.strip_suffix('*') {
                    Some(begun) => (begun.to_owned(), true),
                    None => (stem(word), false),
                };
                let tells = match common.get(&stem) {
                    _ if says_nothing(word) => 0.3,
                    _ if part.contains('@') => 0.7,
                    // what is said of many things tells little of each
                    Some(topics) => (1.5 - 0.15 * (*topics as f64 - 1.0)).max(0.6),
                    None => 1.0,
                };
                (stem, open, tells)
            });
            steps.push(Step { any: any.collect(), far: std::mem::take(&mut far) });
            for word in &members {
                match word.strip_suffix('*') {
                    Some(begun) => self.known.extend(english::beginning(begun).map(ToOwned::to_owned)),
                    None => self.known.extend([(*word).to_owned()]),
                }
            }
        }
        steps
    }

    /// The topics that a text is about, the surest first.
    pub(super) fn heard<'a>(&self, pack: &'a Pack, tokens: &[String]) -> Vec<&'a Topic> {
        let said: Vec<Word> = tokens
            .iter()
            .map(|word| Word { said: word.clone(), stem: stem(word), small: says_nothing(word) })
            .collect();

        let mut sure: Vec<(f64, f64)> = vec![(0.0, 0.0); pack.help.topics.len()];
        for (nth, steps) in &self.patterns {
            let met = met(steps, &said);
            let (best, more) = &mut sure[*nth];
            if met > *best {
                *more += *best;
                *best = met;
            } else {
                *more += met;
            }
        }

        let crisis = |nth: usize| if pack.help.topics[nth].crisis { 0.3 } else { 0.0 };
        let weigh = |(nth, (best, more)): (usize, (f64, f64))| (best + (more * 0.25).min(0.6) + crisis(nth), nth);
        let mut all: Vec<(f64, usize)> =
            sure.into_iter().enumerate().filter(|(_, (best, _))| *best > 0.6).map(weigh).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));

        let least = all.first().map_or(0.0, |(surest, _)| surest * SURE);
        all.into_iter().filter(|(sure, _)| *sure >= least).take(KEPT).map(|(_, nth)| &pack.help.topics[nth]).collect()
    }

    /// Whether a pattern says this word, or how it begins.
    pub(super) fn knows(&self, word: &str) -> bool {
        let begins = |step: &Step| step.any.iter().any(|(begun, open, _)| *open && word.starts_with(begun.as_str()));
        self.known.contains(word) || self.patterns.iter().flat_map(|(_, steps)| steps).any(begins)
    }

    /// Words of the patterns, to be held against one that nobody knows.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }
}

/// How well a text meets a pattern; 0 where it does not.
fn met(steps: &[Step], said: &[Word]) -> f64 {
    let Some((first, rest)) = steps.split_first() else { return 0.0 };
    let begins = said.iter().enumerate().filter_map(|(at, word)| Some((at, first.meets(word)?)));
    begins.map(|(at, tells)| met_from(tells, rest, said, at + 1)).fold(0.0, f64::max)
}

fn met_from(sure: f64, rest: &[Step], said: &[Word], from: usize) -> f64 {
    let Some((step, rest)) = rest.split_first() else { return sure };
    let (small_left, others_left) = if step.far { (8, 5) } else { (4, 2) };
    let (mut small, mut others) = (0, 0);
    let mut best: f64 = 0.0;
    for (at, word) in said.iter().enumerate().skip(from) {
        if let Some(tells) = step.meets(word) {
            let apart = 0.15 * f64::from(others) + 0.02 * f64::from(small);
            best = best.max(met_from(sure + tells - apart, rest, said, at + 1));
        }
        if word.small {
            small += 1
        } else {
            others += 1
        }
        if small > small_left || others > others_left {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words;
    use std::path::Path;

    fn pack() -> Pack {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard");
        Pack::read(&dir).expect("the pack")
    }

    fn heard(pack: &Pack, text: &str) -> Vec<String> {
        let topics = of(pack).heard(pack, &words::tokens(text));
        topics.into_iter().map(|topic| topic.code.clone()).collect()
    }

    #[test]
    fn what_a_family_says_is_heard_whatever_words_stand_between() {
        let pack = pack();
        for (said, topic) in [
            ("My husband hits me", "domestic-abuse"),
            ("my son wont go to school", "school-refusal"),
            ("he really will not, at all, go to school", "school-refusal"),
            ("camhs", "emotional-child"),
        ] {
            assert_eq!(heard(&pack, said).first().map(String::as_str), Some(topic), "{said}: {:?}", heard(&pack, said));
        }
        assert_eq!(heard(&pack, "the of and"), Vec::<String>::new());
    }
}
