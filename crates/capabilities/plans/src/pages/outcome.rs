//! `/episodes/{id}/plan/outcomes/new` and `/outcomes/{id}`: an outcome in the family's words, new or reworded.

use crate::{
    records::{self, NewOutcome, Outcome, OutcomeId, Plan, Whole},
    rules,
};
use access::{Context, Permits, Visit, family};
use assessments::records::Needed;
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The plan that an outcome is written in.
struct Writing {
    case: Case<family::WritePlan>,
    whole: Whole,
    /// What needs to happen, as the authorised assessment says.
    needed: Vec<Needed>,
}

impl Writing {
    fn load(inside: &mut impl Permits, episode: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WritePlan, episode)?;
        let whole = records::current(inside.conn(), &case.permit, episode)?.ok_or(Error::NotFound)?;
        let pack = inside.context().pack.clone();
        let needed = assessments::records::needed(inside.conn(), &case.permit, &pack, episode)?;
        Ok(Self { case, whole, needed })
    }

    /// To be taken over into the family's words, area by area.
    fn what_is_needed(&self) -> Markup {
        html! {
            @if !self.needed.is_empty() {
                h2.govuk-heading-m { "What needs to happen, as the assessment says" }
                @for needed in &self.needed {
                    p.govuk-body { strong { (needed.label) } br; span.eh-pre { (needed.text) } }
                }
            }
        }
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let form = sheet.form(questions(inside.context(), sheet, &self.whole.plan, "Add outcome"));
        let content = html! { (self.what_is_needed()) (form) };
        header::sheet_page(inside, &self.case.permit, "Add an outcome", sheet, content)
    }
}

/// An outcome that is written anew.
struct Rewording {
    writing: Writing,
    outcome: Outcome,
}

impl Rewording {
    fn load(inside: &mut impl Permits, id: OutcomeId) -> Result<Self> {
        let episode = records::episode_of_outcome(inside.conn(), id)?;
        let writing = Writing::load(inside, episode)?;
        let outcome = writing.whole.outcomes.iter().find(|outcome| outcome.id == id).cloned();
        Ok(Self { outcome: outcome.ok_or(Error::NotFound)?, writing })
    }

    fn stand(&self) -> String {
        let Outcome { words, measure, by_on, framework, area, builds, .. } = &self.outcome;
        web::stand(&[words, measure, &by_on.to_string(), framework, area, &builds.0.join(" ")])
    }

    fn first(&self) -> Fields {
        let Outcome { words, measure, by_on, framework, area, builds, .. } = &self.outcome;
        let mut first = Fields::default()
            .with("stand", self.stand())
            .with("words", words)
            .with("measure", measure)
            .with_date("by", Some(*by_on))
            .with("framework", framework)
            .with("area", area);
        builds.0.iter().for_each(|factor| first.add("builds", factor.as_str()));
        first
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (questions(inside.context(), sheet, &self.writing.whole.plan, "Save outcome"))
            }))
        };
        header::sheet_page(inside, &self.writing.case.permit, "Reword an outcome", sheet, content)
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Outcome { words, measure, by_on, .. } = &self.outcome;
        let by = web::dates::day(*by_on);
        let changed = self.outcome.changed(inside.conn())?;
        let rows: [(&str, &str); 3] =
            [("What will be different", words), ("How the family will see it", measure), ("By when", &by)];
        Ok(web::theirs(changed.as_ref(), &rows))
    }
}

fn questions(context: &Context, sheet: &Sheet, plan: &Plan, save: &str) -> Markup {
    let last = rules::last(plan.kind, plan.ends_on, context.today, context.pack.number("plan-latest"));
    let by_when = if last.ends {
        format!("By {} at the latest: then the plan ends.", dates::day(last.on))
    } else {
        String::new()
    };
    let framework = context.pack.choices("outcome-framework", context.today);
    let framework = framework.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint));
    let areas = context.pack.areas.iter().map(|area| Choice::new(&area.code, &area.label));
    html! {
        (sheet.textarea("words", "What will be different, in the family's words?")
            .hint("For example, Ada is in school every day and likes it.")
            .rows(3))
        (sheet.textarea("measure", "How will the family see that it has happened?").rows(2))
        (sheet.date("by", "By when?").hint(by_when))
        (sheet.radios("framework", "Which outcome of the framework is it part of?").small().items(framework))
        (sheet.radios("area", "Which area?").small().items(areas))
        (protective_factors(context, sheet))
        div.govuk-button-group {
            (parts::button(save))
            (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
        }
    }
}

/// Folded away, since there are many and none is needed; open where one is ticked.
fn protective_factors(context: &Context, sheet: &Sheet) -> Markup {
    let factors = context.pack.choices("protective-factor", context.today);
    let boxes = sheet
        .checkboxes("builds", "What does it make stronger in the family?")
        .hint("Tick what fits, if anything does.")
        .small()
        .in_columns()
        .items(factors.map(|term| Choice::new(&term.code, &term.label)));
    html! {
        details.govuk-details open[sheet.fields.all("builds").next().is_some()] {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { "Protective factors that it builds" }
            }
            div.govuk-details__text { (boxes) }
        }
    }
}

/// What was typed; the rule says what it lacks.
fn read(context: &Context, sheet: &mut Sheet) -> NewOutcome {
    let framework = sheet.fields.get("framework");
    let framework = context.pack.code("outcome-framework", framework, context.today).map(|term| term.code.clone());
    let area = sheet.fields.get("area");
    let area = context.pack.areas.iter().find(|known| known.code == area).map(|known| known.code.clone());
    let known = |code: &str| context.pack.code("protective-factor", code, context.today).is_some();
    NewOutcome {
        builds: sheet.fields.all("builds").filter(|code| known(code)).map(ToOwned::to_owned).collect(),
        words: sheet.optional("words", 2_000),
        measure: sheet.optional("measure", 2_000),
        by_on: sheet.day("by", "By when"),
        framework: framework.unwrap_or_default(),
        area: area.unwrap_or_default(),
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let writing = Writing::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            writing.show(v, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let writing = Writing::load(change, id)?;
            let new = read(change, sheet);
            let (case, plan, pack) = (&writing.case, writing.whole.plan.id, change.pack.clone());

            let added = sheet.heed(records::add_outcome(change.tx, case, plan, new, &pack))?;
            let Some(outcome) = added.filter(|_| sheet.is_valid()) else {
                return Sheet::again(writing.show(change, sheet)?);
            };
            Ok(format!("/outcomes/{outcome}/actions/new"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let rewording = Rewording::load(v, id)?;
            let sheet = v.sheet(|| rewording.first())?;
            rewording.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let rewording = Rewording::load(change, id)?;
            if sheet.is_behind("stand", rewording.stand()) {
                let theirs = rewording.theirs(change)?;
                return Err(Error::Conflict(Box::new(rewording.show(change, sheet, theirs)?)));
            }

            let new = read(change, sheet);
            let (case, pack) = (&rewording.writing.case, change.pack.clone());
            let done = sheet.heed(records::reword_outcome(change.tx, case, id, new, &pack))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(rewording.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{}/plan?done=saved", case.episode.id))
        })
        .await
}
