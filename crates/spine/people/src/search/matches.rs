//! Whom somebody who is about to be entered may be, for programs that ask before they make a record.

use super::hit::{Hit, tell_leads};
use crate::{
    MemberRole, agreement,
    matching::{self, Sought},
    records::{family, member},
    weighing::Candidate,
};
use access::{
    Actor, FamilyId, Nobody, Permit, Permits,
    guard::{self, Knowing},
    nobody,
};
use diesel::prelude::*;
use store::{Conn, Result};

/// From this on whoever may not open a record is told that a child is known.
const TOLD: f64 = 0.5;

/// Someone whom a person about to be entered may be.
#[derive(Debug, Clone)]
pub struct Match {
    /// The record, or that a child is known and whom to call.
    pub hit: Hit,
    /// How likely, 0 to 1.
    pub probability: f64,
    /// In words; empty where the record may not be opened.
    pub why: String,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// Best first.
    pub matches: Vec<Match>,
    /// Of which families something was told, for the access log alone.
    pub families: Vec<FamilyId>,
}

/// Whom somebody may be, best first, as far as this actor may see: all of those whose record they may open; of others
/// only that a child is known and whom to call, and only when the child is named in full or by a number, and is
/// likely to be the one. Of a restricted family, nothing (T17).
pub fn matches(
    inside: &mut impl Permits,
    permit: &Permit<Nobody, nobody::SearchPeople>,
    sought: &Sought,
) -> Result<Matches> {
    let conn = inside.conn();
    let asked = Asked { actor: permit.actor(), name: name(sought), well_named: is_well_named(sought) };
    let mut found = Matches::default();
    for candidate in matching::likeliest(conn, sought)? {
        asked.tell(conn, &candidate, &mut found)?;
    }
    let hits = found.matches.iter_mut().map(|one| &mut one.hit);
    tell_leads(conn, hits.zip(found.families.iter().copied()))?;
    Ok(found)
}

fn name(sought: &Sought) -> String {
    format!("{} {}", sought.given_name, sought.family_name).trim().to_owned()
}

/// In full, or by a number.
fn is_well_named(sought: &Sought) -> bool {
    let in_full = !sought.given_name.trim().is_empty() && !sought.family_name.trim().is_empty();
    in_full || sought.nhs_number.is_some() || sought.upn.is_some()
}

/// Who asks, and how well they named the one whom they mean.
struct Asked<'a> {
    actor: &'a Actor,
    name: String,
    well_named: bool,
}

impl Asked<'_> {
    /// Adds what may be told of one candidate: each record that may be opened; else once that a child is known.
    fn tell(&self, conn: &mut Conn, candidate: &Candidate, found: &mut Matches) -> Result<()> {
        let rows: Vec<(MemberRole, FamilyId, String)> = member::table
            .inner_join(family::table)
            .filter(member::person_id.eq(candidate.person.id).and(member::until_at.is_null()))
            .select((member::role, family::id, family::name))
            .load(conn)?;
        let families: Vec<FamilyId> = rows.iter().map(|(_, family, _)| *family).collect();
        let visible = guard::visible_among(conn, self.actor, &families)?;

        let probability = candidate.probability;
        let enough = self.well_named && probability >= TOLD;
        let mut told = false;
        for (role, family, family_name) in rows {
            if visible.contains(&family) {
                if agreement::withheld_from(conn, self.actor, family)?.contains(&candidate.person.id) {
                    continue;
                }
                let person = Box::new(candidate.person.clone());
                let hit = Hit::Open { person, role, family, family_name, left: false, lead: None };
                found.matches.push(Match { hit, probability, why: candidate.why.clone() });
                found.families.push(family);
            } else if !told && enough && role.is_child() && guard::knowing(conn, self.actor, family)? == Knowing::Exists
            {
                told = true;
                let hit = Hit::Known { name: self.name.clone(), lead: None };
                found.matches.push(Match { hit, probability, why: String::new() });
                found.families.push(family);
            }
        }
        Ok(())
    }
}
