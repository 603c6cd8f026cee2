//! `/outcomes/{id}/actions/new` and `/actions/{id}/change`: who does what by when, and what of it has to be otherwise.

use super::progress;
use crate::records::{self, Action, ActionId, NewAction, Outcome, OutcomeId, Whole};
use access::{AccountId, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header, team};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// A plan, and who can do something in it.
struct Planning {
    case: Case<family::WritePlan>,
    whole: Whole,
    owners: Vec<Owner>,
}

/// Someone who can own an action.
struct Owner {
    /// `account:ID` of a worker in the team, or `name:…` of someone in the family or team.
    code: String,
    account: Option<AccountId>,
    /// As the plan names them.
    name: String,
}

impl Owner {
    fn worker(account: AccountId, name: String) -> Self {
        Self { code: format!("account:{account}"), account: Some(account), name }
    }

    /// Someone without an account: a helper who is only named, or one of the family.
    fn named(who: &str, name: String) -> Self {
        Self { code: format!("name:{who}"), account: None, name }
    }
}

impl Planning {
    fn load(inside: &mut impl Permits, episode: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::WritePlan, episode)?;
        let whole = records::current(inside.conn(), &case.permit, episode)?.ok_or(Error::NotFound)?;
        let owners = owners(inside, &case)?;
        Ok(Self { case, whole, owners })
    }

    fn questions(&self, sheet: &Sheet, hint: &'static str) -> Markup {
        let owners = self.owners.iter().map(|owner| Choice::new(&owner.code, &owner.name));
        html! {
            (sheet.text("text", "What will be done?"))
            (sheet.select("owner", "Who does it?").hint(hint).prompt("Choose someone").items(owners))
            (sheet.date("due", "By when?"))
        }
    }

    /// What was typed; the rule says what it lacks.
    fn read(&self, sheet: &mut Sheet) -> NewAction {
        let owner = self.owners.iter().find(|owner| owner.code == sheet.fields.get("owner"));
        NewAction {
            text: sheet.optional("text", 1_000),
            owner: owner.and_then(|owner| owner.account),
            owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            due_on: sheet.day("due", "By when"),
        }
    }

    fn href(&self) -> String {
        format!("/episodes/{}/plan", self.case.episode.id)
    }
}

fn owners(inside: &mut impl Permits, case: &Case<family::WritePlan>) -> Result<Vec<Owner>> {
    let helpers = team::list(inside.conn(), &case.permit, case.episode.id)?;
    let members = people::records::members(inside.conn(), &case.permit)?;
    let team = helpers.into_iter().map(|helper| {
        let name = format!("{}, {}", helper.name, helper.organisation);
        match helper.account_id {
            Some(account) => Owner::worker(account, name),
            None => Owner::named(&helper.name, name),
        }
    });
    let named = members.iter().map(|member| &member.person).filter(|person| !person.given_name.is_empty());
    let family = named.map(|person| Owner::named(&person.name(), person.name()));
    Ok(team.chain(family).collect())
}

/// The outcome that an action is added to.
struct Adding {
    planning: Planning,
    outcome: Outcome,
}

impl Adding {
    fn load(inside: &mut impl Permits, id: OutcomeId) -> Result<Self> {
        let episode = records::episode_of_outcome(inside.conn(), id)?;
        let planning = Planning::load(inside, episode)?;
        let outcome = planning.whole.outcomes.iter().find(|outcome| outcome.id == id).cloned();
        Ok(Self { outcome: outcome.ok_or(Error::NotFound)?, planning })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (parts::inset(html! { "For the outcome: " (self.outcome.words) }))
            (sheet.form(html! {
                (self.planning.questions(sheet, "Someone of the family can own an action, too."))
                (parts::button("Add action"))
            }))
            p.govuk-body { a.govuk-link href=(self.planning.href()) { "Back to the plan without adding" } }
        };
        header::sheet_page(inside, &self.planning.case.permit, "Add an action", sheet, content)
    }
}

/// The action that is changed.
struct Changing {
    planning: Planning,
    action: Action,
}

impl Changing {
    fn load(inside: &mut impl Permits, id: ActionId) -> Result<Self> {
        let episode = records::episode_of_action(inside.conn(), id)?;
        let planning = Planning::load(inside, episode)?;
        let action = planning.whole.actions.iter().find(|action| action.id == id).cloned();
        Ok(Self { action: action.ok_or(Error::NotFound)?, planning })
    }

    fn first(&self) -> Fields {
        let owner = self.planning.owners.iter().find(|owner| owner.name == self.action.owner_name);
        Fields::default()
            .with("stand", self.action.stand())
            .with("text", &self.action.text)
            .with("owner", owner.map_or("", |owner| &owner.code))
            .with_date("due", Some(self.action.due_on))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (self.planning.questions(sheet, ""))
                (sheet.textarea("why", "If it is put off, why?").rows(2))
                (parts::button("Save action"))
            }))
        };
        header::sheet_page(inside, &self.planning.case.permit, "Change an action", sheet, content)
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Action { text, owner_name, due_on, progress, .. } = &self.action;
        let (due, state) = (web::dates::day(*due_on), progress::state(&self.action, inside.context().today).0);
        let changed = self.action.changed(inside.conn())?;
        let rows = [
            ("What will be done", text.as_str()),
            ("Who", owner_name),
            ("By when", &due),
            ("How far it is", state),
            ("Progress", progress),
        ];
        Ok(web::theirs(changed.as_ref(), &rows))
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let adding = Adding::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            adding.show(v, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let adding = Adding::load(change, id)?;
            let new = adding.planning.read(sheet);

            let done = sheet.heed(records::add_action(change.tx, &adding.planning.case, id, new))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(adding.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", adding.planning.href()))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let changing = Changing::load(v, id)?;
            let sheet = v.sheet(|| changing.first())?;
            changing.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let changing = Changing::load(change, id)?;
            if sheet.is_behind("stand", changing.action.stand()) {
                let theirs = changing.theirs(change)?;
                return Err(Error::Conflict(Box::new(changing.show(change, sheet, theirs)?)));
            }

            let new = changing.planning.read(sheet);
            let why = sheet.optional("why", 2_000);
            let case = &changing.planning.case;
            let done = sheet.heed(records::change_action(change.tx, case, id, new, &why))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(changing.show(change, sheet, html! {})?);
            }
            Ok(format!("{}?done=saved", changing.planning.href()))
        })
        .await
}
