//! Areas with boundaries, ready to be drawn.

use crate::{
    geojson::{self, Feature, Unreadable},
    simplify::{Point, simplify},
};
use std::fmt::Write;

/// The longer side of a map, in its own units.
const SIDE: f64 = 600.0;

/// How far a border may be off its true line, in the same units.
const TOLERANCE: f64 = 1.0;

/// An area of a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Area {
    /// As in the file: `E05014449`.
    pub code: String,
    pub name: String,
    /// The `d` of an SVG path.
    pub(crate) path: String,
}

/// Areas that are drawn together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Areas {
    pub(crate) areas: Vec<Area>,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

impl Areas {
    /// Reads boundaries from GeoJSON, with the names of the properties that hold code and name.
    ///
    /// They are projected so that a degree of longitude and one of latitude are as long as they are in the middle of
    /// the map (equirectangular), which is right to the eye for a county, and straightened lightly.
    ///
    /// # Errors
    /// [`Unreadable`]: what is wrong, and with which area.
    pub fn from_geojson(text: &str, code_property: &str, name_property: &str) -> Result<Self, Unreadable> {
        let features = geojson::read(text, code_property, name_property)?;
        let frame = Frame::around(&features);

        let rings: Vec<Vec<Point>> = features.iter().flat_map(|one| &one.rings).map(|ring| frame.ring(ring)).collect();
        let mut rings = simplify(&rings, TOLERANCE).into_iter();
        let area = |feature: Feature| {
            let own: Vec<Vec<Point>> = rings.by_ref().take(feature.rings.len()).collect();
            Area { code: feature.code, name: feature.name, path: path(&own) }
        };
        let areas = features.into_iter().map(area).collect();
        let (width, height) = frame.size();
        Ok(Self { areas, width, height })
    }

    /// Codes and names, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }
}

/// From degrees to the units of the drawing; north is up.
struct Frame {
    west: f64,
    north: f64,
    east: f64,
    south: f64,
    narrow: f64,
    scale: f64,
}

impl Frame {
    fn around(features: &[Feature]) -> Self {
        let points = || features.iter().flat_map(|one| one.rings.iter().flatten());
        let west = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
        let east = points().map(|point| point.0).fold(f64::NEG_INFINITY, f64::max);
        let south = points().map(|point| point.1).fold(f64::INFINITY, f64::min);
        let north = points().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
        let narrow = f64::midpoint(north, south).to_radians().cos();
        let longer = f64::max((east - west) * narrow, north - south);
        Self { west, north, east, south, narrow, scale: SIDE / f64::max(longer, 1e-9) }
    }

    fn point(&self, (x, y): (f64, f64)) -> Point {
        (whole((x - self.west) * self.narrow * self.scale), whole((self.north - y) * self.scale))
    }

    fn ring(&self, ring: &[(f64, f64)]) -> Vec<Point> {
        ring.iter().map(|point| self.point(*point)).collect()
    }

    fn size(&self) -> (i32, i32) {
        self.point((self.east, self.south))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the drawing is 600 units wide")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// A path of steps from point to point, which is shorter than one of places.
fn path(rings: &[Vec<Point>]) -> String {
    let mut path = String::new();
    for ring in rings.iter().filter(|ring| !ring.is_empty()) {
        let mut at = ring[0];
        let _ = write!(path, "M{} {}l", at.0, at.1);
        for (index, point) in ring.iter().enumerate().skip(1) {
            let gap = if index > 1 && point.0 >= at.0 { " " } else { "" };
            let (x, y) = (point.0 - at.0, point.1 - at.1);
            let between = if y < 0 { "" } else { " " };
            let _ = write!(path, "{gap}{x}{between}{y}");
            at = *point;
        }
        path.push('z');
    }
    path
}
