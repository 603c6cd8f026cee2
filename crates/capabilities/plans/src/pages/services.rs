//! `/episodes/{id}/services`: services that fit the family, what was offered, what came of it.

use access::{Context, FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use directory::{
    Provider, Service,
    offers::{self, Answer, Offer, OfferId, Offering, Unmet},
    pages::suggestions,
    postcodes,
    suggest::{self, Suggestions, Wish},
};
use people::records::Member;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Colour};

/// What the family looks for, what fits, and what it was offered before.
struct Offers {
    case: Case<family::OfferService>,
    wish: Wish,
    /// The outward half of the postcode.
    area: String,
    found: Suggestions,
    offered: Vec<(Offer, Service, Provider)>,
}

impl Offers {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::OfferService, id)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let (wish, area) = wish(inside, &case)?;
        let found = suggest::find(inside.conn(), &pack, today, &wish)?;
        let offered = offers::list(inside.conn(), &case.permit)?;
        Ok(Self { case, wish, area, found, offered })
    }

    fn address(&self) -> String {
        format!("/episodes/{}/services", self.case.episode.id)
    }

    /// A mark of the needs for which services are looked for.
    fn needs_stand(&self) -> String {
        web::stand(&self.wish.needs.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let content = html! {
            (above)
            @if !self.offered.is_empty() {
                h2.govuk-heading-m { "Offered" }
                @for (offer, service, provider) in &self.offered { (self.offered(sheet, offer, service, provider)) }
            }
            h2.govuk-heading-m { "Services that fit" }
            (self.looked_for(context))
            (self.offer_form(context, sheet))
            p.govuk-body {
                a.govuk-link href="/services" target="_blank" { "Search all services (opens in a new tab)" }
            }
            (parts::details("Look for other needs", self.needs_form(context, sheet)))
        };
        header::sheet_page(inside, &self.case.permit, "Services for this family", sheet, content)
    }

    fn offered(&self, sheet: &Sheet, offer: &Offer, service: &Service, provider: &Provider) -> Markup {
        let name = &service.body.0.name;
        let refer = format!("/families/{}/referrals/new/{}", self.case.family(), service.id);
        html! {
            div.eh-next {
                p.govuk-body {
                    a.govuk-link href={ "/services/" (service.id) } { (name) } ", " (provider.name)
                    ". Offered on " (dates::day(offer.at.date())) " by " (offer.by_name) "."
                }
                @if let Some(answer) = offer.answer { (answered(answer, &offer.why)) }
                // what was typed when somebody else has answered it stands there, too
                @if offer.answer.is_none() || sheet.fields.get("offer-id") == offer.id.to_string() {
                    (self.answer_form(sheet, offer))
                }
                p.govuk-body {
                    a.govuk-link href=(refer) {
                        "Refer the family" span.govuk-visually-hidden { " to " (name) }
                    }
                }
            }
        }
    }

    /// Each offer has a form of its own; only in the one that was sent stands what was typed.
    fn answer_form(&self, sheet: &Sheet, offer: &Offer) -> Markup {
        let id = offer.id;
        let field = format!("why-{id}");
        let sent = sheet.fields.get("offer-id") == id.to_string();
        let why = if sent { sheet.fields.raw("why") } else { "" };
        let error = sheet.errors.of(&field).filter(|_| sent);
        let form = html! {
            input type="hidden" name="offer-id" value=(id);
            input type="hidden" name="stand" value=(stand(offer));
            div class={ "govuk-form-group" @if error.is_some() { " govuk-form-group--error" } } {
                label.govuk-label for=(field) { "What came of it?" }
                @if let Some(error) = error {
                    p.govuk-error-message id={ (field) "-error" } {
                        span.govuk-visually-hidden { "Error:" } " " (error)
                    }
                }
                textarea.govuk-textarea id=(field) name="why" rows="2" { (why) }
            }
            div.govuk-button-group {
                (parts::button_named("Taken up", "govuk-button--secondary", "answer", "taken-up"))
                (parts::button_named("Refused", "govuk-button--secondary", "answer", "refused"))
            }
        };
        sheet.form_to(&format!("{}/answers", self.address()), form)
    }

    fn looked_for(&self, context: &Context) -> Markup {
        if self.wish.needs.is_empty() {
            return html! {};
        }
        let needs: Vec<&str> = self.wish.needs.iter().map(|need| context.pack.label("need", need)).collect();
        html! {
            p.govuk-body {
                "For: " (needs.join(", ")) @if self.wish.near.is_some() { ", near the family" } ". "
                @if !self.wish.agreed {
                    "The family's agreement is not in force, so only services are shown to which they can go "
                    "themselves."
                }
            }
        }
    }

    fn offer_form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let something = !self.found.combinations.is_empty() || !self.found.unmet.is_empty();
        let unsaid = "Say below for which needs services are looked for.";
        let form = html! {
            (suggestions::boxes(context, sheet, &self.found, unsaid))
            @if something { (parts::button("Offer, or record what is missing")) }
        };
        sheet.form_to(&self.address(), form)
    }

    fn needs_form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let mut sought = Fields::default().with("stand", self.needs_stand());
        // what was ticked while somebody else said it otherwise stands there still
        let ticked = Some(sheet.all("need")).filter(|_| sheet.ticked("look"));
        ticked.as_ref().unwrap_or(&self.wish.needs).iter().for_each(|need| sought.add("need", need));
        let sought = Sheet::from(sought);
        let needs = context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
        let form = html! {
            (sought.hidden("stand"))
            (sought.checkboxes("need", "Which needs?").small().in_columns().items(needs))
            (parts::button_named("Look for these", "govuk-button--secondary", "look", "yes"))
        };
        sheet.form_to(&format!("{}/needs", self.address()), form)
    }
}

