//! Made-up services in a directory that looks like a town's: some forty kinds, each in several places.

use crate::{
    ServiceId,
    body::{Body, Contact, Cost, Day, Mode, Opening, Place, Time},
    postcodes::{self, Postcode},
    records::{self, NewService, Origin, Provider},
    rules::beside::Capacity,
};
use access::App;
use chrono::Days;
use fastrand::Rng;
use store::Tx;

/// Towns with the outward half of their postcodes and about where they lie (degrees, by eye, for the demo alone).
const TOWNS: [(&str, &str, f64, f64); 8] = [
    ("Chatham", "ME4", 51.380, 0.527),
    ("Luton", "ME5", 51.355, 0.535),
    ("Gillingham", "ME7", 51.388, 0.550),
    ("Rainham", "ME8", 51.364, 0.609),
    ("Rochester", "ME1", 51.384, 0.500),
    ("Strood", "ME2", 51.396, 0.483),
    ("Hoo", "ME3", 51.420, 0.562),
    ("Twydall", "ME7", 51.375, 0.585),
];

/// A kind of service; 0 is no age.
#[derive(serde::Deserialize)]
struct Kind {
    name: String,
    provider: String,
    group: String,
    needs: Vec<String>,
    who: Vec<String>,
    ages: (u8, u8),
    summary: String,
    criteria: String,
    how: String,
    pence: i64,
    modes: Vec<Mode>,
    referral: bool,
}

#[derive(serde::Deserialize)]
struct Kinds {
    kind: Vec<Kind>,
}

fn kinds() -> Vec<Kind> {
    toml::from_str::<Kinds>(include_str!("services.toml")).map(|k| k.kind).unwrap_or_default()
}

/// Makes a round of them: the first in the towns, later ones ever farther around.
pub(crate) fn make(
    tx: &mut Tx<'_>,
    app: &App,
    round: u32,
    ours: &[(String, store::OrganisationId)],
) -> web::Result<u32> {
    let mut rng = Rng::with_seed(7 + u64::from(round));
    let rng = &mut rng;
    let wide = 1.0 + f64::from(round.min(40));
    let today = tx.now.date();
    let outward = TOWNS.iter().map(|(_, code, lat, lon)| district(code, *lat, *lon)).collect::<Vec<_>>();
    let mut known: Vec<Postcode> = Vec::new();
    for p in outward {
        if known.iter().all(|k| k.code != p.code) {
            known.push(p);
        }
    }
    let mut providers: Vec<Provider> = records::list_providers(tx.conn(), None)?;
    let mut nth = 0_u64;
    for kind in &kinds() {
        let of = match providers.iter().find(|p| p.name == kind.provider) {
            Some(there) => there.clone(),
            None => {
                let organisation = ours.iter().find(|o| o.0 == kind.provider).map(|o| o.1);
                let new = Provider {
                    description: format!("{} helps families in the towns on the river.", kind.provider),
                    ..Provider::named(&kind.provider, organisation)
                };
                records::add_provider(tx, &new)?;
                providers.push(new.clone());
                new
            }
        };
        for (n, (town, outward, lat, lon)) in TOWNS.iter().enumerate() {
            nth += 1;
            let place = Place {
                id: store::ids::next(),
                name: format!(
                    "{town} {}",
                    ["Community Centre", "Family Hub", "Library", "Church Hall"][(n + kind.name.len()) % 4]
                ),
                line_1: format!(
                    "{} {}",
                    rng.u8(1..90),
                    ["High Street", "Mill Road", "Canal Walk", "Orchard Avenue"][n % 4]
                ),
                town: (*town).into(),
                postcode: format!("{outward} {}{}{}", rng.u8(1..9), letter(rng), letter(rng)),
                lat: Some(short(lat + (rng.f64() - 0.5) * 0.02 * wide)),
                lon: Some(short(lon + (rng.f64() - 0.5) * 0.03 * wide)),
                access: ["step-free", "toilet", "parking", "changing", "hearing-loop"]
                    .iter()
                    .filter(|_| rng.bool())
                    .map(|a| (*a).to_owned())
                    .collect(),
                note: String::new(),
            };
            known.push(Postcode {
                code: postcodes::fold(&place.postcode),
                lat: place.lat.unwrap_or(*lat),
                lon: place.lon.unwrap_or(*lon),
                ..district("", 0.0, 0.0)
            });
            let mut body = body(kind, town, place, n, rng);
            if round > 0 {
                body.name = format!("{} {round}", body.name);
            }
            let age = [3, 40, 90, 150, 175, 20, 250, 320][usize::try_from(nth * 7 + nth / 8).unwrap_or(0) % 8];
            let origin = Origin { assured_on: today.checked_sub_days(Days::new(age)), ..Origin::default() };
            let id = ServiceId::new();
            records::add(tx, &app.pack, NewService { id, of: &of, body, origin, by: "Demo" })?;
            if rng.u8(0..3) == 0 {
                let weeks = rng.u8(0..14);
                let spaces = if weeks > 0 { 0 } else { rng.u8(1..12) };
                let capacity = Capacity::new(Some(weeks.into()), Some(spaces.into()))?;
                records::set_capacity(tx, id, capacity)?;
            }
        }
    }
    if round == 0 {
        refuge(tx, app)?;
        nth += 1;
    }
    known.sort_by(|a, b| a.code.cmp(&b.code));
    known.dedup_by(|a, b| a.code == b.code);
    postcodes::put(tx.conn(), &known)?;
    Ok(u32::try_from(nth).unwrap_or(0))
}

