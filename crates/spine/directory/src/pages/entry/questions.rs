//! The questions of an entry's form.

use super::fields::{CONTACTS, OPENINGS, PLACES};
use crate::body::Mode;
use access::Context;
use web::{
    Fields, Markup, Sheet, html,
    parts::{Choice, Text},
};

/// How an entry says whether the service runs (HSDS `status`).
const STATES: [(&str, &str); 4] = [
    ("active", "It runs"),
    ("temporarily closed", "Closed for a time"),
    ("inactive", "Does not run at present"),
    ("defunct", "Has ended"),
];

/// All of them.
pub(in crate::pages) fn questions(context: &Context, sheet: &Sheet) -> Markup {
    html! {
        (what_it_is(context, sheet))
        h2.govuk-heading-m { "Who it is for" }
        (for_whom(context, sheet))
        h2.govuk-heading-m { "How to get in" }
        (the_way_in(sheet))
        h2.govuk-heading-m { "Where and when" }
        (where_and_when(context, sheet))
        h2.govuk-heading-m { "Whom to ask" }
        (whom_to_ask(sheet))
    }
}

fn what_it_is(context: &Context, sheet: &Sheet) -> Markup {
    let states = STATES.map(|(code, words)| Choice::new(code, words));
    html! {
        (sheet.text("name", "Name").hint("As people know it."))
        (sheet.textarea("summary", "What is it?")
            .hint("A sentence or two, as you would say it on the telephone.")
            .rows(4))
        (sheet.select("status", "Does it run?").items(states))
        (sheet.text("alert", "News for the next weeks")
            .hint("For example: closed on 3 May. Leave it empty if there is none."))
        (sheet.radios("group", "Who runs it?").small().items(choices(context, "service-group")))
    }
}

fn for_whom(context: &Context, sheet: &Sheet) -> Markup {
    let needs = choices(context, "need");
    let factors = choices(context, "protective-factor");
    let people = choices(context, "service-for");
    html! {
        (sheet.checkboxes("needs", "Which needs does it meet?").small().in_columns().items(needs))
        (sheet.checkboxes("builds", "What does it make stronger?")
            .hint("Protective factors, if any: services are planned by them.")
            .small()
            .in_columns()
            .items(factors))
        (sheet.checkboxes("who", "Who is it for?").small().in_columns().items(people))
        (sheet.text("minimum_age", "Youngest age").hint("In years. Leave it empty if there is none.").width(2))
        (sheet.text("maximum_age", "Oldest age").width(2))
        (sheet.textarea("criteria", "Who can come?").rows(3))
    }
}

fn the_way_in(sheet: &Sheet) -> Markup {
    let modes = Mode::ALL.iter().map(|mode| Choice::new(mode.code(), mode.label()));
    html! {
        (sheet.textarea("how", "What does one do first?").rows(3))
        (tick(sheet, "referral_only", "A professional has to ask", ""))
        (tick(sheet, "free", "It is free", ""))
        (sheet.textarea("cost", "If not, what does it cost?").hint("A line each, like: Each session: £2.50").rows(2))
        (sheet.checkboxes("modes", "How is help given?").small().items(modes))
        (sheet.text("languages", "Languages").hint("With commas between."))
    }
}

fn where_and_when(context: &Context, sheet: &Sheet) -> Markup {
    let hint = "For refuges and the like. No address, postcode or area is then kept or shown.";
    html! {
        (tick(sheet, "confidential", "The place may not be known", hint))
        @for n in 0..rows(&sheet.fields, "place", PLACES) { (place(context, sheet, n)) }
        (sheet.text("areas", "Which area does it serve?").hint("Names of towns or wards, with commas between."))
        @for n in 0..rows(&sheet.fields, "open", OPENINGS) { (opening(sheet, n)) }
    }
}

fn whom_to_ask(sheet: &Sheet) -> Markup {
    html! {
        @for n in 0..rows(&sheet.fields, "contact", CONTACTS) { (contact(sheet, n)) }
        (sheet.text("email", "Email of the service"))
        (sheet.text("url", "Web page"))
        (sheet.text("accreditations", "Good to know").hint("Quality marks and the like."))
        (sheet.text("keywords", "Other words by which people look for it")
            .hint("With commas between. They are not shown."))
    }
}

fn place(context: &Context, sheet: &Sheet, n: usize) -> Markup {
    let name = |part: &str| format!("place-{n}-{part}");
    let access = choices(context, "accessibility");
    set_of_fields(
        &format!("Place {}", n + 1),
        html! {
            (sheet.text(&name("name"), "Building"))
            (sheet.text(&name("line_1"), "House and street"))
            (sheet.text(&name("town"), "Town").width(20))
            (sheet.text(&name("postcode"), "Postcode").width(10))
            (sheet.checkboxes(&name("access"), "It has").small().in_columns().items(access))
            (sheet.text(&name("note"), "How to find it"))
        },
    )
}

fn opening(sheet: &Sheet, n: usize) -> Markup {
    let name = |part: &str| format!("open-{n}-{part}");
    set_of_fields(
        &format!("Open {}", n + 1),
        html! {
            (first_says(n, sheet.text(&name("days"), "Days"), "Like: Monday and Friday"))
            (sheet.text(&name("from"), "From").width(5))
            (sheet.text(&name("to"), "To").width(5))
            (first_says(n, sheet.text(&name("note"), "Note"), "Like: term time only"))
        },
    )
}

fn contact(sheet: &Sheet, n: usize) -> Markup {
    let name = |part: &str| format!("contact-{n}-{part}");
    set_of_fields(
        &format!("Contact {}", n + 1),
        html! {
            (sheet.text(&name("name"), "Name or desk"))
            (sheet.text(&name("phone"), "Telephone").width(20))
            (sheet.text(&name("email"), "Email"))
        },
    )
}

fn set_of_fields(legend: &str, fields: Markup) -> Markup {
    html! {
        fieldset.govuk-fieldset.eh-row {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (legend) }
            (fields)
        }
    }
}

/// Help that is said once, on the first of several rows.
fn first_says<'a>(n: usize, text: Text<'a>, hint: &'a str) -> Text<'a> {
    if n == 0 { text.hint(hint) } else { text }
}

/// One box that says it all.
fn tick(sheet: &Sheet, name: &str, label: &str, hint: &str) -> Markup {
    html! { (sheet.checkboxes(name, label).unseen().small().items([Choice::new("yes", label).hint(hint)])) }
}

fn choices<'a>(context: &'a Context, vocabulary: &'static str) -> Vec<Choice<'a>> {
    let terms = context.pack.choices(vocabulary, context.today);
    terms.map(|term| Choice::new(&term.code, &term.label)).collect()
}

/// How many rows of a kind the form shows: those there are, and an empty one.
fn rows(fields: &Fields, prefix: &str, most: usize) -> usize {
    let filled = |n: usize| {
        let begins = format!("{prefix}-{n}-");
        fields.pairs().iter().any(|(name, value)| name.starts_with(&begins) && !value.trim().is_empty())
    };
    (0..most).rev().find(|n| filled(*n)).map_or(1, |n| (n + 2).min(most))
}
