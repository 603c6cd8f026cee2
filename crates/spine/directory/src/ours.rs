//! What an organisation runs.

use crate::records::{self, Provider, Service, ServiceId};
use access::{Nobody, Permit, nobody};
use store::{Conn, Result};

/// What the organisation of whoever asked runs: only [`find`] makes one.
#[derive(Debug, Clone)]
pub struct Ours {
    providers: Vec<Provider>,
    services: Vec<Service>,
}

impl Ours {
    /// Under which names it provides services.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// What it provides.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The ids of what it provides.
    pub fn ids(&self) -> Vec<ServiceId> {
        self.services.iter().map(|service| service.id).collect()
    }
}

/// What the organisation of whoever asks runs; those that were right longest ago first.
pub fn find(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeOurServices>) -> Result<Ours> {
    let organisation = permit.actor().organisation;
    let providers = match organisation {
        Some(_) => records::list_providers(conn, organisation)?,
        None => vec![],
    };

    let mut services = Vec::new();
    for provider in &providers {
        services.extend(records::list_of(conn, provider.id)?);
    }
    services.sort_by_key(|service| (service.assured_on, service.n));
    Ok(Ours { providers, services })
}
