//! `/episodes/{id}/assessment/authorisation`: read it, then authorise or return it.

use super::text;
use crate::{
    events,
    paper::Paper,
    records::{self, Assessment},
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// All that is read before it is authorised.
struct Authorisation {
    case: Case<family::AuthoriseAssessment>,
    paper: Paper,
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
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let paper = complete.paper(&pack, &members, today);
        Ok(Self { case, paper, complete })
    }

    /// A mark of what is read here, and of how far it is: what was not read is not authorised.
    fn stand(&self) -> String {
        let Assessment { number, answers, returned_why, meetings, .. } = &self.complete;
        let (number, state) = (number.to_string(), self.complete.state().code());
        let met = format!("{:?}", meetings.0);
        let texts = answers.0.iter().flat_map(|(key, text)| [key.as_str(), text.as_str()]);
        let first = [number.as_str(), state, returned_why.as_str(), &met];
        web::stand(&first.into_iter().chain(texts).collect::<Vec<_>>())
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let kinds = [events::WRITTEN, events::COMPLETED, events::AUTHORISED, events::RETURNED];
        let changed = access::last_change(inside.conn(), self.complete.id.0, &kinds)?;
        let rows: [(&str, &str); 2] =
            [("State", self.complete.state().label()), ("Why it was returned", &self.complete.returned_why)];
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let answers = [
            Choice::new("authorise", "Authorise")
                .hint("It does not change after this: its people, questions and words stay as they are today."),
            Choice::new("return", "Return"),
        ];
        let content = html! {
            (above)
            div #agreement { (text::whole(&self.paper, &self.complete)) }
            (sheet.form(html! {
                (sheet.hidden("stand"))
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
            let sheet = v.sheet(|| authorisation.first())?;
            authorisation.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let authorisation = Authorisation::load(change, id)?;
            if sheet.is_behind("stand", authorisation.stand()) {
                let theirs = authorisation.theirs(change)?;
                return Err(Error::Conflict(Box::new(authorisation.show(change, sheet, theirs)?)));
            }

            let Some(verdict) = Authorisation::read(sheet) else {
                return Sheet::again(authorisation.show(change, sheet, html! {})?);
            };

            let pack = change.pack.clone();
            let returned = verdict.returned.then_some(verdict.why.as_str());
            let done = records::authorise(change.tx, &authorisation.case, &pack, returned);
            if sheet.heed(done)?.is_none() {
                return Sheet::again(authorisation.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
