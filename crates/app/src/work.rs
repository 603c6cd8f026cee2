//! What goes on in the background: the audit chain, jobs, forgetting.
use crate::{mail::Post, settings::Settings};
use access::App;
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};
use store::{
    Db,
    jobs::{self, Handler},
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
        loop {
            if let Err(e) = forget(&db).await {
                tracing::error!(error = %e, "old sessions, drafts and keys could not be forgotten");
            }
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
    });
    Ok(())
}
/// Does what is due, once round: for tests and commands.
///
/// # Errors
/// What is wrong with the settings of mail, or the engine's word.
pub async fn once(app: &App, settings: &Settings) -> Result<usize, String> {
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
    let post = Post::parse(&settings.mail)?;
    let (from, url) = (settings.mail_from.clone(), app.url.clone());
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
    Ok(BTreeMap::from([("contact-message", contact_message)]))
}
fn addressee(db: &Db, payload: &Value) -> Result<contacts::records::Addressee, String> {
    let id = payload["contact"].as_str().and_then(|id| id.parse().ok()).ok_or("a job without a contact")?;
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    contacts::records::addressee(&mut conn, id).map_err(|e| e.to_string())
}
