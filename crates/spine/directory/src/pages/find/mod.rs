//! `/services`: one box, filters, plain words; whom to call, and what there is.

mod address;
mod browse;
mod filters;

use self::address::{TICKED, address, chosen, fields, query, strange};
use super::show::{self, Listed};
use crate::search::{self, Query, Results, Sort};
use access::{Context, Permits, View, Visit};
use axum::{http::HeaderValue, response::Response};
use pack::Pack;
use store::text::Span;
use web::{Fields, Markup, Result, Sheet, html, parts, said, say};

/// Services a page.
const PAGE: i64 = 12;

/// Pages that can be asked for.
const PAGES: i64 = 200;

/// The services before a helpline where there is no crisis.
const BEFORE: usize = 2;

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
    /// Whether an age was asked.
    by_age: bool,
    /// The filters that would leave nothing.
    empty: filters::Empty,
}

impl Find {
    fn load(v: &mut View<'_>, fields: &Fields) -> Result<Self> {
        let pack = v.pack.clone();
        let mut sheet = Sheet::from(fields.clone());
        let mut query = query(&pack, fields, v.now);
        let about = place(v, &mut query, &mut sheet)?;

        let nth: i64 = fields.get("page").parse().ok().filter(|nth| (1..=PAGES).contains(nth)).unwrap_or(1);
        let asks = |name: &str| !matches!(name, "done" | "s" | "sort" | "page" | "counts");
        let asked = fields.pairs().iter().any(|(name, value)| !value.is_empty() && asks(name));
        let sort = Sort::parse(fields.get("sort")).unwrap_or_default();
        let results = match asked {
            true => search::find(v.conn(), &pack, &query, sort, Span { most: PAGE, from: (nth - 1) * PAGE })?,
            false => Results::default(),
        };

        let placed = results.asked.is_placed();
        for (field, why) in strange(fields, &query, placed) {
            sheet.errors.add(field, why);
        }
        let truthful = results.widened.is_empty() && (1..search::MOST).contains(&results.total);
        let empty = match truthful {
            true if results.total <= PAGE && nth == 1 => filters::empty_of(v, &results.found, &sheet),
            true if fields.get("counts") == "yes" => filters::empty(v, &results.asked, &sheet)?,
            _ => vec![],
        };
        Ok(Self { sheet, results, asked, nth, about, by_age: query.age.is_some(), empty })
    }

    fn show(&self, context: &Context) -> Markup {
        let title = if self.asked { "Services" } else { "Find a service" };
        let content = html! {
            h1.govuk-heading-l { (say(title)) }
            (self.box_and_filters(context))
            (self.filters_that_are_on(&context.pack))
            @if self.asked { (self.found(context)) } @else { (browse::start(context)) }
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
            form.eh-noprint action="/services" method="get" {
                div.eh-find {
                    (sheet.text("q", "What would help?")
                        .hint("Say it in your own words. For example: my son will not go to school, food bank, debt")
                        .search())
                    (sheet.text("postcode", "Near which postcode?")
                        .hint("If you like. It is not kept.")
                        .width(10)
                        .autocomplete("postal-code"))
                }
                (parts::details(narrow, html! {
                    (filters::filters(&context.pack, context.today, sheet, &self.empty))
                    @if self.results.total > PAGE && sheet.fields.get("counts").is_empty() {
                        p.govuk-body {
                            a.govuk-link href=(address(&sheet.fields, None, Some(("counts", "yes".into())))) rel="nofollow" {
                                (say("Mark the filters that would leave nothing"))
                            }
                        }
                    }
                }))
                (self.ticked_before(&[]))
                (parts::button("Find services"))
            }
        }
    }

    /// What was ticked on other pages, to be carried along; but for what is `shown` here.
    fn ticked_before(&self, shown: &[String]) -> Markup {
        html! {
            @for id in self.sheet.fields.all("s").filter(|id| shown.iter().all(|there| there != id)) {
                input type="hidden" name="s" value=(id);
            }
        }
    }

    fn filters_that_are_on(&self, pack: &Pack) -> Markup {
        let on = chosen(pack, &self.sheet.fields);
        let placed = self.results.asked.is_placed();
        let in_force =
            |(.., name): &&(String, String, String)| placed || !matches!(name.as_str(), "miles" | "postcode");
        let on: Vec<&(String, String, String)> = on.iter().filter(in_force).collect();
        if on.is_empty() {
            return html! {};
        }
        html! {
            p.govuk-body.eh-noprint {
                (say("Only:")) " "
                @for (n, (word, without, _)) in on.iter().enumerate() {
                    @if n > 0 { " · " }
                    a.govuk-link href=(without) {
                        (say(word)) span.govuk-visually-hidden { (say(", take away")) } " ✕"
                    }
                }
            }
        }
    }

