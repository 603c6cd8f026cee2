//! `/actions/{id}`: how far an action is.

use crate::records::{self, Action, ActionId, Progress};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, open_case, pages::header};
use chrono::NaiveDate;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice, parts::Colour};

/// How far an action is, in a word.
pub(super) fn tag(action: &Action, today: NaiveDate) -> Markup {
    let (word, colour) = state(action, today);
    parts::tag(word, colour)
}

/// How far an action is: the word, and its colour.
pub(super) fn state(action: &Action, today: NaiveDate) -> (&'static str, Colour) {
    match (action.done_at.is_some(), action.dropped_at.is_some()) {
        (true, _) => ("Done", Colour::Green),
        (_, true) => ("Not done", Colour::Grey),
        _ if action.due_on < today => ("Overdue", Colour::Red),
        _ => ("To do", Colour::Blue),
    }
}

/// An action of the plan.
struct Doing {
    case: Case<family::UpdateAction>,
    action: Action,
}

impl Doing {
    fn load(inside: &mut impl Permits, id: ActionId) -> Result<Self> {
        let episode = records::episode_of_action(inside.conn(), id)?;
        let case = open_case(inside, family::UpdateAction, episode)?;
        let whole = records::current(inside.conn(), &case.permit, episode)?.ok_or(Error::NotFound)?;
        let action = whole.actions.into_iter().find(|action| action.id == id).ok_or(Error::NotFound)?;
        Ok(Self { case, action })
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.action.stand())
    }

    /// What someone else has said of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let state = state(&self.action, inside.context().today).0;
        let changed = self.action.changed(inside.conn())?;
        Ok(web::theirs(changed.as_ref(), &[("How far it is", state), ("What happened", &self.action.progress)]))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let action = &self.action;
        let may_change = action.is_open() && context.may_now(&self.case.permit, family::WritePlan);
        let how_far = [
            Choice::new("done", "Done"),
            Choice::new("going-on", "Still going on"),
            Choice::new("not-done", "It will not be done").hint("Say why below."),
        ];
        let content = html! {
            (above)
            p.govuk-body-l { (action.text) " " (tag(action, context.today)) }
            p.govuk-body { (action.owner_name) ", by " (web::dates::day(action.due_on)) }
            @if !action.progress.is_empty() { (parts::inset(html! { span.eh-pre { (action.progress) } })) }
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.radios("progress", "How far is it?").items(how_far))
                (sheet.textarea("note", "What happened?").rows(3))
                (parts::button("Save"))
            }))
            @if may_change {
                p.govuk-body {
                    a.govuk-link href={ (context.path) "/change" } { "Change what it says, who does it or by when" }
                }
            }
        };
        header::sheet_page(inside, &self.case.permit, "An action of the plan", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let doing = Doing::load(v, id)?;
            let sheet = v.sheet(|| doing.first())?;
            doing.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let doing = Doing::load(change, id)?;
            if sheet.is_behind("stand", doing.action.stand()) {
                let theirs = doing.theirs(change)?;
                return Err(Error::Conflict(Box::new(doing.show(change, sheet, theirs)?)));
            }

            let progress = sheet.chosen("progress", Progress::parse, "Choose how far it is");
            let note = sheet.optional("note", 5_000);

            let done = match progress.filter(|_| sheet.is_valid()) {
                Some(progress) => sheet.heed(records::update_action(change.tx, &doing.case, id, progress, &note))?,
                None => None,
            };
            if done.is_none() {
                return Sheet::again(doing.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{}/plan?done=saved", doing.case.episode.id))
        })
        .await
}
