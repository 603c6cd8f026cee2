//! T8: a backup is whole or not there, is its owner's alone, and gives no password away; a restore that is refused
//! leaves nothing behind.

use crate::{helpers::led, program};
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use store::{Url, backup};
use testkit::{World, story};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap_or_else(|e| panic!("{}: {e}", path.display())).permissions().mode() & 0o777
}

fn manifest(file: &Path) -> PathBuf {
    store::private::with_ending(file, ".manifest.json")
}

fn names(dir: &Path) -> Vec<String> {
    let all = std::fs::read_dir(dir).expect("a list");
    all.map(|one| one.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

story!(what_holds_peoples_data_is_its_owners_alone, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("backup");
    let (done, told) = program::run(&w, &["backup", file.to_str().expect("text")]);
    assert!(done, "{told}");
    assert_eq!([mode(&file), mode(&manifest(&file))], [0o600, 0o600]);

    let free = w.free_database();
    backup::restore(&free, &file).expect("restored");
    let (Url::Sqlite(restored), Url::Sqlite(database)) = (&free, &w.settings.database) else { return };
    assert_eq!(mode(Path::new(restored)), 0o600);
    // one that was made by an earlier release is tightened when it is opened
    for (path, wide) in [(restored, 0o644), (database, 0o664)] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(wide)).expect("widened");
        drop(store::Db::open(Url::Sqlite(path.clone()), w.settings.clock, store::Options::default()).expect("opened"));
        assert_eq!(mode(Path::new(path)), 0o600);
    }
    assert_eq!(mode(&store::private::with_ending(Path::new(database), "-wal")), 0o600);
    // and a new one is so whatever the umask says
    let new = dir.path().join("new.db");
    drop(store::Conn::open(&Url::Sqlite(new.display().to_string()), &store::Options::default()).expect("opened"));
    assert_eq!(mode(&new), 0o600);
});

story!(a_backup_that_breaks_leaves_nothing_that_looks_like_one, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let (bin, out) = (dir.path().join("bin"), dir.path().join("out"));
    [&bin, &out].into_iter().for_each(|dir| std::fs::create_dir(dir).expect("made"));
    let file = out.join("backup");
    let mut command = program::command(&w, &damaged(&w, dir.path()), &["backup", file.to_str().expect("text")]);
    let half = "for last; do [ \"$before\" = --file ] && echo half > \"$last\"; before=$last; done; exit 1";
    program::instead(&mut command, &bin, "pg_dump", half);
    let (done, told) = program::said(command.output().expect("it runs"));
    assert!(!done, "{told}");
    assert!(names(&out).is_empty(), "{:?} is left: {told}", names(&out));
    // what a killed one left does not stand in the way
    std::fs::write(store::private::with_ending(&file, ".part"), "half").expect("written");
    let (done, told) = program::run(&w, &["backup", file.to_str().expect("text")]);
    assert!(done, "{told}");
    assert_eq!(names(&out).len(), 2);
});

/// On SQLite a database with a page that cannot be read; on PostgreSQL it is its program that breaks.
fn damaged(w: &World, dir: &Path) -> String {
    let Url::Sqlite(_) = w.settings.database else { return program::address(&w.settings.database) };
    let path = dir.join("damaged.db");
    backup::backup(&w.settings.database, &path).expect("a copy");
    let mut bytes = std::fs::read(&path).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0xee);
    std::fs::write(&path, bytes).expect("written");
    format!("sqlite:{}", path.display())
}

story!(a_restore_that_is_refused_leaves_nothing_behind, |w| {
    led(&w, "intervention-plan").await;
    while store::seal::seal_new(&w.app.db).await.expect("sealed") > 0 {}
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("backup");
    backup::backup(&w.settings.database, &file).expect("a backup");
    let whole = std::fs::read_to_string(manifest(&file)).expect("a manifest");
    let mut other: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    other["rows"]["note"] = 77.into();
    std::fs::write(manifest(&file), other.to_string()).expect("written");

    let free = w.free_database();
    let refused = backup::restore(&free, &file).expect_err("refused").to_string();
    assert!(refused.contains("table note has 0 rows, the backup had 77"), "{refused}");
    if let Url::Sqlite(path) = &free {
        let left: Vec<String> =
            names(w.dir().expect("a directory")).into_iter().filter(|name| name.contains(".free")).collect();
        assert!(left.is_empty(), "{left:?} is left of {path}");
    }
    // the place is as free as before
    std::fs::write(manifest(&file), whole).expect("written");
    backup::restore(&free, &file).expect("restored");
    let refused = backup::restore(&free, &file).expect_err("refused").to_string();
    assert!(refused.contains("free") || refused.contains("empty"), "{refused}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_never_stands_among_the_arguments() {
    let Some(w) = World::postgres() else { return };
    let dir = tempfile::tempdir().expect("a directory");
    let url = program::address(&w.settings.database);
    let in_front = url.replacen('@', ":pass%2Fw0rd@", 1);
    for (n, database) in [in_front, format!("{url}?password=pass%2Fw0rd&connect_timeout=9")].into_iter().enumerate() {
        let file = dir.path().join(format!("backup-{n}"));
        let noting =
            "{ printf '%s\\n' \"$@\"; echo \"password $PGPASSWORD\"; } >> NOTED; PATH=${PATH#*:}; exec NAME \"$@\"";
        let noted = dir.path().join(format!("noted-{n}"));
        let noting = noting.replace("NOTED", noted.to_str().expect("text"));
        for args in [["backup", file.to_str().expect("text")], ["restore", file.to_str().expect("text")]] {
            let database = if args[0] == "restore" { freed(&w, &database) } else { database.clone() };
            let mut command = program::command(&w, &database, &args);
            ["pg_dump", "pg_restore"].into_iter().for_each(|name| {
                program::instead(&mut command, dir.path(), name, &noting.replace("NAME", name));
            });
            let (done, told) = program::said(command.output().expect("it runs"));
            assert!(done, "{told}");
        }
        let noted = std::fs::read_to_string(noted).expect("both were run");
        assert_eq!(noted.matches("password pass/w0rd\n").count(), 2, "{noted}");
        assert_eq!(noted.matches("w0rd").count(), 2, "only in the environment: {noted}");
        assert!(n == 0 || noted.contains("connect_timeout=9"), "{noted}");
    }
}

/// The address of the free database beside this one, made empty.
fn freed(w: &World, database: &str) -> String {
    let Url::Postgres(url) = &w.settings.database else { panic!("on PostgreSQL") };
    let (_, name) = url.rsplit_once('/').expect("a name");
    let mut conn = w.conn();
    store::dialect::batch(&mut conn, &format!("DROP DATABASE IF EXISTS {name}_free")).expect("dropped");
    store::dialect::batch(&mut conn, &format!("CREATE DATABASE {name}_free")).expect("made");
    database.replace(name, &format!("{name}_free"))
}

/// A large database takes long: as long as this, which is more than any other piece of work may take.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_takes_as_long_as_it_takes() {
    let Some(w) = World::postgres() else { return };
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("backup");
    let database = program::address(&w.settings.database);
    let mut command = program::command(&w, &database, &["backup", file.to_str().expect("text")]);
    program::instead(&mut command, dir.path(), "pg_dump", "sleep 21; PATH=${PATH#*:}; exec pg_dump \"$@\"");
    let (done, told) = program::said(command.output().expect("it runs"));
    assert!(done, "{told}");
    backup::restore(&w.free_database(), &file).expect("it restores");
}
