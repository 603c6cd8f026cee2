//! What a decision does: people who are new get a record, a family and an episode begin, unmet need is counted.

use crate::{
    ContactId, events,
    records::{self, Contact, ContactPerson, contact, contact_person},
    rules::{self, Belongs, Deciding, Follows, Level},
};
use access::{Change, FamilyId, Permit, Permits, TeamId, accounts, guard};
use cases::{
    records::{Need, Opening},
    step_up::{FromContact, Talk},
};
use chrono::{Months, NaiveDate, NaiveTime};
use diesel::prelude::*;
use directory::{
    ServiceId,
    offers::{self, Offering},
    suggest::Wish,
};
use pack::Pack;
use people::{PersonId, merging::Verdict};
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Instant, Json, Result, Tx};
use work::tasks;

/// A decision as it is meant: whether it can be made so is asked by [`decide`].
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Decision {
    /// Of every child of whom nothing else is said, and where no child is named.
    pub level: String,
    /// Of single children, by their place in the contact.
    pub levels: BTreeMap<i64, String>,
    pub indicators: Vec<String>,
    pub outcome: String,
    pub reason: String,
    pub no_further_action: Option<String>,
    pub team: Option<TeamId>,
    /// The agency that made the contact gives support, and no team of the council.
    pub by_agency: bool,
    /// Of a contact that names none: families are not asked.
    pub needs: Vec<String>,
    pub unmet: Option<Unmet>,
    pub offers: Vec<ServiceId>,
    /// Of those who are in the record of another family, by their place in the contact.
    pub belongs: BTreeMap<i64, Belongs>,
    /// The version of the contact on which it is made.
    pub version: i64,
}

/// Needs that no service meets, and what is missing.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Unmet {
    pub needs: Vec<String>,
    pub note: String,
}

/// Decides: people who are new get a record, the family is begun if there is none, an episode is opened if the outcome
/// is help.
///
/// # Errors
/// Every [`rules::CannotDecide`] at once; [`store::Error::Stale`] when it was changed meanwhile.
pub fn decide(
    change: &mut Change<'_, '_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    decision: &Decision,
) -> web::Result<Contact> {
    let mut contact = records::find(change.conn(), permit)?;
    let people = records::people(change.conn(), permit)?;
    may_decide(change, permit, &contact, &people, decision)?;
    let belongs = belonging(change, permit, &contact, &people, decision)?;
    if contact.needs.0.is_empty() {
        contact.needs = Json(decision.needs.clone());
    }

    let (pack, today) = (change.pack.clone(), change.today);
    let again = again(change, &contact, today)?;
    let tx = &mut *change.tx;
    let family = match contact.family_id {
        Some(family) => family,
        None => people::records::begin_family(tx, &family_name(&people))?.id,
    };
    mark(tx, &contact, decision, Mark { family, level: decision.highest(&people), again })?;
    for (place, child) in give_records(tx, family, &people, &belongs)? {
        set_level(tx, permit, family, (place, child), decision)?;
    }
    if contact.family_id.is_some() {
        guard::count_undecided(tx.conn(), family, -1)?;
    }

    let follows = rules::follows(&decision.outcome, decision.by_agency);
    open_episode(tx, permit, family, decision, follows)?;
    records::begin(tx, permit, &pack, family, follows)?;
    if follows == Follows::StepUp {
        step_up(tx, permit, &pack, &contact, (family, decision))?;
    }
    offer_services(tx, &Offering::decided(permit, family), &contact, &people, decision)?;
    tasks::done(tx, contact.id.0, None)?;
    record(tx, permit, family, &pack, decision)?;
    Ok(records::load(tx.conn(), contact.id)?)
}

impl Decision {
    /// What was chosen for the child at this place.
    fn level_of(&self, place: i64) -> &str {
        self.levels.get(&place).unwrap_or(&self.level)
    }

    /// The highest that was chosen: how the contact as a whole is counted.
    fn highest(&self, people: &[ContactPerson]) -> String {
        let children = people.iter().filter(|person| person.role.is_child());
        let chosen = children.map(|child| self.level_of(child.place)).max();
        chosen.unwrap_or(&self.level).to_owned()
    }
}

/// A level of need is set where it changes: what stands and is chosen again stays as it is.
fn set_level(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    family: FamilyId,
    (place, child): (i64, PersonId),
    decision: &Decision,
) -> Result<()> {
    let level = decision.level_of(place).to_owned();
    let stands = cases::records::standing(tx.conn(), permit, &[child])?;
    if stands.get(&child).is_some_and(|stands| *stands == level) {
        return Ok(());
    }
    let Decision { indicators, reason, .. } = decision.clone();
    cases::records::set_level(tx, permit, family, child, &Need { level, indicators, reason })
}

