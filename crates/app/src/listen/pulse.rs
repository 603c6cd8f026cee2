//! What a connection is doing, and until when it may.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long each phase of a request may last.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the connection, or the first byte of a later request, to the end of its head.
    pub head: Duration,
    /// From there to the end of the body, however slowly it drips.
    pub body: Duration,
    /// Between an answer and the next request.
    pub idle: Duration,
    /// As `idle`, for a trusted proxy: longer than proxies keep theirs, so that it is they who close.
    pub idle_proxy: Duration,
    /// For how long nothing of an answer may be taken; and the whole of it has so long, and what `pace` adds.
    pub write: Duration,
    /// Bytes of an answer for which the whole of it gets another second.
    pub pace: u64,
}

impl Limits {
    /// A slow telephone has time enough; someone who only holds a connection has not.
    pub const USUAL: Self = Self {
        head: Duration::from_secs(10),
        body: Duration::from_secs(30),
        idle: Duration::from_secs(30),
        // nginx keeps them for 60 seconds
        idle_proxy: Duration::from_secs(75),
        write: Duration::from_secs(30),
        // some 16 kbit/s
        pace: 2_048,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing, or the beginning of a head, has come.
    First,
    /// An answer was given; nothing has come since.
    Idle,
    /// The head of a later request is coming.
    Head,
    /// A body is coming.
    Body,
    /// The program works on the request; the data layer has limits of its own.
    Working,
    /// The answer is being made and sent.
    Answering,
    /// All of it is made; what is not sent lies in the buffer.
    Sending,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Since when the peer takes nothing.
    stalled: Option<Instant>,
    /// Bytes of this answer that were taken.
    taken: u64,
    stopping: bool,
}

/// The phase of one connection, as its stream and its bodies tell it.
#[derive(Debug)]
pub(super) struct Pulse {
    limits: Limits,
    state: Mutex<State>,
}

impl Pulse {
    pub(super) fn new(limits: Limits) -> Self {
        let state = State { phase: Phase::First, since: Instant::now(), stalled: None, taken: 0, stopping: false };
        Self { limits, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn to(&self, from: &[Phase], phase: Phase) {
        let mut state = self.state();
        if from.contains(&state.phase) {
            (state.phase, state.since) = (phase, Instant::now());
        }
    }

    /// Until when the connection may go on as it does; `None` while the program is at work.
    pub(super) fn until(&self) -> Option<Instant> {
        let (state, limits) = (self.state(), self.limits);
        let paced = Duration::from_secs(state.taken / limits.pace);

        let until = match state.phase {
            // a request that has not come whole was not begun
            Phase::First | Phase::Idle | Phase::Head if state.stopping => state.since,
            Phase::First | Phase::Head => state.since + limits.head,
            Phase::Idle => state.since + limits.idle,
            Phase::Body => state.since + limits.body,
            Phase::Working => return None,
            Phase::Answering | Phase::Sending => state.since + limits.write + paced,
        };
        Some(state.stalled.map_or(until, |stalled| until.min(stalled + limits.write)))
    }

    /// Whether an answer was given and nothing has come since.
    pub(super) fn is_idle(&self) -> bool {
        self.state().phase == Phase::Idle
    }

    /// Nothing new is begun on it.
    pub(super) fn stop(&self) {
        self.state().stopping = true;
    }

    /// Bytes have come.
    pub(super) fn came(&self) {
        self.to(&[Phase::Idle], Phase::Head);
    }

    /// A head has come whole.
    pub(super) fn head_came(&self, body_follows: bool) {
        let next = if body_follows { Phase::Body } else { Phase::Working };
        self.to(&[Phase::First, Phase::Idle, Phase::Head, Phase::Sending], next);
        self.state().taken = 0;
    }

    /// A body has come whole, or nobody wants the rest.
    pub(super) fn body_came(&self) {
        self.to(&[Phase::Body], Phase::Working);
    }

    /// The program has its answer.
    pub(super) fn answers(&self) {
        self.to(&[Phase::Body, Phase::Working], Phase::Answering);
    }

    /// All of the answer is made.
    pub(super) fn answered(&self) {
        self.to(&[Phase::Answering], Phase::Sending);
    }

    /// The system took bytes from us.
    pub(super) fn wrote(&self, bytes: usize) {
        let mut state = self.state();
        state.stalled = None;
        state.taken = state.taken.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// The system takes no more from us: the peer does not read.
    pub(super) fn stalled(&self) {
        self.state().stalled.get_or_insert_with(Instant::now);
    }

    /// Nothing of an answer lies here any more.
    pub(super) fn flushed(&self) {
        self.to(&[Phase::Sending], Phase::Idle);
    }
}
