//! `/panels/{id}`: what a panel is for, who is of it, when it meets; and its calendar.

use crate::{
    records::{self, Meeting, Member, Panel, PanelId},
    rules::Decision,
};
use access::{Context, Permits, View, Visit, accounts, nobody, panel as acts};
use axum::{extract::Path, response::Response};
use web::{
    Markup, Result,
    calendar::{self, Entry, When},
    dates, html, parts,
    parts::Row,
};

/// The most of the meetings that have been.
const MOST: i64 = 12;

struct One {
    panel: Panel,
    chair: Option<String>,
    deputy: Option<String>,
    members: Vec<Member>,
    meetings: Vec<Meeting>,
    attends: bool,
    chairs: bool,
}

impl One {
    fn load(v: &mut View<'_>, id: PanelId) -> Result<Self> {
        let permit = v.allow(nobody::SeePanels)?;
        let (panel, today) = (records::find_panel(v.conn(), &permit, id)?, v.today);
        let names = accounts::names(v.conn(), &panel.chairs())?;
        let name = |id: Option<access::AccountId>| id.and_then(|id| names.get(&id).cloned());
        Ok(Self {
            chair: name(panel.chair_id),
            deputy: name(panel.deputy_id),
            members: records::members(v.conn(), id)?,
            meetings: in_turn(records::list_meetings(v.conn(), id, MOST)?, today),
            attends: v.may(acts::Attend, id)?,
            chairs: v.may(acts::Chair, id)?,
            panel,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let Panel { id, name, outside, .. } = &self.panel;
        html! {
            h1.govuk-heading-l { (name) }
            (self.summary(context))
            div.govuk-button-group {
                @if context.may_alone(nobody::ConsultPanel) && !outside {
                    (parts::button_link("Ask without a name", &format!("/panels/{id}/consultation"), "govuk-button--secondary"))
                }
                @if self.chairs && !outside {
                    (parts::button_link("Plan a meeting", &format!("/panels/{id}/meetings/new"), "govuk-button--secondary"))
                }
                @if context.may_alone(nobody::KeepPanels) {
                    a.govuk-link href={ "/panels/" (id) "/change" } { "Change the panel" }
                }
            }
            (self.who(context))
            @if !outside { (self.when(context)) }
        }
    }

    fn summary(&self, context: &Context) -> Markup {
        let panel = &self.panel;
        let gives: Vec<&str> = Decision::ALL
            .iter()
            .filter(|one| panel.can_give(**one) && !one.is_always_there())
            .map(|one| one.label())
            .collect();
        let yes = |yes: bool| if yes { "Yes" } else { "No" };
        let mut rows = vec![
            Row::new("What it is for", panel.purpose.as_str()),
            Row::new("How often it meets", panel.often.as_str()),
            Row::new("How one comes to it", panel.ways_in.as_str()),
            Row::new("Works from the assessment", yes(panel.uses_assessment)),
            Row::new("The family is invited", yes(panel.family_invited)),
            Row::new("What it can give", gives.join(", ")),
            Row::new(
                "Decides within",
                match panel.clock {
                    1 => "1 working day".to_owned(),
                    days => format!("{days} working days"),
                },
            ),
            Row::new("Who may send to it", self.senders()),
        ];
        if panel.outside {
            let how = if panel.reach.is_empty() { "Not known yet" } else { panel.reach.as_str() };
            rows.push(Row::new("Keeps a system of its own. How it is reached", how));
        } else {
            rows.push(Row::new("Chair", self.chair.clone().unwrap_or_else(|| "Nobody yet: a manager chooses".into())));
            if let Some(deputy) = &self.deputy {
                rows.push(Row::new("Stands in", deputy.clone()));
            }
        }
        let papers = context.pack.number("panel-papers");
        let sight = context.pack.number("panel-sight");
        if !panel.outside {
            let told = format!("From {papers} working days before the meeting until {sight} after it");
            rows.push(Row::new("When members see what is on the agenda", told));
        }
        parts::summary_list(rows)
    }

    fn senders(&self) -> String {
        let roles = access::Role::ALL.iter().filter(|role| self.panel.senders.0.iter().any(|code| code == role.code()));
        roles.map(|role| role.label()).collect::<Vec<_>>().join(", ")
    }

    fn who(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "Members" }
            @if self.members.is_empty() {
                p.govuk-body { "Nobody is named yet." }
            } @else {
                ul.govuk-list {
                    @for member in &self.members {
                        li { (member.name) ", " (member.profession) ", " (member.organisation) }
                    }
                }
            }
            @if context.may_alone(nobody::KeepPanels) {
                p.govuk-body { a.govuk-link href={ "/panels/" (self.panel.id) "/members" } { "Change the members" } }
            }
        }
    }

    fn when(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "Meetings" }
            @if self.meetings.is_empty() {
                p.govuk-body { "None is planned." }
            } @else {
                ul.govuk-list {
                    @for meeting in &self.meetings { li { (self.meeting(context, meeting)) } }
                }
            }
            p.govuk-body {
                a.govuk-link href={ "/panels/" (self.panel.id) "/calendar.ics" } { "The meetings as a calendar file" }
            }
        }
    }

    fn meeting(&self, context: &Context, meeting: &Meeting) -> Markup {
        let day = dates::day(meeting.held_on);
        let state = match meeting.closed_at {
            Some(_) => "closed",
            None if meeting.held_on < context.today => "not closed yet",
            None => "to come",
        };
        html! {
            @if self.attends {
                a.govuk-link href={ "/panel-meetings/" (meeting.id) } { (day) }
            } @else { (day) }
            @if !meeting.starts.is_empty() { ", " (meeting.starts) }
            @if !meeting.place.is_empty() { ", " (meeting.place) }
            ": " (state)
        }
    }
}

/// Those to come first, the next of them before the others; then those that have been, the newest first.
fn in_turn(all: Vec<Meeting>, today: chrono::NaiveDate) -> Vec<Meeting> {
    let (mut to_come, past): (Vec<Meeting>, Vec<Meeting>) = all.into_iter().partition(|one| one.held_on >= today);
    to_come.reverse();
    to_come.into_iter().chain(past).collect()
}

pub(super) async fn page(visit: Visit, Path(id): Path<PanelId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let one = One::load(v, id)?;
            Ok(v.frame.page_back(&one.panel.name, "/panels", one.show(v)))
        })
        .await
}

pub(super) async fn calendar(visit: Visit, Path(id): Path<PanelId>) -> Result<Response> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::SeePanels)?;
            let panel = records::find_panel(v.conn(), &permit, id)?;
            let meetings = records::list_meetings(v.conn(), id, 100)?;
            let entries: Vec<Entry> = meetings.iter().map(|meeting| entry(&panel, meeting)).collect();
            Ok(calendar::file("panel", &entries, v.now))
        })
        .await
}

/// A meeting as a calendar knows it: the hour is kept as people write it, and stands with the place.
fn entry(panel: &Panel, meeting: &Meeting) -> Entry {
    let place = [meeting.starts.as_str(), meeting.place.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let when = When::Day(meeting.held_on);
    Entry { id: meeting.id.to_string(), title: panel.name.clone(), place: place.join(", "), when }
}
