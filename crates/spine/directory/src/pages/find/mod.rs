//! `/services`: one box, filters, plain words.

mod address;
mod filters;

use self::address::{address, chosen, fields, query};
use super::show;
use crate::search::{self, Query, Results};
use access::{Context, Permits, View, Visit};
use axum::response::Response;
use pack::Pack;
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

/// Services a page.
const PAGE: i64 = 12;

/// Pages that can be asked for.
const PAGES: i64 = 200;

/// What was asked, and what was found.
struct Find {
    /// The form, with what was asked.
    sheet: Sheet,
    results: Results,
    /// Whether anything was asked at all.
    asked: bool,
    /// Which page of the results.
    nth: i64,
    /// What has to be said of the place.
    about: String,
}

impl Find {
    fn load(v: &mut View<'_>, fields: &Fields) -> Result<Self> {
        let pack = v.pack.clone();
        let mut sheet = Sheet::from(fields.clone());
        let mut query = query(&pack, fields, v.now);
        let about = place(v, &mut query, &mut sheet)?;

        let nth: i64 = fields.get("page").parse().ok().filter(|nth| (1..=PAGES).contains(nth)).unwrap_or(1);
        let asked = fields.pairs().iter().any(|(name, value)| !value.is_empty() && name != "done");
        let results = match asked {
            true => search::find(v.conn(), &pack, &query, PAGE, (nth - 1) * PAGE)?,
            false => Results::default(),
        };
        Ok(Self { sheet, results, asked, nth, about })
    }

    fn show(&self, context: &Context) -> Markup {
        let title = if self.asked { "Services" } else { "Find a service" };
        let content = html! {
            h1.govuk-heading-l { (title) }
            (self.box_and_filters(context))
            (self.filters_that_are_on(&context.pack))
            @if self.asked { (self.found(context)) } @else { (start(&context.pack)) }
        };
        context.frame.page(title, content)
    }

    fn box_and_filters(&self, context: &Context) -> Markup {
        let sheet = &self.sheet;
        let narrow = match chosen(&context.pack, &sheet.fields).is_empty() {
            true => "Narrow it down",
            false => "Change the filters",
        };
        html! {
            form action="/services" method="get" {
                div.eh-find {
                    (sheet.text("q", "What would help?")
                        .hint("For example: food bank, stay and play, help with debt")
                        .search())
                    (sheet.text("postcode", "Near which postcode?")
                        .hint("If you like. It is not kept.")
                        .width(10)
                        .autocomplete("postal-code"))
                }
                (parts::details(narrow, filters::filters(&context.pack, context.today, sheet)))
                (parts::button("Find services"))
            }
        }
    }

    fn filters_that_are_on(&self, pack: &Pack) -> Markup {
        let on = chosen(pack, &self.sheet.fields);
        if on.is_empty() {
            return html! {};
        }
        html! {
            p.govuk-body {
                "Only: "
                @for (n, (word, without)) in on.iter().enumerate() {
                    @if n > 0 { " · " }
                    a.govuk-link href=(without) {
                        (word) span.govuk-visually-hidden { ", take away" } " ✕"
                    }
                }
            }
        }
    }

    fn found(&self, context: &Context) -> Markup {
        let Self { results, nth, about, .. } = self;
        let next = || address(&self.sheet.fields, None, Some(("page", (nth + 1).to_string())));
        html! {
            p.govuk-body role="status" { strong { (how_many(results)) } }
            @for words in &results.widened { p.govuk-body { (words) } }
            @if !about.is_empty() { p.govuk-body { (about) } }
            @if results.found.is_empty() {
                (nothing(&context.pack))
            } @else {
                form action="/services/list" method="get" {
                    ul.govuk-list.eh-services { @for found in &results.found { (show::card(context, found)) } }
                    button.govuk-button.govuk-button--secondary type="submit" { "Make a list of those I ticked" }
                }
            }
            @if results.total > nth * PAGE { (parts::next_page(&next())) }
        }
    }
}

/// Takes the place out of what was typed into the query; gives what has to be said of it.
fn place(v: &mut View<'_>, query: &mut Query, sheet: &mut Sheet) -> Result<String> {
    let typed = match sheet.fields.get("postcode") {
        "" => query.postcode_in_text().unwrap_or_default(),
        code => code.to_owned(),
    };
    let shown = typed.to_uppercase();
    let place = if typed.is_empty() { None } else { search::place(v.conn(), &typed)? };
    let Some((place, exact)) = place else {
        if !typed.is_empty() {
            let told = format!("We do not know the postcode {shown}. Check it, or leave it empty");
            sheet.errors.add("postcode", told);
        }
        // from nowhere nothing is near
        query.miles = None;
        return Ok(String::new());
    };

    query.near = Some((place.lat, place.lon));
    Ok(match exact {
        true => String::new(),
        false => format!("We know only about where {shown} is, so distances are rough."),
    })
}

fn how_many(results: &Results) -> Markup {
    html! {
        @if results.total >= search::MOST {
            "More than 1,000 services"
        } @else {
            (dates::plural(results.total, "service"))
        }
        @if !results.widened.is_empty() { ", not quite what you asked for" }
    }
}

fn start(pack: &Pack) -> Markup {
    html! {
        h2.govuk-heading-m { "Or start here" }
        (groups(pack))
        p.govuk-body {
            "Not sure what would help? " a.govuk-link href="/ask-for-help" { "Ask the early help team" } "."
        }
    }
}

fn groups(pack: &Pack) -> Markup {
    let needs = html! {
        ul.govuk-list.eh-three {
            @for need in pack.terms("need") {
                li { a.govuk-link href={ "/services?need=" (need.code) } { (need.label) } }
            }
        }
    };
    html! {
        ul.govuk-list {
            @for group in pack.terms("service-group") {
                li { a.govuk-link href={ "/services?group=" (group.code) } { (group.label) } }
            }
        }
        (parts::details("By what you need help with", needs))
    }
}

/// Not the end of the road: other ways in, and whom to call.
fn nothing(pack: &Pack) -> Markup {
    let phone = pack.text("front-door-phone");
    html! {
        p.govuk-body { "Nothing was found. Try one word less, or start here:" }
        (groups(pack))
        p.govuk-body {
            "Or ask " (pack.text("front-door-name")) @if !phone.is_empty() { " on " (phone) } ": "
            a.govuk-link href="/ask-for-help" { "ask for help" }
            ". They know of more than is listed here."
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Response> {
    let (fields, anonymous) = (fields(&visit.queries()), visit.is_anonymous());
    let page = visit
        .public_view(move |v| {
            let find = Find::load(v, &fields)?;
            Ok(find.show(v))
        })
        .await?;
    Ok(show::public(anonymous, page))
}
