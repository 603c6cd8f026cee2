//! A listener with limits short enough to wait for.

use super::{Figures, Limits, Rules, serve};
use axum::{
    Extension, Router,
    routing::{get, post},
};
use std::{
    io::{ErrorKind, Read, Write},
    net::{IpAddr, SocketAddr, TcpStream},
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::Runtime,
    sync::watch,
    task::JoinHandle,
    time::Instant,
};
use web::Client;

const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const LARGE: usize = 32 * 1_024 * 1_024;

struct House {
    runtime: Runtime,
    address: SocketAddr,
    figures: Arc<Figures>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

/// Half a second is long; two are more than that on a busy machine.
fn rules() -> Rules {
    let limits = Limits {
        head: Duration::from_millis(500),
        body: Duration::from_millis(500),
        idle: Duration::from_secs(2),
        idle_proxy: Duration::from_secs(9),
        write: Duration::from_millis(500),
        pace: 1 << 40,
    };
    Rules { limits, most: 4, by_client: 2, grace: Duration::from_secs(1), ..Rules::public(&[], false, 4_096) }
}

fn house(rules: Rules) -> House {
    let runtime = Runtime::new().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("listening");
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/who", get(|Extension(client): Extension<Client>| async move { client.address().to_string() }))
        .route("/large", get(|| async { "x".repeat(LARGE) }))
        .route("/long", get(|| async { tokio::time::sleep(Duration::from_millis(700)).await }))
        .route("/forever", get(|| async { std::future::pending::<()>().await }))
        .route("/echo", post(echo));
    let (stop, stopping) = watch::channel(false);
    let (address, figures) = (listener.local_addr().expect("an address"), Arc::<Figures>::default());
    let served = runtime.spawn(serve(listener, router, rules, figures.clone(), stopping));
    House { runtime, address, figures, stop, served }
}

async fn echo(request: axum::extract::Request) -> String {
    let body = axum::body::to_bytes(request.into_body(), usize::MAX).await;
    body.map_or_else(|e| e.to_string(), |body| body.len().to_string())
}

impl House {
    fn connect(&self) -> Peer {
        self.connect_from("127.0.0.1")
    }

    fn connect_from(&self, source: &str) -> Peer {
        let source = SocketAddr::new(source.parse().expect("an address"), 0);
        let stream = self.runtime.block_on(async {
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind(source).expect("bound");
            socket.connect(self.address).await.expect("connected").into_std().expect("a stream")
        });
        stream.set_nonblocking(false).expect("set");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
        Peer(stream)
    }

    /// How long it takes to end once it is told to.
    fn stop(self) -> Duration {
        let began = Instant::now();
        self.stop.send(true).expect("told");
        self.runtime.block_on(self.served).expect("ended");
        began.elapsed()
    }
}

struct Peer(TcpStream);

impl Peer {
    fn send(&mut self, text: &str) -> &mut Self {
        self.0.write_all(text.as_bytes()).expect("sent");
        self
    }

    /// What comes next.
    fn hear(&mut self) -> String {
        let mut bytes = [0; 4_096];
        let many = self.0.read(&mut bytes).expect("an answer");
        String::from_utf8_lossy(&bytes[..many]).into_owned()
    }

    /// All that comes, until the other side hangs up; how long that took.
    fn hear_out(&mut self) -> (String, Duration) {
        let (began, mut bytes) = (Instant::now(), Vec::new());
        match self.0.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(e) => assert_eq!(e.kind(), ErrorKind::ConnectionReset, "it hung up"),
        }
        (String::from_utf8_lossy(&bytes).into_owned(), began.elapsed())
    }
}

fn about_half_a_second(took: Duration) {
    assert!((300..1_900).contains(&took.as_millis()), "{took:?}");
}

#[test]
fn a_head_that_does_not_end_is_not_waited_for() {
    let house = house(rules());
    let (heard, took) = house.connect().send("GET / HTTP/1.1\r\nHost").hear_out();
    assert_eq!(heard, "");
    about_half_a_second(took);
    about_half_a_second(house.connect().hear_out().1);
    assert_eq!(house.figures.limited.load(Relaxed), 2);
}

#[test]
fn a_connection_is_kept_between_requests_but_not_for_ever() {
    let house = house(rules());
    let mut peer = house.connect();
    for _ in 0..2 {
        assert!(peer.send(GET).hear().ends_with("here"));
        // longer than a head may take
        std::thread::sleep(Duration::from_millis(900));
    }
    let (_, took) = peer.send("GET / HT").hear_out();
    about_half_a_second(took);

    let mut peer = house.connect();
    assert!(peer.send(GET).hear().ends_with("here"));
    assert!((1_500..5_000).contains(&peer.hear_out().1.as_millis()));
}

#[test]
fn a_body_that_drips_is_not_waited_for() {
    let house = house(rules());
    let mut peer = house.connect();
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    let began = Instant::now();
    // a byte now and then does not hold it
    while peer.0.write_all(b"x").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
        assert!(began.elapsed() < Duration::from_secs(5), "it goes on");
    }
    assert!(began.elapsed() > Duration::from_millis(400));
}

#[test]
fn who_does_not_read_is_dropped() {
    let house = house(rules());
    let mut peer = house.connect();
    peer.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    std::thread::sleep(Duration::from_millis(1_900));
    let (heard, _) = peer.hear_out();
    assert!(heard.len() < LARGE, "the rest was not kept for it");
    assert_eq!(house.figures.limited.load(Relaxed), 1);
}

