//! Nearness: looked for ever wider, so that far ones need not be measured.

use crate::{facets, records::INDEX};
use store::{
    Conn, Result,
    text::{Condition, Hit, Near, Order, Span, Wanted},
};

/// So few are all measured at once.
const FEW: i64 = 60;

/// A page of the nearest.
pub(super) fn nearest(conn: &mut Conn, wanted: &Wanted, near: Near, span: Span) -> Result<Vec<Hit>> {
    let Near { spot, limit } = near;
    match INDEX.count(conn, wanted, FEW)? {
        0 => return Ok(vec![]),
        few if few < FEW => return INDEX.search(conn, wanted, Order::Near(near), span),
        _ => {}
    }
    for grid in 0..facets::GRIDS.len() {
        let (cells, reach) = facets::around(grid, spot.lat, spot.lon);
        let mut around = wanted.clone();
        around.facets.push(cells);

        let within = limit.map_or(reach, |limit| limit.min(reach));
        let hits = INDEX.search(conn, &around, Order::Near(Near { spot, limit: Some(within) }), span)?;
        if limit.is_some_and(|limit| limit <= reach) || i64::try_from(hits.len()) == Ok(span.most) {
            return Ok(hits);
        }
    }
    // fewer than a page around here: all there are, those without a place last
    INDEX.search(conn, wanted, Order::Near(near), span)
}

/// How many there are, counted to `most`.
pub(super) fn count(conn: &mut Conn, wanted: &Wanted, near: Near, most: i64) -> Result<i64> {
    let Near { spot, limit } = near;
    let Some(limit) = limit else { return INDEX.count(conn, wanted, most) };

    let mut around = wanted.clone();
    let mut grids = (0..facets::GRIDS.len()).map(|grid| facets::around(grid, spot.lat, spot.lon));
    around.facets.extend(grids.find(|(_, reach)| limit <= *reach).map(|(cells, _)| cells));
    around.also.push(Condition::Within(spot, limit));
    INDEX.count(conn, &around, most)
}
