//! `/equality/{id}`: an assessment as it is written, to those who write it; to everybody else as it was published last.

use super::word;
use crate::{
    records::{
        AssessmentId,
        actions::{self, Action},
        assessments::{self, Assessment, Edition},
    },
    rules::equality::{self as rules, Said, State, Way},
};
use access::{AccountId, Context, Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use pack::Pack;
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Colour, Row},
};

/// What an assessment or an edition of one says.
pub(super) fn said(pack: &Pack, way: Way, said: &Said) -> Markup {
    let text = |code: &str| said.texts.get(code).filter(|text| !text.trim().is_empty());
    let (before, after): (Vec<_>, Vec<_>) =
        rules::texts(way).iter().partition(|(_, question, _)| matches!(question.as_bytes().first(), Some(b'1' | b'2')));
    let lines = |all: &[&(&str, &str, bool)]| {
        html! {
            @for (code, question, _) in all {
                @if let Some(text) = text(code) {
                    h3.govuk-heading-s { (question) }
                    p.govuk-body.eh-pre { (text) }
                }
            }
        }
    };
    html! {
        (lines(&before))
        @if !said.evidence.is_empty() {
            h3.govuk-heading-s { "2. From the record and the profile of the area" }
            ul.govuk-list.govuk-list--bullet { @for line in &said.evidence { li { (line) } } }
        }
        (impacts(pack, way, said))
        (lines(&after))
        (conclusion(way, said))
    }
}

fn impacts(pack: &Pack, way: Way, said: &Said) -> Markup {
    let asked = assessments::asked(pack, way);
    let row = |term: &pack::Term| {
        let impact = said.impacts.get(&term.code).cloned().unwrap_or_default();
        let mut cells = vec![html! { (term.label) }, html! { (word(impact.adverse)) }];
        if way == Way::Full {
            cells.extend([html! { (word(impact.advance)) }, html! { (word(impact.foster)) }]);
        }
        cells.push(html! { span.eh-pre { (impact.evidence) } });
        cells
    };
    let heads: &[&str] = match way {
        Way::Full => &["Characteristic", "Adverse", "Advances equality", "Fosters relations", "Evidence"],
        Way::Screening => &["Question", "Concern?", "Evidence"],
    };
    let title = match way {
        Way::Full => "3. Likely impact",
        Way::Screening => "Could there be a differential impact?",
    };
    html! {
        h3.govuk-heading-s { (title) }
        @if said.impacts.is_empty() { p.govuk-body { "Nothing is said yet." } }
        @else { (parts::table("", heads, asked.iter().map(row).collect())) }
    }
}

fn conclusion(way: Way, said: &Said) -> Markup {
    html! {
        @match way {
            Way::Full => @if let Some(one) = said.recommendation {
                h3.govuk-heading-s { "7. Recommendation" }
                p.govuk-body { (one.label()) }
            },
            Way::Screening => {
                @if said.adverse.is_some() {
                    h3.govuk-heading-s { "16. Could it be adverse?" }
                    p.govuk-body { (word(said.adverse)) }
                }
                @if said.justified.is_some() {
                    h3.govuk-heading-s { "17. Can that be justified?" }
                    p.govuk-body { (word(said.justified)) }
                }
                @if let Some(one) = said.conclusion {
                    h3.govuk-heading-s { "Conclusion" }
                    p.govuk-body { (one.label()) @if let Some(by) = said.full_by { ", by " (dates::day(by)) } }
                }
            },
        }
    }
}

pub(super) struct Document {
    of: Assessment,
    lead: String,
    actions: Vec<(Action, String)>,
    editions: Vec<Edition>,
    keeps: bool,
    authorises: bool,
}

