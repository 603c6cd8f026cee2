//! `/families/{id}/own-places`: who has a place of their own, what is shown in it, what waits, and what was said.

use super::{Keeps, name_in};
use crate::{
    records::{self, Release, Row, Saying},
    rules::{State, Subject},
};
use access::{Context, FamilyId, Permits, Visit, family};
use axum::extract::Path;
use cases::pages::header;
use people::Member;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Colour},
};

struct Places {
    family: FamilyId,
    rows: Vec<Row>,
    releases: Vec<Release>,
    said: Vec<Saying>,
    members: Vec<Member>,
}

impl Places {
    fn load(inside: &mut impl Permits, permit: &Keeps) -> Result<Self> {
        Ok(Self {
            family: permit.subject(),
            rows: records::list(inside.conn(), permit)?,
            releases: records::releases_of(inside.conn(), permit)?,
            said: records::of_family(inside.conn(), permit)?,
            members: people::records::members(inside.conn(), permit)?,
        })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let base = format!("/families/{}/own-places", self.family);
        html! {
            p.govuk-body {
                "Each person of the family can have a place of their own: they see there who helps, what was agreed and what \
                 was released to them, and say, agree or withdraw for themselves. You do not see into it. "
                "From " (context.pack.number("own-place-age")) " on, a young person can have their own."
            }
            p.govuk-body { (parts::button_link("Invite somebody", &format!("{base}/new"), "")) }
            @if self.rows.is_empty() { p.govuk-body { "Nobody of this family has one." } }
            @for row in &self.rows { (self.place(sheet, &base, row)) }
            @if !self.said.is_empty() { h2.govuk-heading-m { "What they say" } }
            @for one in &self.said { (self.saying(&base, one)) }
        }
    }

    fn place(&self, sheet: &Sheet, base: &str, row: &Row) -> Markup {
        let (name, of) = (name_in(&self.members, row.person_id), format!("{base}/{}", row.id));
        let colour = match row.state() {
            State::Open => Colour::Green,
            State::Invited => Colour::Yellow,
            State::Closed => Colour::Grey,
        };
        html! {
            div.eh-entry {
                h2.govuk-heading-m { (name) " " (parts::tag(row.state().label(), colour)) }
                p.govuk-body {
                    "Invited on " (dates::day(row.invited_at.date())) ", " (row.way.label().to_lowercase()) ". "
                    @match (row.state(), row.closed_at) {
                        (State::Closed, Some(at)) => {
                            "Closed on " (dates::day(at.date())) ": " (row.closed_why) ". Nothing shows them that it was."
                        },
                        (State::Open, _) if row.email.is_empty() => "They set it up, and gave no email address.",
                        (State::Open, _) => "They set it up, and can be told by email that there is something new.",
                        _ => "Not set up yet.",
                    }
                }
                @if row.state() != State::Closed {
                    ul.govuk-list {
                        @for kind in Subject::ALL {
                            li { a.govuk-link href={ (of) "/release/" (kind.code()) } {
                                @match kind { Subject::Plan => "Prepare the plan", Subject::Assessment => "Prepare the assessment", Subject::ChildPage => "Prepare a page for a child" }
                                span.govuk-visually-hidden { " for " (name) }
                            } }
                        }
                        li { a.govuk-link href={ (of) "/close" } { "Close it quietly" span.govuk-visually-hidden { ": " (name) } } }
                    }
                    (sheet.form_to(&format!("{of}/code"), html! {
                        button.govuk-button.govuk-button--secondary data-module="govuk-button" data-prevent-double-click="true" {
                            "Make a new code" span.govuk-visually-hidden { " for " (name) }
                        }
                    }))
                }
                @for one in self.releases.iter().filter(|one| one.place_id == row.id) {
                    p.govuk-body {
                        a.govuk-link href={ (base) "/releases/" (one.id) } { (one.kind.label()) ", prepared on " (dates::day(one.prepared_at.date())) }
                        ": " (one.stage())
                    }
                }
            }
        }
    }

    fn saying(&self, base: &str, one: &Saying) -> Markup {
        html! {
            p.govuk-body {
                a.govuk-link href={ (base) "/said/" (one.id) } { (one.kind.label()) ", " (name_in(&self.members, one.person_id)) ", " (dates::day(one.at.date())) }
                ": " @match (one.answered_at, one.due_on) {
                    (Some(at), _) => { "answered on " (dates::day(at.date())) },
                    (None, Some(due)) => { "to be answered by " (dates::day(due)) },
                    (None, None) => "heard",
                }
            }
        }
    }
}

pub(in crate::pages) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::KeepOwnPlaces, id)?;
            let places = Places::load(v, &permit)?;
            let sheet = v.context().sheet(Fields::default());
            let content = places.show(v, &sheet);
            header::sheet_page(v, &permit, "Places of their own", &sheet, content)
        })
        .await
}
