//! Each rule of a row by name: what is left out, what is sent and named, and what stands in its cells.

use chrono::NaiveDate;
use exports::{
    definition::{self, Definition},
    field::{Field, Line, Rule},
    rules::{Seen, Sent, judge},
};
use proptest::prelude::*;
use sheets::Value;
use store::Uuid;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn as_of() -> NaiveDate {
    day(2026, 3, 4)
}

fn of(id: &str) -> &'static Definition {
    definition::find(id).expect("a return")
}

/// A contact about a girl of ten, from her school.
fn contact() -> Line {
    let mut line = Line::new(None, "C-1", Uuid::from_u128(1));
    line.set(Field::ChildId, "0198c0de-0000-7000-8000-000000000001");
    line.set(Field::Sex, "F");
    line.set(Field::Ethnicity, "WBRI");
    line.set(Field::DateOfBirth, day(2016, 2, 29));
    line.set(Field::Age, 10i64);
    line.set(Field::ContactDate, day(2026, 3, 2));
    line.set(Field::Source, "2A");
    line
}

fn judged(id: &str, line: &Line) -> Result<Sent, Rule> {
    judge(of(id), line, as_of(), &mut Seen::default())
}

fn changed(field: Field, value: impl Into<Value>) -> Line {
    let mut line = contact();
    line.set(field, value);
    line
}

fn marked(rule: Rule) -> Line {
    let mut line = contact();
    line.mark(rule);
    line
}

#[test]
fn a_whole_row_goes_as_it_is() {
    let sent = judged("annex-a-1", &contact()).expect("sent");
    assert!(sent.is_plain());
    let texts = ["b) Female", "a) WBRI", "e) 2A: Schools"].map(Value::from);
    assert_eq!([sent.cells[1].clone(), sent.cells[2].clone(), sent.cells[6].clone()], texts);
}

#[test]
fn what_must_not_be_sent_is_left_out_with_why() {
    let later = changed(Field::DateOfBirth, day(2026, 3, 3));
    let future = changed(Field::DateOfBirth, day(2026, 3, 5));
    let undated = changed(Field::ContactDate, Value::Blank);
    for (line, why) in [
        (later, Rule::BornAfter),
        (future, Rule::BornInTheFuture),
        (undated, Rule::NoDate),
        (marked(Rule::NoChild), Rule::NoChild),
        (marked(Rule::Restricted), Rule::Restricted),
    ] {
        assert_eq!(judged("annex-a-1", &line), Err(why));
    }

    let mut assessment = contact();
    assessment.set(Field::AssessmentStart, day(2026, 2, 2));
    assessment.set(Field::AssessmentCompleted, day(2026, 2, 1));
    assessment.set(Field::Organisation, "Council");
    assert_eq!(judged("annex-a-2", &assessment), Err(Rule::Reversed));
    assessment.set(Field::AssessmentCompleted, day(2026, 2, 2));
    assert!(judged("annex-a-2", &assessment).expect("sent").is_plain());
    for rule in [Rule::OpenedInError, Rule::Partner] {
        let mut line = assessment.clone();
        line.mark(rule);
        assert_eq!(judged("annex-a-2", &line), Err(rule));
    }
    let mut outcome = marked(Rule::NoCounterpart);
    outcome.set(Field::PlanStart, day(2026, 1, 1));
    assert_eq!(judged("national-outcomes", &outcome), Err(Rule::NoCounterpart));
}

#[test]
fn what_is_restricted_is_said_to_be_nothing_else() {
    let mut line = changed(Field::ContactDate, Value::Blank);
    line.mark(Rule::NoChild);
    line.mark(Rule::Restricted);
    assert_eq!(judged("annex-a-1", &line), Err(Rule::Restricted));
}

#[test]
fn the_same_child_twice_in_a_contact_is_sent_once_and_twice_on_a_day_is_doubted() {
    let mut seen = Seen::default();
    let one = |line: &Line, seen: &mut Seen| judge(of("annex-a-1"), line, as_of(), seen);
    assert!(one(&contact(), &mut seen).expect("sent").is_plain());
    assert_eq!(one(&contact(), &mut seen), Err(Rule::Duplicate));
    let mut other = contact();
    other.group = Uuid::from_u128(2);
    assert_eq!(one(&other, &mut seen).expect("sent").doubts, [Rule::SameDay]);
}

