//! `/episodes/{id}/closure`: end help with an exit plan; `/episodes/{id}/reopening`: begin again, linked.

use crate::closure::{self, Feedback, Opinion};
use access::{FamilyId, Permits, Sight, TeamId, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    e: &Episode,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let plan = plans::records::current(inside.conn(), sight, e.id)?.filter(|w| w.plan.agreed_at.is_some());
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let reasons = pack.choices("closing-reason", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let content = html! {
        @if let Some(w) = &plan {
            h2.govuk-heading-m { "Results" }
            ul.govuk-list.govuk-list--bullet {
                @for o in &w.outcomes { li { (o.words.trim_end_matches('.')) ": " @match &o.result { Some(r) => { (pack.label("result", r).to_lowercase()) }, None => { a.govuk-link href={ "/outcomes/" (o.id) "/result" } { "say how it went" } } } } }
            }
            @if w.open_actions() > 0 { p.govuk-body { a.govuk-link href={ "/episodes/" (e.id) "/plan" } { (web::dates::plural(w.open_actions() as i64, "open action")) } } }
        }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "reason", legend: "Why does early help end?", class: "govuk-radios--small", items: reasons.collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "exit_plan", label: "Exit plan", hint: "What the family keeps doing, who is there for them, and whom they can call if things get harder.", rows: 6, ..Default::default() }))
            h2.govuk-heading-m { "What the family says" }
            p.govuk-body { "Ask them before you close. If early help was opened in error, leave this empty." }
            @for (name, question) in QUESTIONS { (parts::radios(f, parts::Choices { name, legend: question, class: "govuk-radios--small", items: Opinion::ALL.iter().map(|o| parts::Choice::new(o.code(), o.label())).collect(), ..Default::default() })) }
            (parts::textarea(f, parts::OldTextarea { name: "feedback", label: "In their words", rows: 3, ..Default::default() }))
            (parts::button("End early help"))
        }))
    };
    header::form_page(inside, sight, "End early help", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::CloseEpisode, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &e, &f, &web::new_key(), kept)
        })
        .await
}

/// The three questions of 001 s10.
const QUESTIONS: [(&str, &str); 3] = [
    ("timely", "Did help come in time?"),
    ("helpful", "Was it helpful?"),
    ("able", "Are they able to meet their own needs now?"),
];

fn feedback(f: &mut Form) -> Option<Feedback> {
    let [timely, helpful, able] =
        QUESTIONS.map(|(name, _)| f.choice(name, Opinion::parse, "Choose yes, no, or that it was not asked"));
    let words = f.text("feedback", 5_000, None);
    Some(Feedback { timely: timely?, helpful: helpful?, able: able?, words })
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::CloseEpisode, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let mut f = Form::from(fields.clone());
            let reason = f.choice("reason", |c| pack.code("closing-reason", c, today), "Choose why early help ends");
            let exit_plan = f.text("exit_plan", 10_000, None);
            let said = if reason.is_some_and(|r| r.code == "opened-in-error") { None } else { feedback(&mut f) };
            if let Some(reason) = reason.filter(|_| f.is_valid()) {
                let words = (reason.code.as_str(), reason.label.as_str());
                match closure::close(change.tx, &permit, &e, words, &exit_plan, said.as_ref()) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "reason"),
                    other => other?,
                }
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, fields.get("key"), false)?)));
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}

fn reopen_view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str) -> Result<Markup> {
    let teams = accounts::list_teams(inside.conn())?;
    let ids: Vec<String> = teams.iter().map(|t| t.id.to_string()).collect();
    let mut items = vec![("", "Choose a team")];
    items.extend(ids.iter().zip(&teams).map(|(id, t)| (id.as_str(), t.name.as_str())));
    let frame = inside.context().frame.clone();
    let path = inside.context().path.clone();
    let content = html! {
        p.govuk-body { "A new episode is opened, linked to the one before. The former record stays as it is." }
        (form(&frame, &path, key, false, html! {
            (parts::select(f, "team", "Which team takes it on?", "", &items))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why does help begin again?", rows: 3, ..Default::default() }))
            (parts::button("Begin again"))
        }))
    };
    header::form_page(inside, sight, "Begin early help again", f, content)
}

pub(super) async fn reopen_page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, permit) = header::episode(v, family::ReopenEpisode, id)?;
            reopen_view(v, &permit, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn reopen_submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::ReopenEpisode, id)?;
            let teams = accounts::list_teams(change.conn())?;
            let mut f = Form::from(fields.clone());
            let team = f.choice(
                "team",
                |t| t.parse::<TeamId>().ok().filter(|t| teams.iter().any(|k| k.id == *t)),
                "Choose a team",
            );
            let reason = f.text("reason", 5_000, Some("Say why help begins again"));
            if cases::records::current(change.conn(), e.family_id)?.is_some_and(|e| e.is_open()) {
                f.errors
                    .add("team", Refusal::new("episode-is-open", "An episode is open for this family already").message);
            }
            let Some(team) = team.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(reopen_view(change, &permit, &f, fields.get("key"))?)));
            };
            cases::records::reopen(change.tx, &permit, &e, team, &reason)?;
            Ok(format!("{}?done=saved", header::href(e.family_id)))
        })
        .await
}
