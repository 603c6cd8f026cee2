//! The worker's own pages, their manager's, the head's: one file a page.

mod late;
mod my_work;
mod news;
mod owner;
mod settings;
mod team;
mod worker;

use access::{
    FamilyId, Page, Permits, SignedIn, View,
    capability::{Shown, WorkPage},
    family, get, nobody, post,
};
use std::collections::BTreeMap;
use web::Result;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/my-work", nobody::SeeMyWork, my_work::page).also(nobody::KeepDirectory).also(nobody::SeeOurServices),
        get("/news/{id}", SignedIn, news::page),
        post("/news/seen", SignedIn, news::submit_seen),
        get("/my-settings", SignedIn, settings::page),
        post("/my-settings", SignedIn, settings::submit),
        get("/team", nobody::SeeTeam, team::page).report(),
        get("/team/workers/{id}", nobody::SeeTeam, worker::page),
        get("/tasks/{id}/owner", nobody::SeeTeam, owner::page).also(family::Reassign),
        post("/tasks/{id}/owner", nobody::SeeTeam, owner::submit).also(family::Reassign),
        get("/late", nobody::SeeLate, late::page).report(),
    ]
}

/// What capabilities show on this page, with their places, from top to bottom.
fn blocks(v: &mut View<'_>, page: WorkPage) -> Result<Vec<(u8, Shown)>> {
    let all = v.app.capabilities.iter().flat_map(|capability| capability.blocks);
    let mut blocks: Vec<_> = all.filter(|block| block.page == page).collect();
    blocks.sort_by_key(|block| block.place);
    blocks.into_iter().map(|block| Ok((block.place, (block.show)(v)?))).collect()
}

/// Names and references of families that this person may open.
fn names(v: &mut View<'_>, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, (String, String)>> {
    let name = v.app.capabilities.iter().find_map(|capability| capability.names);
    Ok(match name {
        Some(name) => name(v.conn(), families)?,
        None => BTreeMap::new(),
    })
}
