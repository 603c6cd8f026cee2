//! Whether a text that shall name nobody leads to somebody all the same: for questions and needs told of without a
//! name.

/// Whether a text holds what leads to somebody: a telephone number, a date of birth, an e-mail address, a
/// postcode. Names themselves cannot be told from other words.
pub fn names_somebody(text: &str) -> bool {
    let at = |word: &str| word.split_once('@').is_some_and(|(who, of)| !who.is_empty() && of.contains('.'));
    if text.split_whitespace().any(at) {
        return true;
    }
    let runs = text.split(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ' ' | '/' | '.' | '-')));
    if runs.into_iter().any(|run| run.chars().filter(char::is_ascii_digit).count() >= 6 && !is_of_years(run)) {
        return true;
    }
    let words: Vec<String> =
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).map(str::to_uppercase).collect();
    let outward = |word: &str| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        (1..=2).contains(&letters) && word.len() <= 4 && word[letters..].starts_with(|c: char| c.is_ascii_digit())
    };
    let inward = |word: &str| {
        let bytes = word.as_bytes();
        let letters = |rest: &[u8]| rest.len() == 2 && rest.iter().all(u8::is_ascii_uppercase);
        matches!(bytes, [digit, rest @ ..] if digit.is_ascii_digit() && letters(rest))
    };
    words.windows(2).any(|pair| outward(&pair[0]) && inward(&pair[1]))
}

/// `2025-26`, `2024 - 2025`: years, and nobody's number.
fn is_of_years(run: &str) -> bool {
    let pieces: Vec<&str> = run.split([' ', '/', '.', '-']).filter(|piece| !piece.is_empty()).collect();
    let is_year = |piece: &&str| piece.len() == 4 && (piece.starts_with("19") || piece.starts_with("20"));
    match pieces.as_slice() {
        [year, short] if short.len() == 2 => is_year(year),
        all => all.iter().all(is_year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_somebody_is_found_and_other_numbers_are_not() {
        for text in
            ["Ring 01634 900123", "born 29/02/2016", "at ME4 4TR", "write to ada@example.org", "Live in me4 4tr now"]
        {
            assert!(names_somebody(text), "{text}");
        }
        for text in [
            "Two children of 4 and 7",
            "ME4, mostly",
            "Wait of 12 weeks in 2026",
            "@ the hub",
            "in 2025-26",
            "2024 - 2025",
        ] {
            assert!(!names_somebody(text), "{text}");
        }
    }
}
