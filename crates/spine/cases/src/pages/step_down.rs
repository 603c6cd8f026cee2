//! `/step-downs/{id}`: what social care offers and how far it is; below it the step that is whoever's who looks.

use crate::{
    open_case,
    rules::Down,
    step_down::{self, StepDown, StepDownId},
    taking_on,
};
use access::{AccountId, Context, Permits, Visit, accounts, family, guard};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Row};
use work::colleagues;

/// A step down, and which of its steps are this actor's.
struct Offered {
    found: StepDown,
    family: (String, String),
    /// Whether this actor may open the family.
    opens: bool,
    team: Option<String>,
    lead: Option<String>,
    chooses_team: Vec<accounts::Team>,
    names_lead: bool,
    takes_on: bool,
    closes: bool,
}

impl Offered {
    fn load(inside: &mut impl Permits, id: StepDownId) -> Result<Self> {
        let permit = inside.permit(access::step_down::See, id)?;
        let found = step_down::find(inside.conn(), &permit)?;
        let mut names = people::records::names(inside.conn(), &[found.family_id])?;
        let teams = accounts::list_teams(inside.conn())?;
        let team = teams.iter().find(|team| Some(team.id) == found.team_id).map(|team| team.name.clone());
        let lead = match found.lead_id {
            Some(lead) => Some(accounts::colleague(inside.conn(), lead)?.name),
            None => None,
        };
        let offered = found.stage() == Down::Offered;
        let chooses = offered && inside.may(access::step_down::ChooseTeam, id)?;
        let leads = guard::lead_of(inside.conn(), found.family_id)?;
        let asked = found.stage() == Down::LeadNamed && leads.is_some() && leads == found.lead_id;
        Ok(Self {
            family: names.remove(&found.family_id).unwrap_or_default(),
            opens: inside.may(family::Open, found.family_id)?,
            team,
            lead,
            chooses_team: if chooses { teams } else { vec![] },
            names_lead: offered && inside.may(access::step_down::NameLead, id)?,
            takes_on: asked && inside.may(access::step_down::TakeOn, id)?,
            closes: found.stage() == Down::Accepted && inside.may(access::step_down::Close, id)?,
            found,
        })
    }

    fn title(&self) -> String {
        format!("Step down: {} family", self.family.0)
    }

    fn at(&self, step: &str) -> String {
        format!("/step-downs/{}{step}", self.found.id)
    }

    fn summary(&self, context: &Context) -> Markup {
        let found = &self.found;
        let needs: Vec<&str> = found.needs.0.iter().map(|code| context.pack.label("need", code)).collect();
        let text = |text: &str| html! { span.eh-pre { (text) } };
        let by = format!("{}, {} {}", found.by_name, dates::moment(found.offered_at), found.by_reach);
        let mut rows = vec![
            Row::new("State", found.stage().label()),
            Row::new("Family", format!("{}, {}", self.family.0, self.family.1)),
            Row::new("Offered by", by.trim().to_owned()),
            Row::new("Children", text(&found.children)),
            Row::new("Why early help is the most appropriate", text(&found.why)),
            Row::new("Needs that remain", needs.join(", ")),
            Row::new("What was done", text(&found.done)),
            Row::new("What is still needed", text(&found.needed)),
            Row::new("The family agrees to early help", text(&found.words)),
            Row::new("Team", self.team.clone().unwrap_or_else(|| "Not chosen yet".into())),
        ];
        if let Some(lead) = &self.lead {
            rows.push(Row::new("Lead professional", lead.clone()));
        }
        if matches!(found.stage(), Down::Offered | Down::LeadNamed) {
            let due = format!("{} ({})", dates::day(found.due_on), dates::due(found.due_on, context.today));
            rows.push(Row::new("A lead is due by", due));
        }
        if let Some(on) = found.closed_on {
            rows.push(Row::new("Social care closed on", dates::day(on)));
        }
        if !found.returned_why.is_empty() {
            rows.push(Row::new("Given back", format!("{}: {}", found.returned_by, found.returned_why)));
        }
        parts::summary_list(rows)
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (self.title()) }
            (self.summary(context))
            @if self.opens {
                p.govuk-body { a.govuk-link href={ "/families/" (self.found.family_id) } { "The family's record" } }
            }
            @if !self.chooses_team.is_empty() {
                (sheet.form_to(&self.at("/team"), html! {
                    (sheet.select("team", "Which team takes it on?").prompt("Choose a team")
                        .items(self.chooses_team.iter().map(|team| Choice::new(team.id.to_string(), &team.name))))
                    (parts::button("Choose the team"))
                }))
            }
            @if self.names_lead {
                div.govuk-button-group {
                    (parts::button_link("Name a lead", &self.at("/lead"), ""))
                    (parts::button_link("Give it back to social care", &self.at("/return"), "govuk-button--secondary"))
                }
            }
            @if self.takes_on {
                div.eh-actions { (parts::button_link("Answer", &self.at("/acceptance"), "")) }
            }
            @if self.found.stage() == Down::LeadNamed && !self.takes_on {
                p.govuk-body { (self.lead.as_deref().unwrap_or("Whoever was named")) " has not answered yet." }
            }
            @if self.closes {
                (sheet.form_to(&self.at("/closure"), html! {
                    (sheet.date("closed_on", "When did social care close?").hint("Leave empty for today."))
                    p.govuk-body { "From then on early help leads: the children's level of need becomes 2." }
                    (parts::button("Social care has closed"))
                }))
            }
        };
        context.frame.sheet_page(&self.title(), "/step-downs", sheet, content)
    }

    /// One question of its own about it.
    fn question(&self, context: &Context, title: &str, sheet: &Sheet, content: Markup) -> Markup {
        let content = html! { h1.govuk-heading-l { (title) } (self.summary(context)) (content) };
        context.frame.sheet_page(title, &self.at(""), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<StepDownId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let offered = Offered::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(offered.show(v, &sheet))
        })
        .await
}

