//! What is read to be counted: all that is kept of some families, or of contacts that have no family yet, in as many
//! queries as there are tables.

pub(crate) mod tables;

use crate::facts::About;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{AnyId, Conn, FamilyId, Instant, Result, each};
use tables::*;

/// All that is kept of one family, or of a contact without one, as far as it is counted.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub family: Option<FamilyId>,
    pub contacts: Vec<Contact>,
    pub named: Vec<Named>,
    pub episodes: Vec<Episode>,
    pub members: Vec<Member>,
    pub agreements: Vec<Agreement>,
    pub hand_overs: Vec<HandOver>,
    pub assessments: Vec<Assessment>,
    pub plans: Vec<Plan>,
    pub outcomes: Vec<Outcome>,
    pub reviews: Vec<Review>,
    pub feedback: Vec<Feedback>,
    pub waiting: Vec<Waiting>,
    pub step_ups: Vec<StepUp>,
    pub step_downs: Vec<StepDown>,
    pub levels: Vec<Level>,
    pub notes: Vec<Note>,
    pub seen: Vec<Seen>,
    pub referrals: Vec<Referral>,
    pub enrolments: Vec<Enrolment>,
    pub measurements: Vec<Measurement>,
    pub items: Vec<PanelItem>,
    pub audits: Vec<AuditFile>,
    pub findings: Vec<Finding>,
    pub not_so: Vec<NotSo>,
}

/// What families share: people, homes, who works where.
#[derive(Debug, Default)]
pub(crate) struct Around {
    pub people: BTreeMap<AnyId, Person>,
    pub homes: BTreeMap<AnyId, Vec<Address>>,
    pub postcodes: BTreeMap<String, Postcode>,
    pub accounts: BTreeMap<AnyId, AnyId>,
    pub organisations: BTreeMap<AnyId, Organisation>,
    pub teams: BTreeMap<AnyId, Team>,
    pub programmes: BTreeMap<AnyId, Vec<String>>,
}

/// Where an organisation stands: a hub, another team of the council, or a partner (001 s10: hubs and partners apart).
pub(crate) fn side(organisation: &Organisation) -> &'static str {
    match (organisation.hub, organisation.own) {
        (true, _) => "hub",
        (false, true) => "council",
        (false, false) => "partner",
    }
}

impl Around {
    /// The organisation for which somebody works, as a figure tells it.
    pub fn of_account(&self, account: Option<AnyId>, about: &mut About) {
        let organisation = account.and_then(|account| self.accounts.get(&account)).copied();
        self.of_organisation(organisation, about);
    }

    /// An organisation, as a figure tells it.
    pub fn of_organisation(&self, organisation: Option<AnyId>, about: &mut About) {
        let Some(known) = organisation.and_then(|id| self.organisations.get(&id)) else { return };
        about.agency = Some(known.id.to_string());
        about.side = Some(side(known).into());
    }

    /// A team, and the organisation that it belongs to.
    pub fn of_team(&self, team: Option<AnyId>, about: &mut About) {
        let Some(known) = team.and_then(|id| self.teams.get(&id)) else { return };
        about.team = Some(known.id.to_string());
        self.of_organisation(Some(known.organisation_id), about);
    }

    /// Where somebody of a family lived on a day, else where they lived first.
    fn home(&self, person: AnyId, family: Option<FamilyId>, on: NaiveDate) -> Option<&Address> {
        let theirs = |home: &&Address| home.family_id.is_none() || home.family_id == family;
        let homes = self.homes.get(&person)?;
        let then = homes.iter().filter(theirs).rev().find(|home| home.from_at.date() <= on);
        then.or_else(|| homes.iter().find(theirs))
    }

    /// Whether somebody of these lived at a protected address on a day: then no place is told of any of them (T16).
    pub fn is_protected(&self, members: &[Member], family: Option<FamilyId>, on: NaiveDate) -> bool {
        members.iter().any(|member| self.home(member.person_id, family, on).is_some_and(|home| home.protected))
    }

    /// Where the home of somebody of a family lies on a day, if that is known and not protected.
    pub fn place(&self, person: AnyId, family: Option<FamilyId>, on: NaiveDate) -> Option<&Postcode> {
        let home = self.home(person, family, on).filter(|home| !home.protected)?;
        let code: String = home.postcode.chars().filter(|c| !c.is_whitespace()).collect();
        self.postcodes.get(&code.to_uppercase())
    }
}

/// All rows of a table whose column is one of these, in a fixed order.
macro_rules! rows {
    ($conn:expr, $table:ident, $column:ident in $of:expr) => {
        each!($conn, c => $table::table
            .filter($table::$column.eq_any($of.iter().copied()))
            .order($table::all_columns)
            .load(c))
    };
}