#[test]
fn who_reads_by_drips_is_dropped_and_who_reads_is_not() {
    let mut rules = rules();
    rules.limits.pace = 64 * 1_024 * 1_024;
    let house = house(rules);
    let mut peer = house.connect();
    peer.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut heard = 0;
    // 32 MiB would take some 16 seconds so
    for _ in 0..25 {
        heard += peer.0.read(&mut vec![0; 200_000]).unwrap_or(0);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(heard + peer.hear_out().0.len() < LARGE);
    assert_eq!(house.figures.limited.load(Relaxed), 1);

    let mut peer = house.connect();
    peer.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(peer.hear_out().0.len() > LARGE);
}

#[test]
fn one_client_has_so_many_connections_and_others_have_theirs() {
    let house = house(rules());
    let (_first, _second) = (house.connect(), house.connect());
    let (heard, _) = house.connect().send(GET).hear_out();
    assert!(heard.starts_with("HTTP/1.1 503 "), "{heard:?}");
    assert!(heard.contains("\r\nretry-after: 5\r\n"), "{heard:?}");
    assert!(house.connect_from("127.0.0.2").send(GET).hear().ends_with("here"));
    assert_eq!(house.figures.refused.load(Relaxed), 1);
}

#[test]
fn when_there_is_no_room_whoever_waited_longest_goes() {
    let mut rules = rules();
    rules.limits.head = Duration::from_secs(5);
    let house = house(rules);
    let mut peers: Vec<Peer> = (2..6).map(|n| house.connect_from(&format!("127.0.0.{n}"))).collect();
    // the first asks for something, so it is not the one to go
    assert!(peers[0].send("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n").0.set_nonblocking(true).is_ok());
    assert!(house.connect_from("127.0.0.9").send(GET).hear_out().0.starts_with("HTTP/1.1 503 "), "they came just now");
    std::thread::sleep(Duration::from_millis(1_100));
    assert!(house.connect_from("127.0.0.9").send(GET).hear().ends_with("here"));

    assert_eq!(peers[1].hear_out().0, "");
    assert_eq!(peers[0].0.read(&mut [0]).expect_err("it is open").kind(), ErrorKind::WouldBlock);
    assert_eq!(house.figures.displaced.load(Relaxed), 1);
}

#[test]
fn who_was_answered_goes_before_who_is_being_answered() {
    let house = house(rules());
    let mut idle = house.connect_from("127.0.0.2");
    for _ in 0..2 {
        assert!(idle.send(GET).hear().ends_with("here"));
    }
    let mut running: Vec<Peer> = (3..6).map(|n| house.connect_from(&format!("127.0.0.{n}"))).collect();
    for peer in &mut running {
        peer.send("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    std::thread::sleep(Duration::from_millis(1_100));

    let mut next = house.connect_from("127.0.0.6");
    next.send("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(idle.hear_out().0, "");
    std::thread::sleep(Duration::from_millis(50));
    // now all are being answered
    assert!(house.connect_from("127.0.0.7").send(GET).hear().starts_with("HTTP/1.1 503 "));
}

#[test]
fn a_proxy_has_no_cap_and_its_word_on_the_client_is_taken() {
    let proxies: [IpAddr; 1] = ["127.0.0.3".parse().expect("an address")];
    let house = house(Rules { proxies: proxies.into(), ..rules() });
    let mut kept: Vec<Peer> = (0..4).map(|_| house.connect_from("127.0.0.3")).collect();
    let asks = "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.1, 198.51.100.7\r\n\r\n";
    assert!(kept[3].send(asks).hear().ends_with("\r\n198.51.100.7"));
    drop(kept);
    // until their places are free
    std::thread::sleep(Duration::from_millis(200));
    assert!(house.connect().send(asks).hear().ends_with("\r\n127.0.0.1"));
}

#[test]
fn large_bodies_have_so_much_room_together() {
    let house = house(rules());
    let mut peer = house.connect();
    let bytes = vec![b'x'; 70 * 1_024 * 1_024];
    peer.send(&format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", bytes.len()));
    let _ = peer.0.write_all(&bytes);
    let heard = peer.hear();
    assert!(heard.starts_with("HTTP/1.1 503 ") && heard.contains("retry-after"), "{heard:?}");

    // it is given back
    let mut peer = house.connect();
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n").send(&"x".repeat(1_000_000));
    assert!(peer.hear().ends_with("1000000"));
}

#[test]
fn what_runs_ends_in_peace_when_it_stops() {
    let house = house(rules());
    let (mut running, mut idle) = (house.connect(), house.connect_from("127.0.0.2"));
    assert!(idle.send(GET).hear().ends_with("here"));
    running.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
    std::thread::sleep(Duration::from_millis(100));
    let address = house.address;
    let took = house.stop();
    assert!((300..950).contains(&took.as_millis()), "{took:?}");
    assert!(running.hear_out().0.starts_with("HTTP/1.1 200 "));
    assert_eq!(idle.hear_out().0, "");
    assert!(TcpStream::connect(address).is_err(), "nobody comes in any more");
}

#[test]
fn what_does_not_end_is_not_waited_for_when_it_stops() {
    let house = house(rules());
    let (mut forever, mut half) = (house.connect(), house.connect_from("127.0.0.2"));
    forever.send("GET /forever HTTP/1.1\r\nHost: x\r\n\r\n");
    half.send("GET / HT");
    std::thread::sleep(Duration::from_millis(100));
    let took = house.stop();
    assert!((950..1_900).contains(&took.as_millis()), "{took:?}");
    assert_eq!(half.hear_out().0, "");
}
