//! Words as people type them: taken apart, with what else is meant by them, and put right.

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

fn says_nothing(word: &str) -> bool {
    EMPTY.split(' ').any(|w| w == word)
}

/// A group of words of which one must be there: the word, and what else is meant by it.
pub(super) type Groups = Vec<Vec<String>>;

pub(super) fn tokens(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|w| !w.is_empty()).take(12).map(ToOwned::to_owned).collect()
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

/// The words as somebody probably meant to spell them, if any is not in use.
pub(super) fn corrected(conn: &mut Conn, pack: &Pack, tokens: &[String]) -> Result<Option<Vec<String>>> {
    let mut changed = false;
    let mut all = Vec::new();
    for token in tokens {
        let better =
            if is_familiar(pack, token) || INDEX.knows(conn, token)? { None } else { meant(conn, pack, token)? };
        changed |= better.is_some();
        all.push(better.unwrap_or_else(|| token.clone()));
    }
    Ok(changed.then_some(all))
}

/// Too short to be a slip, a number, or a word that the pack knows.
fn is_familiar(pack: &Pack, token: &str) -> bool {
    says_nothing(token)
        || token.chars().count() < 4
        || token.chars().any(|c| c.is_ascii_digit())
        || pack.terms("service-synonym").iter().any(|term| term.code == *token)
}

/// The word in use that is the fewest slips away: one in a short word, two in a longer one.
fn meant(conn: &mut Conn, pack: &Pack, token: &str) -> Result<Option<String>> {
    let synonyms =
        pack.terms("service-synonym").iter().map(|term| term.code.clone()).filter(|code| !code.contains('-'));
    let near = INDEX.similar(conn, token)?.into_iter().chain(synonyms);
    let most = if token.chars().count() < 6 { 1 } else { 2 };
    let slips = near.map(|word| (strsim::damerau_levenshtein(&word, token), word));
    Ok(slips.filter(|(slips, _)| *slips <= most).min().map(|(_, word)| word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_apart_as_people_type_them() {
        assert_eq!(tokens("Children's  play-group?"), ["childrens", "play", "group"]);
    }
}
