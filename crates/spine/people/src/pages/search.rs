//! `/people`: one box. What is looked for is sent, kept for a day, and found under an address that does not tell it.

use crate::search::{
    self, Found, Hit, Lead, Query,
    kept::{self, SearchId},
};
use access::{Context, Permits, View, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const MOST: usize = 25;

const LABEL: &str = "Name, date of birth, NHS number, postcode or family reference";

/// What was asked, and what was found.
struct Search {
    asked: String,
    found: Found,
}

impl Search {
    fn load(v: &mut View<'_>, id: SearchId) -> Result<Self> {
        let permit = v.allow(nobody::SearchPeople)?;
        let now = v.now;
        let asked = kept::find(v.conn(), &permit, now, id)?;
        let found = search::find(v, &permit, &Query::parse(&asked), MOST)?;
        v.showed(&permit, found.hits.len(), &found.families);
        Ok(Self { asked, found })
    }

    fn show(&self, context: &Context) -> Markup {
        let sheet = Sheet::new(Fields::default().with("q", self.asked.clone()), "/people", &context.frame.csrf);
        html! {
            (question(&sheet))
            (results(context, &self.found))
        }
    }
}

fn question(sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { "Find a person" }
        (sheet.short_form(html! {
            (sheet.text("q", LABEL).hint("For example, Sam Jones 27/3/2015").search())
            (parts::button("Search"))
        }))
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
        Hit::Open { person, role, family, family_name, left, lead } => html! {
            div.eh-hit {
                h3 class=(heading) { a.govuk-link href={ "/families/" (family) } { (person.name()) } }
                p.govuk-body {
                    (context.pack.label("person-role", role.code())) ", " (person.born(context.today)) ". "
                    @if *left { "Was in the family: " } @else { "Family: " }
                    (family_name)
                    @if let Some(lead) = lead { br; (led_by(lead)) }
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
        Hit::Known { name, lead } => html! {
            div.eh-hit {
                h3 class=(heading) { (name) }
                p.govuk-body {
                    "This child is known to early help."
                    @match lead {
                        Some(lead) => { br; (led_by(lead)) }
                        None => {
                            " To talk about them, contact: " (context.pack.text("front-door-name"))
                            @let phone = context.pack.text("front-door-phone");
                            @if !phone.is_empty() { ", " (phone) }
                        }
                    }
                }
            }
        },
    }
}

/// Who leads, how to reach them, when they were last involved.
fn led_by(lead: &Lead) -> Markup {
    html! {
        "Lead professional: " (lead.name)
        @if !lead.job.is_empty() { ", " (lead.job) }
        ", " (lead.organisation) ", " strong { (lead.reach) } "."
        @if let Some(on) = lead.last_involved { " Last involved on " (web::dates::day(on)) "." }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SearchPeople)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(v.frame.page("Find a person", question(&sheet)))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::SearchPeople)?;
            let asked = sheet.fields.get("q").to_owned();
            if asked.is_empty() {
                sheet.errors.add("q", "Enter a name, a date of birth, a number or a reference");
                return Sheet::again(change.frame.sheet_page("Find a person", "/", sheet, question(sheet)));
            }
            let id = kept::keep(change.tx, &permit, &asked)?;
            Ok(format!("/people/found/{id}"))
        })
        .await
}

pub(super) async fn found(visit: Visit, Path(id): Path<SearchId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let search = Search::load(v, id)?;
            Ok(v.frame.page("Find a person", search.show(v)))
        })
        .await
}
