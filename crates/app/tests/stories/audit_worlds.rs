//! T13 of audits: over random worlds, who may see, grade, moderate and keep a file is what an independent model says, and
//! the family's record opens to an auditor exactly while they have a part in it.

use crate::{
    panel_worlds::{All, a_family, somebody},
    worlds::Dice,
};
use access::{Actor, Change, EpisodeId, FamilyId, Permits, Role, accounts, audit_file as acts, family, guard};
use diesel::prelude::*;
use quality::{
    AuditId, FileId, SeatId,
    records::{Audit, File, Seat, tables},
    rules::sampling::SampleRule,
};
use std::sync::Arc;
use store::{Author, Conn, Json, Tx};
use testkit::{NOW, World};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// What is true of one file, as the model knows it.
#[derive(Default, Debug, Clone, Copy)]
struct Facts {
    hidden: bool,
    tied: bool,
    /// A part in it: none, over, live, live and finished.
    seat: Option<bool>,
    live: bool,
    finished: bool,
    moderates: bool,
    both: bool,
    agreed: bool,
    shared: bool,
    worker: bool,
    managed: bool,
    over: bool,
}

/// The rule in the words of the issue: two auditors grade, blind, for the audit's time only; a third moderates once both
/// are done; nobody with a tie has any part; worker and manager see what was shared.
struct Model<'a>(&'a Actor, Facts);

impl Model<'_> {
    fn has(&self, role: Role) -> bool {
        self.0.roles.contains(&role)
    }

    fn keeps(&self) -> bool {
        self.0.own && (self.has(Role::Auditor) || self.has(Role::Head)) && !self.1.tied && !self.1.hidden
    }

    fn grades(&self) -> bool {
        let f = self.1;
        self.has(Role::Auditor) && f.live && !f.finished && !f.tied && !f.over && !f.hidden
    }

    fn moderates(&self) -> bool {
        let f = self.1;
        self.has(Role::Auditor) && f.moderates && f.both && !f.agreed && !f.over && !f.tied && !f.hidden
    }

    fn sees(&self) -> bool {
        let f = self.1;
        let audits = self.has(Role::Auditor) && (f.live || (f.moderates && f.both)) && !f.tied;
        let told = f.shared && (f.worker || (f.managed && self.0.own && self.has(Role::Manager)));
        !f.hidden && (told || audits || self.keeps())
    }

    fn reflects(&self) -> bool {
        self.1.worker && !self.1.over && !self.1.hidden
    }

    fn raises(&self) -> bool {
        self.has(Role::Auditor) && (self.1.seat.is_some() || self.1.moderates) && !self.1.hidden
    }
}

fn an_audit(tx: &mut Tx<'_>, by: store::AccountId) -> web::Result<AuditId> {
    let row = Audit {
        id: AuditId::new(),
        title: "An audit".into(),
        theme: "All of it".into(),
        tracked: false,
        from_on: NOW.date(),
        until_on: NOW.date(),
        rule: Json(SampleRule::default()),
        standards: Json(vec!["voice".into()]),
        files: None,
        owner_id: by,
        begun_by: String::new(),
        begun_at: NOW,
        seed: Some(1),
        listed: 1,
        drawn_at: Some(NOW),
        drawn_by: String::new(),
        findings: String::new(),
        follows: String::new(),
        report: Json(serde_json::Value::Null),
        published_at: None,
        published_by: String::new(),
        again_from: None,
        again: String::new(),
        again_at: None,
        again_by: String::new(),
        closed_at: None,
        closed_by: String::new(),
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(tables::audit::table).values(&row).execute(c))?;
    Ok(row.id)
}

fn an_episode(tx: &mut Tx<'_>, of: FamilyId) -> web::Result<EpisodeId> {
    use cases::records::episode::dsl;
    let id = EpisodeId::new();
    let row = (
        dsl::id.eq(id),
        dsl::reference.eq("E-1"),
        dsl::family_id.eq(of),
        dsl::kind.eq("assessment"),
        dsl::opened_at.eq(NOW),
        dsl::exit_plan.eq(""),
        dsl::version.eq(1_i64),
    );
    store::each!(tx.conn(), c => diesel::insert_into(dsl::episode).values(row).execute(c))?;
    Ok(id)
}

