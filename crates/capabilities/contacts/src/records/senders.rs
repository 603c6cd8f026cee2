//! Who sent it, without knowing who: an anonymous contact keeps a mark of its sender and its words, which tells only
//! that another was like it on the same day.

use crate::intake::Valid;
use chrono::NaiveDate;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::{Result, Tx, each};

/// Of what was written so many letters count: the same words with another ending are the same.
const LETTERS: usize = 200;

pub(crate) const DDL: &str = "
ALTER TABLE contact ADD COLUMN area TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN alike TEXT;
CREATE INDEX contact_alike ON contact(alike, received_at) WHERE alike IS NOT NULL AND decided_at IS NULL;
CREATE TABLE contact_salt (day $DATE PRIMARY KEY NOT NULL, salt TEXT NOT NULL) $STRICT;";

diesel::table! {
    contact_salt (day) {
        day -> Date,
        salt -> Text,
    }
}

/// The mark: a hash of the day's secret, the sender and the words. Without the secret, which is thrown away when the
/// next day begins, nobody can find the address by trying them all.
pub(super) fn alike(tx: &mut Tx<'_>, from: IpAddr, sent: &Valid) -> Result<String> {
    let salt = salt_of(tx, tx.now.date())?;
    let hash = Sha256::new_with_prefix(salt).chain_update(from.to_string()).chain_update(words(sent));
    Ok(store::seal::hex(&hash.finalize()[..16]))
}

fn salt_of(tx: &mut Tx<'_>, day: NaiveDate) -> Result<String> {
    let kept = contact_salt::table.find(day).select(contact_salt::salt);
    if let Some(salt) = kept.first(tx.conn()).optional()? {
        return Ok(salt);
    }

    let salt = store::seal::hex(&store::ids::random::<32>());
    let row = (contact_salt::day.eq(day), contact_salt::salt.eq(&salt));
    each!(tx.conn(), c => diesel::insert_into(contact_salt::table).values(row).on_conflict_do_nothing().execute(c))?;
    diesel::delete(contact_salt::table.filter(contact_salt::day.lt(day))).execute(tx.conn())?;
    Ok(kept.first(tx.conn())?)
}

/// Whose names stand in it, and what it says: letters alone, so that a counter in it makes no difference.
fn words(sent: &Valid) -> String {
    let new = &sent.new;
    let names = new.people.iter().flat_map(|person| [&person.given_name, &person.family_name]);
    let all = std::iter::once(&new.maker.name).chain(names).chain([&new.summary]);
    all.map(|text| format!("|{}", folded(text))).collect()
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).take(LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_whatever_is_counted_in_them() {
        assert_eq!(folded("There is a FIRE, 12 of 400"), folded("There is a fire, 399 of 400"));
        assert_ne!(folded("There is a fire"), folded("There is a flood"));
        assert_eq!(folded(&"a".repeat(500)).len(), LETTERS);
    }
}