/// The histories of these families.
pub(crate) fn families(conn: &mut Conn, ids: &[FamilyId]) -> Result<(Vec<History>, Around)> {
    let mut all: BTreeMap<FamilyId, History> =
        ids.iter().map(|id| (*id, History { family: Some(*id), ..History::default() })).collect();

    /// Gives each row to its family.
    macro_rules! of_family {
        ($table:ident => $field:ident) => {
            for row in each!(conn, c => $table::table
                .filter($table::family_id.eq_any(ids.iter().copied()))
                .order($table::id)
                .load::<of_row!($table)>(c))?
            {
                if let Some(history) = Option::<FamilyId>::from(row.family_id).and_then(|id| all.get_mut(&id)) {
                    history.$field.push(row);
                }
            }
        };
    }
    macro_rules! of_row {
        (contact) => {
            Contact
        };
        (episode) => {
            Episode
        };
        (agreement) => {
            Agreement
        };
        (assessment) => {
            Assessment
        };
        (plan) => {
            Plan
        };
        (review) => {
            Review
        };
        (waiting_place) => {
            Waiting
        };
        (step_down) => {
            StepDown
        };
        (need_level) => {
            Level
        };
        (note) => {
            Note
        };
        (referral) => {
            Referral
        };
        (enrolment) => {
            Enrolment
        };
        (panel_item) => {
            PanelItem
        };
        (step_up) => {
            StepUp
        };
        (audit_file) => {
            AuditFile
        };
        (finding_answer) => {
            NotSo
        };
    }
    of_family!(contact => contacts);
    of_family!(episode => episodes);
    of_family!(agreement => agreements);
    of_family!(assessment => assessments);
    of_family!(plan => plans);
    of_family!(review => reviews);
    of_family!(waiting_place => waiting);
    of_family!(step_down => step_downs);
    of_family!(need_level => levels);
    of_family!(note => notes);
    of_family!(referral => referrals);
    of_family!(enrolment => enrolments);
    of_family!(panel_item => items);
    of_family!(step_up => step_ups);
    of_family!(audit_file => audits);
    of_family!(finding_answer => not_so);
    let findings: Vec<Finding> = rows!(conn, finding, family_id in ids)?;
    for row in findings {
        if let Some(history) = all.get_mut(&row.family_id) {
            history.findings.push(row);
        }
    }
    for row in each!(conn, c => member::table
        .filter(member::family_id.eq_any(ids.iter().copied()))
        .order((member::family_id, member::person_id))
        .load::<Member>(c))?
    {
        if let Some(history) = all.get_mut(&row.family_id) {
            history.members.push(row);
        }
    }

    let episodes = index(&all, |history| history.episodes.iter().map(|episode| episode.id).collect());
    give(
        &mut all,
        &episodes,
        rows!(conn, hand_over, episode_id in keys(&episodes))?,
        |h, row: HandOver| {
            h.hand_overs.push(row);
        },
        |row| row.episode_id,
    );
    give(
        &mut all,
        &episodes,
        rows!(conn, feedback_answer, episode_id in keys(&episodes))?,
        |h, row: Feedback| {
            h.feedback.push(row);
        },
        |row| row.episode_id,
    );
    let of_episode = keys(&episodes);
    let ups: Vec<StepUp> = each!(conn, c => step_up::table
        .filter(step_up::family_id.is_null().and(step_up::episode_id.eq_any(of_episode.iter().map(|id| Some(*id)))))
        .order(step_up::id)
        .load(c))?;
    give(&mut all, &episodes, ups, |h, row| h.step_ups.push(row), |row| row.episode_id.unwrap_or(row.id));
    let plans = index(&all, |history| history.plans.iter().map(|plan| plan.id).collect());
    give(
        &mut all,
        &plans,
        rows!(conn, outcome, plan_id in keys(&plans))?,
        |h, row: Outcome| h.outcomes.push(row),
        |row| row.plan_id,
    );
    let notes = index(&all, |history| history.notes.iter().map(|note| note.id).collect());
    let seen: Vec<Seen> = each!(conn, c => note_seen::table
        .filter(note_seen::note_id.eq_any(keys(&notes)))
        .order((note_seen::note_id, note_seen::person_id))
        .load(c))?;
    give(&mut all, &notes, seen, |h, row| h.seen.push(row), |row| row.note_id);
    let groups = index(&all, |history| history.enrolments.iter().map(|place| place.id).collect());
    give(
        &mut all,
        &groups,
        rows!(conn, measurement, enrolment_id in keys(&groups))?,
        |h, row: Measurement| {
            h.measurements.push(row);
        },
        |row| row.enrolment_id,
    );
    let contacts = index(&all, |history| history.contacts.iter().map(|contact| contact.id).collect());
    give(
        &mut all,
        &contacts,
        rows!(conn, contact_person, contact_id in keys(&contacts))?,
        |h, row: Named| {
            h.named.push(row);
        },
        |row| row.contact_id,
    );

    let all: Vec<History> = all.into_values().collect();
    let around = around(conn, &all)?;
    Ok((all, around))
}

