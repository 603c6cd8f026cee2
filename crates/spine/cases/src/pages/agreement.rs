//! `/families/{id}/agreement`: what each person said, in their own words; basis and privacy notice.

use super::header;
use crate::withdrawal;
use access::{Context, FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use pack::Pack;
use people::{
    Member, PersonId,
    agreement::{self, Agreed, Agreement, AgreementState, Basis, Grounds, NewBasis},
    rules::{AGREEMENT, InForce, Word},
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
    grounds: Grounds,
    own_age: u32,
}

/// What is recorded now.
struct Record {
    agreed: Agreed,
    basis: Option<NewBasis>,
    notice: bool,
}

impl Agreements {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::RecordAgreement, id)?;
        let members = people::records::members(inside.conn(), &permit)?;
        let latest = agreement::latest(inside.conn(), &permit)?;
        let basis = agreement::bases(inside.conn(), &permit)?.into_iter().next();
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let grounds = agreement::grounds(inside.conn(), &permit, &pack, today)?;
        Ok(Self { permit, members, latest, basis, grounds, own_age: pack.number("own-agreement-age") })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let content = html! {
            (in_force(&self.grounds))
            (self.must_agree())
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

    /// Who must agree, and who of them was not asked yet.
    fn must_agree(&self) -> Markup {
        let rows = self.grounds.asked.iter().map(|(_, one)| {
            let (text, colour) = match one.word {
                Word::Agrees => ("Agrees", Colour::Green),
                Word::Refuses => ("Does not agree", Colour::Red),
                Word::NotAsked => ("Not asked yet, or too long ago", Colour::Yellow),
            };
            vec![html! { (one.name) }, parts::tag(text, colour)]
        });
        let hint =
            format!("Parents and carers who live with the children, and young people of {} or older.", self.own_age);
        html! {
            @if !self.grounds.asked.is_empty() {
                (parts::table("Who must agree", &["Who", "Where it stands"], rows.collect()))
                p.govuk-body.eh-muted { (hint) }
            }
        }
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
            (sheet.textarea("basis_reason", "If it is another basis than agreement, why?")
                .hint("Help may rest on it where not everyone agrees.").rows(2))
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

        let (basis, notice) = (self.read_basis(context, sheet, state), sheet.ticked("notice"));

        let ((who, state), how) = who.zip(state).zip(how).filter(|_| sheet.is_valid())?;
        let agreed = Agreed { person: who.person.id, state, how: how.code.clone(), words, capacity };
        Some(Record { agreed, basis, notice })
    }

    /// The basis to be recorded, if a new one was named. Where the notice is given for the first time by somebody who
    /// agrees, it tells of their agreement.
    fn read_basis(&self, context: &Context, sheet: &mut Sheet, state: Option<AgreementState>) -> Option<NewBasis> {
        let (reason, notice) = (sheet.optional("basis_reason", 2_000), sheet.ticked("notice"));
        let said = context.pack.code("sharing-basis", sheet.fields.get("basis"), context.today);
        let first = notice && self.basis.is_none();
        let named = match said {
            Some(basis) => basis.code.clone(),
            None if first && state == Some(AgreementState::Given) => AGREEMENT.to_owned(),
            None => {
                let told = people::rules::notice(!first).err();
                told.into_iter().for_each(|refusal| sheet.refuse(refusal));
                return None;
            }
        };

        if let Err(refusal) = people::rules::basis(&named, &reason) {
            sheet.refuse(refusal);
        }
        Some(NewBasis { basis: named, reason, notice: notice.then_some(context.today) })
    }
}

/// Whether help may rest on what was said, and on what else it rests.
fn in_force(grounds: &Grounds) -> Markup {
    let (text, colour) = match (&grounds.in_force, grounds.may_help()) {
        (InForce::Complete, _) => ("In force", Colour::Green),
        (_, true) => ("Not in force: help rests on a basis with its reason", Colour::Yellow),
        _ => ("Not in force", Colour::Red),
    };
    html! {
        p.govuk-body { (parts::tag(text, colour)) }
        @if let Err(why) = grounds.check() { p.govuk-body { (why.told()) "." } }
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
            @if !basis.reason.is_empty() { br; span.eh-pre { (basis.reason) } }
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
            match record.basis {
                Some(basis) => agreement::record_basis(change.tx, permit, basis)?,
                None if record.notice => agreement::record_notice(change.tx, permit, today)?,
                None => {}
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
