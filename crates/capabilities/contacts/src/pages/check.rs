//! Check answers, send, receipt.

use super::{
    draft::{self, Way},
    slowed::{self, Senders},
};
use crate::{
    Contact,
    intake::{self, MARAC, NewContact},
    records,
};
use access::{Context, Permits, View, Visit, nobody};
use axum::{http::HeaderMap, response::Response};
use people::details::{Typed, form};
use web::{
    Error, Fields, Markup, Result, Sheet, html, parts,
    parts::{Colour, Row},
};

const KEPT: &str = "What you wrote is kept for you in this browser until tomorrow.";

/// Where each answer is changed.
struct Places {
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
        let steps = ["about", "people", "police", "worries", "agreement"];
        let [about, people, police, worries, agreement] = steps.map(|step| way.at(step));
        Self { context, way, draft, places: Places { about, people, police, worries, agreement }, wait: None }
    }

    fn show(&self, sheet: &Sheet) -> Markup {
        let Self { context, way, draft, places, wait } = self;
        let found = intake::check(draft, &context.pack, context.today, way.public()).err().unwrap_or_default();
        let faults = draft::faults(&found, *way);
        let content = html! {
            @if !faults.is_empty() { (still_missing(&faults)) }
            h1.govuk-heading-l { "Check your answers" }
            @if let Some(wait) = wait { (slowed::told(context, *wait, KEPT)) }
            (parts::summary_list(self.about()))
            h2.govuk-heading-m { "Who is in the family" }
            @for (n, person) in (1..).zip(&draft.people) { (self.person(n, person)) }
            p.govuk-body {
                a.govuk-link href=(places.people) { "Add or remove somebody" }
            }
            @if draft.police.is_some() {
                h2.govuk-heading-m { "What the police say" }
                (parts::summary_list(self.police()))
            }
            h2.govuk-heading-m { "What is happening" }
            (parts::summary_list(self.answers()))
            @if faults.is_empty() { (self.send(sheet)) }
            @if let Way::Worker(Some(_)) = way { (self.throw_away(sheet)) }
        };
        context.frame.page_back("Check your answers", &places.agreement, content)
    }

    fn send(&self, sheet: &Sheet) -> Markup {
        let front_door = self.context.pack.text("front-door-name");
        sheet.short_form(html! {
            p.govuk-body { "When you send this, it goes to " (front_door) ". You will get an answer." }
            (parts::button("Send"))
        })
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
            Row::changed_at("Needs", self.labels("need", &draft.needs), worries, "needs"),
            Row::changed_at("Hoped for", text(&draft.hoped_for), worries, "what is hoped for"),
        ];
        if !way.public() {
            let looked_at = html! {
                (self.labels("network", &draft.network))
                (and_said(&draft.network_note))
            };
            rows.push(Row::changed_at("Looked at already", looked_at, worries, "what was looked at"));
        }
        let agreed = html! { (self.agreed()) (and_said(&draft.agreement_note)) };
        rows.push(Row::changed_at("Agreement", agreed, agreement, "agreement"));
        rows
    }

    fn about(&self) -> Vec<Row<'_>> {
        let (pack, draft, about) = (&self.context.pack, self.draft, &self.places.about);
        if self.way.public() {
            let maker = &draft.maker;
            return vec![
                Row::changed_at("Your name", maker.name.clone(), about, "your name"),
                Row::changed_at("Telephone number", maker.phone.clone(), about, "your telephone number"),
                Row::changed_at("Email address", maker.email.clone(), about, "your email address"),
                Row::changed_at(
                    "What you are to the child",
                    maker.relation.clone(),
                    about,
                    "what you are to the child",
                ),
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
        let answers = form::answered(&self.context.pack, person);
        html! {
            h3 class="govuk-heading-s govuk-!-margin-bottom-1" {
                (name) " (" (role) ")"
                @if person.address.protected { " " (parts::tag("Address protected", Colour::Red)) }
            }
            dl.govuk-summary-list {
                @for (label, answer) in &answers {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (label) }
                        dd.govuk-summary-list__value { (answer) }
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(at) {
                                "Change" span.govuk-visually-hidden { " " (label.to_lowercase()) " of " (name) }
                            }
                        }
                    }
                }
                @if answers.is_empty() {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { "Nothing yet" }
                        dd.govuk-summary-list__value {}
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(at) { "Change" span.govuk-visually-hidden { " " (name) } }
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

    fn labels(&self, vocabulary: &str, codes: &[String]) -> String {
        let labels: Vec<&str> = codes.iter().map(|code| self.context.pack.label(vocabulary, code)).collect();
        labels.join(", ")
    }
}

fn text(typed: &str) -> Markup {
    html! { span.eh-pre { (typed) } }
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
                h2.govuk-error-summary__title { "Some answers are still missing" }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (href, told) in faults { li { a href=(href) { (told) } } }
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

/// Where a contact leads when it was sent.
pub(super) fn done(way: Way, contact: &Contact) -> String {
    match way {
        Way::Worker(_) => format!("/contacts/{}?sent=yes", contact.id),
        Way::Family if contact.danger => format!("/ask-for-help/sent?reference={}&danger=yes", contact.reference),
        Way::Family => format!("/ask-for-help/sent?reference={}", contact.reference),
    }
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

    let through = way.through(visit.client);
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
        Ok(done(way, &contact))
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

pub(super) async fn sent(visit: Visit) -> Result<Markup> {
    let reference = visit.query("reference");
    let shown: String = reference.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(14).collect();
    if shown.is_empty() {
        return Err(Error::Elsewhere(Way::Family.base().into()));
    }
    let danger = visit.query("danger") == "yes";
    let show = move |v: &mut View<'_>| {
        if danger {
            let now = v.now;
            let on_duty = !records::on_duty(v.conn(), now)?.is_empty();
            let minutes = i64::from(v.pack.number("danger-minutes"));
            let by = on_duty.then(|| now.plus_seconds(minutes * 60));
            return Ok(v.frame.page("Call 999 now", danger_receipt(v, &shown, by)));
        }
        Ok(v.frame.page("Thank you", thanks(v, &shown)))
    };
    visit.as_nobody().public_view(show).await
}

/// What whoever raised an alarm has to know: whom to call, and when somebody really reads it (`by`; none where nobody is
/// on call at this hour).
pub(super) fn danger_receipt(context: &Context, reference: &str, by: Option<store::Instant>) -> Markup {
    let pack = &context.pack;
    let danger = pack.text("danger-phone");
    let (out_of_hours, hours) = (pack.text("out-of-hours-phone"), pack.text("out-of-hours-hours"));
    let opens = pack.text("front-door-hours");
    html! {
        h1.govuk-heading-xl { "If a child may be hurt now, call " (parts::telephone(danger)) }
        p.govuk-body-l { "We have what you wrote. Your reference is " strong { (reference) } "." }
        @match by {
            Some(by) => p.govuk-body {
                "Whoever is on call is told now, and reads it by " strong { (web::dates::moment(by)) } ". If nobody has "
                "called you by then and you can be called, call us."
            },
            None => p.govuk-body {
                strong { "Nobody is on call at this hour." } " Do not wait for an answer: call."
                @if !opens.is_empty() { " It is read when the front door opens: " (opens) "." }
            },
        }
        @if !out_of_hours.is_empty() {
            p.govuk-body {
                "Out of hours" @if !hours.is_empty() { " (" (hours) ")" } ": " (parts::telephone(out_of_hours))
            }
        }
        p.govuk-body {
            "If you cannot speak: call " (parts::telephone(danger)) " from a mobile, stay quiet, and press 55 when asked."
        }
    }
}

fn thanks(context: &Context, reference: &str) -> Markup {
    let phone = context.pack.text("front-door-phone");
    html! {
        (parts::panel("Thank you. We have it.", html! { "Your reference" br; strong { (reference) } }))
        h2.govuk-heading-m { "What happens next" }
        p.govuk-body {
            "Someone reads it by the end of the next working day. They decide what would help, and answer you in the "
            "way you asked for."
        }
        @if !phone.is_empty() { p.govuk-body { "If things get worse before then, call " (phone) "." } }
        p.govuk-body { "If a child is in danger, call " (context.pack.text("danger-phone")) "." }
    }
}
