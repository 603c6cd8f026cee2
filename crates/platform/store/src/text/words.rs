//! Every word in use, to be found by its groups of three letters: how a slip of the keyboard is put right.

use super::{Index, wanted::safe};
use crate::{Conn, Result};
use diesel::{prelude::*, sql_types::Text};
use std::collections::BTreeSet;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// The words of a text that are worth knowing, each once, with a space between.
pub(super) fn in_use(text: &str) -> String {
    let text = text.to_lowercase();
    let used: BTreeSet<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3 && word.chars().all(char::is_alphabetic))
        .collect();
    used.into_iter().collect::<Vec<_>>().join(" ")
}

impl Index {
    /// Keeps which words are in use; one is never forgotten, it merely finds nothing then.
    pub(super) fn learn(self, conn: &mut Conn, words: &str) -> Result<()> {
        let table = self.words_table();
        match conn {
            Conn::Sq(c) => {
                let list = serde_json::to_string(&words.split(' ').collect::<Vec<_>>()).unwrap_or_default();
                let new: Vec<Word> = diesel::sql_query(format!(
                    "INSERT INTO {table}_all (word) SELECT value FROM json_each(?) WHERE true
                     ON CONFLICT DO NOTHING RETURNING word",
                ))
                .bind::<Text, _>(list)
                .load(c)?;

                for Word { word } in new {
                    diesel::sql_query(format!("INSERT INTO {table} (word) VALUES (?)"))
                        .bind::<Text, _>(word)
                        .execute(c)?;
                }
            }
            Conn::Pg(c) => {
                diesel::sql_query(format!(
                    "INSERT INTO {table} (word) SELECT unnest(string_to_array($1, ' ')) ON CONFLICT DO NOTHING",
                ))
                .bind::<Text, _>(words)
                .execute(c)?;
            }
        }
        Ok(())
    }

    /// Words in use that look like this one, most alike first, at most 40: the caller judges.
    pub fn similar(self, conn: &mut Conn, word: &str) -> Result<Vec<String>> {
        let table = self.words_table();
        let letters: Vec<char> = safe(word).chars().collect();
        if letters.len() < 3 {
            return Ok(vec![]);
        }

        let rows: Vec<Word> = match conn {
            Conn::Sq(c) => {
                let threes = letters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>()));
                let like = format!("SELECT word FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT 40");
                diesel::sql_query(like).bind::<Text, _>(threes.collect::<Vec<_>>().join(" OR ")).load(c)?
            }
            Conn::Pg(c) => {
                let like = format!(
                    "SELECT word FROM {table} WHERE word % $1 ORDER BY similarity(word, $1) DESC, word LIMIT 40"
                );
                diesel::sql_query(like).bind::<Text, _>(letters.into_iter().collect::<String>()).load(c)?
            }
        };
        Ok(rows.into_iter().map(|row| row.word).collect())
    }

    /// Whether the word is in use.
    pub fn knows(self, conn: &mut Conn, word: &str) -> Result<bool> {
        let table = self.words_table();
        let rows: Vec<Word> = match conn {
            Conn::Sq(c) => diesel::sql_query(format!("SELECT word FROM {table}_all WHERE word = ?"))
                .bind::<Text, _>(word)
                .load(c)?,
            Conn::Pg(c) => {
                diesel::sql_query(format!("SELECT word FROM {table} WHERE word = $1")).bind::<Text, _>(word).load(c)?
            }
        };
        Ok(!rows.is_empty())
    }
}
