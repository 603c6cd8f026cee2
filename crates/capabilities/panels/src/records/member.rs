//! Who is of a panel: somebody with an account, or somebody who is only named and sees nothing here.

use super::panel::{PanelId, PanelUid};
use crate::{events, rules};
use access::{
    AccountId, Nobody, Permit,
    accounts::{self, Colleague},
    nobody,
};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

store::strict_id!(
    /// A member of a panel.
    MemberId,
    MemberUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{MemberUid, PanelUid};

    panel_member (id) {
        id -> MemberUid,
        panel_id -> PanelUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        profession -> Text,
        organisation -> Text,
        since_at -> Utc,
        until_at -> Nullable<Utc>,
    }
}

/// A member.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel_member, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Member {
    pub id: MemberId,
    pub panel_id: PanelId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub profession: String,
    pub organisation: String,
    pub since_at: Instant,
    pub until_at: Option<Instant>,
}

/// The members now, by name. No permit: that they are of a panel is no secret.
pub fn members(conn: &mut Conn, of: PanelId) -> Result<Vec<Member>> {
    Ok(each!(conn, c => panel_member::table
        .filter(panel_member::panel_id.eq(of).and(panel_member::until_at.is_null()))
        .order(panel_member::name)
        .select(Member::as_select())
        .load(c))?)
}

/// Who is or was a member: minutes name those who have left since.
pub fn ever_members(conn: &mut Conn, of: PanelId) -> Result<Vec<Member>> {
    Ok(each!(conn, c => panel_member::table
        .filter(panel_member::panel_id.eq(of))
        .order(panel_member::name)
        .select(Member::as_select())
        .load(c))?)
}

pub(super) fn is_member(conn: &mut Conn, of: PanelId, account: AccountId) -> Result<bool> {
    let there = panel_member::account_id.eq(Some(account)).and(panel_member::until_at.is_null());
    let count: i64 = each!(conn, c => panel_member::table
        .filter(panel_member::panel_id.eq(of).and(there))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

/// Who becomes a member.
#[derive(Debug, Clone, Default)]
pub struct NewMember {
    /// Somebody with an account; their own words go before what follows.
    pub account: Option<AccountId>,
    /// Their name, where they have no account.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// For whom they work.
    pub organisation: String,
}

/// Somebody is a member from now on.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds.
pub fn add_member(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::KeepPanels>,
    of: PanelId,
    new: NewMember,
) -> web::Result<MemberId> {
    let known = new.account.map(|account| accounts::colleague(tx.conn(), account)).transpose()?;
    let now_there = members(tx.conn(), of)?;
    let (name, profession, organisation) = match known {
        Some(known) => (known.name, known.job_title, known.organisation),
        None => (new.name, new.profession, new.organisation),
    };
    let same = |member: &Member| match new.account {
        Some(account) => member.account_id == Some(account),
        None => member.account_id.is_none() && member.name == name,
    };
    rules::member(&name, now_there.iter().any(same))?;

    Ok(insert(tx, of, new.account, [name, profession, organisation])?)
}

/// As [`add_member`], for the demo and for made-up worlds: somebody with an account.
pub fn seat(tx: &mut Tx<'_>, of: PanelId, who: Colleague) -> Result<MemberId> {
    insert(tx, of, Some(who.id), [who.name, who.job_title, who.organisation])
}

fn insert(
    tx: &mut Tx<'_>,
    of: PanelId,
    account: Option<AccountId>,
    [name, profession, organisation]: [String; 3],
) -> Result<MemberId> {
    let row = Member {
        id: MemberId::new(),
        panel_id: of,
        account_id: account,
        name,
        profession,
        organisation,
        since_at: tx.now,
        until_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(panel_member::table).values(&row).execute(c))?;
    tx.record(events::MEMBER.on(of.0).detail(json!({"account": row.account_id})))?;
    Ok(row.id)
}

/// Somebody is no member any more: what they saw as one ends with the next request (T20).
///
/// # Errors
/// [`store::Error::Missing`].
pub fn end_member(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepPanels>, of: PanelId, id: MemberId) -> Result<()> {
    let now = tx.now;
    let there = panel_member::table
        .filter(panel_member::id.eq(id).and(panel_member::panel_id.eq(of)).and(panel_member::until_at.is_null()));
    if diesel::update(there).set(panel_member::until_at.eq(Some(now))).execute(tx.conn())? == 0 {
        return Err(store::Error::Missing);
    }
    tx.record(events::MEMBER_LEFT.on(of.0).detail(json!({"member": id})))?;
    Ok(())
}
