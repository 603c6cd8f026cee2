//! Reads a pack and names every fault with file, line and reason.

use crate::{
    SETTINGS, VOCABULARIES,
    model::{Kind, Pack, Raw, Term},
};
use std::{
    collections::BTreeSet,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::Spanned;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.reason)
    }
}

struct Faults<'a> {
    file: &'a Path,
    text: &'a str,
    list: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, span: Option<Range<usize>>, reason: impl Into<String>) {
        let line = span.map_or(0, |s| self.text[..s.start.min(self.text.len())].matches('\n').count() + 1);
        self.list.push(Fault { file: self.file.into(), line, reason: reason.into() });
    }
}

/// The pack of `dir`, or every fault in it and in what it extends.
///
/// # Errors
/// At least one fault.
pub fn check(dir: &Path) -> Result<Pack, Vec<Fault>> {
    let (mut layers, mut faults) = (Vec::new(), Vec::new());
    let mut next = Some(dir.to_path_buf());
    let mut seen = BTreeSet::new();
    while let Some(dir) = next.take() {
        let file = dir.join("pack.toml");
        let one = |reason: String| Fault { file: file.clone(), line: 0, reason };
        if !seen.insert(dir.clone()) {
            faults.push(one("it extends itself".into()));
            break;
        }
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) => {
                faults.push(one(format!("cannot be read: {e}")));
                break;
            }
        };
        let mut found = Faults { file: &file, text: &text, list: vec![] };
        match toml::from_str::<Raw>(&text) {
            Err(e) => found.add(e.span(), e.message()),
            Ok(raw) => {
                check_raw(&raw, &mut found);
                next = raw.extends.as_ref().map(|base| dir.join("..").join(base));
                layers.push((raw, text.clone()));
            }
        }
        faults.append(&mut found.list);
    }
    let pack = Pack::build(&layers).filter(|_| faults.is_empty());
    let Some(pack) = pack else { return Err(faults) };
    check_whole(&pack, &dir.join("pack.toml"), &mut faults);
    if faults.is_empty() { Ok(pack) } else { Err(faults) }
}

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn check_term(term: &Term, span: Range<usize>, what: &str, faults: &mut Faults<'_>) {
    if !is_code(&term.code) {
        faults.add(Some(span.clone()), format!("{what}: code {:?} may have only a-z, 0-9 and -", term.code));
    }
    if term.label.trim().is_empty() {
        faults.add(Some(span.clone()), format!("{what} {}: the label is empty", term.code));
    }
    if term.source.trim().is_empty() {
        faults.add(Some(span), format!("{what} {}: the source is empty", term.code));
    }
}

fn check_raw(raw: &Raw, faults: &mut Faults<'_>) {
    for (name, terms) in &raw.vocabularies {
        if !VOCABULARIES.contains(&name.as_str()) {
            let span = terms.first().map(Spanned::span);
            faults.add(span, format!("no vocabulary is called {name:?}"));
        }
        let mut codes = BTreeSet::new();
        for term in terms {
            check_term(term.get_ref(), term.span(), name, faults);
            if !codes.insert(&term.get_ref().code) {
                faults.add(Some(term.span()), format!("{name}: the code {} stands twice", term.get_ref().code));
            }
        }
    }
    for (name, setting) in &raw.settings {
        let wanted = SETTINGS.iter().find(|(n, _)| n == name).map(|(_, unit)| *unit);
        let span = Some(setting.span());
        match wanted {
            None => faults.add(span, format!("no setting is called {name:?}")),
            Some(unit) if unit != setting.get_ref().unit => {
                faults.add(span, format!("{name} is counted in {unit}, not in {}", setting.get_ref().unit));
            }
            Some(_) if setting.get_ref().source.trim().is_empty() => {
                faults.add(span, format!("{name}: the source is empty"))
            }
            Some(_) => {}
        }
    }
    let mut codes = BTreeSet::new();
    for level in &raw.levels {
        let one = level.get_ref();
        if !codes.insert(one.code.clone()) {
            faults.add(Some(level.span()), format!("level {} stands twice", one.code));
        }
        for indicator in &one.indicators {
            check_term(indicator, level.span(), "indicator", faults);
        }
    }
    let mut ids = BTreeSet::new();
    for area in &raw.areas {
        for question in &area.get_ref().questions {
            if !is_code(&question.id) {
                faults.add(Some(area.span()), format!("question id {:?} may have only a-z, 0-9 and -", question.id));
            }
            if !ids.insert(question.id.clone()) {
                faults.add(Some(area.span()), format!("the question {} stands twice", question.id));
            }
        }
        if !area.get_ref().questions.iter().any(|q| q.per_child) {
            faults.add(Some(area.span()), format!("area {} asks nothing about each child", area.get_ref().code));
        }
        if !area.get_ref().questions.iter().any(|q| q.kind == Kind::Scale) {
            faults.add(Some(area.span()), format!("area {} has no scale", area.get_ref().code));
        }
    }
    for holiday in raw.extra_holidays.iter().chain(&raw.not_holidays) {
        let one = holiday.get_ref();
        if one.name.trim().is_empty() || one.source.trim().is_empty() {
            faults.add(Some(holiday.span()), format!("holiday {}: name and source must be given", one.on));
        }
    }
}

