//! Reads a pack and names every fault with file, line and reason.

use crate::{
    framework::Framework,
    help::Help,
    languages,
    model::{Area, Holiday, IndicatorOf, Kind, Level, Pack, PanelOf, Question, Raw, Reading, Setting, Term},
    names::{BETTER, COMPARED, OWN_VOCABULARIES, PANEL_GIVES, READINGS, SETTINGS, VOCABULARIES},
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
        let line = span.map_or(0, |span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1);
        self.list.push(Fault { file: self.file.into(), line, reason: reason.into() });
    }
}

impl Pack {
    /// Reads `dir/pack.toml`, and what it extends from the directory beside it.
    ///
    /// # Errors
    /// Every fault with file and line.
    pub fn read(dir: &Path) -> Result<Self, Vec<Fault>> {
        check(dir)
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
    let mut dirs = Vec::new();
    while let Some(dir) = next.take() {
        if !seen.insert(dir.clone()) {
            faults.push(Fault { file: dir.join("pack.toml"), line: 0, reason: "it extends itself".into() });
            break;
        }
        if let Some((raw, text)) = layer(&dir, &mut faults) {
            next = raw.extends.as_ref().map(|base| dir.join("..").join(base));
            layers.push((raw, text));
        }
        dirs.push(dir);
    }

    let dirs: Vec<&Path> = dirs.iter().map(PathBuf::as_path).collect();
    let languages = languages::read(&dirs, &mut faults);
    let pack = Pack::build(&layers).filter(|_| faults.is_empty());
    let Some(mut pack) = pack else { return Err(faults) };
    pack.languages = languages;
    check_whole(&pack, &dir.join("pack.toml"), &mut faults);
    if faults.is_empty() { Ok(pack) } else { Err(faults) }
}

/// One file by itself, with its text; nothing when it cannot be read.
fn layer(dir: &Path, all: &mut Vec<Fault>) -> Option<(Raw, String)> {
    let file = dir.join("pack.toml");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) => {
            all.push(Fault { file, line: 0, reason: format!("cannot be read: {e}") });
            return None;
        }
    };

    let mut faults = Faults { file: &file, text: &text, list: vec![] };
    let raw = match toml::from_str::<Raw>(&text) {
        Ok(raw) => Some(raw),
        Err(e) => {
            faults.add(e.span(), e.message());
            None
        }
    };
    if let Some(raw) = &raw {
        check_raw(raw, &mut faults);
    }
    all.append(&mut faults.list);
    let (mut raw, mut text) = (raw?, text);
    if let Some((help, beside)) = help(dir, all) {
        raw.help = help;
        text.push_str(&beside);
    }
    Some((raw, text))
}

/// `help.toml`, where it stands beside the pack.
fn help(dir: &Path, all: &mut Vec<Fault>) -> Option<(Help, String)> {
    let file = dir.join("help.toml");
    let text = std::fs::read_to_string(&file).ok()?;
    match toml::from_str(&text) {
        Ok(help) => Some((help, text)),
        Err(e) => {
            let mut faults = Faults { file: &file, text: &text, list: vec![] };
            faults.add(e.span(), e.message());
            all.append(&mut faults.list);
            None
        }
    }
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
        check_vocabulary(name, terms, faults);
    }
    for (name, setting) in &raw.settings {
        check_setting(name, setting, faults);
    }
    for (name, text) in raw.texts.iter().filter(|(name, _)| name.ends_with("-url")) {
        if !text.is_empty() && !text.starts_with("https://") {
            faults.add(None, format!("text {name}: {text:?} is no address; it begins with https:// or is empty"));
        }
    }
    for (name, reading) in &raw.readings {
        check_reading(name, reading, faults);
    }
    check_levels(&raw.levels, faults);
    check_areas(&raw.parts, &raw.areas, faults);
    for panel in &raw.panels {
        check_panel(panel, faults);
    }
    for framework in &raw.frameworks {
        check_framework(framework, faults);
    }
    check_indicators(&raw.indicators, faults);
    for holiday in raw.extra_holidays.iter().chain(&raw.not_holidays) {
        check_holiday(holiday, faults);
    }
}

