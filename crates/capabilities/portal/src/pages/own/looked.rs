//! `/my/looked`: who looked at what is kept about this person and their family, in plain words.

use super::{page as whole, shown};
use crate::Own;
use access::{AccountId, Permits, View, Visit, accounts};
use axum::response::Response;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use store::log::{AccessEntry, REFUSED};
use web::{Markup, Result, dates, html, said, say};

/// So many entries are read.
const MOST: i64 = 400;

/// What somebody did on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Did {
    /// They had the record open.
    Opened,
    /// It stood in a list or a search.
    Listed,
    /// They asked for it and were refused.
    Refused,
    /// The person themself.
    Own,
}

impl Did {
    /// In words; `None` for what is not told: what workers do about places of their own, and what another of the family
    /// does in theirs.
    fn of(entry: &AccessEntry, own: &Own) -> Option<Self> {
        let kept = ["keep-own-places", "approve-release", "see-access-log", "restrict"];
        if kept.contains(&entry.action.as_str()) {
            return None;
        }
        if entry.subject_kind == "own-place" {
            let mine = entry.subject_id.is_some_and(|id| id.0 == own.place().0);
            return (mine && entry.because != REFUSED).then_some(Self::Own);
        }
        if entry.because == REFUSED {
            return Some(Self::Refused);
        }
        Some(if entry.shown().is_some() { Self::Listed } else { Self::Opened })
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Opened => "had your family's record open",
            Self::Listed => "saw your family in a list",
            Self::Refused => "asked for your family's record and was refused",
            Self::Own => "looked here",
        }
    }
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let entries = own.lookers(v.conn(), MOST)?;
    let mut by_day: BTreeMap<NaiveDate, BTreeSet<(Option<AccountId>, Did)>> = BTreeMap::new();
    for entry in &entries {
        let Some(did) = Did::of(entry, own) else { continue };
        if entry.actor_id.is_none() && did != Did::Own {
            continue;
        }
        by_day.entry(entry.at.date()).or_default().insert((entry.actor_id, did));
    }
    let ids: Vec<AccountId> = by_day.values().flatten().filter_map(|(account, _)| *account).collect();
    let known = accounts::colleagues_among(v.conn(), &ids)?;
    let sheltered = own.sheltered(v.conn())?;
    let who = |account: Option<AccountId>| match account.and_then(|id| known.iter().find(|one| one.id == id)) {
        Some(one) if sheltered && !one.own => web::tell("Somebody outside of the council"),
        Some(one) => format!("{}, {}, {}", one.name, one.job_title, one.organisation),
        None if account.is_none() => web::tell("You"),
        None => web::tell("Somebody with an account that is no longer in use"),
    };
    let content = html! {
        p.govuk-body { (say("Everybody who looks at what is kept about you is written down. If you think that somebody had \
            no reason to, say so under My say: a complaint is answered by somebody else.")) }
        @if by_day.is_empty() { p.govuk-body { (say("Nobody yet.")) } }
        @for (day, seen) in by_day.iter().rev().take(60) {
            h2.govuk-heading-s { (dates::day(*day)) }
            ul.govuk-list.govuk-list--bullet {
                @for (account, did) in seen { li { (who(*account)) ": " (say(did.words())) } }
            }
        }
        p.govuk-body { (said("The newest {n} entries are shown. Ask for a copy to have all of them.", &[("n", &MOST)])) }
    };
    Ok(whole(v, "Who looked", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    // also what was seen a moment ago
    shown(visit.latest(), show).await
}
