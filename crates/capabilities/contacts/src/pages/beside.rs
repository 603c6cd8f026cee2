//! On the page of a contact: what came with it. What the police say, whether it is a repeat, who responds; and the
//! conversation that it began with.

use crate::{
    ContactId,
    intake::MARAC,
    records::{self, Contact, ContactPerson, ConversationId, Earlier, PoliceNotice},
};
use access::{Because, Context, Permit, Permits, View, contact};
use chrono::NaiveDate;
use web::{
    Markup, Result, dates, html, parts,
    parts::{Colour, Row},
};

pub(super) struct Beside {
    notified: Option<Notified>,
    /// The day of the conversation, and the conversation itself for whoever noted it.
    began: Option<(NaiveDate, Option<ConversationId>)>,
}

/// A notification of the police.
struct Notified {
    contact: ContactId,
    notice: PoliceNotice,
    present: Vec<String>,
    /// Earlier ones, for everybody but its maker, who is told of their own alone.
    earlier: Option<Vec<Earlier>>,
    /// Nobody in it is known yet, so that nothing earlier can be found.
    unmatched: bool,
    /// The front door may still say who responds.
    plans: bool,
    /// Whoever reads it responds, and has not said yet what was done.
    responds: bool,
}

impl Beside {
    pub fn load(
        v: &mut View<'_>,
        permit: &Permit<ContactId, contact::See>,
        contact: &Contact,
        people: &[ContactPerson],
    ) -> Result<Self> {
        let began = records::began_with(v.conn(), permit)?;
        let notified = match records::notice(v.conn(), permit)? {
            Some(notice) => Some(Notified::load(v, permit, contact, people, notice)?),
            None => None,
        };
        Ok(Self { notified, began })
    }

    pub fn show(&self, context: &Context) -> Markup {
        html! {
            @if let Some((on, conversation)) = &self.began {
                p.govuk-body {
                    "It began with "
                    @match conversation {
                        Some(id) => { a.govuk-link href={ "/conversations/" (id) } { "a conversation" } }
                        None => { "a conversation" }
                    }
                    " on " (dates::day(*on)) "."
                }
            }
            @if let Some(notified) = &self.notified { (notified.show(context)) }
        }
    }
}

impl Notified {
    fn load(
        v: &mut View<'_>,
        permit: &Permit<ContactId, contact::See>,
        contact: &Contact,
        people: &[ContactPerson],
        notice: PoliceNotice,
    ) -> Result<Self> {
        let pack = v.pack.clone();
        let earlier = match permit.because() {
            Because::Maker => None,
            _ => Some(records::earlier(v.conn(), permit, &pack, contact)?),
        };
        let there = people.iter().filter(|person| notice.present.0.contains(&person.place));
        let open = notice.done_at.is_none();
        Ok(Self {
            contact: contact.id,
            present: there.map(ContactPerson::name).collect(),
            earlier,
            unmatched: contact.family_id.is_none() && people.iter().all(|person| person.person_id.is_none()),
            plans: open && permit.because() == Because::FrontDoor,
            responds: open && v.may(contact::Respond, contact.id)?,
            notice,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "What the police say" }
            (parts::summary_list(self.rows(context)))
            div.eh-actions {
                @if self.plans {
                    @let said = !self.notice.responder.is_empty();
                    (parts::button_link(
                        if said { "Change who responds" } else { "Say who responds" },
                        &format!("/contacts/{}/police-response", self.contact),
                        "govuk-button--secondary",
                    ))
                }
                @if self.responds {
                    (parts::button_link(
                        "Say what was done",
                        &format!("/contacts/{}/police-response/done", self.contact),
                        "",
                    ))
                }
            }
        }
    }

    fn rows(&self, context: &Context) -> Vec<Row<'_>> {
        let (notice, pack) = (&self.notice, &context.pack);
        let colour = if notice.risk == "high" { Colour::Red } else { Colour::Grey };
        let marac = MARAC.iter().find(|(code, _)| *code == notice.marac).map_or("", |(_, label)| label);
        let present = if self.present.is_empty() { "No child".to_owned() } else { self.present.join(", ") };
        let mut rows = vec![
            Row::new("Incident", format!("{}, number {}", dates::day(notice.incident_on), notice.incident_number)),
            Row::new("Grade of risk", parts::tag(pack.label("police-risk", &notice.risk), colour)),
            Row::new("Heard at a MARAC", marac),
            Row::new("Children who were there", present),
        ];
        if let Some(earlier) = &self.earlier {
            rows.push(Row::new("Repeat", self.repeat(context, earlier)));
        }
        rows.push(Row::new("Who responds", self.response()));
        rows
    }

    fn repeat(&self, context: &Context, earlier: &[Earlier]) -> Markup {
        let months = i64::from(context.pack.number("police-repeat"));
        let count = i64::try_from(earlier.len()).unwrap_or(i64::MAX);
        html! {
            @if earlier.is_empty() && self.unmatched {
                "Nobody in it is matched with a known person yet: say who they are to find out."
            } @else if earlier.is_empty() {
                "No: none about this family or these people in the " (dates::plural(months, "month")) " before."
            } @else {
                (parts::tag(&format!("Repeat: {count} before"), Colour::Yellow))
                " in " (dates::plural(months, "month")) ":"
                @for one in earlier {
                    br; a.govuk-link href={ "/contacts/" (one.id) } { (one.reference) }
                    ", " (dates::day(one.received_at.date()))
                    @if !one.risk.is_empty() {
                        ", " (context.pack.label("police-risk", &one.risk).to_lowercase()) " risk"
                    }
                }
            }
        }
    }

    fn response(&self) -> Markup {
        let notice = &self.notice;
        html! {
            @if notice.responder.is_empty() {
                "Nobody yet"
            } @else {
                (notice.responder)
                @if let Some(by) = notice.respond_by { ", by " (dates::day(by)) }
                @if !notice.response.is_empty() { br; span.eh-pre { (notice.response) } }
            }
            @if let Some(at) = notice.done_at {
                br; (parts::tag("Done", Colour::Green)) " " (dates::day(at.date())) ": "
                span.eh-pre { (notice.done) }
            }
        }
    }
}
