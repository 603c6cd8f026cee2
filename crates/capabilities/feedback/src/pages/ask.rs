//! `/families/{id}/feedback/new`: ask somebody; and the letter or link that they are given.

use crate::{
    records::{self, AskId, NewAsk},
    rules::{Occasion, ToAsk},
};
use access::{AccountId, Context, FamilyId, Permit, Permits, Visit, accounts, family, letter_code::LetterCode};
use axum::{extract::Path, response::Response};
use cases::{Episode, pages::header, team};
use chrono::NaiveDate;
use pack::Pack;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const WAYS: &str = "feedback-way";

struct Asking {
    permit: Permit<FamilyId, family::AskFeedback>,
    episode: Episode,
    to_ask: Vec<ToAsk>,
    callers: Vec<(AccountId, String)>,
}

/// The open episode, else the last.
pub(super) fn episode(inside: &mut impl Permits, permit: &Permit<FamilyId, family::AskFeedback>) -> Result<Episode> {
    cases::records::current(inside.conn(), permit)?.ok_or(Error::NotFound)
}

impl Asking {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::AskFeedback, id)?;
        let episode = episode(inside, &permit)?;
        let (today, pack) = (inside.context().today, inside.context().pack.clone());
        let to_ask = records::to_ask(inside.conn(), &permit, today, &pack)?;
        let callers = callers(inside, &permit, &episode)?;
        Ok(Self { permit, episode, to_ask, callers })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = self.questions(inside.context(), sheet);
        header::sheet_page(inside, &self.permit, "Ask what they think of the help", sheet, content)
    }

    fn questions(&self, context: &Context, sheet: &Sheet) -> Markup {
        let people = self.to_ask.iter().map(|who| Choice::new(who.person.to_string(), &who.name));
        let ways = context.pack.choices(WAYS, context.today).map(|way| Choice::new(&way.code, &way.label));
        let occasions = self.occasions().map(|occasion| Choice::new(occasion.code(), occasion.label()));
        let callers = self.callers.iter().map(|(id, name)| Choice::new(id.to_string(), name));
        html! {
            p.govuk-body {
                "Each is asked on their own: did help come in time, was it helpful, can they manage now. A letter or link \
                 has a code that opens one form for one person, and says nothing of the family."
            }
            @if self.to_ask.is_empty() {
                (parts::inset(html! { "Nobody of this family can be asked: there is no parent, carer or older child in it." }))
            } @else {
                (sheet.form(html! {
                    (sheet.radios("person", "Who is asked?").small().items(people))
                    (sheet.radios("occasion", "When?").small().items(occasions))
                    (sheet.radios("way", "In which way?").small().items(ways))
                    (sheet.select("caller", "Who asks them?")
                        .hint("In person or by telephone: somebody other than the lead professional. By letter or link, nobody.")
                        .prompt("Choose someone")
                        .items(callers))
                    (parts::button("Ask them"))
                }))
            }
        }
    }

    fn occasions(&self) -> impl Iterator<Item = Occasion> {
        let open = self.episode.is_open();
        Occasion::ALL.iter().copied().filter(move |occasion| open == (*occasion != Occasion::Later))
    }

    fn read<'a>(&'a self, pack: &'a Pack, today: NaiveDate, sheet: &Sheet) -> NewAsk<'a> {
        let fields = &sheet.fields;
        let caller = fields.get("caller").parse().ok();
        let occasion = Occasion::parse(fields.get("occasion"));
        NewAsk {
            who: self.to_ask.iter().find(|who| who.person.to_string() == fields.get("person")),
            way: pack.code(WAYS, fields.get("way"), today),
            occasion: occasion.filter(|occasion| self.occasions().any(|may| may == *occasion)),
            caller: caller.filter(|id| self.callers.iter().any(|(may, _)| may == id)),
        }
    }
}

