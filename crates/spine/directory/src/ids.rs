//! How services, providers and feeds are called.

store::strict_id!(
    /// A service.
    ServiceId,
    ServiceUid
);

store::strict_id!(
    /// Whoever provides services.
    ProviderId,
    ProviderUid
);

store::strict_id!(
    /// A feed from which services come.
    SourceId,
    SourceUid
);
