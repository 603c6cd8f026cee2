//! `/contacts/{id}/decision`: level of need, outcome, reason.

use crate::{
    ContactId,
    decide::{self, Decision, Unmet},
    records::{self, Contact},
    rules::{self, CannotDecide, Deciding},
};
use access::{Permits, Sight, TeamId, Visit, accounts, contact};
use axum::{extract::Path, response::Response};
use directory::{pages::suggestions, suggest};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn view(
    inside: &mut impl Permits,
    sight: &Sight<ContactId>,
    contact: &Contact,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let teams = accounts::list_teams(inside.conn())?;
    let people = records::people(inside.conn(), sight)?;
    let (pack, today) = (inside.context().pack.clone(), inside.context().today);
    let wish = decide::wish(inside.conn(), today, contact, &people)?;
    let fitting = suggest::find(inside.conn(), &pack, today, &wish)?;
    let c = inside.context();
    let team_ids: Vec<String> = teams.iter().map(|t| t.id.to_string()).collect();
    let mut team_items = vec![("", "Choose a team")];
    team_items.extend(team_ids.iter().zip(&teams).map(|(id, t)| (id.as_str(), t.name.as_str())));
    let terms = |v: &'static str| {
        c.pack.choices(v, c.today).map(|t| parts::Choice::new(&t.code, &t.label).hint(&t.hint)).collect::<Vec<_>>()
    };
    let levels = c.pack.levels.iter();
    let levels = levels.map(|l| parts::Choice::new(&l.code, &l.label).hint(&l.meaning)).collect();
    let indicators =
        c.pack.levels.iter().flat_map(|l| &l.indicators).map(|i| parts::Choice::new(&i.code, &i.label)).collect();
    let content = html! {
        h1.govuk-heading-l { "Decide on contact " (contact.reference) }
        @if contact.agreement != "given" { (parts::inset(html! { "The family has not agreed to this contact. Your reason should say why you go on." })) }
        (web::kept(&c.frame, &c.path, kept))
        (form(&c.frame, &c.path, key, true, html! {
            input type="hidden" name="version" value=(contact.version);
            (parts::radios(f, parts::Choices { name: "level", legend: "Level of need", legend_class: "govuk-fieldset__legend--m", hint: "Where the child is now. Levels go up and down.", items: levels, ..Default::default() }))
            (parts::checkboxes(f, parts::Choices { name: "indicators", legend: "What shows it?", class: "govuk-checkboxes--small", items: indicators, ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "outcome", legend: "Outcome", legend_class: "govuk-fieldset__legend--m", class: "govuk-radios--small", items: terms("decision-outcome"), ..Default::default() }))
            (parts::select(f, "team", "Which team takes it on?", "For support by one agency, an intervention plan or an assessment.", &team_items))
            (parts::radios(f, parts::Choices { name: "no_further_action", legend: "If nothing further is done, why?", class: "govuk-radios--small", items: terms("no-further-action-reason"), ..Default::default() }))
            h2.govuk-heading-m { "Services that fit" }
            p.govuk-body { "For these needs and ages" @if wish.near.is_some() { ", near the family" } ". " @if !wish.agreed { "The family has not agreed to be referred, so only services are shown to which they can go themselves. " } "What you tick is offered to the family and stands in the answer's record. " a.govuk-link href="/services" target="_blank" { "Search all services (opens in a new tab)" } }
            (suggestions::boxes(c, f, &fitting, "The contact names no need."))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Reason", label_class: "govuk-label--m", hint: "Whoever made the contact will read it.", rows: 5, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "unmet", label: "Is there a need that no service can meet? What is missing?", hint: "It is counted, without names, to plan services.", rows: 2, ..Default::default() }))
            div.govuk-button-group {
                (parts::button("Decide"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    };
    Ok(c.frame.form_page(
        &format!("Decide on contact {}", contact.reference),
        &format!("/contacts/{}", contact.id),
        f,
        content,
    ))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::Decide, id)?;
            let contact = records::find(v.conn(), &permit)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &contact, &f, &web::new_key(), kept)
        })
        .await
}

fn field(rule: CannotDecide) -> &'static str {
    match rule {
        CannotDecide::NoReason => "reason",
        CannotDecide::NoTeam => "team",
        CannotDecide::NoFurtherActionReason => "no_further_action",
        CannotDecide::LevelThreeIsStepUp | CannotDecide::AssessmentRequired => "outcome",
        CannotDecide::StepUpNeedsLevelThree
        | CannotDecide::HelpNeedsLevelTwo
        | CannotDecide::Decided
        | CannotDecide::NotMatched
        | CannotDecide::NoChild => "level",
    }
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(contact::Decide, id)?;
            let contact = records::find(change.conn(), &permit)?;
            let mut f = Form::from(fields.clone());
            let decision = check(change, &permit, &contact, &mut f)?;
            let Some(decision) = decision.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &contact, &f, fields.get("key"), false)?)));
            };
            decide::decide(change.tx, &permit, &decision)?;
            Ok(format!("/contacts/{id}/answer"))
        })
        .await
}

