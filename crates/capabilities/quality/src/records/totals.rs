//! How files were graded, by standard, over all, and over time: counts alone.

use super::{
    AuditId,
    tables::{audit, audit_agreed, audit_file},
};
use access::OrganisationId;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Conn, Instant, Result};

/// How many files have each grade, by its code.
pub type Grades = BTreeMap<String, u64>;

/// The grades of an audit: over all, and by standard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// Over all.
    pub overall: Grades,
    /// By the code of a standard.
    pub standards: BTreeMap<String, Grades>,
    /// By agency of the lead professional.
    pub agencies: BTreeMap<OrganisationId, Grades>,
    /// Times that two auditors differed on a standard, and how many standards both graded.
    pub differed: (u64, u64),
}

/// How the files of these audits were graded.
pub fn grades_of(conn: &mut Conn, ids: &[AuditId]) -> Result<Graded> {
    let mut graded = Graded::default();
    let files: Vec<(Option<String>, Option<OrganisationId>)> = audit_file::table
        .filter(audit_file::audit_id.eq_any(ids).and(audit_file::agreed_at.is_not_null()))
        .select((audit_file::grade, audit_file::agency_id))
        .load(conn)?;
    for (grade, agency) in files {
        let Some(grade) = grade else { continue };
        *graded.overall.entry(grade.clone()).or_default() += 1;
        if let Some(agency) = agency {
            *graded.agencies.entry(agency).or_default().entry(grade).or_default() += 1;
        }
    }
    let marks: Vec<(String, Option<String>, bool)> = audit_agreed::table
        .inner_join(audit_file::table)
        .filter(audit_file::audit_id.eq_any(ids))
        .select((audit_agreed::standard, audit_agreed::grade, audit_agreed::differed))
        .load(conn)?;
    for (standard, grade, differed) in marks {
        graded.differed.0 += u64::from(differed);
        graded.differed.1 += 1;
        let of = graded.standards.entry(standard).or_default();
        if let Some(grade) = grade {
            *of.entry(grade).or_default() += 1;
        }
    }
    Ok(graded)
}

/// An audit in a series: its title, its last day, and how its files were graded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as it says")]
pub struct InTime {
    pub id: AuditId,
    pub title: String,
    pub until_on: NaiveDate,
    pub graded: Graded,
}

/// Audits whose report is published, the oldest first.
pub fn over_time(conn: &mut Conn, most: i64) -> Result<Vec<InTime>> {
    let rows: Vec<(AuditId, String, NaiveDate, Option<Instant>)> = audit::table
        .filter(audit::published_at.is_not_null())
        .order((audit::until_on.desc(), audit::id))
        .limit(most)
        .select((audit::id, audit::title, audit::until_on, audit::published_at))
        .load(conn)?;
    let mut all = Vec::new();
    for (id, title, until_on, _) in rows.into_iter().rev() {
        all.push(InTime { id, title, until_on, graded: grades_of(conn, &[id])? });
    }
    Ok(all)
}
