//! A change is made once for its key, in one transaction with its events.

use super::{Change, Credential, Visit, context::Context, reading::Used};
use crate::sessions::{self, Stage};
use axum::response::Response;
use std::sync::{Arc, Mutex, PoisonError};
use store::{
    Author, Lane, Tx, Uuid, Vault, drafts,
    keys::{Key, Seen},
    log::NewEntry,
};
use web::{Error, Fields, Frame, Result, Sheet};

/// The entries of what was asked for in a change, should it come back with a page or a refusal.
type Entries = Arc<Mutex<Vec<NewEntry>>>;

impl Visit {
    /// A change by someone signed in: checks the form's token, does it once for its key, and leads to the page that
    /// `f` names. "Save and come back" keeps the form and leads to My work.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed. A form whose session has ended is kept for whoever typed it, and
    /// offered again after sign-in; one that was not taken comes back with all of it.
    pub async fn change<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let Credential::Cookie(secret) = &self.credential else { return Err(self.ended(&fields).await) };
        if fields.get("csrf") != secret.form_token() {
            return Err(self.of_another_session(fields).await);
        }
        if fields.get("save") == "later" {
            return match self.keep_draft(&fields, &self.path).await? {
                Kept::Now => Ok(web::see_other("/my-work?done=kept")),
                Kept::Ended | Kept::Not => Err(Error::SignIn(self.back_to())),
            };
        }

        let (visit, typed) = (self.clone(), fields.clone());
        match self.write(false, fields, f).await {
            Ok(to) => Ok(web::see_other(&to)),
            Err(Error::SignIn(_)) => Err(visit.ended(&typed).await),
            Err(error) => Err(visit.given_back(error, &typed).await),
        }
    }

    /// A change by anyone (a family asking for help). It takes on nobody's session: a worker who fills it in on their
    /// own browser does so as anyone.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn public_change<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let visit = self.as_nobody();
        let (again, typed) = (visit.clone(), fields.clone());
        match visit.write(true, fields, f).await {
            Ok(to) => Ok(web::see_other(&to)),
            Err(error) => Err(error.with_what_was_typed(&again.bare_frame(String::new()), &again.path, &typed)),
        }
    }

    /// A change by somebody of a family in the place of their own.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed; [`Error::Stranger`] where the form was made by another session, or
    /// by none. All that was typed comes back with either.
    pub async fn own_change<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        let visit = self.as_themself();
        let (again, typed) = (visit.clone(), fields.clone());
        let token = match &visit.credential {
            Credential::Own(secret) => secret.form_token(),
            _ => String::new(),
        };
        if token.is_empty() || fields.get("csrf") != token {
            return Err(Error::Stranger.with_what_was_typed(&again.bare_frame(token), &again.path, &typed));
        }
        match visit.write(true, fields, f).await {
            Ok(to) => Ok(web::see_other(&to)),
            Err(error) => Err(error.with_what_was_typed(&again.bare_frame(token), &again.path, &typed)),
        }
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
        let _turn = db.turn(Lane::Now).await?;
        let pack = self.app.pack.hash.clone();
        let author = Author { account: None, organisation: None, request: self.request, pack };
        let entries = Entries::default();
        let used = Arc::<Mutex<Option<Used>>>::default();
        let mut attempt =
            Attempt { visit: self, public, fields, entries: entries.clone(), used: used.clone(), look_first: false };
        let result = db.change(author, move |tx| attempt.run(tx, &mut f)).await;
        if let Some(used) = used.lock().unwrap_or_else(PoisonError::into_inner).take() {
            used.note(&db);
        }
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
        let owner = context.actor.account.map(|a| a.0).or(context.actor.own_place).unwrap_or(Uuid::nil());
        Some(if program {
            Key::new(owner, key, request.as_bytes())
        } else {
            Key::of_form(owner, key, request.as_bytes())
        })
    }

    /// Keeps a form as it stands, valid or not: under whoever is signed in, else under whoever was when it was made.
    pub async fn keep_draft(&self, fields: &Fields, form: &str) -> Result<Kept> {
        let secret = match &self.credential {
            Credential::Cookie(secret) => Some(secret.clone()),
            _ => None,
        };
        let (db, limits, token) = (self.app.db.clone(), self.app.limits(), fields.get("csrf").to_owned());
        let mut kept = fields.clone();
        kept.retain(|name| !matches!(name, "csrf" | "key" | "save" | "draft" | "password"));
        let (kept, form, clock) = (kept.pairs().to_vec(), form.to_owned(), db.clone());

        db.upkeep(move |conn| {
            let now = clock.now();
            let session = match &secret {
                Some(secret) => sessions::find(conn, now, secret, limits)?,
                None => None,
            };
            let session = session.filter(|(session, _)| session.stage == Stage::Full);
            let owner = sessions::form_owner(conn, now, &token)?;
            match (session, owner) {
                (Some((session, actor)), owner) if actor.account.is_some() && actor.account == owner => {
                    drafts::save(conn, now, &session.account_id.to_string(), &form, &kept)?;
                    // who types is here
                    sessions::touch(conn, now, &session.token, session.account_id)?;
                    Ok::<_, store::Error>(Kept::Now)
                }
                (_, Some(owner)) => {
                    drafts::save(conn, now, &owner.to_string(), &form, &kept)?;
                    Ok(Kept::Ended)
                }
                (_, None) => Ok(Kept::Not),
            }
        })
        .await
        .map_err(Error::from)
    }

    /// Nobody is signed in any more: what was typed is kept, and after sign-in they are where they were.
    async fn ended(&self, fields: &Fields) -> Error {
        match self.keep_draft(fields, &self.path).await {
            Ok(_) => Error::SignIn(self.back_to()),
            // not even that could be kept: it comes back to them
            Err(error) => self.given_back(error, fields).await,
        }
    }

    /// The form was made by another session: of the same person, who has signed in again, or it came from elsewhere.
    async fn of_another_session(&self, fields: Fields) -> Error {
        match self.keep_draft(&fields, &self.path).await {
            Ok(Kept::Now) => self.given_back(Error::Stranger, &fields).await,
            Ok(Kept::Ended | Kept::Not) => Error::Stranger,
            Err(error) => error,
        }
    }

    /// The error with all that was typed, to be sent again as it is.
    async fn given_back(&self, error: Error, fields: &Fields) -> Error {
        let Credential::Cookie(secret) = &self.credential else { return error };
        error.with_what_was_typed(&self.bare_frame(secret.form_token()), &self.path, fields)
    }

    /// A page without a look into the database, which may be what is broken.
    fn bare_frame(&self, csrf: String) -> Frame {
        Frame { here: "/sign-in".into(), csrf, demo: self.app.demo, ..Frame::default() }
    }

    /// Where they were: the page on which the form stands, which need not be where it is sent.
    fn back_to(&self) -> String {
        self.page.clone().unwrap_or_else(|| self.path.clone())
    }
}

