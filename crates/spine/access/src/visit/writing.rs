//! A change is made once for its key, in one transaction with its events.

use super::{Change, Credential, Visit, context::Context};
use crate::sessions::{self, Limits, Stage};
use axum::response::Response;
use std::sync::{Arc, Mutex, PoisonError};
use store::{
    Author, Tx, Uuid, drafts,
    keys::{Key, Seen},
    log::NewEntry,
};
use web::{Error, Fields, Result, Sheet};

/// The entries of what was asked for in a change, should it come back with a page or a refusal.
type Entries = Arc<Mutex<Vec<NewEntry>>>;

impl Visit {
    /// A change by someone signed in: checks the form's token, does it once for its key, and leads to the page that
    /// `f` names. "Save and come back" keeps the form and leads to My work.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn change<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let Credential::Cookie(secret) = &self.credential else { return Err(Error::SignIn(self.path.clone())) };
        if fields.get("csrf") != secret.form_token() {
            self.keep_draft(&fields, &self.path).await?;
            return Err(Error::Stranger);
        }
        if fields.get("save") == "later" {
            self.keep_draft(&fields, &self.path).await?;
            return Ok(web::see_other("/my-work?done=kept"));
        }
        let to = self.write(false, fields, f).await?;
        Ok(web::see_other(&to))
    }

    /// A change by anyone (a family asking for help).
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn public_change<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let csrf = fields.get("csrf");
        let foreign = |secret: &sessions::Secret| !csrf.is_empty() && csrf != secret.form_token();
        if matches!(&self.credential, Credential::Cookie(secret) if foreign(secret)) {
            return Err(Error::Stranger);
        }
        let to = self.write(true, fields, f).await?;
        Ok(web::see_other(&to))
    }

    /// A change by a program with a token: the answer, also where it was given before. `body` tells two requests with
    /// one key apart.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn api_change<F>(self, key: &str, body: String, mut f: F) -> Result<String>
    where
        F: FnMut(&mut Change<'_, '_>) -> Result<String> + Send + 'static,
    {
        if !matches!(self.credential, Credential::Bearer(_)) {
            return Err(Error::SignIn(self.path.clone()));
        }
        let fields = Fields::default().with("key", key).with("body", body);
        match self.write(false, fields, move |change, _| f(change)).await {
            Err(Error::Elsewhere(answer)) => Ok(answer),
            other => other,
        }
    }

    async fn write<F>(self, public: bool, fields: Fields, mut f: F) -> Result<String>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let db = self.app.db.clone();
        let pack = self.app.pack.hash.clone();
        let author = Author { account: None, organisation: None, request: self.request, pack };
        let entries = Entries::default();
        let mut attempt = Attempt { visit: self, public, fields, entries: entries.clone(), look_first: false };
        let result = db.change(author, move |tx| attempt.run(tx, &mut f)).await;
        if result.as_ref().is_err_and(Error::is_ours) {
            // the page that comes back shows something; what was refused was asked for
            let entries = std::mem::take(&mut *entries.lock().unwrap_or_else(PoisonError::into_inner));
            for entry in entries {
                db.entry(entry)?.await.unwrap_or(Err(store::Error::Closed))?;
            }
        }
        result
    }

    fn key(&self, context: &Context, fields: &Fields) -> Option<Key> {
        let program = matches!(self.credential, Credential::Bearer(_));
        let own = self.request.to_string();
        // a program that sends no key is still done once if its work has to be run again after a lost commit
        let key = match fields.get("key") {
            "" if program => &own,
            "" => return None,
            key => key,
        };
        let mut request = self.path.clone();
        for (name, value) in fields.pairs().iter().filter(|(n, _)| n != "csrf") {
            request.push_str(&format!("\n{name}={value}"));
        }
        let owner = context.actor.account.map_or(Uuid::nil(), |a| a.0);
        Some(if program {
            Key::new(owner, key, request.as_bytes())
        } else {
            Key::of_form(owner, key, request.as_bytes())
        })
    }

    /// Keeps a form as it stands, valid or not.
    pub async fn keep_draft(&self, fields: &Fields, form: &str) -> Result<()> {
        let Credential::Cookie(secret) = self.credential.clone() else { return Ok(()) };
        let (db, limits) = (self.app.db.clone(), self.app.limits());
        let mut kept = fields.clone();
        kept.retain(|name| !matches!(name, "csrf" | "key" | "save" | "draft" | "password"));
        let (kept, form, clock) = (kept.pairs().to_vec(), form.to_owned(), db.clone());
        db.upkeep(move |conn| {
            let now = clock.now();
            // also with a session that has just ended: the text is kept for the person, shown only to them
            let found = sessions::find(
                conn,
                now,
                &secret,
                Limits { idle: limits.idle + 86_400, absolute: limits.absolute + 86_400, ..limits },
            )?;
            if let Some((session, actor)) = found
                && session.stage == Stage::Full
                && let Some(account) = actor.account
            {
                drafts::save(conn, now, &account.to_string(), &form, &kept)?;
            }
            Ok::<_, store::Error>(())
        })
        .await?;
        Ok(())
    }
}

