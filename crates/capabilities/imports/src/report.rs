//! How much there is of what.

use crate::{Old, matching::Matched};
use serde::{Deserialize, Serialize};

/// What the files hold, or a run made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Families.
    pub families: u64,
    /// Of these, families that are known here and are gone on with.
    pub joined: u64,
    /// Families that were brought over before, and are left as they are.
    pub known: u64,
    /// Families that are restricted.
    pub restricted: u64,
    /// People.
    pub people: u64,
    /// Of these, people who are known here.
    pub matched: u64,
    /// Pairs of records that somebody has to look at.
    pub doubts: u64,
    /// Contacts.
    pub contacts: u64,
    /// Of these, contacts that wait to be decided here.
    pub waiting: u64,
    /// Episodes.
    pub episodes: u64,
    /// Of these, episodes that are open.
    pub open: u64,
    /// Of these, open ones that nobody leads.
    pub unled: u64,
    /// Documents.
    pub documents: u64,
}

/// What a run would make of the families at these places.
pub fn count(old: &Old, matched: &Matched, families: &[usize], known: u64) -> Counts {
    let mut counts = Counts { known, doubts: matched.count_doubts(), ..Counts::default() };
    let mut people: Vec<usize> = Vec::new();
    for place in families {
        let family = &old.families[*place];
        counts.families += 1;
        counts.restricted += u64::from(family.restricted);
        counts.contacts += family.contacts.len() as u64;
        counts.waiting += family.contacts.iter().filter(|contact| contact.decided.is_none()).count() as u64;
        counts.episodes += family.episodes.len() as u64;
        counts.documents += family.documents.len() as u64;
        for episode in family.episodes.iter().filter(|episode| episode.closed.is_none()) {
            counts.open += 1;
            counts.unled += u64::from(episode.lead.is_none());
        }
        if let Some(join) = matched.joins.get(place) {
            counts.joined += 1;
            counts.matched += join.people.len() as u64;
        }
        people.extend(family.people.iter().map(|(person, _)| *person));
    }
    people.sort_unstable();
    people.dedup();
    counts.people = people.len() as u64;
    counts
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn and(self, more: &Self) -> Self {
        Self {
            families: self.families + more.families,
            joined: self.joined + more.joined,
            known: self.known + more.known,
            restricted: self.restricted + more.restricted,
            people: self.people + more.people,
            matched: self.matched + more.matched,
            doubts: self.doubts + more.doubts,
            contacts: self.contacts + more.contacts,
            waiting: self.waiting + more.waiting,
            episodes: self.episodes + more.episodes,
            open: self.open + more.open,
            unled: self.unled + more.unled,
            documents: self.documents + more.documents,
        }
    }

    /// In words, a line a thing; nothing of what there is none.
    pub fn lines(&self) -> Vec<String> {
        let of = |many: u64, one: &str, several: &str| {
            (many > 0).then(|| format!("{many} {}", if many == 1 { one } else { several }))
        };
        let within = |whole: Option<String>, parts: Vec<Option<String>>| {
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            whole.map(|whole| if parts.is_empty() { whole } else { format!("{whole}: {}", parts.join(", ")) })
        };
        let joined = of(self.joined, "is known here and goes on", "are known here and go on");
        let restricted = of(self.restricted, "restricted", "restricted");
        let families = within(of(self.families, "family", "families"), vec![joined, restricted]);
        let matched = of(self.matched, "known here", "known here");
        let people = within(of(self.people, "person", "people"), vec![matched]);
        let waiting = of(self.waiting, "waits for a decision here", "wait for a decision here");
        let contacts = within(of(self.contacts, "contact", "contacts"), vec![waiting]);
        let unled = of(
            self.unled,
            "of them without a lead, whom a manager is asked to name",
            "of them without a lead, whom managers are asked to name",
        );
        let episodes = within(of(self.episodes, "episode", "episodes"), vec![of(self.open, "open", "open"), unled]);
        let known = of(
            self.known,
            "family was brought over before and stays as it is",
            "families were brought over before and stay as they are",
        );
        let doubts = of(
            self.doubts,
            "pair of records to be looked at under Duplicates",
            "pairs of records to be looked at under Duplicates",
        );
        [families, people, contacts, episodes, of(self.documents, "document", "documents"), known, doubts]
            .into_iter()
            .flatten()
            .collect()
    }
}
