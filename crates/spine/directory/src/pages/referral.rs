//! Referrals: `/referrals`, those to us and those I made; `/families/{id}/referrals/new/{service}`; `/referrals/{id}`.
//! The panel of the family page.

use super::show;
use crate::{
    ServiceId, events,
    offers::{self, Offer},
    records::{self, Provider, Service},
    referrals::{self, Line, Referral, ReferralId, ReferralState, Words},
};
use access::{Context, FamilyId, Period, Permit, Permits, Sight, View, Visit, family, nobody, referral};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour, Row},
};

fn tag(state: ReferralState) -> Markup {
    let colour = match state {
        ReferralState::Sent => Colour::Yellow,
        ReferralState::Accepted | ReferralState::Started => Colour::Blue,
        ReferralState::Declined => Colour::Red,
        ReferralState::Finished => Colour::Green,
    };
    parts::tag(state.label(), colour)
}

/// How a service is called, if it still stands in the directory.
fn name_of(named: &[(Service, Provider)], id: ServiceId) -> &str {
    let found = named.iter().find(|(service, _)| service.id == id);
    found.map_or("A service that is no longer listed", |(service, _)| &service.body.0.name)
}

/// The lines of the list, with the services that they name.
struct List {
    lines: Vec<Line>,
    named: Vec<(Service, Provider)>,
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeMyWork)?;
        let lines = referrals::list(v.conn(), &permit)?;
        let wanted: Vec<ServiceId> = lines.iter().map(|line| line.service_id).collect();
        let named = records::list_live(v.conn(), &wanted)?;

        let families: Vec<FamilyId> = lines.iter().map(|line| line.family_id).collect();
        v.showed(&permit, lines.len(), &families);
        Ok(Self { lines, named })
    }

    fn show(&self) -> Markup {
        html! {
            h1.govuk-heading-l { "Referrals" }
            @if self.lines.is_empty() { p.govuk-body { "There are none." } }
            ul.govuk-list.govuk-list--spaced {
                @for line in &self.lines {
                    li {
                        (tag(line.state)) " "
                        a.govuk-link href={ "/referrals/" (line.id) } { (name_of(&self.named, line.service_id)) }
                        br;
                        span.eh-muted { "Sent by " (line.by_name) " on " (dates::moment(line.at)) }
                    }
                }
            }
        }
    }
}

pub(super) async fn list(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Referrals", list.show()))
        })
        .await
}

/// A referral to be written.
struct New {
    permit: Permit<FamilyId, family::OfferService>,
    service: Service,
    provider: Provider,
}

impl New {
    fn load(inside: &mut impl Permits, family: FamilyId, service: ServiceId) -> Result<Self> {
        let permit = inside.permit(family::OfferService, family)?;
        let (service, provider) = records::find_live(inside.conn(), service)?;
        Ok(Self { permit, service, provider })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let body = &self.service.body.0;
        let content = html! {
            h1.govuk-heading-l { "Refer to " (body.name) }
            p.govuk-body-l { (self.provider.name) }
            p.govuk-body.eh-pre { (body.criteria) }
            @if let Some(wait) = show::wait(&self.service) { p.govuk-body { "Wait: " (wait) } }
            @if self.provider.organisation_id.is_none() {
                (parts::inset(html! {
                    "This service does not answer here. "
                    "Ring or write to it, too; the referral then keeps that you did."
                }))
            }
            (sheet.form(html! {
                (sheet.textarea("text", "What does the family hope for, and what should the service know?")
                    .hint("Only what they agreed to pass on. The service's own people read it.")
                    .rows(6))
                (sheet.text("agreed_by", "Who of the family agreed to it, and how?")
                    .hint("For example: the mother, by telephone today"))
                (sheet.text("reach", "How does the service reach you?"))
                (parts::button("Send the referral"))
            }))
        };
        let back = format!("/families/{}", self.permit.subject());
        context.frame.sheet_page("Refer to a service", &back, sheet, content)
    }
}

fn read(sheet: &mut Sheet) -> Option<Words> {
    let words = Words {
        text: sheet.optional("text", 10_000),
        agreed_by: sheet.optional("agreed_by", 300),
        reach: sheet.optional("reach", 300),
    };
    Some(words).filter(|_| sheet.is_valid())
}

pub(super) async fn new_page(visit: Visit, Path((family, service)): Path<(FamilyId, ServiceId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let new = New::load(v, family, service)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(new.show(v, &sheet))
        })
        .await
}

pub(super) async fn new_submit(
    visit: Visit,
    Path((family, service)): Path<(FamilyId, ServiceId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let new = New::load(change, family, service)?;
            let sent = match read(sheet) {
                Some(words) => sheet.heed(referrals::send(change.tx, &new.permit, service, words))?,
                None => None,
            };
            let Some(id) = sent else {
                return Sheet::again(new.show(change, sheet));
            };
            Ok(format!("/referrals/{id}?done=saved"))
        })
        .await
}

/// A referral, and what whoever looks at it may do.
struct Look {
    referral: Referral,
    service: Service,
    provider: Provider,
    answers: bool,
    opens: bool,
}

