//! The form of an entry: what a service says of itself, as fields, and back.

use crate::{
    body::{Body, Contact, Cost, Day, Every, Mode, Opening, Place, Status, Time, join_words},
    postcodes,
    records::derived_id,
    rules,
};
use access::Context;
use pack::Pack;
use store::Conn;
use web::{Fields, Form, Markup, html, parts};

/// An entry as the fields of its form.
pub(super) fn fields(b: &Body) -> Fields {
    let number = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut f = Fields::default()
        .with("name", &*b.name)
        .with("summary", &*b.summary)
        .with("group", &*b.group)
        .with("minimum_age", number(b.minimum_age))
        .with("maximum_age", number(b.maximum_age))
        .with("criteria", &*b.criteria)
        .with("how", &*b.how)
        .with("status", b.status.code())
        .with("languages", b.languages.join(", "))
        .with("keywords", b.keywords.join(", "))
        .with("areas", b.areas.join(", "))
        .with("url", &*b.url)
        .with("email", &*b.email)
        .with("alert", &*b.alert)
        .with("accreditations", &*b.accreditations);
    let ticks = [("referral_only", b.referral_only), ("free", b.free), ("confidential", b.confidential)];
    ticks.iter().filter(|(_, on)| *on).for_each(|(name, _)| f.set(name, "yes"));
    b.needs.iter().for_each(|n| f.add("needs", &**n));
    b.who.iter().for_each(|w| f.add("who", &**w));
    b.modes.iter().for_each(|m| f.add("modes", m.code()));
    f.set("cost", b.costs.iter().map(Cost::words).collect::<Vec<_>>().join("\n"));
    for (n, p) in b.places.iter().enumerate() {
        let put =
            [("name", &p.name), ("line_1", &p.line_1), ("town", &p.town), ("postcode", &p.postcode), ("note", &p.note)];
        put.iter().for_each(|(k, v)| f.set(&format!("place-{n}-{k}"), v.as_str()));
        p.access.iter().for_each(|a| f.add(&format!("place-{n}-access"), &**a));
    }
    for (n, o) in b.openings.iter().enumerate() {
        f.set(&format!("open-{n}-days"), join_words(&o.days.iter().map(|d| d.label().to_owned()).collect::<Vec<_>>()));
        f.set(&format!("open-{n}-from"), o.opens.map(Time::words).unwrap_or_default());
        f.set(&format!("open-{n}-to"), o.closes.map(Time::words).unwrap_or_default());
        f.set(&format!("open-{n}-note"), &*o.note);
    }
    for (n, c) in b.contacts.iter().enumerate() {
        let put = [("name", &c.name), ("phone", &c.phone), ("email", &c.email)];
        put.iter().for_each(|(k, v)| f.set(&format!("contact-{n}-{k}"), v.as_str()));
    }
    f
}

/// How many rows of a kind the form shows: those there are, and an empty one.
fn rows(f: &Fields, prefix: &str, most: usize) -> usize {
    let there = (0..most)
        .rev()
        .find(|n| f.pairs().iter().any(|(k, v)| k.starts_with(&format!("{prefix}-{n}-")) && !v.trim().is_empty()));
    there.map_or(1, |n| (n + 2).min(most))
}

/// As many as a feed may bring.
const PLACES: usize = 60;
const OPENINGS: usize = 60;
const CONTACTS: usize = 20;

