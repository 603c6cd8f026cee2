//! Other languages of public pages: `languages/{code}.toml` in a pack and in what it extends. Words are found by their
//! English; the council's own texts by their code, with the English that was translated.

use crate::check::Fault;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Who translated a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Translated {
    /// A machine; nobody who speaks the language has read it yet.
    Machine,
    /// A machine; somebody who speaks the language has read it.
    MachineRead,
    /// Somebody who speaks the language.
    Human,
}

/// A language, as the files of a pack and its base say it together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// As BCP 47 has it: `pl`.
    pub code: String,
    /// What those who speak it call it.
    pub name: String,
    /// What it is called in English.
    pub english: String,
    /// Written from right to left.
    pub right_to_left: bool,
    /// Who translated it; the least checked of the files that say it.
    pub by: Translated,
    /// English, and the same in this language.
    pub words: BTreeMap<String, String>,
    /// Texts of the council by code: the English that was translated, and the same in this language.
    pub texts: BTreeMap<String, (String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    name: String,
    english: String,
    #[serde(default)]
    right_to_left: bool,
    by: Translated,
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    texts: BTreeMap<String, OfText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfText {
    english: String,
    words: String,
}

/// The names in braces of a passage: `{phone}`.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default();
    matches!(first.len(), 2 | 3)
        && first.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn read_one(path: &Path, faults: &mut Vec<Fault>) -> Option<(String, File)> {
    let mut add = |reason: String| faults.push(Fault { file: path.into(), line: 0, reason });
    let code = path.file_stem()?.to_str()?.to_owned();
    if !is_language(&code) || code == "en" {
        add("its name is no language code, such as pl or pa-Guru".into());
    }
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) => {
            add(format!("cannot be read: {e}"));
            return None;
        }
    };
    let file = match toml::from_str::<File>(&text) {
        Ok(file) => file,
        Err(e) => {
            let line = e.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            faults.push(Fault { file: path.into(), line, reason: e.message().to_owned() });
            return None;
        }
    };
    let texts = file.texts.values().map(|text| (&text.english, &text.words));
    for (english, words) in file.words.iter().chain(texts) {
        if words.trim().is_empty() {
            add(format!("{english:?} has no words; leave the line out until it has"));
        }
        if places(english) != places(words) {
            add(format!("{english:?} and its translation do not have the same names in braces"));
        }
    }
    Some((code, file))
}

/// The languages of these directories, the pack's own first; what stands in it goes before what its base says.
pub(crate) fn read(dirs: &[&Path], faults: &mut Vec<Fault>) -> Vec<Language> {
    let mut all: BTreeMap<String, Language> = BTreeMap::new();
    for dir in dirs {
        let Ok(entries) = std::fs::read_dir(dir.join("languages")) else { continue };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        for path in paths {
            let Some((code, file)) = read_one(&path, faults) else { continue };
            let texts = file.texts.into_iter().map(|(code, text)| (code, (text.english, text.words))).collect();
            let mut of = Language {
                code: code.clone(),
                name: file.name,
                english: file.english,
                right_to_left: file.right_to_left,
                by: file.by,
                words: file.words,
                texts,
            };
            if let Some(own) = all.remove(&code) {
                of.words.extend(own.words);
                of.texts.extend(own.texts);
                of.name = own.name;
                if own.by == Translated::Machine {
                    of.by = own.by;
                }
            }
            all.insert(code, of);
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<Language>, Vec<String>) {
        let dir = tempfile::tempdir().expect("a directory");
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("written");
        }
        let mut faults = Vec::new();
        let (own, base) = (dir.path().join("own"), dir.path().join("base"));
        let all = read(&[&own, &base], &mut faults);
        (dir, all, faults.into_iter().map(|fault| fault.reason).collect())
    }

    const HEAD: &str = "name = \"Polski\"\nenglish = \"Polish\"\nby = \"human\"\n";

    #[test]
    fn a_council_says_it_in_its_own_words_before_those_of_the_standard() {
        let base = format!("{HEAD}[words]\n\"Back\" = \"Wstecz\"\n\"Send\" = \"Wyślij\"\n");
        let own = format!("{HEAD}[words]\n\"Back\" = \"Cofnij\"\n");
        let (_dir, all, faults) = pack(&[("base/languages/pl.toml", &base), ("own/languages/pl.toml", &own)]);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(all.len(), 1);
        assert_eq!((&*all[0].words["Back"], &*all[0].words["Send"]), ("Cofnij", "Wyślij"));
    }

    #[test]
    fn a_translation_that_lost_the_telephone_number_is_named() {
        let text = format!("{HEAD}[words]\n\"Call {{phone}} now\" = \"Zadzwoń\"\n\"Back\" = \" \"\n");
        let (_dir, _, faults) = pack(&[("own/languages/pl.toml", &text)]);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults.iter().any(|fault| fault.contains("names in braces")));
        assert!(faults.iter().any(|fault| fault.contains("has no words")));
    }

    #[test]
    fn a_file_that_is_no_language_is_named() {
        let (_dir, _, faults) = pack(&[("own/languages/english.toml", HEAD), ("own/languages/xx-.toml", HEAD)]);
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
