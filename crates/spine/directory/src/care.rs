//! Who keeps an entry true: who answers for it, who is written to, which entries want looking after.

use crate::{
    ids::ServiceId,
    letters::{News, ServiceNews},
    records::{Provider, Service, provider, service},
};
use access::{
    AccountId, Actor, OrganisationId, Role,
    accounts::{self, Account},
    capability::{Capabilities, send},
};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Db, MultiBackend, Result, Tx, text::Span};

/// Who answers for an entry that this person says is right: they, unless it is another organisation's.
pub fn owner(actor: &Actor, of: &Provider) -> Option<AccountId> {
    let theirs = of.organisation_id.is_none() || of.organisation_id == actor.organisation;
    actor.account.filter(|_| theirs)
}

/// Writes to those who keep an entry: the people of the organisation that runs the service, else its owner.
pub fn tell_keepers(tx: &mut Tx<'_>, found: &Service, of: &Provider, what: News) -> Result<()> {
    let mut all = match of.organisation_id {
        Some(organisation) => accounts::of_organisation_with_role(tx.conn(), organisation, Role::Provider)?,
        None => vec![],
    };
    if all.is_empty() {
        all.extend(found.owner_id);
    }

    all.into_iter().try_for_each(|account| send(tx, &ServiceNews { account, what }, None))
}

/// Which entries want looking after.
#[derive(Debug, Default)]
pub struct Care {
    /// Not assured in time, longest first.
    pub stale: Vec<(Service, Provider)>,
    /// How many of those there are.
    pub stale_count: i64,
    /// Without anybody who answers for them.
    pub unowned: i64,
    /// That do not say all that a reader needs, those that lack most first.
    pub incomplete: Vec<(Service, Provider)>,
    /// How many of those there are.
    pub incomplete_count: i64,
    /// Gone at their source.
    pub gone: Vec<(Service, Provider)>,
}

/// Which entries want looking after today.
pub fn list(conn: &mut Conn, pack: &Pack, today: NaiveDate, most: i64) -> Result<Care> {
    let days = Days::new(u64::from(pack.number("service-assure")));
    let since = today.checked_sub_days(days).unwrap_or(today);
    let live = || service::table.filter(service::live.eq(true));
    let stale = || live().filter(service::assured_on.lt(since).or(service::assured_on.is_null()));
    let incomplete = || live().filter(service::lacks.gt(0));
    let both = (Service::as_select(), Provider::as_select());

    Ok(Care {
        stale: stale()
            .inner_join(provider::table)
            .order((service::assured_on.is_not_null(), service::assured_on, service::n))
            .limit(most)
            .select(both)
            .load(conn)?,
        stale_count: stale().count().get_result(conn)?,
        unowned: live().filter(service::owner_id.is_null()).count().get_result(conn)?,
        incomplete: incomplete()
            .inner_join(provider::table)
            .order((service::lacks.desc(), service::n))
            .limit(most)
            .select(both)
            .load(conn)?,
        incomplete_count: incomplete().count().get_result(conn)?,
        gone: live()
            .inner_join(provider::table)
            .filter(service::gone_at.is_not_null())
            .limit(most)
            .select(both)
            .load(conn)?,
    })
}

store::coded! {
    /// Which entries of all.
    #[derive(Default)]
    pub enum Which {
        /// Not checked in time.
        #[default]
        Stale = "not-checked",
        /// That lack something a reader needs.
        Incomplete = "not-complete",
        /// For which nobody answers.
        Unowned = "nobodys",
        /// Gone where they came from.
        Gone = "gone",
        /// Not in the directory.
        Out = "out",
        /// Every one.
        All = "all",
    }
}

impl Which {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stale => "Not checked in time",
            Self::Incomplete => "Not complete",
            Self::Unowned => "Nobody answers for them",
            Self::Gone => "Gone where they came from",
            Self::Out => "Not in the directory",
            Self::All => "All",
        }
    }
}

/// A page of the entries of a kind, and how many there are.
pub fn page(
    conn: &mut Conn,
    pack: &Pack,
    today: NaiveDate,
    which: Which,
    span: Span,
) -> Result<(i64, Vec<(Service, Provider)>)> {
    let days = Days::new(u64::from(pack.number("service-assure")));
    let since = today.checked_sub_days(days).unwrap_or(today);
    let of = || {
        let all = service::table.inner_join(provider::table).into_boxed::<MultiBackend>();
        match which {
            Which::All => all,
            Which::Out => all.filter(service::live.eq(false)),
            Which::Stale => all
                .filter(service::live.eq(true))
                .filter(service::assured_on.lt(since).or(service::assured_on.is_null())),
            Which::Incomplete => all.filter(service::live.eq(true).and(service::lacks.gt(0))),
            Which::Unowned => all.filter(service::live.eq(true).and(service::owner_id.is_null())),
            Which::Gone => all.filter(service::live.eq(true).and(service::gone_at.is_not_null())),
        }
    };
    let total = of().count().get_result(conn)?;
    let rows = of().order((service::name, service::n)).limit(span.most).offset(span.from);
    Ok((total, rows.select((Service::as_select(), Provider::as_select())).load(conn)?))
}

/// Those who may answer for entries: people of services, and the council's keepers.
pub fn keepers(conn: &mut Conn) -> Result<Vec<Account>> {
    let all = accounts::list(conn)?.into_iter().map(|(account, _)| account);
    let keeps = |account: &Account| account.roles().iter().any(|role| matches!(role, Role::Provider | Role::Directory));
    Ok(all.filter(|account| account.disabled_at.is_none() && keeps(account)).collect())
}

/// An entry that has to be looked at soon, and who may be reminded of it.
#[derive(Queryable)]
struct Due {
    id: ServiceId,
    owner: Option<AccountId>,
    assured_on: Option<NaiveDate>,
    organisation: Option<OrganisationId>,
}

impl Due {
    fn list(conn: &mut Conn, pack: &Pack, today: NaiveDate) -> Result<Vec<Self>> {
        let days = pack.number("service-assure").saturating_sub(pack.number("service-remind"));
        let due = today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(today);
        Ok(service::table
            .inner_join(provider::table)
            .filter(service::live.eq(true).and(service::assured_on.le(due)))
            .filter(service::owner_id.is_not_null().or(provider::organisation_id.is_not_null()))
            .select((service::id, service::owner_id, service::assured_on, provider::organisation_id))
            .load(conn)?)
    }

    /// The owner, else the people of the organisation.
    fn keepers(&self, conn: &mut Conn) -> Result<Vec<AccountId>> {
        match (self.owner, self.organisation) {
            (Some(owner), _) => Ok(vec![owner]),
            (None, Some(organisation)) => accounts::of_organisation_with_role(conn, organisation, Role::Provider),
            (None, None) => Ok(vec![]),
        }
    }
}

/// Reminds the owners of entries that have to be looked at soon; each entry once for each time that it was assured.
pub fn remind(tx: &mut Tx<'_>, pack: &Pack) -> Result<usize> {
    let today = tx.now.date();
    let mut count = 0;
    for due in Due::list(tx.conn(), pack, today)? {
        let Some(on) = due.assured_on else { continue };
        for account in due.keepers(tx.conn())? {
            let once = format!("service-due {} {account} {on}", due.id);
            send(tx, &ServiceNews { account, what: News::Due }, once)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The daily reminder.
pub(crate) fn remind_daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    db.alone(&pack.hash, |tx| remind(tx, pack)).map(|_| ())
}
