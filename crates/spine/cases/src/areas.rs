//! In which ward and small area somebody lives, by their postcode. Nothing where their place is protected: a small area
//! is some hundred homes (T16).

use directory::postcodes::{self, Area};
use people::{Member, PersonId, Protected};
use std::collections::BTreeMap;
use store::{Conn, Result};

/// Of those whose postcode is known and lies in an area that is.
pub fn of_members(conn: &mut Conn, members: &[Member]) -> Result<BTreeMap<PersonId, Area>> {
    let open = |member: &&Member| member.address.as_ref().is_some_and(|address| !Protected::is_closed(address));
    let people: Vec<PersonId> = members.iter().filter(open).map(|member| member.person.id).collect();
    let codes = people::records::open_postcodes(conn, &people)?;
    let areas = postcodes::areas(conn, codes.values().map(String::as_str))?;
    Ok(codes.into_iter().filter_map(|(id, code)| Some((id, areas.get(&code)?.clone()))).collect())
}
