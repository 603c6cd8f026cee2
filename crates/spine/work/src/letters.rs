//! The letter that late work sends up the line.

use access::{
    AccountId,
    capability::{Letter, Words},
};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

/// Something is late: to whoever is told on this rung.
#[derive(Debug, Serialize, Deserialize)]
pub struct LateWork {
    /// Who is told.
    pub account: AccountId,
    /// How far it has climbed: 1 its owner, 2 the manager, 3 the head of service.
    pub rung: i64,
}

impl Letter for LateWork {
    const KIND: &'static str = "late-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let (text, page) = match self.rung {
            1 => ("Something that you owe is late.", "my-work"),
            2 => ("Something in your team is late.", "team"),
            _ => ("Work has been late for some time.", "late"),
        };
        Words::to_account(conn, self.account, "Work is late", text, page)
    }
}
