//! Worlds for tests: a migrated database of either engine with the cast of the demo and no family, and people signed
//! in to it who read pages and send forms as a browser would.

use access::App;
use app::settings::Settings;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use scraper::{Html, Selector};
use std::sync::OnceLock;
use store::{Clock, Conn, Db, Instant, Options, Url};
use tower::ServiceExt;

/// `story!(a_sentence, |w| { … })`: the same story on SQLite and on PostgreSQL. Where `TEST_POSTGRES_URL` is not set
/// (`./test quick`), the second says so and passes.
#[macro_export]
macro_rules! story {
    ($name:ident, |$w:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "a story need not use everything of its file")]
            use super::*;
            async fn tell($w: $crate::World) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                tell($crate::World::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(world) = $crate::World::postgres() {
                    tell(world).await;
                }
            }
        }
    };
}

/// Where a world lives, removed with it.
enum Ground {
    Dir(tempfile::TempDir),
    Database(String, String),
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Self::Database(admin, name) = self {
            for name in [name.clone(), format!("{name}_free")] {
                let _ = run_on(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

/// A database with the demo's people and no family, and the whole application on it.
pub struct World {
    /// The application.
    pub app: App,
    /// Its settings.
    pub settings: Settings,
    router: Router,
    // dropped last, after the connections of `app`
    ground: Ground,
}

/// 4 March 2026, a Wednesday, 10:00 in London: the moment of every world.
pub const NOW: Instant = Instant(1_772_618_400_000_000);

fn settings(database: Url) -> Settings {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    Settings {
        database,
        listen: "127.0.0.1:0".into(),
        private_listen: "127.0.0.1:0".into(),
        url: "http://localhost".into(),
        pack: format!("{root}/packs/medway").into(),
        mail: String::new(),
        mail_from: "early-help@localhost".into(),
        demo: true,
        clock: Clock::Fixed(NOW),
        key_file: "unused.key".into(),
        leaked: None,
        threads: 2,
    }
}

fn run_on(url: &str, statement: &str) -> store::Result<()> {
    let mut conn = Conn::open(&Url::Postgres(url.into()), &Options::default())?;
    store::dialect::batch(&mut conn, statement)
}

fn fill(settings: &Settings) {
    let mut conn = Conn::open(&settings.database, &Options::default()).expect("a database");
    store::migrate::run(&mut conn, NOW, &app::capabilities::migrations()).expect("migrated");
    drop(conn);
    app::demo::make(settings, 0, 0, 1, |_, _| ()).expect("the cast");
}

impl World {
    /// On SQLite, in a directory of its own.
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let settings = settings(Url::Sqlite(dir.path().join("world.db").display().to_string()));
        fill(&settings);
        Self::on(settings, Ground::Dir(dir))
    }

    /// On PostgreSQL, in a database of its own; `None` without a server.
    pub fn postgres() -> Option<Self> {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let admin = std::env::var("TEST_POSTGRES_URL").ok().filter(|u| !u.is_empty())?;
        let beside = |name: &str| {
            admin.rsplit_once('/').map(|(server, _)| format!("{server}/{name}")).expect("a database in the URL")
        };
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("template_{}", store::Uuid::now_v7().simple());
            run_on(&admin, &format!("CREATE DATABASE {name}")).expect("a template");
            fill(&settings(Url::Postgres(beside(&name))));
            name
        });
        let name = format!("world_{}", store::Uuid::now_v7().simple());
        // two at a time would meet on the template
        let create = || run_on(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        let made = (0..100).any(|_| {
            create().is_ok() || {
                std::thread::sleep(std::time::Duration::from_millis(50));
                false
            }
        });
        assert!(made, "a database of one's own");
        Some(Self::on(settings(Url::Postgres(beside(&name))), Ground::Database(admin, name)))
    }

    fn on(settings: Settings, ground: Ground) -> Self {
        Self::sized(settings, ground, Options { threads: 2, ..Options::default() })
    }

    /// A database of the same engine with nothing in it, to restore into; it ends with this world.
    pub fn free_database(&self) -> Url {
        match (&self.ground, &self.settings.database) {
            (Ground::Database(admin, name), Url::Postgres(url)) => {
                run_on(admin, &format!("CREATE DATABASE {name}_free")).expect("another database");
                Url::Postgres(format!("{url}_free"))
            }
            (_, Url::Sqlite(path)) => Url::Sqlite(format!("{path}.free")),
            (_, other) => other.clone(),
        }
    }

    /// The same world on a data layer of this size.
    pub fn resized(self, options: Options) -> Self {
        let Self { settings, ground, .. } = self;
        Self::sized(settings, ground, options)
    }

    fn sized(settings: Settings, ground: Ground, options: Options) -> Self {
        let pack = settings.read_pack().expect("the pack");
        let db = Db::open(settings.database.clone(), settings.clock, options).expect("a data layer");
        let app = settings.app_on(db, pack);
        let router = app::router::router(app.clone());
        Self { app, settings, router, ground }
    }

    /// With the demo's services in its directory.
    #[must_use]
    pub fn with_services(self) -> Self {
        app::demo::add_services(&self.app, &mut self.conn(), 0..1).expect("services");
        self.app.db.look_again();
        self
    }

    /// The same world at another moment.
    pub fn at(self, now: Instant) -> Self {
        let Self { settings, ground, .. } = self;
        Self::on(Settings { clock: Clock::Fixed(now), ..settings }, ground)
    }

    /// So many days later, at the same time of day.
    pub fn later(self, days: i64) -> Self {
        let now = self.app.db.now().plus_seconds(days * 86_400);
        self.at(now)
    }

    /// A connection for looking behind the scenes.
    pub fn conn(&self) -> Conn {
        self.app.db.connect().expect("a connection")
    }

    /// The whole application, to be served.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Nobody, signed in to nothing.
    pub fn stranger(&self) -> Person {
        Person { router: self.router.clone(), cookies: std::sync::Mutex::default(), token: None }
    }

    /// One of the demo's accounts, signed in: `front-door`.
    pub async fn person(&self, word: &str) -> Person {
        let person = self.stranger();
        let email = if word.contains('@') { word.to_owned() } else { format!("{word}@example.org") };
        let page = person.send("POST", "/demo/sign-in", Some(&[("account", &email)])).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{word} can sign in");
        person
    }

    /// The same account by an API token.
    pub async fn program(&self, word: &str) -> Person {
        let mut conn = self.conn();
        let account = access::accounts::find_by_email(&mut conn, &format!("{word}@example.org"))
            .expect("found")
            .expect("an account");
        let now = self.app.db.now();
        let secret = conn.write(|conn| access::sessions::add_token(conn, now, account.id, "api")).expect("a token");
        Person { token: Some(secret.reveal().into()), ..self.stranger() }
    }

    /// The directory of a SQLite world.
    pub fn dir(&self) -> Option<&std::path::Path> {
        match &self.ground {
            Ground::Dir(dir) => Some(dir.path()),
            Ground::Database(..) => None,
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Where it leads, if it does.
    pub location: String,
    /// All of its headers.
    pub headers: axum::http::HeaderMap,
    /// Its text.
    pub body: String,
}

impl Page {
    /// Whether it says this.
    pub fn says(&self, text: &str) -> bool {
        // what a person reads, without the marks between
        let read: String = Html::parse_document(&self.body).root_element().text().collect::<Vec<_>>().join(" ");
        let fold = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        fold(&read).contains(&fold(text))
    }

    /// Fails unless it says this.
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(self.says(text), "{} does not say {text:?}:\n{}", self.status, self.text());
        self
    }

    /// Fails if it says this.
    pub fn must_not_say(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "it says {text:?}");
        self
    }

    /// Fails unless it has this status.
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "location {:?}: {}", self.location, self.text());
        self
    }

