//! Where ids come from: UUIDv7, so that they sort by age; a seeded source while demo data are made.

use crate::Clock;
use std::{cell::RefCell, sync::Mutex};
use uuid::{ContextV7, Timestamp, Uuid};

/// A source of ids for one thread: milliseconds since 1970 and ten random bytes.
pub type Source = Box<dyn FnMut() -> (u64, [u8; 10])>;

thread_local! { static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) }; }

/// The next id.
pub fn next() -> Uuid {
    SOURCE.with_borrow_mut(|source| match source {
        Some(source) => {
            let (millis, random) = source();
            uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
        }
        None => now(),
    })
}

/// The ids of one millisecond sort in the order in which they were made.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// An id of this moment, by the machine's clock as it is followed: what is sealed must not lie before or after its time
/// because the clock jumped.
pub(crate) fn now() -> Uuid {
    let micros = u64::try_from(Clock::System.now().0).unwrap_or(0);
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
    Uuid::new_v7(Timestamp::from_unix(&ORDER, micros / 1_000_000, nanos))
}

/// Makes this thread's ids repeatable; `None` goes back to the clock and the system's randomness.
pub fn use_source(source: Option<Source>) {
    SOURCE.set(source);
}

/// `N` bytes from the operating system.
///
/// # Panics
/// If the operating system has no randomness to give: nothing safe can be done then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// An id of 16 bytes that follow from something (RFC 9562, version 8).
pub fn of(bytes: [u8; 16]) -> Uuid {
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
