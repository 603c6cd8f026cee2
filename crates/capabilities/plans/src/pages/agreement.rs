//! `/episodes/{id}/plan/agreement`: the family agrees the plan; its clock starts.

use crate::{
    records::{self, Agreement, Standing, Whole},
    rules::CannotPlan,
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use people::agreement::Grounds;
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

/// The plan, and who of the family can agree to it.
struct Agreeing {
    case: Case<family::WritePlan>,
    whole: Whole,
    names: Vec<String>,
    standing: Standing,
    grounds: Grounds,
}

impl Agreeing {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WritePlan, id)?;
        let whole = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        let members = people::records::members(inside.conn(), &case.permit)?;
        let named = members.iter().map(|member| &member.person).filter(|person| !person.given_name.is_empty());
        let names = named.map(people::Person::name).collect();
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let standing = records::standing(inside.conn(), &case.permit, id, &pack)?;
        let grounds = people::agreement::grounds(inside.conn(), &case.permit, &pack, today)?;
        Ok(Self { case, whole, names, standing, grounds })
    }

    /// Whether it is asked if needs are complex: where that says whether an assessment comes first.
    fn asks_complexity(&self) -> bool {
        self.standing.need(self.whole.plan.kind, None, "").is_asked()
    }

    fn complexity(&self, sheet: &Sheet) -> Markup {
        let hint = "An intervention plan is for needs that do not call for an early help assessment. That several \
            agencies help is no reason for one.";
        html! {
            (sheet.radios("complex", "Are the family's needs complex?").hint(hint).small().inline().items([
                Choice::new("no", "No"),
                Choice::new("yes", "Yes"),
            ]))
            (sheet.textarea("complex_why", "Why, or why not?").rows(2))
        }
    }

    /// What is missing of agreement, with the way to it, before somebody fills the page in for nothing.
    fn missing_grounds(&self) -> Markup {
        let Err(missing) = self.grounds.check() else { return html! {} };
        let href = format!("{}/agreement", header::href(self.case.family()));
        parts::inset(html! {
            p.govuk-body { "First: " (missing.told()) "." }
            p.govuk-body { a.govuk-link href=(href) { "Agreement" } }
        })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let names = self.names.iter().map(|name| Choice::new(name, name));
        let content = sheet.form(html! {
            (self.missing_grounds())
            (sheet.checkboxes("who", "Who of the family agreed to the plan?").items(names))
            (sheet.textarea("words", "What did they say about it?").rows(3))
            @if self.asks_complexity() { (self.complexity(sheet)) }
            (parts::button("The plan is agreed"))
        });
        header::sheet_page(inside, &self.case.permit, "The family agrees the plan", sheet, content)
    }

    fn read(&self, sheet: &mut Sheet) -> Agreement {
        let mut agreed = sheet.all("who");
        agreed.retain(|name| self.names.contains(name));
        let complex = match sheet.fields.get("complex") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Agreement {
            by: agreed.join(" and "),
            words: sheet.optional("words", 5_000),
            complex,
            complex_why: sheet.optional("complex_why", 2_000),
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let agreeing = Agreeing::load(v, id)?;
            if agreeing.whole.plan.agreed_at.is_some() {
                return Err(Refusal::from(CannotPlan::Agreed).into());
            }
            let sheet = v.sheet(Fields::default)?;
            agreeing.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let agreeing = Agreeing::load(change, id)?;
            let agreement = agreeing.read(sheet);
            let (case, pack) = (&agreeing.case, change.pack.clone());

            let done = sheet.heed(records::agree(change.tx, case, &agreement, &pack))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(agreeing.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/reviews/new"))
        })
        .await
}
