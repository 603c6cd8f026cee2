//! `/episodes/{id}/checks`: all that checks find in one file, and what was answered.

use crate::{
    advice,
    rules::{Found, On},
    seen::Seen,
};
use access::{AccountId, Context, Permits, View, Visit, accounts, family};
use axum::extract::Path;
use cases::{Case, EpisodeId, open_case, pages::header};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, dates, html};

struct OfFile {
    case: Case<family::Open>,
    seen: Seen,
    names: BTreeMap<AccountId, String>,
}

impl OfFile {
    fn load(v: &mut View<'_>, id: EpisodeId) -> Result<Self> {
        let case = open_case(v, family::Open, id)?;
        let (pack, today) = (v.pack.clone(), v.today);
        let seen = Seen::load(v.conn(), &pack, &case.permit, id, today)?;
        let by = seen.found.iter().filter_map(|found| seen.answer(found)?.answered_by);
        let by: Vec<AccountId> = by.collect();
        let names = accounts::names(v.conn(), &by)?;
        Ok(Self { case, seen, names })
    }

    fn show(&self, context: &Context) -> Markup {
        let (answered, open): (Vec<&Found>, Vec<&Found>) =
            self.seen.found.iter().partition(|found| self.seen.answer(found).is_some());
        html! {
            p.govuk-body {
                "A machine looks at what is written, and at what comes with time. What it finds is advice: it keeps "
                "nobody from anything, and each of it can be answered."
            }
            @if open.is_empty() { p.govuk-body { "Nothing to look at." } }
            @for on in On::ALL {
                @let here: Vec<&Found> = open.iter().copied().filter(|found| found.check.on == *on).collect();
                @if !here.is_empty() {
                    h2.govuk-heading-m { (on.label()) }
                    ul.govuk-list.govuk-list--spaced { @for found in here { (self.line(context, found)) } }
                }
            }
            @if !answered.is_empty() {
                h2.govuk-heading-m { "Answered: not so" }
                ul.govuk-list.govuk-list--spaced { @for found in answered { (self.answered(context, found)) } }
            }
        }
    }

    fn line(&self, context: &Context, found: &Found) -> Markup {
        let about = found.check.title.to_lowercase();
        html! {
            li {
                (advice::told(&context.pack, &self.seen, found)) br;
                @if found.spot.draft { span.eh-muted { "In what is being written. " } }
                a.govuk-link href=(self.seen.href(found)) {
                    "Go there" span.govuk-visually-hidden { ": " (about) }
                }
                " · "
                a.govuk-link href=(self.seen.answer_at(found)) {
                    "Why, and answer" span.govuk-visually-hidden { ": " (about) }
                }
            }
        }
    }

    fn answered(&self, context: &Context, found: &Found) -> Markup {
        let Some(answer) = self.seen.answer(found) else { return html! {} };
        let by = answer.answered_by.and_then(|by| self.names.get(&by)).map_or("", String::as_str);
        let about = self.seen.about(&context.pack, found);
        html! {
            li {
                (found.check.title) @if !about.is_empty() { " (" (about) ")" } br;
                span.eh-pre { (answer.why) } br;
                span.eh-muted { (by) ", " (dates::day(answer.answered_at.date())) ". " }
                a.govuk-link href=(self.seen.answer_at(found)) {
                    "See it" span.govuk-visually-hidden { ": " (found.check.title.to_lowercase()) }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let of_file = OfFile::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            let content = of_file.show(v);
            header::sheet_page(v, &of_file.case.permit, "Checks of this file", &sheet, content)
        })
        .await
}
