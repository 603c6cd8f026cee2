//! A row for each child of each episode that was open in the window.

use super::{
    Asked, BATCH, Known,
    children::{Children, Families, each_child},
};
use crate::field::{Field, Line, Rule};
use access::{AccountId, EpisodeId, FamilyId, TeamId};
use cases::records::episode;
use contacts::records::{ContactId, contact};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Uuid};

/// An episode, as far as returns tell of it.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = episode, check_for_backend(MultiBackend))]
pub(super) struct Episode {
    pub id: EpisodeId,
    pub reference: String,
    pub family_id: FamilyId,
    pub contact_id: Option<AnyId>,
    pub team_id: Option<TeamId>,
    pub lead_id: Option<AccountId>,
    pub opened_at: Instant,
    pub closed_at: Option<Instant>,
    pub closing_reason: Option<String>,
}

/// The closing reason of what never was.
const IN_ERROR: &str = "opened-in-error";

impl Episode {
    /// The next episodes that were open in the window.
    pub fn some(conn: &mut Conn, asked: &Asked<'_>, after: EpisodeId) -> Result<Vec<Self>> {
        let from = asked.from();
        let open = episode::closed_at.is_null().or(episode::closed_at.ge(from).assume_not_null());
        Ok(episode::table
            .filter(episode::id.gt(after).and(episode::opened_at.lt(asked.until())))
            .filter(open)
            .order(episode::id)
            .limit(BATCH)
            .select(Self::as_select())
            .load(conn)?)
    }

    /// When it ended, as far as that was known on the day for which the return is made.
    pub fn closed(&self, asked: &Asked<'_>) -> Option<Instant> {
        self.closed_at.filter(|at| *at < asked.until())
    }

    /// A row of it, of which no child is told yet.
    pub fn line(&self, asked: &Asked<'_>) -> Line {
        let mut line = Line::new(Some(self.family_id), &self.reference, self.id.0);
        if self.closing_reason.as_deref() == Some(IN_ERROR) {
            line.mark(Rule::OpenedInError);
        }
        line.set(Field::EpisodeReference, self.reference.as_str());
        line.set(Field::EpisodeStart, self.opened_at.date());
        line.set(Field::StartMoment, self.opened_at.rfc3339());
        if let Some(at) = self.closed(asked) {
            line.set(Field::EpisodeEnd, at.date());
            line.set(Field::EndMoment, at.rfc3339());
            let reason = self.closing_reason.as_deref().unwrap_or_default();
            line.set(Field::EpisodeEndReason, asked.pack.label("closing-reason", reason));
        }
        line.set(Field::Worker, self.lead_id.map(|lead| lead.to_string()));
        line
    }
}

pub(super) fn read(
    conn: &mut Conn,
    asked: &Asked<'_>,
    known: &Known,
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut after = EpisodeId(Uuid::nil());
    loop {
        let episodes = Episode::some(conn, asked, after)?;
        let Some(last) = episodes.last() else { return Ok(()) };
        after = last.id;
        let ids: Vec<FamilyId> = episodes.iter().map(|episode| episode.family_id).collect();
        let families = Families::load(conn, &ids)?;
        let children = Children::load(conn, known, &families.people())?;
        let needs = needs_of(conn, &episodes)?;

        for episode in &episodes {
            let mut line = episode.line(asked);
            known.organisation(&mut line, &[], episode.team_id);
            known.service(&mut line, episode.team_id);
            let named: Vec<&str> = episode
                .contact_id
                .and_then(|id| needs.get(&id))
                .into_iter()
                .flatten()
                .map(|need| asked.pack.label("need", need))
                .collect();
            line.set(Field::EpisodeReason, named.join("; "));
            let until = episode.closed(asked).map_or(asked.as_of, Instant::date);
            let of = families.children(episode.family_id, episode.opened_at.date(), until);
            each_child(&children, &of, (asked, known), &line, hand)?;
        }
    }
}

/// With what needs the families of these episodes came.
pub(super) fn needs_of(conn: &mut Conn, episodes: &[Episode]) -> Result<BTreeMap<AnyId, Vec<String>>> {
    let ids: Vec<ContactId> =
        episodes.iter().filter_map(|episode| episode.contact_id).map(|id| ContactId(id.0)).collect();
    let rows: Vec<(ContactId, Json<Vec<String>>)> =
        contact::table.filter(contact::id.eq_any(ids)).select((contact::id, contact::needs)).load(conn)?;
    Ok(rows.into_iter().map(|(id, Json(needs))| (AnyId(id.0), needs)).collect())
}
