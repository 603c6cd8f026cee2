//! One request: who it is, what they may see, and the two ways on: [`Visit::view`] and [`Visit::change`].
//!
//! Everything a page needs is read in one hop and one snapshot, the session among it. A permit's access entry is
//! queued the moment it is decided and commits while the page's queries run; the answer waits for both (T14).

mod change;
mod context;
mod view;

pub use change::Change;
pub use context::{Context, Permits};
pub use view::View;

use crate::{
    Actor, App,
    page::Declared,
    policy::{Facts, NobodyFacts, nobody::NobodyAct},
    sessions::{self, Limits, Secret, Stage},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
    response::Response,
};
use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicBool};
use store::{
    AnyId, Author, Conn, Instant, Tx, Uuid, drafts,
    keys::{Key, Seen},
    log::AccessEntry,
};
use web::{Error, Fields, Frame, Nav, Result, Sheet, Signed};

/// How a request says who it is.
#[derive(Debug, Clone)]
enum Credential {
    None,
    Cookie(Secret),
    Bearer(Secret),
}

/// A request, before anyone has looked who it is.
#[derive(Clone)]
pub struct Visit {
    /// What every handler shares.
    pub app: App,
    credential: Credential,
    /// The id of the request, in every log line and event.
    pub request: Uuid,
    /// The path, without its query.
    pub path: String,
    /// The path with its query, to come back to after sign-in.
    pub here: String,
    query: String,
    latest: bool,
    declared: Option<Declared>,
    asked: Arc<AtomicBool>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let request = parts.extensions.get::<AnyId>().map_or_else(Uuid::now_v7, |id| id.0);
        let here = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let credential = credential(&parts.headers, app);
        Ok(Self {
            app: app.clone(),
            credential,
            request,
            path: parts.uri.path().to_owned(),
            here,
            query,
            latest: false,
            declared: parts.extensions.get::<Declared>().cloned(),
            asked: Arc::default(),
        })
    }
}

fn credential(headers: &HeaderMap, app: &App) -> Credential {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(token) = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer ")) {
        return Credential::Bearer(Secret::given(token.trim()));
    }
    let name = app.cookie_name();
    let cookies = text(header::COOKIE).unwrap_or_default().split(';');
    let found = cookies.filter_map(|c| c.trim().split_once('=')).find(|(n, _)| *n == name);
    found.map_or(Credential::None, |(_, value)| Credential::Cookie(Secret::given(value)))
}

impl Visit {
    /// A word of the query: `?q=`.
    pub fn query(&self, name: &str) -> String {
        Fields::parse(self.query.as_bytes()).get(name).to_owned()
    }

    /// All of the query.
    pub fn queries(&self) -> Fields {
        Fields::parse(self.query.as_bytes())
    }

