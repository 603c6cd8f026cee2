//! One family, whole: restricted before anything of it is there, then its people, contacts, episodes and documents, and
//! what is owed on it from now on.

use super::{Work, item, mark};
use crate::{
    Counts, Old, RunId, events,
    matching::{Join, Matched, Other},
    read::{Contact, Document, Episode, Family},
    runs::{self, What},
};
use ::contacts::{
    ContactId,
    history::{OldContact, OldDecision},
    intake::Named,
};
use ::people::{
    MemberRole, NewPerson, PersonId,
    history::{self, OldFamily},
    rules::together,
};
use access::{EpisodeId, FamilyId};
use cases::history::{OldClosure, OldDocument, OldEpisode};
use chrono::{Months, NaiveDate, NaiveTime};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{AnyId, Instant, Result, Tx, Uuid};

/// The families of one transaction under way.
pub(super) struct Making<'a> {
    work: &'a Work<'a>,
    run: RunId,
    old: &'a Old,
    matched: &'a Matched,
    /// Who was brought over before, by place among [`Old::people`].
    people: &'a HashMap<usize, PersonId>,
    /// The same of this transaction.
    pub(super) made: Vec<(usize, PersonId)>,
    /// What it made.
    pub(super) counts: Counts,
}

impl<'a> Making<'a> {
    pub(super) fn new(
        work: &'a Work<'a>,
        run: RunId,
        old: &'a Old,
        matched: &'a Matched,
        people: &'a HashMap<usize, PersonId>,
    ) -> Self {
        Self { work, run, old, matched, people, made: vec![], counts: Counts::default() }
    }

    /// Makes a family, unless it is here.
    pub(super) fn family(&mut self, tx: &mut Tx<'_>, place: usize) -> Result<()> {
        let old = &self.old.families[place];
        if runs::of_family(tx.conn(), self.work.system, &old.id)?.is_some() {
            return Ok(());
        }
        let join = self.matched.joins.get(&place);
        let since = old.since().map_or(tx.now, |day| noon(day, tx.now));
        let family = self.begin(tx, old, join, since)?;
        self.keep(tx, (What::Family, &old.id), family.0, (family, join.is_none()))?;

        let named = self.enter(tx, old, family, join, since)?;
        let contacts = self.contacts(tx, old, family, &named)?;
        let episodes = self.episodes(tx, old, family, &contacts)?;
        self.documents(tx, old, family, &episodes)?;
        self.record(tx, old, family, join)?;
        if old.episodes.iter().any(|episode| episode.closed.is_none()) {
            self.settle(tx, family)?;
        }
        self.counts.families += 1;
        self.counts.joined += u64::from(join.is_some());
        self.counts.restricted += u64::from(old.restricted);
        Ok(())
    }

    fn begin(&mut self, tx: &mut Tx<'_>, old: &Family, join: Option<&Join>, since: Instant) -> Result<FamilyId> {
        if let Some(join) = join {
            return Ok(join.family);
        }
        let restricted_to = old.restricted.then(|| self.old.listed.clone());
        let name = old.name.clone().unwrap_or_else(|| self.name(old));
        Ok(history::begin_family(tx, &OldFamily { name, since, restricted_to })?.id)
    }

    /// The last names of its children, or of its people.
    fn name(&self, old: &Family) -> String {
        let children = old.people.iter().filter(|(_, role)| role.is_child());
        let mut names: Vec<&str> = Vec::new();
        for (person, _) in children.chain(&old.people) {
            let name = self.old.people[*person].new.details.family_name.as_str();
            if !name.is_empty() && !names.contains(&name) && names.len() < 2 {
                names.push(name);
            }
        }
        if names.is_empty() { "Unknown".into() } else { names.join(" and ") }
    }

    /// Its people; a place that is protected is so for all who live there.
    fn enter(
        &mut self,
        tx: &mut Tx<'_>,
        old: &Family,
        family: FamilyId,
        join: Option<&Join>,
        since: Instant,
    ) -> Result<Vec<(PersonId, Named)>> {
        let theirs = old.people.iter().map(|(place, role)| (*place, *role, self.old.people[*place].new.clone()));
        let mut people: Vec<(usize, MemberRole, NewPerson)> = theirs.collect();
        together(people.iter_mut().map(|(_, role, new)| (*role, new)));
        let mut named = Vec::new();
        for (place, role, new) in people {
            let id = self.person(tx, family, join, since, (place, role, &new))?;
            named.push((id, Named { role, person: new, born: String::new() }));
        }
        Ok(named)
    }

