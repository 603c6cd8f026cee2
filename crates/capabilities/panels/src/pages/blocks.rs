//! On My work: the panels of which somebody is, with the next meeting of each and what waits there.

use crate::records;
use access::{Permits, View, capability::Shown};
use web::{Result, dates, html};

/// The panels of whoever looks. Nobody's family is in it.
pub(crate) fn my_panels(v: &mut View<'_>) -> Result<Shown> {
    let nothing = || Shown { markup: html! {}, families: vec![] };
    let Some(account) = v.actor.account else { return Ok(nothing()) };
    let panels = records::of_chair(v.conn(), account)?;
    if panels.is_empty() {
        return Ok(nothing());
    }
    let actor = v.actor.clone();
    let next = records::next_meetings(v.conn())?;
    let counts = records::counts(v.conn(), &actor)?;
    let today = v.today;
    let markup = html! {
        h2.govuk-heading-m { "My panels" }
        ul.govuk-list {
            @for panel in &panels {
                li {
                    a.govuk-link href={ "/panels/" (panel.id) } { (panel.name) }
                    @let (count, _) = counts.get(&panel.id).copied().unwrap_or_default();
                    ": " (count) " waiting. "
                    @if let Some(meeting) = next.get(&panel.id) {
                        a.govuk-link href={ "/panel-meetings/" (meeting.id) } {
                            @if meeting.held_on < today { "Close the meeting of " } @else { "Next meeting: " }
                            (dates::day(meeting.held_on))
                        }
                    }
                }
            }
        }
    };
    Ok(Shown { markup, families: vec![] })
}
