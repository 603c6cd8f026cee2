//! Who is invited to a review, and what they report.

use super::review::{ReviewId, ReviewUid, find, review};
use crate::{
    events, kinds,
    rules::{self, Attendance},
};
use access::{AccountId, FamilyId, Sight, family};
use cases::Case;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Tx};
use web::Result;
use work::tasks;

store::strict_id!(
    /// Someone invited to a review.
    InviteeId,
    InviteeUid
);

diesel::table! {
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{InviteeUid, ReviewUid};

    invitee (id) {
        id -> InviteeUid,
        review_id -> ReviewUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        attendance -> Nullable<Text>,
        report -> Text,
        reported_at -> Nullable<Utc>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(review, invitee);

/// Someone invited.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = invitee, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Invitee {
    pub id: InviteeId,
    pub review_id: ReviewId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub attendance: Option<Attendance>,
    pub report: String,
    pub reported_at: Option<Instant>,
}

/// Who is invited to a review; nobody who has died since.
pub fn list_invited(conn: &mut Conn, sight: &Sight<FamilyId>, to: ReviewId) -> store::Result<Vec<Invitee>> {
    let former = people::records::former(conn, sight)?;
    let died: Vec<String> = former.iter().filter(|one| one.died()).map(|one| one.person.name()).collect();
    let of_family = review::table.filter(review::id.eq(to).and(review::family_id.eq(sight.subject())));
    let mut invited: Vec<Invitee> = invitee::table
        .filter(invitee::review_id.eq_any(of_family.select(review::id)))
        .order(invitee::id)
        .select(Invitee::as_select())
        .load(conn)?;
    invited.retain(|one| one.account_id.is_some() || one.attendance.is_some() || !died.contains(&one.name));
    Ok(invited)
}

/// Invites someone, as part of the command that schedules the review.
pub(super) fn invite(tx: &mut Tx<'_>, to: ReviewId, account: Option<AccountId>, name: String) -> Result<()> {
    let row = Invitee {
        id: InviteeId::new(),
        review_id: to,
        account_id: account,
        name,
        attendance: None,
        report: String::new(),
        reported_at: None,
    };
    diesel::insert_into(invitee::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// Keeps what became of an invitation, as part of the command that holds the review.
pub(super) fn attend(tx: &mut Tx<'_>, to: ReviewId, id: InviteeId, attendance: Attendance) -> Result<()> {
    diesel::update(invitee::table.filter(invitee::id.eq(id).and(invitee::review_id.eq(to))))
        .set(invitee::attendance.eq(Some(attendance)))
        .execute(tx.conn())?;
    Ok(())
}

/// Someone invited hands in a report.
///
/// # Errors
/// [`rules::CannotReview`]; [`web::Error::NotFound`] when they were not invited.
pub fn report(tx: &mut Tx<'_>, case: &Case<family::ReportToReview>, id: ReviewId, text: &str) -> Result<()> {
    let to = find(tx.conn(), &case.permit, id)?;
    rules::check(rules::report(to.is_planned(), text))?;

    let (now, me) = (tx.now, tx.who.account);
    let mine = invitee::table.filter(invitee::review_id.eq(to.id).and(invitee::account_id.eq(me)));
    let said = (invitee::report.eq(text), invitee::reported_at.eq(Some(now)));
    if diesel::update(mine).set(said).execute(tx.conn())? == 0 {
        return Err(web::Error::NotFound);
    }

    if let Some(me) = me {
        tasks::done_by(tx, to.id.0, kinds::REPORT, me)?;
    }
    let event = events::REPORTED.on(to.id.0).family(case.family());
    tx.record(event.line("Report to the review", text, case.signature()))?;
    Ok(())
}
