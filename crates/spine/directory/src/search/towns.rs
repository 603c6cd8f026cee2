//! Towns among the words: a name that stands in the addresses of services is where, and not what.

use super::{english, topics::Topics, words::says_nothing};
use crate::records::{self, INDEX};
use linkage::text::fold;
use store::{
    Conn, Result,
    text::{Order, Span, Spot, Wanted},
};

/// Words that are looked up, and addresses that are looked at.
const LOOKED_UP: usize = 3;
const ADDRESSES: Span = Span { most: 12, from: 0 };

/// Takes the name of a town out of the words; gives it, and where it lies: in the middle of the services there.
pub(super) fn take_from(conn: &mut Conn, topics: &Topics, tokens: &mut Vec<String>) -> Result<Option<(String, Spot)>> {
    let strange: Vec<usize> = (0..tokens.len()).filter(|at| may_be_one(topics, &tokens[*at])).take(LOOKED_UP).collect();
    for at in strange {
        let Some((name, spot)) = find(conn, &tokens[at])? else { continue };
        tokens.remove(at);
        // in, near, at, around Rainham
        if at > 0 && says_nothing(&tokens[at - 1]) {
            tokens.remove(at - 1);
        }
        return Ok(Some((name, spot)));
    }
    Ok(None)
}

fn may_be_one(topics: &Topics, token: &str) -> bool {
    token.len() > 2
        && token.chars().all(char::is_alphabetic)
        && !says_nothing(token)
        && !topics.knows(token)
        && !english::knows(token)
}

fn find(conn: &mut Conn, token: &str) -> Result<Option<(String, Spot)>> {
    let wanted = Wanted { words: vec![vec![token.to_owned()]], ..Wanted::default() };
    let hits = INDEX.search(conn, &wanted, Order::Added, ADDRESSES)?;
    let rows: Vec<i64> = hits.iter().map(|hit| hit.n).collect();
    let found = if rows.is_empty() { vec![] } else { records::list_by_row(conn, &rows)? };

    let places =
        found.iter().flat_map(|(service, _)| &service.body.0.places).filter(|place| fold(&place.town) == token);
    let known: Vec<(&str, f64, f64)> =
        places.filter_map(|place| Some((place.town.as_str(), place.lat?, place.lon?))).collect();
    let Some((name, ..)) = known.first() else { return Ok(None) };
    let many = known.len() as f64;
    let middle = known.iter().fold((0.0, 0.0), |(lat, lon), place| (lat + place.1 / many, lon + place.2 / many));
    Ok(Some(((*name).to_owned(), Spot { lat: middle.0, lon: middle.1 })))
}
