//! What came of services and contracts within some time: counts and pounds, nobody's name.

use super::{
    contracts::{ContractId, contract_payment},
    owing,
    returns::{self, Returned},
};
use crate::rules::returns::Figure;
use access::{Nobody, Permit, nobody};
use chrono::{Days, NaiveDate, NaiveTime};
use diesel::prelude::*;
use directory::{ServiceId, referrals::referral, rules::referral::ReferralState};
use programmes::records::{enrolment, programme};
use store::{AnyId, Conn, Instant, Result};
use waiting::{Ended, For, records::waiting_place};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;

    outcome (id) {
        id -> Uid,
        result -> Nullable<Text>,
    }
}

/// What came of services within some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Families referred here.
    pub referred: i64,
    /// Of those referrals, declined by the service.
    pub declined: i64,
    /// Families that wait here today.
    pub waiting: i64,
    /// Since how many days the longest of them.
    pub longest: i64,
    /// Who waited and was told within these days that it is not given any more.
    pub not_given: i64,
    /// Referrals that began, and places in groups that were taken up.
    pub started: i64,
    /// Referrals and places that came to their end.
    pub finished: i64,
    /// Outcomes of plans for which somebody had a place, and which were achieved.
    pub achieved: i64,
    /// Places that the directory says are free today.
    pub free: Option<i64>,
    /// How many periods the services returned, and how many they owed.
    pub returns: (i64, i64),
    /// Sums of what they returned; what waits is that of the last.
    pub returned: Vec<(Figure, i64)>,
}

impl Counted {
    /// One sum of what was returned.
    pub fn of(&self, figure: Figure) -> Option<i64> {
        self.returned.iter().find(|(of, _)| *of == figure).map(|(_, sum)| *sum)
    }

    /// The services keep systems of their own: what they return counts, and what is kept here of the same people does
    /// not.
    pub fn is_returned(&self) -> bool {
        self.returns.1 > 0
    }

    /// How many wait.
    pub fn waits(&self) -> i64 {
        self.waiting.max(self.of(Figure::Waiting).unwrap_or_default())
    }
}

/// The moments between two days, both included.
fn moments((from, until): (NaiveDate, NaiveDate)) -> (Instant, Instant) {
    let at = |day: NaiveDate| Instant::at_london(day.and_time(NaiveTime::MIN));
    (at(from), at(until + Days::new(1)))
}

/// What came of these services within these days, both included.
pub fn count(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::KeepContracts>,
    services: &[ServiceId],
    days: (NaiveDate, NaiveDate),
) -> Result<Counted> {
    let mut counted = Counted::default();
    of_referrals(conn, services, moments(days), &mut counted)?;
    of_waiting(conn, services, days.1, moments(days), &mut counted)?;
    of_groups(conn, services, days, &mut counted)?;
    of_returns(conn, services, days, &mut counted)?;
    for id in services {
        if let Ok((found, _)) = directory::records::find(conn, *id)
            && let Some(spaces) = found.spaces
        {
            counted.free = Some(counted.free.unwrap_or_default() + spaces);
        }
    }
    Ok(counted)
}

fn of_referrals(
    conn: &mut Conn,
    services: &[ServiceId],
    (from, until): (Instant, Instant),
    counted: &mut Counted,
) -> Result<()> {
    let theirs = || referral::table.filter(referral::service_id.eq_any(services));
    counted.referred = theirs().filter(referral::at.ge(from).and(referral::at.lt(until))).count().get_result(conn)?;
    let declined = referral::state.eq(ReferralState::Declined.code());
    counted.declined =
        theirs().filter(referral::at.ge(from).and(referral::at.lt(until)).and(declined)).count().get_result(conn)?;
    let started: i64 =
        theirs().filter(referral::started_at.ge(from).and(referral::started_at.lt(until))).count().get_result(conn)?;
    let finished: i64 = theirs()
        .filter(referral::finished_at.ge(from).and(referral::finished_at.lt(until)))
        .count()
        .get_result(conn)?;
    counted.started += started;
    counted.finished += finished;
    Ok(())
}

