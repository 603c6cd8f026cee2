//! Capacity beside need: which team and which lead has room, so that what exists is given.

use access::{AccountId, Permit, Subject, TeamId, accounts, panel_item};
use cases::records::episode;
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{Conn, Result};

/// How many families each team and each lead holds now.
#[derive(Debug, Clone, Default)]
pub struct Capacity {
    /// Open families by team.
    pub teams: BTreeMap<TeamId, i64>,
    /// Open families by lead.
    pub leads: BTreeMap<AccountId, i64>,
    /// For how many families a lead has places.
    pub places: i64,
}

/// Somebody who could lead, and how many families they lead.
#[derive(Debug, Clone)]
pub struct Lead {
    /// Who.
    pub id: AccountId,
    /// Their name, and what they are.
    pub name: String,
    /// Their team.
    pub team: TeamId,
    /// How many families they lead now.
    pub leads: i64,
}

impl Capacity {
    /// How it stands now. Numbers alone: nobody's family is in it.
    pub fn now(conn: &mut Conn, _: &Permit<impl Subject, panel_item::Decide>, pack: &Pack) -> Result<Self> {
        let rows: Vec<(Option<TeamId>, Option<AccountId>, i64)> = episode::table
            .filter(episode::closed_at.is_null())
            .group_by((episode::team_id, episode::lead_id))
            .select((episode::team_id, episode::lead_id, diesel::dsl::count_star()))
            .load(conn)?;
        let mut capacity = Self { places: i64::from(pack.number("lead-places")), ..Self::default() };
        for (team, lead, many) in rows {
            if let Some(team) = team {
                *capacity.teams.entry(team).or_default() += many;
            }
            if let Some(lead) = lead {
                *capacity.leads.entry(lead).or_default() += many;
            }
        }
        Ok(capacity)
    }

    /// What a team holds, and what it would hold.
    pub fn of_team(&self, team: TeamId) -> String {
        let now = self.teams.get(&team).copied().unwrap_or_default();
        format!("{now} families, then {}", now + 1)
    }

    /// What somebody leads, and what they would lead.
    pub fn of_lead(&self, lead: &Lead) -> String {
        let (now, places) = (lead.leads, self.places);
        let full = if now >= places { ": full" } else { "" };
        format!("leads {now} of {places}, then {}{full}", now + 1)
    }

    /// Those of the teams who may lead, those with most room first.
    pub fn leads_of(&self, conn: &mut Conn, teams: &[accounts::Team]) -> Result<Vec<Lead>> {
        let mut all: Vec<Lead> = Vec::new();
        for team in teams {
            for (id, name, ..) in accounts::members(conn, team.id)? {
                if all.iter().all(|lead| lead.id != id) {
                    let leads = self.leads.get(&id).copied().unwrap_or_default();
                    all.push(Lead { id, name, team: team.id, leads });
                }
            }
        }
        all.sort_by(|one, other| (one.team, one.leads, &one.name).cmp(&(other.team, other.leads, &other.name)));
        Ok(all)
    }
}
