//! What the commands of a plan, its outcomes and actions refuse.

use super::{does, refuses};
use crate::helpers::{agree as agree_to_support, led};
use access::{Change, EpisodeId, family};
use cases::{
    open_case,
    team::{self, NewHelper},
};
use chrono::Days;
use pack::Pack;
use plans::{
    ActionId, OutcomeId, PlanId,
    records::{self, Agreement, NewAction, NewOutcome, NewPlan, Progress},
    rules::{Follows, PlanKind},
};
use std::path::Path;
use testkit::{World, story};
use web::Result;

fn start(change: &mut Change<'_, '_>, episode: EpisodeId, kind: PlanKind) -> Result<PlanId> {
    let case = open_case(change, family::WritePlan, episode)?;
    let pack = change.pack.clone();
    records::start(change.tx, &case, NewPlan::of(kind), &pack)
}

/// Another intervention plan, for this reason, with these outcomes of the one before.
fn start_again(change: &mut Change<'_, '_>, episode: EpisodeId, why: &str, carried: Vec<OutcomeId>) -> Result<PlanId> {
    let case = open_case(change, family::WritePlan, episode)?;
    let pack = change.pack.clone();
    let new = NewPlan { again_why: why.into(), carried, ..NewPlan::of(PlanKind::Intervention) };
    records::start(change.tx, &case, new, &pack)
}

fn end(change: &mut Change<'_, '_>, episode: EpisodeId, follows: Option<Follows>) -> Result<Follows> {
    let case = open_case(change, family::EndPlan, episode)?;
    let pack = change.pack.clone();
    records::end_plan(change.tx, &case, follows, "We tried it.", &pack)
}

fn agree(change: &mut Change<'_, '_>, episode: EpisodeId, by: &str) -> Result<()> {
    let pack = change.pack.clone();
    agree_as(change, episode, &Agreement { by: by.into(), ..simple() }, &pack)
}

fn agree_as(change: &mut Change<'_, '_>, episode: EpisodeId, agreement: &Agreement, pack: &Pack) -> Result<()> {
    let case = open_case(change, family::WritePlan, episode)?;
    records::agree(change.tx, &case, agreement, pack)
}

/// The family agrees, and its needs are not complex.
fn simple() -> Agreement {
    let (by, words) = ("Ife Okoro".into(), "Yes.".into());
    Agreement { by, words, complex: Some(false), complex_why: "Mornings are all that is hard.".into() }
}

/// A council that reads the rule as the strategy of 2014 did.
fn reads_as_in_2014() -> Pack {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| {
        std::fs::create_dir_all(dir.path().join(name)).expect("a directory");
        std::fs::write(dir.path().join(name).join("pack.toml"), text).expect("a file");
    };
    write("standard", &std::fs::read_to_string(packs.join("standard/pack.toml")).expect("the standard pack"));
    write(
        "older",
        "id = \"older\"\nversion = \"1\"\ntitle = \"Older\"\nextends = \"standard\"\n[readings]\n\
         assessment-required = { value = \"several-agencies\", label = \"Several agencies\", source = \"000 s5\" }\n",
    );
    Pack::read(&dir.path().join("older")).expect("a pack")
}

/// Someone who uses no account is named in the team.
fn name_helper(w: &World, episode: EpisodeId, name: &str, organisation: &str, professional: bool) {
    does(w, "lead", |change| {
        let case = open_case(change, family::ChangeTeam, episode)?;
        let (job, reach) = ("Helps".into(), String::new());
        let new = NewHelper { name: name.into(), job, organisation: organisation.into(), reach };
        team::name_helper(change.tx, &case, new, Some(professional))
    });
}

fn add_outcome(change: &mut Change<'_, '_>, plan: &Running, new: NewOutcome) -> Result<OutcomeId> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    let pack = change.pack.clone();
    records::add_outcome(change.tx, &case, plan.id, new, &pack)
}

fn reword(change: &mut Change<'_, '_>, plan: &Running, id: OutcomeId, new: NewOutcome) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    let pack = change.pack.clone();
    records::reword_outcome(change.tx, &case, id, new, &pack)
}

fn set_result(change: &mut Change<'_, '_>, plan: &Running, id: OutcomeId, code: &str, why: &str) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    let pack = change.pack.clone();
    let result = pack.code("result", code, change.today).expect("a result");
    records::set_result(change.tx, &case, id, result, why)
}

fn add_action(change: &mut Change<'_, '_>, plan: &Running, of: OutcomeId, new: NewAction) -> Result<ActionId> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    records::add_action(change.tx, &case, of, new)
}

fn change_action(change: &mut Change<'_, '_>, plan: &Running, id: ActionId, new: NewAction, why: &str) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    records::change_action(change.tx, &case, id, new, why)
}

