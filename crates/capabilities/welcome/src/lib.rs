//! The way in, and what everybody may read of this site: who sees what, how to reach a human being, how it is made for
//! everyone. It shows nothing of anybody, and keeps nothing.

mod contact;
mod helplines;
mod home;
mod machines;
mod privacy;
mod site;
mod young;

use access::{Capability, Page, Public, get};

/// The public pages of the council's own.
pub const CAPABILITY: Capability = Capability { pages, ..Capability::named("welcome") };

fn pages() -> Vec<Page> {
    vec![
        get("/", Public, home::page),
        get("/contact", Public, contact::page),
        get("/young-people", Public, young::page),
        get("/easy-read", Public, site::easy_read),
        get("/professionals", Public, site::professionals),
        get("/privacy", Public, privacy::page),
        get("/accessibility", Public, site::accessibility),
        get("/cookies", Public, site::cookies),
        get("/robots.txt", Public, machines::robots),
        get("/sitemap.xml", Public, machines::sitemap),
    ]
}
