//! By what facts are told apart.

use chrono::{Datelike, NaiveDate};

/// Makes the dimensions: name, code in addresses and commands, column, what it is called.
macro_rules! dims {
    ($($(#[$doc:meta])* $name:ident, $field:ident, $code:literal, $label:literal;)*) => {
        /// By what a figure is told apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dim { $($(#[$doc])* $name),* }

        impl Dim {
            /// All of them, in the order of the columns.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its code in addresses, commands and files.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The column of the table.
            pub(crate) const fn column(self) -> &'static str {
                match self { $(Self::$name => concat!("d_", stringify!($field))),* }
            }

            /// What it is called, after "by".
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }
        }

        /// What is said of a fact, as codes; `None` where nobody asked, or where it does not apply.
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct About { $($(#[$doc])* pub $field: Option<String>),* }

        impl About {
            /// What is said by this dimension.
            pub fn get(&self, dim: Dim) -> Option<&str> {
                match dim { $(Dim::$name => self.$field.as_deref()),* }
            }
        }
    };
}

dims! {
    /// The ward of the home; none where the address is protected (T16).
    Ward, ward, "ward", "ward";
    /// The small area (LSOA) of the home.
    Area, area, "small-area", "small area";
    /// The age on the day, in bands.
    Age, age, "age", "age";
    /// Sex.
    Sex, sex, "sex", "sex";
    /// Ethnicity.
    Ethnicity, ethnicity, "ethnicity", "ethnicity";
    /// Disability.
    Disability, disability, "disability", "disability";
    /// Support for special educational needs.
    Sen, sen, "sen", "special educational needs";
    /// Level of need.
    Level, level, "level", "level of need";
    /// Need.
    Need, need, "need", "need";
    /// Where a contact came from.
    Source, source, "source", "source";
    /// The organisation.
    Agency, agency, "agency", "organisation";
    /// The team.
    Team, team, "team", "team";
    /// The service, programme or panel.
    Service, service, "service", "service";
    /// The outcome of the framework.
    Outcome, outcome, "outcome", "outcome";
    /// Whether a hub, another team of the council, or a partner.
    Side, side, "side", "hub, council or partner";
    /// What distinguishes this figure: a reason, a kind, a result.
    What, what, "what", "kind";
}

impl Dim {
    /// The dimension of this code. `area` is the ward, as people say it.
    pub fn parse(code: &str) -> Option<Self> {
        let code = if code == "area" { "ward" } else { code };
        Self::ALL.iter().copied().find(|dim| dim.code() == code)
    }
}

/// The bands of age, youngest first: those of England's children in need census, with adults after them.
pub const AGES: &[(&str, &str)] = &[
    ("unborn", "Not born yet"),
    ("0", "Under 1"),
    ("1-4", "1 to 4"),
    ("5-9", "5 to 9"),
    ("10-15", "10 to 15"),
    ("16-17", "16 and 17"),
    ("18-24", "18 to 24"),
    ("25", "25 and over"),
];

/// The band of somebody born on `born`, on `day`.
pub fn age_band(born: NaiveDate, day: NaiveDate) -> &'static str {
    match years(born, day) {
        None => "unborn",
        Some(0) => "0",
        Some(1..=4) => "1-4",
        Some(5..=9) => "5-9",
        Some(10..=15) => "10-15",
        Some(16..=17) => "16-17",
        Some(18..=24) => "18-24",
        Some(_) => "25",
    }
}

/// In which order words of a dimension stand: ages by age, all others by what they are.
pub fn place(dim: Dim, code: Option<&str>) -> usize {
    let age = |code: &str| AGES.iter().position(|(band, _)| *band == code);
    match (dim, code) {
        (_, None) => usize::MAX,
        (Dim::Age, Some(code)) => age(code).unwrap_or(AGES.len()),
        _ => 0,
    }
}

/// Whole years; `None` before the birth.
pub fn years(born: NaiveDate, day: NaiveDate) -> Option<i32> {
    if day < born {
        return None;
    }
    let had = (day.month(), day.day()) >= (born.month(), born.day());
    Some(day.year() - born.year() - i32::from(!had))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_child_of_leap_day_is_one_on_the_first_of_march() {
        assert_eq!(years(on("2024-02-29"), on("2025-02-28")), Some(0));
        assert_eq!(years(on("2024-02-29"), on("2025-03-01")), Some(1));
    }

    #[test]
    fn a_child_who_is_not_born_has_a_band_of_its_own() {
        assert_eq!(age_band(on("2026-05-01"), on("2026-04-30")), "unborn");
        assert_eq!(age_band(on("2026-05-01"), on("2026-05-01")), "0");
    }

    #[test]
    fn every_band_is_in_the_list() {
        for age in 0..40 {
            let band = age_band(on("1980-01-01"), on(&format!("{}-06-01", 1980 + age)));
            assert!(AGES.iter().any(|(code, _)| *code == band), "{band}");
        }
    }
}
