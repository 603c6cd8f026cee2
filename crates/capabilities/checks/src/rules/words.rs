//! What a text is, as far as a machine can see it: whether it says something, whether it is the same as another.

/// A mark of a text by which it is known again, the same in every run and release (FNV-1a, 64 bits).
pub fn mark_of(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        // what ends one part does not begin the next
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// What people write where they have nothing to write.
const EMPTY: &[&str] = &[
    "n a",
    "na",
    "nil",
    "no",
    "none",
    "none known",
    "nothing",
    "nothing to add",
    "nothing to report",
    "not applicable",
    "not known",
    "unknown",
    "as above",
    "see above",
    "as before",
    "same as above",
    "same",
    "tbc",
    "to be confirmed",
    "to follow",
    "no concerns",
    "no change",
    "ok",
    "fine",
    "good",
];

/// The same text, however it is spaced, capitalised and punctuated.
pub fn plain(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let lower: String = kept.flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text says something: it is there, and it is not one of the words that stand for nothing.
pub fn says_something(text: &str) -> bool {
    let text = plain(text);
    !text.is_empty() && !EMPTY.contains(&text.as_str())
}

/// Whether a text is longer than a line of so many characters.
pub fn is_longer_than_a_line(text: &str, line: u32) -> bool {
    text.trim().chars().count() > line as usize
}

/// Marks of the paragraphs of a text that are at least so long: what a whole paragraph says is nobody else's by chance.
pub fn paragraphs(text: &str, least: u32) -> impl Iterator<Item = u64> {
    let long = text.lines().map(plain).filter(move |line| line.chars().count() >= least as usize);
    long.map(|line| mark_of(&[&line]))
}

/// Whether any of these words stands in the text, as a word.
pub fn names_any(text: &str, words: &[&str]) -> bool {
    let text = plain(text);
    text.split(' ').any(|word| words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_for_nothing_say_nothing() {
        for text in ["", "  ", "N/A", "n/a.", "As above", "see above!", "None", "TBC"] {
            assert!(!says_something(text), "{text:?}");
        }
        for text in ["Monday", "She wants to sleep in her own bed.", "No, I do not like it"] {
            assert!(says_something(text), "{text:?}");
        }
    }

    #[test]
    fn a_paragraph_is_the_same_however_it_is_spaced_and_only_long_ones_are_kept() {
        let long = "He misses his brother, who moved out in May, and talks about him at every visit. ".repeat(3);
        let other = long.to_uppercase().replace(", ", " ,  ").replace('.', "!");
        let marks = |text: &str| paragraphs(text, 200).collect::<Vec<_>>();
        assert_eq!(marks(&long), marks(&other));
        assert_eq!(marks(&long).len(), 1);
        assert_eq!(marks("Short, and in every file."), [0; 0]);
        assert_eq!(marks(&format!("{long}\nshort\n{long} And more.")).len(), 2);
    }

    #[test]
    fn a_mark_knows_where_a_part_ends() {
        assert_ne!(mark_of(&["ab", "c"]), mark_of(&["a", "bc"]));
        assert_eq!(mark_of(&["ab", "c"]), mark_of(&["ab", "c"]));
    }

    #[test]
    fn a_word_is_named_as_a_word() {
        assert!(names_any("Dad comes on Sundays.", &["dad"]));
        assert!(!names_any("The dadaist poster.", &["dad"]));
    }
}
