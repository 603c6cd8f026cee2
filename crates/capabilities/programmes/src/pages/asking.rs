//! `/families/{id}/programme` and `/contacts/{id}/programme`: a place is asked for, for whom, in which programme, with
//! whose agreement, and what the group's people may know. From a contact it ends what was owed after its decision.

use crate::{
    placing::{self, Choice as Programme, Request},
    records::ProgrammeId,
};
use access::{AccountId, Context, EpisodeId, FamilyId, Permit, Permits, Visit, contact, family};
use axum::{extract::Path, response::Response};
use contacts::{Contact, ContactId};
use people::{Member, PersonId};
use plans::{Outcome, OutcomeId};
use store::AnyId;
use waiting::Priority;
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice},
};

/// The family as a whole, in the place of a person.
const ALL: &str = "all";

/// What is in view while a place is asked for.
struct Asking {
    permit: Permit<FamilyId, family::OfferService>,
    family: people::Family,
    members: Vec<Member>,
    programmes: Vec<Programme>,
    episode: Option<EpisodeId>,
    /// The outcomes of the plan that runs.
    outcomes: Vec<Outcome>,
    contact: Option<Contact>,
}

impl Asking {
    fn load(inside: &mut impl Permits, id: FamilyId, contact: Option<Contact>) -> Result<Self> {
        let permit = inside.permit(family::OfferService, id)?;
        let episode = cases::records::current(inside.conn(), &permit)?.filter(cases::Episode::is_open);
        let plan = match &episode {
            Some(episode) => plans::records::current(inside.conn(), &permit, episode.id)?,
            None => None,
        };
        let running = plan.filter(|whole| whole.plan.is_running());
        let today = inside.context().today;
        Ok(Self {
            family: people::records::family(inside.conn(), &permit)?,
            members: people::records::members(inside.conn(), &permit)?,
            programmes: placing::choices(inside.conn(), today)?,
            episode: episode.map(|episode| episode.id),
            outcomes: running.map(|whole| whole.outcomes).unwrap_or_default(),
            contact,
            permit,
        })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let back = match &self.contact {
            Some(contact) => format!("/contacts/{}/follow-up", contact.id),
            None => format!("/families/{}", self.family.id),
        };
        let programmes = self.programmes.iter().map(|one| Choice::new(one.id.to_string(), &one.name).hint(about(one)));
        let members = self.members.iter().filter(|member| !member.withheld).map(|member| {
            let age = member.person.date_of_birth.map(|born| dates::age(born, context.today));
            Choice::new(member.person.id.to_string(), member.person.name()).hint(age.unwrap_or_default())
        });
        let whole = Choice::new(ALL, "The whole family");
        let outcomes = self.outcomes.iter().map(|outcome| Choice::new(outcome.id.to_string(), &outcome.words));
        let soon = Priority::ALL.iter().map(|one| Choice::new(one.code(), one.label()).hint(one.hint()));
        let content = html! {
            (cases::pages::header::identity(&self.family))
            h1.govuk-heading-l { "Ask for a place in a programme" }
            @if self.programmes.is_empty() { p.govuk-body { "There is no programme now." } }
            (sheet.form(html! {
                (sheet.radios("programme", "Which programme?").medium().items(programmes))
                (sheet.radios("person", "Who comes?").medium().small().items(members.chain([whole])))
                (sheet.text("age_why", "If their age is outside of the programme's: why is it right for them?"))
                (sheet.textarea("what", "What does the family hope for?").rows(2))
                @if !self.outcomes.is_empty() {
                    (sheet.select("outcome", "For which outcome of the plan?").prompt("None of them").items(outcomes)
                        .hint("What came of the group stands in the plan then."))
                }
                (sheet.textarea("share", "What do they agree that the group's people know?").rows(3)
                    .hint("The facilitators read this, and nothing of the record."))
                (sheet.text("reach", "How may the group's people reach them?")
                    .hint("A telephone number, if the family agrees. Left empty, the group asks whoever works with them."))
                (sheet.text("agreed_by", "Who of the family agreed to it, and how?")
                    .hint("For example: the mother, by telephone today"))
                (sheet.radios("priority", "How soon?").medium().small().items(soon))
                (sheet.text("why", "Why so soon?"))
                (parts::button("Ask for a place"))
            }))
        };
        context.frame.sheet_page("Ask for a place in a programme", &back, sheet, content)
    }

