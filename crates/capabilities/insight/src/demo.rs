//! Figures of the demo: all that was made up is counted, and a year of it published, with a map of made-up wards.

use crate::{
    counting::Period,
    freezing, keeping,
    records::{areas, publication},
};
use access::{App, Change, Permits, Role, accounts, nobody};
use cases::demo_places::WARDS;
use chrono::{Days, NaiveTime};
use serde_json::json;
use std::sync::Arc;
use store::{AccountId, Author, Conn, Instant, Tx};
use web::Result;

/// Days after the end of a period on which its figures are frozen, and then published.
const FROZEN_AFTER: u64 = 10;
const PUBLISHED_AFTER: u64 = 13;

pub(crate) fn tell(conn: &mut Conn, app: &App) -> Result<()> {
    let now = app.db.now();
    keeping::count_anew_within(conn, &app.pack, now)?;
    if store::dialect::count(conn, "family")? == 0 {
        return Ok(());
    }
    draw_map(conn, app, now)?;
    let year = Period::quarter_of(now.date()).financial_year();
    let periods = Period::of_financial_year(year - 1).into_iter().chain(Period::of_financial_year(year));
    for period in periods.filter(|period| period.window().to + Days::new(PUBLISHED_AFTER) < now.date()) {
        publish(conn, app, period)?;
    }
    Ok(())
}

/// Whoever of the demo comes as this.
fn somebody(conn: &mut Conn, role: Role) -> Result<Option<AccountId>> {
    Ok(accounts::with_role(conn, role)?.into_iter().next())
}

fn publish(conn: &mut Conn, app: &App, period: Period) -> Result<()> {
    let (Some(head), Some(privacy)) = (somebody(conn, Role::Head)?, somebody(conn, Role::Privacy)?) else {
        return Ok(());
    };
    let on = |days: u64| {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        Instant::at_london((period.window().to + Days::new(days)).and_time(noon))
    };
    let (frozen_at, published_at) = (on(FROZEN_AFTER), on(PUBLISHED_AFTER));
    let counted = freezing::count(conn, &app.pack, period, frozen_at.date())?;
    let frozen = freezing::decide(&counted, &freezing::policy(&app.pack))
        .map_err(|clash| store::Error::Outside(clash.to_string()))?;
    let id = act(conn, app, head, frozen_at, |change| {
        let permit = change.allow(nobody::PublishFigures)?;
        publication::freeze(change.tx, &permit, period, &frozen)
    })?;
    act(conn, app, privacy, published_at, |change| {
        let permit = change.allow(nobody::PublishFigures)?;
        publication::publish(change.tx, &permit, id)
    })
}

fn act<T>(
    conn: &mut Conn,
    app: &App,
    account: AccountId,
    at: Instant,
    f: impl FnOnce(&mut Change<'_, '_>) -> Result<T>,
) -> Result<T> {
    let actor = accounts::actor(conn, at, account)?.ok_or(store::Error::Missing)?;
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    let mut tx = Tx::within(conn, at, author);
    f(&mut Change::within(app, &mut tx, Arc::new(actor)))
}

/// Made-up boundaries of the made-up wards: four in a row, three rows.
fn draw_map(conn: &mut Conn, app: &App, now: Instant) -> Result<()> {
    let corner = |column: usize, row: usize| {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (x, y) = (column as f64, row as f64);
        // every other corner is moved, so that it looks like no chessboard
        let (east, north) = ((column * 7 + row * 3) % 5, (column * 3 + row * 5) % 5);
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let moved = (east as f64 * 0.004 - 0.008, north as f64 * 0.003 - 0.006);
        json!([0.48 + x * 0.045 + moved.0, 51.33 + y * 0.03 + moved.1])
    };
    let features: Vec<_> = WARDS
        .iter()
        .enumerate()
        .map(|(nth, (code, name))| {
            let (column, row) = (nth % 4, nth / 4);
            let ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map(|(east, north)| corner(column + east, row + north));
            json!({
                "type": "Feature", "properties": {"code": code, "name": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            })
        })
        .collect();
    let boundaries = json!({"type": "FeatureCollection", "features": features}).to_string();
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    areas::import(&mut Tx::within(conn, now, author), &boundaries, "code", "name").map_err(store::Error::Outside)?;
    Ok(())
}
