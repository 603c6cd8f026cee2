//! Stories at the machine: the way back for an account, and its tokens, by commands.

use crate::doors::{self, PASSWORD, account, try_password};
use access::Role;
use diesel::prelude::*;
use std::process::{Command, Output};
use testkit::{World, story};

/// Gives a command on the data of this world.
pub fn run(w: &World, words: &[&str]) -> Output {
    let database = match &w.settings.database {
        store::Url::Sqlite(path) => format!("sqlite:{path}"),
        store::Url::Postgres(url) => url.clone(),
    };
    let pack = w.settings.pack.display().to_string();
    Command::new(env!("CARGO_BIN_EXE_earlyhelp"))
        .args(words)
        .env("EARLYHELP_DATABASE", database)
        .env("EARLYHELP_PACK", pack)
        .env("EARLYHELP_KEY_FILE", &w.settings.key_file)
        .env("EARLYHELP_URL", "http://localhost")
        .env("EARLYHELP_DEMO", "1")
        .env("EARLYHELP_CLOCK", w.app.db.now().rfc3339())
        .output()
        .expect("it runs")
}

/// What a command says when it is done.
pub fn said(w: &World, words: &[&str]) -> String {
    let done = run(w, words);
    assert_eq!(done.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    w.app.db.look_again();
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// Why a command says no.
pub fn refused(w: &World, words: &[&str]) -> String {
    let done = run(w, words);
    assert_eq!(done.status.code(), Some(1), "{words:?}: {}", String::from_utf8_lossy(&done.stdout));
    String::from_utf8_lossy(&done.stderr).into_owned()
}

const NORA: &str = "nora.field@example.com";

story!(the_way_back_is_a_command_too, |w| {
    doors::invite(&w, "Nora Field", NORA, &[Role::Lead]);
    let link = said(&w, &["account", "invite", "--email", NORA]);
    doors::come_in(&w, link.trim_start_matches("http://localhost")).await;
    assert!(refused(&w, &["account", "invite", "--email", NORA]).contains("come in already"));

    let link = said(&w, &["account", "reset", "--email", NORA]);
    try_password(&w.stranger(), NORA, PASSWORD).await.must_be(422);
    doors::come_in(&w, link.trim_start_matches("http://localhost")).await;

    said(&w, &["account", "disable", "--email", NORA]);
    assert!(refused(&w, &["account", "reset", "--email", NORA]).contains("Enable it first"));
    said(&w, &["account", "enable", "--email", NORA]);
    try_password(&w.stranger(), NORA, PASSWORD).await.must_be(303);
    assert!(refused(&w, &["account", "enable", "--email", "nobody@example.org"]).contains("there is no account"));
    assert_eq!(run(&w, &["account", "change", "--email", NORA]).status.code(), Some(2), "nothing to change");
});

story!(an_account_is_changed_by_a_command, |w| {
    let id = doors::invite(&w, "Nora Field", NORA, &[Role::Lead]).0;
    let words = ["account", "change", "--email", NORA, "--name", "Nora Hill", "--new-email", "nora.hill@example.com"];
    let more = ["--role", "manager", "--team", "Gillingham", "--job-title", "Manager", "--phone", "01634 1"];
    said(&w, &[&words[..], &more[..]].concat());
    let found = account(&w, "nora.hill@example.com");
    assert_eq!((found.id, found.name.as_str(), found.roles()), (id, "Nora Hill", vec![Role::Manager]));
    let teams = access::accounts::teams_of(&mut w.conn(), id).expect("teams");
    assert!(teams.len() == 1 && teams[0].0.name == "Gillingham" && teams[0].1, "{teams:?}");

    let own = ["account", "change", "--email", "nora.hill@example.com"];
    said(&w, &[&own[..], &["--organisation", "Elm Street Primary"]].concat());
    assert!(access::accounts::teams_of(&mut w.conn(), id).expect("teams").is_empty());
    assert!(refused(&w, &[&own[..], &["--organisation", "Nowhere"]].concat()).contains("no organisation"));
    assert!(refused(&w, &[&own[..], &["--team", "Gillingham"]].concat()).contains("no team"));
    assert!(refused(&w, &[&own[..], &["--new-email", "lead@example.org"]].concat()).contains("already"));
    let admin = ["account", "change", "--email", "admin@example.org", "--role", "head"];
    assert!(refused(&w, &admin).contains("last account of the council"));
});

story!(tokens_are_listed_and_revoked_by_commands, |w| {
    let account = ["--account", "school@example.org"];
    let add = ["token", "add", "--scope", "contacts", "--name", "School MIS"];
    let secret = said(&w, &[&add[..], &account[..]].concat());
    let other = said(&w, &[&["token", "add"], &account[..]].concat());
    let list = said(&w, &[&["token", "list"], &account[..]].concat());
    assert_eq!(list.lines().count(), 2);
    assert!(list.contains("School MIS") && !list.contains(&secret), "{list}");
    let json = said(&w, &[&["token", "list", "--json"], &account[..]].concat());
    assert!(json.contains("\"scope\":\"contacts\""), "{json}");

    let mark = list.lines().find(|line| line.contains("School MIS")).and_then(|line| line.split('\t').next());
    said(&w, &[&["token", "revoke", "--token", mark.expect("a mark")], &account[..]].concat());
    assert!(refused(&w, &[&["token", "revoke", "--token", "zzzz"], &account[..]].concat()).contains("no such token"));
    said(&w, &[&["token", "revoke", "--token", &other], &account[..]].concat());
    assert_eq!(said(&w, &[&["token", "list"], &account[..]].concat()), "");
    assert_eq!(run(&w, &["token", "add", "--scope", "all", "--account", "x"]).status.code(), Some(2));
});

story!(secrets_of_before_are_counted_by_doctor_and_sealed_by_a_command, |w| {
    let (id, key) = doors::nora(&w).await;
    let plain = key.replace(' ', "");
    let own = access::accounts::account::table.find(id);
    diesel::update(own)
        .set(access::accounts::account::totp_secret.eq(Some(&plain)))
        .execute(&mut w.conn())
        .expect("as the release before kept it");
    let told = refused(&w, &["doctor"]);
    assert!(told.contains("1 secret") && told.contains("earlyhelp account seal-secrets"), "{told}");
    assert!(!told.contains(&plain));

    assert_eq!(said(&w, &["account", "seal-secrets"]), "1 sealed");
    let kept = account(&w, NORA).totp_secret.expect("a secret");
    assert!(store::Vault::is_sealed(&kept));
    assert_eq!(said(&w, &["account", "seal-secrets"]), "0 sealed");
    let w = w.at(doors::a_minute_later());
    let nora = w.stranger();
    doors::sign_in(&w, &nora, NORA, &key).await.must_be(303);
    nora.get("/my-work").await.must_be(200);
});
