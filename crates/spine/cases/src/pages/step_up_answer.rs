//! `/step-ups/{id}`: what was sent to children's social care, who reads it, and their answer; `…/document`: the same
//! on paper, for those without an account.

use crate::{
    rules::{Footing, LeadThen, Stage},
    step_up::{self, Answer, SaidBy, StepUp, StepUpId},
};
use access::{
    AccountId, Because, Context, FamilyId, Permit, Permits, Visit, accounts,
    capability::{self, Paper},
    family, nobody,
};
use axum::{extract::Path, response::Response};
use chrono::Months;
use people::{Family, Member, PersonId};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Colour, parts::Row};

/// What whoever sees the step up may read of the family: its record, where that is open to them.
struct Record {
    permit: Permit<FamilyId, family::Open>,
    family: Family,
    members: Vec<Member>,
    papers: Vec<Paper>,
}

impl Record {
    fn load(inside: &mut impl Permits, of: FamilyId, step_up: &StepUp) -> Result<Option<Self>> {
        if !inside.may(family::Open, of)? {
            return Ok(None);
        }
        let permit = inside.permit(family::Open, of)?;
        let all = inside.context().app.capabilities;
        let papers = match step_up.episode_id.filter(|_| step_up.with_assessment) {
            Some(episode) => capability::evidence(inside.conn(), all, &permit, episode)?,
            None => vec![],
        };
        Ok(Some(Self {
            family: people::records::family(inside.conn(), &permit)?,
            members: people::records::members(inside.conn(), &permit)?,
            papers,
            permit,
        }))
    }

    fn children(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.role.is_child())
    }

    fn people(&self, context: &Context) -> Markup {
        let rows = self.members.iter().map(|member| {
            let person = &member.person;
            vec![
                html! { (person.name()) },
                html! { (context.pack.label("person-role", member.role.code())) },
                html! { (person.born(context.today)) },
                self.place(member),
            ]
        });
        parts::table("Who is in the family", &["Name", "Who", "Born", "Where"], rows.collect())
    }

    /// A protected address stays closed, unless whoever reads was cleared for it (T16).
    fn place(&self, member: &Member) -> Markup {
        let Some(address) = &member.address else { return html! { (member.person.phone) } };
        let Some(open) = address.open(&self.permit) else { return parts::tag("Address protected", Colour::Red) };
        html! { (open.line()) @if !member.person.phone.is_empty() { br; (member.person.phone) } }
    }
}

/// A step up as it was sent.
struct Sent {
    step_up: StepUp,
    record: Option<Record>,
    names: BTreeMap<AccountId, String>,
    /// Whether whoever looks answers it, and as whom.
    answers: Option<Because>,
    /// Whether they may say that they read it.
    takes: bool,
}

impl Sent {
    fn load(inside: &mut impl Permits, id: StepUpId) -> Result<Self> {
        let permit = inside.permit(access::step_up::See, id)?;
        let (step_up, family) = step_up::find(inside.conn(), &permit)?;
        let record = Record::load(inside, family, &step_up)?;
        let people: Vec<AccountId> =
            [step_up.proposed_by, step_up.submitted_by, step_up.read_by].into_iter().flatten().collect();
        let names = accounts::names(inside.conn(), &people)?;
        let waits = step_up.stage() == Stage::Submitted;
        let answers = waits && inside.may(access::step_up::Answer, id)?;
        let takes = waits && step_up.read_at.is_none() && inside.may(access::step_up::Take, id)?;
        Ok(Self { answers: answers.then(|| permit.because()), takes, record, names, step_up })
    }

    /// The form stands there also where somebody else has answered meanwhile: with all that was typed.
    fn again(&self, context: &Context, sheet: &Sheet, because: Because) -> Markup {
        let content = html! {
            (self.show(context, sheet))
            @if self.answers.is_none() {
                (sheet.form(html! { (self.answer(sheet, because)) (parts::button("Save the answer")) }))
            }
        };
        context.frame.sheet_page(&self.title(), &self.back(context), sheet, content)
    }

    /// Where one came from: social care from its inbox, early help from the family.
    fn back(&self, context: &Context) -> String {
        match &self.record {
            Some(record) if !context.may_alone(nobody::SeeStepUps) => super::header::href(record.permit.subject()),
            _ if context.may_alone(nobody::SeeStepUps) => "/step-ups".into(),
            _ => "/".into(),
        }
    }

