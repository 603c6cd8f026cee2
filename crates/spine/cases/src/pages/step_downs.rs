//! `/step-downs`: those that one has to do with, open ones first; `/step-downs/new`: social care offers one.

use crate::{
    rules::Down,
    step_down::{self, StepDown},
    taking_on::{self, NewStepDown},
};
use access::{AccountId, Context, FamilyId, Permits, View, Visit, accounts, nobody};
use axum::response::Response;
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

struct List {
    all: Vec<StepDown>,
    names: BTreeMap<FamilyId, (String, String)>,
    teams: Vec<accounts::Team>,
    people: BTreeMap<AccountId, String>,
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeStepDowns)?;
        let all = step_down::list(v.conn(), &permit)?;
        let families: Vec<FamilyId> = all.iter().map(|one| one.family_id).collect();
        v.showed(&permit, all.len(), &families);
        let names = people::records::names(v.conn(), &families)?;
        let teams = accounts::list_teams(v.conn())?;
        let leads: Vec<AccountId> = all.iter().filter_map(|one| one.lead_id).collect();
        let people = accounts::names(v.conn(), &leads)?;
        Ok(Self { all, names, teams, people })
    }

    fn show(&self, context: &Context) -> Markup {
        let rows = self.all.iter().map(|one| self.row(context, one)).collect();
        html! {
            h1.govuk-heading-l { "Step downs" }
            @if context.may_alone(nobody::OfferStepDown) {
                div.eh-actions { (parts::button_link("Offer a step down", "/step-downs/new", "")) }
            }
            @if self.all.is_empty() {
                p.govuk-body { "No step down waits." }
            } @else {
                (parts::table("From social care to early help", &["Family", "State", "Team", "Lead", "Due"], rows))
            }
        }
    }

    fn row(&self, context: &Context, one: &StepDown) -> Vec<Markup> {
        let (name, reference) = self.names.get(&one.family_id).cloned().unwrap_or_default();
        let team = self.teams.iter().find(|team| Some(team.id) == one.team_id);
        let due = matches!(one.stage(), Down::Offered | Down::LeadNamed).then_some(one.due_on);
        vec![
            html! {
                a.govuk-link href={ "/step-downs/" (one.id) } { (name) " family" } br;
                span.eh-muted { (reference) }
            },
            html! { (one.stage().label()) },
            html! { (team.map_or("Not chosen yet", |team| team.name.as_str())) },
            html! { (one.lead_id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)) },
            html! {
                @if let Some(due) = due {
                    span class=[(due < context.today).then_some("eh-late")] {
                        (dates::day(due)) " (" (dates::due(due, context.today)) ")"
                    }
                }
            },
        ]
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Step downs", list.show(v)))
        })
        .await
}

const TITLE: &str = "Offer a step down to early help";

fn show(inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
    let teams = accounts::list_teams(inside.conn())?;
    let teams = teams.iter().map(|team| Choice::new(team.id.to_string(), team.name.as_str()));
    let context = inside.context();
    let needs = context.pack.choices("need", context.today);
    let needs = needs.map(|need| Choice::new(&need.code, &need.label));
    let agreed =
        [Choice::new("yes", "Yes, they agree"), Choice::new("no", "No").hint("Then early help cannot take over.")];
    let why =
        "How you decided, and why early help is the most appropriate now. A step down is never a matter of course.";
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "For a family that is known here. For any other, "
            a.govuk-link href="/contacts/new" { "make a contact of the kind step down" } "."
        }
        (parts::inset(html! { "Social care leads until a lead professional of early help has accepted." }))
        (sheet.form(html! {
            (sheet.text("family", "Reference of the family")
                .hint("Such as F-7K2M-9QXA. It stands on the family's page and on the step up.").width(20))
            (sheet.textarea("children", "Which children?").hint("Names and ages.").rows(2))
            (sheet.textarea("why", "Why is early help the most appropriate?").hint(why).rows(4))
            (sheet.checkboxes("needs", "Needs that remain").small().in_columns().items(needs))
            (sheet.textarea("done", "What was done?").rows(4))
            (sheet.textarea("needed", "What is still needed?").rows(4))
            (sheet.radios("agreed", "Does the family agree to early help?").items(agreed))
            (sheet.textarea("words", "What do they say of it?").hint("In their own words.").rows(2))
            (sheet.text("reach", "How does early help reach you?").hint("A telephone number."))
            (sheet.select("team", "Which team should take it on?").prompt("The front door chooses").items(teams))
            (parts::button("Offer the step down"))
        }))
    };
    Ok(context.frame.sheet_page(TITLE, "/step-downs", sheet, content))
}

fn read(context: &Context, sheet: &mut Sheet) -> Option<NewStepDown> {
    let pack = &context.pack;
    let mut needs = sheet.all("needs");
    needs.retain(|code| pack.code("need", code, context.today).is_some());
    let agreed = match sheet.fields.get("agreed") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let new = NewStepDown {
        family: sheet.optional("family", 40),
        reach: sheet.optional("reach", 200),
        why: sheet.optional("why", 10_000),
        children: sheet.optional("children", 2_000),
        needs,
        done: sheet.optional("done", 10_000),
        needed: sheet.optional("needed", 10_000),
        agreed,
        words: sheet.optional("words", 5_000),
        team: sheet.fields.get("team").parse().ok(),
        due_on: pack.calendar().plus_working(context.today, pack.number("step-down-lead")),
        close_within: pack.number("step-down-close"),
    };
    sheet.is_valid().then_some(new)
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    let family = visit.query("family");
    visit
        .view(move |v| {
            v.allow(nobody::OfferStepDown)?;
            let sheet = v.sheet(|| Fields::default().with("family", family.as_str()))?;
            show(v, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::OfferStepDown)?;
            let teams = accounts::list_teams(change.conn())?;
            let offered = match read(change, sheet) {
                Some(mut new) => {
                    new.team = new.team.filter(|chosen| teams.iter().any(|team| team.id == *chosen));
                    sheet.heed(taking_on::offer(change.tx, &permit, &new))?
                }
                None => None,
            };
            let Some(id) = offered else { return Sheet::again(show(change, sheet)?) };
            Ok(format!("/step-downs/{id}?done=saved"))
        })
        .await
}