fn check_whole(pack: &Pack, file: &Path, faults: &mut Vec<Fault>) {
    let mut add = |reason: String| faults.push(Fault { file: file.into(), line: 0, reason });
    for name in VOCABULARIES.iter().filter(|v| pack.terms(v).is_empty()) {
        add(format!("the vocabulary {name} is missing or empty"));
    }
    for (name, _) in SETTINGS.iter().filter(|(n, _)| pack.settings().all(|(there, _)| there != *n)) {
        add(format!("the setting {name} is missing"));
    }
    if pack.levels.len() < 2 {
        add("there must be at least two levels of need".into());
    }
    if pack.areas.is_empty() {
        add("the assessment has no areas".into());
    }
    if pack.number("review-due") > pack.number("review-latest") {
        add("review-due must not be later than review-latest".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs")
    }

    fn faults_of(text: &str) -> Vec<String> {
        let dir = std::env::temp_dir().join(format!("pack-{}-{}", std::process::id(), text.len()));
        std::fs::create_dir_all(&dir).expect("a directory");
        std::fs::write(dir.join("pack.toml"), text).expect("a file");
        let found = check(&dir).err().unwrap_or_default();
        std::fs::remove_dir_all(&dir).expect("removed");
        found.iter().map(|f| format!("{}: {}", f.line, f.reason)).collect()
    }

    #[test]
    fn the_packs_of_this_project_have_no_fault() {
        for name in ["standard", "medway"] {
            if let Err(faults) = check(&packs().join(name)) {
                panic!("{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>());
            }
        }
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        let text = "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\n[vocabularies]\nneed = [\n  { code = \"a\", label = \"A\", source = \"s\" },\n  { code = \"a\", label = \"\", source = \"s\" },\n]\n";
        let faults = faults_of(text);
        assert!(faults.contains(&"7: need: the code a stands twice".into()), "{faults:?}");
        assert!(faults.contains(&"7: need a: the label is empty".into()), "{faults:?}");
    }

    #[test]
    fn a_word_that_the_format_does_not_know_is_refused() {
        let faults = faults_of("id = \"x\"\nversion = \"1\"\ntitle = \"X\"\nscript = \"rm\"\n");
        assert!(faults[0].starts_with("4: unknown field `script`"), "{faults:?}");
    }

    #[test]
    fn medway_has_seven_outcomes_and_twenty_one_protective_factors() {
        let pack = Pack::read(&packs().join("medway")).expect("the pack");
        assert_eq!(pack.terms("outcome-framework").len(), 7);
        let factors = pack.terms("protective-factor");
        let of = |group: &str| factors.iter().filter(|f| f.group == group).count();
        assert_eq!(factors.len(), 21);
        let clusters =
            ["Healthier lifestyle choices", "Early years", "Raising aspirations", "Stronger and safer families"];
        assert_eq!(clusters.map(of), [5, 5, 6, 5]);
    }
}
