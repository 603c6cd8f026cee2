//! On My work: the files that are somebody's to audit, by their numbers.

use crate::records;
use access::{Permits, Role, View, capability::Shown};
use std::collections::BTreeMap;
use web::{Result, dates, html};

/// The files of whoever looks. No family is named here: the page of the file does, to those who may open it.
pub(crate) fn my_files(v: &mut View<'_>) -> Result<Shown> {
    let nothing = Shown { markup: html! {}, families: vec![] };
    let Some(account) = v.actor.account.filter(|_| v.actor.is(Role::Auditor)) else { return Ok(nothing) };
    let now = v.now;
    let mine = records::mine(v.conn(), account, now)?;
    let moderates = records::moderated_by(v.conn(), account)?;
    if mine.is_empty() && moderates.is_empty() {
        return Ok(nothing);
    }
    let titles: BTreeMap<_, _> = records::list(v.conn())?.into_iter().map(|audit| (audit.id, audit.title)).collect();
    let title = |id| titles.get(&id).map_or("", String::as_str);
    let markup = html! {
        h2.govuk-heading-m { "Files that I audit" }
        ul.govuk-list.eh-rows {
            @for (file, seat) in &mine {
                li {
                    a.govuk-link href=(file.href()) { "File " (file.n) ": " (title(file.audit_id)) }
                    ". "
                    @if seat.finished_at.is_some() { "You have finished." }
                    @else { "You can open it until " (dates::day(seat.until_at.date())) "." }
                }
            }
            @for file in &moderates {
                li {
                    a.govuk-link href=(file.href()) { "File " (file.n) ": " (title(file.audit_id)) }
                    ". You moderate it"
                    @if file.graded_at.is_none() { " once both have finished" } "."
                }
            }
        }
    };
    Ok(Shown { markup, families: vec![] })
}