    /// What a person reads of the main part.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.body);
        let main = Selector::parse("main").expect("a selector");
        let text: Vec<&str> = page.select(&main).flat_map(|m| m.text()).collect();
        let folded = text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if folded.is_empty() { self.body.chars().take(2_000).collect() } else { folded }
    }

    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// The hidden fields of the form with this action, with the boxes that are ticked and texts that are filled.
    pub fn form(&self, action: &str) -> Option<Vec<(String, String)>> {
        let page = Html::parse_document(&self.body);
        let forms = Selector::parse("form").expect("a selector");
        let form = page
            .select(&forms)
            .find(|f| f.value().attr("action") == Some(action) && f.value().attr("method") == Some("post"))?;
        let inputs = Selector::parse("input, textarea, select").expect("a selector");
        let chosen = Selector::parse("option[selected]").expect("a selector");
        let mut fields = Vec::new();
        for input in form.select(&inputs) {
            let Some(name) = input.value().attr("name") else { continue };
            let kind = input.value().attr("type").unwrap_or_default();
            let value = match input.value().name() {
                "textarea" => Some(input.text().collect()),
                "select" => input.select(&chosen).next().and_then(|o| o.value().attr("value")).map(ToOwned::to_owned),
                _ if matches!(kind, "radio" | "checkbox") => {
                    input.value().attr("checked").and(input.value().attr("value")).map(ToOwned::to_owned)
                }
                _ => Some(input.value().attr("value").unwrap_or_default().to_owned()),
            };
            fields.extend(value.map(|v| (name.to_owned(), v)));
        }
        Some(fields)
    }

    /// The first link whose address starts so.
    pub fn link(&self, start: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").expect("a selector");
        page.select(&links).filter_map(|a| a.value().attr("href")).find(|h| h.starts_with(start)).map(ToOwned::to_owned)
    }

    /// The value of the option, radio or checkbox that is called so.
    pub fn value_of(&self, label: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let options = Selector::parse("option").expect("a selector");
        if let Some(o) = page.select(&options).find(|o| o.text().collect::<String>().contains(label)) {
            return o.value().attr("value").map(ToOwned::to_owned);
        }
        let labels = Selector::parse("label").expect("a selector");
        let found = page.select(&labels).find(|l| l.text().collect::<String>().contains(label))?;
        let id = found.value().attr("for")?;
        let all = Selector::parse("input").expect("a selector");
        page.select(&all)
            .find(|i| i.value().attr("id") == Some(id))
            .and_then(|i| i.value().attr("value"))
            .map(ToOwned::to_owned)
    }
}

