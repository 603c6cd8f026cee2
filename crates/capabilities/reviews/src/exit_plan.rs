//! The exit plan of an episode that has ended: what access to it depends on, and what stands on it. Of the rest of the
//! record it tells nothing.

use access::{AccountId, Actor, ExitPlanFacts, FamilyId, Permit, Subject, exit_plan, guard};
use cases::EpisodeId;
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Instant, Result, Uuid};

diesel::table! {
    // as far as an exit plan shows it, and other records of this crate have to know whose it is
    use access::{AccountUid, FamilyUid};
    use cases::EpisodeUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    episode (id) {
        id -> EpisodeUid,
        reference -> Text,
        family_id -> FamilyUid,
        lead_id -> Nullable<AccountUid>,
        closed_at -> Nullable<Utc>,
        closing_reason -> Nullable<Text>,
        exit_plan -> Text,
    }
}

/// The exit plan of this episode, as one may ask to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitPlanOf(pub EpisodeId);

impl Subject for ExitPlanOf {
    type Facts = ExitPlanFacts;
    const KIND: &'static str = "exit-plan";

    fn id(&self) -> Option<Uuid> {
        Some(self.0.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(ExitPlanFacts, Option<FamilyId>)> {
        type Row = (FamilyId, Option<AccountId>, Option<Instant>);
        let (family, lead, closed): Row = episode::table
            .find(self.0)
            .select((episode::family_id, episode::lead_id, episode::closed_at))
            .first(conn)?;
        let recently = closed.is_some_and(|at| is_recent(at.date(), actor.as_of.date(), pack.number("exit-plan")));
        let led = actor.account.is_some() && actor.account == lead && recently;
        Ok((ExitPlanFacts { family: guard::facts(conn, family, actor)?, led }, Some(family)))
    }
}

/// Whether help ended so few months ago that whoever led may still print it.
fn is_recent(closed: NaiveDate, today: NaiveDate, months: u32) -> bool {
    closed + Months::new(months) >= today
}

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitPlan {
    /// The reference of the episode.
    pub reference: String,
    /// By which the family goes.
    pub family: String,
    /// When help ended.
    pub closed_on: NaiveDate,
    /// Why: a word of the pack's `closing-reason`.
    pub reason: String,
    /// What the family keeps, and whom it can call.
    pub text: String,
    /// Who led.
    pub lead: Option<String>,
}

/// The exit plan.
///
/// # Errors
/// [`store::Error::Missing`] while help goes on, and where there is none.
pub fn find(conn: &mut Conn, permit: &Permit<ExitPlanOf, exit_plan::Read>) -> Result<ExitPlan> {
    type Row = (String, FamilyId, Option<AccountId>, Option<Instant>, Option<String>, String);
    let (reference, family, lead, closed, reason, text): Row = episode::table
        .find(permit.subject().0)
        .select((
            episode::reference,
            episode::family_id,
            episode::lead_id,
            episode::closed_at,
            episode::closing_reason,
            episode::exit_plan,
        ))
        .first(conn)?;
    let closed_on = closed.ok_or(store::Error::Missing)?.date();
    if text.trim().is_empty() {
        return Err(store::Error::Missing);
    }

    let mut names = people::records::names(conn, &[family])?;
    let lead: Vec<AccountId> = lead.into_iter().collect();
    Ok(ExitPlan {
        reference,
        family: names.remove(&family).map(|(name, _)| name).unwrap_or_default(),
        closed_on,
        reason: reason.unwrap_or_default(),
        text,
        lead: access::accounts::names(conn, &lead)?.into_values().next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_led_prints_it_for_twelve_months() {
        let on = |day: &str| day.parse::<NaiveDate>().expect("a date");
        assert!(is_recent(on("2026-03-04"), on("2027-03-04"), 12));
        assert!(!is_recent(on("2026-03-04"), on("2027-03-05"), 12));
    }
}
