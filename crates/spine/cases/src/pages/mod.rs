//! The family's pages and the worker's own: one file a page.

mod access_log;
mod agreement;
pub(crate) mod blocks;
mod chronology;
mod cover;
pub mod duties;
mod family;
mod hand_over;
pub mod header;
mod leaving;
mod level;
mod not_sharing;
mod note;
mod notes;
mod person;
mod restriction;
mod restrictions;
mod sharing;
mod step_down;
mod step_downs;
mod step_up;
mod step_up_answer;
mod step_ups;
mod team;
mod withdrawal;

use access::{Page, get, nobody, post};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/families/{id}", access::family::Open, family::page),
        get("/families/{id}/chronology", access::family::Open, chronology::page),
        get("/families/{id}/notes", access::family::Open, notes::page),
        get("/families/{id}/notes/{note}/error", access::family::WriteNote, notes::strike_page),
        post("/families/{id}/notes/{note}/error", access::family::WriteNote, notes::strike),
        get("/families/{id}/notes/new", access::family::WriteNote, note::page),
        post("/families/{id}/notes/new", access::family::WriteNote, note::submit),
        get("/families/{id}/people/new", access::family::ChangePeople, person::page),
        post("/families/{id}/people/new", access::family::ChangePeople, person::submit),
        get("/families/{id}/people/{person}", access::family::ChangePeople, person::change_page),
        post("/families/{id}/people/{person}", access::family::ChangePeople, person::change_submit),
        get("/families/{id}/people/{person}/leaving", access::family::ChangePeople, leaving::page),
        post("/families/{id}/people/{person}/leaving", access::family::ChangePeople, leaving::submit),
        get("/families/{id}/people/{person}/return", access::family::ChangePeople, leaving::back_page),
        post("/families/{id}/people/{person}/return", access::family::ChangePeople, leaving::back_submit),
        get("/families/{id}/people/{person}/place", access::family::ChangePeople, person::place_page),
        get("/families/{id}/level", access::family::SetLevel, level::page),
        post("/families/{id}/level", access::family::SetLevel, level::submit),
        get("/families/{id}/agreement", access::family::RecordAgreement, agreement::page),
        post("/families/{id}/agreement", access::family::RecordAgreement, agreement::submit),
        get("/families/{id}/sharing", access::family::DecideSharing, sharing::page),
        post("/families/{id}/sharing", access::family::DecideSharing, sharing::submit),
        get("/families/{id}/sharing/declined", access::family::DecideSharing, not_sharing::page),
        post("/families/{id}/sharing/declined", access::family::DecideSharing, not_sharing::submit),
        post("/families/{id}/sharing/end", access::family::DecideSharing, sharing::end),
        get("/families/{id}/access", access::family::SeeAccessLog, access_log::page).report(),
        get("/restrictions", nobody::FindGoverned, restrictions::page).report(),
        get("/families/{id}/restriction", access::family::Restrict, restriction::page),
        post("/families/{id}/restriction", access::family::Restrict, restriction::submit),
        get("/episodes/{id}/team", access::family::ChangeTeam, team::page),
        post("/episodes/{id}/team", access::family::ChangeTeam, team::submit),
        post("/episodes/{id}/team/leaving", access::family::ChangeTeam, team::leave),
        get("/episodes/{id}/lead", access::family::HandOver, hand_over::offer_page),
        post("/episodes/{id}/lead", access::family::HandOver, hand_over::offer_submit),
        get("/hand-overs/{id}", access::family::AcceptHandOver, hand_over::page),
        post("/hand-overs/{id}", access::family::AcceptHandOver, hand_over::submit),
        get("/episodes/{id}/step-up", access::family::ProposeStepUp, step_up::page),
        post("/episodes/{id}/step-up", access::family::ProposeStepUp, step_up::submit).also(access::family::StepUp),
        get("/step-ups", nobody::SeeStepUps, step_ups::page),
        get("/step-ups/{id}", access::step_up::See, step_up_answer::page).also(access::family::Open),
        post("/step-ups/{id}", access::step_up::Answer, step_up_answer::submit)
            .also(access::step_up::See)
            .also(access::family::Open),
        post("/step-ups/{id}/reading", access::step_up::Take, step_up_answer::take),
        get("/step-ups/{id}/document", access::step_up::See, step_up_answer::document).also(access::family::Open),
        get("/step-downs", nobody::SeeStepDowns, step_downs::page),
        get("/step-downs/new", nobody::OfferStepDown, step_downs::new_page),
        post("/step-downs/new", nobody::OfferStepDown, step_downs::new_submit),
        get("/step-downs/{id}", access::step_down::See, step_down::page),
        post("/step-downs/{id}/team", access::step_down::ChooseTeam, step_down::team).also(access::step_down::See),
        get("/step-downs/{id}/lead", access::step_down::NameLead, step_down::lead_page).also(access::step_down::See),
        post("/step-downs/{id}/lead", access::step_down::NameLead, step_down::lead_submit)
            .also(access::step_down::See)
            .also(access::family::HandOver),
        get("/step-downs/{id}/return", access::step_down::NameLead, step_down::back_page).also(access::step_down::See),
        post("/step-downs/{id}/return", access::step_down::NameLead, step_down::back_submit)
            .also(access::step_down::See),
        get("/step-downs/{id}/acceptance", access::step_down::TakeOn, step_down::take_page)
            .also(access::step_down::See),
        post("/step-downs/{id}/acceptance", access::step_down::TakeOn, step_down::take_submit)
            .also(access::step_down::See),
        post("/step-downs/{id}/closure", access::step_down::Close, step_down::close).also(access::step_down::See),
        get("/team/cover", nobody::SeeTeam, cover::page),
        post("/team/cover", nobody::SeeTeam, cover::submit),
        get("/team/cover/{id}", nobody::SeeTeam, cover::preview),
        post("/team/cover/{id}", nobody::SeeTeam, cover::begin)
            .also(access::family::Reassign)
            .also(access::family::HandOver),
        post("/team/cover/{id}/end", nobody::SeeTeam, cover::end),
        get("/episodes/{id}/withdrawal", access::family::RecordAgreement, withdrawal::page),
        post("/episodes/{id}/withdrawal", access::family::RecordAgreement, withdrawal::submit),
        access::api(access::family::Open, routes!(crate::api::family)),
        access::api(nobody::ReadEvents, routes!(crate::api::events)).report(),
    ]
}
