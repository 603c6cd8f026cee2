//! Whoever joins the team when a review is planned already is invited, too: their names stand on its page at once, and
//! within a minute they find it under My work.

use super::{
    invitee::{Invitee, InviteeId, invitee},
    review::{Review, review},
    schedule,
};
use crate::{events, exit_plan::episode};
use access::{AccountId, AccountUid};
use cases::{EpisodeUid, team::HelperUid};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Db, Result, Tx, each};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, EpisodeUid, HelperUid};

    helper (id) {
        id -> HelperUid,
        episode_id -> EpisodeUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        joined_at -> Utc,
        left_at -> Nullable<Utc>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(helper, review);
diesel::allow_tables_to_appear_in_same_query!(helper, invitee);
diesel::allow_tables_to_appear_in_same_query!(helper, episode);
diesel::allow_tables_to_appear_in_same_query!(episode, review);
diesel::allow_tables_to_appear_in_same_query!(episode, invitee);

/// Invites whoever joined the team of an episode after its review was planned: the program's own work, every minute.
///
/// # Errors
/// The engine's own word.
pub fn invite_late_joiners(db: &Db, pack: &Pack) -> Result<()> {
    if late(&mut db.connect()?)?.is_empty() {
        return Ok(());
    }
    db.alone(&pack.hash, |tx| {
        for (of, one, lead) in late(tx.conn())? {
            invite(tx, &of, &one, lead)?;
        }
        tx.nothing_new();
        Ok(())
    })
}

/// Planned reviews, who is to be invited to each, and who leads.
fn late(conn: &mut Conn) -> Result<Vec<(Review, Invitee, Option<AccountId>)>> {
    type Row = (Review, cases::team::HelperId, Option<AccountId>, String, Option<AccountId>);
    let only_named = helper::account_id.is_null().and(invitee::account_id.is_null());
    let is_they = invitee::account_id.eq(helper::account_id).or(only_named.and(invitee::name.eq(helper::name)));
    let invited = invitee::table.filter(invitee::review_id.eq(review::id)).filter(is_they);
    let rows: Vec<Row> = review::table
        .inner_join(helper::table.on(helper::episode_id.eq(review::episode_id)))
        .inner_join(episode::table.on(episode::id.eq(review::episode_id)))
        .filter(review::held_on.is_null().and(review::not_held_at.is_null()).and(episode::closed_at.is_null()))
        .filter(helper::left_at.is_null().and(helper::joined_at.gt(review::scheduled_at)))
        .filter(diesel::dsl::not(diesel::dsl::exists(invited)))
        .order(helper::id)
        .select((Review::as_select(), helper::id, helper::account_id, helper::name, episode::lead_id))
        .load(conn)?;
    let late = rows.into_iter().map(|(of, id, account, name, lead)| {
        let one = Invitee::new(InviteeId(id.0), of.id, account, name);
        (of, one, lead)
    });
    Ok(late.collect())
}

fn invite(tx: &mut Tx<'_>, of: &Review, one: &Invitee, lead: Option<AccountId>) -> Result<()> {
    let insert = diesel::insert_into(invitee::table).values(one).on_conflict_do_nothing();
    if each!(tx.conn(), c => insert.execute(c))? == 0 {
        return Ok(());
    }
    if one.account_id.is_some() && one.account_id != lead {
        schedule::owe_report(tx, of, one.account_id)?;
    }
    tx.record(events::INVITED.on(of.id.0).family(of.family_id))?;
    Ok(())
}
