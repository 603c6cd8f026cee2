//! Where a story happens.

use crate::{Page, Person};
use access::App;
use app::settings::Settings;
use axum::{Router, http::StatusCode};
use std::sync::OnceLock;
use store::{Clock, Conn, Db, Instant, Options, Url};

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
        key_file: std::env::temp_dir().join("earlyhelp-stories.key"),
        leaked: None,
        threads: 2,
        proxies: Vec::new(),
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

    /// On SQLite, with so many made-up families, as this seed makes them.
    pub fn made_up(families: u32, seed: u64) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let settings = settings(Url::Sqlite(dir.path().join("world.db").display().to_string()));
        let mut conn = Conn::open(&settings.database, &Options::default()).expect("a database");
        store::migrate::run(&mut conn, NOW, &app::capabilities::migrations()).expect("migrated");
        drop(conn);
        app::demo::make(&settings, families, 0, seed, |_, _| ()).expect("families");
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
        let app = settings.app_on(db, pack).expect("a key");
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

    /// The same world under the practice pack of this directory.
    #[must_use]
    pub fn under(self, pack: &std::path::Path) -> Self {
        let Self { settings, ground, .. } = self;
        Self::on(Settings { pack: pack.into(), ..settings }, ground)
    }

    /// The same world, which sends messages: into a directory of its own.
    ///
    /// # Panics
    /// When there is no directory to write them into.
    #[must_use]
    pub fn with_mail(self) -> Self {
        let Self { settings, ground, .. } = self;
        let dir = std::env::temp_dir().join(format!("letters-{}", store::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&dir).expect("a directory");
        Self::on(Settings { mail: format!("file:{}", dir.display()), ..settings }, ground)
    }

    /// Sends what waits to be sent; every message of this subject until now.
    ///
    /// # Panics
    /// Where messages are not sent: [`World::with_mail`].
    pub async fn letters(&self, subject: &str) -> Vec<String> {
        app::work::once(&self.app, &self.settings).await.expect("sent");
        let dir = self.settings.mail.strip_prefix("file:").expect("a directory of letters");
        let files = std::fs::read_dir(dir).expect("letters");
        let all = files.filter_map(|file| std::fs::read_to_string(file.expect("a letter").path()).ok());
        all.filter(|letter| letter.contains(&format!("Subject: {subject}"))).collect()
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
        Person::new(self.router.clone())
    }

    /// One of the demo's accounts, signed in: `front-door`.
    pub async fn person(&self, word: &str) -> Person {
        let person = self.stranger();
        let email = if word.contains('@') { word.to_owned() } else { format!("{word}@example.org") };
        let page: Page = person.post("/demo/sign-in", &[("account", &email)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{word} can sign in");
        person
    }

    /// The same account by an API token.
    pub async fn program(&self, word: &str) -> Person {
        self.program_for(word, access::tokens::Scope::Api).await
    }

    /// The same account by an API token that is for this alone.
    pub async fn program_for(&self, word: &str, scope: access::tokens::Scope) -> Person {
        let mut conn = self.conn();
        let account = access::accounts::find_by_email(&mut conn, &format!("{word}@example.org"))
            .expect("found")
            .expect("an account");
        let now = self.app.db.now();
        let secret = conn.write(|conn| access::tokens::add(conn, now, account.id, scope, "")).expect("a token");
        self.stranger().with_token(secret.reveal())
    }

    /// The directory of a SQLite world.
    pub fn dir(&self) -> Option<&std::path::Path> {
        match &self.ground {
            Ground::Dir(dir) => Some(dir.path()),
            Ground::Database(..) => None,
        }
    }
}