    fn person(
        &mut self,
        tx: &mut Tx<'_>,
        family: FamilyId,
        join: Option<&Join>,
        since: Instant,
        (place, role, new): (usize, MemberRole, &NewPerson),
    ) -> Result<PersonId> {
        let known = join.and_then(|join| join.people.get(&place)).copied();
        let before = self.brought(place);
        if let Some(id) = known.or(before) {
            history::join(tx, family, id, role, since)?;
            if new.protected {
                ::people::records::protect(tx, id)?;
            }
            if before.is_none() {
                self.met(tx, family, place, (id, false))?;
                self.counts.matched += 1;
            }
            return Ok(id);
        }

        let id = history::add_person(tx, family, role, new, since)?;
        self.met(tx, family, place, (id, true))?;
        for (other, probability) in self.matched.doubts.get(&place).into_iter().flatten() {
            let other = match other {
                Other::Known(known) => Some(*known),
                Other::Old(place) => self.brought(*place),
            };
            if let Some(other) = other {
                let now = tx.now;
                let kept = ::people::merging::keep_suspect(tx.conn(), now, id, other, *probability)?;
                self.counts.doubts += u64::from(kept);
            }
        }
        Ok(id)
    }

    fn brought(&self, place: usize) -> Option<PersonId> {
        let now = self.made.iter().find(|(made, _)| *made == place).map(|(_, id)| *id);
        now.or_else(|| self.people.get(&place).copied())
    }

    fn met(&mut self, tx: &mut Tx<'_>, family: FamilyId, place: usize, (id, made): (PersonId, bool)) -> Result<()> {
        self.made.push((place, id));
        self.counts.people += 1;
        self.keep(tx, (What::Person, &self.old.people[place].id), id.0, (family, made))
    }

    fn keep(&self, tx: &mut Tx<'_>, what: (What, &str), id: Uuid, of: (FamilyId, bool)) -> Result<()> {
        runs::add(tx.conn(), &item(self.work, self.run, what, id, of))
    }

    fn contacts(
        &mut self,
        tx: &mut Tx<'_>,
        old: &Family,
        family: FamilyId,
        named: &[(PersonId, Named)],
    ) -> Result<HashMap<String, ContactId>> {
        let mut ids = HashMap::new();
        for contact in &old.contacts {
            let kept = self.contact(old, family, named, contact, tx.now);
            let id = ::contacts::history::add_contact(tx, &kept, named, &self.mark(), self.work.system)?;
            self.keep(tx, (What::Contact, &contact.id), id.0, (family, true))?;
            self.counts.contacts += 1;
            self.counts.waiting += u64::from(contact.decided.is_none());
            ids.insert(contact.id.clone(), id);
        }
        Ok(ids)
    }

    fn contact(
        &self,
        old: &Family,
        family: FamilyId,
        named: &[(PersonId, Named)],
        contact: &Contact,
        now: Instant,
    ) -> OldContact {
        let pack = self.work.pack;
        let decided = contact.decided.as_ref().map(|decision| OldDecision {
            at: noon(decision.on, now),
            outcome: decision.outcome.clone(),
            label: pack.label("decision-outcome", &decision.outcome).to_owned(),
            level: decision.level.clone(),
            reason: decision.reason.clone(),
        });
        OldContact {
            family,
            source: contact.source.clone(),
            channel: contact.channel.clone(),
            maker: self.signed(&contact.made_by),
            summary: contact.summary.clone(),
            needs: contact.needs.clone(),
            agreement: contact.agreement.clone(),
            received_at: noon(contact.received_on, now),
            decide_by: pack.calendar().plus_working(contact.received_on, pack.number("decision")),
            area: area(named),
            again: is_again(old, contact, pack.number("re-referral")),
            decided,
        }
    }

    fn episodes(
        &mut self,
        tx: &mut Tx<'_>,
        old: &Family,
        family: FamilyId,
        contacts: &HashMap<String, ContactId>,
    ) -> Result<HashMap<String, EpisodeId>> {
        let (mut ids, mut previous) = (HashMap::new(), None);
        for episode in &old.episodes {
            let contact = episode.contact.as_ref().and_then(|id| contacts.get(id));
            let kept = OldEpisode {
                contact: contact.map(|id| AnyId(id.0)),
                previous,
                ..self.episode(family, episode, tx.now)
            };
            let id = cases::history::add_episode(tx, &kept, &self.mark(), self.work.system)?;
            self.keep(tx, (What::Episode, &episode.id), id.0, (family, true))?;
            let open = episode.closed.is_none();
            self.counts.episodes += 1;
            self.counts.open += u64::from(open);
            self.counts.unled += u64::from(open && episode.lead.is_none());
            ids.insert(episode.id.clone(), id);
            previous = Some(id);
        }
        Ok(ids)
    }

