//! What came of services and of contracts, as those may see it who see no rows. All services that share a contract are
//! decided together, with all contracts and all times that a page can ask for: what one page shows does not give away
//! what another withholds.

use super::{
    contracts::{self, Contract, ContractId},
    figures::{self, Counted},
};
use crate::withheld::{self, Cell};
use access::{Nobody, Permit, nobody};
use chrono::{Datelike, Days, Months, NaiveDate};
use directory::ServiceId;
use disclosure::{Column, Publication, Published, Row, Table};
use pack::Pack;
use std::collections::BTreeSet;
use store::{Conn, Result};

/// The times that can be looked at, in months; each contains the next.
pub const MONTHS: [u32; 3] = [36, 12, 3];

/// What is counted of families.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of its name in `Counted`")]
pub enum What {
    Referred,
    Declined,
    NotGiven,
    Started,
    Finished,
    Achieved,
    Waiting,
}

impl What {
    const ALL: &'static [Self] =
        &[Self::Referred, Self::Declined, Self::NotGiven, Self::Started, Self::Finished, Self::Achieved, Self::Waiting];

    fn of(self, counted: &Counted) -> i64 {
        match self {
            Self::Referred => counted.referred,
            Self::Declined => counted.declined,
            Self::NotGiven => counted.not_given,
            Self::Started => counted.started,
            Self::Finished => counted.finished,
            Self::Achieved => counted.achieved,
            Self::Waiting => counted.waiting,
        }
    }
}

/// Whole months that are over: a day more or less would tell of whoever came on it.
pub fn days(today: NaiveDate, months: u32) -> (NaiveDate, NaiveDate) {
    let first = today.with_day(1).unwrap_or(today);
    (first - Months::new(months), first - Days::new(1))
}

/// What may be shown of a service or contract.
pub struct Decided {
    published: Option<Published>,
    services: Vec<ServiceId>,
    contracts: Vec<ContractId>,
}

impl Decided {
    /// Of one service, in so many months.
    pub fn of_service(&self, what: What, id: ServiceId, months: u32) -> Cell {
        let row = self.services.iter().position(|there| *there == id);
        self.cell("services", what, row, months)
    }

    /// Of all services of a contract.
    pub fn of_contract(&self, what: What, id: ContractId, months: u32) -> Cell {
        let row = self.contracts.iter().position(|there| *there == id);
        self.cell("contracts", what, row, months)
    }

    fn cell(&self, of: &str, what: What, row: Option<usize>, months: u32) -> Cell {
        let table = self.published.as_ref()?.table(&format!("{of} {what:?}"))?;
        let column = MONTHS.iter().position(|known| *known == months).filter(|_| what != What::Waiting);
        withheld::decided(table.cell(row?, column.unwrap_or_default()))
    }
}

/// All services and contracts that hang together with these services.
fn hang_together(all: &[Contract], services: &[ServiceId]) -> (Vec<ServiceId>, Vec<ContractId>) {
    let (mut found, mut contracts): (BTreeSet<ServiceId>, BTreeSet<ContractId>) =
        (services.iter().copied().collect(), BTreeSet::new());
    loop {
        let before = (found.len(), contracts.len());
        for one in all {
            if one.services.0.iter().any(|id| found.contains(id)) {
                contracts.insert(one.id);
                found.extend(one.services.0.iter().copied());
            }
        }
        if before == (found.len(), contracts.len()) {
            return (found.into_iter().collect(), contracts.into_iter().collect());
        }
    }
}

/// Decides what may be shown of these services, and of all that hangs together with them.
///
/// # Errors
/// The engine's.
pub fn decide(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::KeepContracts>,
    services: &[ServiceId],
    (pack, today): (&Pack, NaiveDate),
) -> Result<Decided> {
    let all = contracts::list(conn)?;
    let (services, ids) = hang_together(&all, services);
    let mut counts: Vec<[Counted; 3]> = Vec::new();
    for service in &services {
        let mut times = <[Counted; 3]>::default();
        for (time, months) in times.iter_mut().zip(MONTHS) {
            *time = figures::count(conn, permit, &[*service], days(today, months))?;
        }
        counts.push(times);
    }

    let contracts: Vec<(ContractId, Vec<ServiceId>)> =
        all.into_iter().filter(|one| ids.contains(&one.id)).map(|one| (one.id, one.services.0)).collect();
    Ok(Decided::of(services, &counts, &contracts, pack))
}

