//! Second question: who is in the family. A list, and a page for each person: first what they are to the family, then
//! what is asked of somebody who is that.

use super::draft::{self, Step, Way};
use crate::{
    intake::{NO_ROLE, NewContact},
    rules::{self, Born},
};
use access::{Context, Visit};
use axum::{extract::Path, http::HeaderMap, response::Response};
use people::{
    MemberRole,
    details::{
        Typed, TypedAddress,
        form::{self, Asks},
    },
};
use serde::Deserialize;
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice, say};

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
            h1.govuk-heading-l { (say("Who is in the family?")) }
            @if none {
                p.govuk-body {
                    (say("Start with the child you are most worried about. Then everyone else at home, and parents who \
                          live elsewhere."))
                }
            }
            dl.govuk-summary-list #people {
                @for (n, person) in (1..).zip(&draft.people) { (self.row(context, n, person)) }
            }
            p.govuk-body { (parts::button_link(add, &next, "govuk-button--secondary")) }
            (sheet.short_form(parts::button("Continue")))
        };
        context.frame.sheet_page(
            "Who is in the family?",
            &self.way.at(if self.way.public() { "reach" } else { "about" }),
            sheet,
            content,
        )
    }

    fn read(&self, _: &Context, draft: &mut NewContact, _: &mut Sheet) -> String {
        self.way.at(if draft.is_police() { "police" } else { "worries" })
    }
}

