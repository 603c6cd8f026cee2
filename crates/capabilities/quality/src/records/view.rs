//! How a family saw the help, asked by auditors: by a link or a letter with a code, or by telephone; and where it was
//! not asked or did not answer, that.

use super::{
    FileId, ViewId, file,
    tables::{audit_file, audit_view},
};
use crate::{
    events,
    rules::{self, Viewing, Way},
};
use access::{FamilyId, Permit, Sight, audit_file as acts, letter_code::LetterCode};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::PersonId;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

store::coded! {
    /// What somebody thinks.
    pub enum Opinion {
        /// Yes.
        Yes = "yes",
        /// In part.
        Partly = "partly",
        /// No.
        No = "no",
    }
}

impl Opinion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::Partly => "Partly",
            Self::No => "No",
        }
    }
}

/// A family, asked by auditors.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_view, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct View {
    pub id: ViewId,
    pub file_id: FileId,
    pub person_id: Option<PersonId>,
    pub way: Way,
    /// The hash of the code; gone once it was used.
    pub code: Option<String>,
    pub asked_at: Instant,
    pub asked_by: String,
    /// Until when they can answer.
    pub until_on: Option<NaiveDate>,
    pub given_at: Option<Instant>,
    pub timely: Option<Opinion>,
    pub helpful: Option<Opinion>,
    pub able: Option<Opinion>,
    pub words: String,
    /// Why they were not asked.
    pub why: String,
}

/// What is said of the help.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Did it come in time?
    pub timely: Option<Opinion>,
    /// Was it helpful?
    pub helpful: Option<Opinion>,
    /// Can they meet their own needs now?
    pub able: Option<Opinion>,
    /// In their words.
    pub words: String,
}

impl Words {
    fn any(&self) -> bool {
        self.timely.is_some() || self.helpful.is_some() || self.able.is_some() || !self.words.trim().is_empty()
    }
}

/// How somebody of the family is asked.
#[derive(Debug, Clone, Default)]
pub struct NewView {
    /// How.
    pub way: Option<Way>,
    /// Who.
    pub person: Option<PersonId>,
    /// What they said on the telephone.
    pub said: Words,
    /// Why they are not asked.
    pub why: String,
}

/// What of the family's view is kept.
pub fn views_of(conn: &mut Conn, sight: &Sight<FileId>) -> Result<Vec<View>> {
    Ok(audit_view::table
        .filter(audit_view::file_id.eq(sight.subject()))
        .order(audit_view::id)
        .select(View::as_select())
        .load(conn)?)
}

/// Asks somebody of the family, writes down what they said on the telephone, or why they are not asked. The code is
/// given once, to whoever asks; kept is its hash.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::AskFamily>,
    family: &Sight<FamilyId>,
    pack: &Pack,
    new: &NewView,
) -> web::Result<Option<LetterCode>> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    if found.family_id != family.subject() {
        return Err(store::Error::Missing.into());
    }
    let members = people::records::members(tx.conn(), family)?;
    let person =
        new.person.filter(|person| members.iter().any(|member| member.person.id == *person && !member.withheld));
    rules::view(Viewing { way: new.way, person: person.is_some(), answers: new.said.any(), why: &new.why })?;
    let Some(way) = new.way else { return Err(web::Error::NotFound) };

    let code = (way == Way::Link).then(LetterCode::new);
    let said = if way == Way::Telephone { new.said.clone() } else { Words::default() };
    let now = tx.now;
    let row = View {
        id: ViewId::new(),
        file_id: found.id,
        person_id: person.filter(|_| way != Way::NotAsked),
        way,
        code: code.as_ref().map(LetterCode::hash),
        asked_at: now,
        asked_by: permit.actor().signature(),
        until_on: code.as_ref().map(|_| now.date() + Days::new(u64::from(pack.number("audit-family")))),
        given_at: (way == Way::Telephone).then_some(now),
        timely: said.timely,
        helpful: said.helpful,
        able: said.able,
        words: said.words.trim().into(),
        why: if way == Way::NotAsked { new.why.trim().into() } else { String::new() },
    };
    each!(tx.conn(), c => diesel::insert_into(audit_view::table).values(&row).execute(c))?;
    tx.record(events::VIEW.on(found.id.0).family(found.family_id).detail(json!({"way": way})))?;
    Ok(code)
}

/// Whether an answer is waited for with a code of this hash.
pub fn waits_for(conn: &mut Conn, hash: &str, today: NaiveDate) -> Result<Option<()>> {
    let open = audit_view::given_at.is_null().and(audit_view::until_on.ge(today));
    let with = audit_view::table.filter(audit_view::code.eq(Some(hash)).and(open));
    let many: i64 = each!(conn, c => with.count().get_result(c))?;
    Ok((many > 0).then_some(()))
}

/// A family answers with its code: once, and until its day. Nothing of the family is told to whoever holds it.
///
/// # Errors
/// `family-code` where it is none, was used, or its day is over; `view-without-answer`.
pub fn answer_by_code(tx: &mut Tx<'_>, code: &str, said: &Words) -> web::Result<()> {
    let (now, today) = (tx.now, tx.now.date());
    let asked: Option<View> = audit_view::table
        .filter(audit_view::code.eq(Some(LetterCode::typed(code).hash())))
        .filter(audit_view::given_at.is_null().and(audit_view::until_on.ge(today)))
        .select(View::as_select())
        .first(tx.conn())
        .optional()
        .map_err(store::Error::from)?;
    let no_answer = web::Refusal::from(rules::CannotGrade::NoAnswer);
    let told = "This code is not known, was used already, or its day is over. Look at the letter again, or call us";
    let Some(asked) = asked else { return Err(web::Refusal::new("family-code", told).at("code").into()) };
    if !said.any() {
        return Err(no_answer.into());
    }
    diesel::update(audit_view::table.find(asked.id))
        .set((
            audit_view::code.eq(None::<String>),
            audit_view::given_at.eq(Some(now)),
            audit_view::timely.eq(said.timely),
            audit_view::helpful.eq(said.helpful),
            audit_view::able.eq(said.able),
            audit_view::words.eq(said.words.trim()),
        ))
        .execute(tx.conn())?;
    let family: FamilyId = audit_file::table
        .find(asked.file_id)
        .select(audit_file::family_id)
        .first(tx.conn())
        .map_err(store::Error::from)?;
    tx.record(events::VIEW.on(asked.file_id.0).family(family).detail(json!({"way": Way::Link, "answered": true})))?;
    Ok(())
}
