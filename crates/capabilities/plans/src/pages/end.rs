//! `/episodes/{id}/plan/end`: a plan ends inside its episode, with its results, and something follows.

use crate::{
    records::{self, Plan, Whole},
    rules::{Follows, PlanKind},
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The plan that ends.
struct Ending {
    case: Case<family::EndPlan>,
    whole: Whole,
    assessed: bool,
}

impl Ending {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::EndPlan, id)?;
        let whole = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        let assessed = assessments::records::is_authorised(inside.conn(), &case.permit, id)?;
        Ok(Self { case, whole, assessed })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let content = html! {
            (self.by_when())
            @if self.whole.plan.agreed_at.is_some() { (self.results(context)) (self.actions()) }
            @if self.whole.plan.is_running() { (self.form(sheet)) }
        };
        header::sheet_page(inside, &self.case.permit, "End the plan", sheet, content)
    }

    fn by_when(&self) -> Markup {
        let Plan { kind, ends_on, ended_at, .. } = &self.whole.plan;
        html! {
            p.govuk-body {
                (kind.label())
                @if let Some(at) = ended_at { ", ended on " (dates::day(at.date())) }
                @else if let Some(on) = ends_on { ", ends by " strong { (dates::day(*on)) } }
                ". Look at it with the family before it ends."
            }
        }
    }

    fn results(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "Results" }
            ul.govuk-list.govuk-list--bullet #results {
                @for outcome in &self.whole.outcomes {
                    li {
                        (outcome.words.trim_end_matches('.')) ": "
                        @match &outcome.result {
                            Some(result) => (context.pack.label("result", result).to_lowercase()),
                            None => {
                                a.govuk-link href={ "/outcomes/" (outcome.id) "/result" } {
                                    "say how it went"
                                    span.govuk-visually-hidden { ": " (outcome.words) }
                                }
                            },
                        }
                    }
                }
            }
        }
    }

    fn actions(&self) -> Markup {
        html! {
            @if self.whole.open_actions().next().is_some() {
                h2.govuk-heading-m { "Open actions" }
                ul.govuk-list.govuk-list--bullet #actions {
                    @for action in self.whole.open_actions() {
                        li { a.govuk-link href={ "/actions/" (action.id) } { (action.text) } ", " (action.owner_name) }
                    }
                }
            }
        }
    }

    fn form(&self, sheet: &Sheet) -> Markup {
        let follows = self.possible().map(|follows| Choice::new(follows.code(), follows.label()));
        sheet.form(html! {
            (sheet.radios("follows", "What follows?").items(follows))
            (sheet.textarea("words", "What do you and the family say about the plan?").rows(3))
            (parts::button("End the plan"))
        })
    }

    /// A family plan that ends is followed by another one or by the end of help; nothing brief comes after it.
    fn possible(&self) -> impl Iterator<Item = Follows> {
        let (family, assessed) = (self.whole.plan.kind == PlanKind::Family, self.assessed);
        Follows::ALL.iter().copied().filter(move |follows| match follows {
            Follows::Close | Follows::Assessment => true,
            Follows::Again => !family,
            Follows::FamilyPlan => assessed,
        })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let ending = Ending::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            ending.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let ending = Ending::load(change, id)?;
            let follows = Follows::parse(sheet.fields.get("follows"));
            let words = sheet.optional("words", 5_000);
            let pack = change.pack.clone();

            let done = sheet.heed(records::end_plan(change.tx, &ending.case, follows, &words, &pack))?;
            let Some(follows) = done.filter(|_| sheet.is_valid()) else {
                return Sheet::again(ending.show(change, sheet)?);
            };
            Ok(format!("/episodes/{id}/{}", page_of(follows)))
        })
        .await
}

/// Where what follows is done.
fn page_of(follows: Follows) -> &'static str {
    match follows {
        Follows::Close => "closure",
        Follows::Assessment => "assessment",
        Follows::Again | Follows::FamilyPlan => "plan?done=saved",
    }
}
