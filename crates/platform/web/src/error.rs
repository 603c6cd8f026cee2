//! Every situation in which the answer is not the page that was asked for, each mapped once to a page.

use crate::layout::{Frame, bare_page};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// A rule of practice that says no, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, for tests and API problems: `plan-has-five-outcomes`.
    pub name: &'static str,
    /// The field of the form on which it is said, if it is about one.
    pub field: Option<Cow<'static, str>>,
    /// What to tell the person: why, and what to do instead.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, field: None, message: message.into() }
    }

    /// A refusal that belongs to this field.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// All that rules say no to, at once; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals(pub(crate) Vec<Refusal>);

impl Refusals {
    /// Nothing when no rule said no.
    ///
    /// # Errors
    /// All of them, when one did.
    pub fn check(all: Vec<Refusal>) -> Result<(), Self> {
        if all.is_empty() { Ok(()) } else { Err(Self(all)) }
    }

    /// Whether the rule of this name is among those that say no.
    pub fn names(&self, name: &str) -> bool {
        self.0.iter().any(|refusal| refusal.name == name)
    }

    /// One after another.
    pub fn iter(&self) -> impl Iterator<Item = &Refusal> {
        self.0.iter()
    }
}

impl FromIterator<Refusal> for Refusals {
    fn from_iter<I: IntoIterator<Item = Refusal>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = std::vec::IntoIter<Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A situation.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or this person may not know that there is.
    NotFound,
    /// The thing may be known of but not seen; how to ask for it.
    Forbidden(String),
    /// An API token that is for something else: its scope.
    OutOfScope(String),
    /// Not signed in; where to go afterwards.
    SignIn(String),
    /// The form was not made for this session: it came from elsewhere, or the session changed meanwhile.
    Stranger,
    /// The request cannot be read; what is wrong with it.
    Unreadable(String),
    /// Rules say no; on a form, [`crate::Sheet::heed`] puts each beside its field.
    Refused(Refusals),
    /// Someone else changed the record meanwhile; the page that shows both texts.
    Conflict(Box<Markup>),
    /// A form with something wrong in it, to be shown again.
    Invalid(Box<Markup>),
    /// A form that was not taken, through no fault of whoever sent it: why, and the page with all of it, to be sent
    /// again.
    Unsent(Box<Error>, Box<Markup>),
    /// A page that says why, within the menu of whoever asked.
    Within(Box<Error>, Box<Markup>),
    /// Too many tries; seconds to wait.
    TooMany(u32),
    /// Nothing is wrong, but the answer is another address (the same request was done before).
    Elsewhere(String),
    /// The data layer's.
    Store(store::Error),
    /// A fault of the program; the detail is for the log.
    Fault(String),
}

