//! `audit verify`, `audit checkpoint`.

use super::{Outcome, open, say};
use crate::{capabilities, settings::Settings};
use clap::Subcommand;
use std::path::PathBuf;
use store::{
    Conn,
    seal::{self, Checkpoint, Fault, Verified},
};

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Checks the chain and names the first entry that was changed, dropped, added or reordered; also against the
    /// checkpoint that `serve` keeps beside the key file.
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
            let given = checkpoint.map(|file| Checkpoint::read(&file, &settings.key_file)).transpose();
            let given = given.map_err(|e| e.to_string())?;
            match check(settings, &mut conn, given.as_ref())? {
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

/// What `audit verify` looks through: the chain with both logs, against the checkpoint that was given and the one that
/// is kept beside the key file, and what capabilities have under it.
fn check(settings: &Settings, conn: &mut Conn, given: Option<&Checkpoint>) -> Result<Result<Verified, String>, String> {
    let kept = match Checkpoint::kept(&settings.key_file) {
        Ok(kept) => kept,
        Err(why) => return Ok(Err(format!("the checkpoint beside the key file cannot be trusted: {why}"))),
    };
    let verified = match seal::verify(conn, given).map_err(|e| e.to_string())? {
        Ok(verified) => verified,
        Err(fault) => return Ok(Err(fault.to_string())),
    };

    if let Some(kept) = kept
        && !kept.is_passed(conn).map_err(|e| e.to_string())?
    {
        let fault = if kept.seq > verified.seals { Fault::SealMissing(kept.seq) } else { Fault::Checkpoint(kept.seq) };
        let place = Checkpoint::place(&settings.key_file);
        return Ok(Err(format!(
            "{fault}, says the checkpoint in {}. Move that file away only if this database was put in the place of \
             another on purpose",
            place.display()
        )));
    }
    for sealed in capabilities::ALL.iter().filter_map(|capability| capability.sealed) {
        if let Some(fault) = sealed(conn).map_err(|e| e.to_string())? {
            return Ok(Err(fault));
        }
    }
    Ok(Ok(verified))
}

/// After a restore, or where demo data were made: the checkpoint that was kept of what stood there before is moved
/// aside if the chain that is there now does not pass through it; where it is now.
pub(super) fn set_aside(settings: &Settings, conn: &mut Conn) -> Result<Option<PathBuf>, String> {
    let place = Checkpoint::place(&settings.key_file);
    if !place.exists() {
        return Ok(None);
    }
    let passed = match Checkpoint::kept(&settings.key_file) {
        Ok(Some(kept)) => kept.is_passed(conn).map_err(|e| e.to_string())?,
        _ => false,
    };
    if passed {
        return Ok(None);
    }

    let name = |n: u32| store::private::with_ending(&place, &format!(".before-{n}"));
    let free = (1..).map(name).find(|path| !path.exists()).ok_or("no name is free")?;
    std::fs::rename(&place, &free).map_err(|e| format!("{} cannot be moved aside: {e}", place.display()))?;
    Ok(Some(free))
}
