//! What every handler shares: among it the capabilities, whose pages and panels are given it in turn. So `capability`,
//! `page`, `visit` and this module know each other; no other modules of this crate do.

use crate::{
    capability::{Capabilities, Door},
    own_sessions::OwnLimits,
    sessions::Limits,
};
use pack::{Pack, Translated};
use std::{path::PathBuf, sync::Arc};
use store::{Db, Vault};
use web::{
    House,
    tongue::{Tongue, Translator},
};

/// The council, in the words of its pack.
pub fn house(pack: &Pack, url: &str) -> Arc<House> {
    let text = |name| pack.text(name).to_owned();
    Arc::new(House {
        url: url.to_owned(),
        council: text("council-name"),
        front_door: text("front-door-name"),
        phone: text("front-door-phone"),
        hours: text("front-door-hours"),
        danger: text("danger-phone"),
    })
}

/// The languages of a pack, as pages speak them.
pub fn tongues(pack: &Pack) -> Vec<Arc<Tongue>> {
    let spoken = |language: &pack::Language| {
        Arc::new(Tongue {
            code: language.code.clone(),
            name: language.name.clone(),
            english: language.english.clone(),
            right_to_left: language.right_to_left,
            by: match language.by {
                Translated::Machine => Translator::Machine,
                Translated::MachineRead => Translator::MachineRead,
                Translated::Human => Translator::Human,
            },
            words: language.words.clone().into_iter().collect(),
            texts: language.texts.clone().into_iter().collect(),
            ..Tongue::default()
        })
    };
    pack.languages.iter().map(spoken).collect()
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// The parts of [`App`].
pub struct Shared {
    /// The database.
    pub db: Db,
    /// The practice pack in force.
    pub pack: Arc<Pack>,
    /// The languages of public pages besides English: [`tongues`] of the pack.
    pub tongues: Vec<Arc<Tongue>>,
    /// The council, as the head and foot of pages say it: [`house`] of the pack.
    pub house: Arc<House>,
    /// The public address, without a slash at its end.
    pub url: String,
    /// Whether these are demo data, where one signs in by choosing.
    pub demo: bool,
    /// Whether messages are sent at all.
    pub mail: bool,
    /// A sorted file of hashes of leaked passwords.
    pub leaked: Option<PathBuf>,
    /// All capabilities of the program.
    pub capabilities: Capabilities,
    /// The menu, from the capabilities.
    pub doors: Vec<Door>,
    /// Seals what must not be read from the database alone: secrets of authenticator apps, links that are shown once.
    pub vault: Vault,
    /// At most so many passwords are hashed at a time: each takes 19 MiB.
    pub hashing: tokio::sync::Semaphore,
}

impl App {
    /// Shares these parts.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// How long sessions live, from the pack.
    pub fn limits(&self) -> Limits {
        let minutes = |name| i64::from(self.pack.number(name)) * 60;
        let account_idle = i64::from(self.pack.number("account-idle")) * 86_400;
        Limits { idle: minutes("session-idle"), absolute: minutes("session-absolute"), account_idle }
    }

    /// How long a session in a place of one's own lives, from the pack.
    pub fn own_limits(&self) -> OwnLimits {
        let minutes = |name| i64::from(self.pack.number(name)) * 60;
        OwnLimits { idle: minutes("own-place-idle"), absolute: minutes("own-place-absolute") }
    }

    /// The name of the cookie of a place of one's own; a worker's session has another.
    pub fn own_cookie_name(&self) -> &'static str {
        if self.url.starts_with("https:") { "__Host-earlyhelp-own" } else { "earlyhelp-own" }
    }

    /// The header that sets it, or with an empty value ends it. It goes with the browser, and no other site sends it.
    pub fn own_cookie(&self, value: &str) -> String {
        let secure = if self.url.starts_with("https:") { "; Secure" } else { "" };
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", self.own_cookie_name())
    }

    /// The name of the session cookie: bound to this host where the address is encrypted.
    pub fn cookie_name(&self) -> &'static str {
        if self.url.starts_with("https:") { "__Host-earlyhelp" } else { "earlyhelp" }
    }

    /// The language with this code, where the pack has it.
    pub fn tongue(&self, code: &str) -> Option<Arc<Tongue>> {
        self.tongues.iter().find(|tongue| tongue.code == code).cloned()
    }

    /// The name of the cookie by which a browser is known to the owner's account; it opens nothing.
    pub fn browser_cookie_name(&self) -> &'static str {
        if self.url.starts_with("https:") { "__Host-earlyhelp-browser" } else { "earlyhelp-browser" }
    }

    /// The header that sets it, for as long as a browser is known.
    pub(crate) fn browser_cookie(&self, value: &str) -> String {
        let secure = if self.url.starts_with("https:") { "; Secure" } else { "" };
        let name = self.browser_cookie_name();
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}", crate::browsers::KNOWN)
    }

    /// The header that sets, or with an empty value ends, the session cookie.
    pub fn cookie(&self, value: &str) -> String {
        let secure = if self.url.starts_with("https:") { "; Secure" } else { "" };
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.cookie_name())
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
