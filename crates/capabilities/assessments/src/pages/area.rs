//! `/episodes/{id}/assessment/areas/{area}`: the questions of one area.

use crate::{
    records::{self, Assessment},
    rules::{self, Answers, CannotAssess, State},
};
use access::{FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use pack::{Area, Kind, Pack};
use people::Member;
use std::hash::{DefaultHasher, Hash, Hasher};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

struct Room {
    e: Episode,
    permit: Permit<FamilyId, family::WriteAssessment>,
    a: Assessment,
    area: Area,
    members: Vec<Member>,
}

fn find(inside: &mut impl Permits, id: EpisodeId, area: &str) -> Result<Room> {
    let (e, permit) = header::episode(inside, family::WriteAssessment, id)?;
    let area = inside.context().pack.areas.iter().find(|a| a.code == area).cloned().ok_or(Error::NotFound)?;
    let a = records::list(inside.conn(), &permit, e.id)?.into_iter().next().ok_or(Error::NotFound)?;
    if a.state() != State::Draft {
        return Err(Refusal::from(CannotAssess::NotDraft).into());
    }
    let members = people::records::members(inside.conn(), &permit)?;
    Ok(Room { e, permit, a, area, members })
}

/// The text of this area as it stands, to see whether somebody else wrote meanwhile (T6).
fn stand(pack: &Pack, room: &Room) -> String {
    let mut hash = DefaultHasher::new();
    for (key, _) in rules::keys(pack, &room.area, &room.members) {
        room.a.answers.0.get(&key).hash(&mut hash);
    }
    format!("{:016x}", hash.finish())
}

fn view(
    inside: &mut impl Permits,
    room: &Room,
    f: &Form,
    key: &str,
    kept: bool,
    theirs: Option<&Answers>,
) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path, today) = (c.pack.clone(), c.frame.clone(), c.path.clone(), c.today);
    let needs: Vec<parts::Choice<'_>> =
        pack.choices("need", today).map(|t| parts::Choice::new(&t.code, &t.label)).collect();
    let steps: Vec<(String, String)> = (0..=10).map(|n| (n.to_string(), n.to_string())).collect();
    let mut scale = vec![("", "Not said")];
    scale.extend(steps.iter().map(|(a, b)| (a.as_str(), b.as_str())));
    let questions = html! {
        @for q in &room.area.questions {
            @if q.per_child {
                @for m in room.members.iter().filter(|m| m.role.is_child()) {
                    (parts::textarea(f, parts::OldTextarea { name: &rules::child_key(q, m.person.id), label: &q.text.replace("{child}", &m.person.given_name), label_class: "govuk-label--s", hint: &q.hint, rows: 4, ..Default::default() }))
                }
            } @else if q.kind == Kind::Text {
                (parts::textarea(f, parts::OldTextarea { name: &q.id, label: &q.text, label_class: "govuk-label--s", hint: &q.hint, rows: 4, ..Default::default() }))
            } @else if q.kind == Kind::Needs {
                details.govuk-details { summary.govuk-details__summary { span.govuk-details__summary-text { (q.text) } } div.govuk-details__text {
                    (parts::checkboxes(f, parts::Choices { name: &q.id, legend: &q.text, class: "govuk-checkboxes--small", items: needs.clone(), ..Default::default() }))
                } }
            } @else {
                fieldset.govuk-fieldset { legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (q.text) } p.govuk-hint { (q.hint) }
                    @for r in pack.terms("rater") { (parts::select(f, &format!("{}.{}", q.id, r.code), &r.label, "", &scale)) }
                }
            }
        }
    };
    let content = html! {
        @if let Some(theirs) = theirs {
            (parts::warning("Someone else wrote in this area while you were writing. Nothing of either is lost: their text is below, yours is in the boxes. Take over what you need, then save."))
            @for (k, _) in rules::keys(&pack, &room.area, &room.members) {
                @if let Some(text) = theirs.get(&k) { @if text != f.fields.raw(&k) { (parts::inset(html! { strong { "Their text" } br; span.eh-pre { (text) } })) } }
            }
        }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            input type="hidden" name="stand" value=(stand(&pack, room));
            (questions)
            div.govuk-button-group {
                (parts::button("Save this area"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    };
    header::form_page(inside, &room.permit, &room.area.label, f, content)
}

fn fields(pack: &Pack, room: &Room) -> Fields {
    let mut f = Fields::default();
    for q in &room.area.questions {
        if q.kind == Kind::Needs {
            room.a.answers.0.get(&q.id).into_iter().flat_map(|n| n.split(' ')).for_each(|n| f.add(&q.id, n));
        }
    }
    for (key, _) in rules::keys(pack, &room.area, &room.members) {
        if let (false, Some(text)) = (f.has(&key), room.a.answers.0.get(&key)) {
            f.set(&key, text);
        }
    }
    f
}

pub(super) async fn page(visit: Visit, Path((id, area)): Path<(EpisodeId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let room = find(v, id, &area)?;
            let first = fields(&v.pack, &room);
            let (f, kept) = v.form(|| first)?;
            view(v, &room, &f, &web::new_key(), kept, None)
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, area)): Path<(EpisodeId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let room = find(change, id, &area)?;
            let pack = change.pack.clone();
            let mut f = Form::from(fields.clone());
            let mut answers = Answers::new();
            for (key, _) in rules::keys(&pack, &room.area, &room.members) {
                let question = room.area.questions.iter().find(|q| key.starts_with(q.id.as_str()));
                let text = match question.map(|q| q.kind) {
                    Some(Kind::Needs) => f
                        .fields
                        .all(&key)
                        .filter(|n| pack.code("need", n, change.today).is_some())
                        .collect::<Vec<_>>()
                        .join(" "),
                    Some(Kind::Scale) => {
                        let said = f.text(&key, 2, None);
                        if !said.is_empty() && !said.parse::<u8>().is_ok_and(|n| n <= 10) {
                            f.errors.add(&key, "Choose a number from 0 to 10");
                        }
                        said
                    }
                    _ => f.text(&key, 20_000, None),
                };
                answers.insert(key, text);
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &room, &f, fields.get("key"), false, None)?)));
            }
            if fields.get("stand") != stand(&pack, &room) {
                let theirs = room.a.answers.0.clone();
                let page = view(change, &room, &f, &web::new_key(), false, Some(&theirs))?;
                return Err(Error::Conflict(Box::new(page)));
            }
            records::write(change.tx, &room.a, &room.area.code, answers)?;
            Ok(format!("/episodes/{}/assessment?done=saved", room.e.id))
        })
        .await
}
