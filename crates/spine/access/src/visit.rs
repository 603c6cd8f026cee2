//! One request: who it is, what they may see, and the two ways on: [`Visit::view`] and [`Visit::change`].
//!
//! Everything a page needs is read in one hop and one snapshot, the session among it. A permit's access entry is
//! queued the moment it is decided and commits while the page's queries run; the answer waits for both (T14).

use crate::{
    Action, Actor, Anyone, App, Decision, Permit, Role, Subject, decide,
    sessions::{self, Limits, Secret, Stage},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
    response::Response,
};
use chrono::NaiveDate;
use pack::Pack;
use std::sync::{Arc, Mutex, PoisonError};
use store::{
    AnyId, Conn, Db, Instant, Tx, Uuid, Who, drafts,
    keys::{Key, Seen},
    log::AccessEntry,
};
use tokio::sync::oneshot::Receiver;
use web::{Error, Fields, Form, Frame, Nav, Result, Signed};

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

/// What a page or a change knows of the request around it.
pub struct Context {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// The page around the page.
    pub frame: Frame,
    /// The moment.
    pub now: Instant,
    /// The day in London.
    pub today: NaiveDate,
    /// The practice pack.
    pub pack: Arc<Pack>,
    /// What every handler shares.
    pub app: App,
    /// The path of the request, which is also the address of its form.
    pub path: String,
    /// The word of the query by which a long list is narrowed: `?find=`.
    pub find: String,
    request: Uuid,
}

impl Context {
    /// The account, where only signed-in people come.
    ///
    /// # Errors
    /// [`Error::SignIn`].
    pub fn account(&self) -> Result<store::AccountId> {
        self.actor.account.ok_or_else(|| Error::SignIn(self.path.clone()))
    }

    /// The owner of drafts.
    fn owner(&self) -> Option<String> {
        self.actor.account.map(|a| a.to_string())
    }

    fn decide<S: Subject>(&self, conn: &mut Conn, action: Action, subject: S) -> Result<(Permit<S>, AccessEntry)> {
        let (facts, family) = subject.facts(conn, &self.actor)?;
        match decide(&self.actor, action, &facts) {
            Decision::Allow(because) => {
                let permit = Permit { actor: self.actor.clone(), action, subject, because };
                let entry = AccessEntry {
                    id: AnyId::new(),
                    at: self.now,
                    actor_id: self.actor.account,
                    organisation_id: self.actor.organisation,
                    family_id: family,
                    action: action.code().into(),
                    because: because.code().into(),
                    subject_kind: S::KIND.into(),
                    subject_id: subject.id().map(AnyId),
                    row_count: None,
                    request_id: AnyId(self.request),
                };
                Ok((permit, entry))
            }
            Decision::Hide => Err(Error::NotFound),
            Decision::Refuse(how) => Err(Error::Forbidden(how.into())),
        }
    }

    /// Whether the relationship that gave this permit allows this, too: for showing or leaving out a link without
    /// another query. It gives no permit.
    pub fn may_now(&self, permit: &Permit<store::FamilyId>, action: Action) -> bool {
        let because = permit.because;
        let facts = crate::policy::facts_for(because);
        matches!(decide(&self.actor, action, &crate::Facts::Family(facts)), Decision::Allow(b) if b == because)
    }
}

/// What a view and a change have in common, for code that serves both.
pub trait Inside {
    /// The connection, inside its snapshot or transaction.
    fn conn(&mut self) -> &mut Conn;

    /// The request around it.
    fn context(&self) -> &Context;

    /// Decides, and logs the access.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the actor may not know that it exists, else [`Error::Forbidden`] with how to ask.
    fn permit<S: Subject>(&mut self, action: Action, subject: S) -> Result<Permit<S>>;

    /// Whether the policy would allow it, for showing or leaving out a link. It gives no permit.
    fn may<S: Subject>(&mut self, action: Action, subject: S) -> Result<bool> {
        let actor = self.context().actor.clone();
        let (facts, _) = subject.facts(self.conn(), &actor)?;
        Ok(matches!(decide(&actor, action, &facts), Decision::Allow(_)))
    }
}

/// A page being made: one snapshot, nothing can be written.
pub struct View<'c> {
    conn: &'c mut Conn,
    context: Context,
    receipts: Vec<Receiver<store::Result<()>>>,
    db: Db,
}

impl Inside for View<'_> {
    fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    fn context(&self) -> &Context {
        &self.context
    }

    fn permit<S: Subject>(&mut self, action: Action, subject: S) -> Result<Permit<S>> {
        let (permit, entry) = self.context.decide(self.conn, action, subject)?;
        // the pages of one's own queue and work name nobody by themselves; lists of people are logged with their count
        self.receipts.push(self.db.entry(entry)?);
        Ok(permit)
    }
}

