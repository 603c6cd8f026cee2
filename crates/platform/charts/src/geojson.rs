//! Reads the boundaries of areas from GeoJSON (RFC 7946): longitude and latitude, polygons and multipolygons.

use serde_json::Value;
use std::{error::Error, fmt};

/// Why boundaries cannot be read; the number is that of the feature, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    NotJson,
    /// It is no `FeatureCollection`, or it is empty.
    NoFeatures,
    /// The feature has no such property, or it is neither a text nor a whole number.
    NoProperty(usize, String),
    /// The feature is neither a polygon nor a multipolygon, or has a ring of fewer than four points.
    NoPolygon(usize),
    /// Points are not longitude and latitude in degrees (a national grid in metres, perhaps).
    NotDegrees(usize),
    /// Two features have the same code.
    Twice(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson => out.write_str("The file is not JSON"),
            Self::NoFeatures => out.write_str("The file holds no areas: it must be a GeoJSON FeatureCollection"),
            Self::NoProperty(feature, name) => write!(out, "Area {feature} has no property \"{name}\""),
            Self::NoPolygon(feature) => write!(out, "Area {feature} has no boundary that can be drawn"),
            Self::NotDegrees(feature) => {
                write!(out, "Area {feature} is not in longitude and latitude; convert it to WGS 84")
            }
            Self::Twice(code) => write!(out, "Two areas have the code {code}"),
        }
    }
}

impl Error for Unreadable {}

/// A ring of points (longitude, latitude) in degrees; the first is not repeated at the end.
pub(crate) type Ring = Vec<(f64, f64)>;

/// An area as it stands in the file: outer rings and holes alike.
#[derive(Debug)]
pub(crate) struct Feature {
    pub code: String,
    pub name: String,
    pub rings: Vec<Ring>,
}

pub(crate) fn read(text: &str, code: &str, name: &str) -> Result<Vec<Feature>, Unreadable> {
    let file: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| Unreadable::NotJson)?;
    let features = file["features"].as_array().filter(|features| !features.is_empty());
    let features = features.ok_or(Unreadable::NoFeatures)?;

    let read = |(index, value)| feature(index + 1, value, code, name);
    let found: Vec<Feature> = features.iter().enumerate().map(read).collect::<Result<_, _>>()?;
    for (index, one) in found.iter().enumerate() {
        if found[..index].iter().any(|other| other.code == one.code) {
            return Err(Unreadable::Twice(one.code.clone()));
        }
    }
    Ok(found)
}

fn feature(number: usize, value: &Value, code: &str, name: &str) -> Result<Feature, Unreadable> {
    let property = |name: &str| match &value["properties"][name] {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        Value::Number(number) if number.is_i64() => Ok(number.to_string()),
        _ => Err(Unreadable::NoProperty(number, name.to_owned())),
    };
    let (code, name) = (property(code)?, property(name)?);

    let geometry = &value["geometry"];
    let coordinates = geometry["coordinates"].as_array().ok_or(Unreadable::NoPolygon(number))?;
    let polygons: Vec<&Vec<Value>> = match geometry["type"].as_str() {
        Some("Polygon") => vec![coordinates],
        Some("MultiPolygon") => coordinates.iter().filter_map(Value::as_array).collect(),
        _ => return Err(Unreadable::NoPolygon(number)),
    };

    let rings: Vec<Ring> =
        polygons.into_iter().flatten().map(|points| ring(number, points)).collect::<Result<_, _>>()?;
    if rings.is_empty() { Err(Unreadable::NoPolygon(number)) } else { Ok(Feature { code, name, rings }) }
}

fn ring(number: usize, value: &Value) -> Result<Ring, Unreadable> {
    let points = value.as_array().filter(|points| points.len() >= 4).ok_or(Unreadable::NoPolygon(number))?;
    let point = |point: &Value| match (point[0].as_f64(), point[1].as_f64()) {
        (Some(x), Some(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok((x, y)),
        (Some(_), Some(_)) => Err(Unreadable::NotDegrees(number)),
        _ => Err(Unreadable::NoPolygon(number)),
    };
    points[1..].iter().map(point).collect()
}
