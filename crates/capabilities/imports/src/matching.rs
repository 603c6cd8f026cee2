//! Before anyone is made: who of the files may be somebody who is known, or somebody else of the files. A family that
//! is known for sure is gone on with; every other likeness is kept for somebody to look at, as the nightly search does.

use crate::{
    Old,
    rules::{Alike, same_family},
};
use access::{FamilyId, guard};
use chrono::NaiveDate;
use linkage::batch;
use people::{PersonId, history, matching::Sought};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Conn, Result};

/// Pairs less likely than this are not worth anybody's time; as in the nightly search.
const LEAST: f64 = 0.3;

/// A family of the files that is known here.
#[derive(Debug, Clone)]
pub struct Join {
    /// Which it is.
    pub family: FamilyId,
    /// Who of the files is who; by place among [`Old::people`].
    pub people: BTreeMap<usize, PersonId>,
}

/// Whom somebody of the files may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Other {
    /// Somebody who is known here.
    Known(PersonId),
    /// Somebody else of the files.
    Old(usize),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Matched {
    /// Families that are known, by place among [`Old::families`].
    pub joins: BTreeMap<usize, Join>,
    /// For people, by place among [`Old::people`]: whom they may be, and how likely. Each pair stands once, at whoever
    /// comes later.
    pub doubts: HashMap<usize, Vec<(Other, f64)>>,
}

impl Matched {
    /// How many pairs there are that somebody has to look at.
    pub(crate) fn count_doubts(&self) -> u64 {
        self.doubts.values().map(|pairs| pairs.len() as u64).sum()
    }
}

/// What is here of these files already.
#[derive(Debug, Default)]
pub struct Here {
    /// People who were brought over, by their old ids.
    pub people: HashMap<String, PersonId>,
}

/// Holds everyone of these families against everyone who is known, and against each other.
pub fn find(conn: &mut Conn, old: &Old, families: &[usize], here: &Here) -> Result<Matched> {
    let places = newcomers(old, families, here);
    let (mut records, known) = history::everyone(conn)?;
    let sought: Vec<Sought> = places.iter().map(|place| Sought::of_new(&old.people[*place].new)).collect();
    sought.iter().for_each(|one| records.push(&one.evidence()));

    let first = known.len();
    let found = batch::link(&records, LEAST);
    let mut likely: BTreeMap<usize, Vec<(PersonId, f64)>> = BTreeMap::new();
    let mut matched = Matched::default();
    for pair in found.pairs.iter().filter(|pair| !pair.apart && pair.b as usize >= first) {
        let (a, b) = (pair.a as usize, pair.b as usize - first);
        match known.get(a) {
            Some(person) => likely.entry(b).or_default().push((*person, f64::from(pair.probability))),
            None => doubt_within(&mut matched, old, (places[a - first], places[b]), f64::from(pair.probability)),
        }
    }
    decide(conn, old, families, (&places, &sought), &likely, here, &mut matched)?;
    Ok(matched)
}

/// Everyone of these families who is not here yet, each once, in the order of the files.
fn newcomers(old: &Old, families: &[usize], here: &Here) -> Vec<usize> {
    let all = families.iter().flat_map(|family| old.families[*family].people.iter().map(|(person, _)| *person));
    let new: BTreeSet<usize> = all.filter(|place| !here.people.contains_key(&old.people[*place].id)).collect();
    new.into_iter().collect()
}

/// Two of the files: nobody asks about two who stand in one family.
fn doubt_within(matched: &mut Matched, old: &Old, (one, two): (usize, usize), probability: f64) {
    let (of_one, of_two) = (&old.people[one].families, &old.people[two].families);
    if of_one.iter().all(|family| !of_two.contains(family)) {
        matched.doubts.entry(two).or_default().push((Other::Old(one), probability));
    }
}

