//! `/families/{id}/agreement`: what each person said, in their own words; basis and privacy notice.

use super::header;
use crate::withdrawal;
use access::{Context, FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use pack::Pack;
use people::{
    Member, PersonId,
    agreement::{self, Agreed, Agreement, AgreementState, Basis},
};
use web::{
    Fields, Markup, Result, Sheet, html, parts,
    parts::{Choice, Colour},
};

/// Who may be asked, what each said last, and on what basis the record is kept.
struct Agreements {
    permit: Permit<FamilyId, family::RecordAgreement>,
    members: Vec<Member>,
    latest: Vec<Agreement>,
    basis: Option<Basis>,
    own_age: u32,
}

/// What is recorded now.
struct Record {
    agreed: Agreed,
    basis: Option<String>,
    notice: bool,
}

impl Agreements {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::RecordAgreement, id)?;
        let members = people::records::members(inside.conn(), &permit)?;
        let latest = agreement::latest(inside.conn(), &permit)?;
        let basis = agreement::bases(inside.conn(), &permit)?.into_iter().next();
        let own_age = inside.context().pack.number("own-agreement-age");
        Ok(Self { permit, members, latest, basis, own_age })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let content = html! {
            (self.said_last(today))
            @if let Some(basis) = &self.basis { (kept_because(&pack, basis)) }
            h2.govuk-heading-m { "Record what someone said" }
            @if self.asked(today).next().is_none() {
                p.govuk-body { "Add a parent, a carer or a young person of " (self.own_age) " or older first." }
            } @else {
                (sheet.form(self.questions(sheet, &pack, today)))
            }
        };
        header::sheet_page(inside, &self.permit, "Agreement", sheet, content)
    }

    /// Parents and carers, and young people old enough to speak for themselves.
    fn asked(&self, today: NaiveDate) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| {
            let born = member.person.date_of_birth;
            !member.role.is_child() || born.is_some_and(|born| web::dates::years(born, today) >= self.own_age)
        })
    }

    fn said_last(&self, today: NaiveDate) -> Markup {
        let rows = self.members.iter().filter_map(|member| {
            let last = self.latest.iter().find(|agreement| agreement.person_id == member.person.id)?;
            let until = last.expires_on.map(|on| format!(", until {}", web::dates::day(on))).unwrap_or_default();
            Some(vec![
                html! { (member.person.name()) },
                standing(last, today),
                html! { (web::dates::day(last.recorded_at.date())) (until) },
                html! { span.eh-pre { (last.words) } },
            ])
        });
        let rows: Vec<_> = rows.collect();
        html! {
            @if !rows.is_empty() {
                (parts::table("What each person said last", &["Who", "State", "When", "In their words"], rows))
            }
        }
    }

    fn questions(&self, sheet: &Sheet, pack: &Pack, today: NaiveDate) -> Markup {
        let who = self.asked(today).map(|member| Choice::new(member.person.id.to_string(), member.person.name()));
        let states = [
            Choice::new("given", "They agree"),
            Choice::new("refused", "They do not agree"),
            Choice::new("withdrawn", "They no longer agree").hint("Sharing that rests on agreement ends at once."),
        ];
        let how = pack.choices("agreement-how", today).map(|how| Choice::new(&how.code, &how.label));
        let bases = pack.choices("sharing-basis", today).map(|basis| Choice::new(&basis.code, &basis.label));
        let notice = [Choice::new("yes", "The privacy notice was given and explained today")];
        html! {
            (sheet.radios("person", "Who was asked?").small().items(who))
            (sheet.radios("state", "Do they agree to be supported?").small().items(states))
            (sheet.radios("how", "How was it said?").small().items(how))
            (sheet.textarea("words", "In their own words").rows(3))
            (sheet.textarea("capacity", "Did they understand what they were asked?")
                .hint("For example, with an interpreter, or with pictures.").rows(2))
            (sheet.radios("basis", "Lawful basis for keeping this record").hint("Leave empty if it is unchanged.")
                .small().items(bases))
            (sheet.checkboxes("notice", "Privacy notice").items(notice))
            (parts::button("Record"))
        }
    }

    fn read(&self, context: &Context, sheet: &mut Sheet) -> Option<Record> {
        let (pack, today) = (&context.pack, context.today);
        let asked = |id: &str| {
            let id: PersonId = id.parse().ok()?;
            self.members.iter().find(|member| member.person.id == id)
        };
        let who = sheet.chosen("person", asked, "Choose who was asked");
        let state = sheet.chosen("state", AgreementState::parse, "Choose what they said");
        let how = sheet.chosen("how", |code| pack.code("agreement-how", code, today), "Choose how it was said");
        let (words, capacity) = (sheet.optional("words", 2_000), sheet.optional("capacity", 2_000));
        if let Err(refusal) = people::rules::agreement(state == Some(AgreementState::Withdrawn), &words) {
            sheet.refuse(refusal);
        }

        let ((who, state), how) = who.zip(state).zip(how).filter(|_| sheet.is_valid())?;
        let basis = pack.code("sharing-basis", sheet.fields.get("basis"), today);
        Some(Record {
            agreed: Agreed { person: who.person.id, state, how: how.code.clone(), words, capacity },
            basis: basis.map(|basis| basis.code.clone()),
            notice: sheet.ticked("notice"),
        })
    }

    /// The basis to be recorded, if there is anything new: with the notice alone, the one recorded last.
    fn basis_of(&self, record: &Record) -> Option<String> {
        let last = || self.basis.as_ref().map_or("public-task".into(), |last| last.basis.clone());
        record.basis.clone().or_else(|| record.notice.then(last))
    }
}

fn standing(last: &Agreement, today: NaiveDate) -> Markup {
    let (text, colour) = match (last.state, last.expires_on.is_some_and(|on| on < today)) {
        (AgreementState::Given, false) => ("Agreed", Colour::Green),
        (AgreementState::Given, true) => ("Ask again", Colour::Yellow),
        (AgreementState::Refused, _) => ("Did not agree", Colour::Red),
        (AgreementState::Withdrawn, _) => ("Withdrawn", Colour::Red),
    };
    parts::tag(text, colour)
}

fn kept_because(pack: &Pack, basis: &Basis) -> Markup {
    html! {
        p.govuk-body {
            "Lawful basis: " (pack.label("sharing-basis", &basis.basis)) ". Privacy notice: "
            @match basis.notice_given_on {
                Some(on) => { "given on " (web::dates::day(on)) },
                None => { "not given yet" },
            }
            "."
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let agreements = Agreements::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            agreements.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let agreements = Agreements::load(change, id)?;
            let Some(record) = agreements.read(change, sheet) else {
                return Sheet::again(agreements.show(change, sheet)?);
            };

            let (permit, today) = (&agreements.permit, change.today);
            let pack = change.pack.clone();
            withdrawal::record(change.tx, permit, &pack, &record.agreed)?;
            if let Some(basis) = agreements.basis_of(&record) {
                let notice = record.notice.then_some(today);
                agreement::record_basis(change.tx, permit, "early-help", &basis, notice)?;
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
