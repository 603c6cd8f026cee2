//! An audit: what it wants to find out, in which files, by which standards.

use super::{AuditId, tables::audit};
use crate::{
    events, kinds,
    rules::{self, Sampling, sampling::SampleRule},
};
use access::{AccountId, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::{Value, json};
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, each};
use work::tasks;

/// An audit.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Audit {
    pub id: AuditId,
    pub title: String,
    /// What it wants to find out.
    pub theme: String,
    /// The tracked children of a joint inspection.
    pub tracked: bool,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    pub rule: Json<SampleRule>,
    /// Codes of the pack's standards, in its order.
    pub standards: Json<Vec<String>>,
    /// How many files are drawn; `None` for the pack's share.
    pub files: Option<i64>,
    /// Who leads it.
    pub owner_id: AccountId,
    pub begun_by: String,
    pub begun_at: Instant,
    pub seed: Option<i64>,
    /// How many files fitted when it was drawn.
    pub listed: i64,
    pub drawn_at: Option<Instant>,
    pub drawn_by: String,
    pub findings: String,
    pub follows: String,
    /// What was published of it: tables in which nobody can be recognised.
    pub report: Json<Value>,
    pub published_at: Option<Instant>,
    pub published_by: String,
    /// From when it is looked at again.
    pub again_from: Option<NaiveDate>,
    pub again: String,
    pub again_at: Option<Instant>,
    pub again_by: String,
    pub closed_at: Option<Instant>,
    pub closed_by: String,
    pub version: i64,
}

impl Audit {
    /// How far it is, in a word.
    pub const fn state(&self) -> &'static str {
        match (self.drawn_at, self.published_at, self.again_at, self.closed_at) {
            (.., Some(_)) => "Closed",
            (_, _, Some(_), _) => "Seen again",
            (_, Some(_), ..) => "Reported",
            (Some(_), ..) => "Running",
            _ => "Being set up",
        }
    }
}

/// What an audit is set up with.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns")]
pub struct NewAudit {
    pub title: String,
    pub theme: String,
    pub tracked: bool,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub rule: SampleRule,
    pub standards: Vec<String>,
    pub files: Option<i64>,
    /// What was typed as their number was none.
    pub files_wrong: bool,
}

impl NewAudit {
    fn check(&self, pack: &Pack, today: NaiveDate, drawn: bool) -> web::Result<(NaiveDate, NaiveDate)> {
        rules::sample(Sampling {
            title: &self.title,
            theme: &self.theme,
            time: (self.from, self.until),
            today,
            standards: self.standards.iter().filter(|code| pack.code("audit-standard", code, today).is_some()).count(),
            files: self.files,
            files_wrong: self.files_wrong,
            tracked: self.tracked.then(|| i64::from(pack.number("audit-tracked"))),
            drawn,
        })?;
        self.from.zip(self.until).ok_or(web::Error::NotFound)
    }

    /// In the order of the pack.
    fn standards(&self, pack: &Pack) -> Vec<String> {
        let terms = pack.terms("audit-standard").iter().map(|term| term.code.clone());
        terms.filter(|code| self.standards.contains(code)).collect()
    }

    /// Where nothing is said of it, as many children as are tracked at most.
    fn files(&self, pack: &Pack) -> Option<i64> {
        self.files.or(self.tracked.then(|| i64::from(pack.number("audit-tracked"))))
    }
}

type Keeps = Permit<Nobody, nobody::KeepAudits>;

/// An audit, for those who see audits: it names no family.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: AuditId) -> Result<Audit> {
    Ok(audit::table.find(id).select(Audit::as_select()).first(conn)?)
}

/// All audits, the newest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Audit>> {
    Ok(audit::table.order((audit::begun_at.desc(), audit::id)).select(Audit::as_select()).load(conn)?)
}

/// Sets an audit up.
///
/// # Errors
/// Every [`rules::CannotSample`] that holds.
pub fn begin(tx: &mut Tx<'_>, permit: &Keeps, pack: &Pack, new: &NewAudit) -> web::Result<AuditId> {
    let (from_on, until_on) = new.check(pack, tx.now.date(), false)?;
    let actor = permit.actor();
    let owner_id = actor.account.ok_or(web::Error::NotFound)?;
    let row = Audit {
        id: AuditId::new(),
        title: new.title.trim().into(),
        theme: new.theme.trim().into(),
        tracked: new.tracked,
        from_on,
        until_on,
        rule: Json(new.rule.clone()),
        standards: Json(new.standards(pack)),
        files: new.files(pack),
        owner_id,
        begun_by: actor.name.clone(),
        begun_at: tx.now,
        seed: None,
        listed: 0,
        drawn_at: None,
        drawn_by: String::new(),
        findings: String::new(),
        follows: String::new(),
        report: Json(Value::Null),
        published_at: None,
        published_by: String::new(),
        again_from: None,
        again: String::new(),
        again_at: None,
        again_by: String::new(),
        closed_at: None,
        closed_by: String::new(),
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(audit::table).values(&row).execute(c))?;
    tx.record(events::CHANGED.on(row.id.0).detail(json!({"from": from_on, "until": until_on})))?;
    Ok(row.id)
}

/// Changes an audit that is not drawn, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`rules::CannotSample`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    _: &Keeps,
    pack: &Pack,
    (id, version): (AuditId, i64),
    new: &NewAudit,
) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    let (from_on, until_on) = new.check(pack, tx.now.date(), found.drawn_at.is_some())?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(audit::table.find(id))
        .set((
            audit::title.eq(new.title.trim()),
            audit::theme.eq(new.theme.trim()),
            audit::tracked.eq(new.tracked),
            audit::from_on.eq(from_on),
            audit::until_on.eq(until_on),
            audit::rule.eq(Json(new.rule.clone())),
            audit::standards.eq(Json(new.standards(pack))),
            audit::files.eq(new.files(pack)),
            audit::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::CHANGED.on(id.0).detail(json!({"from": from_on, "until": until_on})))?;
    Ok(())
}

/// Gives an audit to somebody else who leads audits, with all that its leader owes.
///
/// # Errors
/// `audit-owner` where they are none.
pub fn owner(tx: &mut Tx<'_>, _: &Keeps, id: AuditId, to: Option<AccountId>) -> web::Result<()> {
    let able = leaders(tx.conn())?;
    let Some(to) = to.filter(|to| able.contains(to)) else {
        let told = "Choose somebody who leads audits: an auditor of the council, or the head of service";
        return Err(web::Refusal::new("audit-owner", told).at("to").into());
    };
    diesel::update(audit::table.find(id)).set(audit::owner_id.eq(to)).execute(tx.conn())?;
    // only its leader owes anything of the audit itself
    tasks::give(tx, id.0, to)?;
    for file in super::files_of(tx.conn(), id)?.iter().filter(|file| !file.ended) {
        for kind in [kinds::ALLOCATE, kinds::SHARE] {
            if tasks::is_owed(tx.conn(), kind, file.id.0)? {
                tasks::give_kind(tx, file.id.0, kind, to)?;
            }
        }
    }
    tx.record(events::CHANGED.on(id.0).detail(json!({"owner": to})))?;
    Ok(())
}

/// Everybody who may lead an audit.
pub(crate) fn leaders(conn: &mut Conn) -> Result<Vec<AccountId>> {
    let mut all = accounts::with_role(conn, Role::Auditor)?;
    all.extend(accounts::with_role(conn, Role::Head)?);
    Ok(all)
}
