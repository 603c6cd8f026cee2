//! Ids that both whoever acts and the tables of accounts need.

store::strict_id!(
    /// A team of workers.
    TeamId,
    TeamUid
);
