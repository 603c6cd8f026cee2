//! What the commands of an episode, its team and its step up refuse.

use super::{COLLEAGUE, account, does, refuses};
use crate::helpers::led;
use access::{AccountId, Change, EpisodeId, FamilyId, Permits, accounts, family, manage};
use cases::{
    open_case,
    records::{self, Need, NewNote},
    step_up::{self, Answer, Proposal, SaidBy, StepUpId, Submission, Talk, TalkedAs},
    team::{self, HandOverId},
};

use chrono::{Days, NaiveDate};
use reviews::{
    closure::{self, Ending},
    rules::Said,
};

use testkit::{World, story};
use web::Result;

/// The episode was opened in error, and is closed.
fn close(w: &World, episode: EpisodeId) {
    does(w, "manager", |change| {
        let case = open_case(change, family::CloseEpisode, episode)?;
        let in_error = open_case(change, family::CloseInError, episode)?;
        let pack = change.pack.clone();
        let reason = pack.code("closing-reason", "opened-in-error", change.today).expect("a reason");
        let ending = Ending { reason, exit_plan: "", error_why: "The wrong family.", said: Said::default() };
        closure::close(change.tx, &case, Some(&in_error), &ending, &pack)
    });
}

fn reopen(change: &mut Change<'_, '_>, episode: EpisodeId, reason: &str) -> Result<EpisodeId> {
    let team = accounts::list_teams(change.conn())?[0].id;
    let case = open_case(change, family::ReopenEpisode, episode)?;
    Ok(records::reopen(change.tx, &case, team, reason)?.id)
}

fn offer_lead(change: &mut Change<'_, '_>, episode: EpisodeId, to: AccountId) -> Result<HandOverId> {
    let case = open_case(change, family::HandOver, episode)?;
    team::offer_lead(change.tx, &case, to, "The family knows them.")
}

fn accept(change: &mut Change<'_, '_>, episode: EpisodeId, offer: HandOverId) -> Result<()> {
    let case = open_case(change, family::AcceptHandOver, episode)?;
    team::accept_lead(change.tx, &case, offer)
}

fn decline(change: &mut Change<'_, '_>, episode: EpisodeId, offer: HandOverId, why: &str) -> Result<()> {
    let case = open_case(change, family::AcceptHandOver, episode)?;
    team::decline_lead(change.tx, &case, offer, why)
}

fn join(change: &mut Change<'_, '_>, episode: EpisodeId, who: AccountId) -> Result<()> {
    let case = open_case(change, family::ChangeTeam, episode)?;
    team::join(change.tx, &case, who)
}

fn propose(change: &mut Change<'_, '_>, episode: EpisodeId, reason: &str) -> Result<()> {
    let case = open_case(change, family::ProposeStepUp, episode)?;
    let due_on = change.today;
    step_up::propose(change.tx, &case, Proposal { reason, danger: false, due_on })
}

fn submit(change: &mut Change<'_, '_>, episode: EpisodeId, talk: &Talk) -> Result<StepUpId> {
    let case = open_case(change, family::StepUp, episode)?;
    let due_on = change.today + Days::new(2);
    step_up::submit(change.tx, &case, Submission { talk, with_assessment: false, due_on })?;
    Ok(step_up::last(change.conn(), &case.permit, episode)?.expect("a step up").id)
}

fn talk(name: &str, on: Option<NaiveDate>) -> Talk {
    Talk { with: Some(TalkedAs::Supervisor), name: name.into(), on }
}

fn answer(change: &mut Change<'_, '_>, id: StepUpId, answer: &Answer) -> Result<()> {
    let permit = change.permit(access::step_up::Answer, id)?;
    step_up::answer(change.tx, &permit, &SaidBy::default(), answer)
}

fn returned(why: &str) -> Answer {
    Answer::Returned(why.into())
}

fn note(change: &mut Change<'_, '_>, family: FamilyId, text: &str, on: NaiveDate) -> Result<()> {
    let permit = change.permit(family::WriteNote, family)?;
    let new = NewNote { kind: "visit".into(), label: "Visit".into(), text: text.into(), on, ..NewNote::default() };
    records::write_note(change.tx, &permit, new)
}

story!(a_note_says_what_happened_and_tells_of_no_day_to_come, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let today = w.app.db.now().date();

    refuses(&w, "lead", "note-without-text", |change| note(change, family, " ", today));
    refuses(&w, "lead", "note-ahead", |change| note(change, family, "Baked bread.", today + Days::new(1)));
});

story!(a_level_of_need_is_set_for_a_reason, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "level-without-reason", |change| {
        let permit = change.permit(family::SetLevel, family)?;
        let members = people::records::members(change.conn(), &permit)?;
        let need = Need { level: "1".into(), indicators: vec![], reason: " ".into() };
        records::change_level(change.tx, &permit, &members[0].person, "Level 1", &need)
    });
});

story!(nothing_is_written_into_an_episode_that_is_closed, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    close(&w, episode);

    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::WriteAssessment, episode));
    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::WritePlan, episode));
    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::HoldReview, episode));
    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::ChangeTeam, episode));
    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::StepUp, episode));
    refuses(&w, "manager", "episode-is-closed", |change| open_case(change, family::CloseEpisode, episode));
});

story!(help_begins_again_for_a_reason_and_where_none_goes_on, |w| {
    let (_, first, _) = led(&w, "intervention-plan").await;
    refuses(&w, "manager", "episode-is-open", |change| reopen(change, first, "Mondays again."));

    close(&w, first);
    refuses(&w, "manager", "reopened-without-reason", |change| reopen(change, first, " "));
    does(&w, "manager", |change| reopen(change, first, "Mondays again."));

    refuses(&w, "manager", "episode-is-open", |change| reopen(change, first, "Tuesdays, too."));
});

