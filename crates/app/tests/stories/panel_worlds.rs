//! T13 of panels and waiting lists: over random worlds an agenda and a waiting list show what deciding on each of their
//! lines allows, and both are what an independent model says.

use crate::worlds::Dice;
use ::waiting::{For, NewPlace, Priority, Target, WaitingId};
use access::{
    Actor, App, Change, FamilyId, Permits, Role, accounts, decide,
    guard::{self, Tie},
    nobody, panel, panel_item, waiting,
};
use chrono::Days;
use diesel::prelude::*;
use panels::{
    ItemId, MeetingId, PanelId,
    records::{self, Item, ItemKind, Meeting, Panel},
    rules::{Decision, Grounds},
};
use std::sync::Arc;
use store::{Author, Conn, Json, Tx};
use testkit::{NOW, World};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// What is true of one family and its item, as the model knows it.
#[derive(Default, Debug, Clone, Copy)]
pub struct Facts {
    pub restricted: bool,
    pub listed: bool,
    pub held: bool,
    pub lead: bool,
    pub team: bool,
    pub shared: bool,
    pub agreed: bool,
    sent: bool,
    said: bool,
    basis: bool,
    on_contact: bool,
    decided: bool,
    /// It ended so long ago that nobody needs it.
    long_ago: bool,
}

/// What is true of the panel and its meeting.
#[derive(Debug, Clone, Copy)]
struct Ground {
    chairs: bool,
    member: bool,
    outside: bool,
    /// Days from today to the meeting.
    away: i64,
}

/// Who may open the family's record at all: the same words as in `worlds`, as far as these facts go.
pub fn works_with(actor: &Actor, f: &Facts) -> bool {
    let has = |role: Role| actor.roles.contains(&role);
    if f.restricted && !f.listed {
        return false;
    }
    let partner_ok = actor.own || f.shared;
    let works = has(Role::Practitioner) || has(Role::Lead) || has(Role::Manager);
    (f.lead && works && partner_ok)
        || (f.team && (works || has(Role::FrontDoor)) && partner_ok)
        || (f.held && has(Role::Manager) && actor.own)
}

/// A model of the rule, written from the words: need to know, from the agenda's day until ten working days
/// after; sharing holds; whoever has a tie steps out.
fn may_see(actor: &Actor, ground: &Ground, f: &Facts) -> bool {
    let has = |role: Role| actor.roles.contains(&role);
    if f.restricted && !f.listed {
        return false;
    }
    let of_panel = ground.chairs || ground.member;
    let tied = f.lead || f.team || f.said;
    let told = actor.own || f.basis || f.agreed || f.shared || f.on_contact;
    if of_panel && tied {
        return f.sent && (told || works_with(actor, f) || (actor.own && has(Role::FrontDoor)));
    }
    // the world's days are working days: five before the meeting, ten after it
    let needed = (-14..=7).contains(&ground.away);
    let over = f.decided && f.long_ago && ground.away < -14;
    (f.sent && told)
        || (ground.chairs && has(Role::PanelChair) && told && !over)
        || (of_panel && needed && told)
        || works_with(actor, f)
        || (actor.own && has(Role::FrontDoor))
}

fn may_decide(actor: &Actor, ground: &Ground, f: &Facts) -> bool {
    let has = |role: Role| actor.roles.contains(&role);
    let told = actor.own || f.basis || f.agreed || f.shared || f.on_contact;
    let tied = f.lead || f.team || f.said;
    if f.decided || !may_see(actor, ground, f) || ((ground.chairs || ground.member) && tied) {
        return false;
    }
    let chairs = ground.chairs && has(Role::PanelChair) && told;
    let hears = (f.sent && told)
        || (actor.own && has(Role::FrontDoor))
        || (f.held && has(Role::Manager) && actor.own)
        || (f.lead
            && [Role::Practitioner, Role::Lead, Role::Manager].iter().any(|role| has(*role))
            && (actor.own || f.shared));
    chairs || (ground.outside && hears)
}

