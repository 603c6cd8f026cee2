//! Asked of a notification of the police alone: the incident, how grave it was, which children were there.

use super::draft::{self, Step, Way};
use crate::intake::{MARAC, NewContact, NewNotice};
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts::Choice};

/// The answer that no child was there.
const NONE: &str = "none";

struct Police {
    way: Way,
}

impl Step for Police {
    const ASKS: &'static [&'static str] = &["incident_on", "incident_number", "risk", "marac", "children_present"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        if !draft.is_police() {
            return Err(Error::Elsewhere(self.way.at("worries")));
        }
        let notice = draft.police.clone().unwrap_or_default();
        let mut fields = Fields::default()
            .with_date("incident_on", notice.incident_on.parse().ok())
            .with("incident_number", notice.incident_number)
            .with("risk", notice.risk)
            .with("marac", notice.marac);
        match notice.children_present.as_deref() {
            Some([]) => fields.add("children_present", NONE),
            Some(places) => places.iter().for_each(|place| fields.add("children_present", place.to_string())),
            None => {}
        }
        Ok(fields)
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { "What the police say" }
            (draft::step_form(context, sheet, questions(context, draft, sheet)))
        };
        context.frame.sheet_page("What the police say", &self.way.at("people"), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        let day = sheet.day("incident_on", "Date of the incident");
        let notice = NewNotice {
            incident_on: day.map(|on| on.to_string()).unwrap_or_default(),
            incident_number: sheet.optional("incident_number", 60),
            risk: sheet.optional("risk", 40),
            marac: sheet.optional("marac", 40),
            children_present: present(sheet),
        };
        // of another kind it is not asked
        if draft.is_police() {
            draft.police = Some(notice);
        }
        self.way.at("worries")
    }
}

/// The places of the children who were there; nothing where it was not said, or said in two ways.
fn present(sheet: &mut Sheet) -> Option<Vec<usize>> {
    let ticked = sheet.all("children_present");
    let none = ticked.iter().any(|place| place == NONE);
    if none && ticked.len() > 1 {
        sheet.errors.add("children_present", "Tick the children who were there, or that none was, not both");
        return None;
    }
    if ticked.is_empty() {
        return None;
    }
    Some(ticked.iter().filter_map(|place| place.parse().ok()).collect())
}

fn questions(context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
    let risks = context.pack.choices("police-risk", context.today);
    let risks = risks.map(|risk| Choice::new(&risk.code, &risk.label).hint(&risk.hint));
    let children = draft.children().into_iter().filter_map(|place| {
        let child = draft.people.get(place - 1)?;
        let name = if child.name().is_empty() { format!("Child {place}") } else { child.name() };
        Some(Choice::new(place.to_string(), name))
    });
    html! {
        (sheet.date("incident_on", "When did it happen?").hint("For example, 27 3 2026"))
        (sheet.text("incident_number", "Incident number of the police").width(20))
        (sheet.radios("risk", "Which grade of risk did they give?").small().items(risks))
        (sheet.radios("marac", "Was it heard at a MARAC?")
            .hint("The meeting of agencies about high-risk domestic abuse.")
            .small()
            .items(MARAC.iter().map(|(code, text)| Choice::new(*code, *text))))
        (sheet.checkboxes("children_present", "Which children were there?")
            .hint("Seen or heard it, or in the home at the time.")
            .small()
            .items(children.chain([Choice::new(NONE, "No child was there")])))
        p.govuk-body {
            "Whether there was a notification about them before is looked up by the front door: you are not asked."
        }
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Police { way }).await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Police { way }, fields).await
}