pub(super) async fn team(visit: Visit, Path(id): Path<StepDownId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_down::ChooseTeam, id)?;
            let teams = accounts::list_teams(change.conn())?;
            let team =
                sheet.fields.get("team").parse().ok().filter(|chosen| teams.iter().any(|team| team.id == *chosen));
            let chosen = sheet.heed(taking_on::choose_team(change.tx, &permit, team))?;
            if chosen.is_none() {
                return Sheet::again(Offered::load(change, id)?.show(change, sheet));
            }
            Ok(format!("/step-downs/{id}?done=saved"))
        })
        .await
}

pub(super) async fn close(visit: Visit, Path(id): Path<StepDownId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_down::Close, id)?;
            let on = sheet.day("closed_on", "Date").unwrap_or(change.today);
            let closed = match sheet.is_valid() {
                true => sheet.heed(taking_on::close(change.tx, &permit, on))?,
                false => None,
            };
            if closed.is_none() {
                return Sheet::again(Offered::load(change, id)?.show(change, sheet));
            }
            Ok(format!("/step-downs/{id}?done=saved"))
        })
        .await
}

const NAME_LEAD: &str = "Name a lead for the step down";

/// The lead of a step down is chosen from those near the team; where help goes on, whoever leads may lead this, too.
fn lead_question(inside: &mut impl Permits, id: StepDownId, sheet: &Sheet) -> Result<Markup> {
    let offered = Offered::load(inside, id)?;
    let leads = guard::lead_of(inside.conn(), offered.found.family_id)?;
    let mut keep: Vec<AccountId> = sheet.fields.get("to").parse().into_iter().collect();
    keep.extend(leads);
    let near = colleagues::near(inside, offered.found.team_id, &keep)?;
    let people = near
        .shown
        .iter()
        .map(|one| Choice::new(one.id.to_string(), format!("{}, {}, {}", one.name, one.job_title, one.organisation)));
    let context = inside.context();
    let kinds = ["assessment", "intervention-plan"];
    let kinds = kinds.iter().filter_map(|code| context.pack.code("decision-outcome", code, context.today));
    let kinds = kinds.map(|kind| Choice::new(&kind.code, &kind.label));
    let content = html! {
        p.govuk-body { "Social care leads until the lead has accepted." }
        (near.finder)
        (sheet.form(html! {
            (sheet.select("to", "Who leads?").prompt("Choose someone").items(people))
            (sheet.textarea("reason", "Why them, and what do the family say?").rows(3))
            @if leads.is_none() { (sheet.radios("kind", "What does help begin with?").items(kinds)) }
            (parts::button("Name the lead"))
        }))
    };
    Ok(offered.question(context, NAME_LEAD, sheet, content))
}

