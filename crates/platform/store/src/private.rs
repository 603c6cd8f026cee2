//! Files that hold people's data are read and written by their owner alone, whatever the umask says.

use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

const OWNER: u32 = 0o600;

/// Everyone but the owner.
const OTHERS: u32 = 0o077;

/// A new file for its owner alone; fails where there is one.
///
/// # Errors
/// The system's own.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(OWNER).open(path)
}

/// Writes a text so that at `path` there is always a whole one: beside it, and then in its place.
///
/// # Errors
/// The system's own; what was there stays.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let part = with_ending(path, ".part");
    // what a program that was killed left
    remove(&part)?;
    let mut file = create(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    sync_beside(path)
}

/// A path with something after its name: `FILE.part`.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What lies in the file's directory outlasts a power cut, names among it.
pub(crate) fn sync_beside(path: &Path) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir)?.sync_all()
}

/// Removes a file, if there is one.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes sure that a SQLite file, there or still to be made, is its owner's alone. SQLite gives its log and shared
/// memory the same permissions when it makes them.
pub(crate) fn database(path: &Path) {
    let text = path.to_string_lossy();
    if text.starts_with("file:") || text.starts_with(':') {
        return;
    }
    // SQLite itself says best what is wrong with a path
    let _ = create(path);
    for ending in ["", "-wal", "-shm"] {
        tighten(&with_ending(path, ending));
    }
}

fn tighten(path: &Path) {
    let Ok(known) = path.metadata() else { return };
    let mode = known.permissions().mode();
    if !known.is_file() || mode & OTHERS == 0 {
        return;
    }
    if let Err(error) = std::fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS)) {
        tracing::warn!(%error, "others may read the database's file, and its permissions cannot be changed");
    }
}
