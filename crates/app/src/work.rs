//! What goes on in the background: the audit chain, jobs, forgetting.

use crate::{mail::Post, settings::Settings};
use access::App;
use pack::Pack;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{
    Db, Tx, Who,
    jobs::{self, Daily, Handler},
    seal,
};

/// Begins the background work; it ends with the process.
///
/// # Errors
/// What is wrong with the settings of mail.
pub fn begin(app: &App, settings: &Settings) -> Result<(), String> {
    let handlers = handlers(app, settings)?;
    let db = app.db.clone();
    tokio::spawn(async move {
        let mut round = 0_u32;
        loop {
            // every minute a full look, for what was committed late
            let sealed =
                if round.is_multiple_of(60) { seal::seal_new(&db).await } else { seal::seal_recent(&db).await };
            match sealed {
                // a full batch: there is more
                Ok(n) if n >= 5_000 => continue,
                Ok(_) => {}
                Err(e) => tracing::error!(error = %e, "the audit chain could not be continued"),
            }
            round = round.wrapping_add(1);
            tokio::time::sleep(seal::INTERVAL).await;
        }
    });
    let db = app.db.clone();
    tokio::spawn(async move {
        loop {
            if let Err(e) = jobs::work(&db, &handlers).await {
                tracing::error!(error = %e, "jobs could not be taken");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let db = app.db.clone();
    tokio::spawn(async move {
        let mut planned = (None, 0);
        loop {
            let now = db.now();
            let due = (Some(now.date()), jobs::begun(now, DAILY).count());
            if due != planned {
                match db.upkeep(move |conn| jobs::plan(conn, now, DAILY)).await {
                    Ok(()) => planned = due,
                    Err(e) => tracing::error!(error = %e, "the day's work could not be planned"),
                }
            }
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    });
    let (db, pack) = (app.db.clone(), app.pack.clone());
    // beside the jobs, which a slow feed would hold up
    tokio::spawn(async move {
        loop {
            let (db, pack) = (db.clone(), pack.clone());
            let read = tokio::task::spawn_blocking(move || read_feeds(&db, &pack));
            if let Ok(Err(e)) = read.await {
                tracing::error!(error = %e, "feeds of services could not be read");
            }
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
    });
    let db = app.db.clone();
    tokio::spawn(async move {
        loop {
            if let Err(e) = forget(&db).await {
                tracing::error!(error = %e, "old sessions, drafts and keys could not be forgotten");
            }
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
    });
    Ok(())
}

/// What is done once a day.
const DAILY: &[Daily] = &[
    Daily { kind: "disable-idle-accounts", hour: 2 },
    Daily { kind: "find-duplicates", hour: 3 },
    Daily { kind: "remind-services", hour: 6 },
    Daily { kind: "escalate-late-work", hour: 7 },
];

/// Reads the feeds of services that are due, from four in the morning. Which broke off, and why, stands on the page of the
/// directory.
fn read_feeds(db: &Db, pack: &Pack) -> store::Result<()> {
    use chrono::Timelike;
    let now = db.now();
    if now.london().hour() < 4 {
        return Ok(());
    }
    for feed in directory::harvest::due(&mut db.connect()?, now)? {
        let read = directory::harvest::harvest(db, pack, &feed.url, |_| ());
        tracing::info!(whole = read.is_ok(), "a feed of services was read");
    }
    Ok(())
}

/// Does what is due, once round, the day's work among it: for tests and commands.
///
/// # Errors
/// What is wrong with the settings of mail, or the engine's word.
pub async fn once(app: &App, settings: &Settings) -> Result<usize, String> {
    let now = app.db.now();
    app.db.upkeep(move |conn| jobs::plan(conn, now, DAILY)).await.map_err(|e| e.to_string())?;
    jobs::work(&app.db, &handlers(app, settings)?).await.map_err(|e| e.to_string())
}

async fn forget(db: &Db) -> store::Result<()> {
    let now = db.now();
    db.upkeep(move |conn| {
        store::keys::forget_old(conn, now)?;
        store::drafts::forget_old(conn, now)?;
        jobs::forget_old(conn, now)?;
        access::sessions::forget_old(conn, now)
    })
    .await
}

fn handlers(app: &App, settings: &Settings) -> Result<BTreeMap<&'static str, Handler>, String> {
    let post = Arc::new(Post::parse(&settings.mail)?);
    let (from, url) = (settings.mail_from.clone(), app.url.clone());
    let late_message = to_colleague(&post, &from, &url, |payload| match payload["rung"].as_i64() {
        Some(1) => ("Work is late", "Something that you owe is late.", "my-work".into()),
        Some(2) => ("Work is late", "Something in your team is late.", "team".into()),
        _ => ("Work is late", "Work has been late for some time.", "late".into()),
    });
    let record_message = to_colleague(&post, &from, &url, |payload| {
        let what =
            "Somebody in a record that you lead was found to have a second record, or not to have one after all.";
        let family = payload["family"].as_str().unwrap_or_default();
        ("A record that you lead has changed", what, format!("families/{family}"))
    });
    let service_message = to_colleague(&post, &from, &url, |payload| {
        let (subject, what, page) = match payload["what"].as_str() {
            Some("approved") => ("Your change is public", "A change that you sent was approved.", "services/ours"),
            Some("returned") => {
                ("Your change was returned", "A change that you sent was returned with a reason.", "services/ours")
            }
            Some("doubted") => (
                "Somebody says that an entry is wrong",
                "Somebody says that something in an entry that you keep is wrong.",
                "services/ours",
            ),
            Some("referred") => {
                ("There is a referral", "A family was referred to a service that you keep.", "referrals")
            }
            Some("referral") => ("A referral has moved on", "A referral that you made has moved on.", "referrals"),
            _ => (
                "An entry is due to be checked",
                "An entry that you keep has to be checked soon. If all of it is right, one click says so.",
                "services/ours",
            ),
        };
        (subject, what, page.into())
    });
    let pack = app.pack.clone();
    let remind_services: Handler = Box::new(move |db, _| {
        let mut conn = db.connect().map_err(|e| e.to_string())?;
        let now = db.now();
        conn.write(|conn| directory::care::remind(conn, &pack, now)).map(|_| ()).map_err(|e| e.to_string())
    });
    let pack = app.pack.clone();
    let escalate: Handler = Box::new(move |db, _| escalate(db, &pack).map_err(|e| e.to_string()));
    let pack = app.pack.clone();
    let find_duplicates: Handler = Box::new(|db, _| {
        let found =
            db.connect().and_then(|mut conn| people::sweep::run(&mut conn, db.now())).map_err(|e| e.to_string())?;
        db.look_again();
        tracing::info!(people = found.people, pairs = found.pairs, kept = found.kept, "duplicates were looked for");
        Ok(())
    });
    let disable_idle: Handler = Box::new(move |db, _| {
        let idle = i64::from(pack.number("account-idle")) * 86_400;
        alone(db, &pack, |tx| access::accounts::disable_idle(tx, idle)).map(|_| ()).map_err(|e| e.to_string())
    });
    let contact_message: Handler = Box::new(move |db, payload| {
        let found = addressee(db, payload)?;
        let Some(to) = found.email else { return Ok(()) };
        let (subject, what) = match payload["what"].as_str() {
            Some("answer") => ("There is an answer for you", "There is an answer to contact"),
            _ => ("The front door has a question", "The early help front door has a question about contact"),
        };
        let how = if found.signs_in {
            format!("Sign in to read it, or call the front door and give the reference:\n{url}/contacts\n")
        } else {
            "Call the front door and give the reference. They will also try to call you.\n".into()
        };
        let body = format!("{what} {}.\n\n{how}", found.reference);
        post.send(&from, &to, subject, body)
    });
    Ok(BTreeMap::from([
        ("contact-message", contact_message),
        (cases::escalation::MESSAGE, late_message),
        (people::merging::MESSAGE, record_message),
        ("escalate-late-work", escalate),
        ("disable-idle-accounts", disable_idle),
        ("find-duplicates", find_duplicates),
        ("remind-services", remind_services),
        (directory::care::MESSAGE, service_message),
    ]))
}

/// Subject, what happened, and the page that shows it.
type Letter = (&'static str, &'static str, String);

/// Writes to the account that a job names, while it is in use: that something happened and where to read of it, never what.
fn to_colleague(post: &Arc<Post>, from: &str, url: &str, letter: fn(&Value) -> Letter) -> Handler {
    let (post, from, url) = (post.clone(), from.to_owned(), url.to_owned());
    Box::new(move |db, payload| {
        let account = payload["account"].as_str().and_then(|id| id.parse().ok()).ok_or("a job without an account")?;
        let mut conn = db.connect().map_err(|e| e.to_string())?;
        let to = access::accounts::find(&mut conn, account).map_err(|e| e.to_string())?;
        if to.disabled_at.is_some() {
            return Ok(());
        }
        let (subject, what, page) = letter(payload);
        post.send(&from, &to.email, subject, format!("{what}\n\nSign in to see it:\n{url}/{page}\n"))
    })
}

/// A change of the program itself, outside the queue of those that people wait for.
fn alone<T>(db: &Db, pack: &Pack, f: impl FnOnce(&mut Tx<'_>) -> store::Result<T>) -> store::Result<T> {
    let now = db.now();
    let who = Who { pack: pack.hash.clone(), ..Who::program() };
    let done = db.connect()?.write(|conn| f(&mut Tx::within(conn, now, who)));
    db.look_again();
    done
}

/// Some at a time, so that nobody's save waits for long. Begun again after a fault, it goes on where it was: a rung is
/// climbed once.
fn escalate(db: &Db, pack: &Pack) -> store::Result<()> {
    let today = db.now().date();
    let contacts = contacts::escalation::late_contacts(&mut db.connect()?, pack, today)?;
    for some in contacts.chunks(100) {
        alone(db, pack, |tx| cases::escalation::climb(tx, pack, some))?;
    }
    let mut after = None;
    loop {
        let (some, last) = cases::escalation::late_tasks(&mut db.connect()?, today, after, 100)?;
        if last.is_none() {
            return Ok(());
        }
        alone(db, pack, |tx| cases::escalation::climb(tx, pack, &some))?;
        after = last;
    }
}

fn addressee(db: &Db, payload: &Value) -> Result<contacts::records::Addressee, String> {
    let id = payload["contact"].as_str().and_then(|id| id.parse().ok()).ok_or("a job without a contact")?;
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    contacts::records::addressee(&mut conn, id).map_err(|e| e.to_string())
}