/// The entry that was typed, or what is wrong with it. What the form does not show (every other week, from and until)
/// stays as it was.
pub(super) fn read(conn: &mut Conn, pack: &Pack, f: &mut Form, had: Option<&Body>) -> store::Result<Option<Body>> {
    let known = |f: &Form, name: &str, vocabulary: &str| -> Vec<String> {
        let codes = f.fields.all(name).filter(|c| pack.terms(vocabulary).iter().any(|t| t.code == *c));
        codes.map(ToOwned::to_owned).collect()
    };
    let words = |text: String| -> Vec<String> {
        text.split([',', ';']).map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
    };
    let age = |f: &mut Form, name: &str| {
        let typed = f.fields.get(name).to_owned();
        let age = typed.parse().ok().filter(|a: &u8| *a <= 120);
        if age.is_none() && !typed.is_empty() {
            f.errors.add(name, "Enter the age in whole years, like 5, or leave it empty");
        }
        age
    };
    let mut b = Body {
        name: f.text("name", 200, Some("Enter the name of the service")),
        summary: f.text("summary", 10_000, Some("Say what it is, in a sentence or two")),
        status: Status::parse(f.fields.get("status")).unwrap_or_default(),
        group: known(f, "group", "service-group").pop().unwrap_or_default(),
        needs: known(f, "needs", "need"),
        who: known(f, "who", "service-for"),
        minimum_age: age(f, "minimum_age").filter(|a| *a > 0),
        maximum_age: age(f, "maximum_age"),
        criteria: f.text("criteria", 5_000, None),
        how: f.text("how", 5_000, None),
        referral_only: f.ticked("referral_only"),
        free: f.ticked("free"),
        costs: vec![],
        modes: f.fields.all("modes").filter_map(Mode::parse).collect(),
        languages: words(f.text("languages", 1_000, None)),
        places: vec![],
        openings: vec![],
        contacts: vec![],
        url: f.text("url", 500, None),
        email: f.text("email", 200, None),
        alert: f.text("alert", 500, None),
        areas: words(f.text("areas", 1_000, None)),
        accreditations: f.text("accreditations", 2_000, None),
        confidential: f.ticked("confidential"),
        keywords: words(f.text("keywords", 1_000, None)),
    };
    if b.group.is_empty() {
        f.errors.add("group", "Choose who runs it");
    }
    if let (Some(from), Some(to)) = (b.minimum_age, b.maximum_age)
        && from > to
    {
        f.errors.add("maximum_age", format!("The oldest age must be {from} or more"));
    }
    if !b.url.is_empty() && !super::show::is_web(&b.url) {
        f.errors.add("url", "Enter a web address that begins with https://");
    }
    if !b.email.is_empty() && !b.email.contains('@') {
        f.errors.add("email", "Enter an email address like name@example.org");
    }
    b.costs = costs(&f.text("cost", 1_000, None), had);
    places(conn, pack, f, &mut b, had)?;
    openings(f, &mut b, had);
    for n in 0..CONTACTS {
        let mut get = |k: &str| f.text(&format!("contact-{n}-{k}"), 200, None);
        let contact = Contact { name: get("name"), phone: get("phone"), email: get("email") };
        if contact != Contact::default() {
            b.contacts.push(contact);
        }
    }
    if b.confidential
        && let Some(code) = rules::tells_its_place(&b)
    {
        f.errors.add(
            "confidential",
            format!("The texts of this entry name the postcode {code}. Take it out: the place may not be known"),
        );
    }
    Ok(f.is_valid().then(|| b.without_place_if_confidential()))
}

/// A line each: `Each session: £2.50`, or words.
fn costs(text: &str, had: Option<&Body>) -> Vec<Cost> {
    let before = had.map_or(&[][..], |b| b.costs.as_slice());
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|line| {
            if let Some(same) = before.iter().find(|c| c.words() == line) {
                return same.clone();
            }
            let (option, amount) = line.rsplit_once(':').map_or(("", line), |(o, a)| (o.trim(), a.trim()));
            match amount.trim_start_matches('£').parse::<f64>().ok().filter(|p| (0.0..100_000.0).contains(p)) {
                Some(pounds) => {
                    Cost { option: option.into(), pence: Some((pounds * 100.0).round() as i64), note: String::new() }
                }
                None => Cost { note: line.into(), ..Cost::default() },
            }
        })
        .collect()
}

