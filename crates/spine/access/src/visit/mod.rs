//! One request: who it is, what they may see, and the two ways on: [`Visit::view`] and [`Visit::change`].
//!
//! Everything a page needs is read in one hop and one snapshot, the session among it. A permit's access entry is
//! queued the moment it is decided and commits while the page's queries run; the answer waits for both (T14).

mod change;
mod context;
mod reading;
mod view;
mod writing;

pub use change::Change;
pub use context::{Context, Permits};
pub use view::View;
pub(crate) use writing::Kept;

use crate::{
    Actor, App, own_sessions,
    page::Declared,
    policy::{Facts, NobodyFacts, nobody::NobodyAct},
    sessions::{self, Limits, Secret, Stage},
    tokens,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use std::{
    net::IpAddr,
    sync::{Arc, atomic::AtomicBool},
};
use store::{AnyId, Conn, Instant, Uuid};
use web::{Client, Error, Fields, Frame, Markup, Nav, Result, Signed, tongue::Tongue};

/// The name of the cookie that holds the code of a language, until the browser is closed.
pub(crate) const LANGUAGE: &str = "language";

/// How a request says who it is.
#[derive(Debug, Clone)]
enum Credential {
    None,
    Cookie(Secret),
    Bearer(Secret),
    /// Somebody of a family, in a place of their own.
    Own(Secret),
}

/// What a request showed, and when that was last noted.
enum Shown {
    Session(String, Instant),
    Token(String, Option<Instant>),
    Own(String, Instant),
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
    /// The path with its query.
    pub here: String,
    /// The page of this site from which it was sent, without its query.
    page: Option<String>,
    /// Where it came from, for limits: by [`Client`]'s rules. `None` where there is no listener, as in tests.
    pub client: Option<IpAddr>,
    /// The secret of the browser, where its owner has signed in with it before; it opens nothing.
    pub(crate) browser: Option<Secret>,
    /// The language that its reader chose for public pages.
    tongue: Option<Arc<Tongue>>,
    /// The secret of a place of one's own; it counts only on the pages of that place.
    own: Option<Secret>,
    query: String,
    cookies: Vec<(String, String)>,
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
        let cookies = cookies(&parts.headers);
        let credential = credential(&parts.headers, &cookies, app);
        Ok(Self {
            app: app.clone(),
            credential,
            request,
            path: parts.uri.path().to_owned(),
            here,
            page: sent_from(&parts.headers),
            client: parts.extensions.get::<Client>().map(|client| client.address()),
            browser: cookie(&cookies, app.browser_cookie_name()).map(Secret::given),
            tongue: cookie(&cookies, LANGUAGE).and_then(|code| app.tongue(code)),
            own: cookie(&cookies, app.own_cookie_name()).map(Secret::given),
            query,
            cookies,
            latest: false,
            declared: parts.extensions.get::<Declared>().cloned(),
            asked: Arc::default(),
        })
    }
}

fn credential(headers: &HeaderMap, cookies: &[(String, String)], app: &App) -> Credential {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(token) = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer ")) {
        return Credential::Bearer(Secret::given(token.trim()));
    }
    let held = cookie(cookies, app.cookie_name()).map(Secret::given);
    held.map_or(Credential::None, Credential::Cookie)
}

fn cookie<'a>(cookies: &'a [(String, String)], name: &str) -> Option<&'a str> {
    cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The path of the page on which a form stood, where its browser says so and it is one of ours.
