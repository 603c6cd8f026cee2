//! `/services`: one box, filters, plain words.

use super::show;
use crate::{
    body::{Day, Mode},
    facets::Part,
    search::{self, Query, Results},
};
use access::{Context, Permits, Visit};
use axum::response::Response;
use pack::Pack;
use web::{Fields, Form, Markup, Result, dates, html, parts};

/// Services a page.
const PAGE: i64 = 12;

/// The distances one may choose, in miles.
const MILES: [&str; 5] = ["1", "2", "5", "10", "25"];

/// The query of an address; what cannot be is left out.
pub(crate) fn read(pack: &Pack, f: &Fields, now: store::Instant) -> Query {
    let known = |vocabulary: &'static str, name: &'static str| -> Vec<String> {
        let codes = f.all(name).filter(|c| pack.terms(vocabulary).iter().any(|t| t.code == *c));
        codes.map(ToOwned::to_owned).collect()
    };
    Query {
        text: f.get("q").chars().take(200).collect(),
        group: known("service-group", "group"),
        need: known("need", "need"),
        who: known("service-for", "who"),
        age: f.get("age").parse().ok().filter(|a| *a <= 120),
        day: Day::parse(f.get("day")),
        part: Part::parse(f.get("part")),
        free: f.get("free") == "yes",
        oneself: f.get("oneself") == "yes",
        mode: f.all("mode").filter_map(Mode::parse).collect(),
        language: known("language", "language")
            .pop()
            .map(|l| pack.label("language", &l).to_owned())
            .unwrap_or_default(),
        access: known("accessibility", "access"),
        now: (f.get("open") == "now").then_some(now),
        near: None,
        miles: f.get("miles").parse().ok().filter(|m| (1..=100).contains(m)),
        assured: None,
    }
}

/// The fields of the page, each as often as it may be given: an address holds no more.
fn known(all: &Fields) -> Fields {
    const ONE: [&str; 12] =
        ["q", "postcode", "age", "day", "part", "free", "oneself", "open", "language", "miles", "page", "done"];
    const SEVERAL: [&str; 5] = ["group", "need", "who", "mode", "access"];
    let mut f = Fields::default();
    for name in ONE.into_iter().filter(|n| all.has(n)) {
        f.set(name, all.get(name).chars().take(200).collect::<String>());
    }
    for name in SEVERAL {
        all.all(name).filter(|v| v.len() <= 40).take(10).for_each(|v| f.add(name, v));
    }
    f
}

/// The same address without one of its filters, or with another page.
fn address(f: &Fields, without: Option<(&str, &str)>, with: Option<(&str, String)>) -> String {
    let mut pairs: Vec<String> = f
        .pairs()
        .iter()
        .filter(|(n, v)| {
            !v.is_empty() && n != "page" && n != "done" && without.is_none_or(|w| w != (n.as_str(), v.as_str()))
        })
        .map(|(n, v)| format!("{}={}", Fields::escape(n), Fields::escape(v)))
        .collect();
    pairs.extend(with.map(|(n, v)| format!("{n}={}", Fields::escape(&v))));
    if pairs.is_empty() { "/services".into() } else { format!("/services?{}", pairs.join("&")) }
}

/// The filters that are on, in words, each with the address without it.
fn chosen(pack: &Pack, f: &Fields) -> Vec<(String, String)> {
    let word = |name: &str, value: &str| -> Option<String> {
        Some(match name {
            "group" => pack.label("service-group", value).to_owned(),
            "need" => pack.label("need", value).to_owned(),
            "who" => pack.label("service-for", value).to_owned(),
            "age" => format!("Aged {value}"),
            "day" => Day::parse(value)?.label().to_owned(),
            "part" => Part::parse(value)?.code().to_owned(),
            "free" => "Free".into(),
            "oneself" => "No referral needed".into(),
            "mode" => Mode::parse(value)?.label().to_owned(),
            "language" => pack.label("language", value).to_owned(),
            "access" => pack.label("accessibility", value).to_owned(),
            "open" => "Open now".into(),
            "miles" => format!("Within {value} miles"),
            "postcode" => format!("Near {value}"),
            _ => return None,
        })
    };
    let on = f.pairs().iter().filter(|(_, v)| !v.is_empty()).take(30);
    on.filter_map(|(n, v)| word(n, v).map(|w| (w, address(f, Some((n, v)), None)))).collect()
}

