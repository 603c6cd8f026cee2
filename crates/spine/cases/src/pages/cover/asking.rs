//! `/team/cover`: asks who is away and who covers. Nothing moves before all that would move was seen.

use access::{AccountId, Context, Permits, Visit, accounts, accounts::Known, nobody};
use axum::response::Response;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::{
    colleagues::{self, Colleagues},
    cover::{self, Asked},
    lists,
};

const TITLE: &str = "Cover for somebody";

/// Who can be away, and who can cover.
struct Asking {
    workers: BTreeMap<AccountId, Known>,
    colleagues: Colleagues,
}

impl Asking {
    fn load(inside: &mut impl Permits, sheet: &Sheet) -> Result<Self> {
        let permit = inside.allow(nobody::SeeTeam)?;
        let today = inside.context().today;
        let manages = permit.actor().manages.clone();
        let mut ids = accounts::members_in(inside.conn(), &manages)?;
        ids.extend(lists::by_owner(inside.conn(), &permit, today)?.into_keys());
        ids.extend(sheet.fields.get("away").parse::<AccountId>());
        let chosen: Vec<AccountId> = sheet.fields.get("cover").parse().into_iter().collect();
        Ok(Self {
            workers: accounts::known(inside.conn(), &ids)?,
            colleagues: colleagues::near(inside, manages.first().copied(), &chosen)?,
        })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let mut workers: Vec<(&AccountId, &Known)> = self.workers.iter().collect();
        workers.sort_by(|one, other| one.1.name.cmp(&other.1.name));
        let workers = workers.into_iter().map(|(id, known)| {
            let left = if known.in_use { "" } else { " (account disabled)" };
            Choice::new(id.to_string(), format!("{}{left}", known.name))
        });
        let colleagues = self.colleagues.shown.iter().map(|other| {
            Choice::new(other.id.to_string(), format!("{}, {}, {}", other.name, other.job_title, other.organisation))
        });
        let lasts = [
            Choice::new("until", "Until a day").hint("What is still open comes back after the last day."),
            Choice::new("good", "For good").hint("All of it moves, and the lead of each family is offered."),
        ];
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body { "Nothing moves yet: first you see all that would." }
            (self.colleagues.finder)
            (sheet.form(html! {
                (sheet.select("away", "Who is away?").prompt("Choose someone").items(workers))
                (sheet.radios("lasts", "How long?").items(lasts))
                (sheet.date("from", "First day"))
                (sheet.date("until", "Last day").hint("Leave this empty for good."))
                (sheet.select("cover", "Who covers?").prompt("Choose someone").items(colleagues))
                (parts::button("See what would move"))
            }))
        };
        context.frame.sheet_page(TITLE, "/team", sheet, content)
    }
}

/// What was asked for; `None` where something of it is missing.
fn read(sheet: &mut Sheet, today: NaiveDate) -> Option<Asked> {
    let account = |id: &str| id.parse::<AccountId>().ok();
    let away = sheet.chosen("away", account, "Choose who is away");
    let for_good = |code: &str| match code {
        "good" => Some(true),
        "until" => Some(false),
        _ => None,
    };
    let for_good = sheet.chosen("lasts", for_good, "Choose how long");
    let (from, until) = match for_good {
        Some(true) => (Some(today), None),
        _ => (sheet.required_day("from", "First day"), sheet.required_day("until", "Last day")),
    };
    let cover = sheet.chosen("cover", account, "Choose who covers");
    let asked = Asked { away: away?, cover: cover?, from: from?, until };
    sheet.is_valid().then_some(asked)
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Markup> {
    let away = visit.query("away");
    visit
        .view(move |v| {
            let today = v.today;
            let first = Fields::default().with("away", &away).with("lasts", "until").with_date("from", Some(today));
            let sheet = v.sheet(|| first)?;
            let asking = Asking::load(v, &sheet)?;
            Ok(asking.show(v, &sheet))
        })
        .await
}

pub(in crate::pages) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::SeeTeam)?;
            let today = change.today;
            let done = match read(sheet, today) {
                Some(asked) => sheet.heed(cover::propose(change.tx, &permit, asked))?,
                None => None,
            };
            let Some(id) = done else {
                let asking = Asking::load(change, sheet)?;
                return Sheet::again(asking.show(change, sheet));
            };
            Ok(format!("/team/cover/{id}"))
        })
        .await
}