fn update(change: &mut Change<'_, '_>, plan: &Running, id: ActionId, how_far: Progress, note: &str) -> Result<()> {
    let case = open_case(change, family::UpdateAction, plan.episode)?;
    records::update_action(change.tx, &case, id, how_far, note)
}

/// A plan that was started and not yet agreed.
struct Running {
    episode: EpisodeId,
    id: PlanId,
}

async fn running(w: &World) -> Running {
    let (family, episode, lead) = led(w, "intervention-plan").await;
    agree_to_support(&lead, family).await;
    let id = does(w, "lead", |change| start(change, episode, PlanKind::Intervention));
    Running { episode, id }
}

/// The same with an outcome and an action.
async fn filled(w: &World) -> (Running, OutcomeId, ActionId) {
    let plan = running(w).await;
    let outcome = does(w, "lead", |change| add_outcome(change, &plan, school(w)));
    let action = does(w, "lead", |change| add_action(change, &plan, outcome, walk(w)));
    (plan, outcome, action)
}

/// An outcome of which nothing is missing.
fn school(w: &World) -> NewOutcome {
    NewOutcome {
        words: "In school every day".into(),
        measure: "The register shows it".into(),
        by_on: Some(w.app.db.now().date() + Days::new(42)),
        framework: "education".into(),
        area: "development".into(),
        builds: vec!["attendance".into()],
    }
}

/// An action of which nothing is missing.
fn walk(w: &World) -> NewAction {
    let due_on = Some(w.app.db.now().date() + Days::new(14));
    NewAction { text: "Walk to school together".into(), owner: None, owner_name: "Ife Okoro".into(), due_on }
}

story!(one_family_has_one_plan, |w| {
    let plan = running(&w).await;

    refuses(&w, "lead", "one-plan-per-family", |change| start(change, plan.episode, PlanKind::Intervention));
});

story!(a_family_plan_follows_an_assessment, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "assessment-required", |change| start(change, episode, PlanKind::Family));
});

story!(a_plan_has_at_most_five_outcomes, |w| {
    let plan = running(&w).await;
    for _ in 1..=5 {
        does(&w, "lead", |change| add_outcome(change, &plan, school(&w)));
    }

    refuses(&w, "lead", "plan-has-most-outcomes", |change| add_outcome(change, &plan, school(&w)));
});

story!(an_outcome_says_what_how_one_sees_it_and_by_when, |w| {
    let (plan, outcome, _) = filled(&w).await;
    let missing = [
        "outcome-without-words",
        "outcome-without-measure",
        "outcome-without-date",
        "outcome-without-framework",
        "outcome-without-area",
    ];
    for rule in missing {
        refuses(&w, "lead", rule, |change| add_outcome(change, &plan, NewOutcome::default()));
        refuses(&w, "lead", rule, |change| reword(change, &plan, outcome, NewOutcome::default()));
    }

    let today = NewOutcome { by_on: Some(w.app.db.now().date()), ..school(&w) };
    refuses(&w, "lead", "date-outside-plan", |change| add_outcome(change, &plan, today.clone()));
    refuses(&w, "lead", "date-outside-plan", |change| reword(change, &plan, outcome, today));
});

story!(no_outcome_is_due_after_the_plan_s_last_day, |w| {
    let plan = running(&w).await;
    let (last, today) = (w.app.db.now().date() + Days::new(56), w.app.db.now().date());

    let late = NewOutcome { by_on: Some(last + Days::new(1)), ..school(&w) };
    refuses(&w, "lead", "outcome-after-plan", |change| add_outcome(change, &plan, late.clone()));
    let outcome = does(&w, "lead", |change| add_outcome(change, &plan, NewOutcome { by_on: Some(last), ..late }));

    // an outcome that is overdue is reworded with the day that it had, and with no other that has passed
    let w = w.later(60);
    let reworded = NewOutcome { words: "In school, and glad of it".into(), by_on: Some(last), ..school(&w) };
    let past = NewOutcome { by_on: Some(today), ..reworded.clone() };
    refuses(&w, "lead", "date-outside-plan", |change| reword(change, &plan, outcome, past));
    does(&w, "lead", |change| reword(change, &plan, outcome, reworded));
});

story!(the_worker_says_whether_needs_are_complex_and_if_so_an_assessment_comes_first, |w| {
    let (plan, ..) = filled(&w).await;
    let with = |complex, why: &str| Agreement { complex, complex_why: why.into(), ..simple() };
    let pack = w.app.pack.clone();
    let agree = |change: &mut Change<'_, '_>, agreement: &Agreement| agree_as(change, plan.episode, agreement, &pack);

    refuses(&w, "lead", "complexity-unsaid", |change| agree(change, &with(None, "Mornings.")));
    refuses(&w, "lead", "complexity-without-reason", |change| agree(change, &with(Some(false), " ")));
    refuses(&w, "lead", "assessment-required", |change| agree(change, &with(Some(true), "Many worries.")));
});

