//! Small secrets under a key that is not in the database: whoever reads a copy of the database alone has none of them.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a random nonce; the key follows from the key file. What a secret is about is bound
//! to it, so that a sealed text copied into another row does not open there.

use crate::{Error, Result, seal};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::{path::Path, sync::Arc};

/// What every sealed text begins with; no secret of an authenticator app (base 32) and no address does.
const MARK: &str = "sealed.";

/// Seals and opens small secrets. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<LessSafeKey>);

impl Vault {
    /// With the key in this file, which is made when there is none.
    ///
    /// # Errors
    /// As [`seal::signing_key`].
    pub fn open(key_file: &Path) -> Result<Self> {
        Self::with(&seal::signing_key(key_file)?)
    }

    fn with(key: &[u8; 32]) -> Result<Self> {
        let mut derived = Sha256::new();
        derived.update(b"earlyhelp vault 1");
        derived.update(key);
        let key = UnboundKey::new(&CHACHA20_POLY1305, &derived.finalize());
        Ok(Self(Arc::new(LessSafeKey::new(key.map_err(|_| unusable())?))))
    }

    /// Seals a secret that belongs to `about`.
    ///
    /// # Errors
    /// Only where the secret is longer than the cipher allows.
    pub fn seal(&self, secret: &str, about: &str) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = crate::ids::random();
        let mut text = secret.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about.as_bytes()), &mut text)
            .map_err(|_| unusable())?;
        Ok(format!("{MARK}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &text].concat())))
    }

    /// The secret that was sealed for `about`. A text that was kept before there was a vault is given back as it is.
    ///
    /// # Errors
    /// When it was sealed with another key, for something else, or was changed.
    pub fn unseal(&self, text: &str, about: &str) -> Result<String> {
        let Some(sealed) = text.strip_prefix(MARK) else { return Ok(text.to_owned()) };
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| unusable())?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN).ok_or_else(unusable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unusable())?;

        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(about.as_bytes()), &mut text).map_err(|_| unusable())?;
        String::from_utf8(opened.to_vec()).map_err(|_| unusable())
    }

    /// Whether this text is sealed.
    pub fn is_sealed(text: &str) -> bool {
        text.starts_with(MARK)
    }
}

fn unusable() -> Error {
    Error::Outside("a sealed secret does not open: is EARLYHELP_KEY_FILE the key with which it was sealed?".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_key_for_its_owner_and_for_nobody_else() {
        let vault = Vault::with(&[7; 32]).expect("a vault");
        let sealed = vault.seal("JBSWY3DPEHPK3PXP", "one").expect("sealed");
        assert!(Vault::is_sealed(&sealed) && !sealed.contains("JBSWY3DPEHPK3PXP"));
        assert_eq!(vault.unseal(&sealed, "one").expect("opened"), "JBSWY3DPEHPK3PXP");
        assert!(vault.unseal(&sealed, "two").is_err());
        assert!(Vault::with(&[8; 32]).expect("a vault").unseal(&sealed, "one").is_err());
        assert!(vault.unseal(&sealed[..sealed.len() - 2], "one").is_err());
    }

    #[test]
    fn what_was_kept_before_there_was_a_vault_is_read_as_it_is() {
        let vault = Vault::with(&[7; 32]).expect("a vault");
        assert_eq!(vault.unseal("JBSWY3DPEHPK3PXP", "one").expect("read"), "JBSWY3DPEHPK3PXP");
    }
}
