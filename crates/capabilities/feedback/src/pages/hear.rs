//! `/families/{id}/feedback/{ask}`: what came of asking: heard, read on paper, or nothing.

use super::three;
use crate::{
    records::{self, Ask, AskId},
    rules::Asked,
};
use access::{FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

struct Hearing {
    permit: Permit<FamilyId, family::AskFeedback>,
    ask: Ask,
    name: String,
}

impl Hearing {
    fn load(inside: &mut impl Permits, id: FamilyId, ask: AskId) -> Result<Self> {
        let permit = inside.permit(family::AskFeedback, id)?;
        let ask = records::find_ask(inside.conn(), &permit, ask)?;
        let members = people::records::members(inside.conn(), &permit)?;
        let who = members.into_iter().find(|member| member.person.id == ask.person_id);
        let name = who.map_or_else(|| "Somebody who has left the family".into(), |member| member.person.name());
        Ok(Self { permit, ask, name })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let asked = Asked::ALL.iter().map(|asked| Choice::new(asked.code(), asked.label()));
        let title = format!("What {} says", self.name);
        let content = html! {
            p.govuk-body { "Write it down in their words. Whoever leads the help does not write down what is said of it." }
            (sheet.form(html! {
                (sheet.radios("asked", "What came of asking?").small().items(asked))
                (sheet.textarea("why", "If they were not asked after all: why?").rows(2))
                (three::questions(sheet, self.ask.young))
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.permit, &title, sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path((id, ask)): Path<(FamilyId, AskId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let hearing = Hearing::load(v, id, ask)?;
            if !hearing.ask.is_open() {
                return Err(Error::NotFound);
            }
            let sheet = v.sheet(Fields::default)?;
            hearing.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path((id, ask)): Path<(FamilyId, AskId)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let hearing = Hearing::load(change, id, ask)?;
            let pack = change.pack.clone();
            let asked = Asked::parse(sheet.fields.get("asked"));
            let answer = three::read(sheet, asked);
            let why = sheet.optional("why", 2_000);
            let heard = records::hear(change.tx, &hearing.permit, ask, (&answer, &why), &pack);
            if sheet.heed(heard)?.is_none() || !sheet.is_valid() {
                return Sheet::again(hearing.show(change, sheet)?);
            }
            Ok(format!("/families/{id}/feedback?done=saved"))
        })
        .await
}
