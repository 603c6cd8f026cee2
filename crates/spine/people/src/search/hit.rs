//! What may be told of someone found.

use crate::{MemberRole, records::Person};
use access::{FamilyId, accounts, guard};
use chrono::NaiveDate;
use diesel::{dsl::max, prelude::*};
use std::{collections::BTreeMap, fmt};
use store::{AccountId, Conn, Instant, Result, log::event};

/// Someone found.
#[derive(Debug, Clone)]
pub enum Hit {
    /// The record may be opened.
    Open {
        /// Who.
        person: Box<Person>,
        /// What they are to the family.
        role: MemberRole,
        /// Whose record to open.
        family: FamilyId,
        /// Its name.
        family_name: String,
        /// They are not in it any more.
        left: bool,
        /// Who leads for the family now.
        lead: Option<Lead>,
    },
    /// For information governance: the record's access log and restriction, by its reference alone.
    Governed {
        /// Whose.
        family: FamilyId,
        /// As it was typed.
        reference: String,
    },
    /// A child is known; this is whom to call.
    Known {
        /// As they were named by the searcher.
        name: String,
        /// Who leads for the family now; the front door is called if nobody does.
        lead: Option<Lead>,
    },
}

impl Hit {
    fn set_lead(&mut self, by: Option<&Lead>) {
        match self {
            Self::Open { lead, .. } | Self::Known { lead, .. } => *lead = by.cloned(),
            Self::Governed { .. } => {}
        }
    }
}

/// Who leads for a family, how they are reached, and when they were last involved: what a worker in another service
/// needs before all else (practice 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// In full.
    pub name: String,
    /// Their job.
    pub job: String,
    /// Their organisation.
    pub organisation: String,
    /// Their telephone number; their e-mail address where they have none.
    pub reach: String,
    /// The last day on which they wrote anything into the family's record.
    pub last_involved: Option<NaiveDate>,
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, organisation, reach, .. } = self;
        write!(f, "{name}, {organisation}, {reach}")
    }
}

/// Who leads for each of `families`, of whom the caller may be told: those without a lead are left out.
pub fn leads(conn: &mut Conn, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, Lead>> {
    if families.is_empty() {
        return Ok(BTreeMap::new());
    }
    let led = guard::leads_of(conn, families)?;
    let accounts: Vec<AccountId> = led.iter().map(|(_, account)| *account).collect();
    let involved = last_involved(conn, families, &accounts)?;
    let colleagues = accounts::colleagues_among(conn, &accounts)?;
    let colleagues: BTreeMap<AccountId, accounts::Colleague> =
        colleagues.into_iter().map(|colleague| (colleague.id, colleague)).collect();

    let lead = |(family, account): (FamilyId, AccountId)| {
        let known = colleagues.get(&account)?;
        let reach = if known.phone.is_empty() { &known.email } else { &known.phone };
        let lead = Lead {
            name: known.name.clone(),
            job: known.job_title.clone(),
            organisation: known.organisation.clone(),
            reach: reach.clone(),
            last_involved: involved.get(&(family, account)).map(|at| at.date()),
        };
        Some((family, lead))
    };
    Ok(led.into_iter().filter_map(lead).collect())
}

/// When each of these accounts last wrote anything into each of these families' records.
fn last_involved(
    conn: &mut Conn,
    families: &[FamilyId],
    accounts: &[AccountId],
) -> Result<BTreeMap<(FamilyId, AccountId), Instant>> {
    let theirs = event::family_id.eq_any(families).and(event::actor_id.eq_any(accounts));
    let last: Vec<(Option<FamilyId>, Option<AccountId>, Option<Instant>)> = event::table
        .filter(theirs)
        .group_by((event::family_id, event::actor_id))
        .select((event::family_id, event::actor_id, max(event::at)))
        .load(conn)?;
    Ok(last.into_iter().filter_map(|(family, account, at)| Some(((family?, account?), at?))).collect())
}

/// Says of each hit who leads for the family that it is about.
pub(super) fn tell_leads<'a>(conn: &mut Conn, hits: impl Iterator<Item = (&'a mut Hit, FamilyId)>) -> Result<()> {
    let hits: Vec<(&mut Hit, FamilyId)> = hits.collect();
    let families: Vec<FamilyId> = hits.iter().map(|(_, family)| *family).collect();
    let leads = leads(conn, &families)?;
    for (hit, family) in hits {
        hit.set_lead(leads.get(&family));
    }
    Ok(())
}
