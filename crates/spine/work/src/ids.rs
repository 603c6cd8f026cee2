//! The ids that several modules need.

store::strict_id!(
    /// A piece of due work.
    TaskId,
    TaskUid
);
