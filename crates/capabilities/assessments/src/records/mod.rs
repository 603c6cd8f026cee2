//! Assessments and their versions.

mod making;
mod offered;
mod told;
mod version;

pub use making::{Written, authorise, complete, meet, start, write};
pub use offered::{Offered, offered};
pub use told::{Needed, NeedsOf, Scale, authorised, children_since, needed, needs_between, scales};
pub use version::{
    Assessment, AssessmentId, AssessmentUid, Mark, Marks, Newest, assessment, current, evidence, is_authorised,
    last_before, newest,
};
pub(crate) use version::{DDL, WHOLE, state};
