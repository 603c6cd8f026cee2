//! `/episodes/{id}/assessment/authorisation`: read it, then authorise or return it.

use super::text;
use crate::records::{self, Assessment};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use people::Member;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// All that is read before it is authorised.
struct Authorisation {
    case: Case<family::AuthoriseAssessment>,
    members: Vec<Member>,
    complete: Assessment,
}

/// What a manager says of it.
struct Verdict {
    returned: bool,
    why: String,
}

impl Authorisation {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::AuthoriseAssessment, id)?;
        let members = people::records::members(inside.conn(), &case.permit)?;
        let complete = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        Ok(Self { case, members, complete })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let pack = inside.context().pack.clone();
        let answers = [
            Choice::new("authorise", "Authorise").hint("It does not change after this."),
            Choice::new("return", "Return"),
        ];
        let content = html! {
            @for area in &pack.areas { (text::area(&pack, area, &self.members, &self.complete)) }
            (sheet.form(html! {
                (sheet.radios("answer", "Is it good enough to act on?").medium().items(answers))
                (sheet.textarea("why", "If you return it, what has to change?").rows(4))
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Authorise the assessment", sheet, content)
    }

    fn read(sheet: &mut Sheet) -> Option<Verdict> {
        let why = sheet.optional("why", 5_000);
        let returned = sheet.chosen("answer", is_return, "Choose whether to authorise or return it")?;
        sheet.is_valid().then_some(Verdict { returned, why })
    }
}

fn is_return(answer: &str) -> Option<bool> {
    match answer {
        "authorise" => Some(false),
        "return" => Some(true),
        _ => None,
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let authorisation = Authorisation::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            authorisation.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let authorisation = Authorisation::load(change, id)?;
            let Some(verdict) = Authorisation::read(sheet) else {
                return Sheet::again(authorisation.show(change, sheet)?);
            };

            let pack = change.pack.clone();
            let returned = verdict.returned.then_some(verdict.why.as_str());
            let done = records::authorise(change.tx, &authorisation.case, &pack, returned);
            if sheet.heed(done)?.is_none() {
                return Sheet::again(authorisation.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
