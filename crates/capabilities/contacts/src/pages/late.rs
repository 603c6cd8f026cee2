//! `/late`: how much is late at the front door and in every team, and how far it was told. Numbers only.

use crate::escalation;
use access::{Action, Inside, Visit, accounts};
use cases::{escalation::late_by_team, rules};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts, parts::Colour};

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.permit(Action::SeeLate, access::Anyone)?;
            let (pack, today) = (v.pack.clone(), v.today);
            let steps = ["escalate-first", "escalate-second", "escalate-third"].map(|s| i64::from(pack.number(s)));
            let rung = |due: NaiveDate| rules::rung(pack.calendar().working_between(due, today), steps);
            let teams = accounts::list_teams(v.conn())?;
            let mut rows: BTreeMap<String, [i64; 3]> = teams.iter().map(|t| (t.name.clone(), [0; 3])).collect();
            let mut add = |name: &str, due: NaiveDate, many: i64| {
                let at = rows.entry(name.to_owned()).or_default();
                if let Some(cell) = usize::try_from(rung(due) - 1).ok().and_then(|n| at.get_mut(n)) {
                    *cell += many;
                }
            };
            for late in escalation::late_contacts(v.conn(), &pack, today)? {
                add("Front door", late.due_on, 1);
            }
            for (team, due, many) in late_by_team(v.conn(), today)? {
                let name = teams.iter().find(|t| Some(t.id) == team).map_or("No team", |t| t.name.as_str());
                add(name, due, many);
            }
            let all: i64 = rows.values().flatten().sum();
            let table: Vec<Vec<Markup>> = rows
                .iter()
                .map(|(name, n)| {
                    vec![
                        html! { (name) },
                        html! { (n[0]) },
                        html! { (n[1]) },
                        html! { @if n[2] > 0 { strong { (n[2]) } } @else { "0" } },
                    ]
                })
                .collect();
            let heads = [
                "Team".to_owned(),
                format!("{} to {} working days", steps[0], steps[1] - 1),
                format!("{} to {}", steps[1], steps[2] - 1),
                format!("{} or more", steps[2]),
            ];
            let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
            let content = html! {
                h1.govuk-heading-l { "Late work" }
                @if all == 0 { p.govuk-body { (parts::tag("Nothing is late", Colour::Green)) } }
                @else { p.govuk-body { "Each piece of work is counted once. Its owner is told first, then the manager, then the head of service; doing it, or a new date with a reason, ends that." } }
                (parts::table("How much is late, and since when", &heads, table))
            };
            Ok(v.frame.page("Late work", content))
        })
        .await
}