/// A file of this family, and what the model knows of it.
fn a_file(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    (actor, all): (&Actor, &All),
    (audit, n): (AuditId, i64),
) -> web::Result<(FileId, FamilyId, Facts)> {
    // whoever restricted the family before is not who begins this one
    tx.who.account = None;
    let (of, theirs) = a_family(tx, dice, (actor, all))?;
    let account = actor.account.expect("an account");
    // in these worlds whoever is listed has restricted it themselves, and so changed the record
    let tied = theirs.lead || theirs.team || (theirs.restricted && theirs.listed);
    let mut f = Facts { hidden: theirs.restricted && !theirs.listed, tied, ..Facts::default() };
    if let Some(team) = guard::team_of(tx.conn(), of)? {
        f.tied |= accounts::managers_of(tx.conn(), team)?.contains(&account);
    }
    (f.moderates, f.both, f.worker) = (dice.chance(3), dice.chance(2), dice.chance(5));
    f.agreed = f.both && dice.chance(3);
    f.shared = f.agreed && dice.chance(2);
    f.over = dice.chance(5);
    let team = actor.manages.first().copied().filter(|_| dice.chance(2));
    f.managed = team.is_some();
    let at = |yes: bool| yes.then_some(NOW);
    let row = File {
        id: FileId::new(),
        audit_id: audit,
        n,
        nth: 0,
        episode_id: an_episode(tx, of)?,
        family_id: of,
        team_id: team,
        worker_id: Some(account).filter(|_| f.worker),
        agency_id: None,
        moderator_id: Some(account).filter(|_| f.moderates),
        allocated_at: Some(NOW),
        graded_at: at(f.both),
        agreed_at: at(f.agreed),
        agreed_by: String::new(),
        grade: None,
        why: String::new(),
        shared_at: at(f.shared),
        shared_by: String::new(),
        out_at: None,
        out_by: String::new(),
        out_reason: String::new(),
        out_note: String::new(),
        ended: f.over,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(tables::audit_file::table).values(&row).execute(c))?;
    if dice.chance(2) {
        a_seat(tx, dice, actor, (&row, &mut f))?;
    }
    Ok((row.id, of, f))
}

/// Somebody's part in a file: live, over by its time, or ended.
fn a_seat(tx: &mut Tx<'_>, dice: &mut Dice, actor: &Actor, (file, f): (&File, &mut Facts)) -> web::Result<()> {
    let (ended, past) = (dice.chance(4), dice.chance(4));
    let until = NOW.plus_seconds(if past { -60 } else { 86_400 });
    f.seat = Some(!ended && !past);
    f.live = !ended && !past;
    f.finished = !ended && dice.chance(3);
    let account = actor.account.expect("an account");
    let row = Seat {
        id: SeatId::new(),
        file_id: file.id,
        place: 1,
        account_id: account,
        organisation_id: actor.organisation.expect("an organisation"),
        name: "Somebody".into(),
        since_at: NOW,
        until_at: until,
        ended_at: ended.then_some(NOW),
        ended_why: String::new(),
        finished_at: f.finished.then_some(NOW),
        grade: None,
        why: String::new(),
        good: String::new(),
        better: String::new(),
    };
    store::each!(tx.conn(), c => diesel::insert_into(tables::audit_seat::table).values(&row).execute(c))?;
    guard::tie(tx, file.family_id, account, guard::Tie::Audit, Some(until))?;
    if ended {
        guard::untie(tx, file.family_id, Some(account), guard::Tie::Audit)?;
    }
    Ok(())
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, all: &All) -> web::Result<()> {
    let actor = Arc::new(somebody(dice, all));
    let mut tx = Tx::within(conn, NOW, Author::program());
    let audit = an_audit(&mut tx, actor.account.expect("an account"))?;
    let mut files = Vec::new();
    for n in 0..=i64::try_from(dice.roll(3)).unwrap_or(0) {
        files.push(a_file(&mut tx, dice, (&actor, all), (audit, n))?);
    }
    let mut change = Change::within(&all.app, &mut tx, actor.clone());
    for (id, of, f) in &files {
        let model = Model(&actor, *f);
        let told = |what: &str| format!("world {world}: {what} and the model differ: {actor:?} {f:?}");
        assert_eq!(change.may(acts::See, *id)?, model.sees(), "{}", told("seeing"));
        assert_eq!(change.may(acts::Grade, *id)?, model.grades(), "{}", told("grading"));
        assert_eq!(change.may(acts::Moderate, *id)?, model.moderates(), "{}", told("moderating"));
        assert_eq!(change.may(acts::Keep, *id)?, model.keeps(), "{}", told("keeping"));
        assert_eq!(change.may(acts::Reflect, *id)?, model.reflects(), "{}", told("reflecting"));
        assert_eq!(change.may(acts::RaiseConcern, *id)?, model.raises(), "{}", told("raising a concern"));
        // the record opens to whoever audits it while they do, and is then in the list of those that open
        let opens = change.may(family::Open, *of)?;
        if f.live && actor.is(Role::Auditor) && !f.hidden {
            assert!(opens, "{}", told("opening the record"));
        }
        let seen = guard::visible_among(change.tx.conn(), &actor, &[*of])?.contains(of);
        assert_eq!(seen, opens, "{}", told("the list of records"));
    }
    Ok(())
}

fn tell(w: &World, most: u32) {
    let all = All::of(w);
    let mut conn = w.conn();
    let mut dice = Dice::new(20_261_201);
    for world in 0..most {
        let told = conn.write(|conn| -> web::Result<()> {
            one(conn, &mut dice, world, &all)?;
            // the next world begins from nothing
            Err(store::Error::Closed.into())
        });
        assert!(matches!(told, Err(web::Error::Store(store::Error::Closed))), "world {world}: {told:?}");
    }
}

#[test]
fn audits_allow_what_the_model_says_over_random_worlds_on_sqlite() {
    let w = runtime().block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn audits_allow_what_the_model_says_over_random_worlds_on_postgres() {
    if let Some(w) = runtime().block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("a runtime")
}
