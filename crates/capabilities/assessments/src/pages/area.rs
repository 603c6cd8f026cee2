//! `/episodes/{id}/assessment/areas/{area}`: the questions of one part, beside what was said before.

use crate::{
    events,
    paper::Paper,
    records::{self, Assessment, Mark, Offered, Written},
    rules::{self, Answers, Entry},
};
use access::{Permits, Visit, capability, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use pack::{Area, Kind};
use std::hash::{DefaultHasher, Hash, Hasher};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, dates, html, parts, parts::Choice};

/// The most characters of an answer.
const MOST: usize = 20_000;

/// One part of a draft, whom it asks about, and what was said before.
struct Writing {
    case: Case<family::WriteAssessment>,
    draft: Assessment,
    part: Area,
    paper: Paper,
    /// What was authorised last.
    before: Option<Assessment>,
    /// What the contact says.
    contact: Option<Offered>,
}

impl Writing {
    fn load(inside: &mut impl Permits, id: EpisodeId, part: &str) -> Result<Self> {
        let case = open_case(inside, family::WriteAssessment, id)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let members = people::records::members(inside.conn(), &case.permit)?;
        let paper = Paper::of(&pack, &members, today);
        let part = paper.part(part).cloned().ok_or(Error::NotFound)?;

        let draft = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        rules::write(draft.state()).map_err(Refusal::from)?;
        let before = records::last_before(inside.conn(), &case.permit, &draft)?;
        let contact = records::offered(inside.conn(), &case.permit, &case.episode)?;
        Ok(Self { case, draft, part, paper, before, contact })
    }

