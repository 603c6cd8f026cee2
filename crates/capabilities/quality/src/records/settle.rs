//! A record may be restricted while it is audited: then nobody audits it any more, at once and by itself (T17).

use super::{
    audit as audits,
    file::{self, File, RESTRICTED},
    tables::audit_file,
};
use crate::{kinds, news};
use access::{FamilyId, capability::Capabilities, guard};
use diesel::prelude::*;
use pack::Pack;
use store::{Result, Tx, each};
use work::{news::News, tasks};

/// At the end of every change to a family: a live file of a record that is restricted now is taken out; whoever leads the
/// audit is told by its number, and not of whom.
pub fn settle(tx: &mut Tx<'_>, pack: &Pack, _: Capabilities, families: &[FamilyId]) -> Result<()> {
    let live: Vec<File> = each!(tx.conn(), c => audit_file::table
        .filter(audit_file::family_id.eq_any(families).and(audit_file::ended.eq(false)))
        .select(File::as_select())
        .load(c))?;
    for file in live.iter().filter(|file| file.agreed_at.is_none()) {
        if !guard::is_restricted(tx.conn(), file.family_id)? {
            continue;
        }
        file::out(tx, file, (RESTRICTED, ""), "")?;
        super::sample::draw_next(tx, pack, file.audit_id)?;
        let of = audits::find(tx.conn(), file.audit_id)?;
        let title = format!("{}: file {} fell out, and the next of the list took its place", of.title, file.n);
        let told = News::new(news::OUT, title, format!("/audits/{}", of.id));
        work::news::tell(tx, of.owner_id, &told)?;
        tasks::done(tx, file.id.0, Some(kinds::REFLECT))?;
    }
    Ok(())
}
