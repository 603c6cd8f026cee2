//! Who is in the team around the family: with an account, or only named.

use crate::{
    Case, Episode, EpisodeId, EpisodeUid,
    episodes::episode,
    events,
    rules::{self, Joining},
};
use access::{
    AccountId, Actor, FamilyId, Sight,
    accounts::{self, Colleague},
    family,
    guard::{self, Tie},
};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};

store::strict_id!(
    /// Someone in the team around a family.
    HelperId,
    HelperUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{EpisodeUid, HelperUid};

    helper (id) {
        id -> HelperUid,
        episode_id -> EpisodeUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        job -> Text,
        organisation -> Text,
        reach -> Text,
        joined_at -> Utc,
        left_at -> Nullable<Utc>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(helper, episode);

/// Someone in the team around the family; with an account, or only named.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = helper, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Helper {
    pub id: HelperId,
    pub episode_id: EpisodeId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub job: String,
    pub organisation: String,
    pub reach: String,
    pub joined_at: Instant,
    pub left_at: Option<Instant>,
}

/// Someone who joins.
#[derive(Debug, Clone)]
pub struct NewHelper {
    /// Their full name.
    pub name: String,
    /// Their job, or what they are to the family.
    pub job: String,
    /// For whom they work.
    pub organisation: String,
    /// A telephone number or an email address.
    pub reach: String,
}

impl From<Colleague> for NewHelper {
    fn from(colleague: Colleague) -> Self {
        let Colleague { name, job_title, organisation, phone, email, .. } = colleague;
        Self { name, job: job_title, organisation, reach: if phone.is_empty() { email } else { phone } }
    }
}

/// The team now.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Vec<Helper>> {
    let of_family = episode::table.filter(episode::family_id.eq(sight.subject())).select(episode::id);
    Ok(each!(conn, c => helper::table
        .filter(helper::episode_id.eq(of).and(helper::episode_id.eq_any(of_family)))
        .filter(helper::left_at.is_null())
        .order(helper::joined_at)
        .select(Helper::as_select())
        .load(c))?)
}

/// The organisations that help, each once however it is spelled: those of members with an account as they are called
/// now, and those for which somebody works who is only named. A grandmother or a neighbour is none.
pub fn organisations(conn: &mut Conn, helpers: &[Helper]) -> store::Result<Vec<String>> {
    let accounts: Vec<AccountId> = helpers.iter().filter_map(|helper| helper.account_id).collect();
    let known = accounts::organisations_of(conn, &accounts)?;
    let of_helper = |helper: &Helper| match helper.account_id.and_then(|account| known.get(&account)) {
        Some(now) => now.clone(),
        None => helper.organisation.trim().to_owned(),
    };

    let mut there = BTreeSet::new();
    let mut names: Vec<String> = helpers.iter().map(of_helper).filter(|name| !name.is_empty()).collect();
    names.retain(|name| there.insert(people::rules::fold(name)));
    Ok(names)
}

/// Someone with an account joins.
///
/// # Errors
/// [`rules::CannotJoin`].
pub fn join(tx: &mut Tx<'_>, case: &Case<family::ChangeTeam>, who: AccountId) -> Result<()> {
    may_join(tx, case.family(), who)?.map_err(Refusal::from)?;
    let_in(tx, case.permit.actor(), &case.episode, who)
}

/// Whether the rule lets this person join.
pub(super) fn may_join(
    tx: &mut Tx<'_>,
    family: FamilyId,
    who: AccountId,
) -> Result<std::result::Result<(), rules::CannotJoin>> {
    let now = tx.now;
    if accounts::actor(tx.conn(), now, who)?.is_none() {
        return Ok(rules::join(Joining { in_use: false, shared: false }));
    }

    let colleague = accounts::colleague(tx.conn(), who)?;
    let shared = colleague.own || guard::is_shared(tx.conn(), family, colleague.organisation_id, now.date())?;
    Ok(rules::join(Joining { in_use: true, shared }))
}

/// Lets in someone who [`may_join`]: also whoever is asked to lead. They may be there already.
pub(super) fn let_in(tx: &mut Tx<'_>, by: &Actor, episode: &Episode, who: AccountId) -> Result<()> {
    guard::tie(tx, episode.family_id, who, Tie::Team, None)?;
    let there = helper::table.filter(helper::episode_id.eq(episode.id).and(helper::account_id.eq(who)));
    let there: i64 = there.filter(helper::left_at.is_null()).count().get_result(tx.conn())?;
    if there > 0 {
        return Ok(());
    }

    let colleague = accounts::colleague(tx.conn(), who)?;
    insert(tx, by, episode, Some(who), colleague.into())
}

