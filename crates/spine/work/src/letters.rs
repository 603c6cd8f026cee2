//! The letters that say that there is something: late work, up the line; news, at once or all of it in the morning.

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

impl LateWork {
    /// What it says, and the page that shows it.
    pub(crate) const fn says(&self) -> (&'static str, &'static str) {
        match self.rung {
            1 => ("Something that you owe is late", "my-work"),
            2 => ("Something in your team is late", "team"),
            _ => ("Work has been late for some time", "late"),
        }
    }
}

impl Letter for LateWork {
    const KIND: &'static str = "late-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let (text, page) = self.says();
        Words::to_account(conn, self.account, "Work is late", &format!("{text}."), page)
    }
}

/// Something happened of which they want to know at once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fresh {
    /// Who is told.
    pub account: AccountId,
    /// What kind of thing happened: the constant words of its kind.
    pub subject: String,
    /// Where it is read.
    pub page: String,
}

impl Letter for Fresh {
    const KIND: &'static str = "news-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let text = format!("{}.", self.subject);
        Words::to_account(conn, self.account, self.subject.clone(), &text, self.page.clone())
    }
}

/// All that happened since the last letter, in one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Digest {
    /// Who is told.
    pub account: AccountId,
    /// How much is new.
    pub many: i64,
}

impl Letter for Digest {
    const KIND: &'static str = "daily-news";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let text = match self.many {
            1 => "There is 1 new thing for you.".to_owned(),
            many => format!("There are {many} new things for you."),
        };
        Words::to_account(conn, self.account, "New for you in early help", &text, "my-work")
    }
}
