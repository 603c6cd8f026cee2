//! `serve`: both listeners, until told to stop.

use super::{Outcome, migrate, open, say};
use crate::{
    listen::{self, Figures, Rules},
    private, router,
    settings::Settings,
    work,
};
use access::App;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::timeout,
};

/// Sealing what was logged last may take so long when the program stops. What is not sealed then is when it starts.
const LAST_SEAL: Duration = Duration::from_secs(5);

/// Background work may take so long to come to an end. It is taken up again when the program starts.
const BACKGROUND: Duration = Duration::from_millis(500);

pub(super) fn serve(settings: &Settings) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_from_env("EARLYHELP_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let descriptors = listen::raise_descriptors();
    migrate(settings)?;
    let mut conn = open(settings)?;
    if settings.demo && !store::origin::is_demo(&mut conn).map_err(|e| e.to_string())? {
        let told = "EARLYHELP_DEMO=1, but this database was not made by `earlyhelp demo`. Nobody may sign in by \
                    choosing here. Unset it, or use a demo database.";
        return Err(told.into());
    }
    drop(conn);

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    let outcome = runtime.block_on(run(settings, descriptors));
    runtime.shutdown_timeout(BACKGROUND);
    outcome
}

async fn run(settings: &Settings, descriptors: u64) -> Outcome {
    let app = settings.app()?;
    let outside = bind(&settings.listen, "EARLYHELP_LISTEN").await?;
    let inside = bind(&settings.private_listen, "EARLYHELP_PRIVATE_LISTEN").await?;
    let stopping = stopping()?;
    work::begin(&app, settings)?;
    say(format!("listening on http://{}", settings.listen));

    let figures = Arc::new(Figures::default());
    let (never, running) = watch::channel(false);
    let private = private::router(app.clone(), figures.clone());
    // it answers until the last request has ended
    tokio::spawn(listen::serve(inside, private, Rules::private(), Arc::default(), running));

    let https = settings.url.starts_with("https:");
    let rules = Rules::public(&settings.proxies, https, descriptors);
    listen::serve(outside, router::router(app.clone()), rules, figures, stopping).await;
    drop(never);
    let sealed = last_seal(&app).await;
    if let Err(e) = work::keep_checkpoint(&app, &settings.key_file).await {
        tracing::error!(error = %e, "no checkpoint of the audit chain could be kept");
    }
    sealed
}

async fn bind(address: &str, setting: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|e| format!("cannot listen on {address}: {e}. Set {setting}"))
}

/// What was logged in the last second is sealed before we go.
async fn last_seal(app: &App) -> Outcome {
    match timeout(LAST_SEAL, store::seal::seal_new(&app.db)).await {
        Ok(sealed) => sealed.map(|_| ()).map_err(|e| e.to_string()),
        Err(_) => Err("The audit chain could not be continued in time; it will be at the next start.".into()),
    }
}

/// Turns true when the program is told to stop. It listens for that from the moment it returns.
fn stopping() -> Result<watch::Receiver<bool>, String> {
    let listen = |kind| signal(kind).map_err(|e| format!("the signals to stop cannot be heard: {e}"));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let (say, stopping) = watch::channel(false);

    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        let _ = say.send(true);
    });
    Ok(stopping)
}
