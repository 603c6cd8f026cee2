//! `/late`: how much is late in every team and capability, and how far it was told. Numbers only.

use crate::{escalation, rules};
use access::{Permits, View, Visit, accounts, nobody};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts, parts::Colour};

/// How much is late by team, told to its owner, to the manager, to the head of service.
struct LateWork {
    by_team: BTreeMap<String, [i64; 3]>,
    steps: [i64; 3],
}

impl LateWork {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeLate)?;
        let (pack, today) = (v.pack.clone(), v.today);
        let teams = accounts::list_teams(v.conn())?;
        let name_of = |id| teams.iter().find(|team| Some(team.id) == id).map(|team| team.name.as_str());
        let mut by_team: BTreeMap<String, [i64; 3]> = teams.iter().map(|team| (team.name.clone(), [0; 3])).collect();
        let mut add = |name: &str, due_on: NaiveDate, many: i64| {
            let counts = by_team.entry(name.to_owned()).or_default();
            let rung = rules::rung_of(&pack, due_on, today);
            if let Some(count) = usize::try_from(rung - 1).ok().and_then(|n| counts.get_mut(n)) {
                *count += many;
            }
        };

        for late_work in v.app.capabilities.iter().filter_map(|capability| capability.late) {
            for late in late_work(v.conn(), &pack, today)? {
                add(name_of(late.team).unwrap_or(late.group), late.due_on, 1);
            }
        }
        for (team, due_on, many) in escalation::late_by_team(v.conn(), today)? {
            add(name_of(team).unwrap_or("No team"), due_on, many);
        }
        Ok(Self { by_team, steps: rules::steps(&pack) })
    }

    fn show(&self) -> Markup {
        let none = self.by_team.values().flatten().all(|count| *count == 0);
        html! {
            h1.govuk-heading-l { "Late work" }
            @if none {
                p.govuk-body { (parts::tag("Nothing is late", Colour::Green)) }
            } @else {
                p.govuk-body {
                    "Each piece of work is counted once. Its owner is told first, then the manager, then the head of "
                    "service; doing it, or a new date with a reason, ends that."
                }
            }
            (self.table())
        }
    }

    fn table(&self) -> Markup {
        let [first, second, third] = self.steps;
        let columns = [
            format!("{first} to {} working days", second - 1),
            format!("{second} to {}", third - 1),
            format!("{third} or more"),
        ];
        let heads: Vec<&str> = ["Team"].into_iter().chain(columns.iter().map(String::as_str)).collect();
        let rows = self.by_team.iter().map(|(name, [owner, manager, head])| {
            let head = html! { @if *head > 0 { strong { (head) } } @else { "0" } };
            vec![html! { (name) }, html! { (owner) }, html! { (manager) }, head]
        });
        parts::table("How much is late, and since when", &heads, rows.collect())
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let late = LateWork::load(v)?;
            Ok(v.frame.page("Late work", late.show()))
        })
        .await
}