fn places(conn: &mut Conn, pack: &Pack, f: &mut Form, b: &mut Body, had: Option<&Body>) -> store::Result<()> {
    for n in 0..PLACES {
        let mut get = |k: &str| f.text(&format!("place-{n}-{k}"), 500, None);
        let (name, line_1, town, note, typed) = (get("name"), get("line_1"), get("town"), get("note"), get("postcode"));
        let mut place = Place { name, line_1, town, note, ..Place::default() };
        let access = format!("place-{n}-access");
        let known = |a: &&str| pack.terms("accessibility").iter().any(|t| t.code == *a);
        place.access = f.fields.all(&access).filter(known).map(ToOwned::to_owned).collect();
        match linkage::identifiers::postcode(&typed) {
            Ok(code) => place.postcode = code,
            Err(why) if !typed.is_empty() => f.errors.add(&format!("place-{n}-postcode"), why),
            Err(_) => {}
        }
        let here = had.and_then(|b| b.places.get(n));
        if place.line().is_empty() {
            // one that is known by its coordinates alone has no words to show
            b.places.extend(here.filter(|p| p.line().is_empty() && p.lat.is_some()).cloned());
            continue;
        }
        let all = had.map_or(&[][..], |b| b.places.as_slice());
        let before = here.into_iter().chain(all).find(|p| p.line() == place.line());
        match (before, postcodes::find(conn, &place.postcode)?) {
            (Some(p), _) => (place.id, place.lat, place.lon) = (p.id, p.lat, p.lon),
            (None, found) => {
                place.id = derived_id(&["place", &place.line()]);
                if let Some((at, true)) = found {
                    (place.lat, place.lon) = (Some(at.lat), Some(at.lon));
                }
            }
        }
        b.places.push(place);
    }
    Ok(())
}

