//! `/families/{id}/own-places/new`: invite somebody; and the letter or the text with the code, which is shown once.

use super::{Keeps, of_person};
use crate::{
    own,
    records::{self, NewPlace, PlaceId},
    rules::{self, Way},
};
use access::{
    Change, Context, FamilyId, Permits, Visit, family,
    letter_code::{self, LetterCode},
};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use people::Member;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

struct Inviting {
    permit: Keeps,
    members: Vec<Member>,
}

impl Inviting {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::KeepOwnPlaces, id)?;
        let mut members = people::records::members(inside.conn(), &permit)?;
        members.retain(own::can_be_asked);
        Ok(Self { permit, members })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = self.questions(inside.context(), sheet);
        header::sheet_page(inside, &self.permit, "Invite somebody to a place of their own", sheet, content)
    }

    fn questions(&self, context: &Context, sheet: &Sheet) -> Markup {
        let people = self
            .members
            .iter()
            .map(|one| Choice::new(one.person.id.to_string(), one.person.name()).hint(one.person.born(context.today)));
        let ways = Way::ALL.iter().map(|way| Choice::new(way.code(), way.label()));
        html! {
            p.govuk-body {
                "Speak with them alone first. Where somebody at home decides who may talk to whom, a place of their own can \
                 be found on a telephone: then leave it, or close it quietly later."
            }
            (sheet.form(html! {
                (sheet.radios("person", "Who is invited?").small().items(people))
                (sheet.text("fact", "Something that you both know")
                    .hint("A word that you agree with them now, or their date of birth if nobody else could use it. They \
                        are asked for it once.")
                    .autocomplete("off"))
                (sheet.radios("way", "How does the code reach them?").small().items(ways))
                (sheet.checkboxes("safe", "Is it safe?").small()
                    .items([Choice::new("yes", "I have talked with them about who else may see their telephone, messages or \
                        post")]))
                (parts::button("Invite them"))
            }))
        }
    }

    fn read<'a>(&'a self, fields: &Fields, fact_hash: &str) -> NewPlace<'a> {
        NewPlace {
            who: self.members.iter().find(|one| one.person.id.to_string() == fields.get("person")),
            way: Way::parse(fields.get("way")),
            fact: fields.get("fact").chars().take(100).collect(),
            fact_hash: fact_hash.to_owned(),
            safe: fields.get("safe") == "yes",
        }
    }
}

pub(in crate::pages) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let inviting = Inviting::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            inviting.show(v, &sheet)
        })
        .await
}

pub(in crate::pages) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    // outside of the transaction: it takes as long as a password
    let fact: String = fields.get("fact").chars().take(100).collect();
    let hash = letter_code::keep_word(&visit, rules::fact(&fact)).await?;
    visit
        .change(fields, move |change, sheet| {
            let inviting = Inviting::load(change, id)?;
            let pack = change.pack.clone();
            let new = inviting.read(&sheet.fields, &hash);
            let invited = records::invite(change.tx, &inviting.permit, &new, &pack);
            let Some((place, code)) = sheet.heed(invited)? else {
                return Sheet::again(inviting.show(change, sheet)?);
            };
            Ok(hand_on(change, id, place, &code))
        })
        .await
}

fn hand_on(change: &mut Change<'_, '_>, family: FamilyId, place: PlaceId, code: &LetterCode) -> String {
    change.leads_to_secret();
    format!("/families/{family}/own-places/{place}/letter/{}", code.shown())
}

pub(in crate::pages) async fn new_code(
    visit: Visit,
    Path((id, place)): Path<(FamilyId, PlaceId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(family::KeepOwnPlaces, id)?;
            let pack = change.pack.clone();
            let code = records::new_code(change.tx, &permit, place, &pack)?;
            Ok(hand_on(change, id, place, &code))
        })
        .await
}

/// The one page on which the code stands: to be printed, or copied into a text.
pub(in crate::pages) async fn letter(
    visit: Visit,
    Path((id, place, code)): Path<(FamilyId, PlaceId, String)>,
) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::KeepOwnPlaces, id)?;
            let (row, name) = of_person(v, &permit, place)?;
            let code = LetterCode::typed(&code);
            if row.code_hash != code.hash() || row.closed_at.is_some() {
                return Err(Error::NotFound);
            }
            let address = v.app.url.clone();
            let (door, phone) = (v.pack.text("front-door-name").to_owned(), v.pack.text("front-door-phone").to_owned());
            let content = html! {
                p.govuk-body.eh-noprint {
                    "Give this to " strong { (name) } " alone. The code is shown only now: if it is lost, make a new one, and \
                     this one opens nothing. " a.govuk-link href={ "/families/" (id) "/own-places" } { "Back to places of their own" }
                }
                h1.govuk-heading-l { "Your place" }
                p.govuk-body { "Go to " strong { (address) "/my/begin" } " and enter this code:" }
                p.govuk-body-l { strong { (code.shown()) } }
                p.govuk-body { "You are asked once for what you and your lead professional both know. Then you choose a \
                    word of your own." }
                p.govuk-body { "On every page there is “Exit this page”. It closes everything at once." }
                p.govuk-body { "Keep this code where nobody else looks. If you think that somebody has seen it, tell your \
                    lead professional." }
                p.govuk-body { (door) @if !phone.is_empty() { ": " (phone) } }
                (parts::details("As a text", html! { p.govuk-body.eh-pre { "Your code: " (code.shown()) "\n" (address) "/my/begin" } }))
            };
            Ok(v.frame.page("A code for somebody of the family", content))
        })
        .await
}
