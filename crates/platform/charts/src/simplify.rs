//! Fewer points, and the same borders on both sides: neighbours must not drift apart.

use std::collections::{BTreeMap, BTreeSet};

/// A point on the drawing's grid.
pub(crate) type Point = (i32, i32);

/// Straightens rings (the last point joins the first) where points lie within the tolerance of a straight line.
///
/// Rings are cut where more than two borders meet, and each border between is straightened in one direction, so that
/// whoever shares it gets the same points. Empty where a ring is too small to be seen.
pub(crate) fn simplify(rings: &[Vec<Point>], tolerance: f64) -> Vec<Vec<Point>> {
    let rings: Vec<Vec<Point>> = rings.iter().map(|ring| without_repeats(ring)).collect();
    let mut neighbours: BTreeMap<Point, BTreeSet<Point>> = BTreeMap::new();
    for ring in &rings {
        for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            neighbours.entry(*from).or_default().insert(*to);
            neighbours.entry(*to).or_default().insert(*from);
        }
    }

    let meets = |point: &Point| neighbours.get(point).is_some_and(|around| around.len() > 2);
    rings.iter().map(|ring| straighten(ring, meets, tolerance)).collect()
}

fn without_repeats(ring: &[Point]) -> Vec<Point> {
    let mut points = ring.to_vec();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

fn straighten(ring: &[Point], meets: impl Fn(&Point) -> bool, tolerance: f64) -> Vec<Point> {
    if ring.len() < 3 {
        return Vec::new();
    }

    let cuts = cuts(ring, meets);
    let mut straight = Vec::new();
    for (index, from) in cuts.iter().enumerate() {
        let to = cuts[(index + 1) % cuts.len()];
        let length = if to > *from { to - from } else { ring.len() - from + to };
        let border: Vec<Point> = (0..=length).map(|step| ring[(from + step) % ring.len()]).collect();
        let kept = border_of(border, tolerance);
        straight.extend(&kept[..kept.len() - 1]);
    }
    if straight.len() < 3 { Vec::new() } else { straight }
}

/// Where a ring is cut: where borders meet; a ring that meets nothing, at its least point and the one farthest off.
fn cuts(ring: &[Point], meets: impl Fn(&Point) -> bool) -> Vec<usize> {
    let mut cuts: Vec<usize> = (0..ring.len()).filter(|index| meets(&ring[*index])).collect();
    if cuts.is_empty() {
        cuts.extend((0..ring.len()).min_by_key(|index| ring[*index]));
    }
    if let [only] = cuts[..] {
        let far = |index: &usize| (distance_between(ring[*index], ring[only]), ring[*index]);
        cuts.extend((0..ring.len()).filter(|index| *index != only).max_by_key(far));
        cuts.sort_unstable();
    }
    cuts
}

fn distance_between(one: Point, other: Point) -> i64 {
    let (x, y) = (i64::from(one.0 - other.0), i64::from(one.1 - other.1));
    x * x + y * y
}

/// Straightens a border from its lesser end.
fn border_of(mut border: Vec<Point>, tolerance: f64) -> Vec<Point> {
    let turned = border.last() < border.first();
    if turned {
        border.reverse();
    }
    let mut kept = douglas_peucker(&border, tolerance);
    if turned {
        kept.reverse();
    }
    kept
}

/// D. Douglas and T. Peucker, Algorithms for the reduction of the number of points required to represent a digitized
/// line, Cartographica 10 (1973); with a list instead of recursion.
fn douglas_peucker(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[points.len() - 1] = true;
    let mut spans = vec![(0, points.len() - 1)];

    while let Some((from, to)) = spans.pop() {
        let off = |index: usize| off_line(points[index], points[from], points[to]);
        let farthest = (from + 1..to).max_by(|one, other| off(*one).total_cmp(&off(*other)));
        if let Some(index) = farthest.filter(|index| off(*index) > tolerance) {
            keep[index] = true;
            spans.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

fn off_line(point: Point, from: Point, to: Point) -> f64 {
    let real = |(x, y): Point| (f64::from(x), f64::from(y));
    let ((x, y), (ax, ay), (bx, by)) = (real(point), real(from), real(to));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx.hypot(dy);
    if length == 0.0 { (x - ax).hypot(y - ay) } else { ((x - ax) * dy - (y - ay) * dx).abs() / length }
}
