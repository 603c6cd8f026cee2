//! `/drafts`: keeps a form while it is being typed (T7). Called by the script of the page; never needed.

use super::next;
use crate::{Permits, Visit, visit::Kept};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Result};

/// Keeps a form as it stands: 204 when it is kept, else 401 and in words what became of it. Never a redirect, which a
/// script would take for a yes.
pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let form = fields.get("draft").to_owned();
    let Some(form) = next::within_this_site(&form).filter(|form| form.len() <= 300) else {
        return Err(Error::Unreadable("A draft belongs to the address of a form.".into()));
    };

    Ok(match visit.keep_draft(&fields, form).await? {
        Kept::Now => StatusCode::NO_CONTENT.into_response(),
        Kept::Ended => {
            (StatusCode::UNAUTHORIZED, "You are signed out. What you typed is kept: sign in to go on.").into_response()
        }
        Kept::Not => {
            let told = "Not kept: you are signed out. Copy what you typed, then sign in.";
            (StatusCode::UNAUTHORIZED, told).into_response()
        }
    })
}

/// Throws a kept form away; leads back to the form, empty.
pub(super) async fn discard(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let account = change.account()?;
            let form = next::within_this_site(sheet.fields.get("draft")).unwrap_or("/my-work").to_owned();
            store::drafts::discard(change.conn(), &account.to_string(), &form)?;
            // a draft is not part of anyone's record: nothing is logged
            change.tx.nothing_new();
            Ok(form)
        })
        .await
}
