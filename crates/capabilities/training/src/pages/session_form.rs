//! `/training/courses/{id}/sessions/new` and `/training/sessions/{id}/change`: when, where and by whom a session is
//! held. Where its trainer is ill, another is chosen here.

use crate::{
    events, keeping,
    records::{Course, CourseId, Session, SessionId, courses, sessions::clock},
    rules::{Hours, NewSession},
};
use access::{AccountId, Permits, Visit, accounts, course};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const NEW: &str = "Plan a session";
const CHANGE: &str = "Change the session";

fn show(
    inside: &mut impl Permits,
    (of, session): (&Course, Option<&Session>),
    sheet: &Sheet,
    above: Markup,
) -> Result<Markup> {
    let ids = courses::trainers(inside.conn(), of.id)?;
    let able = keeping::in_use(inside.conn(), &ids)?;
    let mut able: Vec<(AccountId, String)> = accounts::names(inside.conn(), &able)?.into_iter().collect();
    able.sort_by(|one, other| one.1.cmp(&other.1));
    let trainers = able.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let (title, back) = match session {
        Some(session) => (CHANGE, session.href()),
        None => (NEW, format!("/training/courses/{}", of.id)),
    };
    let parts_of = (1..=of.parts).map(|part| Choice::new(part.to_string(), format!("Part {part} of {}", of.parts)));
    let content = html! {
        span.govuk-caption-l { (of.name) }
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            @if of.parts > 1 && session.is_none() {
                (sheet.radios("part", "Which part of the course?").small().items(parts_of))
            }
            (sheet.date("on_day", "Day"))
            (sheet.checkboxes("though_off", "Weekends and bank holidays").small()
                .items([Choice::new("yes", "It is held though the day is no working day")]))
            (sheet.text("opens", "From").width(5))
            (sheet.text("closes", "Until").width(5))
            (sheet.text("place", "Where?").hint("The room and the town, or how one joins from elsewhere."))
            (sheet.text("places", "How many places?").width(5).numeric())
            (sheet.select("trainer", "Who holds it?").prompt("Choose").items(trainers))
            (sheet.textarea("note", "What should people know or bring?").rows(2))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, &back, sheet, content))
}

fn fields_of(of: &Session) -> Fields {
    Fields::default()
        .with("version", of.version.to_string())
        .with_date("on_day", Some(of.on_day))
        .with("opens", clock(of.opens))
        .with("closes", clock(of.closes))
        .with("place", of.place.as_str())
        .with("places", of.places.to_string())
        .with("trainer", of.trainer_id.to_string())
        .with("note", of.note.as_str())
}

fn read(sheet: &mut Sheet, part: i64) -> NewSession {
    NewSession {
        part,
        on_day: sheet.day("on_day", "The day"),
        though_off: sheet.ticked("though_off"),
        hours: Hours::read(sheet.fields.get("opens"), sheet.fields.get("closes")),
        place: sheet.optional("place", 300),
        places: super::number(&sheet.optional("places", 10)),
        trainer: sheet.fields.get("trainer").parse().ok(),
        note: sheet.optional("note", 1_000),
    }
}

/// The part that was chosen; where the course has but one, that.
fn part_of(of: &Course, sheet: &Sheet) -> i64 {
    if of.parts <= 1 { 1 } else { super::number(sheet.fields.get("part")).unwrap_or(0) }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<CourseId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(course::Run, id)?;
            let of = courses::find(v.conn(), id)?;
            let me = permit.actor().account.filter(|_| permit.because() == access::Because::Trainer);
            let sheet = v.sheet(|| {
                let me = me.map(|me| me.to_string()).unwrap_or_default();
                Fields::default().with("places", "16").with("trainer", me)
            })?;
            show(v, (&of, None), &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<CourseId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(course::Run, id)?;
            let (of, pack) = (courses::find(change.conn(), id)?, change.pack.clone());
            let new = read(sheet, part_of(&of, sheet));
            let planned = match sheet.is_valid() {
                true => sheet.heed(keeping::plan(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            let Some(session) = planned else { return Sheet::again(show(change, (&of, None), sheet, html! {})?) };
            Ok(format!("/training/sessions/{session}?done=saved"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, session, of) = super::run(v, id)?;
            let sheet = v.sheet(|| fields_of(&session))?;
            show(v, (&of, Some(&session)), &sheet, html! {})
        })
        .await
}

fn theirs(change: &mut impl Permits, session: &Session) -> Result<Markup> {
    let changed = access::last_change(change.conn(), session.id.0, &[events::SESSION, events::CANCELLED])?;
    let names = accounts::names(change.conn(), &[session.trainer_id])?;
    let (day, hours, places) = (dates::day(session.on_day), session.hours(), session.places.to_string());
    let trainer = names.get(&session.trainer_id).map_or("", String::as_str);
    let rows = [
        ("Day", day.as_str()),
        ("Hours", hours.as_str()),
        ("Where", session.place.as_str()),
        ("Places", places.as_str()),
        ("Who holds it", trainer),
        ("Note", session.note.as_str()),
    ];
    Ok(web::theirs(changed.as_ref(), &rows))
}

pub(super) async fn submit(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, session, of) = super::run(change, id)?;
            if sheet.is_behind("version", session.version) {
                let theirs = theirs(change, &session)?;
                return Err(Error::Conflict(Box::new(show(change, (&of, Some(&session)), sheet, theirs)?)));
            }
            let (new, pack) = (read(sheet, session.part), change.pack.clone());
            let kept = match sheet.is_valid() {
                true => sheet.heed(keeping::change(change.tx, &permit, &pack, (id, session.version), &new))?,
                false => None,
            };
            match kept {
                Some(()) => Ok(format!("{}?done=saved", session.href())),
                None => Sheet::again(show(change, (&of, Some(&session)), sheet, html! {})?),
            }
        })
        .await
}
