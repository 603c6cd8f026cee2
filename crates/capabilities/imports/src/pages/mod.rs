//! `/imports`: what was brought over, by which files, and how far.

use crate::runs::{self, Run, State};
use access::{Context, Page, Permits, View, Visit, get, nobody};
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![get("/imports", nobody::SeeImports, page)]
}

struct Imports {
    runs: Vec<Run>,
    doubts: i64,
}

impl Imports {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeImports)?;
        Ok(Self { runs: runs::list(v.conn())?, doubts: people::merging::waiting(v.conn())? })
    }

    fn show(&self, _: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Imports" }
            p.govuk-body {
                "What was brought over from other systems. It is done at the machine, and taken back there: "
                code { "earlyhelp import records" }
            }
            @if self.runs.is_empty() {
                p.govuk-body { "Nothing has been brought over yet." }
            } @else {
                @let rows = self.runs.iter().map(row).collect();
                (parts::table("Runs, the newest first", &["From", "Began", "State", "What", "Files", "Run"], rows))
            }
            @if self.doubts > 0 {
                p.govuk-body {
                    (self.doubts) " pairs of records may be one person each. "
                    "The front door looks at them under Duplicates."
                }
            }
        }
    }
}

fn row(run: &Run) -> Vec<Markup> {
    let state = match run.state() {
        State::UnderWay => parts::tag("Not finished: run it again", Colour::Red),
        State::Done => parts::tag("All is there", Colour::Green),
        State::Undone => parts::tag("Taken back", Colour::Grey),
        State::UndoneInPart => parts::tag("Taken back in part", Colour::Yellow),
    };
    let kept = if run.kept > 0 {
        format!("{} families stayed: somebody had worked with them", run.kept)
    } else {
        String::new()
    };
    vec![
        html! { (run.system) },
        html! { (dates::moment(run.began_at)) },
        html! { (state) @if !kept.is_empty() { br; (kept) } },
        html! { ul.govuk-list { @for line in run.counts.0.lines() { li { (line) } } } },
        html! { ul.govuk-list { @for file in run.files.0.keys() { li { (file) } } } },
        html! { code { (run.id) } },
    ]
}

async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let imports = Imports::load(v)?;
            Ok(v.frame.page("Imports", imports.show(v)))
        })
        .await
}
