//! In which made-up wards the homes of made-up families lie.

use access::App;
use diesel::prelude::*;
use directory::postcodes::{self, Postcode};
use store::{Conn, each};
use web::Result;

diesel::table! {
    address (postcode) {
        postcode -> Text,
    }
}

/// The wards of the demo, with their codes. They are nobody's.
pub const WARDS: [(&str, &str); 12] = [
    ("W01", "Riverside"),
    ("W02", "Castle Hill"),
    ("W03", "Orchard"),
    ("W04", "Quayside"),
    ("W05", "Windmill"),
    ("W06", "Priory"),
    ("W07", "Meadow"),
    ("W08", "Station"),
    ("W09", "Beacon"),
    ("W10", "Hollow"),
    ("W11", "Kings Park"),
    ("W12", "Marsh End"),
];

/// Small areas of a ward.
const SMALL: usize = 3;

/// Says where every home lies: neighbours by postcode in the same small area.
pub(crate) fn place(conn: &mut Conn, _: &App) -> Result<()> {
    let homes: Vec<String> =
        each!(conn, c => address::table.select(address::postcode).distinct().load(c)).map_err(store::Error::from)?;
    let mut rows: Vec<Postcode> = homes.iter().filter_map(|home| row(home)).collect();
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    rows.dedup_by(|one, other| one.code == other.code);
    Ok(postcodes::put(conn, &rows)?)
}

fn row(home: &str) -> Option<Postcode> {
    let code: String = home.chars().filter(|c| !c.is_whitespace()).collect();
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(3)?)?;
    let district: usize = outward.bytes().map(usize::from).sum();
    let sector = usize::from(inward.bytes().next()?.checked_sub(b'0')?);
    let unit = usize::from(inward.bytes().last()?);
    // a district is cut into three wards, and neighbouring sectors lie in one
    let (ward, name) = WARDS[(district * 5 + sector / 4) % WARDS.len()];
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (lat, lon) = (51.33 + (district % 8) as f64 * 0.012, 0.48 + sector as f64 * 0.018);
    Some(Postcode {
        code,
        lat,
        lon,
        authority: "Demo".into(),
        small_area: format!("{ward}-{}", unit % SMALL + 1),
        ward: ward.into(),
        ward_name: name.into(),
    })
}
