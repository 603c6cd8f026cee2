//! What the commands of returns, and of the questions of other services, refuse.

use super::{account, does, finds_nothing, refuses};
use access::{Change, Permits, nobody};
use chrono::{Days, NaiveDate};
use exports::{
    definition::{self, Every},
    making::Written,
    records::{self, Decision, NewQuery, NewRun, PersonQueryId, RunId},
};
use people::details::Typed;
use testkit::story;
use web::Result;

fn ask(change: &mut Change<'_, '_>, (reason, days): (&str, u64), written: Option<Written>) -> Result<RunId> {
    let permit = change.allow(nobody::Export)?;
    let as_of = change.today.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let definition = definition::find("annex-a-1").expect("a return");
    records::ask(change.tx, &permit, definition, &NewRun { as_of, written, reason: reason.into() })
}

fn query(change: &mut Change<'_, '_>, decision: Decision) -> Result<PersonQueryId> {
    let permit = change.allow(nobody::QueryPerson)?;
    let pack = change.pack.clone();
    let new = NewQuery {
        reason: "https://example.org".into(),
        agreement: "1".into(),
        request: "0".into(),
        decision,
        sought: Typed::default(),
    };
    records::keep(change.tx, &permit, &pack, &new)
}

fn decide(change: &mut Change<'_, '_>, id: PersonQueryId, decided: Option<Decision>, why: &str) -> Result<()> {
    let permit = change.allow(nobody::ReviewQueries)?;
    records::decide(change.tx, &permit, id, (decided, why))
}

story!(a_file_needs_a_reason_a_day_that_has_come_and_a_form_that_it_has, |w| {
    let csv = Some(Written::Csv);
    refuses(&w, "head", "export-needs-reason", |change| ask(change, ("  ", 0), csv));
    refuses(&w, "head", "export-in-the-future", |change| ask(change, ("For the inspectors.", 1), csv));
    refuses(&w, "head", "export-format", |change| ask(change, ("For the inspectors.", 0), Some(Written::Json)));
    refuses(&w, "head", "export-format", |change| ask(change, ("For the inspectors.", 0), None));
    let run = does(&w, "head", |change| ask(change, ("For the inspectors.", 0), csv));
    refuses(&w, "privacy", "export-not-yours", |change| {
        let permit = change.allow(nobody::Export)?;
        records::mine(change.conn(), &permit, run)
    });
    finds_nothing(&w, "head", |change| {
        let permit = change.allow(nobody::Export)?;
        records::mine(change.conn(), &permit, RunId::new())
    });
});

story!(a_return_is_not_planned_for_a_day_that_is_over, |w| {
    let keeper = account(&w, "head");
    refuses(&w, "head", "return-day-over", |change| {
        let permit = change.allow(nobody::Export)?;
        let before = change.today.pred_opt().expect("a day before");
        let definition = definition::find("ssd-contacts").expect("a return");
        records::set_schedule(change.tx, &permit, definition, (Every::Month, keeper, before), 0)
    });
});

story!(a_question_of_a_service_is_decided_once_with_a_reason, |w| {
    let permitted = does(&w, "police", |change| query(change, Decision::Permit));
    refuses(&w, "privacy", "query-decided", |change| decide(change, permitted, Some(Decision::Deny), "No."));
    let open = does(&w, "police", |change| query(change, Decision::Review));
    refuses(&w, "privacy", "query-undecided", |change| decide(change, open, None, "Yes."));
    refuses(&w, "privacy", "query-undecided", |change| decide(change, open, Some(Decision::Review), "Yes."));
    refuses(&w, "privacy", "query-needs-why", |change| decide(change, open, Some(Decision::Permit), " "));
    does(&w, "privacy", |change| decide(change, open, Some(Decision::Permit), "As agreed."));
    refuses(&w, "privacy", "query-decided", |change| decide(change, open, Some(Decision::Deny), "No."));
});
