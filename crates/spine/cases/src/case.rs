//! An episode and the permit for its family, made together: neither is ever used with that of another family.

use crate::{Episode, EpisodeId, episodes, rules::CannotWrite};
use access::{
    FamilyFacts, FamilyId, Permit, Permits,
    policy::{Act, family::FamilyAct},
};
use web::{Refusal, Result};

/// An episode, and that this actor may do this act to its family. Only [`open_case`] makes one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Case<A: Act> {
    /// The episode.
    pub episode: Episode,
    /// The permit.
    pub permit: Permit<FamilyId, A>,
}

impl<A: Act<Facts = FamilyFacts>> Case<A> {
    /// Whose it is.
    pub fn family(&self) -> FamilyId {
        self.episode.family_id
    }

    /// As the chronology names whoever acts.
    pub fn signature(&self) -> String {
        self.permit.actor().signature()
    }
}

/// Asks for a permit on the family of an episode. A closed episode is read, or begun again, and an offer that ended
/// with it is read as answered; nothing is written into it.
///
/// # Errors
/// As [`Permits::permit`]; [`CannotWrite::Closed`].
pub fn open_case<A>(inside: &mut impl Permits, act: A, id: EpisodeId) -> Result<Case<A>>
where
    A: Act<Facts = FamilyFacts>,
{
    let episode = episodes::find(inside.conn(), id)?;
    let permit = inside.permit(act, episode.family_id)?;

    let closed_too = matches!(A::WHICH, FamilyAct::Open | FamilyAct::ReopenEpisode | FamilyAct::AcceptHandOver);
    if !episode.is_open() && !closed_too {
        return Err(Refusal::from(CannotWrite::Closed).into());
    }
    Ok(Case { episode, permit })
}
