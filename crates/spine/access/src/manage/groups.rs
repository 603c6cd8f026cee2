//! Organisations and teams are made and changed.

use crate::{
    Nobody, OrganisationId, Permit, TeamId,
    accounts::{self, Organisation, Team},
    events, nobody,
    rules::groups::{self, NewOrganisation},
};
use pack::Pack;
use serde_json::json;
use store::Tx;
use web::Result;

/// Adds an organisation that works with the council. The council itself is made with the first account.
///
/// # Errors
/// [`groups::CannotCall`].
pub fn add_organisation(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    pack: &Pack,
    new: &NewOrganisation,
) -> Result<OrganisationId> {
    let others = accounts::list_organisations(tx.conn())?;
    groups::organisation(new, knows(pack, &new.kind), &others)?;

    let id = accounts::add_organisation(tx, &new.name, &new.kind, &new.phone, false)?;
    accounts::place_organisation(tx, id, &new.town, new.hub)?;
    tx.record(events::ORGANISATION_ADDED.on(id.0).detail(json!({"kind": new.kind})))?;
    Ok(id)
}

/// Changes what is said of an organisation.
///
/// # Errors
/// [`groups::CannotCall`]; [`web::Error::NotFound`].
pub fn change_organisation(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    pack: &Pack,
    id: OrganisationId,
    new: &NewOrganisation,
) -> Result<()> {
    let there = accounts::find_organisation(tx.conn(), id)?;
    let others = accounts::list_organisations(tx.conn())?.into_iter().filter(|other| other.id != id);
    groups::organisation(new, knows(pack, &new.kind), &others.collect::<Vec<_>>())?;

    let changed = differences(&there, new);
    if changed.is_empty() {
        tx.nothing_new();
        return Ok(());
    }
    let NewOrganisation { name, kind, phone, town, hub } = new.clone();
    accounts::update_organisation(tx.conn(), &Organisation { name, kind, phone, town, hub, ..there })?;
    tx.record(events::ORGANISATION_CHANGED.on(id.0).detail(json!({"changed": changed, "kind": new.kind})))?;
    Ok(())
}

fn knows(pack: &Pack, kind: &str) -> bool {
    pack.terms("organisation-kind").iter().any(|term| term.code == kind)
}

fn differences(there: &Organisation, new: &NewOrganisation) -> Vec<&'static str> {
    let all = [
        ("name", there.name != new.name),
        ("kind", there.kind != new.kind),
        ("phone", there.phone != new.phone),
        ("town", there.town != new.town),
        ("hub", there.hub != new.hub),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

/// Adds a team to an organisation.
///
/// # Errors
/// [`groups::CannotCall`]; [`web::Error::NotFound`].
pub fn add_team(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    organisation: OrganisationId,
    name: &str,
) -> Result<TeamId> {
    accounts::find_organisation(tx.conn(), organisation)?;
    groups::team(name, &beside(tx, organisation, None)?)?;

    let id = accounts::add_team(tx, organisation, name)?;
    tx.record(events::TEAM_ADDED.on(id.0).detail(json!({"organisation": organisation})))?;
    Ok(id)
}

/// Gives a team another name.
///
/// # Errors
/// [`groups::CannotCall`]; [`web::Error::NotFound`].
pub fn rename_team(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::ManageAccounts>, id: TeamId, name: &str) -> Result<()> {
    let team = accounts::find_team(tx.conn(), id)?;
    groups::team(name, &beside(tx, team.organisation_id, Some(id))?)?;
    if team.name == name {
        tx.nothing_new();
        return Ok(());
    }

    accounts::rename_team(tx.conn(), id, name)?;
    tx.record(events::TEAM_RENAMED.on(id.0))?;
    Ok(())
}

/// The other teams of an organisation.
fn beside(tx: &mut Tx<'_>, organisation: OrganisationId, but: Option<TeamId>) -> Result<Vec<Team>> {
    let all = accounts::list_teams(tx.conn())?.into_iter();
    Ok(all.filter(|team| team.organisation_id == organisation && Some(team.id) != but).collect())
}
