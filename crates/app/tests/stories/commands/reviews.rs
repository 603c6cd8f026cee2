//! What the commands of a review refuse, and of the end of help.

use super::{account, does, refuses};
use crate::helpers::{assess, led, plan};
use access::{Change, EpisodeId, Permits, family};
use cases::open_case;
use chrono::{Days, NaiveDate};
use people::MemberRole;
use plans::records::Progress;
use reviews::{
    ReviewId,
    closure::{self, Ending},
    records::{self, Chair, Heard, Held, Lead},
    rules::{Answer, Asked, Attendance, FamilyView, NextStep, Opinion, Said, ToAsk, When},
};

use testkit::{World, story};
use web::Result;

fn in_days(w: &World, days: u64) -> NaiveDate {
    w.app.db.now().date() + Days::new(days)
}

/// An episode with an agreed plan of one outcome and one action.
async fn planned(w: &World) -> EpisodeId {
    let (_, episode, lead) = led(w, "intervention-plan").await;
    plan(&lead, episode, "intervention").await;
    episode
}

/// The same with a review in six weeks.
async fn scheduled(w: &World) -> (EpisodeId, ReviewId) {
    let episode = planned(w).await;
    let review = does(w, "lead", |change| schedule(change, episode, in_days(w, 42)));
    (episode, review)
}

fn schedule(change: &mut Change<'_, '_>, episode: EpisodeId, on: NaiveDate) -> Result<ReviewId> {
    schedule_at(change, episode, &When::on(on))
}

fn schedule_at(change: &mut Change<'_, '_>, episode: EpisodeId, when: &When) -> Result<ReviewId> {
    let case = open_case(change, family::HoldReview, episode)?;
    let pack = change.pack.clone();
    records::schedule(change.tx, &case, when, &pack)
}

fn shift(
    change: &mut Change<'_, '_>,
    episode: EpisodeId,
    review: ReviewId,
    to: NaiveDate,
    why: Option<&str>,
) -> Result<()> {
    let case = open_case(change, family::HoldReview, episode)?;
    let pack = change.pack.clone();
    let why = why.and_then(|code| pack.code("review-moved-reason", code, change.today));
    records::shift(change.tx, &case, review, &When::on(to), (why, &pack))
}

fn not_held(change: &mut Change<'_, '_>, episode: EpisodeId, review: ReviewId) -> Result<()> {
    let case = open_case(change, family::HoldReview, episode)?;
    let pack = change.pack.clone();
    let why = pack.code("review-moved-reason", "family-away", change.today).expect("a reason");
    records::not_held(change.tx, &case, review, why)
}

fn report(change: &mut Change<'_, '_>, episode: EpisodeId, review: ReviewId, text: &str) -> Result<()> {
    let case = open_case(change, family::ReportToReview, episode)?;
    records::report(change.tx, &case, review, text)
}

fn hold(change: &mut Change<'_, '_>, episode: EpisodeId, held: &Held) -> Result<NextStep> {
    let case = open_case(change, family::HoldReview, episode)?;
    let acting = open_case(change, family::UpdateAction, episode)?;
    let handing = open_case(change, family::HandOver, episode)?;
    let pack = change.pack.clone();
    let chair = Chair { case: &case, acting: &acting, handing: Some(&handing) };
    records::hold(change.tx, &chair, held, &pack)
}

/// Of a review everything is said: all came, each outcome gets there, each action was done, each child was heard.
fn everything(w: &World, episode: EpisodeId, review: ReviewId) -> Held {
    does(w, "lead", |change| {
        let case = open_case(change, family::HoldReview, episode)?;
        let of = records::find(change.conn(), &case.permit, review)?;
        let invited = records::list_invited(change.conn(), &case.permit, &of)?;
        let plan = plans::records::current(change.conn(), &case.permit, episode)?;
        let members = people::records::members(change.conn(), &case.permit)?;
        let children = members.iter().filter(|member| member.role == MemberRole::Child);
        let heard = Heard { said: "It is better.".into(), scale_worker: Some(6), ..Heard::default() };
        change.tx.nothing_new();
        Ok(Held {
            on: Some(change.today),
            positives: "School.".into(),
            changed: "She has a friend.".into(),
            support: "Mondays.".into(),
            family_view: "Better.".into(),
            next_step: Some(NextStep::Continue),
            reason: "It goes well.".into(),
            attendance: invited.iter().map(|one| (one.id, Attendance::Attended)).collect(),
            outcomes: plan.iter().flat_map(|plan| &plan.outcomes).map(|one| (one.id, "better".into())).collect(),
            actions: plan.iter().flat_map(|plan| &plan.actions).map(|one| (one.id, Progress::Done)).collect(),
            children: children.map(|child| (child.person.id, heard.clone())).collect(),
            ..Held::nothing_of(review)
        })
    })
}

