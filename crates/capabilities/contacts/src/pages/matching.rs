//! `/contacts/{id}/people`: is this someone we know?

use crate::{
    ContactId,
    records::{self, ContactPerson, Identified},
};
use access::{Permits, Sight, Visit, contact};
use axum::{extract::Path, response::Response};
use people::{
    PersonId,
    matching::{self, Candidate},
};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

struct Question {
    person: ContactPerson,
    candidates: Vec<Candidate>,
    /// There may be a record that this officer cannot open (T17).
    hidden: bool,
}

fn questions(inside: &mut impl Permits, sight: &Sight<ContactId>) -> Result<Vec<Question>> {
    let actor = inside.context().actor.clone();
    let people = records::people(inside.conn(), sight)?;
    let mut all = Vec::with_capacity(people.len());
    for person in people {
        let (mut candidates, mut hidden) = (Vec::new(), false);
        for candidate in matching::candidates(inside.conn(), &person.sought())? {
            let secret = people::merging::is_hidden(inside.conn(), &actor, candidate.person.id)?;
            if secret { hidden = true } else { candidates.push(candidate) }
        }
        all.push(Question { person, candidates, hidden });
    }
    Ok(all)
}

fn view(inside: &impl Permits, id: ContactId, all: &[Question], f: &Form, key: &str) -> Markup {
    let c = inside.context();
    let content = html! {
        h1.govuk-heading-l { "Is this someone we know?" }
        p.govuk-body { "A second record hides a brother, a risk, a plan. A wrong match shows one family's life to another. If you are not sure, ask before you decide." }
        (form(&c.frame, &c.path, key, false, html! {
            @for q in all {
                @let name = format!("who-{}", q.person.id);
                @let born = q.person.date_of_birth.map(|b| format!(", born {}", web::dates::day(b))).unwrap_or_default();
                @let legend = format!("{}{born}", q.person.name());
                @let texts: Vec<(String, String)> = q.candidates.iter().map(|k| (k.person.id.to_string(), format!("{}, {}. {}: {}", k.person.name(), k.person.born(c.today), if k.apart { "Perhaps a brother, sister or twin" } else { k.likely() }, k.why))).collect();
                @if texts.is_empty() && !q.hidden { p.govuk-body { strong { (legend) } ": nobody like this is known. A new record will be made." } }
                @else {
                    @let others = [
                        parts::Choice::new("new", "Someone new"),
                        parts::Choice::new("not-sure", "I am not sure").hint("They get a record of their own, and the question stays open under Duplicates."),
                    ];
                    @let items = texts.iter().map(|(id, t)| parts::Choice::new(id, t)).chain(others).collect();
                    (parts::radios(f, parts::Choices { name: &name, legend: &legend, legend_class: "govuk-fieldset__legend--m",
                        hint: if q.hidden { "There may be a record that you cannot open. Ask the information-governance officer before you go on." } else { "" }, items, ..Default::default() }))
                }
            }
            (parts::button("Save who they are"))
        }))
    };
    c.frame.form_page("Is this someone we know?", &format!("/contacts/{id}"), f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::MatchPeople, id)?;
            let all = questions(v, &permit)?;
            let mut fields = Fields::default();
            for q in all.iter().filter(|q| q.person.looked_at.is_some()) {
                fields.set(
                    &format!("who-{}", q.person.id),
                    match (q.person.person_id, q.person.unsure) {
                        (Some(p), _) => p.to_string(),
                        (None, true) => "not-sure".into(),
                        (None, false) => "new".into(),
                    },
                );
            }
            Ok(view(v, id, &all, &fields.into(), &web::new_key()))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(contact::MatchPeople, id)?;
            let all = questions(change, &permit)?;
            let mut f = Form::from(fields.clone());
            let mut choices: Vec<Identified> = Vec::new();
            for q in &all {
                let name = format!("who-{}", q.person.id);
                let asked = !q.candidates.is_empty() || q.hidden;
                let offered: Vec<PersonId> = q.candidates.iter().map(|k| k.person.id).collect();
                let mut who = |person, unsure| {
                    choices.push(Identified { id: q.person.id, person, unsure, offered: offered.clone() })
                };
                match f.fields.get(&name) {
                    "new" => who(None, false),
                    "not-sure" => who(None, true),
                    "" if !asked => who(None, false),
                    said => match q.candidates.iter().find(|k| k.person.id.to_string() == said) {
                        Some(known) => who(Some(known.person.id), false),
                        None => f.errors.add(&name, format!("Say who {} is", q.person.name())),
                    },
                }
            }
            let mut known: Vec<PersonId> = choices.iter().filter_map(|w| w.person).collect();
            known.sort_unstable();
            if known.windows(2).any(|w| w[0] == w[1]) {
                // twins stay two
                let refusal = Refusal::new("one-person-twice", "Two people of this contact cannot be the same person");
                if let Some(q) = all.first() {
                    f.errors.add(&format!("who-{}", q.person.id), refusal.message);
                }
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, id, &all, &f, fields.get("key")))));
            }
            records::match_people(change.tx, &permit, &choices)?;
            Ok(format!("/contacts/{id}"))
        })
        .await
}
