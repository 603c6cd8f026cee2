//! `/episodes/{id}/exit-plan`: what the family keeps when help has ended, to be printed and given to them.

use crate::exit_plan::{self, ExitPlan, ExitPlanOf};
use access::{Context, Permits, Visit};
use axum::extract::Path;
use cases::EpisodeId;
use web::{Markup, Result, dates, html, parts, parts::Row};

fn show(context: &Context, plan: &ExitPlan) -> Markup {
    let (door, phone) = (context.pack.text("front-door-name"), context.pack.text("front-door-phone"));
    let mut rows = vec![
        Row::new("Help ended on", dates::day(plan.closed_on)),
        Row::new("Why", context.pack.label("closing-reason", &plan.reason)),
    ];
    rows.extend(plan.lead.as_ref().map(|lead| Row::new("Lead professional until then", lead)));
    rows.push(Row::new("Reference", &plan.reference));
    html! {
        h1.govuk-heading-l { "Exit plan: " (plan.family) " family" }
        p.govuk-body.eh-pre { (plan.text) }
        (parts::summary_list(rows))
        p.govuk-body {
            "You can come back to " (door) " at any time" @if !phone.is_empty() { ": " (phone) } ". "
            "If a child is in danger, call " (context.pack.text("danger-phone")) "."
        }
        p.govuk-body.eh-noprint {
            "Print this page for the family. Whoever led can open it for "
            (dates::plural(context.pack.number("exit-plan").into(), "month")) " after help ended, and nothing else of "
            "the record; the team's manager can always."
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(access::exit_plan::Read, ExitPlanOf(id))?;
            let plan = exit_plan::find(v.conn(), &permit)?;
            let title = format!("Exit plan: {} family", plan.family);
            Ok(v.frame.page_back(&title, "/my-work", show(v, &plan)))
        })
        .await
}
