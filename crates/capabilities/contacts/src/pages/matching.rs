//! `/contacts/{id}/people`: is this someone we know?

use crate::{
    ContactId, events,
    records::{self, ContactPerson, Identified},
};
use access::{Context, Permit, Permits, Visit, contact};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use people::{
    PersonId,
    matching::{self, Candidate, Offer},
};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Is this someone we know?";

/// Someone in the contact, and whom they may be.
struct Question {
    person: ContactPerson,
    candidates: Vec<Candidate>,
    /// There may be a record that this officer cannot open (T17).
    hidden: bool,
}

impl Question {
    fn load(
        inside: &mut impl Permits,
        permit: &Permit<ContactId, contact::MatchPeople>,
        person: ContactPerson,
    ) -> Result<Self> {
        let Offer { candidates, hidden } = matching::candidates(inside.conn(), permit, &person.sought())?;
        Ok(Self { person, candidates, hidden })
    }

    /// The name of its field.
    fn field(&self) -> String {
        format!("who-{}", self.person.id)
    }

    /// Whether there is anything to ask.
    fn is_asked(&self) -> bool {
        !self.candidates.is_empty() || self.hidden
    }

    /// What was said before.
    fn said(&self) -> Option<String> {
        self.person.looked_at?;
        Some(match (self.person.person_id, self.person.unsure) {
            (Some(known), _) => known.to_string(),
            (None, true) => "not-sure".into(),
            (None, false) => "new".into(),
        })
    }

    /// Who it is, and what was said of them before.
    fn in_words(&self) -> (String, String) {
        let known = |id| self.candidates.iter().find(|candidate| candidate.person.id == id);
        let said = match (self.person.looked_at, self.person.person_id, self.person.unsure) {
            (None, ..) => String::new(),
            (_, Some(id), _) => known(id).map_or("Someone known".to_owned(), |candidate| candidate.person.name()),
            (_, None, true) => "Nobody could tell".to_owned(),
            (_, None, false) => "Someone new".to_owned(),
        };
        (self.person.name(), said)
    }

    fn show(&self, today: NaiveDate, sheet: &Sheet) -> Markup {
        let born = self.person.date_of_birth.map(|born| format!(", born {}", web::dates::day(born)));
        let who = format!("{}{}", self.person.name(), born.unwrap_or_default());
        if !self.is_asked() {
            return html! {
                p.govuk-body { strong { (who) } ": nobody like this is known. A new record will be made." }
            };
        }

        let hidden = "There may be a record that you cannot open. \
                      Ask the information-governance officer before you go on.";
        let unsure = "They get a record of their own, and the question stays open under Duplicates.";
        let known = self.candidates.iter().map(|candidate| known(candidate, today));
        let others = [Choice::new("new", "Someone new"), Choice::new("not-sure", "I am not sure").hint(unsure)];
        html! {
            (sheet.radios(&self.field(), who)
                .medium()
                .hint(if self.hidden { hidden } else { "" })
                .items(known.chain(others)))
        }
    }

    /// Who they are, as it was said; nothing, with an error, when it was not.
    fn read(&self, sheet: &mut Sheet) -> Option<Identified> {
        let offered: Vec<PersonId> = self.candidates.iter().map(|candidate| candidate.person.id).collect();
        let field = self.field();
        let (person, unsure) = match sheet.fields.get(&field) {
            "new" => (None, false),
            "not-sure" => (None, true),
            "" if !self.is_asked() => (None, false),
            said => match offered.iter().find(|id| id.to_string() == said) {
                Some(known) => (Some(*known), false),
                None => {
                    sheet.errors.add(&field, format!("Say who {} is", self.person.name()));
                    return None;
                }
            },
        };
        Some(Identified { id: self.person.id, person, unsure, offered })
    }
}

fn known(candidate: &Candidate, today: NaiveDate) -> Choice<'static> {
    let person = &candidate.person;
    let likely = if candidate.apart { "Perhaps a brother, sister or twin" } else { candidate.likely() };
    let text = format!("{}, {}. {likely}: {}", person.name(), person.born(today), candidate.why);
    Choice::new(person.id.to_string(), text)
}

/// Everyone in the contact, with whom they may be.
struct Matching {
    permit: Permit<ContactId, contact::MatchPeople>,
    questions: Vec<Question>,
}

impl Matching {
    fn load(inside: &mut impl Permits, id: ContactId) -> Result<Self> {
        let permit = inside.permit(contact::MatchPeople, id)?;
        let people = records::people(inside.conn(), &permit)?;
        let questions =
            people.into_iter().map(|person| Question::load(inside, &permit, person)).collect::<Result<_>>()?;
        Ok(Self { permit, questions })
    }

    fn first(&self) -> Fields {
        let said = self.questions.iter().filter_map(|question| Some((question.field(), question.said()?)));
        Fields::from_pairs(said.collect()).with("stand", self.stand())
    }

    /// A mark of what was said of everyone before.
    fn stand(&self) -> String {
        let said: Vec<String> = self.questions.iter().map(|question| question.said().unwrap_or_default()).collect();
        web::stand(&said.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What someone else has said of them meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.permit.subject().0, &[events::MATCHED])?;
        let names: Vec<(String, String)> = self.questions.iter().map(Question::in_words).collect();
        let rows: Vec<(&str, &str)> = names.iter().map(|(who, said)| (who.as_str(), said.as_str())).collect();
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            (above)
            p.govuk-body {
                "A second record hides a brother, a risk, a plan. A wrong match shows one family's life to another. If "
                "you are not sure, ask before you decide."
            }
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                @for question in &self.questions { (question.show(context.today, sheet)) }
                (parts::button("Save who they are"))
            }))
        };
        context.frame.sheet_page(TITLE, &format!("/contacts/{}", self.permit.subject()), sheet, content)
    }

    /// Who they all are, or nothing when the sheet holds errors.
    fn read(&self, sheet: &mut Sheet) -> Option<Vec<Identified>> {
        let said: Vec<_> = self.questions.iter().map(|question| question.read(sheet)).collect();
        said.into_iter().collect()
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let matching = Matching::load(v, id)?;
            let sheet = v.context().sheet(matching.first());
            Ok(matching.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let matching = Matching::load(change, id)?;
            if sheet.is_behind("stand", matching.stand()) {
                let theirs = matching.theirs(change)?;
                return Err(Error::Conflict(Box::new(matching.show(change, sheet, theirs))));
            }

            let matched = match matching.read(sheet) {
                Some(choices) => sheet.heed(records::match_people(change.tx, &matching.permit, &choices))?,
                None => None,
            };
            if matched.is_none() {
                return Sheet::again(matching.show(change, sheet, html! {}));
            }
            Ok(format!("/contacts/{id}"))
        })
        .await
}