    /// Whether it says who it is: what it is given is then for nobody else.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.credential, Credential::None)
    }

    fn context(&self, conn: &mut Conn, now: Instant, public: bool) -> Result<(Context, Option<(String, Instant)>)> {
        let limits = self.app.limits();
        let mut csrf = String::new();
        let mut touch = None;
        let actor = match &self.credential {
            Credential::Cookie(secret) => sessions::find(conn, now, secret, limits)?
                .filter(|(session, _)| session.stage == Stage::Full)
                .map(|(session, actor)| {
                    csrf = secret.form_token();
                    touch = Some((session.token, session.seen_at));
                    actor
                }),
            Credential::Bearer(secret) => {
                sessions::bearer(conn, now, secret)?.filter(|_| self.path.starts_with("/api/")).map(|(actor, _)| actor)
            }
            Credential::None => None,
        };
        let actor = actor.filter(|a| now.seconds_since(a.seen_at) <= limits.account_idle);
        let actor = match (actor, public) {
            (Some(actor), _) => actor,
            (None, true) => Actor { as_of: now, ..Actor::nobody() },
            (None, false) => return Err(Error::SignIn(self.here.clone())),
        };
        let frame = self.frame(&actor, csrf, limits);
        let context = Context {
            actor: Arc::new(actor),
            frame,
            now,
            today: now.date(),
            pack: self.app.pack.clone(),
            app: self.app.clone(),
            path: self.path.clone(),
            find: self.query("find").chars().take(100).collect(),
            request: self.request,
            declared: self.declared.clone(),
            asked: self.asked.clone(),
        };
        Ok((context, touch))
    }

    fn frame(&self, actor: &Actor, csrf: String, limits: Limits) -> Frame {
        let allows = |act: NobodyAct| NobodyFacts.decide(actor, act).allows();
        let signed = actor.account.map(|_| Signed {
            name: actor.name.clone(),
            organisation: actor.organisation_name.clone(),
            idle: limits.idle,
            may_search: allows(NobodyAct::SearchPeople),
        });
        let doors = self.app.doors.iter().filter(|d| signed.is_some() && allows(d.needs));
        let done = match self.query("done").as_str() {
            "kept" => Some("What you typed is kept. You will find it under My work."),
            "saved" => Some("Saved."),
            _ => None,
        };
        Frame {
            nav: doors.map(|d| Nav { text: d.text, href: d.href }).collect(),
            here: self.path.clone(),
            csrf,
            demo: self.app.demo,
            done,
            signed,
        }
    }

    /// For the pages of the access log itself: entries committed a moment ago are seen, too.
    #[must_use]
    pub fn latest(mut self) -> Self {
        self.latest = true;
        self
    }

    /// A page for signed-in people.
    ///
    /// # Errors
    /// What `f` says; [`Error::SignIn`] when nobody is signed in.
    pub async fn view<T, F>(self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        self.look(false, f).await
    }

    /// A page for anyone; who is signed in is known if somebody is.
    ///
    /// # Errors
    /// What `f` says.
    pub async fn public_view<T, F>(self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        self.look(true, f).await
    }

    async fn look<T, F>(self, public: bool, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        let db = self.app.db.clone();
        if self.latest {
            db.look_again();
        }
        let inner = db.clone();
        let visit = self.clone();
        let (value, receipts, touch, program, now) = db
            .read(move |conn| {
                let now = inner.now();
                let (context, touch) = visit.context(conn, now, public)?;
                let account = context.actor.account;
                let program = account.zip(Some(context.actor.seen_at));
                let mut view = View::new(conn, context, inner.clone());
                let value = match f(&mut view) {
                    Ok(value) => view.context.must_have_asked().map(|()| value),
                    // the engine's own word goes to those who know its remedy
                    Err(e) if !e.is_ours() => return Err(e),
                    Err(e) => Err(e),
                };
                Ok::<_, Error>((value, view.close()?, touch.zip(account), program, now))
            })
            .await?;
        // also what was refused leaves its entry before it is told
        for receipt in receipts {
            receipt.await.unwrap_or(Err(store::Error::Closed))?;
        }
        let value = value?;
        // once a minute is enough, and nobody waits for it
        // a program's account counts as used once a day
        if matches!(self.credential, Credential::Bearer(_))
            && let Some((account, seen)) = program
            && now.seconds_since(seen) >= 86_400
        {
            let db = db.clone();
            tokio::spawn(async move {
                let _ = db.upkeep::<_, store::Error, _>(move |conn| sessions::touch_account(conn, now, account)).await;
            });
        }
        if let Some(((token, seen), account)) = touch
            && now.seconds_since(seen) >= 60
        {
            tokio::spawn(async move {
                let _ = db.upkeep::<_, store::Error, _>(move |conn| sessions::touch(conn, now, &token, account)).await;
            });
        }
        Ok(value)
    }

    /// A change by someone signed in: checks the form's token, does it once for its key, and leads to the page that
    /// `f` names. "Save and come back" keeps the form and leads to My work.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn change<F>(self, fields: Fields, mut f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        self.change_fields(fields, move |change, fields| {
            let mut sheet = Sheet::sent(fields.clone(), &change.path, &change.frame.csrf);
            f(change, &mut sheet)
        })
        .await
    }

    /// Being replaced by [`Visit::change`].
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn change_fields<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &Fields) -> Result<String> + Send + 'static,
    {
        if let Credential::Cookie(secret) = &self.credential {
            if fields.get("csrf") != secret.form_token() {
                self.keep_draft(&fields, &self.path).await?;
                return Err(Error::Stranger);
            }
        } else {
            return Err(Error::SignIn(self.path.clone()));
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
    pub async fn public_change<F>(self, fields: Fields, mut f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
    {
        self.public_change_fields(fields, move |change, fields| {
            let mut sheet = Sheet::sent(fields.clone(), &change.path, &change.frame.csrf);
            f(change, &mut sheet)
        })
        .await
    }

    /// Being replaced by [`Visit::public_change`].
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn public_change_fields<F>(self, fields: Fields, f: F) -> Result<Response>
    where
        F: FnMut(&mut Change<'_, '_>, &Fields) -> Result<String> + Send + 'static,
    {
        if let Credential::Cookie(secret) = &self.credential
            && fields.has("csrf")
            && !fields.get("csrf").is_empty()
            && fields.get("csrf") != secret.form_token()
        {
            return Err(Error::Stranger);
        }
        let to = self.write(true, fields, f).await?;
        Ok(web::see_other(&to))
    }

    /// A change by a program with a token; the answer, and whether it was given before.
    ///
    /// # Errors
    /// What `f` says, after which nothing was changed.
    pub async fn api_change<F>(self, key: &str, body: String, f: F) -> Result<String>
    where
        F: FnMut(&mut Change<'_, '_>, &Fields) -> Result<String> + Send + 'static,
    {
        if !matches!(self.credential, Credential::Bearer(_)) {
            return Err(Error::SignIn(self.path.clone()));
        }
        let fields = Fields::default().with("key", key).with("body", body);
        match self.write(false, fields, f).await {
            Err(Error::Elsewhere(answer)) => Ok(answer),
            other => other,
        }
    }

    async fn write<F>(self, public: bool, fields: Fields, mut f: F) -> Result<String>
    where
        F: FnMut(&mut Change<'_, '_>, &Fields) -> Result<String> + Send + 'static,
    {
        let db = self.app.db.clone();
        let who = Author { account: None, organisation: None, request: self.request, pack: self.app.pack.hash.clone() };
        let seen: Arc<Mutex<Vec<AccessEntry>>> = Arc::default();
        let kept = seen.clone();
        let inner = db.clone();
        let mut look_first = false;
        let result = db
            .change(who, move |tx| {
                kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
                let now = inner.now();
                let (context, _) = self.context(tx.conn(), now, public)?;
                tx.who.account = context.actor.account;
                tx.who.organisation = context.actor.organisation;
                let key = self.key(&context, &fields);
                if let (true, Some(key)) = (look_first, &key)
                    && key.seen(tx)? != Seen::First
                {
                    return before(tx, key);
                }
                let owner = context.owner();
                let path = context.path.clone();
                let mut change = Change { tx, context, seen: kept.clone(), secret: false };
                let done = f(&mut change, &fields).and_then(|to| change.context.must_have_asked().map(|()| to));
                let secret = change.secret;
                // whether it was done before is asked only when it cannot be done now: the look-up of a key that is not
                // there would make every two changes on PostgreSQL depend on each other
                let to = match (done, &key) {
                    (Ok(to), Some(key)) if !key.keep(tx, if secret { "/" } else { &to })? => return before(tx, key),
                    (Ok(to), _) => to,
                    (Err(e), Some(key)) if e.is_ours() => match key.seen(tx)? {
                        Seen::First => return Err(e),
                        _ => return before(tx, key),
                    },
                    // after this PostgreSQL answers nothing more in this transaction: again, with the look-up before
                    (Err(e), Some(_)) if e.is_there_already() && !look_first => {
                        look_first = true;
                        return Err(store::keys::being_done().into());
                    }
                    (Err(e), _) => return Err(e),
                };
                if let Some(owner) = owner {
                    drafts::discard(tx.conn(), &owner, &path)?;
                }
                Ok::<_, Error>(to)
            })
            .await;
        if result.as_ref().is_err_and(Error::is_ours) {
            let entries = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
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

    /// The session's secret, for signing out.
    pub fn session(&self) -> Option<&Secret> {
        match &self.credential {
            Credential::Cookie(secret) => Some(secret),
            _ => None,
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
