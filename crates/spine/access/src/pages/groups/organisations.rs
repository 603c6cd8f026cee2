//! `/admin/organisations`: for whom people work, and a new one.

use super::href;
use crate::{
    Context, OrganisationId, Permits, View, Visit,
    accounts::{self, Organisation, Team},
    manage::groups,
    nobody,
    rules::groups::NewOrganisation,
};
use axum::response::Response;
use std::collections::BTreeMap;
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const HERE: &str = "/admin/organisations";
const TITLE: &str = "Organisations and teams";
const NEW: &str = "Add an organisation";

const HEADS: [&str; 5] = ["Name", "Kind", "To the council", "Teams", "Accounts not disabled"];

/// Organisations on a page.
const MOST: usize = 25;

/// Everything that stands on the page.
struct List {
    all: Vec<Organisation>,
    teams: Vec<Team>,
    accounts: BTreeMap<OrganisationId, usize>,
    page: i64,
}

impl List {
    fn load(v: &mut View<'_>, page: i64) -> Result<Self> {
        v.allow(nobody::ManageAccounts)?;
        let all = accounts::list_organisations(v.conn())?;
        Ok(Self {
            page: page.clamp(1, pages(all.len())),
            all,
            teams: accounts::list_teams(v.conn())?,
            accounts: accounts::count_by_organisation(v.conn())?,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let before = usize::try_from(self.page - 1).unwrap_or(0) * MOST;
        let rows = self.all.iter().skip(before).take(MOST).map(|one| {
            let teams = self.teams.iter().filter(|team| team.organisation_id == one.id).count();
            vec![
                html! {
                    a.govuk-link href=(href(one.id)) { (one.name) }
                    @if !one.town.is_empty() { br; span.eh-muted { (one.town) } }
                },
                html! { (context.pack.label("organisation-kind", &one.kind)) },
                html! { (one.standing().label()) },
                html! { (teams) },
                html! { (self.accounts.get(&one.id).unwrap_or(&0)) },
            ]
        });
        let caption = web::dates::plural(i64::try_from(self.all.len()).unwrap_or(i64::MAX), "organisation");
        html! {
            h1.govuk-heading-l { (TITLE) }
            (parts::button_link(NEW, "/admin/organisations/new", ""))
            (parts::table(&caption, &HEADS, rows.collect()))
            (parts::pagination(self.page, pages(self.all.len()), |nth| format!("{HERE}?page={nth}")))
        }
    }
}

fn pages(all: usize) -> i64 {
    i64::try_from(all.div_ceil(MOST)).unwrap_or(i64::MAX).max(1)
}

/// What is asked of an organisation; the council itself is no hub of its own.
pub fn questions(context: &Context, sheet: &Sheet, own: bool) -> Markup {
    let kinds = context.pack.choices("organisation-kind", context.today);
    let kinds = kinds.map(|kind| Choice::new(kind.code.as_str(), kind.label.as_str()));
    html! {
        (sheet.text("name", "Name"))
        (sheet.select("kind", "Kind").prompt("Choose a kind").items(kinds))
        @if !own {
            (sheet.checkboxes("hub", "Is it a hub?").items([
                Choice::new("yes", "A children and family hub of the council")
                    .hint("What hubs do and what partners do is counted apart."),
            ]))
        }
        (sheet.text("town", "Town").width(20))
        (sheet.text("phone", "Telephone number").hint("Whom others call who work with it.").telephone())
    }
}

/// What was typed, complete or not.
pub fn read(sheet: &mut Sheet) -> NewOrganisation {
    NewOrganisation {
        name: sheet.optional("name", 100),
        kind: sheet.fields.get("kind").to_owned(),
        phone: sheet.optional("phone", 40),
        town: sheet.optional("town", 80),
        hub: sheet.ticked("hub"),
    }
}

fn show_new(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (NEW) }
        (sheet.form(html! {
            (questions(context, sheet, false))
            (parts::button("Add organisation"))
        }))
    };
    context.frame.sheet_page(NEW, HERE, sheet, content)
}

pub async fn page(visit: Visit) -> Result<Markup> {
    let page = visit.query("page").parse().unwrap_or(1);
    visit
        .view(move |v| {
            let list = List::load(v, page)?;
            Ok(v.frame.page_back(TITLE, "/admin/accounts", list.show(v)))
        })
        .await
}

pub async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::ManageAccounts)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_new(v, &sheet))
        })
        .await
}

pub async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let (new, pack) = (read(sheet), change.pack.clone());

            let added = sheet.heed(groups::add_organisation(change.tx, &permit, &pack, &new))?;
            let Some(id) = added.filter(|_| sheet.is_valid()) else {
                return Sheet::again(show_new(change, sheet));
            };
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}
