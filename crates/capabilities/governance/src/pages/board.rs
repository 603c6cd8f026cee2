//! `/boards/{id}`: the room of a board. What comes next stands first; who may see papers sees its meetings.

use super::shown::{keeps, rooms, text};
use crate::records::{
    BoardId, actions,
    actions::Action,
    agenda,
    agenda::Item,
    boards::{self, Board},
    meetings::{self, Meeting},
    seats::{self, Seat},
};
use access::{Context, Permits, View, Visit, board as acts};
use axum::extract::Path;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// So many meetings and decisions stand on the page.
const MEETINGS: i64 = 6;
const DECISIONS: usize = 6;

struct Room {
    of: Board,
    seats: Vec<Seat>,
    /// Only of those who may see papers.
    meetings: Option<Vec<Meeting>>,
    next: Option<Meeting>,
    decisions: Vec<(Meeting, Item)>,
    late: Vec<Action>,
    by: chrono::NaiveDate,
    keeps: bool,
    seats_people: bool,
}

impl Room {
    fn load(v: &mut View<'_>, id: BoardId) -> Result<Self> {
        let permit = v.permit(acts::SeePlan, id)?;
        let of = boards::find(v.conn(), &permit)?;
        let (today, sees) = (v.today, v.may(acts::See, id)?);
        let mut room = Self {
            seats: seats::on(v.conn(), id, today)?,
            meetings: None,
            next: meetings::next_open(v.conn(), id)?,
            decisions: vec![],
            late: vec![],
            by: of.next_by(meetings::last_held(v.conn(), id)?.unwrap_or(of.founded_on)),
            keeps: keeps(v, id)?,
            seats_people: v.may(acts::Seat, id)?,
            of,
        };
        let open = actions::list(v.conn(), &permit)?;
        room.late = open.into_iter().filter(|one| one.done_at.is_none() && one.due_on < today).collect();
        if sees {
            let permit = v.permit(acts::See, id)?;
            room.meetings = Some(meetings::list(v.conn(), id, MEETINGS)?);
            room.decisions = agenda::decisions(v.conn(), &permit, DECISIONS)?;
        }
        Ok(room)
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { (self.of.name) }
            (rooms(&self.of, ""))
            @if self.of.ended_at.is_some() { (parts::inset(html! { "This board has ended." })) }
            (self.next(context))
            @if !self.late.is_empty() { (self.late_actions()) }
            @if let Some(all) = &self.meetings { (self.meetings(all)) (self.decided()) }
            (self.people(context))
            (self.about(context))
        }
    }

    fn next(&self, context: &Context) -> Markup {
        let plan = format!("/boards/{}/meetings/new", self.of.id);
        html! {
            section.eh-next {
                @match &self.next {
                    Some(next) => {
                        p.govuk-body {
                            strong { "Next meeting: " (dates::day(next.held_on)) }
                            @if !next.starts.is_empty() { ", " (next.starts) }
                            @if !next.place.is_empty() { ", " (next.place) }
                            ". " (next.stand()) ". "
                            @if next.held_on > self.by { (parts::tag("Later than the board meets", Colour::Red)) }
                            @if next.held_on < context.today { (parts::tag("Not closed", Colour::Red)) }
                        }
                        @if self.meetings.is_some() {
                            p.govuk-body { a.govuk-link href=(next.href()) { "Agenda and papers" } }
                        }
                    }
                    None => {
                        p.govuk-body {
                            strong { "No meeting is planned." } " It meets every "
                            (dates::plural(self.of.every, "month")) ": the next one is to be held by "
                            (dates::day(self.by)) ". "
                            @if self.by < context.today { (parts::tag("Late", Colour::Red)) }
                        }
                    }
                }
                @if self.keeps && self.of.ended_at.is_none() {
                    p.govuk-body { a.govuk-link href=(plan) { "Plan a meeting" } }
                }
            }
        }
    }

    fn late_actions(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Actions that are late" }
            ul.govuk-list.eh-rows {
                @for action in self.late.iter().take(10) {
                    li {
                        a.govuk-link href={ "/board-actions/" (action.id) } { (action.what) }
                        ", by " (dates::day(action.due_on)) " " (parts::tag("Late", Colour::Red))
                    }
                }
            }
        }
    }

    fn meetings(&self, all: &[Meeting]) -> Markup {
        html! {
            h2.govuk-heading-m { "Meetings" }
            @if all.is_empty() { p.govuk-body { "There was none yet." } }
            ul.govuk-list.eh-rows {
                @for meeting in all {
                    li {
                        a.govuk-link href=(meeting.href()) { (dates::day(meeting.held_on)) }
                        ": " (meeting.stand())
                    }
                }
            }
            @if i64::try_from(all.len()).unwrap_or(0) == MEETINGS {
                p.govuk-body { a.govuk-link href={ "/boards/" (self.of.id) "/meetings" } { "All meetings" } }
            }
        }
    }

    fn decided(&self) -> Markup {
        html! {
            @if !self.decisions.is_empty() {
                h2.govuk-heading-m { "What was decided last" }
                ul.govuk-list.eh-rows {
                    @for (meeting, item) in &self.decisions {
                        li {
                            strong { (item.title) } ": " (item.decided) " "
                            span.eh-muted {
                                "(" a.govuk-link href=(meeting.href()) { (dates::day(meeting.held_on)) } ")"
                            }
                        }
                    }
                }
            }
        }
    }

    fn people(&self, context: &Context) -> Markup {
        let rows = self.seats.iter().map(|seat| {
            vec![
                html! { (seat.name) @if seat.account_id.is_none() { " " span.eh-muted { "(no account)" } } },
                html! { (seat.capacity.label()) },
                html! { (seat.organisation) @if !seat.job.is_empty() { ", " (seat.job) } },
                html! {
                    @if self.seats_people {
                        a.govuk-link href={ "/board-seats/" (seat.id) } {
                            (dates::day(seat.until_on))
                            span.govuk-visually-hidden { ": change the term of " (seat.name) }
                        }
                    } @else { (dates::day(seat.until_on)) }
                },
            ]
        });
        let quorum = agenda::quorum(&context.pack);
        let voting = self.seats.iter().filter(|seat| seat.capacity.votes()).count();
        html! {
            h2.govuk-heading-m { "Who sits on it" }
            (parts::table("", &["Name", "As", "For", "Until"], rows.collect()))
            p.govuk-body {
                "It decides when at least " (quorum.needs(voting)) " of " (voting)
                " voting members take part, from at least " (quorum.organisations) " organisations."
            }
            @if self.seats_people {
                p.govuk-body {
                    a.govuk-link href={ "/boards/" (self.of.id) "/seats" } { "Add a member, and former members" }
                }
            }
        }
    }

    fn about(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "What it is for" }
            (text(&self.of.purpose))
            @if !self.of.answers_to.is_empty() { p.govuk-body { "It answers to " (self.of.answers_to) "." } }
            @if !context.pack.terms("board-principle").is_empty() {
                p.govuk-body { a.govuk-link href="/strategy" { "Our vision and principles" } }
            }
            @if self.seats_people {
                p.govuk-body { a.govuk-link href={ "/boards/" (self.of.id) "/change" } { "Change what it is" } }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let room = Room::load(v, id)?;
            Ok(v.frame.page_back(&room.of.name, "/boards", room.show(v)))
        })
        .await
}

pub(super) async fn meetings(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::See, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let all = meetings::list(v.conn(), id, 100)?;
            let content = html! {
                h1.govuk-heading-l { "Meetings: " (of.name) }
                ul.govuk-list.eh-rows {
                    @for meeting in &all {
                        li {
                            a.govuk-link href=(meeting.href()) { (dates::day(meeting.held_on)) } ": " (meeting.stand())
                        }
                    }
                }
            };
            Ok(v.frame.page_back("Meetings", &format!("/boards/{id}"), content))
        })
        .await
}
