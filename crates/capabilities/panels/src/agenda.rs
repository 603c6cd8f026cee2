//! What the program does by itself: it makes the panels of the pack, plans their next meetings, and puts on the forum's
//! agenda what nobody sends: step downs without a lead, and families that wait too long.

use crate::records::{self, About, ItemKind, NewItem, Panel};
use access::{Actor, Role, accounts, capability::Capabilities};
use chrono::{Days, NaiveDate};
use pack::Pack;
use store::{AnyId, Db, Result, Tx};
use waiting::Priority;

/// The most that comes on one agenda by itself, of each kind.
const MOST: usize = 60;

/// So many are looked through for them: those that were decided on lately do not hide the others.
const LOOKED: i64 = 2_000;

/// Meetings are planned so far ahead.
const AHEAD: u64 = 28;

/// The panels of the pack that are not there yet.
pub(crate) fn make_panels(db: &Db, pack: &Pack) -> Result<()> {
    db.alone(&pack.hash, |tx| {
        tx.nothing_new();
        records::make_of_pack(tx, pack, None).map(|_| ())
    })
}

/// Plans what is to be planned, then gathers.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    db.alone(&pack.hash, |tx| {
        tx.nothing_new();
        plan_ahead(tx, pack)?;
        want_chairs(tx, pack)?;
        gather(tx, pack)
    })
}

/// Panels that meet every so many days have their meetings planned for the weeks to come.
pub(crate) fn plan_ahead(tx: &mut Tx<'_>, pack: &Pack) -> Result<()> {
    let today = tx.now.date();
    let meets = |panel: &&Panel| panel.every > 0 && !panel.outside && panel.chair_id.is_some();
    for panel in records::list(tx.conn())?.iter().filter(meets) {
        let every = Days::new(u64::try_from(panel.every).unwrap_or(7));
        let mut last = records::last_of(tx.conn(), panel.id)?.filter(|last| *last >= today - every);
        loop {
            let next = match last {
                Some(last) => last + every,
                None => today + Days::new(7),
            };
            if next > today + Days::new(AHEAD).max(every) {
                break;
            }
            // a holiday moves this meeting, and not those after it
            let on = pack.calendar().plus_working(next, 0);
            records::plan_on(tx, panel, on, &records::When::default())?;
            last = Some(next.max(on));
        }
    }
    Ok(())
}

/// A panel that nobody can chair any more, and for which something waits, is a manager's to give to somebody.
fn want_chairs(tx: &mut Tx<'_>, pack: &Pack) -> Result<()> {
    let able = accounts::anywhere_with_role(tx.conn(), Role::PanelChair)?;
    for panel in records::list(tx.conn())?.iter().filter(|panel| !panel.outside) {
        let led = panel.chairs().iter().any(|one| able.contains(one));
        if !led && records::waits_for(tx.conn(), panel.id)? {
            records::want_chair(tx, pack, panel)?;
        }
    }
    Ok(())
}

/// Step downs that wait for a lead, and families that wait too long, come on the forum's next agenda.
pub(crate) fn gather(tx: &mut Tx<'_>, pack: &Pack) -> Result<()> {
    let Some(forum) = records::list(tx.conn())?.into_iter().find(|panel| panel.forum && !panel.outside) else {
        return Ok(());
    };
    let by = Actor { as_of: tx.now, name: "Early help".into(), ..Actor::nobody() };
    step_downs(tx, pack, &by, &forum)?;
    too_long(tx, pack, &by, &forum)
}

fn step_downs(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, forum: &Panel) -> Result<()> {
    for down in cases::allocating::step_downs_without_lead(tx.conn(), LOOKED)? {
        if records::of_source(tx.conn(), down.id.0)? {
            continue;
        }
        let since = down.offered_at.date();
        let about = about(ItemKind::StepDown, down.family_id, (AnyId(down.id.0), since));
        let new = NewItem {
            summary: format!("{}\n\nWhat was done: {}\n\nWhat is still needed: {}", down.why, down.done, down.needed),
            asked_for: "A team and a lead that take over from social care.".into(),
            presenting: down.needs.0,
            level: "3".into(),
            priority: Some(Priority::Soon),
            why: "Social care leads until early help has a lead.".into(),
            wishes: down.words,
            ..NewItem::default()
        };
        put(tx, pack, by, (forum, &about), &new)?;
    }
    Ok(())
}

fn too_long(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, forum: &Panel) -> Result<()> {
    let today = tx.now.date();
    let places = waiting::records::too_long(tx.conn(), pack, today, LOOKED)?;
    let sources: Vec<store::Uuid> = places.iter().map(|place| place.id.0).collect();
    let new_ones = records::to_gather(tx.conn(), &sources, (pack, today))?;
    for place in places.into_iter().filter(|place| new_ones.contains(&place.id.0)).take(MOST) {
        let since = place.since_at.date();
        let mut about = about(ItemKind::Waiting, place.family_id, (AnyId(place.id.0), since));
        (about.contact, about.age) = (place.contact_id, place.age);
        let new = NewItem {
            summary: format!("They wait for {} since {}.", place.target(), web::dates::day(since)),
            asked_for: place.what.clone(),
            presenting: place.needs.0.clone(),
            level: if place.level.is_empty() { "2".into() } else { place.level.clone() },
            priority: Some(place.priority),
            why: place.why.clone(),
            ..NewItem::default()
        };
        put(tx, pack, by, (forum, &about), &new)?;
    }
    Ok(())
}

fn about(kind: ItemKind, family: store::FamilyId, (source, since): (AnyId, NaiveDate)) -> About {
    About {
        kind,
        family: Some(family),
        source: Some(source),
        contact: None,
        episode: None,
        owner: None,
        agreed: false,
        since,
        age: None,
    }
}

fn put(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, to: (&Panel, &About), new: &NewItem) -> Result<()> {
    match records::put_on(tx, pack, by, to, new) {
        Ok(_) => Ok(()),
        Err(web::Error::Store(error)) => Err(error),
        Err(_) => Err(store::Error::Outside("an item could not be put on the agenda".into())),
    }
}