fn check(
    inside: &mut impl Permits,
    sight: &Sight<ContactId>,
    contact: &Contact,
    f: &mut Form,
) -> Result<Option<Decision>> {
    let people = records::people(inside.conn(), sight)?;
    let unmatched = records::unmatched(inside.conn(), &people)?;
    let teams = accounts::list_teams(inside.conn())?;
    let (pack, today) = (inside.context().pack.clone(), inside.context().today);
    let level = f.choice("level", |l| pack.level(l).map(|l| l.code.clone()), "Choose the level of need");
    let outcome = f.choice("outcome", |o| pack.code("decision-outcome", o, today), "Choose the outcome");
    let reason = f.text("reason", 10_000, None);
    let note = f.optional("unmet", 2_000);
    let missing: Vec<String> = f
        .fields
        .all("nothing-fits")
        .filter(|n| contact.needs.0.iter().any(|c| c == n))
        .map(ToOwned::to_owned)
        .collect();
    let unmet = match (note, missing.is_empty()) {
        (None, true) => None,
        // said without saying which: all of them
        (Some(note), true) => Some(Unmet { needs: contact.needs.0.clone(), note }),
        (note, false) => Some(Unmet { needs: missing, note: note.unwrap_or_default() }),
    };
    let team = f.fields.get("team").parse::<TeamId>().ok().filter(|t| teams.iter().any(|known| known.id == *t));
    let why_none =
        pack.code("no-further-action-reason", f.fields.get("no_further_action"), today).map(|t| t.code.clone());
    let known: Vec<&str> = pack.levels.iter().flat_map(|l| &l.indicators).map(|i| i.code.as_str()).collect();
    let indicators: Vec<String> =
        f.fields.all("indicators").filter(|i| known.contains(i)).map(ToOwned::to_owned).collect();
    let (Some(level), Some(outcome)) = (level, outcome) else { return Ok(None) };
    let deciding = Deciding {
        decided: contact.decided_at.is_some(),
        level: &level,
        outcome: &outcome.code,
        reason: &reason,
        several_agencies: indicators.iter().any(|i| i == "several-agencies"),
        team: team.is_some(),
        no_further_action_reason: why_none.is_some(),
        unmatched,
        // whoever reported a child in danger was not asked for names; social care finds them out
        child: contact.danger || people.iter().any(|p| p.role.is_child()),
    };
    if let Err(rule) = rules::decide(&deciding) {
        f.errors.add(field(rule), Refusal::from(rule).message);
    }
    let version = f.fields.get("version").parse().unwrap_or(contact.version);
    Ok(Some(Decision {
        level,
        indicators,
        outcome: outcome.code.clone(),
        outcome_label: outcome.label.clone(),
        reason,
        no_further_action: why_none,
        team,
        unmet,
        offers: suggestions::ticked(&f.fields),
        version,
    }))
}
