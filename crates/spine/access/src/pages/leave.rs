//! `/leave`: whoever leaves in a hurry (T38). Whatever this browser holds of the site ends, and it finds itself
//! elsewhere.
//! Nobody is asked anything, and nothing is told of what was left.

use crate::{Visit, own_sessions, sessions, visit::LANGUAGE};
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::DOCTYPE;
use web::{Error, Markup, Result, html, parts::AWAY};

/// Ends the session, and what every capability gave this browser to hold. The browser forgets it in any case: also
/// where the database cannot be reached.
pub(super) async fn submit(visit: Visit) -> Result<Response> {
    let leaving = visit.app.capabilities.iter().flat_map(|capability| capability.leaving);
    let held: Vec<_> = leaving.filter_map(|one| Some((*one, visit.cookie(one.cookie)?))).collect();
    let session = visit.session().cloned();
    let own = visit.own_session().cloned();

    let mut cookies: Vec<String> = held.iter().map(|(one, _)| visit.set_cookie(one.cookie, "")).collect();
    cookies.extend(session.is_some().then(|| visit.app.cookie("")));
    cookies.extend(own.is_some().then(|| visit.app.own_cookie("")));
    cookies.extend(visit.cookie(LANGUAGE).map(|_| visit.set_cookie(LANGUAGE, "")));

    if session.is_some() || own.is_some() || !held.is_empty() {
        let ended = visit.app.db.upkeep::<_, store::Error, _>(move |conn| {
            for (one, secret) in &held {
                (one.end)(conn, secret)?;
            }
            if let Some(secret) = &session {
                sessions::end(conn, secret)?;
            }
            if let Some(secret) = &own {
                own_sessions::end(conn, secret)?;
            }
            Ok(())
        });
        if let Err(error) = ended.await {
            tracing::error!(%error, "what a browser held could not be ended; it has forgotten it");
        }
    }

    let mut headers = HeaderMap::new();
    for cookie in cookies {
        let value = HeaderValue::from_str(&cookie).map_err(|error| Error::Fault(error.to_string()))?;
        headers.append(header::SET_COOKIE, value);
    }
    Ok((headers, web::see_other("/left")).into_response())
}

/// On the way elsewhere: an empty page that goes on by itself. A form may lead nowhere but to this site, and this page
/// may.
pub(super) async fn page() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Weather" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta http-equiv="refresh" content={ "0;url=" (AWAY) };
            }
            body { main { h1 { a href=(AWAY) rel="noreferrer" { "Weather" } } } }
        }
    }
}
