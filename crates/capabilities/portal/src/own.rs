//! The one way to what is kept of somebody, for themself: it decides whether their place opens at this moment, and writes
//! that they looked before anything is shown (T14).

use crate::records::{self, Place, PlaceId, Release, Row};
use access::{FamilyId, Permit, Permits, Sight, Themself, log, own_place};
use cases::{Episode, team::Helper};
use people::{Member, Person, PersonId, agreement};
use plans::records::Whole;
use store::{Conn, log::AccessEntry};
use web::{Error, Result};

/// Somebody, in a place of their own that is open. Every reader of this crate's own pages takes one; none is made but by
/// [`Own::open`].
pub struct Own {
    permit: Permit<Place, own_place::See>,
    row: Row,
    person: Person,
    role: people::MemberRole,
}

impl Own {
    /// Whoever has opened a place with this browser, if it opens still; `None` where there is none, or no longer, whyever.
    ///
    /// # Errors
    /// The engine's own word.
    pub fn open(inside: &mut impl Permits) -> Result<Option<Self>> {
        let Some(id) = inside.context().actor.own_place else { return Ok(None) };
        let row = match records::place_of(inside.conn(), id) {
            Ok(row) => row,
            Err(store::Error::Missing) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let permit = match inside.permit(own_place::See, row.place()) {
            Ok(permit) => permit,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let members = people::records::members_of(inside.conn(), row.family_id)?;
        let Some(me) = members.into_iter().find(|member| member.person.id == row.person_id) else { return Ok(None) };
        Ok(Some(Self { permit, row, person: me.person, role: me.role }))
    }

    /// Which place it is.
    pub fn place(&self) -> PlaceId {
        self.row.id
    }

    /// As a subject, to ask for what is done in it.
    pub fn subject(&self) -> Place {
        self.permit.subject()
    }

    /// In which family.
    pub(crate) fn family(&self) -> FamilyId {
        self.permit.subject().family()
    }

    /// Who.
    pub fn id(&self) -> PersonId {
        self.person.id
    }

    /// As they are called.
    pub fn name(&self) -> &str {
        &self.person.given_name
    }

    /// In full.
    pub fn full_name(&self) -> String {
        self.person.name()
    }

    /// Whether it is in a young person's words.
    pub fn young(&self) -> bool {
        self.row.young
    }

    /// Whether they are told what concerns the children of the family.
    pub fn reads_for_children(&self) -> bool {
        matches!(self.role, people::MemberRole::Parent | people::MemberRole::Carer)
    }

    /// With what the readers of other crates are asked. It does not leave this file's methods.
    fn sight(&self) -> Sight<FamilyId> {
        self.permit.of_family()
    }

    /// The open period of help, else the last.
    pub fn episode(&self, conn: &mut Conn) -> Result<Option<Episode>> {
        Ok(cases::records::current(conn, &self.sight())?)
    }

    /// Who helps: the team around the family.
    pub fn team(&self, conn: &mut Conn, of: &Episode) -> Result<Vec<Helper>> {
        Ok(cases::team::list(conn, &self.sight(), of.id)?)
    }

    /// The plan that runs, or the last: to see how far an action is that was released.
    pub(crate) fn plan(&self, conn: &mut Conn, of: &Episode) -> Result<Option<Whole>> {
        Ok(plans::records::current(conn, &self.sight(), of.id)?)
    }

    /// Actions of the plan that are theirs by name: what somebody promised they may always read.
    pub fn my_actions(&self, conn: &mut Conn) -> Result<Vec<plans::Action>> {
        let Some(of) = self.episode(conn)? else { return Ok(vec![]) };
        let name = self.full_name();
        let whole = self.plan(conn, &of)?.filter(|whole| whole.plan.is_running() && whole.plan.agreed_at.is_some());
        let actions = whole.map(|whole| whole.actions).unwrap_or_default();
        let family = self.family();
        let mut mine = Vec::new();
        for action in
            actions.into_iter().filter(|action| plans::records::is_of(action, &name) && action.dropped_at.is_none())
        {
            // what tells a protected place is shown to nobody, whoever wrote it (T16)
            if !records::tells_protected(conn, family, &action.text)? {
                mine.push(action);
            }
        }
        Ok(mine)
    }

    /// The next review that is planned: its day, without its place.
    pub fn next_review(&self, conn: &mut Conn, of: &Episode) -> Result<Option<reviews::records::Review>> {
        let all = reviews::records::list(conn, &self.sight(), of.id)?;
        Ok(all.into_iter().filter(reviews::records::Review::is_planned).min_by_key(|review| review.planned_on))
    }

    /// The last review that was held.
    pub fn last_review(&self, conn: &mut Conn, of: &Episode) -> Result<Option<reviews::records::Review>> {
        let all = reviews::records::list(conn, &self.sight(), of.id)?;
        Ok(all.into_iter().find(|review| review.held_on.is_some()))
    }

    /// What they said when asked whether they want to be helped: their own last word.
    pub fn agreement(&self, conn: &mut Conn) -> Result<Option<agreement::Agreement>> {
        Ok(agreement::latest(conn, &self.sight())?.into_iter().find(|one| one.person_id == self.person.id))
    }

    /// With whom the family's record is shared. What is shared without their knowing, for a reason, is not told here.
    pub fn sharings(&self, conn: &mut Conn) -> Result<Vec<agreement::Sharing>> {
        let mut all = agreement::sharings(conn, &self.sight())?;
        all.retain(|one| one.told != Some(false));
        Ok(all)
    }

    /// Services that the family was referred to.
    pub fn referrals(&self, conn: &mut Conn) -> Result<Vec<directory::referrals::Referral>> {
        Ok(directory::referrals::of_family(conn, &self.sight())?)
    }

    /// For what the family waits.
    pub fn waiting(&self, conn: &mut Conn) -> Result<Vec<waiting::records::Place>> {
        Ok(waiting::records::of_family(conn, &self.sight())?)
    }

    /// What they themself brought to the front door: contacts without an account that bear their name, about their family.
    /// What others brought is theirs who did.
    pub fn requests(&self, conn: &mut Conn) -> Result<Vec<contacts::records::Contact>> {
        let name = people::rules::fold(&self.full_name());
        let mut all = contacts::records::of_family(conn, &self.sight())?;
        all.retain(|one| one.maker_id.is_none() && people::rules::fold(&one.maker_name) == name);
        let family = self.family();
        for one in &mut all {
            if records::tells_protected(conn, family, &one.answer)? {
                one.answer.clear();
            }
        }
        Ok(all)
    }

    /// Whether somebody else of the family has a protected address: then nothing is shown that leads there, no school, no
    /// service, no organisation (T16).
    pub fn sheltered(&self, conn: &mut Conn) -> Result<bool> {
        Ok(records::others_protected(conn, self.family(), self.person.id)?)
    }

    /// What they were asked of the help.
    pub fn asked(&self, conn: &mut Conn, of: &Episode) -> Result<bool> {
        let asks = feedback::records::asks_of(conn, &self.sight(), of.id)?;
        Ok(asks.iter().any(|ask| ask.person_id == self.person.id && ask.is_open()))
    }

    /// Who looked at what is kept of their family, newest first.
    pub fn lookers(&self, conn: &mut Conn, most: i64) -> Result<Vec<AccessEntry>> {
        Ok(log::looked_at(conn, &self.permit, most)?)
    }

    /// What is released to them.
    pub fn released(&self, conn: &mut Conn) -> Result<Vec<Release>> {
        Ok(records::released(conn, self)?)
    }
}

/// Whether somebody may be asked into a place of their own, by what they are: for the list from which one is chosen.
pub fn can_be_asked(member: &Member) -> bool {
    member.role != people::MemberRole::Unborn && !member.withheld
}
