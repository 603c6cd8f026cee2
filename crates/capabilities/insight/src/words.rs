//! What the codes of facts are called.

use crate::{
    counting::vocabulary,
    facts::{Dim, dims::AGES},
    figures::Figure,
};
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Result, each};

/// The names of codes, looked up once for a page.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: BTreeMap<(Dim, String), String>,
    /// Dimensions that are told in a framework, and what stands where it has no word.
    told: BTreeMap<Dim, String>,
}

/// What stands where nothing is said.
const NOT_KNOWN: &str = "Not known";

impl Names {
    /// The names of these codes.
    pub fn load(
        conn: &mut Conn,
        pack: &Pack,
        figure: &Figure,
        codes: impl Iterator<Item = (Dim, String)>,
    ) -> Result<Self> {
        let mut wanted: BTreeMap<Dim, Vec<String>> = BTreeMap::new();
        for (dim, code) in codes {
            wanted.entry(dim).or_default().push(code);
        }
        let mut names = BTreeMap::new();
        for (dim, codes) in wanted {
            let found = of(conn, pack, figure, dim, &codes)?;
            names.extend(found.into_iter().map(|(code, name)| ((dim, code), name)));
        }
        Ok(Self { names, told: BTreeMap::new() })
    }

    /// The words of a framework, for what is told in it.
    pub fn told_in(mut self, pack: &Pack, figure: &Figure, framework: Option<&str>) -> Self {
        let Some(framework) = framework.and_then(|code| pack.framework(code)) else { return self };
        for dim in Dim::ALL.iter().filter(|dim| vocabulary(figure, **dim).is_some()) {
            let words = pack.terms(&framework.words).iter();
            self.names.extend(words.map(|term| ((*dim, term.code.clone()), term.label.clone())));
            self.told.insert(*dim, format!("Nothing of: {}", framework.label.to_lowercase()));
        }
        self
    }

    /// What a code is called.
    pub fn name(&self, dim: Dim, code: Option<&str>) -> String {
        match code {
            None if self.told.contains_key(&dim) => self.told[&dim].clone(),
            None if dim == Dim::Ward || dim == Dim::Area => "Not known, or protected".into(),
            None => NOT_KNOWN.into(),
            Some(code) => self.names.get(&(dim, code.to_owned())).cloned().unwrap_or_else(|| code.to_owned()),
        }
    }
}

fn of(conn: &mut Conn, pack: &Pack, figure: &Figure, dim: Dim, codes: &[String]) -> Result<BTreeMap<String, String>> {
    let vocabulary = |name: &str| codes.iter().map(|code| (code.clone(), pack.label(name, code).to_owned())).collect();
    Ok(match dim {
        Dim::Sex => vocabulary("sex"),
        Dim::Ethnicity => vocabulary("ethnicity"),
        Dim::Disability => vocabulary("disability"),
        Dim::Sen => vocabulary("sen-support"),
        Dim::Need => vocabulary("need"),
        Dim::Source => vocabulary("source"),
        Dim::Outcome => vocabulary("outcome-framework"),
        Dim::Age => AGES.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect(),
        Dim::Level => codes.iter().map(|code| (code.clone(), level(pack, code))).collect(),
        Dim::Side => sides(),
        Dim::Ward => wards(conn, codes)?,
        Dim::Area => BTreeMap::new(),
        Dim::Agency => organisations(conn, codes)?,
        Dim::Team => teams(conn, codes)?,
        Dim::Service => services(conn, codes)?,
        Dim::What => codes.iter().map(|code| (code.clone(), what(pack, figure, code))).collect(),
    })
}

fn level(pack: &Pack, code: &str) -> String {
    pack.level(code).map_or_else(|| code.to_owned(), |level| format!("Level {code}: {}", level.label))
}

fn sides() -> BTreeMap<String, String> {
    [("hub", "Children and family hubs"), ("council", "Other teams of the council"), ("partner", "Partner agencies")]
        .map(|(code, name)| (code.to_owned(), name.to_owned()))
        .into()
}

diesel::table! {
    postcode (code) {
        code -> Text,
        ward -> Text,
        ward_name -> Text,
    }
}

fn wards(conn: &mut Conn, codes: &[String]) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = each!(conn, c => postcode::table
        .filter(postcode::ward.eq_any(codes.iter().map(String::as_str)))
        .group_by((postcode::ward, postcode::ward_name))
        .select((postcode::ward, postcode::ward_name))
        .load(c))?;
    Ok(rows.into_iter().filter(|(_, name)| !name.is_empty()).collect())
}

fn ids(codes: &[String]) -> Vec<AnyId> {
    codes.iter().filter_map(|code| Some(AnyId(code.parse().ok()?))).collect()
}