impl View<'_> {
    /// Logs how many rows of a list were shown, beside the permit's own entry.
    ///
    /// # Errors
    /// [`store::Error::Busy`].
    pub fn log_rows<S: Subject>(&mut self, permit: &Permit<S>, rows: usize) -> Result<()> {
        let (_, mut entry) = self.context.decide(self.conn, permit.action, permit.subject)?;
        entry.row_count = i64::try_from(rows).ok();
        self.receipts.push(self.db.entry(entry)?);
        Ok(())
    }

    /// The form of this page: what was kept of it while typing, else `first`. The flag says which.
    pub fn form(&mut self, first: impl FnOnce() -> Fields) -> Result<(Form, bool)> {
        let kept = match self.context.owner() {
            Some(owner) => drafts::find(self.conn, &owner, &self.context.path)?,
            None => None,
        };
        Ok(match kept {
            Some(draft) => {
                let mut fields = first();
                fields.merge(&Fields::from_pairs(draft.fields.0));
                (fields.into(), true)
            }
            None => (first().into(), false),
        })
    }
}

impl std::ops::Deref for View<'_> {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

/// A change being made: one transaction with its events.
pub struct Change<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    context: Context,
    seen: Arc<Mutex<Vec<AccessEntry>>>,
    secret: bool,
}

impl Inside for Change<'_, '_> {
    fn conn(&mut self) -> &mut Conn {
        self.tx.conn()
    }

    fn context(&self) -> &Context {
        &self.context
    }

    fn permit<S: Subject>(&mut self, action: Action, subject: S) -> Result<Permit<S>> {
        let (permit, entry) = self.context.decide(self.tx.conn(), action, subject)?;
        // the event is the record of a change; the entry is needed if the page comes back with an error
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        Ok(permit)
    }
}

impl<'t, 'c> Change<'t, 'c> {
    /// A change made outside a request: demo data, imports, tests. It decides as any other.
    pub fn within(app: &App, tx: &'t mut Tx<'c>, actor: Arc<Actor>) -> Self {
        tx.who.account = actor.account;
        tx.who.organisation = actor.organisation;
        let now = tx.now;
        let context = Context {
            actor,
            frame: Frame::default(),
            now,
            today: now.date(),
            pack: app.pack.clone(),
            app: app.clone(),
            path: String::new(),
            find: String::new(),
            request: tx.who.request,
        };
        Self { tx, context, seen: Arc::default(), secret: false }
    }

    /// The address that this change leads to holds a secret: it is given once and not kept.
    pub fn leads_to_secret(&mut self) {
        self.secret = true;
    }
}

impl std::ops::Deref for Change<'_, '_> {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
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
        };
        Ok((context, touch))
    }

    fn frame(&self, actor: &Actor, csrf: String, limits: Limits) -> Frame {
        let allows = |action| matches!(decide(actor, action, &crate::Facts::Anyone), Decision::Allow(_));
        let signed = actor.account.map(|_| Signed {
            name: actor.name.clone(),
            organisation: actor.organisation_name.clone(),
            idle: limits.idle,
            may_search: allows(Action::SearchPeople),
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
                let mut view = View { conn, context, receipts: vec![], db: inner.clone() };
                let value = f(&mut view)?;
                Ok::<_, Error>((value, view.receipts, touch.zip(account), program, now))
            })
            .await?;
        for receipt in receipts {
            receipt.await.unwrap_or(Err(store::Error::Closed))?;
        }
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
    pub async fn change<F>(self, fields: Fields, f: F) -> Result<Response>
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
    pub async fn public_change<F>(self, fields: Fields, f: F) -> Result<Response>
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
        let who = Who { account: None, organisation: None, request: self.request, pack: self.app.pack.hash.clone() };
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
                let done = f(&mut change, &fields);
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
                    // after this PostgreSQL answers nothing more in this transaction: once again, with the look-up before
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
        if let Err(Error::Invalid(_) | Error::Conflict(_)) = &result {
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

/// Where someone goes when they have just signed in: to the work that is theirs.
pub fn first_page(actor: &Actor) -> &'static str {
    if actor.is(Role::FrontDoor) {
        "/triage"
    } else if actor.is(Role::Admin) {
        "/admin"
    } else if actor.is(Role::Head) {
        "/late"
    } else if actor.is(Role::Directory) {
        "/directory"
    } else if actor.is(Role::Provider) {
        "/services/ours"
    } else {
        "/my-work"
    }
}

/// That a permit for nobody's record can be asked for like any other.
pub const ANYONE: Anyone = Anyone;
