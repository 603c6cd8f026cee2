//! A family that waits, or that a panel was asked about, is at no moment owned by nobody: over random histories of what
//! people do, each such place and item has somebody who is there and owes the next look at it.

use crate::{
    helpers::{contact_of, decide, family},
    worlds::Dice,
};
use access::FamilyId;
use chrono::Datelike;
use diesel::prelude::*;
use panels::records::panel_item;
use testkit::{Person, World, story};
use waiting::{WaitingId, records::waiting_place};
use work::tasks::task;

/// Histories in `./test`; `HISTORIES=500` for more.
fn histories() -> u64 {
    std::env::var("HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

/// Every place that is open has one piece of work that somebody with an account in use owes; every item that waits has a
/// chair who is told of it, or somebody who hears it.
fn must_be_owned(w: &World, told: &str) {
    let mut conn = w.conn();
    let places: Vec<(WaitingId, FamilyId)> = waiting_place::table
        .filter(waiting_place::ended_at.is_null())
        .select((waiting_place::id, waiting_place::family_id))
        .load(&mut conn)
        .expect("places");
    for (place, of) in places {
        let owners: Vec<Option<access::AccountId>> = task::table
            .filter(task::subject_id.eq(store::AnyId(place.0)).and(task::done_at.is_null()))
            .select(task::owner_id)
            .load(&mut conn)
            .expect("work");
        assert_eq!(owners.len(), 1, "{told}: one look is owed at {place} of {of}");
        let owner = owners[0].unwrap_or_else(|| panic!("{told}: nobody owes the look at {place} of {of}"));
        let known = access::accounts::known(&mut conn, &[owner]).expect("an account");
        assert!(known.get(&owner).is_some_and(|one| one.in_use), "{told}: whoever owed {place} is gone");
        // whoever owes it can see the family
        let actor = access::accounts::actor(&mut conn, w.app.db.now(), owner).expect("a query").expect("an actor");
        let opens = access::guard::visible_among(&mut conn, &actor, &[of]).expect("a query");
        assert!(opens.contains(&of), "{told}: whoever owes the look at {place} cannot open {of}");
    }

    let items: Vec<(panels::ItemId, panels::PanelId, Option<FamilyId>)> = panel_item::table
        .filter(panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null()))
        .select((panel_item::id, panel_item::panel_id, panel_item::family_id))
        .load(&mut conn)
        .expect("items");
    for (item, panel, _) in items {
        let panel = panels::records::load_panel(&mut conn, panel).expect("a panel");
        let heard: i64 = task::table
            .filter(
                task::subject_id
                    .eq(store::AnyId(item.0))
                    .and(task::done_at.is_null())
                    .and(task::owner_id.is_not_null()),
            )
            .count()
            .get_result(&mut conn)
            .expect("a count");
        assert!(panel.chair_id.is_some() || heard > 0, "{told}: nobody answers for {item}");
    }
}

/// A family of its own, decided to go to a panel or a list.
async fn comes(w: &World, dice: &mut Dice, n: u64) -> (String, FamilyId) {
    let name = ["Abel", "Birch", "Cole", "Dent", "Eaves", "Frost"][usize::try_from(n % 6).unwrap_or_default()];
    let body = format!(
        r#"{{"kind": "request", "source": "school", "channel": "online", "summary": "Does not sleep.",
        "needs": ["emotional-health"], "agreement": "given",
        "people": [{{"role": "child", "given_name": "Ada", "family_name": "{name}{n}"}}]}}"#
    );
    let id = contact_of(w, &body).await;
    decide(w, &id, if dice.chance(2) { "panel" } else { "waiting-list" }).await;
    let of = family(w, &id);
    (id, of)
}

async fn sends(w: &World, forum: panels::PanelId, contact: &str) {
    let officer = w.person("front-door").await;
    let panel = forum.to_string();
    let fields = [
        ("panel", panel.as_str()),
        ("summary", "One child."),
        ("asked_for", "Help."),
        ("presenting", "emotional-health"),
        ("level", "2"),
        ("priority", "routine"),
        ("wishes", "To sleep."),
        ("grounds", "agreement"),
    ];
    officer.submit(&format!("/contacts/{contact}/panel"), &fields).await;
}

async fn waits(w: &World, contact: &str) {
    let officer = w.person("front-door").await;
    let fields = [("service", "Play therapy"), ("what", "Play."), ("priority", "routine")];
    officer.submit(&format!("/contacts/{contact}/waiting"), &fields).await;
}