    fn read(&self, sheet: &mut Sheet, by: AccountId) -> Option<Request> {
        let known = |id: &str| self.members.iter().map(|member| member.person.id).find(|one| one.to_string() == id);
        let who = |code: &str| if code == ALL { Some(None) } else { known(code).map(Some) };
        let programme = |code: &str| code.parse::<ProgrammeId>().ok();
        let programme = sheet.chosen("programme", programme, "Choose a programme");
        let person: Option<Option<PersonId>> = sheet.chosen("person", who, "Choose who comes");
        let priority = sheet.chosen("priority", Priority::parse, "Choose how soon");
        let outcome: Option<OutcomeId> = sheet.fields.get("outcome").parse().ok();
        let outcome = outcome.filter(|id| self.outcomes.iter().any(|one| one.id == *id));
        let level = self.contact.as_ref().and_then(|contact| contact.level.clone()).unwrap_or_default();
        let new = Request {
            family: self.family.id,
            programme: programme?,
            person: person?,
            what: sheet.optional("what", 2_000),
            priority: priority?,
            why: sheet.optional("why", 500),
            needs: self.contact.as_ref().map(|contact| contact.needs.0.clone()).unwrap_or_default(),
            level,
            asked_by: Some(by),
            contact: self.contact.as_ref().map(|contact| AnyId(contact.id.0)),
            episode: self.episode,
            outcome,
            owner: by,
            agreed_by: sheet.optional("agreed_by", 300),
            share: sheet.optional("share", 2_000),
            reach: sheet.optional("reach", 200),
            age_why: sheet.optional("age_why", 500),
            offer: None,
        };
        Some(new).filter(|_| sheet.is_valid())
    }
}

/// What there is of a programme, in a line.
fn about(one: &Programme) -> String {
    let ages = if one.ages.is_empty() { String::new() } else { format!("{}. ", one.ages) };
    let next = one.next.map_or_else(|| "No date yet".into(), |on| format!("Begins on {}", dates::day(on)));
    format!("{ages}{next}, {} free, {} waiting.", dates::plural(one.free, "place"), one.waiting)
}

pub(super) async fn family_page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let asking = Asking::load(v, id, None)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(asking.show(v, &sheet))
        })
        .await
}

pub(super) async fn family_submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asking = Asking::load(change, id, None)?;
            let (pack, by) = (change.pack.clone(), change.account()?);
            let asked = match asking.read(sheet, by) {
                Some(new) => sheet.heed(placing::ask(change.tx, &pack, asking.permit.actor(), &new))?,
                None => None,
            };
            match asked {
                Some(_) => Ok(format!("/families/{id}?done=saved")),
                None => Sheet::again(asking.show(change, sheet)),
            }
        })
        .await
}

/// The contact that was decided for a group programme, and whose family it is about.
fn decided(inside: &mut impl Permits, id: ContactId) -> Result<(Permit<ContactId, contact::FollowUp>, Asking)> {
    let permit = inside.permit(contact::FollowUp, id)?;
    let contact = contacts::records::find(inside.conn(), &permit)?;
    let family = contact.family_id.ok_or(web::Error::NotFound)?;
    Ok((permit, Asking::load(inside, family, Some(contact))?))
}

pub(super) async fn contact_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, asking) = decided(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(asking.show(v, &sheet))
        })
        .await
}

pub(super) async fn contact_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, asking) = decided(change, id)?;
            let (pack, by) = (change.pack.clone(), change.account()?);
            let asked = match asking.read(sheet, by) {
                Some(new) => sheet.heed(placing::ask(change.tx, &pack, asking.permit.actor(), &new))?,
                None => None,
            };
            if asked.is_none() {
                return Sheet::again(asking.show(change, sheet));
            }
            pass_on(change, &permit)?;
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}

/// The list keeps the family from now on.
fn pass_on(change: &mut access::Change<'_, '_>, permit: &Permit<ContactId, contact::FollowUp>) -> Result<()> {
    contacts::records::pass_on(change.tx, permit, "A place in a programme was asked for: they are on its list.")
}
