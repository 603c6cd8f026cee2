//! Letters about step ups and step downs: that something waits or was answered, and never whose it is.

use access::{
    AccountId, FamilyId,
    capability::{Letter, Words, send},
    guard,
};
use serde::{Deserialize, Serialize};
use store::{Conn, Result, Tx};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum News {
    /// A step up waits for social care.
    UpWaits,
    /// Social care has answered.
    UpAnswered,
    /// A step down waits for a lead.
    DownOffered,
    /// Early help has a lead.
    DownLed,
    /// Early help gave a step down back.
    DownBack,
}

/// A letter to one of those whom it is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StepNews {
    account: AccountId,
    what: News,
    page: String,
}

impl Letter for StepNews {
    const KIND: &'static str = "step-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let (subject, text) = match self.what {
            News::UpWaits => (
                "A step up waits for you",
                "A step up to children's social care was submitted. It waits for an answer.",
            ),
            News::UpAnswered => {
                ("A step up was answered", "Children's social care has answered a step up that you have to do with.")
            }
            News::DownOffered => (
                "A step down waits for you",
                "Children's social care offers a step down. It waits for a team and a lead.",
            ),
            News::DownLed => (
                "Early help has a lead",
                "A lead professional has accepted a step down. Children's social care can close now.",
            ),
            News::DownBack => ("A step down was given back", "Early help has given back a step down, with the reason."),
        };
        Words::to_account(conn, self.account, subject, text, self.page.as_str())
    }
}

/// Tells each of these, but for those from whom the record is kept (T17).
pub(crate) fn tell(tx: &mut Tx<'_>, accounts: &[AccountId], family: FamilyId, what: News, page: String) -> Result<()> {
    for account in accounts {
        if !guard::is_kept_from(tx.conn(), family, *account)? {
            send(tx, &StepNews { account: *account, what, page: page.clone() }, None)?;
        }
    }
    Ok(())
}
