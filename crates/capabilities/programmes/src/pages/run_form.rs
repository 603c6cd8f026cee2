//! `/programmes/{id}/runs/new` and `/runs/{id}/change`: where a group meets, who runs it, how many can come.

use crate::{
    events,
    keeping::{self, Desk},
    records::{self, Programme, ProgrammeId, Run, RunId},
    rules::{Hours, NewRun},
};
use access::{AccountId, Context, Permits, Visit, accounts::Colleague, nobody, run};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// What the form needs in view.
struct Form {
    programme: Programme,
    /// The run that is changed; none for a new one.
    run: Option<Run>,
    able: Vec<Colleague>,
}

impl Form {
    /// `chosen` stand on the page in any case: what was chosen before an error.
    fn load(inside: &mut impl Permits, of: ProgrammeId, run: Option<Run>, chosen: &[AccountId]) -> Result<Self> {
        let programme = records::find_programme(inside.conn(), of)?;
        let runs_it = match &run {
            Some(run) => records::facilitators_of(inside.conn(), run.id)?,
            None => vec![],
        };
        let find = inside.context().find.clone();
        Ok(Self { programme, run, able: keeping::could_run(inside.conn(), &find, chosen, &runs_it)? })
    }

    fn title(&self) -> &'static str {
        if self.run.is_some() { "Change the group" } else { "Add a group" }
    }

    fn back(&self) -> String {
        match &self.run {
            Some(run) => format!("/runs/{}", run.id),
            None => format!("/programmes/{}", self.programme.id),
        }
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let languages = context.pack.choices("language", context.today);
        let languages = languages.map(|term| Choice::new(&term.code, &term.label));
        let access = context.pack.choices("accessibility", context.today);
        let access = access.map(|term| Choice::new(&term.code, &term.label));
        let able = self.able.iter().map(|one| {
            Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.organisation)).hint(&one.job_title)
        });
        let content = html! {
            span.govuk-caption-l { (self.programme.name) }
            h1.govuk-heading-l { (self.title()) }
            (above)
            (super::finder(context))
            (sheet.form(html! {
                (sheet.hidden("version"))
                @if self.run.is_none() { (when(sheet)) }
                (sheet.text("place", "Where is it?").hint("The name of the building."))
                (sheet.text("line", "House and street"))
                (sheet.text("town", "Town").width(20))
                (sheet.text("postcode", "Postcode").width(10))
                (sheet.checkboxes("secret", "May the place be known?").small()
                    .items([Choice::new("yes", "No: it stands in no letter, calendar or directory")]))
                (sheet.text("places", "How many can come?").width(3).numeric())
                (sheet.select("language", "In which language is it held?").items(languages))
                (sheet.checkboxes("creche", "Crèche").small()
                    .items([Choice::new("yes", "Small children are looked after meanwhile")]))
                (sheet.text("transport", "How do people get there who have no car?"))
                (sheet.checkboxes("accessible", "What is there for disabled people?").small().items(access))
                (sheet.textarea("note", "What should whoever comes know or bring?").rows(2))
                (sheet.checkboxes("facilitators", "Who runs it?").small().items(able))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(self.title(), &self.back(), sheet, content)
    }
}

/// When its sessions are; later each is planned on its own page.
fn when(sheet: &Sheet) -> Markup {
    html! {
        (sheet.date("starts", "Day of the first session"))
        (sheet.text("sessions", "How many sessions?").width(3).numeric())
        (sheet.radios("every", "How often?").inline()
            .items([Choice::new("1", "Every week"), Choice::new("2", "Every two weeks")])
            .hint("None is planned on a bank holiday. Each can be moved afterwards."))
        (sheet.text("opens", "From").hint("For example 10:00").width(5))
        (sheet.text("closes", "Until").width(5))
    }
}

/// Who was chosen to run it.
fn chosen(sheet: &Sheet) -> Vec<AccountId> {
    sheet.all("facilitators").iter().filter_map(|id| id.parse().ok()).collect()
}

fn read(sheet: &mut Sheet) -> Option<NewRun> {
    let starts_on = sheet.day("starts", "The day of the first session");
    let hours = Hours::read(sheet.fields.get("opens"), sheet.fields.get("closes"));
    let (places, sessions) = (super::number(sheet, "places"), super::number(sheet, "sessions"));
    let new = NewRun {
        place_name: sheet.optional("place", 200),
        place_line: sheet.optional("line", 200),
        town: sheet.optional("town", 100),
        postcode: sheet.optional("postcode", 10),
        secret: sheet.ticked("secret"),
        language: sheet.optional("language", 20),
        creche: sheet.ticked("creche"),
        transport: sheet.optional("transport", 300),
        accessible: sheet.all("accessible"),
        places,
        facilitators: chosen(sheet),
        note: sheet.optional("note", 2_000),
        starts_on,
        sessions,
        every: sheet.fields.get("every").parse().unwrap_or(1),
        hours,
    };
    Some(new).filter(|_| sheet.is_valid())
}

fn fields(run: &Run, facilitators: &[AccountId]) -> Fields {
    let mut fields = Fields::default()
        .with("version", run.version.to_string())
        .with("place", &run.place_name)
        .with("line", &run.place_line)
        .with("town", &run.town)
        .with("postcode", &run.postcode)
        .with("secret", if run.secret { "yes" } else { "" })
        .with("places", run.places.to_string())
        .with("language", &run.language)
        .with("creche", if run.creche { "yes" } else { "" })
        .with("transport", &run.transport)
        .with("note", &run.note);
    run.accessible.0.iter().for_each(|code| fields.add("accessible", code));
    facilitators.iter().for_each(|id| fields.add("facilitators", id.to_string()));
    fields
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<ProgrammeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepProgrammes)?;
            let form = Form::load(v, id, None, &[])?;
            let sheet = v.sheet(|| Fields::default().with("language", "en").with("every", "1"))?;
            Ok(form.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<ProgrammeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepProgrammes)?;
            let form = Form::load(change, id, None, &chosen(sheet))?;
            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let desk = Desk { pack: &pack, site: &site };
            let added = match read(sheet) {
                Some(new) => sheet.heed(keeping::add_run(change.tx, &permit, desk, id, new))?,
                None => None,
            };
            match added {
                Some(run) => Ok(format!("/runs/{run}?done=saved")),
                None => Sheet::again(form.show(change, sheet, &html! {})),
            }
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<RunId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(run::Keep, id)?;
            let run = records::find_run(v.conn(), &permit)?;
            super::live(&run)?;
            let facilitators = records::facilitators_of(v.conn(), id)?;
            let first = fields(&run, &facilitators);
            let form = Form::load(v, run.programme_id, Some(run), &[])?;
            let sheet = v.sheet(|| first)?;
            Ok(form.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<RunId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Keep, id)?;
            let run = records::find_run(change.conn(), &permit)?;
            let form = Form::load(change, run.programme_id, Some(run.clone()), &chosen(sheet))?;
            if sheet.is_behind("version", run.version) {
                let changed = access::last_change(change.conn(), id.0, &[events::RUN_BEGUN, events::RUN_CHANGED])?;
                let places = run.places.to_string();
                let rows: [(&str, &str); 3] =
                    [("Where", &run.place_name), ("How many can come", &places), ("To know or bring", &run.note)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(form.show(change, sheet, &theirs))));
            }

            let (pack, site) = (change.pack.clone(), change.app.url.clone());
            let desk = Desk { pack: &pack, site: &site };
            let done = match read(sheet) {
                Some(new) => sheet.heed(keeping::change_run(change.tx, &permit, desk, &new))?,
                None => None,
            };
            match done {
                Some(()) => Ok(format!("/runs/{id}?done=saved")),
                None => Sheet::again(form.show(change, sheet, &html! {})),
            }
        })
        .await
}
