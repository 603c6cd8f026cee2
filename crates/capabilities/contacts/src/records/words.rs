//! The words by which the front door finds a contact again: its reference, the names in it, and telephone numbers; none
//! that leads to a protected address (T16).

use super::{
    named::{self, ContactPerson},
    received::Contact,
    tables::{ContactId, contact},
};
use access::{Nobody, Permit, guard, nobody};
use diesel::prelude::*;
use people::rules::fold;
use std::collections::BTreeSet;
use store::{Conn, Db, MultiBackend, Result, dialect::after_prefix, each};

/// So many of those that fit are looked at, the newest.
const LOOKED_AT: i64 = 60;

/// So many contacts without words are given theirs at once.
const AT_ONCE: i64 = 200;

/// The most words that are looked for.
const MOST_WORDS: usize = 8;

/// A number has so many digits at least.
const DIGITS: usize = 6;

pub(crate) const DDL: &str = "
CREATE TABLE contact_word (word $KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id),
  PRIMARY KEY (word, contact_id)) $CLUSTERED;
CREATE INDEX contact_word_contact ON contact_word(contact_id);";

diesel::table! {
    use super::super::tables::ContactUid;
    use diesel::sql_types::*;

    contact_word (word, contact_id) {
        word -> Text,
        contact_id -> ContactUid,
    }
}

diesel::allow_tables_to_appear_in_same_query!(contact, contact_word);

/// Keeps the words of a contact, in the same transaction as what made it.
pub(crate) fn keep(conn: &mut Conn, contact: &Contact, people: &[ContactPerson]) -> Result<()> {
    for word in of(contact, people) {
        let row = (contact_word::word.eq(word), contact_word::contact_id.eq(contact.id));
        each!(conn, c => diesel::insert_into(contact_word::table).values(row).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

/// Takes the words of these contacts away.
pub(crate) fn forget(conn: &mut Conn, contacts: &[ContactId]) -> Result<()> {
    diesel::delete(contact_word::table.filter(contact_word::contact_id.eq_any(contacts))).execute(conn)?;
    Ok(())
}

fn of(contact: &Contact, people: &[ContactPerson]) -> BTreeSet<String> {
    // behind the name stands the organisation, or what they are to the child
    let maker = contact.maker_name.split([',', '(']).next().unwrap_or_default();
    let mut words: BTreeSet<String> = in_name(maker).collect();
    words.insert(contact.reference.clone());
    words.extend(contact.maker_reach.split(", ").filter_map(number));
    for person in people {
        let said = &person.details.0;
        let former = said.details.former_family_name.as_deref().unwrap_or_default();
        for name in [&*person.given_name, &*person.family_name, former] {
            words.extend(in_name(name));
        }
        words.extend(number(&said.details.phone).filter(|_| !said.protected));
    }
    words
}

fn in_name(name: &str) -> impl Iterator<Item = String> {
    fold(name).split(' ').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect::<Vec<_>>().into_iter()
}

/// A telephone number as it is dialled at home: `#07700900123`. What has a letter in it is none.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let abroad = text.starts_with('+') || text.starts_with("00");
    if text.is_empty() || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches("00");
    let home = match digits.strip_prefix("44") {
        Some(rest) if abroad => format!("0{}", rest.trim_start_matches('0')),
        _ => digits.to_owned(),
    };
    (home.len() >= DIGITS).then(|| format!("#{home}"))
}

/// What somebody looks for, understood: a number alone, or references and names.
fn sought(asked: &str) -> Vec<String> {
    if let Some(number) = number(asked) {
        return vec![number];
    }
    let is_reference = |word: &str| word.len() == 11 && word.to_uppercase().starts_with("C-");
    let words = asked.split_whitespace().take(MOST_WORDS);
    words
        .flat_map(|word| match is_reference(word) {
            true => vec![word.to_uppercase()],
            false => in_name(word).collect(),
        })
        .collect()
}

/// Contacts in which all of these words begin a name, the reference or a telephone number, newest first; none about a
/// family of which this actor may not know (T17).
pub(crate) fn find(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::FindContacts>,
    asked: &str,
) -> Result<Vec<Contact>> {
    let words = sought(asked);
    if words.is_empty() {
        return Ok(vec![]);
    }

    let mut query = contact::table
        .order((contact::received_at.desc(), contact::id))
        .limit(LOOKED_AT)
        .select(Contact::as_select())
        .into_boxed::<MultiBackend>();
    for word in words {
        let after = after_prefix(&word);
        let begun = contact_word::table.filter(contact_word::word.ge(word).and(contact_word::word.lt(after)));
        query = query.filter(contact::id.eq_any(begun.select(contact_word::contact_id)));
    }

    let mut found = Vec::new();
    for contact in query.load::<Contact>(conn)? {
        let hidden = match contact.family_id {
            Some(family) => guard::any_hidden(conn, permit.actor(), &[family])?,
            None => false,
        };
        if !hidden {
            found.push(contact);
        }
    }
    Ok(found)
}

/// Gives their words to contacts that came in before there were any.
pub(crate) fn fill(db: &Db, _: &pack::Pack) -> Result<()> {
    loop {
        let done = db.connect()?.write(fill_some)?;
        if done < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

fn fill_some(conn: &mut Conn) -> Result<usize> {
    let with_words = contact_word::table.select(contact_word::contact_id);
    let without: Vec<Contact> = contact::table
        .filter(contact::id.ne_all(with_words))
        .order(contact::received_at)
        .limit(AT_ONCE)
        .select(Contact::as_select())
        .load(conn)?;
    let ids: Vec<ContactId> = without.iter().map(|contact| contact.id).collect();
    let people = named::people_of(conn, &ids)?;
    for contact in &without {
        let named: Vec<ContactPerson> =
            people.iter().filter(|person| person.contact_id == contact.id).cloned().collect();
        keep(conn, contact, &named)?;
    }
    Ok(without.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_one_however_it_is_written() {
        for written in ["07700 900123", "+44 7700 900123", "0044 (0)7700-900123", "07700900123"] {
            assert_eq!(number(written).as_deref(), Some("#07700900123"), "{written}");
        }
        assert_eq!(number("12345"), None);
        assert_eq!(number("a@example.org"), None);
    }

    #[test]
    fn one_box_takes_a_reference_a_name_or_a_number() {
        assert_eq!(sought("c-7k2m-9qxa"), ["C-7K2M-9QXA"]);
        assert_eq!(sought("Zoë O'Brien"), ["zoe", "obrien"]);
        assert_eq!(sought("01634 331 133"), ["#01634331133"]);
        assert!(sought("  ").is_empty());
    }
}