/// `Monday, Wednesday and Friday`, `Mon-Fri` or `weekdays`.
fn days(text: &str) -> Option<Vec<Day>> {
    let lower = text.to_lowercase();
    let mut all = Vec::new();
    for word in lower.split([',', ';', '&', ' ', '/']).map(str::trim).filter(|w| !w.is_empty() && *w != "and") {
        let one = |w: &str| {
            Day::ALL
                .iter()
                .copied()
                .find(|d| w.len() >= 2 && d.label().to_lowercase().starts_with(w.trim_end_matches('s')))
        };
        match (word, word.split_once(['-', '–'])) {
            ("weekdays", _) => all.extend(&Day::ALL[..5]),
            ("daily" | "every" | "day", _) => all.extend(Day::ALL),
            (_, Some((a, b))) => {
                let (a, b) = (one(a)?, one(b)?);
                all.extend(Day::ALL.iter().filter(|d| a <= **d && **d <= b));
            }
            _ => all.push(one(word)?),
        }
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

fn openings(f: &mut Form, b: &mut Body, had: Option<&Body>) {
    for n in 0..OPENINGS {
        let mut get = |k: &str| f.text(&format!("open-{n}-{k}"), 500, None);
        let (typed, from, to, note) = (get("days"), get("from"), get("to"), get("note"));
        if [&typed, &from, &to, &note].iter().all(|t| t.is_empty()) {
            continue;
        }
        let Some(days) = days(&typed) else {
            f.errors.add(&format!("open-{n}-days"), "Name the days, like Monday and Friday");
            continue;
        };
        let mut time = |k: &str, text: &str| {
            let time = match text {
                "midday" | "noon" => Some(Time(720)),
                "midnight" => Some(Time(if k == "from" { 0 } else { 1_440 })),
                other => Time::parse(other),
            };
            if time.is_none() && !text.is_empty() {
                f.errors.add(&format!("open-{n}-{k}"), "Enter a time, like 9:30am");
            }
            time
        };
        let (opens, closes) = (time("from", &from), time("to", &to));
        if let (Some(a), Some(z)) = (opens, closes)
            && a >= z
        {
            f.errors.add(&format!("open-{n}-to"), "The end must be after the beginning");
        }
        // rows stand in the order in which they were, so that another time does not make a monthly session weekly
        let before = had.and_then(|b| b.openings.get(n));
        b.openings.push(Opening {
            days,
            opens,
            closes,
            every: before.map_or(Every::Week, |o| o.every.clone()),
            from_on: before.and_then(|o| o.from_on),
            until_on: before.and_then(|o| o.until_on),
            note,
        });
    }
}

/// The questions.
pub(super) fn questions(c: &Context, f: &Form) -> Markup {
    let pack = &c.pack;
    let choices = |vocabulary: &'static str| -> Vec<parts::Choice<'_>> {
        pack.choices(vocabulary, c.today).map(|t| parts::Choice::new(&t.code, &t.label)).collect()
    };
    let small = "govuk-checkboxes--small";
    let line = |name: &str, label: &str, hint: &str, class: &str| {
        parts::input(f, parts::Input { name, label, hint, class, ..Default::default() })
    };
    let area = |name: &str, label: &str, hint: &str, rows: u8| {
        parts::textarea(f, parts::OldTextarea { name, label, hint, rows, ..Default::default() })
    };
    let tick = |name: &str, label: &str, hint: &str| {
        let items = vec![parts::Choice::new("yes", label).hint(hint)];
        parts::checkboxes(
            f,
            parts::Choices {
                name,
                legend: label,
                legend_class: "govuk-visually-hidden",
                class: small,
                items,
                ..Default::default()
            },
        )
    };
    let modes = Mode::ALL.iter().map(|m| parts::Choice::new(m.code(), m.label())).collect();
    let states = [
        ("active", "It runs"),
        ("temporarily closed", "Closed for a time"),
        ("inactive", "Does not run at present"),
        ("defunct", "Has ended"),
    ];
    html! {
        (line("name", "Name", "As people know it.", ""))
        (area("summary", "What is it?", "A sentence or two, as you would say it on the telephone.", 4))
        (parts::select(f, "status", "Does it run?", "", &states))
        (line("alert", "News for the next weeks", "For example: closed on 3 May. Leave it empty if there is none.", ""))
        (parts::radios(f, parts::Choices { name: "group", legend: "Who runs it?", class: "govuk-radios--small", items: choices("service-group"), ..Default::default() }))
        h2.govuk-heading-m { "Who it is for" }
        (parts::checkboxes(f, parts::Choices { name: "needs", legend: "Which needs does it meet?", class: "govuk-checkboxes--small eh-three", items: choices("need"), ..Default::default() }))
        (parts::checkboxes(f, parts::Choices { name: "who", legend: "Who is it for?", class: "govuk-checkboxes--small eh-three", items: choices("service-for"), ..Default::default() }))
        (line("minimum_age", "Youngest age", "In years. Leave it empty if there is none.", "govuk-input--width-2"))
        (line("maximum_age", "Oldest age", "", "govuk-input--width-2"))
        (area("criteria", "Who can come?", "", 3))
        h2.govuk-heading-m { "How to get in" }
        (area("how", "What does one do first?", "", 3))
        (tick("referral_only", "A professional has to ask", ""))
        (tick("free", "It is free", ""))
        (area("cost", "If not, what does it cost?", "A line each, like: Each session: £2.50", 2))
        (parts::checkboxes(f, parts::Choices { name: "modes", legend: "How is help given?", class: small, items: modes, ..Default::default() }))
        (line("languages", "Languages", "With commas between.", ""))
        h2.govuk-heading-m { "Where and when" }
        (tick("confidential", "The place may not be known", "For refuges and the like. No address, postcode or area is then kept or shown."))
        @for n in 0..rows(&f.fields, "place", PLACES) { (place(pack, c, f, n)) }
        (line("areas", "Which area does it serve?", "Names of towns or wards, with commas between.", ""))
        @for n in 0..rows(&f.fields, "open", OPENINGS) {
            fieldset.govuk-fieldset.eh-row {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "Open " (n + 1) }
                (line(&format!("open-{n}-days"), "Days", if n == 0 { "Like: Monday and Friday" } else { "" }, ""))
                (line(&format!("open-{n}-from"), "From", "", "govuk-input--width-5"))
                (line(&format!("open-{n}-to"), "To", "", "govuk-input--width-5"))
                (line(&format!("open-{n}-note"), "Note", if n == 0 { "Like: term time only" } else { "" }, ""))
            }
        }
        h2.govuk-heading-m { "Whom to ask" }
        @for n in 0..rows(&f.fields, "contact", CONTACTS) {
            fieldset.govuk-fieldset.eh-row {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "Contact " (n + 1) }
                (line(&format!("contact-{n}-name"), "Name or desk", "", ""))
                (line(&format!("contact-{n}-phone"), "Telephone", "", "govuk-input--width-20"))
                (line(&format!("contact-{n}-email"), "Email", "", ""))
            }
        }
        (line("email", "Email of the service", "", ""))
        (line("url", "Web page", "", ""))
        (line("accreditations", "Good to know", "Quality marks and the like.", ""))
        (line("keywords", "Other words by which people look for it", "With commas between. They are not shown.", ""))
    }
}

