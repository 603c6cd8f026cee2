//! Commands called as no page calls them: with a precondition broken, each says no by the name of its rule, and no
//! event is written.

mod access;
mod assessments;
mod cases;
mod contacts;
mod directory;
mod exports;
mod people;
mod plans;
mod reviews;
mod work;

use ::access::{AccountId, Actor, Change, accounts};
use std::sync::Arc;
use store::{Author, Conn, Tx, dialect};
use testkit::World;
use web::{Error, Result};

/// A colleague of the lead, in the same team.
pub(crate) const COLLEAGUE: &str = "worker-0-1@demo.example.org.uk";

/// The account of someone of the cast, by the first part of its address or by all of it.
pub(crate) fn account(w: &World, who: &str) -> AccountId {
    let email = if who.contains('@') { who.to_owned() } else { format!("{who}@example.org") };
    accounts::find_by_email(&mut w.conn(), &email).expect("read").expect("an account").id
}

/// Someone of the cast, as they act now.
fn someone(w: &World, who: &str) -> Arc<Actor> {
    let id = account(w, who);
    let actor = accounts::actor(&mut w.conn(), w.app.db.now(), id).expect("read").expect("in use");
    Arc::new(actor)
}

/// What someone does without a page before it, which is kept.
pub(crate) fn does<T>(w: &World, who: &str, act: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> T {
    let actor = someone(w, who);
    let done = w.conn().write(|conn| {
        let mut tx = Tx::within(conn, w.app.db.now(), Author::program());
        act(&mut Change::within(&w.app, &mut tx, actor))
    });

    w.app.db.look_again();
    done.expect("done")
}

/// A command that the rule of this name refuses to someone. It wrote no event, and nothing of it is kept.
pub(crate) fn refuses<T>(w: &World, who: &str, rule: &str, command: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) {
    fails(w, who, rule, command, |error| matches!(error, Error::Refused(refusals) if refusals.names(rule)));
}

/// A command on something that is not there, or of which someone may not know. It wrote no event, either.
pub(crate) fn finds_nothing<T>(w: &World, who: &str, command: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) {
    fails(w, who, "nothing found", command, |error| matches!(error, Error::NotFound));
}

fn fails<T>(
    w: &World,
    who: &str,
    name: &str,
    command: impl FnOnce(&mut Change<'_, '_>) -> Result<T>,
    expected: impl FnOnce(&Error) -> bool,
) {
    let actor = someone(w, who);
    let rolled_back = w.conn().write(|conn| {
        let before = events(conn);
        let mut tx = Tx::within(conn, w.app.db.now(), Author::program());
        match command(&mut Change::within(&w.app, &mut tx, actor)) {
            Ok(_) => panic!("{name}: it was done"),
            Err(error) => assert!(expected(&error), "{name}: {error:?}"),
        }
        assert_eq!(events(conn), before, "{name}: an event was written");
        Err::<(), _>(diesel::result::Error::RollbackTransaction)
    });
    assert!(rolled_back.is_err(), "{name}: it was kept");
}

fn events(conn: &mut Conn) -> i64 {
    dialect::count(conn, "event").expect("a count")
}
