//! A value that only a cleared permit opens (T16). It has no `Display`, so that a template cannot print it by mistake.

use access::{Sight, Subject};

/// Something that may be protected.
#[derive(Clone)]
pub struct Protected<T> {
    value: T,
    closed: bool,
    /// Whether it belongs to the family under whose sight it was read.
    at_home: bool,
}

impl<T> Protected<T> {
    /// Wraps a value; `closed` says whether it needs clearance. Only those who are cleared for the family in which its
    /// owner lives can be: somebody who was joined to another family, too, brings no clearance along.
    pub fn new(value: T, closed: bool, at_home: bool) -> Self {
        Self { value, closed, at_home }
    }

    /// The value, unless it is protected and this sight does not clear it.
    pub fn open<S: Subject>(&self, sight: &Sight<S>) -> Option<&T> {
        let cleared = self.at_home && sight.clears_protected();
        (!self.closed || cleared).then_some(&self.value)
    }

    /// The value, where it needs no clearance.
    pub(crate) fn unless_closed(&self) -> Option<&T> {
        (!self.closed).then_some(&self.value)
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
