//! How many requests are under way at once (T12).
//!
//! The threads of the data layer are few, and what waits for them is kept in order. But a request also waits for the
//! processor, before and after each of its queries, in turn with all the others that are under way. So only some are let
//! in at once; the rest waits at this gate by the same rule as for a thread: in turn while it is calm, the newest first
//! in a rush, reports last, and nobody longer than there is patience.

use crate::{
    Error, Result,
    queue::{Lane, Limits, Waiting},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

struct State {
    free: usize,
    waiting: Waiting<oneshot::Sender<Turn>>,
}

pub(crate) struct Gate {
    state: Mutex<State>,
    limits: Limits,
}

/// One that was let in; the next is when this is dropped.
pub struct Turn(Arc<Gate>);

impl Gate {
    pub fn new(at_once: usize, limits: Limits) -> Arc<Self> {
        let state = State { free: at_once, waiting: Waiting::new(limits) };
        Arc::new(Self { state: Mutex::new(state), limits })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits to be let in.
    ///
    /// # Errors
    /// [`Error::Busy`] after too long, or when too many wait.
    pub async fn enter(self: &Arc<Self>, lane: Lane) -> Result<Turn> {
        let Some(mut place) = self.ask(lane)? else { return Ok(Turn(self.clone())) };
        match tokio::time::timeout(self.limits.patience, &mut place).await {
            Ok(turn) => turn.map_err(|_| Error::Busy),
            Err(_) => {
                // whoever waited as long as this one is told, too
                drop(self.lock().waiting.too_old());
                place.try_recv().map_err(|_| Error::Busy)
            }
        }
    }

    /// A place in the line; none where one may go in at once.
    fn ask(&self, lane: Lane) -> Result<Option<oneshot::Receiver<Turn>>> {
        let mut state = self.lock();
        if state.free > 0 {
            state.free -= 1;
            return Ok(None);
        }
        let (caller, place) = oneshot::channel();
        // to be dropped is to be refused
        state.waiting.push(lane, caller)?;
        Ok(Some(place))
    }

    pub fn len(&self) -> usize {
        self.lock().waiting.len()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.lock();
            drop(state.waiting.too_old());
            let next = state.waiting.next(1).pop();
            if next.is_none() {
                state.free += 1;
            }
            next
        };
        // one that has gone away drops the turn that it is given, and so the next is let in
        if let Some(next) = next {
            let _ = next.send(Turn(self.0.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn gate(at_once: usize) -> Arc<Gate> {
        let ms = Duration::from_millis;
        Gate::new(at_once, Limits { most: 100, standing: ms(50), patience: ms(300) })
    }

    #[tokio::test]
    async fn so_many_are_let_in_and_the_rest_is_told() {
        let gate = gate(2);
        let one = gate.enter(Lane::Now).await.expect("let in");
        let _two = gate.enter(Lane::Now).await.expect("let in");
        assert!(matches!(gate.enter(Lane::Now).await, Err(Error::Busy)), "there is no third place");
        drop(one);
        let _three = gate.enter(Lane::Later).await.expect("let in again");
        assert_eq!(gate.len(), 0);
    }

    #[tokio::test]
    async fn work_goes_before_reports_and_who_went_away_holds_up_nobody() {
        let gate = gate(1);
        let turn = gate.enter(Lane::Now).await.expect("let in");
        let enter = |lane| {
            let gate = gate.clone();
            tokio::spawn(async move { gate.enter(lane).await.map(|_| std::time::SystemTime::UNIX_EPOCH) })
        };
        let (report, gone, work) = (enter(Lane::Later), enter(Lane::Now), gate.ask(Lane::Now));
        tokio::task::yield_now().await;
        gone.abort();
        let _ = gone.await;
        drop(turn);
        let mut place = work.expect("room").expect("in line");
        let turn = place.try_recv().expect("work is let in first, though it came last");
        assert!(!report.is_finished());
        drop(turn);
        assert!(report.await.expect("it ends").is_ok(), "then the report");
    }
}
