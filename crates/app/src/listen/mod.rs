//! How the program meets the network: who may come in, for how long a connection may do nothing, and how it ends.
//!
//! Every limit is there so that someone who opens connections and lets them lie cannot keep others out: time limits
//! on each phase of a request, a cap by client and in all, memory for what is being sent, and a bounded stop.
//! It never looks into a request beyond the address of its client.

mod body;
mod door;
mod line;
mod pulse;
#[cfg(test)]
mod tests;

pub use door::Figures;
pub use pulse::Limits;

use axum::Router;
use body::Bodies;
use door::{Door, Place};
use std::{io, net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};
use web::Client;

/// Requests that run when the program is told to stop have so long to end.
pub const GRACE: Duration = Duration::from_secs(10);

/// Descriptors that are kept back for the database, files and the private listener.
const RESERVE: u64 = 200;

/// The most connections that the public listener holds, however many descriptors there are.
const MOST: u64 = 4_096;

/// What one listener allows.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Connections in all.
    pub most: usize,
    /// Connections of one client.
    pub by_client: usize,
    /// Proxies whose word on the client is taken; they have no limit of their own.
    pub proxies: Arc<[IpAddr]>,
    /// Whether the public address is https.
    pub https: bool,
    /// How long each phase of a request may last.
    pub limits: Limits,
    /// How long running requests have when the program stops.
    pub grace: Duration,
}

impl Rules {
    /// For the public listener of a process that may open so many files.
    pub fn public(proxies: &[IpAddr], https: bool, descriptors: u64) -> Self {
        let most = descriptors.saturating_sub(RESERVE).clamp(16, MOST);
        Self {
            most: usize::try_from(most).unwrap_or(16),
            by_client: 256,
            proxies: proxies.into(),
            https,
            limits: Limits::USUAL,
            grace: GRACE,
        }
    }

    /// For `/health` and `/metrics`: few ask, and they must be answered whatever goes on outside.
    pub fn private() -> Self {
        let (most, none) = (64, [].into());
        Self { most, by_client: most, proxies: none, https: false, limits: Limits::USUAL, grace: Duration::ZERO }
    }
}

/// Raises the limit of open files to what the system allows; what it is then.
pub fn raise_descriptors() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    // what cannot be raised is counted with as it is
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Serves until `stop` turns true; then nobody comes in, idle connections end, and requests that run have the grace
/// of the rules to finish, after which they are dropped.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    rules: Rules,
    figures: Arc<Figures>,
    stop: watch::Receiver<bool>,
) {
    let door = Arc::new(Door::new(&rules, figures));
    let mut stopping = stop.clone();
    let desk = Arc::new(line::Desk { router, rules, bodies: Arc::new(Bodies::new()), stop });

    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => let_in(&door, &desk, stream, peer.ip()).await,
                Err(e) => wait_out(&e).await,
            },
            () = told_to(&mut stopping) => break,
        }
    }

    drop(listener);
    // those who are not out by then are dropped with the runtime
    let _ = timeout(desk.rules.grace, door.empty()).await;
}

/// When it is told to stop, or nobody is there to tell it any more.
async fn told_to(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn let_in(door: &Arc<Door>, desk: &Arc<line::Desk>, stream: TcpStream, peer: IpAddr) {
    let known = desk.rules.proxies.contains(&peer.to_canonical());
    let client = (!known).then(|| Client::of(peer));

    match door.enter(client).await {
        Some(place) => {
            // an answer goes out as soon as it is written
            let _ = stream.set_nodelay(true);
            tokio::spawn(attend(desk.clone(), stream, peer, place));
        }
        None => door.turn_away(stream, desk.rules.https),
    }
}

async fn attend(desk: Arc<line::Desk>, stream: TcpStream, peer: IpAddr, place: Place) {
    tokio::select! {
        () = desk.attend(stream, peer, &place) => {}
        () = place.given_up() => {}
    }
}

/// Without descriptors or memory nobody can be let in: what is here goes on, and it is tried again.
async fn wait_out(error: &io::Error) {
    if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
        return;
    }
    tracing::warn!(error = %error, "no connection could be accepted; trying again");
    sleep(Duration::from_millis(100)).await;
}
