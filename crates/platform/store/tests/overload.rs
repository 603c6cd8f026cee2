//! T12: at three times what the threads can do, those who are admitted stay about as quick as on a calm day, the rest
//! is told within about a second, and reports wait for everything else. The work is a read that takes 10 ms.

use std::time::Duration;
use store::{Clock, Db, Error, Lane, Options, Url};
use tokio::time::Instant;

/// What two threads do in a second, if a read takes [`TAKES`].
const CAPACITY: f64 = 200.0;
const TAKES: Duration = Duration::from_millis(10);

/// What somebody was answered after so long.
struct Answer {
    done: bool,
    after: Duration,
}

struct Answers(Vec<Answer>);

impl Answers {
    fn sorted(&self, done: bool) -> Vec<Duration> {
        let mut all: Vec<Duration> = self.0.iter().filter(|answer| answer.done == done).map(|one| one.after).collect();
        all.sort_unstable();
        all
    }

    fn median(&self) -> Duration {
        let all = self.sorted(true);
        assert!(all.len() > 30, "only {} were admitted", all.len());
        all[all.len() / 2]
    }

    fn share_done(&self) -> f64 {
        self.sorted(true).len() as f64 / self.0.len() as f64
    }
}

fn open() -> (Db, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let url = Url::Sqlite(dir.path().join("load.db").display().to_string());
    let db = Db::open(url, Clock::System, Options { threads: 2, ..Options::default() }).expect("a data layer");
    (db, dir)
}

/// Asks `load` times the capacity for so many seconds, whether or not anything is answered, as a public does.
async fn ask(db: &Db, load: f64, seconds: f64, lane: Lane) -> Answers {
    let began = Instant::now();
    let many = (CAPACITY * load * seconds) as u32;
    let mut asked = Vec::new();
    for n in 0..many {
        tokio::time::sleep_until(began + Duration::from_secs_f64(f64::from(n) / (CAPACITY * load))).await;
        let db = db.clone();
        asked.push(tokio::spawn(async move {
            let sent = Instant::now();
            let work = |_: &mut store::Conn| -> Result<(), Error> {
                std::thread::sleep(TAKES);
                Ok(())
            };
            let told = db.read_in(lane, work).await;
            assert!(matches!(told, Ok(()) | Err(Error::Busy)), "{told:?}");
            Answer { done: told.is_ok(), after: sent.elapsed() }
        }));
    }
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.expect("an answer"));
    }
    Answers(answers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_three_times_the_load_the_admitted_stay_quick_and_the_rest_is_told_soon() {
    let (db, _dir) = open();
    let calm = ask(&db, 0.7, 2.0, Lane::Now).await;
    let rush = ask(&db, 3.0, 4.0, Lane::Now).await;
    let refused = rush.sorted(false);
    let slowest = refused.last().copied().unwrap_or_default();
    #[expect(clippy::disallowed_macros, reason = "figures of a measurement")]
    {
        println!("p50 at 0.7x: {:?}; p50 of those admitted at 3x: {:?}", calm.median(), rush.median());
        println!("admitted at 3x: {:.0} %; the slowest no came after {slowest:?}", rush.share_done() * 100.0);
    }

    assert!(calm.share_done() > 0.95, "on a calm day nobody is refused");
    // 3 is what is promised on a quiet machine; in turn they would wait a hundred times as long
    assert!(rush.median() < calm.median() * 6, "{:?} is not quick beside {:?}", rush.median(), calm.median());
    assert!(refused.len() > 100, "only {} were refused: there was no rush", refused.len());
    assert!(slowest < Duration::from_millis(2_500), "somebody waited {slowest:?} for a no");
    assert!(rush.share_done() > 0.15, "the threads went on working");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_wait_for_everything_else() {
    let (db, _dir) = open();
    // each alone could be done; both together cannot
    let (work, reports) = tokio::join!(ask(&db, 0.7, 3.0, Lane::Now), ask(&db, 1.5, 3.0, Lane::Later));
    assert!(work.share_done() > 0.95, "{:.2} of the work was done", work.share_done());
    assert!(reports.share_done() < 0.7, "{:.2} of the reports were made", reports.share_done());
    assert!(work.median() < TAKES * 6, "work took {:?}", work.median());
}
