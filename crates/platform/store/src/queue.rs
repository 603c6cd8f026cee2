//! A bounded queue between the web's tasks and the database's threads, which stays quick when more comes than can be
//! done (T12).
//!
//! While nothing has waited for long it is first in, first out. Once the oldest has waited longer than a burst takes,
//! there is a standing queue: whoever is taken in turn would wait as long as all before them. Then the newest goes
//! first, and what has waited too long is refused. So most of those admitted are as quick as on a calm day, and the
//! rest is told soon, and not when a thread gets round to it. (Adaptive LIFO with a bound on waiting, after B. Maurer,
//! "Fail at Scale", ACM Queue 13(8), 2015.)

use crate::Error;
use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant as Monotonic},
};

/// What goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What somebody's work waits for.
    Now,
    /// Reports: taken when nothing else waits.
    Later,
}

/// When more than this wait, the newest goes first, however short the oldest has waited.
const RUSH: usize = 64;

/// How long something may wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most that may wait, in both lanes.
    pub most: usize,
    /// Once the oldest has waited so long, the newest goes first.
    pub standing: Duration,
    /// What has waited longer than this is refused.
    pub patience: Duration,
}

type Line<T> = VecDeque<(Monotonic, T)>;

/// What waits, in both lanes, each in the order of its coming.
pub(crate) struct Waiting<T> {
    now: Line<T>,
    later: Line<T>,
    limits: Limits,
}

impl<T> Waiting<T> {
    pub fn new(limits: Limits) -> Self {
        Self { now: VecDeque::new(), later: VecDeque::new(), limits }
    }

    pub fn len(&self) -> usize {
        self.now.len() + self.later.len()
    }

    /// Adds; gives back what must be refused because it waited too long, or for want of room.
    pub fn push(&mut self, lane: Lane, item: T) -> Result<Vec<T>, Error> {
        let mut refused = self.too_old();
        if self.len() >= self.limits.most {
            refused.push(self.give_way(lane).ok_or(Error::Busy)?);
        }

        let line = if lane == Lane::Now { &mut self.now } else { &mut self.later };
        line.push_back((moment(), item));
        Ok(refused)
    }

    /// Takes out what has waited too long.
    pub fn too_old(&mut self) -> Vec<T> {
        let (now, patience) = (moment(), self.limits.patience);
        let mut old = Vec::new();
        for line in [&mut self.now, &mut self.later] {
            let many = line.partition_point(|(since, _)| now.duration_since(*since) > patience);
            old.extend(line.drain(..many).map(|(_, item)| item));
        }
        old
    }

    /// Takes out at most `most` items of the first lane in which anything waits.
    pub fn next(&mut self, most: usize) -> Vec<T> {
        let (now, standing) = (moment(), self.limits.standing);
        let line = if self.now.is_empty() { &mut self.later } else { &mut self.now };
        // in a rush that fills the line, whoever is oldest is refused before they have waited long
        let rush = line.len() > RUSH;
        let stands = rush || line.front().is_some_and(|(since, _)| now.duration_since(*since) > standing);
        let take = |_| if stands { line.pop_back() } else { line.pop_front() };
        (0..most).map_while(take).map(|(_, item)| item).collect()
    }

    /// Who gives way where there is no room: the oldest report, else the oldest of all, who would be refused first
    /// anyway. Nothing gives way to a report but another.
    fn give_way(&mut self, to: Lane) -> Option<T> {
        let oldest = self.later.pop_front().or_else(|| match to {
            Lane::Now => self.now.pop_front(),
            Lane::Later => None,
        });
        oldest.map(|(_, item)| item)
    }
}

struct State<T> {
    waiting: Waiting<T>,
    open: bool,
}

/// What a thread takes.
pub(crate) struct Taken<T> {
    /// To be done.
    pub fresh: Vec<T>,
    /// To be refused: it waited too long.
    pub late: Vec<T>,
}

/// Quick for most, and soon to say no to the rest.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    wake: Condvar,
    patience: Duration,
}

impl<T> Queue<T> {
    pub fn new(limits: Limits) -> Self {
        let state = State { waiting: Waiting::new(limits), open: true };
        Self { state: Mutex::new(state), wake: Condvar::new(), patience: limits.patience }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`Waiting::push`].
    ///
    /// # Errors
    /// [`Error::Busy`] when nothing gives way to it.
    pub fn push(&self, lane: Lane, item: T) -> Result<Vec<T>, Error> {
        let mut state = self.lock();
        if !state.open {
            return Err(Error::Closed);
        }
        let refused = state.waiting.push(lane, item)?;
        drop(state);
        self.wake.notify_one();
        Ok(refused)
    }

