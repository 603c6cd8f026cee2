//! The kinds of facts.

use super::Dim;

/// Makes the kinds: name, number in the table, by what it is told apart first, what it is.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $main:ident, $lasts:literal;)*) => {
        /// What a fact is. The number stands in the table and is never given to another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name),* }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its number in the table.
            pub const fn number(self) -> i64 {
                match self { $(Self::$name => $number),* }
            }

            /// By what it is told apart first.
            pub const fn main(self) -> Dim {
                match self { $(Self::$name => Dim::$main),* }
            }

            /// Whether it lasts: from its day until another.
            pub const fn lasts(self) -> bool {
                match self { $(Self::$name => $lasts),* }
            }
        }
    };
}

kinds! {
    /// A contact came in.
    Contact = 1, Source, false;
    /// A contact names a need.
    Need = 2, Need, false;
    /// From a contact to its decision.
    Deciding = 3, Level, false;
    /// From a contact to its answer.
    Answering = 4, Source, false;
    /// From the decision to help to a lead professional.
    Naming = 5, Team, false;
    /// From the beginning of help to the first time that somebody sees the family.
    Visiting = 6, Team, false;
    /// From agreement to a complete assessment.
    Assessing = 7, Team, false;
    /// From the beginning of help to an agreed plan.
    Planning = 8, Team, false;
    /// A review is due.
    Review = 9, Team, false;
    /// A family waits.
    Waiting = 10, What, true;
    /// A family is helped.
    Help = 11, Team, true;
    /// A child of a family that is helped.
    Child = 12, Age, true;
    /// A family has a lead professional.
    Led = 13, Side, true;
    /// An early help assessment was started.
    Assessment = 14, Side, false;
    /// A plan was agreed.
    Plan = 15, What, false;
    /// Help ended.
    Ending = 16, What, false;
    /// A step up to children's social care was submitted.
    StepUp = 17, What, false;
    /// A step down from children's social care was accepted.
    StepDown = 18, Team, false;
    /// Somebody said whether help was timely.
    Timely = 19, What, false;
    /// Somebody said whether help was helpful.
    Helpful = 20, What, false;
    /// Somebody said whether they can meet their own needs now.
    Able = 21, What, false;
    /// A child was seen.
    Seen = 22, What, false;
    /// A child's level of need was set anew.
    Moved = 23, What, false;
    /// The result of an outcome was said.
    Outcome = 24, Outcome, false;
    /// How far somebody moved on a scale, by the same rater.
    Travelled = 25, What, false;
    /// A family was referred to a service.
    Referral = 26, Service, false;
    /// A place in a group programme was taken.
    Group = 27, Service, false;
    /// A need that no service meets.
    Unmet = 28, Need, false;
    /// A panel decided.
    Panel = 29, Service, false;
    /// A contact, and what was decided.
    Decided = 30, What, false;
    /// A protective factor that an outcome of a plan builds, and the outcome's result.
    Built = 40, What, false;
    /// A protective factor that a group builds.
    Factor = 31, What, false;
    /// The result of an outcome, by the national outcome that it is told under.
    National = 32, What, false;
    /// The grade of a case file was agreed.
    Audit = 33, What, false;
    /// A check finds something in a file, and nobody has answered it.
    Finding = 50, What, true;
    /// Somebody answered of what a check found that it is not so.
    NotSo = 51, What, false;
}

impl Kind {
    /// The kind of this number.
    pub fn of(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_kinds_have_one_number() {
        let numbers: BTreeSet<i64> = Kind::ALL.iter().map(|kind| kind.number()).collect();
        assert_eq!(numbers.len(), Kind::ALL.len());
    }
}