impl Family {
    fn row(&self, context: &Context, n: usize, person: &Typed) -> Markup {
        let name = if person.name().is_empty() { "No name yet".to_owned() } else { person.name() };
        html! {
            div.govuk-summary-list__row {
                dt.govuk-summary-list__key { (name) }
                dd.govuk-summary-list__value { (context.pack.label("person-role", &person.role)) }
                dd.govuk-summary-list__actions {
                    a.govuk-link href=(self.way.at(&format!("people/{n}"))) {
                        (say("Change")) span.govuk-visually-hidden { " " bdi { (name) } }
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

/// Which of them, in the address.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Nth {
    n: usize,
}

/// One of them, counted from 1.
struct Someone {
    way: Way,
    n: usize,
    /// What the address says that they are to the family: `ask` to be asked again.
    said: String,
}

/// The field of when somebody was born.
const BORN: &str = "date_of_birth";

/// What a family wrote of somebody, and when they were born in its own words where that is no day. The field keeps what
/// was written.
fn read_of_family(context: &Context, sheet: &mut Sheet) -> (Typed, String) {
    let written = sheet.fields.get(BORN).to_owned();
    let (day, about) = match rules::born(&written, context.today) {
        Ok(Some(Born::On(day))) => (day.to_string(), String::new()),
        Ok(Some(Born::About(about))) => (String::new(), about),
        Ok(None) => (String::new(), String::new()),
        Err(told) => {
            sheet.errors.add(BORN, Refusal::from(told).message);
            (String::new(), String::new())
        }
    };
    sheet.fields.set(BORN, day);
    let typed = form::read(context, sheet);
    sheet.fields.set(BORN, written);
    (typed, about)
}

/// The word by which the page asks again what somebody is to the family.
const ASK: &str = "ask";

impl Step for Someone {
    const ASKS: &'static [&'static str] = &[];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        if self.n == 0 || self.n > draft.people.len() + 1 {
            return Err(Error::NotFound);
        }
        // the first is a child, unless somebody says otherwise
        let role = if draft.people.is_empty() { "child" } else { "" };
        let nobody = Typed { role: role.into(), ..Typed::default() };
        let known = draft.people.get(self.n - 1).unwrap_or(&nobody);
        let fields = form::fields(known);
        if !self.way.public() {
            return Ok(fields);
        }
        // as they wrote it, else the day in words
        let day =
            known.date_of_birth.as_deref().and_then(|on| on.parse().ok()).map(web::dates::day).unwrap_or_default();
        let written = Some(draft.asked.born_of(self.n)).filter(|written| !written.is_empty());
        Ok(fields.with(BORN, written.map_or(day, ToOwned::to_owned)))
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let remove = parts::button_named("Remove this person", "govuk-button--secondary", "remove", "yes");
        let content = html! {
            h1.govuk-heading-l {
                (say(if self.n == 1 { "The child you are most worried about" } else { "Someone in the family" }))
            }
            @match self.role(sheet) {
                Some(role) => {
                    p.govuk-body { (say("Give what you know. What you do not know can stay empty.")) }
                    (draft::step_form(context, sheet, self.questions(context, draft, sheet, role)))
                }
                None => { (self.who_they_are(context, sheet)) }
            }
            // a form of its own: the Enter key of the one above must never remove anybody
            @if draft.people.len() >= self.n {
                (sheet.form_to(&self.at(), remove))
            }
        };
        context.frame.sheet_page("Someone in the family", &self.way.at("people"), sheet, content)
    }

    fn read(&self, context: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        let (n, list) = (self.n, self.way.at("people"));
        if sheet.fields.get("remove") == "yes" {
            draft.remove_person(n);
            return list;
        }
        if n == 0 || n > draft.people.len() + 1 || n > MOST {
            sheet.errors.add("role", format!("Name at most {MOST} people, one after the other"));
            return list;
        }

        let role = sheet.optional("role", 40);
        if MemberRole::parse(&role).is_none() {
            sheet.errors.add("role", NO_ROLE);
            return list;
        }
        // what they are was answered, and nothing else asked yet
        if !sheet.fields.has("given_name") {
            return format!("{}?role={role}", self.at());
        }

        let (typed, born) = match self.way.public() {
            true => read_of_family(context, sheet),
            false => (form::read(context, sheet), String::new()),
        };
        let address = same_address(draft, n, &typed, sheet);
        let person = Typed { role, address, ..typed };
        if let Err(wrong) = person.check(&context.pack, context.today) {
            wrong.into_iter().for_each(|one| sheet.errors.add(one.field, one.told));
        }
        match draft.people.get_mut(n - 1) {
            Some(there) => *there = person,
            None => draft.people.push(person),
        }
        if self.way.public() {
            draft.asked.set_born(n, born);
        }
        list
    }
}

impl Someone {
    fn at(&self) -> String {
        self.way.at(&format!("people/{}", self.n))
    }

    /// What they are to the family, once that is said.
    fn role(&self, sheet: &Sheet) -> Option<MemberRole> {
        match self.said.as_str() {
            "" => MemberRole::parse(sheet.fields.get("role")).filter(|_| sheet.errors.of("role").is_none()),
            said => MemberRole::parse(said),
        }
    }

    /// Asked first: what else is asked depends on it.
    fn who_they_are(&self, context: &Context, sheet: &Sheet) -> Markup {
        let roles = context.pack.choices("person-role", context.today);
        let roles = roles.map(|word| Choice::new(word.code.as_str(), word.label.as_str()));
        sheet.short_form(html! {
            (sheet.radios("role", "Who are they?").small().items(roles))
            (parts::button("Continue"))
        })
    }

    fn questions(&self, context: &Context, draft: &NewContact, sheet: &Sheet, role: MemberRole) -> Markup {
        let asks = Asks { of_family: self.way.public(), role: Some(role), ..Asks::default() };
        html! {
            input type="hidden" name="role" value=(role.code());
            p.govuk-body {
                strong { (say(context.pack.label("person-role", role.code()))) } " "
                a.govuk-link href={ (self.at()) "?role=" (ASK) } {
                    (say("Change")) span.govuk-visually-hidden { " " (say("who they are")) }
                }
            }
            (self.lives_with(draft, sheet))
            (form::questions(context, sheet, asks))
        }
    }

    /// Somebody named before them with whom they may live.
    fn lives_with(&self, draft: &NewContact, sheet: &Sheet) -> Markup {
        let others: Vec<Choice<'_>> = (1..)
            .zip(&draft.people)
            .filter(|(n, other)| *n != self.n && has_address(&other.address))
            .map(|(n, other)| Choice::new(n.to_string(), format!("Same address as {}", other.given_name)))
            .collect();
        if others.is_empty() {
            return html! {};
        }
        html! {
            (sheet.radios("same_as", "Where do they live?")
                .hint("Choose it here, or write another address below.")
                .small()
                .items(others))
        }
    }
}

fn has_address(address: &TypedAddress) -> bool {
    [&address.line_1, &address.line_2, &address.town, &address.postcode].iter().any(|line| !line.trim().is_empty())
}

/// The address of somebody who lives with another; as it was typed where nobody was chosen.
fn same_address(draft: &NewContact, n: usize, typed: &Typed, sheet: &mut Sheet) -> TypedAddress {
    let chosen: Option<usize> = sheet.fields.get("same_as").parse().ok();
    let other = chosen.filter(|place| *place != n && *place > 0).and_then(|place| draft.people.get(place - 1));
    let Some(other) = other else { return typed.address.clone() };

    let (theirs, own) = (&other.address, &typed.address);
    let place = |of: &TypedAddress| {
        [&of.line_1, &of.line_2, &of.town, &of.postcode].map(|line| line.trim().to_lowercase().replace(' ', ""))
    };
    if has_address(own) && place(own) != place(theirs) {
        let told = format!("Choose the address of {}, or write another one below, not both", other.given_name);
        sheet.errors.add("same_as", told);
        return own.clone();
    }
    // who must be kept from one of them is kept from both
    TypedAddress { protected: theirs.protected || own.protected, ..theirs.clone() }
}

pub(super) async fn one_page(visit: Visit, way: Way, headers: HeaderMap, Path(Nth { n }): Path<Nth>) -> Result<Markup> {
    let said = visit.query("role");
    draft::page(visit, headers, Someone { way, n, said }).await
}

pub(super) async fn one_submit(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    Path(Nth { n }): Path<Nth>,
    fields: Fields,
) -> Result<Response> {
    draft::submit(visit, headers, Someone { way, n, said: String::new() }, fields).await
}
