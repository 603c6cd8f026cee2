//! A filter is a word of the index: what a service offers, as facets, and what it is found by, as words.

use crate::body::{Body, Day, Opening, Place, Time};
use pack::Pack;

/// The oldest age that is a facet of its own.
const OLDEST: u8 = 25;

/// The grids of nearness: degrees of latitude and longitude a cell, some 2, 9 and 36 km each way in Britain.
pub const GRIDS: [(f64, f64); 3] = [(0.02, 0.03), (0.08, 0.12), (0.32, 0.48)];

/// Every service that the public sees.
pub fn live() -> String {
    "live0".into()
}

/// `need`, `school-attendance` → `needxschoolattendance0`. Ends in a digit, so that nothing stems it.
pub fn word(kind: &str, code: &str) -> String {
    let code: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    format!("{kind}x{code}0")
}

/// Takes somebody of this age.
pub fn age(years: u8) -> String {
    format!("age{}x0", years.min(OLDEST))
}

/// Open on this day.
pub fn day(day: Day) -> String {
    word("day", day.code())
}

store::coded! {
    /// A part of the day.
    pub enum Part {
        /// Before midday.
        Morning = "morning",
        /// Midday to five.
        Afternoon = "afternoon",
        /// After five.
        Evening = "evening",
    }
}

impl Part {
    const fn span(self) -> (u16, u16) {
        match self {
            Self::Morning => (0, 720),
            Self::Afternoon => (720, 1_020),
            Self::Evening => (1_020, 1_440),
        }
    }

    fn meets(self, opens: Time, closes: Time) -> bool {
        let (from, to) = self.span();
        opens.0 < to && closes.0 > from
    }
}

/// Open in this part of a day, or of any.
pub fn part(on: Option<Day>, part: Part) -> String {
    word("part", &format!("{}{}", on.map_or("any", Day::code), part.code()))
}

/// The cell of a grid in which a point lies.
fn cell(grid: usize, lat: f64, lon: f64) -> (i64, i64) {
    let (high, wide) = GRIDS[grid];
    ((lat / high).floor() as i64, (lon / wide).floor() as i64)
}

fn cell_word(grid: usize, (a, b): (i64, i64)) -> String {
    // no minus sign in a word
    format!("cell{grid}x{}y{}x0", a + 10_000, b + 10_000)
}

/// The nine cells around a point, and the metres within which they hold everything.
pub fn around(grid: usize, lat: f64, lon: f64) -> (Vec<String>, f64) {
    let (a, b) = cell(grid, lat, lon);
    let cells = (a - 1..=a + 1).flat_map(|a| (b - 1..=b + 1).map(move |b| cell_word(grid, (a, b))));
    let (high, wide) = GRIDS[grid];
    let (high, wide) = (high * store::text::DEGREE, wide * store::text::DEGREE * lat.to_radians().cos());
    (cells.collect(), high.min(wide))
}

fn of_openings(openings: &[Opening], all: &mut Vec<String>) {
    for opening in openings {
        let times = opening.opens.zip(opening.closes);
        // without times it may be at any
        let parts = || Part::ALL.iter().filter(|part| times.is_none_or(|(opens, closes)| part.meets(opens, closes)));
        for on in &opening.days {
            all.push(day(*on));
            all.extend(parts().flat_map(|one| [part(Some(*on), *one), part(None, *one)]));
        }
    }
}

fn of_place(place: &Place, all: &mut Vec<String>) {
    if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
        all.extend((0..GRIDS.len()).map(|grid| cell_word(grid, cell(grid, lat, lon))));
    }
    all.extend(place.access.iter().map(|access| word("access", access)));
}

/// All facets of a service.
pub fn of(body: &Body) -> Vec<String> {
    let mut all = vec![live(), word("group", &body.group)];
    all.extend(body.needs.iter().map(|need| word("need", need)));
    all.extend(body.builds.iter().map(|factor| word("builds", factor)));
    all.extend(body.who.iter().map(|who| word("who", who)));
    all.extend((0..=OLDEST).filter(|years| body.takes_age(*years)).map(age));
    all.extend(body.modes.iter().map(|mode| word("mode", mode.code())));
    all.extend(body.languages.iter().map(|language| word("language", language)));
    if body.free {
        all.push(word("cost", "free"));
    }
    if !body.referral_only {
        all.push(word("ask", "oneself"));
    }
    of_openings(&body.openings, &mut all);
    body.places.iter().for_each(|place| of_place(place, &mut all));
    all.sort_unstable();
    all.dedup();
    all
}

/// All words by which a service is found, but for its name. Whom it is for is a filter: as a word it would be
/// everybody's.
pub fn words(pack: &Pack, body: &Body, provider: &str) -> String {
    let mut all: Vec<&str> = vec![provider, &body.summary, &body.criteria];
    all.extend(body.needs.iter().map(|need| pack.label("need", need)));
    all.push(pack.label("service-group", &body.group));
    all.extend(body.keywords.iter().map(String::as_str));
    all.extend(body.areas.iter().map(String::as_str));
    all.extend(body.places.iter().flat_map(|place| [place.name.as_str(), &place.town]));
    all.extend(body.languages.iter().map(String::as_str));
    // taken apart here, so that both engines see the same words
    linkage::text::fold(&all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_around_a_point_hold_everything_within_their_reach() {
        let mut rng = 1_u64;
        let mut next = || {
            rng = rng.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (rng >> 33) as f64 / f64::from(u32::MAX >> 1)
        };
        for _ in 0..2_000 {
            let (lat, lon) = (49.0 + 11.0 * next(), -8.0 + 10.0 * next());
            let grid = (next() * 2.99) as usize;
            let (cells, reach) = around(grid, lat, lon);
            let (angle, far) = (std::f64::consts::TAU * next(), reach * next() * 0.995);
            let (north, east) = (far * angle.sin(), far * angle.cos());
            let other =
                (lat + north / store::text::DEGREE, lon + east / (store::text::DEGREE * lat.to_radians().cos()));
            assert!(
                cells.contains(&cell_word(grid, cell(grid, other.0, other.1))),
                "{far} m of {reach} from {lat} {lon}"
            );
        }
    }

    #[test]
    fn a_service_for_all_ages_takes_every_age_and_one_for_babies_only_theirs() {
        assert!(of(&Body::default()).contains(&age(17)));
        let babies = of(&Body { maximum_age: Some(1), ..Body::default() });
        assert!(babies.contains(&age(1)) && !babies.contains(&age(2)));
    }
}
