//! Passwords: Argon2id, long enough, not known to be leaked; no rules of composition (NIST SP 800-63B 5.1.1).

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use std::{
    io::{BufRead, BufReader, Seek, SeekFrom},
    path::Path,
};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;

/// Hashing must not be given more work than a password needs.
const LONGEST: usize = 256;

/// A new password, judged and hashed. That takes tens of milliseconds: it is made outside of any transaction.
pub struct Chosen {
    typed: String,
    hash: Result<String, String>,
}

impl Chosen {
    /// Judges it, and hashes it if it is good. `leaked` is as for [`fault`].
    ///
    /// # Errors
    /// As [`hash`].
    pub fn new(typed: String, leaked: Option<&Path>) -> Result<Self, String> {
        let hash = match fault(&typed, &[], leaked) {
            Some(fault) => Err(fault),
            None => Ok(hash(&typed)?),
        };
        Ok(Self { typed, hash })
    }

    /// Its hash, or what is wrong with it.
    pub fn hash(&self) -> Result<&str, &str> {
        self.hash.as_deref().map_err(String::as_str)
    }

    /// Whether the first part of this address is in it. A part of fewer than four letters tells nobody anything, and
    /// would shut out half of all passwords.
    pub fn names_its_owner(&self, email: &str) -> bool {
        let name = email.split('@').next().unwrap_or(email).to_lowercase();
        let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
        letters >= 4 && self.typed.to_lowercase().contains(&name)
    }
}

/// An Argon2id hash in PHC form, with this crate's default costs (19 MiB, 2 passes: OWASP's first choice).
///
/// # Errors
/// A word on why the library refused; never on account of the password itself.
pub fn hash(password: &str) -> Result<String, String> {
    let salt = SaltString::encode_b64(&store::ids::random::<16>()).map_err(|error| error.to_string())?;
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// Whether the password is the one; takes as long when there is no such account.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
}

/// What is wrong with a new password. `leaked` is a file of SHA-1 hashes sorted by hash, one a line, as published by
/// haveibeenpwned.com for download; without it the list of common passwords in the zxcvbn crate is used alone.
pub fn fault(password: &str, about: &[&str], leaked: Option<&Path>) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!("Use at least {SHORTEST} characters. Three random words are easy to remember"));
    }
    if length > LONGEST {
        return Some(format!("Use {LONGEST} characters or fewer"));
    }
    // 10^8 guesses: what an online attacker cannot reach, and every common or leaked password falls far below
    if zxcvbn::zxcvbn(password, about).guesses() < 100_000_000 {
        return Some("This password is easy to guess or has been leaked before. Three random words are safer".into());
    }
    match leaked.map(|file| is_listed(file, password)) {
        Some(Ok(true)) => Some("This password has been leaked elsewhere. Choose another".into()),
        Some(Err(error)) => {
            tracing::error!(%error, "the list of leaked passwords cannot be read");
            None
        }
        _ => None,
    }
}

/// Binary search in a sorted file, by bytes.
fn is_listed(file: &Path, password: &str) -> std::io::Result<bool> {
    use sha1::{Digest, Sha1};
    let wanted: String = Sha1::digest(password).iter().map(|b| format!("{b:02X}")).collect();
    let mut reader = BufReader::new(std::fs::File::open(file)?);
    let (mut low, mut high) = (0, reader.get_ref().metadata()?.len());
    while low < high {
        let middle = low + (high - low) / 2;
        reader.seek(SeekFrom::Start(middle))?;
        let mut line = String::new();
        if middle > 0 {
            reader.read_line(&mut line)?;
            line.clear();
        }
        reader.read_line(&mut line)?;
        match line.get(..40).map(|hash| hash.to_ascii_uppercase().cmp(&wanted)) {
            Some(std::cmp::Ordering::Equal) => return Ok(true),
            Some(std::cmp::Ordering::Less) => low = middle + 1,
            Some(std::cmp::Ordering::Greater) | None => high = middle,
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaked_password_is_refused_and_a_long_strange_one_is_not() {
        assert!(fault("short", &[], None).is_some());
        assert!(fault("password1234", &[], None).is_some());
        assert!(fault("ada.okoro@example.org", &["ada.okoro@example.org"], None).is_some());
        assert_eq!(fault("crimson tadpole umbrella", &[], None), None);
    }

    #[test]
    fn the_first_part_of_an_address_is_no_password_where_it_says_who_it_is() {
        let chosen = Chosen::new("Jo and Nora sing at dawn".into(), None).expect("judged");
        for own in ["nora@example.org", "Nora@example.org", "nora"] {
            assert!(chosen.names_its_owner(own), "{own}");
        }
        for short in ["jo@example.org", "j@example.org", "@example.org", "", "nor@example.org"] {
            assert!(!chosen.names_its_owner(short), "{short}");
        }
    }

    #[test]
    fn the_file_of_leaked_passwords_is_searched() {
        use sha1::{Digest, Sha1};
        let words = ["crimson tadpole umbrella", "seventeen quiet lanterns", "violet hedgehog accordion"];
        let mut lines: Vec<String> = words
            .iter()
            .map(|w| Sha1::digest(w).iter().map(|b| format!("{b:02X}")).collect::<String>() + ":12\n")
            .collect();
        lines.sort();
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), lines.concat()).expect("written");
        for word in words {
            assert!(fault(word, &[], Some(file.path())).is_some(), "{word}");
        }
        assert_eq!(fault("orchard sandpaper trombone", &[], Some(file.path())), None);
    }

    #[test]
    fn only_the_right_password_is_right() {
        let hash = hash("crimson tadpole umbrella").expect("a hash");
        assert!(verify("crimson tadpole umbrella", Some(&hash)));
        assert!(!verify("crimson tadpole umbrellas", Some(&hash)));
        assert!(!verify("crimson tadpole umbrella", None));
    }
}
