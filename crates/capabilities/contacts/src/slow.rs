//! Whoever sends many contacts without an account is slowed, so that nobody can bury the queue in a minute: the first
//! pass at once, then one after another, and whoever would wait too long is asked to come back.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// So many pass at once…
const AT_ONCE: usize = 10;

/// …in so long.
const SPAN: Duration = Duration::from_secs(600);

/// After that one passes in so long.
const EVERY: Duration = Duration::from_secs(3);

/// Nobody is kept waiting longer.
const LONGEST: Duration = Duration::from_secs(30);

/// So many senders are remembered; beyond it, whoever sent longest ago is forgotten.
const SENDERS: usize = 10_000;

/// Who sent anonymously in the last minutes. It stands in memory: a restart forgets it, and no address is kept.
#[derive(Debug, Default)]
pub(crate) struct Slow(Mutex<HashMap<IpAddr, VecDeque<Instant>>>);

/// When somebody's turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// After so long, which may be at once.
    In(Duration),
    /// Later than anyone is kept waiting: to be asked for again after so long.
    Later(Duration),
}

impl Slow {
    /// Takes a turn.
    pub fn turn(&self, from: IpAddr, now: Instant) -> Turn {
        let mut senders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !senders.contains_key(&from) {
            make_room(&mut senders, now);
        }

        let turns = senders.entry(from).or_default();
        let at = next(turns, now);
        if at > now + LONGEST {
            return Turn::Later(at - LONGEST - now);
        }
        turns.push_back(at);
        if turns.len() > AT_ONCE {
            turns.pop_front();
        }
        Turn::In(at - now)
    }
}

/// The next free turn after the last ones of a sender.
fn next(turns: &VecDeque<Instant>, now: Instant) -> Instant {
    let lately = turns.iter().filter(|turn| **turn + SPAN > now).count();
    match turns.back() {
        Some(last) if lately >= AT_ONCE => now.max(*last + EVERY),
        _ => now,
    }
}

fn make_room(senders: &mut HashMap<IpAddr, VecDeque<Instant>>, now: Instant) {
    if senders.len() < SENDERS {
        return;
    }
    senders.retain(|_, turns| turns.back().is_some_and(|last| *last + SPAN > now));
    if senders.len() >= SENDERS
        && let Some(oldest) = senders.iter().min_by_key(|(_, turns)| turns.back().copied()).map(|(client, _)| *client)
    {
        senders.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "198.51.100.7";

    fn from(address: &str) -> IpAddr {
        address.parse().expect("an address")
    }

    #[test]
    fn ten_pass_at_once_then_one_in_three_seconds_and_who_would_wait_too_long_comes_back() {
        let (slow, now) = (Slow::default(), Instant::now());
        let turns: Vec<Turn> = (0..21).map(|_| slow.turn(from(AT), now)).collect();
        assert!(turns[..10].iter().all(|turn| *turn == Turn::In(Duration::ZERO)));
        assert_eq!(turns[10], Turn::In(Duration::from_secs(3)));
        assert_eq!(turns[19], Turn::In(Duration::from_secs(30)));
        assert_eq!(turns[20], Turn::Later(Duration::from_secs(3)));

        // who comes back then has a turn; nobody else waited for them
        assert_eq!(slow.turn(from(AT), now + Duration::from_secs(3)), Turn::In(LONGEST));
        assert_eq!(slow.turn(from("198.51.100.8"), now), Turn::In(Duration::ZERO));
        // and after ten quiet minutes all is as before
        assert_eq!(slow.turn(from(AT), now + SPAN * 2), Turn::In(Duration::ZERO));
    }

    #[test]
    fn it_remembers_no_more_than_so_many_senders() {
        let (slow, now) = (Slow::default(), Instant::now());
        for n in 0..u32::try_from(SENDERS).expect("few") + 50 {
            slow.turn(std::net::Ipv4Addr::from(n).into(), now + Duration::from_millis(n.into()));
        }
        assert_eq!(slow.0.lock().expect("free").len(), SENDERS);
    }
}