fn district(code: &str, lat: f64, lon: f64) -> Postcode {
    Postcode {
        code: code.into(),
        lat,
        lon,
        authority: String::new(),
        small_area: String::new(),
        ward: String::new(),
        ward_name: String::new(),
    }
}

/// Five decimals, some metres, as open files have it.
fn short(degrees: f64) -> f64 {
    (degrees * 100_000.0).round() / 100_000.0
}

fn letter(rng: &mut Rng) -> char {
    char::from(b"ABDEFGHJLNPQRSTUWXYZ"[rng.usize(0..20)])
}

fn body(kind: &Kind, town: &str, place: Place, n: usize, rng: &mut Rng) -> Body {
    let days = [Day::ALL[rng.usize(0..5)], Day::ALL[rng.usize(0..6)]];
    let opens = [540, 570, 600, 780, 960, 1_050][rng.usize(0..6)];
    let mut days = days.to_vec();
    days.sort();
    days.dedup();
    let slug: String =
        kind.name.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>().to_lowercase();
    let at_a_place = kind.modes.contains(&Mode::InPerson);
    Body {
        name: format!("{}, {town}", kind.name),
        summary: kind.summary.clone(),
        group: kind.group.clone(),
        needs: kind.needs.clone(),
        who: kind.who.clone(),
        // from birth where nothing else is said: a kind is for all ages then
        minimum_age: (kind.ages.0 > 0 || kind.ages.1 == 0).then_some(kind.ages.0),
        maximum_age: (kind.ages.1 > 0).then_some(kind.ages.1),
        criteria: kind.criteria.clone(),
        how: kind.how.clone(),
        referral_only: kind.referral,
        free: kind.pence == 0,
        costs: if kind.pence == 0 {
            vec![]
        } else {
            vec![Cost { option: "Each time".into(), pence: Some(kind.pence), note: String::new() }]
        },
        modes: kind.modes.clone(),
        languages: if n.is_multiple_of(3) {
            vec!["English".into(), ["Polish", "Romanian", "Punjabi", "Ukrainian"][rng.usize(0..4)].into()]
        } else {
            vec!["English".into()]
        },
        openings: vec![Opening {
            days,
            opens: Some(Time(opens)),
            closes: Some(Time(opens + 120)),
            every: crate::body::Every::Week,
            from_on: None,
            until_on: None,
            note: if n.is_multiple_of(2) { "Term time only".into() } else { String::new() },
        }],
        places: if at_a_place { vec![place] } else { vec![] },
        contacts: vec![Contact {
            name: String::new(),
            phone: format!("01634 {:06}", rng.u32(900_000..999_999)),
            email: format!("{slug}@example.org"),
        }],
        url: format!("https://example.org/{slug}"),
        areas: vec![town.into()],
        ..Body::default()
    }
}

/// A place that may not be known (T16).
fn refuge(tx: &mut Tx<'_>, app: &App) -> store::Result<()> {
    let of = Provider { description: "A place of safety.".into(), ..Provider::named("Safe House", None) };
    records::add_provider(tx, &of)?;
    let body = Body {
        name: "Refuge".into(),
        summary: "A safe home for women and children who flee from abuse.".into(),
        group: "partnership".into(),
        needs: vec!["domestic-abuse".into(), "homelessness".into()],
        who: vec!["parents".into()],
        criteria: "Women, with or without children, who are not safe at home.".into(),
        how: "Ring at any hour.".into(),
        free: true,
        modes: vec![Mode::InPerson],
        languages: vec!["English".into()],
        contacts: vec![Contact { name: "Helpline".into(), phone: "0808 157 0000".into(), email: String::new() }],
        confidential: true,
        ..Body::default()
    };
    let origin = Origin { assured_on: Some(tx.now.date()), ..Origin::default() };
    records::add(tx, &app.pack, NewService { id: ServiceId::new(), of: &of, body, origin, by: "Demo" })
}
