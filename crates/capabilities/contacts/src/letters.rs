//! The letter to whoever made a contact: that there is an answer or a question, and never what it is.

use crate::records::{self, ContactNews, News};
use access::capability::{Letter, Words};
use store::{Conn, Result};

impl Letter for ContactNews {
    const KIND: &'static str = "contact-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let found = records::addressee(conn, self.contact)?;
        let Some(to) = found.email else { return Ok(None) };
        let (subject, what) = match self.what {
            News::Answer => ("There is an answer for you", "There is an answer to contact"),
            News::Question => {
                ("The front door has a question", "The early help front door has a question about contact")
            }
        };
        let reference = found.reference;
        Ok(Some(if found.signs_in {
            let text =
                format!("{what} {reference}.\n\nIf you cannot sign in, call the front door and give the reference.");
            Words { to, subject, text, page: Some("contacts".into()) }
        } else {
            let how = "Call the front door and give the reference. They will also try to call you.";
            Words { to, subject, text: format!("{what} {reference}.\n\n{how}"), page: None }
        }))
    }
}
