//! Letters to those who keep entries or made referrals: that something happened, never to which service or family.

use access::{
    AccountId,
    capability::{Letter, Words},
};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

store::coded! {
    /// What somebody is told of.
    pub enum News {
        /// Their change is public.
        Approved = "approved",
        /// Their change was returned.
        Returned = "returned",
        /// Somebody says that an entry of theirs is wrong.
        Doubted = "doubted",
        /// A family was referred to a service of theirs.
        Referred = "referred",
        /// A referral that they made has moved on.
        Moved = "referral",
        /// An entry of theirs is due to be checked.
        Due = "due",
    }
}

/// To somebody who keeps an entry or made a referral.
#[derive(Debug, Serialize, Deserialize)]
pub struct ServiceNews {
    /// To whom.
    pub account: AccountId,
    /// What happened.
    pub what: News,
}

impl Letter for ServiceNews {
    const KIND: &'static str = "service-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let (subject, text, page) = match self.what {
            News::Approved => ("Your change is public", "A change that you sent was approved.", "services/ours"),
            News::Returned => {
                ("Your change was returned", "A change that you sent was returned with a reason.", "services/ours")
            }
            News::Doubted => (
                "Somebody says that an entry is wrong",
                "Somebody says that something in an entry that you keep is wrong.",
                "services/ours",
            ),
            News::Referred => ("There is a referral", "A family was referred to a service that you keep.", "referrals"),
            News::Moved => ("A referral has moved on", "A referral that you made has moved on.", "referrals"),
            News::Due => (
                "An entry is due to be checked",
                "An entry that you keep has to be checked soon. If all of it is right, one click says so.",
                "services/ours",
            ),
        };
        Words::to_account(conn, self.account, subject, text, page)
    }
}