#[test]
fn what_is_doubtful_is_sent_and_named() {
    let grown = changed(Field::DateOfBirth, day(2008, 3, 2));
    let unborn = {
        let mut line = changed(Field::DateOfBirth, day(2026, 3, 3));
        line.mark(Rule::BornSince);
        line
    };
    for (line, why) in [
        (grown, Rule::GrownUp),
        (unborn, Rule::BornSince),
        (marked(Rule::NotMatched), Rule::NotMatched),
        (changed(Field::Source, "99"), Rule::NotCoded),
    ] {
        assert_eq!(judged("annex-a-1", &line).expect("sent").doubts, [why]);
    }
    let unknown = judged("annex-a-1", &changed(Field::Source, "99")).expect("sent");
    assert_eq!((unknown.cells[6].clone(), unknown.unknown), (Value::from("u) 10: Unknown"), vec![6]));

    let mut assessment = contact();
    assessment.set(Field::AssessmentStart, day(2026, 2, 2));
    for rule in [Rule::NoAssessment, Rule::Sheltered] {
        let mut line = assessment.clone();
        line.mark(rule);
        let sent = judged("annex-a-2", &line).expect("sent");
        assert_eq!((sent.doubts, sent.blank), (vec![rule], vec![7]), "the organisation is blank, and named");
    }
}

#[test]
fn of_list_1_only_birth_and_age_may_be_blank() {
    let may = of("annex-a-1").columns.iter().filter(|one| one.blank == definition::Blank::May);
    assert_eq!(may.map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Date of Birth", "Age of Child (Years)"]);
    let mut line = changed(Field::DateOfBirth, Value::Blank);
    line.set(Field::Age, Value::Blank);
    assert!(judged("annex-a-1", &line).expect("sent").is_plain());
    let may = of("annex-a-2").columns.iter().filter(|one| one.blank == definition::Blank::May);
    let names = ["Date of Birth", "Age of Child (Years)", "Assessment completion date"];
    assert_eq!(may.map(|one| one.name.as_str()).collect::<Vec<_>>(), names);
}

proptest! {
    /// Whatever stands in a record, a row that is sent has as many cells as headings, its codes are of the list, and no
    /// date is reversed.
    #[test]
    fn no_row_that_is_sent_breaks_its_definition(
        sex in "[A-Z]{0,2}", ethnicity in "[A-Z]{0,4}", source in "[0-9A-Z]{0,2}",
        born in proptest::option::of(-9_000i64..400), start in proptest::option::of(-400i64..1), end in -400i64..10,
    ) {
        let on = |days: i64| as_of() + chrono::TimeDelta::days(days);
        let mut line = contact();
        line.set(Field::Sex, sex);
        line.set(Field::Ethnicity, ethnicity);
        line.set(Field::Source, source);
        line.set(Field::DateOfBirth, born.map(on));
        line.set(Field::ContactDate, start.map(on));
        line.set(Field::AssessmentStart, start.map(on));
        line.set(Field::AssessmentCompleted, on(end));
        for id in ["annex-a-1", "annex-a-2"] {
            let Ok(sent) = judged(id, &line) else { continue };
            prop_assert_eq!(sent.cells.len(), of(id).columns.len());
            for (column, cell) in of(id).columns.iter().zip(&sent.cells) {
                let Some(codes) = column.codes.as_ref().map(|name| &of(id).codes[name]) else { continue };
                let Value::Text(text) = cell else { panic!("{} is blank", column.name) };
                prop_assert!(codes.values().any(|code| code == text));
            }
            prop_assert!(born.zip(start).is_none_or(|(born, start)| id == "annex-a-2" || born <= start));
            prop_assert!(id == "annex-a-1" || start.is_none_or(|start| start <= end));
        }
    }
}
