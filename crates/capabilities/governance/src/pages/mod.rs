//! Pages of the board's room, one file a page.

mod action;
mod assess;
mod attendance;
mod blocks;
mod board;
mod decision;
mod form;
mod item;
mod linked;
mod list;
mod meeting;
mod minutes;
mod paper;
mod plan;
mod print;
mod priority;
mod public;
mod risk;
mod risk_form;
mod scrutiny;
mod seats;
mod shown;
mod strategy;
mod when;

pub(crate) use blocks::{my_boards, our_vision};

use access::{Page, Public, board::*, get, nobody, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_boards(), of_meetings(), of_papers(), of_actions(), of_plans(), of_risks(), of_strategy(), of_assessment()]
        .concat()
}

fn of_boards() -> Vec<Page> {
    vec![
        get("/strategy", Public, public::page),
        get("/boards", nobody::SeeMyWork, list::page),
        get("/boards/new", nobody::FoundBoard, form::new_page),
        post("/boards/new", nobody::FoundBoard, form::new_submit),
        get("/boards/{id}", SeePlan, board::page).also(See),
        get("/boards/{id}/meetings", See, board::meetings),
        get("/boards/{id}/change", Seat, form::page),
        post("/boards/{id}/change", Seat, form::submit),
        get("/boards/{id}/seats", Seat, seats::page),
        post("/boards/{id}/seats", Seat, seats::submit),
        get("/board-seats/{id}", Seat, seats::term_page),
        post("/board-seats/{id}", Seat, seats::term_submit),
    ]
}

fn of_meetings() -> Vec<Page> {
    vec![
        get("/boards/{id}/meetings/new", Keep, when::page),
        post("/boards/{id}/meetings/new", Keep, when::submit),
        get("/board-meetings/{id}", See, meeting::page),
        get("/board-meetings/{id}/pack", See, print::page).report(),
        get("/board-meetings/{id}/change", Keep, when::move_page),
        post("/board-meetings/{id}/change", Keep, when::move_submit),
        get("/board-meetings/{id}/not-held", Keep, when::not_held_page),
        post("/board-meetings/{id}/not-held", Keep, when::not_held_submit),
        post("/board-meetings/{id}/send", Keep, meeting::send).also(See),
        post("/board-meetings/{id}/close", Keep, meeting::close).also(See),
        get("/board-meetings/{id}/attendance", Keep, attendance::page),
        post("/board-meetings/{id}/attendance", Keep, attendance::submit),
        get("/board-meetings/{id}/minutes", Keep, minutes::page).also(See),
        post("/board-meetings/{id}/minutes", Keep, minutes::submit).also(See),
        get("/board-meetings/{id}/approval", Keep, minutes::approval_page),
        post("/board-meetings/{id}/approval", Keep, minutes::approval_submit),
        get("/board-meetings/{id}/items/new", Keep, item::new_page),
        post("/board-meetings/{id}/items/new", Keep, item::new_submit),
        get("/board-items/{id}", Keep, item::page),
        post("/board-items/{id}", Keep, item::submit),
        get("/board-items/{id}/decision", Keep, decision::page),
        post("/board-items/{id}/decision", Keep, decision::submit),
        get("/board-items/{id}/interest", Keep, decision::interest_page),
        post("/board-items/{id}/interest", Keep, decision::interest_submit),
        post("/board-items/{id}/interest/{seat}/end", Keep, decision::interest_end),
    ]
}

fn of_papers() -> Vec<Page> {
    vec![
        get("/board-meetings/{id}/papers/new", Keep, paper::new_page),
        post("/board-meetings/{id}/papers/new", Keep, paper::new_submit),
        get("/board-papers/{id}", See, paper::page),
        get("/board-papers/{id}/give", Answer, paper::give_page),
        post("/board-papers/{id}/give", Answer, paper::give_submit),
    ]
}

fn of_actions() -> Vec<Page> {
    vec![
        get("/boards/{id}/actions", SeePlan, action::list),
        get("/boards/{id}/actions/new", Keep, action::new_page),
        post("/boards/{id}/actions/new", Keep, action::new_submit),
        get("/board-actions/{id}", SeePlan, action::page),
        post("/board-actions/{id}", Answer, action::submit),
        get("/board-actions/{id}/change", Keep, action::change_page),
        post("/board-actions/{id}/change", Keep, action::change_submit),
    ]
}

