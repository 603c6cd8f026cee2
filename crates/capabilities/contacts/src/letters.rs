//! The letter to whoever made a contact: that there is an answer or a question, and never what it is.

use crate::{
    ContactId,
    records::{self, ContactNews, News},
};
use access::capability::{Letter, SITE, Words};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

impl Letter for ContactNews {
    const KIND: &'static str = "contact-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let found = records::addressee(conn, self.contact)?;
        let Some(to) = found.email else { return Ok(None) };
        // who has no account may share a telephone: that there is something new, and not even from whom
        if !found.signs_in {
            let read = match found.discreet {
                true => String::new(),
                false => format!(" Read it here, with your reference and your code:\n{SITE}/ask-for-help/answer"),
            };
            let text = format!("There is something new for you.{read}");
            return Ok(Some(Words { to, subject: "Something new for you".into(), text, page: None }));
        }

        let (subject, what) = match self.what {
            News::Answer => ("There is an answer for you", "There is an answer to contact"),
            News::Question => {
                ("The front door has a question", "The early help front door has a question about contact")
            }
        };
        let reference = found.reference;
        let text = format!("{what} {reference}.\n\nIf you cannot sign in, call the front door and give the reference.");
        Ok(Some(Words { to, subject: subject.into(), text, page: Some("contacts".into()) }))
    }
}

/// To whoever is on call: a child may be in danger. Where, and who, stands in the record alone.
#[derive(Debug, Serialize, Deserialize)]
pub struct Danger {
    /// Which contact says so.
    pub contact: ContactId,
    /// Their address.
    pub to: String,
    /// Whether they have an account to read it with.
    pub signs_in: bool,
}

impl Letter for Danger {
    const KIND: &'static str = "danger-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let reference = records::load(conn, self.contact)?.reference;
        let what =
            format!("A child may be in danger: contact {reference}. Take it now, or the next in the list is told.");
        let (text, page) = match self.signs_in {
            true => (what, Some(format!("contacts/{}", self.contact))),
            false => (format!("{what}\n\nCall the early help front door and give the reference."), None),
        };
        Ok(Some(Words { to: self.to.clone(), subject: "A child may be in danger".into(), text, page }))
    }
}
