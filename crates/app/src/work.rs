//! What goes on in the background: the audit chain, jobs, and what capabilities do daily or again and again.

use crate::{capabilities, mail::Post, settings::Settings};
use access::{
    App,
    capability::{Daily, LetterKind, Words},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::{
    clock,
    jobs::{self, Handler},
    seal::{self, Checkpoint},
};

/// Begins the background work; it ends with the process.
///
/// # Errors
/// What is wrong with the settings of mail.
pub fn begin(app: &App, settings: &Settings) -> Result<(), String> {
    let handlers = handlers(app, settings)?;
    tokio::spawn(keep_chain(app.clone()));
    tokio::spawn(every_minute(app.clone(), settings.key_file.clone()));
    tokio::spawn(do_jobs(app.clone(), handlers));
    tokio::spawn(plan_days(app.clone()));
    for steady in capabilities::ALL.iter().flat_map(|capability| capability.steady) {
        tokio::spawn(again_and_again(app.clone(), *steady));
    }
    Ok(())
}

/// Does what is due, once round, the day's work among it: for tests and commands.
///
/// # Errors
/// What is wrong with the settings of mail, or the engine's word.
pub async fn once(app: &App, settings: &Settings) -> Result<usize, String> {
    let (now, daily) = (app.db.now(), daily());
    app.db.upkeep(move |conn| jobs::plan(conn, now, &daily)).await.map_err(|e| e.to_string())?;
    jobs::work(&app.db, &handlers(app, settings)?).await.map_err(|e| e.to_string())
}

/// The audit chain, every second.
async fn keep_chain(app: App) {
    let mut round = 0_u32;
    loop {
        // every minute a full look, for what was committed late
        let full = round.is_multiple_of(60);
        let sealed = if full { seal::seal_new(&app.db).await } else { seal::seal_recent(&app.db).await };
        match sealed {
            // a full batch: there is more
            Ok(n) if n >= 5_000 => continue,
            Ok(_) => {}
            Err(e) => tracing::error!(error = %e, "the audit chain could not be continued"),
        }
        round = round.wrapping_add(1);
        tokio::time::sleep(seal::INTERVAL).await;
    }
}

/// Marks the time, and keeps the newest checkpoint of the chain beside the key file.
async fn every_minute(app: App, key_file: PathBuf) {
    loop {
        let (now, jump) = (app.db.now(), clock::last_jump());
        if let Err(e) = app.db.upkeep(move |conn| clock::mark(conn, now, jump)).await {
            tracing::error!(error = %e, "the time could not be marked");
        }
        if let Err(e) = keep_checkpoint(&app, &key_file).await {
            tracing::error!(error = %e, "no checkpoint of the audit chain could be kept");
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// Takes a checkpoint and keeps it beside the key file; none while nothing is sealed.
///
/// # Errors
/// [`store::Error::Outside`] when it cannot be written, or the chain does not pass through the one before.
pub async fn keep_checkpoint(app: &App, key_file: &Path) -> store::Result<()> {
    let (now, key, before) = (app.db.now(), seal::signing_key(key_file)?, Checkpoint::kept(key_file)?);
    // the chain may have been continued by another program, of which this one's readers do not know
    app.db.look_again();
    let taken = app.db.read(move |conn| Checkpoint::after(before.as_ref(), conn, now, &key)).await?;
    taken.map_or(Ok(()), |taken| taken.keep(key_file))
}

async fn do_jobs(app: App, handlers: BTreeMap<&'static str, Handler>) {
    loop {
        if let Err(e) = jobs::work(&app.db, &handlers).await {
            tracing::error!(error = %e, "jobs could not be taken");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn plan_days(app: App) {
    let mut planned = (None, 0);
    loop {
        let (now, daily) = (app.db.now(), daily());
        let due = (Some(now.date()), jobs::begun(now, &daily).count());
        if due != planned {
            match app.db.upkeep(move |conn| jobs::plan(conn, now, &daily)).await {
                Ok(()) => planned = due,
                Err(e) => tracing::error!(error = %e, "the day's work could not be planned"),
            }
        }
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
}

/// Beside the jobs, which it would hold up.
async fn again_and_again(app: App, steady: access::capability::Steady) {
    loop {
        let (db, pack) = (app.db.clone(), app.pack.clone());
        let done = tokio::task::spawn_blocking(move || (steady.run)(&db, &pack)).await;
        if let Ok(Err(e)) = done {
            tracing::error!(error = %e, what = steady.name, "steady work failed");
        }
        tokio::time::sleep(Duration::from_secs(steady.seconds)).await;
    }
}

/// The day's work of all capabilities.
fn daily() -> Vec<jobs::Daily> {
    capabilities::ALL.iter().flat_map(|capability| capability.daily).map(|daily| daily.at).collect()
}

/// Who does which job: the letters and the day's work of all capabilities.
fn handlers(app: &App, settings: &Settings) -> Result<BTreeMap<&'static str, Handler>, String> {
    let post = Arc::new(Post::parse(&settings.mail)?);
    let letters = capabilities::ALL.iter().flat_map(|capability| capability.letters);
    let letters = letters.map(|kind| (kind.name, send(*kind, post.clone(), settings, &app.url)));
    let daily = capabilities::ALL.iter().flat_map(|capability| capability.daily);
    let daily = daily.map(|daily| (daily.at.kind, do_daily(*daily, app)));
    Ok(letters.chain(daily).collect())
}

fn do_daily(daily: Daily, app: &App) -> Handler {
    let pack = app.pack.clone();
    Box::new(move |db, _| (daily.run)(db, &pack, capabilities::ALL).map_err(|e| e.to_string()))
}

/// Posts a letter as its capability words it.
fn send(kind: LetterKind, post: Arc<Post>, settings: &Settings, url: &str) -> Handler {
    let (from, url) = (settings.mail_from.clone(), url.to_owned());
    Box::new(move |db, payload| {
        let mut conn = db.connect().map_err(|e| e.to_string())?;
        let Some(Words { to, subject, text, page }) = (kind.word)(&mut conn, payload)? else { return Ok(()) };
        // whoever has no account is led to a page for everybody
        let text = text.replace(access::capability::SITE, &url);
        let body = match page {
            Some(page) => format!("{text}\n\nSign in to see it:\n{url}/{page}\n"),
            None => format!("{text}\n"),
        };
        post.send(&from, &to, &subject, body)
    })
}
