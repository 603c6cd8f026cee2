//! `POST /api/v1/returns`: a service's own system gives its return; the same rules as the page.

use crate::{
    period::Period,
    records::returns::{self, NewReturn, Way},
    rules::returns::{Figure, Figures},
};
use access::{
    Change, Permits, Visit,
    api::{Invalid, Problems, key, read},
    nobody, service as acts,
};
use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use directory::ServiceId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::{Refusal, Result};

/// A periodic return. What is left out is not known; it is not 0.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = NewServiceReturn)]
pub(crate) struct NewReturnBody {
    /// The service of the directory.
    #[schema(format = Uuid)]
    service: String,
    /// A month like `2026-03`, or a quarter like `2026-q1`.
    period: String,
    /// Needed.
    new_contacts: Option<i64>,
    /// Families that were referred. Needed.
    referrals: Option<i64>,
    /// Families that wait on the last day. Needed.
    waiting: Option<i64>,
    /// Families worked with. Needed.
    families: Option<i64>,
    children: Option<i64>,
    assessments_started: Option<i64>,
    plans: Option<i64>,
    /// Families with whom work ended. Needed.
    ended: Option<i64>,
    /// Of those, with a positive outcome.
    ended_positive: Option<i64>,
    /// People by need, a code of the pack.
    needs: BTreeMap<String, i64>,
    /// Why a figure that is far from the last is right.
    odd: String,
    note: String,
    /// Why a return that was given is put right.
    why: String,
    /// The version that is put right; 0 where none was given.
    version: i64,
}

/// A return that was kept.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceReturn)]
struct ReturnView {
    #[schema(format = Uuid)]
    id: String,
    #[schema(format = Uuid)]
    service: String,
    period: String,
    version: i64,
}

/// Gives a return, or puts one right: `version` then names the one that was seen, and `why` says why.
#[utoipa::path(
    post,
    path = "/api/v1/returns",
    operation_id = "giveReturn",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        description = "Your own name for this request: sent again with the same key, it is done once")),
    request_body = NewReturnBody,
    responses((status = 201, description = "It was kept", body = ReturnView), Invalid, Problems)
)]
pub(crate) async fn give(visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match given(visit, &headers, &body).await {
        Ok(view) => (StatusCode::CREATED, Json(view)).into_response(),
        Err(e) => e.json(),
    }
}

async fn given(visit: Visit, headers: &HeaderMap, body: &Bytes) -> Result<ReturnView> {
    let (key, (new, text)): (_, (NewReturnBody, _)) = match key(headers).and_then(|key| Ok((key, read(body)?))) {
        Ok(asked) => asked,
        // who asks is looked at first, so that a stranger learns nothing of the form
        Err(wrong) => {
            let looked = visit.view(|v| v.allow(nobody::SeeReturns).map(|_| ())).await;
            return Err(looked.err().unwrap_or(wrong));
        }
    };
    let answer = visit
        .api_change(&key, text, move |change| {
            let view = keep(change, &new)?;
            serde_json::to_string(&view).map_err(|e| web::Error::Fault(e.to_string()))
        })
        .await?;
    serde_json::from_str(&answer).map_err(|e| web::Error::Fault(e.to_string()))
}

fn keep(change: &mut Change<'_, '_>, new: &NewReturnBody) -> Result<ReturnView> {
    change.allow(nobody::SeeReturns)?;
    let service = new.service.parse::<ServiceId>();
    let permit = change.permit(acts::GiveReturn, service.unwrap_or(ServiceId(store::Uuid::nil())))?;
    let told = "period is a month like 2026-03 or a quarter like 2026-q1";
    let period = Period::parse(&new.period).ok_or_else(|| Refusal::new("invalid", told).at("period"))?;
    let figures = Figures::of([
        (Figure::NewContacts, new.new_contacts),
        (Figure::Referrals, new.referrals),
        (Figure::Waiting, new.waiting),
        (Figure::Families, new.families),
        (Figure::Children, new.children),
        (Figure::Assessments, new.assessments_started),
        (Figure::Plans, new.plans),
        (Figure::Ended, new.ended),
        (Figure::Positive, new.ended_positive),
    ]);
    let given = NewReturn {
        period,
        figures,
        needs: new.needs.clone(),
        odd: new.odd.clone(),
        note: new.note.clone(),
        why: new.why.clone(),
        way: Way::Program,
        seen: new.version,
    };
    let pack = change.pack.clone();
    let id = returns::give(change.tx, &permit, &pack, &given)?;
    Ok(ReturnView {
        id: id.to_string(),
        service: permit.subject().to_string(),
        period: period.code(),
        version: new.version + 1,
    })
}
