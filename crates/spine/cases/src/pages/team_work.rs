//! `/team`: a manager's caseloads and overdue work; `/tasks/{id}/owner`: give work to someone else.

use crate::{
    records,
    tasks::{self, TaskId},
};
use access::{AccountId, Action, Inside, Visit, accounts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts, parts::Colour};

/// Overdue work shown at once, the newest first: what drifts now can still be caught.
const LATE: i64 = 30;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.permit(Action::SeeTeam, access::Anyone)?;
            let actor = v.actor.clone();
            let today = v.today;
            let hidden = records::hidden_from(v.conn(), &actor)?;
            let loads = records::caseloads(v.conn(), &actor, &hidden)?;
            let unled = records::without_lead(v.conn(), &actor, &hidden, 25)?;
            let (late, all_late) = tasks::overdue(v.conn(), &actor, &hidden, today, LATE)?;
            let open: i64 = loads.iter().map(|(_, n)| n).sum();
            let leads: Vec<AccountId> =
                loads.iter().filter_map(|(lead, _)| *lead).chain(late.iter().filter_map(|t| t.owner_id)).collect();
            let who = accounts::names(v.conn(), &leads)?;
            let shown: Vec<_> = late.iter().filter_map(|t| t.family_id).chain(unled.iter().map(|e| e.family_id)).collect();
            let names = people::records::names(v.conn(), &shown)?;
            v.log_rows(&permit, late.len() + unled.len())?;
            let rows = loads.iter().filter_map(|(lead, n)| lead.map(|l| vec![html! { (who.get(&l).map_or("", String::as_str)) }, html! { (n) }])).collect();
            let late_rows = late.iter().map(|t| {
                let family = t.family_id.and_then(|f| names.get(&f)).map_or("", |(n, _)| n.as_str());
                let owner = t.owner_id.and_then(|o| who.get(&o)).map_or("Nobody", String::as_str);
                vec![
                    html! { a.govuk-link href=(t.href) { (t.title) } }, html! { (family) }, html! { (owner) },
                    html! { span.eh-late { (web::dates::due(t.due_on, today)) } },
                    html! { a.govuk-link href={ "/tasks/" (t.id) "/owner" } { "Reassign" span.govuk-visually-hidden { " " (t.title) " for " (family) } } },
                ]
            });
            let late_rows: Vec<_> = late_rows.collect();
            let content = html! {
                h1.govuk-heading-l { "Team" }
                p.govuk-body { (web::dates::plural(open, "open episode")) "." }
                @if !unled.is_empty() {
                    h2.govuk-heading-m { "No lead professional yet" }
                    ul.govuk-list {
                        @for e in &unled { @if let Some((name, reference)) = names.get(&e.family_id) {
                            li { a.govuk-link href={ "/families/" (e.family_id) } { (name) } " " span.eh-muted { (reference) ", open since " (web::dates::day(e.opened_at.date())) } }
                        } }
                    }
                }
                @if late_rows.is_empty() { p.govuk-body { (parts::tag("Nothing is overdue", Colour::Green)) } }
                @else { p.govuk-body { (parts::tag(&format!("{all_late} overdue"), Colour::Red)) @if all_late > LATE { " The newest " (LATE) " are shown." } } (parts::table("Overdue", &["What", "Family", "Who", "How late", "Do"], late_rows)) }
                (parts::table("Caseloads", &["Lead professional", "Families"], rows))
            };
            Ok(v.frame.page("Team", content))
        })
        .await
}

fn owner_view(inside: &mut impl Inside, task: &tasks::Task, f: &Form, key: &str) -> Result<Markup> {
    let team = task.family_id.map(|f| access::guard::team_of(inside.conn(), f)).transpose()?.flatten();
    let chosen: Vec<AccountId> = f.fields.get("to").parse().into_iter().collect();
    let colleagues = super::colleagues::choice(inside, team, &chosen)?;
    let names: Vec<(String, String)> = colleagues
        .shown
        .iter()
        .filter(|c| Some(c.id) != task.owner_id)
        .map(|c| (c.id.to_string(), format!("{}, {}", c.name, c.organisation)))
        .collect();
    let mut items = vec![("", "Choose someone")];
    items.extend(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let frame = &inside.context().frame;
    let content = html! {
        h1.govuk-heading-l { "Give this to someone else" }
        p.govuk-body { (task.title) ", due " (web::dates::day(task.due_on)) "." }
        (colleagues.finder)
        (form(frame, &inside.context().path, key, false, html! { (parts::select(f, "to", "Who takes it?", "", &items)) (parts::button("Reassign")) }))
    };
    Ok(frame.form_page("Give this to someone else", "/team", f, content))
}

/// The task, if its family is one that this manager may open.
fn find(inside: &mut impl Inside, id: TaskId) -> Result<tasks::Task> {
    inside.permit(Action::SeeTeam, access::Anyone)?;
    let task = tasks::find(inside.conn(), id)?;
    match task.family_id {
        Some(family) => inside.permit(Action::OpenFamily, family).map(|_| task),
        None => Err(Error::NotFound),
    }
}

pub(super) async fn owner_page(visit: Visit, Path(id): Path<TaskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let task = find(v, id)?;
            owner_view(v, &task, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn owner_submit(visit: Visit, Path(id): Path<TaskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, fields| {
            let task = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let to = f.choice("to", |a| a.parse::<AccountId>().ok(), "Choose someone");
            if let (Some(to), Some(family)) = (to, task.family_id) {
                let now = change.now;
                let may = accounts::actor(change.conn(), now, to)?;
                let sees = match may {
                    Some(actor) => tasks::visible_among(change.conn(), &actor, &[family])?.contains(&family),
                    None => false,
                };
                if !sees {
                    f.errors.add("to", "They cannot see this family. Add them to the team around the family first");
                }
            }
            let Some(to) = to.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(owner_view(change, &task, &f, fields.get("key"))?)));
            };
            tasks::reassign(change.tx, id, task.family_id, to)?;
            Ok("/team?done=saved".into())
        })
        .await
}