story!(by_the_strategy_of_2021_several_agencies_alone_need_no_assessment, |w| {
    let (plan, ..) = filled(&w).await;
    name_helper(&w, plan.episode, "Mrs Doe", "Elm Street Primary", true);

    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));
});

story!(by_the_strategy_of_2014_several_agencies_need_one_whoever_came_first_and_a_grandmother_is_none, |w| {
    let (plan, ..) = filled(&w).await;
    let older = reads_as_in_2014();
    let said = Agreement { complex: None, complex_why: String::new(), ..simple() };

    // one organisation, however it is spelled, and a family of its own
    let own = access::accounts::list_organisations(&mut w.conn()).expect("read");
    let own = own.into_iter().find(|organisation| organisation.own).expect("the council").name;
    name_helper(&w, plan.episode, "Ruth", &format!(" {} ", own.to_uppercase()), true);
    name_helper(&w, plan.episode, "Grandmother", "The family", false);
    name_helper(&w, plan.episode, "Neighbour", "Next door", false);
    does(&w, "lead", |change| {
        let case = open_case(change, family::WritePlan, plan.episode)?;
        let standing = records::standing(change.tx.conn(), &case.permit, plan.episode, &older)?;
        assert_eq!(standing.organisations.len(), 1, "{:?}", standing.organisations);
        records::set_factors(change.tx, &case, plan.id, vec!["one-worker".into()])
    });

    name_helper(&w, plan.episode, "Mrs Doe", "Elm Street Primary", true);
    refuses(&w, "lead", "assessment-required", |change| agree_as(change, plan.episode, &said, &older));
});

story!(a_plan_ends_with_its_results_and_with_what_follows, |w| {
    let (plan, outcome, action) = filled(&w).await;
    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));

    for rule in ["plan-end-without-results", "plan-end-with-open-actions", "plan-end-without-next"] {
        refuses(&w, "lead", rule, |change| end(change, plan.episode, None));
    }
    does(&w, "lead", |change| update(change, &plan, action, Progress::Done, ""));
    does(&w, "lead", |change| set_result(change, &plan, outcome, "partly", "Four days of five."));
    refuses(&w, "lead", "assessment-required", |change| end(change, plan.episode, Some(Follows::FamilyPlan)));
    does(&w, "lead", |change| end(change, plan.episode, Some(Follows::Again)));
    refuses(&w, "lead", "plan-has-ended", |change| end(change, plan.episode, Some(Follows::Close)));
});

story!(another_intervention_plan_follows_once_for_a_reason_with_the_outcomes_that_go_on, |w| {
    let (plan, outcome, action) = filled(&w).await;
    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));
    does(&w, "lead", |change| update(change, &plan, action, Progress::Done, ""));
    does(&w, "lead", |change| set_result(change, &plan, outcome, "partly", "Four days of five."));
    does(&w, "lead", |change| end(change, plan.episode, Some(Follows::Again)));

    let none = vec![];
    refuses(&w, "lead", "plan-again-without-reason", |change| start_again(change, plan.episode, " ", none));
    let second = does(&w, "lead", |change| start_again(change, plan.episode, "Ada was ill.", vec![outcome]));
    let plan = Running { id: second, ..plan };
    let carried = does(&w, "lead", |change| {
        let case = open_case(change, family::WritePlan, plan.episode)?;
        let whole = records::current(change.tx.conn(), &case.permit, plan.episode)?.expect("a plan");
        records::set_factors(change.tx, &case, plan.id, vec![])?;
        Ok(whole.outcomes)
    });
    let [one] = &carried[..] else { panic!("one goes on: {carried:?}") };
    assert_eq!((one.former_id, one.result.as_deref()), (Some(outcome), None));

    let action = does(&w, "lead", |change| add_action(change, &plan, one.id, walk(&w)));
    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));
    does(&w, "lead", |change| update(change, &plan, action, Progress::Done, ""));
    does(&w, "lead", |change| set_result(change, &plan, one.id, "partly", ""));
    refuses(&w, "lead", "plan-again-too-often", |change| end(change, plan.episode, Some(Follows::Again)));
    does(&w, "lead", |change| end(change, plan.episode, Some(Follows::Assessment)));
    refuses(&w, "lead", "plan-again-too-often", |change| start_again(change, plan.episode, "Again.", vec![]));
});