    /// Waits for work; at most `most` items, with those that waited too long apart. Both empty when none came within
    /// `idle`; `None` when closed.
    pub fn take(&self, most: usize, idle: Option<Duration>) -> Option<Taken<T>> {
        let mut state = self.lock();
        while state.waiting.len() == 0 {
            if !state.open {
                return None;
            }
            let Some(idle) = idle else {
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let (woken, timed) = self.wake.wait_timeout(state, idle).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if timed.timed_out() && state.waiting.len() == 0 {
                return Some(Taken { fresh: vec![], late: vec![] });
            }
        }

        let late = state.waiting.too_old();
        Some(Taken { fresh: state.waiting.next(most), late })
    }

    /// Takes out what has waited too long, so that it is told without a thread's coming by.
    pub fn too_old(&self) -> Vec<T> {
        self.lock().waiting.too_old()
    }

    /// How long something may wait.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    pub fn close(&self) {
        self.lock().open = false;
        self.wake.notify_all();
    }

    pub fn len(&self) -> usize {
        self.lock().waiting.len()
    }
}

#[expect(clippy::disallowed_methods, reason = "a monotonic clock, to measure waiting")]
fn moment() -> Monotonic {
    Monotonic::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::sleep;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn queue(most: usize) -> Queue<u32> {
        Queue::new(Limits { most, standing: MS(50), patience: MS(400) })
    }

    fn one(queue: &Queue<u32>) -> u32 {
        queue.take(1, None).expect("open").fresh[0]
    }

    #[test]
    fn on_a_calm_day_who_comes_first_is_first() {
        let queue = queue(10);
        (0..3).for_each(|n| assert!(queue.push(Lane::Now, n).expect("room").is_empty()));
        assert_eq!([one(&queue), one(&queue), one(&queue)], [0, 1, 2]);
    }

    #[test]
    fn in_a_rush_the_newest_goes_first_before_anybody_has_waited_long() {
        let hour = Duration::from_secs(3_600);
        let mut waiting = Waiting::new(Limits { most: 1_000, standing: hour, patience: hour });
        for n in 0..=RUSH {
            waiting.push(Lane::Now, n).expect("room");
        }
        assert_eq!(waiting.next(1), [RUSH]);
        assert_eq!(waiting.next(1), [0], "so many are no rush");
    }

    #[test]
    fn once_a_queue_stands_the_newest_goes_first_and_the_oldest_is_told() {
        let queue = queue(10);
        (0..2).for_each(|n| assert!(queue.push(Lane::Now, n).expect("room").is_empty()));
        sleep(MS(100));
        queue.push(Lane::Now, 2).expect("room");
        assert_eq!(one(&queue), 2, "the newest");
        sleep(MS(400));
        assert_eq!(queue.push(Lane::Now, 3).expect("room"), [0, 1], "told when the next one comes");
        assert_eq!(one(&queue), 3);
    }

    #[test]
    fn what_waited_too_long_is_told_without_a_thread() {
        let queue = queue(10);
        queue.push(Lane::Now, 0).expect("room");
        queue.push(Lane::Later, 1).expect("room");
        assert!(queue.too_old().is_empty());
        sleep(MS(450));
        assert_eq!(queue.too_old(), [0, 1]);
        assert_eq!(queue.len(), 0);
    }

    #[test]
    fn a_report_goes_last_and_gives_way() {
        let queue = queue(2);
        queue.push(Lane::Later, 0).expect("room");
        queue.push(Lane::Now, 1).expect("room");
        assert_eq!(queue.push(Lane::Now, 2).expect("room"), [0], "the report gives way");
        assert!(matches!(queue.push(Lane::Later, 3), Err(Error::Busy)), "and nothing gives way to a report");
        assert_eq!(queue.push(Lane::Now, 4).expect("room"), [1], "the oldest gives way to the newest");
        assert_eq!([one(&queue), one(&queue)], [2, 4]);

        queue.push(Lane::Later, 5).expect("room");
        queue.push(Lane::Now, 6).expect("room");
        assert_eq!([one(&queue), one(&queue)], [6, 5]);
    }
}
