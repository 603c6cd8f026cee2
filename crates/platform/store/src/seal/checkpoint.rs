//! The head of the chain, signed, for those who keep it elsewhere.

use super::{hex, seal, unhex};
use crate::{
    Conn, Error, Instant, Result,
    private::{self, with_ending},
};
use diesel::prelude::*;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::path::{Path, PathBuf};

/// The head of the chain at a moment, signed, to be kept where the database's keepers cannot reach.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checkpoint {
    /// The row of the chain.
    pub seq: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// When the checkpoint was taken (RFC 3339).
    pub taken_at: String,
    /// Ed25519 public key, hexadecimal.
    pub key: String,
    /// Ed25519 signature over `seq hash taken_at`, hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// Takes a checkpoint of the chain as it stands.
    ///
    /// # Errors
    /// [`Error::Missing`] when nothing is sealed yet.
    pub fn take(conn: &mut Conn, now: Instant, key: &[u8; 32]) -> Result<Self> {
        let (seq, hash): (i64, Vec<u8>) =
            seal::table.order(seal::seq.desc()).select((seal::seq, seal::hash)).first(conn)?;
        let key = SigningKey::from_bytes(key);
        let (hash, taken_at) = (hex(&hash), now.rfc3339());
        let signature = hex(&key.sign(Self::text(seq, &hash, &taken_at).as_bytes()).to_bytes());
        Ok(Self { seq, hash, taken_at, key: hex(key.verifying_key().as_bytes()), signature })
    }

    /// Where the newest one is kept while serving: beside the key file, out of reach of whoever can only write into the
    /// database.
    pub fn place(key_file: &Path) -> PathBuf {
        with_ending(key_file, ".checkpoint")
    }

    /// The one that is kept beside the key file, if there is one.
    ///
    /// # Errors
    /// [`Error::Outside`] when it cannot be read, or was not signed with that key.
    pub fn kept(key_file: &Path) -> Result<Option<Self>> {
        let place = Self::place(key_file);
        if !place.exists() { Ok(None) } else { Self::read(&place, key_file).map(Some) }
    }

    /// Reads one from a file.
    ///
    /// # Errors
    /// [`Error::Outside`] when it cannot be read, or was not signed with the key.
    pub fn read(file: &Path, key_file: &Path) -> Result<Self> {
        let told = |what: &dyn std::fmt::Display| Error::Outside(format!("{}: {what}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|e| told(&e))?;
        let taken: Self = serde_json::from_str(&text).map_err(|e| told(&format!("not a checkpoint: {e}")))?;
        if taken.is_signed_with(&signing_key(key_file)?) {
            return Ok(taken);
        }
        Err(told(&format!("not genuine: it was not signed with the key in {}", key_file.display())))
    }

    /// The one to be kept next; none while nothing is sealed.
    ///
    /// # Errors
    /// [`Error::Outside`] when the chain does not pass through the one `before`, which then stays: it is what shows that
    /// the end of the chain was cut off.
    pub fn after(before: Option<&Self>, conn: &mut Conn, now: Instant, key: &[u8; 32]) -> Result<Option<Self>> {
        if let Some(before) = before
            && !before.is_passed(conn)?
        {
            let told = "the audit chain does not pass through the checkpoint that is kept beside the key file; run \
                        `earlyhelp audit verify`";
            return Err(Error::Outside(told.into()));
        }
        match Self::take(conn, now, key) {
            Ok(taken) => Ok(Some(taken)),
            Err(Error::Missing) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Keeps it beside the key file, in place of the one before.
    ///
    /// # Errors
    /// [`Error::Outside`] when it cannot be written; the one before is there then.
    pub fn keep(&self, key_file: &Path) -> Result<()> {
        let text = serde_json::to_string(self).map_err(|e| Error::Outside(e.to_string()))?;
        Ok(private::write_whole(&Self::place(key_file), &text)?)
    }

    /// Whether the chain passes through it.
    pub fn is_passed(&self, conn: &mut Conn) -> Result<bool> {
        let there: Option<Vec<u8>> = seal::table.find(self.seq).select(seal::hash).first(conn).optional()?;
        Ok(there.is_some_and(|hash| hex(&hash) == self.hash))
    }

    fn text(seq: i64, hash: &str, taken_at: &str) -> String {
        format!("earlyhelp audit {seq} {hash} {taken_at}")
    }

    /// Whether it was signed with this key, and not only with the one that it names itself.
    pub fn is_signed_with(&self, key: &[u8; 32]) -> bool {
        self.key == hex(SigningKey::from_bytes(key).verifying_key().as_bytes()) && self.is_genuine()
    }

    /// Whether the signature is of this key over these words.
    pub fn is_genuine(&self) -> bool {
        let parts = || {
            let key = VerifyingKey::from_bytes(&unhex(&self.key)?.try_into().ok()?).ok()?;
            let signature = Signature::from_bytes(&unhex(&self.signature)?.try_into().ok()?);
            key.verify_strict(Self::text(self.seq, &self.hash, &self.taken_at).as_bytes(), &signature).ok()
        };
        parts().is_some()
    }
}

/// Reads the signing key from a file, making one (readable by its owner only) when there is none.
///
/// # Errors
/// [`Error::Outside`] with what is wrong with the file.
pub fn signing_key(path: &Path) -> Result<[u8; 32]> {
    if !path.exists() {
        make_key(path)?;
    }
    let text = std::fs::read_to_string(path)?;
    unhex(text.trim())
        .and_then(|key| key.try_into().ok())
        .ok_or_else(|| Error::Outside(format!("{} does not hold a key of 64 hexadecimal digits", path.display())))
}

/// Two programs that start together agree on one key: it is written whole beside its place, and the first there stays.
fn make_key(path: &Path) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", hex(&crate::ids::random::<8>())));

    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    std::io::Write::write_all(&mut file, hex(&crate::ids::random::<32>()).as_bytes())?;
    file.sync_all()?;

    let placed = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside)?;
    match placed {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(e.into()),
        _ => Ok(()),
    }
}
