//! What several pages show of a service.

use crate::{
    body::{Body, Cost, Place, Status},
    doubts::Doubt,
    records::{Provider, Service},
    rules::{self, Assurance},
    search,
};
use access::Context;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{NaiveDate, Timelike};
use pack::{Helpline, Pack};
use store::Instant;
use web::{
    Markup, dates, html,
    parts::{self, Colour, Row},
    said, say,
};

/// The towns that a card names, and the characters of its summary.
const TOWNS: usize = 3;
const SUMMARY: usize = 200;

/// A page that anyone may see. No browser keeps it: what help somebody looked for is theirs alone (T38).
pub(super) fn public(page: Markup) -> Response {
    ([(header::CACHE_CONTROL, "private, no-store"), (header::VARY, "cookie")], page).into_response()
}

/// For whom, in a few words: `0 to 5 years · Parents and carers`.
fn for_whom(pack: &Pack, body: &Body) -> String {
    let who = body.who.iter().map(|who| pack.label("service-for", who).to_owned());
    joined([body.ages()].into_iter().chain(who), " · ")
}

/// What it costs.
pub(super) fn cost(body: &Body) -> String {
    match (body.free, body.costs.is_empty()) {
        (true, _) => "Free".into(),
        (false, true) => "Ask what it costs".into(),
        (false, false) => body.costs.iter().map(Cost::words).collect::<Vec<_>>().join("; "),
    }
}

/// How help is given.
fn modes(body: &Body) -> String {
    body.modes.iter().map(|mode| mode.label()).collect::<Vec<_>>().join(", ")
}