/// For each family: is it one that is known, or is there a doubt about whoever is alike?
fn decide(
    conn: &mut Conn,
    old: &Old,
    families: &[usize],
    (places, sought): (&[usize], &[Sought]),
    likely: &BTreeMap<usize, Vec<(PersonId, f64)>>,
    here: &Here,
    matched: &mut Matched,
) -> Result<()> {
    let ours: BTreeSet<PersonId> = here.people.values().copied().collect();
    let index: HashMap<usize, usize> = places.iter().enumerate().map(|(n, place)| (*place, n)).collect();
    let mut taken: BTreeSet<FamilyId> = BTreeSet::new();
    let mut joined: BTreeSet<usize> = BTreeSet::new();
    for place in families {
        let family = &old.families[*place];
        let theirs = family.people.iter().filter_map(|(person, _)| Some((*person, *index.get(person)?)));
        let alike: Vec<(usize, usize)> = theirs.filter(|(_, n)| likely.contains_key(n)).collect();
        // a restricted family is never put together with one that is not, and somebody of two families is looked at
        let plain = |person: usize| old.people[person].families.len() == 1;
        let weighed = match alike.iter().all(|(person, _)| plain(*person)) && !family.restricted {
            true => weigh(conn, &alike, sought, likely, &ours)?,
            false => vec![],
        };
        let facts: Vec<Alike<FamilyId>> = weighed.iter().map(|(_, _, alike)| *alike).collect();
        let Some(same) = same_family(&facts) else { continue };
        let people: BTreeMap<usize, PersonId> = weighed.iter().map(|(person, known, _)| (*person, *known)).collect();
        let each_once = people.values().collect::<BTreeSet<_>>().len() == weighed.len();
        let both_open =
            family.episodes.iter().any(|episode| episode.closed.is_none()) && cases::history::is_helped(conn, same)?;
        if each_once && !both_open && taken.insert(same) {
            joined.extend(people.keys());
            matched.joins.insert(*place, Join { family: same, people });
        }
    }
    for (n, pairs) in likely {
        let person = places[*n];
        if !joined.contains(&person) {
            let known = pairs.iter().map(|(known, probability)| (Other::Known(*known), *probability));
            matched.doubts.entry(person).or_default().extend(known);
        }
    }
    Ok(())
}

/// Whoever is alike, weighed one by one, with the family in which each of those is who are known.
fn weigh(
    conn: &mut Conn,
    alike: &[(usize, usize)],
    sought: &[Sought],
    likely: &BTreeMap<usize, Vec<(PersonId, f64)>>,
    ours: &BTreeSet<PersonId>,
) -> Result<Vec<(usize, PersonId, Alike<FamilyId>)>> {
    let mut weighed = Vec::new();
    for (person, n) in alike {
        let ids: Vec<PersonId> = likely.get(n).into_iter().flatten().map(|(known, _)| *known).collect();
        let found = history::weigh(conn, &sought[*n], &ids)?;
        for known in ids {
            let probability = found.iter().find(|(id, _)| *id == known).map_or(0.0, |(_, probability)| *probability);
            let born_alike = is_born_alike(conn, &sought[*n], known)?;
            let family = match ours.contains(&known) {
                true => None,
                false => only_family(conn, known)?,
            };
            weighed.push((*person, known, Alike { probability, born_alike, family }));
        }
    }
    Ok(weighed)
}

fn is_born_alike(conn: &mut Conn, sought: &Sought, known: PersonId) -> Result<bool> {
    let born: Option<NaiveDate> = history::details(conn, known)?.date_of_birth;
    Ok(born.is_some() && born == sought.date_of_birth)
}

/// The one family in which somebody stands, unless it is restricted.
fn only_family(conn: &mut Conn, known: PersonId) -> Result<Option<FamilyId>> {
    let [family] = people::records::families_of(conn, known)?[..] else { return Ok(None) };
    Ok((!guard::is_restricted(conn, family)?).then_some(family))
}
