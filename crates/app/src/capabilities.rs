//! The one list: what the program is made of, and everything that follows from it.

use access::{Capability, Page, capability::Capabilities};
use store::{Migration, log::Kind};

/// All capabilities. `work` stands after `cases`, and `feedback` after `reviews`, in whose history
/// their tables were made.
pub static ALL: Capabilities = &[
    &access::CAPABILITY,
    &welcome::CAPABILITY,
    &directory::CAPABILITY,
    &people::CAPABILITY,
    &cases::CAPABILITY,
    &work::CAPABILITY,
    &contacts::CAPABILITY,
    &waiting::CAPABILITY,
    &assessments::CAPABILITY,
    &plans::CAPABILITY,
    &programmes::CAPABILITY,
    &reviews::CAPABILITY,
    &feedback::CAPABILITY,
    &panels::CAPABILITY,
    &commissioning::CAPABILITY,
    &training::CAPABILITY,
    &quality::CAPABILITY,
    &portal::CAPABILITY,
    &checks::CAPABILITY,
    &exports::CAPABILITY,
    &imports::CAPABILITY,
    &insight::CAPABILITY,
    &governance::CAPABILITY,
    &profile::CAPABILITY,
    &OWN,
];

/// What belongs to the program itself.
const OWN: Capability = Capability { events: &[crate::demo::MADE], pages: own_pages, ..Capability::named("app") };

fn own_pages() -> Vec<Page> {
    vec![
        access::get("/assets/{file}", access::Public, web::assets::serve),
        access::get("/api/v1/openapi.json", access::Public, crate::openapi::serve),
    ]
}

/// Every page of the program.
pub fn pages() -> Vec<Page> {
    ALL.iter().flat_map(|capability| (capability.pages)()).collect()
}

/// The tables of every crate, in the order in which they are made.
pub fn migrations() -> Vec<Migration> {
    let own = ALL.iter().flat_map(|capability| (capability.migrations)());
    store::migrations().into_iter().chain(own).collect()
}

/// Every kind of event.
pub fn events() -> Vec<Kind> {
    ALL.iter().flat_map(|capability| capability.events).copied().collect()
}