/// Who may ask: everyone in the team with an account, and the managers of the team that holds the family.
fn callers(
    inside: &mut impl Permits,
    permit: &Permit<FamilyId, family::AskFeedback>,
    of: &Episode,
) -> Result<Vec<(AccountId, String)>> {
    let helpers = team::list(inside.conn(), permit, of.id)?;
    let mut ids: Vec<AccountId> =
        helpers.iter().filter(|_| of.is_open()).filter_map(|helper| helper.account_id).collect();
    if let Some(team) = of.team_id {
        ids.extend(accounts::managers_of(inside.conn(), team)?);
    }
    let names = accounts::names(inside.conn(), &ids)?;
    let mut callers: Vec<(AccountId, String)> = names.into_iter().collect();
    callers.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(callers)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let asking = Asking::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            asking.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asking = Asking::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let new = asking.read(&pack, today, sheet);
            let asked = records::ask(change.tx, &asking.permit, &asking.episode, &new, &pack);
            let Some((ask, code)) = sheet.heed(asked)? else {
                return Sheet::again(asking.show(change, sheet)?);
            };
            Ok(match code {
                Some(code) => hand_on(change, id, ask, &code),
                None => format!("/families/{id}/feedback?done=saved"),
            })
        })
        .await
}

fn hand_on(change: &mut access::Change<'_, '_>, family: FamilyId, ask: AskId, code: &LetterCode) -> String {
    change.leads_to_secret();
    format!("/families/{family}/feedback/{ask}/letter/{}", code.shown())
}

/// The letter, to be printed or copied from: the one page on which the code stands.
pub(super) async fn letter(visit: Visit, Path((id, ask, code)): Path<(FamilyId, AskId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::AskFeedback, id)?;
            let of = records::find_ask(v.conn(), &permit, ask)?;
            let code = LetterCode::typed(&code);
            if of.code_hash.as_deref() != Some(code.hash().as_str()) {
                return Err(Error::NotFound);
            }
            let today = v.today;
            let pack = v.pack.clone();
            let name = records::to_ask(v.conn(), &permit, today, &pack)?
                .into_iter()
                .find(|who| who.person == of.person_id)
                .map(|who| who.name)
                .unwrap_or_default();
            let (door, phone) = (pack.text("front-door-name"), pack.text("front-door-phone"));
            let (address, until) = (v.app.url.clone(), dates::day(of.opens_until()));
            let content = html! {
                p.govuk-body.eh-noprint {
                    "Give this letter or link to " strong { (name) } " alone. The code is shown only now: if it is lost, \
                     make a new one. " a.govuk-link href={ "/families/" (id) "/feedback" } { "Back to feedback" }
                }
                h1.govuk-heading-l { @if of.young { "Did it help?" } @else { "What do you think of the help?" } }
                p.govuk-body { "Dear " (name) "," }
                p.govuk-body {
                    @if of.young {
                        "people from " (door) " helped your family. What do you think of it? You can tell us, and you \
                         do not have to. It takes two minutes."
                    } @else {
                        "you were given early help by " (door) ". We would like to know what you think of it: whether it \
                         came in time, whether it helped, and whether you can manage now. It takes two minutes. You do \
                         not have to answer, and nothing depends on it."
                    }
                }
                p.govuk-body { "Go to " strong { (address) "/feedback" } " and enter this code:" }
                p.govuk-body-l { strong { (code.shown()) } }
                p.govuk-body { "Or open " span.eh-pre { (address) "/feedback/" (code.shown()) } }
                p.govuk-body {
                    "The code is yours alone, and works until " (until) "."
                    @if !phone.is_empty() { " You can also tell us by telephone: " (phone) "." }
                }
            };
            Ok(v.frame.page_back("Letter", &format!("/families/{id}/feedback"), content))
        })
        .await
}

pub(super) async fn new_code(
    visit: Visit,
    Path((id, ask)): Path<(FamilyId, AskId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(family::AskFeedback, id)?;
            let code = records::new_code(change.tx, &permit, ask)?;
            Ok(hand_on(change, id, ask, &code))
        })
        .await
}