/// The outcome of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing => Self::NotFound,
            other => Self::Store(other),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        store::Error::from(error).into()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<Refusals> for Error {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl store::Situation for Error {
    fn store(&self) -> Option<&store::Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// An error page, or the same as `application/problem+json`.
pub struct Problem {
    status: StatusCode,
    name: &'static str,
    title: String,
    detail: String,
    retry_after: Option<u32>,
}

impl Error {
    /// Whether a rule, a page or a version says no, and not the database itself.
    pub fn is_ours(&self) -> bool {
        match self {
            Self::Store(error) => matches!(error, store::Error::Stale),
            Self::Fault(_) | Self::Elsewhere(_) => false,
            Self::Within(why, _) => why.is_ours(),
            _ => true,
        }
    }

    /// Whether the database said that there is one already.
    pub fn is_there_already(&self) -> bool {
        use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
        matches!(self, Self::Store(store::Error::Sql(DatabaseError(UniqueViolation, _))))
    }

    /// Whether it may be sent again as it is, and then be done: nothing was wrong with it.
    pub fn may_be_sent_again(&self) -> bool {
        let passing = matches!(
            self,
            Self::Store(
                store::Error::Busy | store::Error::Closed | store::Error::NotCommitted(_) | store::Error::Connection(_)
            )
        );
        passing || matches!(self, Self::Stranger)
    }

    /// Title, message, status: once for pages and API alike.
    pub fn problem(&self) -> Problem {
        let of = |status, name, title: &str, detail: &str| Problem {
            status,
            name,
            title: title.into(),
            detail: detail.into(),
            retry_after: None,
        };
        match self {
            Self::NotFound => of(
                StatusCode::NOT_FOUND,
                "not-found",
                "Page not found",
                "If you typed the address, check that it is correct. If you followed a link, \
                 the record may have moved, or it may not be one that you work with.",
            ),
            Self::Forbidden(how) => of(StatusCode::FORBIDDEN, "forbidden", "You cannot see this", how),
            Self::OutOfScope(scope) => of(
                StatusCode::FORBIDDEN,
                "token-scope",
                "This token is not for this",
                &format!("It is for the scope {scope:?} only. Ask an administrator for a token with a scope for this."),
            ),
            Self::SignIn(_) => of(StatusCode::UNAUTHORIZED, "sign-in", "Sign in", "Sign in to continue."),
            Self::Stranger => of(
                StatusCode::FORBIDDEN,
                "form-expired",
                "This form is no longer valid",
                "You may have signed in again since you opened it. Go back, reload the page and send it again. \
                 What you typed while signed in has been kept.",
            ),
            Self::Unreadable(what) => of(StatusCode::BAD_REQUEST, "unreadable", "That request cannot be read", what),
            Self::Refused(refusals) => {
                let name = refusals.0.first().map_or("refused", |refusal| refusal.name);
                let told: Vec<&str> = refusals.iter().map(|refusal| refusal.message.as_str()).collect();
                of(StatusCode::UNPROCESSABLE_ENTITY, name, "That cannot be done yet", &told.join(" "))
            }
            Self::Conflict(_) => of(
                StatusCode::CONFLICT,
                "conflict",
                "Someone else changed this record",
                "Read it again, then send your change with its new version.",
            ),
            Self::Invalid(_) => of(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "There is a problem",
                "Some of what was sent is not right.",
            ),
            Self::TooMany(seconds) => Problem {
                retry_after: Some(*seconds),
                ..of(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too-many",
                    "Too many attempts",
                    "Wait a few minutes, then try again.",
                )
            },
            Self::Store(store::Error::Busy | store::Error::Closed) => Problem {
                retry_after: Some(3),
                ..of(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    "The service is busy",
                    "Nothing was saved. Wait a few seconds, then send it again: it will be done once.",
                )
            },
            Self::Store(store::Error::NotCommitted(_) | store::Error::Connection(_)) => Problem {
                retry_after: Some(10),
                ..of(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "not-saved",
                    "Your change was not saved",
                    "The database did not confirm it. Go back: what you typed is still there. \
                     Send it again in a moment; it will be done once.",
                )
            },
            Self::Store(store::Error::Stale) => of(
                StatusCode::CONFLICT,
                "conflict",
                "Someone else changed this record",
                "Go back, reload the page and look at what they wrote before you save again.",
            ),
            Self::Unsent(why, _) | Self::Within(why, _) => why.problem(),
            Self::Elsewhere(_) => of(StatusCode::SEE_OTHER, "done", "Done", "This was done before."),
            Self::Store(_) | Self::Fault(_) => of(
                StatusCode::INTERNAL_SERVER_ERROR,
                "fault",
                "Sorry, there is a problem with the service",
                "It is our fault, not yours, and it has been noted. Nothing was half saved. Try again later.",
            ),
        }
    }
}

impl Error {
    /// What is refused or not there is told within the menu of whoever asked, so that they are not lost.
    #[must_use]
    pub fn within(self, frame: &Frame) -> Self {
        match self {
            Self::NotFound | Self::Forbidden(_) | Self::Refused(_) if frame.signed.is_some() => {
                let problem = self.problem();
                // what is not there looks like what is hidden, also in its own address
                let frame = Frame { here: "/".into(), done: None, ..frame.clone() };
                let page = frame.page(&problem.title, self.told(&problem));
                Self::Within(Box::new(self), Box::new(page))
            }
            other => other,
        }
    }

    /// Why, and where one goes from here.
    fn told(&self, problem: &Problem) -> Markup {
        html! {
            h1.govuk-heading-l { (problem.title) }
            p.govuk-body { (problem.detail) }
            p.govuk-body { a.govuk-link href="/" { "Go to your work, or the start page" } }
            @if matches!(self, Self::Forbidden(_)) {
                p.govuk-body {
                    a.govuk-link href="/people" { "Find a person" }
                    ", or " a.govuk-link href="/contacts/new" { "make a contact" } "."
                }
            }
        }
    }

    /// The answer to a program: the problem as `application/problem+json`, logged as the page for a person would be.
    pub fn json(self) -> Response {
        self.note();
        self.problem().json()
    }

    /// Notes in the log what is a fault of ours. That too much came at once says the request's own line.
    fn note(&self) {
        match self {
            Self::Store(store::Error::Busy) => {}
            Self::Store(error) => tracing::error!(%error, "the data layer failed"),
            Self::Fault(error) => tracing::error!(error, "fault"),
            Self::Unsent(why, _) | Self::Within(why, _) => why.note(),
            _ => {}
        }
    }
}

impl Problem {
    /// Title, and what to do.
    pub(crate) fn told(self) -> (String, String) {
        (self.title, self.detail)
    }

    /// As `application/problem+json` (RFC 9457).
    pub(crate) fn json(self) -> Response {
        let body = serde_json::json!({
            "type": format!("urn:earlyhelp:problem:{}", self.name), "title": self.title,
            "status": self.status.as_u16(), "detail": self.detail,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        self.with_retry((self.status, kind, body.to_string()).into_response())
    }

    fn with_retry(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match &self {
            Self::SignIn(next) => {
                return crate::see_other(&format!("/sign-in?next={}", crate::Fields::escape(next)));
            }
            Self::Elsewhere(to) => return crate::see_other(to),
            _ => self.note(),
        }

        let problem = self.problem();
        let page = match self {
            Self::Conflict(page) | Self::Invalid(page) | Self::Unsent(_, page) | Self::Within(_, page) => *page,
            ref other => bare_page(&problem.title, other.told(&problem)),
        };
        problem.with_retry((problem.status, page).into_response())
    }
}

/// Whether the caller is a program rather than a browser.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accepts.contains("json") && !accepts.contains("html")
}