/// What became of a half-typed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Now,
    /// It is kept for whoever typed it, whose session has ended.
    Ended,
    /// It is not: nobody knows whose it is.
    Not,
}

/// A change as it is tried, and after a deadlock or a lost connection tried again.
struct Attempt {
    visit: Visit,
    public: bool,
    fields: Fields,
    entries: Entries,
    /// That somebody was here.
    used: Arc<Mutex<Option<Used>>>,
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
        let (context, shown) = self.visit.context(tx.conn(), now, self.public)?;
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Some(Used::new(&context, shown));
        tx.who.account = context.actor.account;
        tx.who.organisation = context.actor.organisation;
        let key = self.visit.key(&context, &self.fields);
        if let (true, Some(key)) = (self.look_first, &key)
            && key.seen(tx)? != Seen::First
        {
            return before(tx, key, &self.visit.app.vault);
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
        let spoken = self.visit.spoken(self.public);
        let done = web::tongue::speaking(spoken, || f(&mut change, &mut sheet))
            .and_then(|to| change.context.must_have_asked().map(|()| to));
        let done = done.and_then(|to| change.settle().map(|()| to));
        (done, change.secret)
    }

    /// Keeps the answer with the key, sealed where it is secret. Whether it was done before is asked only when it
    /// cannot be done now: the look-up of a key that is not there would make every two changes on PostgreSQL depend on
    /// each other.
    fn settle(&mut self, tx: &mut Tx<'_>, key: Option<&Key>, done: Result<String>, secret: bool) -> Result<String> {
        let vault = &self.visit.app.vault;
        match (done, key) {
            (Ok(to), Some(key)) => {
                let kept = if secret { vault.seal(&to, &key.about())? } else { to.clone() };
                if key.keep(tx, &kept)? { Ok(to) } else { before(tx, key, vault) }
            }
            (Err(e), Some(key)) if e.is_ours() => match key.seen(tx)? {
                Seen::First => Err(e),
                _ => before(tx, key, vault),
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
fn before<T>(tx: &mut Tx<'_>, key: &Key, vault: &Vault) -> Result<T> {
    match key.seen(tx)? {
        Seen::Before(answer) => Err(Error::Elsewhere(vault.unseal(&answer, &key.about())?)),
        // it is being done by another at this moment, and its answer cannot be seen yet: once more
        Seen::First => Err(store::keys::being_done().into()),
        Seen::Otherwise => {
            let told = "This key was used for another request. Open the form anew and send it again.";
            Err(web::Refusal::new("key-used-otherwise", told).into())
        }
    }
}
