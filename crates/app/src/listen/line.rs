//! One connection: its stream, its requests, its limits.

use super::{
    Rules,
    body::{Arriving, Bodies, Leaving, Share},
    door::Place,
    pulse::Pulse,
};
use axum::{Router, body::Body as Answer, response::IntoResponse};
use hyper::{
    Request, Response, StatusCode,
    body::{Body, Incoming},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    future::poll_fn,
    io,
    net::IpAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::{Instant, Sleep, sleep_until},
};
use tower::ServiceExt;
use web::Client;

/// The most bytes of a head, and of what is read ahead of a body.
const BUFFER: usize = 32 * 1_024;

/// After how many seconds it is worth asking again.
const RETRY: &str = "5";

/// An answer that costs next to nothing: there is no room.
pub(super) fn bare_busy(https: bool) -> String {
    let safe = if https { format!("{}: {}\r\n", web::headers::HSTS.0, web::headers::HSTS.1) } else { String::new() };
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: {RETRY}\r\ncontent-length: 0\r\nconnection: close\r\n\
         cache-control: no-store\r\n{safe}\r\n"
    )
}

/// What all connections of a listener share.
pub(super) struct Desk {
    pub(super) router: Router,
    pub(super) rules: Rules,
    pub(super) bodies: Arc<Bodies>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Desk {
    /// Answers what comes until the peer leaves, a limit is over, or the program stops.
    pub(super) async fn attend<S>(&self, stream: S, peer: IpAddr, place: &Place)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut limits = self.rules.limits;
        if self.rules.proxies.contains(&peer.to_canonical()) {
            limits.idle = limits.idle_proxy;
        }
        let pulse = Arc::new(Pulse::new(limits));
        let service = service_fn(|request| {
            place.asked();
            self.answer(request, peer, pulse.clone())
        });

        let watched = TokioIo::new(Watched { stream, pulse: pulse.clone() });
        let mut connection = pin!(http().serve_connection(watched, service));
        let mut stop = self.stop.clone();
        let mut stopped = pin!(super::told_to(&mut stop));
        let mut stopping = false;
        let mut limit = pin!(sleep_until(Instant::now()));

        poll_fn(|context| {
            if !stopping && stopped.as_mut().poll(context).is_ready() {
                stopping = true;
                pulse.stop();
                connection.as_mut().graceful_shutdown();
            }
            if connection.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            // the phase changes only while the connection is polled: here it is up to date
            if pulse.is_idle() {
                place.rests();
            }
            ready!(is_over(limit.as_mut(), pulse.until(), context));
            if !stopping {
                place.count_limited();
            }
            Poll::Ready(())
        })
        .await
    }

    fn answer(
        &self,
        request: Request<Incoming>,
        peer: IpAddr,
        pulse: Arc<Pulse>,
    ) -> impl Future<Output = Result<Response<Leaving>, Infallible>> + use<> {
        let client = Client::behind(peer, &self.rules.proxies, request.headers());
        let share = Share::of(&self.bodies);
        pulse.head_came(!request.body().is_end_stream());

        let (watching, sharing) = (pulse.clone(), share.clone());
        let arriving = |body| Answer::new(Arriving { body, pulse: watching, share: sharing });
        let mut request = request.map(arriving);
        request.extensions_mut().insert(client);

        let (router, https) = (self.router.clone(), self.rules.https);
        async move {
            let Ok(response) = router.oneshot(request).await;
            let response = if share.refused() { busy(https) } else { response };
            pulse.answers();
            Ok(response.map(|body| Leaving { body, pulse }))
        }
    }
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    // the pulse knows more than hyper's own timer: it tells a head that comes from one that is awaited
    http.header_read_timeout(None).max_buf_size(BUFFER);
    http
}

/// Whether it is past `until`; wakes the task when it is.
fn is_over(mut limit: Pin<&mut Sleep>, until: Option<Instant>, context: &mut Context<'_>) -> Poll<()> {
    let Some(until) = until else { return Poll::Pending };
    if limit.deadline() != until {
        limit.as_mut().reset(until);
    }
    limit.poll(context)
}

/// There is no room in memory for what is being sent.
fn busy(https: bool) -> Response<Answer> {
    let told = [(header::RETRY_AFTER, RETRY), (header::CACHE_CONTROL, "no-store"), (header::CONNECTION, "close")];
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, told).into_response();
    if https {
        web::headers::add_hsts(response.headers_mut());
    }
    response
}

/// A stream that tells the pulse what passes.
struct Watched<S> {
    stream: S,
    pulse: Arc<Pulse>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer));
        if buffer.filled().len() > before {
            self.pulse.came();
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin> Watched<S> {
    fn told(&self, wrote: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &wrote {
            Poll::Ready(Ok(bytes)) => self.pulse.wrote(*bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.pulse.stalled(),
        }
        wrote
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.told(wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.told(wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes the stream when its own buffer is empty
        self.pulse.flushed();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
