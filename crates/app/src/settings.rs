//! Settings: the environment first, then `earlyhelp.toml` in the working directory.

use crate::capabilities;
use access::{App, Shared};
use pack::Pack;
use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, sync::Arc};
use store::{Clock, Db, Options, Url, Vault};

/// Every setting, read and checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the data are.
    pub database: Url,
    /// Where the web application listens.
    pub listen: String,
    /// Where `/health` and `/metrics` listen.
    pub private_listen: String,
    /// The public address.
    pub url: String,
    /// The practice pack.
    pub pack: PathBuf,
    /// Where messages go: an SMTP address, or `file:DIR`; none are sent when it is empty.
    pub mail: String,
    /// Who they come from.
    pub mail_from: String,
    /// Demo sign-in.
    pub demo: bool,
    /// What time it is.
    pub clock: Clock,
    /// The key that signs checkpoints.
    pub key_file: PathBuf,
    /// Hashes of leaked passwords.
    pub leaked: Option<PathBuf>,
    /// Threads for the database.
    pub threads: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
}

/// What the demo shows where the pack is empty: numbers that Ofcom keeps for drama, which nobody has.
const OF_THE_DEMO: &[(&str, &str)] = &[
    ("front-door-phone", "01632 960123"),
    ("front-door-text-phone", "07700 900123"),
    ("front-door-email", "front-door@demo.example.org"),
    ("out-of-hours-phone", "01632 960999"),
    ("out-of-hours-hours", "every night from 5pm to 9am, weekends and bank holidays"),
    ("data-protection-contact", "data-protection@demo.example.org"),
    ("accessibility-contact", "front-door@demo.example.org"),
];

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// Every setting that cannot be right, with what to do.
    pub fn read() -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let file = match std::fs::read_to_string("earlyhelp.toml") {
            Ok(text) => toml::from_str::<BTreeMap<String, toml::Value>>(&text).unwrap_or_else(|e| {
                faults.push(format!("earlyhelp.toml cannot be read: {}", e.message()));
                BTreeMap::new()
            }),
            Err(_) => BTreeMap::new(),
        };
        let get = |name: &str, usual: &str| {
            let from_file = || file.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned));
            std::env::var(format!("EARLYHELP_{}", name.to_uppercase()))
                .ok()
                .or_else(from_file)
                .unwrap_or_else(|| usual.into())
        };
        for name in file.keys().filter(|n| !NAMES.contains(&n.as_str())) {
            faults.push(format!("earlyhelp.toml: no setting is called {name:?}"));
        }
        let database = get("database", "sqlite:data/earlyhelp.db");
        let key_beside = database.strip_prefix("sqlite:").map_or("earlyhelp.key".into(), |p| format!("{p}.key"));
        let mut taken = |result: Result<Clock, String>, name: &str| {
            result.unwrap_or_else(|e| {
                faults.push(format!("EARLYHELP_{name}: {e}"));
                Clock::System
            })
        };
        let clock_text = get("clock", "");
        let clock = if clock_text.is_empty() { Clock::System } else { taken(Clock::parse(&clock_text), "CLOCK") };
        let demo = matches!(get("demo", "0").as_str(), "1" | "true");
        if clock != Clock::System && !demo {
            faults.push("EARLYHELP_CLOCK is for demo data only; remove it, or set EARLYHELP_DEMO=1".into());
        }
        let url: Url = database.parse().unwrap_or_else(|e| {
            faults.push(format!("EARLYHELP_DATABASE: {e}"));
            Url::Sqlite(String::new())
        });
        let threads = get("threads", "4").parse().unwrap_or(0);
        if threads == 0 {
            faults.push("EARLYHELP_THREADS must be a number from 1".into());
        }
        let proxies = proxies(&get("proxy", "")).unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
        let leaked = get("leaked_passwords", "");
        let settings = Self {
            database: url,
            listen: get("listen", "127.0.0.1:8080"),
            private_listen: get("private_listen", "127.0.0.1:8081"),
            url: get("url", "http://127.0.0.1:8080").trim_end_matches('/').to_owned(),
            pack: get("pack", "packs/medway").into(),
            mail: get("mail", ""),
            mail_from: get("mail_from", "early-help@localhost"),
            demo,
            clock,
            key_file: get("key_file", &key_beside).into(),
            leaked: (!leaked.is_empty()).then(|| leaked.into()),
            threads,
            proxies,
        };
        for (name, address) in [("LISTEN", &settings.listen), ("PRIVATE_LISTEN", &settings.private_listen)] {
            if address.parse::<std::net::SocketAddr>().is_err() {
                faults.push(format!(
                    "EARLYHELP_{name} must be an address with a port, like 127.0.0.1:8080, not {address:?}"
                ));
            }
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// How the data layer is sized.
    pub fn options(&self) -> Options {
        Options { threads: self.threads, at_once: self.threads * 4, ..Options::default() }
    }

    /// Opens everything that handlers share.
    ///
    /// # Errors
    /// What is wrong, with what to do.
    pub fn app(&self) -> Result<App, String> {
        let db = Db::open(self.database.clone(), self.clock, self.options()).map_err(|e| e.to_string())?;
        let mut pack = self.read_pack()?;
        if self.demo {
            pack.fill_texts(OF_THE_DEMO);
        }
        self.app_on(db, pack)
    }

    /// The practice pack.
    ///
    /// # Errors
    /// Its faults.
    pub fn read_pack(&self) -> Result<Pack, String> {
        Pack::read(&self.pack).map_err(|faults| faults.iter().map(|f| format!("{f}\n")).collect())
    }

    /// What is sealed with the key file.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn vault(&self) -> Result<Vault, String> {
        Vault::open(&self.key_file).map_err(|e| format!("EARLYHELP_KEY_FILE: {e}"))
    }

    /// As [`Settings::app`], over an open database.
    ///
    /// # Errors
    /// As [`Settings::vault`].
    pub fn app_on(&self, db: Db, pack: Pack) -> Result<App, String> {
        Ok(App::new(Shared {
            db,
            tongues: access::tongues(&pack),
            house: access::house(&pack, &self.url),
            pack: Arc::new(pack),
            url: self.url.clone(),
            demo: self.demo,
            mail: !self.mail.is_empty(),
            leaked: self.leaked.clone(),
            capabilities: capabilities::ALL,
            doors: access::capability::doors(capabilities::ALL),
            vault: self.vault()?,
            hashing: tokio::sync::Semaphore::new(4),
        }))
    }
}

/// Addresses, separated by commas.
fn proxies(text: &str) -> Result<Vec<IpAddr>, String> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let address = |word: &str| {
        let told = || format!("EARLYHELP_PROXY must be IP addresses separated by commas, like 10.0.0.5; not {word:?}");
        word.parse::<IpAddr>().map(|address| address.to_canonical()).map_err(|_| told())
    };
    words.map(address).collect()
}

/// The names in `earlyhelp.toml`.
const NAMES: &[&str] = &[
    "database",
    "listen",
    "private_listen",
    "url",
    "pack",
    "mail",
    "mail_from",
    "demo",
    "clock",
    "key_file",
    "leaked_passwords",
    "threads",
    "proxy",
];
