//! What the commands of a review refuse, and of the end of help.

use super::{does, refuses};
use crate::helpers::{led, plan};
use access::{Change, EpisodeId, Permits, family};
use cases::open_case;
use chrono::{Days, NaiveDate};
use plans::records::Progress;
use reviews::{
    ReviewId,
    closure::{self, Ending},
    records::{self, Held},
    rules::{Attendance, NextStep, Opinion, Said},
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
    let case = open_case(change, family::HoldReview, episode)?;
    let pack = change.pack.clone();
    records::schedule(change.tx, &case, on, &pack)
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
    records::shift(change.tx, &case, review, to, why)
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
    let pack = change.pack.clone();
    records::hold(change.tx, &case, &acting, held, &pack)
}

/// Of a review nothing is said.
fn nothing(review: ReviewId) -> Held {
    Held {
        review,
        positives: " ".into(),
        family_view: String::new(),
        next_step: None,
        reason: String::new(),
        attendance: vec![],
        actions: vec![],
    }
}

/// Of a review everything is said: all came, and each action was done.
fn everything(w: &World, episode: EpisodeId, review: ReviewId) -> Held {
    let (attendance, actions) = does(w, "lead", |change| {
        let case = open_case(change, family::HoldReview, episode)?;
        let invited = records::list_invited(change.conn(), &case.permit, review)?;
        let plan = plans::records::current(change.conn(), &case.permit, episode)?.expect("a plan");
        let came = invited.iter().map(|one| (one.id, Attendance::Attended)).collect();
        let done = plan.actions.iter().map(|one| (one.id, Progress::Done)).collect();
        Ok((came, done))
    });
    Held {
        review,
        positives: "School.".into(),
        family_view: "Better.".into(),
        next_step: Some(NextStep::Continue),
        reason: "It goes well.".into(),
        attendance,
        actions,
    }
}

/// What a family says of the help.
fn asked() -> Said {
    let opinion = Some(Opinion::Yes);
    Said { timely: opinion, helpful: opinion, able: opinion, words: "We sleep again.".into() }
}

fn close(change: &mut Change<'_, '_>, episode: EpisodeId, reason: &str, exit_plan: &str, said: Said) -> Result<()> {
    let case = open_case(change, family::CloseEpisode, episode)?;
    let pack = change.pack.clone();
    let reason = pack.code("closing-reason", reason, change.today).expect("a reason");
    closure::close(change.tx, &case, &Ending { reason, exit_plan, said })
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
        "review-without-positives",
        "review-without-family",
        "invitee-unaccounted",
        "actions-unchecked",
        "review-without-decision",
    ];

    for rule in missing {
        refuses(&w, "lead", rule, |change| hold(change, episode, &nothing(review)));
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
    let reason = "outcomes-met";

    for rule in ["closure-with-open-actions", "closure-without-results"] {
        refuses(&w, "lead", rule, |change| close(change, episode, reason, "Call the school.", asked()));
    }
});

story!(an_episode_closes_with_an_exit_plan_and_what_the_family_says, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "closure-without-exit-plan", |change| close(change, episode, "moved", " ", asked()));
    refuses(&w, "lead", "closure-without-feedback", |change| {
        close(change, episode, "moved", "Call the school.", Said::default())
    });
});

story!(no_outcomes_are_met_without_a_plan, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "closure-outcomes-without-plan", |change| {
        close(change, episode, "outcomes-met", "Call the school.", asked())
    });
});

story!(early_help_goes_on_until_social_care_has_accepted, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let rule = "closure-before-step-up-accepted";
    refuses(&w, "lead", rule, |change| close(change, episode, "step-up", "Social care helps.", asked()));

    does(&w, "lead", |change| {
        let case = open_case(change, family::ProposeStepUp, episode)?;
        let due_on = change.today;
        let new = cases::step_up::Proposal { reason: "Things have become worse.", danger: false, due_on };
        cases::step_up::propose(change.tx, &case, new)
    });
    refuses(&w, "lead", rule, |change| close(change, episode, "moved", "Call the school.", asked()));
    refuses(&w, "lead", rule, |change| close(change, episode, "opened-in-error", "", Said::default()));
});