    fn episode(&self, family: FamilyId, episode: &Episode, now: Instant) -> OldEpisode {
        let opened_at = noon(episode.opened_on, now);
        let closed = episode.closed.as_ref().map(|closed| OldClosure {
            at: noon(closed.on, now),
            label: self.work.pack.label("closing-reason", &closed.reason).to_owned(),
            reason: closed.reason.clone(),
            exit_plan: closed.exit_plan.clone(),
        });
        OldEpisode {
            family,
            contact: None,
            previous: None,
            team: episode.team,
            lead: episode.lead,
            led_from: episode.led_from.map_or(opened_at, |day| noon(day, now)),
            seen_on: episode.seen_on,
            kind: episode.kind.clone(),
            opened_at,
            closed,
        }
    }

    fn documents(
        &mut self,
        tx: &mut Tx<'_>,
        old: &Family,
        family: FamilyId,
        episodes: &HashMap<String, EpisodeId>,
    ) -> Result<()> {
        for document in &old.documents {
            let within = document.episode.as_deref().or_else(|| episode_of(old, document));
            let kept = OldDocument {
                family,
                episode: within.and_then(|id| episodes.get(id)).copied(),
                title: document.title.clone(),
                text: document.text.clone(),
                on: document.on,
                author: self.signed(&document.author),
            };
            let id = cases::history::add_document(tx, &kept, &self.mark())?;
            self.keep(tx, (What::Document, &document.id), id.0, (family, true))?;
            self.counts.documents += 1;
        }
        Ok(())
    }

    /// Who said it, and in which system it stood.
    fn signed(&self, author: &str) -> String {
        let system = self.work.system;
        if author.is_empty() { system.to_owned() } else { format!("{author}, {system}") }
    }

    fn mark(&self) -> Value {
        mark(self.run)
    }

    fn record(&self, tx: &mut Tx<'_>, old: &Family, family: FamilyId, join: Option<&Join>) -> Result<()> {
        let detail = json!({
            "run": self.run,
            "joined": join.is_some(),
            "people": old.people.len(),
            "contacts": old.contacts.len(),
            "episodes": old.episodes.len(),
            "documents": old.documents.len(),
        });
        let title = format!("Brought over from {}", self.work.system);
        let event = events::BROUGHT.on(family.0).family(family).detail(detail);
        tx.record(event.line(title, "What is older was written there.", "Early help"))?;
        Ok(())
    }

    /// What is owed next while help goes on, by the house's own way (ADR 16).
    fn settle(&self, tx: &mut Tx<'_>, family: FamilyId) -> Result<()> {
        let settles = self.work.all.iter().filter_map(|capability| capability.settle);
        settles.into_iter().try_for_each(|settle| settle(tx, self.work.pack, self.work.all, &[family]))
    }
}

/// A day has no time: it stands at noon, and never ahead of now.
fn noon(day: NaiveDate, now: Instant) -> Instant {
    Instant::at_london(day.and_hms_opt(12, 0, 0).unwrap_or_else(|| day.and_time(NaiveTime::MIN))).min(now)
}

/// The outward half of the first child's postcode; nothing where anybody's place is to be kept from someone (T16).
fn area(named: &[(PersonId, Named)]) -> String {
    if named.iter().any(|(_, one)| one.person.protected) {
        return String::new();
    }
    let children = named.iter().filter(|(_, one)| one.role.is_child());
    let code = children.map(|(_, child)| child.person.address.postcode.as_str()).find(|code| !code.is_empty());
    code.and_then(|code| code.split(' ').next()).unwrap_or_default().to_owned()
}

/// Whether the family was helped, or decided on, within so many months before this contact came.
fn is_again(old: &Family, contact: &Contact, months: u32) -> bool {
    let came = contact.received_on;
    let within = |day: NaiveDate| came - Months::new(months) < day && day <= came;
    let closed = old.episodes.iter().filter_map(|episode| episode.closed.as_ref()).any(|closed| within(closed.on));
    let others = old.contacts.iter().filter(|other| other.id != contact.id);
    closed || others.filter_map(|other| other.decided.as_ref()).any(|decided| within(decided.on))
}

/// The episode of its day.
fn episode_of<'o>(old: &'o Family, document: &Document) -> Option<&'o str> {
    let within = |episode: &&Episode| {
        let ended = episode.closed.as_ref().map(|closed| closed.on);
        episode.opened_on <= document.on && ended.is_none_or(|ended| document.on <= ended)
    };
    old.episodes.iter().rev().find(within).map(|episode| episode.id.as_str())
}
