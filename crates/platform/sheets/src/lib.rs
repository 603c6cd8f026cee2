//! Flat sheets for whoever takes figures and returns away: CSV and XLSX, in which text is text and never a formula
//! (T24). Pure: it knows nothing of what stands in the cells.
//!
//! ```
//! use sheets::{Sheet, Value};
//!
//! let sheet = Sheet {
//!     name: "Contacts".into(),
//!     columns: vec!["Source".into(), "Contacts".into()],
//!     rows: vec![vec![Value::Text("=School".into()), Value::Whole(-3)]],
//! };
//! assert_eq!(sheets::csv(&sheet), "Source,Contacts\r\n'=School,-3\r\n");
//! ```

mod csv;
mod xlsx;

pub use crate::{
    csv::{Dates, csv, header, line},
    xlsx::xlsx,
};
use chrono::NaiveDate;

/// One flat table with its headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What its tab is called in XLSX: at most 31 characters are kept, and none of `[ ] : * ? / \`.
    pub name: String,
    /// Its headings, in order.
    pub columns: Vec<String>,
    /// Its rows, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, whatever it looks like.
    Text(String),
    /// A number with a fraction; one that is not finite is left blank.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// A date without a time.
    Date(NaiveDate),
    /// Nothing.
    Blank,
}

impl From<&str> for Value {
    /// Text; the empty one is blank.
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Value {
    /// Text; the empty one is blank.
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    /// What is not there is blank.
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Self::Blank, Into::into)
    }
}

/// Why no workbook could be made.
#[derive(Debug)]
pub enum Error {
    /// More rows than a sheet of XLSX holds (1,048,575 below the headings): the sheet's name.
    TooManyRows(String),
    /// A row is longer or shorter than the headings: the sheet's name, and the row, the first being 1.
    Uneven(String, usize),
    /// The writer's own words.
    Writer(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooManyRows(sheet) => write!(f, "“{sheet}” has more rows than XLSX holds: take CSV"),
            Self::Uneven(sheet, row) => write!(f, "row {row} of “{sheet}” has not as many cells as headings"),
            Self::Writer(words) => write!(f, "the workbook could not be written: {words}"),
        }
    }
}

impl std::error::Error for Error {}
