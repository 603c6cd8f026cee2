//! Radios, checkboxes, select. Nothing is revealed by a choice: the published pattern sets `aria-expanded` on a radio,
//! which ARIA does not allow there, and without a script everything is shown anyway.

use super::{classes, described, error_message, group, hint, legend};
use crate::{
    Sheet,
    tongue::{Said, Told},
};
use maud::{Markup, Render, html};
use std::borrow::Cow;

/// One of several.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// The code that is sent.
    pub value: Cow<'a, str>,
    /// What it is called.
    pub text: Cow<'a, str>,
    /// Help.
    pub hint: Cow<'a, str>,
    /// The heading under which it stands with those beside it; empty for none.
    pub group: Cow<'a, str>,
}

impl<'a> Choice<'a> {
    /// A choice without help.
    pub fn new(value: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self { value: value.into(), text: text.into(), hint: "".into(), group: "".into() }
    }

    /// Under a heading.
    #[must_use]
    pub fn group(mut self, group: impl Into<Cow<'a, str>>) -> Self {
        self.group = group.into();
        self
    }

    /// With help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// The question around a set of answers.
#[derive(Debug, Clone)]
struct Question<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    legend: Cow<'a, str>,
    legend_class: &'static str,
    heading: bool,
    hint: Cow<'a, str>,
    looks: Vec<&'static str>,
    items: Vec<Choice<'a>>,
    narrowed: &'static str,
}

impl<'a> Question<'a> {
    fn new(sheet: &'a Sheet, name: &'a str, legend: Cow<'a, str>) -> Self {
        let (legend_class, hint, looks, items) = ("", "".into(), vec![], vec![]);
        Self { sheet, name, legend, legend_class, heading: false, hint, looks, items, narrowed: "" }
    }

    fn fieldset(&self, items: Markup) -> Markup {
        let error = self.sheet.errors.of(self.name);
        html! {
            div class=(group(error.is_some())) {
                fieldset.govuk-fieldset
                    aria-describedby=[described(self.name, !self.hint.is_empty(), error.is_some())] {
                    (legend(&self.legend, self.legend_class, self.heading))
                    @if !self.hint.is_empty() { (hint(self.name, &self.hint)) }
                    @if let Some(error) = error { (error_message(self.name, error)) }
                    (items)
                }
            }
        }
    }

    fn items(&self, kind: &str, input: &str) -> Markup {
        let id = |n: usize| if n == 0 { self.name.to_owned() } else { format!("{}-{}", self.name, n + 1) };
        let drawn = |n: usize| self.item(&self.items[n], &id(n), kind, input);
        let all: Vec<usize> = (0..self.items.len()).collect();
        let groups = all.chunk_by(|one, next| self.items[*one].group == self.items[*next].group);
        html! {
            (self.narrowing())
            @for (number, places) in groups.enumerate() {
                @match &*self.items[places[0]].group {
                    "" => { @for n in places { (drawn(*n)) } }
                    group => {
                        @let heading = format!("{}-group-{}", self.name, number + 1);
                        div.eh-group role="group" aria-labelledby=(heading) {
                            h2.govuk-heading-s.eh-group-heading id=(heading) { (Said(group)) }
                            @for n in places { (drawn(*n)) }
                        }
                    }
                }
            }
        }
    }

    /// A box that narrows a long list as one types. A script shows it; without one all answers stand there.
    fn narrowing(&self) -> Markup {
        if self.narrowed.is_empty() {
            return html! {};
        }
        let id = format!("{}-narrow", self.name);
        html! {
            div.eh-narrow hidden data-narrow {
                label.govuk-label for=(id) { (Said(self.narrowed)) }
                input.govuk-input."govuk-input--width-20" id=(id) type="search" autocomplete="off" spellcheck="false";
                p.govuk-body.eh-muted aria-live="polite" {}
            }
        }
    }

    fn item(&self, item: &Choice<'_>, id: &str, kind: &str, input: &str) -> Markup {
        let chosen = self.sheet.fields.all(self.name).any(|value| value == item.value);
        let helped = !item.hint.is_empty();
        html! {
            div class={ "govuk-" (kind) "__item" } {
                input class={ "govuk-" (kind) "__input" } id=(id) name=(self.name) type=(input) value=(item.value)
                    checked[chosen] aria-describedby=[helped.then(|| format!("{id}-item-hint"))];
                label class={ "govuk-label govuk-" (kind) "__label" } for=(id) { (Said(&item.text)) }
                @if helped {
                    div id={ (id) "-item-hint" } class={ "govuk-hint govuk-" (kind) "__hint" } { (Said(&item.hint)) }
                }
            }
        }
    }
}