    fn title(&self) -> String {
        match &self.record {
            Some(record) => format!("Step up: {} family", record.family.name),
            None => "Step up".into(),
        }
    }

    fn name(&self, id: Option<AccountId>) -> &str {
        id.and_then(|id| self.names.get(&id)).map_or("", String::as_str)
    }

    fn at(&self, step: &str) -> String {
        format!("/step-ups/{}{step}", self.step_up.id)
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let step_up = &self.step_up;
        html! {
            h1.govuk-heading-l { (self.title()) }
            @if step_up.danger && step_up.pending() { (parts::warning("A child may be in danger.")) }
            (self.summary(context))
            @if let Some(record) = &self.record {
                (record.people(context))
                p.govuk-body {
                    a.govuk-link href={ "/families/" (record.permit.subject()) } { "The family's record" }
                }
                @for paper in &record.papers { p.govuk-body { a.govuk-link href=(paper.href) { (paper.what) } } }
            }
            p.govuk-body { a.govuk-link href=(self.at("/document")) { "As a document" } }
            @if self.takes {
                (sheet.form_to(&self.at("/reading"), parts::button("I am reading this")))
            }
            @if let Some(because) = self.answers {
                h2.govuk-heading-m { "Answer" }
                (sheet.form(html! {
                    (self.answer(sheet, because))
                    (parts::button("Save the answer"))
                }))
            }
        }
    }

    fn summary(&self, context: &Context) -> Markup {
        let step_up = &self.step_up;
        let mut rows = vec![Row::new("State", step_up.stage().label())];
        if let Some(record) = &self.record {
            rows.push(Row::new("Family", format!("{}, {}", record.family.name, record.family.reference)));
        }
        rows.push(Row::new("Why early help is not enough", html! { span.eh-pre { (step_up.reason) } }));
        if let Some(at) = step_up.submitted_at {
            let from = format!("{}, {}", self.name(step_up.submitted_by), dates::moment(at));
            rows.push(Row::new("Sent by", from.trim_start_matches(", ").to_owned()));
        }
        let talked = match (step_up.talked(), step_up.contact_id) {
            (Some(talked), _) => talked,
            (None, Some(_)) => "Sent by the front door as it decided on a contact".into(),
            (None, None) => String::new(),
        };
        if !talked.is_empty() {
            rows.push(Row::new("Talked over with", talked));
        }
        let assessment = if step_up.with_assessment { "Goes with it" } else { "None goes with it" };
        rows.push(Row::new("Early help assessment", assessment));
        if let Some(due) = step_up.due_on.filter(|_| step_up.stage() == Stage::Submitted) {
            rows.push(Row::new("Answer due", format!("{} ({})", dates::day(due), dates::due(due, context.today))));
        }
        if let Some(at) = step_up.read_at {
            rows.push(Row::new("Read by", format!("{}, {}", self.name(step_up.read_by), dates::moment(at))));
        }
        rows.extend(self.answered());
        parts::summary_list(rows)
    }