story!(a_partner_joins_only_where_something_is_shared, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let school = account(&w, "school");

    refuses(&w, "lead", "not-shared-with-organisation", |change| join(change, episode, school));
    refuses(&w, "lead", "not-shared-with-organisation", |change| offer_lead(change, episode, school));
});

story!(whoever_is_shut_out_neither_joins_nor_leads, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let gone = account(&w, COLLEAGUE);
    does(&w, "admin", |change| manage::program::disable(change.tx, gone));

    refuses(&w, "lead", "account-is-disabled", |change| join(change, episode, gone));
    refuses(&w, "lead", "account-is-disabled", |change| offer_lead(change, episode, gone));
});

story!(the_lead_cannot_just_leave, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let lead = account(&w, "lead");

    refuses(&w, "manager", "lead-cannot-leave", |change| {
        let case = open_case(change, family::ChangeTeam, episode)?;
        let helpers = team::list(change.conn(), &case.permit, episode)?;
        let leading = helpers.iter().find(|helper| helper.account_id == Some(lead)).expect("the lead");
        team::leave(change.tx, &case, leading.id)
    });
});

story!(the_lead_is_offered_once_and_not_to_whoever_leads, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let (lead, colleague) = (account(&w, "lead"), account(&w, COLLEAGUE));
    does(&w, "manager", |change| offer_lead(change, episode, colleague));

    refuses(&w, "manager", "hand-over-waits", |change| offer_lead(change, episode, colleague));
    refuses(&w, "manager", "leads-already", |change| offer_lead(change, episode, lead));
});

story!(only_whoever_was_asked_takes_the_lead_or_says_why_not_and_once, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let colleague = account(&w, COLLEAGUE);
    let offer = does(&w, "manager", |change| offer_lead(change, episode, colleague));

    refuses(&w, "lead", "hand-over-is-not-yours", |change| accept(change, episode, offer));
    refuses(&w, "lead", "hand-over-is-not-yours", |change| decline(change, episode, offer, "They cannot."));
    refuses(&w, COLLEAGUE, "declined-without-reason", |change| decline(change, episode, offer, " "));

    does(&w, COLLEAGUE, |change| accept(change, episode, offer));
    refuses(&w, COLLEAGUE, "hand-over-answered", |change| accept(change, episode, offer));
    refuses(&w, COLLEAGUE, "hand-over-answered", |change| decline(change, episode, offer, "I cannot after all."));
});

story!(a_step_up_says_why_and_there_is_one_at_a_time, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "step-up-without-reason", |change| propose(change, episode, " "));
    does(&w, "lead", |change| propose(change, episode, "Things have become worse."));
    refuses(&w, "lead", "step-up-under-way", |change| propose(change, episode, "Much worse."));
});

story!(a_step_up_is_submitted_once_and_after_a_conversation, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let today = w.app.db.now().date();
    let good = talk("Ann", Some(today));
    refuses(&w, "lead", "step-up-not-proposed", |change| submit(change, episode, &good));

    does(&w, "lead", |change| propose(change, episode, "Things have become worse."));
    let rule = "step-up-without-conversation";
    refuses(&w, "lead", rule, |change| submit(change, episode, &talk(" ", Some(today))));
    refuses(&w, "lead", rule, |change| submit(change, episode, &talk("Ann", None)));
    refuses(&w, "lead", rule, |change| submit(change, episode, &Talk { with: None, ..good.clone() }));
    let ahead = talk("Ann", Some(today + Days::new(1)));
    refuses(&w, "lead", "step-up-conversation-ahead", |change| submit(change, episode, &ahead));

    does(&w, "lead", |change| submit(change, episode, &good));
    refuses(&w, "lead", "step-up-answered", |change| submit(change, episode, &good));
});

story!(a_proposal_is_dropped_for_a_reason_and_only_while_it_is_one, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let drop = |change: &mut Change<'_, '_>, why: &str| {
        let case = open_case(change, family::StepUp, episode)?;
        step_up::drop_proposal(change.tx, &case, why)
    };
    refuses(&w, "lead", "step-up-not-proposed", |change| drop(change, "It got better."));
    does(&w, "lead", |change| propose(change, episode, "Things have become worse."));
    refuses(&w, "lead", "step-up-dropped-without-reason", |change| drop(change, " "));
    does(&w, "lead", |change| drop(change, "It got better."));
    refuses(&w, "lead", "step-up-not-proposed", |change| drop(change, "Twice."));
});

story!(social_care_answers_once_what_was_submitted, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;
    let today = w.app.db.now().date();
    does(&w, "lead", |change| propose(change, episode, "Things have become worse."));
    let sent = does(&w, "lead", |change| submit(change, episode, &talk("Ann", Some(today))));
    refuses(&w, "social-care", "returned-without-reason", |change| answer(change, sent, &returned(" ")));
    let nothing = || Answer::Accepted { footing: None, children: vec![], lead: None, until: today };
    refuses(&w, "social-care", "accepted-without-footing", |change| answer(change, sent, &nothing()));
    refuses(&w, "social-care", "accepted-without-children", |change| answer(change, sent, &nothing()));
    refuses(&w, "social-care", "accepted-without-lead", |change| answer(change, sent, &nothing()));

    does(&w, "social-care", |change| answer(change, sent, &returned("Not yet.")));
    refuses(&w, "social-care", "step-up-answered", |change| answer(change, sent, &returned("Too late.")));
    refuses(&w, "social-care", "step-up-answered", |change| {
        let permit = change.permit(access::step_up::Take, sent)?;
        step_up::take(change.tx, &permit)
    });
});
