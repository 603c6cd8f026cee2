//! What is found in a file, as whoever reads may know it: looked at in the moment in which it is read.

use crate::{
    records::{self, Answer},
    rules::{self, File, Found, On, Place},
    source,
};
use access::{FamilyId, Sight};
use cases::{Episode, EpisodeId};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use people::{Member, PersonId};
use store::{Conn, Result, each};

/// What is found under this key in a file of this family, as whoever reads may know it.
///
/// # Errors
/// [`store::Error::Missing`] of an episode of another family.
pub fn find(
    conn: &mut Conn,
    pack: &Pack,
    sight: &Sight<FamilyId>,
    of: EpisodeId,
    (today, key): (NaiveDate, &str),
) -> Result<Option<Found>> {
    let seen = Seen::load(conn, pack, sight, of, today)?;
    Ok(seen.find(key).cloned())
}

/// What is found in a file, with the answers that stand.
pub(crate) struct Seen {
    /// Whose.
    pub episode: Episode,
    /// All of it, in the order of the file; nothing of somebody of whom the reader may know nothing.
    pub found: Vec<Found>,
    answers: Vec<Answer>,
    members: Vec<Member>,
    file: Option<File>,
}

impl Seen {
    /// Of an episode of this family.
    pub fn load(
        conn: &mut Conn,
        pack: &Pack,
        sight: &Sight<FamilyId>,
        of: EpisodeId,
        today: NaiveDate,
    ) -> Result<Self> {
        use cases::records::episode::dsl;
        let episode: Episode = each!(conn, c => dsl::episode
            .filter(dsl::id.eq(of).and(dsl::family_id.eq(sight.subject())))
            .select(Episode::as_select())
            .first(c))?;
        let members = people::records::members(conn, sight)?;
        let file = source::file(conn, pack, &episode, &members, today)?;
        let answers = records::standing(conn, of)?;
        let mut found = file.as_ref().map(rules::look).unwrap_or_default();
        let withheld = |id: PersonId| members.iter().any(|member| member.withheld && member.person.id == id);
        found.retain(|found| found.spot.person.is_none_or(|person| !withheld(person)));
        Ok(Self { episode, found, answers, members, file })
    }

    /// The answer that stands to this.
    pub fn answer(&self, found: &Found) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.stands(found))
    }

    /// What nobody has answered.
    pub fn open(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| self.answer(found).is_none())
    }

    /// What is known under this key.
    pub fn find(&self, key: &str) -> Option<&Found> {
        self.found.iter().find(|found| found.key() == key)
    }

    /// Of what it is: an area, a child, an outcome, in words.
    pub fn about(&self, pack: &Pack, found: &Found) -> String {
        let spot = &found.spot;
        let area = spot.part.split(' ').next().unwrap_or_default();
        let asked = pack.parts.iter().chain(&pack.areas).find(|part| part.code == area);
        let name = |id| self.members.iter().find(|member| member.person.id == id);
        let name = spot.person.and_then(name).map(|member| member.person.given_name.clone());
        let outcome = match spot.place {
            Place::Outcome(id) => self.outcome(id),
            _ if found.check.on == On::Plan => spot.part.parse().ok().and_then(|id| self.outcome(id)),
            _ => None,
        };
        let of_review = match spot.part.as_str() {
            "changed" => Some("What has changed".to_owned()),
            "support" => Some("What still needs support".to_owned()),
            "family" => Some("What the family says".to_owned()),
            _ => None,
        };
        let parts = [asked.map(|part| part.label.clone()), outcome, of_review, name.filter(|name| !name.is_empty())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn outcome(&self, id: store::Uuid) -> Option<String> {
        let outcomes = &self.file.as_ref()?.plan.as_ref()?.outcomes;
        let outcome = outcomes.iter().find(|outcome| outcome.id == id)?;
        Some(outcome.words.trim_end_matches('.').to_owned())
    }

    /// Where it is mended.
    pub fn href(&self, found: &Found) -> String {
        found.spot.place.href(self.episode.id.0, self.episode.family_id.0)
    }

    /// Where it is answered.
    pub fn answer_at(&self, found: &Found) -> String {
        format!("/episodes/{}/checks/{}", self.episode.id, found.key())
    }
}
