//! Who is invited to a review, those who joined the team since among them.

use super::review::{Review, ReviewId, ReviewUid, review};
use crate::{events, rules::Attendance};
use access::{AccountId, FamilyId, Sight};
use cases::team::{self, Helper};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::Result;

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

impl Invitee {
    pub(super) fn new(id: InviteeId, review_id: ReviewId, account_id: Option<AccountId>, name: String) -> Self {
        Self { id, review_id, account_id, name, attendance: None, report: String::new(), reported_at: None }
    }
}

/// Who is invited to a review; to one that is still to be held, whoever has joined the team since, too, and nobody who has
/// died since.
pub fn list_invited(conn: &mut Conn, sight: &Sight<FamilyId>, to: &Review) -> store::Result<Vec<Invitee>> {
    let former = people::records::former(conn, sight)?;
    let died: Vec<String> = former.iter().filter(|one| one.died()).map(|one| one.person.name()).collect();
    let of_family = review::table.filter(review::id.eq(to.id).and(review::family_id.eq(sight.subject())));
    let mut invited: Vec<Invitee> = invitee::table
        .filter(invitee::review_id.eq_any(of_family.select(review::id)))
        .order(invitee::id)
        .select(Invitee::as_select())
        .load(conn)?;
    invited.retain(|one| one.account_id.is_some() || one.attendance.is_some() || !died.contains(&one.name));
    if to.is_planned() {
        let team = team::list(conn, sight, to.episode_id)?;
        let late: Vec<Invitee> = team
            .iter()
            .filter(|helper| joined_late(helper, to, &invited))
            .map(|helper| {
                // the id under which it is kept once it is: that of whoever joined
                Invitee::new(InviteeId(helper.id.0), to.id, helper.account_id, helper.name.clone())
            })
            .collect();
        invited.extend(late);
    }
    Ok(invited)
}

/// Whether somebody of the team joined after the review was planned, and is not among the invited.
fn joined_late(helper: &Helper, to: &Review, invited: &[Invitee]) -> bool {
    let is_there = |one: &Invitee| match helper.account_id {
        Some(account) => one.account_id == Some(account),
        None => one.id.0 == helper.id.0 || (one.account_id.is_none() && one.name == helper.name),
    };
    helper.joined_at > to.scheduled_at && !invited.iter().any(is_there)
}

/// Keeps the invitations of those who joined since, as part of the command that holds the review or hands in a report.
pub(super) fn keep_late(tx: &mut Tx<'_>, family: FamilyId, invited: &[Invitee]) -> Result<()> {
    for one in invited {
        let kept = each!(tx.conn(), c => diesel::insert_into(invitee::table)
            .values(one)
            .on_conflict_do_nothing()
            .execute(c))?;
        if kept > 0 {
            tx.record(events::INVITED.on(one.review_id.0).family(family))?;
        }
    }
    Ok(())
}

/// Invites someone, as part of the command that schedules the review.
pub(super) fn invite(tx: &mut Tx<'_>, to: ReviewId, account: Option<AccountId>, name: String) -> Result<()> {
    let row = Invitee::new(InviteeId::new(), to, account, name);
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