/// Whether it is a re-referral: the family was helped, or another contact about it decided, within the pack's span before
/// it came.
fn again(change: &mut Change<'_, '_>, contact: &Contact, today: NaiveDate) -> Result<bool> {
    let Some(family) = contact.family_id else { return Ok(contact.again) };
    let from = today - Months::new(change.pack.number("re-referral"));
    let from = Instant::at_london(from.and_time(NaiveTime::MIN));
    Ok(contact.again || records::helped_since(change.conn(), &[family], from)?.contains(&family))
}

/// Asks the rules, with what the decision says that the pack and the council know: other words are none.
fn may_decide(
    change: &mut Change<'_, '_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    contact: &Contact,
    people: &[ContactPerson],
    decision: &Decision,
) -> web::Result<()> {
    let (pack, today) = (change.pack.clone(), change.today);
    let unmatched = records::unmatched(change.conn(), people)?;
    let actor = change.actor.clone();
    let elsewhere = records::of_other_families(change.conn(), &actor, contact, people)?;
    let asked = elsewhere.iter().filter(|other| !other.families.is_empty()).map(|other| other.place);
    let unsaid: Vec<i64> = asked.filter(|place| !decision.belongs.contains_key(place)).collect();
    let teams = accounts::list_teams(change.conn())?;
    let why_nothing = decision.no_further_action.as_deref();
    let ticked = |indicator: &str| decision.indicators.iter().any(|code| code == indicator);
    let stands = standing_levels(change, permit, people)?;
    let levels = levels(&pack, people, &stands, decision);
    let helped = match contact.family_id {
        Some(family) => cases::records::is_helped(change.conn(), permit, family)?,
        None => false,
    };
    let asked = records::reach_of(change.conn(), contact.id)?;
    let without_child = asked.is_some_and(|asked| matches!(asked.for_whom.as_str(), "me" | "someone-else"));
    let deciding = Deciding {
        decided: contact.decided_at.is_some(),
        levels: &levels,
        helped,
        by_agency: decision.by_agency,
        outcome: pack.code("decision-outcome", &decision.outcome, today).map_or("", |outcome| &outcome.code),
        reason: &decision.reason,
        several_agencies: ticked("several-agencies"),
        assessment_required: match pack.reading("assessment-required") {
            "several-agencies" => ticked("several-agencies"),
            _ => ticked("complex-needs"),
        },
        team: decision.team.is_some_and(|chosen| teams.iter().any(|team| team.id == chosen)),
        no_further_action_reason: why_nothing
            .is_some_and(|why| pack.code("no-further-action-reason", why, today).is_some()),
        unmatched,
        // whoever reported a child in danger was not asked for names; social care finds them out. Who asks for
        // themselves or
        // for somebody else need not know of a child by name
        child: contact.danger || without_child || people.iter().any(|person| person.role.is_child()),
        needs_unsaid: contact.needs.0.is_empty() && decision.needs.is_empty() && !contact.danger,
        families_unsaid: &unsaid,
    };
    Ok(rules::decide(&deciding)?)
}

/// The level of need of each child who is known and has one, by their place in the contact.
pub(crate) fn standing_levels(
    inside: &mut impl Permits,
    permit: &Permit<ContactId, access::contact::Decide>,
    people: &[ContactPerson],
) -> Result<BTreeMap<i64, String>> {
    let children = people.iter().filter(|person| person.role.is_child());
    let known: Vec<(i64, PersonId)> = children.filter_map(|child| Some((child.place, child.person_id?))).collect();
    let ids: Vec<PersonId> = known.iter().map(|(_, id)| *id).collect();
    let mut stands = cases::records::standing(inside.conn(), permit, &ids)?;
    Ok(known.into_iter().filter_map(|(place, id)| Some((place, stands.remove(&id)?))).collect())
}

