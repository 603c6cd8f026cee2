//! Commands and the program's own work are run again as people's changes are: where somebody was in the way, and after
//! a lost connection.

use diesel::prelude::*;
use std::cell::Cell;
use store::{Conn, Error, Options, Result};
use testkit::{World, story};

/// A team of this name, which was not there before.
fn add(conn: &mut Conn, w: &World, name: &str) -> Result<()> {
    let ours = access::accounts::list_organisations(conn)?.into_iter().next().expect("an organisation");
    let mut tx = store::Tx::within(conn, w.app.db.now(), store::Author::program());
    access::accounts::add_team(&mut tx, ours.id, name).map(|_| ())
}

fn count(w: &World, name: &str) -> usize {
    let all = access::accounts::list_teams(&mut w.conn()).expect("a list");
    all.iter().filter(|team| team.name == name).count()
}

story!(work_that_met_somebody_is_run_again_and_kept_once, |w| {
    let tries = Cell::new(0);
    let done = w.conn().write_again(|conn| -> Result<()> {
        add(conn, &w, "Met somebody")?;
        tries.set(tries.get() + 1);
        if tries.get() < 3 { Err(store::keys::being_done()) } else { Ok(()) }
    });
    done.expect("done in the end");
    assert_eq!((tries.get(), count(&w, "Met somebody")), (3, 1));

    // a rule that says no is told at once
    tries.set(0);
    let refused = w.conn().write_again(|_| -> Result<()> {
        tries.set(tries.get() + 1);
        Err(Error::Stale)
    });
    assert!(matches!(refused, Err(Error::Stale)) && tries.get() == 1);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_whose_connection_is_lost_is_run_again_on_a_new_one() {
    let Some(w) = World::postgres() else { return };
    let tries = Cell::new(0);
    let work = |conn: &mut Conn| -> Result<()> {
        tries.set(tries.get() + 1);
        add(conn, &w, "Lost")?;
        if tries.get() == 1 {
            diesel::sql_query("SELECT pg_terminate_backend(pg_backend_pid())").execute(conn)?;
        }
        Ok(())
    };
    w.conn().write_anew(&w.settings.database, &Options::default(), work).expect("done in the end");
    assert_eq!((tries.get(), count(&w, "Lost")), (2, 1));

    // the program's own work goes the same way
    tries.set(0);
    let pack = w.app.pack.hash.clone();
    let alone = w.app.db.alone(&pack, |tx| {
        tries.set(tries.get() + 1);
        if tries.get() == 1 {
            diesel::sql_query("SELECT pg_terminate_backend(pg_backend_pid())").execute(tx.conn())?;
        }
        Ok(())
    });
    alone.expect("done in the end");
    assert_eq!(tries.get(), 2);
}
