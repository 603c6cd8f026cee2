//! `/panel-meetings/{id}/attendance`: who came, who sent word, who did not.

use crate::{
    records::{self, Meeting, MeetingId, Member},
    rules::Attended,
};
use access::{Permit, Permits, Visit, panel as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Who came?";

struct Page {
    meeting: Meeting,
    /// The members, each with the name of their field.
    members: Vec<(String, Member)>,
}

impl Page {
    fn load(inside: &mut impl Permits, permit: &Permit<MeetingId, acts::Chair>) -> Result<Self> {
        let meeting = records::find_meeting(inside.conn(), permit)?;
        let members = records::members(inside.conn(), meeting.panel_id)?;
        let members = members.into_iter().map(|member| (format!("came-{}", member.id), member)).collect();
        Ok(Self { meeting, members })
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let words = || Attended::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body { "Meeting of " (web::dates::day(self.meeting.held_on)) "." }
            (sheet.form(html! {
                @for (name, member) in &self.members {
                    (sheet.radios(name, format!("{}, {}, {}", member.name, member.profession, member.organisation))
                        .inline().items(words()))
                }
                @if self.members.is_empty() { p.govuk-body { "The panel has no members yet. Name below who came." } }
                (sheet.text("others", "Who came besides?").hint("Guests, families by first name, who took notes."))
                (parts::button("Save"))
            }))
        };
        inside.context().frame.sheet_page(TITLE, &format!("/panel-meetings/{}", self.meeting.id), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Chair, id)?;
            let page = Page::load(v, &permit)?;
            let kept = records::attendance(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                let first = Fields::default().with("others", page.meeting.others.as_str());
                page.members.iter().fold(first, |fields, (name, member)| match kept.get(&member.id) {
                    Some(came) => fields.with(name, came.code()),
                    None => fields,
                })
            })?;
            Ok(page.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Chair, id)?;
            let page = Page::load(change, &permit)?;
            let others = sheet.optional("others", 1_000);
            let said = |(name, member): &(String, Member)| Some((member.id, Attended::parse(sheet.fields.get(name))?));
            let who: Vec<_> = page.members.iter().filter_map(said).collect();
            if who.is_empty() && others.is_empty() {
                sheet.errors.add("others", "Say of at least one person whether they came");
            }
            if !sheet.is_valid() {
                return Sheet::again(page.show(change, sheet));
            }
            if sheet.heed(records::keep_attendance(change.tx, &permit, &who, &others))?.is_none() {
                return Sheet::again(page.show(change, sheet));
            }
            Ok(format!("/panel-meetings/{id}?done=saved"))
        })
        .await
}
