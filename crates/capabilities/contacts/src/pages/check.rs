//! Check answers, send, receipt.

use super::{
    draft::{self, Way},
    reach::WAYS,
    receipt,
    slowed::{self, Senders},
    worries::asks_no_agreement,
};
use crate::{
    intake::{self, FOR_WHOM, MARAC, NewContact},
    records,
};
use access::{Context, Permits, Visit, letter_code::LetterCode, nobody, sessions::Secret};
use axum::{http::HeaderMap, response::Response};
use people::details::{Typed, form};
use web::{
    Fields, Markup, Result, Sheet, html, parts,
    parts::{Colour, Row},
    said, say,
};

const KEPT: &str = "What you wrote is kept for you in this browser until you close it.";

/// Where each answer is changed.
struct Places {
    who: String,
    reach: String,
    about: String,
    people: String,
    police: String,
    worries: String,
    agreement: String,
}

/// Everything that was answered, and what is still missing.
struct Check<'a> {
    context: &'a Context,
    way: Way,
    draft: &'a NewContact,
    places: Places,
    /// Seconds after which it can be sent, where many came from the same place.
    wait: Option<u64>,
}

impl<'a> Check<'a> {
    fn new(context: &'a Context, way: Way, draft: &'a NewContact) -> Self {
        let steps = ["who", "reach", "about", "people", "police", "worries", "agreement"];
        let [who, reach, about, people, police, worries, agreement] = steps.map(|step| way.at(step));
        let places = Places { who, reach, about, people, police, worries, agreement };
        Self { context, way, draft, places, wait: None }
    }

    fn show(&self, sheet: &Sheet) -> Markup {
        let Self { context, way, draft, places, wait } = self;
        let found = intake::check(draft, &context.pack, context.today, way.public()).err().unwrap_or_default();
        let faults = draft::faults(&found, *way);
        let content = html! {
            @if !faults.is_empty() { (still_missing(&faults)) }
            h1.govuk-heading-l { (say("Check your answers")) }
            @if let Some(wait) = wait { (slowed::told(context, *wait, KEPT)) }
            (parts::summary_list(self.about()))
            @if way.public() {
                h2.govuk-heading-m { (say("How we may reach you safely")) }
                (parts::summary_list(self.reach()))
            }
            h2.govuk-heading-m { (say("Who is in the family")) }
            @for (n, person) in (1..).zip(&draft.people) { (self.person(n, person)) }
            p.govuk-body {
                a.govuk-link href=(places.people) { (say("Add or remove somebody")) }
            }
            @if draft.police.is_some() {
                h2.govuk-heading-m { "What the police say" }
                (parts::summary_list(self.police()))
            }
            h2.govuk-heading-m { (say("What is happening")) }
            (parts::summary_list(self.answers()))
            @if faults.is_empty() { (self.send(sheet)) }
            @if way.public() { (self.later(sheet)) }
            @if let Way::Worker(Some(_)) = way { (self.throw_away(sheet)) }
        };
        let before = if way.public() && asks_no_agreement(draft) { &places.worries } else { &places.agreement };
        context.frame.page_back("Check your answers", before, content)
    }

    fn send(&self, sheet: &Sheet) -> Markup {
        let front_door = self.context.pack.text("front-door-name");
        sheet.short_form(html! {
            p.govuk-body { (said("When you send this, it goes to {team}. You will get an answer.", &[("team", &front_door)])) }
            (parts::button("Send"))
        })
    }

    /// What a family does with it besides sending it.
    fn later(&self, sheet: &Sheet) -> Markup {
        html! {
            p.govuk-body { a.govuk-link href="/ask-for-help/later" { (say("Save and come back later")) } }
            (sheet.form_to("/ask-for-help/discard", html! {
                p.govuk-body { button.eh-link-button type="submit" { (say("Throw away all that I wrote")) } }
            }))
        }
    }

