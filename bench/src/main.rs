//! What the real pages cost beside a floor: bare axum over the same rows, without access, audit or templates.
//! `bench/run` builds and runs it; see bench/README.md.

#![expect(clippy::disallowed_macros, clippy::disallowed_methods, reason = "a benchmark measures time and prints")]
mod floor;
mod load;
mod old;
mod pages;

use load::{Plan, Server};
use std::process::Command;

/// Requests of one figure.
const MANY: usize = 3_000;
const PROGRAM: &str = "target/release/earlyhelp";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("floor") => floor::serve(&args[2]),
        Some("old-system") => {
            let families = args.get(3).and_then(|many| many.parse().ok()).unwrap_or(10_000);
            old::write(args[2].as_ref(), families).expect("written");
        }
        Some("pages") => every_page(&args[2], args.get(3).map_or(PROGRAM, String::as_str)),
        Some("beside") => beside(&args[2], &args[3], &args[4]),
        Some(database) => compare(database, args.get(2).map_or(PROGRAM, String::as_str)),
        None => println!(
            "usage: bench DATABASE [PROGRAM] | bench pages DATABASE [PROGRAM] | bench beside DATABASE OLD NEW\n\
             the database was made by `earlyhelp demo`"
        ),
    }
}

fn compare(database: &str, program: &str) {
    let me = std::env::current_exe().expect("this program");
    let url: store::Url = database.parse().expect("a database");
    let families = floor::families(&url);
    println!("{} families of one manager's teams; {MANY} requests a figure", families.len());

    let mut began = Vec::new();
    for _ in 0..5 {
        let server = start(program, database);
        began.push(server.started_ms);
    }
    began.sort_unstable();
    let real = start(program, database);
    let floor =
        Server::start(Command::new(me).args(["floor", database]), |listen| vec![("BENCH_LISTEN", listen.to_owned())]);
    let cookie = real.sign_in("manager@example.org");
    let token = token_of(program, database, "school@example.org");
    println!("cold start: median {} ms (accepting connections)", began[2]);
    println!("memory after start: {} MB", real.memory_mb());
    real.settle();

    let opened: Vec<String> = families.iter().map(|f| format!("/families/{f}")).collect();
    let floor_opened: Vec<String> = families.iter().map(|f| format!("/floor/families/{f}")).collect();
    let search: Vec<String> = NAMES.iter().map(|n| real.find(&cookie, n)).collect();
    let floor_search: Vec<String> = NAMES.iter().map(|n| format!("/floor/people/{n}")).collect();
    let services: Vec<String> = floor::services(&url).iter().map(|s| format!("/services/{s}")).collect();
    let floor_services: Vec<String> = services.iter().map(|s| format!("/floor{s}")).collect();
    let find: Vec<String> = FINDS.iter().map(|f| format!("/services?{f}")).collect();
    // what several agencies share: the list, an agenda, a register; and figures
    let shared = [
        ("the waiting list", "front-door", "/waiting".to_owned()),
        ("an agenda", "panel-chair", real.linked("panel-chair", "/panel-meetings/")),
        ("a group", "facilitator", real.linked("facilitator", "/runs/")),
        ("published figures", "board", "/insight".to_owned()),
        ("figures as they are now", "head", "/insight/now".to_owned()),
        ("a figure by two", "head", "/insight/figures/4c?period=fy2025&by=age&and=ward".to_owned()),
        ("an opened list", "manager", "/insight/figures/4/rows?period=fy2025".to_owned()),
    ];
    println!(
        "\n| what | connections | CPU µs/request | floor | ratio | requests/s | floor | p50 ms | p99 ms | bytes | refused |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for connections in [1, 32] {
        let page = |paths: &[String]| Plan { paths: paths.to_vec(), cookie: cookie.clone(), ..Plan::default() };
        let bare = |paths: &[String]| Plan { paths: paths.to_vec(), ..Plan::default() };
        row("open a family", connections, &real, &page(&opened), &floor, &bare(&floor_opened));
        row("search", connections, &real, &page(&search), &floor, &bare(&floor_search));
        row("my work", connections, &real, &page(&["/my-work".into()]), &floor, &bare(&floor_opened));
        row("team", connections, &real, &page(&["/team".into()]), &floor, &bare(&floor_opened));
        // reports give way when much is asked at once (T12), so they are measured alone
        let alone = |path: &str| path.starts_with("/insight/") && connections > 1;
        for (what, who, path) in shared.iter().filter(|(.., path)| !alone(path)) {
            let cookie = real.sign_in(&format!("{who}@example.org"));
            let page = Plan { paths: vec![path.clone()], cookie, ..Plan::default() };
            row(what, connections, &real, &page, &floor, &bare(&floor_opened));
        }
        // as anyone without an account
        row("a service", connections, &real, &bare(&services), &floor, &bare(&floor_services));
        row("find a service", connections, &real, &bare(&find), &floor, &bare(&floor_services));
        let create = Plan {
            paths: vec!["/api/v1/contacts".into()],
            token: token.clone(),
            body: Some(CONTACT.into()),
            ..Plan::default()
        };
        let insert = Plan { paths: vec!["/floor/contacts".into()], body: Some(CONTACT.into()), ..Plan::default() };
        row("create a contact", connections, &real, &create, &floor, &insert);
    }
    at_once(&real, &token);
    println!("\nmemory after the load: {} MB (floor {} MB)", real.memory_mb(), floor.memory_mb());
}