fn place(pack: &Pack, c: &Context, f: &Form, n: usize) -> Markup {
    let line = |k: &str, label: &str, class: &str| {
        parts::input(f, parts::Input { name: &format!("place-{n}-{k}"), label, class, ..Default::default() })
    };
    let items = pack.choices("accessibility", c.today).map(|t| parts::Choice::new(&t.code, &t.label)).collect();
    html! {
        fieldset.govuk-fieldset.eh-row {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "Place " (n + 1) }
            (line("name", "Building", ""))
            (line("line_1", "House and street", ""))
            (line("town", "Town", "govuk-input--width-20"))
            (line("postcode", "Postcode", "govuk-input--width-10"))
            (parts::checkboxes(f, parts::Choices { name: &format!("place-{n}-access"), legend: "It has", class: "govuk-checkboxes--small eh-three", items, ..Default::default() }))
            (line("note", "How to find it", ""))
        }
    }
}

/// What an entry says, row by row, for two to be held side by side.
fn rows_of(pack: &Pack, b: &Body) -> Vec<(&'static str, String)> {
    // in the order of the pack, so that another order of ticks is no difference
    let labels = |vocabulary: &'static str, codes: &[String]| {
        let chosen = pack.terms(vocabulary).iter().filter(|t| codes.contains(&t.code));
        chosen.map(|t| t.label.as_str()).collect::<Vec<_>>().join(", ")
    };
    let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
    vec![
        ("Name", b.name.clone()),
        ("What it is", b.summary.clone()),
        ("Does it run", b.status.code().into()),
        ("News", b.alert.clone()),
        ("Who runs it", pack.label("service-group", &b.group).to_owned()),
        ("Needs", labels("need", &b.needs)),
        ("Who it is for", labels("service-for", &b.who)),
        ("Ages", b.ages()),
        ("Who can come", b.criteria.clone()),
        ("How to get in", b.how.clone()),
        ("A professional has to ask", yes(b.referral_only)),
        ("Free", yes(b.free)),
        ("Cost", b.costs.iter().map(Cost::words).collect::<Vec<_>>().join("\n")),
        ("How", b.modes.iter().map(|m| m.label()).collect::<Vec<_>>().join(", ")),
        ("Languages", b.languages.join(", ")),
        ("Confidential", yes(b.confidential)),
        (
            "Places",
            b.places
                .iter()
                .map(|p| {
                    [p.line(), labels("accessibility", &p.access), p.note.clone()]
                        .into_iter()
                        .filter(|t| !t.is_empty())
                        .collect::<Vec<_>>()
                        .join(". ")
                })
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        ("Area", b.areas.join(", ")),
        ("Open", b.openings.iter().map(Opening::words).collect::<Vec<_>>().join("\n")),
        (
            "Contacts",
            b.contacts
                .iter()
                .map(|c| {
                    [c.name.as_str(), &c.phone, &c.email]
                        .into_iter()
                        .filter(|t| !t.is_empty())
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        ("Email", b.email.clone()),
        ("Web page", b.url.clone()),
        ("Good to know", b.accreditations.clone()),
        ("Other words", b.keywords.join(", ")),
    ]
}

/// Where two differ: what, one, the other.
pub(super) fn differences(pack: &Pack, a: &Body, b: &Body) -> Vec<(&'static str, String, String)> {
    let pairs = rows_of(pack, a).into_iter().zip(rows_of(pack, b));
    pairs.filter(|((_, x), (_, y))| x != y).map(|((what, x), (_, y))| (what, x, y)).collect()
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
}
