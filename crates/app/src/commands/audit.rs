//! `audit verify`, `audit checkpoint`.

use super::{Outcome, open, say};
use crate::settings::Settings;
use clap::Subcommand;
use std::path::PathBuf;
use store::seal::{self, Checkpoint};

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks the chain and names the first entry that was changed, dropped, added or reordered.
    Verify {
        /// A checkpoint that was taken earlier and kept elsewhere.
        #[arg(long)]
        checkpoint: Option<PathBuf>,
        /// For a script.
        #[arg(long)]
        json: bool,
    },
    /// Prints a signed checkpoint, to be kept elsewhere.
    Checkpoint,
}

pub(super) fn run(settings: &Settings, what: Audit) -> Outcome {
    let mut conn = open(settings)?;
    match what {
        Audit::Checkpoint => {
            let key = seal::signing_key(&settings.key_file).map_err(|e| e.to_string())?;
            let taken = Checkpoint::take(&mut conn, settings.clock.now(), &key).map_err(|_| "nothing is sealed yet")?;
            say(serde_json::to_string(&taken).map_err(|e| e.to_string())?);
            Ok(())
        }
        Audit::Verify { checkpoint, json } => {
            let checkpoint = checkpoint.map(|file| read(settings, &file)).transpose()?;
            match seal::verify(&mut conn, checkpoint.as_ref()).map_err(|e| e.to_string())? {
                Ok(found) if json => say(serde_json::to_string(&found).map_err(|e| e.to_string())?),
                Ok(found) => say(format!(
                    "The chain holds: {} entries under {} seals; {} of the last moments not yet sealed.",
                    found.entries, found.seals, found.unsealed
                )),
                Err(fault) => return Err(format!("The chain does not hold: {fault}.")),
            }
            Ok(())
        }
    }
}

fn read(settings: &Settings, file: &std::path::Path) -> Result<Checkpoint, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let taken: Checkpoint =
        serde_json::from_str(&text).map_err(|e| format!("{} is not a checkpoint: {e}", file.display()))?;
    let key = seal::signing_key(&settings.key_file).map_err(|e| e.to_string())?;
    if !taken.is_signed_with(&key) {
        return Err(format!(
            "{} is not genuine: it was not signed with the key in {}",
            file.display(),
            settings.key_file.display()
        ));
    }
    Ok(taken)
}