fn check_indicators(all: &[Spanned<IndicatorOf>], faults: &mut Faults<'_>) {
    let mut codes = BTreeSet::new();
    for spanned in all {
        let (one, span) = (spanned.get_ref(), spanned.span());
        let mut fault = |told: String| faults.add(Some(span.clone()), format!("the indicator {}: {told}", one.code));
        if !codes.insert(&one.code) {
            fault("it stands twice".into());
        }
        if [&one.code, &one.label, &one.group, &one.unit].iter().any(|text| text.trim().is_empty()) {
            fault("it needs a code, a label, a group and a unit".into());
        }
        if !BETTER.contains(&one.better.as_str()) {
            fault(format!("better is one of {}, not {:?}", BETTER.join(", "), one.better));
        }
        if one.values.is_empty() {
            fault("it has no value".into());
        }
        for value in &one.values {
            if value.source.trim().is_empty() || value.year.trim().is_empty() {
                fault("a value needs its year and its source".into());
            }
            if !value.compared.is_empty() && !COMPARED.contains(&value.compared.as_str()) {
                fault(format!("compared is one of {}, not {:?}", COMPARED.join(", "), value.compared));
            }
            if one.missing.contains(&value.year) {
                fault(format!("{} has a value and is said to be missing", value.year));
            }
        }
    }
}

