//! On what grounds a family is helped: agreement that is in force, or another lawful basis that was named with its
//! reason (practice 3). An assessment, a plan and a partner's sight ask here, and nowhere else.

use super::{
    agreed::{Agreement, AgreementState, latest_of},
    bases::{Basis, bases_of},
    withheld::withheld_in,
};
use crate::{
    Member, MemberRole, PersonId,
    records::{self, NOT_SHARED},
    rules::{self, AGREEMENT, CannotHelp, InForce, MustAgree, Word},
};
use access::{FamilyId, Sight};
use chrono::{Months, NaiveDate};
use pack::Pack;
use std::collections::BTreeSet;
use store::{Conn, Instant, Result};

/// On what grounds a family is helped.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// Whether agreement is in force.
    pub in_force: InForce,
    /// The basis that was named with a reason, and nobody has said no since.
    pub basis: Option<Basis>,
    /// Those who must agree, with what they said last.
    pub asked: Vec<(PersonId, MustAgree)>,
    /// Whether anybody's agreement is in force, of those who must agree or not: what ends with the last of them goes on.
    pub anybody: bool,
}

impl Grounds {
    /// Whether help may go further than a talk.
    pub fn may_help(&self) -> bool {
        self.check().is_ok()
    }

    /// As [`Grounds::may_help`], with the reason.
    ///
    /// # Errors
    /// [`CannotHelp`]; a refusal `help-without-grounds`.
    pub fn check(&self) -> std::result::Result<(), CannotHelp> {
        rules::help(&self.in_force, self.basis.is_some())
    }

    /// Whether what rests on the family's agreement may begin: all agree, or it was said with a reason that help goes
    /// on with those who do.
    pub fn is_agreed(&self) -> bool {
        let with_others = self.basis.as_ref().is_some_and(|basis| basis.basis == AGREEMENT);
        with_others || self.in_force == InForce::Complete
    }
}

/// On what grounds this family is helped on this day.
pub fn grounds(conn: &mut Conn, sight: &Sight<FamilyId>, pack: &Pack, today: NaiveDate) -> Result<Grounds> {
    let mut grounds = of(conn, sight.subject(), pack, today)?;
    // they are named as whoever reads may know them
    let withheld = withheld_in(conn, sight)?;
    let hidden = grounds.asked.iter_mut().filter(|(id, _)| withheld.contains(id));
    hidden.for_each(|(_, one)| one.name = NOT_SHARED.to_owned());
    grounds.in_force = rules::in_force(&grounds.asked.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>());
    Ok(grounds)
}

/// Whether help may go on for a family, for what comes next: without a permit, since it runs under that of the change
/// that it ends, and shows nothing.
pub fn may_help(conn: &mut Conn, pack: &Pack, family: FamilyId, today: NaiveDate) -> Result<bool> {
    Ok(of(conn, family, pack, today)?.may_help())
}

fn of(conn: &mut Conn, family: FamilyId, pack: &Pack, today: NaiveDate) -> Result<Grounds> {
    let (everyone, said) = (records::members_of(conn, family)?, latest_of(conn, family)?);
    let must = must_agree(&everyone, pack, today);
    let asked: Vec<(PersonId, MustAgree)> = must
        .iter()
        .map(|member| {
            let id = member.person.id;
            let word = word(said.iter().find(|one| one.person_id == id), today);
            (id, MustAgree { name: member.person.name(), grown: !member.role.is_child(), word })
        })
        .collect();
    let words: Vec<MustAgree> = asked.iter().map(|(_, one)| one.clone()).collect();
    let no_since = said
        .iter()
        .filter(|one| one.state != AgreementState::Given && asked.iter().any(|(id, _)| *id == one.person_id))
        .map(|one| one.recorded_at)
        .max();

    let all = bases_of(conn, family)?;
    let oldest = today - Months::new(pack.number("agreement-again"));
    let basis = named(&all, no_since, oldest).filter(|basis| basis.basis != AGREEMENT || may_go_on_without(&words));
    let anybody = said.iter().any(|one| one.in_force(today));
    Ok(Grounds { in_force: rules::in_force(&words), basis: basis.cloned(), asked, anybody })
}

/// Agreement covers those who say no only where everyone was asked, and somebody agrees.
fn may_go_on_without(words: &[MustAgree]) -> bool {
    rules::somebody_agrees(words) && words.iter().all(|one| one.word != Word::NotAsked)
}

/// The basis recorded last, if a reason was given for it since somebody last said no, and not too long ago. That the
/// privacy notice was given again does not renew the reason.
fn named(newest_first: &[Basis], no_since: Option<Instant>, oldest: NaiveDate) -> Option<&Basis> {
    let last = newest_first.first()?;
    let same = newest_first.iter().take_while(|basis| basis.basis == last.basis);
    same.filter(|basis| !basis.reason.trim().is_empty())
        .find(|basis| no_since.is_none_or(|no| basis.recorded_at >= no) && basis.recorded_at.date() >= oldest)
}

fn word(last: Option<&Agreement>, today: NaiveDate) -> Word {
    match last {
        Some(last) if last.state != AgreementState::Given => Word::Refuses,
        Some(last) if last.in_force(today) => Word::Agrees,
        _ => Word::NotAsked,
    }
}

/// Those who must agree: parents and carers who live with the children, and young people old enough to speak for
/// themselves. Where no parent or carer is known there, those who live elsewhere; else the wider family; else whoever
/// grown is in the record.
fn must_agree<'a>(members: &'a [Member], pack: &Pack, today: NaiveDate) -> Vec<&'a Member> {
    let cares = |member: &&Member| matches!(member.role, MemberRole::Parent | MemberRole::Carer);
    let at_home = with_the_children(members);
    let grown = |keep: &dyn Fn(&&Member) -> bool| -> Vec<&'a Member> {
        members.iter().filter(|member| !member.role.is_child()).filter(keep).collect()
    };

    let first = [
        grown(&|member| cares(member) && at_home.contains(&member.person.id)),
        grown(&cares),
        grown(&|member| member.role == MemberRole::WiderFamily),
        grown(&|_| true),
    ];
    let mut must = first.into_iter().find(|some| !some.is_empty()).unwrap_or_default();
    let own_age = pack.number("own-agreement-age");
    let speaks = |member: &&Member| {
        let born = member.person.date_of_birth;
        member.role.is_child() && born.is_some_and(|born| web::dates::years(born, today) >= own_age)
    };
    must.extend(members.iter().filter(speaks));
    must
}

/// Everyone grown who lives with the children, as far as it is known where they live: whoever has no address is taken
/// to be with them. A place that is kept from somebody is another than one that is not (T16).
fn with_the_children(members: &[Member]) -> BTreeSet<PersonId> {
    let homes: Vec<_> =
        members.iter().filter(|member| member.role.is_child()).filter_map(|child| child.address.as_ref()).collect();
    let together = |member: &&Member| {
        let Some(theirs) = &member.address else { return true };
        let same = |home: &&crate::Protected<crate::Address>| match (theirs.is_closed(), home.is_closed()) {
            (false, false) => {
                theirs.unless_closed().zip(home.unless_closed()).is_some_and(|(one, two)| rules::is_one_place(one, two))
            }
            (one, two) => one == two,
        };
        homes.is_empty() || homes.iter().any(same)
    };
    members.iter().filter(|member| !member.role.is_child()).filter(together).map(|member| member.person.id).collect()
}
