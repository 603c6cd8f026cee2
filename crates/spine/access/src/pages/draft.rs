//! `/drafts`: keeps a form while it is being typed (T7). Called by the script of the page; never needed.

use super::next;
use crate::{Permits, Visit};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Result};

/// Keeps a form as it stands.
pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let Some(secret) = visit.session() else { return Err(Error::SignIn("/".into())) };
    if fields.get("csrf") != secret.form_token() {
        return Err(Error::Stranger);
    }

    let form = fields.get("draft").to_owned();
    if !form.starts_with('/') || form.len() > 300 {
        return Err(Error::Unreadable("A draft belongs to the address of a form.".into()));
    }

    visit.keep_draft(&fields, &form).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
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
