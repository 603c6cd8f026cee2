//! A slow mail server doubles no message, and loses none: each is one worker's for as long as it takes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{
    Clock, Db, Options,
    jobs::{self, Handler, NewJob},
};
use testkit::{NOW, World, story};

type Sent = Arc<Mutex<Vec<u64>>>;

fn ask(w: &World, kind: &'static str, count: u64) {
    let now = w.app.db.now();
    w.conn()
        .write(|conn| {
            (0..count)
                .try_for_each(|n| jobs::insert(conn, now.plus_seconds(-60), NewJob::now(kind, serde_json::json!(n))))
        })
        .expect("asked");
}

fn send(sent: &Sent, takes: Duration) -> Handler {
    let sent = sent.clone();
    Box::new(move |_, payload| {
        std::thread::sleep(takes);
        sent.lock().expect("a list").push(payload.as_u64().expect("a number"));
        Ok(())
    })
}

fn worker(w: &World, clock: Clock, lease: Duration) -> Db {
    let options = Options { threads: 2, lease, ..Options::default() };
    Db::open(w.settings.database.clone(), clock, options).expect("a data layer")
}

fn sorted(sent: &Sent) -> Vec<u64> {
    let mut all = sent.lock().expect("a list").clone();
    all.sort_unstable();
    all
}

story!(a_message_that_takes_longer_than_a_lease_is_sent_once, |w| {
    jobs::forget_all(&mut w.conn()).expect("no others");
    ask(&w, "letter", 4);
    let sent = Sent::default();
    let lease = Duration::from_secs(1);
    let work = |db: Db, sent: Sent| async move {
        let handlers = BTreeMap::from([("letter", send(&sent, Duration::from_millis(2_500)))]);
        for _ in 0..12 {
            jobs::work(&db, &handlers).await.expect("worked");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    let workers = [0, 1].map(|_| tokio::spawn(work(worker(&w, Clock::System, lease), sent.clone())));
    for one in workers {
        one.await.expect("it ends");
    }
    assert_eq!(sorted(&sent), [0, 1, 2, 3]);
    assert_eq!(jobs::counts(&mut w.conn()).expect("counts").waiting, 0);
});

story!(what_waits_behind_a_slow_message_is_anothers, |w| {
    jobs::forget_all(&mut w.conn()).expect("no others");
    ask(&w, "slow", 1);
    w.conn().write(conn_older).expect("the slow one is first");
    ask(&w, "letter", 5);
    let sent = Sent::default();
    let (first, second) = (
        worker(&w, Clock::Fixed(NOW), Duration::from_secs(120)),
        worker(&w, Clock::Fixed(NOW.plus_seconds(130)), Duration::from_secs(120)),
    );

    // while the first is busy with the slow one for longer than a lease, the second goes round
    let theirs = sent.clone();
    let meanwhile: Handler = Box::new(move |_, _| {
        let handlers: BTreeMap<&'static str, Handler> = BTreeMap::from([
            ("slow", Box::new(|_: &Db, _: &_| Ok(())) as Handler),
            ("letter", send(&theirs, Duration::ZERO)),
        ]);
        let round = jobs::work(&second, &handlers);
        tokio::runtime::Handle::current().block_on(round).expect("worked");
        Err("the first gave up on it".into())
    });
    let handlers = BTreeMap::from([("slow", meanwhile), ("letter", send(&sent, Duration::ZERO))]);
    jobs::work(&first, &handlers).await.expect("worked");

    assert_eq!(sorted(&sent), [0, 1, 2, 3, 4], "each is sent once");
    let counts = jobs::counts(&mut w.conn()).expect("counts");
    assert_eq!((counts.waiting, counts.failed), (0, 0), "and what the second did, the first does not undo");
});

fn conn_older(conn: &mut store::Conn) -> store::Result<()> {
    let older = if conn.is_pg() { "run_at - interval '1 hour'" } else { "run_at - 3600000000" };
    store::dialect::batch(conn, &format!("UPDATE job SET run_at = {older} WHERE kind = 'slow'"))
}
