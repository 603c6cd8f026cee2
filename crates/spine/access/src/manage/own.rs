//! What somebody says of themselves: how colleagues see them and reach them. It asks for no permit, because it changes
//! nobody's account but that of whoever acts.

use crate::{
    accounts::{self, account},
    events,
};
use diesel::prelude::*;
use serde_json::json;
use store::Tx;
use web::{Error, Result};

/// Writes the job title and telephone number of whoever acts; whether anything is another than before.
///
/// # Errors
/// [`Error::NotFound`] where nobody is signed in.
pub fn describe(tx: &mut Tx<'_>, job_title: &str, phone: &str) -> Result<bool> {
    let id = tx.who.account.ok_or(Error::NotFound)?;
    let now = accounts::find(tx.conn(), id)?;
    let all = [("job-title", now.job_title != job_title), ("phone", now.phone != phone)];
    let changed: Vec<&str> = all.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect();
    if changed.is_empty() {
        return Ok(false);
    }

    diesel::update(account::table.find(id))
        .set((account::job_title.eq(job_title), account::phone.eq(phone)))
        .execute(tx.conn())
        .map_err(store::Error::from)?;
    tx.record(events::ACCOUNT_CHANGED.on(id.0).detail(json!({"changed": changed})))?;
    Ok(true)
}
