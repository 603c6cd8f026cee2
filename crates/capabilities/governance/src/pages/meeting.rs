//! `/board-meetings/{id}`: a meeting from its agenda to approved minutes; the next thing to do stands first.

use super::shown::{names, text};
use crate::{
    records::{
        ItemId, MeetingId, SeatId,
        actions::{self, Action},
        agenda::{self, Interest, Item},
        boards::{self, Board},
        meetings::{self, Meeting},
        papers::{self, Paper},
        seats::Seat,
    },
    rules::meetings::{Attended, Wants},
};
use access::{AccountId, Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Colour};

pub(super) struct Whole {
    pub of: Board,
    pub meeting: Meeting,
    pub items: Vec<Item>,
    pub papers: Vec<Paper>,
    pub interests: BTreeMap<ItemId, Vec<Interest>>,
    pub seats: Vec<Seat>,
    pub came: BTreeMap<SeatId, Attended>,
    pub actions: Vec<Action>,
    pub owners: BTreeMap<AccountId, String>,
    pub keeps: bool,
}

impl Whole {
    pub fn load(inside: &mut impl Permits, id: MeetingId) -> Result<Self> {
        let permit = inside.permit(acts::See, id)?;
        let meeting = meetings::find(inside.conn(), &permit)?;
        let items = agenda::list(inside.conn(), &permit)?;
        let papers = papers::list(inside.conn(), &permit)?;
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        let actions = actions::of_items(inside.conn(), &permit, &ids)?;
        let owners = papers.iter().map(|one| one.owner_id).chain(actions.iter().map(|one| one.owner_id));
        Ok(Self {
            of: boards::load(inside.conn(), meeting.board_id)?,
            interests: agenda::interests(inside.conn(), &permit)?,
            seats: meetings::seats(inside.conn(), &meeting)?,
            came: meetings::attendance(inside.conn(), &permit)?,
            owners: names(inside, owners.collect::<Vec<_>>().into_iter())?,
            keeps: inside.may(acts::Keep, id)?,
            meeting,
            items,
            papers,
            actions,
        })
    }

    pub fn title(&self) -> String {
        format!("{}, {}", self.of.name, dates::day(self.meeting.held_on))
    }

    pub fn owner(&self, id: AccountId) -> &str {
        self.owners.get(&id).map_or("", String::as_str)
    }

    /// Who sits there: the name behind a seat.
    pub fn seat(&self, id: SeatId) -> &str {
        self.seats.iter().find(|seat| seat.id == id).map_or("", |seat| seat.name.as_str())
    }

    fn at(&self, step: &str) -> String {
        format!("{}/{step}", self.meeting.href())
    }