    fn reach(&self) -> Vec<Row<'_>> {
        let Self { context, draft, places: Places { reach: at, .. }, .. } = self;
        let (maker, said) = (&draft.maker, &draft.asked.reach);
        let ways: Vec<&str> = WAYS
            .iter()
            .filter(|(way, _)| said.ways.iter().any(|code| code == way.code()))
            .map(|(_, text)| *text)
            .collect();
        let yes_no = |code: &str| match code {
            "yes" => "Yes",
            "no" => "No",
            _ => "",
        };
        let word = |text: &str| {
            if text.is_empty() {
                html! {}
            } else {
                say(text)
            }
        };
        let language = if said.interpreter.is_empty() { "" } else { context.pack.label("language", &said.interpreter) };
        let mut rows = vec![Row::changed_at("What is safe", several(&ways), at, "what is safe")];
        let more = [
            ("Telephone number", text(&maker.phone)),
            ("Email address", text(&maker.email)),
            ("Address for a letter", text(&said.letter_to)),
            ("Message on an answering machine", word(yes_no(&said.voicemail))),
            ("When it is safe", text(&said.times)),
            ("Never this number", text(&said.never)),
            ("Somebody at home is the danger", word(yes_no(&said.danger_at_home))),
            ("Interpreter", word(language)),
            ("British Sign Language", word(if said.bsl { "Yes" } else { "" })),
        ];
        let answered = more.into_iter().filter(|(_, answer)| !answer.0.is_empty());
        rows.extend(answered.map(|(key, answer)| Row::changed_at(key, answer, at, key)));
        rows
    }

    fn throw_away(&self, sheet: &Sheet) -> Markup {
        let button = html! {
            p.govuk-body { button.eh-link-button type="submit" { "Throw this contact away" } }
        };
        sheet.form_to(&self.way.at("discard"), button)
    }

    fn answers(&self) -> Vec<Row<'_>> {
        let Self { way, draft, places: Places { worries, agreement, .. }, .. } = self;
        let mut rows = vec![
            Row::changed_at("What is happening", text(&draft.summary), worries, "what is happening"),
            match way.public() {
                true => Row::changed_at(
                    "It is about",
                    self.labels("subject", &draft.asked.subjects),
                    worries,
                    "what it is about",
                ),
                false => Row::changed_at("Needs", self.labels("need", &draft.needs), worries, "needs"),
            },
            Row::changed_at("Hoped for", text(&draft.hoped_for), worries, "what is hoped for"),
        ];
        if !way.public() {
            let looked_at = html! {
                (self.labels("network", &draft.network))
                (and_said(&draft.network_note))
            };
            rows.push(Row::changed_at("Looked at already", looked_at, worries, "what was looked at"));
        }
        if !(way.public() && asks_no_agreement(draft)) {
            let agreed = html! { (say(self.agreed())) (and_said(&draft.agreement_note)) };
            rows.push(Row::changed_at("Agreement", agreed, agreement, "agreement"));
        }
        rows
    }

    fn about(&self) -> Vec<Row<'_>> {
        let (pack, draft, about) = (&self.context.pack, self.draft, &self.places.about);
        if self.way.public() {
            let maker = &draft.maker;
            let for_whom = FOR_WHOM.iter().find(|(code, _)| *code == draft.asked.for_whom).map_or("", |(_, text)| text);
            return vec![
                Row::changed_at("Who this is for", say(for_whom), &self.places.who, "who this is for"),
                Row::changed_at("Your name", maker.name.clone(), about, "your name"),
                Row::changed_at("Who you are to them", maker.relation.clone(), about, "who you are to them"),
            ];
        }
        let label = |vocabulary: &str, code: &str| pack.label(vocabulary, code).to_owned();
        vec![
            Row::changed_at("Kind", label("contact-kind", &draft.kind), about, "kind"),
            Row::changed_at("From", label("source", &draft.source), about, "source"),
            Row::changed_at("How it came", label("channel", &draft.channel), about, "how it came"),
        ]
    }

    fn police(&self) -> Vec<Row<'_>> {
        let Self { context, draft, places: Places { police, .. }, .. } = self;
        let notice = draft.police.clone().unwrap_or_default();
        let day = notice.incident_on.parse().map(web::dates::day).unwrap_or_default();
        let risk = context.pack.label("police-risk", &notice.risk).to_owned();
        let marac = MARAC.iter().find(|(code, _)| *code == notice.marac).map_or("", |(_, label)| label);
        let name = |place: &usize| draft.people.get(place.checked_sub(1)?).map(Typed::name);
        let present = match notice.children_present.as_deref() {
            None => String::new(),
            Some([]) => "None".to_owned(),
            Some(places) => places.iter().filter_map(name).collect::<Vec<_>>().join(", "),
        };
        vec![
            Row::changed_at("Date of the incident", day, police, "the date of the incident"),
            Row::changed_at("Incident number", notice.incident_number, police, "the incident number"),
            Row::changed_at("Grade of risk", risk, police, "the grade of risk"),
            Row::changed_at("Heard at a MARAC", marac, police, "whether it was heard at a MARAC"),
            Row::changed_at("Children who were there", present, police, "which children were there"),
        ]
    }

    /// Everything that was answered about one of them.
    fn person(&self, n: usize, person: &Typed) -> Markup {
        let name = if person.name().is_empty() { format!("Person {n}") } else { person.name() };
        let role = self.context.pack.label("person-role", &person.role).to_lowercase();
        let at = self.way.at(&format!("people/{n}"));
        let mut answers = form::answered(&self.context.pack, person);
        let born = self.draft.asked.born_of(n);
        if !born.is_empty() {
            answers.push(("Born, or how old", born.to_owned()));
        }
        html! {
            h3 class="govuk-heading-s govuk-!-margin-bottom-1" {
                bdi { (name) } " (" (say(&role)) ")"
                @if person.address.protected { " " (parts::tag("Address protected", Colour::Red)) }
            }
            dl.govuk-summary-list {
                @for (label, answer) in &answers {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (say(label)) }
                        dd.govuk-summary-list__value { (answer) }
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(at) {
                                (say("Change")) span.govuk-visually-hidden { " " (say(label)) " " bdi { (name) } }
                            }
                        }
                    }
                }
                @if answers.is_empty() {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (say("Nothing yet")) }
                        dd.govuk-summary-list__value {}
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(at) { (say("Change")) span.govuk-visually-hidden { " " bdi { (name) } } }
                        }
                    }
                }
            }
        }
    }

    fn agreed(&self) -> &'static str {
        match self.draft.agreement.as_str() {
            "given" => "Yes",
            "refused" => "No",
            "not-asked" => "Not asked",
            _ => "",
        }
    }

    fn labels(&self, vocabulary: &str, codes: &[String]) -> Markup {
        let labels: Vec<&str> = codes.iter().map(|code| self.context.pack.label(vocabulary, code)).collect();
        several(&labels)
    }
}

