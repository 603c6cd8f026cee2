//! Stories over HTTP, each on SQLite and PostgreSQL: given a world, when someone does something, then this is so.

mod api;
mod commands;
mod contacts;
mod directory;
mod episodes;
mod every_form;
mod feeds;
mod forms;
mod front_door;
mod helpers;
mod lost_updates;
mod matching;
mod need_to_know;
mod network;
mod offers;
mod places;
mod road;
mod secrets;
mod sign_in;
mod trust;
mod work;
mod worlds;
