//! One family's history: brought, decided, answered, helped, reviewed, closed; as far as the clock lets it come.

use super::{Cast, household};
use access::{Actor, App, Change, FamilyId, Permit, Permits, contact, family};
use assessments::{records as eha, rules as eha_rules};
use cases::{Episode, records as case, step_up, team};
use chrono::{Days, NaiveDate};
use contacts::{
    ContactId,
    decide::{self, Decision},
    intake::{self, Maker, NewContact},
    records as front,
    rules::opens_episode,
};
use fastrand::Rng;
use people::agreement::{self, NewSharing, Said, State};
use plans::{records as plan, rules::PlanKind};
use reviews::{
    closure::{Feedback, Opinion},
    records as review,
    rules::{Attendance, Decision as Outcome},
};
use std::sync::Arc;
use store::{Author, Conn, Instant, Tx};
use web::Result;

const DAY: i64 = 86_400;

/// Summaries without a name, so that no text is about anyone.
const WORRIES: &[(&str, &[&str], &str)] = &[
    (
        "school-attendance",
        &["emotional-health"],
        "Misses two days a week since the autumn. Mornings are hard at home. Likes art and the breakfast club.",
    ),
    (
        "behaviour-at-home",
        &["parenting"],
        "Shouting most evenings. The parent asks for ideas and is trying a routine. Siblings play well together.",
    ),
    (
        "emotional-health",
        &["bullying"],
        "Does not sleep, worries about school, has stopped seeing friends. Talks openly to one teacher.",
    ),
    (
        "parent-mental-health",
        &["isolation"],
        "The parent has been low since the move and knows few people here. The children come clean, fed and on time.",
    ),
    (
        "domestic-abuse",
        &["housing"],
        "Police were called to an argument. The other parent has left. The family needs somewhere settled.",
    ),
    (
        "money-and-debt",
        &["parent-work"],
        "Using the food bank since work stopped. Rent is behind. Grandparents help where they can.",
    ),
    (
        "school-readiness",
        &["speech-and-language"],
        "Few words at three. Enjoys songs and books. The parent would like a nursery place.",
    ),
    ("young-carer", &["school-attendance"], "Looks after a younger brother before school. Proud of it, and tired."),
    (
        "parent-conflict",
        &["emotional-health"],
        "Handovers end in arguments. The children say they want it to be quiet.",
    ),
    ("send", &["school-exclusion"], "Two fixed exclusions this term. Waits for an assessment. Very good with animals."),
    ("child-substance-use", &["exploitation"], "Has been seen vaping with older boys. Plays football twice a week."),
    ("neglect", &["housing"], "Damp flat, few clothes, often hungry on Mondays. Warm and close family."),
];
const GOOD: &[&str] = &[
    "In school four days of five.",
    "Bedtime is calm most nights.",
    "The family has a routine that they made themselves.",
    "Made a friend.",
    "The rent is paid on time.",
];

/// One family at a moment of its history.
struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    at: Instant,
    end: Instant,
}

impl Story<'_> {
    /// Lets time pass; `false` when the clock does not go that far.
    fn wait(&mut self, days: i64, rng: &mut Rng) -> bool {
        let mut at = self.at.plus_seconds(days * DAY + rng.i64(600..20_000));
        // people work by day
        let hour = at.london().format("%H").to_string().parse::<i64>().unwrap_or(12);
        if !(8..18).contains(&hour) {
            at = at.plus_seconds(((33 - hour) % 24) * 3_600);
        }
        if at > self.end {
            return false;
        }
        self.at = at;
        true
    }

    fn today(&self) -> NaiveDate {
        self.at.date()
    }

    /// A change by this actor, now.
    fn by<T>(&mut self, actor: &Arc<Actor>, f: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> Result<T> {
        let who = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(self.conn, self.at, who);
        f(&mut Change::within(self.app, &mut tx, actor.clone()))
    }
}

fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.usize(..from.len())]
}

