//! `/families/{id}/people/{person}/leaving`: somebody has moved out, or died; `…/return`: they are in the family again,
//! or never left it.

use super::header;
use access::{FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use people::{
    MemberRole, Person, PersonId, Protected,
    records::{self, Former, Leaving, Member, Returning},
};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const LONGEST: usize = 200;

/// Somebody who leaves; where somebody else has written it down already, who left.
struct Going {
    permit: Permit<FamilyId, family::ChangePeople>,
    person: Person,
    role: MemberRole,
    /// Their place is kept from somebody: where they went is not written down (T16).
    secret: bool,
}

impl Going {
    fn load(inside: &mut impl Permits, id: FamilyId, person: PersonId) -> Result<Self> {
        let permit = inside.permit(family::ChangePeople, id)?;
        let members = records::members(inside.conn(), &permit)?;
        let there = members.into_iter().find(|member| member.person.id == person && !member.withheld);
        if let Some(Member { person, role, address, .. }) = there {
            let secret = address.as_ref().is_some_and(Protected::is_closed);
            return Ok(Self { permit, person, role, secret });
        }

        let Former { person, role, .. } = find_former(inside, &permit, person)?;
        Ok(Self { permit, person, role, secret: false })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let died = if self.role == MemberRole::Unborn { "The pregnancy ended" } else { "They died" };
        let how = [
            Choice::new("moved-out", "They live elsewhere now"),
            Choice::new("died", died).hint("Nobody will be asked to invite them or to speak with them."),
        ];
        let went = sheet.text("went", "If they live elsewhere, where did they go?");
        let content = html! {
            p.govuk-body {
                (self.person.name()) " will no longer be among the people of the family. What was written stays, and "
                "they can be put back."
            }
            (sheet.form(html! {
                (sheet.radios("how", "What happened?").items(how))
                (sheet.date("on", "On which day?").hint("For example, 27 3 2026"))
                @if self.secret {
                    (parts::inset(html! { "The address is protected. Where they went is not written down here." }))
                } @else {
                    (went.hint("In words, without an address: to the other parent, abroad, not known"))
                }
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.permit, "No longer in the family", sheet, content)
    }

    fn read(sheet: &mut Sheet) -> Option<(chrono::NaiveDate, Leaving)> {
        let went = sheet.optional("went", LONGEST);
        let parse = |code: &str| match code {
            "moved-out" => Some(Leaving::MovedOut(went.clone())),
            "died" => Some(Leaving::Died),
            _ => None,
        };
        let how = sheet.chosen("how", parse, "Say what happened");
        let on = sheet.required_day("on", "The day");
        on.zip(how).filter(|_| sheet.is_valid())
    }
}

fn find_former(
    inside: &mut impl Permits,
    permit: &Permit<FamilyId, family::ChangePeople>,
    person: PersonId,
) -> Result<Former> {
    let former = records::former(inside.conn(), permit)?;
    former.into_iter().find(|one| one.person.id == person).ok_or(Error::NotFound)
}

pub(super) async fn page(visit: Visit, Path((id, person)): Path<(FamilyId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let going = Going::load(v, id, person)?;
            let sheet = v.sheet(Fields::default)?;
            going.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, person)): Path<(FamilyId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let going = Going::load(change, id, person)?;
            let Some((on, how)) = Going::read(sheet) else { return Sheet::again(going.show(change, sheet)?) };

            let left = records::leave(change.tx, &going.permit, person, on, &how);
            if sheet.heed(left)?.is_none() {
                return Sheet::again(going.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}

/// Somebody who left is in the family again; or is there already.
struct Back {
    permit: Permit<FamilyId, family::ChangePeople>,
    person: Person,
    died: bool,
}

impl Back {
    fn load(inside: &mut impl Permits, id: FamilyId, person: PersonId) -> Result<Self> {
        let permit = inside.permit(family::ChangePeople, id)?;
        let members = records::members(inside.conn(), &permit)?;
        let there = members.into_iter().find(|member| member.person.id == person && !member.withheld);
        let person = match there {
            Some(member) => member.person,
            None => find_former(inside, &permit, person)?.person,
        };
        Ok(Self { died: person.died_on.is_some(), permit, person })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let mistake = Choice::new("mistake", "It was a mistake: they never left").hint("The story says so, and why.");
        let back = Choice::new("back", "They came back").hint("Say on which day.");
        let how = if self.died { vec![mistake] } else { vec![back, mistake] };
        let content = html! {
            p.govuk-body { (self.person.name()) " will be among the people of the family again." }
            (sheet.form(html! {
                (sheet.radios("how", "What happened?").items(how))
                @if !self.died { (sheet.date("on", "If they came back, on which day?")) }
                (sheet.textarea("why", "If it was a mistake, how did it come about?").rows(3))
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.permit, "In the family again", sheet, content)
    }

    fn read(sheet: &mut Sheet) -> Option<Returning> {
        let why = sheet.optional("why", 2_000);
        let mistake = sheet.chosen(
            "how",
            |code| (code == "mistake").then_some(true).or((code == "back").then_some(false)),
            "Say what happened",
        )?;
        let how = if mistake {
            Some(Returning::Mistake(why))
        } else {
            sheet.required_day("on", "The day").map(Returning::CameBack)
        };
        how.filter(|_| sheet.is_valid())
    }
}

pub(super) async fn back_page(visit: Visit, Path((id, person)): Path<(FamilyId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let back = Back::load(v, id, person)?;
            let sheet = v.sheet(Fields::default)?;
            back.show(v, &sheet)
        })
        .await
}

pub(super) async fn back_submit(
    visit: Visit,
    Path((id, person)): Path<(FamilyId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let back = Back::load(change, id, person)?;
            let Some(how) = Back::read(sheet) else { return Sheet::again(back.show(change, sheet)?) };

            let returned = records::come_back(change.tx, &back.permit, person, &how);
            if sheet.heed(returned)?.is_none() {
                return Sheet::again(back.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
