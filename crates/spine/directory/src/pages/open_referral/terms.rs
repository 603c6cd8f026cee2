//! Taxonomies and their terms: the words of the practice pack.

use super::{
    answer::json_page,
    document::{PAGING, TERMS},
    paging::Paging,
};
use crate::open_referral::{self as uk, TAXONOMIES, write};
use access::Visit;
use axum::{extract::Path, http::HeaderMap, response::Response};
use store::Uuid;
use web::Error;

pub(in crate::pages) async fn taxonomies(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, &PAGING, |_, pack, fields| {
        let all = TAXONOMIES.iter().filter_map(|(code, ..)| write::taxonomy(pack, code));
        Ok(Paging::read(fields)?.cut(all.collect()))
    })
    .await
}

pub(in crate::pages) async fn taxonomy(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, &[], move |_, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let found = TAXONOMIES.iter().find(|(code, ..)| uk::taxonomy_id(code) == id);
        let (code, ..) = found.ok_or(Error::NotFound)?;
        let mut taxonomy = write::taxonomy(pack, code).ok_or(Error::NotFound)?;
        taxonomy["taxonomy_terms"] = uk::terms(pack, code).iter().map(write::term).collect();
        Ok(taxonomy)
    })
    .await
}

pub(in crate::pages) async fn terms(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, &TERMS, |_, pack, fields| {
        let of: Option<Uuid> = fields.get("taxonomy_id").parse().ok();
        let is_of = |taxonomy: &str| of.is_none_or(|id| uk::taxonomy_id(taxonomy) == id);
        let all = uk::all_terms(pack).into_iter().filter(|term| is_of(term.taxonomy));
        Ok(Paging::read(fields)?.cut(all.map(|term| write::term(&term)).collect()))
    })
    .await
}

pub(in crate::pages) async fn term(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, &[], move |_, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        uk::all_terms(pack).iter().find(|term| term.id() == id).map(write::term).ok_or(Error::NotFound)
    })
    .await
}