/// Makes one family's history, from somewhere in the three years before `now`.
pub(super) fn family(conn: &mut Conn, app: &App, cast: &Cast, rng: &mut Rng, now: Instant) -> Result<()> {
    // most of it long ago, some of it in the last days, so that the queue and every state are there
    let back = match rng.u8(..100) {
        0..2 => rng.i64(0..2 * DAY),
        2..6 => rng.i64(DAY..14 * DAY),
        _ => rng.i64(14 * DAY..1_095 * DAY),
    };
    let mut story = Story { conn, app, at: now.plus_seconds(-back), end: now };
    let (contact, family) = match bring(&mut story, cast, rng, None)? {
        Some(done) => done,
        None => return Ok(()),
    };
    let Some(family) = family else { return Ok(()) };
    let closed = help(&mut story, cast, rng, contact, family)?;
    // some come back
    let pause = rng.i64(30..400);
    if closed && rng.u8(..100) < 12 && story.wait(pause, rng) {
        bring(&mut story, cast, rng, Some(family))?;
    }
    Ok(())
}

/// A contact, its decision, its answer. `None` while it waits; a family when help begins.
fn bring(
    s: &mut Story<'_>,
    cast: &Cast,
    rng: &mut Rng,
    known: Option<FamilyId>,
) -> Result<Option<(ContactId, Option<FamilyId>)>> {
    let (maker, source) = if rng.u8(..100) < 18 {
        (Arc::new(Actor { as_of: s.at, ..Actor::nobody() }), "family")
    } else {
        pick(rng, &cast.makers).clone()
    };
    let (need, more, summary) = *pick(rng, WORRIES);
    let mut people = household::people(rng, s.today());
    if known.is_none() {
        let mut last = cast.last.borrow_mut();
        // histories are not made in order: nobody is brought before they are born
        let today = s.today().to_string();
        let born =
            last.iter().all(|p| p.expected_on.is_none() && p.date_of_birth.as_ref().is_some_and(|b| *b <= today));
        if !last.is_empty() && born && rng.u8(..100) < 2 {
            people = last.iter().map(|p| household::written_again(rng, p)).collect();
        }
        last.clone_from(&people);
    }
    if let Some(family) = known {
        people = people::records::members_of(s.conn, family)?.iter().map(named_again).collect();
    }
    let given = rng.u8(..100) < 82;
    let new = NewContact {
        kind: if source == "police" {
            "police-notification".into()
        } else if rng.u8(..100) < 4 {
            "step-down".into()
        } else {
            "request".into()
        },
        source: source.into(),
        channel: pick(rng, &["online", "online", "phone", "in-person", "email"]).to_string(),
        summary: summary.into(),
        hoped_for: "That things are calmer at home and the children are well.".into(),
        needs: std::iter::once(need).chain(more.iter().copied().take(rng.usize(..2))).map(Into::into).collect(),
        network: vec!["own-family".into(), "universal-services".into()],
        network_note: String::new(),
        agreement: if given { "given".into() } else { "not-asked".into() },
        agreement_note: if given { String::new() } else { "Could not be reached yet.".into() },
        danger: false,
        people,
        maker: if source == "family" {
            Maker { name: "A parent".into(), phone: "07700 900000".into(), ..Maker::default() }
        } else {
            Maker::default()
        },
    };
    let valid = intake::check(&new, &s.app.pack, s.today(), source == "family")
        .map_err(|e| web::Error::Fault(e.iter().map(|(f, m)| format!("{f}: {m} ")).collect()))?;
    let pack = s.app.pack.clone();
    let (contact, _) = s.by(&maker, |c| Ok(front::receive(c.tx, &maker, &pack, &valid, source == "family")?))?;
    let wait = if rng.u8(..100) < 88 { 0 } else { rng.i64(1..6) };
    if !s.wait(wait, rng) {
        return Ok(None);
    }
    let officer = pick(rng, &cast.front_door).clone();
    let outcome = match rng.u8(..100) {
        0..14 => "advice",
        14..32 => "signpost",
        32..44 => "single-agency",
        44..62 => "intervention-plan",
        62..86 => "assessment",
        86..88 => "panel",
        88..90 => "waiting-list",
        90..94 => "step-up",
        _ => "no-further-action",
    };
    let (team, ..) = pick(rng, &cast.teams);
    let decided = s.by(&officer, |c| {
        let permit = c.permit(contact::MatchPeople, contact.id)?;
        if known.is_some() {
            match_again(c, &permit)?;
        }
        let permit = c.permit(contact::Decide, contact.id)?;
        let decision = Decision {
            level: match outcome {
                "step-up" => "3".into(),
                "advice" | "signpost" | "no-further-action" => "1".into(),
                _ => "2".into(),
            },
            indicators: match outcome {
                "assessment" => vec!["additional-needs".into(), "several-agencies".into()],
                "step-up" => vec!["significant-impairment".into()],
                "advice" | "signpost" | "no-further-action" => vec!["needs-met".into()],
                _ => vec!["additional-needs".into()],
            },
            outcome: outcome.into(),
            outcome_label: pack.label("decision-outcome", outcome).into(),
            reason: "What was brought, and what is there for the family already, was looked at together.".into(),
            no_further_action: (outcome == "no-further-action").then(|| "needs-met".into()),
            team: opens_episode(outcome).then_some(*team),
            unmet: (rng.u8(..100) < 2).then(|| decide::Unmet {
                needs: contact.needs.0.clone(),
                note: "No place within reach this term.".into(),
            }),
            offers: vec![],
            version: contact.version,
        };
        Ok(decide::decide(c.tx, &permit, &decision)?)
    })?;
    if !s.wait(0, rng) {
        return Ok(None);
    }
    s.by(&officer, |c| {
        let permit = c.permit(contact::Answer, contact.id)?;
        front::answer(c.tx, &permit, "Thank you. We have looked at this with care and tell you what happens next.")?;
        let permit = c.permit(contact::Close, contact.id)?;
        Ok(front::close(c.tx, &permit)?)
    })?;
    Ok(Some((contact.id, decided.family_id.filter(|_| opens_episode(outcome)))))
}

