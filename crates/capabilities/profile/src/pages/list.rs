//! `/equality`: what is published; and, for those who write them, drafts and what waits.

use crate::{
    records::assessments::{self, Assessment},
    rules::equality::State,
};
use access::{Context, Permits, View, Visit, nobody};
use web::{
    Markup, Result, dates, html,
    parts::{self, Colour},
};

/// How far one is, as a tag.
pub(super) fn tag(state: State) -> Markup {
    let colour = match state {
        State::Draft => Colour::Grey,
        State::HandedIn => Colour::Yellow,
        State::Published => Colour::Green,
    };
    parts::tag(state.label(), colour)
}

struct All {
    all: Vec<Assessment>,
    keeps: bool,
}

impl All {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeEquality)?;
        let keeps = v.may_alone(nobody::KeepEquality);
        let mut all = assessments::list(v.conn())?;
        all.retain(|one| keeps || one.edition > 0);
        Ok(Self { all, keeps })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Equality" }
            p.govuk-body {
                "What a change would do to whom, by the nine protected characteristics and others, before it is made; and "
                a.govuk-link href="/equality/monitoring" { "who is reached beside who lives here" } "."
            }
            @if self.keeps {
                div.eh-actions { (parts::button_link("Begin an assessment", "/equality/new", "")) }
            }
            h2.govuk-heading-m { "Impact assessments" }
            @if self.all.is_empty() { p.govuk-body { "None is published yet." } }
            ul.govuk-list.eh-rows { @for one in self.all.iter().take(60) { li { (self.line(context, one)) } } }
        }
    }

    fn line(&self, context: &Context, one: &Assessment) -> Markup {
        html! {
            a.govuk-link href=(one.href()) { (one.title) } " "
            @if self.keeps { (tag(one.state)) }
            br; span.eh-muted {
                (one.way.label())
                @if one.edition > 0 { ", edition " (one.edition) }
                @if let Some(on) = one.review_on {
                    ", looked at again " (dates::day(on))
                    @if on < context.today { ", which has been" }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let all = All::load(v)?;
            Ok(v.frame.page("Equality", all.show(v)))
        })
        .await
}
