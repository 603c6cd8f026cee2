//! What must hold of everything that is published.

mod attacker;
mod properties;
mod publications;
mod random;
mod rates;
mod revisions;
mod sentences;