fn by_id(rows: Vec<(AnyId, String)>) -> BTreeMap<String, String> {
    rows.into_iter().map(|(id, name)| (id.to_string(), name)).collect()
}

fn organisations(conn: &mut Conn, codes: &[String]) -> Result<BTreeMap<String, String>> {
    Ok(by_id(each!(conn, c => organisation::table
        .filter(organisation::id.eq_any(ids(codes)))
        .select((organisation::id, organisation::name))
        .load(c))?))
}

fn teams(conn: &mut Conn, codes: &[String]) -> Result<BTreeMap<String, String>> {
    Ok(by_id(each!(conn, c => team::table
        .filter(team::id.eq_any(ids(codes)))
        .select((team::id, team::name))
        .load(c))?))
}

/// Tables of others of which only the name is read.
macro_rules! named {
    ($($table:ident),*) => {$(
        diesel::table! {
            use diesel::sql_types::*;
            use store::types::Uid;

            $table (id) {
                id -> Uid,
                name -> Text,
            }
        }
    )*};
}

named!(organisation, team, service, programme, panel);

/// Services, programmes, panels and teams: whatever families wait for or are referred to.
fn services(conn: &mut Conn, codes: &[String]) -> Result<BTreeMap<String, String>> {
    let mut names = teams(conn, codes)?;
    names.extend(by_id(each!(conn, c => service::table
        .filter(service::id.eq_any(ids(codes)))
        .select((service::id, service::name))
        .load(c))?));
    names.extend(by_id(each!(conn, c => programme::table
        .filter(programme::id.eq_any(ids(codes)))
        .select((programme::id, programme::name))
        .load(c))?));
    names.extend(by_id(each!(conn, c => panel::table
        .filter(panel::id.eq_any(ids(codes)))
        .select((panel::id, panel::name))
        .load(c))?));
    Ok(names)
}

/// What distinguishes a figure is a word of another list in each.
fn what(pack: &Pack, figure: &Figure, code: &str) -> String {
    use crate::facts::Kind;

    let of = |vocabulary: &str| pack.label(vocabulary, code).to_owned();
    match figure.kind {
        Kind::Contact | Kind::Need | Kind::Deciding | Kind::Answering => of("contact-kind"),
        Kind::Decided | Kind::Help | Kind::Child => of("decision-outcome"),
        Kind::Ending => of("closing-reason"),
        Kind::Audit => of("audit-grade"),
        Kind::Outcome => of("result"),
        Kind::Finding | Kind::NotSo => checks::rules::title(code).to_owned(),
        Kind::Factor | Kind::Built => of("protective-factor"),
        Kind::National => {
            let terms = pack.terms("national-outcome");
            let told = terms.iter().find(|term| term.returned == code);
            told.map_or(code, |term| term.label.as_str()).to_owned()
        }
        Kind::Moved => match code.split_once('-') {
            Some((from, to)) => format!("From level {from} to level {to}"),
            None => code.to_owned(),
        },
        Kind::Travelled => travelled(pack, code),
        _ => plain(code).to_owned(),
    }
}

fn travelled(pack: &Pack, code: &str) -> String {
    let Some((what, rater)) = code.rsplit_once('.') else { return code.to_owned() };
    let about = match what.strip_prefix("group-") {
        Some(question) => pack.label("programme-question", question).to_owned(),
        None => pack.areas.iter().find(|area| area.code == what).map_or(what, |area| area.label.as_str()).to_owned(),
    };
    format!("{about}, as said by: {}", pack.label("rater", rater).to_lowercase())
}

/// Words of lists that belong to the program and not to a pack.
fn plain(code: &str) -> &str {
    match code {
        "team" => "A team",
        "lead" => "A lead professional",
        "service" => "A service",
        "panel" => "A panel",
        "programme" => "A group programme",
        "intervention" => "Intervention plans",
        "family" => "Family plans",
        "accepted" => "Accepted",
        "returned" => "Returned",
        "waits" => "Still waiting for an answer",
        "yes" => "Yes",
        "no" => "No",
        "no-answer" => "Asked, no answer",
        "not-asked" => "Not asked",
        "alone" => "Alone",
        "with-others" => "With others",
        "finished" => "Finished",
        "left" => "Left before the end",
        "sent" => "Sent",
        "started" => "Begun",
        "declined" => "Declined",
        "help" => "Help by a team",
        "place" => "A place in a programme",
        "waiting" => "Waiting list",
        "assessment" => "Assessment",
        "advice" => "Advice",
        "step-up" => "Step up",
        "back" => "Back, with a reason",
        other => other,
    }
}