fn named_again(m: &people::Member) -> intake::NewPerson {
    intake::NewPerson {
        role: m.role.code().into(),
        given_name: m.person.given_name.clone(),
        family_name: m.person.family_name.clone(),
        date_of_birth: m.person.date_of_birth.map(|d| d.to_string()),
        nhs_number: m.person.nhs_number.clone().unwrap_or_default(),
        ..intake::NewPerson::default()
    }
}

/// Finds everyone by the matcher, as an officer would.
fn match_again(c: &mut Change<'_, '_>, permit: &Permit<ContactId, contact::MatchPeople>) -> Result<()> {
    let people = front::people(c.conn(), permit)?;
    let mut choices = Vec::new();
    let mut taken = Vec::new();
    for p in &people {
        let found = people::matching::candidates(c.conn(), &p.sought())?;
        let offered = found.iter().map(|k| k.person.id).collect();
        let sure = found.iter().filter(|k| k.probability >= 0.9 && !k.apart);
        let person = sure.map(|k| k.person.id).find(|id| !taken.contains(id));
        taken.extend(person);
        choices.push(front::Identified { id: p.id, person, unsure: false, offered });
    }
    Ok(front::match_people(c.tx, permit, &choices)?)
}

/// An episode from its lead to its end; whether it came to an end.
fn help(s: &mut Story<'_>, cast: &Cast, rng: &mut Rng, _: ContactId, family: FamilyId) -> Result<bool> {
    let Some(e) = case::current(s.conn, family)? else { return Ok(false) };
    let Some((_, manager, workers)) = cast.teams.iter().find(|(team, ..)| Some(*team) == e.team_id) else {
        return Ok(false);
    };
    let lead = pick(rng, workers).clone();
    let wait = rng.i64(0..4);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    let lead_id = lead.account.ok_or(web::Error::NotFound)?;
    let offer = s.by(manager, |c| {
        let permit = c.permit(family::HandOver, family)?;
        team::offer_lead(c.tx, &permit, &e, lead_id, "They have met, and the family would like to work with them.")
    })?;
    let wait = rng.i64(0..3);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    s.by(&lead, |c| {
        let permit = c.permit(family::AcceptHandOver, family)?;
        let offer = team::find_offer(c.conn(), offer)?;
        team::accept_lead(c.tx, &permit, &e, &offer)
    })?;
    if !s.wait(2, rng) || !agree(s, rng, &lead, family)? {
        return Ok(false);
    }
    if e.kind == "assessment" {
        let (partner, organisation) = pick(rng, &cast.partners).clone();
        share(s, &lead, family, &e, &partner, organisation)?;
        if !assess(s, rng, &lead, manager, family, &e)? {
            return Ok(false);
        }
    }
    if !s.wait(5, rng) {
        return Ok(false);
    }
    let Some(whole) = make_plan(s, rng, &lead, family, &e)? else { return Ok(false) };
    run(s, rng, &lead, family, &e, &whole)
}

