//! Counting by the counts of months, where the question can be answered from them: whole months, nothing looked at but
//! what the kind is told apart by first.

use super::{ByNumbers, Count, Looked, Window};
use crate::{
    figures::{Figure, Rule},
    records::{
        tables::{self, Form, fact_month},
        words,
    },
};
use diesel::prelude::*;
use store::{Conn, Result, each};

/// Counts, or `None` where the facts have to be asked.
pub(super) fn count(conn: &mut Conn, figure: &Figure, window: Window, looked: &Looked) -> Result<Option<ByNumbers>> {
    let main = figure.kind.main();
    let by_main = match looked.by.as_slice() {
        [] => false,
        [dim] if *dim == main => true,
        _ => return Ok(None),
    };
    if !window.is_of_months() || !looked.only.is_empty() || figure.only.iter().any(|(dim, _)| *dim != main) {
        return Ok(None);
    }
    let mut only = Vec::new();
    for (dim, code) in figure.only {
        only.extend(words::numbers(conn, *dim, &[(*code).to_owned()])?.into_values());
    }
    if only.is_empty() && !figure.only.is_empty() {
        return Ok(Some(ByNumbers::new()));
    }
    let asked = Asked { figure, by_main, only };
    let (from, to) = (tables::month(window.from), tables::month(window.to));
    let mut counted = ByNumbers::new();
    match figure.rule {
        Rule::Flow | Rule::Share { answered: false } => {
            for (word, n, yes) in asked.sums(conn, Form::Main, from, to)? {
                let n_of = if figure.rule.is_share() { (yes, n) } else { (n, n) };
                asked.add(&mut counted, word, n_of);
            }
        }
        Rule::Stock => {
            for (word, n, _) in asked.sums(conn, Form::Main, 0, to)? {
                asked.add(&mut counted, word, (n, n));
            }
            for (word, n, _) in asked.sums(conn, Form::Stopped, 0, to)? {
                asked.add(&mut counted, word, (-n, -n));
            }
        }
        Rule::Touch => {
            for (word, n, _) in asked.sums(conn, Form::Main, 0, to)? {
                asked.add(&mut counted, word, (n, n));
            }
            for (word, n, _) in asked.sums(conn, Form::Stopped, 0, from - 1)? {
                asked.add(&mut counted, word, (-n, -n));
            }
            for word in asked.again(conn, window)? {
                asked.add(&mut counted, word, (-1, -1));
            }
        }
        Rule::Days if !by_main && asked.only.is_empty() => {
            let count = counted.entry(vec![]).or_default();
            for (value, n, yes) in asked.values(conn, from, to)? {
                count.values.insert(value, n);
                count.n += n;
                count.of += n;
                count.in_time += yes;
            }
        }
        Rule::Clock if !by_main && asked.only.is_empty() => {
            let count = counted.entry(vec![]).or_default();
            for (value, n, yes) in asked.values(conn, from, to)? {
                count.values.insert(value, n);
                count.n += n;
                count.of += n;
                count.in_time += yes;
            }
            let begun: i64 = asked.sums(conn, Form::Main, from, to)?.iter().map(|(_, n, _)| n).sum();
            count.open = begun - count.of;
        }
        _ => return Ok(None),
    }
    counted.retain(|_, count| count.of > 0 || count.open > 0 || !count.values.is_empty());
    Ok(Some(counted))
}

struct Asked<'a> {
    figure: &'a Figure,
    by_main: bool,
    only: Vec<i64>,
}

impl Asked<'_> {
    /// Counts of a form in these months: word, how many, of which yes.
    fn sums(&self, conn: &mut Conn, form: Form, from: i64, to: i64) -> Result<Vec<(i64, i64, i64)>> {
        let rows: Vec<(i64, i64, i64)> = each!(conn, c => fact_month::table
            .filter(fact_month::kind.eq(self.figure.kind.number()).and(fact_month::form.eq(form as i64)))
            .filter(fact_month::month.ge(from).and(fact_month::month.le(to)))
            .select((fact_month::word, fact_month::n, fact_month::yes))
            .load(c))?;
        Ok(rows.into_iter().filter(|(word, ..)| self.only.is_empty() || self.only.contains(word)).collect())
    }

    /// How often each value occurs in these months.
    fn values(&self, conn: &mut Conn, from: i64, to: i64) -> Result<Vec<(i64, i64, i64)>> {
        let rows: Vec<(i64, i64, i64)> = each!(conn, c => fact_month::table
            .filter(fact_month::kind.eq(self.figure.kind.number()).and(fact_month::form.eq(Form::Value as i64)))
            .filter(fact_month::month.ge(from).and(fact_month::month.le(to)))
            .select((fact_month::value, fact_month::n, fact_month::yes))
            .load(c))?;
        let mut sums = std::collections::BTreeMap::<i64, (i64, i64)>::new();
        for (value, n, yes) in rows {
            let sum = sums.entry(value).or_default();
            *sum = (sum.0 + n, sum.1 + yes);
        }
        Ok(sums.into_iter().map(|(value, (n, yes))| (value, n, yes)).collect())
    }

    /// Those that begin until the end of the period and whose last time still touches it: they are counted already.
    fn again(&self, conn: &mut Conn, window: Window) -> Result<Vec<i64>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
            word: Option<i64>,
        }
        let (from, to) = (tables::number(window.from), tables::number(window.to));
        // the kinds are written as in the index, so that both engines use it
        let rows: Vec<Row> = diesel::sql_query(format!(
            "SELECT {} AS word FROM fact WHERE kind = {} AND kind IN (11, 12) AND mark IS NOT NULL AND mark >= {from} \
             AND day <= {to}",
            self.figure.kind.main().column(),
            self.figure.kind.number(),
        ))
        .load(conn)?;
        let words = rows.into_iter().map(|row| row.word.unwrap_or(0));
        Ok(words.filter(|word| self.only.is_empty() || self.only.contains(word)).collect())
    }

    fn add(&self, counted: &mut ByNumbers, word: i64, (n, of): (i64, i64)) {
        let key = if self.by_main { vec![(word != 0).then_some(word)] } else { vec![] };
        let count: &mut Count = counted.entry(key).or_default();
        count.n += n;
        count.of += of;
    }
}
