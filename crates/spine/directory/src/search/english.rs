//! Whether a word is one of the English language: such a word is never "corrected" into another.

/// Words of four letters and more, a line each, in the order of their bytes (see `english/LICENCE.txt`).
const WORDS: &str = include_str!("english/words.txt");

/// Whether the list knows it.
pub(super) fn knows(word: &str) -> bool {
    let (mut from, mut to) = (0, WORDS.len());
    while from < to {
        let middle = from.midpoint(to);
        let begins = WORDS[..middle].rfind('\n').map_or(0, |at| at + 1);
        let ends = WORDS[middle..].find('\n').map_or(WORDS.len(), |at| middle + at);
        match WORDS[begins..ends].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = ends + 1,
            std::cmp::Ordering::Greater => to = begins,
        }
    }
    false
}

/// All words of the list that begin so.
pub(super) fn beginning(with: &str) -> impl Iterator<Item = &'static str> {
    let at = WORDS.match_indices(with).map(|(at, _)| at).find(|at| *at == 0 || WORDS.as_bytes()[at - 1] == b'\n');
    let rest = at.map_or("", |at| &WORDS[at..]);
    rest.lines().take_while(move |word| word.starts_with(with)).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found_and_no_other() {
        let all: Vec<&str> = WORDS.lines().collect();
        assert!(all.is_sorted() && all.iter().all(|word| knows(word)));
        assert!(beginning("suicid").any(|word| word == "suicidal") && beginning("zzzz").next().is_none());
        assert!(["", "a", "sucidal", "zzzz", "anxeity", "aaaa"].iter().all(|word| !knows(word)));
    }
}
