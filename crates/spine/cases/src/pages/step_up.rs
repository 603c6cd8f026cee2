//! `/episodes/{id}/step-up`: early help's side of a step up. Anyone in the team proposes; the lead or a manager talks
//! it over and sends it, or drops it with a reason.

use super::header;
use crate::{
    Case, EpisodeId, events, open_case,
    rules::{Stage, TalkedAs},
    step_up::{self, Proposal, StepUp, Submission, Talk},
};
use access::{
    Change, Permits, Visit,
    capability::{self, Paper},
    family,
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice, parts::Row};

const TITLE: &str = "Step up to children's social care";

/// The last step up of the episode, which says what comes next.
struct NextStep {
    case: Case<family::ProposeStepUp>,
    last: Option<StepUp>,
    /// Whether this actor may send it, or drop it.
    may_send: bool,
    /// What there is that can go with it.
    papers: Vec<Paper>,
}

impl NextStep {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::ProposeStepUp, id)?;
        let last = step_up::last(inside.conn(), &case.permit, id)?;
        let may_send = inside.context().may_now(&case.permit, family::StepUp);
        let all = inside.context().app.capabilities;
        let papers = capability::evidence(inside.conn(), all, &case.permit, id)?;
        Ok(Self { case, last, may_send, papers })
    }

    /// A mark of how far it is.
    fn stand(&self) -> String {
        let last = self.last.as_ref().map(|last| (last.id.to_string(), last.stage().label()));
        last.map_or_else(|| web::stand(&[]), |(id, stage)| web::stand(&[&id, stage]))
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has done meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Some(last) = &self.last else { return Ok(web::too_late(None, &[])) };
        let kinds = [
            events::STEP_UP_PROPOSED,
            events::STEP_UP_SUBMITTED,
            events::STEP_UP_DROPPED,
            events::STEP_UP_ACCEPTED,
            events::STEP_UP_RETURNED,
        ];
        let changed = access::last_change(inside.conn(), last.id.0, &kinds)?;
        Ok(web::too_late(changed.as_ref(), &[("How far it is now", last.stage().label())]))
    }

    /// Where someone else went on meanwhile: what they did, and one's own words in the form in which they were typed.
    fn conflict(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (self.theirs(inside)?)
            @if let Some(last) = &self.last { (how_far(last)) }
            @match sheet.fields.get("step") {
                "submit" => (sheet.form(self.submission(sheet))),
                "drop" => (sheet.form(dropping(sheet))),
                _ => (sheet.form(proposal(sheet))),
            }
        };
        header::sheet_page(inside, &self.case.permit, TITLE, sheet, content)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let (pack, path) = (inside.context().pack.clone(), inside.context().path.clone());
        let danger = html! {
            "If a child is in danger now, call " strong { (pack.text("danger-phone")) } " first. "
            "Early help goes on until social care accepts."
        };
        let content = html! {
            (parts::inset(danger))
            @if let Some(last) = &self.last { (how_far(last)) }
            @match self.last.as_ref().map(StepUp::stage) {
                None | Some(Stage::Accepted | Stage::Returned | Stage::Dropped) => {
                    (step(sheet, "propose", "Propose a step up", proposal(sheet)))
                },
                Some(Stage::Proposed) if self.may_send => {
                    (step(sheet, "submit", "Submit to social care", self.submission(sheet)))
                    (parts::details("Do not take it further", sheet.form_to(&path, html! {
                        input type="hidden" name="step" value="drop";
                        (sheet.hidden("stand"))
                        (dropping(sheet))
                        (parts::button("Drop the proposal"))
                    })))
                },
                Some(Stage::Proposed) => p.govuk-body {
                    "It waits for the lead professional or the manager, who talks it over and sends it."
                },
                Some(Stage::Submitted) => (self.sent()),
            }
        };
        header::sheet_page(inside, &self.case.permit, TITLE, sheet, content)
    }

    fn sent(&self) -> Markup {
        let Some(last) = &self.last else { return html! {} };
        let href = format!("/step-ups/{}", last.id);
        html! {
            p.govuk-body { a.govuk-link href=(href) { "What was sent, and who reads it" } }
            p.govuk-body {
                a.govuk-link href={ (href) "/document" } { "The step up as a document" }
                ", for social care without an account here."
            }
        }
    }

    fn submission(&self, sheet: &Sheet) -> Markup {
        let who = TalkedAs::ALL.iter().map(|who| Choice::new(who.code(), who.label()));
        let hint = "A step up is talked over with one of them first.";
        html! {
            (sheet.radios("talked_as", "With whom did you talk it over?").hint(hint).items(who))
            (sheet.text("talked_with", "Their name"))
            (sheet.date("talked_on", "When?"))
            @if self.papers.is_empty() {
                p.govuk-body { "There is no early help assessment yet. None is needed: a step up never waits for one." }
            } @else {
                (sheet.checkboxes("with_assessment", "What goes with it").hint("It helps, and is never a condition.")
                    .items(self.papers.iter().map(|paper| Choice::new("yes", paper.what.as_str()))))
            }
        }
    }

    /// Takes the step that the form is for, which need not be the one that is next by now; `None` where a rule says no.
    fn take(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        match sheet.fields.get("step") {
            "submit" => self.submit(change, sheet),
            "drop" => {
                let case = open_case(change, family::StepUp, self.case.episode.id)?;
                let why = sheet.optional("drop_why", 5_000);
                if !sheet.is_valid() {
                    return Ok(None);
                }
                sheet.heed(step_up::drop_proposal(change.tx, &case, &why))
            }
            _ => {
                let reason = sheet.optional("reason", 10_000);
                if !sheet.is_valid() {
                    return Ok(None);
                }
                let due_on = change.pack.calendar().plus_working(change.today, change.pack.number("step-up-submit"));
                let new = Proposal { reason: &reason, danger: sheet.ticked("danger"), due_on };
                sheet.heed(step_up::propose(change.tx, &self.case, new))
            }
        }
    }

    fn submit(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        let case = open_case(change, family::StepUp, self.case.episode.id)?;
        let talk = Talk {
            with: TalkedAs::parse(sheet.fields.get("talked_as")),
            name: sheet.optional("talked_with", 200),
            on: sheet.day("talked_on", "Date"),
        };
        if !sheet.is_valid() {
            return Ok(None);
        }

        let due_on = change.pack.calendar().plus_working(change.today, change.pack.number("step-up-answer"));
        let with_assessment = !self.papers.is_empty() && sheet.ticked("with_assessment");
        sheet.heed(step_up::submit(change.tx, &case, Submission { talk: &talk, with_assessment, due_on }))
    }
}