fn may_see_waiting(actor: &Actor, f: &Facts) -> bool {
    let has = |role: Role| actor.roles.contains(&role);
    if f.restricted && !f.listed {
        return false;
    }
    (actor.own && (has(Role::FrontDoor) || has(Role::PanelChair))) || works_with(actor, f)
}

/// The accounts, teams and organisations of every world.
pub struct All {
    pub app: App,
    pub people: Vec<accounts::Account>,
    teams: Vec<accounts::Team>,
    organisations: Vec<accounts::Organisation>,
}

impl All {
    pub fn of(w: &World) -> Self {
        let mut conn = w.conn();
        let people = accounts::list(&mut conn).expect("accounts").into_iter().map(|(account, _)| account).collect();
        Self {
            app: w.app.clone(),
            people,
            teams: accounts::list_teams(&mut conn).expect("teams"),
            organisations: accounts::list_organisations(&mut conn).expect("organisations"),
        }
    }
}

fn tell(w: &World, most: u32) {
    let ground = All::of(w);
    let mut conn = w.conn();
    let mut dice = Dice::new(20_261_130);
    for world in 0..most {
        let told = conn.write(|conn| -> web::Result<()> {
            one(conn, &mut dice, world, &ground)?;
            // the next world begins from nothing
            Err(store::Error::Closed.into())
        });
        assert!(matches!(told, Err(web::Error::Store(store::Error::Closed))), "world {world}: {told:?}");
    }
}

pub fn somebody(dice: &mut Dice, ground: &All) -> Actor {
    let account = &ground.people[dice.roll(ground.people.len() as u64) as usize];
    let organisation = &ground.organisations[dice.roll(ground.organisations.len() as u64) as usize];
    Actor {
        account: Some(account.id),
        organisation: Some(organisation.id),
        own: organisation.own,
        roles: Role::ALL.iter().filter(|_| dice.chance(3)).copied().collect(),
        manages: ground.teams.iter().filter(|_| dice.chance(2)).map(|team| team.id).collect(),
        as_of: NOW,
        ..Actor::nobody()
    }
}

fn the_panel(tx: &mut Tx<'_>, dice: &mut Dice, actor: &Actor) -> web::Result<(Panel, Meeting, Ground)> {
    let (chairs, member, outside) = (dice.chance(3), dice.chance(3), dice.chance(4));
    let deputy = chairs && dice.chance(2);
    let away: i64 = [-40, -15, -14, -1, 0, 1, 7, 8, 30][dice.roll(9) as usize];
    let panel = Panel {
        id: PanelId::new(),
        code: String::new(),
        name: "A panel".into(),
        purpose: "To decide.".into(),
        chair_id: actor.account.filter(|_| chairs && !deputy),
        deputy_id: actor.account.filter(|_| deputy),
        often: "Weekly".into(),
        every: 0,
        ways_in: String::new(),
        uses_assessment: false,
        family_invited: false,
        gives: Json(vec!["help".into()]),
        clock: 7,
        senders: Json(vec![]),
        outside,
        reach: String::new(),
        forum: false,
        ended_at: None,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::panel_table::table).values(&panel).execute(c))?;
    if member && let Some(account) = actor.account {
        let who = accounts::colleague(tx.conn(), account)?;
        records::seat(tx, panel.id, who)?;
    }
    let held_on = if away < 0 {
        NOW.date() - Days::new(away.unsigned_abs())
    } else {
        NOW.date() + Days::new(away.unsigned_abs())
    };
    let meeting = Meeting {
        id: MeetingId::new(),
        panel_id: panel.id,
        held_on,
        starts: String::new(),
        place: String::new(),
        others: String::new(),
        not_held: String::new(),
        closed_at: None,
        closed_by: None,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::panel_meeting::table).values(&meeting).execute(c))?;
    Ok((panel, meeting, Ground { chairs, member, outside, away }))
}

