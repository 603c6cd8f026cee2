use crate::wards;
use charts::{Areas, Caption, Mark, Unreadable, map, map_of};
use disclosure::{Cell, Policy, rate};

const CAPTION: Caption<'static> = Caption { id: "map", title: "Families by ward", unit: "families" };

/// Six squares in two rows; the last is two islands.
fn squares() -> String {
    let square = |x: f64, y: f64| {
        let (east, north) = (x + 0.1, y + 0.1);
        format!("[[[{x},{y}],[{east},{y}],[{east},{north}],[{x},{north}],[{x},{y}]]]")
    };
    let feature = |at: usize| {
        let (x, y) = (0.5 + 0.1 * [0.0, 1.0, 2.0][at % 3], 51.0 + if at < 3 { 0.1 } else { 0.0 });
        let (kind, coordinates) = match at {
            5 => ("MultiPolygon", format!("[{},{}]", square(x, y), square(x + 0.2, y))),
            _ => ("Polygon", square(x, y)),
        };
        format!(
            r#"{{"type":"Feature","properties":{{"code":"W{at}","name":"Ward {at}"}},
            "geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
        )
    };
    let features: Vec<String> = (0..6).map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn areas() -> Areas {
    Areas::from_geojson(&squares(), "code", "name").expect("six squares")
}

#[test]
fn a_map_has_a_path_and_words_for_each_area() {
    let drawn = map(&CAPTION, &areas(), &wards(&[3, 40, 20, 60, 0, 80]), 0).0;

    assert_eq!(drawn.matches("<path").count(), 6);
    assert!(drawn.contains("<title>Ward 0: withheld</title>") && drawn.contains("<title>Ward 4: 0</title>"), "{drawn}");
    assert!(drawn.contains("<title>Ward 5: 80</title>"));
    assert!(drawn.contains(r#"aria-labelledby="map-title map-description""#));
}

#[test]
fn the_legend_says_in_words_what_each_filling_means() {
    let drawn = map(&CAPTION, &areas(), &wards(&[3, 40, 20, 60, 0]), 0).0;

    assert!(drawn.contains("0 families: 1 area"), "{drawn}");
    assert!(drawn.contains("withheld, so that nobody can be recognised: 2 areas"));
    assert!(drawn.contains("no count: 1 area"), "the last has no row");
}

#[test]
fn a_map_needs_no_style_and_no_script() {
    let drawn = map(&CAPTION, &areas(), &wards(&[3, 40, 20, 60, 0, 80]), 0).0;
    for word in ["style", "<script", "rgb(", "href"] {
        assert!(!drawn.contains(word), "{word} in {drawn}");
    }
}

#[test]
fn rates_can_be_drawn_on_a_map() {
    let of = |part: u64| Mark::from(rate(Cell::Shown(part), Cell::Shown(80), &Policy::of(5)));
    let drawn = map_of(&Caption { unit: "%", ..CAPTION }, &areas(), &[("W0", of(20)), ("ward:W1", of(39))]).0;

    assert!(
        drawn.contains("<title>Ward 0: 25.0%</title>") && drawn.contains("<title>Ward 1: 48.8%</title>"),
        "{drawn}"
    );
    assert!(drawn.contains("<title>Ward 2: not in the table</title>"));
}

/// The points of a path that goes in steps.
fn points(drawn: &str, area: usize) -> Vec<(i32, i32)> {
    let path = drawn.split(" d=\"M").nth(area + 1).and_then(|rest| rest.split('z').next()).unwrap_or_default();
    let numbers: Vec<i32> = path
        .replace('l', " ")
        .replace('-', " -")
        .split_whitespace()
        .map(|number| number.parse().unwrap_or_default())
        .collect();
    let steps = numbers.chunks(2).map(|step| (step[0], step[1]));
    steps
        .scan((0, 0), |at, (x, y)| {
            *at = (at.0 + x, at.1 + y);
            Some(*at)
        })
        .collect()
}

#[test]
fn neighbours_share_the_same_border_however_it_is_written_down() {
    let wave = |step: u32| (0.5 + 0.01 * f64::from(step * step * 7 % 11), 51.0 + 0.01 * f64::from(step));
    let border: Vec<(f64, f64)> = (0..=40).map(wave).collect();
    let ring = |points: Vec<(f64, f64)>| {
        let points: Vec<String> = points.iter().chain(&points[..1]).map(|(x, y)| format!("[{x},{y}]")).collect();
        format!("[[{}]]", points.join(","))
    };
    let mut west = vec![(0.3, 51.4), (0.3, 51.0)];
    west.extend(&border);
    let mut east: Vec<(f64, f64)> = border.iter().rev().copied().collect();
    east.extend([(0.8, 51.0), (0.8, 51.4)]);
    east.rotate_left(17);
    let area = |code: &str, ring: String| {
        format!(
            r#"{{"properties":{{"code":"{code}","name":"Ward"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#
        )
    };
    let text = format!(r#"{{"features":[{},{}]}}"#, area("W0", ring(west)), area("W1", ring(east)));
    let areas = Areas::from_geojson(&text, "code", "name").expect("two areas");
    let drawn = map(&CAPTION, &areas, &wards(&[9, 9]), 0).0;

    let inner = |area| {
        let mut points: Vec<(i32, i32)> = points(&drawn, area);
        let edge = points.iter().map(|point| point.0).max().filter(|_| area == 1).unwrap_or(0);
        points.retain(|point| point.0 != edge);
        points.sort_unstable();
        points
    };
    assert!(inner(0).len() > 20, "{drawn}");
    assert_eq!(inner(0), inner(1));
}

#[test]
fn a_circle_of_many_points_is_drawn_with_few() {
    let points: Vec<String> = (0..=720)
        .map(|step| f64::from(step).to_radians() / 2.0)
        .map(|angle| format!("[{},{}]", 0.5 + 0.1 * angle.cos(), 51.0 + 0.1 * angle.sin()))
        .collect();
    let text = format!(
        r#"{{"features":[{{"properties":{{"code":7,"name":"Round"}},
            "geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}]}}"#,
        points.join(",")
    );
    let areas = Areas::from_geojson(&text, "code", "name").expect("a circle");
    let drawn = map(&CAPTION, &areas, &wards(&[9]), 0).0;
    let path = drawn.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();

    assert!(path.len() < 650, "{} letters: {path}", path.len());
    assert_eq!(areas.iter().next().unwrap().code, "7", "a number is a code, too");
}

#[test]
fn what_cannot_be_read_says_what_is_wrong_and_with_which_area() {
    let read = |text: &str| Areas::from_geojson(text, "code", "name").expect_err("unreadable");
    let feature = |geometry: &str| format!(r#"{{"features":[{{"properties":{{"code":"a","name":"A"}},{geometry}}}]}}"#);

    assert_eq!(read("<kml/>"), Unreadable::NotJson);
    assert_eq!(read("{}"), Unreadable::NoFeatures);
    assert_eq!(read(r#"{"features":[{}]}"#), Unreadable::NoProperty(1, "code".to_owned()));
    assert_eq!(read(&feature(r#""geometry":null"#)), Unreadable::NoPolygon(1));
    assert_eq!(
        read(&feature(r#""geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}"#)),
        Unreadable::NoPolygon(1)
    );
    let metres = r#""geometry":{"type":"Polygon",
        "coordinates":[[[575000,168000],[575100,168000],[575100,168100],[575000,168000]]]}"#;
    assert_eq!(read(&feature(metres)).to_string(), "Area 1 is not in longitude and latitude; convert it to WGS 84");
}

#[test]
fn two_areas_cannot_have_one_code() {
    let text = squares().replace("W1", "W0");

    assert_eq!(Areas::from_geojson(&text, "code", "name"), Err(Unreadable::Twice("W0".to_owned())));
}