fn text(typed: &str) -> Markup {
    html! { @if !typed.is_empty() { span.eh-pre dir="auto" { (typed) } } }
}

/// Several answers, each in the language of the page.
fn several(words: &[&str]) -> Markup {
    html! { @for (n, word) in words.iter().enumerate() { @if n > 0 { ", " } (say(word)) } }
}

/// What was written beside a choice.
fn and_said(note: &str) -> Markup {
    html! { @if !note.is_empty() { br; (text(note)) } }
}

/// Each fault leads to the page on which to mend it.
fn still_missing(faults: &[(String, String)]) -> Markup {
    html! {
        div.govuk-error-summary data-module="govuk-error-summary" {
            div role="alert" {
                h2.govuk-error-summary__title { (say("Some answers are still missing")) }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (href, told) in faults { li { a href=(href) { (say(told)) } } }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| {
        let sheet = v.context().sheet(Fields::default());
        Ok(Check::new(v, way, draft).show(&sheet))
    })
    .await
}

pub(super) async fn submit(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    fields: Fields,
    senders: Senders,
) -> Result<Response> {
    if let Some(wait) = slowed::turn(&visit, way, &senders).await? {
        return too_soon(visit, way, headers, fields, wait).await;
    }

    let (through, secret) = (way.through(visit.client), Secret::new());
    draft::finish(visit, way, headers, fields, move |change, kept, sheet| {
        let draft = &kept.contact;
        let Ok(valid) = intake::check(draft, &change.pack, change.today, way.public()) else {
            return Sheet::again(Check::new(change, way, draft).show(sheet));
        };

        let (actor, pack) = (change.actor.clone(), change.pack.clone());
        let (contact, _) = records::receive(change.tx, &actor, &pack, &valid, through)?;
        if let Some(conversation) = kept.conversation.filter(|_| !way.public()) {
            let permit = change.allow(nobody::RecordContact)?;
            records::turned(change.tx, &permit, conversation, contact.id)?;
        }
        if way.public() {
            records::give_code(change.tx, contact.id, &LetterCode::of(&secret))?;
            change.leads_to_secret();
        }
        Ok(receipt::done(way, &contact, &secret))
    })
    .await
}

/// The same page with all that was answered, to be sent again in a moment: it is the same request then.
async fn too_soon(visit: Visit, way: Way, headers: HeaderMap, fields: Fields, wait: u64) -> Result<Response> {
    let page = draft::look(visit, way, headers, move |v, draft| {
        let sheet = Sheet::sent(fields.clone(), &v.path, &v.frame.csrf);
        Ok(Check { wait: Some(wait), ..Check::new(v, way, draft) }.show(&sheet))
    });
    Ok(slowed::response(wait, page.await?))
}
