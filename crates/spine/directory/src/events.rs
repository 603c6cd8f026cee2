//! What this crate writes to the log.

use store::log::Kind;

/// A provider was added.
pub const PROVIDER_ADDED: Kind = Kind::new("directory.provider-added", "provider", "A provider of services was added");

/// A provider was changed.
pub const PROVIDER_CHANGED: Kind = Kind::new(
    "directory.provider-changed",
    "provider",
    "A provider of services was changed, or whose people may edit its entries",
);

/// A service was published.
pub const PUBLISHED: Kind = Kind::new("service.published", "service", "A version of a service's entry was published");

/// It was taken down.
pub const WITHDRAWN: Kind = Kind::new("service.withdrawn", "service", "A service was taken out of the directory");

/// It was put back.
pub const RESTORED: Kind = Kind::new("service.restored", "service", "A service was put back into the directory");

/// It was said to be right.
pub const ASSURED: Kind = Kind::new("service.assured", "service", "Somebody said that a service's entry is right");

/// Somebody else answers for it.
pub const GIVEN: Kind =
    Kind::new("service.given", "service", "A service's entry was given to somebody who answers for it");

/// Its capacity changed.
pub const CAPACITY: Kind = Kind::new("service.capacity", "service", "The wait or the free places of a service changed");

/// A change was proposed.
pub const PROPOSED: Kind = Kind::new("service.proposed", "proposal", "A provider proposed a change of an entry");

/// It was approved.
pub const APPROVED: Kind = Kind::new("service.approved", "proposal", "A proposed change of an entry was approved");

/// It was sent back.
pub const RETURNED: Kind =
    Kind::new("service.returned", "proposal", "A proposed change of an entry was returned with a reason");

/// Somebody said that it is wrong.
pub const DOUBTED: Kind = Kind::new("service.doubted", "doubt", "Somebody said that a service's entry is wrong");

/// That was dealt with.
pub const SETTLED: Kind = Kind::new("service.doubt-settled", "doubt", "What somebody said of an entry was dealt with");

/// Services were read from a source.
pub const HARVESTED: Kind = Kind::new("directory.harvested", "source", "A feed or a file of services was read");

/// What services are looked for.
pub const SOUGHT: Kind = Kind::new("service.sought", "family", "It was said for which needs services are looked for");

/// Nothing fits.
pub const UNMET: Kind = Kind::new("need.unmet", "need", "A need was recorded that no service meets, with area and age");

/// Services were offered to a family.
pub const OFFERED: Kind = Kind::new("service.offered", "offer", "A service was offered to a family");

/// What came of it.
pub const OFFER_ANSWERED: Kind = Kind::new("service.offer-answered", "offer", "A family took up or refused a service");

/// A referral moved on.
pub const REFERRED: Kind = Kind::new("referral.sent", "referral", "A family was referred to a service");

/// A referral moved on.
pub const REFERRAL_MOVED: Kind =
    Kind::new("referral.moved", "referral", "A referral was accepted, declined, started or finished");

/// All of them.
pub const ALL: &[Kind] = &[
    PROVIDER_ADDED,
    PROVIDER_CHANGED,
    PUBLISHED,
    WITHDRAWN,
    RESTORED,
    ASSURED,
    GIVEN,
    CAPACITY,
    PROPOSED,
    APPROVED,
    RETURNED,
    DOUBTED,
    SETTLED,
    SOUGHT,
    UNMET,
    HARVESTED,
    OFFERED,
    OFFER_ANSWERED,
    REFERRED,
    REFERRAL_MOVED,
];
