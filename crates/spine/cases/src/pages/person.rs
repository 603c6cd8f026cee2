//! `/families/{id}/people/new`: a baby is born, a partner moves in; `/families/{id}/people/{person}`: someone's name,
//! date of birth, address or number changes or was wrong.

use super::header;
use crate::areas;
use access::{FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use directory::postcodes::Area;
use people::{
    Member, MemberRole, NewPerson, PersonId, Protected,
    details::{
        Typed, TypedAddress,
        form::{self, Asks},
    },
    matching::{self, Sought},
    records::{Checked, Correction},
};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const WITHHELD: &str = "They no longer share their details with your organisation. Ask the council's team, if help \
    depends on it.";

/// Somebody comes into a family.
struct Adding {
    permit: Permit<FamilyId, family::ChangePeople>,
    /// Somebody like this may be known, and it is asked whether to go on.
    asks: bool,
}

impl Adding {
    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let roles = context.pack.choices("person-role", context.today);
        let roles = roles.map(|word| Choice::new(word.code.as_str(), word.label.as_str()));
        let content = sheet.form(html! {
            (sheet.radios("role", "Who are they to the family?").small().items(roles))
            (form::questions(context, sheet, Asks::default()))
            @if self.asks { (go_on(sheet)) }
            (parts::button("Add person"))
        });
        header::sheet_page(inside, &self.permit, "Add a person", sheet, content)
    }

    fn read(&self, inside: &mut impl Permits, sheet: &mut Sheet) -> Option<(MemberRole, NewPerson)> {
        let role = sheet.chosen("role", MemberRole::parse, "Choose who they are to the family");
        let person = form::check(inside.context(), sheet, role);
        role.zip(person)
    }
}

/// Said without a word of who or where (T17), and asked once.
fn go_on(sheet: &Sheet) -> Markup {
    let boxes = sheet.checkboxes("anyway", "Somebody like this may be known already");
    let hint = "If you go on, the front door looks whether they are one person.";
    html! { (boxes.hint(hint).items([Choice::new("yes", "Add them")])) }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::ChangePeople, id)?;
            let sheet = v.sheet(|| form::fields(&Typed::default()))?;
            Adding { permit, asks: false }.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::ChangePeople, id)?;
            let mut page = Adding { permit, asks: false };
            let Some((role, new)) = page.read(change, sheet) else {
                return Sheet::again(page.show(change, sheet)?);
            };

            let known = matching::likely(change.conn(), &Sought::of_new(&new))?;
            let actor = change.actor.clone();
            let to_be_found = matching::knowable(change.conn(), &actor, &known)?;
            page.asks = to_be_found && !sheet.ticked("anyway");
            if page.asks {
                let told = "Somebody like this may be known already. Look under Find a person, or say that they are to \
                            be added";
                sheet.errors.add("anyway", told);
                return Sheet::again(page.show(change, sheet)?);
            }

            let person = people::enter(change.tx, &page.permit, role, &new, &known)?;
            Ok(where_next(id, person, new.protected))
        })
        .await
}

/// Asked once: where all of them live is shown to everyone who works with the family.
fn no_secret_any_more(sheet: &Sheet) -> Markup {
    let boxes = sheet.checkboxes("unprotect", "The address is no longer protected");
    html! { (boxes.items([Choice::new("yes", "It is no secret any more, for any of them")])) }
}

/// What is known of somebody changes.
struct Changing {
    permit: Permit<FamilyId, family::ChangePeople>,
    member: Member,
    /// The ward and small area in which they live; of a protected place nobody is told (T16).
    area: Option<Area>,
}

impl Changing {
    fn load(inside: &mut impl Permits, id: FamilyId, person: PersonId) -> Result<Self> {
        let permit = inside.permit(family::ChangePeople, id)?;
        let members = people::records::members(inside.conn(), &permit)?;
        let member = members.into_iter().find(|member| member.person.id == person).ok_or(Error::NotFound)?;
        if member.withheld {
            return Err(Error::Forbidden(WITHHELD.into()));
        }
        let mut areas = areas::of_members(inside.conn(), std::slice::from_ref(&member))?;
        Ok(Self { permit, area: areas.remove(&person), member })
    }

    /// A protected place, its telephone, school and surgery are a clue to it (T16).
    fn place_hidden(&self) -> bool {
        self.member.address.as_ref().is_some_and(|address| address.open(&self.permit).is_none())
    }

    fn is_secret(&self) -> bool {
        self.member.address.as_ref().is_some_and(Protected::is_closed)
    }