fn note(s: &mut Story<'_>, rng: &mut Rng, lead: &Arc<Actor>, family: FamilyId) -> Result<()> {
    let today = s.today();
    let kind =
        *pick(rng, &[("visit", "Visit"), ("call", "Telephone call with the family"), ("good-day", "Something good")]);
    let text = *pick(rng, GOOD);
    s.by(lead, |c| {
        let permit = c.permit(family::WriteNote, family)?;
        let e = case::current(c.conn(), family)?;
        Ok(case::write_note(c.tx, &permit, e.as_ref(), kind, text, today)?)
    })
}

fn agree(s: &mut Story<'_>, rng: &mut Rng, lead: &Arc<Actor>, family: FamilyId) -> Result<bool> {
    let refused = rng.u8(..100) < 4;
    s.by(lead, |c| {
        let permit = c.permit(family::RecordAgreement, family)?;
        let members = people::records::members(c.conn(), &permit)?;
        let Some(parent) = members.iter().find(|m| !m.role.is_child()) else { return Ok(false) };
        let said = Said {
            person: parent.person.id,
            state: if refused { State::Refused } else { State::Given },
            how: "in-person".into(),
            words: if refused {
                "Not now, thank you.".into()
            } else {
                "Yes, we would like some help with this.".into()
            },
            capacity: String::new(),
        };
        agreement::record(c.tx, &permit, &said, &parent.person.name(), 12)?;
        agreement::record_basis(c.tx, &permit, "early-help", "public-task", Some(c.today))?;
        Ok(true)
    })?;
    if !refused {
        return Ok(true);
    }
    end(s, rng, lead, family, "agreement-withdrawn", "The family knows whom to call.")?;
    Ok(false)
}

fn share(
    s: &mut Story<'_>,
    lead: &Arc<Actor>,
    family: FamilyId,
    e: &Episode,
    partner: &Arc<Actor>,
    organisation: access::OrganisationId,
) -> Result<()> {
    s.by(lead, |c| {
        let permit = c.permit(family::DecideSharing, family)?;
        let new = NewSharing {
            organisation,
            scope: "What is needed to help together: the assessment, the plan and reviews.".into(),
            basis: "agreement".into(),
            reason: String::new(),
            told: None,
            why_not_told: String::new(),
            expires_on: None,
        };
        agreement::share(c.tx, &permit, &new, &partner.organisation_name)?;
        let permit = c.permit(family::ChangeTeam, family)?;
        partner.account.map_or(Ok(()), |account| team::join(c.tx, &permit, e, account))
    })
}

fn assess(
    s: &mut Story<'_>,
    rng: &mut Rng,
    lead: &Arc<Actor>,
    manager: &Arc<Actor>,
    family: FamilyId,
    e: &Episode,
) -> Result<bool> {
    let pack = s.app.pack.clone();
    let due = pack.calendar().plus_working(s.today(), pack.number("assessment-complete"));
    s.by(lead, |c| {
        let permit = c.permit(family::WriteAssessment, family)?;
        eha::start(c.tx, &permit, e, due).map(|_| ())
    })?;
    let wait = rng.i64(8..35);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    note(s, rng, lead, family)?;
    s.by(lead, |c| {
        let permit = c.permit(family::WriteAssessment, family)?;
        let members = people::records::members(c.conn(), &permit)?;
        for area in &pack.areas {
            let a = eha::list(c.conn(), &permit, e.id)?.into_iter().next().ok_or(web::Error::NotFound)?;
            let mut answers = eha_rules::Answers::new();
            for (key, needed) in eha_rules::keys(&pack, area, &members) {
                let text = if key.contains("-scale.") {
                    rng.u8(3..9).to_string()
                } else if needed {
                    pick(rng, WORRIES).2.to_owned()
                } else {
                    String::new()
                };
                answers.insert(key, text);
            }
            eha::write(c.tx, &a, &area.code, answers)?;
        }
        let a = eha::list(c.conn(), &permit, e.id)?.into_iter().next().ok_or(web::Error::NotFound)?;
        let due = pack.calendar().plus_working(c.today, 5);
        eha::complete(c.tx, &permit, &a, due)
    })?;
    let wait = rng.i64(0..6);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    s.by(manager, |c| {
        let permit = c.permit(family::AuthoriseAssessment, family)?;
        let a = eha::list(c.conn(), &permit, e.id)?.into_iter().next().ok_or(web::Error::NotFound)?;
        let today = c.today;
        eha::authorise(c.tx, &permit, &a, None, today)
    })?;
    Ok(true)
}

