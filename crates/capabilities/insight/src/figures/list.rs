//! The figures: the 13 of the strategy (001 s10), the clocks of the road, and what stands beside them.

use super::{Figure, Group, Rule, Unit, dashboard::DASHBOARD, more::MORE};
use crate::facts::{Dim, Kind};

pub(super) const HEAD: &str = "Head of early help";
pub(super) const SINCE: &str = "2026-11";

/// By what families are told apart.
pub(super) const OF_FAMILIES: &[Dim] = &[Dim::Ward, Dim::Area, Dim::Level, Dim::Team, Dim::Agency, Dim::Side];

/// By what children are told apart.
pub(super) const OF_CHILDREN: &[Dim] = &[
    Dim::Age,
    Dim::Sex,
    Dim::Ethnicity,
    Dim::Disability,
    Dim::Sen,
    Dim::Ward,
    Dim::Area,
    Dim::Level,
    Dim::Team,
    Dim::Agency,
];

/// By what contacts are told apart.
pub(super) const OF_CONTACTS: &[Dim] =
    &[Dim::Source, Dim::Agency, Dim::Ward, Dim::Area, Dim::Age, Dim::Level, Dim::What];

/// A figure of which only what differs is said.
pub(super) const BASE: Figure = Figure {
    id: "",
    group: Group::Beside,
    name: "",
    sentence: "",
    unit: Unit::Family,
    date: "",
    numerator: "",
    denominator: "",
    exclusions: "Nothing.",
    owner: HEAD,
    version: 1,
    since: SINCE,
    source: "001 s10",
    kind: Kind::Contact,
    only: &[],
    rule: Rule::Flow,
    main: None,
    dims: &[],
};

/// What every figure of help leaves out.
pub(super) const NOT_IN_ERROR: &str = "Episodes that were opened in error.";

/// A clock: how long a step of the road takes.
pub(super) const CLOCK: Figure = Figure {
    group: Group::Clocks,
    unit: Unit::Episode,
    exclusions: "Episodes that were opened in error, and those that ended before the step was taken.",
    rule: Rule::Clock,
    main: Some(Dim::Team),
    dims: OF_FAMILIES,
    ..BASE
};

/// What a service with a system of its own has returned.
pub(super) const RETURNED: Figure = Figure {
    group: Group::Others,
    date: "The period of the return; only returns whose whole period lies in the period count.",
    exclusions: "Returns that are not in yet; the last version of each counts.",
    source: "001 s10: all early help services; evidence 2: periodic return",
    kind: Kind::Referral,
    main: Some(Dim::Service),
    ..BASE
};

const MANY: usize = DASHBOARD.len() + MORE.len();

/// All figures, in the order of the dashboard.
pub const ALL: &[Figure] = &joined();

const fn joined() -> [Figure; MANY] {
    let mut all = [BASE; MANY];
    let mut nth = 0;
    while nth < MANY {
        all[nth] = if nth < DASHBOARD.len() { DASHBOARD[nth] } else { MORE[nth - DASHBOARD.len()] };
        nth += 1;
    }
    all
}
