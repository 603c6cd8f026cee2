//! A bounded queue between the web's tasks and the database's threads.

use crate::Error;
use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant as Monotonic},
};

struct State<T> {
    waiting: VecDeque<(Monotonic, T)>,
    open: bool,
}

/// First in, first out; refuses what would wait too long.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    wake: Condvar,
    most: usize,
    patience: Duration,
}

impl<T> Queue<T> {
    pub fn new(most: usize, patience: Duration) -> Self {
        let state = State { waiting: VecDeque::new(), open: true };
        Self { state: Mutex::new(state), wake: Condvar::new(), most, patience }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds, or says at once that there is no room.
    pub fn push(&self, item: T) -> Result<(), Error> {
        let mut state = self.lock();
        if !state.open {
            return Err(Error::Closed);
        }
        if state.waiting.len() >= self.most {
            return Err(Error::Busy);
        }
        #[expect(clippy::disallowed_methods, reason = "a monotonic clock, to measure waiting")]
        state.waiting.push_back((Monotonic::now(), item));
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// Waits for work; at most `most` items, with those that waited too long apart. Both empty when none came within
    /// `idle`; `None` when closed.
    pub fn take(&self, most: usize, idle: Option<Duration>) -> Option<(Vec<T>, Vec<T>)> {
        let mut state = self.lock();
        while state.waiting.is_empty() {
            if !state.open {
                return None;
            }
            let Some(idle) = idle else {
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let (woken, timed) = self.wake.wait_timeout(state, idle).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if timed.timed_out() && state.waiting.is_empty() {
                return Some((vec![], vec![]));
            }
        }
        let many = most.min(state.waiting.len());
        let (mut fresh, mut late) = (Vec::with_capacity(many), Vec::new());
        for (since, item) in state.waiting.drain(..many) {
            if since.elapsed() > self.patience { late.push(item) } else { fresh.push(item) }
        }
        Some((fresh, late))
    }

    pub fn close(&self) {
        self.lock().open = false;
        self.wake.notify_all();
    }

    pub fn len(&self) -> usize {
        self.lock().waiting.len()
    }
}
