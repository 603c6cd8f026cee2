//! Short ways to people who come in with a password and an authenticator app, and to the letters that they get.

use access::{
    AccountId, Role,
    accounts::{self, NewAccount},
    manage::program,
    sessions,
};
use store::{Author, Instant, Tx};
use testkit::{NOW, Page, Person, World};

/// The password of everyone who came in.
pub const PASSWORD: &str = "orchard sandpaper trombone";

/// What an authenticator app with this key shows.
pub fn code(key: &str, at: Instant) -> String {
    let secret = totp_rs::Secret::Encoded(key.replace(' ', "")).to_bytes().expect("a key");
    let totp = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 0, 30, secret);
    totp.generate(u64::try_from(at.0 / 1_000_000).expect("a time"))
}

/// The account with this address.
pub fn account(w: &World, email: &str) -> accounts::Account {
    accounts::find_by_email(&mut w.conn(), email).expect("read").expect("an account")
}

/// Adds an account of the council; its id, and the address of its invitation.
pub fn invite(w: &World, name: &str, email: &str, roles: &[Role]) -> (AccountId, String) {
    let council = account(w, "admin@example.org").organisation_id;
    let new = NewAccount {
        email: email.into(),
        name: name.into(),
        job_title: String::new(),
        phone: String::new(),
        organisation: Some(council),
        roles: roles.to_vec(),
    };
    let made = w.conn().write(|conn| {
        let mut tx = Tx::within(conn, w.app.db.now(), Author::program());
        let id = program::add(&mut tx, &new)?;
        let secret = sessions::invite(tx.conn(), &w.app.vault, w.app.db.now(), id)?;
        Ok::<_, web::Error>((id, format!("/invitation/{}", secret.reveal())))
    });
    w.app.db.look_again();
    made.expect("invited")
}

/// Uses an invitation; the key of the authenticator app.
pub async fn come_in(w: &World, invitation: &str) -> String {
    let person = w.stranger();
    let page = person.get(invitation).await;
    let key = page.texts("main strong").into_iter().next().expect("a key");
    let fields = [("password", PASSWORD), ("code", &code(&key, w.app.db.now()))];
    person.post(invitation, &fields).await.must_be(303);
    key
}

/// A worker who has come in; their id and the key of their app.
pub async fn nora(w: &World) -> (AccountId, String) {
    let (id, invitation) = invite(w, "Nora Field", "nora.field@example.com", &[Role::Lead]);
    (id, come_in(w, &invitation).await)
}

/// A try to sign in with this password.
pub async fn try_password(person: &Person, email: &str, password: &str) -> Page {
    person.post("/sign-in", &[("email", email), ("password", password)]).await
}

/// Signs in with password and code; the code of a moment later, since the one of now may be spent.
pub async fn sign_in(w: &World, person: &Person, email: &str, key: &str) -> Page {
    try_password(person, email, PASSWORD).await.must_be(303);
    let now = w.app.db.now();
    let spent = account(w, email).totp_step;
    let at = if now.0.div_euclid(30_000_000) > spent { now } else { now.plus_seconds(30) };
    person.post("/sign-in/code", &[("code", &code(key, at))]).await
}

/// All letters that wait, as they are sent.
pub async fn letters(w: &World) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    app::work::once(&w.app, &settings).await.expect("the jobs are done");
    let files = std::fs::read_dir(dir.path()).expect("a list");
    files.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("a text")).collect()
}

/// The letters to this address: each says nothing about whose account it is, and who did it.
pub fn letters_to<'a>(letters: &'a [String], address: &str) -> Vec<&'a String> {
    let to = format!("To: {address}");
    let found: Vec<&String> = letters.iter().filter(|letter| letter.contains(&to)).collect();
    for letter in &found {
        for name in ["Nora", "Field", "Alex", "Reed"] {
            let body = letter.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            assert!(!body.contains(name), "a letter says {name}: {letter}");
        }
    }
    found
}

/// The answers that are kept for those who send a form again.
pub fn answers(w: &World) -> Vec<String> {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        answer: String,
    }
    let rows: Vec<Row> = diesel::sql_query("SELECT answer FROM idempotency").load(&mut w.conn()).expect("answers");
    rows.into_iter().map(|row| row.answer).collect()
}

/// A moment of the world at which a new code is shown.
pub fn a_minute_later() -> Instant {
    NOW.plus_seconds(60)
}

/// What tries to sign in are kept as.
pub fn attempts(w: &World) -> Vec<String> {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        about: String,
    }
    let rows: Vec<Row> = diesel::sql_query("SELECT about FROM attempt").load(&mut w.conn()).expect("tries");
    rows.into_iter().map(|row| row.about).collect()
}
