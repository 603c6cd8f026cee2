//! `/people?q=`: one box.

use crate::search::{self, Hit, Query};
use access::{Permits, Visit, nobody};
use web::{Form, Markup, Result, html, parts};

const MOST: usize = 25;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let q = visit.query("q");
    visit
        .view(move |v| {
            let permit = v.allow(nobody::SearchPeople)?;
            let query = Query::parse(&q);
            let (hits, more) = if query.is_empty() { (vec![], false) } else { search::find(v, &query, MOST)? };
            v.showed(&permit, hits.len(), &[]);
            let form = Form::from(web::Fields::default().with("q", q.clone()));
            let content = html! {
                h1.govuk-heading-l { "Find a person" }
                form action="/people" method="get" {
                    (parts::input(&form, parts::Input {
                        name: "q", label: "Name, date of birth, NHS number, postcode or family reference",
                        hint: "For example, Sam Jones 27/3/2015", kind: "search", ..Default::default()
                    }))
                    (parts::button("Search"))
                }
                @if !query.is_empty() {
                    h2.govuk-heading-m { (web::dates::plural(hits.len() as i64, "result")) @if more { ", and more: add a name or a date of birth" } }
                    @if hits.is_empty() {
                        p.govuk-body { "Nobody was found among the families that you work with. Try fewer letters, a former name, or the date of birth alone." }
                        p.govuk-body { "For a child of any other family, give the first name with the last name or the date of birth, spelled exactly. No result does not mean that a child is not known." }
                        p.govuk-body { "If you are worried about a child, " a.govuk-link href="/contacts/new" { "make a contact" } " whether they are known or not." }
                    }
                    @for hit in &hits {
                        @match hit {
                            Hit::Open { person, role, family, family_name } => {
                                div.eh-hit {
                                    h3 class="govuk-heading-s govuk-!-margin-bottom-1" { a.govuk-link href={ "/families/" (family) } { (person.name()) } }
                                    p.govuk-body { (v.pack.label("person-role", role.code())) ", " (person.born(v.today)) ". Family: " (family_name) }
                                }
                            }
                            Hit::Governed { family, reference } => {
                                p.govuk-body { strong { (reference) } ": " a.govuk-link href={ "/families/" (family) "/access" } { "who saw and changed it" } ", " a.govuk-link href={ "/families/" (family) "/restriction" } { "restrict it" } }
                            }
                            Hit::Known { name, call } => {
                                div.eh-hit {
                                    h3 class="govuk-heading-s govuk-!-margin-bottom-1" { (name) }
                                    p.govuk-body { "This child is known to early help. To talk about them, contact: " (call) }
                                }
                            }
                        }
                    }
                }
            };
            Ok(v.frame.page("Find a person", content))
        })
        .await
}
