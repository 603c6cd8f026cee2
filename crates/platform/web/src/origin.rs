//! Forms are sent from this site's own pages. A browser says from which site a form came; one that came from another is
//! refused before anything is looked at, sign-in among it, where no session proves whose form it is.

use axum::http::{HeaderMap, Method, header};

/// Whether a request that changes something was sent by a page of another site. `url` is this site's public address;
/// where a proxy passes on the name that the browser asked for, that counts, too. A program that sends no `Origin` is
/// none.
pub fn is_foreign(method: &Method, headers: &HeaderMap, url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if method.is_safe() || !headers.contains_key(header::ORIGIN) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let asked_for = origin.split_once("://").map(|(_, host)| host);
    origin != url && (asked_for.is_none() || asked_for != text(header::HOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "127.0.0.1:8080".parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn a_form_from_another_site_is_foreign_and_one_of_ours_is_not() {
        let foreign = |origin| is_foreign(&Method::POST, &sent(origin), "https://help.example.gov.uk");
        assert!(!foreign(None));
        assert!(!foreign(Some("https://help.example.gov.uk")));
        assert!(!foreign(Some("http://127.0.0.1:8080")));
        for other in
            ["https://evil.example", "null", "https://help.example.gov.uk.evil.example", "http://127.0.0.1:8081"]
        {
            assert!(foreign(Some(other)), "{other}");
        }
        assert!(!is_foreign(&Method::GET, &sent(Some("https://evil.example")), "https://help.example.gov.uk"));
    }
}