    /// All that is asked here; nothing of somebody who does not share what is theirs with whoever writes.
    fn entries(&self) -> Vec<Entry<'_>> {
        let mut all = rules::entries(&self.paper, &self.part);
        all.retain(|entry| entry.person.is_none_or(|someone| !someone.withheld));
        all
    }

    /// The text of this part as it stands, to see whether somebody else wrote meanwhile (T6).
    fn stand(&self) -> String {
        let mut hash = DefaultHasher::new();
        for entry in self.entries() {
            self.draft.answers.0.get(&entry.key).hash(&mut hash);
        }
        format!("{:016x}", hash.finish())
    }

    fn first(&self) -> Fields {
        let mut fields = Fields::default().with("stand", self.stand());
        for entry in self.entries() {
            let Some(text) = self.draft.answers.0.get(&entry.key) else { continue };
            match entry.question.kind {
                Kind::Needs | Kind::UnderlyingNeeds => text.split(' ').for_each(|need| fields.add(&entry.key, need)),
                Kind::Text | Kind::Scale => fields.set(&entry.key, text),
            }
        }
        fields
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let entries = self.entries();
        let on = capability::Writing::Area(&self.part.code);
        let advice = capability::advice(inside, &self.case.permit, self.case.episode.id, on);
        let content = html! {
            (above)
            (advice)
            (self.what_the_contact_says())
            (sheet.form(html! {
                (sheet.hidden("stand"))
                @for (n, entry) in entries.iter().enumerate() {
                    (self.ask(sheet, entry, n.checked_sub(1).and_then(|last| entries.get(last))))
                }
                @if entries.iter().any(|entry| self.told(entry).is_some()) { (still_so(sheet)) }
                div.govuk-button-group {
                    (parts::button("Save this part"))
                    (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
                }
            }))
        };
        header::sheet_page(inside, &self.case.permit, &self.part.label, sheet, content)
    }

    fn what_the_contact_says(&self) -> Markup {
        let Some(contact) = &self.contact else { return html! {} };
        let needs = self.paper.needs_in(&contact.needs.0.join(" "));
        let title = format!("What the contact of {} says", dates::day(contact.at.date()));
        parts::details(
            &title,
            html! {
                p.govuk-body.eh-pre { (contact.summary) }
                @if !contact.hoped_for.is_empty() {
                    p.govuk-body.eh-pre { "Hoped for: " (contact.hoped_for) }
                }
                @if !needs.is_empty() { p.govuk-body { "Needs: " (needs) } }
                p.govuk-body.eh-muted { (contact.by) }
            },
        )
    }

    fn ask(&self, sheet: &Sheet, entry: &Entry<'_>, last: Option<&Entry<'_>>) -> Markup {
        let text = entry.text();
        let begins = last.is_none_or(|last| last.text() != text);
        html! {
            @match (entry.question.kind, entry.rater) {
                (Kind::Scale, Some(rater)) => {
                    @if begins {
                        h2.govuk-heading-s { (text) }
                        p.govuk-hint { (entry.question.hint) }
                    }
                    (self.ask_for_number(sheet, entry, &rater.label))
                },
                (Kind::Needs | Kind::UnderlyingNeeds, _) => (self.ask_for_needs(sheet, entry)),
                _ => (sheet.textarea(&entry.key, text).small().hint(self.hint(entry)).rows(4)),
            }
            (self.said_before(entry))
        }
    }

    fn ask_for_number(&self, sheet: &Sheet, entry: &Entry<'_>, rater: &str) -> Markup {
        let steps = (0..=10).map(|step: u8| Choice::new(step.to_string(), step.to_string()));
        let about = entry.person.map(|someone| format!("{rater}, of {}", someone.called));
        let label = about.unwrap_or_else(|| rater.to_owned());
        let told = self.told(entry).unwrap_or_default();
        html! { (sheet.select(&entry.key, label).hint(told).prompt("Not said").items(steps)) }
    }

    /// The needs of this part, and those that were ticked when others belonged to it.
    fn ask_for_needs(&self, sheet: &Sheet, entry: &Entry<'_>) -> Markup {
        let ticked: Vec<&str> = self.draft.answer(&entry.key).split_whitespace().collect();
        let here: Vec<&str> = self.paper.needs_of(&self.part).map(|need| need.code.as_str()).collect();
        let today = self.paper.on;
        let needs = self.paper.needs.iter().filter(|need| {
            let kept = ticked.contains(&need.code.as_str());
            kept || here.contains(&need.code.as_str()) && need.until.is_none_or(|until| today <= until)
        });
        let items = needs.map(|need| Choice::new(need.code.as_str(), need.label.as_str()));
        html! { (sheet.checkboxes(&entry.key, entry.text()).small().hint(self.hint(entry)).items(items)) }
    }

    /// Where the answer comes from, until somebody touches it.
    fn told(&self, entry: &Entry<'_>) -> Option<String> {
        self.draft.marks.0.get(&entry.key).and_then(Mark::told)
    }

    fn hint(&self, entry: &Entry<'_>) -> String {
        let told = self.told(entry).unwrap_or_default();
        [entry.question.hint.as_str(), &told].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What the last assessment says to this.
    fn said_before(&self, entry: &Entry<'_>) -> Markup {
        let Some(before) = &self.before else { return html! {} };
        let text = before.answer(&entry.key);
        let Some(at) = before.authorised_at.filter(|_| !text.is_empty()) else { return html! {} };
        let title = format!("In the assessment of {}", dates::day(at.date()));
        let text = match entry.question.kind {
            Kind::Needs | Kind::UnderlyingNeeds => self.paper.needs_in(text),
            Kind::Scale => format!("{text} of 10"),
            Kind::Text => text.to_owned(),
        };
        let of = entry.rater.map(|rater| format!(": {}", rater.label)).unwrap_or_default();
        parts::details(&format!("{title}{of}"), html! { span.eh-pre { (text) } })
    }

    /// What somebody else wrote in this part meanwhile, above one's own text.
    fn theirs(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let entries = self.entries();
        let texts = entries.iter().filter_map(|entry| Some((entry, self.draft.answers.0.get(&entry.key)?)));
        let texts = texts.filter(|(entry, text)| text.as_str() != sheet.fields.raw(&entry.key));
        let rows: Vec<(&str, &str)> = texts.map(|(_, text)| ("Their text", text.as_str())).collect();
        let changed = access::last_change(inside.conn(), self.draft.id.0, &[events::WRITTEN])?;
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn read(&self, sheet: &mut Sheet) -> Option<Written> {
        let mut answers = Answers::new();
        for entry in self.entries() {
            let text = match entry.question.kind {
                Kind::Needs | Kind::UnderlyingNeeds => self.needs(sheet, &entry.key),
                Kind::Scale => number(sheet, &entry.key),
                Kind::Text => sheet.optional(&entry.key, MOST),
            };
            answers.insert(entry.key, text);
        }
        let (part, confirmed) = (self.part.code.clone(), sheet.ticked("still"));
        sheet.is_valid().then_some(Written { part, answers, confirmed })
    }

    /// The codes that are ticked and known, in one text.
    fn needs(&self, sheet: &Sheet, key: &str) -> String {
        let known = |code: &String| self.paper.needs.iter().any(|need| need.code == *code);
        sheet.all(key).into_iter().filter(known).collect::<Vec<_>>().join(" ")
    }
}

fn still_so(sheet: &Sheet) -> Markup {
    let boxes = sheet.checkboxes("still", "What was taken over");
    let items = [Choice::new("yes", "I went through what was taken over with the family: what I left is still so")];
    html! { (boxes.unseen().items(items)) }
}

fn number(sheet: &mut Sheet, key: &str) -> String {
    let said = sheet.optional(key, 2);
    if !said.is_empty() && !said.parse::<u8>().is_ok_and(|number| number <= 10) {
        sheet.errors.add(key, "Choose a number from 0 to 10");
    }
    said
}

pub(super) async fn page(visit: Visit, Path((id, area)): Path<(EpisodeId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let writing = Writing::load(v, id, &area)?;
            let first = writing.first();
            let sheet = v.sheet(|| first)?;
            writing.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, area)): Path<(EpisodeId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let writing = Writing::load(change, id, &area)?;
            if sheet.is_behind("stand", writing.stand()) {
                let theirs = writing.theirs(change, sheet)?;
                return Err(Error::Conflict(Box::new(writing.show(change, sheet, theirs)?)));
            }

            let Some(written) = writing.read(sheet) else {
                return Sheet::again(writing.show(change, sheet, html! {})?);
            };
            records::write(change.tx, &writing.case, written)?;
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
