//! `/panel-items/{id}/decision`: whoever chairs decides, with capacity beside need; then comes the next item. Each
//! answer is a key: arrows choose, Enter sends.

use super::shown::Shown;
use crate::{
    capacity::{Capacity, Lead},
    landing::{self, Given},
    records::{self, ItemId, ItemKind},
    rules::Decision,
};
use access::{AccountId, Context, Permit, Permits, TeamId, Visit, accounts, panel as panel_acts, panel_item as acts};
use axum::{extract::Path, response::Response};
use directory::{
    pages::suggestions,
    suggest::{self, Suggestions, Wish},
};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// An item, and what can be given for it.
struct Decide {
    permit: Permit<ItemId, acts::Decide>,
    shown: Shown,
    ahead: usize,
    teams: Vec<accounts::Team>,
    leads: Vec<Lead>,
    capacity: Capacity,
    fitting: Suggestions,
    programmes: Vec<programmes::Choice>,
}

impl Decide {
    fn load(inside: &mut impl Permits, id: ItemId) -> Result<Self> {
        let permit = inside.permit(acts::Decide, id)?;
        let shown = Shown::load(inside, &permit)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let ahead = records::ahead_of(inside.conn(), &shown.item, permit.actor())?;
        // a question without a name is given nothing but advice
        let named = shown.item.family_id.is_some();
        let helps = named && (shown.panel.can_give(Decision::Help) || shown.panel.can_give(Decision::Assessment));
        let teams = if helps { accounts::list_teams(inside.conn())? } else { vec![] };
        let capacity = Capacity::now(inside.conn(), &permit, &pack)?;
        let leads = capacity.leads_of(inside.conn(), &teams)?;
        let fitting = match named && shown.panel.can_give(Decision::Service) {
            true => suggest::find(inside.conn(), &pack, today, &wish(&shown))?,
            false => Suggestions::default(),
        };
        let programmes = match named && shown.panel.can_give(Decision::Programme) {
            true => programmes::choices(inside.conn(), today)?,
            false => vec![],
        };
        Ok(Self { permit, shown, ahead, teams, leads, capacity, fitting, programmes })
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let title = format!("Decide: {}", self.shown.title());
        let content = html! {
            h1.govuk-heading-l { (title) }
            (above)
            (self.order())
            div.eh-beside {
                section aria-labelledby="asked" {
                    h2.govuk-heading-m #asked { "What is asked" }
                    (self.shown.summary(context))
                    (self.shown.decisions())
                    (self.shown.elsewhere())
                    p.govuk-body {
                        a.govuk-link href={ "/panel-items/" (self.shown.item.id) "/tie" } { "I have a tie to this family" }
                    }
                }
                div { (self.form(context, sheet)) }
            }
        };
        let back = self.shown.back();
        context.frame.sheet_page(&title, &back, sheet, content)
    }

    /// Where it stands in the fair order.
    fn order(&self) -> Markup {
        let item = &self.shown.item;
        html! {
            @if item.kind == ItemKind::Waiting { p.govuk-body { "They have waited too long, and come to the forum by themselves." } }
            @if !self.shown.panel.outside { p.govuk-body {
                @match self.ahead {
                    0 => "First in the fair order of what is not decided.",
                    1 => "1 stands before it in the fair order: level of need, how soon, how long, how young.",
                    ahead => { (ahead) " stand before it in the fair order: level of need, how soon, how long, how young." },
                }
            } }
        }
    }

