//! `/runs/{id}/sessions/{n}`: the register. Twelve people in ten seconds on a phone: one button says that everybody of
//! whom nothing else is said came.

use crate::{
    events,
    records::{self, EnrolmentId, Member, Run, RunId, Session},
    rules::Mark,
    running,
};
use access::{Context, FamilyId, Permits, Sight, Visit, nobody, run};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// A session with those who are expected, and what its register says already.
struct Register {
    run: Run,
    programme: String,
    session: Session,
    group: Vec<Member>,
    kept: BTreeMap<EnrolmentId, Mark>,
}

impl Register {
    fn load(inside: &mut impl Permits, sight: &Sight<RunId>, n: i64) -> Result<Self> {
        let run = records::find_run(inside.conn(), sight)?;
        let session = records::find_session(inside.conn(), run.id, n)?;
        let rows = records::of_session(inside.conn(), sight, session.id)?;
        Ok(Self {
            programme: records::find_programme(inside.conn(), run.programme_id)?.name,
            group: running::expected(inside.conn(), sight, &session)?,
            kept: rows.into_iter().map(|row| (row.enrolment_id, row.mark)).collect(),
            run,
            session,
        })
    }

    fn stand(&self) -> String {
        let marks: Vec<String> = self.kept.iter().map(|(id, mark)| format!("{id} {}", mark.code())).collect();
        web::stand(&marks.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn first(&self) -> Fields {
        let first = Fields::default().with("stand", self.stand());
        self.kept.iter().fold(first, |fields, (id, mark)| fields.with(&field(*id), mark.code()))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let come = self.session.on_day <= context.today && self.run.cancelled_at.is_none();
        let content = html! {
            span.govuk-caption-l { (self.programme) }
            h1.govuk-heading-l { (self.session.title()) }
            (above)
            @if self.group.is_empty() { p.govuk-body { "Nobody is expected at this session." } }
            @else if come { (self.form(sheet)) }
            @else {
                p.govuk-body { "Its register is kept on that day. These are expected:" }
                ul.govuk-list.govuk-list--bullet { @for member in &self.group { li { (member.name) } } }
            }
        };
        context.frame.sheet_page(&self.session.title(), &format!("/runs/{}", self.run.id), sheet, content)
    }

    fn form(&self, sheet: &Sheet) -> Markup {
        let names: Vec<String> = self.group.iter().map(|member| field(member.place.id)).collect();
        let marks = || Mark::ALL.iter().map(|mark| Choice::new(mark.code(), mark.label()));
        html! {
            div data-offline {
                (sheet.short_form(html! {
                    (sheet.hidden("stand"))
                    // what the Enter key sends: it must never say of anybody that they came
                    button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Save" }
                    @if self.kept.is_empty() && self.group.len() > 1 {
                        (parts::button_named("Everybody came", "", "everybody", "yes"))
                    }
                    @for (member, name) in self.group.iter().zip(&names) {
                        (sheet.radios(name, member.name.as_str()).small().inline().items(marks()))
                    }
                    div.govuk-button-group {
                        (parts::button("Save"))
                        (parts::button_named("Everybody else came", "govuk-button--secondary", "everybody", "yes"))
                    }
                    p.govuk-body role="status" data-offline-told {}
                }))
            }
            (self.shared())
        }
    }

    /// What each family agreed to share, for whoever runs one session for others.
    fn shared(&self) -> Markup {
        let all = html! {
            @for member in &self.group {
                h3.govuk-heading-s { (member.name) }
                p.govuk-body.eh-pre { (member.place.share) }
                @if !member.place.reach.is_empty() { p.govuk-body { "Reach them: " (member.place.reach) } }
            }
        };
        parts::details("What they agreed that you know", all)
    }

    /// What somebody else has kept meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.session.id.0, &[events::REGISTER])?;
        let said = |member: &Member| self.kept.get(&member.place.id).map_or("", |mark| mark.label());
        let rows: Vec<(&str, &str)> = self.group.iter().map(|member| (member.name.as_str(), said(member))).collect();
        Ok(web::theirs(changed.as_ref(), &rows))
    }
}

fn field(id: EnrolmentId) -> String {
    format!("mark-{id}")
}

pub(super) async fn page(visit: Visit, Path((id, n)): Path<(RunId, i64)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(run::Register, id)?;
            let shows = v.allow(nobody::SeeProgrammes)?;
            let register = Register::load(v, &permit, n)?;
            let families: Vec<FamilyId> = register.group.iter().map(|member| member.place.family_id).collect();
            v.showed(&shows, families.len(), &families);
            let sheet = v.context().sheet(register.first());
            Ok(register.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path((id, n)): Path<(RunId, i64)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Register, id)?;
            let register = Register::load(change, &permit, n)?;
            if sheet.is_behind("stand", register.stand()) {
                let theirs = register.theirs(change)?;
                return Err(Error::Conflict(Box::new(register.show(change, sheet, &theirs))));
            }

            let pack = change.pack.clone();
            let said = |member: &Member| {
                let mark = Mark::parse(sheet.fields.get(&field(member.place.id)))?;
                Some((member.place.id, mark))
            };
            let said: BTreeMap<EnrolmentId, Mark> = register.group.iter().filter_map(said).collect();
            let everybody = sheet.ticked("everybody");
            let kept = running::register(change.tx, &pack, &permit, n, &said, everybody);
            if sheet.heed(kept)?.is_none() {
                let unsaid = register.group.iter().filter(|member| !said.contains_key(&member.place.id));
                let come = register.session.on_day <= change.today;
                unsaid.filter(|_| come).for_each(|member| {
                    sheet.errors.add(&field(member.place.id), format!("Say whether {} came", member.name));
                });
                return Sheet::again(register.show(change, sheet, &html! {}));
            }
            Ok(format!("/runs/{id}?done=saved"))
        })
        .await
}
