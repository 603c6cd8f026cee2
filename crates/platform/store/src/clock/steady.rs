//! The machine's clock as it is followed: time goes on by a clock that nobody can set, and the wall clock is heeded
//! while it agrees (T11).
//!
//! A wall clock that jumps (a dead battery, a wrong time server, a virtual machine that was moved) would end sessions,
//! lengthen them, or make every account look unused. So a jump is not followed until the clock has stayed there for
//! ten minutes: whoever set it right then meant it.

use crate::Instant;
use std::sync::{Mutex, PoisonError};

/// Microseconds.
const SECOND: i64 = 1_000_000;

/// A wall clock that differs by less is followed, little by little.
const AGREES: i64 = 60 * SECOND;

/// A wall clock that has jumped is followed once it has stayed there for so long.
const BELIEVED_AFTER: i64 = 600 * SECOND;

/// A jump of the machine's clock that was seen and not followed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// By how much; negative is back.
    pub seconds: i64,
    /// When it was seen, by the clock as it is followed.
    pub at: Instant,
}

/// A wall clock that says something else.
#[derive(Debug, Clone, Copy)]
struct Doubt {
    ahead: i64,
    since: i64,
}

/// How far ahead of the steady clock the wall clock is held to be.
#[derive(Debug)]
struct Follower {
    ahead: i64,
    /// The steady clock, when it was last asked.
    asked: i64,
    doubt: Option<Doubt>,
    jump: Option<Jump>,
}

/// The moment it is, and whether the clock was just seen to jump.
struct Told {
    now: i64,
    jumped: Option<Jump>,
}

impl Follower {
    const fn new(wall: i64, steady: i64) -> Self {
        Self { ahead: wall - steady, asked: steady, doubt: None, jump: None }
    }

    /// All in microseconds: the wall clock's since 1970, the steady clock's since the machine was started.
    fn now(&mut self, wall: i64, steady: i64) -> Told {
        let passed = (steady - self.asked).max(0);
        self.asked = self.asked.max(steady);
        let seen = wall - self.asked;
        let off = seen - self.ahead;

        let mut jumped = None;
        if off.abs() <= AGREES {
            self.doubt = None;
            // at most half as fast again or half as slow, so that time never goes back
            self.ahead += off.clamp(-passed / 2, passed / 2);
        } else {
            jumped = self.hold_off(seen, off);
        }
        Told { now: self.asked + self.ahead, jumped }
    }

    /// Not followed, unless it has said so for long; the jump, if it is a new one.
    fn hold_off(&mut self, seen: i64, off: i64) -> Option<Jump> {
        let doubt = self.doubt.filter(|doubt| (seen - doubt.ahead).abs() <= AGREES);
        match doubt {
            Some(doubt) if self.asked - doubt.since >= BELIEVED_AFTER => {
                (self.ahead, self.doubt) = (seen, None);
                None
            }
            Some(_) => None,
            None => {
                self.doubt = Some(Doubt { ahead: seen, since: self.asked });
                self.jump = Some(Jump { seconds: off / SECOND, at: Instant(self.asked + self.ahead) });
                self.jump
            }
        }
    }
}

static FOLLOWER: Mutex<Option<Follower>> = Mutex::new(None);

/// The machine's clock as it is followed.
pub(super) fn now() -> Instant {
    let mut follower = FOLLOWER.lock().unwrap_or_else(PoisonError::into_inner);
    let (wall, steady) = (wall(), steady());
    let told = follower.get_or_insert_with(|| Follower::new(wall, steady)).now(wall, steady);
    drop(follower);

    if let Some(Jump { seconds, .. }) = told.jumped {
        tracing::error!(
            seconds,
            "the machine's clock jumped; it is not followed until it has stayed so for 10 minutes"
        );
    }
    Instant(told.now)
}

/// The last jump that this program has seen.
pub fn last_jump() -> Option<Jump> {
    FOLLOWER.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|follower| follower.jump)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn wall() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A clock that nobody can set; on Linux it goes on while the machine sleeps.
fn steady() -> i64 {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    let told = clock_gettime(ClockId::Boottime);
    #[cfg(not(target_os = "linux"))]
    let told = clock_gettime(ClockId::Monotonic);
    told.tv_sec * SECOND + told.tv_nsec / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400 * SECOND;
    const START: i64 = 20_000 * DAY;

    /// Goes on second by second for so long with the wall clock off by `off`; the moments told.
    fn run(follower: &mut Follower, from: i64, seconds: i64, off: i64) -> Vec<i64> {
        (from..from + seconds).map(|s| follower.now(START + s * SECOND + off, s * SECOND).now).collect()
    }

    #[test]
    fn a_clock_that_jumps_for_seconds_is_not_followed_and_is_told() {
        for off in [50 * DAY, -3 * 3_600 * SECOND] {
            let mut follower = Follower::new(START, 0);
            run(&mut follower, 1, 10, 0);
            let during = run(&mut follower, 11, 6, off);
            assert_eq!(during, (11..17).map(|s| START + s * SECOND).collect::<Vec<_>>(), "time goes on as before");
            let after = run(&mut follower, 17, 10, 0);
            assert_eq!(after.last(), Some(&(START + 26 * SECOND)));
            assert_eq!(follower.jump, Some(Jump { seconds: off / SECOND, at: Instant(START + 11 * SECOND) }));
        }
    }

    #[test]
    fn a_clock_that_was_set_right_is_followed_after_ten_minutes() {
        let mut follower = Follower::new(START, 0);
        let told = run(&mut follower, 1, 700, 3 * DAY);
        assert_eq!(told[599], START + 600 * SECOND, "not yet");
        assert_eq!(told[600], START + 3 * DAY + 601 * SECOND);
        // one that jumps here and there is never believed
        let mut follower = Follower::new(START, 0);
        for turn in 0..100 {
            let off = if turn % 2 == 0 { 3 * DAY } else { -3 * DAY };
            let told = run(&mut follower, 1 + turn * 30, 30, off);
            assert_eq!(told[29], START + (30 + turn * 30) * SECOND);
        }
    }

    #[test]
    fn a_small_difference_is_made_up_for_and_time_never_goes_back() {
        for off in [40 * SECOND, -40 * SECOND] {
            let mut follower = Follower::new(START, 0);
            let told = run(&mut follower, 1, 100, off);
            assert!(told.is_sorted_by(|one, next| one < next), "time never goes back");
            assert_eq!(told[99], START + 100 * SECOND + off, "and agrees in the end");
            assert_eq!(follower.jump, None);
        }
    }

    #[test]
    fn a_machine_that_slept_is_followed_at_once() {
        let mut follower = Follower::new(START, 0);
        // both clocks count the sleep
        assert_eq!(follower.now(START + DAY, DAY).now, START + DAY);
        assert_eq!(follower.jump, None);
    }
}
