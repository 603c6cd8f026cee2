//! To whom work about a family is not given.

use super::{COLLEAGUE, account, does, finds_nothing, refuses};
use crate::helpers::led;
use access::{AccountId, Change, FamilyId, Permits, family, manage};
use testkit::{World, story};
use web::Result;
use work::{Kind, NewTask, TaskId, tasks};

/// Something to be done.
const CALL: Kind = Kind::new("call");

/// A family, and something about it that its lead owes.
async fn owed(w: &World) -> (FamilyId, TaskId) {
    let (family, ..) = led(w, "intervention-plan").await;
    let (lead, today) = (account(w, "lead"), w.app.db.now().date());
    let call = NewTask::new(CALL, family.0, "Call the school", "/", today).owed_by(lead).about(family);
    let task = does(w, "lead", |change| Ok(tasks::add(change.tx, call)?));
    (family, task)
}

fn reassign(change: &mut Change<'_, '_>, family: FamilyId, task: TaskId, to: AccountId) -> Result<()> {
    let permit = change.permit(family::Reassign, family)?;
    tasks::reassign(change.tx, &permit, task, to)
}

story!(work_about_a_family_goes_to_nobody_who_cannot_see_it, |w| {
    let (family, task) = owed(&w).await;
    let (school, colleague) = (account(&w, "school"), account(&w, COLLEAGUE));

    refuses(&w, "manager", "reassign-cannot-see", |change| reassign(change, family, task, school));
    refuses(&w, "manager", "reassign-cannot-see", |change| reassign(change, family, task, colleague));
});

story!(work_goes_to_nobody_who_is_shut_out, |w| {
    let (family, task) = owed(&w).await;
    let lead = account(&w, "lead");
    does(&w, "manager", |change| reassign(change, family, task, lead));
    does(&w, "admin", |change| manage::program::disable(change.tx, lead));

    refuses(&w, "manager", "reassign-cannot-see", |change| reassign(change, family, task, lead));
});

story!(work_that_is_done_is_given_to_nobody, |w| {
    let (family, task) = owed(&w).await;
    let manager = account(&w, "manager");
    does(&w, "lead", |change| Ok(tasks::done(change.tx, family.0, Some(CALL))?));

    finds_nothing(&w, "manager", |change| reassign(change, family, task, manager));
});