fn sent_from(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let (referer, host) = (text(header::REFERER)?, text(header::HOST)?);
    let rest = referer.split_once("://")?.1.strip_prefix(host)?;
    let path = rest.split(['?', '#']).next()?;
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

impl Visit {
    /// The same request by nobody in particular.
    #[must_use]
    pub fn as_nobody(self) -> Self {
        Self { credential: Credential::None, ..self }
    }

    /// The language of the page: workers' pages are English.
    fn spoken(&self, public: bool) -> Option<Arc<Tongue>> {
        self.tongue.clone().filter(|_| public || matches!(self.credential, Credential::Own(_)))
    }

    /// The same request by somebody of a family in the place of their own, and by nobody else: who is signed in with an
    /// account does not count here.
    #[must_use]
    pub fn as_themself(self) -> Self {
        let credential = self.own.clone().map_or(Credential::None, Credential::Own);
        Self { credential, ..self }
    }

    /// The secret of the place of one's own that this browser has opened, to end it.
    pub fn own_session(&self) -> Option<&Secret> {
        self.own.as_ref()
    }

    /// A word of the query: `?q=`.
    pub fn query(&self, name: &str) -> String {
        Fields::parse(self.query.as_bytes()).get(name).to_owned()
    }

    /// A cookie of the browser, for what somebody without an account holds.
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        cookie(&self.cookies, name).map(Secret::given)
    }

    /// The header that lets a browser hold a secret until it is closed, or with an empty value no more.
    pub fn set_cookie(&self, name: &str, value: &str) -> String {
        let secure = if self.app.url.starts_with("https:") { "; Secure" } else { "" };
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }

    /// All of the query.
    pub fn queries(&self) -> Fields {
        Fields::parse(self.query.as_bytes())
    }

    /// Whether it says who it is: what it is given is then for nobody else.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.credential, Credential::None)
    }

    fn context(&self, conn: &mut Conn, now: Instant, public: bool) -> Result<(Context, Option<Shown>)> {
        let limits = self.app.limits();
        let mut csrf = String::new();
        let mut touch = None;
        let actor = match &self.credential {
            Credential::Cookie(secret) => sessions::find(conn, now, secret, limits)?
                .filter(|(session, _)| session.stage == Stage::Full)
                .map(|(session, actor)| {
                    csrf = secret.form_token();
                    touch = Some(Shown::Session(session.token, session.seen_at));
                    actor
                }),
            Credential::Bearer(secret) if self.path.starts_with("/api/") => match tokens::bearer(conn, now, secret)? {
                Some((actor, token)) => {
                    token.check(&self.path)?;
                    touch = Some(Shown::Token(token.token, token.used_at));
                    Some(actor)
                }
                None => None,
            },
            Credential::Own(secret) => {
                let found = own_sessions::find(conn, now, secret, self.app.own_limits())?;
                found.map(|session| {
                    csrf = secret.form_token();
                    touch = Some(Shown::Own(session.token, session.seen_at));
                    Actor { own_place: Some(session.place), seen_at: now, ..Actor::nobody() }
                })
            }
            Credential::Bearer(_) | Credential::None => None,
        };
        let actor = actor.filter(|a| now.seconds_since(a.seen_at) <= limits.account_idle);
        let actor = match (actor, public) {
            (Some(actor), _) => Actor { as_of: if actor.account.is_none() { now } else { actor.as_of }, ..actor },
            (None, true) => Actor { as_of: now, ..Actor::nobody() },
            (None, false) => return Err(Error::SignIn(self.path.clone())),
        };
        let mut frame = self.frame(&actor, csrf, limits);
        if !public {
            frame.languages.clear();
        }
        if actor.account.is_some() {
            frame.banner = self.banner(conn, &actor, now)?;
        }
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
            address: self.here.clone(),
            csrf,
            demo: self.app.demo,
            done,
            languages: if signed.is_some() { vec![] } else { self.app.tongues.clone() },
            signed,
            banner: None,
            house: self.app.house.clone(),
            listing: None,
        }
    }

    /// What some capability has to say above every page of this person.
    fn banner(&self, conn: &mut Conn, actor: &Actor, now: Instant) -> Result<Option<Markup>> {
        for banner in self.app.capabilities.iter().filter_map(|capability| capability.banner) {
            if let Some(said) = banner(conn, actor, now)? {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    /// For the pages of the access log itself: entries committed a moment ago are seen, too.
    #[must_use]
    pub fn latest(mut self) -> Self {
        self.latest = true;
        self
    }

    /// The session's secret, for signing out.
    pub fn session(&self) -> Option<&Secret> {
        match &self.credential {
            Credential::Cookie(secret) => Some(secret),
            _ => None,
        }
    }
}
