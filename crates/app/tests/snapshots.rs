//! `docs/generated/`: the access matrix, routes, events and schema as they are, under test. `UPDATE_DOCS=1 cargo test`
//! writes them anew; a difference in a review is a decision to be seen.

use access::{Action, Actor, ContactFacts, Decision, Facts, FamilyFacts, ReferralFacts, Role, ServiceFacts, decide};
use std::{fmt::Write, path::PathBuf};

fn held(name: &str, text: &str) {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated")).join(name);
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("made");
        std::fs::write(&file, text).expect("written");
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        there, text,
        "docs/generated/{name} is not as the code is: run UPDATE_DOCS=1 cargo test -p app --test snapshots"
    );
}

fn word(d: Decision) -> &'static str {
    match d {
        Decision::Allow(_) => "yes",
        Decision::Hide => "404",
        Decision::Refuse(_) => "403",
    }
}

#[test]
fn the_access_matrix_is_as_written() {
    let none = FamilyFacts { shared: true, ..FamilyFacts::default() };
    let relations: [(&str, bool, FamilyFacts); 10] = [
        ("none", true, none),
        ("lead", true, FamilyFacts { leads: true, ..none }),
        ("lead, partner", false, FamilyFacts { leads: true, ..none }),
        ("lead, partner, nothing shared", false, FamilyFacts { leads: true, shared: false, ..none }),
        ("team", true, FamilyFacts { in_team: true, ..none }),
        ("manages the team", true, FamilyFacts { managed: true, ..none }),
        ("contact undecided", true, FamilyFacts { undecided: true, ..none }),
        ("sampled", true, FamilyFacts { sampled: true, ..none }),
        ("lead, restricted, listed", true, FamilyFacts { leads: true, restricted: true, listed: true, ..none }),
        ("lead, restricted, not listed", true, FamilyFacts { leads: true, restricted: true, ..none }),
    ];
    let mut text = String::from(
        "# Who may do what\n\nGenerated from `access::decide`. yes = allowed; 403 = refused, with how to ask; 404 = as if it did not exist.\n",
    );
    let row = |text: &mut String, name: &str, roles: &dyn Fn(Role) -> &'static str| {
        let cells: Vec<&str> = Role::ALL.iter().map(|r| roles(*r)).collect();
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    };
    let head = |text: &mut String, title: &str| {
        let roles: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
        let _ =
            writeln!(text, "\n## {title}\n\n| action | {} |\n|---|{}", roles.join(" | "), "---|".repeat(roles.len()));
    };
    let actor = |role: Role, own: bool| Actor {
        account: Some(access::AccountId(store::Uuid::from_u128(1))),
        own,
        roles: vec![role],
        ..Actor::nobody()
    };
    head(&mut text, "Nobody's record");
    for action in Action::ALL {
        row(&mut text, action.code(), &|r| word(decide(&actor(r, true), *action, &Facts::Anyone)));
    }
    for (name, own, facts) in relations {
        head(&mut text, &format!("A family; relationship: {name}"));
        for action in Action::ALL {
            row(&mut text, action.code(), &|r| word(decide(&actor(r, own), *action, &Facts::Family(facts))));
        }
    }
    let me = Some(access::AccountId(store::Uuid::from_u128(1)));
    let contacts = [
        ("made by oneself, more asked", ContactFacts { maker: me, asked: true, ..ContactFacts::default() }),
        ("undecided", ContactFacts::default()),
        ("decided", ContactFacts { decided: true, ..ContactFacts::default() }),
        ("closed", ContactFacts { decided: true, closed: true, ..ContactFacts::default() }),
    ];
    for (name, facts) in contacts {
        head(&mut text, &format!("A contact: {name}"));
        for action in Action::ALL {
            row(&mut text, action.code(), &|r| word(decide(&actor(r, true), *action, &Facts::Contact(facts))));
        }
    }
    for (name, own, ours) in [
        ("of the council's choosing", true, false),
        ("of one's own organisation", false, true),
        ("of another's", false, false),
    ] {
        head(&mut text, &format!("A service's entry: {name}"));
        for action in Action::ALL {
            row(&mut text, action.code(), &|r| {
                word(decide(&actor(r, own), *action, &Facts::Service(ServiceFacts { ours })))
            });
        }
    }
    let referrals = [
        ("to one's own organisation", ReferralFacts { to_us: true, ..ReferralFacts::default() }),
        ("made by oneself", ReferralFacts { made: true, ..ReferralFacts::default() }),
        (
            "of a family that one leads for",
            ReferralFacts { family: FamilyFacts { leads: true, ..none }, ..ReferralFacts::default() },
        ),
        ("none of these", ReferralFacts::default()),
    ];
    for (name, facts) in referrals {
        head(&mut text, &format!("A referral: {name}"));
        for action in Action::ALL {
            row(&mut text, action.code(), &|r| word(decide(&actor(r, true), *action, &Facts::Referral(facts))));
        }
    }
    held("access.md", &text);
}

