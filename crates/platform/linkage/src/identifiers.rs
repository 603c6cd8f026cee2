//! Numbers that are given to people, and postcodes: what is right, what is wrong with what is not.

/// An NHS number without spaces, if its check digit is right (NHS Data Dictionary: modulus 11; all zeros is nobody's).
///
/// # Errors
/// What is wrong with it.
pub fn nhs_number(text: &str) -> Result<String, &'static str> {
    let digits: Vec<u32> =
        text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_digit(10).unwrap_or(99)).collect();
    if digits.len() == 9 && !digits.contains(&99) {
        return Err("An NHS number has 10 digits: one is missing here");
    }
    if digits.len() != 10 || digits.contains(&99) {
        return Err("An NHS number has 10 digits, like 485 777 3456");
    }
    if digits.iter().all(|d| *d == 0) {
        return Err("This NHS number belongs to nobody. Leave it empty if it is not known");
    }
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(d, weight)| d * weight).sum();
    let check = (11 - sum % 11) % 11;
    if check != digits[9] {
        return Err("This NHS number has a wrong digit. Check it against the letter it came from");
    }
    Ok(digits.iter().map(ToString::to_string).collect())
}

/// A unique pupil number in capitals: a check letter, then twelve digits, of which a temporary number's last is a
/// letter (DfE, Unique Pupil Numbers: modulus 23, weights 2 to 13; letters without I, O and S).
///
/// # Errors
/// What is wrong with it.
pub fn upn(text: &str) -> Result<String, &'static str> {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    const SHAPE: &str =
        "A unique pupil number is a letter, then 12 digits (the last may be a letter), like H801200001001";
    let upn: Vec<u8> = text.bytes().filter(|b| !matches!(b, b' ' | b'-')).map(|b| b.to_ascii_uppercase()).collect();
    let place = |b: u8| LETTERS.iter().position(|l| *l == b);
    let &[letter, ref rest @ ..] = upn.as_slice() else { return Err(SHAPE) };
    if rest.len() != 12 || place(letter).is_none() || !rest[..11].iter().all(u8::is_ascii_digit) {
        return Err(SHAPE);
    }
    let last = match rest[11] {
        digit if digit.is_ascii_digit() => usize::from(digit - b'0'),
        // a temporary number's letter counts by its place
        letter => place(letter).ok_or(SHAPE)?,
    };
    let digits = rest[..11].iter().map(|b| usize::from(b - b'0')).chain([last]);
    let sum: usize = digits.zip(2..).map(|(d, weight)| d * weight).sum();
    if place(letter) != Some(sum % 23) {
        return Err("This pupil number has a wrong letter or digit. Check it with the school");
    }
    Ok(upn.into_iter().map(char::from).collect())
}

/// A unique property reference number: 1 to 12 digits, not all zero (GeoPlace).
///
/// # Errors
/// What is wrong with it.
pub fn uprn(text: &str) -> Result<u64, &'static str> {
    const SHAPE: &str = "A property reference (UPRN) is a number of up to 12 digits";
    let text = text.trim();
    if text.is_empty() || text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SHAPE);
    }
    text.parse().ok().filter(|n| *n > 0).ok_or(SHAPE)
}

/// A postcode as the Royal Mail writes it: `ME4 4TR`.
///
/// # Errors
/// What is wrong with it. `ME44 TR` is not `ME4 4TR`: a misplaced space is asked about, not moved.
pub fn postcode(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Enter a full UK postcode, like ME4 4TR";
    let upper = text.trim().to_uppercase();
    let (outward, inward) = match upper.split_whitespace().collect::<Vec<_>>()[..] {
        [outward, inward] => (outward.to_owned(), inward.to_owned()),
        [joined] if joined.len() >= 5 && joined.is_ascii() => {
            let (a, b) = joined.split_at(joined.len() - 3);
            (a.to_owned(), b.to_owned())
        }
        _ => return Err(WRONG),
    };
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_ascii_uppercase() => 'A',
        _ => '?',
    };
    let shape: String = outward.chars().map(kind).collect();
    let outward_fits = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape.as_str());
    let letter = |c: char| c.is_ascii_uppercase() && !"CIKMOV".contains(c);
    let inward: Vec<char> = inward.chars().collect();
    let inward_fits = matches!(inward[..], [digit, one, two] if digit.is_ascii_digit() && letter(one) && letter(two));
    if outward_fits && inward_fits { Ok(format!("{outward} {}", String::from_iter(inward))) } else { Err(WRONG) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_has_ten_digits_and_the_right_last_one() {
        assert_eq!(nhs_number("943 476 5919").as_deref(), Ok("9434765919"));
        assert!(nhs_number("9434765918").unwrap_err().contains("wrong digit"));
        assert!(nhs_number("0000000000").unwrap_err().contains("nobody"));
        assert!(nhs_number("943476591").unwrap_err().contains("one is missing"));
        assert!(nhs_number("94347659191").is_err() && nhs_number("x").is_err());
    }

    #[test]
    fn a_pupil_number_has_a_check_letter_and_may_be_temporary() {
        let of = |digits: &str| {
            let letters = b"ABCDEFGHJKLMNPQRTUVWXYZ";
            let place = |b: u8| {
                if b.is_ascii_digit() { usize::from(b - b'0') } else { letters.iter().position(|l| *l == b).unwrap() }
            };
            let sum: usize = digits.bytes().zip(2..).map(|(d, w)| place(d) * w).sum();
            format!("{}{digits}", char::from(letters[sum % 23]))
        };
        assert_eq!(upn(&of("801200001001")), Ok(of("801200001001")));
        assert_eq!(upn(&of("80120000100A").to_lowercase()), Ok(of("80120000100A")));
        assert!(upn("I801200001001").is_err() && upn("A80120000").is_err() && upn("").is_err());
        let mut wrong = of("801200001001").into_bytes();
        wrong[5] = b'9';
        assert!(upn(std::str::from_utf8(&wrong).unwrap()).unwrap_err().contains("wrong letter"));
    }

    #[test]
    fn a_property_reference_is_a_number() {
        assert_eq!(uprn("100062392934"), Ok(100_062_392_934));
        assert!(uprn("0").is_err() && uprn("1000623929345").is_err() && uprn("12a").is_err());
    }

    #[test]
    fn a_misplaced_space_in_a_postcode_is_asked_about() {
        assert_eq!(postcode("me4 4tr").as_deref(), Ok("ME4 4TR"));
        assert_eq!(postcode("SW1A1AA").as_deref(), Ok("SW1A 1AA"));
        assert!(postcode("ME44 TR").is_err() && postcode("ME4").is_err() && postcode("ME4 4CR").is_err());
    }
}
