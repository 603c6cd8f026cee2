//! `/admin/accounts`: all accounts, searched and turned over page by page. What was searched for is somebody's name: it
//! stands in no address (T23), but is kept for whoever searched.

use crate::{
    Context, Permits, View, Visit,
    accounts::{self, Listed, Standing, State},
    nobody,
};
use axum::response::Response;
use store::drafts;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice, parts::Colour};

const HERE: &str = "/admin/accounts";

/// Accounts on a page.
const MOST: usize = 25;

/// Everything that stands on the page.
struct List {
    /// What was searched for.
    search: Fields,
    all: usize,
    found: Vec<Listed>,
    page: i64,
}

impl List {
    fn load(v: &mut View<'_>, page: i64) -> Result<Self> {
        let permit = v.allow(nobody::ManageAccounts)?;
        let demo = v.app.demo;
        let owner = owner(v)?;
        let kept = drafts::find(v.conn(), &owner, HERE)?;
        let search = kept.map(|kept| Fields::from_pairs(kept.fields.0)).unwrap_or_default();

        let all = accounts::list_all(v.conn())?;
        let (text, state) = (search.get("find"), State::parse(search.get("state")));
        let count = all.len();
        let found: Vec<Listed> = all.into_iter().filter(|one| one.is_found(text, state, demo)).collect();
        let page = page.clamp(1, pages(found.len()));
        let list = Self { search, all: count, found, page };
        v.showed(&permit, list.of_page().count(), &[]);
        Ok(list)
    }

    /// The lines of this page.
    fn of_page(&self) -> impl Iterator<Item = &Listed> {
        let before = usize::try_from(self.page - 1).unwrap_or(0) * MOST;
        self.found.iter().skip(before).take(MOST)
    }

    fn show(&self, context: &Context) -> Markup {
        let (pages, demo) = (pages(self.found.len()), context.app.demo);
        html! {
            h1.govuk-heading-l { "Accounts" }
            div.eh-actions {
                (parts::button_link("Add an account", "/admin/accounts/new", ""))
                a.govuk-link href="/admin/organisations" { "Organisations and teams" }
            }
            (self.questions(context))
            @if self.found.is_empty() {
                p.govuk-body { "No account is like this." }
            } @else {
                (self.table(demo))
                (parts::pagination(self.page, pages, |nth| format!("{HERE}?page={nth}")))
            }
        }
    }

    fn questions(&self, context: &Context) -> Markup {
        let sheet = context.sheet(self.search.clone()).without_key();
        let states = State::ALL.iter().map(|state| Choice::new(state.code(), words(*state).0));
        html! {
            (sheet.short_form(html! {
                div.eh-find {
                    (sheet.text("find", "Name, email address or organisation").search())
                    (sheet.select("state", "State").prompt("Any").items(states))
                }
                (parts::button_named("Search", "govuk-button--secondary", "search", "yes"))
                @if self.is_narrowed() {
                    " " (parts::button_named("Show all accounts", "govuk-button--secondary", "clear", "yes"))
                }
            }))
        }
    }

    fn is_narrowed(&self) -> bool {
        !self.search.get("find").is_empty() || !self.search.get("state").is_empty()
    }

    fn table(&self, demo: bool) -> Markup {
        let rows = self.of_page().map(|one| {
            let email = if one.email.contains('@') { one.email.as_str() } else { "No email address" };
            vec![
                html! {
                    a.govuk-link href={ (HERE) "/" (one.id) } { (one.name) }
                    br; span.eh-muted { (email) }
                },
                html! {
                    (one.organisation)
                    @if one.hub { br; span.eh-muted { (Standing::Hub.label()) } }
                },
                html! { (one.role_labels()) },
                tag(one.state(demo)),
            ]
        });
        parts::table(&self.caption(), &["Name", "Organisation", "Roles", "State"], rows.collect())
    }

    fn caption(&self) -> String {
        let many = |n: usize| web::dates::plural(i64::try_from(n).unwrap_or(i64::MAX), "account");
        let found = match self.is_narrowed() {
            true => format!("{} of {}", self.found.len(), many(self.all)),
            false => many(self.all),
        };
        let pages = pages(self.found.len());
        if pages > 1 { format!("{found}, page {} of {pages}", self.page) } else { found }
    }
}

/// Whose search it is: apart from the forms that they have half filled in.
fn owner(context: &Context) -> Result<String> {
    Ok(format!("{} search", context.account()?))
}

fn pages(found: usize) -> i64 {
    i64::try_from(found.div_ceil(MOST)).unwrap_or(i64::MAX).max(1)
}

/// How a state is told.
fn words(state: State) -> (&'static str, Colour) {
    match state {
        State::InUse => ("In use", Colour::Green),
        State::Invited => ("Invited", Colour::Yellow),
        State::Disabled => ("Disabled", Colour::Grey),
    }
}

/// A state in a word.
pub fn tag(state: State) -> Markup {
    let (text, colour) = words(state);
    parts::tag(text, colour)
}

pub async fn page(visit: Visit) -> Result<Markup> {
    let page = visit.query("page").parse().unwrap_or(1);
    visit
        .view(move |v| {
            let list = List::load(v, page)?;
            let pages = pages(list.found.len());
            let title = if pages > 1 { format!("Accounts (page {} of {pages})", list.page) } else { "Accounts".into() };
            let shown = list.show(v);
            Ok(if v.may_alone(nobody::SeeSystem) {
                v.frame.page_back(&title, "/admin", shown)
            } else {
                v.frame.page(&title, shown)
            })
        })
        .await
}

pub async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            change.allow(nobody::ManageAccounts)?;
            let (owner, now) = (owner(change)?, change.now);
            let search = kept(sheet);
            if search.is_empty() {
                drafts::discard(change.conn(), &owner, HERE)?;
            } else {
                drafts::save(change.conn(), now, &owner, HERE, &search)?;
            }
            // what somebody looks for is part of nobody's record
            change.tx.nothing_new();
            Ok(HERE.into())
        })
        .await
}

/// What is searched for from now on; nothing where all are wanted.
fn kept(sheet: &mut Sheet) -> drafts::Fields {
    if sheet.fields.get("clear") == "yes" {
        return vec![];
    }
    let find: String = sheet.fields.get("find").chars().take(100).collect();
    let state = State::parse(sheet.fields.get("state")).map_or("", State::code);
    let all = [("find", find), ("state", state.to_owned())];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}
