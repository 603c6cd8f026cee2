//! What search engines read: which pages are to be found. Asking, answers and results are not.

use access::Visit;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Pages that may be found.
const FOUND: &[&str] = &[
    "/",
    "/services",
    "/contact",
    "/young-people",
    "/easy-read",
    "/privacy",
    "/accessibility",
    "/cookies",
    "/professionals",
];

/// Addresses below which nothing is to be found.
const NOT_FOUND: &[&str] =
    &["/ask-for-help/", "/feedback", "/tell-us", "/sign-in", "/invitation", "/leave", "/left", "/api/", "/services?"];

pub(crate) async fn robots(visit: Visit) -> Response {
    let not: String = NOT_FOUND.iter().map(|below| format!("Disallow: {below}\n")).collect();
    let text = format!("User-agent: *\n{not}Sitemap: {}/sitemap.xml\n", visit.app.url);
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], text)
        .into_response()
}

pub(crate) async fn sitemap(visit: Visit) -> Response {
    let all: String =
        FOUND.iter().map(|page| format!("<url><loc>{}{page}</loc></url>\n", escaped(&visit.app.url))).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset \
         xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{all}</urlset>\n"
    );
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], text)
        .into_response()
}

fn escaped(address: &str) -> String {
    address.replace('&', "&amp;").replace('<', "&lt;")
}