/// Whoever chairs decides on the first item of the next meeting, somehow.
async fn decides(dice: &mut Dice, chair: &Person) {
    let Some(agenda) = chair.get("/my-work").await.link("/panel-meetings/") else { return };
    let next = chair.get(&format!("{agenda}/next")).await.led_to();
    if !next.contains("/panel-items/") {
        return;
    }
    let page = chair.get(&next).await;
    let team = page.value_of("Chatham and Luton").unwrap_or_default();
    let what = ["help", "assessment", "waiting-list", "advice", "back", "put-off", "step-up"];
    let what = what[usize::try_from(dice.roll(what.len() as u64)).unwrap_or_default()];
    let path = next.split('?').next().unwrap_or_default().to_owned();
    let form = page.names("");
    let mut fields = vec![
        ("decision", what),
        ("team", team.as_str()),
        ("waits_for", "Play therapy"),
        ("reason", "It fits best now."),
        ("departure", "It cannot wait."),
    ];
    fields.retain(|(name, _)| form.iter().any(|there| there == name));
    chair.submit_on(&page, &path, &fields).await;
}

/// Somebody of the front door does something with a place in the list.
async fn looks_after(w: &World, dice: &mut Dice) {
    let officer = w.person("front-door").await;
    let places = officer.get("/waiting").await.links("/waiting/0");
    if places.is_empty() {
        return;
    }
    let place = &places[usize::try_from(dice.roll(places.len() as u64)).unwrap_or_default()];
    let said = ["accepted", "declined", "not-answered"][usize::try_from(dice.roll(3)).unwrap_or_default()];
    let (page, fields) = match dice.roll(4) {
        0 => ("look", [("still", "needed"), ("words", "They are well.")].to_vec()),
        1 => ("offer", [("what", "Tuesdays.")].to_vec()),
        2 => ("answer", [("answer", said), ("words", "By telephone.")].to_vec()),
        _ => ("end", [("ended", "not-needed"), ("words", "It is well.")].to_vec()),
    };
    let path = format!("{place}/{page}");
    let shown = officer.get(&path).await;
    // nobody answers what nobody offered, and what stands for something else is kept there
    if shown.form(&path).is_some() {
        officer.submit_on(&shown, &path, &fields).await;
    }
}

story!(a_family_is_at_no_moment_owned_by_nobody_over_random_histories, |w| {
    let forum = crate::panels::forum(&w);
    let now = w.app.db.now().date();
    crate::panels::meeting(&w, forum, &(now.day() + 5).to_string()).await;
    let mut dice = Dice::new(20_261_201);
    let chair = w.person("panel-chair").await;
    let mut contacts: Vec<String> = Vec::new();
    for step in 0..histories() * 6 {
        match dice.roll(6) {
            0 | 1 => contacts.push(comes(&w, &mut dice, step).await.0),
            2 if !contacts.is_empty() => {
                let contact = contacts.remove(usize::try_from(dice.roll(contacts.len() as u64)).unwrap_or_default());
                if dice.chance(2) { sends(&w, forum, &contact).await } else { waits(&w, &contact).await }
            }
            3 => decides(&mut dice, &chair).await,
            _ => looks_after(&w, &mut dice).await,
        }
        must_be_owned(&w, &format!("step {step}"));
    }

    // the histories had all of it in them
    let decided: i64 = panel_item::table
        .filter(panel_item::decided_at.is_not_null())
        .count()
        .get_result(&mut w.conn())
        .expect("a count");
    let ended: i64 = waiting_place::table
        .filter(waiting_place::ended_at.is_not_null())
        .count()
        .get_result(&mut w.conn())
        .expect("a count");
    assert!(decided > 0 && ended > 0, "{decided} items were decided and {ended} places ended");

    // whoever looks after them leaves: by the next night somebody else does
    let officer = access::accounts::find_by_email(&mut w.conn(), "front-door@example.org").expect("a query");
    let officer = officer.expect("an account").id;
    use access::accounts::account::dsl;
    diesel::update(dsl::account.find(officer))
        .set(dsl::disabled_at.eq(Some(w.app.db.now())))
        .execute(&mut w.conn())
        .expect("disabled");
    while app::work::once(&w.app, &w.settings).await.expect("done") > 0 {}
    must_be_owned(&w, "after the officer has left");
});