pub fn a_family(tx: &mut Tx<'_>, dice: &mut Dice, (actor, ground): (&Actor, &All)) -> web::Result<(FamilyId, Facts)> {
    let id = people::records::begin_family(tx, "Example")?.id;
    let mut f = Facts { restricted: dice.chance(5), ..Facts::default() };
    let account = actor.account.expect("an account");
    let team = ground.teams[dice.roll(ground.teams.len() as u64) as usize].id;
    if dice.chance(2) {
        guard::assign_team(tx.conn(), id, Some(team))?;
        f.held = actor.manages.contains(&team);
    }
    for (kind, slot) in [(Tie::Lead, 0), (Tie::Team, 1)] {
        if dice.chance(4) {
            guard::tie(tx, id, account, kind, None)?;
            *[&mut f.lead, &mut f.team][slot] = true;
        }
    }
    if dice.chance(3) {
        guard::grant(tx.conn(), id, actor.organisation.expect("an organisation"), None)?;
        f.shared = true;
    }
    if dice.chance(3) {
        guard::agree(tx.conn(), id, Some(NOW.date()))?;
        f.agreed = true;
    }
    if f.restricted {
        f.listed = dice.chance(2);
        let other = ground.people.iter().find(|one| one.id != account).expect("somebody else").id;
        crate::worlds::restrict(tx, &ground.app, id, if f.listed { account } else { other })?;
    }
    Ok((id, f))
}

fn an_item(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    actor: &Actor,
    (panel, meeting): (&Panel, &Meeting),
    (family, f): (FamilyId, &mut Facts),
) -> web::Result<ItemId> {
    (f.sent, f.said, f.basis, f.decided) = (dice.chance(6), dice.chance(6), dice.chance(4), dice.chance(4));
    f.on_contact = !f.basis && dice.chance(2);
    f.long_ago = dice.chance(2);
    let ended = NOW.plus_seconds(if f.long_ago { -60 * 86_400 } else { -86_400 });
    let row = Item {
        id: ItemId::new(),
        panel_id: panel.id,
        meeting_id: Some(meeting.id),
        kind: if f.on_contact { ItemKind::Contact } else { ItemKind::Episode },
        family_id: Some(family),
        source_id: None,
        contact_id: None,
        place_id: None,
        summary: "What they need to know.".into(),
        asked_for: "Help.".into(),
        presenting: Json(vec![]),
        underlying: Json(vec![]),
        level: "2".into(),
        priority: Priority::Routine,
        why: String::new(),
        wishes: String::new(),
        comes: String::new(),
        age: None,
        since_on: NOW.date(),
        grounds: Some(if f.basis { Grounds::Basis } else { Grounds::Agreement }),
        grounds_why: String::new(),
        told: None,
        sent_by: actor.account.filter(|_| f.sent),
        sent_by_name: String::new(),
        sent_at: NOW,
        due_on: NOW.date(),
        put_off: 0,
        decided_at: f.decided.then_some(ended),
        decision: f.decided.then_some(Decision::Advice),
        withdrawn_at: None,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::panel_item::table).values(&row).execute(c))?;
    if f.said {
        let said = (
            records::panel_interest::item_id.eq(row.id),
            records::panel_interest::account_id.eq(actor.account.expect("an account")),
            records::panel_interest::name.eq("Somebody"),
            records::panel_interest::why.eq(""),
            records::panel_interest::at.eq(NOW),
        );
        store::each!(tx.conn(), c => diesel::insert_into(records::panel_interest::table).values(said).execute(c))?;
    }
    Ok(row.id)
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, all: &All) -> web::Result<()> {
    let actor = Arc::new(somebody(dice, all));
    let mut tx = Tx::within(conn, NOW, Author::program());
    let (panel, meeting, ground) = the_panel(&mut tx, dice, &actor)?;
    let mut items: Vec<(ItemId, Facts)> = Vec::new();
    let mut places: Vec<(WaitingId, Facts)> = Vec::new();
    for _ in 0..=dice.roll(3) {
        let (family, mut f) = a_family(&mut tx, dice, (&actor, all))?;
        let id = an_item(&mut tx, dice, &actor, (&panel, &meeting), (family, &mut f))?;
        items.push((id, f));
        places.push((a_place(&mut tx, all, family)?, f));
    }

    let mut change = Change::within(&all.app, &mut tx, actor.clone());
    for (id, f) in &items {
        let (facts, _) = access::Subject::facts(id, change.conn(), &all.app.pack, &actor)?;
        for (may, act) in [
            (may_see(&actor, &ground, f), decide(&actor, panel_item::See, &facts).allows()),
            (may_decide(&actor, &ground, f), decide(&actor, panel_item::Decide, &facts).allows()),
        ] {
            assert_eq!(
                may, act,
                "world {world}: the decision and the model differ: {actor:?} {ground:?} {f:?} {facts:?}"
            );
        }
    }
    if change.may(panel::Attend, meeting.id)? {
        let permit = change.permit(panel::Attend, meeting.id)?;
        let agenda = records::agenda(change.conn(), &permit, &all.app.pack)?;
        for (id, f) in &items {
            let shown = agenda.items.iter().any(|(item, _)| item.id == *id);
            assert_eq!(
                shown,
                may_see(&actor, &ground, f),
                "world {world}: the agenda differs: {actor:?} {ground:?} {f:?}"
            );
        }
        assert_eq!(agenda.items.len() + agenda.unseen, items.len());
    }
    waits(&mut change, world, &actor, &places)
}

