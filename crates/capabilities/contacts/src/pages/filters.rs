//! What is looked for in the queue: it stands in the address as codes, so that it can be kept and passed on.

use crate::records::{Queue, Show, Wanted};
use access::Context;
use web::{Fields, Markup, Sheet, html, parts, parts::Choice};

/// A code is not longer.
const LONGEST: usize = 40;

/// What an address asks for; what is no code asks for nothing.
pub(super) fn read(asked: &Fields) -> Wanted {
    let code = |name: &str| {
        let typed = asked.get(name);
        let is_code = typed.len() <= LONGEST && typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_code { typed.to_owned() } else { String::new() }
    };
    Wanted {
        show: Show::parse(asked.get("show")).unwrap_or(Show::All),
        source: code("source"),
        area: code("area").to_uppercase(),
    }
}

/// Which page an address asks for.
pub(super) fn page(asked: &Fields) -> i64 {
    asked.get("page").parse().unwrap_or(1)
}

/// Whether nothing is left out.
pub(super) fn is_all(wanted: &Wanted) -> bool {
    wanted.show == Show::All && wanted.source.is_empty() && wanted.area.is_empty()
}

/// The address of a page of what is wanted.
pub(super) fn address(wanted: &Wanted, page: i64) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    let show = if wanted.show == Show::All { "" } else { wanted.show.code() };
    let all = [("show", show), ("source", &*wanted.source), ("area", &*wanted.area), ("page", &*page)];
    let given: Vec<String> =
        all.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    if given.is_empty() { "/triage".into() } else { format!("/triage?{}", given.join("&")) }
}

const fn label(show: Show) -> &'static str {
    match show {
        Show::All => "All",
        Show::Mine => "Mine",
        Show::Danger => "Danger",
        Show::Late => "Late",
    }
}

/// The views with their counts, and a form for source and area.
pub(super) fn show(context: &Context, wanted: &Wanted, queue: &Queue) -> Markup {
    let at = |show| address(&Wanted { show, ..wanted.clone() }, 1);
    let named: Vec<(String, String)> =
        queue.views.iter().map(|(show, count)| (format!("{} ({count})", label(*show)), at(*show))).collect();
    let views: Vec<(&str, String)> = named.iter().map(|(text, href)| (text.as_str(), href.clone())).collect();
    html! {
        (parts::sub_navigation("Which contacts", &views, &at(wanted.show)))
        (narrow(context, wanted, queue))
    }
}

fn narrow(context: &Context, wanted: &Wanted, queue: &Queue) -> Markup {
    let fields =
        Fields::default().with("show", wanted.show.code()).with("source", &wanted.source).with("area", &wanted.area);
    let sheet = Sheet::from(fields);
    let sources = counted(&queue.sources, &wanted.source, |code| context.pack.label("source", code).to_owned());
    let areas = counted(&queue.areas, &wanted.area, ToOwned::to_owned);
    let narrowed = !wanted.source.is_empty() || !wanted.area.is_empty();
    html! {
        form action="/triage" method="get" {
            @if wanted.show != Show::All { (sheet.hidden("show")) }
            div.eh-filters {
                (sheet.select("source", "From").prompt("Everyone").items(sources))
                (sheet.select("area", "Area").prompt("Everywhere").items(areas))
            }
            div.govuk-button-group {
                button.govuk-button.govuk-button--secondary type="submit" { "Filter" }
                @if narrowed {
                    @let all = Wanted { source: String::new(), area: String::new(), ..wanted.clone() };
                    a.govuk-link href=(address(&all, 1)) { "Take the filters away" }
                }
            }
        }
    }
}

/// Codes with their labels and counts; the one that is chosen, too, when it has none any more.
fn counted(counts: &[(String, i64)], chosen: &str, label: impl Fn(&str) -> String) -> Vec<Choice<'static>> {
    let choice = |code: &str, count: i64| Choice::new(code.to_owned(), format!("{} ({count})", label(code)));
    let mut choices: Vec<Choice<'static>> = counts.iter().map(|(code, count)| choice(code, *count)).collect();
    if !chosen.is_empty() && counts.iter().all(|(code, _)| code != chosen) {
        choices.push(choice(chosen, 0));
    }
    choices
}
