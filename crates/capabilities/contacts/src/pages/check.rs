//! Check answers, send, receipt.

use super::{
    draft::{self, Way},
    slowed::{self, Senders},
};
use crate::{
    Contact,
    intake::{self, NewContact},
    records,
};
use access::{Context, Permits, View, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Row};

const KEPT: &str = "What you wrote is kept for you in this browser until tomorrow.";

/// Where each answer is changed.
struct Places {
    about: String,
    people: String,
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
        let [about, people, worries, agreement] = ["about", "people", "worries", "agreement"].map(|step| way.at(step));
        Self { context, way, draft, places: Places { about, people, worries, agreement }, wait: None }
    }

    fn show(&self, sheet: &Sheet) -> Markup {
        let Self { context, way, draft, places, wait } = self;
        let found = intake::check(draft, &context.pack, context.today, way.public()).err().unwrap_or_default();
        let faults = draft::faults(&found, *way);
        let content = html! {
            @if !faults.is_empty() { (still_missing(&faults)) }
            h1.govuk-heading-l { "Check your answers" }
            @if let Some(wait) = wait { (slowed::told(context, *wait, KEPT)) }
            (parts::summary_list(self.answers()))
            @if faults.is_empty() { (self.send(sheet)) }
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

    fn answers(&self) -> Vec<Row<'_>> {
        let Self { way, draft, places: Places { people, worries, agreement, .. }, .. } = self;
        let mut rows = self.about();
        rows.extend([
            Row::changed_at("Who is in the family", self.family(), people, "who is in the family"),
            Row::changed_at("What is happening", text(&draft.summary), worries, "what is happening"),
            Row::changed_at("Needs", self.labels("need", &draft.needs), worries, "needs"),
            Row::changed_at("Hoped for", text(&draft.hoped_for), worries, "what is hoped for"),
        ]);
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
            let you = format!("{}, {} {}", maker.name, maker.phone, maker.email);
            return vec![Row::changed_at("You", you, about, "who you are")];
        }
        let kind = pack.label("contact-kind", &draft.kind).to_owned();
        let source = pack.label("source", &draft.source).to_owned();
        vec![Row::changed_at("Kind", kind, about, "kind"), Row::changed_at("From", source, about, "source")]
    }

    fn family(&self) -> Markup {
        let role = |code: &str| self.context.pack.label("person-role", code).to_lowercase();
        html! {
            @for person in &self.draft.people {
                (person.given_name) " " (person.family_name) " (" (role(&person.role)) ")" br;
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
        Way::Worker => format!("/contacts/{}?sent=yes", contact.id),
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
    draft::finish(visit, way, headers, fields, move |change, draft, sheet| {
        let Ok(valid) = intake::check(draft, &change.pack, change.today, way.public()) else {
            return Sheet::again(Check::new(change, way, draft).show(sheet));
        };

        let (actor, pack) = (change.actor.clone(), change.pack.clone());
        let (contact, _) = records::receive(change.tx, &actor, &pack, &valid, through)?;
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
