//! What a return needs of every row and what is small: organisations, teams, who works where, which records are one
//! person, which are restricted, where an address is protected.

use super::Asked;
use crate::field::{Field, Line, Rule};
use access::{
    AccountId, FamilyId, OrganisationId, TeamId,
    accounts::{self, Organisation, account},
    guard,
};
use diesel::prelude::*;
use people::{
    PersonId,
    records::{address, member},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Result};

diesel::table! {
    use diesel::sql_types::*;
    use people::PersonUid;
    use store::types::{Uid, Utc};

    same_person (id) {
        id -> Uid,
        kept_id -> PersonUid,
        other_id -> PersonUid,
        parted_at -> Nullable<Utc>,
    }
}

/// It.
pub struct Known {
    organisations: BTreeMap<OrganisationId, Organisation>,
    teams: BTreeMap<TeamId, (String, OrganisationId)>,
    accounts: BTreeMap<AccountId, OrganisationId>,
    /// By each record that another stands for.
    kept: BTreeMap<PersonId, PersonId>,
    hidden: BTreeSet<FamilyId>,
    hidden_people: BTreeSet<PersonId>,
    sheltered: BTreeSet<FamilyId>,
}

impl Known {
    /// Reads it.
    pub fn load(conn: &mut Conn, asked: &Asked<'_>) -> Result<Self> {
        let hidden = if asked.whole { BTreeSet::new() } else { guard::restricted_from(conn, asked.actor)? };
        let accounts: Vec<(AccountId, OrganisationId)> =
            account::table.select((account::id, account::organisation_id)).load(conn)?;
        let kept: Vec<(PersonId, PersonId)> = same_person::table
            .filter(same_person::parted_at.is_null())
            .select((same_person::other_id, same_person::kept_id))
            .load(conn)?;
        let teams = accounts::list_teams(conn)?;
        let organisations = accounts::list_organisations(conn)?;
        Ok(Self {
            organisations: organisations.into_iter().map(|one| (one.id, one)).collect(),
            teams: teams.into_iter().map(|team| (team.id, (team.name, team.organisation_id))).collect(),
            accounts: accounts.into_iter().collect(),
            kept: kept.into_iter().collect(),
            hidden_people: ever_in(conn, &hidden)?,
            hidden,
            sheltered: sheltered(conn)?,
        })
    }

    /// The record that stands for this person.
    pub fn root(&self, person: PersonId) -> PersonId {
        let mut root = person;
        // a chain of joins ends; should it go round, it is left where it is
        for _ in 0..self.kept.len() {
            let Some(kept) = self.kept.get(&root) else { break };
            root = *kept;
        }
        root
    }

    /// Says of a row that it belongs to a restricted record, or that an address of its family is protected.
    pub fn mark(&self, line: &mut Line, person: Option<PersonId>) {
        let of_hidden = line.family.is_some_and(|family| self.hidden.contains(&family));
        if of_hidden || person.is_some_and(|person| self.hidden_people.contains(&person)) {
            line.mark(Rule::Restricted);
        }
        if self.is_sheltered(line.family) {
            line.mark(Rule::Sheltered);
        }
    }

    /// Whether an address of the family is protected.
    pub fn is_sheltered(&self, family: Option<FamilyId>) -> bool {
        family.is_some_and(|family| self.sheltered.contains(&family))
    }

    /// Whether the council's own organisation answers for the help.
    pub fn is_own(&self, team: Option<TeamId>, lead: Option<AccountId>) -> bool {
        let of_team = team.and_then(|team| self.teams.get(&team)).map(|(_, organisation)| *organisation);
        let of_lead = lead.and_then(|lead| self.accounts.get(&lead)).copied();
        let organisation = of_team.or(of_lead).and_then(|id| self.organisations.get(&id));
        organisation.is_some_and(|organisation| organisation.own)
    }

    /// Says which organisation did it or answers for it: the first of these that is known. Where an address of the
    /// family is protected, a partner could say where they live, and is not named (T16).
    pub fn organisation(&self, line: &mut Line, by: &[Option<AccountId>], team: Option<TeamId>) {
        let of_team = team.and_then(|team| self.teams.get(&team)).map(|(_, organisation)| *organisation);
        let first = by.iter().flatten().find_map(|account| self.accounts.get(account).copied()).or(of_team);
        let Some(organisation) = first.and_then(|id| self.organisations.get(&id)) else { return };
        let named = organisation.own || !self.is_sheltered(line.family);
        line.set(Field::Organisation, if named { organisation.name.as_str() } else { "A partner agency" });
    }

    /// Says which team answers for the help, and its name as the place: never where the family lives.
    pub fn service(&self, line: &mut Line, team: Option<TeamId>) {
        match team.and_then(|team| self.teams.get(&team).map(|(name, _)| (team, name))) {
            Some((team, name)) => {
                // a team is where its other families live
                let named = !self.is_sheltered(line.family);
                line.set(Field::Service, if named { team.to_string() } else { "early-help".into() });
                line.set(Field::Location, if named { name.as_str() } else { "Not disclosed" });
            }
            None => {
                line.mark(Rule::NoTeam);
                line.set(Field::Service, "front-door");
                line.set(Field::Location, "Early help front door");
            }
        }
    }
}

/// Who stands or stood in these families: whoever leaves a restricted family does not become known by that (T17).
fn ever_in(conn: &mut Conn, families: &BTreeSet<FamilyId>) -> Result<BTreeSet<PersonId>> {
    let families: Vec<FamilyId> = families.iter().copied().collect();
    let mut people = BTreeSet::new();
    for some in families.chunks(500) {
        let theirs = member::table.filter(member::family_id.eq_any(some)).select(member::person_id);
        people.extend(theirs.load::<PersonId>(conn)?);
    }
    Ok(people)
}

fn sheltered(conn: &mut Conn) -> Result<BTreeSet<FamilyId>> {
    let protected = address::table.filter(address::protected.eq(true).and(address::until_at.is_null()));
    let people: Vec<PersonId> = protected.select(address::person_id).load(conn)?;
    let mut families = BTreeSet::new();
    for some in people.chunks(500) {
        let theirs = member::table.filter(member::person_id.eq_any(some)).select(member::family_id);
        families.extend(theirs.load::<FamilyId>(conn)?);
    }
    Ok(families)
}