impl Look {
    fn load(inside: &mut impl Permits, sight: &Sight<ReferralId>) -> Result<Self> {
        let referral = referrals::find(inside.conn(), sight)?;
        let (service, provider) = records::find(inside.conn(), referral.service_id)?;
        let answers = inside.may(referral::Answer, referral.id)? && !referral.state.is_over();
        let opens = inside.may(family::Open, referral.family_id)?;
        Ok(Self { referral, service, provider, answers, opens })
    }

    /// A mark of how far it is.
    fn stand(&self) -> String {
        web::stand(&[self.referral.state.code(), &self.referral.reason])
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has said of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Referral { id, state, reason, .. } = &self.referral;
        let changed = access::last_change(inside.conn(), id.0, &[events::REFERRED, events::REFERRAL_MOVED])?;
        Ok(web::theirs(changed.as_ref(), &[("How far it is", state.label()), ("What was said", reason)]))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let content = html! {
            h1.govuk-heading-l { "Referral to " (self.service.body.0.name) }
            (above)
            p.govuk-body-l { (self.provider.name) }
            (parts::summary_list(self.rows()))
            @if self.opens {
                p.govuk-body {
                    a.govuk-link href={ "/families/" (self.referral.family_id) } { "The family's record" }
                }
            }
            // what was typed when somebody else has ended it stands there, too
            @if self.answers || !sheet.fields.get("reason").is_empty() { (self.answer(sheet)) }
        };
        context.frame.sheet_page("Referral", "/referrals", sheet, content)
    }

    fn rows(&self) -> Vec<Row<'static>> {
        let Referral { state, by_name, by_reach, at, text, agreed_by, reason, .. } = &self.referral;
        let mut rows = vec![
            Row::new("State", tag(*state)),
            Row::new("Sent by", html! { (by_name) br; (by_reach) br; (dates::moment(*at)) }),
            Row::new("Asked", html! { span.eh-pre { (text) } }),
            Row::new("Agreed by", agreed_by),
        ];
        let steps = [
            ("Answered", self.referral.answered_at),
            ("Started", self.referral.started_at),
            ("Ended", self.referral.finished_at),
        ];
        rows.extend(steps.into_iter().filter_map(|(what, at)| Some(Row::new(what, dates::moment(at?)))));
        if !reason.is_empty() {
            rows.push(Row::new("What was said", html! { span.eh-pre { (reason) } }));
        }
        rows
    }

    fn answer(&self, sheet: &Sheet) -> Markup {
        let states = self.referral.state.next().iter().map(|state| Choice::new(state.code(), state.label()));
        sheet.form(html! {
            (sheet.hidden("stand"))
            (sheet.radios("state", "How far is it?").items(states))
            (sheet.textarea("reason", "What should whoever referred know?")
                .hint("If you decline, say why.")
                .rows(3))
            @if self.answers { (parts::button("Save")) }
        })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReferralId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(referral::See, id)?;
            let look = Look::load(v, &permit)?;
            let sheet = v.sheet(|| look.first())?;
            Ok(look.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReferralId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(referral::Answer, id)?;
            let look = Look::load(change, &permit)?;
            if sheet.is_behind("stand", look.stand()) {
                let theirs = look.theirs(change)?;
                return Err(Error::Conflict(Box::new(look.show(change, sheet, theirs))));
            }
            let state = sheet.chosen("state", ReferralState::parse, "Choose how far it is");
            let reason = sheet.optional("reason", 2_000);

            let moved = match state.filter(|_| sheet.is_valid()) {
                Some(state) => sheet.heed(referrals::advance(change.tx, &permit, state, &reason))?,
                None => None,
            };
            if moved.is_none() {
                return Sheet::again(look.show(change, sheet, html! {}));
            }
            Ok(format!("/referrals/{id}?done=saved"))
        })
        .await
}

/// On the family page: what was offered and to what the family was referred.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let sent = referrals::of_family(v.conn(), sight)?;
    let mut offered = offers::list(v.conn(), sight)?;
    if sent.is_empty() && offered.is_empty() {
        return Ok(html! {});
    }
    let ids: Vec<ServiceId> = sent.iter().map(|referral| referral.service_id).collect();
    let named = records::list_live(v.conn(), &ids)?;
    offered.retain(|(offer, ..)| !ids.contains(&offer.service_id));
    Ok(html! {
        h2.govuk-heading-m { "Services" }
        ul.govuk-list {
            @for referral in &sent {
                li {
                    a.govuk-link href={ "/referrals/" (referral.id) } { (name_of(&named, referral.service_id)) }
                    " " (tag(referral.state))
                }
            }
            @for (offer, service, _) in &offered { li { (service.body.0.name) ": " (how_far(offer)) } }
        }
    })
}

fn how_far(offer: &Offer) -> String {
    match offer.answer {
        Some(answer) => answer.label().to_lowercase(),
        None => format!("offered on {}", dates::day(offer.at.date())),
    }
}
