//! Who acts through an account.

use super::{
    holders::{Account, account},
    organisations::{Organisation, organisation},
    teams::team_member,
};
use crate::{AccountId, Actor, Role};
use diesel::prelude::*;
use store::{Conn, Instant, Result, each};

/// Who acts, as of now; `None` when the account may not act.
pub fn actor(conn: &mut Conn, now: Instant, id: AccountId) -> Result<Option<Actor>> {
    let row: Option<(Account, Organisation)> = each!(conn, c => account::table
        .inner_join(organisation::table)
        .filter(account::id.eq(id))
        .filter(account::disabled_at.is_null())
        .select((Account::as_select(), Organisation::as_select()))
        .first(c))
    .optional()?;
    let Some((account, organisation)) = row else { return Ok(None) };

    let roles = account.roles();
    let manages = if roles.contains(&Role::Manager) && organisation.own {
        let mine = team_member::account_id.eq(id).and(team_member::manages.eq(true));
        each!(conn, c => team_member::table.filter(mine).select(team_member::team_id).load(c))?
    } else {
        vec![]
    };

    Ok(Some(Actor {
        account: Some(id),
        name: account.name,
        job_title: account.job_title,
        organisation: Some(organisation.id),
        organisation_name: organisation.name,
        organisation_kind: organisation.kind,
        own: organisation.own,
        roles,
        manages,
        seen_at: account.seen_at,
        own_place: None,
        as_of: now,
    }))
}
