//! The filters of the search.

use crate::{
    body::{Body, Day, Mode},
    pages::show,
    search::{Asked, Found, Query, Sort},
};
use access::{Context, Permits, View};
use chrono::NaiveDate;
use pack::Pack;
use web::{Markup, Result, Sheet, html, parts::Choice, say};

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

/// The boxes that would leave nothing: field and code.
pub(super) type Empty = Vec<(&'static str, String)>;

/// The boxes that are not ticked.
fn unticked(pack: &Pack, today: NaiveDate, sheet: &Sheet) -> Empty {
    let access = pack.choices("accessibility", today).map(|term| ("access", term.code.clone()));
    let boxes = BOXES.iter().map(|(name, code, _)| (*name, (*code).to_owned())).chain(access);
    boxes.filter(|(name, code)| sheet.fields.all(name).all(|ticked| ticked != code)).collect()
}

/// Which of them would leave nothing, where all that was found is in view: nothing has to be asked for it.
pub(super) fn empty_of(context: &Context, found: &[Found], sheet: &Sheet) -> Empty {
    let minute = show::minute(context.now);
    let meets = |body: &Body, name: &str, code: &str| match name {
        "free" => body.free,
        "oneself" => !body.referral_only,
        "open" => body.openings.iter().any(|opening| opening.open_until(context.today, minute).is_some()),
        "mode" => sheet.fields.has("mode") || body.modes.iter().any(|mode| mode.code() == code),
        _ => body.places.iter().any(|place| place.access.iter().any(|access| access == code)),
    };
    let none =
        |(name, code): &(&'static str, String)| !found.iter().any(|(service, ..)| meets(&service.body.0, name, code));
    unticked(&context.pack, context.today, sheet).into_iter().filter(none).collect()
}

/// Which of them would leave nothing: each is asked for.
pub(super) fn empty(v: &mut View<'_>, asked: &Asked, sheet: &Sheet) -> Result<Empty> {
    let (now, pack) = (v.now, v.pack.clone());
    let mut empty = Empty::new();
    for (name, code) in unticked(&pack, v.today, sheet) {
        let narrowed = |query: &mut Query| match name {
            "free" => query.free = true,
            "oneself" => query.oneself = true,
            "open" => query.now = Some(now),
            // any of them will do, so that one more never leaves less
            "mode" if query.mode.is_empty() => query.mode.extend(Mode::parse(&code)),
            "access" => query.access.push(code.clone()),
            _ => {}
        };
        if !asked.finds(v.conn(), narrowed)? {
            empty.push((name, code));
        }
    }
    Ok(empty)
}

/// All of them.
pub(super) fn filters(pack: &Pack, today: NaiveDate, sheet: &Sheet, empty: &Empty) -> Markup {
    html! {
        div.eh-filters { (lists(pack, today, sheet)) }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { (say("Only services that are")) }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, (name, value, label)) in BOXES.iter().enumerate() { (tick(sheet, n, (name, value), label, empty)) }
            }
        }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { (say("And have")) }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, term) in pack.choices("accessibility", today).enumerate() {
                    (tick(sheet, n + 10, ("access", &term.code), &term.label, empty))
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
        (sheet.select("sort", "Order").items(Sort::ALL.iter().map(|sort| Choice::new(sort.code(), sort.label()))))
    }
}

/// A box whose name is not its id: several stand in one group.
fn tick(sheet: &Sheet, n: usize, (name, value): (&str, &str), label: &str, empty: &Empty) -> Markup {
    let id = format!("f-{n}");
    let ticked = sheet.fields.all(name).any(|ticked| ticked == value);
    let none = empty.iter().any(|(of, code)| *of == name && code == value);
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input type="checkbox" name=(name) id=(id) value=(value) checked[ticked];
            label.govuk-label.govuk-checkboxes__label for=(id) {
                (say(label)) @if none { " " span.eh-muted { (say("(none of these)")) } }
            }
        }
    }
}