#[test]
fn the_routes_and_what_each_needs_are_as_written() {
    let mut text = String::from("# Routes\n\n| method | address | needs |\n|---|---|---|\n");
    let mut all = app::routes();
    all.sort_by_key(|(method, path, _)| (*path, *method));
    for (method, path, needs) in &all {
        let _ = writeln!(text, "| {method} | `{path}` | {needs} |");
        let known = Action::parse(needs).is_some()
            || ["public", "signed in", "half-finished sign-in", "an invitation's secret", "demo data only"]
                .contains(needs);
        assert!(known, "{method} {path}: {needs:?} is neither an action of the policy nor a way in");
    }
    held("routes.md", &text);
}

#[test]
fn the_kinds_of_event_are_as_written() {
    let mut text = String::from("# Kinds of event\n\n| kind | happens to | meaning |\n|---|---|---|\n");
    let mut all = app::events();
    all.sort_by_key(|k| k.name);
    assert!(all.windows(2).all(|w| w[0].name != w[1].name), "two kinds have one name");
    for kind in all {
        let _ = writeln!(text, "| `{}` | {} | {} |", kind.name, kind.subject, kind.meaning);
    }
    held("events.md", &text);
}

#[test]
fn the_schema_is_as_written_and_the_same_on_both_engines() {
    let world = testkit::World::sqlite();
    let tables = store::dialect::tables(&mut world.conn()).expect("tables");
    let tables: Vec<_> = tables.into_iter().filter(|(t, _)| !t.starts_with("sqlite_")).collect();
    if let Some(other) = testkit::World::postgres() {
        assert_eq!(store::dialect::tables(&mut other.conn()).expect("tables"), tables);
    }
    let mut text = String::from("# Schema\n\n| table | columns |\n|---|---|\n");
    for (table, columns) in &tables {
        let _ = writeln!(text, "| {table} | {} |", columns.join(", "));
    }
    held("schema.md", &text);
}

/// Every route is tried by those for whom it is not: a stranger is sent to sign in or told 401, an outsider of every
/// role is refused, for every route that names an action.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_refuses_a_stranger_and_an_outsider() {
    let w = testkit::World::sqlite();
    let id = store::Uuid::now_v7().to_string();
    let (stranger, outsider) = (w.stranger(), w.person("board").await);
    let csrf = outsider
        .get("/my-work")
        .await
        .form("/sign-out")
        .expect("a form")
        .into_iter()
        .find(|(n, _)| n == "csrf")
        .expect("a token")
        .1;
    for (method, route, needs) in app::routes() {
        let path = route
            .replace("{id}", &id)
            .replace("{person}", &id)
            .replace("{service}", &id)
            .replace("{one}", &id)
            .replace("{two}", &id)
            .replace("{n}", "1")
            .replace("{area}", "health");
        if Action::parse(needs).is_none() || needs == "see-my-work" {
            continue;
        }
        let body = if method == "POST" { format!("csrf={csrf}&key=k") } else { String::new() };
        let kind = Some("application/x-www-form-urlencoded").filter(|_| method == "POST");
        let page = stranger.request(method, &path, kind, &[], body.clone()).await;
        let sent_away = page.location.starts_with("/sign-in") || page.status == 401;
        assert!(sent_away, "{method} {route}: a stranger got {} {}", page.status, page.text());
        let page = outsider.request(method, &path, kind, &[], body).await;
        let refused = matches!(page.status.as_u16(), 401 | 403 | 404);
        assert!(refused, "{method} {route}: a board member got {} {}", page.status, page.text());
    }
}

/// The router serves what the list names, and nothing else is hidden in it.
#[tokio::test(flavor = "multi_thread")]
async fn every_listed_route_is_served() {
    let w = testkit::World::sqlite();
    let admin = w.person("admin").await;
    for (method, route, _) in app::routes() {
        let path = route
            .replace("{id}", "x")
            .replace("{person}", "x")
            .replace("{one}", "x")
            .replace("{two}", "x")
            .replace("{n}", "1")
            .replace("{area}", "x")
            .replace("{token}", "x")
            .replace("{file}", "x");
        let other = if method == "GET" { "DELETE" } else { "PUT" };
        // a route that is there answers another method with 405 of the framework, shown as our 404; one that is not
        // there would do the same, so the source is asked: its own crate's `routes()` must name the address
        let page = admin.request(other, &path, None, &[], "").await;
        assert!(page.status.is_client_error(), "{other} {route}: {}", page.status);
    }
    let sources = [
        "spine/access/src/pages/mod.rs",
        "spine/directory/src/pages/mod.rs",
        "spine/people/src/pages/mod.rs",
        "spine/cases/src/pages/mod.rs",
        "capabilities/contacts/src/pages/mod.rs",
        "capabilities/assessments/src/pages/mod.rs",
        "capabilities/plans/src/pages/mod.rs",
        "capabilities/reviews/src/pages/mod.rs",
    ];
    for source in sources {
        let text = std::fs::read_to_string(format!("{}/../{source}", env!("CARGO_MANIFEST_DIR"))).expect("a source");
        for part in text.split(".route(\"").skip(1) {
            let path = part.split('"').next().expect("an address");
            assert!(app::routes().iter().any(|(_, p, _)| *p == path), "{path} is served and not listed in ROUTES");
        }
    }
}