fn make_plan(
    s: &mut Story<'_>,
    rng: &mut Rng,
    lead: &Arc<Actor>,
    family: FamilyId,
    e: &Episode,
) -> Result<Option<plan::Whole>> {
    let today = s.today();
    let pack = s.app.pack.clone();
    let kind = if e.kind == "assessment" { PlanKind::Family } else { PlanKind::Intervention };
    s.by(lead, |c| {
        let permit = c.permit(family::WritePlan, family)?;
        plan::start(c.tx, &permit, e, kind, vec!["one-worker".into(), "whole-family".into()])?;
        let Some(whole) = plan::current(c.conn(), &permit, e.id)? else { return Ok(()) };
        let members = people::records::members(c.conn(), &permit)?;
        let parent = members.iter().find(|m| !m.role.is_child()).map_or("The family".into(), |m| m.person.name());
        for _ in 0..rng.usize(1..5) {
            let framework = pick(rng, pack.terms("outcome-framework")).code.clone();
            let new = plan::NewOutcome {
                words: (*pick(rng, GOOD)).into(),
                measure: "The family says so, and the school sees it, too.".into(),
                by_on: today + Days::new(42),
                framework,
                area: pick(rng, &pack.areas).code.clone(),
            };
            let outcome = plan::add_outcome(c.tx, &whole.plan, new)?;
            for n in 0..rng.usize(1..3) {
                let action = plan::NewAction {
                    text: (*pick(
                        rng,
                        &[
                            "Meet with the school",
                            "Try the new routine for two weeks",
                            "Go to the parenting group",
                            "Ask the housing office",
                            "Keep a diary of mornings",
                        ],
                    ))
                    .into(),
                    owner: (n == 0).then_some(lead.account).flatten(),
                    owner_name: if n == 0 { lead.signature() } else { parent.clone() },
                    due_on: today + Days::new(rng.u64(7..40)),
                };
                plan::add_action(c.tx, &whole.plan, outcome, action)?;
            }
        }
        Ok(())
    })?;
    if !s.wait(3, rng) {
        return Ok(None);
    }
    s.by(lead, |c| {
        let permit = c.permit(family::WritePlan, family)?;
        let Some(whole) = plan::current(c.conn(), &permit, e.id)? else { return Ok(None) };
        let now = case::find(c.conn(), e.id)?;
        plan::agree(c.tx, &permit, &whole.plan, now.lead_id, "The family", "This is what we want to try.", (42, 56))?;
        Ok(plan::current(c.conn(), &permit, e.id)?)
    })
}