/// A change as it is tried, and after a deadlock or a lost connection tried again.
struct Attempt {
    visit: Visit,
    public: bool,
    fields: Fields,
    entries: Entries,
    /// Whether the key is looked up before anything is done.
    look_first: bool,
}

impl Attempt {
    fn run<F>(&mut self, tx: &mut Tx<'_>, f: &mut F) -> Result<String>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String>,
    {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let now = self.visit.app.db.now();
        let (context, _) = self.visit.context(tx.conn(), now, self.public)?;
        tx.who.account = context.actor.account;
        tx.who.organisation = context.actor.organisation;
        let key = self.visit.key(&context, &self.fields);
        if let (true, Some(key)) = (self.look_first, &key)
            && key.seen(tx)? != Seen::First
        {
            return before(tx, key);
        }

        let (owner, path) = (context.owner(), context.path.clone());
        let (done, secret) = self.do_it(tx, context, f);
        let to = self.settle(tx, key.as_ref(), done, secret)?;
        if let Some(owner) = owner {
            drafts::discard(tx.conn(), &owner, &path)?;
        }
        Ok(to)
    }

    /// What the handler says, and whether the address that it leads to is secret.
    fn do_it<F>(&self, tx: &mut Tx<'_>, context: Context, f: &mut F) -> (Result<String>, bool)
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String>,
    {
        let mut sheet = Sheet::sent(self.fields.clone(), &context.path, &context.frame.csrf);
        let mut change = Change { tx, context, seen: self.entries.clone(), secret: false };
        let done = f(&mut change, &mut sheet).and_then(|to| change.context.must_have_asked().map(|()| to));
        (done, change.secret)
    }

    /// Keeps the answer with the key. Whether it was done before is asked only when it cannot be done now: the look-up
    /// of a key that is not there would make every two changes on PostgreSQL depend on each other.
    fn settle(&mut self, tx: &mut Tx<'_>, key: Option<&Key>, done: Result<String>, secret: bool) -> Result<String> {
        match (done, key) {
            (Ok(to), Some(key)) if !key.keep(tx, if secret { "/" } else { &to })? => before(tx, key),
            (Err(e), Some(key)) if e.is_ours() => match key.seen(tx)? {
                Seen::First => Err(e),
                _ => before(tx, key),
            },
            // after this PostgreSQL answers nothing more in this transaction: again, with the look-up before
            (Err(e), Some(_)) if e.is_there_already() && !self.look_first => {
                self.look_first = true;
                Err(store::keys::being_done().into())
            }
            (done, _) => done,
        }
    }
}

/// The answer of a request that was done before; what was done of it again is undone with this error.
fn before<T>(tx: &mut Tx<'_>, key: &Key) -> Result<T> {
    match key.seen(tx)? {
        Seen::Before(answer) => Err(Error::Elsewhere(answer)),
        // it is being done by another at this moment, and its answer cannot be seen yet: once more
        Seen::First => Err(store::keys::being_done().into()),
        Seen::Otherwise => {
            let told = "This key was used for another request. Open the form anew and send it again.";
            Err(web::Refusal::new("key-used-otherwise", told).into())
        }
    }
}