    fn form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let panel = &self.shown.panel;
        let can = |decision: Decision| panel.can_give(decision);
        let decisions = Decision::ALL.iter().filter(|decision| can(**decision) && self.fits(**decision));
        let decisions = decisions.map(|one| Choice::new(one.code(), one.label()).hint(one.hint()));
        html! {
            (sheet.form(html! {
                // as it stands now: what was typed is kept, and sent again it is about this
                input type="hidden" name="version" value=(self.shown.item.version);
                (sheet.radios("decision", "What is decided?").medium().small().items(decisions))
                @if !self.teams.is_empty() {
                    (asked_for(&[Decision::Help, Decision::Assessment], self.who(sheet)))
                }
                @if can(Decision::Service) && self.fits(Decision::Service) && !self.fitting.combinations.is_empty() {
                    (asked_for(&[Decision::Service], html! {
                        h2.govuk-heading-s { "Services that fit, with their waits" }
                        (suggestions::boxes(context, sheet, &self.fitting, "No service fits."))
                    }))
                }
                @if !self.programmes.is_empty() { (asked_for(&[Decision::Programme], self.programmes(sheet))) }
                @if can(Decision::WaitingList) && self.fits(Decision::WaitingList) {
                    (asked_for(&[Decision::WaitingList], html! {
                        (sheet.text("waits_for", "For a waiting list: what do they wait for?")
                            .hint("A team or a service by its name, or in your words."))
                    }))
                }
                (sheet.textarea("reason", "Reason").medium().hint("Whoever sent it, and whoever brought the contact, reads it.").rows(3))
                @if self.ahead > 0 {
                    (sheet.text("departure", "If it goes before others: why?"))
                }
                @if panel.outside { (sheet.text("said_by", "Who of the panel told you, and when?")) }
                (parts::button("Decide"))
            }))
        }
    }

    /// A consultation is given nothing, and a step down a team or time.
    fn fits(&self, decision: Decision) -> bool {
        match self.shown.item.kind {
            ItemKind::Consultation => decision.is_always_there(),
            _ if self.shown.panel.outside && decision == Decision::PutOff => false,
            ItemKind::StepDown => decision.needs_team() || decision == Decision::PutOff,
            _ => true,
        }
    }

    /// Teams and leads, each with what they hold, and what they would hold.
    fn who(&self, sheet: &Sheet) -> Markup {
        let teams = self
            .teams
            .iter()
            .map(|team| Choice::new(team.id.to_string(), format!("{}: {}", team.name, self.capacity.of_team(team.id))));
        let team = |id: TeamId| self.teams.iter().find(|team| team.id == id).map_or("", |team| team.name.as_str());
        let leads = self.leads.iter().map(|lead| {
            let told = format!("{}, {}: {}", lead.name, team(lead.team), self.capacity.of_lead(lead));
            Choice::new(lead.id.to_string(), told)
        });
        html! {
            (sheet.select("team", "For help: which team?").prompt("Choose a team").items(teams))
            (sheet.select("lead", "Who is asked to lead?")
                .hint("They take it or decline it as ever. Leave it to the team's manager if you do not know.")
                .prompt("The manager names a lead").items(leads))
        }
    }

    /// Programmes, each with what is free and who waits.
    fn programmes(&self, sheet: &Sheet) -> Markup {
        let told = |of: &programmes::Choice| {
            let next = of.next.map(|on| format!(", next on {}", web::dates::day(on))).unwrap_or_default();
            let ages = if of.ages.is_empty() { String::new() } else { format!(" ({})", of.ages) };
            format!("{}{ages}: {} free, {} wait{next}", of.name, of.free, of.waiting)
        };
        let programmes = self.programmes.iter().map(|of| Choice::new(of.id.to_string(), told(of)));
        let yes = [Choice::new("yes", "Offer a place in the next group that has one free")];
        html! {
            (sheet.select("programme", "For a programme: which one?").prompt("Choose a programme").items(programmes))
            (sheet.checkboxes("at_once", "Is a place offered at once?").small().items(yes))
            (sheet.text("agreed_by", "For a programme: who of the family agreed to it, and how?"))
            (sheet.text("share", "For a programme: what did they agree that its people know?"))
        }
    }

    fn read(&self, sheet: &mut Sheet) -> Given {
        let programme = self.programmes.iter().find(|of| of.id.to_string() == sheet.fields.get("programme"));
        let free = programme.and_then(|of| of.runs.iter().find(|(_, _, free)| *free > 0)).map(|(run, ..)| *run);
        let lead: Option<AccountId> = sheet.fields.get("lead").parse().ok();
        Given {
            decision: Decision::parse(sheet.fields.get("decision")),
            reason: sheet.optional("reason", 5_000),
            departure: sheet.optional("departure", 2_000),
            team: sheet.fields.get("team").parse().ok(),
            lead,
            services: suggestions::ticked(&sheet.fields),
            programme: programme.map(|of| of.id),
            run: free.filter(|_| sheet.ticked("at_once")),
            agreed_by: sheet.optional("agreed_by", 500),
            share: sheet.optional("share", 2_000),
            waits_for: sheet.optional("waits_for", 200),
            said_by: sheet.optional("said_by", 300),
            version: sheet.fields.get("version").parse().unwrap_or(self.shown.item.version),
        }
    }
}

/// What is asked for some decisions only: a script shows it once one of them is chosen.
fn asked_for(decisions: &[Decision], content: Markup) -> Markup {
    let codes: Vec<&str> = decisions.iter().map(|decision| decision.code()).collect();
    html! { div data-for={ "decision=" (codes.join(" ")) } { (content) } }
}

