//! Pages of audits, one file a page.

mod action;
mod again;
mod allocation;
mod audit;
mod blocks;
mod chronology;
mod concern;
mod draw;
mod end;
mod family;
mod file;
mod form;
mod found;
mod learning;
mod list;
mod moderation;
mod out;
mod overall;
mod owner;
mod reflection;
mod register;
mod report;
mod standard;
mod tell;
mod themes;
mod tie;

pub(crate) use blocks::my_files;

use access::{
    AccountId, Holding, Page, Permits, accounts, audit_action, audit_file as acts, family as family_acts, get, nobody,
    post,
};
use pack::Pack;
use web::{Markup, Result, html, parts::Choice};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_audits(), of_files(), of_what_follows(), of_register()].concat()
}

fn of_audits() -> Vec<Page> {
    use nobody::{KeepAudits as Keep, SeeAudits as See};
    vec![
        get("/audits", See, list::page).also(Keep),
        get("/audits/themes", See, themes::page).also(Keep).report(),
        get("/audits/new", Keep, form::new_page),
        post("/audits/new", Keep, form::new_submit),
        get("/audits/{id}", Keep, audit::page),
        post("/audits/{id}/close", Keep, audit::close),
        get("/audits/{id}/change", Keep, form::page),
        post("/audits/{id}/change", Keep, form::submit),
        get("/audits/{id}/draw", Keep, draw::page),
        post("/audits/{id}/draw", Keep, draw::submit),
        get("/audits/{id}/sample", Keep, draw::again),
        get("/audits/{id}/end", Keep, end::page),
        post("/audits/{id}/end", Keep, end::submit),
        get("/audits/{id}/owner", Keep, owner::page),
        post("/audits/{id}/owner", Keep, owner::submit),
        get("/audits/{id}/actions/new", Keep, action::new_page),
        post("/audits/{id}/actions/new", Keep, action::new_submit),
        get("/audits/{id}/learning/new", Keep, learning::page),
        post("/audits/{id}/learning/new", Keep, learning::submit),
        get("/audits/{id}/publication", Keep, report::publication_page),
        post("/audits/{id}/publication", Keep, report::publication_submit),
        get("/audits/{id}/report", See, report::page).also(Keep).report(),
        get("/audits/{id}/again", Keep, again::page),
        post("/audits/{id}/again", Keep, again::submit),
    ]
}

fn of_files() -> Vec<Page> {
    vec![
        get("/audit-files/{id}", acts::See, file::page).also(family_acts::Open),
        get("/audit-files/{id}/allocation", acts::Keep, allocation::page),
        post("/audit-files/{id}/allocation", acts::Keep, allocation::submit),
        get("/audit-files/{id}/out", acts::Keep, out::page),
        post("/audit-files/{id}/out", acts::Keep, out::submit),
        post("/audit-files/{id}/sharing", acts::Keep, file::share),
        get("/audit-files/{id}/standards/{code}", acts::Grade, standard::page).also(family_acts::Open),
        post("/audit-files/{id}/standards/{code}", acts::Grade, standard::submit).also(family_acts::Open),
        get("/audit-files/{id}/overall", acts::Grade, overall::page),
        post("/audit-files/{id}/overall", acts::Grade, overall::submit),
        get("/audit-files/{id}/moderation", acts::Moderate, moderation::page).also(family_acts::Open),
        post("/audit-files/{id}/moderation", acts::Moderate, moderation::submit).also(family_acts::Open),
        get("/audit-files/{id}/concern", acts::RaiseConcern, concern::page),
        post("/audit-files/{id}/concern", acts::RaiseConcern, concern::submit),
        get("/audit-files/{id}/reflection", acts::Reflect, reflection::page),
        post("/audit-files/{id}/reflection", acts::Reflect, reflection::submit),
        get("/audit-files/{id}/reflection/not", acts::Keep, reflection::not_page),
        post("/audit-files/{id}/reflection/not", acts::Keep, reflection::not_submit),
        get("/audit-files/{id}/family", acts::AskFamily, family::page).also(family_acts::Open),
        post("/audit-files/{id}/family", acts::AskFamily, family::submit).also(family_acts::Open),
        get("/audit-files/{id}/letter/{code}", acts::AskFamily, family::letter),
        get("/audit-files/{id}/tie", acts::StepOut, tie::page),
        post("/audit-files/{id}/tie", acts::StepOut, tie::submit),
        get("/audit-files/{id}/chronology", acts::See, chronology::page).also(family_acts::Open).report(),
    ]
}

fn of_register() -> Vec<Page> {
    use nobody::KeepRegister as Keep;
    vec![
        get("/register", Keep, register::list),
        get("/register/new", Keep, register::new_page),
        post("/register/new", Keep, register::new_submit),
        get("/register/{id}", Keep, register::page),
        post("/register/{id}", Keep, register::submit),
        post("/register/{id}/owner", Keep, register::owner),
    ]
}

fn of_what_follows() -> Vec<Page> {
    vec![
        get("/audit-concerns/{id}", acts::SeeConcern, concern::answer_page),
        post("/audit-concerns/{id}", acts::AnswerConcern, concern::answer_submit),
        get("/audit-actions/{id}", audit_action::Answer, action::page),
        post("/audit-actions/{id}", audit_action::Answer, action::submit),
        get("/audit-actions/{id}/move", audit_action::Move, action::move_page),
        post("/audit-actions/{id}/move", audit_action::Move, action::move_submit),
        get("/tell-us", Holding("a code in a letter"), tell::page),
        get("/tell-us/{code}", Holding("a code in a letter"), tell::linked),
        post("/tell-us", Holding("a code in a letter"), tell::submit),
        get("/tell-us-thanks", Holding("a code in a letter"), tell::thanks),
    ]
}

/// The grades of the pack, the best first, to choose one.
fn grades<'a>(pack: &'a Pack, not: Option<&'a str>) -> Vec<Choice<'a>> {
    let terms = pack.terms("audit-grade").iter().map(|term| Choice::new(term.code.as_str(), term.label.as_str()));
    terms.chain(not.map(|text| Choice::new(crate::records::NewMark::NONE, text))).collect()
}

/// A grade in words.
fn grade(pack: &Pack, code: Option<&str>) -> Markup {
    use web::parts::{Colour, tag};
    let all = pack.terms("audit-grade");
    let Some(place) = code.and_then(|code| all.iter().position(|term| term.code == code)) else {
        return html! { span.eh-muted { "Does not apply" } };
    };
    let colour = match (place, all.len() - place) {
        (0, _) => Colour::Green,
        (_, 1) => Colour::Red,
        (1, _) => Colour::Blue,
        _ => Colour::Yellow,
    };
    html! { (tag(&all[place].label, colour)) }
}

/// People to choose from, by name.
fn people(all: &[(AccountId, String)]) -> impl Iterator<Item = Choice<'_>> {
    all.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()))
}

/// Everybody who may lead an audit, by name.
fn leaders(inside: &mut impl Permits) -> Result<Vec<(AccountId, String)>> {
    let all = crate::records::leaders(inside.conn())?;
    let mut all: Vec<(AccountId, String)> = accounts::names(inside.conn(), &all)?.into_iter().collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(all)
}
