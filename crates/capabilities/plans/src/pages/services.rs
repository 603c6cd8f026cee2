//! `/episodes/{id}/services`: services that fit the family, what was offered, what came of it.

use access::{FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use directory::{
    offers::{self, Answer, OfferId},
    pages::suggestions,
    postcodes,
    suggest::{self, Suggestions, Wish},
};
use people::records::Member;
use web::{Error, Fields, Form, Markup, Result, dates, form, html, parts, parts::Colour};

/// The outward half of the postcode, and where the family lives; nothing where anybody's address is protected (T16).
fn place(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    members: &[Member],
) -> Result<(String, Option<(f64, f64)>)> {
    if members.iter().any(|m| m.address.as_ref().is_some_and(people::Protected::is_closed)) {
        return Ok(Default::default());
    }
    let mut codes =
        members.iter().filter_map(|m| m.address.as_ref()).filter_map(|a| a.open(sight).map(|a| a.postcode.clone()));
    let Some(code) = codes.find(|c| !c.is_empty()) else { return Ok(Default::default()) };
    let at = postcodes::find(inside.conn(), &code)?.map(|(at, _)| (at.lat, at.lon));
    Ok((code.split(' ').next().unwrap_or_default().to_owned(), at))
}

fn find(inside: &mut impl Permits, sight: &Sight<FamilyId>) -> Result<(Wish, String, Suggestions)> {
    let members = people::records::members(inside.conn(), sight)?;
    let (pack, today) = (inside.context().pack.clone(), inside.context().today);
    let (area, near) = place(inside, sight, &members)?;
    let ages = members.iter().filter(|m| m.role.is_child()).filter_map(|m| m.person.date_of_birth);
    let wish = Wish {
        needs: offers::sought(inside.conn(), sight)?,
        ages: ages.filter_map(|b| u8::try_from(dates::years(b, today)).ok()).collect(),
        near,
        agreed: people::agreement::in_force(inside.conn(), sight.subject(), today)?,
        not: offers::offered(inside.conn(), sight.subject())?,
    };
    let found = suggest::find(inside.conn(), &pack, today, &wish)?;
    Ok((wish, area, found))
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, e: &Episode, f: &Form, key: &str) -> Result<Markup> {
    let (wish, _, found) = find(inside, sight)?;
    let offered = offers::list(inside.conn(), sight)?;
    let c = inside.context();
    let base = format!("/episodes/{}/services", e.id);
    let family = sight.subject();
    let mut needs = Fields::default();
    wish.needs.iter().for_each(|n| needs.add("need", n.as_str()));
    let needs = Form::from(needs);
    let choices = c.pack.choices("need", c.today).map(|t| parts::Choice::new(&t.code, &t.label)).collect();
    let labels: Vec<&str> = wish.needs.iter().map(|n| c.pack.label("need", n)).collect();
    let content = html! {
        @if !offered.is_empty() {
            h2.govuk-heading-m { "Offered" }
            @for (o, s, p) in &offered {
                div.eh-next {
                    p.govuk-body { a.govuk-link href={ "/services/" (s.id) } { (s.body.0.name) } ", " (p.name) ". Offered on " (dates::day(o.at.date())) " by " (o.by_name) "." }
                    @match o.answer {
                        Some(a) => p.govuk-body { (parts::tag(a.label(), if a == Answer::TakenUp { Colour::Green } else { Colour::Grey })) " " (o.why) },
                        None => (answer_form(c, &base, o.id, f)),
                    }
                    p.govuk-body { a.govuk-link href={ "/families/" (family) "/referrals/new/" (s.id) } { "Refer the family" span.govuk-visually-hidden { " to " (s.body.0.name) } } }
                }
            }
        }
        h2.govuk-heading-m { "Services that fit" }
        @if !labels.is_empty() {
            p.govuk-body { "For: " (labels.join(", ")) @if wish.near.is_some() { ", near the family" } ". " @if !wish.agreed { "The family's agreement is not in force, so only services are shown to which they can go themselves." } }
        }
        (form(&c.frame, &base, key, false, html! {
            (suggestions::boxes(c, f, &found, "Say below for which needs services are looked for."))
            @if !found.combinations.is_empty() || !found.unmet.is_empty() { (parts::button("Offer, or record what is missing")) }
        }))
        p.govuk-body { a.govuk-link href="/services" target="_blank" { "Search all services (opens in a new tab)" } }
        (parts::details("Look for other needs", form(&c.frame, &format!("{base}/needs"), &web::new_key(), false, html! {
            (parts::checkboxes(&needs, parts::Choices { name: "need", legend: "Which needs?", class: "govuk-checkboxes--small eh-three", items: choices, ..Default::default() }))
            (parts::button_named("Look for these", "govuk-button--secondary", "look", "yes"))
        })))
    };
    header::form_page(inside, sight, "Services for this family", f, content)
}

fn answer_form(c: &access::Context, base: &str, id: OfferId, f: &Form) -> Markup {
    let path = format!("{base}/answers");
    let mine = if f.fields.get("offer-id") == id.to_string() { f.clone() } else { Form::default() };
    let why = format!("why-{id}");
    form(
        &c.frame,
        &path,
        &web::new_key(),
        false,
        html! {
            input type="hidden" name="offer-id" value=(id);
            div class={ "govuk-form-group" @if mine.errors.of(&why).is_some() { " govuk-form-group--error" } } {
                label.govuk-label for=(why) { "What came of it?" }
                @if let Some(e) = mine.errors.of(&why) { p.govuk-error-message id={ (why) "-error" } { span.govuk-visually-hidden { "Error:" } " " (e) } }
                textarea.govuk-textarea id=(why) name="why" rows="2" { (mine.fields.raw("why")) }
            }
            div.govuk-button-group {
                (parts::button_named("Taken up", "govuk-button--secondary", "answer", "taken-up"))
                (parts::button_named("Refused", "govuk-button--secondary", "answer", "refused"))
            }
        },
    )
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::OfferService, id)?;
            view(v, &permit, &e, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::OfferService, id)?;
            let (wish, area, found) = find(change, &permit)?;
            let offer = suggestions::ticked(fields);
            let missing: Vec<String> = fields
                .all("nothing-fits")
                .filter(|n| found.unmet.iter().any(|u| u == n))
                .map(ToOwned::to_owned)
                .collect();
            if offer.is_empty() && missing.is_empty() {
                let mut f = Form::from(fields.clone());
                f.errors.add("offer", "Tick what you offer, or what is missing");
                return Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, fields.get("key"))?)));
            }
            let by = permit.actor().signature();
            offers::offer(change.tx, permit.subject(), &offer, &by)?;
            offers::unmet(change.tx, &missing, &area, wish.ages.first().copied(), "")?;
            // what was ticked may have been offered by somebody else meanwhile
            change.tx.nothing_new();
            Ok(format!("/episodes/{id}/services?done=saved"))
        })
        .await
}

pub(super) async fn needs(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (_, permit) = header::episode(change, family::OfferService, id)?;
            let known: Vec<String> = fields
                .all("need")
                .filter(|n| change.pack.code("need", n, change.today).is_some())
                .map(ToOwned::to_owned)
                .collect();
            offers::seek(change.tx, permit.subject(), &known)?;
            Ok(format!("/episodes/{id}/services"))
        })
        .await
}

pub(super) async fn answer(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::OfferService, id)?;
            let mut f = Form::from(fields.clone());
            let offer: OfferId = fields.get("offer-id").parse().map_err(|_| Error::NotFound)?;
            let said = Answer::parse(fields.get("answer"));
            let why = f.text("why", 500, None);
            if said == Some(Answer::Refused) && why.is_empty() {
                f.errors.add(&format!("why-{offer}"), "Say why the family does not want it");
            }
            let Some(said) = said.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, &web::new_key())?)));
            };
            offers::answer(change.tx, &permit, offer, said, &why)?;
            Ok(format!("/episodes/{id}/services?done=saved"))
        })
        .await
}
