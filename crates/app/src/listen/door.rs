//! Who may come in: a cap in all, a cap by client, and who goes when there is no room.

use super::Rules;
use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};
use web::Client;

/// How a listener fares, for metrics.
#[derive(Debug, Default)]
pub struct Figures {
    /// Connections now.
    pub open: AtomicUsize,
    /// Those for which there was no room.
    pub refused: AtomicU64,
    /// Those that asked for nothing and went for another.
    pub displaced: AtomicU64,
    /// Those that a limit of time ended.
    pub limited: AtomicU64,
}

/// Those who are told that there is no room may take so long to read it; no more than so many at a time.
const GOODBYE: Duration = Duration::from_secs(1);
const GOODBYES: usize = 64;

/// One who must go for another is gone by then, unless the machine does nothing at all.
const AWAY: Duration = Duration::from_secs(1);

/// Whoever sends nothing for so long may have to go for another. Someone with a request sends it at once, but on a busy
/// machine it is not read at once.
const SOON: Duration = Duration::from_secs(1);

/// Since when, and how they are told to go; the oldest first.
type Queue = BTreeMap<u64, (Instant, Arc<Notify>)>;

#[derive(Default)]
struct Inside {
    by_client: HashMap<Client, usize>,
    /// Who has not sent a whole head yet, in the order in which they came.
    waiting: Queue,
    /// Who was answered and has asked for nothing since, in the order in which they were.
    resting: Queue,
    next: u64,
}

impl Inside {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Whoever can go with the least harm: a browser whose idle connection has ended opens another.
    fn longest(&mut self) -> Option<Arc<Notify>> {
        [&mut self.waiting, &mut self.resting].into_iter().find_map(|queue| {
            let longest = queue.first_entry().filter(|first| first.get().0.elapsed() >= SOON)?;
            Some(longest.remove().1)
        })
    }

    fn forget(&mut self, number: u64) {
        self.waiting.remove(&number);
        self.resting.remove(&number);
    }
}

/// The door of a listener.
pub(super) struct Door {
    room: Arc<Semaphore>,
    most: usize,
    by_client: usize,
    inside: Mutex<Inside>,
    goodbyes: Arc<Semaphore>,
    figures: Arc<Figures>,
}

impl Door {
    pub(super) fn new(rules: &Rules, figures: Arc<Figures>) -> Self {
        Self {
            room: Arc::new(Semaphore::new(rules.most)),
            most: rules.most,
            by_client: rules.by_client,
            inside: Mutex::default(),
            goodbyes: Arc::new(Semaphore::new(GOODBYES)),
            figures,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place inside, or `None` when this client has enough, or when all are taken by requests that run.
    /// Where all are taken, whoever has waited longest without a request goes. Trusted proxies have no client.
    pub(super) async fn enter(self: &Arc<Self>, client: Option<Client>) -> Option<Place> {
        let full = |client| self.inside().by_client.get(&client).is_some_and(|many| *many >= self.by_client);
        if client.is_some_and(full) {
            return None;
        }
        let permit = self.permit().await?;

        let mut inside = self.inside();
        if let Some(client) = client {
            *inside.by_client.entry(client).or_default() += 1;
        }
        let (number, away) = (inside.number(), Arc::new(Notify::new()));
        inside.waiting.insert(number, (Instant::now(), away.clone()));
        self.figures.open.fetch_add(1, Relaxed);
        Some(Place { door: self.clone(), client, number: number.into(), resting: false.into(), away, _permit: permit })
    }

    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.room.clone().try_acquire_owned() {
            return Some(permit);
        }
        let longest = self.inside().longest()?;
        longest.notify_one();
        self.figures.displaced.fetch_add(1, Relaxed);
        timeout(AWAY, self.room.clone().acquire_owned()).await.ok()?.ok()
    }

    /// Says so in a bare answer, and hangs up.
    pub(super) fn turn_away(&self, stream: TcpStream, https: bool) {
        self.figures.refused.fetch_add(1, Relaxed);
        let Ok(stream) = told(stream, &super::line::bare_busy(https)) else { return };

        // hanging up on what was sent and not read takes the answer back: a few are heard out
        if let Ok(permit) = self.goodbyes.clone().try_acquire_owned() {
            tokio::spawn(async move {
                let _permit = permit;
                let _ = timeout(GOODBYE, hear_out(stream)).await;
            });
        }
    }

    /// When all have left.
    pub(super) async fn empty(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        let _ = self.room.acquire_many(all).await;
    }
}

/// A bare answer fits into any new connection without waiting.
fn told(stream: TcpStream, answer: &str) -> io::Result<std::net::TcpStream> {
    let mut stream = stream.into_std()?;
    // what has come already; that nothing has is no fault
    let _ = io::Read::read(&mut stream, &mut [0; 8_192]);
    io::Write::write_all(&mut stream, answer.as_bytes())?;
    stream.shutdown(std::net::Shutdown::Write)?;
    Ok(stream)
}

async fn hear_out(stream: std::net::TcpStream) -> io::Result<()> {
    let stream = TcpStream::from_std(stream)?;
    loop {
        stream.readable().await?;
        match stream.try_read(&mut [0; 1_024]) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(e) => return Err(e),
        }
    }
}

/// A connection's place inside, given back when it is dropped.
pub(super) struct Place {
    door: Arc<Door>,
    client: Option<Client>,
    number: AtomicU64,
    resting: AtomicBool,
    away: Arc<Notify>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// When it must make room for another.
    pub(super) async fn given_up(&self) {
        self.away.notified().await;
    }

    /// It has asked for something: it is not the one to go.
    pub(super) fn asked(&self) {
        self.resting.store(false, Relaxed);
        self.door.inside().forget(self.number.load(Relaxed));
    }

    /// It was answered and asks for nothing now.
    pub(super) fn rests(&self) {
        if self.resting.swap(true, Relaxed) {
            return;
        }
        let mut inside = self.door.inside();
        let number = inside.number();
        self.number.store(number, Relaxed);
        inside.resting.insert(number, (Instant::now(), self.away.clone()));
    }

    /// It was ended by a limit of time.
    pub(super) fn count_limited(&self) {
        self.door.figures.limited.fetch_add(1, Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.door.inside();
        inside.forget(self.number.load(Relaxed));
        if let Some(client) = self.client
            && let Some(many) = inside.by_client.get_mut(&client)
        {
            *many -= 1;
            if *many == 0 {
                inside.by_client.remove(&client);
            }
        }
        self.door.figures.open.fetch_sub(1, Relaxed);
    }
}
