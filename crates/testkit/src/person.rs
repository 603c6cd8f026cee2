//! Somebody who opens pages and sends forms.

use crate::Page;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use std::net::IpAddr;
use tower::ServiceExt;

/// Someone with a browser, or a program with a token.
pub struct Person {
    router: Router,
    cookies: std::sync::Mutex<Vec<(String, String)>>,
    token: Option<String>,
    client: Option<IpAddr>,
}

impl Person {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookies: std::sync::Mutex::default(), token: None, client: None }
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// The same person at this address: what a listener says of who asks.
    ///
    /// # Panics
    /// When it is no IP address.
    #[must_use]
    pub fn from(self, address: &str) -> Self {
        Self { client: Some(address.parse().expect("an IP address")), ..self }
    }

    async fn send(&self, method: &str, path: &str, form: Option<&[(&str, &str)]>) -> Page {
        let body = form.map(|fields| {
            let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
            pairs.join("&")
        });
        let kind = body.as_ref().map(|_| "application/x-www-form-urlencoded");
        self.request(method, path, kind, &[], body.unwrap_or_default()).await
    }

    /// Any request.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        kind: Option<&str>,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Page {
        let cookies: Vec<String> =
            self.cookies.lock().expect("cookies").iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body.into()).expect("a request");
        if let Some(address) = self.client {
            request.extensions_mut().insert(web::Client::of(address));
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let text = set.to_str().expect("a cookie");
            let (name, value) = text.split(';').next().and_then(|c| c.split_once('=')).expect("name=value");
            let mut jar = self.cookies.lock().expect("cookies");
            jar.retain(|(n, _)| n != name);
            if !value.is_empty() {
                jar.push((name.into(), value.into()));
            }
        }
        let location =
            parts.headers.get(header::LOCATION).map(|l| l.to_str().expect("text").to_owned()).unwrap_or_default();
        let bytes = to_bytes(body, 50_000_000).await.expect("a body");
        Page {
            status: parts.status,
            location,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The API token of a program.
    pub fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// The cookies as a browser sends them.
    pub fn cookie(&self) -> String {
        let jar = self.cookies.lock().expect("cookies");
        jar.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ")
    }

    /// Takes over one cookie, as `name=value`.
    pub fn set_cookie(&self, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("name=value");
        self.cookies.lock().expect("cookies").push((name.into(), value.into()));
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.send("GET", path, None).await
    }

    /// Sends exactly these fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send("POST", path, Some(fields)).await
    }

    /// Opens the page at `path` and sends the form on it with these fields filled in, as a browser would.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(path).await;
        self.submit_on(&page, path, fields).await
    }

    /// As [`Person::submit`], on a page that is open already and may have several forms.
    ///
    /// # Panics
    /// When there is no such form, or a field that is to be filled in does not stand on the page.
    pub async fn submit_on(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let hidden =
            page.form(action).unwrap_or_else(|| panic!("{}: no form for {action}: {}", page.status, page.text()));
        let there = page.names("");
        for (name, _) in fields {
            assert!(there.iter().any(|field| field == name), "{action}: no field {name:?} among {there:?}");
        }
        let mut all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .filter(|(n, _)| fields.iter().all(|(f, _)| f != n))
            .collect();
        all.extend(fields);
        self.post(action, &all).await
    }

    /// Looks for people, in the box of the page; the page with who was found.
    pub async fn find(&self, text: &str) -> Page {
        let sent = self.submit("/people", &[("q", text)]).await;
        assert!(sent.location.starts_with("/people/found/"), "{}", sent.text());
        self.follow(&sent).await
    }

    /// Follows where a page leads.
    pub async fn follow(&self, page: &Page) -> Page {
        page.must_be(303);
        self.get(&page.location).await
    }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
