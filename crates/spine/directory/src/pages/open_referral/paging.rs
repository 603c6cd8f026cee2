//! Pages of a feed, as HSDS-UK numbers them.

use serde_json::{Value, json};
use store::text::Span;
use web::{Error, Fields, Result};

/// Items a page unless asked, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 1_000;

/// Which page, and how long it is.
pub(super) struct Paging {
    nth: i64,
    size: i64,
}

impl Paging {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let number = |name: &str, usual: i64| match fields.get(name) {
            "" => Ok(usual),
            text => text
                .parse()
                .ok()
                .filter(|number| (1..=1_000_000_000).contains(number))
                .ok_or_else(|| Error::Unreadable(format!("{name} must be a whole number from 1."))),
        };
        Ok(Self { nth: number("page", 1)?, size: number("per_page", USUAL)?.min(MOST) })
    }

    fn from(&self) -> i64 {
        (self.nth - 1).saturating_mul(self.size)
    }

    /// Which rows it shows.
    pub(super) fn span(&self) -> Span {
        Span { most: self.size, from: self.from() }
    }

    /// Whether there is anything on it, of so many.
    pub(super) fn is_within(&self, total: i64) -> bool {
        self.from() < total
    }

    /// The page with these contents, of so many.
    pub(super) fn page(&self, total: i64, contents: Vec<Value>) -> Value {
        let pages = (total + self.size - 1) / self.size;
        json!({
            "total_items": total,
            "total_pages": pages,
            "page_number": self.nth,
            "size": contents.len(),
            "first_page": self.nth == 1,
            "last_page": self.nth >= pages,
            "empty": contents.is_empty(),
            "contents": contents,
        })
    }

    /// The page, cut out of all.
    pub(super) fn cut(&self, all: Vec<Value>) -> Value {
        let total = i64::try_from(all.len()).unwrap_or(0);
        let skip = usize::try_from(self.from()).unwrap_or(usize::MAX);
        let most = usize::try_from(self.size).unwrap_or(0);
        self.page(total, all.into_iter().skip(skip).take(most).collect())
    }
}