/// A mark of what the family said to an offer.
fn stand(offer: &Offer) -> String {
    web::stand(&[offer.answer.map_or("", Answer::code), &offer.why])
}

fn answered(answer: Answer, why: &str) -> Markup {
    let colour = if answer == Answer::TakenUp { Colour::Green } else { Colour::Grey };
    html! { p.govuk-body { (parts::tag(answer.label(), colour)) " " (why) } }
}

/// What is looked for, and in which area.
fn wish(inside: &mut impl Permits, case: &Case<family::OfferService>) -> Result<(Wish, String)> {
    let today = inside.context().today;
    let members = people::records::members(inside.conn(), &case.permit)?;
    let (area, near) = place(inside, &case.permit, &members)?;
    let children = members.iter().filter(|member| member.role.is_child());
    let born = children.filter_map(|child| child.person.date_of_birth);
    let wish = Wish {
        needs: offers::sought(inside.conn(), &case.permit)?,
        ages: born.filter_map(|born| u8::try_from(dates::years(born, today)).ok()).collect(),
        near,
        agreed: people::agreement::in_force(inside.conn(), &case.permit, today)?,
        not: offers::offered(inside.conn(), &Offering::to(&case.permit))?,
    };
    Ok((wish, area))
}

/// The outward half of the postcode, and where the family lives; nothing where anybody's address is protected (T16).
fn place(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    members: &[Member],
) -> Result<(String, Option<(f64, f64)>)> {
    let addresses = || members.iter().filter_map(|member| member.address.as_ref());
    if addresses().any(people::Protected::is_closed) {
        return Ok(Default::default());
    }
    let mut codes = addresses().filter_map(|address| address.open(sight)).map(|address| &address.postcode);
    let Some(code) = codes.find(|code| !code.is_empty()) else { return Ok(Default::default()) };
    let at = postcodes::find(inside.conn(), code)?.map(|(at, _)| (at.lat, at.lon));
    Ok((code.split(' ').next().unwrap_or_default().to_owned(), at))
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let offers = Offers::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            offers.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Offers::load(change, id)?;
            let ticked = suggestions::ticked(&sheet.fields);
            let mut missing = sheet.all("nothing-fits");
            missing.retain(|need| page.found.unmet.contains(need));
            if ticked.is_empty() && missing.is_empty() {
                sheet.errors.add("offer", "Tick what you offer, or what is missing");
                return Sheet::again(page.show(change, sheet, html! {})?);
            }

            let offering = Offering::to(&page.case.permit);
            offers::offer(change.tx, &offering, &ticked)?;
            let age = page.wish.ages.first().copied();
            offers::unmet(change.tx, &offering, Unmet { needs: &missing, area: &page.area, age, note: "" })?;
            // what was ticked may have been offered by somebody else meanwhile
            change.tx.nothing_new();
            Ok(format!("{}?done=saved", page.address()))
        })
        .await
}

pub(super) async fn needs(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Offers::load(change, id)?;
            if sheet.is_behind("stand", page.needs_stand()) {
                let family = page.case.family().0;
                let changed = access::last_change(change.conn(), family, &[directory::events::SOUGHT])?;
                let labels: Vec<&str> = page.wish.needs.iter().map(|need| change.pack.label("need", need)).collect();
                let theirs = web::theirs(changed.as_ref(), &[("Looked for now", &labels.join(", "))]);
                return Err(Error::Conflict(Box::new(page.show(change, sheet, theirs)?)));
            }
            let mut needs = sheet.all("need");
            needs.retain(|need| change.pack.code("need", need, change.today).is_some());

            offers::seek(change.tx, &Offering::to(&page.case.permit), &needs)?;
            Ok(format!("/episodes/{id}/services"))
        })
        .await
}

pub(super) async fn answer(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Offers::load(change, id)?;
            let offer: OfferId = sheet.fields.get("offer-id").parse().map_err(|_| Error::NotFound)?;
            let (one, ..) = page.offered.iter().find(|(one, ..)| one.id == offer).ok_or(Error::NotFound)?;
            if sheet.is_behind("stand", stand(one)) {
                let changed = access::last_change(change.conn(), offer.0, &[directory::events::OFFER_ANSWERED])?;
                let said = one.answer.map_or("", Answer::label);
                let theirs = web::theirs(changed.as_ref(), &[("What came of it", said), ("Why", &one.why)]);
                return Err(Error::Conflict(Box::new(page.show(change, sheet, theirs)?)));
            }
            let answer = Answer::parse(sheet.fields.get("answer"));
            let why = sheet.optional("why", 500);

            let done = match answer {
                Some(answer) => sheet.heed(offers::answer(change.tx, &page.case.permit, offer, answer, &why))?,
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(page.show(change, sheet, html! {})?);
            }
            Ok(format!("{}?done=saved", page.address()))
        })
        .await
}
