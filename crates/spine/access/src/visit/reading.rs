//! A page is read in one hop and one snapshot, the session among it; its access entries commit meanwhile.

use super::{Context, Shown, View, Visit};
use crate::{own_sessions, sessions, tokens};
use store::{AccountId, Conn, Db, Instant, Lane};
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
        let lane = self.declared.as_ref().map_or(Lane::Now, |declared| declared.lane);
        let _turn = db.turn(lane).await?;
        let (value, receipts, used) = db
            .read_in(lane, move |conn| {
                let now = inner.now();
                let (context, shown) = visit.context(conn, now, public)?;
                let used = Used::new(&context, shown);
                let mut view = View::new(conn, context, inner.clone());
                let value = web::tongue::speaking(visit.spoken(public), || match f(&mut view) {
                    Ok(value) => Ok(view.context.must_have_asked().map(|()| value)),
                    // the engine's own word goes to those who know its remedy
                    Err(e) if !e.is_ours() => Err(e),
                    Err(e) => Ok(Err(e.within(&view.context.frame))),
                })?;
                Ok::<_, Error>((value, view.close()?, used))
            })
            .await?;
        // also what was refused leaves its entry before it is told
        for receipt in receipts {
            receipt.await.unwrap_or(Err(store::Error::Closed))?;
        }
        used.note(&db);
        value
    }
}

/// That somebody was here: kept now and then, and nobody waits for it.
pub(super) struct Used {
    account: Option<AccountId>,
    seen_at: Instant,
    shown: Option<Shown>,
    now: Instant,
}

impl Used {
    pub(super) fn new(context: &Context, shown: Option<Shown>) -> Self {
        Self { account: context.actor.account, seen_at: context.actor.seen_at, shown, now: context.now }
    }

    /// A session and a token are seen once a minute, a program's account once a day.
    pub(super) fn note(self, db: &Db) {
        const MINUTE: i64 = 60;
        const DAY: i64 = 86_400;
        let Self { account, seen_at, shown: Some(shown), now } = self else { return };
        let since = |then: Instant| now.seconds_since(then);
        if let Shown::Own(token, seen) = shown {
            if since(seen) >= MINUTE {
                later(db, move |conn| own_sessions::touch(conn, now, &token));
            }
            return;
        }
        let Some(account) = account else { return };
        match shown {
            Shown::Session(token, seen) if since(seen) >= MINUTE => {
                later(db, move |conn| sessions::touch(conn, now, &token, account));
            }
            Shown::Token(token, used) if used.is_none_or(|used| since(used) >= MINUTE) => {
                let of_day = since(seen_at) >= DAY;
                later(db, move |conn| {
                    tokens::touch(conn, now, &token)?;
                    if of_day { sessions::touch_account(conn, now, account) } else { Ok(()) }
                });
            }
            Shown::Session(..) | Shown::Token(..) | Shown::Own(..) => {}
        }
    }
}

fn later(db: &Db, work: impl FnMut(&mut Conn) -> store::Result<()> + Send + 'static) {
    let db = db.clone();
    tokio::spawn(async move {
        let _ = db.upkeep(work).await;
    });
}