pub(super) async fn page(visit: Visit) -> Result<Response> {
    let f = known(&visit.queries());
    let anonymous = visit.is_anonymous();
    let page = visit
        .public_view(move |v| {
            let mut query = read(&v.pack, &f, v.now);
            let mut form = Form::from(f.clone());
            let typed = match f.get("postcode") {
                "" => query.postcode_in_text().unwrap_or_default(),
                code => code.to_owned(),
            };
            let mut about = String::new();
            if !typed.is_empty() {
                match search::place(v.conn(), &typed)? {
                    Some((place, exact)) => {
                        query.near = Some((place.lat, place.lon));
                        about = if exact {
                            String::new()
                        } else {
                            format!("We know only about where {} is, so distances are rough.", typed.to_uppercase())
                        };
                    }
                    None => form.errors.add(
                        "postcode",
                        format!("We do not know the postcode {}. Check it, or leave it empty", typed.to_uppercase()),
                    ),
                }
            }
            if query.near.is_none() {
                query.miles = None;
            }
            let nth: i64 = f.get("page").parse().ok().filter(|n| (1..=200).contains(n)).unwrap_or(1);
            let asked = f.pairs().iter().any(|(n, v)| !v.is_empty() && n != "done");
            let pack = v.pack.clone();
            let results =
                if asked { search::find(v.conn(), &pack, &query, PAGE, (nth - 1) * PAGE)? } else { Results::default() };
            Ok(view(v, &form, &results, asked, nth, &about))
        })
        .await?;
    Ok(show::public(anonymous, page))
}

fn view(c: &Context, form: &Form, results: &Results, asked: bool, nth: i64, about: &str) -> Markup {
    let (pack, f) = (&c.pack, &form.fields);
    let on = chosen(pack, f);
    let title = if asked { "Services" } else { "Find a service" };
    let more = results.total > nth * PAGE;
    let content = html! {
        h1.govuk-heading-l { (title) }
        form action="/services" method="get" {
            div.eh-find {
                (parts::input(form, parts::Input { name: "q", label: "What would help?", hint: "For example: food bank, stay and play, help with debt", kind: "search", ..Default::default() }))
                (parts::input(form, parts::Input { name: "postcode", label: "Near which postcode?", hint: "If you like. It is not kept.", class: "govuk-input--width-10", autocomplete: "postal-code", ..Default::default() }))
            }
            (parts::details(if on.is_empty() { "Narrow it down" } else { "Change the filters" }, filters(pack, c.today, form)))
            (parts::button("Find services"))
        }
        @if !on.is_empty() {
            p.govuk-body { "Only: " @for (n, (word, without)) in on.iter().enumerate() { @if n > 0 { " · " } a.govuk-link href=(without) { (word) span.govuk-visually-hidden { ", take away" } " ✕" } } }
        }
        @if asked {
            p.govuk-body role="status" {
                strong {
                    @if results.total >= search::MOST { "More than 1,000 services" } @else { (dates::plural(results.total, "service")) }
                    @if !results.widened.is_empty() { ", not quite what you asked for" }
                }
            }
            @for words in &results.widened { p.govuk-body { (words) } }
            @if !about.is_empty() { p.govuk-body { (about) } }
            @if results.found.is_empty() { (nothing(pack)) } @else {
                form action="/services/list" method="get" {
                    ul.govuk-list.eh-services {
                        @for (service, provider, metres) in &results.found { (show::card(pack, c.today, service, provider, *metres, true)) }
                    }
                    button.govuk-button.govuk-button--secondary type="submit" { "Make a list of those I ticked" }
                }
            }
            @if more { (parts::next_page(&address(f, None, Some(("page", (nth + 1).to_string()))))) }
        } @else {
            h2.govuk-heading-m { "Or start here" }
            (groups(pack))
            p.govuk-body { "Not sure what would help? " a.govuk-link href="/ask-for-help" { "Ask the early help team" } "." }
        }
    };
    c.frame.page(title, content)
}

