//! Words as people type them: taken apart, with what else is meant by them, and put right.

use super::{english, topics::Topics};
use crate::records::INDEX;
use linkage::text::fold;
use pack::Pack;
use store::{Conn, Result};

/// Words that say nothing of a service; among them all that PostgreSQL's `english` leaves out, so that both engines do.
const EMPTY: &str = "a about above after again against all am an and any are as at be because been before being below \
    between \
    both but by can did do does doing down during each few for from further get had has have having he her here hers \
    herself him himself his how i if in into is it its itself just me more most my myself near need needs no nor not \
    now of off on once only or other our ours ourselves out over own s same she should so some such t than that the \
    their theirs them themselves then there these they this those through to too under until up us very want was we \
    were what when where which while who whom why will with you your yours yourself yourselves";

pub(super) fn says_nothing(word: &str) -> bool {
    EMPTY.split(' ').any(|w| w == word)
}

/// A group of words of which one must be there: the word, and what else is meant by it.
pub(super) type Groups = Vec<Vec<String>>;

/// The words of a text that are looked at.
const MOST: usize = 40;

/// What two words are in one, as they are typed without an apostrophe.
const JOINED: [(&str, &str, &str); 11] = [
    ("will", "not", "wont"),
    ("would", "not", "wouldnt"),
    ("do", "not", "dont"),
    ("does", "not", "doesnt"),
    ("did", "not", "didnt"),
    ("can", "not", "cant"),
    ("could", "not", "cant"),
    ("is", "not", "isnt"),
    ("are", "not", "arent"),
    ("has", "not", "hasnt"),
    ("have", "not", "havent"),
];

pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()).take(MOST) {
        let word = if word == "cannot" { "cant" } else { word };
        let joined = JOINED.iter().find(|(first, second, _)| *second == word && all.last().is_some_and(|w| w == first));
        match joined {
            Some((.., one)) => {
                all.pop();
                all.push((*one).to_owned());
            }
            None => all.push(word.to_owned()),
        }
    }
    all
}

/// A word without its ending, roughly: `hitting` and `hits` are `hit`. Both sides of a comparison go through it.
pub(super) fn stem(word: &str) -> String {
    let long = word.chars().count();
    let undoubled = |begun: &str| {
        let mut letters: Vec<char> = begun.chars().collect();
        if let [.., a, b] = letters.as_slice()
            && a == b
            && !"lsze".contains(*b)
        {
            letters.pop();
        }
        letters.into_iter().collect::<String>()
    };
    let begun = |end: &str, least: usize| word.strip_suffix(end).filter(|begun| begun.chars().count() >= least);
    let short = if let Some(begun) = begun("ies", 3).or_else(|| begun("ied", 3)) {
        format!("{begun}y")
    } else if let Some(begun) = begun("ing", 3) {
        undoubled(begun)
    } else if let Some(begun) = begun("ed", 3) {
        undoubled(begun)
    } else if long > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    };
    match short.strip_suffix('e') {
        Some(begun) if begun.chars().count() >= 3 => begun.to_owned(),
        _ => short,
    }
}

/// The words of a text that say something.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().filter(|t| !says_nothing(t)).collect()
}

pub(super) fn groups(pack: &Pack, tokens: &[String]) -> Groups {
    let synonyms = pack.terms("service-synonym");
    let mut all = Groups::new();
    let mut at = 0;
    while at < tokens.len() {
        // the longest phrase that the pack knows
        let known = (1..=5.min(tokens.len() - at)).rev().find_map(|n| {
            let phrase = tokens[at..at + n].join("-");
            synonyms.iter().find(|t| t.code == phrase).map(|t| (n, t))
        });
        match known {
            Some((n, term)) => {
                let mut group = vec![tokens[at..at + n].join(" ")];
                group.extend(term.label.split(',').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()));
                all.push(group);
                at += n;
            }
            None => {
                if !says_nothing(&tokens[at]) {
                    all.push(vec![tokens[at].clone()]);
                }
                at += 1;
            }
        }
    }
    all
}

/// The words as somebody probably meant to spell them, if any is in nobody's list: not in the pack, in no service, and
/// no word of the language.
pub(super) fn corrected(
    conn: &mut Conn,
    pack: &Pack,
    topics: &Topics,
    tokens: &[String],
) -> Result<Option<Vec<String>>> {
    let mut changed = false;
    let mut all = Vec::new();
    for token in tokens {
        let known = is_familiar(pack, topics, token) || INDEX.knows(conn, token)?;
        let better = if known { None } else { meant(conn, pack, topics, token)? };
        changed |= better.is_some();
        all.push(better.unwrap_or_else(|| token.clone()));
    }
    Ok(changed.then_some(all))
}

/// Too short to be a slip, a number, or a word that is known.
fn is_familiar(pack: &Pack, topics: &Topics, token: &str) -> bool {
    says_nothing(token)
        || token.chars().count() < 4
        || token.chars().any(|c| c.is_ascii_digit())
        || topics.knows(token)
        || english::knows(token)
        || pack.terms("service-synonym").iter().any(|term| term.code == *token)
}

/// The word in use that is the fewest slips away: one in a short word, two in a longer one. What the pack knows comes
/// before what some service says.
fn meant(conn: &mut Conn, pack: &Pack, topics: &Topics, token: &str) -> Result<Option<String>> {
    let long = token.chars().count();
    let most = if long < 6 { 1 } else { 2 };
    let synonyms =
        pack.terms("service-synonym").iter().map(|term| term.code.as_str()).filter(|code| !code.contains('-'));
    let of_the_pack = topics.known().chain(synonyms).filter(|word| word.len() > 3 && word.len().abs_diff(long) <= most);
    let of_services = INDEX.similar(conn, token)?;

    let slips = |word: &str, after: usize| (strsim::damerau_levenshtein(word, token), after, word.to_owned());
    let all = of_the_pack.map(|word| slips(word, 0)).chain(of_services.iter().map(|word| slips(word, 1)));
    Ok(all.filter(|(slips, ..)| *slips <= most).min().map(|(.., word)| word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_apart_as_people_type_them() {
        assert_eq!(tokens("Children's  play-group?"), ["childrens", "play", "group"]);
        assert_eq!(tokens("He will not, and can't"), ["he", "wont", "and", "cant"]);
    }

    #[test]
    fn a_word_and_its_forms_have_one_stem() {
        for (one, other) in [("hitting", "hits"), ("bullied", "bullying"), ("refuses", "refusing"), ("bunked", "bunk")]
        {
            assert_eq!(stem(one), stem(other));
        }
    }
}
