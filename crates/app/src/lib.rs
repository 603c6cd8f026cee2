//! The program: its list of capabilities, its settings, how it meets the network, its work in the background,
//! demo data.
//!
//! It decides nothing that a practitioner would argue about.

pub mod capabilities;
pub mod commands;
pub mod demo;
mod listen;
mod mail;
mod openapi;
pub mod private;
pub mod router;
pub mod settings;
pub mod work;
