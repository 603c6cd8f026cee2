//! `/panel-meetings/{id}`: the agenda in the fair order; from it whoever chairs goes from item to item.

use super::shown::needs;
use crate::records::{self, Agenda, Item, MeetingId};
use access::{Context, FamilyId, PanelItemFacts, Permits, View, Visit, decide, nobody, panel as acts, panel_item};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use waiting::Priority;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Colour};

struct Page {
    agenda: Agenda,
    names: BTreeMap<FamilyId, (String, String)>,
    came: usize,
    kept: bool,
    chairs: bool,
}

impl Page {
    fn load(inside: &mut impl Permits, id: MeetingId) -> Result<Self> {
        let permit = inside.permit(acts::Attend, id)?;
        let pack = inside.context().pack.clone();
        let agenda = records::agenda(inside.conn(), &permit, &pack)?;
        let families: Vec<FamilyId> = agenda.items.iter().filter_map(|(item, _)| item.family_id).collect();
        let names = people::records::names(inside.conn(), &families)?;
        let attendance = records::attendance(inside.conn(), &permit)?;
        let came = attendance.values().filter(|came| **came == crate::rules::Attended::Came).count();
        let kept = !attendance.is_empty() || !agenda.meeting.others.is_empty();
        Ok(Self { chairs: inside.may(acts::Chair, id)?, names, came, kept, agenda })
    }

    fn families(&self) -> Vec<FamilyId> {
        self.names.keys().copied().collect()
    }

    fn title(&self) -> String {
        format!("{}, {}", self.agenda.panel.name, dates::day(self.agenda.meeting.held_on))
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let Agenda { meeting, items, .. } = &self.agenda;
        let open = items.iter().filter(|(item, _)| self.waits(item)).count();
        let at = |page: &str| format!("/panel-meetings/{}{page}", meeting.id);
        let content = html! {
            h1.govuk-heading-l { (self.title()) }
            p.govuk-body {
                @if !meeting.starts.is_empty() { (meeting.starts) ", " }
                @if !meeting.place.is_empty() { (meeting.place) ". " }
                (items.len()) " on the agenda, " (open) " not decided. "
                @if self.kept { (self.came) " members came. " }
                @if !meeting.not_held.is_empty() {
                    "It was not held: " (meeting.not_held)
                } @else if let Some(closed) = meeting.closed_at { "Closed on " (dates::day(closed.date())) "." }
            }
            @if self.agenda.unseen > 0 {
                p.govuk-body.eh-muted {
                    (self.agenda.unseen) " more you do not see: you have a tie to the family, or it may not be told of to you."
                }
            }
            div.govuk-button-group {
                @if self.chairs && open > 0 && meeting.closed_at.is_none() {
                    (parts::button_link("Decide the next", &at("/next"), ""))
                }
                (parts::button_link("Papers to print", &at("/papers"), "govuk-button--secondary"))
                @if self.chairs && meeting.closed_at.is_none() {
                    (parts::button_link("Who came?", &at("/attendance"), "govuk-button--secondary"))
                    a.govuk-link href=(at("/move")) { "Move the meeting" }
                    a.govuk-link href=(at("/not-held")) { "It is not held" }
                }
            }
            @if items.is_empty() {
                p.govuk-body { "Nothing is on the agenda." }
            } @else {
                ol.govuk-list.govuk-list--number {
                    @for (item, facts) in items { li { (self.line(context, item, facts)) } }
                }
            }
            @if self.chairs && meeting.closed_at.is_none() {
                (sheet.form_to(&at("/close"), html! {
                    @for field in ["close", "attendance"] {
                        @if let Some(error) = sheet.errors.of(field) {
                            p.govuk-error-message id=(field) { span.govuk-visually-hidden { "Error:" } " " (error) }
                        }
                    }
                    (parts::button_named("Close the meeting", "govuk-button--secondary", "close", "yes"))
                }))
            }
        };
        context.frame.sheet_page(&self.title(), &format!("/panels/{}", self.agenda.panel.id), sheet, content)
    }

    /// Whether it is not decided in this meeting.
    fn waits(&self, item: &Item) -> bool {
        item.is_open() && !self.agenda.decided.contains_key(&item.id)
    }

    /// One line, as short as it can be read: sixty of them are one page.
    fn line(&self, context: &Context, item: &Item, facts: &PanelItemFacts) -> Markup {
        let family = item.family_id.and_then(|family| self.names.get(&family));
        let name = family.map_or_else(|| "Without a name".to_owned(), |(name, _)| format!("{name} family"));
        let decides = self.waits(item) && decide(&context.actor, panel_item::Decide, facts).allows();
        let page = if decides { "/decision" } else { "" };
        html! {
            a.govuk-link href={ "/panel-items/" (item.id) (page) } { (name) }
            ", level " (item.level)
            @match item.priority {
                Priority::Urgent => { ", " strong { "urgent" } }
                Priority::Soon => ", soon",
                Priority::Routine => {},
            }
            ": " (needs(context, item, 2))
            ". " ((context.today - item.since_on).num_days()) " days"
            @if item.put_off > 0 { ", put off" }
            @match self.agenda.decided.get(&item.id) {
                Some(decided) => { ". " strong { (decided.line()) } }
                None if item.due_on < context.today && item.is_open() => { " " (parts::tag("Late", Colour::Red)) }
                None => {},
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Page::load(v, id)?;
            // the entry of a list names whom it showed: that of a meeting cannot
            let list = v.allow(nobody::SeePanels)?;
            v.showed(&list, page.agenda.items.len(), &page.families());
            let sheet = v.sheet(Fields::default)?;
            Ok(page.show(v, &sheet))
        })
        .await
}

/// Leads to the next item that is not decided.
pub(super) async fn next(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let to = visit.view(move |v| next_of(v, id)).await?;
    Ok(web::see_other(&to))
}

fn next_of(v: &mut View<'_>, id: MeetingId) -> Result<String> {
    let permit = v.permit(acts::Chair, id)?;
    let pack = v.pack.clone();
    Ok(match records::next_undecided(v.conn(), &permit, &pack)? {
        Some(item) => format!("/panel-items/{item}/decision"),
        None => format!("/panel-meetings/{id}"),
    })
}

pub(super) async fn close(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Chair, id)?;
            let pack = change.pack.clone();
            if sheet.heed(records::close(change.tx, &permit, &pack))?.is_none() {
                let page = Page::load(change, id)?;
                return Sheet::again(page.show(change, sheet));
            }
            Ok(format!("/panel-meetings/{id}?done=saved"))
        })
        .await
}

const NOT_HELD: &str = "The meeting is not held";

fn question(inside: &impl Permits, id: MeetingId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (NOT_HELD) }
        p.govuk-body { "What is on its agenda goes on to the next meeting, and stays due when it was." }
        (sheet.form(html! {
            (sheet.text("reason", "Why?"))
            (parts::button("It is not held"))
        }))
    };
    inside.context().frame.sheet_page(NOT_HELD, &format!("/panel-meetings/{id}"), sheet, content)
}

pub(super) async fn not_held_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Chair, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(question(v, id, &sheet))
        })
        .await
}

pub(super) async fn not_held_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Chair, id)?;
            let why = sheet.optional("reason", 500);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::not_held(change.tx, &permit, &why))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(question(change, id, sheet));
            }
            Ok(format!("/panel-meetings/{id}?done=saved"))
        })
        .await
}
