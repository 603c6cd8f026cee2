//! `/episodes/{id}/reopening`: begin again with a new episode, linked to the one that ended.

use access::{
    Permits, TeamId, Visit,
    accounts::{self, Team},
    family,
};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The episode that ended, and the teams that can take the next one on.
struct Reopening {
    case: Case<family::ReopenEpisode>,
    teams: Vec<Team>,
}

impl Reopening {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::ReopenEpisode, id)?;
        let teams = accounts::list_teams(inside.conn())?;
        Ok(Self { case, teams })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let teams = self.teams.iter().map(|team| Choice::new(team.id.to_string(), &team.name));
        let content = html! {
            p.govuk-body {
                "A new episode is opened, linked to the one before. The former record stays as it is."
            }
            (sheet.short_form(html! {
                (sheet.select("team", "Which team takes it on?").prompt("Choose a team").items(teams))
                (sheet.textarea("reason", "Why does help begin again?").rows(3))
                (parts::button("Begin again"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Begin early help again", sheet, content)
    }

    fn team(&self, id: &str) -> Option<TeamId> {
        id.parse().ok().filter(|id| self.teams.iter().any(|team| team.id == *id))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let reopening = Reopening::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            reopening.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let reopening = Reopening::load(change, id)?;
            let team = sheet.chosen("team", |id| reopening.team(id), "Choose a team");
            let reason = sheet.required("reason", 5_000, "Say why help begins again");

            let done = match team {
                Some(team) => sheet.heed(cases::records::reopen(change.tx, &reopening.case, team, &reason))?,
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(reopening.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", header::href(reopening.case.family())))
        })
        .await
}