impl Document {
    fn load(inside: &mut impl Permits, id: AssessmentId) -> Result<Self> {
        inside.allow(nobody::SeeEquality)?;
        let keeps = inside.context().may_alone(nobody::KeepEquality);
        let authorises = inside.context().may_alone(nobody::AuthoriseEquality);
        let of = assessments::find(inside.conn(), id)?;
        // a draft is for those who write it
        if !keeps && of.edition == 0 {
            return Err(Error::NotFound);
        }
        let actions = actions::of_assessment(inside.conn(), id)?;
        let mut people: Vec<_> = actions.iter().map(|action| action.owner_id).collect();
        people.push(of.lead_id);
        let names = accounts::names(inside.conn(), &people)?;
        let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
        let owned = |action: Action| {
            let owner = name(action.owner_id);
            (action, owner)
        };
        Ok(Self {
            lead: name(of.lead_id),
            actions: actions.into_iter().map(owned).collect(),
            editions: assessments::editions(inside.conn(), id)?,
            of,
            keeps,
            authorises,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("{}/{step}", self.of.href())
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let writes = self.keeps && self.of.state == State::Draft;
        let published = self.editions.first().filter(|_| !self.keeps || self.of.state == State::Published);
        let content = html! {
            span.govuk-caption-l { (self.of.way.label()) }
            h1.govuk-heading-l { (published.map_or(&self.of.title, |edition| &edition.title)) }
            @if self.keeps { p.govuk-body { (super::list::tag(self.of.state)) } }
            @if writes && !self.of.returned_why.is_empty() {
                (parts::warning(&format!("Returned: {}", self.of.returned_why)))
            }
            (parts::summary_list(self.head(published)))
            @if writes { (self.writing(context)) }
            @if self.of.state == State::HandedIn && self.authorises {
                (parts::button_link("Authorise it or return it", &self.at("authorisation"), ""))
            }
            @if self.keeps && self.of.state == State::Published {
                (context.sheet(Fields::default()).form_to(&self.at("next"), html! {
                    (parts::button_named("Begin the next edition from it", "govuk-button--secondary", "", ""))
                }))
            }
            (said(&context.pack, self.of.way, published.map_or(&self.of.said.0, |edition| &edition.said.0)))
            (self.actions(context))
            (self.earlier())
        };
        context.frame.sheet_page(&self.of.title, "/equality", sheet, content)
    }

    fn head<'a>(&'a self, published: Option<&'a Edition>) -> Vec<Row<'a>> {
        let lead = published.map_or(self.lead.as_str(), |edition| edition.lead_name.as_str());
        let mut rows = vec![Row::new("Lead officer", lead)];
        if let Some(edition) = published {
            let when = dates::day(edition.authorised_at.date());
            rows.push(Row::new("Authorised by", format!("{}, {when}", edition.authorised_name)));
            rows.push(Row::new("Edition", edition.n.to_string()));
            rows.push(Row::new("Looked at again", dates::day(edition.review_on)));
        }
        rows
    }

    fn writing(&self, context: &Context) -> Markup {
        html! {
            div.eh-actions {
                (parts::button_link("Write", &self.at("words"), ""))
                a.govuk-link href=(self.at("impacts")) { "Impacts, with evidence" }
                a.govuk-link href=(self.at("evidence")) { "Take evidence from the record" }
                a.govuk-link href=(self.at("actions/new")) { "Add an action" }
                (context.sheet(Fields::default()).form_to(&self.at("hand-in"), html! {
                    button.eh-link-button type="submit" { "Hand it in to be authorised" }
                }))
            }
        }
    }

    fn actions(&self, context: &Context) -> Markup {
        html! {
            h3.govuk-heading-s #actions { "6. Actions" }
            @if self.actions.is_empty() { p.govuk-body { "None is agreed." } }
            ul.govuk-list.eh-rows {
                @for (action, owner) in &self.actions {
                    li {
                        @if self.keeps { a.govuk-link href={ "/equality-actions/" (action.id) } { (action.what) } }
                        @else { (action.what) }
                        ". " (owner) ", by " (dates::day(action.due_on)) " "
                        @if action.done_at.is_some() { (parts::tag("Done", Colour::Green)) " " (action.became) }
                        @else if action.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                    }
                }
            }
        }
    }

    fn earlier(&self) -> Markup {
        html! {
            @if !self.editions.is_empty() {
                h3.govuk-heading-s { "Published" }
                ul.govuk-list {
                    @for edition in &self.editions {
                        li {
                            a.govuk-link href=(self.at(&format!("editions/{}", edition.n))) {
                                "Edition " (edition.n) ", " (dates::day(edition.authorised_at.date()))
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AssessmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let document = Document::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(document.show(v, &sheet))
        })
        .await
}

pub(super) async fn hand_in(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let pack = change.pack.clone();
            match assessments::hand_in(change.tx, &permit, &pack, id) {
                Ok(()) => Ok(format!("/equality/{id}?done=saved")),
                Err(Error::Refused(refusals)) => {
                    let found = assessments::find(change.conn(), id)?;
                    for refusal in refusals {
                        let field = refusal.field.as_deref().unwrap_or("form").to_owned();
                        sheet.errors.add(&field, told(&pack, found.way, &field, &refusal.message));
                    }
                    let document = Document::load(change, id)?;
                    Sheet::again(document.show(change, sheet))
                }
                Err(other) => Err(other),
            }
        })
        .await
}

/// What is missing, with the question or characteristic of which it is missing.
fn told(pack: &Pack, way: Way, field: &str, message: &str) -> String {
    let question = rules::texts(way).iter().find(|(code, ..)| *code == field).map(|(_, question, _)| *question);
    let code = field.split_once('-').map_or(field, |(_, code)| code);
    let term = assessments::asked(pack, way).iter().find(|term| term.code == code).map(|term| term.label.as_str());
    match question.or(term) {
        Some(of) => format!("{of}: {message}"),
        None => message.to_owned(),
    }
}

pub(super) async fn begin_again(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepEquality)?;
            assessments::begin_again(change.tx, &permit, id)?;
            Ok(format!("/equality/{id}?done=saved"))
        })
        .await
}