fn of_waiting(
    conn: &mut Conn,
    services: &[ServiceId],
    today: NaiveDate,
    (from, until): (Instant, Instant),
    counted: &mut Counted,
) -> Result<()> {
    let ids: Vec<Option<AnyId>> = services.iter().map(|id| Some(AnyId(id.0))).collect();
    let kind = waiting_place::kind.eq(For::Service.code());
    let theirs = || waiting_place::table.filter(waiting_place::target_id.eq_any(&ids).and(kind));
    let since: Vec<Instant> =
        theirs().filter(waiting_place::ended_at.is_null()).select(waiting_place::since_at).load(conn)?;
    counted.waiting = i64::try_from(since.len()).unwrap_or_default();
    counted.longest = since.iter().map(|since| (today - since.date()).num_days()).max().unwrap_or_default();
    let not_given = waiting_place::ended.eq(Some(Ended::NotGiven.code()));
    counted.not_given = theirs()
        .filter(waiting_place::ended_at.ge(from).and(waiting_place::ended_at.lt(until)).and(not_given))
        .count()
        .get_result(conn)?;
    Ok(())
}

fn of_groups(
    conn: &mut Conn,
    services: &[ServiceId],
    (from, until): (NaiveDate, NaiveDate),
    counted: &mut Counted,
) -> Result<()> {
    let ids: Vec<Option<AnyId>> = services.iter().map(|id| Some(AnyId(id.0))).collect();
    let groups: Vec<programmes::ProgrammeId> =
        programme::table.filter(programme::service_id.eq_any(ids)).select(programme::id).load(conn)?;
    let theirs = || enrolment::table.filter(enrolment::programme_id.eq_any(&groups));
    let joined: i64 =
        theirs().filter(enrolment::joined_on.ge(from).and(enrolment::joined_on.le(until))).count().get_result(conn)?;
    counted.started += joined;
    let (begin, end) = moments((from, until));
    let ended = enrolment::ended_at.ge(begin).and(enrolment::ended_at.lt(end));
    let finished: i64 = theirs()
        .filter(ended.and(enrolment::state.eq(programmes::rules::State::Finished.code())))
        .count()
        .get_result(conn)?;
    counted.finished += finished;
    let outcomes: Vec<Option<AnyId>> = theirs()
        .filter(ended.and(enrolment::outcome_id.is_not_null()))
        .select(enrolment::outcome_id)
        .distinct()
        .load(conn)?;
    let outcomes: Vec<AnyId> = outcomes.into_iter().flatten().collect();
    counted.achieved = outcome::table
        .filter(outcome::id.eq_any(outcomes).and(outcome::result.eq(Some("achieved"))))
        .count()
        .get_result(conn)?;
    Ok(())
}

fn of_returns(
    conn: &mut Conn,
    services: &[ServiceId],
    (from, until): (NaiveDate, NaiveDate),
    counted: &mut Counted,
) -> Result<()> {
    let all: Vec<Returned> = returns::between(conn, from, until)?
        .into_iter()
        .filter(|returned| services.contains(&returned.service))
        .collect();
    for id in services {
        let dues = owing::dues_of(conn, *id)?;
        let within = dues.iter().filter(|due| due.from_on >= from && due.until_on <= until).count();
        counted.returns.1 += i64::try_from(within).unwrap_or_default();
    }
    counted.returns.0 = i64::try_from(all.len()).unwrap_or_default();
    counted.returned = Figure::ALL.iter().filter_map(|figure| Some((*figure, sum(&all, services, *figure)?))).collect();
    Ok(())
}

/// What waits is what waited last, of each service; all else is added up.
fn sum(all: &[Returned], services: &[ServiceId], figure: Figure) -> Option<i64> {
    if figure != Figure::Waiting {
        return all.iter().filter_map(|returned| returned.figures.get(figure)).reduce(|one, other| one + other);
    }
    let last = |id: &ServiceId| {
        let of = all.iter().filter(|returned| returned.service == *id);
        of.max_by_key(|returned| returned.period).and_then(|returned| returned.figures.get(figure))
    };
    services.iter().filter_map(last).reduce(|one, other| one + other)
}

/// Pence that were paid under these contracts within these days, both included.
pub fn spent(conn: &mut Conn, of: &[ContractId], (from, until): (NaiveDate, NaiveDate)) -> Result<i64> {
    let paid: Vec<i64> = contract_payment::table
        .filter(contract_payment::contract_id.eq_any(of))
        .filter(contract_payment::paid_on.ge(from).and(contract_payment::paid_on.le(until)))
        .select(contract_payment::pence)
        .load(conn)?;
    Ok(paid.into_iter().sum())
}
