//! What is sent to the program and by it, watched as it passes.

use super::pulse::Pulse;
use axum::body::Body as Answer;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
};

/// Every request may send so many bytes, whoever else sends: forms as people fill them in.
const FREE: usize = 32 * 1_024;

/// The bytes of all bodies together beyond what is free.
const SHARED: usize = 64 * 1_024 * 1_024;

/// Room in memory for larger bodies, shared by all connections of a listener.
pub(super) struct Bodies {
    left: AtomicUsize,
}

impl Bodies {
    pub(super) fn new() -> Self {
        Self { left: AtomicUsize::new(SHARED) }
    }
}

/// What one request has of the room, until it is answered.
pub(super) struct Share {
    bodies: Arc<Bodies>,
    came: AtomicUsize,
    taken: AtomicUsize,
    refused: AtomicBool,
}

impl Share {
    pub(super) fn of(bodies: &Arc<Bodies>) -> Arc<Self> {
        Arc::new(Self {
            bodies: bodies.clone(),
            came: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            refused: AtomicBool::new(false),
        })
    }

    /// Whether there was no room for it.
    pub(super) fn refused(&self) -> bool {
        self.refused.load(Relaxed)
    }

    fn take(&self, bytes: usize) -> bool {
        let came = self.came.fetch_add(bytes, Relaxed) + bytes;
        let more = came.saturating_sub(FREE).saturating_sub(self.taken.load(Relaxed));
        let there = self.bodies.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(more)).is_ok();
        if there {
            self.taken.fetch_add(more, Relaxed);
        } else {
            self.refused.store(true, Relaxed);
        }
        there
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.bodies.left.fetch_add(self.taken.load(Relaxed), Relaxed);
    }
}

/// A request's body.
pub(super) struct Arriving {
    pub(super) body: Incoming,
    pub(super) pulse: Arc<Pulse>,
    pub(super) share: Arc<Share>,
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.pulse.body_came();
        }

        let bytes = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        if !self.share.take(bytes) {
            return Poll::Ready(Some(Err(axum::Error::new("too much is being sent at once"))));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.pulse.body_came();
    }
}

/// An answer's body.
pub(super) struct Leaving {
    pub(super) body: Answer,
    pub(super) pulse: Arc<Pulse>,
}

impl Body for Leaving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.pulse.answered();
    }
}
