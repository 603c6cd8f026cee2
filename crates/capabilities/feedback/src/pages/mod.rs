//! Pages of feedback: those of workers, inside a family's record, and the form of whoever is asked.

mod ask;
mod family;
mod form;
mod hear;
mod read;
mod three;

use access::{Page, Public, family as act, get, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/families/{id}/feedback", act::AskFeedback, family::page),
        get("/families/{id}/feedback/new", act::AskFeedback, ask::page),
        post("/families/{id}/feedback/new", act::AskFeedback, ask::submit),
        get("/families/{id}/feedback/{ask}", act::AskFeedback, hear::page),
        post("/families/{id}/feedback/{ask}", act::AskFeedback, hear::submit),
        get("/families/{id}/feedback/{ask}/letter/{code}", act::AskFeedback, ask::letter),
        post("/families/{id}/feedback/{ask}/code", act::AskFeedback, ask::new_code),
        get("/families/{id}/feedback/answers/{answer}", act::AskFeedback, read::page),
        post("/families/{id}/feedback/answers/{answer}", act::AskFeedback, read::submit),
        get("/feedback", Public, form::door),
        post("/feedback", Public, form::enter),
        get("/feedback/{code}", Public, form::page),
        post("/feedback/{code}", Public, form::submit),
    ]
}