    fn open(&self) -> bool {
        self.meeting.closed_at.is_none()
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (self.title()) }
            p.govuk-body {
                @if !self.meeting.starts.is_empty() { (self.meeting.starts) ", " }
                @if !self.meeting.place.is_empty() { (self.meeting.place) ". " }
                strong { (self.meeting.stand()) "." }
                @if self.open() && self.meeting.held_on < context.today { " " (parts::tag("Not closed", Colour::Red)) }
            }
            @if !self.meeting.not_held.is_empty() { p.govuk-body { "Why: " (self.meeting.not_held) } }
            @if self.keeps { (self.next(context, sheet)) }
            (self.others())
            (self.agenda(context))
            (self.loose_papers(context))
            (self.attended())
            (self.minutes())
        };
        context.frame.sheet_page(&self.title(), &format!("/boards/{}", self.of.id), sheet, content)
    }

    /// What whoever keeps the board does next.
    fn next(&self, context: &Context, sheet: &Sheet) -> Markup {
        let came = !self.came.is_empty();
        let has_come = self.meeting.held_on <= context.today;
        html! {
            section.eh-next {
                @if self.open() && self.meeting.sent_at.is_none() && !has_come {
                    @let by = self.meeting.papers_by(&context.pack);
                    p.govuk-body {
                        strong { "Next: make the agenda, ask for papers, and send both by " (dates::day(by)) } " "
                        @if by < context.today { (parts::tag("Late", Colour::Red)) }
                    }
                    (sheet.form_to(&self.at("send"), html! {
                        (parts::button_named("Send agenda and papers", "govuk-button--secondary", "send", "yes"))
                    }))
                } @else if self.open() && has_come && !came {
                    p.govuk-body { strong { "Next: say who came" } }
                    (parts::button_link("Who came?", &self.at("attendance"), ""))
                } @else if self.open() && has_come {
                    p.govuk-body { strong { "Next: keep what was decided on each item, then close the meeting" } }
                    (sheet.form_to(&self.at("close"), html! {
                        (parts::button_named("Close the meeting", "govuk-button--secondary", "close", "yes"))
                    }))
                } @else if self.open() {
                    p.govuk-body {
                        "Agenda and papers are out. The meeting is on " (dates::day(self.meeting.held_on)) "."
                    }
                } @else if !self.meeting.not_held.is_empty() {
                    p.govuk-body { "What was on its agenda goes on to the next meeting." }
                } @else if self.meeting.minutes_at.is_none() {
                    p.govuk-body {
                        strong { "Next: write the minutes" }
                        @if !self.meeting.corrections.is_empty() {
                            ". They were given back: " (self.meeting.corrections)
                        }
                    }
                    (parts::button_link("Write the minutes", &self.at("minutes"), ""))
                } @else if self.meeting.approved_at.is_none() {
                    p.govuk-body { strong { "Next: somebody other than " (self.meeting.minutes_name)
                        " approves the minutes at the next meeting" } }
                    (parts::button_link("Approve the minutes, or give them back", &self.at("approval"), ""))
                } @else { p.govuk-body { "All of it is done. Actions go on until they are done." } }
            }
        }
    }

    fn others(&self) -> Markup {
        html! {
            div.eh-actions {
                a.govuk-link href=(self.at("pack")) { "All papers in one print" }
                @if self.keeps && self.open() {
                    a.govuk-link href=(self.at("items/new")) { "Add an item" }
                    a.govuk-link href=(self.at("papers/new")) { "Ask for a paper" }
                    @if !self.came.is_empty() { a.govuk-link href=(self.at("attendance")) { "Who came?" } }
                    a.govuk-link href=(self.at("change")) { "Move the meeting" }
                    a.govuk-link href=(self.at("not-held")) { "It is not held" }
                }
                @if self.keeps && self.meeting.minutes_at.is_some() && self.meeting.approved_at.is_none() {
                    a.govuk-link href=(self.at("minutes")) { "Change the minutes" }
                }
            }
        }
    }

    fn agenda(&self, context: &Context) -> Markup {
        let all: i64 = self.items.iter().map(|item| item.takes).sum();
        html! {
            h2.govuk-heading-m { "Agenda" }
            @if self.items.is_empty() { p.govuk-body { "Nothing is on it yet." } }
            ol.govuk-list.eh-rows {
                @for (n, item) in (1..).zip(&self.items) { li { (self.item(context, n, item)) } }
            }
            @if all > 0 { p.govuk-body { "All together " (dates::plural(all, "minute")) "." } }
        }
    }

    fn item(&self, context: &Context, n: usize, item: &Item) -> Markup {
        html! {
            h3.govuk-heading-s.eh-group-heading { (n) ". " (item.title) }
            p.govuk-body-s {
                (dates::plural(item.takes, "minute")) ", " (item.lead) ". " (item.wants.label())
                @if !item.asked.is_empty() { ": " (item.asked) }
                @if item.put_off > 0 { ". Put off " (dates::plural(item.put_off, "time")) " before" }
            }
            @for paper in self.papers.iter().filter(|paper| paper.item_id == Some(item.id)) {
                p.govuk-body-s { "Paper: " (self.paper(context, paper)) }
            }
            (self.declared(item))
            (self.became(item))
            @for action in self.actions.iter().filter(|action| action.item_id == Some(item.id)) {
                p.govuk-body-s {
                    "Action: " a.govuk-link href={ "/board-actions/" (action.id) } { (action.what) }
                    ", " (self.owner(action.owner_id)) ", by " (dates::day(action.due_on)) " " (state(context, action))
                }
            }
            @if self.keeps && (self.open() || self.meeting.not_held.is_empty()) { (self.ways(item)) }
        }
    }

    fn ways(&self, item: &Item) -> Markup {
        let at = |step: &str| format!("/board-items/{}{step}", item.id);
        let of = html! { span.govuk-visually-hidden { ": " (item.title) } };
        html! {
            p.govuk-body-s.eh-actions.eh-noprint {
                @if self.open() {
                    @if item.wants == Wants::Decision || item.outcome.is_some() || !self.came.is_empty() {
                        a.govuk-link href=(at("/decision")) { "What was decided?" (of) }
                    }
                    a.govuk-link href=(at("/interest")) { "Declare an interest" (of) }
                    a.govuk-link href=(at("")) { "Change" (of) }
                }
                a.govuk-link href={ "/boards/" (self.of.id) "/actions/new?item=" (item.id) } { "Add an action" (of) }
            }
        }
    }

    pub fn declared(&self, item: &Item) -> Markup {
        html! {
            @for one in self.interests.get(&item.id).into_iter().flatten() {
                p.govuk-body-s {
                    strong { "Interest" } ": " (self.seat(one.seat_id)) ", " (one.what) ". Takes no part in deciding."
                }
            }
        }
    }

    pub fn became(&self, item: &Item) -> Markup {
        let who: Vec<&str> =
            item.took_part.0.iter().map(|seat| self.seat(*seat)).filter(|one| !one.is_empty()).collect();
        html! {
            @if let Some(outcome) = item.outcome {
                p.govuk-body {
                    strong { (outcome.label()) } @if !item.decided.is_empty() { ": " (item.decided) }
                    @if outcome.decides() && !who.is_empty() { " " span.eh-muted { "(" (who.join(", ")) ")" } }
                }
            }
        }
    }

    fn paper(&self, context: &Context, paper: &Paper) -> Markup {
        html! {
            a.govuk-link href=(paper.href()) { (paper.title) }
            @match paper.given_at {
                None => {
                    ", " (self.owner(paper.owner_id)) ", due " (dates::day(paper.due_on)) " "
                    @if paper.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                    @else { (parts::tag("To be given", Colour::Yellow)) }
                }
                Some(at) if self.meeting.sent_at.is_some_and(|sent| at > sent) => {
                    " " (parts::tag("Given after the papers went out", Colour::Yellow))
                }
                Some(_) => {}
            }
        }
    }

    fn loose_papers(&self, context: &Context) -> Markup {
        let loose: Vec<&Paper> = self.papers.iter().filter(|paper| paper.item_id.is_none()).collect();
        html! {
            @if !loose.is_empty() {
                h2.govuk-heading-m { "Other papers" }
                ul.govuk-list.eh-rows { @for paper in loose { li { (self.paper(context, paper)) } } }
            }
            @if self.meeting.sent_at.is_none() && !self.keeps && self.open() {
                p.govuk-body {
                    "Papers are not out yet: they come by " (dates::day(self.meeting.papers_by(&context.pack))) "."
                }
            }
        }
    }

    pub fn attended(&self) -> Markup {
        html! {
            @if !self.came.is_empty() {
                h2.govuk-heading-m { "Who came" }
                @for attended in Attended::ALL {
                    @let who: Vec<String> = self.who(*attended);
                    @if !who.is_empty() { p.govuk-body { strong { (attended.label()) } ": " (who.join("; ")) } }
                }
                @if !self.meeting.others.is_empty() { p.govuk-body { strong { "Besides" } ": " (self.meeting.others) } }
            }
        }
    }

    fn who(&self, attended: Attended) -> Vec<String> {
        let came = |seat: &&Seat| self.came.get(&seat.id) == Some(&attended);
        self.seats.iter().filter(came).map(|seat| format!("{}, {}", seat.name, seat.organisation)).collect()
    }

    pub fn minutes(&self) -> Markup {
        let meeting = &self.meeting;
        html! {
            @if !meeting.minutes.is_empty() && (meeting.minutes_at.is_some() || self.keeps) {
                h2.govuk-heading-m { "Minutes" }
                p.govuk-body {
                    "Written by " (meeting.minutes_name) ". "
                    @match (meeting.approved_at, meeting.minutes_at) {
                        (Some(at), _) => { "Approved by " (meeting.approved_name) " on " (dates::day(at.date())) "." }
                        (None, Some(_)) => "Not approved yet.",
                        (None, None) => "A draft, which members do not see yet.",
                    }
                }
                (text(&meeting.minutes))
                @if meeting.approved_at.is_some() && !meeting.corrections.is_empty() {
                    p.govuk-body { strong { "Put right when they were approved" } ": " (meeting.corrections) }
                }
            }
        }
    }
}

pub(super) fn state(context: &Context, action: &Action) -> Markup {
    match action.done_at {
        Some(_) => parts::tag("Done", Colour::Green),
        None if action.due_on < context.today => parts::tag("Late", Colour::Red),
        None => html! {},
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let whole = Whole::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(whole.show(v, &sheet))
        })
        .await
}

pub(super) async fn send(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            if sheet.heed(meetings::send(change.tx, &permit))?.is_none() {
                let whole = Whole::load(change, id)?;
                return Sheet::again(whole.show(change, sheet));
            }
            Ok(format!("/board-meetings/{id}?done=saved"))
        })
        .await
}

pub(super) async fn close(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let pack = change.pack.clone();
            if sheet.heed(meetings::close(change.tx, &permit, &pack))?.is_none() {
                let whole = Whole::load(change, id)?;
                return Sheet::again(whole.show(change, sheet));
            }
            Ok(format!("/board-meetings/{id}?done=saved"))
        })
        .await
}