/// What a family says of the help: each answered by letter, and they agree that it ends.
fn asked(w: &World, episode: EpisodeId) -> Said {
    let to_ask = does(w, "lead", |change| {
        let case = open_case(change, family::CloseEpisode, episode)?;
        let (pack, today) = (change.pack.clone(), change.today);
        change.tx.nothing_new();
        Ok(closure::to_ask(change.conn(), &case.permit, case.episode.id, today, &pack)?)
    });
    let answer = |who: &ToAsk| Answer {
        asked: Some(Asked::Answered),
        helpful: Some(Opinion::Yes),
        words: "We sleep again.".into(),
        ..Answer::nothing_of(who.person)
    };
    let answers = to_ask.iter().map(answer).collect();
    let (family, way) = (Some(FamilyView::Agreed), Some("letter".into()));
    Said { family, answers, way, own_way: true, ..Said::default() }
}

fn close(change: &mut Change<'_, '_>, episode: EpisodeId, reason: &str, exit_plan: &str, said: Said) -> Result<()> {
    let case = open_case(change, family::CloseEpisode, episode)?;
    let pack = change.pack.clone();
    let reason = pack.code("closing-reason", reason, change.today).expect("a reason");
    let ending = Ending { reason, exit_plan, error_why: "", said };
    closure::close(change.tx, &case, None, &ending, &pack)
}

/// Each outcome of the plan has this result, and each action is done.
fn finish(w: &World, episode: EpisodeId, results: &str) {
    does(w, "lead", |change| {
        let (writing, acting) =
            (open_case(change, family::WritePlan, episode)?, open_case(change, family::UpdateAction, episode)?);
        let pack = change.pack.clone();
        let plan = plans::records::current(change.conn(), &writing.permit, episode)?.expect("a plan");
        for action in &plan.actions {
            plans::records::update_action(change.tx, &acting, action.id, Progress::Done, "")?;
        }
        let result = pack.code("result", results, change.today).expect("a result");
        for outcome in &plan.outcomes {
            plans::records::set_result(change.tx, &writing, outcome.id, result, "")?;
        }
        Ok(())
    });
}

story!(there_is_no_review_without_an_agreed_plan, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "review-without-plan", |change| schedule(change, episode, in_days(&w, 42)));
});

story!(a_review_is_held_within_eight_weeks_and_not_yesterday, |w| {
    let episode = planned(&w).await;
    let yesterday = w.app.db.now().date() - Days::new(1);

    refuses(&w, "lead", "review-too-late", |change| schedule(change, episode, in_days(&w, 57)));
    refuses(&w, "lead", "review-in-past", |change| schedule(change, episode, yesterday));
});

story!(a_review_on_a_day_off_is_questioned_once, |w| {
    let episode = planned(&w).await;
    let good_friday: NaiveDate = "2026-04-03".parse().expect("a date");
    let saturday = good_friday + Days::new(1);

    refuses(&w, "lead", "review-on-a-day-off", |change| schedule(change, episode, good_friday));
    let of_another = When { sure: Some(good_friday), ..When::on(saturday) };
    refuses(&w, "lead", "review-on-a-day-off", |change| schedule_at(change, episode, &of_another));
    let sure = When { sure: Some(good_friday), ..When::on(good_friday) };
    does(&w, "lead", |change| schedule_at(change, episode, &sure));
});

story!(a_review_is_at_a_time_that_can_be_read, |w| {
    let episode = planned(&w).await;
    let at = |time: &str| When { time: time.into(), place: "The hub".into(), ..When::on(in_days(&w, 42)) };

    refuses(&w, "lead", "review-time-unreadable", |change| schedule_at(change, episode, &at("after school")));
    does(&w, "lead", |change| schedule_at(change, episode, &at("2.30 pm")));
});

story!(a_review_was_held_by_today_and_after_what_it_looks_at, |w| {
    let (episode, review) = scheduled(&w).await;
    let held = everything(&w, episode, review);
    let on = |on| Held { on: Some(on), ..held.clone() };
    let yesterday = w.app.db.now().date() - Days::new(1);

    refuses(&w, "lead", "review-held-ahead", |change| hold(change, episode, &on(in_days(&w, 1))));
    refuses(&w, "lead", "review-held-before", |change| hold(change, episode, &on(yesterday)));
    let child = held.children[0].0;
    let eleven = Heard { said: "Better.".into(), scale_own: Some(11), ..Heard::default() };
    let outside = Held { children: vec![(child, eleven)], ..held.clone() };
    refuses(&w, "lead", "review-scale-outside", |change| hold(change, episode, &outside));
});