fn how_far(last: &StepUp) -> Markup {
    let mut rows = vec![
        Row::new("State", last.stage().label()),
        Row::new("Why early help is not enough", html! { span.eh-pre { (last.reason) } }),
    ];
    if let Some(talked) = last.talked() {
        rows.push(Row::new("Talked over with", talked));
    }
    if !last.returned_why.is_empty() {
        let what = if last.dropped { "Why it was not taken further" } else { "Why it was returned" };
        rows.push(Row::new(what, html! { span.eh-pre { (last.returned_why) } }));
    }
    parts::summary_list(rows)
}

fn proposal(sheet: &Sheet) -> Markup {
    let hint = "What has changed, what has been tried, what you are worried will happen.";
    let danger = [Choice::new("yes", "A child may be in danger").hint("Social care sees it first.")];
    html! {
        (sheet.textarea("reason", "Why is early help not enough?").hint(hint))
        (sheet.checkboxes("danger", "Danger").items(danger))
    }
}

fn dropping(sheet: &Sheet) -> Markup {
    html! { (sheet.textarea("drop_why", "Why is it not taken further?").rows(3)) }
}

/// A step's form says which step it is: what was kept of an earlier one is not mistaken for it.
fn step(sheet: &Sheet, name: &str, button: &str, questions: Markup) -> Markup {
    sheet.form(html! {
        input type="hidden" name="step" value=(name);
        (sheet.hidden("stand"))
        (questions)
        (parts::button(button))
    })
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let next = NextStep::load(v, id)?;
            let sheet = v.sheet(|| next.first())?;
            next.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let next = NextStep::load(change, id)?;
            if sheet.is_overtaken("stand", next.stand()) {
                return Err(Error::Conflict(Box::new(next.conflict(change, sheet)?)));
            }
            if next.take(change, sheet)?.is_none() {
                return Sheet::again(next.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/step-up?done=saved"))
        })
        .await
}
