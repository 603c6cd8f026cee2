//! The program itself, run as an operator runs it.

use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use store::Url;
use testkit::World;

/// As it is written in `EARLYHELP_DATABASE`.
pub fn address(url: &Url) -> String {
    match url {
        Url::Sqlite(path) => format!("sqlite:{path}"),
        Url::Postgres(url) => url.clone(),
    }
}

/// `earlyhelp` on this database, in this world's time.
pub fn command(w: &World, database: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_earlyhelp"));
    command
        .args(args)
        .env("EARLYHELP_DATABASE", database)
        .env("EARLYHELP_PACK", &w.settings.pack)
        .env("EARLYHELP_DEMO", "1")
        .env("EARLYHELP_CLOCK", w.app.db.now().rfc3339())
        .env("EARLYHELP_KEY_FILE", &w.settings.key_file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What it said, and whether it was done.
pub fn run(w: &World, args: &[&str]) -> (bool, String) {
    said(command(w, &address(&w.settings.database), args).output().expect("it runs"))
}

/// Several at once.
pub fn wait(children: Vec<Child>) -> Vec<(bool, String)> {
    children.into_iter().map(|child| said(child.wait_with_output().expect("it ends"))).collect()
}

pub fn said(output: Output) -> (bool, String) {
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Puts a program of this name and text first on the path of `command`.
pub fn instead(command: &mut Command, dir: &Path, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = dir.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    command.env("PATH", format!("{}:{}", dir.display(), std::env::var("PATH").expect("a path")));
}

/// Gives this world a key file of its own.
pub fn give_key(w: &mut World, dir: &Path) {
    w.settings.key_file = dir.join("test.key");
}
