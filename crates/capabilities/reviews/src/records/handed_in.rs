//! Reports to a review: every one that was handed in, and none written over.

use super::{
    invitee::{Invitee, InviteeId, InviteeUid, invitee, keep_late, list_invited},
    review::{Review, ReviewId, find},
};
use crate::{events, kinds, news, rules};
use access::{FamilyId, Sight, family};
use cases::Case;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, MultiBackend, Tx};
use web::Result;
use work::{news::News, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::InviteeUid;

    report (id) {
        id -> Uid,
        invitee_id -> InviteeUid,
        text -> Text,
        handed_in_at -> Utc,
    }
}

/// A report as it was handed in.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = report, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Report {
    pub id: AnyId,
    pub invitee_id: InviteeId,
    pub text: String,
    pub handed_in_at: Instant,
}

/// Every report to a review, the newest first.
pub fn reports(conn: &mut Conn, sight: &Sight<FamilyId>, to: &Review) -> store::Result<Vec<Report>> {
    let invited: Vec<InviteeId> = list_invited(conn, sight, to)?.iter().map(|one| one.id).collect();
    Ok(report::table
        .filter(report::invitee_id.eq_any(invited))
        .order((report::handed_in_at.desc(), report::id.desc()))
        .select(Report::as_select())
        .load(conn)?)
}

/// Someone invited hands in a report. One that was handed in before stays beside it.
///
/// # Errors
/// [`rules::CannotReview`]; [`web::Error::NotFound`] when they were not invited.
pub fn report(tx: &mut Tx<'_>, case: &Case<family::ReportToReview>, id: ReviewId, text: &str) -> Result<()> {
    let to = find(tx.conn(), &case.permit, id)?;
    rules::check(rules::report(to.is_planned(), text))?;

    let (now, me) = (tx.now, tx.who.account);
    let invited = list_invited(tx.conn(), &case.permit, &to)?;
    let is_me = |one: &&Invitee| me.is_some() && one.account_id == me;
    let mine = invited.iter().find(is_me).ok_or(web::Error::NotFound)?;
    keep_late(tx, case.family(), std::slice::from_ref(mine))?;

    let row = Report { id: AnyId::new(), invitee_id: mine.id, text: text.into(), handed_in_at: now };
    diesel::insert_into(report::table).values(&row).execute(tx.conn())?;
    // the newest stands with the invitation, where the release before reads it
    diesel::update(invitee::table.find(mine.id))
        .set((invitee::report.eq(text), invitee::reported_at.eq(Some(now))))
        .execute(tx.conn())?;

    if let Some(me) = me {
        tasks::done_by(tx, to.id.0, kinds::REPORT, me)?;
    }
    if let Some(lead) = case.episode.lead_id {
        let title = format!("{} handed in a report to the review", case.signature());
        let handed_in = News::new(news::REPORTED, title, format!("/reviews/{}", to.id));
        work::news::tell(tx, lead, &handed_in.about(case.family()))?;
    }
    let event = events::REPORTED.on(to.id.0).family(case.family());
    tx.record(event.line("Report to the review", text, case.signature()))?;
    Ok(())
}