fn of_plans() -> Vec<Page> {
    vec![
        get("/boards/{id}/plan", SeePlan, plan::page),
        get("/boards/{id}/priorities/new", Keep, priority::new_page),
        post("/boards/{id}/priorities/new", Keep, priority::new_submit),
        get("/board-priorities/{id}", SeePlan, priority::page),
        get("/board-priorities/{id}/state", Keep, priority::state_page),
        post("/board-priorities/{id}/state", Keep, priority::state_submit),
        get("/board-priorities/{id}/evidence", Keep, priority::evidence_page),
        post("/board-priorities/{id}/evidence", Keep, priority::evidence_submit),
        get("/boards/{id}/linked-plans", SeePlan, linked::list),
        get("/boards/{id}/linked-plans/new", Keep, linked::new_page),
        post("/boards/{id}/linked-plans/new", Keep, linked::new_submit),
        get("/linked-plans/{id}", SeePlan, linked::page),
        get("/linked-plans/{id}/change", Keep, linked::change_page),
        post("/linked-plans/{id}/change", Keep, linked::change_submit),
        get("/linked-plans/{id}/review", Answer, linked::review_page),
        post("/linked-plans/{id}/review", Answer, linked::review_submit),
    ]
}

fn of_risks() -> Vec<Page> {
    vec![
        get("/boards/{id}/risks", SeePlan, risk::list),
        get("/boards/{id}/risks/new", Keep, risk_form::new_page),
        post("/boards/{id}/risks/new", Keep, risk_form::new_submit),
        get("/board-risks/{id}", SeePlan, risk::page),
        get("/board-risks/{id}/change", Keep, risk_form::page),
        post("/board-risks/{id}/change", Keep, risk_form::submit),
        get("/board-risks/{id}/rating", Answer, risk_form::rate_page),
        post("/board-risks/{id}/rating", Answer, risk_form::rate_submit),
        get("/board-risks/{id}/closure", Keep, risk_form::close_page),
        post("/board-risks/{id}/closure", Keep, risk_form::close_submit),
    ]
}

fn of_strategy() -> Vec<Page> {
    vec![
        get("/boards/{id}/strategies", SeePlan, strategy::list),
        get("/boards/{id}/strategies/new", Keep, strategy::new_page),
        post("/boards/{id}/strategies/new", Keep, strategy::new_submit),
        get("/strategies/{id}", SeePlan, strategy::page),
        get("/strategies/{id}/change", Keep, strategy::change_page),
        post("/strategies/{id}/change", Keep, strategy::change_submit),
        get("/strategies/{id}/steps/new", Keep, strategy::step_page),
        post("/strategies/{id}/steps/new", Keep, strategy::step_submit),
        get("/strategies/{id}/publication", Keep, strategy::publish_page),
        post("/strategies/{id}/publication", Keep, strategy::publish_submit),
        get("/boards/{id}/scrutiny", SeePlan, scrutiny::list),
        get("/boards/{id}/scrutiny/new", Keep, scrutiny::new_page),
        post("/boards/{id}/scrutiny/new", Keep, scrutiny::new_submit),
        get("/scrutiny/{id}", SeePlan, scrutiny::page),
        get("/scrutiny/{id}/questions/new", Keep, scrutiny::ask_page),
        post("/scrutiny/{id}/questions/new", Keep, scrutiny::ask_submit),
        get("/scrutiny-questions/{id}", SeePlan, scrutiny::answer_page),
        post("/scrutiny-questions/{id}", Answer, scrutiny::answer_submit),
    ]
}

fn of_assessment() -> Vec<Page> {
    vec![
        get("/boards/{id}/self-assessments", SeePlan, assess::list),
        post("/boards/{id}/self-assessments", Keep, assess::begin).also(SeePlan),
        get("/self-assessments/{id}", SeePlan, assess::page),
        post("/self-assessments/{id}/finish", Keep, assess::finish),
        get("/self-assessments/{id}/strands/{strand}", Keep, assess::strand_page),
        post("/self-assessments/{id}/strands/{strand}", Keep, assess::strand_submit),
    ]
}
