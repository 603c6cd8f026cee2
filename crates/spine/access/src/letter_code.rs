//! A code in a letter or a link: it opens one form to one person who has no account. What it opens belongs to the
//! capability that gave it out; here is how it looks, how it is kept, and how often one may guess.

use crate::{Visit, attempts::Buckets, pages::hashing, password, sessions::Secret};
use sha2::{Digest, Sha256};
use store::{Conn, seal::hex};
use web::{Error, Result};

/// Letters and digits that nobody takes for one another (D. Crockford, Base 32, 2002).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// So many of them: 60 bits.
const LENGTH: usize = 12;

/// A code that was given out, or typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterCode(String);

impl LetterCode {
    /// A new one, from the operating system.
    pub fn new() -> Self {
        let chance = store::ids::random::<LENGTH>();
        Self(chance.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// The code that belongs to this secret: whoever holds the one can be told the other again, and nothing of
    /// either is
    /// kept for it.
    pub fn of(secret: &Secret) -> Self {
        let hash = Sha256::digest(format!("letter code of {}", secret.reveal()));
        Self(hash.iter().take(LENGTH).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// As somebody typed it: spaces, dashes and small letters do not matter, and O is 0, I and L are 1.
    pub fn typed(text: &str) -> Self {
        let letters = text.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        Self(letters.take(LENGTH + 1).collect())
    }

    /// As it stands in a letter: `7K2M-9QXA-T4VE`.
    pub fn shown(&self) -> String {
        let parts: Vec<&str> = self.0.as_bytes().chunks(4).filter_map(|part| std::str::from_utf8(part).ok()).collect();
        parts.join("-")
    }

    /// As it is kept.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(format!("letter code {}", self.0)))
    }

    /// What this code opens, by whoever gave it out; of one place no more than so many wrong ones are looked at.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooMany`].
    pub async fn opens<T, F>(&self, visit: &Visit, mut find: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &str) -> store::Result<Option<T>> + Send + 'static,
    {
        let (hash, client, now) = (self.hash(), visit.client, visit.app.db.now());
        let asked = hash.clone();
        let buckets = Buckets::of_letter_code(client);
        let first = buckets.clone();
        let found = visit
            .app
            .db
            .read(move |conn| {
                first.check(conn, now)?;
                Ok::<_, Error>(find(conn, &asked)?)
            })
            .await?;
        if let Some(found) = found {
            return Ok(found);
        }
        visit.app.db.upkeep(move |conn| buckets.count(conn, now).map(|_| ())).await?;
        Err(Error::NotFound)
    }

    /// What this code opens together with a word that its owner knows: `find` says what that is and the word's hash, or
    /// nothing. Whatever is wrong, it takes as long, counts as much, and is told in the same way: nobody learns whether
    /// there is such a code, or whether what it opened was closed.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooMany`].
    pub async fn opens_with<T, F>(&self, word: String, visit: &Visit, mut find: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &str) -> store::Result<Option<(T, String)>> + Send + 'static,
    {
        let (hash, now) = (self.hash(), visit.app.db.now());
        let buckets = Buckets::of_own_place(visit.client, &hash);
        // counted before it is judged, so that of many at once no more are judged than may be
        let counted = buckets.clone();
        let tried = visit.app.db.upkeep(move |conn| counted.count(conn, now)).await?;
        let found = visit.app.db.read(move |conn| Ok::<_, Error>(find(conn, &hash)?)).await?;
        let (found, kept) = found.map_or((None, None), |(found, kept)| (Some(found), Some(kept)));

        let right = hashing(&visit.app, move || password::verify(&word, kept.as_deref())).await?;
        let Some(found) = found.filter(|_| right) else { return Err(Error::NotFound) };
        visit.app.db.upkeep(move |conn| tried.take_back(conn)).await?;
        Ok(found)
    }
}

/// A word that goes with a code, as it is kept: slowly hashed, like a password. Outside of any transaction.
///
/// # Errors
/// [`Error::Fault`].
pub async fn keep_word(visit: &Visit, word: String) -> Result<String> {
    hashing(&visit.app, move || password::hash(&word)).await?.map_err(Error::Fault)
}

impl Default for LetterCode {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = LetterCode::new();
        assert_eq!(code.shown().len(), LENGTH + 2);
        assert_eq!(LetterCode::typed(&code.shown().to_lowercase()), code);
        assert_eq!(LetterCode::typed(&format!(" {} ", code.shown().replace('-', " "))), code);
        assert_eq!(LetterCode::typed("oiL1"), LetterCode::typed("0111"));
    }

    #[test]
    fn a_secret_has_one_code_and_another_has_another() {
        let secret = Secret::new();
        assert_eq!(LetterCode::of(&secret), LetterCode::of(&secret));
        assert_ne!(LetterCode::of(&secret), LetterCode::of(&Secret::new()));
    }

    #[test]
    fn no_two_codes_are_the_same_and_none_is_kept_as_it_is() {
        let (one, other) = (LetterCode::new(), LetterCode::new());
        assert_ne!(one, other);
        assert!(!one.hash().contains(&one.0));
    }
}
