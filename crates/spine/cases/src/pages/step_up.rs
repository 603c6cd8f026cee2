//! `/episodes/{id}/step-up`: one page, its next step.

use super::header;
use crate::{
    Case, EpisodeId, events, open_case,
    rules::Stage,
    step_up::{self, StepUp, Submission},
};
use access::{Change, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice, parts::Row};

const TITLE: &str = "Step up to children's social care";

/// The last step up of the episode, which says what comes next.
struct NextStep {
    case: Case<family::StepUp>,
    last: Option<StepUp>,
}

impl NextStep {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::StepUp, id)?;
        let last = step_up::last(inside.conn(), &case.permit, id)?;
        Ok(Self { case, last })
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
        let kinds =
            [events::STEP_UP_PROPOSED, events::STEP_UP_SUBMITTED, events::STEP_UP_ACCEPTED, events::STEP_UP_RETURNED];
        let changed = access::last_change(inside.conn(), last.id.0, &kinds)?;
        Ok(web::too_late(changed.as_ref(), &[("How far it is now", last.stage().label())]))
    }

    /// Where someone else went on meanwhile: what they did, and one's own words in the form in which they were typed.
    fn conflict(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (self.theirs(inside)?)
            @if let Some(last) = &self.last { (how_far(last)) }
            @match sheet.fields.get("step") {
                "submit" => (sheet.form(submission(sheet))),
                "answer" => (sheet.form(answer(sheet))),
                _ => (sheet.form(proposal(sheet))),
            }
        };
        header::sheet_page(inside, &self.case.permit, TITLE, sheet, content)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let pack = inside.context().pack.clone();
        let danger = html! {
            "If a child is in danger now, call " strong { (pack.text("danger-phone")) } " first. "
            "Early help goes on until social care accepts."
        };
        let content = html! {
            (parts::inset(danger))
            @if let Some(last) = &self.last { (how_far(last)) }
            @match self.last.as_ref().map(StepUp::stage) {
                None | Some(Stage::Accepted | Stage::Returned) => {
                    (step(sheet, "propose", "Propose a step up", proposal(sheet)))
                },
                Some(Stage::Proposed) => (step(sheet, "submit", "Submit to social care", submission(sheet))),
                Some(Stage::Submitted) => (step(sheet, "answer", "Record the answer", answer(sheet))),
            }
        };
        header::sheet_page(inside, &self.case.permit, TITLE, sheet, content)
    }

    /// Takes the step that the form is for, which need not be the one that is next by now; `None` where a rule says no.
    fn take(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        match sheet.fields.get("step") {
            "submit" => self.submit(change, sheet),
            "answer" => self.answer(change, sheet),
            _ => {
                let reason = sheet.optional("reason", 10_000);
                if !sheet.is_valid() {
                    return Ok(None);
                }
                sheet.heed(step_up::propose(change.tx, &self.case, &reason))
            }
        }
    }

    fn submit(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        let talked_with = sheet.optional("talked_with", 200);
        let talked_on = sheet.day("talked_on", "Date");
        if !sheet.is_valid() {
            return Ok(None);
        }

        let due_on = change.pack.calendar().plus_working(change.today, change.pack.number("decision"));
        let with_assessment = sheet.ticked("with_assessment");
        let submission = Submission { talked_with: &talked_with, talked_on, with_assessment, due_on };
        sheet.heed(step_up::submit(change.tx, &self.case, submission))
    }

    fn answer(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        let why = sheet.optional("why", 5_000);
        let returned = |answer: &str| match answer {
            "accepted" => Some(false),
            "returned" => Some(true),
            _ => None,
        };
        let returned = sheet.chosen("answer", returned, "Choose what social care said");
        let Some(returned) = returned.filter(|_| sheet.is_valid()) else { return Ok(None) };

        sheet.heed(step_up::answer(change.tx, &self.case, returned.then_some(&*why)))
    }
}

fn how_far(last: &StepUp) -> Markup {
    let mut rows = vec![
        Row::new("State", last.stage().label()),
        Row::new("Why early help is not enough", html! { span.eh-pre { (last.reason) } }),
    ];
    if let Some(on) = last.talked_on {
        rows.push(Row::new("Talked over with", format!("{} on {}", last.talked_with, web::dates::day(on))));
    }
    if !last.returned_why.is_empty() {
        rows.push(Row::new("Why it was returned", html! { span.eh-pre { (last.returned_why) } }));
    }
    parts::summary_list(rows)
}

fn proposal(sheet: &Sheet) -> Markup {
    let hint = "What has changed, what has been tried, what you are worried will happen.";
    html! { (sheet.textarea("reason", "Why is early help not enough?").hint(hint)) }
}

fn submission(sheet: &Sheet) -> Markup {
    let with_assessment = [Choice::new("yes", "The early help assessment goes with it")];
    html! {
        (sheet.text("talked_with", "Which safeguarding lead did you talk with?"))
        (sheet.date("talked_on", "When?"))
        (sheet.checkboxes("with_assessment", "Assessment").hint("It helps, and is never a condition.")
            .items(with_assessment))
    }
}

fn answer(sheet: &Sheet) -> Markup {
    let answers = [Choice::new("accepted", "Accepted"), Choice::new("returned", "Returned")];
    html! {
        (sheet.radios("answer", "What did social care say?").items(answers))
        (sheet.textarea("why", "If they returned it, what reason did they give?").rows(3))
    }
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
