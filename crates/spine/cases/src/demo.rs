//! How help begins in the demo: somebody is asked to lead and takes it, the family agrees, a partner joins.

use crate::{
    open_case, records,
    rules::{Footing, LeadThen, TalkedAs},
    step_up::StepUpId,
    team, withdrawal,
};
use access::{
    Actor, Change, EpisodeId, FamilyId, Permit, Permits,
    demo::{GOOD, Help, Scene, Telling, Told},
    family, guard, nobody,
};
use chrono::Months;
use people::{
    MemberRole, PersonId,
    agreement::{self, Agreed, AgreementState, NewBasis, NewSharing},
};
use std::sync::Arc;
use web::{Error, Result};

/// Help begins.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 20, tell: begin }];

fn begin(scene: &mut Scene<'_>) -> Result<Told> {
    if !take_on(scene)? || !name_lead(scene)? || !scene.wait(2) {
        return Ok(Told::Over);
    }

    let help = scene.help()?;
    // some first visits are late
    if scene.chance(92) {
        write_note(scene, &help.lead, VISIT)?;
    }
    if !agree(scene, &help.lead)? {
        scene.ending = Some("agreement-withdrawn");
    } else if help.kind == "assessment" {
        share(scene, &help)?;
    }
    Ok(Told::On)
}

/// The episode that the decision opened, and the manager who answers for it.
fn take_on(scene: &mut Scene<'_>) -> Result<bool> {
    let family = scene.family()?;
    let cast = scene.cast;
    for team in &cast.teams {
        let current = scene.by(&team.manager, |change| {
            if !change.may(family::Open, family)? {
                return Ok(None);
            }
            let permit = change.permit(family::Open, family)?;
            Ok(records::current(change.conn(), &permit)?)
        })?;
        if let Some(episode) = current.filter(|episode| episode.team_id == Some(team.id)) {
            scene.episode = Some((episode.id, episode.kind));
            scene.manager = Some(team.manager.clone());
            return Ok(true);
        }
    }
    Ok(false)
}

/// A worker of the team is asked, and takes it.
fn name_lead(scene: &mut Scene<'_>) -> Result<bool> {
    let manager = scene.manager.clone().ok_or(Error::NotFound)?;
    let (episode, _) = scene.episode.clone().ok_or(Error::NotFound)?;
    let teams = &scene.cast.teams;
    let workers = teams.iter().find(|team| Arc::ptr_eq(&team.manager, &manager)).map_or(&[][..], |team| &team.workers);
    // the first of every team leads for some at least, so that whoever tries the demo finds work
    let first = workers.first().cloned().ok_or(Error::NotFound)?;
    let led = first.account.map_or(Ok(0), |account| guard::count_led(scene.conn, account))?;
    let lead = if led < 6 { first } else { scene.pick(workers).clone() };
    if !scene.wait_some(0..4) {
        return Ok(false);
    }

    let to = lead.account.ok_or(Error::NotFound)?;
    let offer = scene.by(&manager, |change| {
        let case = open_case(change, family::HandOver, episode)?;
        let why = "They have met, and the family would like to work with them.";
        team::offer_lead(change.tx, &case, to, why)
    })?;
    if !scene.wait_some(0..3) {
        return Ok(false);
    }

    scene.by(&lead, |change| {
        let case = open_case(change, family::AcceptHandOver, episode)?;
        team::accept_lead(change.tx, &case, offer)
    })?;
    scene.lead = Some(lead);
    Ok(true)
}

/// Most agree to be supported; whether they did. Everyone who must agree is asked.
fn agree(scene: &mut Scene<'_>, lead: &Arc<Actor>) -> Result<bool> {
    let (family, refused) = (scene.family()?, scene.chance(4));
    let (state, words, basis, reason) = match refused {
        true => {
            let why = "It is kept that help was offered, and what they said.";
            (AgreementState::Refused, "Not now, thank you.", "public-task", why)
        }
        false => (AgreementState::Given, "Yes, we would like some help with this.", "agreement", ""),
    };
    scene.by(lead, |change| {
        let permit = change.permit(family::RecordAgreement, family)?;
        let (pack, today) = (change.pack.clone(), change.today);
        let asked = agreement::grounds(change.conn(), &permit, &pack, today)?.asked;
        for (person, _) in &asked {
            agreed(change, &permit, *person, state, words)?;
        }
        let named = NewBasis { basis: basis.into(), reason: reason.into(), notice: Some(today) };
        agreement::record_basis(change.tx, &permit, named)?;
        Ok(!refused && !asked.is_empty())
    })
}

