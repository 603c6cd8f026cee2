//! A server under measurement and a closed-loop load on it, over plain TCP on this machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant, UNIX_EPOCH},
};

/// Requests with a body sent so far by this run, which every key names.
static SENT: AtomicUsize = AtomicUsize::new(0);
static RUN: LazyLock<u128> = LazyLock::new(|| UNIX_EPOCH.elapsed().expect("after 1970").as_nanos());

/// A server process.
pub struct Server {
    child: Child,
    address: String,
    /// Milliseconds from its start until it accepted a connection.
    pub started_ms: u128,
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Asked in turn.
    pub paths: Vec<String>,
    /// As a browser would.
    pub cookie: String,
    /// As a program would.
    pub token: String,
    /// POST with this body, else GET.
    pub body: Option<String>,
}

/// What it cost.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Processor time of the server, microseconds a request.
    pub cpu_us: f64,
    /// Requests a second.
    pub per_second: f64,
    /// Half of the answers came within.
    pub p50_ms: f64,
    /// All but one in a hundred came within.
    pub p99_ms: f64,
    /// Bytes of the longest answer.
    pub bytes: usize,
    /// Requests that were refused because much was asked at once (T12).
    pub refused: usize,
}

impl Server {
    /// Starts it on a free port and waits until it accepts.
    pub fn start(command: &mut Command, environment: impl FnOnce(&str) -> Vec<(&'static str, String)>) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").to_string();
        let began = Instant::now();
        let child =
            command.envs(environment(&address)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        while TcpStream::connect(&address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "it never listened");
            std::thread::sleep(Duration::from_millis(1));
        }
        Self { child, address, started_ms: began.elapsed().as_millis() }
    }

    /// The session cookie of a demo account.
    pub fn sign_in(&self, email: &str) -> String {
        let text = self.send("/demo/sign-in", "", &format!("account={}", email.replace('@', "%40")));
        let set = text.lines().find_map(|l| l.strip_prefix("set-cookie: ")).expect("a cookie");
        set.split(';').next().expect("a value").to_owned()
    }

    /// Looks for somebody, as a form does; the address under which the search can be gone back to.
    pub fn find(&self, cookie: &str, words: &str) -> String {
        let page = self.send("/people", cookie, "");
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let text = self.send("/people", cookie, &format!("csrf={}&q={words}", token.expect("a form")));
        let to = text.lines().find_map(|l| l.strip_prefix("location: ")).expect("an address");
        to.trim().to_owned()
    }

    /// The first link on their work that begins so.
    pub fn linked(&self, who: &str, prefix: &str) -> String {
        let text = self.send("/my-work", &self.sign_in(&format!("{who}@example.org")), "");
        let link = text.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '?']).next());
        let found = link.into_iter().find(|link| link.starts_with(prefix));
        found.unwrap_or_else(|| panic!("no {prefix} for {who}")).to_owned()
    }

    /// One page on a connection of its own: its status and its text.
    pub fn get(&self, path: &str, cookie: &str, token: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        let token = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {cookie}\r\n{token}\r\n")
            .expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, text)
    }

    /// One form on a connection of its own; nothing to send is a GET.
    fn send(&self, path: &str, cookie: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        let method = if body.is_empty() { "GET" } else { "POST" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {cookie}\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
            \r\n{body}",
            body.len()
        )
        .expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    }

    /// Processor time so far, in microseconds.
    fn cpu_us(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>().expect("utime") + fields[12].parse::<f64>().expect("stime");
        // Linux counts 100 ticks a second
        ticks * 10_000.0
    }

    /// Waits until the day's work that it does when it starts is done.
    pub fn settle(&self) {
        for _ in 0..240 {
            let before = self.cpu_us();
            std::thread::sleep(Duration::from_millis(500));
            if self.cpu_us() - before < 30_000.0 {
                return;
            }
        }
    }

    /// Memory that is its own, in MB (RssAnon: without the mapped database file).
    pub fn memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find(|l| l.starts_with("RssAnon")).expect("a line");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_024
    }

    /// Sends `many` requests over `connections`, each as soon as the one before is answered.
    pub fn load(&self, plan: &Plan, connections: usize, many: usize) -> Figures {
        let (next, times) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new((Vec::new(), 0, 0))));
        let (cpu, began) = (self.cpu_us(), Instant::now());
        let threads: Vec<_> = (0..connections)
            .map(|_| {
                let (next, times, plan, address) = (next.clone(), times.clone(), plan.clone(), self.address.clone());
                std::thread::spawn(move || {
                    let mut line = Line::open(&address);
                    let mut mine = Vec::new();
                    let (mut bytes, mut refused) = (0, 0);
                    loop {
                        let n = next.fetch_add(1, Relaxed);
                        if n >= many {
                            break;
                        }
                        let sent = Instant::now();
                        match line.ask(&plan, n) {
                            Some(length) => {
                                bytes = length.max(bytes);
                                mine.push(sent.elapsed());
                            }
                            None => refused += 1,
                        }
                    }
                    let mut all = times.lock().expect("times");
                    all.0.append(&mut mine);
                    all.1 = bytes.max(all.1);
                    all.2 += refused;
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().expect("a connection"));
        let (took, spent) = (began.elapsed(), self.cpu_us() - cpu);
        let (mut times, bytes, refused) = {
            let all = times.lock().expect("times");
            (all.0.clone(), all.1, all.2)
        };
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        Figures {
            cpu_us: spent / many as f64,
            per_second: many as f64 / took.as_secs_f64(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            bytes,
            refused,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One kept-alive connection.
struct Line(BufReader<TcpStream>);

impl Line {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_nodelay(true).expect("set");
        Self(BufReader::new(stream))
    }

    /// Asks, reads the whole answer; its bytes. `None` where it was refused because much is asked at once.
    fn ask(&mut self, plan: &Plan, n: usize) -> Option<usize> {
        let path = &plan.paths[n * 7_919 % plan.paths.len()];
        let mut text = format!("{} {path} HTTP/1.1\r\nHost: x\r\n", if plan.body.is_some() { "POST" } else { "GET" });
        if !plan.cookie.is_empty() {
            text += &format!("Cookie: {}\r\n", plan.cookie);
        }
        if !plan.token.is_empty() {
            text += &format!("Authorization: Bearer {}\r\n", plan.token);
        }
        let body = plan.body.as_deref().unwrap_or_default();
        if plan.body.is_some() {
            text += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            // each contact is another one: when the run began, and how many were sent before
            text += &format!("Idempotency-Key: bench-{}-{}\r\n", *RUN, SENT.fetch_add(1, Relaxed));
        }
        text += "\r\n";
        text += body;
        self.0.get_mut().write_all(text.as_bytes()).expect("sent");
        let (mut length, mut status, mut line) = (0, String::new(), String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("a header");
            if status.is_empty() {
                status.clone_from(&line);
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut rest = vec![0; length];
        self.0.read_exact(&mut rest).expect("a body");
        if status.contains(" 503 ") {
            return None;
        }
        assert!(status.contains(" 200 ") || status.contains(" 201 "), "{path}: {status}");
        Some(length)
    }
}
