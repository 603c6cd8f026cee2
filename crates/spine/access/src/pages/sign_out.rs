//! `/sign-out`: ends this session; `/sign-out/everywhere` all of this account.

use crate::{Visit, sessions};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Result};

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    leave(visit, &fields, false).await
}

pub(super) async fn everywhere(visit: Visit, fields: Fields) -> Result<Response> {
    leave(visit, &fields, true).await
}

async fn leave(visit: Visit, fields: &Fields, everywhere: bool) -> Result<Response> {
    if let Some(secret) = visit.session().cloned() {
        if fields.get("csrf") != secret.form_token() {
            return Err(Error::Stranger);
        }
        let (db, limits) = (visit.app.db.clone(), visit.app.limits());
        let now = db.now();
        db.upkeep::<_, Error, _>(move |conn| {
            let found = sessions::find(conn, now, &secret, limits)?.filter(|(s, _)| s.stage == sessions::Stage::Full);
            if let (true, Some((session, _))) = (everywhere, found) {
                sessions::end_all(conn, session.account_id)?;
            }
            Ok(sessions::end(conn, &secret)?)
        })
        .await?;
    }
    Ok(([(header::SET_COOKIE, visit.app.cookie(""))], web::see_other("/")).into_response())
}
