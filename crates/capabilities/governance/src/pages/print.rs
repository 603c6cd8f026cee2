//! `/board-meetings/{id}/pack`: agenda, papers, decisions and minutes of a meeting in one print.

use super::{meeting::Whole, paper};
use crate::records::MeetingId;
use access::{Context, Permits, Visit, board as acts};
use axum::extract::Path;
use web::{Markup, Result, dates, html};

fn show(context: &Context, whole: &Whole) -> Markup {
    let given = |paper: &&crate::records::papers::Paper| paper.given_at.is_some();
    html! {
        h1.govuk-heading-l { (whole.title()) }
        p.govuk-body {
            @if !whole.meeting.starts.is_empty() { (whole.meeting.starts) ", " }
            (whole.meeting.place) ". For those who sit on the board. Printed on " (dates::day(context.today)) "."
        }
        h2.govuk-heading-m { "Agenda" }
        ol.govuk-list.govuk-list--number {
            @for item in &whole.items {
                li {
                    strong { (item.title) } ", " (dates::plural(item.takes, "minute")) ", " (item.lead) ". "
                    (item.wants.label()) @if !item.asked.is_empty() { ": " (item.asked) }
                    (whole.declared(item))
                    (whole.became(item))
                    @for action in whole.actions.iter().filter(|action| action.item_id == Some(item.id)) {
                        p.govuk-body-s {
                            "Action: " (action.what) ", " (whole.owner(action.owner_id)) ", by "
                            (dates::day(action.due_on))
                        }
                    }
                }
            }
        }
        (whole.attended())
        (whole.minutes())
        @for (n, paper) in (1..).zip(whole.papers.iter().filter(given)) {
            section.eh-paper {
                h2.govuk-heading-m { "Paper " (n) ": " (paper.title) }
                @for item in whole.items.iter().filter(|item| paper.item_id == Some(item.id)) {
                    p.govuk-body-s { "For item " (item.n) ", " (item.title) }
                }
                (paper::read(paper))
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::See, id)?;
            let whole = Whole::load(v, id)?;
            let title = format!("Papers: {}", whole.title());
            Ok(v.frame.page_back(&title, &whole.meeting.href(), show(v, &whole)))
        })
        .await
}
