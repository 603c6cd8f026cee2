//! `/training/courses/new` and `/training/courses/{id}/change`: what a course says of itself, and who holds it.

use crate::{
    events, keeping,
    records::{Course, CourseId, courses},
    rules::NewCourse,
};
use access::{AccountId, Context, Permits, Role, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const NEW: &str = "Add a course";
const CHANGE: &str = "Change the course";

/// So many whom a word finds stand on the page.
const FOUND: usize = 15;

/// Those who may be chosen: trainers by role, those who are chosen, and whom the word finds.
fn able(inside: &mut impl Permits, chosen: &[AccountId]) -> Result<Vec<(AccountId, String)>> {
    let word = inside.context().find.trim().to_lowercase();
    let mut ids = accounts::anywhere_with_role(inside.conn(), Role::Trainer)?;
    ids.extend(keeping::in_use(inside.conn(), chosen)?);
    if !word.is_empty() {
        let all = accounts::list(inside.conn())?;
        let fits = |one: &&(accounts::Account, String)| {
            let text = format!("{} {} {}", one.0.name, one.0.job_title, one.1).to_lowercase();
            one.0.disabled_at.is_none() && text.contains(&word)
        };
        ids.extend(all.iter().filter(fits).take(FOUND).map(|one| one.0.id));
    }
    ids.sort_unstable();
    ids.dedup();
    let mut all = accounts::colleagues_among(inside.conn(), &ids)?;
    all.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(all.into_iter().map(|one| (one.id, format!("{}, {}", one.name, one.organisation))).collect())
}

fn finder(context: &Context) -> Markup {
    let sheet = Sheet::from(Fields::default().with("find", &context.find));
    html! {
        form method="get" action=(context.path) {
            (sheet.text("find", "Find somebody else who can hold it").width(20).search()
                .hint("Trainers are listed below. Give a name, job or organisation to list others, before you fill in \
                    the form."))
            (parts::button_named("Find", "govuk-button--secondary", "", ""))
        }
    }
}

fn show(inside: &mut impl Permits, of: Option<CourseId>, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let chosen: Vec<AccountId> = sheet.all("trainers").iter().filter_map(|id| id.parse().ok()).collect();
    let able = able(inside, &chosen)?;
    let context = inside.context();
    let (title, back) = match of {
        Some(id) => (CHANGE, format!("/training/courses/{id}")),
        None => (NEW, "/training".to_owned()),
    };
    let strategies = context.pack.choices("training-strategy", context.today);
    let trainers = able.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (finder(context))
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("name", "What is it called?"))
            (sheet.textarea("what", "What can people do afterwards?").rows(3))
            (sheet.text("for_whom", "For whom is it?"))
            (sheet.checkboxes("strategies", "Which strategies and aims does it serve?").small()
                .items(strategies.map(|term| Choice::new(&term.code, &term.label))))
            (sheet.checkboxes("for_leads", "Is it the course for lead professionals?").small()
                .hint("Whoever leads families without it is reminded, and never kept from anything.")
                .items([Choice::new("yes", "Yes, it is")]))
            (sheet.text("parts", "Of how many sessions does it consist?").width(5).numeric()
                .hint("One person goes to all of them, one after the other. Most courses have 1."))
            (sheet.text("renew_months", "After how many months does one go again?").width(5).numeric()
                .hint("Leave empty if the certificate does not run out."))
            (sheet.checkboxes("trainers", "Who holds it?").small().in_columns().items(trainers)
                .hint("They plan its sessions, see who is booked, keep registers and give certificates."))
            (parts::button("Save"))
        }))
    };
    Ok(context.frame.sheet_page(title, &back, sheet, content))
}

fn fields_of(of: &Course, trainers: &[AccountId]) -> Fields {
    let mut fields = Fields::default()
        .with("version", of.version.to_string())
        .with("name", of.name.as_str())
        .with("what", of.what.as_str())
        .with("for_whom", of.for_whom.as_str())
        .with("for_leads", if of.for_leads { "yes" } else { "" })
        .with("parts", of.parts.to_string())
        .with("renew_months", of.renew_months.map(|months| months.to_string()).unwrap_or_default());
    of.strategies.0.iter().for_each(|code| fields.add("strategies", code.clone()));
    trainers.iter().for_each(|id| fields.add("trainers", id.to_string()));
    fields
}

fn read(context: &Context, sheet: &mut Sheet) -> NewCourse {
    let terms = context.pack.terms("training-strategy");
    let known = |code: &String| terms.iter().any(|term| term.code == *code);
    let renew = sheet.optional("renew_months", 10);
    // what is no account is somebody who cannot hold it
    let somebody = |id: &String| id.parse().unwrap_or(AccountId(store::Uuid::nil()));
    NewCourse {
        name: sheet.optional("name", 200),
        what: sheet.optional("what", 2_000),
        for_whom: sheet.optional("for_whom", 300),
        strategies: sheet.all("strategies").into_iter().filter(known).collect(),
        for_leads: sheet.ticked("for_leads"),
        parts: super::number(&sheet.optional("parts", 10)),
        renew_months: super::number(&renew),
        renew_wrong: !renew.trim().is_empty() && super::number(&renew).is_none(),
        trainers: sheet.all("trainers").iter().map(somebody).collect(),
    }
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepTraining)?;
            let sheet = v.sheet(|| Fields::default().with("parts", "1"))?;
            show(v, None, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepTraining)?;
            let new = read(change, sheet);
            let added = match sheet.is_valid() {
                true => sheet.heed(keeping::add_course(change.tx, &permit, &new))?,
                false => None,
            };
            let Some(id) = added else { return Sheet::again(show(change, None, sheet, html! {})?) };
            Ok(format!("/training/courses/{id}?done=saved"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<CourseId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepTraining)?;
            let of = courses::find(v.conn(), id)?;
            let trainers = courses::trainers(v.conn(), id)?;
            let sheet = v.sheet(|| fields_of(&of, &trainers))?;
            show(v, Some(id), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<CourseId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepTraining)?;
            let of = courses::find(change.conn(), id)?;
            if sheet.is_behind("version", of.version) {
                let changed = access::last_change(change.conn(), id.0, &[events::COURSE, events::COURSE_ENDED])?;
                let serves = super::list::strategies(change, &of);
                let rows = [
                    ("Name", of.name.as_str()),
                    ("What people can do afterwards", of.what.as_str()),
                    ("For whom", of.for_whom.as_str()),
                    ("Serves", serves.as_str()),
                ];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, Some(id), sheet, theirs)?)));
            }
            let (new, pack) = (read(change, sheet), change.pack.clone());
            let kept = match sheet.is_valid() {
                true => sheet.heed(keeping::change_course(change.tx, &permit, &pack, (id, of.version), &new))?,
                false => None,
            };
            match kept {
                Some(()) => Ok(format!("/training/courses/{id}?done=saved")),
                None => Sheet::again(show(change, Some(id), sheet, html! {})?),
            }
        })
        .await
}
