//! The letter to somebody of a family: that there is something new, and never what, of whom or where.

use crate::records::{self, PlaceId};
use access::capability::{Letter, Words};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

/// There is something new in a place.
#[derive(Debug, Serialize, Deserialize)]
pub struct SomethingNew {
    /// In which.
    pub place: PlaceId,
}

impl Letter for SomethingNew {
    const KIND: &'static str = "own-place-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let Some(to) = records::safe_address(conn, self.place)? else { return Ok(None) };
        let text = "There is something new for you. You know where to look.\n\nIf you did not expect this, do nothing.";
        Ok(Some(Words { to, subject: "Something new for you".into(), text: text.into(), page: None }))
    }
}