pub(super) async fn lead_page(visit: Visit, Path(id): Path<StepDownId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(access::step_down::NameLead, id)?;
            let sheet = v.sheet(|| Fields::default().with("kind", "assessment"))?;
            lead_question(v, id, &sheet)
        })
        .await
}

pub(super) async fn lead_submit(visit: Visit, Path(id): Path<StepDownId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_down::NameLead, id)?;
            let to = sheet.chosen("to", |id| id.parse::<AccountId>().ok(), "Choose someone");
            let reason = sheet.required("reason", 2_000, "Say why they were chosen");
            let kind = match sheet.fields.get("kind") {
                "intervention-plan" => "intervention-plan",
                _ => "assessment",
            };
            let named = match to.filter(|_| sheet.is_valid()) {
                Some(to) => sheet.heed(taking_on::take_on(change.tx, &permit, kind))?.map(|episode| (to, episode)),
                None => None,
            };
            let named = match named {
                Some((to, episode)) => {
                    let case = open_case(change, family::HandOver, episode)?;
                    sheet.heed(taking_on::name_lead(change.tx, &permit, &case, to, &reason))?
                }
                None => None,
            };
            if named.is_none() {
                return Sheet::again(lead_question(change, id, sheet)?);
            }
            Ok(format!("/step-downs/{id}?done=saved"))
        })
        .await
}

const GIVE_BACK: &str = "Give the step down back to social care";

fn back_question(inside: &mut impl Permits, id: StepDownId, sheet: &Sheet) -> Result<Markup> {
    let offered = Offered::load(inside, id)?;
    let content = sheet.form(html! {
        (sheet.textarea("back_why", "Why can early help not take over?").rows(4))
        (parts::button("Give it back"))
    });
    Ok(offered.question(inside.context(), GIVE_BACK, sheet, content))
}

pub(super) async fn back_page(visit: Visit, Path(id): Path<StepDownId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(access::step_down::NameLead, id)?;
            let sheet = v.sheet(Fields::default)?;
            back_question(v, id, &sheet)
        })
        .await
}

pub(super) async fn back_submit(visit: Visit, Path(id): Path<StepDownId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_down::NameLead, id)?;
            let why = sheet.optional("back_why", 5_000);
            let given = match sheet.is_valid() {
                true => sheet.heed(taking_on::give_back(change.tx, &permit, &why))?,
                false => None,
            };
            if given.is_none() {
                return Sheet::again(back_question(change, id, sheet)?);
            }
            Ok(format!("/step-downs/{id}?done=saved"))
        })
        .await
}

const TAKE_ON: &str = "Take on what social care steps down";

fn take_question(inside: &mut impl Permits, id: StepDownId, sheet: &Sheet) -> Result<Markup> {
    let offered = Offered::load(inside, id)?;
    let answers = [Choice::new("accept", "I take it on"), Choice::new("decline", "I cannot")];
    let content = sheet.form(html! {
        (sheet.radios("answer", "Do you lead for this, too?").items(answers))
        (sheet.textarea("back_why", "If you cannot, why?").rows(3))
        (parts::button("Answer"))
    });
    Ok(offered.question(inside.context(), TAKE_ON, sheet, content))
}

pub(super) async fn take_page(visit: Visit, Path(id): Path<StepDownId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(access::step_down::TakeOn, id)?;
            let sheet = v.sheet(Fields::default)?;
            take_question(v, id, &sheet)
        })
        .await
}

pub(super) async fn take_submit(visit: Visit, Path(id): Path<StepDownId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(access::step_down::TakeOn, id)?;
            let why = sheet.optional("back_why", 5_000);
            let takes = |word: &str| match word {
                "accept" => Some(true),
                "decline" => Some(false),
                _ => None,
            };
            let takes = sheet.chosen("answer", takes, "Choose whether you take it on");
            let done = match takes.filter(|_| sheet.is_valid()) {
                Some(takes) => {
                    let declined = (!takes).then_some(why.as_str());
                    sheet.heed(taking_on::answer(change.tx, &permit, declined))?.map(|()| takes)
                }
                None => None,
            };
            match done {
                None => Sheet::again(take_question(change, id, sheet)?),
                Some(true) => Ok(format!("/step-downs/{id}?done=saved")),
                Some(false) => Ok("/my-work?done=saved".into()),
            }
        })
        .await
}
