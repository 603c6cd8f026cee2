use disclosure::{Cell, Policy, Rate, per, rate};
use proptest::prelude::*;

const POLICY: Policy = Policy::of(5);

#[test]
fn a_rate_of_what_is_shown_is_shown() {
    assert_eq!(rate(Cell::Shown(20), Cell::Shown(80), &POLICY), Rate::Shown(25.0));
    assert_eq!(rate(Cell::Shown(0), Cell::Shown(80), &POLICY).to_string(), "0.0");
}

#[test]
fn there_is_no_percentage_below_ten_or_of_nothing() {
    assert_eq!(rate(Cell::Shown(5), Cell::Shown(9), &POLICY), Rate::NotApplicable);
    assert_eq!(rate(Cell::Shown(0), Cell::Shown(0), &POLICY), Rate::NotApplicable);
}

#[test]
fn a_rate_is_withheld_with_its_numerator_its_denominator_or_their_rest() {
    for (numerator, denominator) in [
        (Cell::Withheld, Cell::Shown(80)),
        (Cell::Shown(20), Cell::Withheld),
        (Cell::Low, Cell::Shown(80)),
        (Cell::Shown(77), Cell::Shown(80)),
        (Cell::Shown(80), Cell::Shown(80)),
    ] {
        assert_eq!(rate(numerator, denominator, &POLICY), Rate::Withheld);
    }
}

#[test]
fn a_part_that_is_more_than_the_whole_is_no_rate() {
    assert_eq!(rate(Cell::Shown(90), Cell::Shown(80), &POLICY), Rate::Unavailable);
    assert_eq!(rate(Cell::Unavailable, Cell::Shown(80), &POLICY).to_string(), "x");
}

#[test]
fn so_many_in_ten_thousand_follow_the_count() {
    assert_eq!(per(Cell::Shown(288), 10_000, 10_000, &POLICY), Rate::Shown(288.0));
    assert_eq!(per(Cell::Withheld, 10_000, 10_000, &POLICY), Rate::Withheld);
}

proptest! {
    #[test]
    fn no_rate_that_is_shown_tells_of_fewer_than_the_threshold(part in 0_u64..60, whole in 0_u64..60) {
        if let Rate::Shown(percent) = rate(Cell::Shown(part), Cell::Shown(whole), &POLICY) {
            prop_assert!(whole >= 10 && (part == 0 || part >= 5) && whole - part >= 5);
            prop_assert!((0.0..=100.0).contains(&percent));
        }
    }
}
