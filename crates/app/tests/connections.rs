//! The real program under connections that ask for nothing, and how it stops. What lasts longer than a few seconds
//! stands in `bench/attack.mjs`; the limits of time are told in short in `listen/tests.rs`.

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};
use testkit::World;
use tokio::{net::TcpSocket, runtime::Runtime, time::Instant};

/// Descriptors of the program: a place for 1,800 connections.
const DESCRIPTORS: u32 = 2_000;

struct Server {
    child: Child,
    public: SocketAddr,
    private: SocketAddr,
}

fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address")
}

impl Server {
    fn start(w: &World) -> Self {
        let (public, private) = (free_address(), free_address());
        let database = match &w.settings.database {
            store::Url::Sqlite(path) => format!("sqlite:{path}"),
            store::Url::Postgres(url) => url.clone(),
        };
        let limited = format!("ulimit -Sn 256; ulimit -Hn {DESCRIPTORS}; exec \"$0\" serve");
        let mut child = Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_earlyhelp")])
            .env("EARLYHELP_DATABASE", database)
            .env("EARLYHELP_DEMO", "1")
            .env("EARLYHELP_CLOCK", testkit::NOW.rfc3339())
            .env("EARLYHELP_PACK", concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/medway"))
            .env("EARLYHELP_LISTEN", public.to_string())
            .env("EARLYHELP_PRIVATE_LISTEN", private.to_string())
            .env("EARLYHELP_LOG", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert!(line.starts_with("listening"), "{line:?}");
        Self { child, public, private }
    }

    /// Resident memory, in MB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a line");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("a number") / 1_024
    }

    /// Tells it to stop; how long that took, and with what outcome.
    fn stop(mut self) -> (Duration, ExitStatus) {
        let began = Instant::now();
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("told");
        let status = self.child.wait().expect("ended");
        (began.elapsed(), status)
    }
}

/// Someone at an address of this machine's own network.
fn connect(runtime: &Runtime, from: &str, to: SocketAddr) -> Option<TcpStream> {
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().ok()?;
        socket.bind(SocketAddr::new(from.parse().ok()?, 0)).ok()?;
        tokio::time::timeout(Duration::from_secs(5), socket.connect(to)).await.ok()?.ok()?.into_std().ok()
    })?;
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    Some(stream)
}

fn begin(runtime: &Runtime, from: &str, to: SocketAddr, text: &str) -> TcpStream {
    let mut stream = connect(runtime, from, to).expect("connected");
    stream.write_all(text.as_bytes()).expect("sent");
    stream
}

/// The answer to a GET, which must come within two seconds.
fn get(runtime: &Runtime, from: &str, to: SocketAddr, path: &str) -> String {
    let began = Instant::now();
    let asked = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let mut stream = begin(runtime, from, to, &asked);
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    assert!(began.elapsed() < Duration::from_secs(2), "{path} took {:?}", began.elapsed());
    text
}

fn half_open(runtime: &Runtime, from: &str, to: SocketAddr, many: usize) -> Vec<TcpStream> {
    let open = || {
        let mut stream = connect(runtime, from, to)?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost:").ok()?;
        Some(stream)
    };
    (0..many).filter_map(|_| open()).collect()
}

fn refused(mut streams: Vec<TcpStream>) -> usize {
    let mut told = 0;
    for stream in &mut streams {
        let _ = stream.set_read_timeout(Some(Duration::from_millis(1)));
        let mut bytes = [0; 12];
        told += usize::from(stream.read(&mut bytes).is_ok_and(|_| bytes == *b"HTTP/1.1 503"));
    }
    told
}

fn raise_descriptors() {
    let most = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
}

