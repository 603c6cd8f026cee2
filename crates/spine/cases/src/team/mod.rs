//! The team around the family and its lead professional.

mod hand_over;
mod members;

pub use hand_over::{HandOver, HandOverId, accept_lead, decline_lead, find_offer, offer_lead, waiting_offer};
pub(crate) use hand_over::{episode_of, led_since, offer, waiting_for};
pub use members::{Helper, HelperId, HelperUid, NewHelper, join, leave, list, name_helper, organisations};

use crate::{Episode, EpisodeId};
use access::{
    AccountId,
    guard::{self, Tie},
};
use store::{Conn, Instant, Result, Tx};

/// One step made both tables. A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE helper (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), \
account_id $UUID REFERENCES account(id),
  name TEXT NOT NULL, job TEXT NOT NULL, organisation TEXT NOT NULL, reach TEXT NOT NULL, joined_at $INSTANT NOT NULL,
  left_at $INSTANT) $STRICT;
CREATE INDEX helper_episode ON helper(episode_id);
CREATE INDEX helper_account ON helper(account_id) WHERE left_at IS NULL;
CREATE TABLE hand_over (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), \
from_id $UUID, to_id $UUID NOT NULL,
  reason TEXT NOT NULL, offered_at $INSTANT NOT NULL, accepted_at $INSTANT, declined_at $INSTANT, \
declined_why TEXT NOT NULL) $STRICT;
CREATE INDEX hand_over_episode ON hand_over(episode_id);";

/// The episode is over: the team around the family is no more. The managers of the team that held it keep it, to
/// answer for it and to begin again.
pub(crate) fn dissolve(tx: &mut Tx<'_>, episode: &Episode) -> Result<()> {
    members::part(tx, episode.id)?;
    hand_over::end_waiting(tx, episode.id)?;

    guard::untie(tx, episode.family_id, None, Tie::Team)?;
    guard::untie(tx, episode.family_id, None, Tie::Lead)?;
    guard::untie(tx, episode.family_id, None, Tie::Cover)?;
    Ok(())
}

/// Whoever has led in another system since then leads here, and is in the team.
pub(crate) fn keep_lead(tx: &mut Tx<'_>, of: EpisodeId, lead: AccountId, since: Instant) -> Result<()> {
    hand_over::keep(tx, of, lead, since)?;
    members::keep(tx, of, lead, since)
}

/// Takes away who helped in these episodes, which were brought from another system.
pub(crate) fn forget(conn: &mut Conn, episodes: &[EpisodeId]) -> Result<()> {
    hand_over::forget(conn, episodes)?;
    members::forget(conn, episodes)
}