story!(a_review_without_a_plan_comes_after_an_assessment_and_agrees_who_leads, |w| {
    let (_, episode, lead) = led(&w, "assessment").await;
    refuses(&w, "lead", "review-without-plan", |change| schedule(change, episode, in_days(&w, 42)));
    assess(&lead, episode).await;
    let authorisation = format!("/episodes/{episode}/assessment/authorisation");
    w.person("manager").await.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);

    let review = does(&w, "lead", |change| schedule(change, episode, in_days(&w, 14)));
    let w = w.later(14);
    let held = everything(&w, episode, review);
    for rule in ["review-without-lead", "review-lead-unagreed", "review-without-decision"] {
        refuses(&w, "lead", rule, |change| hold(change, episode, &held));
    }
    let me = Some(account(&w, "lead"));
    let disputed = Held { lead: Lead { to: me, agreed: Some(false), why: " ".into() }, ..held.clone() };
    refuses(&w, "lead", "review-lead-without-reason", |change| hold(change, episode, &disputed));

    let lead = Lead { to: me, agreed: Some(true), why: String::new() };
    let agreed = Held { lead, next_step: Some(NextStep::Plan), ..held };
    does(&w, "lead", |change| hold(change, episode, &agreed));
});

story!(one_review_is_scheduled_at_a_time, |w| {
    let (episode, _) = scheduled(&w).await;

    refuses(&w, "lead", "review-is-scheduled", |change| schedule(change, episode, in_days(&w, 49)));
});

story!(a_review_is_moved_for_a_reason_and_not_beyond_its_latest_day, |w| {
    let (episode, review) = scheduled(&w).await;
    let (later, too_late) = (in_days(&w, 49), in_days(&w, 57));
    let why = Some("family-asked");

    refuses(&w, "lead", "moved-without-reason", |change| shift(change, episode, review, later, None));
    refuses(&w, "lead", "review-too-late", |change| shift(change, episode, review, too_late, why));
});

story!(a_review_hears_the_family_and_everyone_invited_and_checks_every_action, |w| {
    let (episode, review) = scheduled(&w).await;
    let missing = [
        "review-without-day",
        "review-without-changes",
        "review-without-support",
        "outcomes-unlooked",
        "child-not-heard",
        "review-without-positives",
        "review-without-family",
        "invitee-unaccounted",
        "actions-unchecked",
        "review-without-decision",
    ];

    for rule in missing {
        refuses(&w, "lead", rule, |change| hold(change, episode, &Held::nothing_of(review)));
    }
});

story!(a_report_to_a_review_says_something, |w| {
    let (episode, review) = scheduled(&w).await;

    refuses(&w, "lead", "review-report-empty", |change| report(change, episode, review, " "));
});

story!(a_review_that_was_held_stays_as_it_was, |w| {
    let (episode, review) = scheduled(&w).await;
    let held = everything(&w, episode, review);
    does(&w, "lead", |change| hold(change, episode, &held));

    let (rule, later) = ("review-is-held", in_days(&w, 49));
    refuses(&w, "lead", rule, |change| hold(change, episode, &held));
    refuses(&w, "lead", rule, |change| shift(change, episode, review, later, Some("family-asked")));
    refuses(&w, "lead", rule, |change| not_held(change, episode, review));
    refuses(&w, "lead", rule, |change| report(change, episode, review, "Ada comes four days of five."));
});

story!(an_episode_with_open_actions_cannot_close, |w| {
    let episode = planned(&w).await;
    let said = asked(&w, episode);

    for rule in ["closure-with-open-actions", "closure-without-results"] {
        refuses(&w, "lead", rule, |change| close(change, episode, "moved", "Call the school.", said.clone()));
    }
});

story!(an_episode_closes_with_an_exit_plan_and_what_each_of_the_family_says, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let said = asked(&w, episode);
    let ends = |change: &mut Change<'_, '_>, said: Said| close(change, episode, "moved", "Call the school.", said);

    refuses(&w, "lead", "closure-without-exit-plan", |change| close(change, episode, "moved", " ", said.clone()));
    refuses(&w, "lead", "closure-without-feedback", |change| ends(change, Said::default()));
    refuses(&w, "lead", "closure-without-family", |change| ends(change, Said { family: None, ..said.clone() }));
    let disputed = Said { family: Some(FamilyView::NotAgreed), ..said.clone() };
    refuses(&w, "lead", "closure-family-without-reason", |change| ends(change, disputed));

    let nothing = |answer: &Answer| Answer { asked: Some(Asked::Answered), ..Answer::nothing_of(answer.person) };
    let silent = Said { answers: said.answers.iter().map(nothing).collect(), ..said.clone() };
    refuses(&w, "lead", "feedback-says-nothing", |change| ends(change, silent));
    refuses(&w, "lead", "feedback-without-way", |change| ends(change, Said { way: None, ..said.clone() }));
});

