//! `/panels/new` and `/panels/{id}/change`: what a panel is for, who chairs it, what it can give.

use crate::{
    records::{self, NewPanel, Panel, PanelId},
    rules::Decision,
};
use access::{AccountId, Permits, Role, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// Roles that could send something to a panel.
const SENDERS: &[Role] =
    &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager, Role::SocialCare];

fn show(inside: &mut impl Permits, (title, back): (&str, &str), sheet: &Sheet, above: Markup) -> Result<Markup> {
    let able = accounts::anywhere_with_role(inside.conn(), Role::PanelChair)?;
    let mut able = accounts::colleagues_among(inside.conn(), &able)?;
    able.sort_by(|one, other| one.name.cmp(&other.name));
    let people =
        || able.iter().map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.organisation)));
    let gives = Decision::ALL.iter().filter(|one| !matches!(one, Decision::Back | Decision::PutOff));
    let gives = gives.map(|one| Choice::new(one.code(), one.label()));
    let senders = SENDERS.iter().map(|role| Choice::new(role.code(), role.label()));
    let yes = || [Choice::new("yes", "Yes")];
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("name", "Name"))
            (sheet.textarea("purpose", "What is it for?").rows(2))
            (sheet.checkboxes("outside", "Does it keep a system of its own?")
                .hint("Then what it decides is heard, and kept here by whoever sent it.").small().items(yes()))
            (sheet.text("reach", "If so, how is it reached?"))
            (sheet.checkboxes("forum", "Is it the prioritisation and allocation forum?")
                .hint("Step downs without a lead, and families that wait too long, come to it by themselves.")
                .small().items(yes()))
            (sheet.select("chair", "Who chairs it?").hint("Accounts with the role panel chair.").prompt("Nobody").items(people()))
            (sheet.select("deputy", "Who stands in?").prompt("Nobody").items(people()))
            (sheet.text("often", "How often does it meet?").hint("In words, such as weekly.").width(20))
            (sheet.text("every", "Days from one meeting to the next")
                .hint("Its meetings are then planned by themselves. Leave empty to plan each by hand.").width(4))
            (sheet.textarea("ways_in", "How does one come to it?").rows(2))
            (sheet.checkboxes("uses_assessment", "Does it work from the assessment?").small().items(yes()))
            (sheet.checkboxes("family_invited", "Is the family invited?").small().items(yes()))
            (sheet.checkboxes("gives", "What can it give?").hint("Advice, giving back and putting off are always there.")
                .small().items(gives))
            (sheet.text("clock", "In how many working days does it decide?").width(4))
            (sheet.checkboxes("senders", "Who may send to it?").small().items(senders))
            @if !sheet.fields.get("version").is_empty() {
                (sheet.checkboxes("ended", "Is the panel no more?").small().items([Choice::new("yes", "It has ended")]))
            }
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, back, sheet, content))
}

fn fields_of(panel: &Panel) -> Fields {
    let word = |yes: bool| if yes { "yes" } else { "" };
    let id = |id: Option<AccountId>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut fields = Fields::default()
        .with("version", panel.version.to_string())
        .with("name", panel.name.as_str())
        .with("purpose", panel.purpose.as_str())
        .with("outside", word(panel.outside))
        .with("reach", panel.reach.as_str())
        .with("forum", word(panel.forum))
        .with("chair", id(panel.chair_id))
        .with("deputy", id(panel.deputy_id))
        .with("often", panel.often.as_str())
        .with("every", if panel.every == 0 { String::new() } else { panel.every.to_string() })
        .with("ways_in", panel.ways_in.as_str())
        .with("uses_assessment", word(panel.uses_assessment))
        .with("family_invited", word(panel.family_invited))
        .with("clock", panel.clock.to_string());
    panel.gives.0.iter().for_each(|code| fields.add("gives", code.clone()));
    panel.senders.0.iter().for_each(|code| fields.add("senders", code.clone()));
    fields
}

fn read(sheet: &mut Sheet) -> NewPanel {
    let every = sheet.optional("every", 4);
    let days =
        if every.is_empty() { Some(0) } else { every.parse::<i64>().ok().filter(|days| (1..=366).contains(days)) };
    if days.is_none() {
        sheet.errors.add("every", "Enter a whole number of days from 1 to 366, or leave it empty");
    }
    let is_role = |code: &String| SENDERS.iter().any(|role| role.code() == code);
    NewPanel {
        name: sheet.optional("name", 200),
        purpose: sheet.optional("purpose", 1_000),
        chair: sheet.fields.get("chair").parse().ok(),
        deputy: sheet.fields.get("deputy").parse().ok(),
        often: sheet.optional("often", 100),
        every: days.unwrap_or_default(),
        ways_in: sheet.optional("ways_in", 1_000),
        uses_assessment: sheet.ticked("uses_assessment"),
        family_invited: sheet.ticked("family_invited"),
        gives: sheet.all("gives").into_iter().filter(|code| Decision::parse(code).is_some()).collect(),
        clock: sheet.fields.get("clock").parse().ok(),
        senders: sheet.all("senders").into_iter().filter(is_role).collect(),
        outside: sheet.ticked("outside"),
        reach: sheet.optional("reach", 500),
        forum: sheet.ticked("forum"),
        ended: sheet.ticked("ended"),
    }
}

const NEW: (&str, &str) = ("Add a panel", "/panels");

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepPanels)?;
            let first = || SENDERS.iter().fold(Fields::default(), |fields, role| fields.with("senders", role.code()));
            let sheet = v.sheet(first)?;
            show(v, NEW, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepPanels)?;
            let new = read(sheet);
            let made = match sheet.is_valid() {
                true => sheet.heed(records::make(change.tx, &permit, &new))?,
                false => None,
            };
            let Some(id) = made else { return Sheet::again(show(change, NEW, sheet, html! {})?) };
            Ok(format!("/panels/{id}?done=saved"))
        })
        .await
}

const CHANGE: &str = "Change the panel";

pub(super) async fn page(visit: Visit, Path(id): Path<PanelId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepPanels)?;
            let panel = records::load_panel(v.conn(), id)?;
            let sheet = v.sheet(|| fields_of(&panel))?;
            show(v, (CHANGE, &format!("/panels/{id}")), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<PanelId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepPanels)?;
            let now = records::load_panel(change.conn(), id)?;
            let back = format!("/panels/{id}");
            if sheet.is_behind("version", now.version) {
                let changed = access::last_change(change.conn(), id.0, &[crate::events::PANEL])?;
                let clock = format!("{} working days", now.clock);
                let rows: [(&str, &str); 3] =
                    [("Name", &now.name), ("What it is for", &now.purpose), ("Decides within", &clock)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, (CHANGE, &back), sheet, theirs)?)));
            }
            let new = read(sheet);
            let changed = match sheet.is_valid() {
                true => sheet.heed(records::change(change.tx, &permit, (id, now.version), &new))?,
                false => None,
            };
            if changed.is_none() {
                return Sheet::again(show(change, (CHANGE, &back), sheet, html! {})?);
            }
            Ok(format!("{back}?done=saved"))
        })
        .await
}
