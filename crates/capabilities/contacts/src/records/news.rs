//! What there is for whoever made a contact. Its words stand with the letters.

use super::tables::ContactId;
use serde::{Deserialize, Serialize};

store::coded! {
    /// What there is for whoever made a contact.
    pub enum News {
        /// An answer.
        Answer = "answer",
        /// A question.
        Question = "information",
    }
}

/// To whoever made a contact.
#[derive(Debug, Serialize, Deserialize)]
pub struct ContactNews {
    /// Which.
    pub contact: ContactId,
    /// What there is.
    pub what: News,
}
