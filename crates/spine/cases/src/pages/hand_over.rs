//! `/episodes/{id}/lead`: offer the lead; `/hand-overs/{id}`: take or decline it.

use super::header;
use crate::{
    Case, EpisodeId, events, open_case,
    team::{self, HandOver, HandOverId},
};
use access::{AccountId, Change, Permits, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::colleagues;

/// To whom the lead is offered already, and that this actor may offer it.
struct Offer {
    case: Case<family::HandOver>,
    waiting: Option<HandOver>,
    waits_for: Option<String>,
}

impl Offer {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::HandOver, id)?;
        let waiting = team::waiting_offer(inside.conn(), &case.permit, id)?;
        let waits_for = match &waiting {
            Some(offer) => Some(accounts::colleague(inside.conn(), offer.to_id)?.name),
            None => None,
        };
        Ok(Self { case, waiting, waits_for })
    }

    /// A mark of who leads, and of whom the lead is offered to.
    fn stand(&self) -> String {
        let lead = self.case.episode.lead_id.map(|id| id.to_string()).unwrap_or_default();
        let offer = self.waiting.as_ref().map(|offer| offer.id.to_string()).unwrap_or_default();
        web::stand(&[&lead, &offer])
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// To whom someone else has offered it meanwhile, or who has taken it.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let kinds = [events::LEAD_OFFERED, events::LEAD_ACCEPTED, events::LEAD_DECLINED];
        let changed = access::last_change(inside.conn(), self.case.episode.id.0, &kinds)?;
        let lead = self.case.episode.lead_id;
        let leads = lead.map(|id| accounts::colleague(inside.conn(), id)).transpose()?.map(|lead| lead.name);
        let rows: [(&str, &str); 3] = [
            ("Leads now", leads.as_deref().unwrap_or("Nobody")),
            ("Was asked to lead", self.waits_for.as_deref().unwrap_or_default()),
            ("Why", self.waiting.as_ref().map_or("", |offer| &offer.reason)),
        ];
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let lead = self.case.episode.lead_id;
        let chosen: Vec<AccountId> = sheet.fields.get("to").parse().into_iter().collect();
        let colleagues = colleagues::near(inside, self.case.episode.team_id, &chosen)?;
        let others = colleagues.shown.iter().filter(|colleague| Some(colleague.id) != lead);
        let others = others.map(|other| {
            Choice::new(other.id.to_string(), format!("{}, {}, {}", other.name, other.job_title, other.organisation))
        });
        let content = html! {
            (above)
            @if let Some(name) = &self.waits_for {
                (parts::inset(html! { "The lead was offered to " (name) ", who has not answered yet." }))
            }
            p.govuk-body {
                "The lead is whoever the family trusts and who is best placed, from any agency. "
                "It need not be whoever made the contact."
            }
            (colleagues.finder)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.select("to", "Who has been chosen with the family?").prompt("Choose someone").items(others))
                (sheet.textarea("reason", "Why them, and what do the family say?").rows(3))
                (parts::button("Offer the lead"))
            }))
        };
        let title = if lead.is_some() { "Hand over the lead" } else { "Choose a lead professional" };
        header::sheet_page(inside, &self.case.permit, title, sheet, content)
    }

    fn read(sheet: &mut Sheet) -> Option<(AccountId, String)> {
        let to = sheet.chosen("to", |id| id.parse::<AccountId>().ok(), "Choose someone");
        let reason = sheet.required("reason", 2_000, "Say why they were chosen");
        Some((to?, reason)).filter(|_| sheet.is_valid())
    }
}

pub(super) async fn offer_page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let offer = Offer::load(v, id)?;
            let sheet = v.sheet(|| offer.first())?;
            offer.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn offer_submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let offer = Offer::load(change, id)?;
            if sheet.is_behind("stand", offer.stand()) {
                let theirs = offer.theirs(change)?;
                return Err(Error::Conflict(Box::new(offer.show(change, sheet, theirs)?)));
            }

            let Some((to, reason)) = Offer::read(sheet) else {
                return Sheet::again(offer.show(change, sheet, html! {})?);
            };

            let done = team::offer_lead(change.tx, &offer.case, to, &reason);
            if sheet.heed(done)?.is_none() {
                return Sheet::again(offer.show(change, sheet, html! {})?);
            }
            Ok(format!("{}?done=saved", header::href(offer.case.family())))
        })
        .await
}

/// An offer that someone answers.
struct Answer {
    case: Case<family::AcceptHandOver>,
    offer: HandOver,
}

impl Answer {
    fn load(inside: &mut impl Permits, id: HandOverId) -> Result<Self> {
        let of = team::episode_of(inside.conn(), id)?;
        let case = open_case(inside, family::AcceptHandOver, of)?;
        let offer = team::find_offer(inside.conn(), &case.permit, id)?;
        Ok(Self { case, offer })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let mine = inside.context().actor.account == Some(self.offer.to_id);
        let content = html! {
            p.govuk-body { "You have been asked to lead for this family." }
            @if !self.offer.reason.is_empty() { (parts::inset(html! { span.eh-pre { (self.offer.reason) } })) }
            @match (self.offer.waits(), mine) {
                (true, true) => (question(sheet)),
                (true, false) => p.govuk-body { "This offer waits for someone else's answer." },
                (false, _) => p.govuk-body { "This offer has been answered." },
            }
        };
        header::sheet_page(inside, &self.case.permit, "Take the lead", sheet, content)
    }

    /// Gives the answer; `None` where something is wrong with it.
    fn give(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        let why = sheet.optional("why", 2_000);
        let accepts = |answer: &str| match answer {
            "accept" => Some(true),
            "decline" => Some(false),
            _ => None,
        };
        let accepts = sheet.chosen("answer", accepts, "Choose whether you will lead");
        let Some(accepts) = accepts.filter(|_| sheet.is_valid()) else { return Ok(None) };

        let done = match accepts {
            true => team::accept_lead(change.tx, &self.case, self.offer.id),
            false => team::decline_lead(change.tx, &self.case, self.offer.id, &why),
        };
        sheet.heed(done)
    }
}

fn question(sheet: &Sheet) -> Markup {
    let answers = [Choice::new("accept", "I will lead"), Choice::new("decline", "I cannot")];
    sheet.short_form(html! {
        (sheet.radios("answer", "Will you lead?").items(answers))
        (sheet.textarea("why", "If you cannot, why not?").rows(2))
        (parts::button("Answer"))
    })
}

pub(super) async fn page(visit: Visit, Path(id): Path<HandOverId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let answer = Answer::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            answer.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<HandOverId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let answer = Answer::load(change, id)?;
            if answer.give(change, sheet)?.is_none() {
                return Sheet::again(answer.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", header::href(answer.case.family())))
        })
        .await
}