/// Whether whoever looks at figures slows those who write, and what is written slows whoever looks.
fn at_once(real: &Server, token: &str) {
    let head = real.sign_in("head@example.org");
    let figures = Plan { paths: vec!["/insight/now".into()], cookie: head, ..Plan::default() };
    let create = Plan {
        paths: vec!["/api/v1/contacts".into()],
        token: token.to_owned(),
        body: Some(CONTACT.into()),
        ..Plan::default()
    };
    let (looks, writes) = (real.load(&figures, 1, 100), real.load(&create, 1, 300));
    let (looks_beside, writes_beside) = std::thread::scope(|scope| {
        let looks = scope.spawn(|| real.load(&figures, 1, 100));
        let writes = scope.spawn(|| real.load(&create, 1, 300));
        (looks.join().expect("looks"), writes.join().expect("writes"))
    });
    println!("\n| at once, one connection each | alone p50 / p99 ms | beside each other p50 / p99 ms |\n|---|---|---|");
    for (what, alone, beside) in
        [("figures as they are now", looks, looks_beside), ("create a contact", writes, writes_beside)]
    {
        println!(
            "| {what} | {:.2} / {:.2} | {:.2} / {:.2} |",
            alone.p50_ms, alone.p99_ms, beside.p50_ms, beside.p99_ms
        );
    }
}

/// What each page costs at one connection, beside the floor of a family and beside the family page.
fn every_page(database: &str, program: &str) {
    let url: store::Url = database.parse().expect("a database");
    let me = std::env::current_exe().expect("this program");
    let real = start(program, database);
    let floor =
        Server::start(Command::new(me).args(["floor", database]), |listen| vec![("BENCH_LISTEN", listen.to_owned())]);
    let accounts = floor::accounts(&url);
    let (found, missing) = pages::walk(&real, &accounts, |who| token_of(program, database, who));
    if !missing.is_empty() {
        println!("no walk leads to these pages, and they are not excused in bench/src/pages.rs:");
        missing.iter().for_each(|address| println!("  {address}"));
        std::process::exit(1);
    }
    real.settle();

    let families = floor::families(&url);
    let cookie = real.sign_in("manager@example.org");
    let opened = families.iter().map(|f| format!("/families/{f}")).collect();
    let family = real.load(&Plan { paths: opened, cookie, ..Plan::default() }, 1, 1_000);
    let bare = families.iter().map(|f| format!("/floor/families/{f}")).collect();
    let least = floor.load(&Plan { paths: bare, ..Plan::default() }, 1, 1_000);
    println!(
        "{} pages; the family page {:.0} µs, its floor {:.0} µs, at one connection",
        found.len(),
        family.cpu_us,
        least.cpu_us
    );
    println!("\n| page | as | CPU µs/request | × floor | × family page | p50 ms | p99 ms | bytes |");
    println!("|---|---|---|---|---|---|---|---|");
    let mut rows: Vec<(pages::Found, load::Figures)> = found
        .into_iter()
        .map(|one| {
            real.load(&one.plan, 1, 6);
            // a dear page needs fewer to be told from the ticks of the clock
            let some = real.load(&one.plan, 1, 30);
            let many = (600.0 / some.p50_ms).clamp(40.0, 400.0) as usize;
            let figures = real.load(&one.plan, 1, many);
            (one, figures)
        })
        .collect();
    rows.sort_by(|(_, a), (_, b)| b.cpu_us.total_cmp(&a.cpu_us));
    for (one, figures) in &rows {
        println!(
            "| `{}` | {} | {:.0} | {:.1} | {:.2} | {:.2} | {:.2} | {} |",
            one.address,
            one.who,
            figures.cpu_us,
            figures.cpu_us / least.cpu_us,
            figures.cpu_us / family.cpu_us,
            figures.p50_ms,
            figures.p99_ms,
            figures.bytes
        );
    }
    let over = rows.iter().filter(|(_, figures)| figures.cpu_us > 3.0 * family.cpu_us).count();
    let long = rows.iter().filter(|(_, figures)| figures.bytes > 30_720).count();
    println!("\n{over} of them cost more than 3 family pages; {long} are longer than 30 KB");
}

