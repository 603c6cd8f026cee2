//! Demo data: whole, plausible histories of made-up families, made by the same functions and under the same rules and
//! permits as the pages, three years back from the clock. The same seed and clock give the same families.

mod history;
mod household;
mod services;

use crate::settings::Settings;
use access::{
    AccountId, Actor, App, OrganisationId, Role, TeamId,
    accounts::{self, NewAccount},
};
use fastrand::Rng;
use std::sync::Arc;
use store::{Author, Conn, Instant, Tx, dialect, ids, log::Kind, origin, seal};

/// Demo data were made.
pub const MADE: Kind = Kind::new("demo.made", "database", "Demo data were made");

/// Everyone who works with families.
pub(crate) struct Cast {
    /// Who brings concerns: a school, a health visitor, the police, a charity, with the source that they are.
    pub makers: Vec<(Arc<Actor>, &'static str)>,
    pub front_door: Vec<Arc<Actor>>,
    /// A team, its manager, its workers.
    pub teams: Vec<(TeamId, Arc<Actor>, Vec<Arc<Actor>>)>,
    pub partners: Vec<(Arc<Actor>, OrganisationId)>,
    /// The household that was brought last: some are written a second time by somebody who does not know.
    pub last: std::cell::RefCell<Vec<contacts::intake::NewPerson>>,
}

const SCHOOLS: &[&str] = &["Elm Street Primary", "Riverside Academy", "Hilltop Infants", "Castle View School"];

/// The accounts of interface.md: word before `@example.org`, name, job, organisation, roles.
const NAMED: &[(&str, &str, &str, &str, &[Role])] = &[
    ("school", "Priya Shah", "Family liaison officer", "Elm Street Primary", &[Role::Practitioner]),
    ("health-visitor", "Grace Adeyemi", "Health visitor", "Community Health", &[Role::Practitioner]),
    ("police", "Tom Barker", "Community support officer", "County Police", &[Role::Practitioner]),
    ("charity", "Lena Novak", "Family worker", "Harbour Families", &[Role::Practitioner]),
    ("front-door", "Sam Whitlock", "Front-door officer", "Council", &[Role::FrontDoor]),
    ("panel-chair", "Moira Kent", "Panel chair", "Council", &[Role::PanelChair]),
    ("lead", "Daniel Osei", "Family solutions worker", "Council", &[Role::Lead, Role::Practitioner]),
    ("manager", "Ruth Calder", "Service manager", "Council", &[Role::Manager]),
    ("head", "Diane Moss", "Head of early help", "Council", &[Role::Head]),
    ("auditor", "Imran Qureshi", "Quality auditor", "Council", &[Role::Auditor]),
    ("commissioner", "Helen Frost", "Commissioner", "Council", &[Role::Commissioner]),
    ("board", "Peter Lang", "Board member", "Council", &[Role::Board]),
    ("privacy", "Naomi Green", "Information-governance officer", "Council", &[Role::Privacy]),
    ("admin", "Alex Reed", "System administrator", "Council", &[Role::Admin]),
    ("directory", "Wendy Hart", "Directory editor", "Council", &[Role::Directory]),
    ("provider", "Joseph Lowe", "Project manager", "Harbour Families", &[Role::Provider]),
];

/// Fills an empty database; `progress` is told how many families are made, of how many.
///
/// # Errors
/// What is wrong, with what to do.
pub fn make(
    settings: &Settings,
    families: u32,
    services: u32,
    seed: u64,
    progress: impl Fn(u32, u32),
) -> Result<(), String> {
    let told = |e: web::Error| match e {
        web::Error::Store(e) => e.to_string(),
        other => format!("{other:?}"),
    };
    let mut conn = Conn::open(&settings.database, &settings.options()).map_err(|e| e.to_string())?;
    if dialect::count(&mut conn, "account").map_err(|e| e.to_string())? > 0 {
        return Err("the database is not empty; demo data go into an empty one only".into());
    }
    let app = settings.app()?;
    if let Conn::Sq(_) = conn {
        // nothing here is worth a power cut: if it fails, it is made again
        dialect::batch(&mut conn, "PRAGMA synchronous=OFF; PRAGMA cache_size=-200000").map_err(|e| e.to_string())?;
    }
    let now = settings.clock.now();
    let mut rng = Rng::with_seed(seed);
    repeat_ids(seed, now);
    let cast = conn.write(|conn| cast(conn, &app, now, families)).map_err(told)?;
    // the first round stands; each has some 336
    add_services(&app, &mut conn, 1..services.div_ceil(336).max(1)).map_err(|e| e.to_string())?;
    let mut done = 0;
    while done < families {
        let some = (families - done).min(100);
        conn.write(|conn| {
            for _ in 0..some {
                history::family(conn, &app, &cast, &mut rng, now)?;
            }
            Ok(())
        })
        .map_err(told)?;
        done += some;
        progress(done, families);
    }
    ids::use_source(None);
    conn.write(people::matching::count_all_names).map_err(|e| e.to_string())?;
    // the last event has an id of now, so that the chain goes on from here and not from an hour ago
    conn.write(|conn| {
        Tx::within(conn, now, Author { pack: app.pack.hash.clone(), ..Author::program() })
            .record(MADE.on(store::Uuid::nil()))
    })
    .map_err(|e| e.to_string())?;
    // what was answered years ago is not written to anyone now
    dialect::batch(&mut conn, "DELETE FROM job").map_err(|e| e.to_string())?;
    while conn.write(|conn| seal::seal_within(conn, now)).map_err(|e| e.to_string())? > 0 {}
    match conn {
        Conn::Sq(_) => dialect::batch(&mut conn, "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)"),
        Conn::Pg(_) => dialect::batch(&mut conn, "ANALYZE"),
    }
    .map_err(|e| e.to_string())
}

/// Adds rounds of the demo's services to a database that has its people: for worlds of tests, and for a large directory.
pub fn add_services(app: &App, conn: &mut Conn, rounds: std::ops::Range<u32>) -> store::Result<u32> {
    let now = app.db.now();
    let all = accounts::list_organisations(conn)?;
    let ours: Vec<(&str, OrganisationId)> = all.iter().map(|o| (o.name.as_str(), o.id)).collect();
    let mut made = 0;
    for round in rounds {
        let who = Author { pack: app.pack.hash.clone(), ..Author::program() };
        made += conn.write(|conn| services::make(&mut Tx::within(conn, now, who), app, round, &ours))?;
    }
    Ok(made)
}

/// Ids that follow from the seed: they lie in the hour before the clock, in the order in which they are made, so that
/// the audit chain finds all of them at once.
fn repeat_ids(seed: u64, now: Instant) {
    let mut rng = Rng::with_seed(seed ^ 0x1d5);
    let start = u64::try_from(now.0 / 1_000 - 3_600_000).unwrap_or(0);
    let mut made = 0_u64;
    ids::use_source(Some(Box::new(move || {
        made += 1;
        let mut bytes = [0; 10];
        rng.fill(&mut bytes);
        // about 100 ids a millisecond, never past the clock's last minute
        (start + (made / 100).min(3_500_000), bytes)
    })));
}

fn cast(conn: &mut Conn, app: &App, now: Instant, families: u32) -> web::Result<Cast> {
    origin::mark_demo(conn, now)?;
    let mut tx = Tx::within(conn, now, Author { pack: app.pack.hash.clone(), ..Author::program() });
    let mut organisations =
        vec![("Council", accounts::add_organisation(&mut tx, "Council", "council", "01634 000000", true)?)];
    for school in SCHOOLS {
        organisations.push((school, accounts::add_organisation(&mut tx, school, "education", "", false)?));
    }
    for (name, kind) in [("Community Health", "health"), ("County Police", "police"), ("Harbour Families", "community")]
    {
        organisations.push((name, accounts::add_organisation(&mut tx, name, kind, "", false)?));
    }
    let organisation = |name: &str| organisations.iter().find(|o| o.0 == name).map_or(organisations[0].1, |o| o.1);
    let mut phone = 0;
    let mut add =
        |tx: &mut Tx<'_>, email: &str, name: &str, job: &str, of: &str, roles: &[Role]| -> web::Result<AccountId> {
            phone += 1;
            let new = NewAccount {
                email: email.into(),
                name: name.into(),
                job_title: job.into(),
                phone: format!("01634 {phone:06}"),
                organisation: organisation(of),
                roles: roles.to_vec(),
            };
            Ok(accounts::add(tx, &new)?)
        };
    let mut named = Vec::new();
    for (word, name, job, of, roles) in NAMED {
        named.push((*word, add(&mut tx, &format!("{word}@example.org"), name, job, of, roles)?));
    }
    let id = |word: &str| named.iter().find(|n| n.0 == word).map_or(named[0].1, |n| n.1);
    let mut front_door = vec![id("front-door")];
    for (n, name) in ["Joan Pettit", "Karim Aziz"].iter().enumerate() {
        front_door.push(add(
            &mut tx,
            &format!("front-door-{n}@demo.example.org.uk"),
            name,
            "Front-door officer",
            "Council",
            &[Role::FrontDoor],
        )?);
    }
    let mut makers = vec![
        (id("school"), "school"),
        (id("health-visitor"), "health-visiting"),
        (id("police"), "police"),
        (id("charity"), "charity"),
    ];
    for (n, school) in SCHOOLS.iter().enumerate().skip(1) {
        let name = ["Beth Salter", "Omar Hadi", "Claire Dunn"][n - 1];
        makers.push((
            add(
                &mut tx,
                &format!("school-{n}@demo.example.org.uk"),
                name,
                "Pastoral lead",
                school,
                &[Role::Practitioner],
            )?,
            "school",
        ));
    }
    let mut teams = Vec::new();
    // a manager who answers for a dozen workers, each with a dozen families
    let areas = ["Chatham and Luton", "Gillingham", "Rochester and Strood"];
    for n in 0..areas.len().max(usize::try_from(families / 1_000).unwrap_or(0)) {
        let round = n / areas.len() + 1;
        let area = areas[n % areas.len()];
        let name = if round == 1 { area.to_owned() } else { format!("{area} {round}") };
        let team = accounts::add_team(&mut tx, organisation("Council"), &name)?;
        let manager = if n == 0 {
            id("manager")
        } else {
            let name = match n {
                1 => "Colin Amos".to_owned(),
                2 => "Yvonne Blake".to_owned(),
                n => household::worker_name(n * 13 + 7),
            };
            add(
                &mut tx,
                &format!("manager-{n}@demo.example.org.uk"),
                &name,
                "Service manager",
                "Council",
                &[Role::Manager],
            )?
        };
        accounts::join_team(&mut tx, team, manager, true)?;
        let mut workers = Vec::new();
        for k in 0..12 {
            let worker = if n == 0 && k == 0 {
                id("lead")
            } else {
                let name = household::worker_name(n * 12 + k);
                add(
                    &mut tx,
                    &format!("worker-{n}-{k}@demo.example.org.uk"),
                    &name,
                    "Family solutions worker",
                    "Council",
                    &[Role::Lead, Role::Practitioner],
                )?
            };
            accounts::join_team(&mut tx, team, worker, false)?;
            workers.push(worker);
        }
        teams.push((team, manager, workers));
    }
    // a world of a test needs none
    if families > 0 {
        services::make(&mut tx, app, 0, &organisations)?;
    }
    let conn = tx.conn();
    let mut load = |id: AccountId| -> web::Result<Arc<Actor>> {
        accounts::actor(conn, now, id)?.map(Arc::new).ok_or(web::Error::NotFound)
    };
    let makers: Vec<(Arc<Actor>, &'static str)> =
        makers.into_iter().map(|(id, source)| Ok((load(id)?, source))).collect::<web::Result<_>>()?;
    let partners = makers.iter().filter_map(|(a, _)| a.organisation.map(|o| (a.clone(), o))).collect();
    Ok(Cast {
        front_door: front_door.into_iter().map(&mut load).collect::<web::Result<_>>()?,
        teams: teams
            .into_iter()
            .map(|(team, manager, workers)| {
                Ok((team, load(manager)?, workers.into_iter().map(&mut load).collect::<web::Result<_>>()?))
            })
            .collect::<web::Result<_>>()?,
        makers,
        partners,
        last: std::cell::RefCell::default(),
    })
}