/// Whoever must agree by now and has not said so, or too long ago, is asked: a child comes of age, somebody moves in.
pub fn agree_too(scene: &mut Scene<'_>, help: &Help) -> Result<()> {
    let family = scene.family()?;
    scene.by(&help.lead, |change| {
        let permit = change.permit(family::RecordAgreement, family)?;
        let (pack, today) = (change.pack.clone(), change.today);
        let grounds = agreement::grounds(change.conn(), &permit, &pack, today)?;
        if !grounds.may_help() {
            for (person, _) in &grounds.asked {
                agreed(change, &permit, *person, AgreementState::Given, "Yes, that helps us.")?;
            }
        }
        Ok(())
    })
}

/// Somebody says whether they agree.
fn agreed(
    change: &mut Change<'_, '_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    person: PersonId,
    state: AgreementState,
    words: &str,
) -> Result<()> {
    let pack = change.pack.clone();
    let agreed = Agreed { person, state, how: "in-person".into(), words: words.into(), capacity: String::new() };
    withdrawal::record(change.tx, permit, &pack, &agreed)?;
    Ok(())
}

/// A partner is let in and joins the team.
fn share(scene: &mut Scene<'_>, help: &Help) -> Result<()> {
    let family = scene.family()?;
    let (partner, organisation) = scene.pick(&scene.cast.partners).clone();
    scene.by(&help.lead, |change| {
        let permit = change.permit(family::DecideSharing, family)?;
        let new = NewSharing {
            organisation,
            scope: "What is needed to help together: the assessment, the plan and reviews.".into(),
            basis: "agreement".into(),
            reason: String::new(),
            told: None,
            why_not_told: String::new(),
            expires_on: None,
        };
        let pack = change.pack.clone();
        agreement::share(change.tx, &permit, &pack, &new)?;
        let case = open_case(change, family::ChangeTeam, help.episode)?;
        partner.account.map_or(Ok(()), |account| team::join(change.tx, &case, account))
    })
}

/// The lead writes down a visit, a call or something good; at a visit the children are seen, now and then alone.
pub fn note(scene: &mut Scene<'_>, lead: &Arc<Actor>) -> Result<()> {
    let kinds = [
        VISIT,
        VISIT,
        ("direct-work", "Direct work with a child", true),
        ("call", "Telephone call with the family", false),
        ("good-day", "Something good", false),
    ];
    let kind = *scene.pick(&kinds);
    write_note(scene, lead, kind)
}

/// The lead meets the family at home or in school.
const VISIT: (&str, &str, bool) = ("visit", "Visit", true);

fn write_note(scene: &mut Scene<'_>, lead: &Arc<Actor>, (code, label, met): (&str, &str, bool)) -> Result<()> {
    let (family, today) = (scene.family()?, scene.today());
    let text = *scene.pick(GOOD);
    let (place, alone) = (*scene.pick(&["home", "home", "school"]), scene.chance(40));
    scene.by(lead, |change| {
        let permit = change.permit(family::WriteNote, family)?;
        let members = people::records::members(change.conn(), &permit)?;
        let children = members.iter().filter(|member| met && member.role == MemberRole::Child);
        let mut seen: Vec<PersonId> = children.map(|child| child.person.id).collect();
        // where no child is born yet, the parents are met
        if met && seen.is_empty() {
            seen.extend(members.iter().filter(|member| !member.role.is_child()).map(|member| member.person.id));
        }
        let new = records::NewNote {
            kind: code.into(),
            label: label.into(),
            text: text.into(),
            on: today,
            alone: seen.iter().copied().take(usize::from(alone)).collect(),
            place: if seen.is_empty() { String::new() } else { place.into() },
            seen,
        };
        records::write_note(change.tx, &permit, new)
    })
}