/// What is chosen for each child, beside what stands; of words that are no level, nothing.
fn levels<'a>(
    pack: &'a Pack,
    people: &[ContactPerson],
    stands: &'a BTreeMap<i64, String>,
    decision: &Decision,
) -> Vec<Level<'a>> {
    let known = |code: &str| pack.level(code).map_or("", |level| level.code.as_str());
    let of = |place: i64| Level {
        place: Some(place),
        chosen: known(decision.level_of(place)),
        stands: stands.get(&place).map_or("", String::as_str),
    };
    let children: Vec<i64> = people.iter().filter(|one| one.role.is_child()).map(|one| one.place).collect();
    match children.as_slice() {
        [] => vec![Level { chosen: known(&decision.level), ..Level::default() }],
        // one question for one child: its field is that of all
        [only] => vec![Level { place: None, ..of(*only) }],
        several => several.iter().map(|place| of(*place)).collect(),
    }
}

/// Where everybody belongs who is in the record of another family: as was said, and where nothing could be asked (T17),
/// to that family alone.
fn belonging(
    change: &mut Change<'_, '_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    contact: &Contact,
    people: &[ContactPerson],
    decision: &Decision,
) -> Result<BTreeMap<i64, Belongs>> {
    let others = records::of_other_families(change.conn(), permit.actor(), contact, people)?;
    let of = |place: i64| decision.belongs.get(&place).copied().unwrap_or(Belongs::Apart);
    Ok(others.into_iter().map(|other| (other.place, of(other.place))).collect())
}

/// What the decision makes of the contact, besides its own words.
struct Mark {
    family: FamilyId,
    level: String,
    again: bool,
}