fn a_place(tx: &mut Tx<'_>, all: &All, family: FamilyId) -> web::Result<WaitingId> {
    let new = NewPlace {
        since: None,
        family,
        target: Target { kind: For::Service, id: None, name: "Somewhere".into() },
        what: "Help.".into(),
        priority: Some(Priority::Routine),
        why: String::new(),
        needs: vec![],
        level: "2".into(),
        asked_by: None,
        contact: None,
        // within an episode, so that the front door is given no sight of the family by it
        episode: Some(access::EpisodeId::new()),
        source: None,
        owner: all.people.first().map(|one| one.id),
    };
    ::waiting::begin(tx, &all.app.pack, &Actor { as_of: NOW, ..Actor::nobody() }, &new)
}

/// The waiting list is what deciding on each place allows, and a manager's list is of their teams.
fn waits(change: &mut Change<'_, '_>, world: u32, actor: &Actor, places: &[(WaitingId, Facts)]) -> web::Result<()> {
    for (id, f) in places {
        let may = change.may(waiting::See, *id)?;
        assert_eq!(may, may_see_waiting(actor, f), "world {world}: {actor:?} {f:?}");
    }
    let Ok(permit) = change.allow(nobody::SeeWaiting) else { return Ok(()) };
    let pack = change.pack.clone();
    let wanted = ::waiting::records::Wanted::default();
    let (list, count) = ::waiting::records::list(change.conn(), &permit, &pack, wanted, (0, 1_000))?;
    assert_eq!(list.len(), count);
    let all_of_them = actor.roles.contains(&Role::FrontDoor) || actor.roles.contains(&Role::PanelChair);
    for (id, f) in places {
        let shown = list.iter().any(|place| place.id == *id);
        let allowed = may_see_waiting(actor, f);
        assert!(!shown || allowed, "world {world}: the list shows what may not be seen: {actor:?} {f:?}");
        let expected = allowed && (all_of_them || f.held);
        assert_eq!(shown, expected, "world {world}: the list and the model differ: {actor:?} {f:?}");
    }
    Ok(())
}

#[test]
fn agendas_waiting_lists_and_decisions_agree_over_random_worlds_on_sqlite() {
    let w = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn agendas_waiting_lists_and_decisions_agree_over_random_worlds_on_postgres() {
    if let Some(w) = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}
