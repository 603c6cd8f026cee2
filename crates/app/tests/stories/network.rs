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
        let router = app::router::router(settings.app_on(w.app.db.clone(), pack).expect("a key"));

        for path in ["/", "/sign-in", "/services", "/nowhere", "/api/v1/nowhere"] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            let header = answer.headers().get(STRICT_TRANSPORT_SECURITY).map(|v| v.to_str().expect("text"));
            assert_eq!(header, told, "{path}");
        }
    }
});

story!(limits_hold_in_every_transaction_whatever_the_session_was_told, |w| {
    use diesel::prelude::*;

    let mut conn = w.conn();
    if !conn.is_pg() {
        return;
    }
    // a pooler gives the next transaction to another connection, of which somebody else asked something
    let elsewhere = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
                     SET timezone = 'Asia/Tokyo'; SET jit = on; SET max_parallel_workers_per_gather = 2;
                     SET search_path = ''";
    store::dialect::batch(&mut conn, elsewhere).expect("set");

    let told = |conn: &mut store::Conn| -> store::Result<Vec<String>> {
        let names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone", "jit"];
        let names = names.into_iter().chain(["max_parallel_workers_per_gather", "search_path"]);
        let setting = |name| diesel::dsl::sql::<diesel::sql_types::Text>(&format!("current_setting('{name}')"));
        names.map(|name| Ok(diesel::select(setting(name)).get_result(conn)?)).collect()
    };
    let limits = ["10s", "10s", "20s", "UTC", "off", "0", "\"$user\", public"];
    assert_eq!(conn.snapshot(told).expect("read"), limits);
    assert_eq!(conn.write(told).expect("read"), limits);
    assert_eq!(told(&mut conn).expect("read")[0], "0", "they end with the transaction");
});
