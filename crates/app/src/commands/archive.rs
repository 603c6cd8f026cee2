//! `backup` and `restore`.

use super::{Outcome, audit, open, say};
use crate::settings::Settings;
use std::path::Path;
use store::backup;

pub(super) fn backup(settings: &Settings, file: &Path) -> Outcome {
    let manifest = backup::backup(&settings.database, file).map_err(|e| e.to_string())?;
    let rows: i64 = manifest.rows.values().sum();
    say(format!("{rows} rows in {} tables, written to {}", manifest.rows.len(), file.display()));
    Ok(())
}

pub(super) fn restore(settings: &Settings, file: &Path) -> Outcome {
    let manifest = backup::restore(&settings.database, file).map_err(|e| e.to_string())?;
    let rows: i64 = manifest.rows.values().sum();
    say(format!(
        "{rows} rows in {} tables restored; counts, hashes and the audit chain are as they were",
        manifest.rows.len()
    ));

    let aside = audit::set_aside(settings, &mut open(settings)?)?;
    if let Some(aside) = aside {
        say(format!(
            "The checkpoint beside the key file is of a chain that this backup does not reach: what was written after \
             the backup is gone. It is now {}; keep it with the record of why you restored.",
            aside.display()
        ));
    }
    Ok(())
}