/// Reviews until it is over; whether it came to an end.
fn run(
    s: &mut Story<'_>,
    rng: &mut Rng,
    lead: &Arc<Actor>,
    family: FamilyId,
    e: &Episode,
    whole: &plan::Whole,
) -> Result<bool> {
    let rounds = if whole.plan.kind == PlanKind::Intervention { 1 } else { rng.usize(1..5) };
    for round in 1..=rounds {
        let gap = if rng.u8(..100) < 85 { rng.i64(35..46) } else { rng.i64(46..54) };
        let on = s.today() + Days::new(u64::try_from(gap).unwrap_or(42));
        let scheduled = s.by(lead, |c| {
            let permit = c.permit(family::HoldReview, family)?;
            let from = review::counted_from(c.conn(), &permit, e.id)?.unwrap_or(c.today);
            let now = case::find(c.conn(), e.id)?;
            review::schedule(c.tx, &permit, &now, on, from + Days::new(56))
        })?;
        if !s.wait(gap / 2, rng) {
            return Ok(false);
        }
        note(s, rng, lead, family)?;
        if rng.u8(..100) < 6 || !s.wait(gap - gap / 2, rng) {
            // some reviews are late: the clock goes on without them
            return Ok(false);
        }
        let last = round == rounds;
        s.by(lead, |c| {
            let permit = c.permit(family::HoldReview, family)?;
            let (r, invited) = review::find(c.conn(), &permit, scheduled)?;
            let held = review::Held {
                positives: (*pick(rng, GOOD)).into(),
                family_view: "It is better than it was. Mornings are still hard.".into(),
                decision: if last { Outcome::Close } else { Outcome::Continue },
                reason: "Everyone agreed on this.".into(),
                attendance: invited
                    .iter()
                    .map(|i| (i.id, if rng.u8(..100) < 80 { Attendance::Attended } else { Attendance::Report }))
                    .collect(),
            };
            if let Some(w) = plan::current(c.conn(), &permit, e.id)?.filter(|_| last) {
                for a in w.actions.iter().filter(|a| a.is_open()) {
                    let may = c.permit(family::UpdateAction, family)?;
                    plan::update_action(c.tx, &may, a, plan::Progress::Done, "")?;
                }
                for o in &w.outcomes {
                    let result = *pick(
                        rng,
                        &[
                            ("achieved", "Achieved"),
                            ("achieved", "Achieved"),
                            ("achieved", "Achieved"),
                            ("partly", "Partly achieved"),
                            ("not", "Not achieved"),
                        ],
                    );
                    let may = c.permit(family::WritePlan, family)?;
                    plan::set_result(c.tx, &may, o, result, "")?;
                }
            }
            let now = case::find(c.conn(), e.id)?;
            review::hold(c.tx, &permit, &now, &r, &held, 42)
        })?;
    }
    let wait = rng.i64(1..14);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    if rng.u8(..100) < 6 {
        return step_up(s, rng, lead, family, e);
    }
    let reason =
        *pick(rng, &["outcomes-met", "outcomes-met", "outcomes-met", "universal-enough", "moved", "disengaged"]);
    end(s, rng, lead, family, reason, "The school keeps an eye on mornings. The family can call the hub at any time.")?;
    Ok(true)
}

/// Early help was not enough; whether social care has taken over.
fn step_up(s: &mut Story<'_>, rng: &mut Rng, lead: &Arc<Actor>, family: FamilyId, e: &Episode) -> Result<bool> {
    let today = s.today();
    s.by(lead, |c| {
        let permit = c.permit(family::StepUp, family)?;
        step_up::propose(c.tx, &permit, e, "Things have become worse although everyone did what was agreed.")?;
        let Some(proposed) = step_up::last(c.conn(), e.id)? else { return Ok(()) };
        let with = step_up::Submission {
            talked_with: "The safeguarding lead",
            talked_on: Some(today),
            with_assessment: e.kind == "assessment",
            due_on: today + Days::new(2),
        };
        step_up::submit(c.tx, &permit, e, &proposed, with)
    })?;
    let wait = rng.i64(1..5);
    if !s.wait(wait, rng) {
        return Ok(false);
    }
    s.by(lead, |c| {
        let permit = c.permit(family::StepUp, family)?;
        let Some(submitted) = step_up::last(c.conn(), e.id)? else { return Ok(()) };
        step_up::answer(c.tx, &permit, e, &submitted, None)
    })?;
    end(s, rng, lead, family, "step-up", "Children's social care leads from now on.")?;
    Ok(true)
}

fn end(
    s: &mut Story<'_>,
    rng: &mut Rng,
    lead: &Arc<Actor>,
    family: FamilyId,
    reason: &str,
    exit_plan: &str,
) -> Result<()> {
    // two in three are asked and answer; who reached their outcomes is happier
    let met = reason == "outcomes-met";
    let mut opinion = |yes: u8| match rng.u8(..100) {
        n if n < yes => Opinion::Yes,
        n if n < 68 => Opinion::No,
        _ => Opinion::NotAsked,
    };
    let said = Feedback {
        timely: opinion(if met { 56 } else { 40 }),
        helpful: opinion(if met { 62 } else { 38 }),
        able: opinion(if met { 55 } else { 20 }),
        words: String::new(),
    };
    let label = s.app.pack.label("closing-reason", reason).to_owned();
    s.by(lead, |c| {
        let permit = c.permit(family::CloseEpisode, family)?;
        let Some(e) = case::current(c.conn(), family)? else { return Ok(()) };
        reviews::closure::close(c.tx, &permit, &e, (reason, &label), exit_plan, Some(&said))
    })
}
