//! `POST /api/v1/Patient/$person-info-query`: whether a child is known here, and whom to contact; never the record. The
//! agreement with the other service decides first: PERMIT, DENY or REVIEW. Nobody can tell a child of whom they may not
//! know from one who is not here.

use crate::{
    records::{self, Decision, NewQuery, PersonQueryId},
    rules::governance,
};
use access::{
    FamilyId, Nobody, Permit, Permits, View, Visit,
    accounts::{self, Colleague},
    api::{Invalid, Problems, answer, read},
    nobody,
};
use axum::{body::Bytes, http::HeaderMap, response::Response};
use diesel::prelude::*;
use people::{
    MemberRole, PersonId,
    details::Typed,
    matching::{self, Sought},
    records::member,
};
use serde::{Deserialize, Serialize};
use store::{Conn, Uuid, log::hash_of};
use utoipa::ToSchema;
use web::{Error, Refusal, Refusals, Result};

/// From this on a program is told, without anybody looking, that it is the same child.
const SURE: f64 = 0.9;

/// The question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonInfoQuery)]
struct Asked {
    /// The address of the legal reason: one of those of the agreement.
    reason: String,
    /// The version of the agreement to which the asker holds itself.
    agreement: String,
    /// Who is asked about: an NHS number, or both names and the date of birth.
    person: Typed,
    /// The question before, where it was to be reviewed.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    query: Option<PersonQueryId>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PersonInfo)]
struct Told {
    /// `PERMIT`, `DENY` or `REVIEW`.
    #[schema(value_type = String)]
    decision: Decision,
    /// The version of the agreement that is in force here.
    agreement: String,
    /// Under which this question is kept here.
    #[schema(value_type = String, format = Uuid)]
    query: Option<PersonQueryId>,
    /// SHA-256 of who was asked about, so that both sides can name the same question.
    request: String,
    /// Whether the child is known; absent unless it is permitted.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    known: Option<bool>,
    /// Whom to contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact: Vec<ContactView>,
}

/// Whom to contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PersonInfoContact)]
struct ContactView {
    /// `lead`, `team` or `front-door`.
    role: &'static str,
    name: String,
    organisation: String,
    telephone: String,
}

/// Asks for a legal reason whether a child is known here, and whom to contact. Off until the council switches it on.
#[utoipa::path(
    post,
    path = "/api/v1/Patient/$person-info-query",
    operation_id = "personInfoQuery",
    request_body = Asked,
    responses((status = 200, description = "The decision, and what it permits", body = Told), Invalid, Problems)
)]
pub(crate) async fn ask(visit: Visit, headers: HeaderMap, bytes: Bytes) -> Response {
    answer(tell(visit, &headers, bytes).await)
}

async fn tell(visit: Visit, headers: &HeaderMap, bytes: Bytes) -> Result<Told> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let (asked, mut told) = visit.clone().view(move |v| look(v, &bytes)).await?;
    // the decision before stands: a try once more makes no new work
    if let Some(query) = asked.query.filter(|_| told.query.is_some()) {
        told.query = Some(query);
    }
    let new = NewQuery {
        reason: asked.reason,
        agreement: asked.agreement,
        request: told.request.clone(),
        decision: told.decision,
        sought: asked.person,
    };
    let again = told.query.is_some() && told.decision == Decision::Review;
    let before = told.query.map(|query| query.to_string()).unwrap_or_default();
    let kept = visit.api_change(&key, body, move |change| {
        let permit = change.allow(nobody::QueryPerson)?;
        if again {
            change.tx.nothing_new();
            return Ok(before.clone());
        }
        let pack = change.pack.clone();
        Ok(records::keep(change.tx, &permit, &pack, &new)?.to_string())
    });
    told.query = kept.await?.parse().ok();
    Ok(told)
}

/// Decides, and looks where it is permitted. The access log names whoever was told of, before anything is told (T14).
fn look(v: &mut View<'_>, bytes: &Bytes) -> Result<(Asked, Told)> {
    let permit = v.allow(nobody::QueryPerson)?;
    if v.pack.number("person-query") == 0 {
        return Err(Error::Forbidden("The council has not switched this on.".into()));
    }
    let (asked, _): (Asked, _) = read(bytes)?;
    let sought = sought(v, &asked.person)?;
    let request = hash_of(&serde_json::to_string(&asked.person).map_err(|e| Error::Fault(e.to_string()))?);
    let (decision, query) = decision(v, &permit, &asked, &request)?;
    let agreement = v.pack.text("person-query-agreement").to_owned();
    let mut told = Told { decision, agreement, query, request, known: None, contact: vec![] };
    if decision == Decision::Permit {
        let found = find(v, &permit, &sought)?;
        let families: Vec<FamilyId> = found.iter().map(|(family, _)| *family).collect();
        v.showed(&permit, families.len(), &families);
        told.known = Some(!found.is_empty());
        told.contact = found.into_iter().flat_map(|(_, contacts)| contacts).collect();
    }
    Ok((asked, told))
}