/// How long one waits.
pub(super) fn wait(service: &Service) -> Option<String> {
    let weeks = service.wait_weeks.map(|weeks| match weeks {
        0 => "No wait".to_owned(),
        weeks => format!("About {}", dates::plural(weeks, "week")),
    });
    let spaces = service.spaces.map(|spaces| match spaces {
        0 => "no places free".to_owned(),
        spaces => format!("{} free", dates::plural(spaces, "place")),
    });

    let said = match (weeks, spaces) {
        (None, None) => return None,
        (Some(weeks), None) => weeks,
        (None, Some(spaces)) => capital(&spaces),
        (Some(weeks), Some(spaces)) => format!("{weeks}, {spaces}"),
    };
    Some(match service.capacity_on {
        Some(on) => format!("{said} (on {})", dates::day(on)),
        None => said,
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn joined(texts: impl IntoIterator<Item = String>, between: &str) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
}

/// When somebody last said that all of it is right.
pub(super) fn checked(pack: &Pack, service: &Service, today: NaiveDate) -> Markup {
    match rules::assurance(pack, service.assured_on, today) {
        Assurance::Right(on) => said("Checked on {day}", &[("day", &dates::day(on))]),
        Assurance::Soon(_) => {
            said("Checked on {day}", &[("day", &service.assured_on.map(dates::day).unwrap_or_default())])
        }
        Assurance::NotSince(on) | Assurance::Hidden(Some(on)) => html! {
            (parts::tag("Not checked since", Colour::Yellow)) " " (dates::day(on)) ". " (say("Ring before you go."))
        },
        Assurance::Hidden(None) => html! {
            (parts::tag("Not checked yet", Colour::Yellow)) " " (say("Ring before you go."))
        },
    }
}

/// What somebody says is wrong in the entry of this name, for those who can put it right.
pub(super) fn doubt(doubt: &Doubt, name: &str) -> Markup {
    html! {
        div.eh-next {
            p.govuk-body { strong { (name) } ", " (dates::moment(doubt.at)) }
            p.govuk-body.eh-pre { (doubt.text) }
            p.govuk-body {
                a.govuk-link href={ "/services/" (doubt.service_id) "/edit" } { "Edit the entry" } " · "
                a.govuk-link href={ "/services/doubts/" (doubt.id) } { "It is dealt with" }
            }
        }
    }
}

/// What a list knows besides its services.
pub(super) struct Listed<'a> {
    /// The ids that are ticked.
    pub(super) ticked: &'a [String],
    /// Whether an age was asked.
    pub(super) by_age: bool,
}

/// A service in a list, with a box to tick for a list of one's own.
pub(super) fn card(context: &Context, (service, provider, metres): &search::Found, list: &Listed<'_>) -> Markup {
    let body = &service.body.0;
    let short: String = body.summary.split_inclusive(". ").take(2).collect();
    let short: String = short.chars().take(SUMMARY).collect();
    // on a page in another language, what providers wrote stays English and says so
    let theirs = web::tongue::now().map(|_| "en");
    let facts = [for_whom(&context.pack, body), cost(body), modes(body), place(body, *metres)];
    html! {
        li.eh-service {
            h2.govuk-heading-s lang=[theirs] {
                a.govuk-link href={ "/services/" (service.id) } { (body.name) }
            }
            p.govuk-body lang=[theirs] { (provider.name) ". " (short) }
            @if !body.alert.is_empty() {
                p.govuk-body lang=[theirs] { strong { (body.alert) } }
            }
            p.govuk-body-s {
                span lang=[theirs] { (joined(facts, " · ")) }
                @if list.by_age && !body.says_ages() { " · " strong { (say("Ask who it is for.")) } }
            }
            (reach(context, service))
            p.govuk-body-s.eh-muted {
                @if let Some(opening) = body.openings.first() { span lang=[theirs] { (opening.words()) ". " } }
                @if let Some(wait) = wait(service) { span lang=[theirs] { "Wait: " (wait) ". " } }
                (checked(&context.pack, service, context.today))
            }
            (tick(service, list.ticked.contains(&service.id.to_string())))
        }
    }
}

/// The minute of the day in London.
pub(super) fn minute(now: Instant) -> u16 {
    let time = now.london();
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

/// How one reaches it: the telephone, whether it is open, the way there.
fn reach(context: &Context, service: &Service) -> Markup {
    let body = &service.body.0;
    let phone = body.contacts.iter().map(|contact| contact.phone.as_str()).find(|phone| !phone.is_empty());
    let minute = minute(context.now);
    let open = body.openings.iter().find_map(|opening| opening.open_until(context.today, minute));
    let way = body.places.first().and_then(the_way);
    if phone.is_none() && open.is_none() && way.is_none() {
        return html! {};
    }
    html! {
        p.govuk-body {
            @if let Some(phone) = phone {
                (said("Call {phone}", &[("phone", &parts::telephone(phone))])) " "
            }
            @if let Some(until) = open {
                (parts::tag("Open now", Colour::Green)) " "
                (said("until {time}", &[("time", &until.words())])) " "
            }
            @if let Some(way) = way {
                a.govuk-link.eh-noprint href=(way) {
                    (say("Directions")) span.govuk-visually-hidden { ": " (body.name) }
                }
            }
        }
    }
}

/// An address at which an open map shows the way; nothing is asked of it before somebody follows it, and then no header
/// tells it from where (`web::headers`).
fn the_way(place: &Place) -> Option<String> {
    let (lat, lon) = (place.lat?, place.lon?);
    Some(format!("https://www.openstreetmap.org/directions?route=;{lat},{lon}"))
}

/// Somebody to call for the whole country.
pub(super) fn helpline(one: &Helpline) -> Markup {
    html! {
        li.eh-service.eh-helpline {
            h2.govuk-heading-s { (one.name) }
            p.govuk-body { (say(&one.who)) "." }
            p.govuk-body {
                @if !one.phone.is_empty() {
                    strong { (said("Call {phone}", &[("phone", &parts::telephone(&one.phone))])) } " "
                }
                @if !one.text.is_empty() { strong { (text_to(one)) } " " }
                a.govuk-link href=(one.url) { (bare(&one.url)) }
            }
            p.govuk-body-s.eh-muted { (say(&one.hours)) "." }
        }
    }
}

fn text_to(one: &Helpline) -> Markup {
    let number = html! { a.govuk-link href={ "sms:" (one.text.replace(' ', "")) } { (one.text) } };
    match one.text_word.as_str() {
        "" => said("Text {number}", &[("number", &number)]),
        word => said("Text {word} to {number}", &[("word", &word), ("number", &number)]),
    }
}

/// `www.samaritans.org` is `samaritans.org`.
fn bare(url: &str) -> &str {
    url.trim_start_matches("https://").trim_start_matches("www.")
}

/// `2 miles, Chatham`, or where it is to be had.
fn place(body: &Body, metres: Option<f64>) -> String {
    let mut towns: Vec<&str> = body.places.iter().map(|place| place.town.as_str()).collect();
    towns.retain(|town| !town.is_empty());
    towns.dedup();
    match (metres, towns.first()) {
        (Some(metres), Some(town)) => format!("{}, {town}", search::miles(metres)),
        (Some(metres), None) => search::miles(metres),
        (None, _) => towns[..towns.len().min(TOWNS)].join(", "),
    }
}

fn tick(service: &Service, ticked: bool) -> Markup {
    // the number of its row is short, and a page has many of them
    let id = format!("s-{}", service.n);
    html! {
        div.govuk-checkboxes__item {
            input.govuk-checkboxes__input type="checkbox" name="s" id=(id) value=(service.id) checked[ticked];
            label.govuk-label.govuk-checkboxes__label for=(id) {
                (say("Put on my list")) span.govuk-visually-hidden { ": " (service.body.0.name) }
            }
        }
    }
}

/// All that a service says, as one reads it.
pub(super) fn whole(pack: &Pack, today: NaiveDate, service: &Service, provider: &Provider) -> Markup {
    let body = &service.body.0;
    html! {
        p.govuk-body-l { (provider.name) }
        @if let Some(warning) = does_not_run(body.status) { (parts::warning(warning)) }
        @if service.gone_at.is_some() {
            (parts::warning("The directory from which this came no longer lists it."))
        }
        @if !body.alert.is_empty() { (parts::inset(html! { (body.alert) })) }
        p.govuk-body.eh-pre { (body.summary) }
        (parts::summary_list(rows(pack, today, service)))
    }
}

fn does_not_run(status: Status) -> Option<&'static str> {
    match status {
        Status::Active => None,
        Status::Inactive => Some("This service does not run at present."),
        Status::Closed => Some("This service is closed for a time."),
        Status::Defunct => Some("This service has ended."),
    }
}

fn rows(pack: &Pack, today: NaiveDate, service: &Service) -> Vec<Row<'static>> {
    let body = &service.body.0;
    let needs: Vec<&str> = body.needs.iter().map(|need| pack.label("need", need)).collect();
    let rows = [
        ("Who it is for", who_can_come(pack, body)),
        ("How to get in", the_way_in(body)),
        ("Cost", text(&cost(body))),
        ("How", text(&modes(body))),
        ("When", html! { @for opening in &body.openings { (opening.words()) br; } }),
        ("Where", places(pack, body)),
        ("Area", text(&body.areas.join(", "))),
        ("Wait", text(&wait(service).unwrap_or_default())),
        ("Contact", contacts(body)),
        ("Languages", text(&body.languages.join(", "))),
        ("Helps with", text(&needs.join(", "))),
        ("Makes stronger", builds(pack, body)),
        ("Good to know", text(&body.accreditations)),
        ("Last checked", checked(pack, service, today)),
    ];
    rows.into_iter().filter(|(_, value)| !value.0.is_empty()).map(|(key, value)| Row::new(key, value)).collect()
}