/// Someone with a browser, or a program with a token.
pub struct Person {
    router: Router,
    cookies: std::sync::Mutex<Vec<(String, String)>>,
    token: Option<String>,
}

impl Person {
    async fn send(&self, method: &str, path: &str, form: Option<&[(&str, &str)]>) -> Page {
        let body = form.map(|fields| {
            let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
            pairs.join("&")
        });
        let kind = body.as_ref().map(|_| "application/x-www-form-urlencoded");
        self.request(method, path, kind, &[], body.unwrap_or_default()).await
    }

    /// Any request.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        kind: Option<&str>,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Page {
        let cookies: Vec<String> =
            self.cookies.lock().expect("cookies").iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let text = set.to_str().expect("a cookie");
            let (name, value) = text.split(';').next().and_then(|c| c.split_once('=')).expect("name=value");
            let mut jar = self.cookies.lock().expect("cookies");
            jar.retain(|(n, _)| n != name);
            if !value.is_empty() {
                jar.push((name.into(), value.into()));
            }
        }
        let location =
            parts.headers.get(header::LOCATION).map(|l| l.to_str().expect("text").to_owned()).unwrap_or_default();
        let bytes = to_bytes(body, 50_000_000).await.expect("a body");
        Page {
            status: parts.status,
            location,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The API token of a program.
    pub fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// The cookies as a browser sends them.
    pub fn cookie(&self) -> String {
        let jar = self.cookies.lock().expect("cookies");
        jar.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ")
    }

    /// Takes over one cookie, as `name=value`.
    pub fn set_cookie(&self, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("name=value");
        self.cookies.lock().expect("cookies").push((name.into(), value.into()));
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.send("GET", path, None).await
    }

    /// Sends exactly these fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send("POST", path, Some(fields)).await
    }

    /// Opens the page at `path` and sends the form on it with these fields filled in, as a browser would.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(path).await;
        self.submit_on(&page, path, fields).await
    }

    /// As [`Person::submit`], on a page that is open already and may have several forms.
    pub async fn submit_on(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let hidden =
            page.form(action).unwrap_or_else(|| panic!("{}: no form for {action}: {}", page.status, page.text()));
        let mut all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .filter(|(n, _)| fields.iter().all(|(f, _)| f != n))
            .collect();
        all.extend(fields);
        self.post(action, &all).await
    }

    /// Follows where a page leads.
    pub async fn follow(&self, page: &Page) -> Page {
        page.must_be(303);
        self.get(&page.location).await
    }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
