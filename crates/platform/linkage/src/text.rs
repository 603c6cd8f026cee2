//! Names and addresses as they are compared: folded to plain letters, heard, and measured.

use deunicode::deunicode_char;

/// Lower-case ASCII letters and digits with one space between words: accents off, other scripts written in Latin
/// letters. Apostrophes join (`O'Brien` is `obrien`), hyphens part (`Okoro-Bell` is `okoro bell`).
pub fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char, gap: &mut bool| {
        if c.is_ascii_alphanumeric() {
            if *gap && !plain.is_empty() {
                plain.push(' ');
            }
            *gap = false;
            plain.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '`') {
            *gap = true;
        }
    };
    for c in text.chars() {
        match c {
            '’' | '‘' | 'ʼ' | 'ʻ' => {}
            c if c.is_ascii() => push(c, &mut gap),
            // marks that stand by themselves are dropped, not spelled
            '\u{300}'..='\u{36f}' => {}
            c => match deunicode_char(c) {
                Some(latin) => latin.chars().for_each(|c| push(c, &mut gap)),
                None => gap = true,
            },
        }
    }
    plain
}

/// How a folded word sounds, roughly, to English ears: a key under which spellings of one name meet
/// (`catherine`, `kathryn`; `mohammed`, `muhamad`). In the manner of Metaphone (Philips 1990), much shortened.
pub fn sound(word: &str) -> String {
    let w = word.as_bytes();
    let at = |n: usize| w.get(n).copied().unwrap_or(0);
    let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let mut key = String::new();
    let mut n = 0;
    let push = |key: &mut String, c: char| {
        if !key.ends_with(c) {
            key.push(c);
        }
    };
    while n < w.len() && key.len() < 6 {
        let (c, next) = (at(n), at(n + 1));
        let first = n == 0;
        let (code, step) = match (c, next) {
            (b'k' | b'g' | b'p', b'n') if first => (Some('N'), 2),
            (b'w', b'r') if first => (Some('R'), 2),
            (b'w', b'h') => (first.then_some('W'), 2),
            (b'p', b'h') => (Some('F'), 2),
            (b's', b'c') if at(n + 2) == b'h' => (Some('X'), 3),
            (b's' | b'c', b'h') => (Some('X'), 2),
            (b't', b'h') => (Some('T'), 2),
            (b'g', b'h') => (if first { Some('K') } else { None }, 2),
            (b'c', b'k') => (Some('K'), 2),
            (b'c', b'e' | b'i' | b'y') => (Some('S'), 1),
            (b'd', b'g' | b'z' | b'j') => (Some('J'), 2),
            (b'g', b'e' | b'i' | b'y') => (Some('J'), 1),
            (b'c' | b'k' | b'q' | b'g', _) => (Some('K'), 1),
            (b'x', _) => (Some('S'), 1),
            (b's' | b'z', _) => (Some('S'), 1),
            (b'd' | b't', _) => (Some('T'), 1),
            (b'b' | b'p', _) => (Some('P'), 1),
            (b'f' | b'v', _) => (Some('F'), 1),
            (b'w', _) => (first.then_some('W'), 1),
            (b'h', _) => (if first && vowel(next) { Some('H') } else { None }, 1),
            (b'j' | b'l' | b'm' | b'n' | b'r', _) => (Some(char::from(c.to_ascii_uppercase())), 1),
            (c, _) if vowel(c) => (first.then_some('A'), 1),
            (c, _) if c.is_ascii_digit() => (Some(char::from(c)), 1),
            _ => (None, 1),
        };
        if let Some(code) = code {
            push(&mut key, code);
        }
        n += step;
    }
    key
}

/// Jaro–Winkler similarity of folded texts, 0 to 1 (Winkler 1990).
pub fn alike(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

/// Whether one slip of the keyboard apart: a letter more, fewer, other, or two exchanged (Damerau 1964).
pub fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end.min(a.len())], &b[..b.len() - end.min(b.len())]);
    match (a.len(), b.len()) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => a[0] == b[1] && a[1] == b[0],
        _ => false,
    }
}

/// How many slips apart.
pub fn slips(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}

/// A folded text with the letters that a scanner takes for one another made one.
pub fn as_scanned(text: &str) -> String {
    text.replace("rn", "m")
        .replace("vv", "w")
        .replace("cl", "d")
        .replace(['1', 'i'], "l")
        .replace('0', "o")
        .replace('5', "s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_scripts_apostrophes_and_hyphens_fold() {
        assert_eq!(fold("  Zoë O’Brien-Łuczak "), "zoe obrien luczak");
        assert_eq!(fold("Шевченко"), "shevchenko");
        assert_eq!(fold("Müller"), fold("Mu\u{308}ller"));
        assert_eq!(fold("!!"), "");
    }

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (a, b) in [
            ("catherine", "kathryn"),
            ("mohammed", "muhamad"),
            ("stephen", "steven"),
            ("philip", "filip"),
            ("knight", "nite"),
            ("clarke", "clark"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("ada"), sound("amy"));
    }

    #[test]
    fn one_slip_is_one_letter_or_one_exchange() {
        for (a, b) in [("smith", "smih"), ("smith", "smiths"), ("smith", "smyth"), ("smith", "smtih"), ("a", "")] {
            assert!(one_slip(a, b) && one_slip(b, a), "{a} {b}");
        }
        for (a, b) in [("smith", "smith"), ("smith", "smthi"), ("smith", "simths"), ("abc", "cba"), ("", "ab")] {
            assert!(!one_slip(a, b), "{a} {b}");
        }
    }
}
