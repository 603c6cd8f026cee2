//! Days and times of day, as people type them.

use crate::body::{Day, Time};

/// `Monday, Wednesday and Friday`, `Mon-Fri` or `weekdays`.
pub(super) fn days(text: &str) -> Option<Vec<Day>> {
    let lower = text.to_lowercase();
    let words = lower.split([',', ';', '&', ' ', '/']).map(str::trim);
    let mut all = Vec::new();
    for word in words.filter(|word| !word.is_empty() && *word != "and") {
        match (word, word.split_once(['-', '–'])) {
            ("weekdays", _) => all.extend(&Day::ALL[..5]),
            ("daily" | "every" | "day", _) => all.extend(Day::ALL),
            (_, Some((first, last))) => {
                let (first, last) = (day(first)?, day(last)?);
                all.extend(Day::ALL.iter().filter(|day| first <= **day && **day <= last));
            }
            _ => all.push(day(word)?),
        }
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// `mon`, `monday`, `mondays`.
fn day(word: &str) -> Option<Day> {
    let begins = |day: &Day| word.len() >= 2 && day.label().to_lowercase().starts_with(word.trim_end_matches('s'));
    Day::ALL.iter().copied().find(begins)
}

/// A time of day; midnight is the end of a day, unless something begins then.
pub(super) fn time(text: &str, begins: bool) -> Option<Time> {
    match text {
        "midday" | "noon" => Some(Time(720)),
        "midnight" => Some(Time(if begins { 0 } else { 1_440 })),
        other => Time::parse(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        use Day::*;
        assert_eq!(days("Monday, Wednesday and Fri"), Some(vec![Mo, We, Fr]));
        assert_eq!(days("Mon-Thu"), Some(vec![Mo, Tu, We, Th]));
        assert_eq!(days("weekdays"), Some(vec![Mo, Tu, We, Th, Fr]));
        assert_eq!(days("Saturdays & Sundays"), Some(vec![Sa, Su]));
        assert_eq!(days("someday"), None);
    }

    #[test]
    fn midnight_ends_a_day_or_begins_one() {
        assert_eq!(time("midnight", true), Some(Time(0)));
        assert_eq!(time("midnight", false), Some(Time(1_440)));
        assert_eq!(time("noon", false), Time::parse("12:00"));
    }
}
