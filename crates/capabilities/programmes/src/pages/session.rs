//! `/runs/{id}/sessions/{n}/plan`: its day and hours, what it is about, and who runs it for the group's own
//! facilitators.

use crate::{
    events,
    keeping::{self, Desk},
    records::{self, RunId, Session, clock},
    rules::{Hours, PlanSession},
};
use access::{AccountId, Context, Permits, Visit, accounts::Colleague, run};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// A session to be planned.
struct Planning {
    session: Session,
    able: Vec<Colleague>,
}

impl Planning {
    /// `chosen` stands on the page in any case.
    fn load(inside: &mut impl Permits, run: RunId, n: i64, chosen: Option<AccountId>) -> Result<Self> {
        let session = records::find_session(inside.conn(), run, n)?;
        let find = inside.context().find.clone();
        let able = keeping::could_run(inside.conn(), &find, chosen.as_slice(), session.covered_by.as_slice())?;
        Ok(Self { session, able })
    }

    fn stand(&self) -> String {
        let Session { on_day, topic, covered_by, .. } = &self.session;
        let covers = covered_by.map(|id| id.to_string()).unwrap_or_default();
        web::stand(&[&on_day.to_string(), &self.session.hours(), topic, &covers])
    }

    fn first(&self) -> Fields {
        let Session { on_day, opens, closes, topic, covered_by, .. } = &self.session;
        Fields::default()
            .with("stand", self.stand())
            .with_date("on_day", Some(*on_day))
            .with("opens", clock(*opens))
            .with("closes", clock(*closes))
            .with("topic", topic)
            .with("covered_by", covered_by.map(|id| id.to_string()).unwrap_or_default())
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let able =
            self.able.iter().map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.organisation)));
        let title = format!("Plan session {}", self.session.n);
        let content = html! {
            h1.govuk-heading-l { (title) }
            (above)
            (super::finder(context))
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.date("on_day", "Day"))
                (sheet.text("opens", "From").width(5))
                (sheet.text("closes", "Until").width(5))
                (sheet.text("topic", "What is it about?"))
                (sheet.select("covered_by", "Does somebody else run it?").items(able)
                    .prompt("No: those who run the group")
                    .hint("They see the group, and keep its register."))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(&title, &format!("/runs/{}", self.session.run_id), sheet, content)
    }
}

/// Who is to run it instead: nobody where nothing was chosen, and nobody who is there where what was sent is no choice.
fn covers(sheet: &Sheet) -> Option<AccountId> {
    let text = sheet.fields.get("covered_by");
    (!text.is_empty()).then(|| text.parse().unwrap_or(AccountId(store::Uuid::nil())))
}

fn read(sheet: &mut Sheet) -> Option<PlanSession> {
    let new = PlanSession {
        on_day: sheet.day("on_day", "The day"),
        hours: Hours::read(sheet.fields.get("opens"), sheet.fields.get("closes")),
        topic: sheet.optional("topic", 200),
        covered_by: covers(sheet),
    };
    Some(new).filter(|_| sheet.is_valid())
}

pub(super) async fn page(visit: Visit, Path((id, n)): Path<(RunId, i64)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(run::Keep, id)?;
            super::live(&records::find_run(v.conn(), &permit)?)?;
            let planning = Planning::load(v, id, n, None)?;
            let sheet = v.sheet(|| planning.first())?;
            Ok(planning.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path((id, n)): Path<(RunId, i64)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Keep, id)?;
            let planning = Planning::load(change, id, n, covers(sheet))?;
            if sheet.is_behind("stand", planning.stand()) {
                let Session { id: of, on_day, topic, .. } = &planning.session;
                let changed = access::last_change(change.conn(), of.0, &[events::SESSION_PLANNED])?;
                let (day, hours) = (web::dates::day(*on_day), planning.session.hours());
                let rows: [(&str, &str); 3] = [("Day", &day), ("Hours", &hours), ("What it is about", topic)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(planning.show(change, sheet, &theirs))));
            }

            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let desk = Desk { pack: &pack, site: &site };
            let planned = match read(sheet) {
                Some(new) => sheet.heed(keeping::plan_session(change.tx, &permit, desk, n, &new))?,
                None => None,
            };
            match planned {
                Some(()) => Ok(format!("/runs/{id}?done=saved")),
                None => Sheet::again(planning.show(change, sheet, &html! {})),
            }
        })
        .await
}
