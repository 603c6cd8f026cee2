//! `/episodes/{id}/plan/agreement`: the family agrees the plan; its clock starts.

use crate::{
    records::{self, Agreement, Whole},
    rules::CannotPlan,
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

/// The plan, and who of the family can agree to it.
struct Agreeing {
    case: Case<family::WritePlan>,
    whole: Whole,
    names: Vec<String>,
}

impl Agreeing {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WritePlan, id)?;
        let whole = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        let members = people::records::members(inside.conn(), &case.permit)?;
        let named = members.iter().map(|member| &member.person).filter(|person| !person.given_name.is_empty());
        Ok(Self { names: named.map(people::Person::name).collect(), case, whole })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let names = self.names.iter().map(|name| Choice::new(name, name));
        let content = sheet.form(html! {
            (sheet.checkboxes("who", "Who of the family agreed to the plan?").items(names))
            (sheet.textarea("words", "What did they say about it?").rows(3))
            (parts::button("The plan is agreed"))
        });
        header::sheet_page(inside, &self.case.permit, "The family agrees the plan", sheet, content)
    }

    fn read(&self, sheet: &mut Sheet) -> Agreement {
        let mut agreed = sheet.all("who");
        agreed.retain(|name| self.names.contains(name));
        Agreement { by: agreed.join(" and "), words: sheet.optional("words", 5_000) }
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
