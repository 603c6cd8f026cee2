//! A value that only a cleared permit opens (T16). It has no `Display`, so that a template cannot print it by mistake.

use access::{Sight, Subject};

/// Something that may be protected.
#[derive(Clone)]
pub struct Protected<T> {
    value: T,
    closed: bool,
}

impl<T> Protected<T> {
    /// Wraps a value; `closed` says whether it needs clearance.
    pub fn new(value: T, closed: bool) -> Self {
        Self { value, closed }
    }

    /// The value, unless it is protected and this sight does not clear it.
    pub fn open<S: Subject>(&self, sight: &Sight<S>) -> Option<&T> {
        (!self.closed || sight.clears_protected()).then_some(&self.value)
    }

    /// Whether it needs clearance.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}

impl<T> std::fmt::Debug for Protected<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.closed { "protected" } else { "open" })
    }
}