/// Each with the other services that build it.
fn builds(pack: &Pack, body: &Body) -> Markup {
    html! {
        @for (nth, factor) in body.builds.iter().enumerate() {
            @if nth > 0 { br; }
            a.govuk-link href={ "/services?builds=" (factor) } { (pack.label("protective-factor", factor)) }
        }
    }
}

fn text(text: &str) -> Markup {
    html! { (text) }
}

fn who_can_come(pack: &Pack, body: &Body) -> Markup {
    let whom = capital(&for_whom(pack, body));
    html! {
        (whom)
        @if !body.criteria.is_empty() {
            @if !whom.is_empty() { br; }
            span.eh-pre { (body.criteria) }
        }
    }
}

fn the_way_in(body: &Body) -> Markup {
    html! {
        @if !body.how.is_empty() { span.eh-pre { (body.how) } }
        @if body.referral_only {
            @if !body.how.is_empty() { br; }
            "A professional has to ask for you."
        }
    }
}

fn places(pack: &Pack, body: &Body) -> Markup {
    let access = |place: &Place| {
        let words: Vec<&str> = place.access.iter().map(|code| pack.label("accessibility", code)).collect();
        words.join(", ")
    };
    html! {
        @if body.confidential {
            "The address is not given, to keep people safe. Ring, and you will be told where to go."
        }
        @for place in &body.places {
            p.govuk-body {
                (place.line())
                @if let Some(way) = the_way(place) {
                    br; a.govuk-link.eh-noprint href=(way) { (say("Directions")) }
                }
                @if !place.access.is_empty() { br; (access(place)) }
                @if !place.note.is_empty() { br; span.eh-pre { (place.note) } }
            }
        }
    }
}

fn contacts(body: &Body) -> Markup {
    html! {
        @for contact in &body.contacts {
            p.govuk-body {
                @if !contact.name.is_empty() { (contact.name) br; }
                @if !contact.phone.is_empty() {
                    (parts::telephone(&contact.phone)) br;
                }
                @if !contact.email.is_empty() {
                    a.govuk-link href={ "mailto:" (contact.email) } { (contact.email) }
                }
            }
        }
        @if !body.email.is_empty() {
            p.govuk-body { a.govuk-link href={ "mailto:" (body.email) } { (body.email) } }
        }
        @if is_web(&body.url) {
            p.govuk-body { a.govuk-link href=(body.url) rel="noreferrer" { (body.url) } }
        }
    }
}

/// Whether it is an address of the web: nothing else becomes a link.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