/// What a change costs: two builds on the same database, asked in turn.
fn beside(database: &str, old: &str, new: &str) {
    let url: store::Url = database.parse().expect("a database");
    let programs = [old, new].map(|program| start(program, database));
    let families: Vec<String> = floor::families(&url).iter().map(|f| format!("/families/{f}")).collect();
    let finds: Vec<String> = FINDS.iter().map(|f| format!("/services?{f}")).collect();
    let asked: [(&str, &str, Vec<String>); 7] = [
        ("open a family", "manager", families),
        ("search", "manager", vec![]),
        ("my work", "manager", vec!["/my-work".into()]),
        ("team", "manager", vec!["/team".into()]),
        ("triage", "front-door", vec!["/triage".into()]),
        ("figures as they are now", "head", vec!["/insight/now".into()]),
        ("find a service", "", finds),
    ];
    programs.iter().for_each(Server::settle);
    println!("| what | old µs | new µs | new / old, middle of 7 (least to most) |");
    println!("|---|---|---|---|");
    for (what, who, paths) in asked {
        let plans = programs.each_ref().map(|program| {
            let cookie = if who.is_empty() { String::new() } else { program.sign_in(&format!("{who}@example.org")) };
            let search = || NAMES.iter().map(|name| program.find(&cookie, name)).collect();
            Plan {
                paths: if paths.is_empty() { search() } else { paths.clone() },
                cookie: cookie.clone(),
                ..Plan::default()
            }
        });
        let mut turns: Vec<(f64, f64)> = (0..8)
            .map(|_| {
                let [a, b] = [0, 1].map(|n| programs[n].load(&plans[n], 1, MANY / 10).cpu_us);
                (a, b)
            })
            .skip(1)
            .collect();
        turns.sort_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)));
        let ratio = |n: usize| turns[n].1 / turns[n].0;
        let (a, b) = turns[3];
        println!("| {what} | {a:.0} | {b:.0} | {:.2} ({:.2} to {:.2}) |", ratio(3), ratio(0), ratio(6));
    }
}

const NAMES: [&str; 7] = ["smith", "okoro", "ada", "khan", "noah", "wil", "pat"];

/// Three filters and a distance each, with and without words.
const FINDS: [&str; 8] = [
    "q=parenting&age=7&free=yes&mode=in-person&postcode=ME4",
    "need=bereavement&age=9&free=yes&postcode=ME7&miles=10",
    "q=nappies&who=parents&access=step-free&postcode=ME5",
    "need=school-attendance&age=12&day=MO&postcode=ME1",
    "q=counselling&age=15&mode=online&free=yes&postcode=ME8&miles=25",
    "need=money-and-debt&who=parents&part=morning&postcode=ME2",
    "q=speech+and+language&age=3&access=parking&oneself=yes&postcode=ME3",
    "group=health&age=2&free=yes&postcode=ME7&miles=5",
];
const CONTACT: &str = r#"{"kind": "request", "source": "school", "channel": "online",
 "summary": "Misses school.", "needs": ["school-attendance"],
 "agreement": "given", "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro"},
 {"role": "parent", "given_name": "Ife", "family_name": "Okoro"}]}"#;

fn start(program: &str, database: &str) -> Server {
    let mut command = Command::new(program);
    command.arg("serve").env("EARLYHELP_DATABASE", database).env("EARLYHELP_DEMO", "1").env("EARLYHELP_LOG", "off");
    Server::start(&mut command, |listen| {
        vec![("EARLYHELP_LISTEN", listen.to_owned()), ("EARLYHELP_PRIVATE_LISTEN", "127.0.0.1:0".into())]
    })
}

fn token_of(program: &str, database: &str, who: &str) -> String {
    let made =
        Command::new(program).args(["token", "add", "--account", who]).env("EARLYHELP_DATABASE", database).output();
    String::from_utf8(made.expect("a token").stdout).expect("text").trim().to_owned()
}

fn row(what: &str, connections: usize, real: &Server, page: &Plan, floor: &Server, bare: &Plan) {
    let many = if (page.body.is_some() && connections == 1) || what == "search" || what == "find a service" {
        MANY / 4
    } else {
        MANY
    };
    // once round to warm both, then in turn
    real.load(page, connections, many / 10);
    floor.load(bare, connections, many / 10);
    let (ours, least) = (real.load(page, connections, many), floor.load(bare, connections, many));
    println!(
        "| {what} | {connections} | {:.0} | {:.0} | {:.2} | {:.0} | {:.0} | {:.2} | {:.2} | {} | {} |",
        ours.cpu_us,
        least.cpu_us,
        ours.cpu_us / least.cpu_us,
        ours.per_second,
        least.per_second,
        ours.p50_ms,
        ours.p99_ms,
        ours.bytes,
        ours.refused
    );
}