fn check_vocabulary(name: &str, terms: &[Spanned<Term>], faults: &mut Faults<'_>) {
    if !VOCABULARIES.contains(&name) && !OWN_VOCABULARIES.contains(&name) {
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

fn check_setting(name: &str, setting: &Spanned<Setting>, faults: &mut Faults<'_>) {
    let span = Some(setting.span());
    let setting = setting.get_ref();
    match SETTINGS.iter().find(|(known, _)| *known == name) {
        None => faults.add(span, format!("no setting is called {name:?}")),
        Some((_, unit)) if *unit != setting.unit => {
            faults.add(span, format!("{name} is counted in {unit}, not in {}", setting.unit));
        }
        Some(_) if setting.source.trim().is_empty() => faults.add(span, format!("{name}: the source is empty")),
        Some(_) => {}
    }
}

fn check_reading(name: &str, reading: &Spanned<Reading>, faults: &mut Faults<'_>) {
    let span = Some(reading.span());
    let reading = reading.get_ref();
    match READINGS.iter().find(|(known, _)| *known == name) {
        None => faults.add(span, format!("no rule with several readings is called {name:?}")),
        Some((_, known)) if !known.contains(&reading.value.as_str()) => {
            faults.add(span, format!("{name} is read as one of {}, not as {:?}", known.join(", "), reading.value));
        }
        Some(_) if reading.source.trim().is_empty() => faults.add(span, format!("{name}: the source is empty")),
        Some(_) => {}
    }
}

fn check_panel(panel: &Spanned<PanelOf>, faults: &mut Faults<'_>) {
    let span = Some(panel.span());
    let panel = panel.get_ref();
    for given in panel.gives.iter().filter(|given| !PANEL_GIVES.contains(&given.as_str())) {
        faults.add(span.clone(), format!("panel {}: nothing is given that is called {given:?}", panel.code));
    }
    for (what, text) in [("purpose", &panel.purpose), ("ways_in", &panel.ways_in), ("source", &panel.source)] {
        if text.trim().is_empty() {
            faults.add(span.clone(), format!("panel {}: {what} is empty", panel.code));
        }
    }
    if panel.clock == 0 {
        faults.add(span, format!("panel {}: its clock is at least one working day", panel.code));
    }
}

fn check_framework(framework: &Spanned<Framework>, faults: &mut Faults<'_>) {
    let span = Some(framework.span());
    let framework = framework.get_ref();
    if !is_code(&framework.code) {
        faults.add(span.clone(), format!("framework {:?}: a code may have only a-z, 0-9 and -", framework.code));
    }
    let given = [("label", &framework.label), ("version", &framework.version), ("source", &framework.source)];
    for (what, text) in given {
        if text.trim().is_empty() {
            faults.add(span.clone(), format!("framework {}: {what} is empty", framework.code));
        }
    }
    if !VOCABULARIES.contains(&framework.words.as_str()) {
        faults.add(span, format!("framework {}: no vocabulary is called {:?}", framework.code, framework.words));
    }
}

fn check_levels(levels: &[Spanned<Level>], faults: &mut Faults<'_>) {
    let mut codes = BTreeSet::new();
    for level in levels {
        let one = level.get_ref();
        if !codes.insert(&one.code) {
            faults.add(Some(level.span()), format!("level {} stands twice", one.code));
        }
        for indicator in &one.indicators {
            check_term(indicator, level.span(), "indicator", faults);
        }
    }
}

fn check_areas(parts: &[Spanned<Area>], areas: &[Spanned<Area>], faults: &mut Faults<'_>) {
    let mut ids = BTreeSet::new();
    for part in parts.iter().chain(areas) {
        for question in &part.get_ref().questions {
            if !ids.insert(&question.id) {
                faults.add(Some(part.span()), format!("the question {} stands twice", question.id));
            }
            check_question(question, part.span(), faults);
        }
    }

    for area in areas {
        let span = || Some(area.span());
        let area = area.get_ref();
        if !area.questions.iter().any(|question| question.per_child) {
            faults.add(span(), format!("area {} asks nothing about each child", area.code));
        }
        if !area.questions.iter().any(|question| question.kind == Kind::Scale) {
            faults.add(span(), format!("area {} has no scale", area.code));
        }
    }
}

fn check_question(question: &Question, span: Range<usize>, faults: &mut Faults<'_>) {
    if !is_code(&question.id) {
        faults.add(Some(span.clone()), format!("question id {:?} may have only a-z, 0-9 and -", question.id));
    }
    if question.per_child && question.per_parent {
        faults.add(Some(span.clone()), format!("the question {} is about a child or a parent, not both", question.id));
    }
    // how somebody is in their own words cannot be asked of a child who has none yet
    for (text, of) in [(&question.text_unborn, "an unborn child"), (&question.text_baby, "a baby")] {
        if question.per_child && text.trim().is_empty() {
            faults.add(Some(span.clone()), format!("the question {} has no words for {of}", question.id));
        }
    }
}

fn check_holiday(holiday: &Spanned<Holiday>, faults: &mut Faults<'_>) {
    let one = holiday.get_ref();
    if one.name.trim().is_empty() || one.source.trim().is_empty() {
        faults.add(Some(holiday.span()), format!("holiday {}: name and source must be given", one.on));
    }
}

fn check_whole(pack: &Pack, file: &Path, faults: &mut Vec<Fault>) {
    let mut add = |reason: String| faults.push(Fault { file: file.into(), line: 0, reason });
    for name in VOCABULARIES.iter().filter(|name| pack.terms(name).is_empty()) {
        add(format!("the vocabulary {name} is missing or empty"));
    }
    for (name, _) in SETTINGS.iter().filter(|(name, _)| pack.settings().all(|(there, _)| there != *name)) {
        add(format!("the setting {name} is missing"));
    }
    for (name, _) in READINGS.iter().filter(|(name, _)| !pack.readings.contains_key(*name)) {
        add(format!("how {name} is read is missing"));
    }
    if pack.levels.len() < 2 {
        add("there must be at least two levels of need".into());
    }
    if pack.areas.is_empty() {
        add("the assessment has no areas".into());
    }
    pack.faults_of_frameworks().into_iter().for_each(&mut add);
    let is_need = |code: &str| pack.terms("need").iter().any(|need| need.code == code);
    pack.help.faults(is_need).into_iter().for_each(&mut add);
    for panel in pack.panels.iter().filter(|panel| pack.terms("panel").iter().all(|term| term.code != panel.code)) {
        add(format!("the panel {} is no word of the vocabulary panel", panel.code));
    }
    if pack.panels.iter().filter(|panel| panel.forum).count() > 1 {
        add("there is one prioritisation and allocation forum (000 s10 (2))".into());
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
        found.iter().map(|fault| format!("{}: {}", fault.line, fault.reason)).collect()
    }

    #[test]
    fn the_packs_of_this_project_have_no_fault() {
        for name in ["standard", "medway"] {
            if let Err(faults) = check(&packs().join(name)) {
                panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>());
            }
        }
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        let text = "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\n[vocabularies]\nneed = [\n\
            { code = \"a\", label = \"A\", source = \"s\" },\n\
            { code = \"a\", label = \"\", source = \"s\" },\n]\n";
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
    fn an_address_that_is_none_is_refused() {
        let head = "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\n[texts]\n";
        let faults = faults_of(&format!("{head}threshold-guide-url = \"javascript:alert()\"\n"));
        assert!(faults[0].contains("threshold-guide-url"), "{faults:?}");
    }

    #[test]
    fn every_ethnicity_has_the_code_of_the_returns_and_not_asked_is_no_refusal() {
        let pack = Pack::read(&packs().join("standard")).expect("the pack");
        let mut codes: Vec<&str> = pack.terms("ethnicity").iter().map(|term| term.returned.as_str()).collect();
        codes.sort_unstable();
        let annex_a =
            "ABAN AIND AOTH APKN BAFR BCRB BOTH CHNE MOTH MWAS MWBA MWBC NOBT OOTH REFU WBRI WIRI WIRT WOTH WROM";
        assert_eq!(codes.join(" "), annex_a);

        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        let said = |text: &str| pack.code_or_returned("ethnicity", text, today).map(|term| term.code.as_str());
        assert_eq!(
            [said("WBRI"), said("wbri"), said("refu"), said("NOBT"), said("")],
            [Some("wbri"), Some("wbri"), Some("refused"), Some("not-asked"), None]
        );
    }

    #[test]
    fn what_is_asked_about_each_child_has_words_for_one_who_cannot_speak() {
        let faults = faults_of(
            "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\n[[areas]]\ncode = \"a\"\nlabel = \"A\"\nsource = \"s\"\n\
             questions = [ { id = \"q\", text = \"How is {child}?\", kind = \"text\", per_child = true, source = \"s\" } ]",
        );
        assert!(faults.contains(&"4: the question q has no words for an unborn child".into()), "{faults:?}");
        assert!(faults.contains(&"4: the question q has no words for a baby".into()), "{faults:?}");
    }

    #[test]
    fn a_rule_is_read_in_one_of_the_ways_that_the_program_knows() {
        let text = "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\n[readings]\n\
            assessment-required = { value = \"whenever\", label = \"L\", source = \"s\" }\n\
            other = { value = \"x\", label = \"L\", source = \"s\" }\n";
        let faults = faults_of(text);
        let told = "5: assessment-required is read as one of complexity, several-agencies, not as \"whenever\"";
        assert!(faults.contains(&told.into()), "{faults:?}");
        assert!(faults.contains(&"6: no rule with several readings is called \"other\"".into()), "{faults:?}");
    }

    #[test]
    fn medway_has_seven_outcomes_and_twenty_one_protective_factors() {
        let pack = Pack::read(&packs().join("medway")).expect("the pack");
        assert_eq!(pack.terms("outcome-framework").len(), 7);
        let factors = pack.terms("protective-factor");
        let of = |group: &str| factors.iter().filter(|factor| factor.group == group).count();
        assert_eq!(factors.len(), 21);
        let clusters =
            ["Healthier lifestyle choices", "Early years", "Raising aspirations", "Stronger and safer families"];
        assert_eq!(clusters.map(of), [5, 5, 6, 5]);
    }
}
