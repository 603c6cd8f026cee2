//! What audits tell people of.

use access::Role;
use work::news::Kind;

/// A file is theirs to grade or to moderate.
pub const ALLOCATED: Kind =
    Kind::new("audit-allocated", "A case file is mine to audit", "A case file is yours to audit")
        .for_roles(&[Role::Auditor]);

/// A child may not be safe.
pub const CONCERN: Kind =
    Kind::new("audit-concern", "An auditor is worried about a child", "An auditor is worried about a child")
        .for_roles(&[Role::Lead, Role::Manager, Role::FrontDoor])
        .never_silent();

/// What was done about a concern.
pub const ANSWERED: Kind =
    Kind::new("audit-concern-answered", "A concern that I raised was answered", "A concern of an audit was answered")
        .for_roles(&[Role::Auditor]);

/// What was found was shared.
pub const SHARED: Kind =
    Kind::new("audit-shared", "What an audit found in our work is shared", "What an audit found was shared with you")
        .for_roles(&[Role::Lead, Role::Practitioner, Role::Manager]);

/// A file cannot be audited any more, or an auditor stepped out: told to whoever leads the audit.
pub const OUT: Kind =
    Kind::new("audit-out", "A file or an auditor falls out of an audit", "An audit needs another step")
        .for_roles(&[Role::Auditor, Role::Head]);

/// An audit was published. The board reads it at its meetings, and is sent nothing.
pub const PUBLISHED: Kind =
    Kind::new("audit-published", "An audit is published", "The report of an audit is published")
        .for_roles(&[Role::Commissioner, Role::Head, Role::Manager])
        .usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[ALLOCATED, CONCERN, ANSWERED, SHARED, OUT, PUBLISHED];
