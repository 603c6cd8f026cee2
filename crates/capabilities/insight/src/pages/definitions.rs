//! `/insight/definitions`: what each figure means, a page each.

use super::{figure, shown};
use crate::figures::{Figure, Group};
use access::{Permits, Visit, nobody};
use axum::extract::Path;
use web::{Markup, Result, html};

const TITLE: &str = "What each figure means";

fn show() -> Markup {
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body-l {
            "A figure is a sentence, a date that counts, what is in it and what is not. When its meaning changes it gets a "
            "new version; what was published keeps the one it had."
        }
        @for group in Group::ALL {
            h2.govuk-heading-m { (group.label()) }
            ul.govuk-list.govuk-list--spaced {
                @for one in shown::of_group(*group) {
                    li { a.govuk-link href={ "/insight/definitions/" (one.id) } { (one.id) " " (one.name) } br; (one.sentence) }
                }
            }
        }
    }
}

fn show_one(one: &Figure) -> Markup {
    html! {
        span.govuk-caption-l { "Figure " (one.id) ", " (one.group.label()) }
        h1.govuk-heading-l { (one.name) }
        p.govuk-body-l { (one.sentence) }
        (figure::definition(one))
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeInsight)?;
            Ok(v.frame.page_back(TITLE, "/insight", show()))
        })
        .await
}

pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeInsight)?;
            let one = shown::figure(&id)?;
            Ok(v.frame.page_back(one.name, "/insight/definitions", show_one(one)))
        })
        .await
}