/// Writes the decision into the contact, unless it was changed since the decision was begun.
fn mark(tx: &mut Tx<'_>, contact: &Contact, decision: &Decision, mark: Mark) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let Mark { family, level, again } = mark;
    let there = contact::table.filter(contact::id.eq(contact.id).and(contact::version.eq(decision.version)));
    let count = diesel::update(there.filter(contact::decided_at.is_null()))
        .set((
            contact::decided_at.eq(Some(now)),
            contact::decided_by.eq(by),
            contact::outcome.eq(Some(&decision.outcome)),
            contact::level.eq(Some(level)),
            contact::again.eq(again),
            contact::reason.eq(&decision.reason),
            contact::needs.eq(&contact.needs),
            contact::family_id.eq(Some(family)),
            contact::asked_at.eq(None::<Instant>),
            contact::version.eq(contact::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 { Err(store::Error::Stale) } else { Ok(()) }
}

/// Everyone named is in the family from now on: known people join it, new ones get a record; not those who belong to
/// another family alone. Gives the children, with their places in the contact.
fn give_records(
    tx: &mut Tx<'_>,
    family: FamilyId,
    people: &[ContactPerson],
    belongs: &BTreeMap<i64, Belongs>,
) -> Result<Vec<(i64, PersonId)>> {
    let mut children = Vec::new();
    for person in people {
        let id = match person.person_id {
            Some(known) => {
                if belongs.get(&person.place) == Some(&Belongs::Apart) {
                    note_elsewhere(tx, known)?;
                    continue;
                }
                people::records::join(tx, family, known, person.role)?;
                if person.details.0.protected {
                    people::records::protect(tx, known)?;
                }
                known
            }
            None => new_record(tx, family, person)?,
        };
        if person.role.is_child() {
            children.push((person.place, id));
        }
        diesel::update(contact_person::table.find(person.id))
            .set(contact_person::person_id.eq(Some(id)))
            .execute(tx.conn())?;
    }
    Ok(children)
}

/// Their own family's record says that they were named, and no word of where.
fn note_elsewhere(tx: &mut Tx<'_>, known: PersonId) -> Result<()> {
    for family in people::records::families_of(tx.conn(), known)? {
        let event = events::NAMED.on(known.0).family(family);
        tx.record(event.line("Named in a contact about others", "Call the front door to hear more.", "Early help"))?;
    }
    Ok(())
}

/// A record of their own, with what was said of those whom they might have been.
fn new_record(tx: &mut Tx<'_>, family: FamilyId, person: &ContactPerson) -> Result<PersonId> {
    let id = people::records::add_person(tx, family, person.role, &person.person())?;
    let verdict = if person.unsure { Verdict::NotSure } else { Verdict::NotSame };
    for other in &person.offered.0 {
        people::merging::keep_verdict(tx, id, *other, verdict)?;
    }
    Ok(id)
}

/// Begins an episode, if the outcome is help; the rule has seen that none goes on.
fn open_episode(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    family: FamilyId,
    decision: &Decision,
    follows: Follows,
) -> Result<()> {
    let Some(team) = decision.team.filter(|_| follows == Follows::Episode) else { return Ok(()) };
    let contact = Some(AnyId(permit.subject().0));
    let opening = Opening { family, contact, team, kind: decision.outcome.clone() };
    cases::records::open(tx, permit, opening)?;
    Ok(())
}

/// Social care is asked to take over: it finds it in its inbox, with what the front door says.
fn step_up(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    pack: &Pack,
    contact: &Contact,
    (family, decision): (FamilyId, &Decision),
) -> web::Result<()> {
    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("step-up-answer"));
    let new = FromContact {
        contact: Some(AnyId(contact.id.0)),
        reason: format!("{}\n\n{}", decision.reason, contact.summary),
        danger: contact.danger,
        talk: Talk::default(),
        due_on: Some(if contact.danger { tx.now.date() } else { due_on }),
    };
    cases::step_up::from_contact(tx, permit, family, &new)?;
    Ok(())
}

fn offer_services(
    tx: &mut Tx<'_>,
    offering: &Offering,
    contact: &Contact,
    people: &[ContactPerson],
    decision: &Decision,
) -> Result<()> {
    if !contact.needs.0.is_empty() {
        offers::seek_also(tx, offering, &contact.needs.0)?;
    }
    offers::offer(tx, offering, &decision.offers)?;
    match &decision.unmet {
        Some(unmet) => record_unmet(tx, offering, people, unmet),
        None => Ok(()),
    }
}

fn record(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::Decide>,
    family: FamilyId,
    pack: &Pack,
    decision: &Decision,
) -> Result<()> {
    let detail = json!({
        "level": decision.level,
        "levels": decision.levels,
        "by_agency": decision.by_agency,
        "outcome": decision.outcome,
        "indicators": decision.indicators,
        "no_further_action": decision.no_further_action,
        "needs": decision.needs,
    });
    let outcome = pack.label("decision-outcome", &decision.outcome).to_lowercase();
    let event = events::DECIDED.on(permit.subject().0).family(family).detail(detail);
    let author = permit.actor().signature();
    tx.record(event.line(format!("Contact decided: {outcome}"), decision.reason.clone(), author))?;
    Ok(())
}

fn family_name(people: &[ContactPerson]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for person in people.iter().filter(|person| person.role.is_child()).chain(people) {
        if !person.family_name.is_empty() && !names.contains(&&*person.family_name) && names.len() < 2 {
            names.push(&person.family_name);
        }
    }
    if names.is_empty() { "Unknown".into() } else { names.join(" and ") }
}

/// A need that no service can meet, with area, age and place (practice 3); no name.
fn record_unmet(tx: &mut Tx<'_>, offering: &Offering, people: &[ContactPerson], unmet: &Unmet) -> Result<()> {
    let today = tx.now.date();
    let born = people.iter().find(|person| person.role.is_child()).and_then(|child| child.date_of_birth);
    let age = born.and_then(|born| u8::try_from(web::dates::years(born, today)).ok());
    // the outward half of a postcode is an area of thousands of homes
    let area = postcode(people).and_then(|code| code.split(' ').next().map(ToOwned::to_owned)).unwrap_or_default();
    offers::unmet(tx, offering, offers::Unmet { needs: &unmet.needs, area: &area, age, note: &unmet.note })
}

/// The postcode of the first child whose address may be known; none where anybody's is protected (T16).
fn postcode(people: &[ContactPerson]) -> Option<String> {
    if people.iter().any(|person| person.details.0.protected) {
        return None;
    }
    let children_first = people.iter().filter(|person| person.role.is_child()).chain(people);
    children_first.map(|person| person.details.0.address[3].clone()).find(|code| !code.is_empty())
}

/// What services are looked for: the contact's needs, the children's ages, near them, as far as they agreed.
pub(crate) fn wish(inside: &mut impl Permits, permit: &Permit<ContactId, access::contact::Decide>) -> Result<Wish> {
    let today = inside.context().today;
    let contact = records::find(inside.conn(), permit)?;
    let people = records::people(inside.conn(), permit)?;
    let near = match postcode(&people) {
        Some(code) => directory::postcodes::find(inside.conn(), &code)?.map(|(at, _)| (at.lat, at.lon)),
        None => None,
    };
    let not = match contact.family_id {
        Some(family) => offers::offered(inside.conn(), &Offering::decided(permit, family))?,
        None => vec![],
    };

    let born = people.iter().filter(|person| person.role.is_child()).filter_map(|child| child.date_of_birth);
    Ok(Wish {
        ages: born.filter_map(|born| u8::try_from(web::dates::years(born, today)).ok()).collect(),
        agreed: contact.agreement == "given",
        needs: contact.needs.0,
        near,
        not,
    })
}