/// What the agreement says; of a question that was reviewed, what information governance said to the very same.
fn decision(
    v: &mut View<'_>,
    permit: &Permit<Nobody, nobody::QueryPerson>,
    asked: &Asked,
    request: &str,
) -> Result<(Decision, Option<PersonQueryId>)> {
    let decision = governance(&v.pack, &asked.reason, &asked.agreement);
    let (Decision::Review, Some(id)) = (decision, asked.query) else { return Ok((decision, None)) };
    let before = records::find_query(v.conn(), permit, id)?;
    let same = before.filter(|before| before.request == request && before.reason == asked.reason);
    Ok(match same {
        Some(before) => (before.decided.unwrap_or(Decision::Review), Some(before.id)),
        None => (Decision::Review, None),
    })
}

/// Who is meant, where enough is said of them.
fn sought(v: &View<'_>, person: &Typed) -> Result<Sought> {
    let told = |one: people::rules::CannotBeRead| Refusal::new(one.field, format!("{}: {}", one.field, one.told));
    let new = person.check_sought(&v.pack, v.today).map_err(|all| all.into_iter().map(told).collect::<Refusals>())?;
    let sought = Sought::of_new(&new);
    let named = !sought.given_name.trim().is_empty() && !sought.family_name.trim().is_empty();
    if sought.nhs_number.is_none() && !(named && sought.date_of_birth.is_some()) {
        let told = "Give an NHS number, or both names and the date of birth";
        return Err(Refusal::new("person-query-too-little", told).into());
    }
    Ok(sought)
}

/// The family of the child who is meant, and whom to contact. Where nobody is found, or somebody of whom the asker may
/// not know, the same is looked up of a family that is not there, so that the time it takes tells nothing (T17).
fn find(
    v: &mut View<'_>,
    permit: &Permit<Nobody, nobody::QueryPerson>,
    sought: &Sought,
) -> Result<Vec<(FamilyId, Vec<ContactView>)>> {
    let likely = matching::likely(v.conn(), sought)?;
    let sure: Vec<(PersonId, f64)> = likely.into_iter().filter(|(_, how)| *how >= SURE).take(1).collect();
    let nobody = [(PersonId(Uuid::nil()), 0.0)];
    let some = if sure.is_empty() { &nobody[..] } else { &sure[..] };
    let knowable = matching::knowable(v.conn(), permit.actor(), some)?;
    let family = child_of(v.conn(), some[0].0)?;
    let contacts = contacts(v, family.unwrap_or(FamilyId(Uuid::nil())))?;
    Ok(match family {
        Some(family) if knowable && !sure.is_empty() => vec![(family, contacts)],
        Some(_) | None => vec![],
    })
}

/// The family in which this person is a child now.
fn child_of(conn: &mut Conn, person: PersonId) -> store::Result<Option<FamilyId>> {
    let children = [MemberRole::Child, MemberRole::Unborn].map(MemberRole::code);
    let theirs = member::table.filter(member::person_id.eq(person).and(member::until_at.is_null()));
    let families: Vec<FamilyId> = theirs
        .filter(member::role.eq_any(children))
        .order(member::since_at.desc())
        .limit(1)
        .select(member::family_id)
        .load(conn)?;
    Ok(families.first().copied())
}

/// Whoever leads and the organisation of their team; the front door where nobody does.
fn contacts(v: &mut View<'_>, family: FamilyId) -> Result<Vec<ContactView>> {
    let leads = access::guard::leads_of(v.conn(), &[family])?;
    let ids: Vec<access::AccountId> = leads.iter().map(|(_, account)| *account).collect();
    let leads = accounts::colleagues_among(v.conn(), &ids)?;
    let team = team_of(v.conn(), family)?;
    let lead = |one: Colleague| {
        let Colleague { name, organisation, phone, .. } = one;
        ContactView { role: "lead", name, organisation, telephone: phone }
    };
    let mut all: Vec<ContactView> = leads.into_iter().map(lead).collect();
    all.extend(team);
    if all.is_empty() {
        let (name, telephone) = (v.pack.text("front-door-name").to_owned(), v.pack.text("front-door-phone").to_owned());
        all.push(ContactView { role: "front-door", name, organisation: String::new(), telephone });
    }
    Ok(all)
}

/// The team that answers for the family.
fn team_of(conn: &mut Conn, family: FamilyId) -> store::Result<Option<ContactView>> {
    use access::accounts::{organisation, team};
    let of = match access::guard::team_of(conn, family) {
        Ok(of) => of,
        Err(store::Error::Missing) => None,
        Err(error) => return Err(error),
    };
    let of = of.unwrap_or(access::TeamId(Uuid::nil()));
    let row: Option<(String, String, String)> = team::table
        .inner_join(organisation::table.on(organisation::id.eq(team::organisation_id)))
        .filter(team::id.eq(of))
        .select((team::name, organisation::name, organisation::phone))
        .first(conn)
        .optional()?;
    Ok(row.map(|(name, organisation, telephone)| ContactView { role: "team", name, organisation, telephone }))
}
