//! What whoever keeps an entry says beside it: that all of it is right, how long one waits, that it goes in or out.

use crate::{
    care,
    doubles::{self, Judgement},
    harvest::Source,
    ids::ServiceId,
    import::{self, Preview},
    records::{self, Provider},
    rules::beside::{self, Capacity},
};
use access::{AccountId, Nobody, Permit, nobody, service};
use pack::Pack;
use store::Tx;
use web::Result;

/// A permit to change an entry.
type Editing = Permit<ServiceId, service::Edit>;

/// A permit to keep the directory.
type Keeping = Permit<Nobody, nobody::KeepDirectory>;

/// Says that all of an entry is right today; whoever says so answers for it from now on, unless another
/// organisation runs it.
pub fn assure(tx: &mut Tx<'_>, permit: &Editing) -> Result<()> {
    let (_, of) = records::find(tx.conn(), permit.subject())?;
    records::assure(tx, permit.subject(), care::owner(permit.actor(), &of))?;
    Ok(())
}

/// Says how long one waits, and how many places are free.
pub fn set_capacity(tx: &mut Tx<'_>, permit: &Editing, capacity: Capacity) -> Result<()> {
    records::set_capacity(tx, permit.subject(), capacity)?;
    Ok(())
}

/// Puts an entry into the directory or takes it out; where it is so already, nothing happens.
///
/// # Errors
/// [`beside::CannotSay::NoReason`].
pub fn set_live(tx: &mut Tx<'_>, pack: &Pack, permit: &Editing, live: bool, why: &str) -> Result<()> {
    beside::reason(why)?;
    records::set_live(tx, pack, permit.subject(), live, why)?;
    Ok(())
}

/// Changes what the directory says of a provider, and whose people keep its entries.
///
/// # Errors
/// [`beside::CannotSay::NoName`].
pub fn change_provider(tx: &mut Tx<'_>, pack: &Pack, _: &Keeping, new: &Provider) -> Result<()> {
    beside::provider_name(&new.name)?;
    records::change_provider(tx, pack, new)?;
    Ok(())
}

/// Takes the rows of a list that was looked at. What an earlier list of this name held and this one does not is marked
/// as gone.
///
/// # Errors
/// [`beside::CannotSay::NoList`] and [`beside::CannotSay::Faults`].
pub fn take_list(tx: &mut Tx<'_>, pack: &Pack, _: &Keeping, name: &str, list: &Preview) -> Result<Source> {
    beside::list(name, list.good.len(), list.faults.len())?;
    Ok(import::take_within(tx, pack, name.trim(), &list.good)?)
}

/// Gives entries to somebody who answers for them from now on.
///
/// # Errors
/// [`beside::CannotSay::NoneTicked`], and [`beside::CannotSay::NoKeeper`] where they do not keep entries.
pub fn give(tx: &mut Tx<'_>, _: &Keeping, entries: &[ServiceId], to: Option<AccountId>) -> Result<()> {
    let keepers = care::keepers(tx.conn())?;
    let keeper = to.filter(|to| keepers.iter().any(|keeper| keeper.id == *to));
    let to = beside::give(entries.len(), keeper)?;
    entries.iter().try_for_each(|id| records::give(tx, *id, to))?;
    Ok(())
}

/// Says whether two entries are one service; the one that is too many leaves the directory.
pub fn judge(
    tx: &mut Tx<'_>,
    pack: &Pack,
    _: &Keeping,
    (first, second): (ServiceId, ServiceId),
    judgement: Judgement,
) -> Result<()> {
    let now = tx.now;
    doubles::keep(tx.conn(), now, (first, second), Some(judgement))?;

    let too_many = match judgement {
        Judgement::First => second,
        Judgement::Second => first,
        Judgement::Two => return Ok(()),
    };
    records::set_live(tx, pack, too_many, false, "listed twice")?;
    Ok(())
}
