//! Letters to a lead: that a record they hold was joined with another or parted from it, and that somebody else changed
//! who is in it.

use access::{
    AccountId, FamilyId,
    capability::{Letter, Words},
};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

/// To the lead of a family; its page says what it is.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordChanged {
    /// The lead.
    pub account: AccountId,
    /// Whose record it is.
    pub family: FamilyId,
}

impl Letter for RecordChanged {
    const KIND: &'static str = "record-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let text =
            "Somebody in a record that you lead was found to have a second record, or not to have one after all.";
        let page = format!("families/{}", self.family);
        Words::to_account(conn, self.account, "A record that you lead has changed", text, page)
    }
}

/// To the lead of a family: somebody who works with another family said what is true of this one, too.
#[derive(Debug, Serialize, Deserialize)]
pub struct PeopleChanged {
    /// The lead.
    pub account: AccountId,
    /// Whose record it is.
    pub family: FamilyId,
}

impl Letter for PeopleChanged {
    const KIND: &'static str = "people-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let text = "Somebody else has changed who is in a record that you lead.";
        let page = format!("families/{}", self.family);
        Words::to_account(conn, self.account, "A record that you lead has changed", text, page)
    }
}
