//! Second question: who is in the family. A list, and a page for each person.

use super::draft::{self, Step, Way};
use crate::intake::{NO_ROLE, NewContact};
use access::{Context, Visit};
use axum::{extract::Path, http::HeaderMap, response::Response};
use people::{
    MemberRole,
    details::{
        Typed,
        form::{self, Asks},
    },
};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The most people of one contact.
const MOST: usize = 20;

/// Everyone named so far, and the way on.
struct Family {
    way: Way,
}

impl Step for Family {
    const ASKS: &'static [&'static str] = &["people"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, _: &NewContact) -> Result<Fields> {
        Ok(Fields::default())
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let none = draft.people.is_empty();
        let add = if none { "Add a child" } else { "Add another person" };
        let next = self.way.at(&format!("people/{}", draft.people.len() + 1));
        let content = html! {
            h1.govuk-heading-l { "Who is in the family?" }
            @if none {
                p.govuk-body {
                    "Start with the child you are most worried about. Then everyone else at home, and parents who live "
                    "elsewhere."
                }
            }
            dl.govuk-summary-list #people {
                @for (n, person) in (1..).zip(&draft.people) { (self.row(context, n, person)) }
            }
            p.govuk-body { (parts::button_link(add, &next, "govuk-button--secondary")) }
            (sheet.short_form(parts::button("Continue")))
        };
        context.frame.sheet_page("Who is in the family?", &self.way.at("about"), sheet, content)
    }

    fn read(&self, _: &Context, _: &mut NewContact, _: &mut Sheet) -> String {
        self.way.at("worries")
    }
}

impl Family {
    fn row(&self, context: &Context, n: usize, person: &Typed) -> Markup {
        let name = person.name();
        html! {
            div.govuk-summary-list__row {
                dt.govuk-summary-list__key { (name) }
                dd.govuk-summary-list__value { (context.pack.label("person-role", &person.role)) }
                dd.govuk-summary-list__actions {
                    a.govuk-link href=(self.way.at(&format!("people/{n}"))) {
                        "Change" span.govuk-visually-hidden { " " (name) }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Family { way }).await
}

/// "Continue" from the list.
pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Family { way }, fields).await
}

/// One of them, counted from 1.
struct Someone {
    way: Way,
    n: usize,
}

impl Step for Someone {
    const ASKS: &'static [&'static str] = &[];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        if self.n == 0 || self.n > draft.people.len() + 1 {
            return Err(Error::NotFound);
        }
        let role = if draft.people.is_empty() { "child" } else { "" };
        let nobody = Typed { role: role.into(), ..Typed::default() };
        Ok(form::fields(draft.people.get(self.n - 1).unwrap_or(&nobody)))
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let remove = parts::button_named("Remove this person", "govuk-button--secondary", "remove", "yes");
        let content = html! {
            h1.govuk-heading-l {
                @if self.n == 1 { "The child you are most worried about" } @else { "Someone in the family" }
            }
            p.govuk-body { "Give what you know. What you do not know can stay empty." }
            (draft::step_form(context, sheet, self.questions(context, sheet)))
            // a form of its own: the Enter key of the one above must never remove anybody
            @if draft.people.len() >= self.n {
                (sheet.form_to(&self.way.at(&format!("people/{}", self.n)), remove))
            }
        };
        context.frame.sheet_page("Someone in the family", &self.way.at("people"), sheet, content)
    }

    fn read(&self, context: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        let (n, list) = (self.n, self.way.at("people"));
        if sheet.fields.get("remove") == "yes" {
            if n >= 1 && n <= draft.people.len() {
                draft.people.remove(n - 1);
            }
            return list;
        }
        if n == 0 || n > draft.people.len() + 1 || n > MOST {
            sheet.errors.add("role", format!("Name at most {MOST} people, one after the other"));
            return list;
        }

        let role = sheet.optional("role", 40);
        if MemberRole::parse(&role).is_none() {
            sheet.errors.add("role", NO_ROLE);
        }
        let person = Typed { role, ..form::read(context, sheet) };
        if let Err(wrong) = person.check(&context.pack, context.today) {
            wrong.into_iter().for_each(|one| sheet.errors.add(one.field, one.told));
        }
        match draft.people.get_mut(n - 1) {
            Some(there) => *there = person,
            None => draft.people.push(person),
        }
        list
    }
}

impl Someone {
    fn questions(&self, context: &Context, sheet: &Sheet) -> Markup {
        let roles = context.pack.choices("person-role", context.today);
        let roles = roles.map(|word| Choice::new(word.code.as_str(), word.label.as_str()));
        let asks = Asks { of_family: self.way.public(), ..Asks::default() };
        html! {
            (sheet.radios("role", "Who are they?").small().items(roles))
            (form::questions(context, sheet, asks))
        }
    }
}

pub(super) async fn one_page(visit: Visit, way: Way, headers: HeaderMap, Path(n): Path<usize>) -> Result<Markup> {
    draft::page(visit, headers, Someone { way, n }).await
}

pub(super) async fn one_submit(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    Path(n): Path<usize>,
    fields: Fields,
) -> Result<Response> {
    draft::submit(visit, headers, Someone { way, n }, fields).await
}
