//! `/episodes/{id}/plan/factors`: which of the five family intervention factors are in place (000 s4).

use crate::{
    events,
    records::{self, Plan},
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The vocabulary.
const FACTORS: &str = "family-intervention-factor";

/// The five, and which are in place: on the page of the plan.
pub(super) fn checklist(context: &Context, plan: &Plan, may_write: bool) -> Markup {
    let is_there = |code: &str| plan.factors.0.iter().any(|there| there == code);
    html! {
        h2.govuk-heading-m { "Family intervention factors" }
        ul.govuk-list {
            @for factor in context.pack.choices(FACTORS, context.today) {
                li {
                    @if is_there(&factor.code) { (parts::tag("In place", parts::Colour::Green)) }
                    @else { (parts::tag("Not yet", parts::Colour::Grey)) }
                    " " (factor.label)
                }
            }
        }
        @if may_write {
            p.govuk-body {
                a.govuk-link href={ (context.path) "/factors" } { "Say which factors are in place" }
            }
        }
    }
}

/// The plan of which it is said.
struct Factors {
    case: Case<family::WritePlan>,
    plan: Plan,
}

impl Factors {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WritePlan, id)?;
        let whole = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        Ok(Self { case, plan: whole.plan })
    }

    fn stand(&self) -> String {
        let factors: Vec<&str> = self.plan.factors.0.iter().map(String::as_str).collect();
        web::stand(&factors)
    }

    fn first(&self) -> Fields {
        let mut fields = Fields::default().with("stand", self.stand());
        self.plan.factors.0.iter().for_each(|factor| fields.add("factors", factor));
        fields
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let factors = context.pack.choices(FACTORS, context.today);
        let factors = factors.map(|factor| Choice::new(&factor.code, &factor.label));
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.checkboxes("factors", "Which of the five are in place?").items(factors))
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Family intervention factors", sheet, content)
    }

    /// What someone else has said meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.plan.id.0, &[events::STARTED, events::FACTORS])?;
        let pack = &inside.context().pack;
        let labels: Vec<&str> = self.plan.factors.0.iter().map(|code| pack.label(FACTORS, code)).collect();
        Ok(web::theirs(changed.as_ref(), &[("In place", &labels.join("; "))]))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let factors = Factors::load(v, id)?;
            let sheet = v.sheet(|| factors.first())?;
            factors.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let factors = Factors::load(change, id)?;
            if sheet.is_behind("stand", factors.stand()) {
                let theirs = factors.theirs(change)?;
                return Err(Error::Conflict(Box::new(factors.show(change, sheet, theirs)?)));
            }

            let mut codes = sheet.all("factors");
            codes.retain(|code| change.pack.code(FACTORS, code, change.today).is_some());
            let done = sheet.heed(records::set_factors(change.tx, &factors.case, factors.plan.id, codes))?;
            if done.is_none() {
                return Sheet::again(factors.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{id}/plan?done=saved"))
        })
        .await
}
