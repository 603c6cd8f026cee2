//! `/people?q=`: one box.

use crate::search::{self, Found, Hit, Query};
use access::{Context, Permits, View, Visit, nobody};
use web::{Fields, Markup, Result, Sheet, html, parts};

const MOST: usize = 25;

/// What was asked, and what was found.
struct Search {
    asked: String,
    /// Nothing, where nothing was asked yet.
    found: Option<Found>,
}

impl Search {
    fn load(v: &mut View<'_>, asked: &str) -> Result<Self> {
        let permit = v.allow(nobody::SearchPeople)?;
        let query = Query::parse(asked);
        let found = search::find(v, &permit, &query, MOST)?;
        v.showed(&permit, found.hits.len(), &found.families);
        Ok(Self { asked: asked.to_owned(), found: (!query.is_empty()).then_some(found) })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Find a person" }
            (self.question())
            @if let Some(found) = &self.found { (results(context, found)) }
        }
    }

    fn question(&self) -> Markup {
        let sheet = Sheet::from(Fields::default().with("q", self.asked.clone()));
        let label = "Name, date of birth, NHS number, postcode or family reference";
        html! {
            form action="/people" method="get" {
                (sheet.text("q", label).hint("For example, Sam Jones 27/3/2015").search())
                (parts::button("Search"))
            }
        }
    }
}

fn results(context: &Context, found: &Found) -> Markup {
    let count = i64::try_from(found.hits.len()).unwrap_or(i64::MAX);
    html! {
        h2.govuk-heading-m {
            (web::dates::plural(count, "result"))
            @if found.more { ", and more: add a name or a date of birth" }
        }
        @if found.hits.is_empty() { (nobody()) }
        @for one in &found.hits { (hit(context, one)) }
    }
}

fn nobody() -> Markup {
    html! {
        p.govuk-body {
            "Nobody was found among the families that you work with. "
            "Try fewer letters, a former name, or the date of birth alone."
        }
        p.govuk-body {
            "For a child of any other family, give the first name with the last name or the date of birth, "
            "spelled exactly. No result does not mean that a child is not known."
        }
        p.govuk-body {
            "If you are worried about a child, "
            a.govuk-link href="/contacts/new" { "make a contact" }
            " whether they are known or not."
        }
    }
}

fn hit(context: &Context, hit: &Hit) -> Markup {
    let heading = "govuk-heading-s govuk-!-margin-bottom-1";
    match hit {
        Hit::Open { person, role, family, family_name } => html! {
            div.eh-hit {
                h3 class=(heading) { a.govuk-link href={ "/families/" (family) } { (person.name()) } }
                p.govuk-body {
                    (context.pack.label("person-role", role.code())) ", " (person.born(context.today)) ". "
                    "Family: " (family_name)
                }
            }
        },
        Hit::Governed { family, reference } => html! {
            p.govuk-body {
                strong { (reference) } ": "
                a.govuk-link href={ "/families/" (family) "/access" } { "who saw and changed it" } ", "
                a.govuk-link href={ "/families/" (family) "/restriction" } { "restrict it" }
            }
        },
        Hit::Known { name, call } => html! {
            div.eh-hit {
                h3 class=(heading) { (name) }
                p.govuk-body { "This child is known to early help. To talk about them, contact: " (call) }
            }
        },
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let asked = visit.query("q");
    visit
        .view(move |v| {
            let search = Search::load(v, &asked)?;
            Ok(v.frame.page("Find a person", search.show(v)))
        })
        .await
}
