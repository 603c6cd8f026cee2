//! Whether a text that shall name nobody leads to somebody all the same: for questions and needs told of without a name.

/// Whether a text holds what leads to somebody: a telephone number, a date of birth, an e-mail address, a
/// postcode. Names themselves cannot be told from other words.
pub fn names_somebody(text: &str) -> bool {
    let at = |word: &str| word.split_once('@').is_some_and(|(who, of)| !who.is_empty() && of.contains('.'));
    if text.split_whitespace().any(at) {
        return true;
    }
    let mut run = 0;
    for letter in text.chars() {
        match letter {
            '0'..='9' => run += 1,
            ' ' | '/' | '.' | '-' if run > 0 => {}
            _ => run = 0,
        }
        if run >= 6 {
            return true;
        }
    }
    let words: Vec<String> =
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).map(str::to_uppercase).collect();
    let outward = |word: &str| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        (1..=2).contains(&letters) && word.len() <= 4 && word[letters..].starts_with(|c: char| c.is_ascii_digit())
    };
    let inward = |word: &str| {
        let bytes = word.as_bytes();
        matches!(bytes, [digit, rest @ ..] if digit.is_ascii_digit() && rest.len() == 2 && rest.iter().all(u8::is_ascii_uppercase))
    };
    words.windows(2).any(|pair| outward(&pair[0]) && inward(&pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_somebody_is_found_and_other_numbers_are_not() {
        for text in ["Ring 01634 900123", "born 29/02/2016", "at ME4 4TR", "write to ada@example.org"] {
            assert!(names_somebody(text), "{text}");
        }
        for text in ["Two children of 4 and 7", "ME4, mostly", "Wait of 12 weeks in 2026", "@ the hub"] {
            assert!(!names_somebody(text), "{text}");
        }
    }
}