story!(whoever_helps_as_part_of_their_work_says_for_whom, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let name = |change: &mut Change<'_, '_>, professional| {
        let case = open_case(change, family::ChangeTeam, episode)?;
        let (job, organisation, reach) = ("Helps".into(), String::new(), String::new());
        team::name_helper(change.tx, &case, NewHelper { name: "Rae".into(), job, organisation, reach }, professional)
    };

    refuses(&w, "lead", "helper-work-unsaid", |change| name(change, None));
    refuses(&w, "lead", "helper-without-organisation", |change| name(change, Some(true)));
    does(&w, "lead", |change| name(change, Some(false)));
});

story!(an_outcome_is_no_longer_relevant_only_for_a_reason, |w| {
    let (plan, outcome, _) = filled(&w).await;

    refuses(&w, "lead", "without-reason", |change| set_result(change, &plan, outcome, "not-relevant", " "));
});

story!(an_action_says_what_who_and_by_when, |w| {
    let (plan, outcome, action) = filled(&w).await;
    for rule in ["action-without-text", "action-without-owner", "action-without-date"] {
        refuses(&w, "lead", rule, |change| add_action(change, &plan, outcome, NewAction::default()));
        refuses(&w, "lead", rule, |change| change_action(change, &plan, action, NewAction::default(), "Why not."));
    }

    let yesterday = NewAction { due_on: w.app.db.now().date().pred_opt(), ..walk(&w) };
    refuses(&w, "lead", "action-due-in-past", |change| add_action(change, &plan, outcome, yesterday));
});

story!(an_action_is_put_off_only_for_a_reason_and_not_once_it_is_done, |w| {
    let (plan, _, action) = filled(&w).await;
    let later = NewAction { due_on: Some(w.app.db.now().date() + Days::new(21)), ..walk(&w) };
    refuses(&w, "lead", "without-reason", |change| change_action(change, &plan, action, later.clone(), " "));

    does(&w, "lead", |change| update(change, &plan, action, Progress::Done, ""));
    refuses(&w, "lead", "action-is-over", |change| change_action(change, &plan, action, later, "She was ill."));
});

story!(an_action_is_dropped_only_for_a_reason, |w| {
    let (plan, _, action) = filled(&w).await;

    refuses(&w, "lead", "without-reason", |change| update(change, &plan, action, Progress::Dropped, " "));
});

story!(a_plan_is_agreed_once_by_somebody_and_with_an_action_for_every_outcome, |w| {
    let plan = running(&w).await;
    refuses(&w, "lead", "plan-without-outcome", |change| agree(change, plan.episode, "Ife Okoro"));

    let outcome = does(&w, "lead", |change| add_outcome(change, &plan, school(&w)));
    refuses(&w, "lead", "outcome-without-action", |change| agree(change, plan.episode, "Ife Okoro"));

    does(&w, "lead", |change| add_action(change, &plan, outcome, walk(&w)));
    refuses(&w, "lead", "plan-agreed-by-nobody", |change| agree(change, plan.episode, " "));

    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));
    refuses(&w, "lead", "plan-is-agreed", |change| agree(change, plan.episode, "Ife Okoro"));
});

story!(a_plan_is_agreed_only_where_everyone_who_must_agree_does_or_another_ground_is_named, |w| {
    let (family, episode, lead) = led(&w, "intervention-plan").await;
    let id = does(&w, "lead", |change| start(change, episode, PlanKind::Intervention));
    let plan = Running { episode, id };
    let outcome = does(&w, "lead", |change| add_outcome(change, &plan, school(&w)));
    does(&w, "lead", |change| add_action(change, &plan, outcome, walk(&w)));
    refuses(&w, "lead", "help-without-grounds", |change| agree(change, episode, "Ife Okoro"));
    lead.get(&format!("/episodes/{episode}/plan/agreement")).await.must_say("First: Nobody in the family has agreed");

    agree_to_support(&lead, family).await;
    does(&w, "lead", |change| agree(change, episode, "Ife Okoro"));
});

story!(nothing_changes_in_a_plan_that_has_ended, |w| {
    let (plan, outcome, action) = filled(&w).await;
    does(&w, "lead", |change| {
        let case = open_case(change, family::CloseEpisode, plan.episode)?;
        Ok(records::end(change.tx, &case)?)
    });

    let rule = "plan-has-ended";
    refuses(&w, "lead", rule, |change| add_outcome(change, &plan, school(&w)));
    refuses(&w, "lead", rule, |change| reword(change, &plan, outcome, school(&w)));
    refuses(&w, "lead", rule, |change| set_result(change, &plan, outcome, "achieved", ""));
    refuses(&w, "lead", rule, |change| add_action(change, &plan, outcome, walk(&w)));
    refuses(&w, "lead", rule, |change| change_action(change, &plan, action, walk(&w), ""));
    refuses(&w, "lead", rule, |change| update(change, &plan, action, Progress::Done, ""));
    refuses(&w, "lead", rule, |change| agree(change, plan.episode, "Ife Okoro"));
});