/// Early help was not enough; whether social care has taken over, or nothing where the clock came. Some come back, and
/// some are dropped.
pub fn step_up(scene: &mut Scene<'_>, help: &Help) -> Result<Option<bool>> {
    use crate::step_up::{Proposal, Submission, Talk, drop_proposal, last, propose, submit};
    let (today, episode): (_, EpisodeId) = (scene.today(), help.episode);
    let pack = scene.app.pack.clone();
    let danger = scene.chance(15);
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::ProposeStepUp, episode)?;
        let due_on = pack.calendar().plus_working(today, pack.number("step-up-submit"));
        let reason = "Things have become worse although everyone did what was agreed.";
        propose(change.tx, &case, Proposal { reason, danger, due_on })
    })?;
    // at the clock some have just been proposed
    if !scene.wait_some(0..2) {
        return Ok(None);
    }
    if scene.chance(8) {
        scene.by(&help.lead, |change| {
            let case = open_case(change, family::StepUp, episode)?;
            drop_proposal(change.tx, &case, "Talked over with the line manager: more support was found.")
        })?;
        return Ok(Some(false));
    }

    let today = scene.today();
    let sent = scene.by(&help.lead, |change| {
        let case = open_case(change, family::StepUp, episode)?;
        let with = TalkedAs::ALL[usize::from(danger)];
        let talk = Talk { with: Some(with), name: "Moira Kent".into(), on: Some(today) };
        let due_on = pack.calendar().plus_working(today, pack.number("step-up-answer"));
        let submission = Submission { talk: &talk, with_assessment: help.kind == "assessment", due_on };
        submit(change.tx, &case, submission)?;
        Ok(last(change.conn(), &case.permit, episode)?.map(|last| last.id))
    })?;
    match sent {
        Some(sent) => answered(scene, sent, danger, 25),
        None => Ok(None),
    }
}

/// What the front door sent is read and answered as well.
pub fn step_up_from_contact(scene: &mut Scene<'_>, officer: &Arc<Actor>, of: FamilyId) -> Result<()> {
    let sent = scene.by(officer, |change| {
        let permit = change.permit(family::Open, of)?;
        Ok(crate::step_up::of_family(change.conn(), &permit)?.map(|last| last.id))
    })?;
    if let Some(sent) = sent {
        answered(scene, sent, false, 0)?;
    }
    Ok(())
}

/// Social care reads it and answers, and returns so many of a hundred: whether it took over, or nothing where the clock
/// came.
fn answered(scene: &mut Scene<'_>, sent: StepUpId, danger: bool, comes_back: u8) -> Result<Option<bool>> {
    use crate::step_up::{Answer, SaidBy, answer, find, take};
    let pack = scene.app.pack.clone();
    let Some(worker) = scene.cast.social_care.first().cloned() else { return Ok(None) };
    if !scene.wait_some(0..2) {
        return Ok(None);
    }

    scene.by(&worker, |change| {
        let permit = change.permit(access::step_up::Take, sent)?;
        take(change.tx, &permit)
    })?;
    if !scene.wait_some(0..2) {
        return Ok(None);
    }

    let returned = scene.chance(comes_back);
    let until = scene.today() + Months::new(pack.number("step-up-sight"));
    scene.by(&worker, |change| {
        let permit = change.permit(access::step_up::Answer, sent)?;
        let (_, of) = find(change.conn(), &permit)?;
        let said = SaidBy { name: String::new(), reach: "01634 000200".into() };
        if returned {
            let why = "Early help has not tried respite yet. Call us again if mornings get worse.";
            return answer(change.tx, &permit, &said, &Answer::Returned(why.into()));
        }
        let record = change.permit(family::Open, of)?;
        let members = people::records::members(change.conn(), &record)?;
        let children = members.iter().filter(|member| member.role.is_child()).map(|child| child.person.id).collect();
        let footing = if danger { Footing::S47 } else { Footing::S17 };
        let accepted = Answer::Accepted { footing: Some(footing), children, lead: Some(LeadThen::Ends), until };
        answer(change.tx, &permit, &said, &accepted)
    })?;
    Ok(Some(!returned))
}

