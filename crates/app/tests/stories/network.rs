//! What the network is told, and what the program takes from it.

use app::settings::Settings;
use axum::{
    body::Body,
    http::{Request, header::STRICT_TRANSPORT_SECURITY},
};
use testkit::story;
use tower::ServiceExt;

story!(where_the_public_address_is_https_every_answer_says_so, |w| {
    for (url, told) in [("https://early-help.example.org", Some("max-age=31536000")), ("http://localhost", None)] {
        let settings = Settings { url: url.into(), ..w.settings.clone() };
        let pack = settings.read_pack().expect("a pack");
        let router = app::router::router(settings.app_on(w.app.db.clone(), pack));

        for path in ["/", "/sign-in", "/services", "/nowhere", "/api/v1/nowhere"] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            let header = answer.headers().get(STRICT_TRANSPORT_SECURITY).map(|v| v.to_str().expect("text"));
            assert_eq!(header, told, "{path}");
        }
    }
});
