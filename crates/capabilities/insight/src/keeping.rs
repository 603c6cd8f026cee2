//! What keeps figures true: steadily in the background, and before whoever looks at them.

use crate::{
    counting::{self, Looked},
    figures::Figure,
    records::{
        fold::{self, Standing},
        publication, recount,
    },
};
use access::App;
use pack::Pack;
use store::{Conn, Db, Result};

/// As many turns as somebody who looks at figures waits for; the background does the rest.
const TURNS: usize = 20;

/// Counts all anew.
///
/// # Errors
/// The engine's.
pub fn count_anew(db: &Db, pack: &Pack) -> Result<()> {
    let mut at = db.alone(&pack.hash, |tx| {
        let now = tx.now;
        recount::begin_again(tx.conn(), now)
    })?;
    loop {
        let (more, next) = db.alone(&pack.hash, |tx| {
            let (now, mut next) = (tx.now, at.clone());
            let more = recount::go_on(tx.conn(), pack, &mut next, now)?;
            Ok((more, next))
        })?;
        if !more {
            return Ok(());
        }
        at = next;
    }
}

/// Counts all anew, inside a transaction that runs.
///
/// # Errors
/// The engine's.
pub fn count_anew_within(conn: &mut Conn, pack: &Pack, now: store::Instant) -> Result<()> {
    let mut at = recount::begin_again(conn, now)?;
    while recount::go_on(conn, pack, &mut at, now)? {}
    Ok(())
}

/// Counts what was committed since, or all anew where that is due.
///
/// # Errors
/// The engine's.
pub fn keep(db: &Db, pack: &Pack) -> Result<()> {
    let now = db.now();
    match db.alone(&pack.hash, |tx| fold::standing(tx.conn(), pack, now))? {
        Standing::True | Standing::Beginning => Ok(()),
        Standing::ToBegin => count_anew(db, pack),
        Standing::Behind => {
            while db.alone(&pack.hash, |tx| {
                let now = tx.now;
                fold::catch_up(tx.conn(), pack, now)
            })? {}
            Ok(())
        }
    }
}

/// Before somebody looks: what was committed until now is counted. Whether figures can be shown.
pub(crate) async fn ready(app: &App) -> web::Result<bool> {
    let (pack, now) = (app.pack.clone(), app.db.now());
    for _ in 0..TURNS {
        let asked = pack.clone();
        let standing = app.db.read::<_, store::Error, _>(move |conn| fold::standing(conn, &asked, now)).await?;
        match standing {
            Standing::True => return Ok(true),
            Standing::ToBegin | Standing::Beginning => return Ok(false),
            Standing::Behind => {
                let pack = pack.clone();
                app.db.upkeep::<_, store::Error, _>(move |conn| fold::catch_up(conn, &pack, now)).await?;
            }
        }
    }
    Ok(true)
}

/// The first thing of which what is kept is not what a full recount gives.
///
/// # Errors
/// The engine's.
pub fn differs(conn: &mut Conn, pack: &Pack) -> Result<Option<String>> {
    recount::differs(conn, pack)
}

/// Whether everything that was committed is counted.
///
/// # Errors
/// The engine's.
pub fn is_true(conn: &mut Conn, pack: &Pack, now: store::Instant) -> Result<bool> {
    Ok(fold::standing(conn, pack, now)? == Standing::True)
}

/// Counts what was committed since, in a transaction that runs.
///
/// # Errors
/// The engine's.
pub fn catch_up_within(conn: &mut Conn, pack: &Pack, now: store::Instant) -> Result<()> {
    while fold::catch_up(conn, pack, now)? {}
    Ok(())
}

/// The periods of which figures are public now.
///
/// # Errors
/// The engine's.
pub fn published_periods(conn: &mut Conn) -> Result<Vec<String>> {
    let all = publication::list(conn)?.into_iter().filter(publication::Issue::is_public);
    Ok(all.map(|issue| issue.period).collect())
}

/// How many were entered late, and how many are not counted any more, in what was published last of a period.
///
/// # Errors
/// [`store::Error::Missing`] where nothing is published of it.
pub fn changed_since(
    conn: &mut Conn,
    pack: &Pack,
    period: &str,
    figure: &str,
    today: chrono::NaiveDate,
) -> Result<(usize, usize)> {
    let all = publication::list(conn)?;
    let issue = all.into_iter().find(|issue| issue.is_public() && issue.period == period);
    let issue = issue.ok_or(store::Error::Missing)?;
    let figure = Figure::find(figure).ok_or(store::Error::Missing)?;
    let what = (figure, issue.window(), &Looked::default());
    let now = publication::Rows::of(&counting::opened(conn, pack, what, today, (1, 0))?);
    let frozen = publication::rows(conn, issue.id, figure.id)?;
    Ok((now.without(&frozen).len(), frozen.without(&now).len()))
}

/// Every count that is public: period, figure, what stands there.
///
/// # Errors
/// The engine's.
pub fn published_values(conn: &mut Conn) -> Result<Vec<(String, String, String)>> {
    let mut values = Vec::new();
    for issue in publication::list(conn)?.into_iter().filter(publication::Issue::is_public) {
        for (figure, shown) in publication::all_shown(conn, issue.id)? {
            let time = Figure::find(&figure).is_some_and(|figure| figure.rule.is_time());
            let mut add = |value: &str| values.push((issue.period.clone(), figure.clone(), value.to_owned()));
            if !time {
                add(&shown.value);
            }
            shown.tables.iter().flat_map(|table| &table.rows).for_each(|row| add(&row.count));
        }
    }
    Ok(values)
}
