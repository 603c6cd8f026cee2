//! A real feed over HTTP, with its faults: pages that fail and come back, services that never do, one that is gone.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use directory::harvest;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use testkit::World;

/// What goes wrong on the way.
#[derive(Default)]
struct Weather {
    asked: AtomicUsize,
    /// Every so many-th answer is a 503.
    every: AtomicUsize,
    /// Addresses with this in them always fail.
    never: Mutex<String>,
}

async fn blow(State(weather): State<Arc<Weather>>, request: Request, next: Next) -> Response {
    let nth = weather.asked.fetch_add(1, Relaxed) + 1;
    let every = weather.every.load(Relaxed);
    let never = weather.never.lock().expect("a word").clone();
    if every > 0 && nth.is_multiple_of(every) || !never.is_empty() && request.uri().to_string().contains(&never) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(request).await
}

async fn serve(w: &World) -> (String, Arc<Weather>) {
    let weather = Arc::new(Weather::default());
    let router = w.router().layer(middleware::from_fn_with_state(weather.clone(), blow));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/open-referral/v3/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, weather)
}

async fn read(w: &World, url: &str) -> Result<harvest::Source, String> {
    let (db, pack, url) = (w.app.db.clone(), w.app.pack.clone(), url.to_owned());
    tokio::task::spawn_blocking(move || harvest::harvest(&db, &pack, &url, |_| ())).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_feed_is_read_through_faults_goes_on_where_it_broke_off_and_is_idempotent() {
    let theirs = World::sqlite().with_services();
    let ours = World::sqlite();
    let (url, weather) = serve(&theirs).await;
    // the second page never comes: the first is kept
    *weather.never.lock().expect("a word") = "page=2&".into();
    let broken = read(&ours, &url).await.expect_err("it breaks off");
    assert!(broken.contains("page 2"), "{broken}");
    let state = harvest::list(&mut ours.conn()).expect("sources").remove(0);
    assert_eq!((state.page, state.new, state.ended_at), (1, 100, None));
    // then every 25th answer fails once; what is done is not asked for again
    weather.never.lock().expect("a word").clear();
    weather.every.store(25, Relaxed);
    let before = weather.asked.load(Relaxed);
    let done = read(&ours, &url).await.expect("all of it");
    assert_eq!((done.new, done.changed, done.failed, done.gone), (398, 0, 0, 0));
    assert!(weather.asked.load(Relaxed) - before < 2 * 240, "the first page was not read again");
    // once more: nothing has changed, and only the lists are asked for
    weather.every.store(0, Relaxed);
    let before = weather.asked.load(Relaxed);
    let again = read(&ours, &url).await.expect("all of it");
    assert_eq!((again.changes(), again.same, again.failed), (0, 398, 0));
    assert_eq!(weather.asked.load(Relaxed) - before, 4);
    // their words are ours, and their ids
    let one = theirs.stranger().get("/open-referral/v3/services?search=mediation").await.json();
    let id = one["contents"][0]["id"].as_str().expect("an id").to_owned();
    let (a, b) = (theirs.stranger(), ours.stranger());
    let path = format!("/open-referral/v3/services/{id}");
    let (mut a, mut b) = (a.get(&path).await.json(), b.get(&path).await.json());
    for feed in [&mut a, &mut b] {
        // when it was written here, and the ids of what is told by its words
        feed["last_modified"].take();
    }
    assert_eq!(a, b, "what is read is what was published");
    // one that changed cannot be read: the rest is, and nothing is said to be gone
    let keeper = theirs.person("directory").await;
    keeper.submit(&format!("/services/{id}/edit"), &[("summary", "A calm room, now also on Saturdays.")]).await;
    *weather.never.lock().expect("a word") = id.clone();
    let some = read(&ours, &url).await.expect("the rest");
    assert_eq!((some.failed, some.gone, some.same), (1, 0, 397));
    weather.never.lock().expect("a word").clear();
    assert_eq!(read(&ours, &url).await.expect("all of it").changed, 1);
    ours.stranger().get(&format!("/services/{id}")).await.must_say("now also on Saturdays");
    // gone there: marked here
    keeper.submit(&format!("/services/{id}/withdrawal"), &[("reason", "It has ended.")]).await.must_be(303);
    assert_eq!(read(&ours, &url).await.expect("all of it").gone, 1);
    ours.stranger().get(&format!("/services/{id}")).await.must_say("no longer lists it");
    // there again, as it was: here again
    keeper.submit(&format!("/services/{id}/withdrawal"), &[("reason", "It goes on.")]).await.must_be(303);
    assert_eq!(read(&ours, &url).await.expect("all of it").gone, 0);
    ours.stranger().get(&format!("/services/{id}")).await.must_not_say("no longer lists it");
}

/// What would make everything look gone is not believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_odd_answer_marks_nothing_as_gone() {
    use axum::{Json, Router, extract::Query, routing::get};
    use std::collections::BTreeMap;
    let answer: Arc<Mutex<serde_json::Value>> = Arc::default();
    let shown = answer.clone();
    let list = move |Query(q): Query<BTreeMap<String, String>>| {
        let value = shown.lock().expect("an answer").clone();
        async move { Json(if value["by_page"].is_object() { value["by_page"][&q["page"]].clone() } else { value }) }
    };
    let one = |axum::extract::Path(id): axum::extract::Path<String>| async move {
        Json(serde_json::json!({"id": id, "name": format!("Service {id}"), "status": "active"}))
    };
    let router = Router::new().route("/f/services", get(list)).route("/f/services/{id}", get(one));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/f", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let w = World::sqlite();
    let set = |value: serde_json::Value| *answer.lock().expect("an answer") = value;
    // ids by those who number, a space in one, pages as a text
    set(serde_json::json!({"contents": [{"id": 1}, {"id": "two words"}, {"id": "3"}], "total_pages": "1"}));
    let done = read(&w, &url).await.expect("read");
    assert_eq!((done.new, done.failed), (3, 0));
    for odd in [
        serde_json::json!({"message": "maintenance"}),
        serde_json::json!({"contents": [], "total_pages": 0}),
        serde_json::json!({"contents": [{"id": 1}], "total_pages": 9}),
        serde_json::json!({"by_page": {"1": {"contents": [{"id": 1}], "total_pages": 3}, "2": {"contents": [],
        "total_pages": 3}}}),
    ] {
        set(odd.clone());
        let why = read(&w, &url).await.expect_err("it breaks off");
        assert!(why.contains("cannot be read"), "{odd}: {why}");
        let state = harvest::list(&mut w.conn()).expect("sources").remove(0);
        assert_eq!(state.gone, 0, "{odd}");
        // begun anew
        let mut conn = w.conn();
        store::dialect::batch(&mut conn, "UPDATE service_source SET begun_at = 0").expect("long ago");
    }
    // without a number of pages it is read until a page is empty
    set(serde_json::json!({"by_page": {"1": {"contents": [{"id": 1}, {"id": "two words"}]},
        "2": {"contents": [{"id": "3"}]}, "3": {"contents": []}}}));
    let done = read(&w, &url).await.expect("read");
    assert_eq!((done.new, done.gone, done.page), (0, 0, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_feed_is_said_to_be_none() {
    let w = World::sqlite();
    for (url, told) in [
        ("file:///etc/passwd", "not an address"),
        ("http://127.0.0.1:9/x", "cannot be read"),
        ("rubbish", "not an address"),
    ] {
        let why = read(&w, url).await.expect_err("it is none");
        assert!(why.contains(told), "{why}");
    }
    let (url, _) = serve(&w).await;
    let why = read(&w, &url.replace("open-referral/v3", "nothing")).await.expect_err("it is none");
    assert!(why.contains("no /services"), "{why}");
}
