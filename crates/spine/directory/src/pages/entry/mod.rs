//! The form of an entry: what a service says of itself, as fields, and back.

mod days;
mod differences;
mod fields;
mod questions;
mod read;

pub(super) use differences::{compared, differences};
pub(super) use fields::fields;
pub(super) use questions::questions;
pub(super) use read::read;
