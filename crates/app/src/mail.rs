//! Messages. They say that there is something to read and where; never about whom, and nothing that is personal (T23).

use lettre::{FileTransport, Message, SmtpTransport, Transport, message::Mailbox};
use std::path::Path;

/// Where messages go.
pub enum Post {
    /// Nowhere: none is configured.
    None,
    /// A server.
    Smtp(SmtpTransport),
    /// A directory, for development and tests.
    File(FileTransport),
}

impl Post {
    /// From `EARLYHELP_MAIL`.
    ///
    /// # Errors
    /// What form is wanted.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::None);
        }
        if let Some(dir) = text.strip_prefix("file:") {
            std::fs::create_dir_all(dir).map_err(|e| format!("{dir} cannot be made: {e}"))?;
            return Ok(Self::File(FileTransport::new(Path::new(dir))));
        }
        let built = SmtpTransport::from_url(text)
            .map_err(|e| format!("EARLYHELP_MAIL must be smtp://…, smtps://… or file:DIR: {e}"))?;
        Ok(Self::Smtp(built.timeout(Some(std::time::Duration::from_secs(20))).build()))
    }

    /// Sends one message.
    ///
    /// # Errors
    /// Why it has to be tried again, without the address.
    pub fn send(&self, from: &str, to: &str, subject: &str, body: String) -> Result<(), String> {
        let mailbox =
            |text: &str| text.parse::<Mailbox>().map_err(|_| "an address that cannot be written to".to_owned());
        let message = Message::builder().from(mailbox(from)?).to(mailbox(to)?).subject(subject);
        let message = message.body(body).map_err(|_| "a message that cannot be built".to_owned())?;
        match self {
            Self::None => Ok(()),
            Self::File(post) => {
                post.send(&message).map(|_| ()).map_err(|_| "the directory of messages cannot be written".into())
            }
            Self::Smtp(post) => post.send(&message).map(|_| ()).map_err(|e| {
                if e.is_permanent() { "the server refused it".into() } else { "the server cannot be reached".into() }
            }),
        }
    }
}
