//! `/episodes/{id}/lead`: offer the lead; `/hand-overs/{id}`: take or decline it.

use super::header;
use crate::{
    Episode, EpisodeId, records,
    team::{self, HandOver, HandOverId},
};
use access::{AccountId, FamilyId, Permit, Permits, Sight, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn offer_view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    e: &Episode,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let chosen: Vec<_> = f.fields.get("to").parse().into_iter().collect();
    let colleagues = work::colleagues::near(inside, e.team_id, &chosen)?;
    let waiting = team::waiting_offer(inside.conn(), e.id)?;
    let waiting_for = waiting.map(|o| accounts::colleague(inside.conn(), o.to_id)).transpose()?;
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let names: Vec<(String, String)> = colleagues
        .shown
        .iter()
        .filter(|c| Some(c.id) != e.lead_id)
        .map(|c| (c.id.to_string(), format!("{}, {}, {}", c.name, c.job_title, c.organisation)))
        .collect();
    let mut items = vec![("", "Choose someone")];
    items.extend(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let title = if e.lead_id.is_some() { "Hand over the lead" } else { "Choose a lead professional" };
    let content = html! {
        @if let Some(who) = &waiting_for { (parts::inset(html! { "The lead was offered to " (who.name) ", who has not answered yet." })) }
        p.govuk-body { "The lead is whoever the family trusts and who is best placed, from any agency. It need not be whoever made the contact." }
        (web::kept(&frame, &path, kept))
        (colleagues.finder)
        (form(&frame, &path, key, true, html! {
            (parts::select(f, "to", "Who has been chosen with the family?", "", &items))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why them, and what do the family say?", rows: 3, ..Default::default() }))
            (parts::button("Offer the lead"))
        }))
    };
    header::form_page(inside, sight, title, f, content)
}

pub(super) async fn offer_page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::HandOver, id)?;
            let (f, kept) = v.form(Fields::default)?;
            offer_view(v, &permit, &e, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn offer_submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::HandOver, id)?;
            let mut f = Form::from(fields.clone());
            let to = f.choice("to", |a| a.parse::<AccountId>().ok(), "Choose someone");
            let reason = f.text("reason", 2_000, Some("Say why they were chosen"));
            let outcome = match to.filter(|_| f.is_valid()) {
                Some(to) => team::offer_lead(change.tx, &permit, &e, to, &reason).map(|_| ()),
                None => Ok(()),
            };
            if let Err(Error::Refused(refusals)) = &outcome {
                f.refuse(refusals.clone(), "to");
            } else {
                outcome?;
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(offer_view(change, &permit, &e, &f, fields.get("key"), false)?)));
            }
            Ok(format!("{}?done=saved", header::href(e.family_id)))
        })
        .await
}

fn find(
    inside: &mut impl Permits,
    id: HandOverId,
) -> Result<(HandOver, Episode, Permit<FamilyId, family::AcceptHandOver>)> {
    let offer = team::find_offer(inside.conn(), id)?;
    let e = records::find(inside.conn(), offer.episode_id)?;
    let permit = inside.permit(family::AcceptHandOver, e.family_id)?;
    Ok((offer, e, permit))
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, offer: &HandOver, f: &Form, key: &str) -> Result<Markup> {
    let c = inside.context();
    let (frame, path, mine) = (c.frame.clone(), c.path.clone(), c.actor.account == Some(offer.to_id));
    let answers = vec![parts::Choice::new("accept", "I will lead"), parts::Choice::new("decline", "I cannot").hint("")];
    let content = html! {
        p.govuk-body { "You have been asked to lead for this family." }
        @if !offer.reason.is_empty() { (parts::inset(html! { span.eh-pre { (offer.reason) } })) }
        @if offer.waits() && mine {
            (form(&frame, &path, key, false, html! {
                (parts::radios(f, parts::Choices { name: "answer", legend: "Will you lead?", items: answers, ..Default::default() }))
                (parts::textarea(f, parts::OldTextarea { name: "why", label: "If you cannot, why not?", rows: 2, ..Default::default() }))
                (parts::button("Answer"))
            }))
        } @else { p.govuk-body { @if offer.waits() { "This offer waits for someone else's answer." } @else { "This offer has been answered." } } }
    };
    header::form_page(inside, sight, "Take the lead", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<HandOverId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (offer, _, permit) = find(v, id)?;
            view(v, &permit, &offer, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<HandOverId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (offer, e, permit) = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let why = f.text("why", 2_000, None);
            let outcome = match fields.get("answer") {
                "accept" => team::accept_lead(change.tx, &permit, &e, &offer),
                "decline" => team::decline_lead(change.tx, &permit, &e, &offer, &why),
                _ => {
                    f.errors.add("answer", "Choose whether you will lead");
                    Ok(())
                }
            };
            if let Err(Error::Refused(refusals)) = &outcome {
                f.refuse(refusals.clone(), "answer");
            } else {
                outcome?;
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &offer, &f, fields.get("key"))?)));
            }
            Ok(format!("{}?done=saved", header::href(e.family_id)))
        })
        .await
}
