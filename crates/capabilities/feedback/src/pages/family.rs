//! `/families/{id}/feedback`: who was asked about this period of help, and what they say.

use super::{ask, three};
use crate::{
    records::{self, Ask, FeedbackAnswer},
    rules::{Asked, Opinion},
};
use access::{AccountId, Context, FamilyId, Permits, Visit, accounts, family};
use axum::extract::Path;
use cases::{Episode, pages::header};
use people::PersonId;
use std::collections::BTreeMap;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Colour},
};

struct Feedback {
    family: FamilyId,
    episode: Episode,
    asks: Vec<Ask>,
    answers: Vec<FeedbackAnswer>,
    people: BTreeMap<PersonId, String>,
    names: BTreeMap<AccountId, String>,
}

impl Feedback {
    fn load(inside: &mut impl Permits, permit: &access::Permit<FamilyId, family::AskFeedback>) -> Result<Self> {
        let episode = ask::episode(inside, permit)?;
        let asks = records::asks_of(inside.conn(), permit, episode.id)?;
        let answers = records::answers_of(inside.conn(), permit, episode.id)?;
        let members = people::records::members(inside.conn(), permit)?;
        let people = members.iter().map(|member| (member.person.id, member.person.name())).collect();
        let ids: Vec<AccountId> = answers
            .iter()
            .flat_map(|answer| [answer.asked_by, answer.typed_by, answer.read_by])
            .chain(asks.iter().map(|ask| ask.caller_id))
            .flatten()
            .collect();
        let names = accounts::names(inside.conn(), &ids)?.into_iter().collect();
        Ok(Self { family: permit.subject(), episode, asks, answers, people, names })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let waiting: Vec<&Ask> = self.asks.iter().filter(|ask| ask.is_open()).collect();
        html! {
            p.govuk-body {
                (parts::button_link("Ask somebody", &format!("/families/{}/feedback/new", self.family), ""))
            }
            @if !waiting.is_empty() {
                h2.govuk-heading-m { "Asked, and not answered yet" }
                @for ask in waiting { (self.waits(context, sheet, ask)) }
            }
            h2.govuk-heading-m { "What they say" }
            @if self.answers.is_empty() {
                p.govuk-body { "Nothing yet of this period of help, which began on " (dates::day(self.episode.opened_at.date())) "." }
            }
            @for answer in self.answers.iter().rev() { (self.said(context, answer)) }
        }
    }

    fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("Somebody who has left the family", String::as_str)
    }

    fn name(&self, id: Option<AccountId>) -> &str {
        id.and_then(|id| self.names.get(&id)).map_or("somebody", String::as_str)
    }

    fn waits(&self, context: &Context, sheet: &Sheet, ask: &Ask) -> Markup {
        let path = format!("/families/{}/feedback/{}", self.family, ask.id);
        html! {
            div.eh-entry {
                h3.govuk-heading-s { (self.person(ask.person_id)) }
                p.govuk-body {
                    (context.pack.label("feedback-way", &ask.way)) ", since " (dates::day(ask.asked_at.date()))
                    ". " (ask.occasion.label()) ". "
                    @if ask.caller_id.is_some() { "To be asked by " (self.name(ask.caller_id)) ". " }
                    "An answer is waited for until " (dates::day(ask.until_on)) "."
                }
                p.govuk-body { a.govuk-link href=(path) {
                    "Write down what came of it" span.govuk-visually-hidden { ": " (self.person(ask.person_id)) }
                } }
                @if ask.code_hash.is_some() {
                    (sheet.form_to(&format!("{path}/code"), parts::button_named(
                        "Make a new letter or link", "govuk-button--secondary", "new", "yes",
                    )))
                }
            }
        }
    }

    fn said(&self, context: &Context, answer: &FeedbackAnswer) -> Markup {
        let pack = &context.pack;
        let themes: Vec<&str> = answer.themes.0.iter().map(|code| pack.label("feedback-theme", code)).collect();
        html! {
            div.eh-entry {
                h3.govuk-heading-s { (self.person(answer.person_id)) }
                p.govuk-body.eh-muted {
                    (dates::day(answer.given_at.date())) ". " (answer.occasion.label()) ". "
                    (self.how(context, answer))
                }
                @if answer.asked == Asked::Answered {
                    ul.govuk-list {
                        @for (question, opinion) in three::QUESTIONS.iter().map(|(_, told, ..)| told).zip([answer.timely, answer.helpful, answer.able]) {
                            li { (question) ": " (opinion_tag(opinion)) }
                        }
                    }
                    @if !answer.words.is_empty() { (parts::inset(html! { span.eh-pre { (answer.words) } })) }
                    @if answer.call_back { p.govuk-body { (parts::tag("Asks to be called", Colour::Yellow)) } }
                    @if !themes.is_empty() { p.govuk-body { "About: " (themes.join("; ")) } }
                    @if !answer.reply.is_empty() {
                        p.govuk-body { strong { "Answered: " } span.eh-pre { (answer.reply) } }
                    }
                    p.govuk-body {
                        @if let Some(at) = answer.read_at {
                            "Read by " (self.name(answer.read_by)) " on " (dates::day(at.date())) ". "
                        }
                        a.govuk-link href={ "/families/" (self.family) "/feedback/answers/" (answer.id) } {
                            @if answer.read_at.is_some() { "Change the answer" } @else { "Read and answer" }
                            span.govuk-visually-hidden { ": " (self.person(answer.person_id)) }
                        }
                    }
                }
            }
        }
    }

    /// How they were asked, and who wrote it down.
    fn how(&self, context: &Context, answer: &FeedbackAnswer) -> Markup {
        html! {
            (answer.asked.label()) "."
            @if !answer.why.is_empty() { " " (answer.why) }
            @if !answer.way.is_empty() { " " (context.pack.label("feedback-way", &answer.way)) "." }
            @if answer.asked_by.is_some() { " Asked by " (self.name(answer.asked_by)) "." }
            @if answer.typed_by.is_some() { " Typed in by " (self.name(answer.typed_by)) ", not by themself." }
        }
    }
}

fn opinion_tag(opinion: Option<Opinion>) -> Markup {
    match opinion {
        Some(Opinion::Yes) => parts::tag("Yes", Colour::Green),
        Some(Opinion::No) => parts::tag("No", Colour::Yellow),
        _ => parts::tag("Did not say", Colour::Grey),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::AskFeedback, id)?;
            let feedback = Feedback::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            let content = feedback.show(v, &sheet);
            header::sheet_page(v, &permit, "What they think of the help", &sheet, content)
        })
        .await
}