/// Someone without an account is named as a helper: they see nothing. Whoever does not help as part of their work
/// stands for no organisation.
///
/// # Errors
/// [`rules::CannotName`].
pub fn name_helper(
    tx: &mut Tx<'_>,
    case: &Case<family::ChangeTeam>,
    mut new: NewHelper,
    professional: Option<bool>,
) -> Result<()> {
    rules::name_helper(professional, &new.organisation)?;
    if professional == Some(false) {
        new.organisation = String::new();
    }
    insert(tx, case.permit.actor(), &case.episode, None, new)
}

fn insert(tx: &mut Tx<'_>, by: &Actor, episode: &Episode, account_id: Option<AccountId>, new: NewHelper) -> Result<()> {
    let NewHelper { name, job, organisation, reach } = new;
    let row = Helper {
        id: HelperId::new(),
        episode_id: episode.id,
        account_id,
        name,
        job,
        organisation,
        reach,
        joined_at: tx.now,
        left_at: None,
    };
    diesel::insert_into(helper::table).values(&row).execute(tx.conn())?;
    let event = events::JOINED.on(episode.id.0).family(episode.family_id).detail(json!({"account": account_id}));
    tx.record(event.line(format!("{} joined the team", row.name), row.organisation, by.signature()))?;
    Ok(())
}

/// Someone leaves: their access ends with the next request (T20).
///
/// # Errors
/// [`rules::CannotLeave`].
pub fn leave(tx: &mut Tx<'_>, case: &Case<family::ChangeTeam>, id: HelperId) -> Result<()> {
    let Episode { id: of, lead_id, family_id, .. } = case.episode;
    let row: Helper = helper::table
        .filter(helper::id.eq(id).and(helper::episode_id.eq(of)).and(helper::left_at.is_null()))
        .select(Helper::as_select())
        .first(tx.conn())?;
    rules::leave(row.account_id.is_some() && row.account_id == lead_id)?;

    let now = tx.now;
    diesel::update(helper::table.find(id)).set(helper::left_at.eq(Some(now))).execute(tx.conn())?;
    if let Some(account) = row.account_id {
        guard::untie(tx, family_id, Some(account), Tie::Team)?;
    }
    let event = events::LEFT.on(of.0).family(family_id).detail(json!({"account": row.account_id}));
    tx.record(event.line(format!("{} left the team", row.name), "", case.signature()))?;
    Ok(())
}

/// Whoever joined only to be asked to lead leaves again when nothing came of it: at that instant and not before.
pub(super) fn undo_joining(tx: &mut Tx<'_>, episode: &Episode, who: AccountId, joined_at: Instant) -> Result<()> {
    let now = tx.now;
    let joined_for_it = helper::table
        .filter(helper::episode_id.eq(episode.id).and(helper::account_id.eq(who)))
        .filter(helper::joined_at.eq(joined_at).and(helper::left_at.is_null()));
    if diesel::update(joined_for_it).set(helper::left_at.eq(Some(now))).execute(tx.conn())? > 0 {
        guard::untie(tx, episode.family_id, Some(who), Tie::Team)?;
    }
    Ok(())
}

/// Everybody leaves.
pub(super) fn part(tx: &mut Tx<'_>, of: EpisodeId) -> store::Result<()> {
    let now = tx.now;
    diesel::update(helper::table.filter(helper::episode_id.eq(of).and(helper::left_at.is_null())))
        .set(helper::left_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Whoever led in another system is in the team from now on; no line tells of it, nobody let them in.
pub(super) fn keep(tx: &mut Tx<'_>, of: EpisodeId, who: AccountId, since: Instant) -> store::Result<()> {
    let NewHelper { name, job, organisation, reach } = accounts::colleague(tx.conn(), who)?.into();
    let (joined_at, left_at) = (since, None);
    let (id, account_id) = (HelperId::new(), Some(who));
    let row = Helper { id, episode_id: of, account_id, name, job, organisation, reach, joined_at, left_at };
    diesel::insert_into(helper::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// Takes away who helped in these episodes.
pub(super) fn forget(conn: &mut Conn, episodes: &[EpisodeId]) -> store::Result<()> {
    diesel::delete(helper::table.filter(helper::episode_id.eq_any(episodes))).execute(conn)?;
    Ok(())
}