/// The builder's part that radios and checkboxes share.
macro_rules! question {
    ($name:ident, $(#[$doc:meta])* $kind:literal, $input:literal, $small:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name<'a>(Question<'a>);

        impl<'a> $name<'a> {
            pub(crate) fn new(sheet: &'a Sheet, name: &'a str, legend: Cow<'a, str>) -> Self {
                Self(Question::new(sheet, name, legend))
            }

            /// Help.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
                self.0.hint = hint.into();
                self
            }

            /// The answers.
            #[must_use]
            pub fn items(mut self, items: impl IntoIterator<Item = Choice<'a>>) -> Self {
                self.0.items = items.into_iter().collect();
                self
            }

            /// A legend that stands out a little among other questions.
            #[must_use]
            pub fn medium(mut self) -> Self {
                self.0.legend_class = "govuk-fieldset__legend--m";
                self
            }

            /// The question is the page: its legend is the heading.
            #[must_use]
            pub fn heading(mut self) -> Self {
                self.0.legend_class = "govuk-fieldset__legend--l";
                self.0.heading = true;
                self
            }

            /// Smaller boxes, for long lists.
            #[must_use]
            pub fn small(mut self) -> Self {
                self.0.looks.push($small);
                self
            }
        }

        impl Render for $name<'_> {
            fn render_to(&self, buffer: &mut String) {
                let base = concat!("govuk-", $kind);
                let looks = self.0.looks.join(" ");
                let inner = html! {
                    div class=(classes(base, &looks)) data-module=(base) { (self.0.items($kind, $input)) }
                };
                buffer.push_str(&self.0.fieldset(inner).0);
            }
        }
    };
}

question!(
    Radios,
    /// One answer.
    "radios",
    "radio",
    "govuk-radios--small"
);
question!(
    Checkboxes,
    /// Any number of answers.
    "checkboxes",
    "checkbox",
    "govuk-checkboxes--small"
);

impl Radios<'_> {
    /// The answers side by side: for two or three short ones.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.0.looks.push("govuk-radios--inline");
        self
    }
}

impl Checkboxes<'_> {
    /// The answers in three columns where there is room: for very long lists.
    #[must_use]
    pub fn in_columns(mut self) -> Self {
        self.0.looks.push("eh-three");
        self
    }

    /// With a box that narrows the list as one types, for very long lists: what it is called.
    #[must_use]
    pub fn narrowed_by(mut self, label: &'static str) -> Self {
        self.0.narrowed = label;
        self
    }

    /// A legend that is heard and not seen: over a single box that says the same.
    #[must_use]
    pub fn unseen(mut self) -> Self {
        self.0.legend_class = "govuk-visually-hidden";
        self
    }
}

/// One answer of a long list.
#[derive(Debug, Clone)]
pub struct Select<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    label: Cow<'a, str>,
    hint: Cow<'a, str>,
    items: Vec<Choice<'a>>,
}

impl<'a> Select<'a> {
    pub(crate) fn new(sheet: &'a Sheet, name: &'a str, label: Cow<'a, str>) -> Self {
        Self { sheet, name, label, hint: "".into(), items: vec![] }
    }

    /// Help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A first answer that is none: "Choose someone".
    #[must_use]
    pub fn prompt(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.items.insert(0, Choice::new("", text));
        self
    }

    /// The answers, after those given before.
    #[must_use]
    pub fn items(mut self, items: impl IntoIterator<Item = Choice<'a>>) -> Self {
        self.items.extend(items);
        self
    }
}

impl Render for Select<'_> {
    fn render_to(&self, buffer: &mut String) {
        let error = self.sheet.errors.of(self.name);
        let now = self.sheet.fields.get(self.name);
        let class = if error.is_some() { "govuk-select govuk-select--error" } else { "govuk-select" };
        let drawn = html! {
            div class=(group(error.is_some())) {
                label.govuk-label for=(self.name) { (Said(&self.label)) }
                @if !self.hint.is_empty() { (hint(self.name, &self.hint)) }
                @if let Some(error) = error { (error_message(self.name, error)) }
                select class=(class) id=(self.name) name=(self.name)
                    aria-describedby=[described(self.name, !self.hint.is_empty(), error.is_some())] {
                    @for item in &self.items { option value=(item.value) selected[item.value == now] { (Told(&item.text)) } }
                }
            }
        };
        buffer.push_str(&drawn.0);
    }
}
