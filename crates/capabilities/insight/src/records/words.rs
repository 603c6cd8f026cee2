//! The words of facts: each stands once, and facts hold its number.

use super::tables::fact_word;
use crate::facts::{About, Dim, Fact};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Result, each};

/// Numbers of words.
#[derive(Debug, Default)]
pub(crate) struct Numbers(BTreeMap<(Dim, String), i64>);

impl Numbers {
    /// The number of what is said of a fact.
    pub fn get(&self, about: &About, dim: Dim) -> Option<i64> {
        self.0.get(&(dim, about.get(dim)?.to_owned())).copied()
    }
}

fn said(facts: &[Fact]) -> BTreeSet<(Dim, &str)> {
    facts.iter().flat_map(|fact| Dim::ALL.iter().filter_map(|dim| Some((*dim, fact.about.get(*dim)?)))).collect()
}

/// The numbers of all words of these facts; new words get one.
pub(crate) fn enter(conn: &mut Conn, facts: &[Fact]) -> Result<Numbers> {
    let said = said(facts);
    let mut numbers = find(conn, &said)?;
    let new: Vec<(Dim, &str)> =
        said.into_iter().filter(|(dim, code)| !numbers.0.contains_key(&(*dim, (*code).into()))).collect();
    if new.is_empty() {
        return Ok(numbers);
    }
    let last: Option<i64> = each!(conn, c => fact_word::table.select(diesel::dsl::max(fact_word::n)).first(c))?;
    let rows: Vec<_> = (last.unwrap_or(0) + 1..)
        .zip(new)
        .map(|(n, (dim, code))| {
            numbers.0.insert((dim, code.to_owned()), n);
            (fact_word::n.eq(n), fact_word::dim.eq(dim.code()), fact_word::code.eq(code.to_owned()))
        })
        .collect();
    for some in rows.chunks(500) {
        each!(conn, c => diesel::insert_into(fact_word::table).values(some.to_vec()).execute(c))?;
    }
    Ok(numbers)
}

fn find(conn: &mut Conn, said: &BTreeSet<(Dim, &str)>) -> Result<Numbers> {
    let codes: BTreeSet<&str> = said.iter().map(|(_, code)| *code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut numbers = Numbers::default();
    for some in codes.chunks(5_000) {
        let rows: Vec<(i64, String, String)> = each!(conn, c => fact_word::table
            .filter(fact_word::code.eq_any(some.iter().copied()))
            .load(c))?;
        for (n, dim, code) in rows {
            if let Some(dim) = Dim::parse(&dim) {
                numbers.0.insert((dim, code), n);
            }
        }
    }
    Ok(numbers)
}

/// The numbers of words of this dimension, by code.
pub(crate) fn numbers(conn: &mut Conn, dim: Dim, codes: &[String]) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = each!(conn, c => fact_word::table
        .filter(fact_word::dim.eq(dim.code()).and(fact_word::code.eq_any(codes.iter().map(String::as_str))))
        .select((fact_word::code, fact_word::n))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// The codes of these numbers.
pub(crate) fn codes(conn: &mut Conn, of: &BTreeSet<i64>) -> Result<BTreeMap<i64, String>> {
    let numbers: Vec<i64> = of.iter().copied().collect();
    let mut codes = BTreeMap::new();
    for some in numbers.chunks(5_000) {
        let rows: Vec<(i64, String)> = each!(conn, c => fact_word::table
            .filter(fact_word::n.eq_any(some.iter().copied()))
            .select((fact_word::n, fact_word::code))
            .load(c))?;
        codes.extend(rows);
    }
    Ok(codes)
}