/// The histories of these contacts that have no family yet.
pub(crate) fn contacts(conn: &mut Conn, ids: &[AnyId]) -> Result<(Vec<(AnyId, History)>, Around)> {
    let found: Vec<Contact> = each!(conn, c => contact::table
        .filter(contact::id.eq_any(ids.iter().copied()).and(contact::family_id.is_null()))
        .order(contact::id)
        .load(c))?;
    let named: Vec<Named> = rows!(conn, contact_person, contact_id in ids)?;
    let ups: Vec<StepUp> = each!(conn, c => step_up::table
        .filter(step_up::contact_id.eq_any(ids.iter().map(|id| Some(*id))))
        .filter(step_up::family_id.is_null().and(step_up::episode_id.is_null()))
        .order(step_up::id)
        .load(c))?;
    let mut all: Vec<(AnyId, History)> = Vec::new();
    for contact in found {
        let id = contact.id;
        let named = named.iter().filter(|named| named.contact_id == id).cloned().collect();
        let step_ups = ups.iter().filter(|up| up.contact_id == Some(id)).cloned().collect();
        all.push((id, History { contacts: vec![contact], named, step_ups, ..History::default() }));
    }
    let mut around = Around::default();
    enter_organisations(conn, &mut around)?;
    Ok((all, around))
}

/// The needs of these ids that no service meets.
pub(crate) fn unmet(conn: &mut Conn, ids: &[AnyId]) -> Result<Vec<Unmet>> {
    Ok(rows!(conn, need_unmet, id in ids)?)
}

fn keys(of: &BTreeMap<AnyId, FamilyId>) -> Vec<AnyId> {
    of.keys().copied().collect()
}

/// Whose each of these is.
fn index(all: &BTreeMap<FamilyId, History>, ids: impl Fn(&History) -> Vec<AnyId>) -> BTreeMap<AnyId, FamilyId> {
    all.iter().flat_map(|(family, history)| ids(history).into_iter().map(|id| (id, *family))).collect()
}

/// Gives each row to the family of what it belongs to.
fn give<R>(
    all: &mut BTreeMap<FamilyId, History>,
    whose: &BTreeMap<AnyId, FamilyId>,
    rows: Vec<R>,
    put: impl Fn(&mut History, R),
    of: impl Fn(&R) -> AnyId,
) {
    for row in rows {
        if let Some(history) = whose.get(&of(&row)).and_then(|family| all.get_mut(family)) {
            put(history, row);
        }
    }
}

fn around(conn: &mut Conn, all: &[History]) -> Result<Around> {
    let mut around = Around::default();
    enter_organisations(conn, &mut around)?;
    let people: BTreeSet<AnyId> = all.iter().flat_map(|h| h.members.iter().map(|member| member.person_id)).collect();
    let found: Vec<Person> = rows!(conn, person, id in people)?;
    around.people = found.into_iter().map(|person| (person.id, person)).collect();

    let mut homes: Vec<Address> = rows!(conn, address, person_id in people)?;
    homes.sort_by_key(|home| (home.person_id, home.from_at, home.id));
    let folded = |code: &str| code.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let codes: BTreeSet<String> =
        homes.iter().filter(|home| !home.protected).map(|home| folded(&home.postcode)).collect();
    let found: Vec<Postcode> = each!(conn, c => postcode::table.filter(postcode::code.eq_any(codes)).load(c))?;
    around.postcodes = found.into_iter().map(|row| (row.code.clone(), row)).collect();
    for home in homes {
        around.homes.entry(home.person_id).or_default().push(home);
    }

    let starters: BTreeSet<AnyId> = all
        .iter()
        .flat_map(|h| {
            let leads = h.hand_overs.iter().map(|over| over.to_id);
            h.assessments.iter().filter_map(|version| version.started_by).chain(leads)
        })
        .collect();
    let accounts: Vec<Account> = rows!(conn, account, id in starters)?;
    around.accounts = accounts.into_iter().map(|account| (account.id, account.organisation_id)).collect();
    let teams: Vec<Team> = each!(conn, c => team::table.load(c))?;
    around.teams = teams.into_iter().map(|team| (team.id, team)).collect();
    if all.iter().any(|history| !history.enrolments.is_empty()) {
        let programmes: Vec<Programme> = each!(conn, c => programme::table.load(c))?;
        around.programmes = programmes.into_iter().map(|row| (row.id, row.factors.0)).collect();
    }
    Ok(around)
}

fn enter_organisations(conn: &mut Conn, around: &mut Around) -> Result<()> {
    let all: Vec<Organisation> = each!(conn, c => organisation::table.load(c))?;
    around.organisations = all.into_iter().map(|row| (row.id, row)).collect();
    Ok(())
}

/// The day of a moment, in London.
pub(crate) fn day(at: Instant) -> NaiveDate {
    at.date()
}
