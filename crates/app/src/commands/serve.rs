//! `serve`: both listeners, until told to stop.

use super::{Outcome, migrate, open, say};
use crate::{private, router, settings::Settings, work};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::{self, Next},
    response::Response,
};
use std::net::{IpAddr, SocketAddr};

pub(super) fn serve(settings: &Settings) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_from_env("EARLYHELP_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    migrate(settings)?;
    let mut conn = open(settings)?;
    if settings.demo && !store::origin::is_demo(&mut conn).map_err(|e| e.to_string())? {
        let told = "EARLYHELP_DEMO=1, but this database was not made by `earlyhelp demo`. Nobody may sign in by \
                    choosing here. Unset it, or use a demo database.";
        return Err(told.into());
    }
    drop(conn);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(run(settings))
}

async fn run(settings: &Settings) -> Outcome {
    let app = settings.app()?;
    let public = tokio::net::TcpListener::bind(&settings.listen).await;
    let public = public.map_err(|e| format!("cannot listen on {}: {e}. Set EARLYHELP_LISTEN", settings.listen))?;
    let inner = tokio::net::TcpListener::bind(&settings.private_listen).await;
    let inner = inner
        .map_err(|e| format!("cannot listen on {}: {e}. Set EARLYHELP_PRIVATE_LISTEN", settings.private_listen))?;
    work::begin(&app, settings)?;
    say(format!("listening on http://{}", settings.listen));
    let private = private::router(app.clone());
    tokio::spawn(async move { axum::serve(inner, private).await });
    let served = router::router(app.clone()).layer(middleware::from_fn_with_state(settings.proxies.clone(), client));
    let served = served.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(public, served).with_graceful_shutdown(stop()).await.map_err(|e| e.to_string())?;
    // what was logged in the last second is sealed before we go
    store::seal::seal_new(&app.db).await.map_err(|e| e.to_string())?;
    Ok(())
}

/// Says to handlers whom a request came from.
async fn client(
    State(proxies): State<Vec<IpAddr>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = web::Client::behind(peer.ip(), &proxies, request.headers());
    request.extensions_mut().insert(client);
    next.run(request).await
}

async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return,
    };

    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
