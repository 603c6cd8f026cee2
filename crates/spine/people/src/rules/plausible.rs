//! What is hardly so is asked about once, and then taken: people of a hundred and eleven there are.

use super::CannotBeRead;
use crate::MemberRole;
use chrono::NaiveDate;
use web::dates::years;

/// No service calls anybody a child or young person for longer (Children and Families Act 2014).
const OLDEST_CHILD: u32 = 25;

/// Nobody younger is a parent or carer.
const YOUNGEST_ADULT: u32 = 12;

/// Few are older.
const OLDEST: u32 = 110;

/// What to ask of this, by field; nothing where all of it may well be so.
pub fn doubts(role: Option<MemberRole>, born: Option<NaiveDate>, phone: &str, today: NaiveDate) -> Vec<CannotBeRead> {
    let age = born.filter(|born| *born <= today).map(|born| years(born, today));
    let of_age = age.and_then(|age| doubt_of_age(role, age)).map(|told| CannotBeRead::new("date_of_birth", told));
    let of_phone = (!is_telephone(phone)).then(|| {
        let told = "This does not look like a telephone number, with its area code. Is it right?";
        CannotBeRead::new("phone", told)
    });
    of_age.into_iter().chain(of_phone).collect()
}

fn doubt_of_age(role: Option<MemberRole>, age: u32) -> Option<String> {
    match role {
        _ if age > OLDEST => Some(format!("They would be {age} years old. Is the year of birth right?")),
        Some(MemberRole::Child | MemberRole::Unborn) if age > OLDEST_CHILD => {
            Some(format!("A child or young person would be {age} years old. Is the date of birth right?"))
        }
        Some(MemberRole::Parent | MemberRole::Carer) if age < YOUNGEST_ADULT => {
            Some(format!("A parent or carer would be {age} years old. Is the date of birth right?"))
        }
        _ => None,
    }
}

/// Whether this can be a telephone number, or none was given: of this country with its area code, of another with `+`
/// or `00` (ITU-T E.164: at most 15 digits).
fn is_telephone(text: &str) -> bool {
    let text = text.trim();
    let (number, extension) = text.split_once("ext").unwrap_or((text, ""));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let rest = number.chars().filter(|c| !c.is_ascii_digit());
    let written = rest.clone().all(|c| " ()-./+".contains(c)) && extension.chars().all(|c| " .0123456789".contains(c));
    let alike = digits.bytes().all(|digit| digits.starts_with(char::from(digit)));
    let long = match (number.trim_start().starts_with('+'), digits.starts_with("00"), digits.starts_with('0')) {
        (true, ..) => (8..=15).contains(&digits.len()),
        (_, true, _) => (10..=17).contains(&digits.len()),
        (.., true) => (10..=11).contains(&digits.len()),
        _ => false,
    };
    text.is_empty() || (written && long && !alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MemberRole::{Child, Other, Parent, WiderFamily};

    fn asked(role: MemberRole, born: &str) -> bool {
        let (born, today) = (born.parse().ok(), "2026-03-04".parse().expect("a day"));
        !doubts(Some(role), born, "", today).is_empty()
    }

    #[test]
    fn an_age_that_is_hardly_so_is_asked_about() {
        for (role, born) in [(Child, "1999-01-01"), (Parent, "2015-01-01"), (Other, "1914-01-01")] {
            assert!(asked(role, born), "{role:?} {born}");
        }
        for (role, born) in [(Child, "2000-03-05"), (Parent, "2014-03-04"), (WiderFamily, "2020-01-01")] {
            assert!(!asked(role, born), "{role:?} {born}");
        }
    }

    #[test]
    fn a_number_that_cannot_be_called_is_asked_about() {
        for right in
            ["", "07700 900123", "(01634) 900-123", "+48 22 900 12 34", "0048 22 900 1234", "01634 900123 ext 4"]
        {
            assert!(is_telephone(right), "{right}");
        }
        for wrong in ["900123", "0770090012345", "00000000000", "ring the school", "+44", "07700 900123 (mum)"] {
            assert!(!is_telephone(wrong), "{wrong}");
        }
    }
}
