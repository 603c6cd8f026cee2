//! A page is declared once: method, address, what it needs, handler. The router, `docs/generated/routes.md` and the
//! check that a handler asks for what it declared all come from here.

use crate::{App, policy::Act};
use axum::{
    Extension, Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use std::{fmt, sync::Arc};
use store::Lane;
use utoipa::openapi::{RefOr, path::PathItem, schema::Schema};

/// What a page needs before it shows or does anything.
pub trait Way {
    /// Said as data.
    fn needs(self) -> Needs;
}

/// Anyone may come; a person who is signed in is known.
#[derive(Debug, Clone, Copy)]
pub struct Public;

/// Anyone who is signed in may come; nothing of anybody else's is shown or changed.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn;

/// Whoever holds a secret may come: what it is.
#[derive(Debug, Clone, Copy)]
pub struct Holding(pub &'static str);

impl<A: Act> Way for A {
    fn needs(self) -> Needs {
        Needs { first: Need::Act(A::CODE), also: vec![] }
    }
}

impl Way for Public {
    fn needs(self) -> Needs {
        Needs { first: Need::Public, also: vec![] }
    }
}

impl Way for SignedIn {
    fn needs(self) -> Needs {
        Needs { first: Need::SignedIn, also: vec![] }
    }
}

impl Way for Holding {
    fn needs(self) -> Needs {
        Needs { first: Need::Holding(self.0), also: vec![] }
    }
}

/// What a page needs, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// What it asks for before all else.
    pub first: Need,
    /// Codes of the acts that it may ask for besides: to show another record, or one of two ways.
    pub also: Vec<&'static str>,
}

/// The first thing that a page needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A permit for the act with this code.
    Act(&'static str),
    /// Nothing.
    Public,
    /// To be signed in.
    SignedIn,
    /// A secret: what it is.
    Holding(&'static str),
}

impl Needs {
    /// Whether a handler may ask for the act with this code.
    pub(crate) fn allow(&self, code: &'static str) -> bool {
        self.first == Need::Act(code) || self.also.contains(&code)
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first {
            Need::Act(code) => f.write_str(code)?,
            Need::Public => f.write_str("public")?,
            Need::SignedIn => f.write_str("signed in")?,
            Need::Holding(what) => f.write_str(what)?,
        }
        if !self.also.is_empty() {
            write!(f, "; may also: {}", self.also.join(", "))?;
        }
        Ok(())
    }
}

/// A page, or an address of the API.
#[derive(Clone)]
pub struct Page {
    /// The method it answers.
    pub method: Method,
    /// Its address, with `{…}` for what varies.
    pub address: String,
    /// What it needs.
    pub needs: Needs,
    /// What the API's document says of it.
    pub operation: Option<Operation>,
    /// What it waits for where much is asked at once.
    lane: Lane,
    handler: MethodRouter<App>,
}

/// What the API's document says of an address, and the types that it names.
#[derive(Clone)]
pub struct Operation {
    /// As OpenAPI says it.
    pub item: PathItem,
    /// Types by name.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// A page that shows.
pub fn get<H, T>(address: &str, way: impl Way, handler: H) -> Page
where
    H: Handler<T, App>,
    T: 'static,
{
    page(Method::GET, MethodFilter::GET, address, way, handler)
}

/// A page that changes something.
pub fn post<H, T>(address: &str, way: impl Way, handler: H) -> Page
where
    H: Handler<T, App>,
    T: 'static,
{
    page(Method::POST, MethodFilter::POST, address, way, handler)
}

fn page<H, T>(method: Method, filter: MethodFilter, address: &str, way: impl Way, handler: H) -> Page
where
    H: Handler<T, App>,
    T: 'static,
{
    let (needs, handler) = (way.needs(), on(filter, handler));
    Page { method, address: address.into(), needs, operation: None, lane: Lane::Now, handler }
}

/// An address of the API: method, address and document stand at its handler (`#[utoipa::path]`), as
/// `utoipa_axum::routes!` gives them.
///
/// # Panics
/// At start, when the handler declares no method.
pub fn api(way: impl Way, routes: utoipa_axum::router::UtoipaMethodRouter<App>) -> Page {
    let (schemas, paths, handler) = routes;
    let (address, item) = paths.paths.into_iter().next().unwrap_or_default();
    let method = if item.post.is_some() { Method::POST } else { Method::GET };
    let operation = Some(Operation { item, schemas });
    Page { method, address, needs: way.needs(), operation, lane: Lane::Now, handler }
}

impl Page {
    /// Other programs' browsers ask first whether they may read it: answered by `handler`.
    #[must_use]
    pub fn preflight<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.handler = self.handler.options(handler);
        self
    }

    /// It may also ask for this act.
    #[must_use]
    pub fn also<A: Act>(mut self, _: A) -> Self {
        self.needs.also.push(A::CODE);
        self
    }

    /// It is a report: nobody needs it to save something or to answer a family. When more comes than can be done, it
    /// goes last (T12).
    #[must_use]
    pub fn report(mut self) -> Self {
        self.lane = Lane::Later;
        self
    }

    /// Puts it into the router; its handler then knows what was declared of it.
    pub fn serve(self, router: Router<App>) -> Router<App> {
        let declared = Declared { needs: Arc::new(self.needs), lane: self.lane };
        router.route(&self.address, self.handler.layer(Extension(declared)))
    }
}

/// What was declared of the page that is being made.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    /// What it may ask for.
    pub needs: Arc<Needs>,
    /// What it waits for where much is asked at once.
    pub lane: Lane,
}
