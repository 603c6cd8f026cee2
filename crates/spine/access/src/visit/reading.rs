//! A page is read in one hop and one snapshot, the session among it; its access entries commit meanwhile.

use super::{Credential, View, Visit};
use crate::sessions;
use store::{AccountId, Db, Instant};
use web::{Error, Result};

impl Visit {
    /// A page for signed-in people.
    ///
    /// # Errors
    /// What `f` says; [`Error::SignIn`] when nobody is signed in.
    pub async fn view<T, F>(self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        self.look(false, f).await
    }

    /// A page for anyone; who is signed in is known if somebody is.
    ///
    /// # Errors
    /// What `f` says.
    pub async fn public_view<T, F>(self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        self.look(true, f).await
    }

    async fn look<T, F>(self, public: bool, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut View<'_>) -> Result<T> + Send + 'static,
    {
        let db = self.app.db.clone();
        if self.latest {
            db.look_again();
        }
        let inner = db.clone();
        let visit = self.clone();
        let (value, receipts, used) = db
            .read(move |conn| {
                let now = inner.now();
                let (context, session) = visit.context(conn, now, public)?;
                let used = Used { account: context.actor.account, seen_at: context.actor.seen_at, session, now };
                let mut view = View::new(conn, context, inner.clone());
                let value = match f(&mut view) {
                    Ok(value) => view.context.must_have_asked().map(|()| value),
                    // the engine's own word goes to those who know its remedy
                    Err(e) if !e.is_ours() => return Err(e),
                    Err(e) => Err(e),
                };
                Ok::<_, Error>((value, view.close()?, used))
            })
            .await?;
        // also what was refused leaves its entry before it is told
        for receipt in receipts {
            receipt.await.unwrap_or(Err(store::Error::Closed))?;
        }
        used.note(db, matches!(self.credential, Credential::Bearer(_)));
        value
    }
}

/// That somebody was here: kept now and then, and nobody waits for it.
struct Used {
    account: Option<AccountId>,
    seen_at: Instant,
    /// The session's token, and when it was last seen.
    session: Option<(String, Instant)>,
    now: Instant,
}

impl Used {
    /// A session is seen once a minute, a program's account once a day.
    fn note(self, db: Db, program: bool) {
        const MINUTE: i64 = 60;
        const DAY: i64 = 86_400;
        let Self { account: Some(account), seen_at, session, now } = self else { return };
        if program && now.seconds_since(seen_at) >= DAY {
            let db = db.clone();
            tokio::spawn(async move {
                let _ = db.upkeep::<_, store::Error, _>(move |conn| sessions::touch_account(conn, now, account)).await;
            });
        }
        if let Some((token, seen)) = session
            && now.seconds_since(seen) >= MINUTE
        {
            tokio::spawn(async move {
                let _ = db.upkeep::<_, store::Error, _>(move |conn| sessions::touch(conn, now, &token, account)).await;
            });
        }
    }
}
