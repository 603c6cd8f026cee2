//! The filters of the search.

use crate::body::Day;
use chrono::NaiveDate;
use pack::Pack;
use web::{Markup, Sheet, html, parts::Choice};

/// The distances one may choose, in miles.
const MILES: [&str; 5] = ["1", "2", "5", "10", "25"];

/// The parts of a day.
const TIMES: [(&str, &str); 3] = [("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")];

/// What a service may be: field, code, words.
const BOXES: [(&str, &str, &str); 6] = [
    ("free", "yes", "Free"),
    ("oneself", "yes", "No referral needed"),
    ("open", "now", "Open now"),
    ("mode", "in-person", "In person"),
    ("mode", "online", "Online or by telephone"),
    ("mode", "home", "At home"),
];

/// All of them.
pub(super) fn filters(pack: &Pack, today: NaiveDate, sheet: &Sheet) -> Markup {
    html! {
        div.eh-filters { (lists(pack, today, sheet)) }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { "Only services that are" }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, (name, value, label)) in BOXES.iter().enumerate() { (tick(sheet, n, (name, value), label)) }
            }
        }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { "And have" }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, term) in pack.choices("accessibility", today).enumerate() {
                    (tick(sheet, n + 10, ("access", &term.code), &term.label))
                }
            }
        }
    }
}

fn lists(pack: &Pack, today: NaiveDate, sheet: &Sheet) -> Markup {
    let terms = |vocabulary: &'static str| {
        let terms = pack.choices(vocabulary, today);
        terms.map(|term| Choice::new(&term.code, &term.label)).collect::<Vec<_>>()
    };
    let days = Day::ALL.iter().map(|day| Choice::new(day.code(), day.label()));
    let times = TIMES.map(|(code, words)| Choice::new(code, words));
    let miles = MILES.iter().map(|miles| Choice::new(*miles, format!("{miles} miles")));
    html! {
        (sheet.select("need", "Need").prompt("Any need").items(terms("need")))
        (sheet.text("age", "Age of the child").width(2).numeric())
        (sheet.select("who", "Who it is for").prompt("Anyone").items(terms("service-for")))
        (sheet.select("day", "Day").prompt("Any day").items(days))
        (sheet.select("part", "Time of day").prompt("Any time").items(times))
        (sheet.select("miles", "Distance from the postcode").prompt("Any distance").items(miles))
        (sheet.select("language", "Language").prompt("Any language").items(terms("language")))
        (sheet.select("group", "Who runs it").prompt("Anyone").items(terms("service-group")))
    }
}

/// A box whose name is not its id: several stand in one group.
fn tick(sheet: &Sheet, n: usize, (name, value): (&str, &str), label: &str) -> Markup {
    let id = format!("f-{n}");
    let ticked = sheet.fields.all(name).any(|ticked| ticked == value);
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input type="checkbox" name=(name) id=(id) value=(value) checked[ticked];
            label.govuk-label.govuk-checkboxes__label for=(id) { (label) }
        }
    }
}