#[test]
fn connections_that_ask_for_nothing_keep_nobody_out() {
    raise_descriptors();
    let (w, runtime) = (World::sqlite(), Runtime::new().expect("a runtime"));
    let token = runtime.block_on(async { w.program("school").await.token().expect("a token") });
    let server = Server::start(&w);
    let (public, private) = (server.public, server.private);
    assert!(get(&runtime, "127.0.0.2", public, "/services").starts_with("HTTP/1.1 200 "));
    let before = server.memory();

    // one client, more than its 256; more than the soft limit with which the program was started
    let one = half_open(&runtime, "127.0.0.1", public, 1_100);
    assert!(get(&runtime, "127.0.0.2", public, "/services").starts_with("HTTP/1.1 200 "));
    assert!(get(&runtime, "127.0.0.1", private, "/health").starts_with("HTTP/1.1 200 "));

    // from many addresses, more together than there are places
    let many: Vec<_> = (1..=12).flat_map(|n| half_open(&runtime, &format!("127.0.1.{n}"), public, 250)).collect();
    let body = begin(&runtime, "127.0.0.3", public, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n");
    // whoever has sent nothing for a second makes room for others
    std::thread::sleep(Duration::from_secs(1));
    let _reader = begin(&runtime, "127.0.0.4", public, &"GET /services HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));
    for _ in 0..5 {
        assert!(get(&runtime, "127.0.0.2", public, "/services").starts_with("HTTP/1.1 200 "));
        assert!(get(&runtime, "127.0.0.1", private, "/health").starts_with("HTTP/1.1 200 "));
    }

    let metrics = get(&runtime, "127.0.0.1", private, "/metrics");
    let figure = |name: &str| -> usize {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {metrics}"))
    };
    assert!(figure("earlyhelp_connections") <= 1_800);
    assert!(figure("earlyhelp_connections_displaced_total") >= 1);
    assert!(figure("earlyhelp_connections_refused_total") >= 800);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 100, "memory grew by {grown} MB");
    assert!(refused(one) > 0, "the newest were told");
    drop((many, body));

    send_contact(&runtime, &token, public);
    let (took, status) = server.stop();
    assert!(status.success() && took < Duration::from_secs(3), "{status} after {took:?}");
    sealed(&w);
}

fn stops(w: &World) {
    let runtime = Runtime::new().expect("a runtime");
    let server = Server::start(w);
    let mut open =
        begin(&runtime, "127.0.0.1", server.public, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n");
    let half = half_open(&runtime, "127.0.0.1", server.public, 1);
    // what has not been read when it stops has not begun
    std::thread::sleep(Duration::from_millis(300));
    let public = server.public;
    let (took, status) = server.stop();
    assert!(status.success(), "{status}");
    assert!((9..11).contains(&took.as_secs()), "the open request had its time and no more: {took:?}");
    assert_eq!(open.read(&mut [0]).unwrap_or(0), 0, "it was dropped");
    assert!(connect(&runtime, "127.0.0.1", public).is_none());
    drop(half);
}

/// A school sends a contact, of which the log tells.
fn send_contact(runtime: &Runtime, token: &str, to: SocketAddr) {
    let body = r#"{"kind": "request", "source": "school", "channel": "online", "summary": "Misses school.",
        "needs": ["school-attendance"], "agreement": "given",
        "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro"}]}"#;
    let asked = format!(
        "POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: one\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut bytes = [0; 12];
    begin(runtime, "127.0.0.1", to, &asked).read_exact(&mut bytes).expect("an answer");
    assert_eq!(&bytes, b"HTTP/1.1 201");
}

/// Nothing is left to be sealed.
fn sealed(w: &World) {
    let left = w.conn().write(|conn| store::seal::seal_within(conn, testkit::NOW)).expect("sealed");
    assert_eq!(left, 0, "what was logged last is in the chain");
}

#[test]
fn a_request_that_does_not_end_does_not_hold_up_the_stop_on_sqlite() {
    stops(&World::sqlite());
}

#[test]
fn a_request_that_does_not_end_does_not_hold_up_the_stop_on_postgres() {
    World::postgres().iter().for_each(stops);
}

#[test]
fn doctor_says_what_to_set_behind_a_proxy() {
    let w = World::sqlite();
    let store::Url::Sqlite(path) = &w.settings.database else { panic!("a file") };
    let told = |proxy: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_earlyhelp"))
            .arg("doctor")
            .env("EARLYHELP_DATABASE", format!("sqlite:{path}"))
            .env("EARLYHELP_PACK", concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/medway"))
            .env("EARLYHELP_URL", "https://early-help.example.org")
            .env("EARLYHELP_PROXY", proxy)
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(told("").contains("Set EARLYHELP_PROXY to the proxy's IP address"));
    assert!(!told("10.0.0.5, 2001:db8::7").contains("EARLYHELP_PROXY"));
    assert!(told("proxy.example.org").contains("EARLYHELP_PROXY must be IP addresses"));
}