story!(nobody_asks_what_a_family_thinks_of_their_own_help, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let by_phone = |by| Said { way: Some("phone".into()), own_way: false, asked_by: by, ..asked(&w, episode) };
    let (nobody, lead) = (by_phone(None), by_phone(Some(account(&w, "lead"))));
    let manager = by_phone(Some(account(&w, "manager")));
    let ends = |change: &mut Change<'_, '_>, said: Said| close(change, episode, "moved", "Call the school.", said);

    refuses(&w, "lead", "feedback-without-asker", |change| ends(change, nobody));
    refuses(&w, "lead", "feedback-asked-by-lead", |change| ends(change, lead));
    does(&w, "lead", |change| ends(change, manager));
});

story!(what_each_says_is_kept_and_not_asked_is_not_unanswered, |w| {
    let (id, episode, _) = led(&w, "intervention-plan").await;
    let mut said = asked(&w, episode);
    said.answers[0].asked = Some(Asked::NoAnswer);
    said.answers[1].asked = Some(Asked::NotAsked);
    does(&w, "lead", |change| close(change, episode, "moved", "Call the school.", said));

    let (kept, view, of_all) = does(&w, "manager", |change| {
        let sight = change.permit(family::Open, id)?;
        change.tx.nothing_new();
        let kept = feedback::records::answers_of(change.conn(), &sight, episode)?;
        let view = records::family_view_of(change.conn(), &sight, episode)?;
        Ok((kept, view, records::family_feedback_of(change.conn(), &sight, episode)?))
    });
    let asked: Vec<(Asked, &str, Option<Opinion>)> =
        kept.iter().map(|one| (one.asked, one.way.as_str(), one.helpful)).collect();
    assert_eq!(asked, [(Asked::NoAnswer, "letter", None), (Asked::NotAsked, "", None)]);
    assert_eq!((view, of_all), (Some((FamilyView::Agreed, String::new())), None));
});

story!(no_outcomes_are_met_without_a_plan, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let said = asked(&w, episode);

    refuses(&w, "lead", "closure-outcomes-without-plan", |change| {
        close(change, episode, "outcomes-met", "Call the school.", said)
    });
});

story!(outcomes_are_not_met_when_fewer_than_half_were_achieved, |w| {
    let episode = planned(&w).await;
    finish(&w, episode, "partly");
    let said = asked(&w, episode);

    refuses(&w, "lead", "closure-outcomes-not-met", |change| {
        close(change, episode, "outcomes-met", "Call the school.", said.clone())
    });
    does(&w, "lead", |change| close(change, episode, "universal-enough", "Call the school.", said));
});

story!(only_a_manager_says_that_help_was_opened_in_error_and_what_the_error_was, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let in_error = |change: &mut Change<'_, '_>, error_why: &str| {
        let case = open_case(change, family::CloseEpisode, episode)?;
        let permitted = open_case(change, family::CloseInError, episode)?;
        let pack = change.pack.clone();
        let reason = pack.code("closing-reason", "opened-in-error", change.today).expect("a reason");
        let ending = Ending { reason, exit_plan: "", error_why, said: Said::default() };
        closure::close(change.tx, &case, Some(&permitted), &ending, &pack)
    };

    let rule = "closure-in-error-by-manager";
    refuses(&w, "lead", rule, |change| close(change, episode, "opened-in-error", "", Said::default()));
    refuses(&w, "manager", "closure-in-error-without-reason", |change| in_error(change, " "));
    does(&w, "manager", |change| in_error(change, "It was another family of that name."));
});

story!(early_help_goes_on_until_social_care_has_accepted, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let (rule, said) = ("closure-before-step-up-accepted", asked(&w, episode));
    refuses(&w, "lead", rule, |change| close(change, episode, "step-up", "Social care helps.", said.clone()));

    does(&w, "lead", |change| {
        let case = open_case(change, family::ProposeStepUp, episode)?;
        let due_on = change.today;
        let new = cases::step_up::Proposal { reason: "Things have become worse.", danger: false, due_on };
        cases::step_up::propose(change.tx, &case, new)
    });
    refuses(&w, "lead", rule, |change| close(change, episode, "moved", "Call the school.", said));
    refuses(&w, "lead", rule, |change| close(change, episode, "opened-in-error", "", Said::default()));
});
