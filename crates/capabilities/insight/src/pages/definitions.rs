//! `/insight/definitions`: what each figure means.

use super::{figure, shown};
use crate::figures::Group;
use access::{Permits, Visit, nobody};
use web::{Markup, Result, html, parts};

fn show() -> Markup {
    html! {
        h1.govuk-heading-l { "What each figure means" }
        p.govuk-body-l {
            "A figure is a sentence, a date that counts, what is in it and what is not. When its meaning changes it gets a "
            "new version; what was published keeps the one it had."
        }
        @for group in Group::ALL {
            h2.govuk-heading-m { (group.label()) }
            @for one in shown::of_group(*group) {
                (parts::details(&format!("{} {}", one.id, one.name), html! {
                    p.govuk-body { (one.sentence) }
                    (figure::definition(one))
                }))
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeInsight)?;
            Ok(v.frame.page_back("What each figure means", "/insight", show()))
        })
        .await
}