/// What services are looked for: the needs of the item, for children of the youngest's age.
fn wish(shown: &Shown) -> Wish {
    let item = &shown.item;
    Wish {
        ages: item.age.and_then(|age| u8::try_from(age).ok()).into_iter().collect(),
        agreed: item.grounds == Some(crate::rules::Grounds::Agreement),
        needs: item.presenting.0.iter().chain(&item.underlying.0).cloned().collect(),
        near: None,
        not: vec![],
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    let after: Option<ItemId> = visit.query("after").parse().ok();
    visit
        .view(move |v| {
            let page = Decide::load(v, id)?;
            let above = match after {
                Some(after) => just_decided(v, after)?,
                None => html! {},
            };
            let sheet = v.sheet(Fields::default)?;
            Ok(page.show(v, &sheet, above))
        })
        .await
}

/// What was decided a moment ago, so that nobody wonders what was saved.
fn just_decided(inside: &mut impl Permits, id: ItemId) -> Result<Markup> {
    if !inside.may(acts::See, id).unwrap_or_default() {
        return Ok(html! {});
    }
    let permit = inside.permit(acts::See, id)?;
    let shown = Shown::load(inside, &permit)?;
    let Some(decided) = shown.decided.first() else { return Ok(html! {}) };
    Ok(parts::success(&format!("{}: {}", shown.title(), decided.line())))
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = match Decide::load(change, id) {
                Ok(page) => page,
                Err(Error::Forbidden(why)) => return decided_meanwhile(change, id, sheet, why),
                Err(other) => return Err(other),
            };
            if sheet.is_behind("version", page.shown.item.version) {
                let kinds = [crate::events::CHANGED, crate::events::PUT_OFF];
                let changed = access::last_change(change.conn(), id.0, &kinds)?;
                let item = &page.shown.item;
                let rows: [(&str, &str); 2] =
                    [("What the panel needs to know", &item.summary), ("What is asked for", &item.asked_for)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(page.show(change, sheet, theirs))));
            }
            let given = page.read(sheet);
            let decided = match sheet.is_valid() {
                true => sheet.heed(landing::decide(change, &page.permit, &given))?,
                false => None,
            };
            let Some(item) = decided else { return Sheet::again(page.show(change, sheet, html! {})) };
            Ok(match item.meeting_id.filter(|_| !page.shown.panel.outside) {
                Some(meeting) => next(change, meeting, id)?,
                None => format!("/panel-items/{id}?done=saved"),
            })
        })
        .await
}

/// To the next item of the agenda, until there is none.
fn next(inside: &mut impl Permits, meeting: records::MeetingId, after: ItemId) -> Result<String> {
    let pack = inside.context().pack.clone();
    let permit = inside.permit(panel_acts::Attend, meeting)?;
    Ok(match records::next_undecided(inside.conn(), &permit, &pack)? {
        Some(item) => format!("/panel-items/{item}/decision?after={after}"),
        None => format!("/panel-meetings/{meeting}?done=saved"),
    })
}

/// Somebody else has decided it while this was written: what they decided, and below it what was typed.
fn decided_meanwhile<T>(inside: &mut impl Permits, id: ItemId, sheet: &Sheet, why: String) -> Result<T> {
    let permit = match inside.permit(acts::See, id) {
        Ok(permit) => permit,
        Err(_) => return Err(Error::Forbidden(why)),
    };
    let shown = Shown::load(inside, &permit)?;
    if shown.item.is_open() {
        return Err(Error::Forbidden(why));
    }
    let changed = access::last_change(inside.conn(), id.0, &[crate::events::DECIDED])?;
    let (line, reason) = match shown.decided.first() {
        Some(decided) => (decided.line(), decided.reason.clone()),
        None => ("It was taken back".into(), String::new()),
    };
    let title = format!("Decide: {}", shown.title());
    let content = html! {
        h1.govuk-heading-l { (title) }
        (web::too_late(changed.as_ref(), &[("What was decided", &line), ("Reason", &reason)]))
        p.govuk-body { a.govuk-link href={ "/panel-items/" (id) } { "Go to the item" } }
        (sheet.form(html! { (sheet.textarea("reason", "What you had written as the reason").rows(4)) }))
    };
    let page = inside.context().frame.sheet_page(&title, &shown.back(), sheet, content);
    Err(Error::Conflict(Box::new(page)))
}