    fn answered(&self) -> Vec<Row<'_>> {
        let step_up = &self.step_up;
        let mut rows = vec![];
        if !step_up.said_by.is_empty() {
            let by = format!("{} {}", step_up.said_by, step_up.said_reach);
            rows.push(Row::new("Answered by", by.trim().to_owned()));
        }
        if let Some(footing) = step_up.footing() {
            rows.push(Row::new("Accepted as", footing.label()));
        }
        if let Some(record) = self.record.as_ref().filter(|_| !step_up.children.0.is_empty()) {
            let about = record.children().filter(|member| step_up.children.0.contains(&member.person.id));
            let about: Vec<String> = about.map(|member| member.person.name()).collect();
            rows.push(Row::new("For", about.join(", ")));
        }
        if let Some(lead) = step_up.lead_then() {
            rows.push(Row::new("Lead", lead.label()));
        }
        if !step_up.returned_why.is_empty() {
            rows.push(Row::new("Why it was returned", html! { span.eh-pre { (step_up.returned_why) } }));
        }
        rows
    }

    fn answer(&self, sheet: &Sheet, because: Because) -> Markup {
        let answers = [
            Choice::new("accepted", "Accepted").hint("The level of these children becomes 3."),
            Choice::new("returned", "Returned").hint("Early help goes on."),
        ];
        let footings = [Footing::S17, Footing::S47].map(|footing| Choice::new(footing.code(), footing.label()));
        let children = self.record.iter().flat_map(Record::children);
        let children = children.map(|child| Choice::new(child.person.id.to_string(), child.person.name()));
        let leads = LeadThen::ALL.iter().map(|lead| Choice::new(lead.code(), lead.label()));
        html! {
            (sheet.radios("answer", "What is the answer?").items(answers))
            @if because == Because::SocialCare {
                (sheet.text("said_reach", "How do the family and early help reach you?").hint("A telephone number."))
            } @else {
                (sheet.text("said_by", "Who at social care said so?"))
                (sheet.text("said_reach", "How do the family and early help reach them?").hint("A telephone number."))
            }
            h3.govuk-heading-s { "If it is accepted" }
            (sheet.radios("footing", "As what?").small().items(footings))
            (sheet.checkboxes("children", "Which children is it about?").small().items(children))
            (sheet.radios("lead_then", "Who leads from now on?").small().items(leads))
            h3.govuk-heading-s { "If it is returned" }
            (sheet.textarea("why", "Why, and what should early help do?").rows(4))
        }
    }

    fn read(&self, context: &Context, sheet: &mut Sheet) -> Option<(SaidBy, Answer)> {
        let said = SaidBy { name: sheet.optional("said_by", 200), reach: sheet.optional("said_reach", 200) };
        let why = sheet.optional("why", 5_000);
        let answer = sheet.chosen(
            "answer",
            |word| matches!(word, "accepted" | "returned").then(|| word.to_owned()),
            "Choose accepted or returned",
        )?;
        if answer == "returned" {
            return Some((said, Answer::Returned(why))).filter(|_| sheet.is_valid());
        }

        let children = sheet.all("children").iter().filter_map(|id| id.parse::<PersonId>().ok()).collect();
        let accepted = Answer::Accepted {
            footing: Footing::parse(sheet.fields.get("footing")),
            children,
            lead: LeadThen::parse(sheet.fields.get("lead_then")),
            until: context.today + Months::new(context.pack.number("step-up-sight")),
        };
        Some((said, accepted)).filter(|_| sheet.is_valid())
    }

    /// On paper: what one who has no account here needs to answer, and whom to tell.
    fn document(&self, context: &Context) -> Markup {
        let pack = &context.pack;
        html! {
            h1.govuk-heading-l { "Step up to " (pack.text("social-care-name")) }
            p.govuk-body { "Printed on " (dates::day(context.today)) ". Keep it safe: it names a family." }
            (self.summary(context))
            @if let Some(record) = &self.record { (record.people(context)) }
            h2.govuk-heading-m { "Your answer" }
            p.govuk-body {
                "Say whether you accept it, as section 17 or section 47, for which children, and who in your service "
                "the family and early help can call. If you return it, say why. Early help goes on until you accept."
            }
            p.govuk-body {
                "Tell " (self.name(self.step_up.submitted_by)) ", or " (pack.text("front-door-name"))
                @if !pack.text("front-door-phone").is_empty() { ", " (pack.text("front-door-phone")) } "."
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<StepUpId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let sent = Sent::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(v.frame.sheet_page(&sent.title(), &sent.back(v), &sheet, sent.show(v, &sheet)))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<StepUpId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_up::Answer, id)?;
            let sent = Sent::load(change, id)?;
            let done = match sent.read(change, sheet) {
                Some((said, answer)) => sheet.heed(step_up::answer(change.tx, &permit, &said, &answer))?,
                None => None,
            };
            if done.is_none() {
                let page = sent.again(change, sheet, permit.because());
                return Sheet::again(page);
            }
            Ok(format!("/step-ups/{id}?done=saved"))
        })
        .await
}

pub(super) async fn take(visit: Visit, Path(id): Path<StepUpId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(access::step_up::Take, id)?;
            step_up::take(change.tx, &permit)?;
            Ok(format!("/step-ups/{id}?done=saved"))
        })
        .await
}

pub(super) async fn document(visit: Visit, Path(id): Path<StepUpId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let sent = Sent::load(v, id)?;
            Ok(v.frame.page_back(&sent.title(), &sent.at(""), sent.document(v)))
        })
        .await
}