    /// The form as the record stands.
    fn fields(&self) -> Fields {
        let Member { person, role, address, .. } = &self.member;
        let mut typed = Typed::of(&person.details, *role);
        if self.place_hidden() {
            typed.phone.clear();
            typed.school.clear();
            typed.gp.clear();
        } else if let Some((address, open)) = address.as_ref().and_then(|one| Some((one, one.open(&self.permit)?))) {
            typed.address = TypedAddress::of(open, address.is_closed());
        }
        form::fields(&typed).with("version", person.version.to_string())
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, theirs: Option<Markup>) -> Result<Markup> {
        let asks = Asks { place_hidden: self.place_hidden(), ..Asks::default() };
        let (family, person) = (header::href(self.permit.subject()), self.member.person.id);
        let content = html! {
            @if let Some(theirs) = theirs { (theirs) }
            (sheet.form(html! {
                (sheet.hidden("version"))
                (form::questions(inside.context(), sheet, asks))
                (self.numbers(sheet))
                @if sheet.errors.of("unprotect").is_some() { (no_secret_any_more(sheet)) }
                (parts::button("Save"))
            }))
            @if let Some(Area { ward, ward_name, small_area }) = &self.area {
                p.govuk-body.eh-muted { "Ward: " (ward_name) " (" (ward) "). Small area: " (small_area) "." }
            }
            p.govuk-body {
                a.govuk-link href=(format!("{family}/people/{person}/leaving")) { "They are no longer in the family" }
            }
        };
        header::sheet_page(inside, &self.permit, "Change someone's details", sheet, content)
    }

    /// The numbers that stand in the record, to be confirmed by whoever has them before their eyes.
    fn numbers(&self, sheet: &Sheet) -> Markup {
        let person = &self.member.person;
        let last = |on: Option<NaiveDate>| match on {
            Some(on) => format!("Last checked on {}", web::dates::day(on)),
            None => "Not known when it was last checked".to_owned(),
        };
        let number = |code: &'static str, what: &str, there: &Option<String>, on: Option<NaiveDate>| {
            there.as_ref().map(|number| Choice::new(code, format!("{what} {number}")).hint(last(on)))
        };
        let nhs = number("nhs", "NHS number", &person.nhs_number, person.nhs_checked_on);
        let upn = number("upn", "Pupil number", &person.upn, person.upn_checked_on);
        let all: Vec<Choice<'_>> = nhs.into_iter().chain(upn).collect();
        html! {
            @if !all.is_empty() {
                (sheet.checkboxes("checked", "Which of these did you check today?").small().items(all))
            }
        }
    }

    /// Somebody else changed them meanwhile: their words above, one's own still in the form.
    fn conflict(&self, inside: &mut impl Permits, sheet: &mut Sheet) -> Result<Markup> {
        let now = self.fields();
        let differ = form::differences(&inside.context().pack, &now, &sheet.fields);
        let rows: Vec<(&str, &str)> = differ.iter().map(|(label, theirs)| (*label, theirs.as_str())).collect();
        let changed = access::last_change(inside.conn(), self.member.person.id.0, &[people::events::PERSON_CHANGED])?;
        let theirs = web::theirs(changed.as_ref(), &rows);
        sheet.fields.set("version", self.member.person.version.to_string());
        sheet.renew();
        self.show(inside, sheet, Some(theirs))
    }
}

pub(super) async fn change_page(visit: Visit, Path((id, person)): Path<(FamilyId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Changing::load(v, id, person)?;
            let sheet = v.sheet(|| page.fields())?;
            page.show(v, &sheet, None)
        })
        .await
}

pub(super) async fn change_submit(
    visit: Visit,
    Path((id, person)): Path<(FamilyId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Changing::load(change, id, person)?;
            let new = form::check(change.context(), sheet, Some(page.member.role));
            if sheet.fields.get("version") != page.member.person.version.to_string() {
                return Err(Error::Conflict(Box::new(page.conflict(change, sheet)?)));
            }
            let Some(new) = new else { return Sheet::again(page.show(change, sheet, None)?) };

            let secret = new.protected && !page.is_secret();
            let checked = sheet.all("checked");
            let checked = |code: &str| checked.iter().any(|ticked| ticked == code);
            let checked = Checked { nhs_number: checked("nhs"), upn: checked("upn") };
            let correction = Correction { new, unprotect: sheet.ticked("unprotect"), checked };
            let changed = people::records::correct(change.tx, &page.permit, &page.member, &correction);
            if sheet.heed(changed)?.is_none() {
                return Sheet::again(page.show(change, sheet, None)?);
            }
            Ok(where_next(id, person, secret))
        })
        .await
}

/// Whoever has just protected a place is told for whom; else back to the family.
fn where_next(family: FamilyId, person: PersonId, secret: bool) -> String {
    let family = header::href(family);
    if secret { format!("{family}/people/{person}/place") } else { format!("{family}?done=saved") }
}

/// `/families/{id}/people/{person}/place`: for whom a place is protected with this person's.
pub(super) async fn place_page(visit: Visit, Path((id, person)): Path<(FamilyId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Changing::load(v, id, person)?;
            let sheet = v.context().sheet(Fields::default());
            let all = people::records::members(v.conn(), &page.permit)?;
            let closed = |member: &&Member| member.address.as_ref().is_some_and(Protected::is_closed);
            let names: Vec<String> = all.iter().filter(closed).map(|member| member.person.name()).collect();
            let content = html! {
                p.govuk-body { "Only the lead professional and their manager see where they live." }
                ul.govuk-list.govuk-list--bullet { @for name in &names { li { (name) } } }
                p.govuk-body {
                    "Whoever else is recorded at the same address is protected with them, and so is whoever is added "
                    "there. Telephone and school are kept with the address. Texts are not: leave places out of notes."
                }
                p.govuk-body { a.govuk-link href=(header::href(id)) { "Back to the family" } }
            };
            header::sheet_page(v, &page.permit, "The address is protected", &sheet, content)
        })
        .await
}
