//! Pages of panels, one file a page.

mod attendance;
mod blocks;
mod decision;
mod family;
mod form;
mod item;
mod list;
mod meeting;
mod members;
mod panel;
mod papers;
mod plan;
mod send;
mod shown;
mod tie;

pub(crate) use blocks::my_panels;
pub(crate) use family::family_panel;

use access::{Page, contact, family as family_acts, get, nobody, panel as acts, panel_item, post};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/panels", nobody::SeePanels, list::page),
        get("/panels/new", nobody::KeepPanels, form::new_page),
        post("/panels/new", nobody::KeepPanels, form::new_submit),
        get("/panels/{id}", nobody::SeePanels, panel::page),
        get("/panels/{id}/calendar.ics", nobody::SeePanels, panel::calendar),
        get("/panels/{id}/change", nobody::KeepPanels, form::page),
        post("/panels/{id}/change", nobody::KeepPanels, form::submit),
        get("/panels/{id}/members", nobody::KeepPanels, members::page),
        post("/panels/{id}/members", nobody::KeepPanels, members::submit),
        post("/panels/{id}/members/{member}/end", nobody::KeepPanels, members::end),
        get("/panels/{id}/meetings/new", acts::Chair, plan::page),
        post("/panels/{id}/meetings/new", acts::Chair, plan::submit),
        get("/panel-meetings/{id}", acts::Attend, meeting::page).also(nobody::SeePanels),
        get("/panel-meetings/{id}/papers", acts::Attend, papers::page).also(nobody::SeePanels).report(),
        get("/panel-meetings/{id}/move", acts::Chair, plan::move_page),
        post("/panel-meetings/{id}/move", acts::Chair, plan::move_submit),
        get("/panel-meetings/{id}/attendance", acts::Chair, attendance::page),
        post("/panel-meetings/{id}/attendance", acts::Chair, attendance::submit),
        get("/panel-meetings/{id}/next", acts::Chair, meeting::next),
        get("/panel-meetings/{id}/not-held", acts::Chair, meeting::not_held_page),
        post("/panel-meetings/{id}/not-held", acts::Chair, meeting::not_held_submit),
        post("/panel-meetings/{id}/close", acts::Chair, meeting::close).also(acts::Attend),
        get("/panels/{id}/consultation", nobody::ConsultPanel, send::consult_page),
        post("/panels/{id}/consultation", nobody::ConsultPanel, send::consult_submit),
        get("/contacts/{id}/panel", contact::FollowUp, send::of_contact_page),
        post("/contacts/{id}/panel", contact::FollowUp, send::of_contact_submit),
        get("/families/{id}/panel", family_acts::OfferService, send::of_family_page),
        post("/families/{id}/panel", family_acts::OfferService, send::of_family_submit),
        get("/panel-items/{id}", panel_item::See, item::page),
        get("/panel-items/{id}/change", panel_item::Change, send::change_page),
        post("/panel-items/{id}/change", panel_item::Change, send::change_submit),
        get("/panel-items/{id}/withdrawal", panel_item::Change, item::withdraw_page),
        post("/panel-items/{id}/withdrawal", panel_item::Change, item::withdraw_submit),
        get("/panel-items/{id}/decision", panel_item::Decide, decision::page).also(panel_item::See),
        post("/panel-items/{id}/decision", panel_item::Decide, decision::submit)
            .also(panel_item::See)
            .also(acts::Attend),
        get("/panel-items/{id}/tie", panel_item::StepOut, tie::page),
        post("/panel-items/{id}/tie", panel_item::StepOut, tie::submit),
        access::api(nobody::SeePanels, routes!(crate::api::list)),
        access::api(acts::Attend, routes!(crate::api::meeting)).also(nobody::SeePanels),
        access::api(panel_item::Decide, routes!(crate::api::decide)).also(panel_item::See),
    ]
}