/// Long after social care took over, it steps some down again: offered, with a lead named, accepted, closed.
pub fn step_down(scene: &mut Scene<'_>) -> Result<Option<Help>> {
    use crate::taking_on;
    let (family, manager) = (scene.family()?, scene.manager.clone().ok_or(Error::NotFound)?);
    let Some(worker) = scene.cast.social_care.first().cloned() else { return Ok(None) };
    let team = scene.cast.teams.iter().find(|team| Arc::ptr_eq(&team.manager, &manager));
    let (team, workers) = team.map_or((None, vec![]), |team| (Some(team.id), team.workers.clone()));
    if workers.is_empty() || !scene.wait_some(60..140) {
        return Ok(None);
    }

    let (pack, today, chosen) = (scene.app.pack.clone(), scene.today(), scene.chance(75));
    let id = scene.by(&worker, |change| {
        let names = people::records::names(change.conn(), &[family])?;
        let reference = names.get(&family).map(|(_, reference)| reference.clone()).unwrap_or_default();
        let permit = change.allow(nobody::OfferStepDown)?;
        let new = taking_on::NewStepDown {
            family: reference,
            reach: "01634 000200".into(),
            why: "The child in need plan has ended well. What is left is better done by people near the family.".into(),
            children: "All children of the family".into(),
            needs: vec!["parenting".into()],
            done: "A plan of four months, family group decision making, respite.".into(),
            needed: "Somebody who comes by on Mondays, and the breakfast club.".into(),
            agreed: Some(true),
            words: "We would like to keep going with people we know.".into(),
            team: team.filter(|_| chosen),
            due_on: pack.calendar().plus_working(today, pack.number("step-down-lead")),
            close_within: pack.number("step-down-close"),
        };
        taking_on::offer(change.tx, &permit, &new)
    })?;
    if !chosen {
        let officer = scene.cast.front_door.first().cloned().ok_or(Error::NotFound)?;
        if !scene.wait_some(0..3) {
            return Ok(None);
        }
        scene.by(&officer, |change| {
            let permit = change.permit(access::step_down::ChooseTeam, id)?;
            taking_on::choose_team(change.tx, &permit, team)
        })?;
    }
    if !scene.wait_some(1..4) {
        return Ok(None);
    }
    if scene.chance(15) {
        scene.by(&manager, |change| {
            let permit = change.permit(access::step_down::NameLead, id)?;
            taking_on::give_back(change.tx, &permit, "The family has moved to another council this week.")
        })?;
        return Ok(None);
    }

    let lead = scene.pick(&workers).clone();
    let to = lead.account.ok_or(Error::NotFound)?;
    let episode = scene.by(&manager, |change| {
        let permit = change.permit(access::step_down::NameLead, id)?;
        let episode = taking_on::take_on(change.tx, &permit, "intervention-plan")?;
        let case = open_case(change, family::HandOver, episode)?;
        taking_on::name_lead(change.tx, &permit, &case, to, "They know the school.")?;
        Ok(episode)
    })?;
    if !scene.wait_some(0..3) {
        return Ok(None);
    }

    scene.by(&lead, |change| {
        let case = open_case(change, family::AcceptHandOver, episode)?;
        let Some(offer) = team::waiting_offer(change.conn(), &case.permit, episode)? else { return Ok(()) };
        team::accept_lead(change.tx, &case, offer.id)
    })?;
    if !scene.wait_some(1..8) {
        return Ok(None);
    }
    let today = scene.today();
    scene.by(&worker, |change| {
        let permit = change.permit(access::step_down::Close, id)?;
        taking_on::close(change.tx, &permit, today)
    })?;
    scene.lead = Some(lead.clone());
    Ok(Some(Help { episode, kind: "intervention-plan".into(), lead }))
}
