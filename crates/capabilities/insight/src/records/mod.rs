//! The tables of figures, and what keeps them true.

pub(crate) mod areas;
pub(crate) mod changes;
pub(crate) mod fold;
pub(crate) mod publication;
pub(crate) mod recount;
pub(crate) mod tables;
pub(crate) mod views;
pub(crate) mod words;