impl Decided {
    fn of(
        services: Vec<ServiceId>,
        counts: &[[Counted; 3]],
        contracts: &[(ContractId, Vec<ServiceId>)],
        pack: &Pack,
    ) -> Self {
        let mut publication = Publication::new();
        for what in What::ALL {
            for (name, table) in tables(*what, &services, counts, contracts) {
                publication = publication.table(name, table);
            }
        }
        for (id, parts) in contracts {
            publication = publication.adds_up(format!("contract:{id}"), parts.iter().map(|id| format!("service:{id}")));
        }
        let published = publication.withhold(&withheld::policy(pack)).ok();
        Self { published, services, contracts: contracts.iter().map(|(id, _)| *id).collect() }
    }
}

/// The counts of one thing: of each service, and of each contract, in all times.
fn tables(
    what: What,
    services: &[ServiceId],
    counts: &[[Counted; 3]],
    contracts: &[(ContractId, Vec<ServiceId>)],
) -> [(String, Table); 2] {
    // whoever waits now waits in all times
    let times = if what == What::Waiting { 1 } else { MONTHS.len() };
    let of = |service: &ServiceId, time: usize| {
        let row = services.iter().position(|there| there == service);
        row.map_or(0, |row| withheld::unsigned(what.of(&counts[row][time])))
    };
    let sums = |services: &[ServiceId]| -> Vec<u64> {
        (0..times).map(|time| services.iter().map(|service| of(service, time)).sum()).collect()
    };
    let named = |kind: &str, key: String| Row::new(format!("{kind}:{key}"), key);

    let rows = services.iter().map(|id| named("service", id.to_string())).collect();
    let of_services = Table::new(rows, columns(times), services.iter().map(|id| sums(&[*id])).collect());
    let rows = contracts.iter().map(|(id, _)| named("contract", id.to_string())).collect();
    let of_contracts = Table::new(rows, columns(times), contracts.iter().map(|(_, parts)| sums(parts)).collect());
    [
        (format!("services {what:?}"), of_services.of([format!("{what:?}")])),
        (format!("contracts {what:?}"), of_contracts.of([format!("{what:?}")]).overlapping_rows()),
    ]
}
/// The longest time contains the shorter ones.
fn columns(times: usize) -> Vec<Column> {
    let column = |(nth, months): (usize, &u32)| {
        let column = Column::new(format!("months:{months}"), months.to_string());
        if nth == 0 { column } else { column.within(nth - 1) }
    };
    MONTHS.iter().take(times).enumerate().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::contracts::ContractId;
    use std::path::Path;

    fn pack() -> Pack {
        Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard")).expect("the pack")
    }

    fn referred(times: [i64; 3]) -> [Counted; 3] {
        times.map(|referred| Counted { referred, ..Counted::default() })
    }

    #[test]
    fn a_contract_less_one_of_its_services_does_not_tell_of_the_other() {
        let (one, other, contract) = (ServiceId::new(), ServiceId::new(), ContractId::new());
        let counts = [referred([40, 20, 9]), referred([20, 10, 2])];
        let decided = Decided::of(vec![one, other], &counts, &[(contract, vec![one, other])], &pack());
        assert_eq!(decided.of_contract(What::Referred, contract, 36), Some(60));
        assert_eq!(decided.of_service(What::Referred, other, 3), None);
        let beside = [decided.of_service(What::Referred, one, 3), decided.of_contract(What::Referred, contract, 3)];
        assert!(beside.contains(&None), "2 is 11 less 9: {beside:?}");
    }

    #[test]
    fn a_year_less_a_quarter_does_not_tell_of_those_before_it() {
        let one = ServiceId::new();
        let decided = Decided::of(vec![one], &[referred([60, 22, 20])], &[], &pack());
        let year = decided.of_service(What::Referred, one, 12);
        let quarter = decided.of_service(What::Referred, one, 3);
        assert!(year.is_none() || quarter.is_none(), "2 came before the quarter: {year:?} {quarter:?}");
        let apart = Decided::of(vec![one], &[referred([60, 30, 20])], &[], &pack());
        assert_eq!(apart.of_service(What::Referred, one, 12), Some(30));
        assert_eq!(apart.of_service(What::Referred, one, 3), Some(20));
    }

    #[test]
    fn whole_months_that_are_over_are_looked_at() {
        let today: NaiveDate = "2026-03-04".parse().expect("a day");
        let (from, until) = days(today, 12);
        assert_eq!((from.to_string(), until.to_string()), ("2025-03-01".into(), "2026-02-28".into()));
    }
}
