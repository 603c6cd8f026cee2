//! `/audits`: the audits that one has to do with, and the reports that are published.

use super::blocks;
use crate::records::{self, Audit};
use access::{Context, Permits, View, Visit, nobody};
use web::{Markup, Result, dates, html, parts};

struct List {
    all: Vec<Audit>,
    keeps: bool,
    mine: Markup,
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeAudits)?;
        let keeps = v.may_alone(nobody::KeepAudits);
        let mine = blocks::my_files(v)?.markup;
        let mut all = records::list(v.conn())?;
        all.retain(|audit| keeps || audit.published_at.is_some());
        Ok(Self { all, keeps, mine })
    }

    fn show(&self, _: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Audits of case files" }
            p.govuk-body {
                "Two auditors of two agencies read a case file and grade it, without knowing of one another's grades. "
                "What they find makes the next one better."
            }
            @if self.keeps {
                div.eh-actions {
                    (parts::button_link("Set up an audit", "/audits/new", ""))
                    a.govuk-link href="/audits/themes" { "Grades over time" }
                }
            } @else {
                p.govuk-body { a.govuk-link href="/audits/themes" { "Grades over time" } }
            }
            (self.mine)
            h2.govuk-heading-m { @if self.keeps { "All audits" } @else { "Reports" } }
            @if self.all.is_empty() { p.govuk-body { "There is none yet." } }
            @else { (parts::table("Audits", &["Audit", "Period", "How far"], self.rows())) }
        }
    }

    fn rows(&self) -> Vec<Vec<Markup>> {
        let row = |audit: &Audit| {
            let href = match self.keeps {
                true => format!("/audits/{}", audit.id),
                false => format!("/audits/{}/report", audit.id),
            };
            vec![
                html! {
                    a.govuk-link href=(href) { (audit.title) }
                    @if audit.tracked { br; span.eh-muted { "Tracked children" } }
                },
                html! { (dates::day(audit.from_on)) " to " (dates::day(audit.until_on)) },
                html! {
                    (audit.state()) @if let Some(at) = audit.published_at {
                        br; span.eh-muted { (dates::day(at.date())) }
                    }
                },
            ]
        };
        self.all.iter().take(40).map(row).collect()
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Audits", list.show(v)))
        })
        .await
}
