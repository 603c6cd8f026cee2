//! How help begins in the demo: somebody is asked to lead and takes it, the family agrees, a partner joins.

use crate::{open_case, records, team, withdrawal};
use access::{
    Actor, EpisodeId, Permits,
    demo::{GOOD, Help, Scene, Telling, Told},
    family,
};
use people::agreement::{self, Agreed, AgreementState, NewBasis, NewSharing};
use std::sync::Arc;
use web::{Error, Result};

/// Help begins.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 20, tell: begin }];

fn begin(scene: &mut Scene<'_>) -> Result<Told> {
    if !take_on(scene)? || !name_lead(scene)? || !scene.wait(2) {
        return Ok(Told::Over);
    }

    let help = scene.help()?;
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
    let lead = scene.pick(workers).clone();
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
            let (how, capacity) = ("in-person".into(), String::new());
            let agreed = Agreed { person: *person, state, how, words: words.into(), capacity };
            withdrawal::record(change.tx, &permit, &pack, &agreed)?;
        }
        let named = NewBasis { basis: basis.into(), reason: reason.into(), notice: Some(today) };
        agreement::record_basis(change.tx, &permit, named)?;
        Ok(!refused && !asked.is_empty())
    })
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

/// The lead writes down a visit, a call or something good.
pub fn note(scene: &mut Scene<'_>, lead: &Arc<Actor>) -> Result<()> {
    let (family, today) = (scene.family()?, scene.today());
    let kinds = [("visit", "Visit"), ("call", "Telephone call with the family"), ("good-day", "Something good")];
    let (code, label) = *scene.pick(&kinds);
    let text = *scene.pick(GOOD);
    scene.by(lead, |change| {
        let permit = change.permit(family::WriteNote, family)?;
        let new = records::NewNote { kind: code.into(), label: label.into(), text: text.into(), on: today };
        records::write_note(change.tx, &permit, new)
    })
}

/// Early help was not enough; whether social care has taken over.
pub fn step_up(scene: &mut Scene<'_>, help: &Help) -> Result<bool> {
    use crate::step_up::{Submission, answer, propose, submit};
    let (today, episode): (_, EpisodeId) = (scene.today(), help.episode);
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::StepUp, episode)?;
        propose(change.tx, &case, "Things have become worse although everyone did what was agreed.")?;
        let with = Submission {
            talked_with: "The safeguarding lead",
            talked_on: Some(today),
            with_assessment: help.kind == "assessment",
            due_on: today + chrono::Days::new(2),
        };
        submit(change.tx, &case, with)
    })?;
    if !scene.wait_some(1..5) {
        return Ok(false);
    }

    scene.by(&help.lead, |change| {
        let case = open_case(change, family::StepUp, episode)?;
        answer(change.tx, &case, None)
    })?;
    Ok(true)
}
