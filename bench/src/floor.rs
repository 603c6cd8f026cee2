//! The floor: bare axum over the same database and rows. No session, access, audit, rules or templates.

use access::FamilyId;
use axum::{
    Router,
    extract::{Path, State},
    routing::{get, post},
};
use diesel::prelude::*;
use people::records::{address, family, member, person, person_name};
use store::{Clock, Conn, Db, Options, Url, log::chronology};

/// Families that the demo's manager can open, at most 2,000.
pub fn families(url: &Url) -> Vec<FamilyId> {
    let mut conn = Conn::open(url, &Options::default()).expect("a database");
    let manager = access::accounts::find_by_email(&mut conn, "manager@example.org").expect("read").expect("demo data");
    let actor = access::accounts::actor(&mut conn, Clock::System.now(), manager.id).expect("read").expect("an actor");
    access::guard::list_visible(&mut conn, &actor, 2_000).expect("families")
}

/// The accounts of the demo that one signs in with by choosing.
pub fn accounts(url: &Url) -> Vec<String> {
    let mut conn = Conn::open(url, &Options::default()).expect("a database");
    let all = access::accounts::list(&mut conn).expect("accounts").into_iter().map(|(account, _)| account.email);
    all.filter(|email| email.ends_with("@example.org")).collect()
}

/// Live services, at most 2,000.
pub fn services(url: &Url) -> Vec<directory::ServiceId> {
    use directory::records::service;
    let mut conn = Conn::open(url, &Options::default()).expect("a database");
    let some = service::table.filter(service::live.eq(true)).order(service::name).limit(2_000);
    some.select(service::id).load(&mut conn).expect("services")
}

/// Serves the floor on `BENCH_LISTEN`.
pub fn serve(database: &str) {
    let url: Url = database.parse().expect("a database");
    let db = Db::open(url, Clock::System, Options::default()).expect("opened");
    let router = Router::new()
        .route("/floor/families/{id}", get(open))
        .route("/floor/people/{q}", get(search))
        .route("/floor/services/{id}", get(one_service))
        .route("/floor/contacts", post(create))
        .with_state(db);
    let listen = std::env::var("BENCH_LISTEN").expect("an address");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.expect("listening");
        axum::serve(listener, router).await.expect("served");
    });
}

/// The rows of a family page: the family, its people with addresses, what is due, the last of the chronology.
async fn open(State(db): State<Db>, Path(id): Path<FamilyId>) -> String {
    use work::tasks::task;
    db.read::<_, store::Error, _>(move |conn| {
        let (name, reference): (String, String) =
            family::table.find(id).select((family::name, family::reference)).first(conn)?;
        type Row = (String, String, Option<String>);
        let people: Vec<Row> = member::table
            .inner_join(person::table)
            .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
            .filter(member::family_id.eq(id))
            .select((person::given_name, person::family_name, address::line_1.nullable()))
            .load(conn)?;
        let due: Vec<(String, String)> = task::table
            .filter(task::family_id.eq(id).and(task::done_at.is_null()))
            .select((task::title, task::href))
            .load(conn)?;
        let lines: Vec<(String, String)> = chronology::table
            .filter(chronology::family_id.eq(id))
            .order(chronology::occurred_at.desc())
            .limit(5)
            .select((chronology::title, chronology::body))
            .load(conn)?;
        Ok(serde_json::json!([name, reference, people, due, lines]).to_string())
    })
    .await
    .expect("read")
}

async fn search(State(db): State<Db>, Path(q): Path<String>) -> String {
    db.read::<_, store::Error, _>(move |conn| {
        let found: Vec<(String, String)> = person_name::table
            .inner_join(person::table)
            .filter(person_name::word.ge(&q).and(person_name::word.lt(store::dialect::after_prefix(&q))))
            .select((person::given_name, person::family_name))
            .limit(25)
            .load(conn)?;
        Ok(serde_json::json!(found).to_string())
    })
    .await
    .expect("read")
}

/// The same rows as a real contact: one contact, two people, one event; committed in groups as the program does.
async fn create(State(db): State<Db>, body: String) -> String {
    let now = db.now();
    db.upkeep::<_, store::Error, _>(move |conn| {
        let id = store::Uuid::now_v7();
        let text = |t: &str| t.replace('\'', "''");
        let body = text(&body);
        let (uuid, at) = if conn.is_pg() {
            (format!("'{id}'"), format!("'{}'", now.rfc3339()))
        } else {
            (format!("x'{}'", id.simple()), now.0.to_string())
        };
        store::dialect::batch(
            conn,
            &format!(
                "INSERT INTO contact (id, reference, kind, source, channel, maker_name, maker_reach, summary,
            hoped_for, danger, agreement,
               agreement_note, network, needs, received_at, decide_by, reason, answer, closed_at, version)
             VALUES ({uuid}, '{id}', 'floor', 'school', 'online', '', '', 'x', '', {no}, 'given', '', '{{}}',
             '[]', {at}, '2026-01-01', '', '', {at}, 1);
             INSERT INTO event (id, at, kind, subject_kind, subject_id, purpose, detail, pack, request_id)
             VALUES ({uuid}, {at}, 'floor', 'contact', {uuid}, 'x', '{body}', '', {uuid});
             INSERT INTO contact_person (id, contact_id, place, role, given_name, family_name,
             details) VALUES ({uuid}, {uuid}, 1, 'child', 'Ada', 'Okoro', '{{}}')",
                no = if conn.is_pg() { "false" } else { "0" },
            ),
        )?;
        Ok(id.to_string())
    })
    .await
    .expect("written")
}

/// The row of a service, as it is kept.
async fn one_service(State(db): State<Db>, Path(id): Path<directory::ServiceId>) -> String {
    use directory::records::{provider, service};
    db.read::<_, store::Error, _>(move |conn| {
        type Row = (String, store::Json<serde_json::Value>, String);
        let (name, body, of): Row = service::table
            .inner_join(provider::table)
            .filter(service::id.eq(id))
            .select((service::name, service::body, provider::name))
            .first(conn)?;
        Ok(serde_json::json!([name, body.0, of]).to_string())
    })
    .await
    .expect("read")
}