fn groups(pack: &Pack) -> Markup {
    html! {
        ul.govuk-list {
            @for g in pack.terms("service-group") { li { a.govuk-link href={ "/services?group=" (g.code) } { (g.label) } } }
        }
        (parts::details("By what you need help with", html! {
            ul.govuk-list.eh-three { @for n in pack.terms("need") { li { a.govuk-link href={ "/services?need=" (n.code) } { (n.label) } } } }
        }))
    }
}

/// Not the end of the road: other ways in, and whom to call.
fn nothing(pack: &Pack) -> Markup {
    let phone = pack.text("front-door-phone");
    html! {
        p.govuk-body { "Nothing was found. Try one word less, or start here:" }
        (groups(pack))
        p.govuk-body {
            "Or ask " (pack.text("front-door-name")) @if !phone.is_empty() { " on " (phone) } ": " a.govuk-link href="/ask-for-help" { "ask for help" }
            ". They know of more than is listed here."
        }
    }
}

fn filters(pack: &Pack, today: chrono::NaiveDate, form: &Form) -> Markup {
    let list = |vocabulary: &'static str, first: &'static str| -> Vec<(String, String)> {
        let mut all = vec![(String::new(), first.to_owned())];
        all.extend(pack.choices(vocabulary, today).map(|t| (t.code.clone(), t.label.clone())));
        all
    };
    let select = |name: &str, label: &str, items: &[(String, String)]| {
        let items: Vec<(&str, &str)> = items.iter().map(|(v, t)| (v.as_str(), t.as_str())).collect();
        parts::select(form, name, label, "", &items)
    };
    let days: Vec<(String, String)> = std::iter::once((String::new(), "Any day".to_owned()))
        .chain(Day::ALL.iter().map(|d| (d.code().to_owned(), d.label().to_owned())))
        .collect();
    let times = [("", "Any time"), ("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")];
    let miles: Vec<(String, String)> = std::iter::once((String::new(), "Any distance".to_owned()))
        .chain(MILES.iter().map(|m| ((*m).to_owned(), format!("{m} miles"))))
        .collect();
    let boxes = [
        ("free", "yes", "Free"),
        ("oneself", "yes", "No referral needed"),
        ("open", "now", "Open now"),
        ("mode", "in-person", "In person"),
        ("mode", "online", "Online or by telephone"),
        ("mode", "home", "At home"),
    ];
    html! {
        div.eh-filters {
            (select("need", "Need", &list("need", "Any need")))
            (parts::input(form, parts::Input { name: "age", label: "Age of the child", class: "govuk-input--width-2", inputmode: "numeric", ..Default::default() }))
            (select("who", "Who it is for", &list("service-for", "Anyone")))
            (select("day", "Day", &days))
            (parts::select(form, "part", "Time of day", "", &times))
            (select("miles", "Distance from the postcode", &miles))
            (select("language", "Language", &list("language", "Any language")))
            (select("group", "Who runs it", &list("service-group", "Anyone")))
        }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { "Only services that are" }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, (name, value, label)) in boxes.iter().enumerate() { (tick(form, n, name, value, label)) }
            }
        }
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend { "And have" }
            div.govuk-checkboxes.govuk-checkboxes--small.eh-three {
                @for (n, t) in pack.choices("accessibility", today).enumerate() { (tick(form, n + 10, "access", &t.code, &t.label)) }
            }
        }
    }
}

fn tick(form: &Form, n: usize, name: &str, value: &str, label: &str) -> Markup {
    let id = format!("f-{n}");
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input type="checkbox" name=(name) id=(id) value=(value) checked[form.fields.all(name).any(|v| v == value)];
            label.govuk-label.govuk-checkboxes__label for=(id) { (label) }
        }
    }
}