    fn found(&self, context: &Context) -> Markup {
        let Self { results, about, .. } = self;
        html! {
            (self.whom_to_call_first())
            p.govuk-body role="status" { strong { (self.how_many()) } }
            @for words in results.widened.iter().chain(&results.understood) { p.govuk-body { (say(words)) } }
            @if !about.is_empty() { p.govuk-body { (say(about)) } }
            @if results.found.is_empty() {
                (browse::nothing(context))
            } @else {
                (self.list(context))
            }
        }
    }

    /// In a crisis, and where there is no service.
    fn whom_to_call_first(&self) -> Markup {
        let first = self.results.first_helplines();
        if first.is_empty() || self.nth > 1 {
            return html! {};
        }
        html! {
            @if self.results.crisis {
                p.govuk-body {
                    strong {
                        (said("If somebody is in danger now, call {phone}.", &[("phone", &parts::telephone("999"))]))
                    }
                }
            }
            h2.govuk-heading-m { (say("Talk to somebody now")) }
            ul.govuk-list.eh-services { @for one in first { (show::helpline(one)) } }
        }
    }

    fn list(&self, context: &Context) -> Markup {
        let fields = &self.sheet.fields;
        let ticked: Vec<String> = fields.all("s").map(ToOwned::to_owned).collect();
        let shown: Vec<String> = self.results.found.iter().map(|(service, ..)| service.id.to_string()).collect();
        let list = Listed { ticked: &ticked, by_age: self.by_age };
        let others = if self.nth == 1 { self.results.other_helplines() } else { &[] };
        let (among, after) = others.split_at(usize::from(!others.is_empty() && !self.results.crisis));
        html! {
            form action="/services" method="get" {
                ul.govuk-list.govuk-checkboxes--small.eh-services {
                    @for (n, found) in self.results.found.iter().enumerate() {
                        @if n == BEFORE { @for one in among { (show::helpline(one)) } }
                        (show::card(context, found, &list))
                    }
                    @if self.results.found.len() <= BEFORE { @for one in among { (show::helpline(one)) } }
                }
                (self.ticked_before(&shown))
                @for (name, value) in fields.pairs().iter().filter(|(name, _)| name != "s" && name != "page") {
                    input type="hidden" name=(name) value=(value);
                }
                (self.pages())
                button.govuk-button.govuk-button--secondary type="submit" formaction="/services/list" {
                    (say("Make a list of those I ticked"))
                }
                @if ticked.len() >= TICKED { p.govuk-body { (say("A list holds 20 services at most.")) } }
            }
            @if !after.is_empty() {
                h2.govuk-heading-m { (say("You can also call")) }
                ul.govuk-list.eh-services { @for one in after { (show::helpline(one)) } }
            }
        }
    }

    /// From page to page, as buttons of the form, so that what is ticked here comes along.
    fn pages(&self) -> Markup {
        let (nth, total) = (self.nth, self.results.total);
        let turn = |to: i64, words: &str| {
            html! {
                button.govuk-button.govuk-button--secondary type="submit" name="page" value=(to) { (say(words)) }
            }
        };
        html! {
            div.govuk-button-group.eh-noprint role="group" aria-label=(web::tell("Pages")) {
                @if nth > 1 { (turn(nth - 1, "Previous page")) }
                @if total > nth * PAGE { (turn(nth + 1, "Next page")) }
            }
        }
    }

    /// `1 to 12 of 96 services`.
    fn how_many(&self) -> Markup {
        let Results { total, widened, found, .. } = &self.results;
        let from = (self.nth - 1) * PAGE + 1;
        let to = from + i64::try_from(found.len()).unwrap_or(0) - 1;
        let all = match *total >= search::MOST {
            true => say("more than 1,000 services"),
            false if *total == 1 => say("1 service"),
            false => said("{n} services", &[("n", total)]),
        };
        let told: [(&str, &dyn maud::Render); 3] = [("from", &from), ("to", &to), ("all", &all)];
        match (*total > PAGE && to >= from, widened.is_empty()) {
            (false, true) => all,
            (false, false) => said("{all}, not quite what you asked for", &told),
            (true, true) => said("{from} to {to} of {all}", &told),
            (true, false) => said("{from} to {to} of {all}, not quite what you asked for", &told),
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
        return Ok(String::new());
    };

    query.near = Some((place.lat, place.lon));
    Ok(match exact {
        true => String::new(),
        false => format!("We know only about where {shown} is, so distances are rough."),
    })
}

/// Whether a search engine may keep the page: where one begins, and what is browsed; not what somebody typed.
fn may_be_indexed(fields: &Fields) -> bool {
    let browsed = |name: &str| matches!(name, "need" | "age" | "who");
    fields.pairs().iter().all(|(name, value)| value.is_empty() || browsed(name))
}

pub(super) async fn page(visit: Visit) -> Result<Response> {
    let fields = fields(&visit.queries());
    let of_words = !may_be_indexed(&fields);
    let page = visit
        .public_view(move |v| {
            let find = Find::load(v, &fields)?;
            Ok(find.show(v))
        })
        .await?;
    let mut page = show::public(page);
    if of_words {
        page.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    Ok(page)
}
