//! `/episodes/{id}/assessment/seen`: who was seen, when, alone or not; who was asked besides.

use crate::{
    events,
    paper::{Paper, Someone},
    records::{self, Assessment},
    rules::{self, Consulted, Meetings, Seen},
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use chrono::NaiveDate;
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

/// Empty places for those who were asked.
const ROOM: usize = 2;

/// The most who can be named.
const MOST: usize = 20;

/// Whom a draft was made with.
struct Seeing {
    case: Case<family::WriteAssessment>,
    draft: Assessment,
    paper: Paper,
}

impl Seeing {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WriteAssessment, id)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let members = people::records::members(inside.conn(), &case.permit)?;
        let paper = Paper::of(&pack, &members, today);
        let draft = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        rules::write(draft.state()).map_err(Refusal::from)?;
        Ok(Self { case, draft, paper })
    }

    /// The children about whom one may say something here.
    fn children(&self) -> impl Iterator<Item = &Someone> {
        rules::to_be_seen(&self.paper).filter(|child| !child.withheld)
    }

    fn stand(&self) -> String {
        let Meetings { seen, consulted } = &self.draft.meetings.0;
        let day = |on: Option<NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
        let mut all: Vec<String> = Vec::new();
        for (child, Seen { on, alone, not_because }) in seen {
            all.extend([child.to_string(), day(*on), format!("{alone:?}"), not_because.clone()]);
        }
        for Consulted { name, job, organisation, on } in consulted {
            all.extend([name.clone(), job.clone(), organisation.clone(), day(*on)]);
        }
        web::stand(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn first(&self) -> Fields {
        let mut fields = Fields::default().with("stand", self.stand());
        let Meetings { seen, consulted } = &self.draft.meetings.0;
        for (child, seen) in seen {
            let alone = seen.alone.map_or("", |alone| if alone { "yes" } else { "no" });
            fields = fields
                .with_date(&format!("seen-on-{child}"), seen.on)
                .with(&format!("seen-alone-{child}"), alone)
                .with(&format!("seen-not-{child}"), &*seen.not_because);
        }
        for (n, one) in (1..).zip(consulted) {
            fields = fields
                .with(&format!("consulted-name-{n}"), &*one.name)
                .with(&format!("consulted-job-{n}"), &*one.job)
                .with(&format!("consulted-organisation-{n}"), &*one.organisation)
                .with_date(&format!("consulted-on-{n}"), one.on);
        }
        fields
    }

    /// How many may be named: those who are, and some more.
    fn places(&self) -> usize {
        (self.draft.meetings.0.consulted.len() + ROOM).min(MOST)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                @for child in self.children() { (about_child(sheet, child)) }
                h2.govuk-heading-m { "Who was asked besides the family?" }
                p.govuk-hint { "For example the teacher, the health visitor or the GP. Leave the rest empty." }
                @for n in 1..=self.places() { (about_other(sheet, n)) }
                div.govuk-button-group {
                    (parts::button("Save"))
                    (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
                }
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Who was seen and who was asked", sheet, content)
    }

    /// What somebody else said meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.draft.id.0, &[events::WRITTEN])?;
        let meetings = &self.draft.meetings.0;
        let seen: Vec<(String, String)> = self
            .children()
            .filter_map(|child| {
                let how = super::text::how_seen(child, meetings.seen.get(&child.id)?)?;
                Some((child.called.clone(), how))
            })
            .collect();
        let asked: Vec<&str> = meetings.consulted.iter().map(|one| one.name.as_str()).collect();
        let asked = asked.join(", ");
        let mut rows: Vec<(&str, &str)> = seen.iter().map(|(name, how)| (name.as_str(), how.as_str())).collect();
        rows.push(("Who was asked", &asked));
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    /// What was typed; of those who do not share what is theirs with whoever writes, all stays.
    fn read(&self, sheet: &mut Sheet) -> Meetings {
        let mut meetings = Meetings::default();
        for child in rules::to_be_seen(&self.paper).filter(|child| child.withheld) {
            let known = self.draft.meetings.0.seen.get(&child.id).cloned();
            meetings.seen.extend(known.map(|seen| (child.id, seen)));
        }
        for child in self.children() {
            let id = child.id;
            let alone = match sheet.fields.get(&format!("seen-alone-{id}")) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let on = sheet.day(&format!("seen-on-{id}"), "The day on which they were seen");
            let not_because = sheet.optional(&format!("seen-not-{id}"), 2_000);
            let seen = Seen { on, alone, not_because };
            if seen != Seen::default() {
                meetings.seen.insert(id, seen);
            }
        }
        for n in 1..=self.places() {
            let one = Consulted {
                name: sheet.optional(&format!("consulted-name-{n}"), 200),
                job: sheet.optional(&format!("consulted-job-{n}"), 200),
                organisation: sheet.optional(&format!("consulted-organisation-{n}"), 200),
                on: sheet.day(&format!("consulted-on-{n}"), "The day on which they were asked"),
            };
            meetings.consulted.push(one);
        }
        meetings
    }
}

fn about_child(sheet: &Sheet, child: &Someone) -> Markup {
    let (id, name) = (child.id, &child.called);
    let fields = [format!("seen-on-{id}"), format!("seen-alone-{id}"), format!("seen-not-{id}")];
    let [on, alone, not] = &fields;
    let said = [Choice::new("yes", "Yes"), Choice::new("no", "No, somebody else was there")];
    html! {
        h2.govuk-heading-m { (name) }
        (sheet.date(on, format!("When was {name} seen?")).hint("The last time, for this assessment."))
        @if child.stage.speaks() {
            (sheet.radios(alone, format!("Was {name} seen alone?")).small().items(said))
        }
        (sheet.textarea(not, format!("If {name} was not seen, why not?")).rows(2))
    }
}

fn about_other(sheet: &Sheet, n: usize) -> Markup {
    let fields = ["name", "job", "organisation", "on"].map(|field| format!("consulted-{field}-{n}"));
    let [name, job, organisation, on] = &fields;
    html! {
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "Person " (n) }
            (sheet.text(name, "Name"))
            (sheet.text(job, "Job, or what they are to the child"))
            (sheet.text(organisation, "Organisation"))
            (sheet.date(on, "When were they asked?"))
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let seeing = Seeing::load(v, id)?;
            let sheet = v.sheet(|| seeing.first())?;
            seeing.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let seeing = Seeing::load(change, id)?;
            if sheet.is_behind("stand", seeing.stand()) {
                let theirs = seeing.theirs(change)?;
                return Err(Error::Conflict(Box::new(seeing.show(change, sheet, theirs)?)));
            }

            let meetings = seeing.read(sheet);
            let pack = change.pack.clone();
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::meet(change.tx, &seeing.case, &pack, meetings))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(seeing.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
