//! `/insight/now`: every figure as it is now, for those who answer for the work. True counts, not for sharing.

use super::shown::{self, Wanted};
use crate::{
    counting::{self, Count},
    figures::{Figure, Group},
    keeping,
    words::team,
};
use access::{Permits, Role, View, Visit, nobody};
use diesel::prelude::*;
use store::{AnyId, each};
use web::{Fields, Markup, Result, html, parts};

struct Now {
    wanted: Wanted,
    figures: Vec<(&'static Figure, Vec<Count>)>,
    teams: Vec<(String, String)>,
    all_teams: bool,
}

/// The teams whose figures somebody may choose.
pub(super) fn teams(v: &mut View<'_>) -> Result<Vec<(String, String)>> {
    let actor = v.actor.clone();
    let rows: Vec<(AnyId, String)> = each!(v.conn(), c => team::table
        .order(team::name)
        .select((team::id, team::name))
        .load(c))
    .map_err(store::Error::from)?;
    let theirs = |id: &AnyId| actor.is(Role::Head) || actor.manages.iter().any(|team| team.0 == id.0);
    Ok(rows.into_iter().filter(|(id, _)| theirs(id)).map(|(id, name)| (id.to_string(), name)).collect())
}

impl Now {
    fn load(v: &mut View<'_>, query: &Fields) -> Result<Self> {
        let wanted = shown::wanted(v, query);
        let asking = shown::asking(v)?;
        let teams = teams(v)?;
        let windows: Vec<_> =
            std::iter::once(wanted.window).chain(wanted.compared().into_iter().map(|(_, w)| w)).collect();
        let looked = counting::Looked { by: vec![], ..wanted.looked.clone() };
        let mut figures = Vec::new();
        for figure in crate::figures::ALL {
            let counts = windows
                .iter()
                .map(|window| asking.count(v.conn(), figure, *window, &looked).map(|counted| counted.total()));
            figures.push((figure, counts.collect::<store::Result<Vec<Count>>>()?));
        }
        let all_teams = v.actor.is(Role::Head) && wanted.team.is_none();
        Ok(Self { wanted, figures, teams, all_teams })
    }

    fn show(&self, v: &View<'_>) -> Markup {
        html! {
            h1.govuk-heading-l { "Figures as they are now" }
            (shown::not_for_sharing())
            (shown::chooser(v, &self.wanted, "/insight/now", &self.teams, html! {}))
            p.govuk-body {
                (self.wanted.label()) ", counted on " (web::dates::moment(v.now)) ". "
                @if !self.all_teams { "Only of " (self.whose()) ": a contact counts for the team that helped after it. " }
                a.govuk-link href="/insight" { "Published figures" } " · "
                a.govuk-link href="/insight/definitions" { "What each of them means" }
            }
            @for group in Group::ALL {
                (self.group(*group))
            }
        }
    }

    fn whose(&self) -> String {
        match &self.wanted.team {
            Some(id) => self.teams.iter().find(|(team, _)| team == id).map_or("that team", |(_, name)| name).to_owned(),
            None => "your teams".into(),
        }
    }

    fn group(&self, group: Group) -> Markup {
        let compared = self.wanted.compared();
        let mut head = vec!["Figure", "Now"];
        head.extend(compared.iter().map(|(label, _)| *label));
        let rows = self.figures.iter().filter(|(figure, _)| figure.group == group).map(|(figure, counts)| {
            let mut row = vec![html! {
                a.govuk-link href={ "figures/" (figure.id) "?" (self.wanted.query()) } { (figure.name) }
                br;
                small { (shown::beside(figure, &counts[0])) }
            }];
            row.extend(counts.iter().map(|count| html! { (shown::value(figure, count)) }));
            row
        });
        parts::table(group.label(), &head, rows.collect())
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let (query, ready) = (visit.queries(), keeping::ready(&visit.app).await?);
    visit
        .view(move |v| {
            v.allow(nobody::SeeFigures)?;
            if !ready {
                return Ok(shown::being_counted(v));
            }
            let now = Now::load(v, &query)?;
            Ok(v.frame.page("Figures as they are now", now.show(v)))
        })
        .await
}
