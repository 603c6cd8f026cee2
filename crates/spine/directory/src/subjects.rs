//! What access to an entry depends on: whose it is, and how often they were right.

use crate::{
    ids::{ProviderId, ServiceId},
    records::{provider, service},
    rules,
};
use access::{Actor, FamilyId, OrganisationId, ServiceFacts, Subject};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Result, Uuid, each};

/// Whose people may edit, and how many of their changes were approved.
type Kept = (Option<OrganisationId>, i64);

fn facts(pack: &Pack, actor: &Actor, (organisation, approved): Kept) -> ServiceFacts {
    ServiceFacts {
        ours: organisation.is_some() && organisation == actor.organisation,
        trusted: rules::is_trusted(pack, approved),
    }
}

impl Subject for ServiceId {
    type Facts = ServiceFacts;
    const KIND: &'static str = "service";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(ServiceFacts, Option<FamilyId>)> {
        let kept: Kept = each!(conn, c => service::table
            .inner_join(provider::table)
            .filter(service::id.eq(*self))
            .select((provider::organisation_id, provider::approved))
            .first(c))?;
        Ok((facts(pack, actor, kept), None))
    }
}

/// A service that is not in the directory yet has no id: what may be done with it follows from its provider.
impl Subject for ProviderId {
    type Facts = ServiceFacts;
    const KIND: &'static str = "provider";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(ServiceFacts, Option<FamilyId>)> {
        let kept: Kept = each!(conn, c => provider::table
            .find(*self)
            .select((provider::organisation_id, provider::approved))
            .first(c))?;
        Ok((facts(pack, actor, kept), None))
    }
}
